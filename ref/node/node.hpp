/// @file
/// What every node is: a state, a key store, and a replica of the ledger (spec, chapter 13).
#pragma once

#include "ledger/ledger.hpp"
#include "ledger/printed.hpp"
#include "node/block_store.hpp"
#include "node/event.hpp"

#include <functional>
#include <map>
#include <memory>

namespace emrshare::node {

using message::Item;
using message::item_of;
using message::Items;
using message::Message;
using message::PublicParameters;
using message::Role;
using message::Type;

/// The public parameters, which nodes only read.
using Parameters = std::shared_ptr<const PublicParameters>;

/// One event, and what is answered to it.
struct Moment {
    std::uint64_t now;           ///< ms
    std::string from;            ///< name of the sender
    Coins coins;                 ///< coins_e
    std::vector<Outgoing> out{}; ///< grows
    /// Sends a message to a node or group.
    void send(const std::string& to, const Message& answer) { out.push_back({to, answer.encode()}); }
};

/// The event of a message or command.
struct Step : Moment {
    Message message; ///< decoded
};

/// The Tx_req of a Commit or printed BM, in order.
std::vector<Message> requests_of(const Message& block_message);

/// A node. It is given events, one after the other; nothing else changes it.
class Node {
public:
    virtual ~Node() = default;
    Node(const Node&) = delete;            ///< a node is one
    Node& operator=(const Node&) = delete; ///< a node is one

    /// NODE.Event. A rejected event leaves the state as it was, byte for byte.
    /// @return the messages that the node sends, in order
    /// @throws Rejection `NODE.Event.C1` (time), `NODE.Event.C2` or `NODE.Event.C3` (kind), `MSG.Decode.*`, or the
    /// check that failed
    std::vector<Outgoing> handle(const Event& event);

    /// The state as one item (spec, section 13.6).
    Item state() const;
    /// H of the state, 32 bytes.
    Bytes digest() const { return message::digest(state()); }

    const PublicParameters& pp() const noexcept { return *pp_; }                 ///< of the network
    const ledger::Ledger& L() const noexcept { return L_; }                      ///< corrected profile
    const ledger::PrintedLedger& printed() const noexcept { return printed_L_; } ///< as-printed profile
    bool is_printed() const noexcept;                                            ///< whether the profile is that
    std::uint64_t height() const noexcept { return is_printed() ? printed_L_.height : L_.height; } ///< of the ledger
    /// What the ledger of the node's profile has of each kind.
    /// @{
    const ledger::Certificates& certificates() const noexcept {
        return is_printed() ? printed_L_.certificates : L_.certificates;
    }
    const ledger::MetadataMap& metadata() const noexcept { return is_printed() ? printed_L_.metadata : L_.metadata; }
    const ledger::Credentials& credentials() const noexcept {
        return is_printed() ? printed_L_.credentials : L_.credentials;
    }
    /// @}
    Bytes ledger_digest() const;                     ///< H of the ledger
    std::vector<Message> requests() const;           ///< the Tx_req of all blocks, in order
    const Bytes& vk() const noexcept { return vk_; } ///< the node's signature key
    /// H(vk), 32 bytes: what a person shows at the registrar's desk together with her card.
    Bytes fingerprint() const { return message::digest(item_of(vk_)); }
    /// Who leads the next block, in term 0, by this node's ledger.
    const message::NodeEntry& leader() const;
    /// KEY(L, id) of this node's ledger.
    const Bytes* key(ByteView id) const;

protected:
    /// @param id of the node in the public parameters; empty for a user
    /// @param store where blocks go
    /// @throws Rejection `NODE.Init.C1` (seed) if the key made of it is not the one of the public parameters
    Node(Parameters pp, Bytes id, const Coins& seed, std::unique_ptr<BlockStore> store);

    using Handler = std::function<void(Step&)>; ///< does the transition of one type of message
    /// Says what a message or command of that type does. Checks come before the first change.
    void on(Type type, Handler handler) { handlers_.insert_or_assign(type, std::move(handler)); }
    /// The passing of time.
    virtual void tick(Moment& /*moment*/) {}
    /// After a block was applied: NODE.Commit.2. The second argument has the Tx_req of the block, in order.
    virtual void committed(Moment& /*moment*/, const std::vector<Message>& /*requests*/) {}
    /// The entries of the state that belong to the role.
    virtual Item own_state() const = 0;
    /// Who the node is: its id, or its certified PID; empty if it has none yet.
    virtual Bytes self() const { return id_; }
    /// The name by which it asks for blocks: its id, or its PID; empty if it has none yet.
    virtual Bytes name() const { return id_; }

    Message make(Type type, Items fields) const { return {pp_->dialect(), type, std::move(fields)}; } ///< unsigned
    Message sign(Type type, Items fields) const;         ///< signed by this node
    const Coins& seed() const noexcept { return seed_; } ///< secret
    const Bytes& id() const noexcept { return id_; }     ///< empty for a user

    /// Checks a Commit and applies it.
    void commit(Moment& moment, const Message& Commit);
    /// Checks and applies a printed block.
    void apply_printed(Moment& moment, const Message& BM);
    /// Checks and applies a printed choice of the leader.
    void apply_leader(const Message& NextLeader);

    std::optional<Message> quorum; ///< the Quorum of the last Commit

private:
    std::vector<Outgoing> take(const Event& event, const Moment& moment);
    void on_recover(Step& step);
    void ask_for_blocks(Moment& moment);
    void on_sync_request(Step& step);

    Parameters pp_;
    Bytes id_;
    Coins seed_;
    Bytes vk_;
    Bytes sk_;
    std::unique_ptr<BlockStore> store_;
    std::map<Type, Handler> handlers_;
    std::uint64_t clock_ = 0;
    std::uint64_t events_ = 0;
    std::uint64_t synced_ = 0; ///< when the last block came, or was asked for, ms
    ledger::Ledger L_;
    ledger::PrintedLedger printed_L_;
};

/// A node that writes transactions: a user, the registrar, the cloud.
class Author : public Node {
protected:
    /// As Node.
    Author(Parameters pp, Bytes id, const Coins& seed, std::unique_ptr<BlockStore> store);
    /// SUBMIT.
    void submit(Moment& moment, const Message& content);
    /// @p state with the entries of every author: contents that wait, requests that were sent, grants that were used.
    Items with_author_state(Items state) const;
    void tick(Moment& moment) override;
    void committed(Moment& moment, const std::vector<Message>& requests) override;

private:
    void on_submit(Step& step);
    void on_grant(Step& step);
    void ask_for_nonce(Moment& moment);
    bool can_still_commit(const Message& Tx_req, std::uint64_t now) const;
    std::vector<Message> waiting_;
    std::vector<Message> sent_;
    std::uint64_t asked_ = 0; ///< when it last asked for a nonce, ms
    ledger::Nonces used_;
};

} // namespace emrshare::node
