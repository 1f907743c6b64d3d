/// @file
/// Initialization, and the transport that carries bytes between nodes (spec, sections 13.1 and 13.2).
#pragma once

#include "node/cloud.hpp"
#include "node/hospital.hpp"
#include "node/management.hpp"
#include "node/user.hpp"

#include <deque>
#include <set>

namespace emrshare::node {

/// How many nodes of each role, and the rules.
struct NetworkPlan {
    std::size_t management = 2; ///< N
    std::size_t hospitals = 4;  ///< H
    std::size_t clouds = 1;     ///< at least 1
    message::Rules rules;       ///< threshold and times
};

/// What Initialization makes: the public parameters, and for each node what it alone gets.
struct Initialization {
    Parameters pp;                      ///< public
    std::map<std::string, Coins> seeds; ///< by the node's name
    std::shared_ptr<const Desk> desk;   ///< for the registrar
};

/// NET.Init (paper, section 4.B(1)). The nodes are `MN-1`, `HN-1`, `CS-1`, and so on.
/// @throws Rejection `PP.Check.*` for a plan that makes no network
Initialization initialize_from_coins(const ParameterSet& set, Profile profile, const NetworkPlan& plan,
                                     const Coins& coins);

/// What the registrar alone holds, made anew from its seed: NET.Init.2 to NET.Init.4.
std::shared_ptr<const Desk> desk_of(const PublicParameters& pp, const Coins& seed);

/// f' of a node, encoded as the registrar gives it to the node in person (NET.Init.3; the command Key).
Bytes preimage_of_node(const PublicParameters& pp, const Desk& desk, ByteView id);

/// The node of that name in the public parameters, as NET.Init made it; a user if they have no such node.
/// @param desk what the registrar holds; no other node is given it
/// @throws Rejection `NODE.Init.C1` (seed)
std::unique_ptr<Node> make_node(const Parameters& pp, const std::string& name, const Coins& seed,
                                const std::shared_ptr<const Desk>& desk, std::unique_ptr<BlockStore> store);

/// The same from the seed alone, as a node that starts again needs it (spec, section 13.1).
/// @throws Rejection `NODE.Init.C1` (seed)
std::unique_ptr<Node> make_node(const Parameters& pp, const std::string& name, const Coins& seed);

/// The seed that a user of that name has in simulations and vectors: XOF(NET.Seed, coins, name).
Coins seed_of(const Coins& coins, std::string_view name);

/// What became of an event.
struct Delivery {
    std::string to;       ///< name of the node
    Event event;          ///< what was given to it
    std::string rejected; ///< id of the check that failed; empty if the event was accepted
};

/// Carries bytes in the order in which they were sent, and keeps the transcript. No node sees another.
class Network {
public:
    /// Makes the management nodes, hospitals and clouds of an initialization.
    /// @param store makes the block store of a node or user of that name; none given: in memory
    explicit Network(Initialization init, std::function<std::unique_ptr<BlockStore>(const std::string&)> store = {});

    /// Adds a user, who begins with nothing but the public parameters.
    User& add_user(const std::string& name, const Coins& seed);

    /// The node of that name and kind. @throws std::out_of_range, std::bad_cast
    template <class Kind>
    Kind& at(const std::string& name) {
        return dynamic_cast<Kind&>(*nodes_.at(name));
    }
    /// The nodes by name.
    const std::map<std::string, std::unique_ptr<Node>>& nodes() const noexcept { return nodes_; }

    std::uint64_t now() const noexcept { return now_; } ///< the injected clock, ms
    void pass(std::uint64_t ms);                        ///< time passes, and every node that is up is told
    void command(const std::string& to, Type type, message::Items fields);         ///< tells a node something
    void send(const std::string& from, const std::string& to, const Bytes& bytes); ///< from whomever: an attacker, too
    void run();                                                 ///< delivers until nothing is on its way
    bool step();                                                ///< delivers one message; false if none is on its way
    bool lose();                                                ///< drops one message; false if none is on its way
    void crash(const std::string& name) { down_.insert(name); } ///< it gets and sends nothing from now on
    void recover(const std::string& name);                      ///< it is up again, and asks for what it missed
    bool is_up(const std::string& name) const { return !down_.contains(name); } ///< whether it gets events

    /// Everything that was given to a node, in order.
    const std::vector<Delivery>& transcript() const noexcept { return transcript_; }
    /// Forgets the transcript: for measurements over long runs.
    void forget() { transcript_.clear(); }
    /// Gives the event to the node now, behind the queue's back, and queues the answers.
    /// @return the check that refused it, or an empty string
    std::string deliver(const std::string& to, const Event& event);

private:
    struct InFlight {
        std::string from;
        std::string to;
        Bytes bytes;
    };
    std::vector<std::string> receivers(const std::string& from, const std::string& to) const;
    std::unique_ptr<BlockStore> new_store(const std::string& name) const;

    Initialization init_;
    std::function<std::unique_ptr<BlockStore>(const std::string&)> store_;
    std::map<std::string, std::unique_ptr<Node>> nodes_;
    std::map<std::string, Role> roles_;
    std::deque<InFlight> queue_;
    std::set<std::string> down_;
    std::vector<Delivery> transcript_;
    std::uint64_t now_ = 1700000000000;
};

} // namespace emrshare::node
