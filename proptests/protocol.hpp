/// @file
/// Networks at toy-64 for the tests of the protocol, and the scripts of whole runs.
#pragma once

#include "support.hpp"

#include "protocol/simulation.hpp"

#include <functional>
#include <string>
#include <vector>

namespace emrshare::test {

using message::Item;
using message::item_of;
using message::Items;
using message::Message;
using message::Type;

using kat::different_ledgers;
using kat::id_of;
using kat::times_committed;

/// A network, the keys of all its nodes, and short words for what tests do with it.
class World : public kat::Simulation {
public:
    /// Two management nodes, four hospitals and a cloud unless said otherwise. Equal arguments make equal networks.
    explicit World(Profile profile, const node::NetworkPlan& plan = {}, std::uint64_t number = 0)
        : Simulation(parameter_set("toy-64"), profile, plan, coins("network", number)) {}
};

/// The state of a node without its clock and its count of events.
Bytes essence(const node::Node& node);

/// Whether the node's blocks have one content, or spend one nonce, twice.
/// @{
bool has_content_twice(const node::Node& node);
bool has_nonce_twice(const node::Node& node);
/// @}

/// A FHIR bundle of that many resources.
Bytes sample_bundle(std::size_t resources);

/// Phases (3) and (5): every type of their messages is sent. @p after is called when each of their steps is done.
void run_sharing(World& world, const std::function<void()>& after);

/// The types of messages that run_sharing() is about.
bool is_of_sharing(Type type);

/// The script of a whole run but for these phases: every other type of message is sent. @p after is called when each of
/// its steps is done.
void run_script(World& world, const std::function<void()>& after);

} // namespace emrshare::test
