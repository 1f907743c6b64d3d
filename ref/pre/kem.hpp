/// @file
/// A key encapsulation on Enc that withstands chosen ciphertexts.
#pragma once

#include "base/trace.hpp"
#include "pre/params.hpp"

namespace emrshare {

/// An encapsulated key.
struct Encapsulation {
    Rq C;    ///< what travels
    Coins K; ///< the shared key, 32 bytes
};

/// KEM.Encaps (Fujisaki-Okamoto with implicit rejection; Hofheinz, Hoevelmanns, Kiltz, TCC 2017).
/// @throws Rejection `KEM.Encaps.C1` (pk)
/// @{
Encapsulation kem_encaps_from_coins(const ParameterSet& set, const Rq& pk, const Coins& coins,
                                    Trace& trace = no_trace());
Encapsulation kem_encaps(const ParameterSet& set, const Rq& pk);
/// @}

/// KEM.Decaps: the key, or a key that depends on @p z and C alone if C is no honest encapsulation.
/// @param z 32 secret bytes kept beside f
/// @throws Rejection `KEM.Decaps.C1` (f), `KEM.Decaps.C2` (pk), `KEM.Decaps.C3` (C)
Coins kem_decaps(const ParameterSet& set, const Poly& f, const Rq& pk, const Coins& z, const Rq& C,
                 Trace& trace = no_trace());

} // namespace emrshare
