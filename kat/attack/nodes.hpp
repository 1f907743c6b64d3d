/// @file
/// What nodes of the vectors' network, or of a network of the experiment's own, answer to an adversary.
#pragma once

#include "attack/experiment.hpp"
#include "protocol/cases.hpp"
#include "protocol/simulation.hpp"

#include <utility>

namespace emrshare::kat::attack {

/// The network of an experiment, as the vectors have it.
const Scene& scene_of(const Setting& setting, Profile profile, std::size_t hospitals = 1);

/// A network of the experiment's own, with nobody in it but its nodes.
/// @param number equal ones make equal networks
Simulation network_of(const Setting& setting, Profile profile, const node::NetworkPlan& plan, std::uint64_t number = 0);

/// What a node answers to an event: "accepted", or the ids of all checks that fail, in order, with spaces between them.
std::string answer_to(node::Node& node, const Event& event);

/// The same in a network, to a message of somebody.
std::string answer_in(Simulation& network, const std::string& to, const Message& message,
                      const std::string& from = "mallory");

/// The same of a node as it is now, which stays where it is.
std::string answer_of(const Actor& actor, const Event& event);

/// The node of a vector, rebuilt from its history.
std::unique_ptr<node::Node> node_of(const Case& one);

/// The answer of the node of a vector, rebuilt from its history. @throws std::logic_error if no case has that comment
std::string answer_of_case(const std::vector<Case>& cases, std::string_view comment);

/// A request of alice that is in no block, so that nothing else speaks against it, and the same under a nonce that its
/// author has not signed. @pre the scene is one of the corrected profile
std::pair<Message, Message> request_under_two_nonces(const Scene& scene);

} // namespace emrshare::kat::attack
