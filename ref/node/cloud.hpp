/// @file
/// The cloud node, as far as the chain concerns it: a replica that writes access logs.
#pragma once

#include "node/node.hpp"

namespace emrshare::node {

/// CS.
class Cloud final : public Author {
public:
    /// @param id of a cloud in the public parameters
    /// @throws Rejection `NODE.Init.C1` (seed), `NODE.Init.C2` (id)
    Cloud(Parameters pp, Bytes id, const Coins& seed,
          std::unique_ptr<BlockStore> store = std::make_unique<MemoryBlocks>());

private:
    Item own_state() const override;
};

} // namespace emrshare::node
