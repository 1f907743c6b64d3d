// Random runs of a corrected network against a small model: whatever order registrations, requests, crashes, time,
// replays and tampering come in, ledgers agree, nonces and contents are good once, and an Id has one PID.
// Of the specification: NET.Init, NODE.Event, SUBMIT, NONCE.Request, NONCE.Grant, NODE.Request, NODE.Endorse, CUT,
// NODE.Propose, NODE.Ack, NODE.Commit, NODE.Block, NODE.Recover, SYNC.Request, TX, BLOCK, LEADER.
#include "generators.hpp"
#include "protocol.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/state.h>

#include <algorithm>
#include <map>
#include <set>

namespace emrshare::test {
namespace {

// ---- what must never be ----

/// Whether two nodes with the same number of blocks have different ledgers.
bool have_different_ledgers(const World& world) {
    std::map<std::uint64_t, Bytes> ledgers;
    const std::vector<std::string> names = world.names();
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        const node::Node& node = world.node(name);
        return ledgers.emplace(node.height(), node.ledger_digest()).first->second != node.ledger_digest();
    });
}

/// @param people pairs of an Id and a PID that somebody has under it
bool has_Id_with_two_PIDs(const std::vector<std::pair<std::string, Bytes>>& people) {
    std::map<std::string, Bytes> PIDs;
    return std::any_of(people.begin(), people.end(), [&](const auto& person) {
        return PIDs.emplace(person.first, person.second).first->second != person.second;
    });
}

std::set<std::string> violations(const World& world) {
    std::set<std::string> found;
    if (have_different_ledgers(world)) found.insert("ledgers differ");
    for (const std::string& name : world.names()) {
        if (has_content_twice(world.node(name))) found.insert("a content twice");
        if (has_nonce_twice(world.node(name))) found.insert("a nonce twice");
    }
    return found;
}

// ---- model and system ----

/// What the commands depend on.
struct Model {
    std::set<std::string> down;
    std::size_t users = 1;
    std::size_t twins = 0;
    bool is_down(char role) const {
        return std::any_of(down.begin(), down.end(), [&](const std::string& name) { return name.front() == role; });
    }
};

/// A network with user-0, and what was done to it.
struct Run {
    World world;
    std::map<std::string, std::string> Ids; ///< by user
    std::vector<Message> submitted;

    explicit Run(std::uint64_t number) : world(Profile::corrected, {}, number) {
        enrol("user-0", "Id of user-0");
        world.settle();
    }

    /// The card is shown, if the registrar takes it, and she asks.
    void enrol(const std::string& name, const std::string& Id) {
        world.add_user(name);
        Ids.emplace(name, Id);
        (void)refusal([&] {
            world.net().command("MN-1", Type::verified,
                                {item_of(Id), item_of(std::string("Name")), item_of(world.node(name).fingerprint())});
        });
        world.net().command(
            name, Type::register_user,
            {item_of(std::string("Name")), item_of(Id), item_of(std::string()), item_of(std::string())});
    }

    std::vector<std::pair<std::string, Bytes>> people() {
        std::vector<std::pair<std::string, Bytes>> people;
        for (const auto& [name, Id] : Ids) {
            if (!world.PID(name).empty()) people.emplace_back(Id, world.PID(name));
        }
        return people;
    }

    /// Everybody who has a name by which to ask for blocks: nodes, and users with a certificate.
    std::vector<std::string> named() {
        std::vector<std::string> names = world.names();
        std::erase_if(names, [&](const std::string& name) {
            return Ids.contains(name) && !world.net().at<node::User>(name).certificate();
        });
        return names;
    }

    /// Everything is up again, users ask for the blocks that there were before they came, and time passes.
    void come_to_rest() {
        world.net().run();
        catch_up();
        for (int i = 0; i < 4; ++i) {
            world.net().pass(world.pp().number("timeout"));
            world.settle();
        }
        catch_up(); // whose registration was lost at first has come only now
    }
    void catch_up() {
        for (const std::string& name : named())
            world.net().recover(name);
        world.net().run();
    }

    /// A message of the transcript.
    Message sent(std::uint64_t number) const {
        const std::vector<Message> messages = world.messages();
        return messages[number % messages.size()];
    }
    std::string receiver(std::uint64_t number) const { return world.names()[number % world.names().size()]; }
};

using Command = rc::state::Command<Model, Run>;

std::size_t any_below(std::size_t bound) {
    return *rc::gen::inRange<std::size_t>(0, bound);
}

class Register final : public Command {
public:
    void checkPreconditions(const Model& model) const override { RC_PRE(model.users < 4); }
    void apply(Model& model) const override { ++model.users; }
    void run(const Model& model, Run& run) const override {
        const std::string name = "user-" + std::to_string(model.users);
        run.enrol(name, "Id of " + name);
    }
    void show(std::ostream& out) const override { out << "Register"; }
};

/// Somebody else comes with an Id that is in use.
class RegisterTwin final : public Command {
public:
    explicit RegisterTwin(const Model& model) : user_(any_below(model.users)) {}
    void checkPreconditions(const Model& model) const override { RC_PRE(user_ < model.users && model.twins < 3); }
    void apply(Model& model) const override { ++model.twins; }
    void run(const Model& model, Run& run) const override {
        run.enrol("twin-" + std::to_string(model.twins), "Id of user-" + std::to_string(user_));
    }
    void show(std::ostream& out) const override { out << "RegisterTwin(" << user_ << ")"; }

private:
    std::size_t user_;
};

/// Few different contents, so that many are submitted more than once.
class Submit final : public Command {
public:
    explicit Submit(const Model& model)
        : user_(any_below(model.users)), holder_(any_below(model.users)), kind_(any_below(3)), number_(any_below(3)) {}
    void checkPreconditions(const Model& model) const override { RC_PRE(user_ < model.users && holder_ < model.users); }
    void run(const Model& /*model*/, Run& run) const override {
        const std::string name = "user-" + std::to_string(user_);
        const std::string holder = "user-" + std::to_string(holder_);
        if (run.world.PID(name).empty() || run.world.PID(holder).empty()) return; // her registration is on its way
        const Message M = content(run.world, name, holder);
        const auto submit = [&] { run.world.net().command(name, Type::submit, {M.item()}); };
        if (refusal(submit) == "accepted") run.submitted.push_back(M);
    }
    void show(std::ostream& out) const override {
        out << "Submit(" << user_ << ", " << holder_ << ", " << kind_ << ", " << number_ << ")";
    }

private:
    Message content(World& world, const std::string& name, const std::string& holder) const {
        const Item author = item_of(world.PID(name));
        const std::string url = name + "/" + std::to_string(number_);
        const Item vc = item_of(message::digest(item_of(url)));
        if (kind_ == 0) return world.metadata(name, url);
        if (kind_ == 1) return world.make(Type::revocation, {author, vc});
        return world.make(Type::credential, {author, vc, item_of(world.PID(holder)), item_of(url),
                                             Item(std::uint64_t{0}), Item(std::uint64_t{1} << 50)});
    }
    std::size_t user_;
    std::size_t holder_;
    std::size_t kind_;
    std::size_t number_;
};

class Deliver final : public Command {
public:
    Deliver() : steps_(*rc::gen::inRange(1, 60)) {}
    void run(const Model& /*model*/, Run& run) const override {
        for (int i = 0; i < steps_; ++i)
            run.world.net().step();
    }
    void show(std::ostream& out) const override { out << "Deliver(" << steps_ << ")"; }

private:
    int steps_;
};

class Settle final : public Command {
public:
    void run(const Model& /*model*/, Run& run) const override { run.world.settle(); }
    void show(std::ostream& out) const override { out << "Settle"; }
};

/// Time passes: a little, a block time, a timeout, beyond a grant, beyond the window.
class Pass final : public Command {
public:
    Pass() : ms_(*rc::gen::element<std::uint64_t>(1, 2000, 2000, 10000, 10000, 10000, 120001, 300001)) {}
    void run(const Model& /*model*/, Run& run) const override { run.world.net().pass(ms_); }
    void show(std::ostream& out) const override { out << "Pass(" << ms_ << ")"; }

private:
    std::uint64_t ms_;
};

/// At most H - Q = 1 hospital, and one management node, is down at a time.
class Crash final : public Command {
public:
    Crash() : name_(*rc::gen::element<std::string>("MN-1", "MN-2", "HN-1", "HN-2", "HN-3", "HN-4")) {}
    void checkPreconditions(const Model& model) const override { RC_PRE(!model.is_down(name_.front())); }
    void apply(Model& model) const override { model.down.insert(name_); }
    void run(const Model& /*model*/, Run& run) const override { run.world.net().crash(name_); }
    void show(std::ostream& out) const override { out << "Crash(" << name_ << ")"; }

private:
    std::string name_;
};

class Recover final : public Command {
public:
    explicit Recover(const Model& model) {
        RC_PRE(!model.down.empty());
        name_ = *rc::gen::elementOf(model.down);
    }
    void checkPreconditions(const Model& model) const override { RC_PRE(model.down.contains(name_)); }
    void apply(Model& model) const override { model.down.erase(name_); }
    void run(const Model& /*model*/, Run& run) const override { run.world.net().recover(name_); }
    void show(std::ostream& out) const override { out << "Recover(" << name_ << ")"; }

private:
    std::string name_;
};

/// Any message that was ever delivered, to anybody.
class Replay final : public Command {
public:
    void run(const Model& /*model*/, Run& run) const override {
        (void)run.world.give(run.receiver(receiver_), run.sent(number_));
    }
    void show(std::ostream& out) const override { out << "Replay(" << number_ << ", " << receiver_ << ")"; }

private:
    std::uint64_t number_ = *any_number();
    std::uint64_t receiver_ = *any_number();
};

/// One field becomes that of another message of the type, or h and Sig are made anew with the key of somebody else.
class Tamper final : public Command {
public:
    void run(const Model& /*model*/, Run& run) const override {
        Message message = run.sent(number_);
        const std::vector<message::Field>& fields = message.format().fields;
        const std::string_view field = fields[field_ % fields.size()].name;
        const std::vector<Message> others = run.world.messages(message.type());
        message = message.with(field, others[other_ % others.size()][field]);
        if (is_signed_ && message.format().is_signed()) message = run.world.resigned("somebody", message);
        (void)run.world.give(run.receiver(receiver_), message);
    }
    void show(std::ostream& out) const override {
        out << "Tamper(" << number_ << ", " << field_ << ", " << other_ << ", " << receiver_ << ")";
    }

private:
    std::uint64_t number_ = *any_number();
    std::uint64_t field_ = *any_number();
    std::uint64_t other_ = *any_number();
    std::uint64_t receiver_ = *any_number();
    bool is_signed_ = *rc::gen::arbitrary<bool>();
};

constexpr auto any_command =
    rc::state::gen::execOneOfWithArgs<Register, RegisterTwin, Submit, Submit, Submit, Deliver, Deliver, Settle, Pass,
                                      Pass, Crash, Recover, Replay, Replay, Tamper, Tamper>;

/// Does random commands to a network of that number.
void run_commands(Run& run) {
    const auto commands = *rc::state::gen::commands(Model(), any_command());
    rc::state::runAll(commands, Model(), run);
}

void assert_invariants(Run& run) {
    RC_ASSERT(violations(run.world) == std::set<std::string>());
    RC_ASSERT(!has_Id_with_two_PIDs(run.people()));
    for (const Message& M : run.submitted)
        RC_ASSERT(times_committed(run.world.node("HN-1"), M) <= 1);
}

} // namespace

TEST_CASE("random runs: ledgers agree, nonces and contents are good once, an Id has one PID, and work goes on") {
    SHOW_SEED();
    check_cases(times(16, 1500), 40, [] {
        Run run(*any_number());
        run_commands(run);
        assert_invariants(run);
        run.come_to_rest();
        assert_invariants(run);
        RC_ASSERT(different_ledgers(run.world, run.named()) == 1U);
        for (const auto& [Id, PID] : run.people()) {
            const auto& registrar = run.world.net().at<node::Management>("MN-1");
            RC_ASSERT(registrar.trace(PID).text("Id") == Id);
        }
        // A new request is still served.
        run.enrol("last", "Id of last");
        run.come_to_rest();
        RC_ASSERT(different_ledgers(run.world, run.named()) == 1U);
        RC_ASSERT(run.world.node("HN-1").L().certificates.contains(run.world.PID("last")));
    });
}

TEST_CASE("hospitals that were apart find the same term again") {
    SHOW_SEED();
    World world(Profile::corrected);
    world.register_user("alice");
    const auto wait = [&](int timeouts) {
        for (int i = 0; i < timeouts; ++i) {
            world.net().pass(world.pp().number("timeout"));
            world.settle();
        }
    };
    const std::string leader = world.leader();
    const Message content = world.metadata("alice", "url");
    world.net().crash(leader);
    world.net().crash("HN-1");
    world.net().command("alice", Type::submit, {content.item()});
    world.net().run();
    // Two hospitals know the request and wait for its block; a third that does is down, the fourth has never seen it.
    world.net().recover("HN-1");
    world.net().crash("HN-2");
    wait(3);
    CHECK(times_committed(world.node("HN-3"), content) == 0);
    world.net().recover("HN-2");
    world.net().recover(leader);
    wait(3);
    CHECK(times_committed(world.node("HN-3"), content) == 1);
    CHECK(different_ledgers(world, world.names()) == 1);
}

TEST_CASE("a node that starts again with the events of its transcript reaches the same state") {
    SHOW_SEED();
    check_cases(times(3, 200), 40, [] {
        Run run(*any_number());
        run_commands(run);
        for (const std::string& name : run.world.names()) {
            const Bytes state = run.world.node(name).digest();
            RC_ASSERT(run.world.rebuilt(name, true)->digest() == state);
            RC_ASSERT(run.world.rebuilt(name, false)->digest() == state);
            RC_ASSERT(run.world.newborn(name)->digest() != state);
        }
    });
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        World world(profile);
        run_script(world, [] {});
        for (const std::string& name : world.names()) {
            INFO(name_of(profile) << " " << name);
            CHECK(world.rebuilt(name, true)->digest() == world.node(name).digest());
            CHECK(world.rebuilt(name, false)->digest() == world.node(name).digest());
        }
    }
}

TEST_CASE("the invariants see what the as-printed profile allows") {
    SHOW_SEED();
    World world(Profile::as_printed);
    world.register_user("alice");
    const Message content = world.metadata("alice", "url");
    world.submit("alice", content);
    CHECK(violations(world).empty());

    SECTION("a content twice, under two nonces") {
        const Message old = world.messages(Type::tx_req).back();
        const Message grant = world.granted(world.leader(), world.PID("alice"));
        world.net().send("somebody", "hospitals", old.with("r", grant["r"]).encode());
        world.settle();
        CHECK(violations(world) == std::set<std::string>{"a content twice"});
    }
    SECTION("a nonce twice, with its block") {
        const Message block = world.messages(Type::block).back();
        const Message again = world.sign(world.leader(), Type::block, {block["Block"], Item(std::uint64_t{3})});
        CHECK(world.give_all(again) == std::vector<std::string>{"accepted"});
        CHECK(violations(world) == std::set<std::string>{"a content twice", "a nonce twice"});
    }
    SECTION("two ledgers, with two blocks under one number") {
        const auto block = [&](const std::string& url) {
            const Message request = world.messages(Type::tx_req).back();
            const Message other = request.with("M", world.metadata("alice", url).item());
            const Message fresh = other.with("r", item_of(Bytes(16, static_cast<std::uint8_t>(url.front()))));
            return world.sign(world.leader(), Type::block, {item_of(std::vector{fresh}), Item(std::uint64_t{3})});
        };
        CHECK(world.give("HN-1", block("a")) == "accepted");
        CHECK(world.give("HN-2", block("b")) == "accepted");
        CHECK(violations(world) == std::set<std::string>{"ledgers differ"});
    }
    SECTION("an Id with two PIDs") {
        CHECK_FALSE(has_Id_with_two_PIDs({{"a", Bytes{1}}, {"b", Bytes{2}}, {"a", Bytes{1}}}));
        CHECK(has_Id_with_two_PIDs({{"a", Bytes{1}}, {"b", Bytes{2}}, {"a", Bytes{3}}}));
    }
}

} // namespace emrshare::test
