// The printed delegation broken with nothing but ring arithmetic. Each attack uses only what its
// attackers hold under the paper's protocol, and its result is compared with the secret exactly.
#include "statistics.hpp"
#include "support.hpp"

#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace emrshare::test {
namespace {

Rq inverse_of(const Rq& element) {
    return require_inverse(element, "test", "element");
}

/// What the parties of one printed delegation hold in the end, and Alice's e_B to compare with.
struct Delegation {
    KeyPair alice;
    KeyPair bob;
    OwnerShare share; ///< a_B: Alice and Bob; r_B: Alice and the cloud
    Rq b_B;           ///< Bob and the cloud
    Rq rk;            ///< the cloud
    Poly d;           ///< f_A + p e_B: Alice
};

Delegation delegate(const ParameterSet& set, std::uint64_t number) {
    Recorder recorder;
    const KeyPair alice = random_keys(set, 1);
    const KeyPair bob = random_keys(set, 2);
    const OwnerShare share = rekeygen_owner_printed_from_coins(set, alice.f, coins("delegation", number), recorder);
    const Rq b_B = rekeygen_requester(set, share.a_B, bob.f);
    return {alice, bob, share, b_B, rekeygen_cloud_printed(set, share.r_B, b_B), recorder.poly("d")};
}

/// A block for Alice that happens to be invertible, as all but about n/q of them are.
Rq invertible_block(const ParameterSet& set, const Rq& pk, const Poly& M) {
    for (std::uint64_t i = 0;; ++i) {
        const Rq C = enc_from_coins(set, pk, M, coins("block", i));
        if (C.inverse()) return C;
    }
}

/// Pr[not -N/2 <= e_1 + ... + e_N < N/2] for independent e_i from CBD_eta: the mean does not round,
/// halves upwards, to 0.
double wrong_coefficient_probability(std::size_t N, std::uint32_t eta) {
    // The sum is the difference of two binomials: 2 eta N fair bits, shifted.
    const double bits = 2.0 * eta * static_cast<double>(N);
    double probability = 0;
    for (double i = 0; i <= bits; ++i) {
        const double twice_sum = 2 * i - bits;
        if (-static_cast<double>(N) <= twice_sum && twice_sum < static_cast<double>(N)) continue;
        probability +=
            std::exp(std::lgamma(bits + 1) - std::lgamma(i + 1) - std::lgamma(bits - i + 1) - bits * std::log(2.0));
    }
    return probability;
}

} // namespace

TEST_CASE("a requester alone gets f_A + p e_B from one block") {
    SHOW_SEED();
    // Bob holds f_B, downloads C_B, and the printed integrity check gives him C_A.
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const Delegation given = delegate(set, 0);
        const Rq C_A = invertible_block(set, given.alice.pk, Poly(set.n));
        const Rq C_B = reenc_printed(set, given.rk, C_A);
        const Poly found = (given.bob.f * C_B * inverse_of(C_A)).lift();
        CHECK(found == given.d);
        CHECK_FALSE(found == given.alice.f);
        // With it he re-encrypts every other block of Alice's by himself.
        Xof source = stream("other block");
        const Rq other = enc_from_coins(set, given.alice.pk, random_message(set, source), coins("other"));
        CHECK(found * other == given.bob.f * reenc_printed(set, given.rk, other));
    }
}

TEST_CASE("owner and cloud together get the requester's key") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const Delegation given = delegate(set, 0);
        const Poly found = (given.share.a_B * inverse_of(given.b_B)).lift();
        CHECK(found == given.bob.f);
        // With it they read what others encrypt for Bob.
        Xof source = stream("for Bob");
        const Poly M = random_message(set, source);
        CHECK(dec(set, found, enc_from_coins(set, given.bob.pk, M, coins("for Bob"))) == M);
    }
}

TEST_CASE("requester and cloud together get f_A + p e_B") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const Delegation given = delegate(set, 0);
        CHECK((given.share.a_B * inverse_of(given.share.r_B)).lift() == given.d);
        CHECK((given.rk * given.bob.f).lift() == given.d);
    }
}

TEST_CASE("the mean over delegations is the owner's key") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("std-1024");
    const KeyPair alice = random_keys(set, 1);
    // a_B r_B^-1 of every delegation, summed over the integers.
    Poly sum(set.n);
    // Coefficients of f_A and of every d are equal mod p = 2: round the mean to the nearest such
    // number, halves upwards.
    const auto guess_after = [&](std::size_t N) {
        Poly guess(set.n);
        for (std::size_t j = 0; j < set.n; ++j) {
            const double parity = j == 0 ? 1 : 0;
            const double mean = static_cast<double>(sum[j]) / static_cast<double>(N);
            guess[j] = static_cast<std::int64_t>(2 * std::floor((mean - parity) / 2 + 0.5) + parity);
        }
        return guess;
    };
    std::size_t N = 0;
    for (const std::size_t target : {1U, 4U, 16U, 32U, 64U, 100U, 256U}) {
        for (; N < target; ++N) {
            const OwnerShare share = rekeygen_owner_printed_from_coins(set, alice.f, coins("averaging", N));
            sum = sum + (share.a_B * inverse_of(share.r_B)).lift();
        }
        const double p = wrong_coefficient_probability(N, set.eta);
        const auto wrong = static_cast<std::size_t>(std::lround(set.n * error_rate(alice.f, guess_after(N))));
        CAPTURE(N, wrong, p);
        report("wrong coefficients of f_A after " + std::to_string(N) + " delegations (expected " +
                   std::to_string(p * set.n) + ")",
               static_cast<double>(wrong));
        // Coefficients are independent: within what the binomial tail allows at 2^-32.
        CHECK(log2_binomial_tail(set.n, p, wrong) > kFalseAlarm);
        // The control: without averaging, five eighths are wrong, so this is no property of the key.
        if (N == 1) CHECK(wrong > set.n / 2);
    }
    // A single wrong coefficient now has a probability below 2^-30.
    CHECK(wrong_coefficient_probability(N, set.eta) * set.n < 0x1p-30);
    // The recovered key is the key, and decrypts.
    const Poly recovered = guess_after(N);
    CHECK(recovered == alice.f);
    Xof source = stream("message");
    const Poly M = random_message(set, source);
    CHECK(dec(set, recovered, enc_from_coins(set, alice.pk, M, coins("read"))) == M);
}

TEST_CASE("the probability of a wrong coefficient in closed form") {
    // CBD_2: 10 of 16 values are not 0.
    CHECK(wrong_coefficient_probability(1, 2) == Approx(0.625));
    CHECK(wrong_coefficient_probability(1, 1) == Approx(0.5));
    // Two of CBD_1: sums of 1 (4 of 16), 2 and -2 (1 of 16 each) are wrong; -1 rounds up to 0.
    CHECK(wrong_coefficient_probability(2, 1) == Approx(6.0 / 16));
}

} // namespace emrshare::test
