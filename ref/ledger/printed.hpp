/// @file
/// The ledger of the as-printed profile (spec, section 12.7; paper, section 4.B(4)).
#pragma once

#include "ledger/ledger.hpp"

namespace emrshare::ledger {

/// What a node of the as-printed profile believes.
struct PrintedLedger {
    std::uint64_t height = 0;  ///< number of the last block
    std::uint64_t leader = 1;  ///< j of mid_j
    bool chosen = true;        ///< whether the leader of the next block has been named
    Bytes log;                 ///< running digest of all contents; G at the start
    std::uint64_t count = 0;   ///< transactions
    Certificates certificates; ///< by PID
    MetadataMap metadata;      ///< by author and url
    Credentials credentials;   ///< by author and vc

    /// The ledger before the first block.
    explicit PrintedLedger(const PublicParameters& pp) : log(pp.G()) {}
    /// The part `Ledger` of the as-printed profile.
    message::Item item() const;
};

/// A Tx_req, E, BM or NextLeader together with what it is judged against.
struct PrintedSubject {
    const PublicParameters& pp; ///< of the network
    const PrintedLedger& L;     ///< the node's
    const Message& message;     ///< as it came
    bool outstanding = false;   ///< of an E: whether its nonce is outstanding at this node
};

/// A table of section 12.7.
/// @{
std::span<const Check<PrintedSubject>> printed_tx_checks();
std::span<const Check<PrintedSubject>> printed_endorsement_checks();
std::span<const Check<PrintedSubject>> printed_block_checks();
std::span<const Check<PrintedSubject>> printed_leader_checks();
/// @}

/// PBLOCK.1 and PBLOCK.2.
void apply_printed_block(PrintedLedger& L, const Message& BM);

/// PLEAD.1.
void apply_next_leader(const PublicParameters& pp, PrintedLedger& L, const Message& NextLeader);

} // namespace emrshare::ledger
