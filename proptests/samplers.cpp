// The exact samplers, against a second implementation that reads the same bytes.
// Of the specification: SMP.Bytes, SMP.Uniform, SMP.Ternary, SMP.CBD, SMP.Mask.
#include "generators.hpp"

#include "random/samplers.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace emrshare::test {
namespace {

/// What a sampler made of a byte string, and how much of the string it took.
struct Outcome {
    std::vector<std::int64_t> values;
    std::size_t taken;
    bool operator==(const Outcome&) const = default;
};

/// The second implementations return nothing when the bytes do not suffice.
std::optional<Outcome> expected_uniform(const Bytes& bytes, std::size_t count, std::uint32_t q) {
    std::uint64_t power = 1;
    while (power < q)
        power *= 2;
    Outcome outcome{{}, 0};
    while (outcome.values.size() < count) {
        if (outcome.taken + 4 > bytes.size()) return std::nullopt;
        std::uint64_t word = 0;
        for (std::size_t i = 4; i-- > 0;)
            word = 256 * word + bytes[outcome.taken + i];
        outcome.taken += 4;
        if (word % power < q) outcome.values.push_back(static_cast<std::int64_t>(word % power));
    }
    return outcome;
}

std::optional<Outcome> expected_ternary(const Bytes& bytes, std::size_t n) {
    Outcome outcome{{}, 0};
    while (outcome.values.size() < n) {
        if (outcome.taken == bytes.size()) return std::nullopt;
        const int byte = bytes[outcome.taken++];
        if (byte > 242) continue;
        for (const int weight : {1, 3, 9, 27, 81}) {
            if (outcome.values.size() < n) outcome.values.push_back(byte / weight % 3 - 1);
        }
    }
    return outcome;
}

std::optional<Outcome> expected_binomial(const Bytes& bytes, std::size_t n, std::size_t eta) {
    const std::size_t bits = 2 * eta * n;
    Outcome outcome{{}, bits / 8 + (bits % 8 != 0 ? 1 : 0)};
    if (outcome.taken > bytes.size()) return std::nullopt;
    std::vector<std::int64_t> stream;
    for (const int byte : bytes) {
        for (int weight = 1; weight < 256; weight *= 2)
            stream.push_back(byte / weight % 2);
    }
    for (std::size_t i = 0; i < n; ++i) {
        std::int64_t value = 0;
        for (std::size_t j = 0; j < 2 * eta; ++j)
            value += j < eta ? stream[2 * eta * i + j] : -stream[2 * eta * i + j];
        outcome.values.push_back(value);
    }
    return outcome;
}

std::optional<Outcome> expected_mask(const Bytes& bytes, std::size_t n, std::size_t t) {
    Outcome outcome{{}, n * t / 8 + (n * t % 8 != 0 ? 1 : 0)};
    if (outcome.taken > bytes.size()) return std::nullopt;
    std::size_t position = 0;
    for (std::size_t i = 0; i < n; ++i) {
        std::int64_t value = 0;
        std::int64_t weight = 1;
        for (std::size_t j = 0; j < t; ++j, ++position, weight *= 2)
            value += weight * ((bytes[position / 8] >> (position % 8)) % 2);
        outcome.values.push_back(value - weight / 2);
    }
    return outcome;
}

/// Runs a sampler of the library on the bytes; nothing if they do not suffice.
template <class Sampler>
std::optional<Outcome> outcome_of(Sampler sampler, const Bytes& bytes) {
    FixedBytes source{ByteView(bytes)};
    try {
        const auto sampled = sampler(source);
        return Outcome{{sampled.begin(), sampled.end()}, static_cast<std::size_t>(source.taken())};
    } catch (const Rejection& rejection) {
        if (rejection.check() != "SMP.Bytes.C1") throw;
        return std::nullopt;
    }
}

/// Bytes among which those at the edge of a rejection are common.
Bytes any_bytes(std::size_t length) {
    const std::vector<std::uint8_t> bytes = *rc::gen::container<std::vector<std::uint8_t>>(
        length, rc::gen::oneOf(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint8_t>()),
                               rc::gen::element<std::uint8_t>(0, 1, 127, 128, 241, 242, 243, 244, 255)));
    return Bytes(bytes.begin(), bytes.end());
}

} // namespace

TEST_CASE("uniform: values, bytes taken and rejections") {
    SHOW_SEED();
    rc::prop("for any bytes, count and q", [] {
        const auto q = *rc::gen::element<std::uint32_t>(2, 3, 4, 5, 17, 255, 256, 257, 65536, 65537, 6393217, 55628801,
                                                        704186369, 1887440897, 2147483647);
        const auto count = *rc::gen::inRange<std::size_t>(0, 20);
        const Bytes bytes = any_bytes(*rc::gen::inRange<std::size_t>(0, 160));
        const auto sampler = [&](ByteSource& source) { return uniform_residues(count, q, source); };
        RC_ASSERT(outcome_of(sampler, bytes) == expected_uniform(bytes, count, q));
    });
}

TEST_CASE("uniform: the candidates q - 1 and q") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        Bytes bytes(12);
        for (std::size_t i = 0; i < 4; ++i) {
            bytes[i] = le64(set.q - 1)[i];
            bytes[4 + i] = le64(set.q)[i];
            bytes[8 + i] = le64(1)[i];
        }
        FixedBytes source{ByteView(bytes)};
        CHECK(uniform_residues(2, set.q, source) == Residues{set.q - 1, 1});
        CHECK(source.taken() == 12);
    }
}

TEST_CASE("ternary: values, bytes taken and rejections") {
    SHOW_SEED();
    rc::prop("for any bytes and n", [] {
        const auto n = *rc::gen::inRange<std::size_t>(0, 100);
        const Bytes bytes = any_bytes(*rc::gen::inRange<std::size_t>(0, 40));
        const auto sampler = [&](ByteSource& source) { return ternary(n, source); };
        RC_ASSERT(outcome_of(sampler, bytes) == expected_ternary(bytes, n));
    });
}

TEST_CASE("ternary: every byte, one by one") {
    std::size_t accepted = 0;
    std::int64_t sums[5] = {};
    for (unsigned byte = 0; byte < 256; ++byte) {
        CAPTURE(byte);
        // A zero byte follows, so that a rejected byte shows as two bytes taken.
        const Bytes bytes{static_cast<std::uint8_t>(byte), 0};
        FixedBytes source{ByteView(bytes)};
        const Poly digits = ternary(5, source);
        CHECK(source.taken() == (byte < 243 ? 1U : 2U));
        if (byte >= 243) continue;
        ++accepted;
        for (std::size_t i = 0; i < 5; ++i)
            sums[i] += digits[i];
    }
    CHECK(accepted == 243);
    for (const std::int64_t sum : sums)
        CHECK(sum == 0);
}

TEST_CASE("centred binomial: values and bytes taken") {
    SHOW_SEED();
    rc::prop("for any bytes, n and eta", [] {
        const auto eta = *rc::gen::inRange<std::uint32_t>(1, 9);
        const auto n = *rc::gen::inRange<std::size_t>(0, 70);
        const Bytes bytes = any_bytes(*rc::gen::inRange<std::size_t>(0, 160));
        const auto sampler = [&](ByteSource& source) { return centred_binomial(n, eta, source); };
        RC_ASSERT(outcome_of(sampler, bytes) == expected_binomial(bytes, n, eta));
    });
}

TEST_CASE("wide mask: values and bytes taken") {
    SHOW_SEED();
    rc::prop("for any bytes, n and t", [] {
        const auto t = *rc::gen::inRange<std::uint32_t>(1, 17);
        const auto n = *rc::gen::inRange<std::size_t>(0, 70);
        const Bytes bytes = any_bytes(*rc::gen::inRange<std::size_t>(0, 160));
        const auto sampler = [&](ByteSource& source) { return wide_mask(n, t, source); };
        RC_ASSERT(outcome_of(sampler, bytes) == expected_mask(bytes, n, t));
    });
    const Bytes ends{0x00, 0xff};
    FixedBytes source{ByteView(ends)};
    const Poly v = wide_mask(2, 8, source);
    CHECK(v[0] == -128);
    CHECK(v[1] == 127);
}

TEST_CASE("centred binomial: the first bits count up, the others down") {
    const Bytes bytes{0x03, 0x0c, 0x0f, 0x01};
    FixedBytes source{ByteView(bytes)};
    const Poly e = centred_binomial(8, 2, source);
    const std::int64_t expected[] = {2, 0, -2, 0, 0, 0, 1, 0};
    for (std::size_t i = 0; i < 8; ++i)
        CHECK(e[i] == expected[i]);
}

TEST_CASE("an element of R_q is n uniform residues") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        Xof first = stream("uniform");
        Xof second = stream("uniform");
        CHECK(uniform(set.ring(), first).residues() == uniform_residues(set.n, set.q, second));
        CHECK(first.taken() == second.taken());
    }
}

TEST_CASE("a fixed byte string gives its bytes and then refuses") {
    const Bytes bytes{1, 2, 3, 4, 5};
    FixedBytes source{ByteView(bytes)};
    CHECK(source.read_le<3>() == 0x030201U);
    CHECK(source.taken() == 3);
    // Too much at once is refused without taking anything.
    CHECK(refusal([&] { (void)source.read_le<3>(); }) == "SMP.Bytes.C1");
    CHECK(source.taken() == 3);
    CHECK(source.read_le<2>() == 0x0504U);
    CHECK(refusal([&] { (void)source.read_le<1>(); }) == "SMP.Bytes.C1");
    Bytes nothing;
    CHECK(refusal([&] { source.read(nothing); }) == "accepted");
}

} // namespace emrshare::test
