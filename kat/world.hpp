/// @file
/// Fixed key material that the cases of many operations share.
#pragma once

#include "pre/keygen.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"
#include "pre/setup.hpp"

#include <memory>

namespace emrshare::kat {

/// Keys of one seed and set: two users of one management node, and one printed delegation.
struct World {
    Coins setup_coins;
    std::shared_ptr<const MasterKey> msk;
    Poly alice_f_prime;
    Poly bob_f_prime;
    KeyPair alice;
    KeyPair bob;
    OwnerShare share;
    Rq b_B;
    Rq rk;
};

/// Keys of one seed and set in the corrected profile: an owner, a requester's one-time key, one delegation.
struct CorrectedWorld {
    Poly alice_f_prime;
    OwnerKey alice;
    KeyPair bob;
    OwnerShare share;
    Rq b_B;
    Rq rk;
};

/// The corrected world of (seed, set), made at the first call.
const CorrectedWorld& corrected_world(const Coins& seed, const ParameterSet& set);

/// The world of (seed, set), made at the first call.
const World& world(const Coins& seed, const ParameterSet& set);

} // namespace emrshare::kat
