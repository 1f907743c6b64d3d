#include "protocol.hpp"

#include <algorithm>
#include <set>

namespace emrshare::test {

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
    const Items fields = {Item(C_B), item_of(delta)};
    const Message answer =
        printed ? world.make(Type::fetch_answer, fields)
                : world.sign("CS-1", Type::fetch_answer,
                             {id_of("CS-1"), item_of(world.PID("bob")), item_of(r), fields[0], fields[1]});
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

} // namespace emrshare::test
