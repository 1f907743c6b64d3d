#include "protocol.hpp"

#include <set>

namespace emrshare::test {

Bytes essence(const node::Node& node) {
    Items entries = *node.state().entries();
    entries.erase(entries.begin() + 1, entries.begin() + 3);
    return message::digest(Item(std::move(entries)));
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

namespace {

bool has_twice(const std::vector<Bytes>& list) {
    return std::set<Bytes, ByteOrder>(list.begin(), list.end()).size() < list.size();
}

} // namespace

bool has_content_twice(const node::Node& node) {
    std::vector<Bytes> contents;
    for (const Message& Tx_req : node.requests())
        contents.push_back(message::digest(Tx_req["M"]));
    return has_twice(contents);
}

bool has_nonce_twice(const node::Node& node) {
    std::vector<Bytes> nonces;
    for (const Message& Tx_req : node.requests())
        nonces.push_back(node.is_printed() ? Tx_req.bytes("r") : Tx_req.part("grant").bytes("r"));
    return has_twice(nonces);
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
