/// @file
/// A hospital node: endorses requests, acknowledges blocks (spec, section 13.4).
#pragma once

#include "node/node.hpp"

#include <set>

namespace emrshare::node {

/// HN.
class Hospital final : public Node {
public:
    /// @param id of a hospital in the public parameters
    /// @throws Rejection `NODE.Init.C1` (seed), `NODE.Init.C2` (id)
    Hospital(Parameters pp, Bytes id, const Coins& seed,
             std::unique_ptr<BlockStore> store = std::make_unique<MemoryBlocks>());
    std::uint64_t term() const noexcept { return term_; } ///< in which the hospital is

private:
    /// A request that the hospital has endorsed and not seen in a block.
    struct Pending {
        Message Tx_req;
        std::uint64_t since; ///< ms
        bool res;            ///< whether the hospital agreed
        std::uint64_t expires() const { return Tx_req.part("grant").number("expires"); } ///< ms
    };
    void on_request(Step& step);
    void on_printed_request(Step& step);
    void on_proposal(Step& step);
    void on_refuse(Step& step);
    void on_issue(Step& step);
    void tick(Moment& moment) override;
    void committed(Moment& moment, const std::vector<Message>& requests) override;
    Item own_state() const override;
    bool agrees(const Message& Tx_req) const;
    /// The request for which the hospital waits, or null.
    const Pending* awaited() const;

    std::uint64_t term_ = 0;
    std::uint64_t since_ = 0;
    std::optional<Message> vote_;  ///< Vote
    std::optional<Message> voted_; ///< its BM
    std::vector<Pending> pending_;
    std::set<Bytes, ByteOrder> refused_;
};

} // namespace emrshare::node
