#include "workspace/workspace.hpp"

#include "base/error.hpp"
#include "parallel.hpp"
#include "random/xof.hpp"
#include "record/wallet.hpp"
#include "value.hpp"

#include <algorithm>
#include <regex>
#include <set>

namespace emrshare::kat {
namespace {

using message::Message;
using message::Type;
using node::EventKind;
using node::Node;

constexpr const char* kSeedEntry = "seed of the node";
constexpr std::size_t kMostOfUser = 32; ///< characters of a user's name

/// What carries a record's ciphertexts is kept as a file.
bool is_ciphertext(const message::Dialect& dialect, const node::Event& event) {
    if (event.kind != EventKind::message) return false;
    const Type type = message::decode(dialect, event.bytes).type();
    return type == Type::emr || type == Type::upload || type == Type::fetch_answer;
}

bool is_ciphertext(const message::Dialect& dialect, const InFlight& message) {
    return is_ciphertext(dialect, {0, message.from, EventKind::message, message.bytes});
}

bool is_block(Type type) {
    return type == Type::commit || type == Type::block || type == Type::next_leader;
}

std::uint64_t wall_clock() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

Coins as_coins(ByteView bytes, const std::string& what) {
    Coins coins;
    require(bytes.size() == coins.bytes.size(), "WORKSPACE.Wallet.C2", what, "it holds no seed");
    std::copy(bytes.begin(), bytes.end(), coins.bytes.begin());
    return coins;
}

void require_user_name(const message::PublicParameters& pp, const std::string& name) {
    static const std::regex pattern("[a-z][a-z0-9_-]*");
    static const std::set<std::string> groups = {"all", "management", "hospitals"};
    const bool is_name = name.size() <= kMostOfUser && std::regex_match(name, pattern) && !groups.contains(name);
    require(is_name && pp.node(bytes_of(name)) == nullptr, "WORKSPACE.User.C1", "name",
            "'" + name +
                "' is no name for a user: a letter, then letters, digits, - and _, at most 32, all lower case");
}

} // namespace

Workspace::Workspace(const std::filesystem::path& folder, Opening opening, std::chrono::milliseconds patience)
    : store_(std::make_unique<Store>(folder, opening, patience)),
      pp_(std::make_shared<const message::PublicParameters>(store_->pp())) {
    if (opening == Opening::write) store_->remove_leftovers();
    connect(std::max(store_->now(), wall_clock()));
    for (const StoredNode& stored : store_->nodes()) {
        if (stored.seed.empty()) transport_->add_absent(stored.name);
    }
}

Workspace::Workspace(std::unique_ptr<Store> store, const node::Initialization& init)
    : store_(std::move(store)), pp_(init.pp) {
    connect(wall_clock());
    store_->set_pp(pp_->message().encode());
    for (const auto& [name, seed] : init.seeds) {
        const std::unique_ptr<Node> node =
            node::make_node(pp_, name, seed, init.desk, std::make_unique<node::MemoryBlocks>());
        store_->add_node({name, Bytes(seed.bytes.begin(), seed.bytes.end()), {}, {}, 0, {}, node->digest()});
    }
    for (const message::NodeEntry* cloud : pp_->nodes(message::Role::cloud))
        sharing().give_key(cloud->name(), node::preimage_of_node(*pp_, *init.desk, cloud->id));
}

std::unique_ptr<Workspace> Workspace::create(const std::filesystem::path& folder, const ParameterSet& set,
                                             Profile profile, const node::NetworkPlan& plan, const Coins& coins,
                                             std::chrono::milliseconds patience) {
    auto store = std::make_unique<Store>(Store::create(folder, patience));
    const node::Initialization init = node::initialize_from_coins(set, profile, plan, coins);
    return std::unique_ptr<Workspace>(new Workspace(std::move(store), init));
}

void Workspace::connect(std::uint64_t now) {
    transport_ = std::make_unique<Transport>(pp_, now, [this](const std::string& name) { return wake(name); });
    transport_->observe = [this](const Handled& handled) { handled_.push_back(handled); };
}

std::unique_ptr<Node> Workspace::wake(const std::string& name) const {
    const StoredNode stored = [&] {
        const std::lock_guard lock(reading_);
        const std::optional<StoredNode> found = store_->node(name);
        require(found.has_value(), "WORKSPACE.User.C2", "name", "there is no '" + name + "' in this workspace");
        return *found;
    }();
    return wake(stored, as_coins(stored.seed, name));
}

std::vector<StoredEvent> Workspace::events_of(const StoredNode& stored) const {
    const std::lock_guard lock(reading_);
    return store_->events(stored);
}

std::unique_ptr<Node> Workspace::wake(const StoredNode& stored, const Coins& seed) const {
    const std::vector<StoredEvent> events = events_of(stored);
    std::unique_ptr<Node> node = node::make_node(pp_, stored.name, seed);
    for (const StoredEvent& event : events) {
        if (event.refused.empty()) (void)node->handle(event.event);
    }
    require(node->digest() == stored.state, "WORKSPACE.State.C1", stored.name,
            "after its events the node is not in the state that was noted");
    return node;
}

Coins Workspace::seed_in_wallet(const StoredNode& user, ByteView password) const {
    const WalletEntries entries = open_wallet(password, store_->wallet(user));
    const auto seed = entries.find(kSeedEntry);
    return as_coins(seed == entries.end() ? ByteView() : ByteView(seed->second), "wallet of " + user.name);
}

node::User& Workspace::add_user(const std::string& name, ByteView password, const Coins& coins) {
    require_user_name(*pp_, name);
    require(!store_->node(name).has_value(), "WORKSPACE.User.C1", "name", "'" + name + "' is taken");
    const Coins seed = derive_coins(XofInput("WORKSPACE.Seed").with(coins).with(name));
    const WalletEntries entries = {{kSeedEntry, Bytes(seed.bytes.begin(), seed.bytes.end())}};
    const Coins for_wallet = derive_coins(XofInput("WORKSPACE.Wallet").with(coins).with(name));
    const Bytes wallet = seal_wallet_from_coins(password, entries, {}, for_wallet);
    std::unique_ptr<Node> node = node::make_node(pp_, name, seed);
    store_->add_node({name, {}, sha3_256(wallet), {}, 0, {}, node->digest()});
    wallets_.emplace(name, wallet);
    transport_->add(name, std::move(node));
    entered_.push_back(name);
    return transport_->at<node::User>(name);
}

node::User& Workspace::enter(const std::string& name, ByteView password) {
    const std::optional<StoredNode> stored = store_->node(name);
    require(stored && stored->seed.empty(), "WORKSPACE.User.C2", "name",
            "there is no user '" + name + "' in this workspace");
    transport_->add(name, wake(*stored, seed_in_wallet(*stored, password)));
    entered_.push_back(name);
    for (const InFlight& message : store_->waiting(name))
        transport_->send(message.from, name, message.bytes);
    transport_->run();
    return transport_->at<node::User>(name);
}

std::string Workspace::name_of(ByteView PID) const {
    for (const StoredNode& stored : store_->nodes()) {
        if (!PID.empty() && std::equal(stored.PID.begin(), stored.PID.end(), PID.begin(), PID.end()))
            return stored.name;
    }
    throw Rejection("WORKSPACE.User.C3", "PID", "nobody in this workspace has it");
}

void Workspace::commit() {
    std::map<std::string, StoredNode> changed;
    for (const Handled& handled : handled_) {
        auto found = changed.find(handled.to);
        if (found == changed.end()) found = changed.emplace(handled.to, *store_->node(handled.to)).first;
        store_->append(found->second, handled, is_ciphertext(pp_->dialect(), handled.event));
    }
    for (auto& [name, stored] : changed) {
        stored.state = transport_->node(name).digest();
        if (stored.seed.empty()) stored.PID = transport_->at<node::User>(name).PID();
        store_->update(stored);
    }
    for (const std::string& name : entered_)
        store_->remove_waiting(name);
    for (const InFlight& message : transport_->waiting())
        store_->add_waiting(message, is_ciphertext(pp_->dialect(), message));
    store_->set_now(transport_->now());
    // Last, since a refused command leaves no wallet, and before the database, which says that it is there.
    for (const auto& [name, wallet] : wallets_)
        store_->put_wallet(name, wallet);
    store_->commit();
}

std::vector<Message> Workspace::blocks() const {
    // A hospital is given every block; a management node not those that it made itself.
    const std::string hospital = pp_->nodes(message::Role::hospital).front()->name();
    std::vector<Message> blocks;
    for (const StoredEvent& stored : store_->events(*store_->node(hospital))) {
        if (!stored.refused.empty() || stored.event.kind != EventKind::message) continue;
        Message message = message::decode(pp_->dialect(), stored.event.bytes);
        if (is_block(message.type())) blocks.push_back(std::move(message));
    }
    return blocks;
}

std::unique_ptr<Node> Workspace::observer() const {
    auto observer = std::make_unique<node::User>(pp_, Coins());
    for (const Message& block : blocks())
        (void)observer->handle({0, "", EventKind::message, block.encode()});
    return observer;
}

std::string Workspace::verify_replay(const StoredNode& stored, const Bytes& ledger) const {
    const std::vector<StoredEvent> events = events_of(stored);
    const std::string count = std::to_string(events.size()) + " events, none changed";
    if (stored.seed.empty()) {
        const std::lock_guard lock(reading_);
        (void)store_->wallet(stored);
        return count + "; wallet as it was; not replayed, as the seed is in the wallet";
    }
    const std::unique_ptr<Node> node = node::make_node(pp_, stored.name, as_coins(stored.seed, stored.name));
    for (const StoredEvent& event : events) {
        std::string refused;
        try {
            (void)node->handle(event.event);
        } catch (const Rejection& rejection) {
            refused = rejection.check();
        }
        require(refused == event.refused, "WORKSPACE.State.C1", stored.name,
                "it judges an event otherwise than it did: '" + refused + "' for '" + event.refused + "'");
    }
    require(node->digest() == stored.state, "WORKSPACE.State.C1", stored.name,
            "after its events the node is not in the state that was noted");
    require(node->ledger_digest() == ledger, "WORKSPACE.State.C2", stored.name, "its ledger is not that of the blocks");
    return count + "; replayed: state and ledger are as noted";
}

std::vector<Verified> Workspace::verify(const std::function<void(const std::string&)>& progress) const {
    std::vector<Verified> all;
    const auto look = [&](const std::string& what, const std::function<std::string()>& check) {
        progress(what);
        try {
            all.push_back({what, check(), true});
        } catch (const Rejection& rejection) {
            all.push_back(
                {what, rejection.field() + ": " + rejection.reason() + " [" + rejection.check() + "]", false});
        }
    };
    look("database", [&] {
        store_->check_database();
        return std::string("intact");
    });
    look("messages and ciphertexts", [&] {
        const std::size_t count = store_->check_payloads([&](std::size_t done, std::size_t total) {
            progress("messages and ciphertexts: " + std::to_string(done) + " of " + std::to_string(total));
        });
        return std::to_string(count) + ", each with its digest";
    });
    Bytes ledger;
    look("chain", [&] {
        const std::unique_ptr<Node> seen = observer();
        ledger = seen->ledger_digest();
        return std::to_string(seen->height()) + " blocks, every signature verified";
    });
    for (const StoredNode& stored : store_->nodes())
        look(stored.name, [&] { return verify_replay(stored, ledger); });
    return all;
}

} // namespace emrshare::kat
