/// @file
/// What nodes of the vectors' network answer to an adversary.
#pragma once

#include "attack/experiment.hpp"
#include "protocol/cases.hpp"

#include <utility>

namespace emrshare::kat::attack {

/// The network of an experiment, as the vectors have it.
const Scene& scene_of(const Setting& setting, Profile profile, std::size_t hospitals = 1);

/// What a node answers to an event: "accepted", or the ids of all checks that fail, in order, with spaces between them.
std::string answer_to(node::Node& node, const Event& event);

/// The answer of the node of a vector, rebuilt from its history. @throws std::logic_error if no case has that comment
std::string answer_of_case(const std::vector<Case>& cases, std::string_view comment);

/// A request of alice that is in no block, so that nothing else speaks against it, and the same under a nonce that its
/// author has not signed. @pre the scene is one of the corrected profile
std::pair<Message, Message> request_under_two_nonces(const Scene& scene);

} // namespace emrshare::kat::attack
