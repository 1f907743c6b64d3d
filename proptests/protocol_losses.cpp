// What may be lost on its way, who may not know of it, and how large a block may become.
#include "protocol.hpp"

#include "ledger/finality.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace emrshare::test {
namespace {

/// Delivers all but the message of that number, counted from 0.
/// @return whether there was one
bool run_without(World& world, std::size_t number) {
    for (std::size_t i = 0; i < number; ++i) {
        if (!world.net().step()) return false;
    }
    const bool is_lost = world.net().lose();
    world.net().run();
    return is_lost;
}

/// Lets so much time pass that everybody has tried again what there was no answer to.
void wait_for_retries(World& world, std::uint64_t ms) {
    const std::uint64_t step = world.pp().number("timeout");
    for (std::uint64_t passed = 0; passed < ms; passed += step) {
        world.net().pass(step);
        world.settle();
    }
}

/// Everybody who has a name asks for the blocks that he may have missed.
void catch_up(World& world) {
    for (const std::string& name : world.names())
        (void)refusal([&] { world.net().recover(name); });
    world.net().run();
}

bool is_certified(World& world, const std::string& user) {
    return world.net().at<node::User>(user).certificate().has_value();
}

/// Registers alice; one message is lost.
/// @return whether there was a message of that number
bool enrol_without(World& world, std::size_t number) {
    world.add_user("alice");
    const std::string Id = "Id";
    world.net().command("MN-1", Type::verified,
                        {item_of(Id), item_of("alice"), item_of(world.node("alice").fingerprint())});
    world.net().command("alice", Type::register_user,
                        {item_of("alice"), item_of(Id), item_of("Email"), item_of("Phone")});
    return run_without(world, number);
}

/// After the first few messages every third is lost in turn; in the long campaign all are.
std::size_t stride() {
    return times(3, 1);
}

} // namespace

TEST_CASE("whatever single message of a registration is lost, she is certified and on every ledger, once") {
    SHOW_SEED();
    for (std::size_t number = 0;; number += number < 6 ? 1 : stride()) {
        World world(Profile::corrected);
        if (!enrol_without(world, number)) break;
        INFO(number);
        wait_for_retries(world, 3 * world.pp().number("timeout"));
        // What the registrar's request has lost it makes again when its nonce has ended for certain.
        if (world.node("HN-1").height() == 0)
            wait_for_retries(world, world.pp().number("window") + 2 * world.pp().number("grant_time"));
        catch_up(world);
        CHECK(is_certified(world, "alice"));
        CHECK(different_ledgers(world, world.names()) == 1);
        CHECK(world.node("HN-1").requests().size() == 1);
    }
    // The control: when all messages are lost, she is not.
    World world(Profile::corrected);
    (void)enrol_without(world, 0);
    while (world.net().lose()) {
    }
    CHECK_FALSE(is_certified(world, "alice"));
    CHECK(world.node("HN-1").height() == 0);
}

TEST_CASE("whatever single message of a transaction is lost, it commits once") {
    SHOW_SEED();
    for (std::size_t number = 0;; number += number < 4 ? 1 : stride()) {
        World world(Profile::corrected);
        world.register_user("alice");
        const Message content = world.metadata("alice", "url");
        world.net().command("alice", Type::submit, {content.item()});
        if (!run_without(world, number)) break;
        INFO(number);
        wait_for_retries(world, 3 * world.pp().number("timeout"));
        if (times_committed(world.node("HN-1"), content) == 0)
            wait_for_retries(world, world.pp().number("window") + 2 * world.pp().number("grant_time"));
        catch_up(world);
        for (const std::string& name : world.names())
            CHECK(times_committed(world.node(name), content) == 1);
    }
}

TEST_CASE("what an author sends again commits once, even if the first comes after all") {
    SHOW_SEED();
    World world(Profile::corrected);
    world.register_user("alice");
    const Message content = world.metadata("alice", "url");
    for (const char* hospital : {"HN-1", "HN-2", "HN-3", "HN-4"})
        world.net().crash(hospital);
    world.net().command("alice", Type::submit, {content.item()});
    world.net().run();
    world.net().pass(world.pp().number("window") + world.pp().number("grant_time") + 1);
    world.net().run(); // she asks for another nonce, and sends the content again to hospitals that are down
    const std::vector<Message> requests = world.messages(Type::nonce_grant);
    CHECK(requests.size() >= 4); // two for her registration, two for each time that she asked
    for (const char* hospital : {"HN-1", "HN-2", "HN-3", "HN-4"})
        world.net().recover(hospital);
    world.settle();
    CHECK(times_committed(world.node("HN-1"), content) == 0);
    wait_for_retries(world, world.pp().number("window") + 2 * world.pp().number("grant_time"));
    CHECK(times_committed(world.node("HN-1"), content) == 1);
    CHECK(different_ledgers(world, world.names()) == 1);
}

TEST_CASE("a request that one hospital alone has seen is ordered though the leader is silent") {
    SHOW_SEED();
    for (const bool is_quorum_up : {true, false}) {
        node::NetworkPlan plan;
        plan.rules.threshold = 0;
        World world(Profile::corrected, plan);
        world.register_user("alice");
        const std::string leader = world.leader();
        for (const std::string& name : {std::string("HN-2"), std::string("HN-3"), std::string("HN-4"), leader})
            world.net().crash(name);
        const Message content = world.metadata("alice", "url");
        world.net().command("alice", Type::submit, {content.item()});
        world.net().run();
        world.net().recover("HN-2");
        if (is_quorum_up) world.net().recover("HN-3");
        world.net().run();
        wait_for_retries(world, 5 * world.pp().number("timeout"));
        // The control: two hospitals are no quorum of four.
        CHECK(times_committed(world.node("HN-1"), content) == (is_quorum_up ? 1 : 0));
    }
}

TEST_CASE("BLOCK.C13: the entries of a block have at most 2^23 bytes, and a leader cuts no longer one") {
    SHOW_SEED();
    node::NetworkPlan plan;
    plan.management = 1;
    plan.hospitals = 1;
    plan.rules.threshold = 0;
    plan.rules.block_transactions = 1024;
    World world(Profile::corrected, plan);
    world.register_user("alice");
    const auto record = [&](std::size_t number) {
        return world.metadata("alice", "url " + std::to_string(number)).with("Info_s", item_of(Bytes(65536)));
    };
    const std::size_t count = 130;
    for (std::size_t i = 0; i < count; ++i) {
        world.net().command("alice", Type::submit, {record(i).item()});
        world.net().run();
    }
    world.settle();
    world.settle();
    CHECK(world.node("alice").requests().size() == count + 1);
    const std::vector<Message> commits = world.messages(Type::commit);
    REQUIRE(commits.size() == 3); // her registration, and her records in two blocks
    const auto size_of = [](const std::vector<Message>& entries) {
        std::size_t size = 0;
        for (const Message& tx : entries)
            size += tx.encode().size();
        return size;
    };
    std::vector<Message> entries = commits[1].part("BM").parts("Block");
    CHECK(size_of(entries) <= ledger::kBlockLimit);
    const ledger::Ledger L(world.pp());
    const auto verdict = [&](const Message& BM) {
        const ledger::BlockSubject subject = {world.pp(), L, BM};
        const std::vector<Finding> findings = evaluate(ledger::block_checks(), subject);
        return findings.back();
    };
    CHECK(verdict(commits[1].part("BM")).id == "BLOCK.C13");
    CHECK(verdict(commits[1].part("BM")).verdict == Verdict::holds);
    entries.push_back(commits[2].part("BM").parts("Block").front());
    CHECK(size_of(entries) > ledger::kBlockLimit);
    CHECK(verdict(commits[1].part("BM").with("Block", item_of(entries))).verdict == Verdict::fails);
}

TEST_CASE("PP.Check.C7: more than 1024 hospitals are no network") {
    const World world(Profile::corrected);
    const message::NodeEntry& hospital = *world.pp().nodes(message::Role::hospital).front();
    const auto check = [&](std::size_t hospitals) {
        std::vector<message::NodeEntry> nodes = {world.pp().management(1),
                                                 *world.pp().nodes(message::Role::cloud).front()};
        for (std::size_t i = 0; i < hospitals; ++i) {
            message::NodeEntry entry = hospital;
            entry.id = bytes_of("H" + std::to_string(i));
            entry.vk[0] = static_cast<std::uint8_t>(i);
            entry.vk[1] = static_cast<std::uint8_t>(i >> 8);
            nodes.push_back(entry);
        }
        const Bytes encoded =
            message::encode_public_parameters(world.pp().dialect(), world.pp().message().elements("B"), nodes, {});
        return refusal([&] { message::PublicParameters pp(encoded); });
    };
    CHECK(check(1024) == "accepted");
    CHECK(check(1025) == "PP.Check.C7");
}

} // namespace emrshare::test
