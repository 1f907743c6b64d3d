/// @file
/// A message, or a part of one: an array that begins with the code of its type (spec, sections 11.1 and 11.2).
#pragma once

#include "message/format.hpp"

#include <optional>

namespace emrshare::message {

/// The profile and the parameter set for which messages are read.
struct Dialect {
    Profile profile;         ///< decides the types
    const ParameterSet* set; ///< decides the length of elements; never null
};

/// An array of one type. Fields are asked for by their names in the specification; a name that the type has not, or a
/// kind that the field has not, is a mistake of the caller: std::logic_error.
class Message {
public:
    /// @param fields in the order of the type, without the code
    /// @throws Rejection `MSG.Decode.C4` (number of fields), `MSG.Decode.C5` (kind of a field)
    Message(const Dialect& dialect, Type type, Items fields);

    Type type() const noexcept { return format_->type; }           ///< its code
    const Format& format() const noexcept { return *format_; }     ///< its type
    const Dialect& dialect() const noexcept { return dialect_; }   ///< for which it was read
    const Item& item() const noexcept { return item_; }            ///< the whole array
    const Item& operator[](std::string_view field) const;          ///< one field
    const Bytes& bytes(std::string_view field) const;              ///< a byte string of any kind
    std::uint64_t number(std::string_view field) const;            ///< a number or time
    bool flag(std::string_view field) const;                       ///< a flag
    const std::string& text(std::string_view field) const;         ///< a text
    Message part(std::string_view field) const;                    ///< a part or a content
    std::vector<Message> parts(std::string_view field) const;      ///< list of parts, also of an optional one
    Rq element(std::string_view field) const;                      ///< a decoded element
    std::vector<Bytes> byte_strings(std::string_view field) const; ///< list of digests or encoded elements
    std::vector<Bytes> elements(std::string_view field) const { return byte_strings(field); } ///< of encoded elements
    std::vector<std::uint64_t> numbers(std::string_view field) const;                         ///< list of numbers
    Bytes encode() const { return message::encode(item_); }                                   ///< the bytes that travel
    Bytes digest() const { return message::digest(item_); }                                   ///< H of it, 32 bytes
    /// A copy with another value in one field, which is not checked: h and Sig stay as they are.
    Message with(std::string_view field, Item value) const;
    bool operator==(const Message& other) const { return item_ == other.item_; } ///< whether the arrays are the same

private:
    friend Message as_message(const Dialect& dialect, const Item& item, std::span<const Type> types);
    friend Message as_part(const Dialect& dialect, const Item& item);
    Message(const Dialect& dialect, const Format& format, Item item)
        : dialect_(dialect), format_(&format), item_(std::move(item)) {}
    Dialect dialect_;
    const Format* format_;
    Item item_;
};

/// MSG.Decode of a message that travels on its own.
/// @throws Rejection `MSG.Decode.C1` to `MSG.Decode.C5`
Message decode(const Dialect& dialect, ByteView bytes);

/// MSG.Decode of a part of that type (one that is sealed, stored, or given on its own).
/// @throws Rejection `MSG.Decode.C1` to `MSG.Decode.C5`
Message decode_part(const Dialect& dialect, Type type, ByteView bytes);

/// MSG.Decode of a command. @throws Rejection `MSG.Decode.C1` to `MSG.Decode.C5`
Message decode_command(const Dialect& dialect, ByteView bytes);

/// A part of a message whose fields were all checked already. @throws std::logic_error for any other item
Message as_part(const Dialect& dialect, const Item& item);

/// An item of a kind that is no number or flag.
/// @{
Item item_of(ByteView bytes);
Item item_of(std::string_view text);
Item item_of(const std::vector<Message>& parts);
Item item_of(const std::vector<Bytes>& strings);
Item item_of(const std::vector<std::uint64_t>& numbers);
Item item_of(const std::optional<Message>& part);
/// @}

/// MSG.Digest: what h has to be.
/// @param network G, the digest of the public parameters
Bytes right_h(ByteView network, const Message& message);

/// The same for fields that are not a message yet.
/// @param fields all but h and Sig
Bytes right_h(ByteView network, const Format& format, const Items& fields);

/// A signed message: @p fields, h and Sig.
/// @param network G
/// @param sk secret key of the signer; the signature is the deterministic one
Message sign(const Dialect& dialect, ByteView network, Type type, Items fields, ByteView sk);

/// The Sig of a given h, for a message of that type: deterministic.
Bytes signature_of(const Format& format, ByteView h, ByteView sk);

/// Whether @p signature is one of @p h for a message of that type.
bool is_signature(const Format& format, ByteView vk, ByteView h, ByteView signature);

/// Whether the message's Sig is one of its field h, whatever that is.
bool is_signed_by(const Message& message, ByteView vk);

/// How many signatures is_signature() and is_signed_by() have verified in this process: for measurements.
std::uint64_t verified_signatures() noexcept;

} // namespace emrshare::message
