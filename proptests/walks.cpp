// Random walks of the models in spec/promela, step by step against the code: each step of a walk says what is tried,
// the check that refuses it or 0, and the model's state after it. proptests/data/walks has them; spec/promela/walks
// makes them.
#include "protocol.hpp"

#include "files.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace emrshare::test {
namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts)
        text += part;
    return text;
}

using node::Event;
using node::EventKind;
using node::Node;

// ---- walks ----

/// One line of a walk.
struct Attempt {
    std::string line; ///< as it is written
    std::string action;
    std::vector<std::uint64_t> numbers;
    std::string state; ///< of the model afterwards
};

struct Walk {
    std::string seed;
    std::vector<Attempt> attempts;
};

std::string folder() {
    const char* other = std::getenv("EMRSHARE_WALKS");
    return other != nullptr && *other != '\0' ? other : EMRSHARE_SOURCE_DIR "/proptests/data/walks";
}

/// The walks of a file: `walk SEED`, then lines `ACTION NUMBER... = STATE`; a state that is not given is the last one.
std::vector<Walk> walks_of(const std::string& name) {
    std::vector<Walk> walks;
    std::istringstream lines(kat::read_file(folder() + "/" + name + ".txt"));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t equals = line.find(" = ");
        std::istringstream words(line.substr(0, equals));
        Attempt attempt = {line, {}, {}, {}};
        words >> attempt.action;
        if (attempt.action == "walk") {
            walks.emplace_back();
            words >> walks.back().seed;
            continue;
        }
        if (walks.empty()) throw std::runtime_error(joined({name, ": no walk begins before: ", line}));
        for (std::uint64_t number = 0; words >> number;)
            attempt.numbers.push_back(number);
        std::vector<Attempt>& attempts = walks.back().attempts;
        if (equals != std::string::npos)
            attempt.state = line.substr(equals + 3);
        else if (!attempts.empty())
            attempt.state = attempts.back().state;
        attempts.push_back(std::move(attempt));
    }
    return walks;
}

/// Does one attempt after the other, until the code and the model differ.
/// @return how they differ, or nothing
template <class Replica>
std::optional<std::string> difference(Replica& replica, const Walk& walk) {
    for (std::size_t i = 0; i < walk.attempts.size(); ++i) {
        const Attempt& attempt = walk.attempts[i];
        const std::string where =
            joined({"walk ", walk.seed, ", step ", std::to_string(i + 1), ", ", attempt.line, ": "});
        const auto [expected, outcome] = replica.attempt(attempt);
        if (outcome != expected) return joined({where, "the model says ", expected, ", the code ", outcome});
        if (const std::string state = replica.state(); state != attempt.state)
            return joined({where, "the model's state is ", attempt.state, ", that of the code ", state});
    }
    return std::nullopt;
}

/// What the model says, and what the code does.
struct Outcomes {
    std::string expected;
    std::string outcome;
};

// ---- nodes of a network, apart from it ----

Event event_of(std::uint64_t now, const Message& message) {
    return {now, "somebody", EventKind::message, message.encode()};
}

/// Nodes as a network left them, and what somebody with all keys makes for them.
class Nodes {
public:
    explicit Nodes(const World& world) : world_(&world) {}
    void add(const std::string& name) { nodes_.emplace(name, world_->rebuilt(name)); }
    Node& at(const std::string& name) const { return *nodes_.at(name); }
    const std::map<std::string, std::unique_ptr<Node>>& all() const { return nodes_; }

    /// @return the check that refuses the event, or "accepted"; @p answers gets what the node sends
    std::string give(const std::string& to, const Event& event, std::vector<Message>* answers = nullptr) const {
        return refusal([&] {
            for (const node::Outgoing& out : at(to).handle(event))
                if (answers != nullptr) answers->push_back(message::decode(world_->pp().dialect(), out.bytes));
        });
    }
    std::string give(const std::string& to, std::uint64_t now, const Message& message,
                     std::vector<Message>* answers = nullptr) const {
        return give(to, event_of(now, message), answers);
    }

    /// How many of the nodes have another ledger than the first.
    std::size_t different() const {
        const Bytes first = nodes_.begin()->second->ledger_digest();
        return static_cast<std::size_t>(std::count_if(
            nodes_.begin(), nodes_.end(), [&](const auto& entry) { return entry.second->ledger_digest() != first; }));
    }

    /// World::sign(), once for equal messages: signatures are deterministic, and slow.
    Message sign(const std::string& signer, Type type, Items fields) const {
        static std::map<std::pair<const World*, Bytes>, Message> cache;
        const Items whole = {item_of(signer), Item(static_cast<std::uint64_t>(type)), Item(fields)};
        const std::pair<const World*, Bytes> key(world_, message::encode(Item(whole)));
        const auto found = cache.find(key);
        if (found != cache.end()) return found->second;
        return cache.emplace(key, world_->sign(signer, type, std::move(fields))).first->second;
    }

    Message voucher(const std::string& hospital, const Message& signed_message) const {
        return world_->make(Type::voucher, {id_of(hospital), signed_message["Sig"]});
    }
    /// A Quorum of all hospitals of the network.
    Message quorum(std::uint64_t num, std::uint64_t term, const Bytes& h_B) const {
        std::vector<Message> acks;
        for (const message::NodeEntry* hospital : world_->pp().nodes(message::Role::hospital)) {
            const Items fields = ledger::ack_fields(hospital->id, num, term, h_B);
            acks.push_back(voucher(hospital->name(), sign(hospital->name(), Type::ack, fields)));
        }
        return world_->make(Type::quorum, {Item(term), item_of(acks)});
    }
    Message tx(const Message& Tx_req, const std::vector<std::string>& hospitals) const {
        std::vector<Message> endorsers;
        endorsers.reserve(hospitals.size());
        for (const std::string& hospital : hospitals)
            endorsers.push_back(
                voucher(hospital, sign(hospital, Type::endorsement, {Tx_req.item(), id_of(hospital), Item(true)})));
        return world_->make(Type::tx, {Tx_req.item(), item_of(endorsers)});
    }
    Message block(const ledger::Ledger& L, std::uint64_t time, const Message& entry) const {
        const std::string leader = ledger::leader_of(world_->pp(), L, 0).name();
        return sign(leader, Type::block,
                    {Item(L.height + 1), item_of(L.last), quorum(L.height, 0, L.last).item(), Item(time), id_of(leader),
                     item_of(std::vector<Message>{entry})});
    }
    Message proposal(const ledger::Ledger& L, std::uint64_t term, const Message& BM,
                     const std::vector<Message>& terms = {}) const {
        const std::string leader = ledger::leader_of(world_->pp(), L, term).name();
        return sign(leader, Type::proposal, {id_of(leader), Item(term), BM.item(), item_of(terms)});
    }

private:
    const World* world_;
    std::map<std::string, std::unique_ptr<Node>> nodes_;
};

/// A random-looking string of 16 bytes that no other tag and number have.
Item nonce(std::uint8_t tag, std::uint64_t number) {
    Bytes r(16, tag);
    r.back() = static_cast<std::uint8_t>(number % 256);
    r.front() = static_cast<std::uint8_t>(number / 256);
    return item_of(r);
}

// ---- transactions.pml ----

/// The unit of the model's time, ms.
constexpr std::uint64_t kUnit = 300000;

World& transactions_world() {
    static World world = [] {
        node::NetworkPlan plan;
        plan.hospitals = 3;
        plan.rules.window = kUnit;
        plan.rules.grant_time = kUnit;
        World registered(Profile::corrected, plan);
        registered.register_user("alice");
        return registered;
    }();
    return world;
}

/// The honest hospitals 0 and 1 are HN-1 and HN-2, the lying one HN-3; the author is alice, the grants are from MN-1.
class Transactions {
public:
    Transactions() : nodes_(world_), content_(world_.metadata("alice", "url")), start_(world_.net().now()) {
        for (const char* name : {"HN-1", "HN-2", "MN-2", "alice"})
            nodes_.add(name);
        grants_.assign(2, grant("MN-1", nonce(1, 0), start_));
    }

    Outcomes attempt(const Attempt& a) {
        const std::vector<std::uint64_t>& n = a.numbers;
        if (a.action == "tick") return tick();
        if (a.action == "grant") return give_grant(n.at(0), n.at(1), n.at(2));
        if (a.action == "sign") return sign(n.at(0), n.at(1), n.at(2));
        if (a.action == "endorse") return endorse(n.at(0), n.at(1), n.at(2), n.at(3));
        if (a.action == "block") return block(n.at(0), n.at(1), n.at(2), n.at(3));
        if (a.action == "other") return other(n.at(0));
        throw std::runtime_error("no such action: " + a.line);
    }

    /// As the model prints it, from the ledger of HN-1; nodes that differ make it another.
    std::string state() const {
        const ledger::Ledger& L = nodes_.at("HN-1").L();
        const auto units = [&](std::uint64_t time) { return time < start_ ? 0 : (time - start_) / kUnit; };
        std::ostringstream text;
        text << now_ << ' ' << units(L.time) << ' ';
        for (std::uint64_t r = 0; r < 2; ++r) {
            const auto found = L.spent.find({bytes_of("MN-1"), *nonce(1, r).bytes()});
            text << (found == L.spent.end() ? 0 : 1 + units(found->second));
        }
        const bool present = ledger::metadata_of(L.metadata, content_.bytes("author"), content_.text("url")) != nullptr;
        text << ' ' << present << commits_[0] << commits_[1] << ' ';
        for (const auto& by : endorsed_)
            text << by.size() + by.count(1); // the set {0} is 1, {1} is 2
        if (nodes_.different() != 0) text << ", ledgers differ";
        return text.str();
    }

private:
    std::uint64_t at(std::uint64_t units) const { return start_ + units * kUnit; }
    std::uint64_t now() const { return at(now_); }
    static std::string tx_check(std::uint64_t why) { return why == 0 ? "accepted" : "TX.C" + std::to_string(why); }

    Message grant(const std::string& signer, const Item& r, std::uint64_t expires) const {
        return nodes_.sign(signer, Type::nonce_grant, {id_of("MN-1"), item_of(world_.PID("alice")), r, Item(expires)});
    }
    Item fresh_nonce() { return nonce(2, ++fresh_); }

    Outcomes tick() {
        ++now_;
        return {};
    }

    Outcomes give_grant(std::uint64_t g, std::uint64_t r, std::uint64_t expires) {
        grants_.at(g) = grant("MN-1", nonce(1, r), at(expires));
        given_.at(g) = true;
        return {};
    }

    void command(const Message& content) {
        const Message submit = world_.make(Type::submit, {content.item()});
        if (const std::string check = nodes_.give("alice", {now(), "", EventKind::command, submit.encode()});
            check != "accepted")
            throw std::logic_error("submit: " + check);
    }
    /// The author signs whatever waits, under a nonce of its own, and forgets used nonces (NONCE.Grant.1).
    void sign_aside() {
        if (const std::string check = nodes_.give("alice", now(), grant("MN-1", fresh_nonce(), now()));
            check != "accepted")
            throw std::logic_error("another grant: " + check);
    }

    Outcomes sign(std::uint64_t q, std::uint64_t g, std::uint64_t why) {
        // The model's author has always just signed something else, so that used nonces are forgotten.
        command(world_.metadata("alice", "aside"));
        sign_aside();
        command(content_);
        const Message offered = given_.at(g) ? grants_.at(g) : grant("HN-3", nonce(1, 0), now());
        std::vector<Message> answers;
        const std::string outcome = nodes_.give("alice", now(), offered, &answers);
        if (outcome == "accepted") {
            requests_.at(q) = answers.at(0);
        } else {
            sign_aside();
        }
        // The model has authors who take grants that last too long; TX.C29 is for their requests.
        if (why == 8)
            requests_.at(q) = nodes_.sign("alice", Type::tx_req, {content_.item(), offered.item(), Item(now())});
        return {why == 0 ? "accepted" : "NONCE.Grant.C" + std::to_string(why), outcome};
    }

    /// What somebody can make of a request and a grant: the request itself, or one that its author did not sign.
    Message request(std::uint64_t q, std::uint64_t g) const {
        const Message& grant = grants_.at(g);
        const std::optional<Message>& request = requests_.at(q);
        if (!request) return nodes_.sign("HN-3", Type::tx_req, {content_.item(), grant.item(), Item(at(0))});
        const Message other = request->with("grant", grant.item());
        return other.with("h", item_of(message::right_h(world_.pp().G(), other)));
    }

    Outcomes endorse(std::uint64_t h, std::uint64_t q, std::uint64_t g, std::uint64_t why) {
        const Message Tx_req = request(q, g);
        const std::string name = "HN-" + std::to_string(h + 1);
        std::set<std::uint64_t>& by = endorsed_.at(2 * q + g);
        std::vector<Message> answers;
        std::string outcome = nodes_.give(name, now(), Tx_req, &answers);
        if (outcome == "NODE.Request.C1" && by.contains(h)) outcome = "accepted"; // it adds nothing
        if (outcome == "accepted" && by.insert(h).second) outcome = counted(answers.at(0));
        return {tx_check(why), outcome};
    }

    /// A management node counts it, once.
    std::string counted(const Message& E) {
        const std::string first = nodes_.give("MN-2", now(), E);
        const std::string second = nodes_.give("MN-2", now(), E);
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
        const ledger::TxSubject subject(world_.pp(), L, at(t), Tx_req);
        const std::string judged = refusal([&] { Judgement().table(ledger::tx_checks(), subject).require(); });
        std::string outcome = propose(t, nodes_.tx(Tx_req, endorsers));
        if (outcome == "BLOCK.C12") outcome += ", " + judged;
        if (outcome == "accepted") ++commits_.at(q);
        const std::map<std::uint64_t, std::string> names = {
            {0, "accepted"}, {109, "PROP.C9"}, {110, "PROP.C10"}, {203, "BLOCK.C3"}, {210, "BLOCK.C10"}};
        const auto named = names.find(why);
        return {named != names.end() ? named->second : "BLOCK.C12, " + tx_check(why - 300), outcome};
    }

    /// A block of something else, that nobody refuses.
    Outcomes other(std::uint64_t t) {
        const Item r = fresh_nonce();
        const Message Tx_req = nodes_.sign("alice", Type::tx_req,
                                           {world_.metadata("alice", "other " + std::to_string(fresh_)).item(),
                                            grant("MN-1", r, at(t)).item(), Item(at(t))});
        return {"accepted", propose(t, nodes_.tx(Tx_req, {"HN-1", "HN-2"}))};
    }

    /// The leader proposes a block of that entry to the honest hospitals; all get it once they acknowledge it.
    std::string propose(std::uint64_t t, const Message& entry) {
        const ledger::Ledger& L = nodes_.at("HN-1").L();
        const Message BM = nodes_.block(L, at(t), entry);
        const Message Proposal = nodes_.proposal(L, 0, BM);
        std::vector<Message> acks;
        const std::string outcome = nodes_.give("HN-1", now(), Proposal, &acks);
        if (const std::string second = nodes_.give("HN-2", now(), Proposal, &acks); second != outcome)
            return "HN-1: " + outcome + ", HN-2: " + second;
        if (outcome != "accepted") return outcome;
        const Items fields = ledger::ack_fields(bytes_of("HN-3"), BM.number("num"), 0, BM.bytes("h"));
        const std::vector<Message> vouchers = {nodes_.voucher("HN-1", acks.at(0)), nodes_.voucher("HN-2", acks.at(1)),
                                               nodes_.voucher("HN-3", nodes_.sign("HN-3", Type::ack, fields))};
        const Message quorum = world_.make(Type::quorum, {Item(std::uint64_t{0}), item_of(vouchers)});
        const Message Commit = world_.make(Type::commit, {BM.item(), quorum.item()});
        for (const auto& [name, node] : nodes_.all())
            if (const std::string check = nodes_.give(name, now(), Commit); check != "accepted")
                return joined({name, ": ", check});
        return outcome;
    }

    World& world_ = transactions_world();
    Nodes nodes_;
    Message content_;     ///< of both requests
    std::uint64_t start_; ///< the model's time 0
    std::uint64_t now_ = 0;
    std::vector<Message> grants_;
    std::array<bool, 2> given_ = {};
    std::array<std::optional<Message>, 2> requests_;
    std::array<std::set<std::uint64_t>, 4> endorsed_; ///< by 2 q + g
    std::array<std::size_t, 2> commits_ = {};
    std::uint64_t fresh_ = 0;
};

} // namespace

TEST_CASE("walks of a model with one rule less are not what the code does", "[controls]") {
    // The rule that is missing, and how the code shows that it has it.
    const std::map<std::string, std::string> controls = {
        {"NO_SPENT", "TX.C12"},      {"FORGET_EARLY", "the model's state is"},
        {"NO_EXPIRY", "TX.C11"},     {"TIME_BACK", "BLOCK.C3"},
        {"UNSIGNED_NONCE", "TX.C3"}, {"COUNT_MESSAGES", "BLOCK.C10"},
        {"NO_WINDOW", "TX.C10"},     {"NO_LIMIT", "TX.C29"},
        {"NO_CONTENTS", "TX.C17"},
    };
    for (const auto& [name, reason] : controls) {
        INFO(name);
        bool different = false;
        for (const Walk& walk : walks_of("transactions-CONTENTS-" + name)) {
            Transactions replica;
            const std::optional<std::string> found = difference(replica, walk);
            if (!found) continue;
            INFO(*found);
            CHECK(found->find(reason) != std::string::npos);
            different = true;
            break;
        }
        CHECK(different);
    }
}

TEST_CASE("walks of the transactions' model are what the code does", "[walks]") {
    std::vector<Walk> walks = walks_of("transactions-CONTENTS");
    REQUIRE(!walks.empty());
    walks.resize(std::min(walks.size(), times(8, walks.size())));
    for (const Walk& walk : walks) {
        Transactions replica;
        const std::optional<std::string> found = difference(replica, walk);
        INFO(found.value_or(""));
        CHECK(!found);
    }
}

} // namespace emrshare::test
