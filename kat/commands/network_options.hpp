/// @file
/// The options of commands that make a network.
#pragma once

#include "commands/selection.hpp"
#include "node/network.hpp"

#include <string>

namespace emrshare::kat {

/// A network as a person describes it.
struct NetworkOptions {
    std::string set = "high-2048";     ///< parameter set
    std::string profile = "corrected"; ///< or as-printed
    std::size_t hospitals = 4;         ///< H
    std::size_t managers = 2;          ///< N
    std::string seed;                  ///< hex; empty: the system's randomness
};

/// Adds --params, --profile, --hospitals, --managers and --seed. @param seed_help what --seed is for
void add_network(CLI::App& command, NetworkOptions& options, const char* seed_help);

/// The plan: a threshold that so many hospitals can exceed, else the usual rules.
node::NetworkPlan plan_of(const NetworkOptions& options);

} // namespace emrshare::kat
