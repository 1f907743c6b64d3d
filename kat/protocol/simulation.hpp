/// @file
/// Networks for tests and experiments: the making of one, the steps of a run, and what somebody who holds all keys can
/// send.
#pragma once

#include "adversary.hpp"
#include "node/network.hpp"
#include "pre/keygen.hpp"

#include <memory>
#include <string>
#include <vector>

namespace emrshare::kat {

using message::Item;
using message::item_of;
using message::Items;
using message::Message;
using message::Type;

/// A network, the keys of all its nodes, and short words for what tests do with it.
class Simulation {
public:
    /// Equal arguments make equal networks.
    /// @param coins of NET.Init, and from which the seeds of users follow
    Simulation(const ParameterSet& set, Profile profile, const node::NetworkPlan& plan, const Coins& coins);

    node::Network& net() noexcept { return *net_; }                                     ///< the network
    const node::Network& net() const noexcept { return *net_; }                         ///< the network
    const message::PublicParameters& pp() const noexcept { return *init_.pp; }          ///< of the network
    node::Node& node(const std::string& name) const { return *net_->nodes().at(name); } ///< any node
    std::vector<std::string> names() const;                                             ///< of all nodes

    /// A user of that name who has begun nothing; her seed follows from the name.
    void add_user(const std::string& name);
    /// A user who has shown her card and asks to be registered; no time passes, so that no block is cut.
    void begin_registration(const std::string& name);
    /// A user who has shown her card and gone through the registration, and has asked for the blocks that there were
    /// before she came; Id and Name follow from the name.
    void register_user(const std::string& name);
    /// The PID of a user.
    Bytes PID(const std::string& user) { return net_->at<node::User>(user).PID(); }
    /// The identity of a node or user as author.
    Bytes author(const std::string& name);
    /// Delivers all, and lets time pass until blocks are cut.
    void settle();
    /// Gives a content to its author, and settles.
    void submit(const std::string& name, const Message& content);

    /// @name Messages and parts
    /// @{
    Message make(Type type, Items fields) const { return {pp().dialect(), type, std::move(fields)}; }
    Message sign(const std::string& signer, Type type, Items fields) const;
    Message resigned(const std::string& signer, const Message& message) const;
    Message metadata(const std::string& name, const std::string& url);
    /// @}

    /// @name Phases (3) and (5)
    /// @{
    void give_keys(const std::string& cloud);                                        ///< the cloud gets its f'
    node::User& user(const std::string& name) { return net_->at<node::User>(name); } ///< a user
    node::Cloud& cloud() { return net_->at<node::Cloud>("CS-1"); }                   ///< the only cloud
    /// A hospital gives the user a record, she stores and publishes it. @return its url
    std::string share_record(const std::string& owner, const Bytes& EMR, std::string_view form = "fhir",
                             std::string_view cloud = "CS-1");
    /// The requester asks, the owner allows these sections until @p not_after; a credential is on the chain.
    /// @return vc; as printed the bytes of the url
    Bytes allow(const std::string& owner, const std::string& requester, const std::string& url,
                const std::vector<std::uint64_t>& sections, std::uint64_t not_after = std::uint64_t{1} << 50);
    /// The requester asks the cloud for sections, and all is delivered until the answer is there.
    /// @return the check that refuses the command, or "accepted"
    std::string fetch(const std::string& requester, const Bytes& vc, const std::vector<std::uint64_t>& sections);
    /// The same, while nothing is delivered yet.
    std::string begin_fetch(const std::string& requester, const Bytes& vc, const std::vector<std::uint64_t>& sections);
    /// The owner revokes a credential; it is on the chain.
    void revoke(const std::string& owner, const Bytes& vc);
    /// The lattice key of a node or user.
    KeyPair key_pair(const std::string& name);
    /// The contents of the sections that a user has opened, in order.
    std::vector<Bytes> read_by(const std::string& user);
    /// @}

    /// The secret signature key of a node or user.
    Bytes sk(const std::string& name) const { return secret_key_of(seed(name)); }
    /// The seed of a node or user.
    Coins seed(const std::string& name) const { return node::seed_of(coins_, name); }
    /// A node of that name as it was at the start.
    std::unique_ptr<node::Node> newborn(const std::string& name) const;
    /// The same after the events of the transcript.
    /// @param with_rejected whether it is given those that were rejected, too
    std::unique_ptr<node::Node> rebuilt(const std::string& name, bool with_rejected = false) const;

    /// Every message that was delivered to anybody, each once, in order.
    std::vector<Message> messages() const;
    /// Those of one type.
    std::vector<Message> messages(Type type) const;
    /// Gives a message to a node at once. @return the check that refuses it, or "accepted"
    std::string give(const std::string& to, const Message& message, const std::string& from = "somebody");
    /// The same to every node. @return the outcomes, each once
    std::vector<std::string> give_all(const Message& message);
    /// The management node that leads the next block.
    std::string leader() const;
    /// The NonceGrant that a management node gives to whoever asks in the author's name.
    Message granted(const std::string& management, const Bytes& author);

private:
    Coins coins_;
    node::Initialization init_;
    std::unique_ptr<node::Network> net_;
};

/// The identity of a node as an item.
inline Item id_of(std::string_view node) {
    return Item(bytes_of(node));
}

/// How often the content is in the blocks of the node.
std::size_t times_committed(const node::Node& node, const Message& content);

/// The ledgers of the nodes: one digest for each that differs from the others.
std::size_t different_ledgers(const Simulation& network, const std::vector<std::string>& names);

/// @name What a dishonest leader of the corrected profile can make
/// @{

/// A request with the endorsements that the transcript has for it.
Message endorsed(const Simulation& network, const Message& Tx_req);
/// A request with endorsers who may never have seen it.
Message with_endorsers(const Simulation& network, const Message& Tx_req, const std::vector<Message>& vouchers);
/// The voucher of a hospital that helps the leader.
Message voucher(const Simulation& network, const std::string& hospital, const Message& Tx_req);
/// The next block of these transactions, signed by the present leader.
Message block_of(const Simulation& network, const std::vector<Message>& txs);
/// A Proposal of a block by the present leader, in term 0.
Message proposal_of(const Simulation& network, const Message& BM);
/// The acknowledgements of a block in a term that the transcript has, as vouchers in the order of PP.
std::vector<Message> acknowledgements(const Simulation& network, const Message& BM, std::uint64_t term = 0);
/// A Commit of a block with these acknowledgements.
Message commit_with(const Simulation& network, const Message& BM, const std::vector<Message>& acks,
                    std::uint64_t term = 0);

/// @}

} // namespace emrshare::kat
