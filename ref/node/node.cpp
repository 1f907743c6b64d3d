#include "node/node.hpp"

#include "base/error.hpp"
#include "node/key_making.hpp"
#include "random/xof.hpp"

#include <array>

namespace emrshare::node {
namespace {

constexpr std::uint64_t kStateCode = 74;

} // namespace

Node::Node(Parameters pp, Bytes id, const Coins& seed, std::unique_ptr<BlockStore> store)
    : pp_(std::move(pp)), id_(std::move(id)), seed_(seed), store_(std::move(store)), L_(*pp_), printed_L_(*pp_) {
    ml_dsa::KeyPair pair = make_signing_key_pair(seed_); // NET.Init.5
    vk_ = std::move(pair.pk);
    sk_ = std::move(pair.sk);
    const message::NodeEntry* entry = pp_->node(id_);
    require(id_.empty() || (entry != nullptr && entry->vk == vk_), "NODE.Init.C1", "seed",
            "the key made of it is not the node's in the public parameters");
    on(Type::recover, [this](Step& step) { on_recover(step); });
    on(Type::sync_request, [this](Step& step) { on_sync_request(step); });
    if (is_printed()) {
        on(Type::block, [this](Step& step) { apply_printed(step, step.message); });
        on(Type::next_leader, [this](Step& step) { apply_leader(step.message); });
    } else {
        on(Type::commit, [this](Step& step) { commit(step, step.message); });
    }
}

bool Node::is_printed() const noexcept {
    return pp_->dialect().profile == Profile::as_printed;
}

std::vector<Outgoing> Node::handle(const Event& event) {
    require(event.time >= clock_, "NODE.Event.C1", "time", "it is before the node's clock");
    require(event.kind <= EventKind::tick, "NODE.Event.C2", "kind", "there is no such kind of event");
    XofInput input("NODE.Coins");
    input.with(seed_).with(events_).with(event.time).with(static_cast<std::uint64_t>(event.kind)).with(event.bytes);
    const Coins coins = derive_coins(input);
    Moment moment = {event.time, event.from, coins};
    if (event.kind == EventKind::tick) { // NODE.Event.2
        ask_for_blocks(moment);
        tick(moment);
    } else {
        moment.out = take(event, moment);
    }
    clock_ = event.time; // NODE.Event.3
    ++events_;
    return std::move(moment.out);
}

std::vector<Outgoing> Node::take(const Event& event, const Moment& moment) {
    const auto read = event.kind == EventKind::command ? message::decode_command : message::decode;
    Step step = {moment, read(pp_->dialect(), event.bytes)}; // NODE.Event.1
    const auto handler = handlers_.find(step.message.type());
    require(handler != handlers_.end(), "NODE.Event.C3", "kind", "the node takes no messages of this type");
    handler->second(step); // NODE.Event.2
    return std::move(step.out);
}

std::vector<Message> requests_of(const Message& block_message) {
    if (block_message.type() == Type::block && block_message.dialect().profile == Profile::as_printed)
        return block_message.parts("Block");
    std::vector<Message> requests;
    for (const Message& tx : block_message.part("BM").parts("Block"))
        requests.push_back(tx.part("Tx_req"));
    return requests;
}

Item Node::state() const {
    return Item(Items{Item(kStateCode), Item(clock_), Item(events_), is_printed() ? printed_L_.item() : L_.item(),
                      item_of(quorum), Item(synced_), own_state()});
}

Bytes Node::ledger_digest() const {
    return message::digest(is_printed() ? printed_L_.item() : L_.item());
}

std::vector<Message> Node::requests() const {
    std::vector<Message> requests;
    for (const Bytes& bytes : store_->from(1)) {
        const Message message = message::decode(pp_->dialect(), bytes);
        if (message.type() == Type::next_leader) continue;
        for (const Message& Tx_req : requests_of(message))
            requests.push_back(Tx_req);
    }
    return requests;
}

const message::NodeEntry& Node::leader() const {
    return is_printed() ? pp_->management(printed_L_.leader) : ledger::leader_of(*pp_, L_, 0);
}

const Bytes* Node::key(ByteView id) const {
    return ledger::key_of(*pp_, is_printed() ? printed_L_.certificates : L_.certificates, id);
}

Message Node::sign(Type type, Items fields) const {
    return message::sign(pp_->dialect(), pp_->G(), type, std::move(fields), sk_);
}

void Node::commit(Moment& moment, const Message& Commit) {
    const ledger::BlockSubject block = {*pp_, L_, Commit.part("BM")};
    Judgement()
        .table(ledger::block_checks(), block)
        .table(ledger::commit_checks(), ledger::CommitSubject{*pp_, Commit})
        .require();
    store_->append(block.BM.number("num"), Commit.encode()); // first, since a disk can be full
    ledger::apply_block(L_, block.BM);                       // NODE.Commit.1
    quorum = Commit.part("quorum");
    synced_ = moment.now; // NODE.Commit.2
    committed(moment, requests_of(Commit));
}

void Node::apply_printed(Moment& moment, const Message& BM) {
    Judgement().table(ledger::printed_block_checks(), ledger::PrintedSubject{*pp_, printed_L_, BM}).require();
    store_->append(BM.number("num"), BM.encode());
    ledger::apply_printed_block(printed_L_, BM); // NODE.Block.1
    committed(moment, requests_of(BM));
}

void Node::apply_leader(const Message& NextLeader) {
    Judgement().table(ledger::printed_leader_checks(), ledger::PrintedSubject{*pp_, printed_L_, NextLeader}).require();
    store_->append(printed_L_.height, NextLeader.encode());
    ledger::apply_next_leader(*pp_, printed_L_, NextLeader);
}

void Node::on_recover(Step& step) {
    require(!name().empty(), "NODE.Recover.C1", "state", "the node has no name yet by which it could ask");
    step.send("all", make(Type::sync_request, {item_of(name()), Item(height() + 1)}));
}

void Node::ask_for_blocks(Moment& moment) {
    const std::uint64_t timeout = std::max<std::uint64_t>(pp_->number("timeout"), 1);
    if (is_printed() || name().empty() || moment.now < synced_ + timeout) return;
    const std::vector<const message::NodeEntry*> hospitals = pp_->nodes(Role::hospital);
    const std::uint64_t j = moment.now / timeout % hospitals.size();                                    // NODE.Sync.1
    moment.send(hospitals[j]->name(), make(Type::sync_request, {item_of(name()), Item(height() + 1)})); // NODE.Sync.2
    synced_ = moment.now;
}

void Node::on_sync_request(Step& step) {
    const std::uint64_t num = step.message.number("num");
    require(num >= 1 && num <= height() + 1, "SYNC.Request.C1", "num", "it is not from 1 to the next number");
    for (Bytes& bytes : store_->from(num))
        step.out.push_back({step.from, std::move(bytes)});
}

Author::Author(Parameters pp, Bytes id, const Coins& seed, std::unique_ptr<BlockStore> store)
    : Node(std::move(pp), std::move(id), seed, std::move(store)) {
    on(Type::submit, [this](Step& step) { on_submit(step); });
    on(Type::nonce_grant, [this](Step& step) { on_grant(step); });
}

void Author::submit(Moment& moment, const Message& content) {
    waiting_.push_back(content); // SUBMIT.1
    ask_for_nonce(moment);       // SUBMIT.2
}

void Author::ask_for_nonce(Moment& moment) {
    asked_ = moment.now;
    moment.send("management", make(Type::nonce_request, {item_of(self())}));
}

bool Author::can_still_commit(const Message& Tx_req, std::uint64_t now) const {
    const ledger::TxSubject subject(pp(), L(), now, Tx_req);
    return pass(ledger::lasting_checks(), subject);
}

void Author::tick(Moment& moment) {
    if (is_printed()) return;
    std::vector<Message> sent;
    for (const Message& Tx_req : sent_) { // NODE.Retry.1
        if (moment.now <= Tx_req.part("grant").number("expires") + pp().number("window"))
            sent.push_back(Tx_req);
        else if (can_still_commit(Tx_req, moment.now))
            waiting_.push_back(Tx_req.part("M"));
    }
    sent_ = std::move(sent);
    const bool is_time = moment.now >= asked_ + pp().number("timeout");
    if (!waiting_.empty() && is_time) ask_for_nonce(moment); // NODE.Retry.2
}

void Author::committed(Moment& /*moment*/, const std::vector<Message>& requests) {
    for (const Message& committed : requests) { // NODE.Retry.3
        const Message M = committed.part("M");
        std::erase(waiting_, M);
        std::erase_if(sent_, [&](const Message& Tx_req) { return Tx_req.part("M") == M; });
    }
}

Items Author::with_author_state(Items state) const {
    state.push_back(item_of(waiting_));
    state.push_back(item_of(sent_));
    state.emplace_back(asked_);
    state.push_back(ledger::item_of(used_));
    return state;
}

void Author::on_submit(Step& step) {
    const Message content = step.message.part("content");
    require(!self().empty() && content.bytes("author") == self() && content.type() != Type::registration, "SUBMIT.C1",
            "content", "its author is not this node, or it is for the registrar's desk");
    submit(step, content);
}

namespace {

/// A NonceGrant together with what its author judges it against.
struct GrantSubject {
    const PublicParameters& pp;
    const Message& grant;
    const Bytes& self;
    const ledger::Nonces& used;
    std::uint64_t now;
    bool waiting;
};

std::span<const Check<GrantSubject>> grant_checks() {
    static const std::array<Check<GrantSubject>, 8> checks = {{
        {"NONCE.Grant.C1", "state", "nothing waits for a nonce", {}, [](const GrantSubject& s) { return s.waiting; }},
        {"NONCE.Grant.C2",
         "leader",
         "it is no management node",
         {},
         [](const GrantSubject& s) { return s.pp.node(s.grant.bytes("leader"), Role::management) != nullptr; }},
        {"NONCE.Grant.C3",
         "h",
         "it is not the digest of this grant",
         {},
         [](const GrantSubject& s) { return s.pp.has_right_h(s.grant); }},
        {"NONCE.Grant.C4",
         "Sig",
         "it is no signature of the leader on h",
         {"NONCE.Grant.C2"},
         [](const GrantSubject& s) { return is_signed_by(s.grant, s.pp.node(s.grant.bytes("leader"))->vk); }},
        {"NONCE.Grant.C5",
         "author",
         "it is for another author",
         {},
         [](const GrantSubject& s) { return s.grant.bytes("author") == s.self; }},
        {"NONCE.Grant.C6",
         "expires",
         "it has expired",
         {},
         [](const GrantSubject& s) { return s.now <= s.grant.number("expires"); }},
        {"NONCE.Grant.C7",
         "r",
         "this node has used it",
         {},
         [](const GrantSubject& s) { return !s.used.contains(ledger::name_of_grant(s.grant)); }},
        {"NONCE.Grant.C8",
         "expires",
         "it is further away than a grant can be",
         {},
         [](const GrantSubject& s) {
             return s.grant.number("expires") <= s.now + s.pp.number("window") + s.pp.number("grant_time");
         }},
    }};
    return checks;
}

} // namespace

void Author::on_grant(Step& step) {
    const Message& grant = step.message;
    const GrantSubject subject = {pp(), grant, self(), used_, step.now, !waiting_.empty()};
    Judgement().table(is_printed() ? grant_checks().first(1) : grant_checks(), subject).require();
    const Message content = waiting_.front();
    waiting_.erase(waiting_.begin());
    if (is_printed()) { // NONCE.Grant.1
        step.send("hospitals", sign(Type::tx_req, {content.item(), grant["r"]}));
        return;
    }
    std::erase_if(used_, [&](const auto& nonce) { return nonce.second < step.now; });
    used_.emplace(ledger::name_of_grant(grant), grant.number("expires"));
    sent_.push_back(sign(Type::tx_req, {content.item(), grant.item(), Item(step.now)}));
    step.send("hospitals", sent_.back()); // NONCE.Grant.2
}

} // namespace emrshare::node
