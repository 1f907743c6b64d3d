// What may be lost on its way, who may not know of it, and how large a block may become.
// Of the specification: NODE.Retry, NODE.Timeout, NODE.Sync, NODE.Term, REG.Retry, PP.Check, BLOCK.
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
        for (const std::string& name : world.names())
            CHECK(times_committed(world.node(name), content) == 1);
    }
}

TEST_CASE("who has missed a Commit asks for it by himself, and of another hospital if the first is down") {
    SHOW_SEED();
    for (const bool time_passes : {true, false}) {
        World world(Profile::corrected);
        world.register_user("alice");
        world.register_user("bob");
        world.net().crash("HN-4");
        world.net().command("alice", Type::submit, {world.metadata("alice", "url").item()});
        world.net().run();
        world.net().pass(world.pp().number("block_time"));
        while (world.messages(Type::ack).size() < 3 * (world.node("CS-1").height() + 1))
            REQUIRE(world.net().step());
        while (world.node("HN-1").height() == world.node("CS-1").height())
            REQUIRE(world.net().step());
        // The Commit has come to one hospital, and does not come to anybody else.
        while (world.net().lose()) {
        }
        const std::vector<std::string> up = {"HN-1", "HN-2", "HN-3", "MN-1", "MN-2", "CS-1", "alice", "bob"};
        CHECK(different_ledgers(world, up) == 2);
        if (time_passes) wait_for_retries(world, 5 * world.pp().number("timeout"));
        CHECK(different_ledgers(world, up) == (time_passes ? 1 : 2)); // the control: it takes a tick
    }
}

TEST_CASE("a request that another one has made invalid is waited for no longer") {
    SHOW_SEED();
    World world(Profile::corrected);
    world.register_user("alice");
    const Message content = world.metadata("alice", "url");
    const auto request = [&] {
        return world.sign("alice", Type::tx_req,
                          {content.item(), world.granted("MN-1", world.PID("alice")).item(), Item(world.net().now())});
    };
    const Message first = request();
    const Message second = request();
    REQUIRE_FALSE(first == second);
    for (const Message& Tx_req : {first, second}) {
        for (const char* hospital : {"HN-1", "HN-2", "HN-3", "HN-4"})
            world.net().send("alice", hospital, Tx_req.encode());
    }
    world.settle();
    CHECK(times_committed(world.node("HN-1"), content) == 1);
    const std::size_t before = world.messages(Type::give_up).size();
    wait_for_retries(world, 3 * world.pp().number("timeout"));
    CHECK(world.messages(Type::give_up).size() == before);
    // The control: for one that is still good and that one hospital alone has seen, it gives the leader up.
    const Message lonely = world.sign("alice", Type::tx_req,
                                      {world.metadata("alice", "another").item(),
                                       world.granted("MN-1", world.PID("alice")).item(), Item(world.net().now())});
    world.net().send("alice", "HN-1", lonely.encode());
    wait_for_retries(world, 3 * world.pp().number("timeout"));
    CHECK(world.messages(Type::give_up).size() > before);
}

TEST_CASE("a revocation that comes before its credential is sent again, and commits after it") {
    SHOW_SEED();
    World world(Profile::corrected);
    world.register_user("alice");
    world.register_user("bob");
    world.submit("alice", world.metadata("alice", "url"));
    const Item alice = item_of(world.PID("alice"));
    const Item vc = item_of(Bytes(32, 7));
    const Message credential =
        world.make(Type::credential, {alice, vc, item_of(world.PID("bob")), item_of(std::string_view("url")),
                                      Item(std::uint64_t{0}), Item(std::uint64_t{1} << 50)});
    const Message revocation = world.make(Type::revocation, {alice, vc});
    world.net().command("alice", Type::submit, {credential.item()});
    world.net().command("alice", Type::submit, {revocation.item()});
    world.settle();
    CHECK(times_committed(world.node("HN-1"), credential) == 1);
    CHECK(times_committed(world.node("HN-1"), revocation) == 0); // it came too early: TX.C22
    wait_for_retries(world, world.pp().number("window") + 2 * world.pp().number("grant_time"));
    CHECK(times_committed(world.node("HN-1"), revocation) == 1);
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

    // To the byte.
    entries.pop_back();
    const Message last = commits[2].part("BM").parts("Block").front();
    const auto ends_with = [&](std::size_t bytes) {
        std::vector<Message> longer = entries;
        const Message request = last.part("Tx_req");
        const Message content = request.part("M").with("Info_s", item_of(Bytes(bytes)));
        longer.push_back(last.with("Tx_req", request.with("M", content.item()).item()));
        return longer;
    };
    while (size_of(ends_with(65536)) > ledger::kBlockLimit)
        entries.pop_back();
    const std::size_t fitting = 65536 + ledger::kBlockLimit - size_of(ends_with(65536));
    for (const bool fits : {true, false}) {
        const std::vector<Message> exact = ends_with(fits ? fitting : fitting + 1);
        REQUIRE(size_of(exact) == ledger::kBlockLimit + (fits ? 0 : 1));
        const auto expected = fits ? Verdict::holds : Verdict::fails;
        CHECK(verdict(commits[1].part("BM").with("Block", item_of(exact))).verdict == expected);
    }
}

TEST_CASE("CUT.4: a hospital that did not agree is no endorser of the entry") {
    SHOW_SEED();
    World world(Profile::corrected);
    world.register_user("alice");
    world.net().crash("HN-4");
    world.net().command("alice", Type::submit, {world.metadata("alice", "url").item()});
    world.net().run();
    const Message agreed = world.messages(Type::endorsement).back();
    const Message refused = agreed.with("hid", item_of(bytes_of("HN-4"))).with("res", Item(false));
    CHECK(world.give(world.leader(), world.resigned("HN-4", refused), "HN-4") == "accepted");
    world.settle();
    const std::vector<Message> entries = world.messages(Type::commit).back().part("BM").parts("Block");
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].parts("endorsers").size() == 3);
    CHECK(different_ledgers(world, {"HN-1", "HN-2", "HN-3"}) == 1);
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
