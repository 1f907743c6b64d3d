#include "node/hospital.hpp"

#include "base/error.hpp"
#include "ledger/finality.hpp"

namespace emrshare::node {
namespace {

constexpr std::uint64_t kHospitalCode = 75;
constexpr std::uint64_t kPendingCode = 76;

} // namespace

Hospital::Hospital(Parameters pp, Bytes id, const Coins& seed, std::unique_ptr<BlockStore> store)
    : Node(std::move(pp), std::move(id), seed, std::move(store)) {
    require(this->pp().node(this->id(), Role::hospital) != nullptr, "NODE.Init.C2", "id", "it is no hospital");
    on(Type::refuse, [this](Step& step) { on_refuse(step); });
    on(Type::issue, [this](Step& step) { on_issue(step); });
    if (is_printed()) {
        on(Type::tx_req, [this](Step& step) { on_printed_request(step); });
    } else {
        on(Type::tx_req, [this](Step& step) { on_request(step); });
        on(Type::proposal, [this](Step& step) { on_proposal(step); });
    }
}

bool Hospital::agrees(const Message& Tx_req) const {
    return !refused_.contains(Tx_req.part("M").bytes("author"));
}

void Hospital::on_refuse(Step& step) {
    refused_.insert(step.message.bytes("author"));
}

void Hospital::on_request(Step& step) {
    const Message& Tx_req = step.message;
    const ledger::TxSubject subject(pp(), L(), step.now, Tx_req);
    const auto is_it = [&](const Pending& p) { return p.Tx_req == Tx_req; };
    const bool known = std::any_of(pending_.begin(), pending_.end(), is_it);
    Judgement()
        .table(ledger::tx_checks(), subject)
        .check(!known, "NODE.Request.C1", "Tx_req", "this hospital has endorsed it")
        .require();
    const bool res = agrees(Tx_req);
    step.send("management", sign(Type::endorsement, {Tx_req.item(), item_of(id()), Item(res)})); // NODE.Request.1
    pending_.push_back({Tx_req, step.now, res});                                                 // NODE.Request.2
}

void Hospital::on_printed_request(Step& step) {
    const Message& Tx_req = step.message;
    Judgement().table(ledger::printed_tx_checks(), ledger::PrintedSubject{pp(), printed(), Tx_req}).require();
    step.send("management", sign(Type::endorsement, {Tx_req.item(), item_of(id()), Item(agrees(Tx_req))}));
}

void Hospital::on_proposal(Step& step) {
    const Message& Proposal = step.message;
    std::optional<std::uint64_t> voted;
    if (vote_) voted = vote_->number("term");
    const ledger::ProposalSubject subject = {
        pp(), L(), term_, voted, step.now, Proposal, Proposal.part("BM"), Proposal.parts("terms")};
    Judgement()
        .table(ledger::proposal_checks(), subject)
        .table(ledger::block_checks(), ledger::BlockSubject{pp(), L(), subject.BM})
        .require();
    term_ = Proposal.number("term"); // NODE.Propose.1
    vote_ = make(Type::vote, {Item(term_), subject.BM["h"]});
    voted_ = subject.BM;
    since_ = step.now;
    const Items fields = ledger::ack_fields(id(), subject.BM.number("num"), term_, subject.BM.bytes("h"));
    step.send(step.from, sign(Type::ack, fields)); // NODE.Propose.2
}

const Hospital::Pending* Hospital::awaited() const {
    const auto first = std::find_if(pending_.begin(), pending_.end(), [](const Pending& p) { return p.res; });
    return first == pending_.end() ? nullptr : &*first;
}

void Hospital::tick(Moment& moment) {
    if (is_printed()) return;
    std::erase_if(pending_, [&](const Pending& p) { return p.expires() < moment.now; }); // NODE.Timeout.1
    const Pending* first = awaited();
    const std::uint64_t timeout = pp().number("timeout");
    if (first == nullptr || moment.now < std::max(since_, first->since) + timeout) return;
    // Hospitals that were apart have counted different numbers of terms; the time since the last block is the same.
    const std::uint64_t waited = moment.now > L().time ? moment.now - L().time : 0;
    term_ = std::max(term_ + 1, waited / std::max<std::uint64_t>(timeout, 1)); // NODE.Timeout.2
    since_ = moment.now;
    const Message NewTerm =
        sign(Type::new_term, {item_of(id()), Item(height() + 1), Item(term_), item_of(vote_)}); // NODE.Timeout.3
    moment.send(ledger::leader_of(pp(), L(), term_).name(), make(Type::give_up, {NewTerm.item(), item_of(voted_)}));
    moment.send("hospitals", first->Tx_req); // NODE.Timeout.4
}

void Hospital::committed(Moment& moment, const std::vector<Message>& /*requests*/) {
    term_ = 0; // NODE.Commit.2
    vote_.reset();
    voted_.reset();
    since_ = moment.now;
    const std::uint64_t now = std::max(moment.now, L().time);
    std::erase_if(pending_, [&](const Pending& p) {
        return L().spent.contains(ledger::name_of_grant(p.Tx_req.part("grant"))) || p.expires() < L().time ||
               !pass(ledger::content_checks(), ledger::TxSubject(pp(), L(), now, p.Tx_req));
    });
}

Item Hospital::own_state() const {
    Items pending;
    for (const Pending& p : pending_)
        pending.emplace_back(Items{Item(kPendingCode), p.Tx_req.item(), Item(p.since), Item(p.res)});
    Items refused;
    for (const Bytes& author : refused_)
        refused.push_back(item_of(author));
    Items vote;
    if (vote_) vote = {vote_->item(), voted_->item()};
    return Item(Items{Item(kHospitalCode), Item(term_), Item(since_), Item(vote), Item(pending), Item(refused)});
}

} // namespace emrshare::node
