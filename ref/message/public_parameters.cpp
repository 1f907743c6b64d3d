#include "message/public_parameters.hpp"

#include "base/error.hpp"
#include "pre/encoding.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace emrshare::message {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kPidBytes = 16;

/// The text of a field that has to be read before the rest can be, or "".
std::string text_at(const Item& item, std::size_t index) {
    const Items* entries = item.entries();
    if (entries == nullptr || entries->size() <= index || (*entries)[index].text() == nullptr) return {};
    return *(*entries)[index].text();
}

Profile profile_named(const std::string& name) {
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (name_of(profile) == name) return profile;
    }
    throw Rejection("PP.Check.C2", "profile", "no profile has this name");
}

const ParameterSet& set_named(const std::string& name) {
    try {
        return parameter_set(name);
    } catch (const Rejection&) {
        throw Rejection("PP.Check.C2", "set", "no parameter set has this name");
    }
}

Message read(ByteView encoded) {
    const Item item = decode_item(encoded);
    const Format& format = format_of(Profile::corrected, Type::public_parameters); // the same in both profiles
    const Dialect dialect = {profile_named(text_at(item, format.index("profile"))),
                             &set_named(text_at(item, format.index("set")))};
    return decode_part(dialect, Type::public_parameters, encoded);
}

bool is(ByteView a, ByteView b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

} // namespace

PublicParameters::PublicParameters(ByteView encoded) : message_(read(encoded)), G_(message_.digest()) {
    require(number("version") == kVersion, "PP.Check.C1", "version", "it is not 1");
    std::set<Bytes, ByteOrder> ids;
    std::set<Bytes, ByteOrder> keys;
    for (const Message& node : message_.parts("nodes")) {
        require(ids.insert(node.bytes("id")).second, "PP.Check.C3", "nodes", "two nodes have the same id");
        require(keys.insert(node.bytes("vk")).second, "PP.Check.C3", "nodes", "two nodes have the same vk");
        require(node.bytes("id").size() != kPidBytes, "PP.Check.C9", "nodes", "an id is as long as a PID");
        const std::uint64_t role = node.number("role");
        require(role >= 1 && role <= 3, "PP.Check.C4", "nodes", "a role is not 1, 2 or 3");
        nodes_.push_back({node.bytes("id"), static_cast<Role>(role), node.element("pk"), node.bytes("vk")});
    }
    for (const Role role : {Role::management, Role::hospital, Role::cloud})
        require(!nodes(role).empty(), "PP.Check.C4", "nodes", "a role is missing");
    require(number("threshold") < H(), "PP.Check.C5", "threshold", "it is not less than the number of hospitals");
    const std::uint64_t most = number("block_transactions");
    require(most >= 1 && most <= 1024, "PP.Check.C6", "block_transactions", "it is not from 1 to 1024");
    require(H() <= 1024, "PP.Check.C7", "nodes", "there are more than 1024 hospitals");
    require(message_["B"].entries()->size() == dialect().set->k, "PP.Check.C8", "B", "it does not have k rows");
}

std::vector<const NodeEntry*> PublicParameters::nodes(Role role) const {
    std::vector<const NodeEntry*> chosen;
    for (const NodeEntry& entry : nodes_) {
        if (entry.role == role) chosen.push_back(&entry);
    }
    return chosen;
}

const NodeEntry* PublicParameters::node(ByteView id) const noexcept {
    const auto found = std::find_if(nodes_.begin(), nodes_.end(), [&](const NodeEntry& n) { return is(n.id, id); });
    return found == nodes_.end() ? nullptr : &*found;
}

const NodeEntry* PublicParameters::node(ByteView id, Role role) const noexcept {
    const NodeEntry* found = node(id);
    return found != nullptr && found->role == role ? found : nullptr;
}

const NodeEntry& PublicParameters::management(std::uint64_t j) const {
    return *nodes(Role::management).at(j - 1);
}

bool PublicParameters::is_voucher_for(const Message& voucher, Type type, const Items& fields) const {
    const Format& format = format_of(dialect().profile, type);
    const NodeEntry* hospital = node(voucher.bytes("hid"), Role::hospital);
    return hospital != nullptr && is_signature(format, hospital->vk, right_h(G_, format, fields), voucher.bytes("Sig"));
}

bool PublicParameters::are_from_hospitals(const std::vector<Message>& list, std::uint64_t least) const {
    const NodeEntry* previous = nullptr;
    for (const Message& message : list) {
        const NodeEntry* hospital = node(message.bytes("hid"), Role::hospital);
        // The entries are in one vector, so that their order is that of their addresses.
        if (hospital == nullptr || (previous != nullptr && hospital <= previous)) return false;
        previous = hospital;
    }
    return list.size() >= least;
}

Bytes encode_public_parameters(const Dialect& dialect, const std::vector<Bytes>& B, const std::vector<NodeEntry>& nodes,
                               const Rules& rules) {
    Items rows;
    for (const Bytes& row : B)
        rows.push_back(item_of(row));
    Items entries;
    for (const NodeEntry& node : nodes) {
        const Items fields = {item_of(node.id), Item(static_cast<std::uint64_t>(node.role)),
                              Item(emrshare::encode(node.pk)), item_of(node.vk)};
        entries.push_back(Message(dialect, Type::node, fields).item());
    }
    const Items fields = {Item(kVersion),
                          item_of(name_of(dialect.profile)),
                          item_of(dialect.set->name),
                          Item(rows),
                          Item(entries),
                          Item(rules.threshold),
                          Item(rules.block_transactions),
                          Item(rules.block_time),
                          Item(rules.window),
                          Item(rules.grant_time),
                          Item(rules.timeout)};
    return Message(dialect, Type::public_parameters, fields).encode();
}

} // namespace emrshare::message
