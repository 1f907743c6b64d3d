/// @file
/// Files of any length under one public key (spec, chapter 7): sealing and opening, in constant memory and on several
/// threads.
#pragma once

#include "base/trace.hpp"
#include "pre/params.hpp"
#include "record/sealed_layout.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>

namespace emrshare {

/// Told while a file is sealed, opened or re-encrypted, of its blocks (direct) or chunks (hybrid): how many are done,
/// and how many there are in all. Never called by two threads at once.
using SealProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Seals @p length bytes from @p plaintext under @p pk into @p sealed, every bit in a block of Enc (SEAL.Seal).
/// Block i takes coins of its own, derived from @p coins and i.
/// @param jobs threads; nothing that is written depends on it
/// @throws Rejection `SEAL.Seal.C1` (pk), `SEAL.Seal.C2` (plaintext is shorter than said),
///         `SEAL.Seal.C3` (writing failed)
void seal(const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length, std::ostream& sealed,
          const Coins& coins, const SealProgress& progress = {}, unsigned jobs = 1);

/// The same with a key in one block of Enc and the plaintext in chunks of AES-256-GCM (SEAL.SealHybrid).
/// @throws Rejection as seal()
void seal_hybrid(const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length,
                 std::ostream& sealed, const Coins& coins, const SealProgress& progress = {}, unsigned jobs = 1,
                 Trace& trace = no_trace());

/// seal() or seal_hybrid(), as @p mode says (SEAL.Seal, SEAL.SealHybrid).
void seal_as(SealMode mode, const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length,
             std::ostream& sealed, const Coins& coins, const SealProgress& progress = {}, unsigned jobs = 1);

/// Opens a sealed file of version 0 with the private key f whose public key is pk (SEAL.Open).
/// @throws Rejection as check_sealed, `SEAL.Open.C6` (another key), `SEAL.Open.C7` (a block is no
///         encoding), `SEAL.Open.C8` (padding), `SEAL.Open.C9` (writing failed). The caller discards @p plaintext then.
void open(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
          const SealProgress& progress = {}, unsigned jobs = 1);

/// Opens a sealed file of version 1 (SEAL.OpenHybrid).
/// @throws Rejection as open() but for `SEAL.Open.C8`, `SEAL.OpenHybrid.C1` (a chunk's tag). The caller discards
///         @p plaintext then.
void open_hybrid(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
                 const SealProgress& progress = {}, unsigned jobs = 1);

/// What follows the checks of SEAL.Open and SEAL.OpenHybrid: @p sealed stands at the first block.
/// @throws Rejection `SEAL.Open.C7` to `SEAL.Open.C9`, `SEAL.OpenHybrid.C1`
/// @{
void open_blocks(const SealHeader& header, const Poly& f, std::istream& sealed, std::ostream& plaintext,
                 const SealProgress& progress, unsigned jobs);
void open_chunks(const SealHeader& header, const Poly& f, std::istream& sealed, std::ostream& plaintext,
                 const SealProgress& progress, unsigned jobs);
/// @}

/// @throws Rejection `SEAL.Open.C6` unless the file is sealed for @p pk (SEAL.Open.1)
void require_sealed_for(const SealHeader& header, const Rq& pk);

} // namespace emrshare
