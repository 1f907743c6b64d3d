/// @file
/// A node in the middle of its life, as the start of vectors.
#pragma once

#include "protocol/scene.hpp"

namespace emrshare::kat {

/// What somebody sends at the scene's time.
Event sent_by(const std::string& from, const Message& message, std::uint64_t time = kSceneTime);
/// What a node's own user tells it.
Event told(const Scene& scene, Type type, Items fields, std::uint64_t time = kSceneTime);
/// The passing of time until @p time.
Event tick_at(std::uint64_t time);

/// A node together with the events that brought it where it is.
class Actor {
public:
    /// The node of that name, or the user, with its history.
    Actor(const Scene& scene, std::string name, const std::vector<Event>& history = {});

    /// Gives the node an event that it accepts, which becomes part of its history.
    std::vector<node::Outgoing> takes(const Event& event);
    /// The same, of which one message is asked for: the last one.
    Message answer(const Event& event);
    const node::Node& node() const noexcept { return *node_; } ///< as it is now

    /// A vector in which the node accepts the event; the node stays where it is.
    Case accepts(const std::string& comment, const std::vector<std::string>& flags, const Event& event) const;
    /// A vector in which the node refuses the event by that check.
    /// @throws std::logic_error if another check fails as well, or the state changes
    Case refuses(const std::string& comment, const Event& event, const std::string& check);

private:
    Json inputs(const Event& event) const;
    const Scene& scene_;
    std::string name_;
    std::vector<Event> history_;
    std::unique_ptr<node::Node> node_;
};

/// The inputs of a vector.
Json transition_inputs(const Scene& scene, const std::string& name, const Coins& seed,
                       const std::vector<Event>& history, const Event& event);

} // namespace emrshare::kat
