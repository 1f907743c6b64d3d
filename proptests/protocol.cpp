#include "protocol.hpp"

#include "node/key_making.hpp"
#include "pre/encoding.hpp"

#include <algorithm>
#include <set>

namespace emrshare::test {
namespace {

template <class Map>
std::set<Bytes, ByteOrder> keys_of(const Map& map) {
    std::set<Bytes, ByteOrder> keys;
    for (const auto& [key, value] : map)
        keys.insert(key);
    return keys;
}

} // namespace

World::World(Profile profile, const node::NetworkPlan& plan, std::uint64_t number)
    : coins_(coins("network", number)),
      init_(node::initialize_from_coins(parameter_set("toy-64"), profile, plan, coins_)),
      net_(std::make_unique<node::Network>(init_)) {}

std::vector<std::string> World::names() const {
    std::vector<std::string> names;
    for (const auto& [name, node] : net_->nodes())
        names.push_back(name);
    return names;
}

void World::add_user(const std::string& name) {
    net_->add_user(name, seed(name));
}

void World::register_user(const std::string& name) {
    begin_registration(name);
    settle();
    net_->recover(name);
    net_->run();
}

Bytes World::author(const std::string& name) {
    return pp().node(bytes_of(name)) != nullptr ? bytes_of(name) : PID(name);
}

void World::settle() {
    net_->run();
    for (int i = 0; i < 2; ++i) {
        net_->pass(pp().number("block_time"));
        net_->run();
    }
}

void World::submit(const std::string& name, const Message& content) {
    net_->command(name, Type::submit, {content.item()});
    settle();
}

Message World::sign(const std::string& signer, Type type, Items fields) const {
    return message::sign(pp().dialect(), pp().G(), type, std::move(fields), sk(signer));
}

Message World::resigned(const std::string& signer, const Message& message) const {
    return kat::signed_anew(pp(), message, sk(signer));
}

Message World::metadata(const std::string& name, const std::string& url) {
    return make(Type::metadata, {item_of(author(name)), item_of(url), item_of(bytes_of("Info_s"))});
}

std::unique_ptr<node::Node> World::newborn(const std::string& name) const {
    return node::make_node(init_.pp, name, seed(name), init_.desk, std::make_unique<node::MemoryBlocks>());
}

std::unique_ptr<node::Node> World::rebuilt(const std::string& name, bool with_rejected) const {
    std::unique_ptr<node::Node> node = newborn(name);
    for (const node::Delivery& delivery : net_->transcript()) {
        if (delivery.to != name || (!with_rejected && !delivery.rejected.empty())) continue;
        (void)refusal([&] { (void)node->handle(delivery.event); });
    }
    return node;
}

std::vector<Message> World::messages() const {
    std::vector<Message> messages;
    std::set<Bytes, ByteOrder> seen;
    for (const node::Delivery& delivery : net_->transcript()) {
        const Bytes& bytes = delivery.event.bytes;
        if (delivery.event.kind == node::EventKind::message && seen.insert(bytes).second)
            messages.push_back(message::decode(pp().dialect(), bytes));
    }
    return messages;
}

std::vector<Message> World::messages(Type type) const {
    std::vector<Message> chosen = messages();
    std::erase_if(chosen, [&](const Message& message) { return message.type() != type; });
    return chosen;
}

std::string World::give(const std::string& to, const Message& message, const std::string& from) {
    const std::string check = net_->deliver(to, {net_->now(), from, node::EventKind::message, message.encode()});
    return check.empty() ? "accepted" : check;
}

std::string World::leader() const {
    return node("HN-1").leader().name();
}

Message World::granted(const std::string& management, const Bytes& author) {
    const Message request = make(Type::nonce_request, {item_of(author)});
    const node::Event event = {net_->now(), "somebody", node::EventKind::message, request.encode()};
    const std::vector<node::Outgoing> out = rebuilt(management)->handle(event); // the network delivers to nodes alone
    net_->deliver(management, event);
    return message::decode(pp().dialect(), out.at(0).bytes);
}

void World::begin_registration(const std::string& name) {
    add_user(name);
    const std::string Id = "Id of " + name;
    net_->command("MN-1", Type::verified, {item_of(Id), item_of(name), item_of(node(name).fingerprint())});
    net_->command(name, Type::register_user, {item_of(name), item_of(Id), item_of("Email"), item_of("Phone")});
    net_->run();
}

std::vector<std::string> World::give_all(const Message& message) {
    std::set<std::string> outcomes;
    for (const std::string& name : names())
        outcomes.insert(give(name, message));
    return {outcomes.begin(), outcomes.end()};
}

Bytes essence(const node::Node& node) {
    Items entries = *node.state().entries();
    entries.erase(entries.begin() + 1, entries.begin() + 3);
    return message::digest(Item(std::move(entries)));
}

std::size_t times_committed(const node::Node& node, const Message& content) {
    const std::vector<Message> requests = node.requests();
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(), [&](const Message& Tx_req) { return Tx_req["M"] == content.item(); }));
}

std::size_t different_ledgers(const World& world, const std::vector<std::string>& names) {
    std::set<Bytes, ByteOrder> digests;
    for (const std::string& name : names)
        digests.insert(world.node(name).ledger_digest());
    return digests.size();
}

namespace {

/// An answer of the cloud to the requester, and its way to her.
/// @param delta makes answers different
void answer(World& world, const Bytes& r, const Bytes& delta, const Items& C_B) {
    world.net().command("bob", Type::expect, {item_of(r)});
    const bool printed = world.node("bob").is_printed();
    const Items fields = {Item(C_B), printed ? item_of(delta) : Item(C_B), Item(Items{})};
    const Message answer =
        printed ? world.make(Type::fetch_answer, {fields[0], fields[1]})
                : world.sign("CS-1", Type::fetch_answer,
                             {id_of("CS-1"), item_of(world.PID("bob")), item_of(r), fields[0], fields[1], fields[2]});
    world.net().send("CS-1", "bob", answer.encode());
    world.settle();
}

/// The leader of the next block is silent until the hospitals give it up.
void outlive_leader(World& world, const Message& content) {
    const std::string leader = world.leader();
    world.net().crash(leader);
    world.submit("alice", content);
    world.net().pass(world.pp().number("timeout"));
    world.settle();
    world.net().recover(leader);
    world.settle();
}

/// A hospital misses a block and asks for it.
void miss_block(World& world, const Message& content) {
    world.net().crash("HN-4");
    world.submit("alice", content);
    world.net().recover("HN-4");
    world.settle();
}

} // namespace

void run_script(World& world, const std::function<void()>& after) {
    world.register_user("alice");
    after();
    world.register_user("bob");
    after();
    const Item alice = item_of(world.PID("alice"));
    const Item bob = item_of(world.PID("bob"));
    const Item vc = item_of(Bytes(32, 7));
    world.submit("alice", world.metadata("alice", "url"));
    after();
    const Items times = {Item(world.net().now()), Item(world.net().now() + 1000000)};
    world.submit("alice", world.make(Type::credential, {alice, vc, bob, item_of("url"), times[0], times[1]}));
    after();
    world.net().command("bob", Type::ask, {alice, item_of("url"), item_of("alice")});
    world.settle();
    answer(world, Bytes(16, 8), Bytes(3, 1), {});
    answer(world, Bytes(16, 9), Bytes(4, 2), {world.pp().message()["B"].entries()->front()});
    after();
    const Item end(world.net().now() + world.pp().number("grant_time"));
    const Items access = {id_of("CS-1"), alice, vc, bob, item_of("url"), item_of(Bytes(16, 8)), end};
    world.submit("CS-1", world.make(Type::access, access));
    after();
    world.submit("alice", world.make(Type::revocation, {alice, vc}));
    after();
    if (world.node("MN-1").is_printed())
        miss_block(world, world.metadata("alice", "url 2"));
    else
        outlive_leader(world, world.metadata("alice", "url 2"));
    after();
}

// ---- phases (3) and (5) ----

void World::give_keys(const std::string& cloud) {
    net_->command(cloud, Type::key, {Item(node::preimage_of_node(pp(), *init_.desk, bytes_of(cloud)))});
}

std::string World::share_record(const std::string& owner, const Bytes& EMR, std::string_view form,
                                std::string_view cloud) {
    const std::set<Bytes, ByteOrder> before = keys_of(user(owner).records());
    net_->command("HN-1", Type::issue,
                  {item_of(PID(owner)), item_of(form), item_of(EMR), item_of(bytes_of("summary")), item_of(owner)});
    net_->run();
    for (const auto& [digest, owned] : user(owner).records()) {
        if (before.contains(digest)) continue;
        net_->command(owner, Type::store, {item_of(digest), item_of(cloud)});
        net_->run();
        net_->command(owner, Type::publish, {Item(owned.url), Item(!node("HN-1").is_printed())});
        settle();
        return owned.url;
    }
    return {};
}

Bytes World::allow(const std::string& owner, const std::string& requester, const std::string& url,
                   const std::vector<std::uint64_t>& sections, std::uint64_t not_after) {
    net_->command(requester, Type::ask, {item_of(PID(owner)), Item(url), item_of(owner)});
    net_->run();
    net_->command(owner, Type::allow,
                  {item_of(user(owner).requests_for_access().back().digest()), Item(url), item_of(sections),
                   item_of(std::string_view("research")), Item(std::uint64_t{0}), Item(not_after), item_of(requester)});
    settle();
    return node(owner).is_printed() ? bytes_of(url) : user(owner).issued().back();
}

std::string World::begin_fetch(const std::string& requester, const Bytes& vc,
                               const std::vector<std::uint64_t>& sections) {
    const bool is_printed = node(requester).is_printed();
    const std::string url = is_printed ? std::string(vc.begin(), vc.end()) : std::string();
    const Message command = make(Type::fetch, {Item(url), item_of(is_printed ? Bytes(32) : vc), item_of(sections)});
    const std::string check = net_->deliver(requester, {net_->now(), "", node::EventKind::command, command.encode()});
    return check.empty() ? "accepted" : check;
}

std::string World::fetch(const std::string& requester, const Bytes& vc, const std::vector<std::uint64_t>& sections) {
    const std::string outcome = begin_fetch(requester, vc, sections);
    settle();
    return outcome;
}

void World::revoke(const std::string& owner, const Bytes& vc) {
    submit(owner, make(Type::revocation, {item_of(PID(owner)), item_of(vc)}));
}

KeyPair World::key_pair(const std::string& name) {
    const message::Dialect& dialect = pp().dialect();
    const Poly f_prime = decode_short(*dialect.set, node::preimage_of_node(pp(), *init_.desk, author(name)));
    return node::make_key_pair(dialect, f_prime, derive_coins("NODE.KeyGen", seed(name)));
}

std::vector<Bytes> World::read_by(const std::string& user) {
    std::vector<Bytes> contents;
    for (const node::OpenedSection& opened : this->user(user).opened())
        contents.push_back(opened.disclosure.bytes("content"));
    return contents;
}

Bytes sample_bundle(std::size_t resources) {
    std::string text = "{ \"resourceType\": \"Bundle\",\n \"type\": \"collection\", \"entry\": [";
    for (std::size_t i = 1; i <= resources; ++i) {
        text += i > 1 ? ",\n  " : "\n  ";
        text += R"({"fullUrl": "urn:x", "resource": {"resourceType": "Observation", "id": "o-)" + std::to_string(i) +
                R"(", "status": "final", "valueString": "Gr\u00fc\u00dfe } ] )" + std::to_string(i) + "\"}}";
    }
    return bytes_of(text + "]}\n");
}

bool is_of_sharing(Type type) {
    return type == Type::emr || (type >= Type::upload && type <= Type::cloud_share) ||
           (type >= Type::share && type <= Type::presentation);
}

void run_sharing(World& world, const std::function<void()>& after) {
    world.register_user("alice");
    world.register_user("bob");
    world.give_keys("CS-1");
    const std::string url = world.share_record("alice", sample_bundle(2));
    after();
    const Bytes first = world.allow("alice", "bob", url, {0, 2});
    after();
    world.fetch("bob", first, {2});
    after();
    const Bytes second = world.allow("alice", "bob", world.share_record("alice", bytes_of("a file"), "file"), {1});
    world.fetch("bob", second, {1});
    after();
}

} // namespace emrshare::test
