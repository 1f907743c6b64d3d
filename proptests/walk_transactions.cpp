#include "walks.hpp"

#include <array>
#include <set>
#include <sstream>
#include <stdexcept>

namespace emrshare::test {
namespace {

World& transactions_world() {
    static World world = [] {
        node::NetworkPlan plan;
        plan.hospitals = 3;
        plan.rules.window = Clock::kUnit;
        plan.rules.grant_time = Clock::kUnit;
        World registered(Profile::corrected, plan);
        registered.register_user("alice");
        return registered;
    }();
    return world;
}

/// The honest hospitals 0 and 1 are HN-1 and HN-2, the lying one HN-3; the author is alice, the grants are from MN-1.
class Transactions final : public Replica {
public:
    Transactions() {
        for (const std::string& name : names_)
            nodes_.add(name);
        grants_.assign(2, grant("MN-1", nonce(1, 0), clock_.now()));
    }

    Outcomes attempt(const Attempt& a) override {
        const std::vector<std::uint64_t>& n = a.numbers;
        if (a.action == "tick") return clock_.tick();
        if (a.action == "grant") return give_grant(n.at(0), n.at(1), n.at(2));
        if (a.action == "sign") return sign(n.at(0), n.at(1), n.at(2));
        if (a.action == "endorse") return endorse(n.at(0), n.at(1), n.at(2), n.at(3));
        if (a.action == "block") return block(n.at(0), n.at(1), n.at(2), n.at(3));
        if (a.action == "other") return other(n.at(0));
        throw std::runtime_error("no such action: " + a.line);
    }

    std::string state() const override {
        const ledger::Ledger& L = nodes_.at("HN-1").L();
        std::ostringstream text;
        text << clock_.now_in_units() << ' ' << clock_.units(L.time) << ' ';
        for (std::uint64_t r = 0; r < 2; ++r)
            text << clock_.end(end_of(L.spent, {bytes_of("MN-1"), *nonce(1, r).bytes()}));
        const bool present = ledger::metadata_of(L.metadata, content_.bytes("author"), content_.text("url")) != nullptr;
        text << ' ' << present << commits_[0] << commits_[1] << ' ';
        for (const auto& by : endorsed_)
            text << by.size() + by.count(1); // the set {0} is 1, {1} is 2
        if (nodes_.differ(names_)) text << ", ledgers differ";
        return text.str();
    }

private:
    static std::string tx_check(std::uint64_t why) { return why == 0 ? "accepted" : "TX.C" + std::to_string(why); }

    Message grant(const std::string& signer, const Item& r, std::uint64_t expires) const {
        return nodes_.grant(signer, "MN-1", world_.PID("alice"), r, expires);
    }
    Item fresh_nonce() { return nonce(2, ++fresh_); }

    Outcomes give_grant(std::uint64_t g, std::uint64_t r, std::uint64_t expires) {
        grants_.at(g) = grant("MN-1", nonce(1, r), clock_.at(expires));
        given_.at(g) = true;
        return {};
    }

    void command(const Message& content) {
        const Message submit = world_.make(Type::submit, {content.item()});
        if (const std::string check = nodes_.command("alice", clock_.now(), submit); check != "accepted")
            throw std::logic_error("submit: " + check);
    }
    /// The author signs whatever waits, under a nonce of its own, and forgets used nonces (NONCE.Grant.1).
    void sign_aside() {
        if (const std::string check = nodes_.give("alice", clock_.now(), grant("MN-1", fresh_nonce(), clock_.now()));
            check != "accepted")
            throw std::logic_error("another grant: " + check);
    }

    Outcomes sign(std::uint64_t q, std::uint64_t g, std::uint64_t why) {
        // The model's author has always just signed something else, so that used nonces are forgotten.
        command(world_.metadata("alice", "aside"));
        sign_aside();
        command(content_);
        const Message offered = given_.at(g) ? grants_.at(g) : grant("HN-3", nonce(1, 0), clock_.now());
        std::vector<Message> answers;
        const std::string outcome = nodes_.give("alice", clock_.now(), offered, &answers);
        if (outcome == "accepted") {
            requests_.at(q) = answers.at(0);
        } else {
            sign_aside();
        }
        // The model has authors who take grants that last too long; TX.C29 is for their requests.
        if (why == 8)
            requests_.at(q) = nodes_.sign("alice", Type::tx_req, {content_.item(), offered.item(), Item(clock_.now())});
        return {why == 0 ? "accepted" : "NONCE.Grant.C" + std::to_string(why), outcome};
    }

    /// What somebody can make of a request and a grant: the request itself, or one that its author did not sign.
    Message request(std::uint64_t q, std::uint64_t g) const {
        const Message& grant = grants_.at(g);
        const std::optional<Message>& request = requests_.at(q);
        if (!request) return nodes_.sign("HN-3", Type::tx_req, {content_.item(), grant.item(), Item(clock_.at(0))});
        const Message other = request->with("grant", grant.item());
        return other.with("h", item_of(message::right_h(world_.pp().G(), other)));
    }

    Outcomes endorse(std::uint64_t h, std::uint64_t q, std::uint64_t g, std::uint64_t why) {
        const Message Tx_req = request(q, g);
        const std::string name = "HN-" + std::to_string(h + 1);
        std::set<std::uint64_t>& by = endorsed_.at(2 * q + g);
        std::vector<Message> answers;
        std::string outcome = nodes_.give(name, clock_.now(), Tx_req, &answers);
        if (outcome == "NODE.Request.C1" && by.contains(h)) outcome = "accepted"; // it adds nothing
        if (outcome == "accepted" && by.insert(h).second) outcome = counted(answers.at(0));
        return {tx_check(why), outcome};
    }

    /// A management node counts it, once.
    std::string counted(const Message& E) {
        const std::string first = nodes_.give("MN-2", clock_.now(), E);
        const std::string second = nodes_.give("MN-2", clock_.now(), E);
        return second == "END.C4" ? first : "END: " + second;
    }

    Outcomes block(std::uint64_t q, std::uint64_t g, std::uint64_t t, std::uint64_t why) {
        const Message Tx_req = request(q, g);
        std::vector<std::string> endorsers;
        for (const std::uint64_t h : endorsed_.at(2 * q + g))
            endorsers.push_back("HN-" + std::to_string(h + 1));
        endorsers.emplace_back("HN-3");
        if (endorsers.size() == 1) endorsers.emplace_back("HN-3"); // that two messages are not two hospitals
        const ledger::Ledger& L = nodes_.at("HN-1").L();
        const ledger::TxSubject subject(world_.pp(), L, clock_.at(t), Tx_req);
        const std::string judged = refusal([&] { Judgement().table(ledger::tx_checks(), subject).require(); });
        std::string outcome = propose(t, nodes_.tx(Tx_req, endorsers));
        if (outcome == "BLOCK.C12") outcome += ", " + judged;
        if (outcome == "accepted") ++commits_.at(q);
        return {why > 300 ? "BLOCK.C12, " + tx_check(why - 300) : proposal_check(why), outcome};
    }

    /// A block of something else, that nobody refuses.
    Outcomes other(std::uint64_t t) {
        const Item r = fresh_nonce();
        const Message Tx_req = nodes_.sign("alice", Type::tx_req,
                                           {world_.metadata("alice", "other " + std::to_string(fresh_)).item(),
                                            grant("MN-1", r, clock_.at(t)).item(), Item(clock_.at(t))});
        return {"accepted", propose(t, nodes_.tx(Tx_req, {"HN-1", "HN-2"}))};
    }

    /// All get the block once the hospitals acknowledge it.
    std::string propose(std::uint64_t t, const Message& entry) {
        const Nodes::Proposed proposed = nodes_.propose(clock_.now(), clock_.at(t), entry);
        return proposed.Commit ? nodes_.commit(clock_.now(), *proposed.Commit, names_) : proposed.outcome;
    }

    World& world_ = transactions_world();
    const std::vector<std::string> names_ = {"HN-1", "HN-2", "MN-2", "alice"};
    Nodes nodes_ = Nodes(world_);
    Message content_ = world_.metadata("alice", "url"); ///< of both requests
    Clock clock_ = Clock(world_.net().now());
    std::vector<Message> grants_;
    std::array<bool, 2> given_ = {};
    std::array<std::optional<Message>, 2> requests_;
    std::array<std::set<std::uint64_t>, 4> endorsed_; ///< by 2 q + g
    std::array<std::size_t, 2> commits_ = {};
    std::uint64_t fresh_ = 0;
};

} // namespace

std::unique_ptr<Replica> transactions_replica() {
    return std::make_unique<Transactions>();
}

} // namespace emrshare::test
