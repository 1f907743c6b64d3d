#include "protocol/events.hpp"

#include "base/error.hpp"
#include "message/message.hpp"

namespace emrshare::kat {
namespace {

using message::Item;
using message::item_of;
using message::Items;

/// @throws Rejection `KAT.Input.C2`
node::Event event_of(const Item& item, const std::string& field) {
    const Items* entries = item.entries();
    const bool is_event = entries != nullptr && entries->size() == 4 && (*entries)[0].number() != nullptr &&
                          (*entries)[1].text() != nullptr && (*entries)[2].number() != nullptr &&
                          (*entries)[3].bytes() != nullptr;
    require(is_event && *(*entries)[2].number() <= 255, "KAT.Input.C2", field, "an entry is no event");
    const auto kind = static_cast<node::EventKind>(*(*entries)[2].number());
    return {*(*entries)[0].number(), *(*entries)[1].text(), kind, *(*entries)[3].bytes()};
}

/// @throws Rejection `KAT.Input.C2`
Item item_from(ByteView bytes, const std::string& field) {
    try {
        return message::decode_item(bytes);
    } catch (const Rejection& rejection) {
        throw Rejection("KAT.Input.C2", field, rejection.reason());
    }
}

} // namespace

Bytes encode_events(const std::vector<node::Event>& events) {
    Items list;
    for (const node::Event& event : events)
        list.emplace_back(Items{Item(event.time), item_of(event.from), Item(static_cast<std::uint64_t>(event.kind)),
                                item_of(event.bytes)});
    return message::encode(Item(std::move(list)));
}

std::vector<node::Event> decode_events(ByteView bytes, const std::string& field) {
    const Item item = item_from(bytes, field);
    require(item.entries() != nullptr, "KAT.Input.C2", field, "it is no list of events");
    std::vector<node::Event> events;
    for (const Item& entry : *item.entries())
        events.push_back(event_of(entry, field));
    return events;
}

node::Event decode_event(ByteView bytes, const std::string& field) {
    std::vector<node::Event> events = decode_events(bytes, field);
    require(events.size() == 1, "KAT.Input.C2", field, "it is not one event");
    return std::move(events.front());
}

Bytes encode_outgoing(const std::vector<node::Outgoing>& messages) {
    Items list;
    for (const node::Outgoing& outgoing : messages)
        list.emplace_back(Items{item_of(outgoing.to), item_of(outgoing.bytes)});
    return message::encode(Item(std::move(list)));
}

} // namespace emrshare::kat
