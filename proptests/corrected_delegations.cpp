// The corrected delegation: Lemma 2 holds, and d has a law that does not show the owner's key.
// Of the specification: LAT.FFSampling, LAT.SampleDelegation, CPRE.ReKeyGen.Owner, PRE.ReKeyGen.Requester,
// CPRE.ReKeyGen.Cloud, CPRE.ReEncCoins, CPRE.ReEnc, KEM.G, KEM.Encaps, KEM.Decaps.
#include "exact.hpp"
#include "generators.hpp"
#include "statistics.hpp"

#include "estimate/failure.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/kem.hpp"
#include "pre/keygen.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace emrshare::test {
namespace {

using kat::estimate::failure_log2;
using kat::estimate::FailureInputs;

/// All that one corrected delegation produces.
struct Delegation {
    OwnerKey alice;
    KeyPair bob; ///< his key for this delegation
    OwnerShare share;
    Poly d;
    Poly e_B;
    Rq b_B;
    Rq rk;
};

Delegation delegate(const ParameterSet& set, const OwnerKey& alice, const SamplingTree& tree, std::uint64_t number) {
    Recorder recorder;
    const KeyPair bob = one_time_keygen_from_coins(set, coins("bob", number));
    const OwnerShare share = rekeygen_owner_from_coins(set, alice, tree, coins("delegation", number), recorder);
    const Rq b_B = rekeygen_requester(set, share.a_B, bob.f);
    return {
        alice, bob, share, recorder.poly("d"), recorder.poly("e_B"), b_B, rekeygen_cloud(set, share.r_B, b_B, bob.pk)};
}

/// Some delegations of one owner.
const std::vector<Delegation>& delegations(const ParameterSet& set) {
    static std::map<std::string_view, std::vector<Delegation>> all;
    std::vector<Delegation>& some = all[set.name];
    if (some.empty()) {
        const OwnerKey alice = owner_key(set, 1);
        const SamplingTree tree = sampling_tree(set, alice);
        for (std::uint64_t i = 0; i < 3; ++i)
            some.push_back(delegate(set, alice, tree, i));
    }
    return some;
}

/// y = d pk mod q, short.
Poly y_of(const Delegation& given) {
    return (given.d * given.alice.pair.pk).lift();
}

Poly w_of(const KeyPair& keys) {
    return keys.g + multiply_over_integers(keys.f, keys.u);
}

/// log2 of the share of the y mod q whose norm is @p radius at most: the ball that holds their unit cubes over q^n.
double log2_ball_share(std::size_t n, double radius, double q) {
    const auto d = static_cast<double>(n);
    const double log_volume =
        d / 2 * std::log(std::numbers::pi) - std::lgamma(d / 2 + 1) + d * std::log(radius + std::sqrt(d) / 2);
    return (log_volume - d * std::log(q)) / std::numbers::ln2;
}

double squared_dot(const Poly& a, const Poly& b, const Poly& c, const Poly& e) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += static_cast<double>(a[i]) * static_cast<double>(c[i]) +
               static_cast<double>(b[i]) * static_cast<double>(e[i]);
    return sum * sum;
}

} // namespace

TEST_CASE("a delegation is short, 1 mod p, and turns the ciphertext as f_A does") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        // Chernoff's bounds for 2n normal coordinates hold for |(d, y)|^2 / s^2 up to a factor below 2: every leaf's
        // deviation is 1.2 at least, so the moments are those of the normal law to some parts in a thousand. With three
        // delegations of each set, 2^-35 for all.
        const double low = 2.0 * set.n * chi_square_ratio_below(2.0 * set.n, -40);
        const double high = 2.0 * set.n * chi_square_ratio_above(2.0 * set.n, -40);
        // The control's y is modelled as uniform mod q: so many of all y have a norm within the limit.
        CHECK(log2_ball_share(set.n, std::sqrt(high) * set.s, set.q) < kMiss);
        for (const Delegation& given : delegations(set)) {
            CAPTURE(set.name);
            CHECK(mod(given.d, set.p) == Poly(set.n) + 1);
            CHECK(given.d == given.alice.pair.f + set.p * given.e_B);
            CHECK(given.share.a_B == given.share.r_B * given.d);
            CHECK(given.rk * given.bob.f == Rq(set.ring(), given.d));
            const double ratio =
                (squared_norm(given.d) + squared_norm(y_of(given))) / (static_cast<double>(set.s) * set.s);
            CHECK(ratio > low);
            CHECK(ratio < high);
            report("|(d, y)|^2 / (2 n s^2), " + std::string(set.name), ratio / (2.0 * set.n));
            // The control: with e_B from psi, y is anything but short.
            Recorder recorder;
            (void)rekeygen_owner_printed_from_coins(set, given.alice.pair.f, coins("printed"), recorder);
            const Poly printed_y = (recorder.poly("d") * given.alice.pair.pk).lift();
            CHECK(squared_norm(printed_y) / (static_cast<double>(set.s) * set.s) > high);
        }
    }
}

TEST_CASE("Lemma 2, corrected: the requester decrypts, with the noise of the specification") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        double worst = 0;
        (void)delegations(set);
        rc::prop("for any message and coins, " + std::string(set.name), [&] {
            const Delegation& given = delegations(set)[*rc::gen::inRange<std::size_t>(0, 3)];
            const Poly M = make_message(set, *any_style(), *any_number());
            Recorder enc_trace;
            Recorder reenc_trace;
            const Rq C_A = enc_from_coins(set, given.alice.pair.pk, M, coins("enc", *any_number()), enc_trace);
            const Rq C_B =
                reenc_from_coins(set, given.rk, given.bob.pk, C_A, coins("reenc", *any_number()), reenc_trace);
            RC_ASSERT(dec(set, given.bob.f, C_B) == M);
            RC_ASSERT(dec(set, given.alice.pair.f, C_A) == M);
            const Poly N = set.p * (multiply_over_integers(y_of(given), enc_trace.poly("b")) +
                                    multiply_over_integers(given.d, enc_trace.poly("v"))) +
                           multiply_over_integers(given.d, M) +
                           set.p * (multiply_over_integers(w_of(given.bob), reenc_trace.poly("b'")) +
                                    multiply_over_integers(given.bob.f, reenc_trace.poly("v'")));
            RC_ASSERT((given.bob.f * C_B).lift() == N);
            RC_ASSERT(2 * infinity_norm(N) < set.q);
            worst = std::max(worst, 2.0 * static_cast<double>(infinity_norm(N)) / set.q);
            const std::int64_t half = std::int64_t{1} << (set.t_re - 1);
            for (const std::int64_t c : reenc_trace.poly("v'"))
                RC_ASSERT((c >= -half && c < half));
            // Controls: another delegation's key, and a block that was not re-encrypted.
            RC_ASSERT(!(dec(set, delegations(set)[0].alice.pair.f, C_B) == M));
            RC_ASSERT(!(dec(set, given.bob.f, C_A) == M));
        });
        if (worst > 0) report("greatest noise over q/2 in 100 blocks, " + std::string(set.name), worst);
    }
}

TEST_CASE("every re-encrypted block decrypts, and its noise has the predicted spread") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const Delegation& given = delegations(set)[0];
        const Poly y = y_of(given);
        const Poly w = w_of(given.bob);
        // d, y and f_B* are fixed, so that false alarm and power need no model (SpreadTest). The mask is a tenth of the
        // square: a narrower one is not seen here, but where the equation of the noise is checked, and in samplers.cpp.
        const auto spectrum_for = [&](double p, double eta) {
            const double mask = (std::pow(4.0, set.t_re) - 1) / 12;
            NoiseSpectrum spectrum(set.n);
            spectrum.add(y, p * p * eta / 2);
            spectrum.add(given.d, p * p * eta / 2 + 0.25);
            spectrum.add(w, p * p * eta / 2);
            spectrum.add(given.bob.f, p * p * mask);
            return spectrum;
        };
        const NoiseSpectrum spectrum = spectrum_for(set.p, set.eta);
        const double predicted = std::sqrt(spectrum.variance());
        // The controls: psi one step wider, and no factor p.
        const double wider = std::sqrt(spectrum_for(set.p, set.eta + 1).variance()) / predicted;
        const double printed = std::sqrt(spectrum_for(1, set.eta).variance()) / predicted;
        const std::size_t blocks = SpreadTest::blocks_needed(spectrum, wider, times(1800, 20000));
        report("log2 of the false alarm, " + std::string(set.name), SpreadTest::log2_alarm(spectrum, blocks));
        report("log2 of the miss, psi wider, " + std::string(set.name), SpreadTest::log2_miss(spectrum, blocks, wider));
        CHECK(SpreadTest::log2_alarm(spectrum, blocks) <= kFalseAlarm);
        CHECK(SpreadTest::log2_miss(spectrum, blocks, wider) <= kMiss);
        CHECK(SpreadTest::log2_miss(spectrum, blocks, printed) <= kMiss);
        Xof source = stream("spread", 1, std::size_t{set.n} * 64);
        // The means of M (1/2) and v' (-1/2) come off.
        const Poly twice_mean =
            multiply_over_integers(given.d + -std::int64_t{set.p} * given.bob.f, make_message(set, Style::all_ones, 0));
        double sum = 0;
        std::size_t failures = 0;
        std::int64_t greatest = 0;
        for (std::size_t i = 0; i < blocks; ++i) {
            const Poly M = random_message(set, source);
            const Rq C_A = enc_from_coins(set, given.alice.pair.pk, M, coins("spread", i));
            const Rq C_B = reenc_from_coins(set, given.rk, given.bob.pk, C_A, coins("spread'", i));
            // N is the noise itself wherever that is below q/2, and beyond it the parity of N is wrong: q is odd.
            const Poly N = (given.bob.f * C_B).lift();
            failures += dec(set, given.bob.f, C_B) == M ? 0 : 1;
            greatest = std::max(greatest, infinity_norm(N));
            for (std::size_t j = 0; j < set.n; ++j) {
                const double centred = static_cast<double>(N[j]) - static_cast<double>(twice_mean[j]) / 2;
                sum += centred * centred;
            }
        }
        const double measured = std::sqrt(sum / static_cast<double>(blocks * set.n));
        report("spread of the re-encrypted noise over the predicted one, " + std::string(set.name),
               measured / predicted);
        report("spread of the re-encrypted noise over q/2, " + std::string(set.name), 2 * measured / set.q);
        const std::string campaign = " in " + std::to_string(blocks) + " re-encrypted blocks, " + std::string(set.name);
        report("failures" + campaign, static_cast<double>(failures));
        report("greatest noise over its bound q/2" + campaign, 2.0 * static_cast<double>(greatest) / set.q);
        // No failure: the bound of 9.8 for all blocks together.
        const FailureInputs inputs{set.n, set.q, set.s, set.eta, set.f2_max, set.gs2_re, set.t_re};
        CHECK(failure_log2(inputs) + std::log2(blocks) < kFalseAlarm);
        CHECK(failures == 0);
        CHECK(SpreadTest::accepts(measured / predicted));
        CHECK_FALSE(SpreadTest::accepts(measured / (wider * predicted)));
        CHECK_FALSE(SpreadTest::accepts(measured / (printed * predicted)));
    }
}

TEST_CASE("the law of d does not show the owner's key") {
    SHOW_SEED();
    // Delegations of one key at toy-64. Sums over them are compared with Chernoff's bounds for normal coordinates,
    // 2^-40 for all directions together: of (d, y) itself (the mean is 0, not f_A), and of its products with rotations
    // of (f, w) and (F, W) (the second moments are those of a sphere). As above, the leaves' deviations make the bounds
    // those of the sampled law.
    const ParameterSet& set = parameter_set("toy-64");
    const OwnerKey key = owner_key(set, 1);
    const SamplingTree tree = sampling_tree(set, key);
    const std::size_t count = times(6000, 100000);
    const double N = static_cast<double>(count);
    const double s2 = static_cast<double>(set.s) * set.s;
    const double bits = -41 - std::log2(2.0 * set.n + 1);
    const double greatest_mean = 2.0 * set.n * chi_square_ratio_above(2.0 * set.n, bits);
    const double low = N * chi_square_ratio_below(N, bits);
    const double high = N * chi_square_ratio_above(N, bits);
    struct Verdict {
        bool centred;
        bool spherical;
    };
    const auto judge = [&](const std::vector<std::pair<Poly, Poly>>& sample) {
        Poly sum_d(set.n);
        Poly sum_y(set.n);
        for (const auto& [d, y] : sample) {
            sum_d = sum_d + d;
            sum_y = sum_y + y;
        }
        const double mean = (squared_norm(sum_d) + squared_norm(sum_y)) / (s2 * N);
        Verdict verdict{mean < greatest_mean, true};
        const auto look_along = [&](const Poly& a, const Poly& b) {
            double sum = 0;
            for (const auto& [d, y] : sample)
                sum += squared_dot(d, y, a, b);
            const double ratio = sum / (s2 * (squared_norm(a) + squared_norm(b)));
            verdict.spherical = verdict.spherical && ratio > low && ratio < high;
        };
        for (std::size_t k = 0; k < set.n; k += 7) {
            look_along(rotated(key.pair.f, k), rotated(key.w, k));
            look_along(rotated(key.solution.F, k), rotated(key.solution.W, k));
        }
        return verdict;
    };
    const auto with_y = [&](const Poly& d) { return std::pair{d, (d * key.pair.pk).lift()}; };
    // Coefficients of e' are uniform on three times this; d is f_A (1 + 2e').
    const double scale = static_cast<double>(set.s) / (2 * std::sqrt(squared_norm(key.w) * 2 / 3));
    std::vector<std::pair<Poly, Poly>> corrected;
    std::vector<std::pair<Poly, Poly>> tempting;
    for (std::size_t i = 0; i < count; ++i) {
        corrected.push_back(with_y(sample_delegation(set, key, tree, coins("law", i))));
        // The tempting repair e_B = f_A e': of the right size, short d pk, and second moments f f*.
        Xof source = stream("tempting", i);
        Poly e(set.n);
        for (std::size_t j = 0; j < set.n; ++j)
            e[j] = std::llround((static_cast<double>(below(1 << 20, source)) * 0x1p-20 - 0.5) * 3 * scale);
        tempting.push_back(with_y(multiply_over_integers(key.pair.f, set.p * e + 1)));
    }
    const Verdict verdict = judge(corrected);
    CHECK(verdict.centred);
    CHECK(verdict.spherical);
    CHECK_FALSE(judge(tempting).spherical);
    // Along (f, w) its square is 4 Var(e') |ff* + ww*|^2 or more: independent terms of at most three times that squared
    // expectation.
    const Poly autocorrelation =
        multiply_over_integers(key.pair.f, adjoint(key.pair.f)) + multiply_over_integers(key.w, adjoint(key.w));
    const double norm = squared_norm(key.pair.f) + squared_norm(key.w);
    const double times_more = 4 * (9 * scale * scale / 12) * squared_norm(autocorrelation) / (s2 * norm);
    report("second moment of the tempting repair along (f, w)", times_more);
    CHECK(high < N * times_more);
    CHECK(log2_energy_below({1}, count, high / (N * times_more)) < kMiss);
    // The control for the mean: around (f, w) instead of 0. It adds N |(f, w)|^2 / s^2 to the expectation.
    CHECK(log2_noncentral_tail(2.0 * set.n, N * norm / s2, greatest_mean) < kMiss);
    std::vector<std::pair<Poly, Poly>> moved = corrected;
    for (auto& [d, y] : moved) {
        d = d + key.pair.f;
        y = y + key.w;
    }
    CHECK_FALSE(judge(moved).centred);
}

TEST_CASE("the same block gets the same answer, any other another one") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("small-256");
    const Delegation& given = delegations(set)[0];
    const Coins K = coins("cloud");
    const Rq C_A = enc_from_coins(set, given.alice.pair.pk, Poly(set.n), coins("block", 0));
    const Rq other = enc_from_coins(set, given.alice.pair.pk, Poly(set.n), coins("block", 1));
    const Bytes name = bytes_of("delegation");
    const Coins chosen = reenc_coins(set, K, name, given.rk, given.bob.pk, C_A);
    CHECK(chosen == reenc_coins(set, K, name, given.rk, given.bob.pk, C_A));
    CHECK_FALSE(chosen == reenc_coins(set, K, name, given.rk, given.bob.pk, other));
    CHECK_FALSE(chosen == reenc_coins(set, K, bytes_of("delegatioN"), given.rk, given.bob.pk, C_A));
    CHECK_FALSE(chosen == reenc_coins(set, coins("cloud", 1), name, given.rk, given.bob.pk, C_A));
    // The same name with another b_B, or another key of the requester's: were the coins the same, the
    // difference of two answers would be (rk - rk') C_A.
    CHECK_FALSE(chosen == reenc_coins(set, K, name, 2 * given.rk, given.bob.pk, C_A));
    CHECK_FALSE(chosen == reenc_coins(set, K, name, given.rk, 2 * given.bob.pk, C_A));
    const Rq C_B = reenc_from_coins(set, given.rk, given.bob.pk, C_A, chosen);
    CHECK(C_B == reenc_from_coins(set, given.rk, given.bob.pk, C_A, chosen));
    CHECK_FALSE(C_B == reenc_from_coins(set, given.rk, given.bob.pk, C_A, K));
    const SamplingTree tree = sampling_tree(set, given.alice);
    CHECK_FALSE(rekeygen_owner(set, given.alice, tree).a_B == rekeygen_owner(set, given.alice, tree).a_B);
}

TEST_CASE("KEM: both sides have the key, and a changed ciphertext gives another one") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const KeyPair keys = random_keys(set, 1);
        rc::prop("for any coins, " + std::string(set.name), [&] {
            const Coins z = coins("z", *any_number());
            const Encapsulation sent = kem_encaps_from_coins(set, keys.pk, coins("kem", *any_number()));
            RC_ASSERT(kem_decaps(set, keys.f, keys.pk, z, sent.C) == sent.K);
            // The honest key does not depend on z, the rejecting one does, and on C.
            const Coins other_z = coins("other z");
            RC_ASSERT(kem_decaps(set, keys.f, keys.pk, other_z, sent.C) == sent.K);
            Residues residues = sent.C.residues();
            const std::size_t at = *any_number() % set.n;
            residues[at] = (residues[at] + 1 + static_cast<std::uint32_t>(*any_number() % (set.q - 1))) % set.q;
            const Rq changed(set.ring(), residues);
            const Coins rejected = kem_decaps(set, keys.f, keys.pk, z, changed);
            RC_ASSERT(!(rejected == sent.K));
            RC_ASSERT(rejected == kem_decaps(set, keys.f, keys.pk, z, changed));
            RC_ASSERT(!(rejected == kem_decaps(set, keys.f, keys.pk, other_z, changed)));
            residues[at] = (residues[at] + 1) % set.q;
            if (!(Rq(set.ring(), residues) == sent.C))
                RC_ASSERT(!(rejected == kem_decaps(set, keys.f, keys.pk, z, Rq(set.ring(), residues))));
        });
        const Encapsulation sent = kem_encaps_from_coins(set, keys.pk, coins("kem"));
        CHECK(sent.C == kem_encaps_from_coins(set, keys.pk, coins("kem")).C);
        CHECK_FALSE(sent.K == kem_encaps_from_coins(set, keys.pk, coins("kem", 1)).K);
        const KeyPair other = random_keys(set, 2);
        CHECK_FALSE(kem_decaps(set, other.f, other.pk, coins("z"), sent.C) == sent.K);
        CHECK_FALSE(kem_encaps(set, keys.pk).K == kem_encaps(set, keys.pk).K);
    }
}

} // namespace emrshare::test
