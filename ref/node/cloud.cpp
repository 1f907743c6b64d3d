#include "node/cloud.hpp"

#include "base/error.hpp"

namespace emrshare::node {
namespace {

constexpr std::uint64_t kCloudCode = 82;

} // namespace

Cloud::Cloud(Parameters pp, Bytes id, const Coins& seed, std::unique_ptr<BlockStore> store)
    : Author(std::move(pp), std::move(id), seed, std::move(store)) {
    require(this->pp().node(this->id(), Role::cloud) != nullptr, "NODE.Init.C2", "id", "it is no cloud");
}

Item Cloud::own_state() const {
    return Item(with_author_state({Item(kCloudCode)}));
}

} // namespace emrshare::node
