// The parts of ML-DSA-65: transform, rounding, sampling, encodings.
#include "generators.hpp"
#include "statistics.hpp"

#include "sign/encoding.hpp"
#include "sign/ml_dsa.hpp"
#include "sign/rounding.hpp"
#include "sign/sampling.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <utility>

namespace emrshare::test {
namespace {

using namespace ml_dsa;

/// A polynomial with coefficients in [least, greatest], or all at its ends.
Polynomial make_polynomial(Style style, std::uint64_t number, std::int32_t least, std::int32_t greatest) {
    Xof source = stream("make_polynomial", number, 8 * kN);
    Polynomial w;
    for (std::size_t i = 0; i < kN; ++i) {
        const auto width = static_cast<std::uint64_t>(greatest - least);
        const auto offset = static_cast<std::int32_t>(below(width + 1, source));
        if (style == Style::random) w[i] = least + offset;
        if (style == Style::extreme) w[i] = offset % 2 == 0 ? least : greatest;
        if (style == Style::all_ones) w[i] = greatest;
        if (style == Style::sparse && i % 64 == number % 64) w[i] = least + offset;
    }
    return w;
}

PolynomialVector make_vector(std::size_t size, Style style, std::uint64_t number, std::int32_t least,
                             std::int32_t greatest) {
    PolynomialVector v;
    for (std::size_t i = 0; i < size; ++i)
        v.push_back(make_polynomial(style, number + i, least, greatest));
    return v;
}

/// The product in Z_q[x]/(x^256 + 1) by its definition.
Polynomial schoolbook(const Polynomial& a, const Polynomial& b) {
    Polynomial c;
    for (std::size_t i = 0; i < kN; ++i) {
        std::int64_t value = 0;
        for (std::size_t j = 0; j < kN; ++j) {
            const std::int64_t product = std::int64_t{a[j]} * b[(i + kN - j) % kN] % 8380417;
            value += j <= i ? product : -product;
        }
        c[i] = static_cast<std::int32_t>((value % 8380417 + 8380417) % 8380417);
    }
    return c;
}

Bytes make_bytes(std::uint64_t number, std::size_t length) {
    Bytes bytes(length);
    stream("make_bytes", number, length).read(bytes);
    return bytes;
}

/// A hint with @p ones ones at places that depend on @p number.
PolynomialVector make_hint_with(std::size_t ones, std::uint64_t number) {
    Xof source = stream("make_hint", number, 8 * kOmega);
    PolynomialVector h(kK);
    while (count_ones(h) < ones)
        h[static_cast<std::size_t>(below(kK, source))][static_cast<std::size_t>(below(kN, source))] = 1;
    return h;
}

bool is_within(const PolynomialVector& v, std::int32_t least, std::int32_t greatest) {
    return std::all_of(v.begin(), v.end(), [&](const Polynomial& w) {
        return std::all_of(w.begin(), w.end(), [&](std::int32_t c) { return c >= least && c <= greatest; });
    });
}

} // namespace

TEST_CASE("a product by the transform is the product by the definition") {
    SHOW_SEED();
    rc::prop("of polynomials in [0, q)", [] {
        const Polynomial a = make_polynomial(*any_style(), *any_number(), 0, kQ - 1);
        const Polynomial b = make_polynomial(*any_style(), *any_number(), 0, kQ - 1);
        RC_ASSERT(inverse_ntt(ntt(a) * ntt(b)) == schoolbook(a, b));
    });
    rc::prop("of a short polynomial with negative coefficients", [] {
        const Polynomial a = make_polynomial(*any_style(), *any_number(), -kEta, kEta);
        const Polynomial b = make_polynomial(*any_style(), *any_number(), 1 - kGamma1, kGamma1);
        RC_ASSERT(inverse_ntt(ntt(a) * ntt(b)) == schoolbook(a, b));
    });
    Polynomial x;
    x[1] = 1;
    Polynomial last;
    last[kN - 1] = 1;
    Polynomial minus_one;
    minus_one[0] = kQ - 1;
    CHECK(inverse_ntt(ntt(x) * ntt(last)) == minus_one); // x^256 = -1
}

TEST_CASE("the transform is linear and has an inverse") {
    SHOW_SEED();
    rc::prop("sums, differences, matrices", [] {
        const PolynomialVector v = make_vector(kL, *any_style(), *any_number(), 0, kQ - 1);
        const PolynomialVector w = make_vector(kL, *any_style(), *any_number(), 0, kQ - 1);
        RC_ASSERT(inverse_ntt(ntt(v)) == v);
        RC_ASSERT(inverse_ntt(ntt(v) - ntt(w)) == v - w);
        RC_ASSERT((v - w) + w == v);
        RC_ASSERT(inverse_ntt(ntt(v[0]) + ntt(w[0])) == (v + w)[0]);
        const ml_dsa::Matrix M = {ntt(v), ntt(w)};
        const TransformedVector product = M * ntt(w);
        Transformed row;
        for (std::size_t j = 0; j < kL; ++j)
            row = row + ntt(w[j]) * ntt(w[j]);
        RC_ASSERT(product.size() == 2U);
        RC_ASSERT(product[1] == row);
    });
}

TEST_CASE("representatives around zero") {
    CHECK(centred(0, 10) == 0);
    CHECK(centred(5, 10) == 5);
    CHECK(centred(6, 10) == -4);
    CHECK(centred(-5, 10) == 5);
    CHECK(centred(3, 7) == 3);
    CHECK(centred(4, 7) == -3);
    PolynomialVector v(2);
    v[1][255] = kQ - 17;
    v[0][0] = 16;
    CHECK(infinity_norm(v) == 17);
    CHECK(centred(v)[1][255] == -17);
}

TEST_CASE("the parts of every residue are in their ranges and make it up") {
    std::size_t wrong = 0;
    for (std::int32_t r = 0; r < kQ; ++r) {
        const Parts p = power2_round(r);
        const bool power_of_two = p.high * 8192 + p.low == r && p.low > -4096 && p.low <= 4096 && p.high < 1024;
        const Parts d = decompose(r);
        const std::int32_t sum = d.high * 2 * 261888 + d.low;
        const bool steps = (sum == r || sum == r - kQ) && std::abs(d.low) <= 261888 && d.high >= 0 && d.high < 16;
        wrong += power_of_two && steps ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(decompose(kQ - 1).high == 0); // the last step is joined to the first
    CHECK(decompose(kQ - 1).low == -1);
    CHECK(decompose(kQ - 1 - 261888).high == 15);
}

TEST_CASE("a hint recovers the high bits") {
    SHOW_SEED();
    rc::prop("of r + z from r, for z of at most gamma2", [] {
        const PolynomialVector r = make_vector(kK, *any_style(), *any_number(), 0, kQ - 1);
        const PolynomialVector z = make_vector(kK, *any_style(), *any_number(), -kGamma2, kGamma2);
        const PolynomialVector reduced_z = z + PolynomialVector(kK);
        const PolynomialVector h = make_hint(reduced_z, r);
        RC_ASSERT(is_within(h, 0, 1));
        RC_ASSERT(use_hint(h, r) == high_bits(r + z));
        RC_ASSERT(use_hint(PolynomialVector(kK), r) == high_bits(r));
    });
    CHECK(use_hint(true, 1) == 1);
    CHECK(use_hint(true, 0) == 15); // r0 = 0 counts as negative
    CHECK(use_hint(true, kQ - 1) == 15);
    CHECK(use_hint(true, 15 * 2 * kGamma2 + 1) == 0);
}

TEST_CASE("samples are in their ranges") {
    SHOW_SEED();
    rc::prop("for any seed", [] {
        const std::uint64_t number = *any_number();
        const Polynomial c = sample_in_ball(make_bytes(number, kChallengeBytes));
        RC_ASSERT(std::count(c.begin(), c.end(), 0) == 256 - 49);
        RC_ASSERT(std::count(c.begin(), c.end(), 1) + std::count(c.begin(), c.end(), -1) == 49);
        const Secrets secrets = expand_s(make_bytes(number, kHashBytes));
        RC_ASSERT(secrets.s1.size() == 5U);
        RC_ASSERT(secrets.s2.size() == 6U);
        RC_ASSERT(is_within(secrets.s1, -4, 4));
        RC_ASSERT(is_within(secrets.s2, -4, 4));
        const PolynomialVector y = expand_mask(make_bytes(number, kHashBytes), number % 1000);
        RC_ASSERT(is_within(y, 1 - kGamma1, kGamma1));
        // The counter goes up by one for each polynomial.
        const PolynomialVector next = expand_mask(make_bytes(number, kHashBytes), number % 1000 + 1);
        RC_ASSERT(std::equal(next.begin(), next.end() - 1, y.begin() + 1));
        RC_ASSERT(!(next[4] == y[0]));
    });
    const ml_dsa::Matrix A_hat = expand_a(make_bytes(0, kSeedBytes));
    REQUIRE(A_hat.size() == 6);
    for (const TransformedVector& row : A_hat) {
        REQUIRE(row.size() == 5);
        for (const Transformed& entry : row)
            CHECK(std::all_of(entry.begin(), entry.end(), [](std::int32_t c) { return c >= 0 && c < kQ; }));
    }
    CHECK_FALSE(A_hat[0][1] == A_hat[1][0]);
}

TEST_CASE("all coefficients of secrets occur about equally often") {
    SHOW_SEED();
    // Nine values, -4 to 4. The control takes four bits mod 9 instead of rejecting those from 9 on.
    const Law law(9, 1.0 / 9);
    Law unrejected(9, 1.0 / 16);
    for (std::size_t c = 0; c < 7; ++c)
        unrejected[c] = 2.0 / 16;
    const std::size_t draws = std::size_t{20} * 6 * 256;
    Counts counts(9, 0);
    for (std::uint64_t i = 0; i < 20; ++i) {
        for (const Polynomial& w : expand_s(make_bytes(i, kHashBytes)).s2) {
            for (const std::int32_t c : w) {
                REQUIRE(std::abs(c) <= 4);
                ++counts[static_cast<std::size_t>(std::int64_t{c} + 4)];
            }
        }
    }
    REQUIRE(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}) == draws);
    CHECK(log2_miss(law, unrejected, draws) <= kMiss);
    CHECK(divergence(counts, law) < threshold(9, draws));
    Counts of_control(9, 0);
    Xof source = stream("four bits", 0, draws);
    for (std::size_t i = 0; i < draws; ++i)
        ++of_control[(source.read_le<1>() & 15) % 9];
    CHECK(divergence(of_control, law) > threshold(9, draws));
}

TEST_CASE("packed polynomials are unpacked again") {
    SHOW_SEED();
    rc::prop("for the bounds that ML-DSA-65 has", [] {
        const Style style = *any_style();
        const std::uint64_t number = *any_number();
        for (const std::int32_t b : {15, 1023}) {
            const Polynomial w = make_polynomial(style, number, 0, b);
            const Bytes packed = simple_bit_pack(w, b);
            RC_ASSERT(packed.size() == (b == 15 ? 128U : 320U));
            RC_ASSERT(simple_bit_unpack(packed, b) == w);
        }
        for (const auto& [a, b] : {std::pair{4, 4}, std::pair{4095, 4096}, std::pair{kGamma1 - 1, kGamma1}}) {
            const Polynomial w = make_polynomial(style, number, -a, b);
            RC_ASSERT(bit_unpack(bit_pack(w, a, b), a, b) == w);
        }
    });
    Polynomial w;
    w[0] = 1;
    w[1] = 1023;
    CHECK(ByteView(simple_bit_pack(w, 1023)).first(4)[0] == 0x01);
    CHECK(simple_bit_pack(w, 1023)[1] == 0xfc);
    CHECK(simple_bit_pack(w, 1023)[2] == 0x0f);
}

TEST_CASE("encoded keys are decoded again, and every string of the right length is a public key") {
    SHOW_SEED();
    rc::prop("for any seed", [] {
        const ml_dsa::KeyPair pair = keygen_from_coins(coins("encoding", *any_number()));
        RC_ASSERT(pair.pk.size() == 1952U);
        RC_ASSERT(pair.sk.size() == 4032U);
        RC_ASSERT(pk_encode(pk_decode(pair.pk)) == pair.pk);
        const SecretKey key = sk_decode(pair.sk);
        RC_ASSERT(sk_encode(key) == pair.sk);
        RC_ASSERT(key.tr == hash({pair.pk}, 64));
        // t0 and t1 are those of t = A s1 + s2.
        const PolynomialVector t = inverse_ntt(expand_a(key.rho) * ntt(key.s1)) + key.s2;
        RC_ASSERT(power2_round(t).high == pk_decode(pair.pk).t1);
        RC_ASSERT(power2_round(t).low == key.t0);
        const Bytes any = make_bytes(*any_number(), kPublicKeyBytes);
        RC_ASSERT(pk_encode(pk_decode(any)) == any);
    });
}

TEST_CASE("a secret key is refused for its length and for any coefficient beyond 4") {
    SHOW_SEED();
    const Bytes sk = keygen_from_coins(coins("refused")).sk;
    for (const std::size_t size : {std::size_t{0}, std::size_t{32}, sk.size() - 1, sk.size() + 1}) {
        Bytes resized = sk;
        resized.resize(size);
        CHECK(refusal([&] { (void)sk_decode(resized); }) == "SIG.SkDecode.C1");
    }
    rc::prop("of s1 and s2", [&sk] {
        const auto index = *rc::gen::inRange<std::size_t>(0, (kL + kK) * kN);
        const auto nibble = *rc::gen::inRange(0, 16);
        Bytes changed = sk;
        std::uint8_t& byte = changed[128 + index / 2];
        byte = static_cast<std::uint8_t>(index % 2 == 0 ? (byte & 0xf0) | nibble : (byte & 0x0f) | nibble << 4);
        RC_ASSERT(refusal([&] { (void)sk_decode(changed); }) == (nibble > 8 ? "SIG.SkDecode.C2" : "accepted"));
    });
}

TEST_CASE("encoded signatures and hints are decoded again") {
    SHOW_SEED();
    rc::prop("for up to omega hints", [] {
        const std::uint64_t number = *any_number();
        const auto ones = *rc::gen::inRange<std::size_t>(0, kOmega + 1);
        const Signature signature{make_bytes(number, kChallengeBytes),
                                  make_vector(kL, *any_style(), number, 1 - kGamma1, kGamma1),
                                  make_hint_with(ones, number)};
        const Bytes sigma = sig_encode(signature);
        RC_ASSERT(sigma.size() == 3309U);
        RC_ASSERT(check_hint(hint_part(sigma)) == Outcome::accepted);
        const Signature decoded = sig_decode(sigma);
        RC_ASSERT(decoded.c_tilde == signature.c_tilde);
        RC_ASSERT(decoded.z == signature.z);
        RC_ASSERT(decoded.h == signature.h);
    });
    rc::prop("no two strings encode the same hint", [] {
        Bytes y = hint_bit_pack(make_hint_with(*rc::gen::inRange<std::size_t>(0, kOmega + 1), *any_number()));
        const auto position = *rc::gen::inRange<std::size_t>(0, y.size());
        y[position] = static_cast<std::uint8_t>(*rc::gen::inRange(0, 256));
        if (check_hint(y) == Outcome::accepted) RC_ASSERT(hint_bit_pack(hint_bit_unpack(y)) == y);
    });
}

TEST_CASE("the commitment is hashed in four bits a coefficient") {
    PolynomialVector w1(kK);
    w1[0][0] = 1;
    w1[0][1] = 15;
    w1[5][255] = 2;
    const Bytes encoded = w1_encode(w1);
    REQUIRE(encoded.size() == 768);
    CHECK(encoded.front() == 0xf1);
    CHECK(encoded.back() == 0x20);
}

} // namespace emrshare::test
