#include "node/management.hpp"

#include "base/error.hpp"
#include "ledger/finality.hpp"
#include "random/xof.hpp"

namespace emrshare::node {
namespace {

constexpr std::uint64_t kManagementCode = 77;
constexpr std::uint64_t kRequestCode = 78;
constexpr std::uint64_t kPooledCode = 79;

std::vector<Message> in_order(const std::map<std::size_t, Message>& by_hospital) {
    std::vector<Message> list;
    list.reserve(by_hospital.size());
    for (const auto& [place, message] : by_hospital)
        list.push_back(message);
    return list;
}

} // namespace

Management::Management(Parameters pp, Bytes id, const Coins& seed, std::shared_ptr<const Desk> desk,
                       std::unique_ptr<BlockStore> store)
    : Author(std::move(pp), std::move(id), seed, std::move(store)), desk_(std::move(desk)) {
    require(this->pp().node(this->id(), Role::management) != nullptr, "NODE.Init.C2", "id", "it is no management node");
    require((this->pp().registrar().id == this->id()) == (desk_ != nullptr), "NODE.Init.C3", "desk",
            "the registrar has one, and no other node");
    on(Type::nonce_request, [this](Step& step) { on_nonce_request(step); });
    if (is_printed()) {
        on(Type::endorsement, [this](Step& step) { on_printed_endorsement(step); });
    } else {
        on(Type::endorsement, [this](Step& step) { on_endorsement(step); });
        on(Type::ack, [this](Step& step) { on_ack(step); });
        on(Type::give_up, [this](Step& step) { on_give_up(step); });
    }
    if (desk_ != nullptr) {
        on(Type::verified, [this](Step& step) { on_verified(step); });
        on(Type::reg_request, [this](Step& step) { on_reg_request(step); });
        on(Type::key_confirm, [this](Step& step) { on_key_confirm(step); });
    }
}

bool Management::leads() const {
    return leader().id == id();
}

std::size_t Management::place_of(ByteView hid) const {
    return static_cast<std::size_t>(pp().node(hid) - pp().nodes().data());
}

void Management::on_nonce_request(Step& step) {
    const Bytes& author = step.message.bytes("author");
    Judgement()
        .check(key(author) != nullptr, "NONCE.Request.C1", "author", "nobody of this identity is known")
        .check(!is_printed() || leads(), "NONCE.Request.C2", "leader", "this node does not lead")
        .require();
    const Bytes r = derive_bytes(XofInput("NODE.r").with(step.coins), 16); // NONCE.Request.1
    if (is_printed()) {                                                    // NONCE.Request.2
        outstanding_.insert(r);
        step.send(step.from, make(Type::nonce_grant, {item_of(r)}));
        return;
    }
    const std::uint64_t expires = step.now + pp().number("grant_time");
    step.send(step.from, sign(Type::nonce_grant, {item_of(id()), item_of(author), item_of(r), Item(expires)}));
}

void Management::on_endorsement(Step& step) {
    const Message& E = step.message;
    const Message Tx_req = E.part("Tx_req");
    const Bytes tx = Tx_req.digest();
    const auto known = requests_.find(tx);
    const bool counted = known != requests_.end() && pp().node(E.bytes("hid")) != nullptr &&
                         known->second.endorsers.contains(place_of(E.bytes("hid")));
    Judgement()
        .table(ledger::endorsement_checks(), ledger::EndorsementSubject{pp(), E, counted})
        .table(ledger::tx_checks(), ledger::TxSubject(pp(), L(), step.now, Tx_req))
        .require();
    Request& request = requests_.try_emplace(tx, Request{Tx_req, {}}).first->second;
    request.endorsers.emplace(place_of(E.bytes("hid")), E); // NODE.Endorse.1
    count(step, request, tx);
    cut(step); // NODE.Endorse.3
}

void Management::count(Step& step, Request& request, const Bytes& tx) {
    if (!step.message.flag("res")) return;
    ++request.agreed;
    if (request.agreed == pp().number("threshold") + 1) pool_.push_back({tx, step.now}); // NODE.Endorse.2
}

bool Management::has_enough_to_cut(std::uint64_t now) const {
    return pool_.size() >= pp().number("block_transactions") ||
           (!pool_.empty() && now >= pool_.front().since + pp().number("block_time"));
}

void Management::cut(Moment& moment) {
    if (!leads() || open_ || !has_enough_to_cut(moment.now)) return; // CUT.1
    propose_new_block(moment, 0, {});
}

Message Management::entry_of(const Request& request) const {
    std::vector<Message> vouchers;
    for (const Message& E : in_order(request.endorsers)) {
        if (E.flag("res")) vouchers.push_back(make(Type::voucher, {E["hid"], E["Sig"]}));
    }
    return make(Type::tx, {request.Tx_req.item(), item_of(vouchers)});
}

std::vector<Message> Management::take_valid(std::uint64_t time) { // CUT.2
    std::vector<Message> taken;
    std::vector<Pooled> left;
    std::size_t size = 0;
    ledger::Ledger L = this->L();
    auto next = pool_.begin();
    for (; next != pool_.end() && taken.size() < pp().number("block_transactions"); ++next) {
        const Request& request = requests_.at(next->tx);
        const Message entry = entry_of(request);
        const std::size_t entry_size = entry.encode().size();
        if (size + entry_size > ledger::kBlockLimit) break;
        if (!pass(ledger::tx_checks(), ledger::TxSubject(pp(), L, time, request.Tx_req))) continue;
        left.push_back(*next); // until a block with it is final
        ledger::apply_tx(L, request.Tx_req);
        taken.push_back(entry);
        size += entry_size;
    }
    left.insert(left.end(), next, pool_.end());
    pool_ = std::move(left);
    return taken;
}

void Management::propose_new_block(Moment& moment, std::uint64_t term, const std::vector<Message>& terms) {
    const std::uint64_t time = std::max(moment.now, L().time);
    const std::vector<Message> Block = take_valid(time);
    if (Block.empty()) return; // CUT.3
    const Message no_quorum = make(Type::quorum, {Item(std::uint64_t{0}), Item(Items{})});
    const Message BM = sign(Type::block, {Item(height() + 1), item_of(L().last), quorum.value_or(no_quorum).item(),
                                          Item(time), item_of(id()), item_of(Block)}); // CUT.4
    propose(moment, term, BM, terms);
}

void Management::propose(Moment& moment, std::uint64_t term, const Message& BM, const std::vector<Message>& terms) {
    const Message Proposal = sign(Type::proposal, {item_of(id()), Item(term), BM.item(), item_of(terms)}); // CUT.5
    open_ = Open{Proposal, {}};
    moment.send("hospitals", Proposal);
}

void Management::on_ack(Step& step) {
    const Message& Ack = step.message;
    const Bytes& hid = Ack.bytes("hid");
    const bool counted = open_ && pp().node(hid) != nullptr && open_->acks.contains(place_of(hid));
    const Message* open = open_ ? &open_->Proposal : nullptr;
    Judgement().table(ledger::ack_checks(), ledger::AckSubject{pp(), Ack, open, counted}).require();
    open_->acks.emplace(place_of(hid), make(Type::voucher, {Ack["hid"], Ack["Sig"]})); // NODE.Ack.1
    if (open_->acks.size() < pp().Q()) return;
    const Message acks = make(Type::quorum, {open_->Proposal["term"], item_of(in_order(open_->acks))});
    const Message Commit = make(Type::commit, {open_->Proposal["BM"], acks.item()});
    commit(step, Commit); // NODE.Ack.2
    step.send("all", Commit);
}

void Management::on_give_up(Step& step) {
    const Message NewTerm = step.message.part("NewTerm");
    const Bytes& hid = NewTerm.bytes("hid");
    const std::uint64_t term = NewTerm.number("term");
    const auto known = terms_.find(term);
    const bool counted = known != terms_.end() && pp().node(hid) != nullptr && known->second.contains(place_of(hid));
    const ledger::TermSubject subject = {pp(), L(), id(), NewTerm, step.message.parts("BM"), counted};
    Judgement().table(ledger::term_checks(), subject).require();
    std::map<std::size_t, Message>& collected = terms_[term];
    collected.emplace(place_of(hid), step.message); // NODE.Term.1
    const bool is_later = !open_ || open_->Proposal.number("term") < term;
    if (collected.size() == pp().Q() && is_later) propose_in_term(step, term, in_order(collected)); // NODE.Term.2
}

void Management::propose_in_term(Moment& moment, std::uint64_t term, const std::vector<Message>& given_up) {
    std::vector<Message> terms;
    std::map<Bytes, Message, ByteOrder> blocks; // by h
    for (const Message& GiveUp : given_up) {
        terms.push_back(GiveUp.part("NewTerm"));
        for (const Message& BM : GiveUp.parts("BM"))
            blocks.emplace(BM.bytes("h"), BM);
    }
    if (const std::optional<Bytes> h = ledger::choice(terms))
        propose(moment, term, blocks.at(*h), terms);
    else
        propose_new_block(moment, term, terms);
}

void Management::tick(Moment& moment) {
    Author::tick(moment);
    if (is_printed())
        cut_printed(moment);
    else
        cut(moment);
}

void Management::committed(Moment& moment, const std::vector<Message>& committed_requests) {
    Author::committed(moment, committed_requests);
    open_.reset(); // NODE.Commit.2
    terms_.clear();
    if (is_printed()) return;
    std::erase_if(requests_, [&](const auto& entry) {
        const Message grant = entry.second.Tx_req.part("grant");
        return L().spent.contains(ledger::name_of_grant(grant)) || grant.number("expires") < L().time;
    });
    std::erase_if(pool_, [&](const Pooled& pooled) { return !requests_.contains(pooled.tx); });
}

void Management::on_printed_endorsement(Step& step) {
    const Message& E = step.message;
    const Message Tx_req = E.part("Tx_req");
    const Bytes& r = Tx_req.bytes("r");
    const ledger::PrintedSubject subject = {pp(), printed(), E, outstanding_.contains(r)};
    Judgement().table(ledger::printed_endorsement_checks(), subject).require();
    const Bytes tx = Tx_req.digest();
    Request& request = requests_.try_emplace(tx, Request{Tx_req, {}}).first->second;
    count(step, request, tx);                                             // NODE.Endorse.1
    if (request.agreed > pp().number("threshold")) outstanding_.erase(r); // NODE.Endorse.2
    cut_printed(step);
}

void Management::cut_printed(Moment& moment) {
    if (!leads() || !has_enough_to_cut(moment.now)) return; // CUT.1
    std::vector<Message> Block;
    while (!pool_.empty() && Block.size() < pp().number("block_transactions")) { // CUT.2
        const auto request = requests_.find(pool_.front().tx);
        Block.push_back(request->second.Tx_req);
        requests_.erase(request);
        pool_.erase(pool_.begin());
    }
    const Message BM = sign(Type::block, {item_of(Block), Item(height() + 1)}); // CUT.4
    apply_printed(moment, BM);
    moment.send("all", BM);
    std::uint64_t R = 0;
    const Bytes bytes = derive_bytes(XofInput("NODE.R").with(moment.coins), 6);
    for (std::size_t i = bytes.size(); i-- > 0;)
        R = R << 8 | bytes[i];
    const Message NextLeader = sign(Type::next_leader, {Item(height()), Item(R)});
    apply_leader(NextLeader);
    moment.send("all", NextLeader);
}

Item Management::own_state() const {
    Items requests;
    for (const auto& [tx, request] : requests_)
        requests.emplace_back(Items{Item(kRequestCode), request.Tx_req.item(), item_of(in_order(request.endorsers)),
                                    Item(request.agreed)});
    Items pool;
    for (const Pooled& pooled : pool_)
        pool.emplace_back(Items{Item(kPooledCode), item_of(pooled.tx), Item(pooled.since)});
    Items open;
    if (open_) open = {open_->Proposal.item(), item_of(in_order(open_->acks))};
    Items terms;
    for (const auto& [term, by_hospital] : terms_) {
        for (const auto& [place, new_term] : by_hospital)
            terms.push_back(new_term.item());
    }
    Items outstanding;
    for (const Bytes& r : outstanding_)
        outstanding.push_back(item_of(r));
    Items state = with_author_state(
        {Item(kManagementCode), Item(requests), Item(pool), Item(open), Item(terms), Item(outstanding)});
    state.push_back(desk_state());
    return Item(std::move(state));
}

} // namespace emrshare::node
