// Replay: every message that was ever sent is given again to every node, as it is and with each field that its h does
// not cover exchanged. As printed the nodes take exactly what the errata say; corrected they take nothing.
// Of the specification: ASK, ASK.Start, EXPECT, FETCH, and every other message again.
#include "protocol.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace emrshare::test {
namespace {

/// What was taken: the type of the message, the field that was exchanged ("" for none), and the role of the receiver.
using Accepted = std::tuple<std::string, std::string, std::string>;
/// How many of each.
using Acceptances = std::map<Accepted, std::size_t>;

/// A message as it was sent, or with a field from elsewhere.
struct Variant {
    Message message;
    std::string field; ///< the exchanged one, or ""
};

/// The messages that ask for something anybody may ask for, and change nothing: NonceRequest, SyncRequest and
/// FetchRequest. They carry no authority, so that a replay is worth as much as a first message.
bool is_query(Type type) {
    return type == Type::nonce_request || type == Type::sync_request || type == Type::fetch_request;
}

/// Fields that h does not cover, h and Sig themselves included.
std::vector<std::string_view> uncovered_fields(const message::Format& format) {
    std::vector<std::string_view> fields;
    for (const message::Field& field : format.fields) {
        const auto& covered = format.printed_h;
        const bool is_covered =
            format.is_signed() && field.name != "h" && field.name != "Sig" &&
            (covered.empty() || std::find(covered.begin(), covered.end(), field.name) != covered.end());
        if (!is_covered) fields.push_back(field.name);
    }
    return fields;
}

/// Everything that an attacker who saw a run gives to nodes.
class Attacker {
public:
    /// @param nonces which the attacker was given just now
    Attacker(const World& world, std::vector<Bytes> nonces) : messages_(world.messages()), nonces_(std::move(nonces)) {}

    /// All variants of all messages.
    /// @param next number of the receiver's next block
    std::vector<Variant> variants(std::uint64_t next) const {
        std::vector<Variant> all;
        for (const Message& message : messages_) {
            all.push_back({message, ""});
            for (const std::string_view field : uncovered_fields(message.format())) {
                for (const Item& value : alternatives(message, field, next))
                    all.push_back({message.with(field, value), std::string(field)});
            }
        }
        return all;
    }

private:
    /// Values of the field in other messages of the type, and those that are of use now.
    std::vector<Item> alternatives(const Message& message, std::string_view field, std::uint64_t next) const {
        const std::size_t most = field == "h" || field == "Sig" ? 2 : 8;
        std::vector<Item> values;
        if (field == "num") values.emplace_back(next);
        if (field == "r") {
            for (const Bytes& r : nonces_)
                values.push_back(item_of(r));
        }
        for (const Message& other : messages_) {
            if (other.type() != message.type() || values.size() >= most) continue;
            const Item& value = other[field];
            const bool known =
                value == message[field] || std::find(values.begin(), values.end(), value) != values.end();
            if (!known) values.push_back(value);
        }
        return values;
    }

    std::vector<Message> messages_;
    std::vector<Bytes> nonces_;
};

std::string role_of(const std::string& name) {
    if (name.starts_with("MN")) return "management";
    if (name.starts_with("HN")) return "hospital";
    return name.starts_with("CS") ? "cloud" : "user";
}

/// Gives all variants to a node as it is now. As printed that is a copy, made anew whenever it has taken one that
/// changed it; corrected, where none is taken, it is the node itself.
void attack(World& world, const Attacker& attacker, const std::string& name, Acceptances& accepted) {
    std::unique_ptr<node::Node> copy;
    node::Node* node = &world.node(name);
    const Bytes untouched = essence(*node);
    const auto renew = [&] {
        copy = world.rebuilt(name);
        node = copy.get();
    };
    if (node->is_printed()) renew();
    for (const Variant& variant : attacker.variants(node->height() + 1)) {
        if (is_query(variant.message.type())) continue;
        const node::Event event = {world.net().now(), "somebody", node::EventKind::message, variant.message.encode()};
        if (refusal([&] { (void)node->handle(event); }) != "accepted") continue;
        ++accepted[{std::string(variant.message.format().name), variant.field, role_of(name)}];
        if (essence(*node) != untouched) renew();
    }
    CHECK(essence(*node) == untouched); // what is refused changes nothing
}

/// Runs the events of a node's transcript once more on a copy, and gives it each message, and those before it, again
/// as soon as it has come.
void attack_at_once(World& world, const std::string& name, Acceptances& accepted) {
    const std::size_t most = times(3, 100000);
    std::unique_ptr<node::Node> node = world.newborn(name);
    std::vector<node::Event> past;
    for (const node::Delivery& delivery : world.net().transcript()) {
        if (delivery.to != name || !delivery.rejected.empty()) continue;
        (void)node->handle(delivery.event);
        past.push_back(delivery.event);
        for (std::size_t i = past.size() - std::min(most, past.size()); i < past.size(); ++i) {
            if (past[i].kind != node::EventKind::message) continue;
            const Message message = message::decode(world.pp().dialect(), past[i].bytes);
            const node::Event again = {delivery.event.time, past[i].from, past[i].kind, past[i].bytes};
            if (is_query(message.type()) || refusal([&] { (void)node->handle(again); }) != "accepted") continue;
            ++accepted[{std::string(message.format().name), "", role_of(name)}];
            node = world.newborn(name);
            for (const node::Event& event : past)
                (void)node->handle(event);
        }
    }
    CHECK(node->digest() == world.node(name).digest());
}

void attack_everybody(World& world, const std::vector<Bytes>& nonces, Acceptances& accepted) {
    const Attacker attacker(world, nonces);
    for (const std::string& name : world.names())
        attack(world, attacker, name, accepted);
}

std::set<Accepted> kinds(const Acceptances& accepted) {
    std::set<Accepted> kinds;
    for (const auto& [kind, count] : accepted)
        kinds.insert(kind);
    return kinds;
}

std::string shown(const Acceptances& accepted) {
    std::string text;
    for (const auto& [kind, count] : accepted) {
        const auto& [type, field, role] = kind;
        for (const std::string_view part :
             {std::string_view(type), std::string_view(" with another "), std::string_view(field),
              std::string_view(" by a "), std::string_view(role)})
            text += part;
        text += ": " + std::to_string(count) + "\n";
    }
    return text;
}

/// The types of the messages that were delivered.
std::set<Type> types_sent(const World& world) {
    std::set<Type> types;
    for (const Message& message : world.messages())
        types.insert(message.type());
    return types;
}

/// The types that travel in a profile: in phases (3) and (5), or in the others.
std::set<Type> types_that_travel(Profile profile, bool of_sharing = false) {
    std::set<Type> types;
    for (const message::Format& format : message::formats(profile)) {
        if (format.use == message::Use::message && is_of_sharing(format.type) == of_sharing) types.insert(format.type);
    }
    return types;
}

/// Beyond every window, grant and credential.
constexpr std::uint64_t kLongTime = 2000000;

} // namespace

TEST_CASE("corrected: no node takes any message again, at any moment, as it is or changed") {
    SHOW_SEED();
    World world(Profile::corrected);
    Acceptances accepted;
    run_script(world, [&] { attack_everybody(world, {}, accepted); });
    CHECK(types_sent(world) == types_that_travel(Profile::corrected));
    world.net().pass(kLongTime);
    world.net().run();
    attack_everybody(world, {}, accepted);
    INFO(shown(accepted));
    CHECK(accepted.empty());
    CHECK(world.node("HN-1").height() == 7);
    CHECK(different_ledgers(world, world.names()) == 1);
}

TEST_CASE("as printed: nodes take again exactly what the errata say") {
    SHOW_SEED();
    World world(Profile::as_printed);
    Acceptances accepted;
    const std::set<Accepted> predicted = {
        {"Tx_req", "", "hospital"},         // E-NONCE: nothing in it is fresh
        {"Tx_req", "r", "hospital"},        // E-NONCE: the nonce is not signed
        {"BM", "num", "management"},        // E-NUM: by whom ever leads now
        {"BM", "num", "hospital"},          // E-NUM
        {"BM", "num", "cloud"},             // E-NUM
        {"BM", "num", "user"},              // E-NUM
        {"AccessRequest", "", "user"},      // E-REQUEST
        {"FetchAnswer", "", "user"},        // E-ANSWER
        {"FetchAnswer", "C_B", "user"},     // E-ANSWER
        {"FetchAnswer", "delta_A", "user"}, // E-ANSWER
    };
    int step = 0;
    run_script(world, [&] {
        ++step;
        if (step != 3 && step != 8) return;
        const Bytes r = world.granted(world.leader(), world.author("alice")).bytes("r");
        attack_everybody(world, {r}, accepted);
    });
    CHECK(types_sent(world) == types_that_travel(Profile::as_printed));
    world.net().pass(kLongTime);
    attack_everybody(world, {}, accepted);
    INFO(shown(accepted));
    CHECK(kinds(accepted) == predicted);
}

TEST_CASE("corrected: no node takes a message of phases (3) and (5) again, as it is or changed") {
    SHOW_SEED();
    World world(Profile::corrected);
    Acceptances accepted;
    run_sharing(world, [&] { attack_everybody(world, {}, accepted); });
    for (const Type type : types_that_travel(Profile::corrected, true))
        CHECK(types_sent(world).contains(type));
    world.net().pass(kLongTime);
    world.net().run();
    attack_everybody(world, {}, accepted);
    for (const std::string& name : world.names())
        attack_at_once(world, name, accepted);
    INFO(shown(accepted));
    CHECK(accepted.empty());
    CHECK(world.read_by("bob").size() == 2);
}

TEST_CASE("as printed: nodes take messages of phases (3) and (5) again as the errata say") {
    SHOW_SEED();
    World world(Profile::as_printed);
    run_sharing(world, [] {});
    for (const Type type : types_that_travel(Profile::as_printed, true))
        CHECK(types_sent(world).contains(type));
    Acceptances accepted;
    attack_everybody(world, {}, accepted);
    std::erase_if(accepted, [](const auto& entry) {
        const std::string& type = std::get<0>(entry.first);
        return type == "Tx_req" || type == "BM" || type == "AccessRequest" || type == "FetchAnswer"; // see above
    });
    INFO(shown(accepted));
    const std::set<Accepted> predicted = {
        {"Upload", "", "cloud"},        // stored once more under the same url
        {"Upload", "", "user"},         // E-DOWNLOAD: anybody's download
        {"Upload", "sections", "user"}, // E-DOWNLOAD
        {"Upload", "h", "user"},        // E-DOWNLOAD
        {"Upload", "Sig", "user"},      // E-DOWNLOAD
        {"Grant", "", "user"},          // E-GRANT: nothing in it is fresh, or signed
        {"Grant", "url", "user"},       // E-GRANT
        {"Grant", "a_B", "user"},       // E-GRANT
        {"CloudGrant", "", "cloud"},    // E-GRANT
        {"CloudGrant", "url", "cloud"}, // E-GRANT
        {"CloudGrant", "r_B", "cloud"}, // E-GRANT
        {"Share", "", "cloud"},         // E-SHARE
        {"Share", "url", "cloud"},      // E-SHARE
        {"Share", "b_B", "cloud"},      // E-SHARE
    };
    CHECK(kinds(accepted) == predicted);
}

TEST_CASE("corrected: no node takes a message again at once") {
    SHOW_SEED();
    World world(Profile::corrected);
    run_script(world, [] {});
    Acceptances accepted;
    for (const std::string& name : world.names())
        attack_at_once(world, name, accepted);
    INFO(shown(accepted));
    CHECK(accepted.empty());
}

TEST_CASE("as printed: nodes take again at once what they take later, and an endorsement until it is enough") {
    SHOW_SEED();
    World world(Profile::as_printed);
    run_script(world, [] {});
    Acceptances accepted;
    for (const std::string& name : world.names())
        attack_at_once(world, name, accepted);
    INFO(shown(accepted));
    const std::set<Accepted> predicted = {
        {"Tx_req", "", "hospital"},    // E-NONCE
        {"E", "", "management"},       // E-ENDORSER-TWICE
        {"AccessRequest", "", "user"}, // E-REQUEST
        {"FetchAnswer", "", "user"},   // E-ANSWER
    };
    CHECK(kinds(accepted) == predicted);
}

} // namespace emrshare::test
