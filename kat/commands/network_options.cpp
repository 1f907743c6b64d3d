#include "commands/network_options.hpp"

#include <algorithm>

namespace emrshare::kat {

void add_network(CLI::App& command, NetworkOptions& options, const char* seed_help) {
    command.add_option("--params", options.set, "Parameter set")->capture_default_str()->check(known_set());
    command.add_option("--profile", options.profile, "corrected or as-printed")
        ->capture_default_str()
        ->check(CLI::IsMember({"corrected", "as-printed"}));
    command.add_option("--hospitals", options.hospitals, "Number of hospitals")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    command.add_option("--managers", options.managers, "Number of management nodes")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    add_seed(command, options.seed, seed_help);
}

node::NetworkPlan plan_of(const NetworkOptions& options) {
    node::NetworkPlan plan;
    plan.management = options.managers;
    plan.hospitals = options.hospitals;
    plan.rules.threshold = std::min<std::uint64_t>(plan.rules.threshold, options.hospitals - 1);
    return plan;
}

} // namespace emrshare::kat
