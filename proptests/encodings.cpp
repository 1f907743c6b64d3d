// Canonical encodings: exactly one byte string for each value, and every other one refused.
// Of the specification: ENC.Element, ENC.Short, ENC.Message.
#include "generators.hpp"

#include "pre/encoding.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace emrshare::test {
namespace {

/// Packs any values, in range or not, ell bits each.
Bytes pack(const std::vector<std::uint64_t>& values, std::size_t ell) {
    Bytes bytes(values.size() * ell / 8, 0);
    for (std::size_t position = 0; position < values.size() * ell; ++position) {
        const auto bit = static_cast<unsigned>((values[position / ell] >> (position % ell)) & 1);
        bytes[position / 8] = static_cast<std::uint8_t>(bytes[position / 8] | (bit << (position % 8)));
    }
    return bytes;
}

std::vector<std::uint64_t> values_of(const Rq& element) {
    return {element.residues().begin(), element.residues().end()};
}

Bytes random_bytes(std::size_t length, std::uint64_t number) {
    Bytes bytes(length);
    stream("random_bytes", number, length).read(bytes);
    return bytes;
}

} // namespace

TEST_CASE("elements: encoding and decoding undo each other") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        rc::prop("for any element, " + std::string(set.name), [&set] {
            const Rq a = make_element(set.ring(), *any_style(), *any_number());
            const Bytes bytes = encode(a);
            RC_ASSERT(bytes.size() == set.element_bytes());
            RC_ASSERT(bytes == pack(values_of(a), set.ell));
            RC_ASSERT(decode_element(set, bytes) == a);
        });
    }
}

TEST_CASE("elements: a byte string is refused or is the encoding of what it decodes to") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        rc::prop("for any byte string of the right length, " + std::string(set.name), [&set] {
            // Random coefficients below q, and none, one or several that are any ell bits.
            std::vector<std::uint64_t> values = values_of(make_element(set.ring(), Style::random, *any_number()));
            const auto changes = *rc::gen::inRange<std::size_t>(0, 3);
            for (std::size_t i = 0; i < changes; ++i)
                values[*any_number() % set.n] = *any_number() % (std::uint64_t{1} << set.ell);
            const bool canonical = std::all_of(values.begin(), values.end(), [&set](auto v) { return v < set.q; });
            RC_CLASSIFY(canonical, "accepted");
            const Bytes bytes = pack(values, set.ell);
            std::optional<Rq> decoded;
            const std::string check = refusal([&] { decoded = decode_element(set, bytes); });
            RC_ASSERT(check == (canonical ? "accepted" : "ENC.Element.C2"));
            if (canonical) RC_ASSERT(encode(*decoded) == bytes);
        });
        rc::prop("for random bytes, " + std::string(set.name), [&set] {
            const Bytes bytes = random_bytes(set.element_bytes(), *any_number());
            std::optional<Rq> decoded;
            const std::string check = refusal([&] { decoded = decode_element(set, bytes); });
            RC_ASSERT(decoded.has_value() == (check == "accepted"));
            RC_ASSERT(check == "accepted" || check == "ENC.Element.C2");
            if (decoded) RC_ASSERT(encode(*decoded) == bytes);
        });
    }
}

TEST_CASE("elements: one coefficient at the edge, in every place") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        for (std::size_t place = 0; place < set.n; place += set.n / 16 - 1) {
            for (const std::uint64_t value : {std::uint64_t{set.q} - 1, std::uint64_t{set.q}, std::uint64_t{set.q} + 1,
                                              (std::uint64_t{1} << set.ell) - 1}) {
                CAPTURE(place, value);
                std::vector<std::uint64_t> values(set.n, 0);
                values[place] = value;
                const Bytes bytes = pack(values, set.ell);
                if (value < set.q) {
                    CHECK(decode_element(set, bytes)[place] == value);
                } else {
                    CHECK(refusal([&] { (void)decode_element(set, bytes); }) == "ENC.Element.C2");
                }
            }
        }
    }
}

TEST_CASE("elements: wrong lengths") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const std::size_t length = set.element_bytes();
        CHECK(refusal([&] { (void)decode_element(set, Bytes(length, 0)); }) == "accepted");
        for (const std::size_t wrong : {std::size_t{0}, length - 1, length + 1, 2 * length})
            CHECK(refusal([&] { (void)decode_element(set, Bytes(wrong, 0)); }) == "ENC.Element.C1");
        // The length comes first: bytes that are wrong in both ways fail on it.
        CHECK(refusal([&] { (void)decode_element(set, Bytes(length + 1, 0xff)); }) == "ENC.Element.C1");
        CHECK(refusal([&] { (void)decode_element(set, Bytes(length, 0xff)); }) == "ENC.Element.C2");
    }
}

TEST_CASE("a worked example of an encoding") {
    // toy-64 has 23 bits a coefficient: 1, 2, 3, then zeros.
    const ParameterSet& set = parameter_set("toy-64");
    Residues residues(set.n, 0);
    residues[0] = 1;
    residues[1] = 2;
    residues[2] = 3;
    Bytes expected(set.element_bytes(), 0);
    expected[0] = 0x01;
    expected[3] = 0x01; // 2 << 23 is bit 24
    expected[5] = 0xc0; // 3 << 46 is bits 46 and 47
    CHECK(encode(Rq(set.ring(), residues)) == expected);
}

TEST_CASE("short polynomials: encoding and decoding undo each other") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        rc::prop("for any coefficients up to (q - 1)/2, " + std::string(set.name), [&set] {
            const Poly a = make_element(set.ring(), *any_style(), *any_number()).lift();
            const Bytes bytes = encode_short(set, a);
            RC_ASSERT(decode_short(set, bytes) == a);
            RC_ASSERT(bytes == encode(Rq(set.ring(), a)));
        });
    }
}

TEST_CASE("short polynomials: the edges of the range") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const std::int64_t half = (std::int64_t{set.q} - 1) / 2;
        for (const std::int64_t c : {half, -half, half + 1, -half - 1, std::int64_t{set.q}, std::int64_t{1} << 40}) {
            CAPTURE(c);
            Poly a(set.n);
            a[set.n - 1] = c;
            const bool inside = c >= -half && c <= half;
            CHECK(refusal([&] { (void)encode_short(set, a); }) == (inside ? "accepted" : "ENC.Short.C1"));
        }
        CHECK(refusal([&] { (void)encode_short(set, Poly(set.n - 1)); }) == "ENC.Short.C1");
        CHECK(refusal([&] { (void)encode_short(set, Poly(set.n + 1)); }) == "ENC.Short.C1");
        const std::size_t length = set.element_bytes();
        CHECK(refusal([&] { (void)decode_short(set, Bytes(length - 1, 0)); }) == "ENC.Element.C1");
        CHECK(refusal([&] { (void)decode_short(set, Bytes(length, 0xff)); }) == "ENC.Element.C2");
    }
}

TEST_CASE("messages: encoding and decoding undo each other") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        rc::prop("for any message and any bytes, " + std::string(set.name), [&set] {
            const Poly M = make_message(set, *any_style(), *any_number());
            const Bytes bytes = encode_message(set, M);
            RC_ASSERT(bytes.size() == set.message_bytes());
            for (std::size_t j = 0; j < set.n; ++j)
                RC_ASSERT((bytes[j / 8] >> (j % 8)) % 2 == M[j]);
            RC_ASSERT(decode_message(set, bytes) == M);
            const Bytes other = random_bytes(set.message_bytes(), *any_number());
            RC_ASSERT(encode_message(set, decode_message(set, other)) == other);
        });
    }
}

TEST_CASE("messages: wrong sizes and coefficients") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        for (const std::size_t wrong : {std::size_t{0}, set.message_bytes() - 1, set.message_bytes() + 1})
            CHECK(refusal([&] { (void)decode_message(set, Bytes(wrong, 0)); }) == "ENC.Message.C2");
        for (const std::size_t wrong : {std::size_t{0}, std::size_t{set.n} - 1, std::size_t{set.n} + 1})
            CHECK(refusal([&] { (void)encode_message(set, Poly(wrong)); }) == "ENC.Message.C1");
        for (const std::int64_t c : {std::int64_t{2}, std::int64_t{-1}, std::int64_t{256}, std::int64_t{1} << 40}) {
            Poly M(set.n);
            M[set.n / 2] = c;
            CHECK(refusal([&] { (void)encode_message(set, M); }) == "ENC.Message.C1");
        }
    }
}

} // namespace emrshare::test
