#include "operation.hpp"

#include "base/error.hpp"
#include "once_map.hpp"
#include "pre/extract.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/rekeygen_printed.hpp"
#include "protocol/scene.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"
#include "vector_file.hpp"
#include "world.hpp"

#include <algorithm>

namespace emrshare::kat {

Bytes CaseMaker::bytes(const std::string& which, const std::string& name, std::size_t length) const {
    XofInput input("KAT.Case");
    input.with(seed_).with(operation_).with(set_ != nullptr ? set_->name : "any").with(emrshare::name_of(profile_));
    input.with(which).with(name);
    return derive_bytes(input, length);
}

Coins CaseMaker::coins(const std::string& which, const std::string& name) const {
    const Bytes value = bytes(which, name, 32);
    Coins coins;
    std::copy(value.begin(), value.end(), coins.bytes.begin());
    return coins;
}

Rq CaseMaker::element(const std::string& which, const std::string& name) const {
    Xof source(XofInput("KAT.Element").with(coins(which, name)));
    return uniform(set_->ring(), source);
}

bool CaseMaker::is_published() const {
    return seed_ == published_seed();
}

const World& CaseMaker::world() const {
    return kat::world(seed_, *set_);
}

const CorrectedWorld& CaseMaker::corrected_world() const {
    return kat::corrected_world(seed_, *set_);
}

const Scene& CaseMaker::scene(std::size_t hospitals) const {
    return kat::scene(seed_, *set_, profile_, hospitals);
}

const std::vector<Operation>& operations() {
    static const std::vector<Operation> all = [] {
        std::vector<Operation> list;
        for (auto part : {sampler_operations, gaussian_operations, encoding_operations, lattice_operations,
                          pre_operations, delegation_operations, trapdoor_operations, corrected_operations,
                          long_run_operations, record_operations, wallet_operations, signature_operations,
                          message_operations, transition_operations, transcript_operations}) {
            const std::vector<Operation> chapter = part();
            list.insert(list.end(), chapter.begin(), chapter.end());
        }
        return list;
    }();
    return all;
}

void require_operation(const std::string& name) {
    const auto& all = operations();
    const bool known = std::any_of(all.begin(), all.end(), [&](const Operation& o) { return o.name == name; });
    require(known, "KAT.Operation.C1", "operation", "no operation is named '" + name + "'");
}

Profile profile_of(const std::string& name) {
    if (name == "as-printed") return Profile::as_printed;
    require(name == "corrected" || name == "both", "KAT.Profile.C1", "profile", "no profile is named '" + name + "'");
    return Profile::corrected;
}

std::shared_ptr<const MasterKey> cached_setup(const ParameterSet& set, const Coins& coins) {
    static OnceMap<std::shared_ptr<const MasterKey>> cache;
    const auto make = [&] { return std::make_shared<const MasterKey>(setup_from_coins(set, coins)); };
    return cache.get(std::string(set.name) + to_hex(coins), make);
}

namespace {

Coins world_coins(const Coins& seed, const ParameterSet& set, std::string_view name) {
    return derive_coins(XofInput("KAT.World").with(seed).with(set.name).with(name));
}

World make_world(const Coins& seed, const ParameterSet& set) {
    const auto coins = [&](std::string_view name) { return world_coins(seed, set, name); };
    const Coins setup_coins = coins("setup");
    std::shared_ptr<const MasterKey> msk = cached_setup(set, setup_coins);
    const Poly alice_f_prime = extract(Profile::as_printed, *msk, bytes_of("PID-Alice"));
    const Poly bob_f_prime = extract(Profile::as_printed, *msk, bytes_of("PID-Bob"));
    const KeyPair alice = keygen_printed_from_coins(set, alice_f_prime, coins("alice"));
    const KeyPair bob = keygen_printed_from_coins(set, bob_f_prime, coins("bob"));
    const OwnerShare share = rekeygen_owner_printed_from_coins(set, alice.f, coins("delegation"));
    const Rq b_B = rekeygen_requester(set, share.a_B, bob.f);
    const Rq rk = rekeygen_cloud_printed(set, share.r_B, b_B);
    return {setup_coins, msk, alice_f_prime, bob_f_prime, alice, bob, share, b_B, rk};
}

CorrectedWorld make_corrected_world(const Coins& seed, const ParameterSet& set) {
    const auto coins = [&](std::string_view name) { return world_coins(seed, set, name); };
    const std::shared_ptr<const MasterKey> msk = cached_setup(set, coins("setup"));
    const Poly f_prime = extract(Profile::corrected, *msk, bytes_of("PID-Alice"));
    const OwnerKey alice = keygen_from_coins(set, f_prime, coins("alice"));
    const KeyPair bob = one_time_keygen_from_coins(set, coins("bob"));
    const OwnerShare share = rekeygen_owner_from_coins(set, alice, sampling_tree(set, alice), coins("delegation"));
    const Rq b_B = rekeygen_requester(set, share.a_B, bob.f);
    const Rq rk = rekeygen_cloud(set, share.r_B, b_B, bob.pk);
    return {f_prime, alice, bob, share, b_B, rk};
}

} // namespace

const World& world(const Coins& seed, const ParameterSet& set) {
    static OnceMap<std::shared_ptr<const World>> cache;
    const auto make = [&] { return std::make_shared<const World>(make_world(seed, set)); };
    return *cache.get(std::string(set.name) + to_hex(seed), make);
}

const CorrectedWorld& corrected_world(const Coins& seed, const ParameterSet& set) {
    static OnceMap<std::shared_ptr<const CorrectedWorld>> cache;
    const auto make = [&] { return std::make_shared<const CorrectedWorld>(make_corrected_world(seed, set)); };
    return *cache.get(std::string(set.name) + to_hex(seed), make);
}

} // namespace emrshare::kat
