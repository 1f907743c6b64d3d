/// @file
/// Data items of CBOR in the deterministic encoding of RFC 8949, section 4.2.1: the bytes of every message.
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace emrshare::message {

class Item;
/// The entries of an array.
using Items = std::vector<Item>;

/// An unsigned integer, boolean, byte string, text or array (spec, section 11.1).
class Item {
public:
    /// From a value of each kind.
    /// @{
    Item(std::uint64_t number) : value_(number) {}
    Item(bool flag) : value_(flag) {}
    Item(Bytes bytes) : value_(std::move(bytes)) {}
    Item(std::string text) : value_(std::move(text)) {}
    Item(Items entries) : value_(std::move(entries)) {}
    /// @}
    /// Neither pointers nor narrower numbers: they would become flags in silence.
    template <class Other>
    Item(Other) = delete;
    /// Out of line: GCC 12 warns of uninitialised members wherever it inlines the moves of the variant.
    /// @{
    Item(const Item& other);
    Item(Item&& other) noexcept;
    Item& operator=(const Item& other);
    Item& operator=(Item&& other) noexcept;
    ~Item();
    /// @}

    /// The value if the item is of that kind, otherwise null.
    /// @{
    const std::uint64_t* number() const noexcept { return std::get_if<std::uint64_t>(&value_); }
    const bool* flag() const noexcept { return std::get_if<bool>(&value_); }
    const Bytes* bytes() const noexcept { return std::get_if<Bytes>(&value_); }
    const std::string* text() const noexcept { return std::get_if<std::string>(&value_); }
    const Items* entries() const noexcept { return std::get_if<Items>(&value_); }
    Items* entries() noexcept { return std::get_if<Items>(&value_); }
    /// @}
    bool operator==(const Item& other) const = default; ///< whether kind and value are the same

private:
    std::variant<std::uint64_t, bool, Bytes, std::string, Items> value_;
};

/// Integers are below this.
inline constexpr std::uint64_t kNumberLimit = std::uint64_t{1} << 53;
/// The bytes of a message are at most this many.
inline constexpr std::size_t kMessageLimit = std::size_t{1} << 24;
/// Entries of a list of fields, at most.
inline constexpr std::size_t kListLimit = 4096;

/// The deterministic encoding.
Bytes encode(const Item& item);

/// The item of which @p bytes is the deterministic encoding.
/// @throws Rejection `MSG.Decode.C1` (length), `MSG.Decode.C2` (no such item), `MSG.Decode.C3` (not deterministic)
Item decode_item(ByteView bytes);

/// SHA3-256 (FIPS 202) of the encoding: H of section 11.2, 32 bytes.
Bytes digest(const Item& item);

} // namespace emrshare::message
