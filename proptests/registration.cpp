// Registration: one Id has one PID whatever comes in whatever order, and nobody but the registrar can tell whose PID it
// is.
// Of the specification: REG.Start, REG.Card, REG.Request, REG.Offer, REG.Confirm, REG.Certificate, REG.Trace,
// CONTRACT.
#include "generators.hpp"
#include "protocol.hpp"

#include "ledger/contract.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <crypto++/sha.h>
#include <crypto++/sha3.h>

#include <algorithm>
#include <map>
#include <set>

namespace emrshare::test {
namespace {

struct Person {
    std::string Name;
    std::string Id;
    std::string Email;
    std::string Phone;
};

const Person kAlice = {"Alice Liddell", "A-1852-05-04", "alice@wonderland.example", "+44 1865 276150"};
const Person kBob = {"Bob Sawyer", "B-1836-11-30", "bob@pickwick.example", "+44 20 7946 0018"};

void start_registration(World& world, const std::string& user, const Person& person) {
    world.net().command(user, Type::register_user,
                        {item_of(person.Name), item_of(person.Id), item_of(person.Email), item_of(person.Phone)});
}

std::string show_card(World& world, const std::string& user, const std::string& Id, const std::string& Name) {
    const Items card = {item_of(Id), item_of(Name), item_of(world.node(user).fingerprint())};
    return refusal([&] { world.net().command("MN-1", Type::verified, card); });
}

void register_person(World& world, const std::string& user, const Person& person) {
    world.add_user(user);
    REQUIRE(show_card(world, user, person.Id, person.Name) == "accepted");
    start_registration(world, user, person);
    world.settle();
}

/// The check that refused the last RegRequest of that user; empty if it was accepted.
std::string last_judgement(const World& world, const std::string& user) {
    std::string check = "none was delivered";
    for (const node::Delivery& delivery : world.net().transcript()) {
        if (delivery.event.kind != node::EventKind::message || delivery.event.from != user) continue;
        const Type type = message::decode(world.pp().dialect(), delivery.event.bytes).type();
        if (type == Type::reg_request) check = delivery.rejected;
    }
    return check;
}

bool contains(ByteView text, ByteView word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end()) != text.end();
}

template <class Hash>
Bytes hash_of(const std::string& text) {
    Bytes value(Hash::DIGESTSIZE);
    Hash().CalculateDigest(value.data(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    return value;
}

/// Byte strings that tell who a person is.
std::vector<Bytes> marks_of(const Person& person) {
    return {bytes_of(person.Name),
            bytes_of(person.Id),
            bytes_of(person.Email),
            bytes_of(person.Phone),
            hash_of<CryptoPP::SHA3_256>(person.Id),
            hash_of<CryptoPP::SHA256>(person.Id)};
}

std::size_t marks_in(ByteView text, const Person& person) {
    const std::vector<Bytes> marks = marks_of(person);
    return static_cast<std::size_t>(
        std::count_if(marks.begin(), marks.end(), [&](const Bytes& mark) { return contains(text, mark); }));
}

} // namespace

TEST_CASE("one Id never has two PIDs, in any order of cards, requests, deliveries and replays") {
    SHOW_SEED();
    check_cases(times(8, 400), 30, [] {
        World world(Profile::corrected, {}, *any_number());
        // Three Ids, two Names, and more users than Ids.
        std::map<std::string, std::string> Ids;
        std::size_t users = 0;
        const auto steps = *rc::gen::inRange(10, 40);
        for (int i = 0; i < steps; ++i) {
            const std::string Id = *rc::gen::element<std::string>("Id 1", "Id 2", "Id 3");
            const std::string Name = *rc::gen::element<std::string>("Alice", "Alice", "Bob");
            const int what = *rc::gen::inRange(0, 4);
            if (what == 0 && users > 0)
                (void)show_card(world, "user-" + std::to_string(*any_number() % users), Id, Name);
            if (what == 1 && users < 6) {
                const std::string user = "user-" + std::to_string(users++);
                world.add_user(user);
                Ids.emplace(user, Id);
                if (*rc::gen::arbitrary<bool>()) (void)show_card(world, user, Id, Name);
                start_registration(world, user, {Name, Id, "", ""});
            }
            if (what == 2) {
                for (int j = *rc::gen::inRange(1, 10); j > 0; --j)
                    world.net().step();
            }
            const std::vector<Message> messages = world.messages();
            if (what == 3 && !messages.empty()) {
                const Message& again = messages[*any_number() % messages.size()];
                const std::string to = world.names()[*any_number() % world.names().size()];
                world.net().send(users == 0 ? "somebody" : "user-0", to, again.encode());
            }
        }
        world.settle();
        std::map<std::string, std::set<Bytes, ByteOrder>> PIDs;
        for (const auto& [user, Id] : Ids) {
            if (world.net().at<node::User>(user).certificate()) PIDs[Id].insert(world.PID(user));
        }
        std::set<Bytes, ByteOrder> different;
        for (const auto& [Id, of_Id] : PIDs) {
            RC_ASSERT(of_Id.size() == 1U);
            different.insert(*of_Id.begin());
            RC_ASSERT(world.net().at<node::Management>("MN-1").trace(*of_Id.begin()).text("Id") == Id);
        }
        RC_ASSERT(different.size() == PIDs.size());
        RC_ASSERT(world.node("HN-1").L().certificates.size() == PIDs.size());
    });
}

TEST_CASE("who has shown no card, or another's, or comes twice, is not registered") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world(profile);
        for (const char* user : {"alice", "bob", "carol", "dora"})
            world.add_user(user);
        start_registration(world, "bob", kBob);
        world.settle();
        CHECK(last_judgement(world, "bob") == "REG.Request.C3");
        CHECK(show_card(world, "alice", kAlice.Id, kAlice.Name) == "accepted");
        CHECK(show_card(world, "alice", kAlice.Id, kAlice.Name) == "REG.Card.C1");
        CHECK(show_card(world, "carol", kAlice.Id, "Somebody Else") == "REG.Card.C1");
        Person misnamed = kAlice;
        misnamed.Name = "Alice Lidell";
        start_registration(world, "carol", misnamed);
        world.settle();
        CHECK(last_judgement(world, "carol") == "REG.Request.C3");
        start_registration(world, "alice", kAlice);
        world.settle();
        CHECK(last_judgement(world, "alice").empty());
        CHECK(show_card(world, "alice", kAlice.Id, kAlice.Name) == "REG.Card.C1");
        start_registration(world, "dora", kAlice);
        world.settle();
        CHECK(last_judgement(world, "dora") == "REG.Request.C3"); // it is alice who showed the card
        CHECK(refusal([&] { start_registration(world, "alice", kBob); }) == "REG.Start.C1");
        CHECK_FALSE(world.PID("alice").empty());
        for (const char* user : {"bob", "carol", "dora"})
            CHECK(world.PID(user).empty());
        CHECK(world.node("HN-1").requests().size() == 1);
    }
}

TEST_CASE("a key is registered once, under whatever Id") {
    SHOW_SEED();
    World world(Profile::corrected);
    register_person(world, "alice", kAlice);
    REQUIRE(show_card(world, "alice", kBob.Id, kBob.Name) == "accepted");
    // The same user on another machine: the same seed, so the same keys.
    const std::unique_ptr<node::Node> again = world.newborn("alice");
    const Message command = world.make(
        Type::register_user, {item_of(kBob.Name), item_of(kBob.Id), item_of(kBob.Email), item_of(kBob.Phone)});
    const std::vector<node::Outgoing> out =
        again->handle({world.net().now(), "", node::EventKind::command, command.encode()});
    REQUIRE(out.size() == 1);
    CHECK(world.give("MN-1", message::decode(world.pp().dialect(), out[0].bytes)) == "REG.Request.C5");
}

TEST_CASE("only the registrar can tell whose PID it is") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world(profile);
        register_person(world, "alice", kAlice);
        register_person(world, "bob", kBob);
        world.submit("alice", world.metadata("alice", "url"));
        const auto& registrar = world.net().at<node::Management>("MN-1");
        for (const auto& somebody : {std::pair("alice", kAlice), std::pair("bob", kBob)}) {
            const char* user = somebody.first;
            const Person& person = somebody.second;
            const Message Enrolment = registrar.trace(world.PID(user));
            CHECK(Enrolment.text("Name") == person.Name);
            CHECK(Enrolment.text("Id") == person.Id);
            CHECK(Enrolment.text("Email") == person.Email);
            CHECK(Enrolment.text("Phone") == person.Phone);
            CHECK(Enrolment.bytes("vk") == world.node(user).vk());
            const auto trace_elsewhere = [&] { (void)world.net().at<node::Management>("MN-2").trace(world.PID(user)); };
            CHECK(refusal(trace_elsewhere) == "REG.Trace.C1");
            for (const std::string& name : world.names()) { // the registrar is the control of the search
                INFO(name);
                const bool knows = name == "MN-1" || name == user; // she knows herself
                CHECK(marks_in(message::encode(world.node(name).state()), person) == (knows ? 4 : 0));
            }
        }
        CHECK(refusal([&] { (void)registrar.trace(Bytes(16)); }) == "REG.Trace.C1");
        // Neither is it in anything that travelled, blocks among it; commands do not travel.
        std::size_t blocks = 0;
        for (const node::Delivery& delivery : world.net().transcript()) {
            if (delivery.event.kind != node::EventKind::message) continue;
            const Type type = message::decode(world.pp().dialect(), delivery.event.bytes).type();
            blocks += type == Type::commit || type == Type::block ? 1 : 0;
            CHECK(marks_in(delivery.event.bytes, kAlice) + marks_in(delivery.event.bytes, kBob) == 0);
        }
        CHECK(blocks > 0);
        CHECK(marks_in(hash_of<CryptoPP::SHA256>(kAlice.Id), kAlice) == 1);
    }
}

TEST_CASE("a PID is random: the same person in another network, or at another time, gets another one") {
    SHOW_SEED();
    std::set<Bytes, ByteOrder> PIDs;
    for (std::uint64_t number = 0; number < 2; ++number) {
        for (std::uint64_t delay = 0; delay < 2; ++delay) {
            World world(Profile::corrected, {}, number);
            world.net().pass(delay);
            register_person(world, "alice", kAlice);
            PIDs.insert(world.PID("alice"));
        }
    }
    CHECK(PIDs.size() == 4);
}

TEST_CASE("an audit lists exactly what concerns a PID") {
    SHOW_SEED();
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world(profile);
        run_script(world, [] {});
        const std::vector<Message> requests = world.node("HN-1").requests();
        const auto types = [&](const Bytes& PID) {
            std::vector<Type> listed;
            for (const Message& M : ledger::audit(requests, PID))
                listed.push_back(M.type());
            return listed;
        };
        CHECK(types(world.PID("alice")) == std::vector{Type::registration, Type::metadata, Type::credential,
                                                       Type::access, Type::revocation, Type::metadata});
        CHECK(types(world.PID("bob")) == std::vector{Type::registration, Type::credential, Type::access});
        CHECK(types(bytes_of("CS-1")) == std::vector{Type::access});
        CHECK(types(bytes_of("MN-1")) == std::vector{Type::registration, Type::registration});
        CHECK(types(Bytes(16)).empty());
        CHECK(requests.size() == 7);
        CHECK(ledger::audit(requests, world.PID("alice")).front().part("certificate").bytes("vk") ==
              world.node("alice").vk());
    }
}

TEST_CASE("a node is made for its own place, and blocks go where they can be written") {
    const node::NetworkPlan plan;
    const Coins coins = Coins();
    const node::Initialization init =
        node::initialize_from_coins(parameter_set("toy-64"), Profile::corrected, plan, coins);
    const auto id = [](const char* name) { return bytes_of(name); };
    CHECK(refusal([&] { node::Hospital(init.pp, id("HN-1"), init.seeds.at("HN-2")); }) == "NODE.Init.C1");
    CHECK(refusal([&] { node::Hospital(init.pp, id("CS-1"), init.seeds.at("CS-1")); }) == "NODE.Init.C2");
    CHECK(refusal([&] { node::Cloud(init.pp, id("HN-1"), init.seeds.at("HN-1")); }) == "NODE.Init.C2");
    CHECK(refusal([&] { node::Management(init.pp, id("MN-1"), init.seeds.at("MN-1")); }) == "NODE.Init.C3");
    CHECK(refusal([&] { node::Management(init.pp, id("MN-2"), init.seeds.at("MN-2"), init.desk); }) == "NODE.Init.C3");
    CHECK(refusal([] { node::FileBlocks("no such folder/blocks"); }) == "NODE.Blocks.C1");
    World world(Profile::corrected);
    world.add_user("alice");
    CHECK(refusal([&] { world.net().add_user("alice", coins); }) == "NET.User.C1");
}

} // namespace emrshare::test
