#include "byte_parts.hpp"

#include "base/error.hpp"
#include "message/item.hpp"
#include "value.hpp"

#include <optional>

namespace emrshare::kat {
namespace {

constexpr std::size_t kLeastBytes = 512;

std::optional<message::Item> array_in(ByteView bytes) {
    try {
        message::Item item = message::decode_item(bytes);
        if (item.entries() != nullptr) return item;
    } catch (const Rejection&) {
        return std::nullopt;
    }
    return std::nullopt;
}

void collect(const message::Item& item, std::vector<std::string>& parts) {
    if (const message::Items* entries = item.entries()) {
        for (const message::Item& entry : *entries)
            collect(entry, parts);
    }
    const Bytes* bytes = item.bytes();
    if (bytes == nullptr || bytes->size() < kLeastBytes) return;
    if (const std::optional<message::Item> inner = array_in(*bytes))
        collect(*inner, parts);
    else
        parts.push_back(to_hex(*bytes));
}

} // namespace

std::vector<std::string> byte_parts(const std::string& hex) {
    std::vector<std::string> parts;
    try {
        if (const std::optional<message::Item> item = array_in(from_hex(hex, "hex"))) collect(*item, parts);
    } catch (const Rejection&) {
        return {}; // no hex
    }
    return parts;
}

} // namespace emrshare::kat
