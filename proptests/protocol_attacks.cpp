// The evidence for the errata of the protocol: each attack succeeds against the as-printed profile and is refused by a
// named check in the corrected one.
// Of the specification: PTX, PEND, PBLOCK, PLEAD, PROP, CHOICE, ACK, COMMIT, TERM, END.
#include "protocol.hpp"
#include "statistics.hpp"

#include "base/check.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace emrshare::test {
namespace {

using kat::acknowledgements;
using kat::block_of;
using kat::commit_with;
using kat::endorsed;
using kat::proposal_of;
using kat::voucher;
using kat::with_endorsers;

using Outcomes = std::vector<std::string>;

const Outcomes kAccepted = {"accepted"};

/// Checks that fail on the way, in order.
template <class Call>
std::vector<std::string> failing(Call&& call) {
    const Findings findings;
    call();
    std::vector<std::string> ids;
    for (const Finding& finding : findings.list()) {
        if (finding.verdict == Verdict::fails) ids.emplace_back(finding.id);
    }
    return ids;
}

/// How often the content is on the ledger of every node: the least and the greatest number.
std::pair<std::size_t, std::size_t> range_of_commits(const World& world, const Message& content) {
    std::vector<std::size_t> counts;
    for (const std::string& name : world.names())
        counts.push_back(times_committed(world.node(name), content));
    const auto [least, greatest] = std::minmax_element(counts.begin(), counts.end());
    return {*least, *greatest};
}

using Range = std::pair<std::size_t, std::size_t>;

/// A world with alice, whose registration is on the ledgers.
World world_with_alice(Profile profile) {
    World world(profile);
    world.register_user("alice");
    REQUIRE(world.node("HN-1").height() == 1);
    return world;
}

} // namespace

TEST_CASE("E-TWO-BLOCKS: as printed a leader splits the ledgers with two blocks under one number") {
    SHOW_SEED();
    World world(Profile::as_printed);
    world.begin_registration("alice");
    world.begin_registration("bob");
    const std::vector<Message> requests = world.messages(Type::tx_req);
    REQUIRE(requests.size() == 2);
    const auto block = [&](const Message& Tx_req) {
        return world.sign(world.leader(), Type::block, {item_of(std::vector{Tx_req}), Item(std::uint64_t{1})});
    };
    const Message first = block(requests[0]);
    const Message second = block(requests[1]);
    CHECK(world.give("HN-1", first) == "accepted");
    CHECK(world.give("HN-2", first) == "accepted");
    CHECK(world.give("HN-3", second) == "accepted");
    CHECK(world.give("HN-4", second) == "accepted");
    CHECK(different_ledgers(world, {"HN-1", "HN-2", "HN-3", "HN-4"}) == 2);
}

TEST_CASE("E-TWO-BLOCKS: corrected, no two blocks of one number become final") {
    SHOW_SEED();
    World world(Profile::corrected);
    world.begin_registration("alice");
    world.begin_registration("bob");
    const std::vector<Message> requests = world.messages(Type::tx_req);
    REQUIRE(requests.size() == 2);
    const std::vector<Message> blocks = {block_of(world, {endorsed(world, requests[0])}),
                                         block_of(world, {endorsed(world, requests[1])})};
    const std::string leader = world.leader();
    const auto propose = [&](const char* hospital, std::size_t which) {
        return world.give(hospital, proposal_of(world, blocks[which]), leader);
    };
    CHECK(propose("HN-1", 0) == "accepted");
    CHECK(propose("HN-2", 0) == "accepted");
    CHECK(propose("HN-3", 1) == "accepted");
    CHECK(propose("HN-4", 1) == "accepted");
    CHECK(propose("HN-1", 1) == "PROP.C5");
    CHECK(propose("HN-2", 1) == "PROP.C5");
    CHECK(propose("HN-3", 0) == "PROP.C5");
    CHECK(propose("HN-4", 0) == "PROP.C5");
    world.net().run(); // the acknowledgements reach the leader, and its accomplice
    REQUIRE(world.messages(Type::ack).size() == 4);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(world.give_all(commit_with(world, blocks[i], acknowledgements(world, blocks[i]))) ==
              Outcomes{"COMMIT.C1"});
        // The two acknowledgements of each, together.
        std::vector<Message> acks = acknowledgements(world, blocks[0]);
        const std::vector<Message> others = acknowledgements(world, blocks[1]);
        acks.insert(acks.end(), others.begin(), others.end());
        CHECK(world.give_all(commit_with(world, blocks[i], acks)) == Outcomes{"COMMIT.C2"});
    }
    CHECK(different_ledgers(world, world.names()) == 1);
    CHECK(world.node("HN-1").height() == 0);
}

TEST_CASE("E-UNENDORSED: as printed a leader writes into all ledgers what nobody endorsed or signed") {
    SHOW_SEED();
    World world = world_with_alice(Profile::as_printed);
    const Message content = world.metadata("alice", "forged");
    const Message forged =
        world.make(Type::tx_req, {content.item(), item_of(Bytes(16)), item_of(Bytes(32)), item_of(Bytes(3309))});
    const Message BM = world.sign(world.leader(), Type::block, {item_of(std::vector{forged}), Item(std::uint64_t{2})});
    CHECK(world.give_all(BM) == kAccepted);
    CHECK(range_of_commits(world, content) == Range{1, 1});
}

TEST_CASE("E-UNENDORSED: corrected, each of the checks of endorsers, endorsements and requests refuses it") {
    SHOW_SEED();
    World world = world_with_alice(Profile::corrected);
    const Message content = world.metadata("alice", "forged");
    const Item grant = world.granted("MN-1", world.PID("alice")).item();
    const Message right = world.sign("alice", Type::tx_req, {content.item(), grant, Item(world.net().now())});
    const Message forged = world.sign("bob", Type::tx_req, {content.item(), grant, Item(world.net().now())});
    const auto judged = [&](const Message& tx) {
        return failing([&] { (void)world.give("HN-1", proposal_of(world, block_of(world, {tx}))); });
    };
    const auto invented = [&](const std::string& hospital) {
        return world.make(Type::voucher, {id_of(hospital), item_of(Bytes(3309))});
    };
    CHECK(judged(with_endorsers(world, right, {})) == Outcomes{"BLOCK.C10"});
    CHECK(judged(with_endorsers(world, right, {voucher(world, "HN-1", right)})) == Outcomes{"BLOCK.C10"});
    CHECK(judged(with_endorsers(world, right, {invented("HN-1"), invented("HN-2")})) == Outcomes{"BLOCK.C11"});
    CHECK(judged(with_endorsers(world, right, {voucher(world, "HN-1", right), voucher(world, "HN-1", right)})) ==
          Outcomes{"BLOCK.C10"});
    CHECK(judged(with_endorsers(world, forged, {voucher(world, "HN-1", forged), voucher(world, "HN-2", forged)})) ==
          Outcomes{"BLOCK.C12"});
    CHECK(range_of_commits(world, content) == Range{0, 0});
    // The control: the same with a request that its author signed.
    const Message tx = with_endorsers(world, right, {voucher(world, "HN-1", right), voucher(world, "HN-2", right)});
    CHECK(world.give("HN-1", proposal_of(world, block_of(world, {tx}))) == "accepted");
}

TEST_CASE("E-LEADER: as printed a leader keeps the lead as long as it likes") {
    SHOW_SEED();
    World world = world_with_alice(Profile::as_printed);
    const std::string leader = world.leader();
    const Item Block = item_of(world.messages(Type::tx_req));
    const std::uint64_t wished = leader == "MN-1" ? 0 : 1;
    for (std::uint64_t num = 2; num < 8; ++num) {
        CHECK(world.give_all(world.sign(leader, Type::block, {Block, Item(num)})) == kAccepted);
        CHECK(world.give_all(world.sign(leader, Type::next_leader, {Item(num), Item(wished)})) == kAccepted);
        CHECK(world.leader() == leader);
    }
}

TEST_CASE("E-LEADER: corrected, the leader of a block gets the next one that it wishes as often as predicted") {
    SHOW_SEED();
    node::NetworkPlan plan;
    plan.management = 4;
    World world(Profile::corrected, plan);
    const ledger::Ledger start(world.pp());
    const std::uint64_t trials = times(160, 2000);
    const Message no_block = block_of(world, {});
    const auto leads_next = [&](const Bytes& prev, const std::vector<Message>& acks) {
        const Message quorum = world.make(Type::quorum, {Item(std::uint64_t{0}), item_of(acks)});
        ledger::Ledger L = start;
        ledger::apply_block(L, no_block.with("prev", item_of(prev)).with("quorum", quorum.item()));
        return ledger::leader_of(world.pp(), L, 0).id == bytes_of("MN-2");
    };
    std::uint64_t successes = 0;
    std::uint64_t successes_of_one_set = 0;
    for (std::uint64_t trial = 0; trial < trials; ++trial) {
        std::vector<Message> acks; // of all hospitals, for a predecessor that nobody has seen before
        const Bytes prev = message::digest(Item(trial));
        for (const char* hospital : {"HN-1", "HN-2", "HN-3", "HN-4"}) {
            const Message Ack = world.sign(hospital, Type::ack, ledger::ack_fields(bytes_of(hospital), 1, 0, prev));
            acks.push_back(world.make(Type::voucher, {Ack["hid"], Ack["Sig"]}));
        }
        std::size_t good_sets = leads_next(prev, acks) ? 1 : 0;
        successes_of_one_set += good_sets;
        for (std::size_t left_out = 0; left_out < acks.size(); ++left_out) {
            std::vector<Message> some = acks;
            some.erase(some.begin() + static_cast<std::ptrdiff_t>(left_out));
            REQUIRE(some.size() == world.pp().Q());
            good_sets += leads_next(prev, some) ? 1 : 0;
        }
        successes += good_sets > 0 ? 1 : 0;
    }
    // In the random oracle model the five sets name independent, uniform leaders. The counts are binomial; each range
    // leaves kFalseAlarm outside, and each misses the other's law.
    const double p_with_choice = 1 - std::pow(0.75, 5);
    const CountRange with_choice = binomial_range(trials, p_with_choice, p_with_choice, kFalseAlarm);
    const CountRange without = binomial_range(trials, 0.25, 0.25, kFalseAlarm);
    CHECK(log2_in_range(trials, 0.25, with_choice) < kMiss);
    CHECK(log2_in_range(trials, p_with_choice, without) < kMiss);
    const auto shown = static_cast<double>(trials);
    report("the wished leader, of 4, among the five sets of acknowledgements", static_cast<double>(successes) / shown);
    report("the wished leader, of 4, with one set", static_cast<double>(successes_of_one_set) / shown);
    CHECK(with_choice.contains(successes));
    CHECK(without.contains(successes_of_one_set));
    CHECK_FALSE(with_choice.contains(successes_of_one_set));
    CHECK_FALSE(without.contains(successes));
}

TEST_CASE("E-CRASH: as printed the chain stands still without its leader, corrected it goes on") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world = world_with_alice(profile);
        const std::string leader = world.leader();
        const Message content = world.metadata("alice", "url");
        world.net().crash(leader);
        world.submit("alice", content);
        for (int i = 0; i < 3; ++i) {
            world.net().pass(world.pp().number("timeout"));
            world.settle();
        }
        const bool goes_on = profile == Profile::corrected;
        CHECK(world.node("HN-1").height() == (goes_on ? 2 : 1));
        CHECK(times_committed(world.node("HN-1"), content) == (goes_on ? 1 : 0));
        CHECK(times_committed(world.node("alice"), content) == (goes_on ? 1 : 0));
        world.net().recover(leader);
        world.settle();
        CHECK(different_ledgers(world, world.names()) == 1);
    }
}

TEST_CASE("E-NONCE: an old request under a new nonce") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world = world_with_alice(profile);
        const Message content = world.metadata("alice", "url");
        world.submit("alice", content);
        const Message old = world.messages(Type::tx_req).back();
        REQUIRE(old["M"] == content.item());
        REQUIRE(range_of_commits(world, content) == Range{1, 1});
        const Message grant = world.granted(world.leader(), world.PID("alice"));
        if (profile == Profile::as_printed) {
            world.net().send("somebody", "hospitals", old.with("r", grant["r"]).encode());
            world.settle();
            CHECK(range_of_commits(world, content) == Range{2, 2});
            continue;
        }
        const Message renewed = old.with("grant", grant.item());
        CHECK(world.give("HN-1", old) == "TX.C12");
        CHECK(world.give("HN-1", renewed) == "TX.C2");
        CHECK(failing([&] { (void)world.give("HN-1", renewed); }) == Outcomes{"TX.C2", "TX.C17"});
        CHECK(failing([&] { (void)world.give("HN-1", world.resigned("alice", renewed)); }) == Outcomes{"TX.C17"});
        world.settle();
        CHECK(range_of_commits(world, content) == Range{1, 1});
    }
}

TEST_CASE("E-NUM: an old block under a new number") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world = world_with_alice(profile);
        world.submit("alice", world.metadata("alice", "url 1"));
        world.submit("alice", world.metadata("alice", "url 2"));
        const Item next(world.node("HN-1").height() + 1);
        if (profile == Profile::corrected) {
            for (const Message& old : world.messages(Type::commit)) {
                const Message renumbered = old.with("BM", old.part("BM").with("num", next).item());
                CHECK(world.give_all(renumbered) == Outcomes{"BLOCK.C2"});
                const Outcomes all = failing([&] { (void)world.give("HN-1", renumbered); });
                CHECK(std::count(all.begin(), all.end(), "BLOCK.C5") == 1);
            }
            continue;
        }
        // Two of three blocks have the same signer of two; what it once led, it can lead again.
        const std::vector<Message> blocks = world.messages(Type::block);
        REQUIRE(blocks.size() == 3);
        const Bytes& vk = world.pp().node(bytes_of(world.leader()))->vk;
        for (const Message& old : blocks) {
            const Message content = old.parts("Block").front().part("M");
            const bool is_by_leader = is_signed_by(old, vk);
            const Message renumbered = old.with("num", Item(world.node("HN-1").height() + 1));
            CHECK(world.give_all(renumbered) == (is_by_leader ? kAccepted : Outcomes{"PBLOCK.C3"}));
            const std::size_t count = is_by_leader ? 2 : 1;
            CHECK(range_of_commits(world, content) == Range{count, count});
        }
    }
}

TEST_CASE("E-ENDORSER-TWICE: one hospital's endorsement, sent twice") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world = world_with_alice(profile);
        for (const char* hospital : {"HN-2", "HN-3", "HN-4"})
            world.net().crash(hospital);
        const std::string leader = world.leader();
        const Message content = world.metadata("alice", "url");
        world.submit("alice", content);
        const Message E = world.messages(Type::endorsement).back();
        REQUIRE(E["hid"] == id_of("HN-1"));
        CHECK(times_committed(world.node(leader), content) == 0);
        CHECK(world.give(leader, E) == (profile == Profile::as_printed ? "accepted" : "END.C4"));
        world.settle();
        CHECK(times_committed(world.node(leader), content) == (profile == Profile::as_printed ? 1 : 0));
    }
}

TEST_CASE("E-REQUEST: a request for access, once more and to another owner") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world = world_with_alice(profile);
        world.register_user("bob");
        world.register_user("carol");
        world.submit("alice", world.metadata("alice", "url"));
        world.net().command("bob", Type::ask, {item_of(world.PID("alice")), item_of("url"), item_of("alice")});
        world.settle();
        const Message request = world.messages(Type::access_request).back();
        const auto asked = [&](const char* name) {
            return world.net().at<node::User>(name).requests_for_access().size();
        };
        REQUIRE(asked("alice") == 1);
        if (profile == Profile::as_printed) {
            CHECK(world.give("alice", request) == "accepted");
            CHECK(world.give("carol", request) == "accepted");
            CHECK(asked("alice") == 2);
            CHECK(asked("carol") == 1);
            continue;
        }
        CHECK(world.give("alice", request) == "ASK.C8");
        CHECK(world.give("carol", request) == "ASK.C4");
        const Message redirected = request.with("PID_A", item_of(world.PID("carol")));
        CHECK(world.give("carol", redirected) == "ASK.C2");
        world.net().pass(request.number("time") + world.pp().number("window") - world.net().now());
        CHECK(world.give("alice", request) == "ASK.C8");
        world.net().pass(1);
        CHECK(world.give("alice", request) == "ASK.C7");
        CHECK(asked("alice") == 1);
    }
}

TEST_CASE("E-ANSWER: an answer from anybody") {
    SHOW_SEED();
    const Items garbage = {Item(Items{}), item_of(bytes_of("garbage"))};
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world = world_with_alice(profile);
        const Bytes r(16, 1);
        const auto taken = [&] { return world.net().at<node::User>("alice").answers().size(); };
        if (profile == Profile::as_printed) {
            CHECK(world.give("alice", world.make(Type::fetch_answer, garbage)) == "accepted");
            CHECK(taken() == 1);
            continue;
        }
        world.net().command("alice", Type::expect, {item_of(r)});
        const auto answer = [&](const std::string& signer, const std::string& cid, const Bytes& nonce) {
            return world.sign(
                signer, Type::fetch_answer,
                {id_of(cid), item_of(world.PID("alice")), item_of(nonce), garbage[0], garbage[0], garbage[0]});
        };
        const auto judged = [&](const Message& message) {
            return failing([&] { (void)world.give("alice", message); });
        };
        CHECK(judged(answer("HN-1", "HN-1", r)) == Outcomes{"FETCH.C1"});
        CHECK(judged(answer("HN-1", "CS-1", r)) == Outcomes{"FETCH.C3"});
        CHECK(judged(answer("CS-1", "CS-1", Bytes(16, 2))) == Outcomes{"FETCH.C5"});
        CHECK(judged(answer("CS-1", "CS-1", r).with("delta_A", world.pp().message()["B"])) == Outcomes{"FETCH.C2"});
        CHECK(taken() == 0);
        CHECK(world.give("alice", answer("CS-1", "CS-1", r)) == "accepted");
        CHECK(judged(answer("CS-1", "CS-1", r)) == Outcomes{"FETCH.C5"});
        CHECK(taken() == 1);
    }
}

TEST_CASE("a leader who dates a block back to when an ended credential was good is refused by PROP.C10 alone") {
    SHOW_SEED();
    World world = world_with_alice(Profile::corrected);
    world.register_user("bob");
    world.submit("alice", world.metadata("alice", "url"));
    const Item alice = item_of(world.PID("alice"));
    const Item bob = item_of(world.PID("bob"));
    const Item vc = item_of(Bytes(32, 7));
    const std::uint64_t end = world.net().now() + 10000;
    world.submit("alice",
                 world.make(Type::credential, {alice, vc, bob, item_of("url"), Item(std::uint64_t{0}), Item(end)}));
    world.net().pass(world.pp().number("window") + 20000);
    const auto dated = [&](std::uint64_t time) {
        // An accomplice of each kind: the cloud, a management node, hospitals that are enough to endorse.
        const Item expires(time + 60000);
        const Message M =
            world.make(Type::access, {id_of("CS-1"), alice, vc, bob, item_of("url"), item_of(Bytes(16)), expires});
        const Message grant =
            world.sign("MN-1", Type::nonce_grant, {id_of("MN-1"), id_of("CS-1"), item_of(Bytes(16, 9)), expires});
        const Message Tx_req = world.sign("CS-1", Type::tx_req, {M.item(), grant.item(), Item(time)});
        const Message tx =
            with_endorsers(world, Tx_req, {voucher(world, "HN-1", Tx_req), voucher(world, "HN-2", Tx_req)});
        const Message BM = world.resigned(world.leader(), block_of(world, {tx}).with("time", Item(time)));
        return failing([&] { (void)world.give("HN-3", proposal_of(world, BM)); });
    };
    CHECK(dated(end) == Outcomes{"PROP.C10"});
    // The control: of its own time the block is refused for what is in it.
    CHECK(dated(world.net().now()) == Outcomes{"BLOCK.C12"});
}

TEST_CASE("a management node does not spend the nonces of another") {
    SHOW_SEED();
    for (const bool is_same : {false, true}) {
        World world = world_with_alice(Profile::corrected);
        world.register_user("bob");
        const Message grant = world.granted("MN-1", world.PID("alice"));
        const std::string liar = is_same ? "MN-1" : "MN-2";
        const Message copied =
            world.resigned(liar, grant.with("leader", id_of(liar)).with("author", item_of(world.PID("bob"))));
        const auto request = [&](const std::string& user, const Message& nonce) {
            const Message M = world.metadata(user, "url");
            return world.sign(user, Type::tx_req, {M.item(), nonce.item(), Item(world.net().now())});
        };
        world.net().send("bob", "hospitals", request("bob", copied).encode());
        world.settle();
        CHECK(times_committed(world.node("HN-1"), world.metadata("bob", "url")) == 1);
        // The control: who spends his own nonces can.
        CHECK(world.give("HN-1", request("alice", grant)) == (is_same ? "TX.C12" : "accepted"));
    }
}

TEST_CASE("who puts another's url and vc on the chain first takes nothing from her") {
    SHOW_SEED();
    World world = world_with_alice(Profile::corrected);
    world.register_user("bob");
    const Item vc = item_of(Bytes(32, 7));
    for (const char* user : {"bob", "alice"}) {
        const Item author = item_of(world.PID(user));
        const Items times = {Item(std::uint64_t{0}), Item(world.net().now() + 1000000)};
        const Message credential =
            world.make(Type::credential, {author, vc, item_of(world.PID("bob")), item_of("url"), times[0], times[1]});
        world.submit(user, world.metadata(user, "url"));
        world.submit(user, credential);
        CHECK(times_committed(world.node("HN-1"), world.metadata(user, "url")) == 1);
        CHECK(times_committed(world.node("HN-1"), credential) == 1);
    }
    const Message revocation = world.make(Type::revocation, {item_of(world.PID("bob")), vc});
    world.submit("bob", revocation);
    const ledger::Credentials& credentials = world.node("HN-1").L().credentials;
    CHECK(credentials.at({world.PID("bob"), Bytes(32, 7)}).revoked);
    CHECK_FALSE(credentials.at({world.PID("alice"), Bytes(32, 7)}).revoked);
    // The control: her own name she can take once.
    world.submit("alice", world.metadata("alice", "url").with("Info_s", item_of(Bytes(1))));
    CHECK(times_committed(world.node("HN-1"), world.metadata("alice", "url").with("Info_s", item_of(Bytes(1)))) == 0);
}

} // namespace emrshare::test
