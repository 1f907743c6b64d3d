/// @file
/// Blocks as vectors need them.
#pragma once

#include "protocol/cases.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {

/// An Item of 0 must not look like a null pointer.
constexpr std::uint64_t zero() noexcept {
    return 0;
}

/// What a block says: everything may be wrong but its h and Sig.
struct BlockPlan {
    std::uint64_t num;
    Bytes prev;
    Message quorum;
    std::uint64_t time;
    std::string leader; ///< who signs
    std::vector<Message> txs;
    /// BM.
    Message block(const Scene& scene) const;
    /// Proposal of that block by its leader.
    Message proposal(const Scene& scene, std::uint64_t term, const std::vector<Message>& terms = {}) const;
};

/// A right first block: carol's registration, by the leader of term 0.
BlockPlan first_block(const Scene& scene);

/// A Proposal of @p BM.
Message proposal_of(const Scene& scene, const std::string& leader, std::uint64_t term, const Message& BM,
                    const std::vector<Message>& terms);

/// A NewTerm for block 1, with or without a vote for a block.
/// @{
Message new_term(const Scene& scene, const std::string& hospital, std::uint64_t term);
Message new_term(const Scene& scene, const std::string& hospital, std::uint64_t term, std::uint64_t vote_term,
                 const Message& BM);
/// @}

/// A GiveUp with that NewTerm, and the block of its vote.
/// @{
Message give_up(const Scene& scene, const Message& NewTerm);
Message give_up(const Scene& scene, const Message& NewTerm, const Message& BM);
/// @}

/// An endorsed entry by alice for a url.
Message metadata_tx(const Scene& scene, const std::string& url, std::uint64_t time = kSceneTime,
                    std::uint64_t expires = kSceneTime + 60000);

} // namespace emrshare::kat
