/// @file
/// A node's lattice key pair in the profile of its network.
#pragma once

#include "message/format.hpp"
#include "message/message.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"

namespace emrshare::node {

/// PRE.KeyGen as printed, CPRE.KeyGen corrected. @throws Rejection as these do
inline KeyPair make_key_pair(const message::Dialect& dialect, const Poly& f_prime, const Coins& coins) {
    if (dialect.profile == Profile::as_printed) return keygen_printed_from_coins(*dialect.set, f_prime, coins);
    return keygen_from_coins(*dialect.set, f_prime, coins).pair;
}

} // namespace emrshare::node
