#include "protocol/simulation.hpp"

#include "node/key_making.hpp"
#include "pre/encoding.hpp"

#include <algorithm>
#include <set>

namespace emrshare::kat {
namespace {

template <class Map>
std::set<Bytes, ByteOrder> keys_of(const Map& map) {
    std::set<Bytes, ByteOrder> keys;
    for (const auto& [key, value] : map)
        keys.insert(key);
    return keys;
}

/// Whether a node takes an event.
bool taken_by(node::Node& node, const node::Event& event) {
    try {
        (void)node.handle(event);
        return true;
    } catch (const Rejection&) {
        return false;
    }
}

} // namespace

Simulation::Simulation(const ParameterSet& set, Profile profile, const node::NetworkPlan& plan, const Coins& coins)
    : coins_(coins), init_(node::initialize_from_coins(set, profile, plan, coins_)),
      net_(std::make_unique<node::Network>(init_)) {}

std::vector<std::string> Simulation::names() const {
    std::vector<std::string> names;
    for (const auto& [name, node] : net_->nodes())
        names.push_back(name);
    return names;
}

void Simulation::add_user(const std::string& name) {
    net_->add_user(name, seed(name));
}

void Simulation::register_user(const std::string& name) {
    begin_registration(name);
    settle();
    net_->recover(name);
    net_->run();
}

Bytes Simulation::author(const std::string& name) {
    return pp().node(bytes_of(name)) != nullptr ? bytes_of(name) : PID(name);
}

void Simulation::settle() {
    net_->run();
    for (int i = 0; i < 2; ++i) {
        net_->pass(pp().number("block_time"));
        net_->run();
    }
}

void Simulation::submit(const std::string& name, const Message& content) {
    net_->command(name, Type::submit, {content.item()});
    settle();
}

Message Simulation::sign(const std::string& signer, Type type, Items fields) const {
    return message::sign(pp().dialect(), pp().G(), type, std::move(fields), sk(signer));
}

Message Simulation::resigned(const std::string& signer, const Message& message) const {
    return signed_anew(pp(), message, sk(signer));
}

Message Simulation::metadata(const std::string& name, const std::string& url) {
    return make(Type::metadata, {item_of(author(name)), item_of(url), item_of(bytes_of("Info_s"))});
}

std::unique_ptr<node::Node> Simulation::newborn(const std::string& name) const {
    return node::make_node(init_.pp, name, seed(name), init_.desk, std::make_unique<node::MemoryBlocks>());
}

std::unique_ptr<node::Node> Simulation::rebuilt(const std::string& name, bool with_rejected) const {
    std::unique_ptr<node::Node> node = newborn(name);
    for (const node::Delivery& delivery : net_->transcript()) {
        if (delivery.to != name || (!with_rejected && !delivery.rejected.empty())) continue;
        (void)taken_by(*node, delivery.event);
    }
    return node;
}

std::vector<Message> Simulation::messages() const {
    std::vector<Message> messages;
    std::set<Bytes, ByteOrder> seen;
    for (const node::Delivery& delivery : net_->transcript()) {
        const Bytes& bytes = delivery.event.bytes;
        if (delivery.event.kind == node::EventKind::message && seen.insert(bytes).second)
            messages.push_back(message::decode(pp().dialect(), bytes));
    }
    return messages;
}

std::vector<Message> Simulation::messages(Type type) const {
    std::vector<Message> chosen = messages();
    std::erase_if(chosen, [&](const Message& message) { return message.type() != type; });
    return chosen;
}

std::string Simulation::give(const std::string& to, const Message& message, const std::string& from) {
    const std::string check = net_->deliver(to, {net_->now(), from, node::EventKind::message, message.encode()});
    return check.empty() ? "accepted" : check;
}

std::string Simulation::leader() const {
    return node("HN-1").leader().name();
}

Message Simulation::granted(const std::string& management, const Bytes& author) {
    const Message request = make(Type::nonce_request, {item_of(author)});
    const node::Event event = {net_->now(), "somebody", node::EventKind::message, request.encode()};
    const std::vector<node::Outgoing> out = rebuilt(management)->handle(event); // the network delivers to nodes alone
    net_->deliver(management, event);
    return message::decode(pp().dialect(), out.at(0).bytes);
}

void Simulation::begin_registration(const std::string& name) {
    add_user(name);
    const std::string Id = "Id of " + name;
    net_->command("MN-1", Type::verified, {item_of(Id), item_of(name), item_of(node(name).fingerprint())});
    net_->command(name, Type::register_user, {item_of(name), item_of(Id), item_of("Email"), item_of("Phone")});
    net_->run();
}

std::vector<std::string> Simulation::give_all(const Message& message) {
    std::set<std::string> outcomes;
    for (const std::string& name : names())
        outcomes.insert(give(name, message));
    return {outcomes.begin(), outcomes.end()};
}

void Simulation::give_keys(const std::string& cloud) {
    net_->command(cloud, Type::key, {Item(node::preimage_of_node(pp(), *init_.desk, bytes_of(cloud)))});
}

std::string Simulation::share_record(const std::string& owner, const Bytes& EMR, std::string_view form,
                                     std::string_view cloud) {
    const std::set<Bytes, ByteOrder> before = keys_of(user(owner).records());
    net_->command("HN-1", Type::issue,
                  {item_of(PID(owner)), item_of(form), item_of(EMR), item_of(bytes_of("summary")), item_of(owner)});
    net_->run();
    for (const auto& [digest, owned] : user(owner).records()) {
        if (before.contains(digest)) continue;
        net_->command(owner, Type::store, {item_of(digest), item_of(cloud)});
        net_->run();
        net_->command(owner, Type::publish, {Item(owned.url), Item(!node("HN-1").is_printed())});
        settle();
        return owned.url;
    }
    return {};
}

Bytes Simulation::allow(const std::string& owner, const std::string& requester, const std::string& url,
                        const std::vector<std::uint64_t>& sections, std::uint64_t not_after) {
    net_->command(requester, Type::ask, {item_of(PID(owner)), Item(url), item_of(owner)});
    net_->run();
    net_->command(owner, Type::allow,
                  {item_of(user(owner).requests_for_access().back().digest()), Item(url), item_of(sections),
                   item_of(std::string_view("research")), Item(std::uint64_t{0}), Item(not_after), item_of(requester)});
    settle();
    return node(owner).is_printed() ? bytes_of(url) : user(owner).issued().back();
}

std::string Simulation::begin_fetch(const std::string& requester, const Bytes& vc,
                                    const std::vector<std::uint64_t>& sections) {
    const bool is_printed = node(requester).is_printed();
    const std::string url = is_printed ? std::string(vc.begin(), vc.end()) : std::string();
    const Message command = make(Type::fetch, {Item(url), item_of(is_printed ? Bytes(32) : vc), item_of(sections)});
    const std::string check = net_->deliver(requester, {net_->now(), "", node::EventKind::command, command.encode()});
    return check.empty() ? "accepted" : check;
}

std::string Simulation::fetch(const std::string& requester, const Bytes& vc,
                              const std::vector<std::uint64_t>& sections) {
    const std::string outcome = begin_fetch(requester, vc, sections);
    settle();
    return outcome;
}

void Simulation::revoke(const std::string& owner, const Bytes& vc) {
    submit(owner, make(Type::revocation, {item_of(PID(owner)), item_of(vc)}));
}

KeyPair Simulation::key_pair(const std::string& name) {
    const message::Dialect& dialect = pp().dialect();
    const Poly f_prime = decode_short(*dialect.set, node::preimage_of_node(pp(), *init_.desk, author(name)));
    return node::make_key_pair(dialect, f_prime, derive_coins("NODE.KeyGen", seed(name)));
}

std::vector<Bytes> Simulation::read_by(const std::string& user) {
    std::vector<Bytes> contents;
    for (const node::OpenedSection& opened : this->user(user).opened())
        contents.push_back(opened.disclosure.bytes("content"));
    return contents;
}

std::size_t times_committed(const node::Node& node, const Message& content) {
    const std::vector<Message> requests = node.requests();
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(), [&](const Message& Tx_req) { return Tx_req["M"] == content.item(); }));
}

std::size_t different_ledgers(const Simulation& network, const std::vector<std::string>& names) {
    std::set<Bytes, ByteOrder> digests;
    for (const std::string& name : names)
        digests.insert(network.node(name).ledger_digest());
    return digests.size();
}

Message endorsed(const Simulation& network, const Message& Tx_req) {
    std::vector<Message> vouchers;
    for (const Message& E : network.messages(Type::endorsement)) {
        if (E["Tx_req"] == Tx_req.item()) vouchers.push_back(network.make(Type::voucher, {E["hid"], E["Sig"]}));
    }
    return network.make(Type::tx, {Tx_req.item(), item_of(vouchers)});
}

Message with_endorsers(const Simulation& network, const Message& Tx_req, const std::vector<Message>& vouchers) {
    return network.make(Type::tx, {Tx_req.item(), item_of(vouchers)});
}

Message voucher(const Simulation& network, const std::string& hospital, const Message& Tx_req) {
    const Message E = network.sign(hospital, Type::endorsement, {Tx_req.item(), id_of(hospital), Item(true)});
    return network.make(Type::voucher, {E["hid"], E["Sig"]});
}

Message block_of(const Simulation& network, const std::vector<Message>& txs) {
    const ledger::Ledger& L = network.node("HN-1").L();
    const std::vector<Message> commits = network.messages(Type::commit);
    const Message quorum = commits.empty() ? network.make(Type::quorum, {Item(std::uint64_t{0}), Item(Items{})})
                                           : commits.back().part("quorum");
    return network.sign(network.leader(), Type::block,
                        {Item(L.height + 1), item_of(L.last), quorum.item(), Item(network.net().now()),
                         id_of(network.leader()), item_of(txs)});
}

Message proposal_of(const Simulation& network, const Message& BM) {
    return network.sign(network.leader(), Type::proposal,
                        {id_of(network.leader()), Item(std::uint64_t{0}), BM.item(), Item(Items{})});
}

std::vector<Message> acknowledgements(const Simulation& network, const Message& BM, std::uint64_t term) {
    std::vector<Message> acks;
    for (const message::NodeEntry& hospital : network.pp().nodes()) {
        for (const Message& Ack : network.messages(Type::ack)) {
            if (Ack["hid"] == Item(hospital.id) && Ack["h_B"] == BM["h"] && Ack.number("term") == term)
                acks.push_back(network.make(Type::voucher, {Ack["hid"], Ack["Sig"]}));
        }
    }
    return acks;
}

Message commit_with(const Simulation& network, const Message& BM, const std::vector<Message>& acks,
                    std::uint64_t term) {
    const Message quorum = network.make(Type::quorum, {Item(term), item_of(acks)});
    return network.make(Type::commit, {BM.item(), quorum.item()});
}

} // namespace emrshare::kat
