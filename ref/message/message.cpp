#include "message/message.hpp"

#include "base/error.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"
#include "sign/ml_dsa.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>

namespace emrshare::message {
namespace {

constexpr std::size_t kBytesLimit = 65536;
constexpr std::size_t kTextLimit = 1024;
constexpr std::array<Type, 5> kContents = {Type::registration, Type::metadata, Type::credential, Type::revocation,
                                           Type::access};

std::atomic<std::uint64_t> verifications = 0;

void check_part(const Dialect& dialect, std::span<const Type> types, const Item& item, const std::string& path);

void require_kind(bool holds, const std::string& path, std::string_view reason) {
    require(holds, "MSG.Decode.C5", path, reason);
}

void check_bytes(const Item& item, std::size_t least, std::size_t most, const std::string& path) {
    const Bytes* bytes = item.bytes();
    require_kind(bytes != nullptr && bytes->size() >= least && bytes->size() <= most, path,
                 "it is no byte string of the right length");
}

void check_number(const Item& item, const std::string& path) {
    require_kind(item.number() != nullptr, path, "it is no integer");
}

void check_element(const Dialect& dialect, const Item& item, const std::string& path) {
    const std::size_t length = dialect.set->element_bytes();
    check_bytes(item, length, length, path);
    try {
        (void)decode_element(*dialect.set, *item.bytes());
    } catch (const Rejection& rejection) {
        throw Rejection("MSG.Decode.C5", path, rejection.what());
    }
}

const Items& require_list(const Item& item, std::size_t most, const std::string& path) {
    const Items* entries = item.entries();
    require_kind(entries != nullptr && entries->size() <= most, path, "it is no array of the right length");
    return *entries;
}

void check_field(const Dialect& dialect, const Field& field, const Item& item, const std::string& path) {
    switch (field.kind) {
    case Kind::id:
        return check_bytes(item, 1, 32, path);
    case Kind::pid:
    case Kind::nonce:
        return check_bytes(item, 16, 16, path);
    case Kind::digest:
        return check_bytes(item, 32, 32, path);
    case Kind::digests:
        for (const Item& entry : require_list(item, kListLimit, path))
            check_bytes(entry, 32, 32, path);
        return;
    case Kind::vk:
        return check_bytes(item, ml_dsa::kPublicKeyBytes, ml_dsa::kPublicKeyBytes, path);
    case Kind::sig:
        return check_bytes(item, ml_dsa::kSignatureBytes, ml_dsa::kSignatureBytes, path);
    case Kind::bytes:
        return check_bytes(item, 0, kBytesLimit, path);
    case Kind::blob:
        return check_bytes(item, 0, kMessageLimit, path);
    case Kind::element:
        return check_element(dialect, item, path);
    case Kind::elements:
        for (const Item& entry : require_list(item, kListLimit, path))
            check_element(dialect, entry, path);
        return;
    case Kind::text:
        return require_kind(item.text() != nullptr && item.text()->size() <= kTextLimit, path,
                            "it is no text of at most 1024 bytes");
    case Kind::number:
    case Kind::time:
        return check_number(item, path);
    case Kind::numbers:
        for (const Item& entry : require_list(item, kListLimit, path))
            check_number(entry, path);
        return;
    case Kind::flag:
        return require_kind(item.flag() != nullptr, path, "it is no boolean");
    case Kind::part:
        return check_part(dialect, {&field.part, 1}, item, path);
    case Kind::content:
        return check_part(dialect, kContents, item, path);
    case Kind::parts:
    case Kind::optional_part:
        for (const Item& entry : require_list(item, field.kind == Kind::parts ? kListLimit : 1, path))
            check_part(dialect, {&field.part, 1}, entry, path);
        return;
    }
}

/// The format that the first entry of an array names, if it is one of @p types (none given: any) and has that many
/// fields.
const Format* format_of_item(const Dialect& dialect, std::span<const Type> types, const Item& item) {
    const Items* entries = item.entries();
    if (entries == nullptr || entries->empty()) return nullptr;
    const std::uint64_t* code = entries->front().number();
    if (code == nullptr) return nullptr;
    for (const Format& format : formats(dialect.profile)) {
        if (static_cast<std::uint64_t>(format.type) == *code && entries->size() == format.fields.size() + 1 &&
            (types.empty() || std::find(types.begin(), types.end(), format.type) != types.end()))
            return &format;
    }
    return nullptr;
}

void check_fields(const Dialect& dialect, const Format& format, const Item& item, const std::string& prefix) {
    for (std::size_t i = 0; i < format.fields.size(); ++i) {
        const Field& field = format.fields[i];
        check_field(dialect, field, (*item.entries())[i + 1], prefix + std::string(field.name));
    }
}

void check_part(const Dialect& dialect, std::span<const Type> types, const Item& item, const std::string& path) {
    const Format* format = format_of_item(dialect, types, item);
    require_kind(format != nullptr, path, "it is no array of its type");
    check_fields(dialect, *format, item, path + ".");
}

std::vector<Type> types_of(Profile profile, Use use) {
    std::vector<Type> types;
    for (const Format& format : formats(profile)) {
        if (format.use == use) types.push_back(format.type);
    }
    return types;
}

Item whole(Type type, Items fields) {
    fields.insert(fields.begin(), Item(static_cast<std::uint64_t>(type)));
    return Item(std::move(fields));
}

template <class T>
const T& require_kind_of_field(const T* value, std::string_view field) {
    if (value == nullptr) throw std::logic_error("a field is of another kind: " + std::string(field));
    return *value;
}

} // namespace

Message as_message(const Dialect& dialect, const Item& item, std::span<const Type> types) {
    const Format* format = format_of_item(dialect, types, item);
    require(format != nullptr, "MSG.Decode.C4", "message",
            "it is no array with the code and the length of such a type");
    check_fields(dialect, *format, item, "");
    return {dialect, *format, item};
}

Message::Message(const Dialect& dialect, Type type, Items fields)
    : Message(as_message(dialect, whole(type, std::move(fields)), std::array{type})) {}

const Item& Message::operator[](std::string_view field) const {
    return (*item_.entries())[format_->index(field)];
}

const Bytes& Message::bytes(std::string_view field) const {
    return require_kind_of_field((*this)[field].bytes(), field);
}

std::uint64_t Message::number(std::string_view field) const {
    return require_kind_of_field((*this)[field].number(), field);
}

bool Message::flag(std::string_view field) const {
    return require_kind_of_field((*this)[field].flag(), field);
}

const std::string& Message::text(std::string_view field) const {
    return require_kind_of_field((*this)[field].text(), field);
}

Message Message::part(std::string_view field) const {
    return as_part(dialect_, (*this)[field]);
}

std::vector<Message> Message::parts(std::string_view field) const {
    std::vector<Message> parts;
    for (const Item& entry : require_kind_of_field((*this)[field].entries(), field))
        parts.push_back(as_part(dialect_, entry));
    return parts;
}

Rq Message::element(std::string_view field) const {
    return decode_element(*dialect_.set, bytes(field));
}

std::vector<Bytes> Message::byte_strings(std::string_view field) const {
    std::vector<Bytes> list;
    for (const Item& entry : require_kind_of_field((*this)[field].entries(), field))
        list.push_back(require_kind_of_field(entry.bytes(), field));
    return list;
}

std::vector<std::uint64_t> Message::numbers(std::string_view field) const {
    std::vector<std::uint64_t> numbers;
    for (const Item& entry : require_kind_of_field((*this)[field].entries(), field))
        numbers.push_back(require_kind_of_field(entry.number(), field));
    return numbers;
}

Message Message::with(std::string_view field, Item value) const {
    Message changed = *this;
    (*changed.item_.entries())[format_->index(field)] = std::move(value);
    return changed;
}

Message as_part(const Dialect& dialect, const Item& item) {
    const Format* format = format_of_item(dialect, {}, item);
    if (format == nullptr) throw std::logic_error("this item is no part of a message");
    return {dialect, *format, item};
}

Message decode(const Dialect& dialect, ByteView bytes) {
    return as_message(dialect, decode_item(bytes), types_of(dialect.profile, Use::message));
}

Message decode_command(const Dialect& dialect, ByteView bytes) {
    return as_message(dialect, decode_item(bytes), types_of(dialect.profile, Use::command));
}

Message decode_part(const Dialect& dialect, Type type, ByteView bytes) {
    return as_message(dialect, decode_item(bytes), std::array{type});
}

Item item_of(ByteView bytes) {
    return Item(Bytes(bytes.begin(), bytes.end()));
}

Item item_of(std::string_view text) {
    return Item(std::string(text));
}

Item item_of(const std::vector<Message>& parts) {
    Items entries;
    for (const Message& part : parts)
        entries.push_back(part.item());
    return Item(std::move(entries));
}

Item item_of(const std::vector<Bytes>& strings) {
    Items entries;
    for (const Bytes& bytes : strings)
        entries.push_back(item_of(bytes));
    return Item(std::move(entries));
}

Item item_of(const std::vector<std::uint64_t>& numbers) {
    Items entries;
    for (const std::uint64_t number : numbers)
        entries.emplace_back(number);
    return Item(std::move(entries));
}

Item item_of(const std::optional<Message>& part) {
    return part ? Item(Items{part->item()}) : Item(Items{});
}

Bytes right_h(ByteView network, const Format& format, const Items& fields) {
    Items covered;
    if (format.printed_h.empty()) {
        covered.push_back(item_of(network)); // MSG.Digest.1
        covered.emplace_back(static_cast<std::uint64_t>(format.type));
        covered.insert(covered.end(), fields.begin(), fields.end());
        return digest(Item(std::move(covered)));
    }
    for (const std::string_view field : format.printed_h) // MSG.Digest.2
        covered.push_back(fields[format.index(field) - 1]);
    return covered.size() == 1 ? digest(covered.front()) : digest(Item(std::move(covered)));
}

Bytes right_h(ByteView network, const Message& message) {
    const Items& entries = *message.item().entries();
    return right_h(network, message.format(), Items(entries.begin() + 1, entries.end() - 2));
}

Bytes signature_of(const Format& format, ByteView h, ByteView sk) {
    return ml_dsa::sign_from_coins(sk, h, bytes_of("emrshare " + std::string(format.name)), Coins());
}

Message sign(const Dialect& dialect, ByteView network, Type type, Items fields, ByteView sk) {
    const Format& format = format_of(dialect.profile, type);
    const Bytes h = right_h(network, format, fields);
    fields.push_back(item_of(h));
    fields.emplace_back(signature_of(format, h, sk));
    return {dialect, type, std::move(fields)};
}

bool is_signature(const Format& format, ByteView vk, ByteView h, ByteView signature) {
    ++verifications;
    const Bytes ctx = bytes_of("emrshare " + std::string(format.name));
    return ml_dsa::verify(vk, h, ctx, signature) == ml_dsa::Outcome::accepted;
}

bool is_signed_by(const Message& message, ByteView vk) {
    return is_signature(message.format(), vk, message.bytes("h"), message.bytes("Sig"));
}

std::uint64_t verified_signatures() noexcept {
    return verifications;
}

} // namespace emrshare::message
