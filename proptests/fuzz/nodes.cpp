// Nodes in the middle of a run are given messages and commands that were sent there, changed: fields, their order,
// parts of other messages in their place, and signed anew by anybody, since any key may be that of a dishonest party.
#include "fuzz.hpp"
#include "protocol.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

namespace emrshare::fuzz {
namespace {

using message::Format;
using message::Item;
using message::Items;
using message::Message;
using node::Event;
using node::EventKind;
using test::World;

/// A run. Its nodes are given inputs, and made anew when they have accepted one.
class Stage {
public:
    Stage(Profile profile, void (*script)(World&, const std::function<void()>&)) : world_(profile) {
        script(world_, [] {});
        std::set<Bytes, ByteOrder> seen;
        for (const node::Delivery& delivery : world_.net().transcript()) {
            const Event& event = delivery.event;
            const bool is_new = event.kind != EventKind::tick && seen.insert(event.bytes).second;
            if (is_new) events_.push_back(event);
        }
        names_ = world_.names();
        for (const std::string& name : names_)
            digests_[name] = world_.node(name).digest();
    }

    const message::PublicParameters& pp() const { return world_.pp(); }
    std::uint64_t now() const { return world_.net().now(); }
    const std::vector<Event>& events() const { return events_; }
    const std::vector<std::string>& names() const { return names_; }
    Bytes sk(const std::string& name) const { return world_.sk(name); }
    node::Node& node(const std::string& name) {
        const auto made = made_anew_.find(name);
        return made == made_anew_.end() ? world_.node(name) : *made->second;
    }
    /// The digest of the node's state as the run left it.
    const Bytes& digest(const std::string& name) const { return digests_.at(name); }

    /// The node as the run left it.
    void make_anew(const std::string& name) {
        made_anew_[name] = world_.rebuilt(name);
        expect(node(name).digest() == digest(name), "a node that is given the same events has the same state");
    }

private:
    World world_;
    std::vector<Event> events_;
    std::vector<std::string> names_;
    std::map<std::string, std::unique_ptr<node::Node>> made_anew_;
    std::map<std::string, Bytes> digests_;
};

// ---- changes ----

/// All items of a message, itself first.
void gather(Item& item, std::vector<Item*>& all) {
    all.push_back(&item);
    if (Items* entries = item.entries()) {
        for (Item& entry : *entries)
            gather(entry, all);
    }
}

std::vector<Item*> all_of(Item& item) {
    std::vector<Item*> all;
    gather(item, all);
    return all;
}

Item changed_number(std::uint64_t number, Choices& in) {
    switch (in.below(4)) {
    case 0:
        return Item(number + 1);
    case 1:
        return Item(number == 0 ? number : number - 1);
    case 2:
        return Item(std::uint64_t{in.byte()});
    default:
        return Item(number ^ (std::uint64_t{1} << in.below(53)));
    }
}

template <class String>
Item changed_string(String string, Choices& in) {
    const std::size_t at = string.empty() ? 0 : in.below(std::min<std::size_t>(string.size(), 65536));
    const auto value = static_cast<typename String::value_type>(in.byte());
    switch (in.below(4)) {
    case 0:
        if (!string.empty()) string[at] = static_cast<typename String::value_type>(string[at] ^ value);
        break;
    case 1:
        string.resize(at);
        break;
    case 2:
        string.insert(string.begin() + static_cast<std::ptrdiff_t>(at), value);
        break;
    default:
        string.clear();
    }
    return Item(std::move(string));
}

Item changed_list(Items list, Choices& in) {
    if (list.empty()) return Item(std::move(list));
    const std::size_t one = in.below(std::min<std::size_t>(list.size(), 65536));
    const std::size_t other = in.below(std::min<std::size_t>(list.size(), 65536));
    const Item copy = list[one];
    switch (in.below(3)) {
    case 0:
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(one));
        break;
    case 1:
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(other), copy);
        break;
    default:
        std::swap(list[one], list[other]);
    }
    return Item(std::move(list));
}

Item changed(const Item& item, Choices& in) {
    if (const std::uint64_t* number = item.number()) return changed_number(*number, in);
    if (const bool* flag = item.flag()) return Item(!*flag);
    if (const Bytes* bytes = item.bytes()) return changed_string(*bytes, in);
    if (const std::string* text = item.text()) return changed_string(*text, in);
    return changed_list(*item.entries(), in);
}

/// The type of an array that is a message or part of this profile, or null.
const Format* format_of(const message::Dialect& dialect, const Item& item) {
    const Items* entries = item.entries();
    if (entries == nullptr || entries->empty() || entries->front().number() == nullptr) return nullptr;
    const std::span<const Format> all = message::formats(dialect.profile);
    const auto found = std::find_if(all.begin(), all.end(), [&](const Format& format) {
        return static_cast<std::uint64_t>(format.type) == *entries->front().number();
    });
    return found == all.end() ? nullptr : &*found;
}

/// An array of a signed type with right h, and Sig by @p sk; anything else, and what is not well-formed, as it is.
Item signed_anew(const message::PublicParameters& pp, const Item& item, const Bytes& sk) {
    const Format* format = format_of(pp.dialect(), item);
    if (format == nullptr || !format->is_signed()) return item;
    Items fields(item.entries()->begin() + 1, item.entries()->end());
    const auto message = unless_refused([&] { return Message(pp.dialect(), format->type, std::move(fields)); });
    return message ? kat::signed_anew(pp, *message, sk).item() : item;
}

/// One change of the message, as the input chooses it.
void change(Stage& stage, Item& item, Choices& in) {
    const std::vector<Item*> all = all_of(item);
    Item& place = *all[in.below(std::min<std::size_t>(all.size(), 65536))];
    switch (in.below(3)) {
    case 0:
        place = changed(place, in);
        break;
    case 1: { // a part of another message
        const Event& event = stage.events()[in.below(stage.events().size())];
        Item other = message::decode_item(event.bytes);
        const std::vector<Item*> parts = all_of(other);
        place = Item(*parts[in.below(std::min<std::size_t>(parts.size(), 65536))]);
        break;
    }
    default:
        place = signed_anew(stage.pp(), place, stage.sk(stage.names()[in.below(stage.names().size())]));
    }
}

// ---- what has to hold ----

void give(Stage& stage, const std::string& name, const Event& event) {
    node::Node& node = stage.node(name);
    const auto out = unless_refused([&] { return node.handle(event); });
    if (!out) {
        expect(node.digest() == stage.digest(name), "a refused event leaves the state as it was");
        return;
    }
    for (const node::Outgoing& sent : *out)
        (void)message::decode(stage.pp().dialect(), sent.bytes);
    if (!node.is_printed()) {
        expect(!test::has_content_twice(node), "no content is committed twice");
        expect(!test::has_nonce_twice(node), "no nonce is spent twice");
    }
    stage.make_anew(name);
}

// ---- targets ----

void feed(Stage& stage, ByteView input) {
    Choices in(input);
    const std::string name = stage.names()[in.below(stage.names().size())];
    Event event = stage.events()[in.below(stage.events().size())];
    event.from = stage.names()[in.below(stage.names().size())];
    constexpr std::array<std::uint64_t, 6> kLater = {0, 1, 2000, 10000, 120000, 300001};
    event.time = stage.now() + kLater[in.below(kLater.size())];
    Item item = message::decode_item(event.bytes);
    constexpr std::size_t kMostChanges = 16;
    for (std::size_t i = 0; i < kMostChanges && !in.is_empty(); ++i)
        change(stage, item, in);
    event.bytes = message::encode(item);
    give(stage, name, event);
}

template <Profile profile, auto script>
void feed_at(ByteView input) {
    static Stage stage(profile, script);
    feed(stage, input);
}

constexpr Target kNodes[] = {
    {"ledger", "nodes of the corrected profile after registrations, transactions and a silent leader",
     feed_at<Profile::corrected, test::run_script>},
    {"sharing", "nodes of the corrected profile after records, credentials and fetches",
     feed_at<Profile::corrected, test::run_sharing>},
    {"ledger-as-printed", "the same as printed", feed_at<Profile::as_printed, test::run_script>},
    {"sharing-as-printed", "the same as printed", feed_at<Profile::as_printed, test::run_sharing>},
};

} // namespace

std::span<const Target> node_targets() {
    return kNodes;
}

} // namespace emrshare::fuzz
