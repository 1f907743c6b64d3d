#include "node/network.hpp"

#include "base/error.hpp"
#include "node/key_making.hpp"
#include "pre/encoding.hpp"
#include "pre/extract.hpp"
#include "random/xof.hpp"

namespace emrshare::node {
namespace {

constexpr const char* kRegistrarName = "MN-1";

std::vector<std::pair<std::string, Role>> roster(const NetworkPlan& plan) {
    std::vector<std::pair<std::string, Role>> names;
    const auto add = [&](const char* prefix, std::size_t count, Role role) {
        for (std::size_t i = 1; i <= count; ++i)
            names.emplace_back(prefix + std::to_string(i), role);
    };
    add("MN-", plan.management, Role::management);
    add("HN-", plan.hospitals, Role::hospital);
    add("CS-", plan.clouds, Role::cloud);
    return names;
}

std::vector<Bytes> encoded_rows(const MasterKey& msk) {
    std::vector<Bytes> rows;
    for (std::size_t i = 0; i < msk.B().rows(); ++i) {
        const std::span<const std::int32_t> row = msk.B().row(i);
        rows.push_back(encode(Rq(msk.set->ring(), Residues(row.begin(), row.end()))));
    }
    return rows;
}

std::shared_ptr<const MasterKey> master_key_of(const ParameterSet& set, const Coins& registrar_seed) {
    return std::make_shared<const MasterKey>(
        setup_from_coins(set, derive_coins("NODE.Setup", registrar_seed))); // NET.Init.2
}

/// NET.Init.3 and NET.Init.4.
KeyPair key_pair_of(const message::Dialect& dialect, const MasterKey& msk, ByteView id, const Coins& seed) {
    const Poly f_prime = extract(dialect.profile, msk, id);
    return make_key_pair(dialect, f_prime, derive_coins("NODE.KeyGen", seed));
}

std::shared_ptr<const Desk> make_desk(std::shared_ptr<const MasterKey> msk, const KeyPair& pair, const Coins& seed) {
    return std::make_shared<const Desk>(Desk{std::move(msk), pair.f, derive_coins("NODE.z", seed)});
}

} // namespace

Coins seed_of(const Coins& coins, std::string_view name) {
    return derive_coins(XofInput("NET.Seed").with(coins).with(name)); // NET.Init.1
}

Initialization initialize_from_coins(const ParameterSet& set, Profile profile, const NetworkPlan& plan,
                                     const Coins& coins) {
    const message::Dialect dialect = {profile, &set};
    const Coins registrar_seed = seed_of(coins, kRegistrarName);
    const std::shared_ptr<const MasterKey> msk = master_key_of(set, registrar_seed);
    Initialization init;
    std::vector<message::NodeEntry> entries;
    for (const auto& [name, role] : roster(plan)) {
        const Coins seed = seed_of(coins, name);
        const Bytes id = bytes_of(name);
        const KeyPair pair = key_pair_of(dialect, *msk, id, seed);
        const ml_dsa::KeyPair signing = make_signing_key_pair(seed); // NET.Init.5
        entries.push_back({id, role, pair.pk, signing.pk});
        init.seeds.emplace(name, seed);
        if (name == kRegistrarName) init.desk = make_desk(msk, pair, seed);
    }
    const Bytes encoded =
        message::encode_public_parameters(dialect, encoded_rows(*msk), entries, plan.rules); // NET.Init.6
    init.pp = std::make_shared<const PublicParameters>(encoded);
    return init;
}

std::shared_ptr<const Desk> desk_of(const PublicParameters& pp, const Coins& seed) {
    const std::shared_ptr<const MasterKey> msk = master_key_of(*pp.dialect().set, seed);
    const KeyPair pair = key_pair_of(pp.dialect(), *msk, pp.registrar().id, seed);
    return make_desk(msk, pair, seed);
}

Bytes preimage_of_node(const PublicParameters& pp, const Desk& desk, ByteView id) {
    return encode_short(*pp.dialect().set, extract(pp.dialect().profile, *desk.msk, id));
}

std::unique_ptr<Node> make_node(const Parameters& pp, const std::string& name, const Coins& seed,
                                const std::shared_ptr<const Desk>& desk, std::unique_ptr<BlockStore> store) {
    const message::NodeEntry* entry = pp->node(bytes_of(name));
    if (entry == nullptr) return std::make_unique<User>(pp, seed, std::move(store));
    switch (entry->role) {
    case Role::management:
        return std::make_unique<Management>(pp, entry->id, seed, entry->id == pp->registrar().id ? desk : nullptr,
                                            std::move(store));
    case Role::hospital:
        return std::make_unique<Hospital>(pp, entry->id, seed, std::move(store));
    default:
        return std::make_unique<Cloud>(pp, entry->id, seed, std::move(store));
    }
}

std::unique_ptr<Node> make_node(const Parameters& pp, const std::string& name, const Coins& seed) {
    const bool is_registrar = pp->registrar().id == bytes_of(name);
    return make_node(pp, name, seed, is_registrar ? desk_of(*pp, seed) : nullptr, std::make_unique<MemoryBlocks>());
}

Network::Network(Initialization init, std::function<std::unique_ptr<BlockStore>(const std::string&)> store)
    : init_(std::move(init)), store_(std::move(store)) {
    for (const message::NodeEntry& entry : init_.pp->nodes()) {
        const std::string name = entry.name();
        roles_.emplace(name, entry.role);
        nodes_.emplace(name, make_node(init_.pp, name, init_.seeds.at(name), init_.desk, new_store(name)));
    }
}

std::unique_ptr<BlockStore> Network::new_store(const std::string& name) const {
    return store_ ? store_(name) : std::make_unique<MemoryBlocks>();
}

User& Network::add_user(const std::string& name, const Coins& seed) {
    require(!nodes_.contains(name), "NET.User.C1", "name", "there is a node of this name");
    auto user = std::make_unique<User>(init_.pp, seed, new_store(name));
    User& added = *user;
    nodes_.emplace(name, std::move(user));
    return added;
}

void Network::pass(std::uint64_t ms) {
    now_ += ms;
    for (const auto& [name, node] : nodes_)
        deliver(name, {now_, "", EventKind::tick, {}});
}

void Network::command(const std::string& to, Type type, message::Items fields) {
    const Message command(init_.pp->dialect(), type, std::move(fields));
    const std::string check = deliver(to, {now_, "", EventKind::command, command.encode()});
    require(check.empty(), check, "command", "the node refuses it");
}

void Network::send(const std::string& from, const std::string& to, const Bytes& bytes) {
    for (const std::string& receiver : receivers(from, to))
        queue_.push_back({from, receiver, bytes});
}

std::vector<std::string> Network::receivers(const std::string& from, const std::string& to) const {
    if (nodes_.contains(to)) return {to};
    std::vector<std::string> names;
    for (const auto& [name, node] : nodes_) {
        const auto role = roles_.find(name);
        const bool wanted = (to == "all" && name != from) ||
                            (role != roles_.end() && ((to == "management" && role->second == Role::management) ||
                                                      (to == "hospitals" && role->second == Role::hospital)));
        if (wanted) names.push_back(name);
    }
    return names;
}

std::string Network::deliver(const std::string& to, const Event& event) {
    if (!is_up(to)) return {};
    std::string rejected;
    try {
        for (const Outgoing& outgoing : nodes_.at(to)->handle(event))
            send(to, outgoing.to, outgoing.bytes);
    } catch (const Rejection& rejection) {
        rejected = rejection.check();
    }
    transcript_.push_back({to, event, rejected});
    return rejected;
}

bool Network::step() {
    if (queue_.empty()) return false;
    const InFlight next = std::move(queue_.front());
    queue_.pop_front();
    deliver(next.to, {now_, next.from, EventKind::message, next.bytes});
    return true;
}

bool Network::lose() {
    if (queue_.empty()) return false;
    queue_.pop_front();
    return true;
}

void Network::run() {
    while (step()) {
    }
}

void Network::recover(const std::string& name) {
    down_.erase(name);
    command(name, Type::recover, {});
}

} // namespace emrshare::node
