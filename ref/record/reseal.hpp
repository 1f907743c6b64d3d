/// @file
/// Sealed files for somebody else (spec, section 7.4): the cloud re-encrypts, the requester opens. Corrected profile.
#pragma once

#include "record/seal.hpp"

namespace emrshare {

/// What a cloud has of one delegation for one file.
struct ReSealKey {
    const ParameterSet* set; ///< never null
    Rq rk;                   ///< from CPRE.ReKeyGen.Cloud
    Rq pk_B;                 ///< the requester's one-time public key
    Coins K_CS;              ///< the cloud's secret for CPRE.ReEncCoins
    Bytes digest;            ///< that of the file which the owner delegates, 32 bytes
};

/// The digest by which an owner says which sealed file a delegation is for (SEAL.Digest); all checks of the file but
/// those that need a key are made.
/// @param sealed seekable, of @p size bytes
/// @throws Rejection `SEAL.Open.C1` to `SEAL.Open.C5`
Bytes sealed_digest(std::istream& sealed, std::uint64_t size, unsigned jobs = 1);

/// Bytes of the re-encrypted form of a sealed file of @p size bytes (SEAL.ReSeal.1).
std::uint64_t resealed_size(std::uint64_t size) noexcept;

/// Re-encrypts a sealed file of version 0 or 1 (SEAL.ReSeal).
/// @param sealed seekable, of @p size bytes
/// @param jobs threads; nothing that is written depends on it
/// @throws Rejection `SEAL.Open.C1` to `SEAL.Open.C5`, `SEAL.ReSeal.C1` (key), `SEAL.ReSeal.C2` (length),
///         `SEAL.ReSeal.C3` (digest), `SEAL.Open.C7` (a block), `SEAL.Seal.C3` (writing failed)
void reseal(const ReSealKey& key, std::istream& sealed, std::uint64_t size, std::ostream& resealed,
            const SealProgress& progress = {}, unsigned jobs = 1);

/// Opens a re-encrypted file with the one-time key (SEAL.OpenReSealed).
/// @throws Rejection `SEAL.OpenReSealed.C1` (magic), `SEAL.OpenReSealed.C2` (version), `SEAL.OpenReSealed.C3` (key),
///         then as open() or open_hybrid(). The caller discards @p plaintext then.
void open_resealed(const Poly& f_B, const Rq& pk_B, std::istream& resealed, std::uint64_t size, std::ostream& plaintext,
                   const SealProgress& progress = {}, unsigned jobs = 1);

/// open(), open_hybrid() or open_resealed(), by the file's version (spec, section 7.4).
void open_any(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
              const SealProgress& progress = {}, unsigned jobs = 1);

} // namespace emrshare
