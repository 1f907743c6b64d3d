/// @file
/// The long-term key of a user: what the profile's KeyGen gives, ready for delegations.
#pragma once

#include "pre/keygen.hpp"

#include <memory>

namespace emrshare::node {

/// The key pair, and in the corrected profile the basis with its tree.
struct UserKey {
    KeyPair pair;                             ///< f, g, u, pk
    std::shared_ptr<const OwnerKey> owner;    ///< corrected; else null
    std::shared_ptr<const SamplingTree> tree; ///< corrected; else null
};

} // namespace emrshare::node
