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
        Bytes tx;              ///< H(Tx_req)
        Bytes r;               ///< its nonce
        std::uint64_t since;   ///< ms
        std::uint64_t expires; ///< ms
        bool res;              ///< whether the hospital agreed
    };
    void on_request(Step& step);
    void on_printed_request(Step& step);
    void on_proposal(Step& step);
    void on_refuse(Step& step);
    void on_issue(Step& step);
    void tick(Step& step) override;
    void committed(std::uint64_t now) override;
    Item own_state() const override;
    bool agrees(const Message& Tx_req) const;
    /// When the hospital gives the leader up, if it waits for anything.
    std::optional<std::uint64_t> deadline() const;

    std::uint64_t term_ = 0;
    std::uint64_t since_ = 0;
    std::optional<Message> vote_;
    std::vector<Pending> pending_;
    std::set<Bytes, ByteOrder> refused_;
};

} // namespace emrshare::node
