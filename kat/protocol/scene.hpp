/// @file
/// The network from which the vectors of the protocol are made, with the keys of everybody in it (spec, section 8.7).
#pragma once

#include "adversary.hpp"
#include "node/network.hpp"
#include "operation.hpp"

#include <map>
#include <string>
#include <vector>

namespace emrshare::kat {

using message::Item;
using message::item_of;
using message::Items;
using message::Message;
using message::PublicParameters;
using message::Type;
using node::Event;
using node::EventKind;

/// When the vectors' messages are sent: a minute after the scene begins.
inline constexpr std::uint64_t kSceneTime = 1700000060000;
/// By how much a time may be off in a scene, ms.
inline constexpr std::uint64_t kWindow = message::Rules().window;

/// What was told of a user at the registrar's desk.
Items person(const std::string& user);

/// What everybody holds, and what happened before the vectors begin. It makes messages of everybody, honest or not.
class Scene {
public:
    /// Initializes the network, registers the users alice and bob, and has transactions of theirs committed.
    /// @param coins of NET.Init
    /// @param hospitals 4, of which one is down, or 1, so that blocks are short
    Scene(const ParameterSet& set, Profile profile, const Coins& coins, std::size_t hospitals);

    const node::Parameters& parameters() const noexcept { return pp_; } ///< shared with nodes
    const PublicParameters& pp() const noexcept { return *pp_; }        ///< of the network
    bool is_printed() const noexcept { return pp_->dialect().profile == Profile::as_printed; }
    Coins seed_of(const std::string& name) const { return node::seed_of(coins_, name); } ///< of a node or user
    const Bytes& sk_of(const std::string& name) const { return keys_.at(name); }         ///< signature key
    Bytes id_of(const std::string& name) const; ///< id of a node, PID of a user
    const Message& certificate_of(const std::string& user) const { return certificates_.at(user); }
    Bytes random_bytes(std::string_view what, std::size_t length) const; ///< as good as random
    /// The management node that leads block 1 in a term (as printed: in term 0), and the other one.
    /// @{
    std::string leader(std::uint64_t term = 0) const;
    std::string follower(std::uint64_t term = 0) const { return leader(term) == "MN-1" ? "MN-2" : "MN-1"; }
    /// @}

    /// The hospitals that are enough to endorse and to acknowledge: HN-1, and of four HN-2 and HN-3 as well.
    std::vector<std::string> enough() const;

    /// What every replica was given of the blocks 1 to @p height, in order.
    std::vector<Event> blocks(std::uint64_t height) const;
    /// The Commit or BM of a block.
    const Message& block_message(std::uint64_t num) const { return blocks_.at(num - 1).front(); }
    /// What a user was given until the block @p height, rejected events and ticks left out.
    std::vector<Event> history_of(const std::string& user, std::uint64_t height) const;

    /// @name Contents
    /// @{
    Message metadata(const std::string& author, const std::string& url) const;
    Message registration(const Message& certificate) const;
    Message certificate(const std::string& issuer, ByteView PID, const std::string& signer) const;
    Message credential(ByteView vc, const std::string& url) const; ///< of alice for bob
    Message access(ByteView vc, const std::string& url, std::string_view r = "access",
                   std::uint64_t expires = kSceneTime + 60000) const; ///< by bob, of a record of alice
    /// @}

    /// @name Messages, signed by the named node or user
    /// @{
    Message make(Type type, Items fields) const { return {pp_->dialect(), type, std::move(fields)}; }
    Message sign(const std::string& signer, Type type, Items fields) const;
    Message grant(const std::string& leader, ByteView author, std::string_view r, std::uint64_t expires) const;
    Message request(const std::string& author, const Message& M, const Message& grant, std::uint64_t time) const;
    Message printed_request(const std::string& author, const Message& M, std::string_view r) const;
    Message endorsement(const std::string& hospital, const Message& Tx_req, bool res = true) const;
    Message tx(const Message& Tx_req, const std::vector<std::string>& hospitals) const;
    Message quorum(std::uint64_t num, std::uint64_t term, ByteView h_B,
                   const std::vector<std::string>& hospitals) const;
    Message commit(const Message& BM, std::uint64_t term, const std::vector<std::string>& hospitals) const;
    Message ack(const std::string& hospital, std::uint64_t num, std::uint64_t term, ByteView h_B) const;
    /// @}

    /// A copy of a signed message with other fields: right h, Sig of @p signer.
    Message again(const std::string& signer, const Message& message) const {
        return signed_anew(*pp_, message, sk_of(signer));
    }
    /// A copy with a wrong h, and a Sig of @p signer on it.
    Message with_wrong_h(const std::string& signer, const Message& message) const;

private:
    void play(node::Network& network);
    void remember(const node::Network& network);

    Coins coins_;
    node::Parameters pp_;
    std::map<std::string, Bytes> keys_;
    std::map<std::string, Message> certificates_;
    std::vector<std::vector<Message>> blocks_; ///< Commit, or BM and NextLeader, of each block
    std::vector<node::Delivery> transcript_;
};

/// The scene of a seed, a set, a profile and a number of hospitals, made at the first call.
const Scene& scene(const Coins& seed, const ParameterSet& set, Profile profile, std::size_t hospitals);

/// The digest by which the scene's credentials are known.
Bytes vc_named(std::string_view name);

/// The plan of a scene: 2 management nodes, 2 clouds, a threshold of half the hospitals, 2 transactions in a block.
node::NetworkPlan scene_plan(std::size_t hospitals);

} // namespace emrshare::kat
