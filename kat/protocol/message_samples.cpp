#include "protocol/message_samples.hpp"

#include "base/error.hpp"
#include "case_values.hpp"
#include "random/xof.hpp"
#include "sign/ml_dsa.hpp"

namespace emrshare::kat {
namespace {

using message::Format;
using message::Kind;
using message::Use;

constexpr std::array<Type, 5> kContents = {Type::registration, Type::metadata, Type::credential, Type::revocation,
                                           Type::access};

Message sample(const Scene& s, Type type);

/// A value of the kind that a field has.
Item sample_field(const Scene& s, const message::Field& field) {
    const auto random = [&](std::size_t length) { return Item(s.random_bytes(field.name, length)); };
    switch (field.kind) {
    case Kind::id:
        return item_of(bytes_of("HN-1"));
    case Kind::pid:
    case Kind::nonce:
        return random(16);
    case Kind::digest:
        return random(32);
    case Kind::digests:
        return Item(Items{random(32)});
    case Kind::vk:
        return random(ml_dsa::kPublicKeyBytes);
    case Kind::sig:
        return random(ml_dsa::kSignatureBytes);
    case Kind::element:
        return s.certificate_of("alice")["pk"];
    case Kind::elements:
        return Item(Items{s.certificate_of("alice")["pk"], s.certificate_of("bob")["pk"]});
    case Kind::bytes:
    case Kind::blob:
        return random(20);
    case Kind::text:
        return item_of("Grüße");
    case Kind::number:
        return Item(std::uint64_t{300});
    case Kind::numbers:
        return Item(Items{Item(std::uint64_t{1}), Item(std::uint64_t{300})});
    case Kind::time:
        return Item(kSceneTime);
    case Kind::flag:
        return Item(true);
    case Kind::part:
        return sample(s, field.part).item();
    case Kind::content:
        return sample(s, Type::metadata).item();
    default:
        return Item(Items{sample(s, field.part).item()});
    }
}

Message sample(const Scene& s, Type type) {
    Items fields;
    for (const message::Field& field : message::format_of(s.pp().dialect().profile, type).fields)
        fields.push_back(sample_field(s, field));
    return s.make(type, std::move(fields));
}

Bytes filled(std::size_t length) {
    return Bytes(length, 0x61);
}

Message sync_request(const Scene& s, std::uint64_t num) {
    return s.make(Type::sync_request, {item_of(bytes_of("HN-1")), Item(num)});
}

Message metadata_request(const Scene& s, std::size_t url_length) {
    const Message M = sample(s, Type::metadata).with("url", Item(std::string(url_length, 'u')));
    return sample(s, Type::tx_req).with("M", M.item());
}

/// The bytes of an array of a SyncRequest: its code, an identity, and what is given in hex.
Sample sync_with(const std::string& comment, const std::string& hex, const std::string& check) {
    return {comment, from_hex("83182444484e2d31" + hex, "sample"), check};
}

Sample raw(const std::string& comment, const std::string& hex, const std::string& check) {
    return {comment, from_hex(hex, "sample"), check};
}

/// No item of the kinds that messages have, or none that is encoded deterministically.
std::vector<Sample> wrong_items() {
    const std::string deep = "82182481818181818181818181818181";
    return {
        raw("nothing", "", "MSG.Decode.C2"),
        raw("the last byte is missing", "83182444484e2d", "MSG.Decode.C2"),
        sync_with("a byte behind the item", "0100", "MSG.Decode.C2"),
        sync_with("2^53", "1b0020000000000000", "MSG.Decode.C2"),
        sync_with("a negative integer", "20", "MSG.Decode.C2"),
        sync_with("null", "f6", "MSG.Decode.C2"),
        sync_with("undefined", "f7", "MSG.Decode.C2"),
        sync_with("a half-precision float", "f93c00", "MSG.Decode.C2"),
        sync_with("a double-precision float", "fb3ff0000000000000", "MSG.Decode.C2"),
        sync_with("a map", "a0", "MSG.Decode.C2"),
        sync_with("a tag", "c001", "MSG.Decode.C2"),
        sync_with("a byte string of indefinite length", "5f4101ff", "MSG.Decode.C2"),
        sync_with("an array of indefinite length", "9f01ff", "MSG.Decode.C2"),
        sync_with("a byte string that is longer than the rest", "5affffffff00", "MSG.Decode.C2"),
        sync_with("an array that is longer than the rest", "9affffffff00", "MSG.Decode.C2"),
        sync_with("a text that is no UTF-8", "62c328", "MSG.Decode.C2"),
        sync_with("a text of a surrogate", "63eda080", "MSG.Decode.C2"),
        sync_with("a reserved head", "1c", "MSG.Decode.C2"),
        raw("arrays 13 deep within arrays", deep + "80", "MSG.Decode.C2"),
        raw("an array in 12 others",
            "818181818181818181818181"
            "80",
            "MSG.Decode.C2"),
        raw("an array in 11 others, and no message",
            "8181818181818181818181"
            "80",
            "MSG.Decode.C4"),
        sync_with("1 in two bytes", "1801", "MSG.Decode.C3"),
        sync_with("255 in three bytes", "1900ff", "MSG.Decode.C3"),
        sync_with("2^32 - 1 in nine bytes", "1b00000000ffffffff", "MSG.Decode.C3"),
        raw("the code in three bytes", "8319002444484e2d3101", "MSG.Decode.C3"),
        raw("the length of an identity in two bytes", "8318245804484e2d3101", "MSG.Decode.C3"),
        raw("the number of entries in two bytes", "9803182444484e2d3101", "MSG.Decode.C3"),
    };
}

std::vector<Sample> wrong_types(const Scene& s) {
    const Bytes of_other_profile = from_hex(s.is_printed() ? "83182044484e2d3101" : "8318250101", "sample");
    return {
        raw("no array", "01", "MSG.Decode.C4"),
        raw("an empty array", "80", "MSG.Decode.C4"),
        raw("the code as text", "8362333644484e2d3101", "MSG.Decode.C4"),
        raw("an unknown code", "83186344484e2d3101", "MSG.Decode.C4"),
        raw("an entry too few", "82182444484e2d31", "MSG.Decode.C4"),
        sync_with("an entry of the wrong kind where one is wanted", "f5", "MSG.Decode.C5"),
        raw("an entry too many", "84182444484e2d310101", "MSG.Decode.C4"),
        raw("a command", "811854", "MSG.Decode.C4"),
        {"a type of the other profile", of_other_profile, "MSG.Decode.C4"},
        {"a part alone", sample(s, Type::metadata).encode(), "MSG.Decode.C4"},
    };
}

/// A field of the wrong length or kind.
Sample wrong_field(const Scene& s, Type type, std::string_view field, const std::string& comment, const Item& value) {
    const Message message = sample(s, type);
    return {std::string(message.format().name) + ", " + std::string(field) + ": " + comment,
            message.with(field, value).encode(), "MSG.Decode.C5"};
}

std::vector<Sample> wrong_lengths(const Scene& s) {
    struct Length {
        Type type;
        std::string_view field;
        std::size_t least;
        std::size_t most;
    };
    const std::size_t element = s.pp().dialect().set->element_bytes();
    const std::vector<Length> lengths = {
        {Type::nonce_request, "author", 1, 32},
        {Type::key_confirm, "PID", 16, 16},
        {Type::nonce_grant, "r", 16, 16},
        {Type::key_confirm, "h", 32, 32},
        {Type::key_confirm, "pk", element, element},
        {Type::certificate, "vk", ml_dsa::kPublicKeyBytes, ml_dsa::kPublicKeyBytes},
        {Type::key_confirm, "Sig", ml_dsa::kSignatureBytes, ml_dsa::kSignatureBytes},
    };
    std::vector<Sample> samples;
    for (const Length& length : lengths) {
        samples.push_back(
            wrong_field(s, length.type, length.field, "a byte too short", Item(filled(length.least - 1))));
        samples.push_back(wrong_field(s, length.type, length.field, "a byte too long", Item(filled(length.most + 1))));
    }
    samples.push_back({"Tx_req, M.url: a text of 1025 bytes", metadata_request(s, 1025).encode(), "MSG.Decode.C5"});
    return samples;
}

std::vector<Sample> wrong_kinds(const Scene& s) {
    const Rq pk = s.certificate_of("alice").element("pk");
    const Item not_reduced(with_coefficient(pk, 0, pk.ring().q()));
    const Message KeyConfirm = sample(s, Type::key_confirm);
    std::vector<Sample> samples = {
        wrong_field(s, Type::key_confirm, "pk", "the first coefficient is q", not_reduced),
        wrong_field(s, Type::fetch_answer, "C_B", "the second one's first coefficient is q",
                    Item(Items{KeyConfirm["pk"], not_reduced})),
        wrong_field(s, Type::fetch_answer, "C_B", "no list", KeyConfirm["pk"]),
        wrong_field(s, Type::sync_request, "from", "text", item_of("HN-1")),
        wrong_field(s, Type::sync_request, "num", "a boolean", Item(true)),
        wrong_field(s, Type::certificate, "time", "a byte string", Item(filled(8))),
        wrong_field(s, Type::endorsement, "res", "the integer 1", Item(std::uint64_t{1})),
        wrong_field(s, Type::endorsement, "Tx_req", "another type", KeyConfirm.item()),
        wrong_field(s, Type::tx_req, "M", "no content", KeyConfirm.item()),
        {"KeyConfirm, PID before pk: both a byte too short",
         KeyConfirm.with("PID", Item(filled(15))).with("pk", Item(filled(1))).encode(), "MSG.Decode.C5"},
    };
    const Item vote = sample(s, Type::vote).item();
    const Message NewTerm = sample(s, Type::new_term).with("vote", Item(Items{vote, vote}));
    samples.push_back({"GiveUp, NewTerm.vote: two votes",
                       sample(s, Type::give_up).with("NewTerm", NewTerm.item()).encode(), "MSG.Decode.C5"});
    return samples;
}

void append(std::vector<Sample>& samples, std::vector<Sample> more) {
    for (Sample& one : more)
        samples.push_back(std::move(one));
}

} // namespace

std::vector<Message> sample_messages(const Scene& s) {
    std::vector<Message> samples;
    for (const Format& format : message::formats(s.pp().dialect().profile)) {
        if (format.use == Use::message) samples.push_back(sample(s, format.type));
    }
    for (const Type content : kContents)
        samples.push_back(sample(s, Type::tx_req).with("M", sample(s, content).item()));
    return samples;
}

std::vector<Message> signed_samples(const Scene& s) {
    std::vector<Message> samples;
    for (const Format& format : message::formats(s.pp().dialect().profile)) {
        const bool is_new = !s.is_printed() || !format.printed_h.empty() || format.type == Type::next_leader;
        if (format.is_signed() && is_new) samples.push_back(sample(s, format.type));
    }
    return samples;
}

std::vector<Sample> edge_samples(const Scene& s) {
    std::vector<Sample> samples;
    for (const std::uint64_t num :
         {0ULL, 23ULL, 24ULL, 255ULL, 256ULL, 65535ULL, 65536ULL, 4294967295ULL, 4294967296ULL, 9007199254740991ULL})
        samples.push_back({"the integer " + std::to_string(num), sync_request(s, num).encode()});
    for (const std::size_t length : {1U, 23U, 24U, 32U})
        samples.push_back({"an identity of " + std::to_string(length) + " bytes",
                           s.make(Type::nonce_request, {Item(filled(length))}).encode()});
    samples.push_back({"a text of 1024 bytes", metadata_request(s, 1024).encode()});
    samples.push_back({"an empty text", metadata_request(s, 0).encode()});
    const Message RegRequest = sample(s, Type::reg_request);
    samples.push_back({"no bytes", RegRequest.with("sealed", Item(Bytes())).encode()});
    samples.push_back({"a list of no entry", sample(s, Type::fetch_answer).with("C_B", Item(Items{})).encode()});
    return samples;
}

std::vector<Sample> wrong_samples(const Scene& s) {
    std::vector<Sample> samples = wrong_items();
    append(samples, wrong_types(s));
    if (s.is_printed()) return samples; // the fields are those of the corrected profile
    append(samples, wrong_lengths(s));
    append(samples, wrong_kinds(s));
    return samples;
}

Message unsigned_message(const message::Dialect& dialect, ByteView encoded) {
    const Item item = message::decode_item(encoded);
    const Items* entries = item.entries();
    const std::uint64_t* code = entries != nullptr && !entries->empty() ? entries->front().number() : nullptr;
    require(code != nullptr, "MSG.Decode.C4", "message", "it is no array that begins with a code");
    for (const Format& format : message::formats(dialect.profile)) {
        if (static_cast<std::uint64_t>(format.type) != *code || !format.is_signed()) continue;
        Items fields(entries->begin() + 1, entries->end());
        fields.emplace_back(Bytes(32));
        fields.emplace_back(Bytes(ml_dsa::kSignatureBytes));
        return {dialect, format.type, std::move(fields)};
    }
    throw Rejection("MSG.Decode.C4", "message", "no signed message has this code");
}

} // namespace emrshare::kat
