#include "message/item.hpp"

#include "base/error.hpp"

#include <crypto++/sha3.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <limits>

namespace emrshare::message {
namespace {

using Json = nlohmann::json;

/// Arrays within arrays.
constexpr std::size_t kDepthLimit = 12;

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

/// Builds an item from what the parser meets, and stops it at the first thing that no message has.
class Builder final : public nlohmann::json_sax<Json> {
public:
    bool number_unsigned(number_unsigned_t value) override { return value < kNumberLimit && add(value); }
    bool boolean(bool value) override { return add(value); }
    bool binary(binary_t& value) override { return !value.has_subtype() && add(Bytes(value.begin(), value.end())); }
    bool string(string_t& value) override { return is_utf8(value) && add(value); }
    bool start_array(std::size_t size) override {
        if (size == std::numeric_limits<std::size_t>::max() || open_.size() > kDepthLimit) return false;
        open_.emplace_back();
        return true;
    }
    bool end_array() override {
        Items entries = std::move(open_.back());
        open_.pop_back();
        return add(std::move(entries));
    }
    bool null() override { return false; }
    bool number_integer(number_integer_t /*value*/) override { return false; }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return false; }
    bool start_object(std::size_t /*size*/) override { return false; }
    bool key(string_t& /*name*/) override { return false; }
    bool end_object() override { return false; }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        return false;
    }

    /// Everything that was not inside an array.
    Items& outermost() { return open_.front(); }

private:
    template <class Value>
    bool add(Value value) {
        open_.back().emplace_back(std::move(value));
        return true;
    }
    std::vector<Items> open_ = std::vector<Items>(1);
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
    Builder builder;
    const bool parsed = Json::sax_parse(bytes.begin(), bytes.end(), &builder, Json::input_format_t::cbor);
    require(
        parsed && builder.outermost().size() == 1, "MSG.Decode.C2", "message",
        "it is not one item of integers below 2^53, byte strings, UTF-8 texts, booleans and arrays of definite length");
    Item item = std::move(builder.outermost().front());
    const Bytes again = encode(item);
    require(std::equal(bytes.begin(), bytes.end(), again.begin(), again.end()), "MSG.Decode.C3", "message",
            "its encoding is not the deterministic one");
    return item;
}

Bytes digest(const Item& item) {
    const Bytes bytes = encode(item);
    Bytes value(CryptoPP::SHA3_256::DIGESTSIZE);
    CryptoPP::SHA3_256().CalculateDigest(value.data(), bytes.data(), bytes.size());
    return value;
}

} // namespace emrshare::message
