// Records: splitting and joining keep every byte, sections open for whom they are meant and for nobody else, and an
// attestation stands for each section alone.
// Of the specification: RECORD.Split, RECORD.Join, RECORD.Seal, RECORD.Seal.Printed, RECORD.Open,
// RECORD.Open.Printed, RECORD.Delta, BLOCKS.Encrypt, BLOCKS.Decrypt, VC.Claims.
#include "generators.hpp"

#include "credential/claims.hpp"
#include "pre/dec.hpp"
#include "pre/encoding.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"
#include "record/section.hpp"
#include "record/split.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>

namespace emrshare::test {
namespace {

using message::Dialect;
using message::Item;
using message::item_of;
using message::Items;
using message::Message;
using message::Type;

const ParameterSet& toy() {
    return parameter_set("toy-64");
}

std::vector<Bytes> contents_of(const std::vector<Piece>& pieces) {
    std::vector<Bytes> contents;
    contents.reserve(pieces.size());
    for (const Piece& piece : pieces)
        contents.push_back(piece.content);
    return contents;
}

Bytes joined(std::string_view form, const Bytes& record) {
    return join_record(contents_of(split_record(form, record)));
}

/// White space of a number's choice.
std::string space(ByteSource& source) {
    const std::vector<std::string> kinds = {"", " ", "\n\t", "\r\n  "};
    return kinds[below(kinds.size(), source)];
}

/// A JSON value in an unusual but right notation.
std::string any_value(ByteSource& source, int depth) {
    const std::vector<std::string> leaves = {"0", "-1.50e+2", R"("\u00fc}]\"{")", R"("ü")", "null", "true", R"("")"};
    if (depth == 0 || below(3, source) > 0) return leaves[below(leaves.size(), source)];
    const std::string inner = any_value(source, depth - 1);
    if (below(2, source) == 0) return "[" + space(source) + inner + "," + inner + space(source) + "]";
    return "{" + space(source) + "\"resource\"" + space(source) + ":" + space(source) + inner + "}";
}

/// A bundle, and the resources that were put into it.
struct Bundle {
    std::string text;
    std::vector<std::string> resources;
};

Bundle any_bundle(ByteSource& source) {
    Bundle bundle;
    bundle.text = space(source) + "{\"x\":" + any_value(source, 3) + ",\"entry\"" + space(source) + ":[";
    const std::uint64_t count = below(4, source);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string resource = R"({"resourceType":"T)" + std::to_string(i) + R"(",)" + space(source) +
                                     R"("id":"i","y":)" + any_value(source, 3) + space(source) + "}";
        bundle.resources.push_back(resource);
        bundle.text += (i > 0 ? "," : "") + space(source) + R"({"a":)" + any_value(source, 2) + R"(,"resource":)" +
                       space(source) + resource + space(source) + "}";
    }
    bundle.text += "]," + space(source) + R"("resourceType":"Bundle"})" + space(source);
    return bundle;
}

/// An owner with a delegation to a requester.
struct Delegated {
    OwnerKey alice = owner_key(toy(), 1);
    KeyPair bob = one_time_keygen_from_coins(toy(), coins("bob"));
    Rq rk;
    Delegated() : rk(toy().ring()) {
        const OwnerShare share =
            rekeygen_owner_from_coins(toy(), alice, sampling_tree(toy(), alice), coins("delegation"));
        rk = rekeygen_cloud(toy(), share.r_B, rekeygen_requester(toy(), share.a_B, bob.f), bob.pk);
    }
    Bytes reencrypted(const Bytes& block, std::uint64_t number) const {
        const Rq C_A = decode_element(toy(), block);
        return encode(reenc_from_coins(toy(), rk, bob.pk, C_A, coins("reenc", number)));
    }
};

std::string opening(const Message& section, const Poly& f, const Bytes& PID, const std::vector<Bytes>& C) {
    return refusal([&] { (void)open_section(section, f, PID, C); });
}

} // namespace

TEST_CASE("a file of any length comes back byte by byte") {
    SHOW_SEED();
    Xof source = stream("files");
    for (std::size_t length = 0; length <= 70; ++length) {
        Bytes record(length);
        source.read(record);
        CHECK(joined("file", record) == record);
        CHECK(split_record("file", record).size() == 1);
    }
    const Bytes longest(kRecordLimit, 0x7b);
    CHECK(joined("file", longest) == longest);
    CHECK(refusal([] { (void)split_record("file", Bytes(kRecordLimit + 1)); }) == "RECORD.Split.C2");
    CHECK(refusal([] { (void)split_record("FHIR", {}); }) == "RECORD.Split.C1");
}

TEST_CASE("a bundle comes back byte by byte, and its resources are its sections") {
    SHOW_SEED();
    for (std::uint64_t i = 0; i < times(300, 20000); ++i) {
        Xof source = stream("bundle", i);
        const Bundle bundle = any_bundle(source);
        INFO(bundle.text);
        const Bytes record = bytes_of(bundle.text);
        const std::vector<Piece> pieces = split_record("fhir", record);
        CHECK(join_record(contents_of(pieces)) == record);
        REQUIRE(pieces.size() == bundle.resources.size() + 1);
        for (std::size_t k = 0; k < bundle.resources.size(); ++k) {
            CHECK(pieces[k + 1].content == bytes_of(bundle.resources[k]));
            CHECK(pieces[k + 1].name == "T" + std::to_string(k) + "/i");
        }
    }
}

TEST_CASE("what is no bundle is refused, and a wrong frame as well") {
    for (const char* text :
         {"", "{", "[]", "{}", R"("Bundle")", R"({"resourceType":"bundle"})", R"({"resourceType":["Bundle"]})",
          R"({"resourceType":"Bundle"} x)", R"({"a":{"resourceType":"Bundle"}})", R"({"resourceType":"Bundle",})"})
        CHECK(refusal([&] { (void)split_record("fhir", bytes_of(text)); }) == "RECORD.Split.C3");
    const std::string bundle = R"({"resourceType":"Bundle"})";
    CHECK(refusal([&] { (void)split_record("fhir", bytes_of(bundle + ' ')); }) == "accepted");
    CHECK(refusal([&] { (void)split_record("fhir", bytes_of(bundle + '\0')); }) == "RECORD.Split.C3");
    std::string many = R"({"resourceType":"Bundle","entry":[)";
    for (int i = 0; i < 4093; ++i)
        many += R"({"resource":{}},)";
    CHECK(refusal([&] { (void)split_record("fhir", bytes_of(many + "{}]}")); }) == "accepted");
    many += R"({"resource":{}},)";
    CHECK(refusal([&] { (void)split_record("fhir", bytes_of(many + "{}]}")); }) == "RECORD.Split.C4");
    std::vector<Bytes> contents =
        contents_of(split_record("fhir", bytes_of(R"({"resourceType":"Bundle","entry":[{"resource":{}}]})")));
    CHECK(refusal([&] { (void)join_record(contents); }) == "accepted");
    contents.pop_back();
    CHECK(refusal([&] { (void)join_record(contents); }) == "RECORD.Join.C1");
    CHECK(refusal([] { (void)join_record({}); }) == "RECORD.Join.C1");
    CHECK(refusal([] { (void)join_record({Bytes{0x81, 0x01}}); }) == "RECORD.Join.C1");
    CHECK(refusal([] { (void)join_record({Bytes{0xff}}); }) == "RECORD.Join.C1");
}

TEST_CASE("sections open for owner and requester, and for nobody else") {
    SHOW_SEED();
    const Dialect dialect = {Profile::corrected, &toy()};
    const Delegated given;
    const Bytes PID(16, 1);
    Xof source = stream("plaintexts");
    for (std::size_t length = 0; length < 40; ++length) {
        Bytes plaintext(length);
        source.read(plaintext);
        const Message section =
            seal_section(dialect, given.alice.pair.pk, PID, length, plaintext, coins("section", length));
        const std::vector<Bytes> C = section.elements("C");
        REQUIRE(C.size() == 1);
        CHECK(open_section(section, given.alice.pair.f, PID, C) == plaintext);
        const std::vector<Bytes> C_B = {given.reencrypted(C.front(), length)};
        CHECK(open_section(section, given.bob.f, PID, C_B) == plaintext);
        // Not without the cloud's work, not with another key, place or owner, and not once it is changed.
        CHECK(opening(section, given.bob.f, PID, C) == "RECORD.Open.C2");
        CHECK(opening(section, given.alice.pair.f, PID, C_B) == "RECORD.Open.C2");
        CHECK(opening(section.with("num", Item(std::uint64_t{99})), given.alice.pair.f, PID, C) == "RECORD.Open.C2");
        CHECK(opening(section, given.alice.pair.f, Bytes(16, 2), C) == "RECORD.Open.C2");
        Bytes body = section.bytes("body");
        body.back() ^= 1;
        CHECK(opening(section.with("body", Item(body)), given.alice.pair.f, PID, C) == "RECORD.Open.C2");
        CHECK(opening(section, given.alice.pair.f, PID, {C.front(), C.front()}) == "RECORD.Open.C1");
        CHECK(opening(section.with("body", Item(Bytes(15))), given.alice.pair.f, PID, C) == "RECORD.Open.C1");
    }
}

TEST_CASE("the coins of a section's block do not follow from what the requester reads") {
    SHOW_SEED();
    // Were they a function of m, as in a KEM, equal keys would make equal blocks; here they make different ones.
    const Rq pk = random_keys(toy(), 7).pk;
    const Bytes m(toy().message_bytes(), 3);
    CHECK_FALSE(encrypt_blocks(toy(), pk, m, "RECORD.Block", coins("a")) ==
                encrypt_blocks(toy(), pk, m, "RECORD.Block", coins("b")));
    CHECK(encrypt_blocks(toy(), pk, m, "RECORD.Block", coins("a")) ==
          encrypt_blocks(toy(), pk, m, "RECORD.Block", coins("a")));
}

TEST_CASE("as printed: blocks of any length, for the owner") {
    SHOW_SEED();
    const Dialect dialect = {Profile::as_printed, &toy()};
    const KeyPair alice = random_keys(toy(), 3);
    const Bytes PID(16, 1);
    for (std::size_t length = 0; length < 40; ++length) {
        const Bytes plaintext(length, 0xab);
        const Message section = seal_section(dialect, alice.pk, PID, 1, plaintext, coins("printed", length));
        const std::vector<Bytes> C = section.elements("C");
        CHECK(C.size() == (length + 8 + toy().message_bytes() - 1) / toy().message_bytes());
        CHECK(open_section(section, alice.f, PID, C) == plaintext);
        CHECK(opening(section, random_keys(toy(), 4).f, PID, C) == "RECORD.Open.C3");
        CHECK(opening(section, alice.f, PID, {}) == "RECORD.Open.C3");
        std::vector<Bytes> longer = C;
        longer.push_back(C.back());
        CHECK(opening(section, alice.f, PID, longer) == "RECORD.Open.C3");
    }
}

TEST_CASE("delta stands for owner, place and ciphertext") {
    SHOW_SEED();
    const Dialect dialect = {Profile::corrected, &toy()};
    const Rq pk = random_keys(toy(), 5).pk;
    const Bytes PID(16, 1);
    const auto sealed = [&](std::uint64_t num, std::uint64_t number) {
        return seal_section(dialect, pk, PID, num, Bytes(3), coins("delta", number));
    };
    const std::vector<Bytes> delta = deltas_of(dialect, {sealed(0, 1), sealed(1, 2)}, PID);
    REQUIRE(delta.size() == 2);
    CHECK(deltas_of(dialect, {sealed(0, 1)}, PID).front() == delta.front());
    CHECK_FALSE(deltas_of(dialect, {sealed(0, 1)}, Bytes(16, 2)).front() == delta.front());
    CHECK_FALSE(deltas_of(dialect, {sealed(1, 1)}, PID).front() == delta.front());
    CHECK_FALSE(deltas_of(dialect, {sealed(0, 3)}, PID).front() == delta.front());
}

TEST_CASE("claims are shown one by one, and the digests of the others tell nothing") {
    SHOW_SEED();
    const Dialect dialect = {Profile::corrected, &toy()};
    const std::vector<std::uint64_t> sections = {0, 2, 30};
    const std::vector<Message> claims = credential::make_claims(dialect, "research", sections, coins("salt"));
    const std::vector<Message> others = credential::make_claims(dialect, "research", sections, coins("salt", 1));
    CHECK(credential::sections_of(claims) == sections);
    const auto vc = [&](const std::vector<Bytes>& digests) {
        return Message(dialect, Type::vc,
                       {Item(Bytes(16)), Item(Bytes(16)), item_of("url"), Item(std::uint64_t{0}),
                        Item(std::uint64_t{0}), Item(Bytes(16)), item_of(digests), Item(Bytes(32)), Item(Bytes(3309))});
    };
    const Message VC = vc(credential::claim_digests(claims));
    CHECK(credential::are_claims_of(VC, claims));
    CHECK(credential::are_claims_of(VC, {claims[2]}));
    CHECK_FALSE(credential::are_claims_of(VC, {claims[2], claims[2]}));
    CHECK_FALSE(credential::are_claims_of(VC, {claims[2].with("value", item_of("3"))}));
    CHECK_FALSE(credential::are_claims_of(VC, {claims[2].with("salt", Item(Bytes(16)))}));
    // Equal claims of two credentials have no digest in common; without salts they would have all.
    for (const Message& claim : others)
        CHECK_FALSE(credential::are_claims_of(VC, {claim}));
    const std::vector<Bytes> digests = credential::claim_digests(claims);
    CHECK(std::is_sorted(digests.begin(), digests.end(), ByteOrder()));
    CHECK(credential::disclosing(claims, {2}) == std::vector<Message>{claims[2]});
    CHECK_FALSE(credential::disclosing(claims, {2, 3}).has_value());
    for (const char* value : {"02", "+2", " 2", "2 ", "", "0x2", "18446744073709551616"})
        CHECK(credential::sections_of({claims[2].with("value", item_of(value))}).empty());
    CHECK(credential::sections_of({claims[0].with("value", item_of("2"))}).empty());
}

} // namespace emrshare::test
