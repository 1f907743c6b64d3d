#include "protocol/scene.hpp"

#include "once_map.hpp"
#include "pre/encoding.hpp"
#include "protocol/network_plan.hpp"
#include "random/xof.hpp"
#include "sign/ml_dsa.hpp"

#include <algorithm>

namespace emrshare::kat {
namespace {

const std::vector<std::string> kUsers = {"alice", "bob"};

/// Times between which the scene's credentials are valid.
constexpr std::uint64_t kNotBefore = kSceneTime;
constexpr std::uint64_t kNotAfter = kSceneTime + 1000;

bool is_of_block(Type type) {
    return type == Type::commit || type == Type::block || type == Type::next_leader;
}

std::uint64_t number_of(const Message& message) {
    return message.type() == Type::commit ? message.part("BM").number("num") : message.number("num");
}

} // namespace

Items person(const std::string& user) {
    return {item_of(user), item_of("Id-" + user), item_of(user + "@example.org"), item_of("+49 30 1234567")};
}

node::NetworkPlan scene_plan(std::size_t hospitals) {
    node::NetworkPlan plan;
    plan.hospitals = hospitals;
    plan.clouds = 2; // so that one can pass for the other
    plan.rules.threshold = hospitals / 2;
    plan.rules.block_transactions = 2;
    return plan;
}

Bytes vc_named(std::string_view name) {
    return message::digest(item_of(name));
}

Scene::Scene(const ParameterSet& set, Profile profile, const Coins& coins, std::size_t hospitals) : coins_(coins) {
    const node::Initialization& init = initialized(set, profile, scene_plan(hospitals), coins);
    pp_ = init.pp;
    node::Network network(init);
    for (const std::string& user : kUsers)
        network.add_user(user, seed_of(user));
    for (const auto& [name, node] : network.nodes())
        keys_.emplace(name, secret_key_of(seed_of(name)));
    play(network);
    remember(network);
}

void Scene::play(node::Network& network) {
    if (pp_->H() == 4) network.crash("HN-4"); // three hospitals are enough, and make short blocks
    const auto register_user = [&](const std::string& user) {
        const Items card = person(user);
        network.command("MN-1", Type::verified, {card[1], card[0], item_of(network.nodes().at(user)->fingerprint())});
        network.command(user, Type::register_user, card);
        network.run();
        certificates_.emplace(user, *network.at<node::User>(user).certificate());
    };
    const auto submit = [&](const std::string& user, const Message& content) {
        network.command(user, Type::submit, {content.item()});
        network.run();
    };
    const auto wait = [&] {
        network.pass(pp_->number("block_time"));
        network.run();
    };
    register_user("alice");
    wait(); // block 1
    register_user("bob");
    submit("alice", metadata("alice", "record-1")); // block 2
    submit("alice", credential(vc_named("good"), "record-1"));
    submit("alice", credential(vc_named("revoked"), "record-1")); // block 3
    submit("alice", make(Type::revocation, {item_of(id_of("alice")), item_of(vc_named("revoked"))}));
    submit("alice", credential(vc_named("early"), "record-1").with("not_before", Item(std::uint64_t{0}))); // block 4
    submit("CS-1", access(vc_named("early"), "record-1", "logged", kSceneTime + 60000));
    submit("bob", metadata("bob", "record-1")); // block 5
    submit("bob", metadata("bob", "bobs"));
    wait(); // block 6
}

void Scene::remember(const node::Network& network) {
    transcript_ = network.transcript();
    std::vector<Bytes> known;
    for (const node::Delivery& delivery : transcript_) {
        if (delivery.event.kind != EventKind::message || !delivery.rejected.empty()) continue;
        const Message message = message::decode(pp_->dialect(), delivery.event.bytes);
        if (!is_of_block(message.type())) continue;
        if (std::find(known.begin(), known.end(), delivery.event.bytes) != known.end()) continue;
        known.push_back(delivery.event.bytes);
        blocks_.resize(std::max<std::size_t>(blocks_.size(), number_of(message)));
        blocks_[number_of(message) - 1].push_back(message);
    }
}

Bytes Scene::id_of(const std::string& name) const {
    const auto user = certificates_.find(name);
    return user == certificates_.end() ? bytes_of(name) : user->second.bytes("PID");
}

Bytes Scene::random_bytes(std::string_view what, std::size_t length) const {
    return derive_bytes(XofInput("KAT.World").with(coins_).with(what), length);
}

std::string Scene::leader(std::uint64_t term) const {
    if (is_printed()) return pp_->management(1).name();
    return ledger::leader_of(*pp_, ledger::Ledger(*pp_), term).name();
}

std::vector<std::string> Scene::enough() const {
    return pp_->H() == 4 ? std::vector<std::string>{"HN-1", "HN-2", "HN-3"} : std::vector<std::string>{"HN-1"};
}

std::vector<Event> Scene::blocks(std::uint64_t height) const {
    std::vector<Event> events;
    for (std::uint64_t num = 1; num <= height; ++num) {
        for (const Message& message : blocks_.at(num - 1))
            events.push_back({kSceneTime - 10000, "MN-1", EventKind::message, message.encode()});
    }
    return events;
}

std::vector<Event> Scene::history_of(const std::string& user, std::uint64_t height) const {
    std::vector<Event> events;
    for (const node::Delivery& delivery : transcript_) {
        const Event& event = delivery.event;
        if (delivery.to != user || !delivery.rejected.empty() || event.kind == EventKind::tick) continue;
        const bool is_command = event.kind == EventKind::command;
        const Message message = (is_command ? message::decode_command : message::decode)(pp_->dialect(), event.bytes);
        const bool is_registration = message.type() == Type::register_user || message.type() == Type::reg_offer ||
                                     message.type() == Type::certificate;
        if (is_registration) events.push_back(event);
    }
    for (Event& event : blocks(height))
        events.push_back(std::move(event));
    return events;
}

Message Scene::metadata(const std::string& author, const std::string& url) const {
    return make(Type::metadata, {item_of(id_of(author)), item_of(url), item_of(bytes_of("sealed record"))});
}

Message Scene::registration(const Message& certificate) const {
    return make(Type::registration, {item_of(bytes_of("MN-1")), certificate.item()});
}

Message Scene::certificate(const std::string& issuer, ByteView PID, const std::string& signer) const {
    const Message& model = certificate_of("alice");
    return sign(signer, Type::certificate,
                {item_of(PID), model["pk"], model["vk"], item_of(bytes_of(issuer)), Item(kSceneTime)});
}

Message Scene::credential(ByteView vc, const std::string& url) const {
    return make(Type::credential, {item_of(id_of("alice")), item_of(vc), item_of(id_of("bob")), item_of(url),
                                   Item(kNotBefore), Item(kNotAfter)});
}

Message Scene::access(ByteView vc, const std::string& url, std::string_view r, std::uint64_t expires) const {
    return make(Type::access, {item_of(bytes_of("CS-1")), item_of(id_of("alice")), item_of(vc), item_of(id_of("bob")),
                               item_of(url), item_of(random_bytes(r, 16)), Item(expires)});
}

Message Scene::sign(const std::string& signer, Type type, Items fields) const {
    return message::sign(pp_->dialect(), pp_->G(), type, std::move(fields), sk_of(signer));
}

Message Scene::grant(const std::string& leader, ByteView author, std::string_view r, std::uint64_t expires) const {
    return sign(leader, Type::nonce_grant,
                {item_of(bytes_of(leader)), item_of(author), item_of(random_bytes(r, 16)), Item(expires)});
}

Message Scene::request(const std::string& author, const Message& M, const Message& grant, std::uint64_t time) const {
    return sign(author, Type::tx_req, {M.item(), grant.item(), Item(time)});
}

Message Scene::printed_request(const std::string& author, const Message& M, std::string_view r) const {
    return sign(author, Type::tx_req, {M.item(), item_of(random_bytes(r, 16))});
}

Message Scene::endorsement(const std::string& hospital, const Message& Tx_req, bool res) const {
    return sign(hospital, Type::endorsement, {Tx_req.item(), item_of(bytes_of(hospital)), Item(res)});
}

Message Scene::tx(const Message& Tx_req, const std::vector<std::string>& hospitals) const {
    std::vector<Message> endorsers;
    endorsers.reserve(hospitals.size());
    for (const std::string& hospital : hospitals)
        endorsers.push_back(make(Type::voucher, {item_of(bytes_of(hospital)), endorsement(hospital, Tx_req)["Sig"]}));
    return make(Type::tx, {Tx_req.item(), item_of(endorsers)});
}

Message Scene::ack(const std::string& hospital, std::uint64_t num, std::uint64_t term, ByteView h_B) const {
    return sign(hospital, Type::ack, ledger::ack_fields(bytes_of(hospital), num, term, h_B));
}

Message Scene::quorum(std::uint64_t num, std::uint64_t term, ByteView h_B,
                      const std::vector<std::string>& hospitals) const {
    std::vector<Message> acks;
    acks.reserve(hospitals.size());
    for (const std::string& hospital : hospitals)
        acks.push_back(make(Type::voucher, {item_of(bytes_of(hospital)), ack(hospital, num, term, h_B)["Sig"]}));
    return make(Type::quorum, {Item(term), item_of(acks)});
}

Message Scene::commit(const Message& BM, std::uint64_t term, const std::vector<std::string>& hospitals) const {
    return make(Type::commit, {BM.item(), quorum(BM.number("num"), term, BM.bytes("h"), hospitals).item()});
}

Message Scene::with_wrong_h(const std::string& signer, const Message& message) const {
    Bytes h = message.bytes("h");
    h.front() ^= 1;
    return signed_as_is(message.with("h", item_of(h)), sk_of(signer));
}

const Scene& scene(const Coins& seed, const ParameterSet& set, Profile profile, std::size_t hospitals) {
    static OnceMap<std::shared_ptr<const Scene>> cache;
    const auto make = [&] {
        XofInput input("KAT.World");
        input.with(seed).with(set.name).with("network");
        return std::make_shared<const Scene>(set, profile, derive_coins(input), hospitals);
    };
    const std::string key = std::to_string(hospitals) + std::string(set.name) + std::string(name_of(profile));
    return *cache.get(key + to_hex(seed), make);
}

} // namespace emrshare::kat
