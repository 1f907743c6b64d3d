// Lemma 1: the owner decrypts. The noise is what the specification says it is, stays within its
// bound for every key, and has the predicted spread.
// Of the specification: PRE.KeyGen, PRE.Psi, PRE.Enc, PRE.Dec.
#include "exact.hpp"
#include "generators.hpp"
#include "statistics.hpp"

#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/keygen_printed.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <cmath>

namespace emrshare::test {
namespace {

constexpr std::size_t kKeys = 4;

/// Some keys of a set: extracted in both profiles (but for the largest set, whose Setup belongs to
/// preimages.cpp), and of the same law without Extract.
const std::vector<KeyPair>& keys_of(const ParameterSet& set) {
    static std::map<std::string_view, std::vector<KeyPair>> all;
    std::vector<KeyPair>& keys = all[set.name];
    while (keys.size() < kKeys) {
        const bool extracted = keys.size() < 2 && set.n <= 1024;
        const Profile profile = keys.empty() ? Profile::as_printed : Profile::corrected;
        keys.push_back(extracted ? extracted_keys(set, profile, "Alice") : random_keys(set, keys.size()));
    }
    return keys;
}

/// w = g + f u, over the integers.
Poly w_of(const KeyPair& keys) {
    return keys.g + multiply_over_integers(keys.f, keys.u);
}

/// N_1 = p (w b + f v) + f M, over the integers.
Poly noise(const ParameterSet& set, const KeyPair& keys, const Poly& w, const Poly& b, const Poly& v, const Poly& M) {
    return set.p * (multiply_over_integers(w, b) + multiply_over_integers(keys.f, v)) +
           multiply_over_integers(keys.f, M);
}

/// p eta (|w|_1 + |f|_1) + |f|_1: no b, v and M give more.
std::int64_t noise_bound(const ParameterSet& set, const KeyPair& keys) {
    const std::int64_t f = one_norm(keys.f);
    return std::int64_t{set.p} * set.eta * (one_norm(w_of(keys)) + f) + f;
}

} // namespace

TEST_CASE("a key pair is what KeyGen says it is") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        for (const KeyPair& keys : keys_of(set)) {
            CAPTURE(set.name);
            CHECK(mod(keys.f, set.p) == Poly(set.n) + 1);
            CHECK(infinity_norm(keys.u) == 1);
            CHECK(Rq(set.ring(), keys.g).inverse().has_value());
            // f pk = g + f u, and the right-hand side is short: far below q/2, so equal over the integers.
            const Poly w = w_of(keys);
            CHECK(keys.f * keys.pk == Rq(set.ring(), w));
            CHECK((keys.f * keys.pk).lift() == w);
            CHECK(infinity_norm(w) < set.q / 64);
        }
    }
}

TEST_CASE("Lemma 1: the owner decrypts every message under every coins") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        (void)keys_of(set);
        rc::prop("with any key, " + std::string(set.name), [&set] {
            const KeyPair& keys = keys_of(set)[*rc::gen::inRange<std::size_t>(0, kKeys)];
            const Poly M = make_message(set, *any_style(), *any_number());
            const Rq C = enc_from_coins(set, keys.pk, M, coins("lemma 1", *any_number()));
            RC_ASSERT(dec(set, keys.f, C) == M);
        });
        // All coefficients 0, all 1, for each key.
        for (const KeyPair& keys : keys_of(set)) {
            for (const Style style : {Style::zero, Style::all_ones}) {
                const Poly M = make_message(set, style, 0);
                CHECK(dec(set, keys.f, enc_from_coins(set, keys.pk, M, coins("edges"))) == M);
                CHECK(dec(set, keys.f, enc(set, keys.pk, M)) == M);
            }
        }
    }
}

TEST_CASE("Lemma 1's control: another key, and a key too long, do not decrypt") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        // Model: what is read is independent of M, whose bits are fair. Less than a tenth of them is wrong by chance:
        CHECK(log2_binomial_tail(set.n, 0.5, set.n / 10) < kFalseAlarm);
        Xof source = stream("control");
        const Poly M = random_message(set, source);
        const Rq C = enc_from_coins(set, keys_of(set)[0].pk, M, coins("control"));
        CHECK(error_rate(M, dec(set, keys_of(set)[1].f, C)) > 0.1);
        // KeyGen allows coefficients up to (q - 3)/4; Lemma 1 needs them short.
        Poly f_prime(set.n);
        for (std::size_t i = 0; i < set.n; ++i)
            f_prime[i] = static_cast<std::int64_t>(below((set.q - 3) / 2, source)) - (set.q - 3) / 4;
        while (!Rq(set.ring(), set.p * f_prime + 1).inverse())
            f_prime[0] += f_prime[0] < 0 ? 1 : -1;
        const KeyPair longer = keygen_printed_from_coins(set, f_prime, coins("longer"));
        CHECK(noise_bound(set, longer) > set.q / 2);
        CHECK(error_rate(M, dec(set, longer.f, enc_from_coins(set, longer.pk, M, coins("longer")))) > 0.1);
    }
}

TEST_CASE("the noise is p (w b + f v) + f M over the integers") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        (void)keys_of(set);
        rc::prop("coefficient by coefficient, " + std::string(set.name), [&set] {
            const KeyPair& keys = keys_of(set)[*rc::gen::inRange<std::size_t>(0, kKeys)];
            const Poly M = make_message(set, *any_style(), *any_number());
            Recorder recorder;
            const Rq C = enc_from_coins(set, keys.pk, M, coins("noise", *any_number()), recorder);
            const Poly N = noise(set, keys, w_of(keys), recorder.poly("b"), recorder.poly("v"), M);
            RC_ASSERT((keys.f * C).lift() == N);
            RC_ASSERT(mod(N, set.p) == M);
            RC_ASSERT(infinity_norm(N) <= noise_bound(set, keys));
            RC_ASSERT(infinity_norm(recorder.poly("b")) <= set.eta);
            RC_ASSERT(infinity_norm(recorder.poly("v")) <= set.eta);
            // The control: the formula without the factor p that Lemma 1's last line forgets.
            const Poly fu = multiply_over_integers(keys.f, keys.u);
            const Poly printed = N + (1 - std::int64_t{set.p}) * multiply_over_integers(fu, recorder.poly("b"));
            RC_ASSERT(!((keys.f * C).lift() == printed));
        });
    }
}

TEST_CASE("the proven bound on the noise is below q/2 for every key") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        double greatest = 0;
        const std::size_t count = times(set.n > 256 ? 20 : 100, set.n > 256 ? 500 : 10000);
        for (std::size_t i = 0; i < count + kKeys; ++i) {
            const KeyPair keys = i < kKeys ? keys_of(set)[i] : random_keys(set, 1000 + i);
            const std::int64_t bound = noise_bound(set, keys);
            greatest = std::max(greatest, static_cast<double>(bound) / (set.q / 2.0));
            CHECK(2 * bound < set.q);
            if (i > 0) continue;
            // It is no idle bound: b, v and M that copy the signs which coefficient 0 meets come
            // within |f|_1 of it.
            const Poly w = w_of(keys);
            const auto met = [&set](const Poly& a, std::size_t j) { return j == 0 ? a[0] : -a[set.n - j]; };
            Poly b(set.n);
            Poly v(set.n);
            Poly M(set.n);
            for (std::size_t j = 0; j < set.n; ++j) {
                b[j] = met(w, j) < 0 ? -std::int64_t{set.eta} : std::int64_t{set.eta};
                v[j] = met(keys.f, j) < 0 ? -std::int64_t{set.eta} : std::int64_t{set.eta};
                M[j] = met(keys.f, j) < 0 ? 0 : 1;
            }
            const std::int64_t reached = noise(set, keys, w, b, v, M)[0];
            CHECK(reached <= bound);
            CHECK(reached >= bound - one_norm(keys.f));
        }
        report("greatest bound on the noise over q/2, " + std::string(set.name), greatest);
    }
}

TEST_CASE("the noise has the predicted spread") {
    SHOW_SEED();
    // Per coefficient sqrt(p^2 (eta/2) (|w|^2 + |f|^2) + |f|^2/4), once the mean f (1/2, ..., 1/2) is taken off. False
    // alarm and power follow from the spectrum of the key at hand, without a model (SpreadTest).
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const KeyPair& keys = keys_of(set)[2];
        const Poly w = w_of(keys);
        const auto spectrum_for = [&](double p, double eta) {
            NoiseSpectrum spectrum(set.n);
            spectrum.add(w, p * p * eta / 2);
            spectrum.add(keys.f, p * p * eta / 2 + 0.25);
            return spectrum;
        };
        const NoiseSpectrum spectrum = spectrum_for(set.p, set.eta);
        const double predicted = std::sqrt(spectrum.variance());
        // The controls: psi one step wider, and no factor p, as the printed lemma has it.
        const double wider = std::sqrt(spectrum_for(set.p, set.eta + 1).variance()) / predicted;
        const double printed = std::sqrt(spectrum_for(1, set.eta).variance()) / predicted;
        const std::size_t blocks = SpreadTest::blocks_needed(spectrum, wider, times(1800, 20000));
        report("log2 of the false alarm, " + std::string(set.name), SpreadTest::log2_alarm(spectrum, blocks));
        report("log2 of the miss, psi wider, " + std::string(set.name), SpreadTest::log2_miss(spectrum, blocks, wider));
        CHECK(SpreadTest::log2_alarm(spectrum, blocks) <= kFalseAlarm);
        CHECK(SpreadTest::log2_miss(spectrum, blocks, wider) <= kMiss);
        CHECK(SpreadTest::log2_miss(spectrum, blocks, printed) <= kMiss);
        report("blocks for the spread of the noise, " + std::string(set.name), static_cast<double>(blocks));
        Xof source = stream("spread", 0, std::size_t{set.n} * 64);
        double sum = 0;
        const Poly all_ones = make_message(set, Style::all_ones, 0);
        const Poly twice_mean = multiply_over_integers(keys.f, all_ones);
        for (std::size_t i = 0; i < blocks; ++i) {
            const Poly M = random_message(set, source);
            const Poly N = (keys.f * enc_from_coins(set, keys.pk, M, coins("spread", i))).lift();
            for (std::size_t j = 0; j < set.n; ++j) {
                const double centred = static_cast<double>(N[j]) - static_cast<double>(twice_mean[j]) / 2;
                sum += centred * centred;
            }
        }
        const double measured = std::sqrt(sum / static_cast<double>(blocks * set.n));
        report("spread of the noise over the predicted one, " + std::string(set.name), measured / predicted);
        report("spread of the noise over q, " + std::string(set.name), measured / set.q);
        CHECK(SpreadTest::accepts(measured / predicted));
        CHECK_FALSE(SpreadTest::accepts(measured / (wider * predicted)));
        CHECK_FALSE(SpreadTest::accepts(measured / (printed * predicted)));
    }
}

} // namespace emrshare::test
