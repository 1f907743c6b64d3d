#include "message/item.hpp"

#include "base/error.hpp"
#include "random/xof.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>

namespace emrshare::message {
namespace {

using Json = nlohmann::json;

/// How many arrays may be within one another.
constexpr std::size_t kDepthLimit = 12;
/// Entries of all arrays together: an entry takes some fifty bytes of memory, and one byte in the encoding.
constexpr std::uint64_t kEntryLimit = std::uint64_t{1} << 18;

Json to_json(const Item& item) {
    if (const auto* number = item.number()) return *number;
    if (const auto* flag = item.flag()) return *flag;
    if (const auto* bytes = item.bytes()) return Json::binary({bytes->begin(), bytes->end()});
    if (const auto* text = item.text()) return *text;
    Json array = Json::array();
    for (const Item& entry : *item.entries())
        array.push_back(to_json(entry));
    return array;
}

bool is_utf8(const std::string& text) {
    try {
        (void)Json(text).dump();
        return true;
    } catch (const Json::type_error&) {
        return false;
    }
}

/// Takes items of the kinds of messages from the front of bytes: of whatever is no such item it reads no further than
/// its head, so that neither a declared length nor nesting costs anything. Whether an encoding is the deterministic one
/// shows when the item is encoded again.
class Reader {
public:
    explicit Reader(ByteView bytes) : rest_(bytes) {}
    bool is_at_end() const noexcept { return rest_.empty(); }

    /// @param depth how many arrays the item is in
    std::optional<Item> item(std::size_t depth) {
        if (rest_.empty()) return std::nullopt;
        const std::uint8_t head = take(1).front();
        if (head == kFalse || head == kTrue) return Item(head == kTrue);
        const std::optional<std::uint64_t> value = argument(head);
        if (!value) return std::nullopt;
        switch (head >> 5) {
        case kNumber:
            return *value < kNumberLimit ? std::optional<Item>(*value) : std::nullopt;
        case kByteString:
            return *value <= rest_.size() ? std::optional<Item>(string<Bytes>(*value)) : std::nullopt;
        case kText:
            return text(*value);
        case kArray:
            return depth < kDepthLimit ? array(*value, depth) : std::nullopt;
        default:
            return std::nullopt;
        }
    }

private:
    /// Values of the three high bits of a head, and the two heads of booleans (RFC 8949, section 3.1 and 3.3).
    static constexpr std::uint8_t kNumber = 0;
    static constexpr std::uint8_t kByteString = 2;
    static constexpr std::uint8_t kText = 3;
    static constexpr std::uint8_t kArray = 4;
    static constexpr std::uint8_t kFalse = 0xf4;
    static constexpr std::uint8_t kTrue = 0xf5;

    ByteView take(std::size_t size) {
        const ByteView taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }

    /// The number that belongs to a head; none for an indefinite length, which is 31.
    std::optional<std::uint64_t> argument(std::uint8_t head) {
        const unsigned info = head & 31U;
        if (info < 24) return info;
        const std::size_t size = info < 28 ? std::size_t{1} << (info - 24) : rest_.size() + 1;
        if (size > rest_.size()) return std::nullopt;
        std::uint64_t value = 0;
        for (const std::uint8_t byte : take(size))
            value = value << 8 | byte;
        return value;
    }

    template <class String>
    String string(std::size_t size) {
        const ByteView taken = take(size);
        return {taken.begin(), taken.end()};
    }

    std::optional<Item> text(std::uint64_t size) {
        if (size > rest_.size()) return std::nullopt;
        auto value = string<std::string>(size);
        if (!is_utf8(value)) return std::nullopt;
        return Item(std::move(value));
    }

    std::optional<Item> array(std::uint64_t size, std::size_t depth) {
        if (size > entries_left_) return std::nullopt;
        entries_left_ -= size;
        Items entries;
        for (std::uint64_t i = 0; i < size; ++i) {
            std::optional<Item> entry = item(depth + 1);
            if (!entry) return std::nullopt;
            entries.push_back(std::move(*entry));
        }
        return Item(std::move(entries));
    }

    ByteView rest_;
    std::uint64_t entries_left_ = kEntryLimit;
};

} // namespace

Item::Item(const Item& other) = default;
Item::Item(Item&& other) noexcept = default;
Item& Item::operator=(const Item& other) = default;
Item& Item::operator=(Item&& other) noexcept = default;
Item::~Item() = default;

Bytes encode(const Item& item) {
    Bytes bytes;
    std::vector<std::uint8_t> encoded = Json::to_cbor(to_json(item));
    bytes.assign(encoded.begin(), encoded.end());
    wipe(encoded.data(), encoded.size());
    return bytes;
}

Item decode_item(ByteView bytes) {
    require(bytes.size() <= kMessageLimit, "MSG.Decode.C1", "message", "it has more than 2^24 bytes");
    Reader reader(bytes);
    std::optional<Item> read = reader.item(0);
    require(
        read && reader.is_at_end(), "MSG.Decode.C2", "message",
        "it is not one item of integers below 2^53, byte strings, UTF-8 texts, booleans and arrays, all of definite "
        "length");
    Item item = std::move(*read);
    const Bytes again = encode(item);
    require(std::equal(bytes.begin(), bytes.end(), again.begin(), again.end()), "MSG.Decode.C3", "message",
            "its encoding is not the deterministic one");
    return item;
}

Bytes digest(const Item& item) {
    return sha3_256(encode(item));
}

} // namespace emrshare::message
