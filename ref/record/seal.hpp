/// @file
/// A file of any length as a sequence of encrypted blocks (spec, section SEAL).
#pragma once

#include "pre/params.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>

namespace emrshare {

/// Told while a file is sealed or opened: blocks done, and blocks in all.
using SealProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// 32 bytes that name a public key (SEAL.Fingerprint).
Bytes key_fingerprint(const ParameterSet& set, const Rq& pk);

/// Bytes of the sealed form of a plaintext of @p length bytes.
std::uint64_t sealed_size(const ParameterSet& set, std::uint64_t length) noexcept;

/// Seals @p length bytes from @p plaintext under @p pk into @p sealed (SEAL.Seal).
/// Block i takes coins of its own, derived from @p coins and i.
/// @throws Rejection `SEAL.Seal.C1` (pk), `SEAL.Seal.C2` (plaintext is shorter than said),
///         `SEAL.Seal.C3` (writing failed)
void seal(const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length, std::ostream& sealed,
          const Coins& coins, const SealProgress& progress = {});

/// What the head of a sealed file says.
struct SealHeader {
    const ParameterSet* set; ///< never null
    Bytes fingerprint;       ///< of the public key
    std::uint64_t length;    ///< bytes of the plaintext
};

/// Reads and checks a whole sealed file, without decrypting: leaves @p sealed at its first block.
/// @param size bytes in @p sealed, which must be seekable
/// @throws Rejection `SEAL.Open.C1` (magic) to `SEAL.Open.C5` (digest)
SealHeader check_sealed(std::istream& sealed, std::uint64_t size);

/// Opens a sealed file with the private key f whose public key is pk (SEAL.Open).
/// @throws Rejection as check_sealed, `SEAL.Open.C6` (another key), `SEAL.Open.C7` (a block is no
///         encoding), `SEAL.Open.C8` (padding), `SEAL.Open.C9` (writing failed). The caller discards @p plaintext then.
void open(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
          const SealProgress& progress = {});

} // namespace emrshare
