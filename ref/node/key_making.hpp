/// @file
/// The key pairs of a node or user.
#pragma once

#include "message/format.hpp"
#include "message/message.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "random/xof.hpp"
#include "sign/ml_dsa.hpp"

namespace emrshare::node {

/// The lattice key pair in the profile of the network: PRE.KeyGen as printed, CPRE.KeyGen corrected. @throws Rejection
/// as these do
inline KeyPair make_key_pair(const message::Dialect& dialect, const Poly& f_prime, const Coins& coins) {
    if (dialect.profile == Profile::as_printed) return keygen_printed_from_coins(*dialect.set, f_prime, coins);
    return keygen_from_coins(*dialect.set, f_prime, coins).pair;
}

/// The signature key pair that follows from a seed (NET.Init.5).
inline ml_dsa::KeyPair make_signing_key_pair(const Coins& seed) {
    return ml_dsa::keygen_from_coins(derive_coins("NODE.Sign", seed));
}

} // namespace emrshare::node
