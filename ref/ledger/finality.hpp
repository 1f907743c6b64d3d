/// @file
/// How a block becomes final: proposals, acknowledgements, terms (spec, section 12.5).
#pragma once

#include "ledger/ledger.hpp"

namespace emrshare::ledger {

/// A Proposal together with what a hospital judges it against.
struct ProposalSubject {
    const PublicParameters& pp;         ///< of the network
    const Ledger& L;                    ///< the hospital's
    std::uint64_t term;                 ///< the hospital's
    std::optional<std::uint64_t> voted; ///< the term of its vote
    std::uint64_t now;                  ///< ms
    Message Proposal;                   ///< as it came
    Message BM;                         ///< its block
    std::vector<Message> terms;         ///< its justification
};

/// The table of PROP.Check; BLOCK.Check comes after it.
std::span<const Check<ProposalSubject>> proposal_checks();

/// An Ack together with what a management node judges it against.
struct AckSubject {
    const PublicParameters& pp; ///< of the network
    const Message& Ack;         ///< as it came
    const Message* open;        ///< the node's open proposal, or null
    bool counted;               ///< whether this hospital has acknowledged it before
};

/// ACK.Check as data.
std::span<const Check<AckSubject>> ack_checks();

/// A GiveUp together with what a management node judges it against.
struct TermSubject {
    const PublicParameters& pp; ///< of the network
    const Ledger& L;            ///< the node's
    const Bytes& self;          ///< the node's id
    Message NewTerm;            ///< its signed part
    std::vector<Message> BM;    ///< its block, if any
    bool counted;               ///< whether this hospital has said so before
};

/// TERM.Check as data.
std::span<const Check<TermSubject>> term_checks();

} // namespace emrshare::ledger
