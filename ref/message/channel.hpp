/// @file
/// The sealed channel: what a message carries for its receiver alone (spec, section 11.6).
#pragma once

#include "pre/params.hpp"

#include "base/memory.hpp"

namespace emrshare::message {

/// A sealed plaintext.
struct Sealed {
    Rq C;         ///< the encapsulated key
    Bytes sealed; ///< ciphertext and tag of AES-256-GCM, 16 bytes longer than the plaintext
};

/// CHAN.Seal.
/// @param context associated data: G and the name of the message that carries it
Sealed seal_for_from_coins(const ParameterSet& set, const Rq& pk, ByteView context, ByteView plaintext,
                           const Coins& coins);

/// CHAN.Open.
/// @param z the 32 secret bytes of the KEM that are kept beside f
/// @throws Rejection `CHAN.Open.C1` (length), `CHAN.Open.C2` (tag, or a C that is no encapsulation)
Bytes open_sealed(const ParameterSet& set, const Poly& f, const Rq& pk, const Coins& z, ByteView context,
                  const Sealed& sealed);

} // namespace emrshare::message
