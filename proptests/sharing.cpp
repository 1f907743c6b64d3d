// Phases (3) and (5) of a corrected network: nothing is readable without a live credential whose scope covers it and
// whose holder asks, nothing is served that is not on the chain, and every node comes back from its events.
// Of the specification: KEY, ISSUE, EMR, STORE, UPLOAD, LINK, PUBLISH, ALLOW, CGRANT, GRANT, SHARE, FETCH.Start,
// CHALLENGE.Request, CHALLENGE, PRESENT, LOG, SERVE, FETCH, OPEN, OPEN.Printed, BLOCKS.Element.
#include "generators.hpp"
#include "protocol.hpp"

#include "node/sharing.hpp"
#include "pre/encoding.hpp"
#include "record/section.hpp"
#include "record/split.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace emrshare::test {
namespace {

/// Owners, requesters and a cloud with its key.
World sharing_world(Profile profile, std::uint64_t number = 0, const node::NetworkPlan& plan = {}) {
    World world(profile, plan, number);
    for (const char* user : {"alice", "bob", "mallory"})
        world.register_user(user);
    world.give_keys("CS-1");
    return world;
}

/// What an answer and its Access on the chain have in common: cloud, requester and nonce.
using Question = std::tuple<Bytes, Bytes, Bytes>;

/// The Accesses in a Commit.
std::vector<Question> accesses_in(const Message& Commit) {
    std::vector<Question> accesses;
    for (const Message& tx : Commit.part("BM").parts("Block")) {
        const Message M = tx.part("Tx_req").part("M");
        if (M.type() == Type::access) accesses.emplace_back(M.bytes("author"), M.bytes("PID_B"), M.bytes("r"));
    }
    return accesses;
}

/// Answers for a requester of which the cloud's chain had no Access before. One Access stands for one answer.
std::size_t unlogged_answers(const World& world) {
    std::multiset<Question> logged;
    std::size_t unlogged = 0;
    for (const node::Delivery& delivery : world.net().transcript()) {
        if (delivery.event.kind != node::EventKind::message) continue;
        const Message message = message::decode(world.pp().dialect(), delivery.event.bytes);
        if (message.type() == Type::commit && delivery.rejected.empty()) {
            for (const Question& access : accesses_in(message)) {
                if (std::get<0>(access) == bytes_of(delivery.to)) logged.insert(access);
            }
        }
        if (message.type() != Type::fetch_answer) continue;
        const bool is_printed = world.pp().dialect().profile == Profile::as_printed; // no answer says what it answers
        const auto access =
            is_printed ? logged.end() : logged.find({message.bytes("cid"), message.bytes("PID_B"), message.bytes("r")});
        if (access == logged.end())
            ++unlogged;
        else
            logged.erase(access);
    }
    return unlogged;
}

/// The blocks of an answer, each with half of q added to its first coefficient.
Item spoiled_blocks(const World& world, const Message& answer) {
    const ParameterSet& set = *world.pp().dialect().set;
    Items blocks;
    for (const Bytes& encoded : answer.elements("C_B")) {
        const Rq block = decode_element(set, encoded);
        Residues residues(block.residues().begin(), block.residues().end());
        residues.front() = (residues.front() + set.q / 2) % set.q;
        blocks.emplace_back(encode(Rq(set.ring(), residues)));
    }
    return Item(blocks);
}

/// Lets everything but the answer arrive, and spoils that.
void fetch_spoiled(World& world, const Bytes& vc, const std::vector<std::uint64_t>& sections) {
    REQUIRE(world.begin_fetch("bob", vc, sections) == "accepted");
    world.net().run();
    const Message Presentation = world.messages(Type::presentation).back();
    world.net().crash("bob");
    world.settle();
    world.net().recover("bob");
    world.settle();
    const Message right =
        world.resigned("CS-1", world.messages(Type::fetch_answer).front().with("r", Presentation["r"]));
    const Message answer = world.resigned("CS-1", right.with("C_B", spoiled_blocks(world, right)));
    CHECK(world.give("bob", answer, "CS-1") == "accepted");
}

/// What a cloud without scruples answers to the last question, whatever chain and credential say.
Message lying_answer(World& world, const Bytes& vc, std::uint64_t num) {
    const node::CloudDelegation& delegation = world.cloud().delegations().at(vc);
    const Message Upload = world.cloud().upload_at(delegation.url);
    const Message section = Upload.parts("sections").at(num);
    const Rq C_A = decode_element(*world.pp().dialect().set, section.elements("C").front());
    const std::vector<Bytes> C_B = {encode(*delegation.rk * C_A)};
    const std::vector<Bytes> delta_A = {Upload.elements("delta").at(num)};
    return world.sign("CS-1", Type::fetch_answer,
                      {id_of("CS-1"), item_of(delegation.PID_B), world.messages(Type::presentation).back()["r"],
                       item_of(C_B), item_of(delta_A), item_of(std::vector{section})});
}

// ---- the model ----

/// What a credential is, as the one who gave the commands knows.
struct Given {
    Bytes vc;
    std::string url;
    std::vector<std::uint64_t> sections;
    std::uint64_t not_after = 0;
    bool revoked = false;
};

/// Strictly increasing numbers below @p bound, at least one.
std::vector<std::uint64_t> some_numbers(std::uint64_t bound, ByteSource& source) {
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t num = 0; num < bound; ++num) {
        if (below(2, source) == 0) numbers.push_back(num);
    }
    if (numbers.empty()) numbers.push_back(below(bound, source));
    return numbers;
}

bool is_within(const std::vector<std::uint64_t>& some, const std::vector<std::uint64_t>& all) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

} // namespace

TEST_CASE("the requester reads what is in scope, and it is what the hospital wrote") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    const Bytes record = sample_bundle(2);
    const std::string url = world.share_record("alice", record);
    const std::vector<Piece> pieces = split_record("fhir", record);
    const Bytes all = world.allow("alice", "bob", url, {0, 1, 2, 3});
    CHECK(world.fetch("bob", all, {0, 1, 2, 3}) == "accepted");
    std::vector<Bytes> read = world.read_by("bob");
    REQUIRE(read.size() == 4);
    CHECK(read.front() == bytes_of("summary"));
    read.erase(read.begin());
    CHECK(join_record(read) == record);
    const Bytes one = world.allow("alice", "mallory", url, {3});
    CHECK(world.fetch("mallory", one, {2}) == "FETCH.Start.C2");
    CHECK(world.fetch("mallory", all, {2}) == "FETCH.Start.C1");
    CHECK(world.fetch("mallory", one, {3}) == "accepted");
    CHECK(world.read_by("mallory") == std::vector<Bytes>{pieces[2].content});
    CHECK(unlogged_answers(world) == 0);
    CHECK(different_ledgers(world, world.names()) == 1);
    const auto& [name, stored] = *world.cloud().files().begin();
    CHECK(world.cloud().upload_at(name).digest() == stored.digest);
}

TEST_CASE("random grants, revocations, times and questions: what is readable is what the model says") {
    SHOW_SEED();
    std::size_t read = 0;
    std::size_t in_vain = 0;
    for (std::uint64_t run = 0; run < times(3, 60); ++run) {
        INFO("run " << run);
        Xof source = stream("sharing", run);
        World world = sharing_world(Profile::corrected, run);
        const std::vector<std::string> urls = {world.share_record("alice", sample_bundle(1)),
                                               world.share_record("alice", bytes_of("x"), "file")};
        std::vector<Given> given;
        std::size_t expected = 0;
        std::size_t refused = 0;
        for (std::size_t step = 0; step < 20; ++step) {
            // A grant, a question in its scope, its revocation and a question in vain, whatever chance brings then.
            constexpr std::array<std::uint64_t, 4> begin = {0, 3, 1, 3};
            const std::uint64_t what = step < begin.size() ? begin[step] : below(8, source);
            if (given.empty() || what == 0) {
                Given one;
                one.url = urls[below(2, source)];
                one.sections = some_numbers(one.url == urls[0] ? 3 : 2, source);
                one.not_after = world.net().now() + 1000 * (10 + (step == 0 ? 120 : below(120, source)));
                one.vc = world.allow("alice", "bob", one.url, one.sections, one.not_after);
                given.push_back(one);
                continue;
            }
            Given& one = given[below(given.size(), source)];
            if (what == 1 && !one.revoked) {
                world.revoke("alice", one.vc);
                one.revoked = world.node("HN-1").L().credentials.at({world.PID("alice"), one.vc}).revoked;
                CHECK(one.revoked);
            } else if (what == 2) {
                world.net().pass(5000);
            } else {
                const std::vector<std::uint64_t> sections =
                    step < begin.size() ? one.sections : some_numbers(3, source);
                const bool in_scope = is_within(sections, one.sections);
                // An access commits two block times after the question at the latest.
                const std::uint64_t until = world.net().now() + 2 * world.pp().number("block_time");
                const bool has_ended = one.revoked || world.net().now() > one.not_after;
                if (!has_ended && until > one.not_after) continue; // it depends on the moment of the block
                CHECK(world.fetch("bob", one.vc, sections) == (in_scope ? "accepted" : "FETCH.Start.C2"));
                const bool served = in_scope && !has_ended;
                expected += served ? sections.size() : 0;
                refused += served ? 0 : 1;
            }
            REQUIRE(world.read_by("bob").size() == expected);
            REQUIRE(world.read_by("mallory").empty());
            REQUIRE(unlogged_answers(world) == 0);
        }
        read += expected;
        in_vain += refused;
    }
    report("sections read", static_cast<double>(read));
    report("questions in vain", static_cast<double>(in_vain));
    CHECK(read > 0);
    CHECK(in_vain > 0);
}

TEST_CASE("PRESENT.1: a challenge that was presented is remembered to its end, and no longer") {
    SHOW_SEED();
    for (const std::uint64_t late : {0U, 1U}) {
        World world = sharing_world(Profile::corrected);
        const std::string url = world.share_record("alice", sample_bundle(1));
        const Bytes vc = world.allow("alice", "bob", url, {2});
        REQUIRE(world.fetch("bob", vc, {2}) == "accepted");
        const Message first = world.messages(Type::presentation).back();
        world.net().pass(2);
        world.net().send("bob", "CS-1", world.make(Type::fetch_request, {item_of(vc)}).encode());
        world.net().run();
        const Message challenge = world.messages(Type::challenge).back();
        const Message second = first.with("r", challenge["r"]).with("expires", challenge["expires"]);
        world.net().pass(first.number("expires") + late - world.net().now());
        CHECK(world.give("CS-1", world.resigned("bob", second), "bob") == "accepted");
        const Item state = world.cloud().state();
        const Items& vault = *state.entries()->back().entries()->back().entries();
        CHECK(vault.back().entries()->size() == 2 - late);
    }
}

TEST_CASE("a stolen credential, a wider scope, another's question") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    const std::string url = world.share_record("alice", sample_bundle(2));
    const Bytes vc = world.allow("alice", "bob", url, {2});
    REQUIRE(world.fetch("bob", vc, {2}) == "accepted");
    REQUIRE(world.read_by("bob").size() == 1);
    // Mallory has seen everything, and asks for a challenge of her own.
    const Message seen = world.messages(Type::presentation).back();
    world.net().pass(1);
    world.net().send("mallory", "CS-1", world.make(Type::fetch_request, {item_of(vc)}).encode());
    world.net().run();
    const Message challenge = world.messages(Type::challenge).back();
    const Message fresh = seen.with("r", challenge["r"]).with("expires", challenge["expires"]);
    REQUIRE_FALSE(fresh["r"] == seen["r"]);
    const Item mallory = item_of(world.PID("mallory"));
    CHECK(world.give("CS-1", fresh, "mallory") == "PRESENT.C2");
    CHECK(world.give("CS-1", world.resigned("mallory", fresh), "mallory") == "PRESENT.C3");
    CHECK(world.give("CS-1", world.resigned("mallory", fresh.with("PID_B", mallory)), "mallory") == "PRESENT.C9");
    // Bob himself wants more than he was given.
    const Message claim = seen.parts("claims").front();
    const Message wider = fresh.with("claims", item_of(std::vector{claim.with("value", item_of("3"))}));
    CHECK(world.give("CS-1", world.resigned("bob", wider), "bob") == "PRESENT.C11");
    // The control: the right question under the same challenge is answered.
    CHECK(world.give("CS-1", world.resigned("bob", fresh), "bob") == "accepted");
    world.settle();
    CHECK(world.messages(Type::fetch_answer).size() == 2);
    CHECK(unlogged_answers(world) == 0);
}

TEST_CASE("a revocation that commits before the access ends it") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    const std::string url = world.share_record("alice", sample_bundle(1));
    const Bytes vc = world.allow("alice", "bob", url, {1});
    const Message revocation = world.make(Type::revocation, {item_of(world.PID("alice")), item_of(vc)});
    world.net().command("alice", Type::submit, {revocation.item()});
    world.net().run(); // in the pool, in no block
    REQUIRE(world.begin_fetch("bob", vc, {1}) == "accepted");
    world.net().run();
    CHECK(world.cloud().pending().size() == 1); // the credential is still good
    world.settle();
    CHECK(world.read_by("bob").empty());
    CHECK(world.messages(Type::fetch_answer).empty());
    CHECK(unlogged_answers(world) == 0);
    world.net().pass(world.pp().number("grant_time") + 1);
    world.submit("alice", world.metadata("alice", "a later block"));
    CHECK(world.cloud().pending().empty()); // its Access can commit no more
    CHECK(unlogged_answers(world) == 0);
    // The control: a cloud that answers all the same is read, and caught by the count.
    CHECK(world.give("bob", lying_answer(world, vc, 1), "CS-1") == "accepted");
    CHECK(world.read_by("bob").size() == 1);
    CHECK(unlogged_answers(world) == 1);
}

TEST_CASE("an answer is logged by its own Access, not by as many as there are answers") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    const std::string url = world.share_record("alice", sample_bundle(1));
    const Bytes vc = world.allow("alice", "bob", url, {1});
    REQUIRE(world.fetch("bob", vc, {1}) == "accepted");
    CHECK(unlogged_answers(world) == 0);
    // The Access of a question commits while bob is away, so that its answer reaches nobody.
    REQUIRE(world.begin_fetch("bob", vc, {1}) == "accepted");
    world.net().run();
    world.net().crash("bob");
    world.settle();
    world.net().recover("bob");
    world.settle();
    const auto is_access = [](const Message& Tx_req) { return Tx_req.part("M").type() == Type::access; };
    const std::vector<Message> requests = world.node("HN-1").requests();
    REQUIRE(std::count_if(requests.begin(), requests.end(), is_access) == 2);
    REQUIRE(world.messages(Type::fetch_answer).size() == 1);
    CHECK(unlogged_answers(world) == 0);
    // An answer under a nonce that no Access has: as many answers as Accesses, and one of them is not logged.
    const Message answer = world.messages(Type::fetch_answer).front().with("r", item_of(Bytes(16, 1)));
    (void)world.give("bob", world.resigned("CS-1", answer), "CS-1");
    CHECK(unlogged_answers(world) == 1);
}

TEST_CASE("accesses of two clouds come onto the chain one after the other") {
    SHOW_SEED();
    node::NetworkPlan plan;
    plan.clouds = 2;
    World world = sharing_world(Profile::corrected, 0, plan);
    world.give_keys("CS-2");
    std::vector<Bytes> vcs;
    for (const char* cloud : {"CS-1", "CS-2", "CS-1"})
        vcs.push_back(
            world.allow("alice", "bob",
                        world.share_record("alice", bytes_of(cloud + std::to_string(vcs.size())), "file", cloud), {1}));
    for (const Bytes& vc : vcs)
        CHECK(world.begin_fetch("bob", vc, {1}) == "accepted");
    for (int i = 0; i < 4; ++i)
        world.settle();
    CHECK(world.read_by("bob").size() == 3);
    CHECK(unlogged_answers(world) == 0);
}

TEST_CASE("a delegation ends after three answers that do not open") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    const std::string url = world.share_record("alice", sample_bundle(1));
    const Bytes vc = world.allow("alice", "bob", url, {1, 2});
    REQUIRE(world.fetch("bob", vc, {2}) == "accepted");
    REQUIRE(world.read_by("bob").size() == 1);
    for (std::uint64_t failures = 1; failures <= node::kFailureLimit; ++failures) {
        fetch_spoiled(world, vc, {2});
        CHECK(world.user("bob").delegations().at(vc).failures == failures);
        CHECK(world.read_by("bob").size() == 1);
    }
    CHECK(world.fetch("bob", vc, {2}) == "FETCH.Start.C3");
    CHECK(world.fetch("bob", world.allow("alice", "bob", url, {2}), {2}) == "accepted"); // a new one
    CHECK(world.read_by("bob").size() == 2);
}

TEST_CASE("a summary that does not fit is not published") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    world.net().command("HN-1", Type::issue,
                        {item_of(world.PID("alice")), item_of(std::string_view("file")), item_of(Bytes()),
                         item_of(Bytes(65536)), item_of(std::string_view("alice"))});
    world.net().run();
    world.net().command("alice", Type::store,
                        {item_of(world.user("alice").records().begin()->first), item_of(std::string_view("CS-1"))});
    world.net().run();
    const Item url(world.user("alice").records().begin()->second.url);
    for (const bool encrypted : {false, true})
        CHECK(refusal([&] { world.net().command("alice", Type::publish, {url, Item(encrypted)}); }) == "PUBLISH.C3");
}

TEST_CASE("what fits into no message is refused before anything is stored") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    const auto issue = [&](std::size_t length) {
        return refusal([&] {
            world.net().command("HN-1", Type::issue,
                                {item_of(world.PID("alice")), item_of(std::string_view("file")), item_of(Bytes()),
                                 Item(Bytes(length)), item_of(std::string_view("alice"))});
        });
    };
    // The longest summary with which the hospital's message is a message, from the length of another one.
    const std::size_t short_length = message::kMessageLimit - 100000;
    REQUIRE(issue(short_length) == "accepted");
    world.net().run();
    const std::size_t record = world.messages(Type::emr).back().bytes("sealed").size() - 16;
    const std::size_t around = world.pp().dialect().set->element_bytes() + 64;
    const std::size_t fits = short_length + (message::kMessageLimit - around - record);
    CHECK(issue(fits) == "accepted");
    CHECK(issue(fits + 1) == "ISSUE.C2");
    // Encrypted, it is no message; a summary that is shorter by 4096 bytes is one.
    const auto stored = [&](std::size_t length, std::uint64_t number) {
        World fresh = sharing_world(Profile::corrected, number);
        fresh.net().command("HN-1", Type::issue,
                            {item_of(fresh.PID("alice")), item_of(std::string_view("file")), item_of(Bytes()),
                             Item(Bytes(length)), item_of(std::string_view("alice"))});
        fresh.net().run();
        const Items command = {item_of(fresh.user("alice").records().begin()->first),
                               item_of(std::string_view("CS-1"))};
        const std::string outcome = refusal([&] { fresh.net().command("alice", Type::store, command); });
        fresh.net().run();
        return std::pair(std::move(fresh), outcome);
    };
    CHECK(stored(fits, 1).second == "STORE.C5");
    auto [fresh, outcome] = stored(fits - 4096, 2);
    REQUIRE(outcome == "accepted");
    // An owner who does not keep to it is refused by the cloud.
    const Message good = fresh.messages(Type::upload).back();
    std::vector<Message> sections = good.parts("sections");
    Bytes body = sections.front().bytes("body");
    body.resize(body.size() + message::kMessageLimit - good.encode().size()); // a message of the greatest length
    sections.front() = sections.front().with("body", Item(body));
    const Message Upload = fresh.sign(
        "alice", Type::upload,
        {good["PID_A"], item_of(sections), item_of(deltas_of(fresh.pp().dialect(), sections, fresh.PID("alice")))});
    CHECK(Upload.encode().size() == message::kMessageLimit);
    CHECK(fresh.give("CS-1", Upload, "alice") == "UPLOAD.C6");
}

TEST_CASE("EMR.C6: a record has at most as many sections as a credential can name") {
    SHOW_SEED();
    for (const std::size_t count : {kMostSections, kMostSections + 1}) {
        World world = sharing_world(Profile::corrected);
        std::vector<Message> disclosures;
        std::vector<Bytes> digests;
        for (std::uint64_t num = 0; num < count; ++num) {
            disclosures.push_back(
                world.make(Type::disclosure, {item_of(Bytes(16)), Item(num), Item(std::string()), Item(Bytes())}));
            digests.push_back(disclosures.back().digest());
        }
        const Message attestation =
            world.sign("HN-1", Type::attestation,
                       {id_of("HN-1"), item_of(world.PID("alice")), Item(world.net().now()), item_of(digests)});
        const Message Record = world.make(Type::record, {attestation.item(), item_of(disclosures)});
        const message::Sealed sealed =
            node::seal_part(world.pp(), world.key_pair("alice").pk, "EMR", Record, coins("sealed"));
        const Message EMR = world.make(Type::emr, {Item(encode(sealed.C)), Item(sealed.sealed)});
        CHECK(world.give("alice", EMR, "HN-1") == (count == kMostSections ? "accepted" : "EMR.C6"));
    }
}

TEST_CASE("the nodes of phases (3) and (5) come back from their events") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world(profile);
        run_sharing(world, [] {});
        for (const std::string& name : world.names()) {
            INFO(name_of(profile) << " " << name);
            CHECK(world.rebuilt(name, true)->digest() == world.node(name).digest());
            CHECK(world.rebuilt(name, false)->digest() == world.node(name).digest());
        }
    }
}

TEST_CASE("E-NO-CREDENTIAL, E-NO-LOG: as printed the cloud serves anybody, and no chain knows") {
    SHOW_SEED();
    World world = sharing_world(Profile::as_printed);
    const std::string url = world.share_record("alice", bytes_of("a file"), "file");
    const Bytes name = world.allow("alice", "bob", url, {});
    world.settle();
    CHECK(unlogged_answers(world) == 0);
    const Message request = world.make(Type::fetch_request, {item_of(world.PID("bob")), Item(url)});
    CHECK(world.give("CS-1", request, "mallory") == "accepted");
    world.settle();
    CHECK(world.messages(Type::fetch_answer).size() == 1);
    CHECK(unlogged_answers(world) == 1);
    CHECK(world.node("HN-1").printed().credentials.empty());
    // And revoking is of no use: there is nothing that the cloud would ask.
    world.revoke("alice", Bytes(32, 1));
    CHECK(world.fetch("bob", name, {}) == "accepted");
    CHECK(unlogged_answers(world) == 2);
}

TEST_CASE("E-LINK: as printed anybody names the url of a record") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world = sharing_world(profile);
        world.net().command("HN-1", Type::issue,
                            {item_of(world.PID("alice")), item_of(std::string_view("file")), item_of(Bytes(3)),
                             item_of(Bytes()), item_of(std::string_view("alice"))});
        world.net().run();
        const Bytes record = world.user("alice").records().begin()->first;
        world.net().command("alice", Type::store, {item_of(record), item_of(std::string_view("CS-1"))});
        const Item url = item_of(std::string_view("CS-1/mallory's"));
        const Bytes upload = world.user("alice").records().at(record).upload;
        const bool is_printed = profile == Profile::as_printed;
        const Message forged = is_printed ? world.make(Type::link, {url})
                                          : world.sign("mallory", Type::link, {id_of("CS-1"), item_of(upload), url});
        CHECK(world.give("alice", forged, "mallory") == (is_printed ? "accepted" : "LINK.C4"));
        world.net().run();
        CHECK((world.user("alice").records().at(record).url == *url.text()) == is_printed);
    }
}

TEST_CASE("E-SUMMARY: who reads the chain reads a plain summary and its patient, and nothing of an encrypted one") {
    SHOW_SEED();
    for (const bool encrypted : {false, true}) {
        World world = sharing_world(Profile::corrected);
        const std::string url = world.share_record("alice", bytes_of("a file"), "file"); // publishes the encrypted one
        if (!encrypted) {
            world.net().command("HN-1", Type::issue,
                                {item_of(world.PID("alice")), item_of(std::string_view("file")), item_of(Bytes(3)),
                                 item_of(bytes_of("summary")), item_of(std::string_view("alice"))});
            world.net().run();
            const auto fresh = std::find_if(world.user("alice").records().begin(), world.user("alice").records().end(),
                                            [](const auto& entry) { return entry.second.url.empty(); });
            world.net().command("alice", Type::store, {item_of(fresh->first), item_of(std::string_view("CS-1"))});
            world.net().run();
            world.net().command("alice", Type::publish, {Item(fresh->second.url), Item(false)});
            world.settle();
        }
        const Message M = world.node("HN-1").requests().back().part("M");
        REQUIRE(M.type() == Type::metadata);
        CHECK(M.bytes("author") == world.PID("alice"));
        const Bytes& Info_s = M.bytes("Info_s");
        const bool is_read =
            refusal([&] { (void)message::decode_part(world.pp().dialect(), Type::record, Info_s); }) == "accepted";
        CHECK(is_read == !encrypted);
        const Bytes words = bytes_of("summary");
        const bool has_words = std::search(Info_s.begin(), Info_s.end(), words.begin(), words.end()) != Info_s.end();
        CHECK(has_words == !encrypted);
    }
}

TEST_CASE("E-GRANT: as printed whoever sends a requester an a_B of his choice is told the private key") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    Residues one(set.n, 0);
    one.front() = 1;
    const Rq unit(set.ring(), one);
    World world = sharing_world(Profile::as_printed);
    const KeyPair bob = world.key_pair("bob");
    const std::vector<Bytes> a_B = node::encrypt_element(set, bob.pk, unit, coins("mallory"));
    const Message Grant =
        world.make(Type::grant, {item_of(world.PID("alice")), item_of(std::string_view("CS-1/x")), item_of(a_B)});
    CHECK(world.give("bob", Grant, "mallory") == "accepted");
    world.net().run();
    const Rq b_B = world.messages(Type::share).back().element("b_B"); // it travels in clear
    CHECK(b_B * Rq(set.ring(), bob.f) == unit);
    CHECK_FALSE(b_B * Rq(set.ring(), world.key_pair("mallory").f) == unit); // the control

    // Corrected: a grant of somebody else is refused, and b_B holds the key of one delegation alone.
    World corrected = sharing_world(Profile::corrected);
    const Bytes vc = corrected.allow("alice", "bob", corrected.share_record("alice", sample_bundle(1)), {1});
    const Message good = corrected.messages(Type::grant).back();
    CHECK(corrected.give("bob", corrected.resigned("mallory", good), "mallory") == "GRANT.C4");
    const Message Share = corrected.messages(Type::share).back();
    CHECK_FALSE(Share["pk*"] == Item(encode(corrected.key_pair("bob").pk)));
    CHECK(Share.bytes("vc") == vc);
}

TEST_CASE("E-SHARE: as printed anybody replaces a requester's share") {
    SHOW_SEED();
    World world = sharing_world(Profile::as_printed);
    const std::string url = world.share_record("alice", bytes_of("a file"), "file");
    world.allow("alice", "bob", url, {});
    const Message Share = world.messages(Type::share).back();
    const Rq before = *world.cloud().delegations().begin()->second.rk;
    CHECK(world.give("CS-1", Share.with("b_B", Item(encode(world.key_pair("mallory").pk))), "mallory") == "accepted");
    CHECK_FALSE(*world.cloud().delegations().begin()->second.rk == before);

    World corrected = sharing_world(Profile::corrected);
    corrected.allow("alice", "bob", corrected.share_record("alice", sample_bundle(1)), {1});
    const Message good = corrected.messages(Type::share).back();
    CHECK(corrected.give("CS-1", corrected.resigned("mallory", good), "mallory") == "SHARE.C5");
    CHECK(corrected.give("CS-1", good, "bob") == "SHARE.C7");
}

TEST_CASE("E-STEP7: whoever has the re-encryption key needs no cloud") {
    SHOW_SEED();
    World world = sharing_world(Profile::corrected);
    const std::string url = world.share_record("alice", sample_bundle(2));
    const Bytes vc = world.allow("alice", "bob", url, {2});
    // Section 3 is not in the scope. What the cloud has of it, and what step 7 would give to the requester:
    const Message stored = world.cloud().upload_at(url).parts("sections").at(3);
    const node::CloudDelegation& delegation = world.cloud().delegations().at(vc);
    const ParameterSet& set = *world.pp().dialect().set;
    const Coins key_coins = derive_coins(XofInput("NODE.DelegationKey").with(world.seed("bob")).with(vc));
    const KeyPair bob = one_time_keygen_from_coins(set, key_coins);
    const Rq C_A = decode_element(set, stored.elements("C").front());
    const Bytes PID_A = world.PID("alice");
    const std::vector<Bytes> by_himself = {encode(*delegation.rk * C_A)};
    CHECK(refusal([&] { (void)open_section(stored, bob.f, PID_A, by_himself); }) == "accepted");
    CHECK(refusal([&] { (void)open_section(stored, bob.f, PID_A, stored.elements("C")); }) == "RECORD.Open.C2");
    CHECK(world.fetch("bob", vc, {3}) == "FETCH.Start.C2"); // the way that there is
}

} // namespace emrshare::test
