// Messages: what is encoded decodes to the same, nothing else has these bytes, every hazard of CBOR is refused by the
// check that is meant for it, and h covers what the specification says.
// Of the specification: MSG.Decode, MSG.Digest, CHAN.Seal, CHAN.Open, PP.Check.
#include "generators.hpp"

#include "message/channel.hpp"
#include "message/public_parameters.hpp"
#include "pre/encoding.hpp"
#include "sign/ml_dsa.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <array>
#include <functional>

namespace emrshare::test {
namespace {

using message::Dialect;
using message::Field;
using message::Format;
using message::Item;
using message::item_of;
using message::Items;
using message::Kind;
using message::Message;
using message::Type;
using message::Use;

const ParameterSet& toy() {
    return parameter_set("toy-64");
}

std::vector<Dialect> dialects() {
    return {{Profile::as_printed, &toy()}, {Profile::corrected, &toy()}};
}

// ---- random messages, made of the data that describe the types ----

Bytes random_bytes(std::size_t size, ByteSource& source) {
    Bytes bytes(size);
    source.read(bytes);
    return bytes;
}

Item random_bytes_of(std::uint64_t least, std::uint64_t most, ByteSource& source) {
    return Item(random_bytes(least + below(most - least + 1, source), source));
}

/// Letters of one to four bytes.
Item random_text(ByteSource& source) {
    const std::vector<std::string> letters = {"a", "", "ä", "€", "𝄞", "~"};
    std::string text;
    for (std::uint64_t i = below(20, source); i > 0; --i)
        text += letters[below(letters.size(), source)];
    return Item(text);
}

/// Of every length that an encoding of numbers has.
Item random_number(ByteSource& source) {
    const std::uint64_t number = source.read_le<8>() % message::kNumberLimit;
    return Item(number >> below(53, source));
}

Item random_element(ByteSource& source) {
    return Item(encode(make_element(toy().ring(), Style::random, source.read_le<8>())));
}

Item random_part(const Dialect& dialect, Type type, ByteSource& source);

Item random_list(ByteSource& source, std::uint64_t most, const std::function<Item()>& entry) {
    Items entries;
    for (std::uint64_t i = below(most + 1, source); i > 0; --i)
        entries.push_back(entry());
    return Item(entries);
}

Item random_value(const Dialect& dialect, const Field& field, ByteSource& source) {
    const std::vector<Type> contents = {Type::registration, Type::metadata, Type::credential, Type::revocation,
                                        Type::access};
    switch (field.kind) {
    case Kind::id:
        return random_bytes_of(1, 32, source);
    case Kind::pid:
    case Kind::nonce:
        return random_bytes_of(16, 16, source);
    case Kind::digest:
        return random_bytes_of(32, 32, source);
    case Kind::digests:
        return random_list(source, 2, [&] { return random_bytes_of(32, 32, source); });
    case Kind::vk:
        return random_bytes_of(ml_dsa::kPublicKeyBytes, ml_dsa::kPublicKeyBytes, source);
    case Kind::sig:
        return random_bytes_of(ml_dsa::kSignatureBytes, ml_dsa::kSignatureBytes, source);
    case Kind::element:
        return random_element(source);
    case Kind::elements:
        return random_list(source, 2, [&] { return random_element(source); });
    case Kind::bytes:
    case Kind::blob:
        return random_bytes_of(0, 300, source);
    case Kind::text:
        return random_text(source);
    case Kind::number:
    case Kind::time:
        return random_number(source);
    case Kind::numbers:
        return random_list(source, 2, [&] { return random_number(source); });
    case Kind::flag:
        return Item(below(2, source) == 1);
    case Kind::part:
        return random_part(dialect, field.part, source);
    case Kind::parts:
        return random_list(source, 2, [&] { return random_part(dialect, field.part, source); });
    case Kind::optional_part:
        return random_list(source, 1, [&] { return random_part(dialect, field.part, source); });
    case Kind::content:
        return random_part(dialect, contents[below(contents.size(), source)], source);
    }
    throw std::logic_error("a kind without values");
}

Message random_message(const Dialect& dialect, const Format& format, ByteSource& source) {
    Items fields;
    for (const Field& field : format.fields)
        fields.push_back(random_value(dialect, field, source));
    return {dialect, format.type, fields};
}

Item random_part(const Dialect& dialect, Type type, ByteSource& source) {
    return random_message(dialect, message::format_of(dialect.profile, type), source).item();
}

/// Calls @p check for every type of both profiles.
void for_all_formats(const std::function<void(const Dialect&, const Format&)>& check) {
    for (const Dialect& dialect : dialects()) {
        for (const Format& format : message::formats(dialect.profile)) {
            INFO(name_of(dialect.profile) << " " << format.name);
            check(dialect, format);
        }
    }
}

Message decoded(const Dialect& dialect, const Format& format, ByteView bytes) {
    if (format.use == Use::message) return message::decode(dialect, bytes);
    if (format.use == Use::command) return message::decode_command(dialect, bytes);
    return message::decode_part(dialect, format.type, bytes);
}

/// "accepted" if the bytes are a message that has just these bytes, else the check that refuses them.
std::string outcome(const Dialect& dialect, const Format& format, const Bytes& bytes) {
    bool same = true;
    const std::string check = refusal([&] { same = decoded(dialect, format, bytes).encode() == bytes; });
    return same ? check : "decoded to something with another encoding";
}

Bytes with_flipped_bit(Bytes bytes, std::uint64_t bit) {
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ 1U << (bit % 8));
    return bytes;
}

// ---- bytes by hand ----

Bytes hex(std::string_view digits) {
    Bytes bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
    return bytes;
}

std::string item_outcome(const Bytes& bytes) {
    return refusal([&] { (void)message::decode_item(bytes); });
}

/// @p depth arrays of one entry within one another.
Bytes nested(std::size_t depth) {
    Bytes bytes(depth, 0x81);
    bytes.push_back(0);
    return bytes;
}

/// Values that the kind of a field does not allow.
std::vector<Item> wrong_values(const Dialect& dialect, const Field& field, ByteSource& source) {
    const Item number(std::uint64_t{5});
    const Item text(std::string("text"));
    const Item no_bytes(Bytes{});
    const auto bytes = [](std::size_t size) { return Item(Bytes(size)); };
    const Item empty(Items{});
    const auto off_by_one = [&](std::size_t size) {
        return std::vector<Item>{bytes(size - 1), bytes(size + 1), number, text, empty, Item(true)};
    };
    const auto list_of = [](std::size_t size, const Item& entry) { return Item(Items(size, entry)); };
    switch (field.kind) {
    case Kind::id:
        return {no_bytes, bytes(33), number, text, empty};
    case Kind::pid:
    case Kind::nonce:
        return off_by_one(16);
    case Kind::digest:
        return off_by_one(32);
    case Kind::digests:
        return {number, list_of(1, number), list_of(1, bytes(31)), list_of(4097, bytes(32))};
    case Kind::vk:
        return off_by_one(ml_dsa::kPublicKeyBytes);
    case Kind::sig:
        return off_by_one(ml_dsa::kSignatureBytes);
    case Kind::element: {
        std::vector<Item> wrong = off_by_one(toy().element_bytes());
        wrong.emplace_back(Bytes(toy().element_bytes(), 0xff)); // coefficients that are not below q
        return wrong;
    }
    case Kind::elements:
        return {number, list_of(1, number), list_of(1, no_bytes), list_of(4097, random_element(source))};
    case Kind::bytes:
        return {bytes(65537), number, text, empty};
    case Kind::blob:
        return {number, text, empty};
    case Kind::text:
        return {Item(std::string(1025, 'a')), number, no_bytes, empty};
    case Kind::number:
    case Kind::time:
        return {text, no_bytes, empty, Item(true)};
    case Kind::numbers:
        return {number, list_of(1, text), list_of(1, Item(true)), list_of(4097, number)};
    case Kind::flag:
        return {number, text, no_bytes, Item(std::uint64_t{1}), Item(std::uint64_t{0})};
    case Kind::part:
    case Kind::content:
        return {number, empty, list_of(1, Item(std::uint64_t{99})), random_part(dialect, Type::offer, source)};
    case Kind::parts:
        return {number, list_of(1, number), list_of(1, random_part(dialect, Type::offer, source))};
    case Kind::optional_part:
        return {number, list_of(1, number), list_of(2, random_part(dialect, field.part, source))};
    }
    throw std::logic_error("a kind without values");
}

/// Check and field of the rejection, or "accepted".
std::string refusal_with_field(const Dialect& dialect, const Format& format, const Bytes& bytes) {
    try {
        (void)decoded(dialect, format, bytes);
    } catch (const Rejection& rejection) {
        return rejection.check() + " " + rejection.field();
    }
    return "accepted";
}

/// The fields that the specification puts under h in the as-printed profile, for the messages that it lists.
const std::map<std::string, std::vector<std::string>>& printed_table() {
    static const std::map<std::string, std::vector<std::string>> table = {{"Tx_req", {"M"}},
                                                                          {"E", {"Tx_req", "res"}},
                                                                          {"BM", {"Block"}},
                                                                          {"AccessRequest", {"PID_B"}},
                                                                          {"Upload", {"delta"}}};
    return table;
}

bool is_under_h(const Dialect& dialect, const Format& format, std::string_view field) {
    const auto row = printed_table().find(std::string(format.name));
    if (dialect.profile == Profile::corrected || row == printed_table().end()) return true;
    return std::find(row->second.begin(), row->second.end(), field) != row->second.end();
}

bool is_covering_all(const Dialect& dialect, const Format& format) {
    return dialect.profile == Profile::corrected || !printed_table().contains(std::string(format.name));
}

} // namespace

TEST_CASE("what is encoded decodes to the same, for every type") {
    SHOW_SEED();
    for_all_formats([](const Dialect& dialect, const Format& format) {
        for (std::uint64_t i = 0; i < times(5, 200); ++i) {
            Xof source = stream(format.name, i, 4096);
            const Message message = random_message(dialect, format, source);
            const Message again = decoded(dialect, format, message.encode());
            CHECK(again == message);
            CHECK(again.type() == format.type);
            CHECK(again.digest() == message.digest());
            // Only as what it is: no message is taken as a command, nor the other way round.
            CHECK((refusal([&] { (void)message::decode(dialect, message.encode()); }) == "accepted") ==
                  (format.use == Use::message));
            CHECK((refusal([&] { (void)message::decode_command(dialect, message.encode()); }) == "accepted") ==
                  (format.use == Use::command));
        }
    });
}

TEST_CASE("a message that is cut off or goes on is refused") {
    SHOW_SEED();
    for_all_formats([](const Dialect& dialect, const Format& format) {
        Xof source = stream(format.name, 1, 4096);
        const Bytes bytes = random_message(dialect, format, source).encode();
        const std::size_t step = 1 + bytes.size() / times(20000, 1000000);
        for (std::size_t size = 0; size < bytes.size(); size += step) {
            const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
            if (outcome(dialect, format, cut) != "MSG.Decode.C2") FAIL("cut off after " << size);
        }
        Bytes longer = bytes;
        longer.push_back(0);
        for (int last = 0; last < 256; last += 5) {
            longer.back() = static_cast<std::uint8_t>(last);
            CHECK(outcome(dialect, format, longer) == "MSG.Decode.C2");
        }
    });
}

TEST_CASE("changed bytes are refused, or are a message with just these bytes") {
    SHOW_SEED();
    for_all_formats([](const Dialect& dialect, const Format& format) {
        for (std::uint64_t i = 0; i < times(100, 5000); ++i) {
            Xof source = stream(format.name, i, 4096);
            const Bytes bytes = random_message(dialect, format, source).encode();
            // The heads in front decide most: they are hit more often than the long fields behind them.
            const std::array<std::uint64_t, 3> reach = {8, 60, bytes.size()};
            const std::uint64_t most = 8 * std::min<std::uint64_t>(bytes.size(), reach[i % 3]);
            const std::string check = outcome(dialect, format, with_flipped_bit(bytes, below(most, source)));
            INFO(check << ", number " << i);
            CHECK((check == "accepted" || check.starts_with("MSG.Decode.C")));
            // The control: another head of the array is never a message.
            CHECK_FALSE(outcome(dialect, format, with_flipped_bit(bytes, i % 8)) == "accepted");
        }
    });
}

TEST_CASE("every hazard of CBOR is refused by its check") {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"00", "accepted"},
        {"17", "accepted"},
        {"1818", "accepted"},
        {"1b001fffffffffffff", "accepted"}, // 2^53 - 1
        {"40", "accepted"},
        {"60", "accepted"},
        {"80", "accepted"},
        {"f4", "accepted"},
        {"f5", "accepted"},
        {"", "MSG.Decode.C2"},
        {"1b0020000000000000", "MSG.Decode.C2"}, // 2^53
        {"1bffffffffffffffff", "MSG.Decode.C2"},
        {"20", "MSG.Decode.C2"}, // negative
        {"3800", "MSG.Decode.C2"},
        {"f6", "MSG.Decode.C2"}, // null
        {"f7", "MSG.Decode.C2"}, // undefined
        {"e0", "MSG.Decode.C2"}, // simple values
        {"f820", "MSG.Decode.C2"},
        {"f814", "MSG.Decode.C2"},   // false in two bytes, which is not well-formed
        {"f90000", "MSG.Decode.C2"}, // floats
        {"fa00000000", "MSG.Decode.C2"},
        {"fb0000000000000000", "MSG.Decode.C2"},
        {"ff", "MSG.Decode.C2"}, // a break
        {"a0", "MSG.Decode.C2"}, // maps
        {"a10000", "MSG.Decode.C2"},
        {"81a0", "MSG.Decode.C2"},
        {"c000", "MSG.Decode.C2"}, // tags
        {"d81800", "MSG.Decode.C2"},
        {"d9d9f700", "MSG.Decode.C2"},
        {"c240", "MSG.Decode.C2"},
        {"9fff", "MSG.Decode.C2"}, // indefinite lengths
        {"9f00ff", "MSG.Decode.C2"},
        {"5f4100ff", "MSG.Decode.C2"},
        {"7f6161ff", "MSG.Decode.C2"},
        {"bfff", "MSG.Decode.C2"},
        {"1c", "MSG.Decode.C2"}, // reserved
        {"1f", "MSG.Decode.C2"},
        {"5d", "MSG.Decode.C2"},
        {"7e", "MSG.Decode.C2"},
        {"9c", "MSG.Decode.C2"},
        {"0000", "MSG.Decode.C2"}, // two items
        {"8000", "MSG.Decode.C2"},
        {"18", "MSG.Decode.C2"}, // cut off
        {"1900", "MSG.Decode.C2"},
        {"4100", "accepted"},
        {"41", "MSG.Decode.C2"},
        {"81", "MSG.Decode.C2"},
        {"5bffffffffffffffff00", "MSG.Decode.C2"}, // lengths that are not there
        {"7bffffffffffffffff61", "MSG.Decode.C2"},
        {"9bffffffffffffffff00", "MSG.Decode.C2"},
        {"5affffffff", "MSG.Decode.C2"},
        {"9a7fffffff00", "MSG.Decode.C2"},
        {"9b000000010000000000", "MSG.Decode.C2"},
        {"6180", "MSG.Decode.C2"}, // no UTF-8
        {"61ff", "MSG.Decode.C2"},
        {"61c3", "MSG.Decode.C2"},
        {"62c080", "MSG.Decode.C2"},     // longer than need be
        {"63eda080", "MSG.Decode.C2"},   // a surrogate
        {"64f4908080", "MSG.Decode.C2"}, // beyond U+10FFFF
        {"62c3a4", "accepted"},
        {"1800", "MSG.Decode.C3"}, // numbers that are longer than need be
        {"1817", "MSG.Decode.C3"},
        {"190000", "MSG.Decode.C3"},
        {"1900ff", "MSG.Decode.C3"},
        {"1a0000ffff", "MSG.Decode.C3"},
        {"1b00000000ffffffff", "MSG.Decode.C3"},
        {"580100", "MSG.Decode.C3"}, // lengths that are longer than need be
        {"59000100", "MSG.Decode.C3"},
        {"780161", "MSG.Decode.C3"},
        {"9800", "MSG.Decode.C3"},
        {"9b0000000000000000", "MSG.Decode.C3"},
        {"811800", "MSG.Decode.C3"},
    };
    for (const auto& [digits, check] : cases) {
        INFO(digits);
        CHECK(item_outcome(hex(digits)) == check);
    }
}

TEST_CASE("nesting and length have limits, and nothing overflows before they are reached") {
    CHECK(item_outcome(nested(12)) == "accepted");
    CHECK(item_outcome(nested(13)) == "MSG.Decode.C2");
    CHECK(item_outcome(nested(100000)) == "MSG.Decode.C2");
    for (const int head : {0x81, 0x9f, 0x5f, 0x7f, 0xc0, 0xa1, 0xbf, 0x9b}) {
        INFO(head);
        CHECK(item_outcome(Bytes(message::kMessageLimit, static_cast<std::uint8_t>(head))) == "MSG.Decode.C2");
        CHECK(item_outcome(Bytes(message::kMessageLimit + 1, static_cast<std::uint8_t>(head))) == "MSG.Decode.C1");
    }
    Bytes longest = hex("5a00fffffb"); // 5 bytes of head and 2^24 - 5
    longest.resize(message::kMessageLimit);
    CHECK(item_outcome(longest) == "accepted");
    const auto zeros = [](const char* head, std::size_t count) {
        Bytes bytes = hex(head);
        bytes.resize(bytes.size() + count);
        return bytes;
    };
    CHECK(item_outcome(zeros("9a00040000", 1 << 18)) == "accepted");
    CHECK(item_outcome(zeros("9a00040001", (1 << 18) + 1)) == "MSG.Decode.C2");
    CHECK(item_outcome(zeros("819a0003ffff", (1 << 18) - 1)) == "accepted");
    CHECK(item_outcome(zeros("819a00040000", 1 << 18)) == "MSG.Decode.C2");
}

TEST_CASE("code and number of fields have to be those of a type that is expected") {
    SHOW_SEED();
    for_all_formats([](const Dialect& dialect, const Format& format) {
        Xof source = stream(format.name, 1, 4096);
        const Message message = random_message(dialect, format, source);
        const auto with_entries = [&](auto&& change) {
            Items entries = *message.item().entries();
            change(entries);
            return message::encode(Item(entries));
        };
        const std::string refused = "MSG.Decode.C4 message";
        CHECK(refusal_with_field(dialect, format, message::encode(Item(Items{}))) == refused);
        CHECK(refusal_with_field(dialect, format, message::encode(message.item().entries()->front())) == refused);
        CHECK(refusal_with_field(dialect, format, with_entries([](Items& e) { e.emplace_back(true); })) == refused);
        CHECK(refusal_with_field(dialect, format, with_entries([](Items& e) { e[0] = Item(std::uint64_t{99}); })) ==
              refused);
        CHECK(refusal_with_field(dialect, format, with_entries([](Items& e) { e[0] = Item(Bytes{1}); })) == refused);
        if (format.fields.empty()) return;
        CHECK(refusal_with_field(dialect, format, with_entries([](Items& e) { e.pop_back(); })) == refused);
    });
}

TEST_CASE("every field has to be of its kind, and the first that is not is named") {
    SHOW_SEED();
    for_all_formats([](const Dialect& dialect, const Format& format) {
        Xof source = stream(format.name, 1, 4096);
        const Message message = random_message(dialect, format, source);
        std::optional<Message> all_wrong;
        for (std::size_t i = format.fields.size(); i-- > 0;) {
            const Field& field = format.fields[i];
            for (const Item& wrong : wrong_values(dialect, field, source)) {
                const std::string expected = "MSG.Decode.C5 " + std::string(field.name);
                CHECK(refusal_with_field(dialect, format, message.with(field.name, wrong).encode()) == expected);
                all_wrong = (all_wrong ? *all_wrong : message).with(field.name, wrong);
                CHECK(refusal_with_field(dialect, format, all_wrong->encode()) == expected);
            }
        }
    });
    // Within a part the field is named with its place.
    const Dialect dialect = {Profile::corrected, &toy()};
    const Format& format = message::format_of(Profile::corrected, Type::endorsement);
    Xof source = stream("E", 2, 4096);
    const Message E = random_message(dialect, format, source);
    const Message Tx_req = E.part("Tx_req");
    const Message grant = Tx_req.part("grant").with("leader", Item(true));
    const Message changed = E.with("Tx_req", Tx_req.with("grant", grant.item()).item()).with("hid", Item(true));
    CHECK(refusal_with_field(dialect, format, changed.encode()) == "MSG.Decode.C5 Tx_req.grant.leader");
}

TEST_CASE("h covers every field, the type and the network; as printed what the paper prints") {
    SHOW_SEED();
    const Bytes G(32, 1);
    const Bytes other_network(32, 2);
    std::size_t uncovered = 0;
    for_all_formats([&](const Dialect& dialect, const Format& format) {
        if (!format.is_signed()) return;
        Xof source = stream(format.name, 1, 4096);
        const Message message = random_message(dialect, format, source);
        const Bytes h = message::right_h(G, message);
        CHECK((message::right_h(other_network, message) != h) == is_covering_all(dialect, format));
        for (const Field& field : format.fields) {
            Item value = random_value(dialect, field, source);
            while (value == message[field.name])
                value = random_value(dialect, field, source);
            const bool expected = field.name != "h" && field.name != "Sig" && is_under_h(dialect, format, field.name);
            INFO(field.name);
            CHECK((message::right_h(G, message.with(field.name, value)) != h) == expected);
            uncovered += expected ? 0 : 1;
        }
    });
    CHECK(uncovered > 0);
}

TEST_CASE("a sealed plaintext opens for its receiver in its context, and changed nowhere") {
    SHOW_SEED();
    const KeyPair keys = random_keys(toy(), 1);
    const KeyPair others = random_keys(toy(), 2);
    const Coins z = coins("z");
    const Bytes context = bytes_of("context");
    const auto open = [&](const message::Sealed& sealed) {
        return message::open_sealed(toy(), keys.f, keys.pk, z, context, sealed);
    };
    const auto opening = [&](const message::Sealed& sealed) { return refusal([&] { (void)open(sealed); }); };
    rc::prop("for any plaintext", [&] {
        Xof source = stream("sealed", *any_number(), 4096);
        const Bytes plaintext = random_bytes(below(200, source), source);
        const message::Sealed sealed =
            message::seal_for_from_coins(toy(), keys.pk, context, plaintext, coins("seal", *any_number()));
        RC_ASSERT(sealed.sealed.size() == plaintext.size() + 16);
        RC_ASSERT(open(sealed) == plaintext);
        message::Sealed changed = sealed;
        changed.sealed = with_flipped_bit(sealed.sealed, below(8 * sealed.sealed.size(), source));
        RC_ASSERT(opening(changed) == "CHAN.Open.C2");
        Residues residues = sealed.C.residues();
        std::uint32_t& residue = residues[below(toy().n, source)];
        residue = (residue + 1 + static_cast<std::uint32_t>(below(toy().q - 1, source))) % toy().q;
        RC_ASSERT(opening({Rq(toy().ring(), residues), sealed.sealed}) == "CHAN.Open.C2");
        Bytes other_context = with_flipped_bit(context, below(8 * context.size(), source));
        const auto open_elsewhere = [&] {
            (void)message::open_sealed(toy(), keys.f, keys.pk, z, other_context, sealed);
        };
        RC_ASSERT(refusal(open_elsewhere) == "CHAN.Open.C2");
        const auto open_by_another = [&] {
            (void)message::open_sealed(toy(), others.f, others.pk, z, context, sealed);
        };
        RC_ASSERT(refusal(open_by_another) == "CHAN.Open.C2");
    });
    const message::Sealed sealed = message::seal_for_from_coins(toy(), keys.pk, context, {}, coins("seal"));
    CHECK(opening(sealed) == "accepted");
    for (std::size_t size = 0; size < 16; ++size)
        CHECK(opening({sealed.C, Bytes(size)}) == "CHAN.Open.C1");
    CHECK(opening({sealed.C, Bytes(16)}) == "CHAN.Open.C2");
}

} // namespace emrshare::test
