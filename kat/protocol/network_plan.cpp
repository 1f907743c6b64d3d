#include "protocol/network_plan.hpp"

#include "once_map.hpp"

namespace emrshare::kat {
namespace {

/// Nodes of one role in a vector.
constexpr std::int64_t kMostNodes = 100;
constexpr std::int64_t kLargestNumber = (std::int64_t{1} << 53) - 1;

} // namespace

std::vector<Field> plan_fields() {
    return {
        {"N", Kind::integer, "management nodes"},
        {"H", Kind::integer, "hospitals"},
        {"clouds", Kind::integer, "clouds"},
        {"threshold", Kind::integer, "endorsements have to be more"},
        {"block_transactions", Kind::integer, "most entries of a block"},
        {"block_time", Kind::integer, "ms that an entry waits for others"},
        {"window", Kind::integer, "ms by which a time may be off"},
        {"grant_time", Kind::integer, "ms that a nonce is good"},
        {"timeout", Kind::integer, "ms until a silent leader is given up"},
    };
}

node::NetworkPlan plan_of(const Inputs& in) {
    const auto count = [&](const char* name) { return static_cast<std::size_t>(in.integer(name, 0, kMostNodes)); };
    const auto number = [&](const char* name) {
        return static_cast<std::uint64_t>(in.integer(name, 0, kLargestNumber));
    };
    const std::size_t N = static_cast<std::size_t>(in.integer("N", 1, kMostNodes));
    return {N,
            count("H"),
            count("clouds"),
            {number("threshold"), number("block_transactions"), number("block_time"), number("window"),
             number("grant_time"), number("timeout")}};
}

Json inputs_of(const node::NetworkPlan& plan) {
    const message::Rules& rules = plan.rules;
    return {{"N", plan.management},
            {"H", plan.hospitals},
            {"clouds", plan.clouds},
            {"threshold", rules.threshold},
            {"block_transactions", rules.block_transactions},
            {"block_time", rules.block_time},
            {"window", rules.window},
            {"grant_time", rules.grant_time},
            {"timeout", rules.timeout}};
}

const node::Initialization& initialized(const ParameterSet& set, Profile profile, const node::NetworkPlan& plan,
                                        const Coins& coins) {
    static OnceMap<std::shared_ptr<const node::Initialization>> cache;
    const auto make = [&] {
        return std::make_shared<const node::Initialization>(node::initialize_from_coins(set, profile, plan, coins));
    };
    const std::string key = std::string(set.name) + std::string(name_of(profile)) + inputs_of(plan).dump();
    return *cache.get(key + to_hex(coins), make);
}

} // namespace emrshare::kat
