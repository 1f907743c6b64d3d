/// @file
/// Carries bytes between the nodes of a person's workspace (spec, section 13.1). Unlike node::Network it makes a node
/// only when something is for it, and keeps what is for somebody who is away.
#pragma once

#include "node/network.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace emrshare::kat {

/// What was given to a node, and what came of it.
struct Handled {
    std::string to;                     ///< name of the node
    node::Event event;                  ///< what was given to it
    std::optional<Rejection> rejection; ///< why it was refused; none: it was accepted
    double seconds = 0;                 ///< that the node took
};

/// A message on its way.
struct InFlight {
    std::string from; ///< name of the sender
    std::string to;   ///< name of one receiver
    Bytes bytes;      ///< the encoded message
};

/// Delivers in the order of sending. Its clock moves when it is told to.
class Transport {
public:
    /// Makes the node of that name as it is now.
    using Wake = std::function<std::unique_ptr<node::Node>(const std::string&)>;

    /// @param now ms
    /// @param wake is asked for a node of the public parameters when something is for it the first time
    Transport(node::Parameters pp, std::uint64_t now, Wake wake);

    /// Adds a user who is there.
    void add(const std::string& user, std::unique_ptr<node::Node> node);
    /// Adds a user who is away: what is for her waits, but for questions for blocks, which others answer.
    void add_absent(const std::string& user);
    /// What is for users who are away, in order.
    const std::vector<InFlight>& waiting() const noexcept { return waiting_; }

    /// The node of that name and kind, woken if need be. @throws std::bad_cast
    template <class Kind>
    Kind& at(const std::string& name) {
        return dynamic_cast<Kind&>(node(name));
    }
    /// The node of that name, woken if need be.
    node::Node& node(const std::string& name);
    /// Wakes the nodes of the public parameters, on several threads.
    void wake_all();
    /// The nodes that are awake.
    const std::map<std::string, std::unique_ptr<node::Node>>& nodes() const noexcept { return nodes_; }
    /// Whether that is a user who is there.
    bool is_present(const std::string& name) const { return nodes_.contains(name); }
    const message::PublicParameters& pp() const noexcept { return *pp_; } ///< of the network
    const node::Parameters& parameters() const noexcept { return pp_; }   ///< the same, to share
    std::uint64_t now() const noexcept { return now_; }                   ///< the clock, ms

    /// Tells a node something. @throws Rejection that of the node
    void command(const std::string& to, node::Type type, node::Items fields);
    /// A message of a sender to a node or group.
    void send(const std::string& from, const std::string& to, const Bytes& bytes);
    /// Delivers until nothing is on its way.
    void run();
    /// Time passes, and every node that is awake is told.
    void pass(std::uint64_t ms);
    /// Delivers all, and lets time pass until what waits for a block is in one.
    void settle();

    /// Sees everything that is given to a node, once the node has answered.
    std::function<void(const Handled&)> observe = [](const Handled&) {};
    /// Is told before a node is given something.
    std::function<void(const std::string& to, const node::Event&)> announce = [](const std::string&,
                                                                                 const node::Event&) {};

private:
    void deliver(const std::string& to, const node::Event& event);
    std::vector<std::string> receivers(const std::string& from, const std::string& to) const;

    node::Parameters pp_;
    std::uint64_t now_;
    Wake wake_;
    std::map<std::string, std::unique_ptr<node::Node>> nodes_;
    std::set<std::string> users_; ///< away or not
    std::deque<InFlight> queue_;
    std::vector<InFlight> waiting_;
    std::optional<Rejection> refusal_; ///< of the last event
};

} // namespace emrshare::kat
