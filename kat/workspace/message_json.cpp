#include "workspace/message_json.hpp"

#include "value.hpp"

namespace emrshare::kat {
namespace {

using message::Item;
using message::Kind;
using message::Message;

/// An item that is no part.
Json plain(const Item& item) {
    if (item.number() != nullptr) return *item.number();
    if (item.flag() != nullptr) return *item.flag();
    if (item.text() != nullptr) return *item.text();
    if (item.bytes() != nullptr) return to_hex(*item.bytes());
    Json list = Json::array();
    for (const Item& entry : *item.entries())
        list.push_back(plain(entry));
    return list;
}

Json value_of(const Message& message, const message::Field& field) {
    switch (field.kind) {
    case Kind::part:
    case Kind::content:
        return json_of(message.part(field.name));
    case Kind::parts:
    case Kind::optional_part: {
        Json list = Json::array();
        for (const Message& part : message.parts(field.name))
            list.push_back(json_of(part));
        return list;
    }
    default:
        return plain(message[field.name]);
    }
}

} // namespace

Json json_of(const Message& message) {
    Json json = {{"type", message.format().name}};
    for (const message::Field& field : message.format().fields)
        json[std::string(field.name)] = value_of(message, field);
    return json;
}

} // namespace emrshare::kat
