#include "walks.hpp"

#include "ledger/finality.hpp"

#include <array>
#include <sstream>
#include <stdexcept>
#include <tuple>

namespace emrshare::test {
namespace {

constexpr std::uint64_t kHospitals = 4;
constexpr std::uint64_t kTimeout = 3600000;

/// One management node, since the model's blocks have no leader; a request of alice's waits at the hospitals, who give
/// up no leader without.
World& finality_world() {
    static World world = [] {
        node::NetworkPlan plan;
        plan.management = 1;
        plan.rules.timeout = kTimeout;
        plan.rules.window = 100 * kTimeout;
        plan.rules.grant_time = 100 * kTimeout;
        World waiting(Profile::corrected, plan);
        waiting.register_user("alice");
        waiting.net().command("alice", Type::submit, {waiting.metadata("alice", "awaited").item()});
        waiting.net().run();
        return waiting;
    }();
    return world;
}

std::string hospital_name(std::uint64_t h) {
    return "HN-" + std::to_string(h + 1);
}

/// The hospitals 0 to 3 are HN-1 to HN-4; MN-1 takes every block as soon as it is final. Of each number and predecessor
/// there are two blocks; the block 0 has the smaller h.
class Finality final : public Replica {
public:
    /// @param liars how many of the first hospitals sign everything
    explicit Finality(std::uint64_t liars) : liars_(liars) {
        for (std::uint64_t h = 0; h < kHospitals; ++h)
            nodes_.add(hospital_name(h));
        nodes_.add("MN-1");
        clocks_.fill(start_);
    }

    Outcomes attempt(const Attempt& a) override {
        const std::vector<std::uint64_t>& n = a.numbers;
        if (a.action == "propose") return propose(n.at(0), n.at(1), n.at(2), n.at(3), n.at(4), n.at(5), n.at(6));
        if (a.action == "giveup") return give_up(n.at(0), n.at(1));
        if (a.action == "commit") return commit(n.at(0), {n.at(1), n.at(2), n.at(3), n.at(4)}, n.at(5) == 1, n.at(6));
        if (a.action == "restart") return restart(n.at(0));
        throw std::runtime_error("no such action: " + a.line);
    }

    std::string state() const override {
        std::ostringstream text;
        for (std::uint64_t h = 0; h < kHospitals; ++h)
            text << hospital_state(h) << ' ';
        text << final_[0] << final_[1];
        return text.str();
    }

private:
    /// What an acknowledgement is of, as in the model: number, predecessor, term, value.
    struct Acked {
        std::uint64_t n;
        std::uint64_t p;
        std::uint64_t t;
        std::uint64_t v;
        bool operator<(const Acked& o) const { return std::tie(n, p, t, v) < std::tie(o.n, o.p, o.t, o.v); }
    };
    /// A NewTerm: number, term, hospital.
    struct Said {
        std::uint64_t n;
        std::uint64_t t;
        std::uint64_t h;
        bool operator<(const Said& o) const { return std::tie(n, t, h) < std::tie(o.n, o.t, o.h); }
    };
    using Blocks = std::array<Message, 2>;
    using Vouchers = std::map<std::uint64_t, Message>; ///< by hospital

    // ---- the state ----

    const ledger::Ledger& L(std::uint64_t h) const { return nodes_.at(hospital_name(h)).L(); }
    std::uint64_t number(std::uint64_t h) const { return L(h).height - base_.height; }
    std::uint64_t last(std::uint64_t h) const { return last_of(L(h)); }
    /// The value of the last block, 0 before the first.
    std::uint64_t last_of(const ledger::Ledger& L) const {
        const std::uint64_t num = L.height - base_.height;
        if (num == 0) return 0;
        for (std::uint64_t p = 0; p < num; ++p)
            for (std::uint64_t v = 0; v < 2; ++v)
                if (blocks(num - 1, p)[v].bytes("h") == L.last) return v;
        throw std::logic_error("a block of nobody");
    }
    std::string hospital_state(std::uint64_t h) const {
        if (h < liars_) return "0000";
        const node::Item state = nodes_.at(hospital_name(h)).state();
        const Items& own = *state.entries()->back().entries();
        const Items& vote = *own.at(3).entries();
        std::ostringstream text;
        text << number(h) << last(h) << nodes_.at<node::Hospital>(hospital_name(h)).term();
        text << (vote.empty() ? 0 : vote_of(h, *vote.at(0).entries()));
        return text.str();
    }
    /// 1 + 2 term + value. @param vote the items of a Vote: code, term, h_B
    std::uint64_t vote_of(std::uint64_t h, const Items& vote) const {
        const Blocks& candidates = blocks(number(h), last(h));
        const std::uint64_t v = candidates[1].bytes("h") == *vote.at(2).bytes() ? 1 : 0;
        if (candidates[v].bytes("h") != *vote.at(2).bytes()) throw std::logic_error("a vote for nobody's block");
        return 1 + 2 * *vote.at(1).number() + v;
    }

    // ---- blocks ----

    /// The two blocks of a number on a predecessor, the one with the smaller h first. The second number's carry the
    /// acknowledgements with which its predecessor became final; before it is, they carry some of everybody.
    const Blocks& blocks(std::uint64_t n, std::uint64_t p) const {
        const auto known = blocks_.find({n, p});
        if (known != blocks_.end()) return known->second;
        ledger::Ledger L = base_;
        Message quorum = nodes_.full_quorum(L.height, 0, L.last);
        bool is_final = true;
        if (n == 1) {
            const Message predecessor = blocks(0, 0)[p];
            ledger::apply_block(L, predecessor);
            is_final = quorums_.contains(p);
            quorum = is_final ? quorums_.at(p) : nodes_.full_quorum(L.height, 0, L.last);
        }
        Blocks made = {block(L, quorum, n, p, 0), block(L, quorum, n, p, 1)};
        if (made[1].bytes("h") < made[0].bytes("h")) std::swap(made[0], made[1]);
        std::map<std::pair<std::uint64_t, std::uint64_t>, Blocks>& where = is_final ? blocks_ : unborn_;
        return where.insert_or_assign({n, p}, std::move(made)).first->second;
    }
    Message block(const ledger::Ledger& L, const Message& quorum, std::uint64_t n, std::uint64_t p,
                  std::uint64_t i) const {
        const Message content = world_.metadata("alice", "url " + std::to_string(4 * n + 2 * p + i));
        const Item r = nonce(3, 4 * n + 2 * p + i);
        const Message grant = nodes_.grant("MN-1", "MN-1", world_.PID("alice"), r, start_ + 50 * kTimeout);
        const Message Tx_req = nodes_.sign("alice", Type::tx_req, {content.item(), grant.item(), Item(start_)});
        return nodes_.block(L, quorum, start_ + 10 * (n + 1) * kTimeout, nodes_.tx(Tx_req, {"HN-1", "HN-2"}));
    }
    Message ack(std::uint64_t h, const Acked& of) const {
        const Items fields = ledger::ack_fields(bytes_of(hospital_name(h)), base_.height + of.n + 1, of.t,
                                                blocks(of.n, of.p)[of.v].bytes("h"));
        return nodes_.voucher(hospital_name(h), nodes_.sign(hospital_name(h), Type::ack, fields));
    }
    /// The acknowledgements that were sent, and those of the liars.
    Vouchers shown(const Acked& of) const {
        Vouchers vouchers;
        for (std::uint64_t h = 0; h < liars_; ++h)
            vouchers.emplace(h, ack(h, of));
        const auto sent = acks_.find(of);
        if (sent != acks_.end()) vouchers.insert(sent->second.begin(), sent->second.end());
        return vouchers;
    }
    Message commit_message(const Acked& of, const Vouchers& vouchers) const {
        std::vector<Message> list;
        for (const auto& [h, voucher] : vouchers)
            list.push_back(voucher);
        return world_.make(Type::commit, {blocks(of.n, of.p)[of.v].item(), nodes_.quorum(of.t, list).item()});
    }

    // ---- steps ----

    Outcomes propose(std::uint64_t h, std::uint64_t t, std::uint64_t v, std::uint64_t s, std::uint64_t lie,
                     std::uint64_t why, std::uint64_t is_final) {
        const Acked of = {number(h), last(h), t, v};
        const Message Proposal = nodes_.proposal(L(h), t, blocks(of.n, of.p)[v], terms(of, s, lie));
        std::vector<Message> answers;
        std::string outcome = nodes_.give(hospital_name(h), clocks_.at(h), Proposal, &answers);
        if (outcome == "accepted") {
            acks_[of].emplace(h, nodes_.voucher(hospital_name(h), answers.at(0)));
            outcome += ", " + finished(of);
        }
        const std::string accepted = is_final == 1 ? "accepted, accepted" : "accepted, COMMIT.C1";
        return {why == 0 ? accepted : "PROP.C" + std::to_string(why), outcome};
    }

    /// NewTerm of the set s for a Proposal. A hospital that has not said it, has said it of another number, or not at
    /// all.
    std::vector<Message> terms(const Acked& of, std::uint64_t s, std::uint64_t lie) const {
        std::vector<Message> terms;
        for (std::uint64_t h = 0; h < kHospitals; ++h) {
            if ((s >> h & 1) == 0) continue;
            const auto now = said_.find({of.n, of.t, h});
            const auto before = said_.find({0, of.t, h});
            if (h < liars_)
                terms.push_back(new_term(hospital_name(h), h, of, lie));
            else if (now != said_.end())
                terms.push_back(now->second);
            else if (before != said_.end())
                terms.push_back(before->second);
            else
                terms.push_back(new_term("MN-1", h, of, 1));
        }
        return terms;
    }
    Message new_term(const std::string& signer, std::uint64_t h, const Acked& of, std::uint64_t what) const {
        Items vote;
        if (what > 1) {
            const Message& BM = blocks(of.n, of.p)[what % 2];
            vote = {world_.make(Type::vote, {Item((what - 2) / 2), BM["h"]}).item()};
        }
        return nodes_.sign(signer, Type::new_term,
                           {id_of(hospital_name(h)), Item(base_.height + of.n + 1), Item(of.t), Item(vote)});
    }

    /// MN-1 takes the block, if there are acknowledgements enough.
    std::string finished(const Acked& of) {
        const Message Commit = commit_message(of, shown(of));
        const ledger::CommitSubject subject = {world_.pp(), Commit};
        const std::string judged = refusal([&] { Judgement().table(ledger::commit_checks(), subject).require(); });
        const node::Node& MN = nodes_.at("MN-1");
        if (judged != "accepted" || MN.L().height != base_.height + of.n) return judged;
        const std::uint64_t p = last_of(MN.L());
        const std::string outcome = nodes_.give("MN-1", start_, Commit);
        if (outcome == "accepted") taken(Commit, of.n, of.v);
        if (outcome == "accepted") final_.at(of.n) = 1 + 2 * p + last_of(MN.L());
        return outcome;
    }
    /// A node has the block: the first acknowledgements are those that go into the next.
    void taken(const Message& Commit, std::uint64_t n, std::uint64_t v) {
        if (n == 0) quorums_.emplace(v, Commit.part("quorum"));
    }

    /// Terms are counted from the time of the last block, and times of blocks are far apart, so that every term can
    /// come.
    Outcomes give_up(std::uint64_t h, std::uint64_t t) {
        clocks_.at(h) = L(h).time + t * kTimeout + (start_ - base_.time);
        const std::uint64_t n = number(h);
        std::vector<Message> answers;
        const std::string outcome = nodes_.tick(hospital_name(h), clocks_.at(h), &answers);
        for (const Message& answer : answers) {
            if (answer.type() != Type::give_up) continue;
            const Message NewTerm = answer.part("NewTerm");
            said_.emplace(Said{n, NewTerm.number("term"), h}, NewTerm);
            return {"accepted", outcome};
        }
        return {"accepted", outcome + ", no GiveUp"};
    }

    Outcomes commit(std::uint64_t h, const Acked& of, bool with_others, std::uint64_t why) {
        Vouchers vouchers = shown(of);
        const bool is_enough = vouchers.size() >= world_.pp().Q();
        if (with_others && !is_enough) add_others(of.v, vouchers);
        const Message Commit = commit_message(of, vouchers);
        const bool is_next = of.n == number(h) && of.p == last(h);
        const std::string outcome = is_next && is_enough ? take(h, Commit) : give(h, Commit);
        if (outcome == "accepted") taken(Commit, of.n, of.v);
        const std::string table = why < 300 ? "BLOCK.C" : "COMMIT.C";
        return {why == 0 ? "accepted" : table + std::to_string(why % 100), outcome};
    }
    std::string give(std::uint64_t h, const Message& Commit) {
        return nodes_.give(hospital_name(h), clocks_.at(h), Commit);
    }
    /// From another hospital that has the block, if there is one: NODE.Sync.
    std::string take(std::uint64_t h, const Message& Commit) {
        for (std::uint64_t other = liars_; other < kHospitals; ++other) {
            if (number(other) <= number(h)) continue;
            std::vector<Message> requests;
            std::vector<Message> blocks;
            nodes_.command(hospital_name(h), clocks_.at(h), world_.make(Type::recover, {}), &requests);
            nodes_.give(hospital_name(other), clocks_.at(other), requests.at(0), &blocks, hospital_name(h));
            return give(h, blocks.at(0));
        }
        return give(h, Commit);
    }
    /// Acknowledgements of the same value in other terms, or of other numbers.
    void add_others(std::uint64_t v, Vouchers& vouchers) const {
        for (const auto& [of, sent] : acks_)
            if (of.v == v) vouchers.insert(sent.begin(), sent.end());
    }

    Outcomes restart(std::uint64_t h) {
        nodes_.restart(hospital_name(h));
        return {};
    }

    World& world_ = finality_world();
    Nodes nodes_ = Nodes(world_);
    std::uint64_t liars_;
    std::uint64_t start_ = world_.net().now();
    ledger::Ledger base_ = world_.node("HN-1").L();
    std::array<std::uint64_t, kHospitals> clocks_ = {};
    std::map<Acked, Vouchers> acks_; ///< that were sent
    std::map<Said, Message> said_;
    std::map<std::uint64_t, Message> quorums_; ///< of the first number's block that is final, by value
    std::array<std::uint64_t, 2> final_ = {};  ///< as MN-1 has it: 0, or 1 + 2 predecessor + value
    mutable std::map<std::pair<std::uint64_t, std::uint64_t>, Blocks> blocks_; ///< by number and predecessor
    mutable std::map<std::pair<std::uint64_t, std::uint64_t>, Blocks> unborn_; ///< on predecessors that are not final
};

} // namespace

std::unique_ptr<Replica> finality_replica() {
    return std::make_unique<Finality>(0);
}

std::unique_ptr<Replica> lying_finality_replica() {
    return std::make_unique<Finality>(1);
}

} // namespace emrshare::test
