#include "walks.hpp"

#include "ledger/ledger.hpp"

#include <algorithm>
#include <stdexcept>

namespace emrshare::test {

using node::Event;
using node::EventKind;

std::string Nodes::give(const std::string& to, const Event& event, std::vector<Message>* answers) {
    events_[to].push_back(event);
    return refusal([&] {
        for (const node::Outgoing& out : at(to).handle(event))
            if (answers != nullptr) answers->push_back(message::decode(world_->pp().dialect(), out.bytes));
    });
}

std::string Nodes::give(const std::string& to, std::uint64_t now, const Message& message, std::vector<Message>* answers,
                        const std::string& from) {
    return give(to, {now, from, EventKind::message, message.encode()}, answers);
}

std::string Nodes::command(const std::string& to, std::uint64_t now, const Message& command,
                           std::vector<Message>* answers) {
    return give(to, {now, "", EventKind::command, command.encode()}, answers);
}

std::string Nodes::tick(const std::string& to, std::uint64_t now, std::vector<Message>* answers) {
    return give(to, {now, "", EventKind::tick, {}}, answers);
}

void Nodes::restart(const std::string& name) {
    nodes_.at(name) = world_->rebuilt(name);
    for (const Event& event : events_[name])
        (void)refusal([&] { (void)at(name).handle(event); });
}

bool Nodes::differ(const std::vector<std::string>& names) const {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return at(name).ledger_digest() != at(names.front()).ledger_digest();
    });
}

Message Nodes::sign(const std::string& signer, Type type, Items fields) const {
    static std::map<std::pair<const World*, Bytes>, Message> cache;
    const Items whole = {item_of(signer), Item(static_cast<std::uint64_t>(type)), Item(fields)};
    const std::pair<const World*, Bytes> key(world_, message::encode(Item(whole)));
    const auto found = cache.find(key);
    if (found != cache.end()) return found->second;
    return cache.emplace(key, world_->sign(signer, type, std::move(fields))).first->second;
}

Message Nodes::grant(const std::string& signer, const std::string& leader, const Bytes& author, const Item& r,
                     std::uint64_t expires) const {
    return sign(signer, Type::nonce_grant, {id_of(leader), item_of(author), r, Item(expires)});
}

Message Nodes::voucher(const std::string& hospital, const Message& signed_message) const {
    return world_->make(Type::voucher, {id_of(hospital), signed_message["Sig"]});
}

Message Nodes::quorum(std::uint64_t term, const std::vector<Message>& vouchers) const {
    return world_->make(Type::quorum, {Item(term), item_of(vouchers)});
}

Message Nodes::full_quorum(std::uint64_t num, std::uint64_t term, const Bytes& h_B) const {
    std::vector<Message> acks;
    for (const message::NodeEntry* hospital : world_->pp().nodes(message::Role::hospital)) {
        const Items fields = ledger::ack_fields(hospital->id, num, term, h_B);
        acks.push_back(voucher(hospital->name(), sign(hospital->name(), Type::ack, fields)));
    }
    return quorum(term, acks);
}

Message Nodes::tx(const Message& Tx_req, const std::vector<std::string>& hospitals) const {
    std::vector<Message> endorsers;
    endorsers.reserve(hospitals.size());
    for (const std::string& hospital : hospitals)
        endorsers.push_back(
            voucher(hospital, sign(hospital, Type::endorsement, {Tx_req.item(), id_of(hospital), Item(true)})));
    return world_->make(Type::tx, {Tx_req.item(), item_of(endorsers)});
}

Message Nodes::block(const ledger::Ledger& L, const Message& quorum, std::uint64_t time, const Message& entry) const {
    const std::string leader = ledger::leader_of(world_->pp(), L, 0).name();
    return sign(leader, Type::block,
                {Item(L.height + 1), item_of(L.last), quorum.item(), Item(time), id_of(leader),
                 item_of(std::vector<Message>{entry})});
}

Message Nodes::proposal(const ledger::Ledger& L, std::uint64_t term, const Message& BM,
                        const std::vector<Message>& terms) const {
    const std::string leader = ledger::leader_of(world_->pp(), L, term).name();
    return sign(leader, Type::proposal, {id_of(leader), Item(term), BM.item(), item_of(terms)});
}

Nodes::Proposed Nodes::propose(std::uint64_t now, std::uint64_t time, const Message& entry) {
    const ledger::Ledger& L = at("HN-1").L();
    const Message BM = block(L, full_quorum(L.height, 0, L.last), time, entry);
    const Message Proposal = proposal(L, 0, BM);
    std::vector<Message> acks;
    const std::string outcome = give("HN-1", now, Proposal, &acks);
    if (const std::string second = give("HN-2", now, Proposal, &acks); second != outcome)
        return {"HN-1: " + outcome + ", HN-2: " + second, std::nullopt};
    if (outcome != "accepted") return {outcome, std::nullopt};
    const Items fields = ledger::ack_fields(bytes_of("HN-3"), BM.number("num"), 0, BM.bytes("h"));
    const std::vector<Message> vouchers = {voucher("HN-1", acks.at(0)), voucher("HN-2", acks.at(1)),
                                           voucher("HN-3", sign("HN-3", Type::ack, fields))};
    return {outcome, world_->make(Type::commit, {BM.item(), quorum(0, vouchers).item()})};
}

std::string Nodes::commit(std::uint64_t now, const Message& Commit, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (const std::string check = give(name, now, Commit); check != "accepted")
            return std::string(name).append(": ").append(check);
    return "accepted";
}

Item nonce(std::uint8_t tag, std::uint64_t number) {
    Bytes r(16, tag);
    r.back() = static_cast<std::uint8_t>(number % 256);
    r.front() = static_cast<std::uint8_t>(number / 256);
    return item_of(r);
}

const std::uint64_t* end_of(const ledger::Nonces& nonces, const ledger::Name& name) {
    const auto found = nonces.find(name);
    return found == nonces.end() ? nullptr : &found->second;
}

std::string proposal_check(std::uint64_t why) {
    static const std::map<std::uint64_t, std::string> names = {
        {0, "accepted"}, {109, "PROP.C9"}, {110, "PROP.C10"}, {203, "BLOCK.C3"}, {210, "BLOCK.C10"}};
    return names.at(why);
}

} // namespace emrshare::test
