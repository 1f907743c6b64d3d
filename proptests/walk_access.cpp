#include "walks.hpp"

#include <array>
#include <sstream>
#include <stdexcept>

namespace emrshare::test {
namespace {

constexpr std::uint64_t kEnd = 7; ///< of the model's clock

/// The owners alice and carol, and bob who asks.
World registered_world() {
    node::NetworkPlan plan;
    plan.hospitals = 3;
    plan.rules.block_transactions = 100;
    plan.rules.window = Clock::kUnit;
    plan.rules.grant_time = 2 * Clock::kUnit;
    World world(Profile::corrected, plan);
    for (const char* user : {"alice", "bob", "carol"})
        world.register_user(user);
    return world;
}

// ---- access.pml ----

World& ask_world() {
    static World world = [] {
        World asked = registered_world();
        for (const char* owner : {"alice", "carol"})
            asked.submit(owner, asked.metadata(owner, "url"));
        return asked;
    }();
    return world;
}

/// The owner 0 is alice, the owner 1 carol; both have the url on the chain.
class Asks final : public Replica {
public:
    Asks() {
        for (const char* name : {"alice", "bob", "carol"})
            nodes_.add(name);
    }

    Outcomes attempt(const Attempt& a) override {
        const std::vector<std::uint64_t>& n = a.numbers;
        if (a.action == "tick") return clock_.tick();
        if (a.action == "ask") return ask(n.at(0));
        if (a.action == "note") return note(n.at(0), n.at(1), n.at(2) == 1, n.at(3));
        throw std::runtime_error("no such action: " + a.line);
    }

    std::string state() const override {
        std::ostringstream text;
        text << clock_.now_in_units() << ' ' << noted(0) << noted(1) << ' ';
        for (const char* owner : {"alice", "carol"})
            text << seen(owner, 0) << seen(owner, 1);
        return text.str();
    }

private:
    Outcomes ask(std::uint64_t q) {
        const Items fields = {item_of(world_.PID("alice")), item_of("url"), item_of("alice")};
        std::vector<Message> answers;
        const std::string outcome = nodes_.command("bob", clock_.now(), world_.make(Type::ask, fields), &answers);
        if (outcome == "accepted") requests_.at(q) = answers.at(0);
        return {"accepted", outcome};
    }

    /// @param is_changed whether the network has written PID_A of the owner into it
    Outcomes note(std::uint64_t o, std::uint64_t q, bool is_changed, std::uint64_t why) {
        const std::string owner = o == 0 ? "alice" : "carol";
        Message request = requests_.at(q) ? *requests_.at(q) : unsigned_request(q);
        if (is_changed) {
            request = request.with("PID_A", item_of(world_.PID(owner)));
            request = request.with("h", item_of(message::right_h(world_.pp().G(), request)));
        }
        return {why == 0 ? "accepted" : "ASK.C" + std::to_string(why), nodes_.give(owner, clock_.now(), request)};
    }
    /// What somebody else signs in bob's name.
    Message unsigned_request(std::uint64_t q) const {
        return nodes_.sign("carol", Type::access_request,
                           {item_of(world_.PID("bob")), item_of(world_.PID("alice")), item_of("url"), nonce(1, q),
                            Item(clock_.at(0))});
    }

    /// How often owners have noted the request.
    std::size_t noted(std::uint64_t q) const {
        std::size_t times = 0;
        for (const char* owner : {"alice", "carol"})
            for (const Message& request : nodes_.at<node::User>(owner).requests_for_access())
                if (requests_.at(q) && request["r"] == (*requests_.at(q))["r"]) ++times;
        return times;
    }
    /// Until when an owner remembers the request: 0, or 1 and the time.
    std::uint64_t seen(const std::string& owner, std::uint64_t q) const {
        if (!requests_.at(q)) return 0;
        const Item state = nodes_.at(owner).state();
        for (const Item& spent : *state.entries()->back().entries()->at(7).entries()) // seen
            if (spent.entries()->at(2) == (*requests_.at(q))["r"]) return clock_.end(spent.entries()->at(3).number());
        return 0;
    }

    World& world_ = ask_world();
    Nodes nodes_ = Nodes(world_);
    Clock clock_ = Clock(world_.net().now());
    std::array<std::optional<Message>, 2> requests_;
};

// ---- access.pml with CREDENTIAL ----

/// The network, and a delegation of alice's to bob for each time at which the credential may come onto the chain.
struct Delegated {
    World world = registered_world();
    std::vector<Message> credentials; ///< contents, which no block has
};

/// What the author's last request asks for.
Message last_content(const World& world) {
    return world.messages(Type::tx_req).back().part("M");
}

Delegated& delegated() {
    static Delegated all = [] {
        Delegated made;
        World& world = made.world;
        world.give_keys("CS-1");
        const std::string url = world.share_record("alice", bytes_of("a file"), "file");
        const Clock clock(world.net().now());
        for (std::uint64_t t = 0; t <= kEnd + 1; ++t) { // no time passes, so that no block is cut
            world.net().command("bob", Type::ask, {item_of(world.PID("alice")), Item(url), item_of("alice")});
            world.net().run();
            const Bytes request = world.user("alice").requests_for_access().back().digest();
            world.net().command("alice", Type::allow,
                                {item_of(request), Item(url), item_of(std::vector<std::uint64_t>{1}),
                                 item_of("research"), Item(clock.at(t)), Item(clock.at(t + 4)), item_of("bob")});
            world.net().run();
            made.credentials.push_back(last_content(world));
        }
        return made;
    }();
    return all;
}

/// The chain is that of HN-1 and HN-2; the cloud takes its blocks later, one by one.
class Accesses final : public Replica {
public:
    Accesses() {
        for (const char* name : {"HN-1", "HN-2", "CS-1", "bob"})
            nodes_.add(name);
    }

    Outcomes attempt(const Attempt& a) override {
        const std::vector<std::uint64_t>& n = a.numbers;
        if (a.action == "tick") return clock_.tick();
        if (a.action == "credential") return credential(n.at(0), n.at(1));
        if (a.action == "revocation") return revocation(n.at(0), n.at(1));
        if (a.action == "question") return question();
        if (a.action == "sign") return sign(n.at(0));
        if (a.action == "present") return present(n.at(0), n.at(1));
        if (a.action == "retry") return retry(n.at(0), n.at(1));
        if (a.action == "access") return access(n.at(0), n.at(1), n.at(2));
        if (a.action == "other") return {"accepted", propose(n.at(0), other(n.at(0)))};
        if (a.action == "cloud") return cloud();
        throw std::runtime_error("no such action: " + a.line);
    }

    std::string state() const override {
        const ledger::Ledger& L = nodes_.at("HN-1").L();
        std::ostringstream text;
        text << clock_.now_in_units() << ' ' << clock_.units(L.time) << ' ' << on_chain(L)
             << on_chain(nodes_.at("CS-1").L()) << ' ' << clock_.end(end_of(L.spent, {bytes_of("CS-1"), r()}))
             << logged() << ' ' << challenge_.has_value() << presentation_.has_value() << ' ' << presented()
             << nodes_.at<node::Cloud>("CS-1").pending().size() << ' ' << requests_.size() << answers_;
        if (nodes_.differ({"HN-1", "HN-2"})) text << ", ledgers differ";
        return text.str();
    }

private:
    // ---- the state ----

    Bytes r() const { return challenge_ ? challenge_->bytes("r") : Bytes(); }
    /// The credential: 0 not yet, 1 granted, 2 revoked.
    int on_chain(const ledger::Ledger& L) const {
        if (!credential_) return 0;
        const auto found = L.credentials.find({credential_->bytes("author"), credential_->bytes("vc")});
        if (found == L.credentials.end()) return 0;
        return found->second.revoked ? 2 : 1;
    }
    /// How many accesses are on the chain.
    std::size_t logged() const {
        std::size_t count = 0;
        for (const Message& Tx_req : nodes_.at("HN-1").requests())
            if (Tx_req.part("M").type() == Type::access) ++count;
        return count;
    }
    /// Until when the cloud remembers the presentation: 0, or 1 and the time.
    std::uint64_t presented() const {
        const Item state = nodes_.at("CS-1").state();
        const Items& vault = *state.entries()->back().entries()->back().entries();
        for (const Item& spent : *vault.back().entries())
            if (*spent.entries()->at(2).bytes() == r()) return clock_.end(spent.entries()->at(3).number());
        return 0;
    }

    // ---- blocks ----

    /// @return the check that refuses the block, or "accepted"
    std::string propose(std::uint64_t t, const Message& Tx_req) {
        const Nodes::Proposed proposed =
            nodes_.propose(clock_.now(), clock_.at(t), nodes_.tx(Tx_req, {"HN-1", "HN-2"}));
        if (!proposed.Commit) return proposed.outcome;
        blocks_.push_back(*proposed.Commit);
        return nodes_.commit(clock_.now(), *proposed.Commit, {"HN-1", "HN-2"});
    }
    /// A content of alice's that is signed at the time of its block.
    Message request(std::uint64_t t, const Message& content) {
        const Message grant = nodes_.grant("MN-1", "MN-1", world_.PID("alice"), nonce(1, ++nonces_), clock_.at(t));
        return nodes_.sign("alice", Type::tx_req, {content.item(), grant.item(), Item(clock_.at(t))});
    }
    Message other(std::uint64_t t) { return request(t, world_.metadata("alice", "other " + std::to_string(nonces_))); }

    // ---- steps ----

    Outcomes credential(std::uint64_t t, std::uint64_t why) {
        const Message& content = delegated().credentials.at(t);
        const std::string outcome = propose(t, request(t, content));
        if (outcome == "accepted") credential_ = content;
        return {proposal_check(why), outcome};
    }

    Outcomes revocation(std::uint64_t t, std::uint64_t why) {
        const Items fields = {(*credential_)["author"], (*credential_)["vc"]};
        return {proposal_check(why), propose(t, request(t, world_.make(Type::revocation, fields)))};
    }

    Outcomes question() {
        const Items fields = {item_of(""), (*credential_)["vc"], item_of(std::vector<std::uint64_t>{1})};
        std::vector<Message> requests;
        std::vector<Message> challenges;
        std::string outcome = nodes_.command("bob", clock_.now(), world_.make(Type::fetch, fields), &requests);
        if (outcome == "accepted") outcome = nodes_.give("CS-1", clock_.now(), requests.at(0), &challenges);
        if (outcome == "accepted") challenge_ = challenges.at(0);
        return {"accepted", outcome};
    }

    Outcomes sign(std::uint64_t why) {
        std::vector<Message> answers;
        const std::string outcome = nodes_.give("bob", clock_.now(), *challenge_, &answers);
        if (outcome == "accepted") presentation_ = answers.at(0);
        return {why == 0 ? "accepted" : "CHALLENGE.C" + std::to_string(why), outcome};
    }

    /// The cloud gets a nonce at once, and signs.
    std::string give_nonce(std::uint64_t end) {
        const Message grant =
            nodes_.grant("MN-1", "MN-1", bytes_of("CS-1"), nonce(1, ++nonces_), clock_.at(clock_.now_in_units() + end));
        std::vector<Message> answers;
        const std::string outcome = nodes_.give("CS-1", clock_.now(), grant, &answers);
        if (outcome == "accepted") requests_.push_back(answers.at(0));
        return outcome;
    }

    Outcomes present(std::uint64_t end, std::uint64_t why) {
        std::vector<Message> answers;
        std::string outcome = nodes_.give("CS-1", clock_.now(), *presentation_, &answers);
        if (outcome == "accepted") {
            count_answers(answers);
            outcome = give_nonce(end);
        }
        const std::string table = why == 26 ? "TX.C" : "PRESENT.C";
        return {why == 0 ? "accepted" : table + std::to_string(why), outcome};
    }

    /// Without a content that waits there is no use for a nonce.
    Outcomes retry(std::uint64_t end, std::uint64_t why) {
        const std::string outcome = nodes_.tick("CS-1", clock_.now());
        return {why == 0 ? "accepted" : "NONCE.Grant.C1", outcome == "accepted" ? give_nonce(end) : outcome};
    }

    Outcomes access(std::uint64_t a, std::uint64_t t, std::uint64_t why) {
        const Message& Tx_req = requests_.at(a);
        const ledger::TxSubject subject(world_.pp(), nodes_.at("HN-1").L(), clock_.at(t), Tx_req);
        const std::string judged = refusal([&] { Judgement().table(ledger::tx_checks(), subject).require(); });
        std::string outcome = propose(t, Tx_req);
        if (outcome == "BLOCK.C12") outcome += ", " + judged;
        return {why > 300 ? "BLOCK.C12, TX.C" + std::to_string(why - 300) : proposal_check(why), outcome};
    }

    /// The cloud takes the next block; bob gets its answers.
    Outcomes cloud() {
        std::vector<Message> answers;
        const std::string outcome = nodes_.give("CS-1", clock_.now(), blocks_.at(taken_++), &answers);
        return {"accepted", outcome == "accepted" ? count_answers(answers) : outcome};
    }
    std::string count_answers(const std::vector<Message>& answers) {
        for (const Message& answer : answers) {
            if (answer.type() != Type::fetch_answer) continue;
            ++answers_;
            if (const std::string check = nodes_.give("bob", clock_.now(), answer); check != "accepted") return check;
        }
        return "accepted";
    }

    World& world_ = delegated().world;
    Nodes nodes_ = Nodes(world_);
    Clock clock_ = Clock(world_.net().now());
    std::optional<Message> credential_;   ///< content of the one that is on the chain
    std::optional<Message> challenge_;    ///< the cloud's
    std::optional<Message> presentation_; ///< bob's
    std::vector<Message> requests_;       ///< of the cloud: Tx_req with an Access
    std::vector<Message> blocks_;         ///< Commits
    std::size_t taken_ = 0;               ///< how many of them the cloud has
    std::size_t answers_ = 0;             ///< FetchAnswers
    std::uint64_t nonces_ = 0;
};

} // namespace

std::unique_ptr<Replica> ask_replica() {
    return std::make_unique<Asks>();
}

std::unique_ptr<Replica> access_replica() {
    return std::make_unique<Accesses>();
}

} // namespace emrshare::test
