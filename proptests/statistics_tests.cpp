// The tests of laws are only as good as their own numbers: these are checked here.
#include "statistics.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

namespace emrshare::test {
namespace {

/// log of exp(-x) sum_{i < a} x^i / i!, which is Q(a, x) for a whole a.
double log_poisson_sum(int a, double x) {
    double log_sum = -std::numeric_limits<double>::infinity();
    for (int i = 0; i < a; ++i) {
        const double term = i * std::log(x) - x - std::lgamma(i + 1.0);
        const double high = std::max(log_sum, term);
        log_sum = high + std::log(std::exp(log_sum - high) + std::exp(term - high));
    }
    return log_sum;
}

double binomial_probability(int n, int i, double p) {
    return std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) + i * std::log(p) +
                    (n - i) * std::log1p(-p));
}

} // namespace

TEST_CASE("incomplete gamma: closed forms for whole and half parameters") {
    for (const double x : {1e-3, 0.1, 0.5, 1.0, 2.0, 7.5, 30.0, 200.0}) {
        CAPTURE(x);
        for (const int a : {1, 2, 5, 32, 100})
            CHECK(log_upper_gamma(a, x) == Approx(log_poisson_sum(a, x)).epsilon(1e-10).margin(1e-13));
        CHECK(log_upper_gamma(0.5, x) == Approx(std::log(std::erfc(std::sqrt(x)))).epsilon(1e-10));
        CHECK(log_lower_gamma(0.5, x) == Approx(std::log(std::erf(std::sqrt(x)))).epsilon(1e-10).margin(1e-15));
    }
}

TEST_CASE("chi-square and normal quantiles: published tables, and far out in the tail") {
    CHECK(chi_square_upper(1, std::log2(0.05)) == Approx(3.841459).epsilon(1e-6));
    CHECK(chi_square_upper(10, std::log2(0.05)) == Approx(18.307038).epsilon(1e-6));
    CHECK(chi_square_upper(100, std::log2(0.005)) == Approx(140.169489).epsilon(1e-6));
    CHECK(chi_square_lower(10, std::log2(0.05)) == Approx(3.940299).epsilon(1e-6));
    CHECK(chi_square_lower(100, std::log2(0.005)) == Approx(67.327563).epsilon(1e-6));
    // Two degrees of freedom: Q = exp(-x / 2).
    CHECK(chi_square_upper(2, -32) == Approx(64 * std::numbers::ln2).epsilon(1e-10));
    CHECK(chi_square_lower(2, -32) == Approx(-2 * std::log1p(-0x1p-32)).epsilon(1e-6));
    CHECK(normal_upper(std::log2(0.025)) == Approx(1.959964).epsilon(1e-6));
    CHECK(std::erfc(normal_upper(-32) / std::numbers::sqrt2) / 2 == Approx(0x1p-32).epsilon(1e-8));
}

TEST_CASE("the bound on the divergence holds exactly for two cells") {
    for (const int n : {5, 40, 300}) {
        for (const double p : {0.5, 0.2, 0.01}) {
            for (const double log2_alarm : {-2.0, -8.0, -20.0}) {
                CAPTURE(n, p, log2_alarm);
                const double eps = threshold(2, static_cast<std::size_t>(n), log2_alarm);
                double alarm = 0;
                for (int i = 0; i <= n; ++i) {
                    const Counts counts{static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(n - i)};
                    if (divergence(counts, {p, 1 - p}) >= eps) alarm += binomial_probability(n, i, p);
                }
                CHECK(alarm <= std::exp2(log2_alarm));
            }
        }
    }
}

TEST_CASE("the bound on a miss holds exactly for two cells") {
    const Law law{0.5, 0.5};
    const Law wrong{0.6, 0.4};
    for (const int n : {500, 2000, 4000}) {
        CAPTURE(n);
        const double eps = threshold(2, static_cast<std::size_t>(n));
        double miss = 0;
        for (int i = 0; i <= n; ++i) {
            const Counts counts{static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(n - i)};
            if (divergence(counts, law) < eps) miss += binomial_probability(n, i, wrong[0]);
        }
        CHECK(std::log2(miss) <= log2_miss(law, wrong, static_cast<std::size_t>(n)));
    }
    const std::size_t needed = samples_needed(law, wrong);
    CHECK(log2_miss(law, wrong, needed) <= kMiss);
    CHECK(log2_miss(law, wrong, needed - 1) > kMiss);
}

TEST_CASE("divergence: zero for a perfect sample, infinite for an impossible value") {
    CHECK(divergence({10, 30, 60}, {0.1, 0.3, 0.6}) == Approx(0).margin(1e-15));
    CHECK(std::isinf(divergence({10, 1, 89}, {0.1, 0.0, 0.9})));
    // A hundred heads in a hundred tosses: log 2.
    CHECK(divergence({100, 0}, {0.5, 0.5}) == Approx(std::numbers::ln2));
}

TEST_CASE("binomial tail: above the exact one, and close to it in the exponent") {
    double exact = 0;
    for (int i = 700; i <= 1024; ++i)
        exact += binomial_probability(1024, i, 0.625);
    CHECK(log2_binomial_tail(1024, 0.625, 700) >= std::log2(exact));
    CHECK(log2_binomial_tail(1024, 0.625, 700) <= std::log2(exact) + 5);
}

TEST_CASE("binomial range: outside with no more than it says, and no wider than it has to be") {
    for (const double p : {0.02, 0.25, 0.5, 0.9}) {
        for (const double log2_alarm : {-4.0, -12.0, -32.0}) {
            CAPTURE(p, log2_alarm);
            const CountRange range = binomial_range(400, p, p, log2_alarm);
            double outside = 0;
            for (int i = 0; i <= 400; ++i)
                outside += range.contains(static_cast<std::uint64_t>(i)) ? 0 : binomial_probability(400, i, p);
            CHECK(outside <= std::exp2(log2_alarm));
            CHECK(log2_binomial_tail(400, p, range.high + 1) <= log2_alarm - 1);
            CHECK(log2_binomial_tail(400, p, range.high) > log2_alarm - 1);
            if (range.low > 0) CHECK(log2_binomial_tail(400, p, range.low - 1) <= log2_alarm - 1);
            // In range by a binomial count of another law: a bound on the exact probability.
            for (const double other : {0.1, 0.6}) {
                double inside = 0;
                for (std::uint64_t i = range.low; i <= range.high; ++i)
                    inside += binomial_probability(400, static_cast<int>(i), other);
                CHECK(inside <= std::exp2(log2_in_range(400, other, range)));
            }
        }
    }
    // Nothing is outside where no count is improbable enough.
    CHECK(binomial_range(10, 0.5, 0.5, -20).low == 0);
    CHECK(binomial_range(10, 0.5, 0.5, -20).high == 10);
}

TEST_CASE("chi-square bounds of Chernoff: above the exact tails, and inverted") {
    for (const double degrees : {1.0, 64.0, 2000.0}) {
        for (const double log2_alarm : {-8.0, -40.0}) {
            CAPTURE(degrees, log2_alarm);
            const double above = chi_square_ratio_above(degrees, log2_alarm);
            const double below = chi_square_ratio_below(degrees, log2_alarm);
            CHECK(log2_chi_square_tail(degrees, above) == Approx(log2_alarm));
            CHECK(log2_chi_square_tail(degrees, below) == Approx(log2_alarm));
            CHECK(log_upper_gamma(degrees / 2, above * degrees / 2) <= log2_alarm * std::numbers::ln2);
            CHECK(log_lower_gamma(degrees / 2, below * degrees / 2) <= log2_alarm * std::numbers::ln2);
        }
    }
    // No mean: the central bound.
    CHECK(log2_noncentral_tail(128, 0, 64) == Approx(log2_chi_square_tail(128, 0.5)));
    CHECK(log2_noncentral_tail(128, 10, 140) == 0);
    // One coordinate of mean 20: |x|^2 <= 100 is x <= 10 but for nothing, ten deviations off.
    CHECK(log2_noncentral_tail(1, 400, 100) >= std::log2(std::erfc(10 / std::numbers::sqrt2) / 2));
    CHECK(log2_noncentral_tail(1, 400, 100) <= std::log2(std::erfc(10 / std::numbers::sqrt2) / 2) + 5);
}

TEST_CASE("energies: exact for equal eigenvalues, and a bound for bits") {
    // Normal vectors of equal eigenvalues are chi-square.
    CHECK(log2_energy_above(std::vector<double>(8, 3.0), 25, 1.4) ==
          Approx(log2_chi_square_tail(200, 1.4)).epsilon(1e-6));
    // Pairs (a + b, a - b) / 2 of two fair signs have squared norm 1 always, (a + b) alone is 4 or 0: 60 of them,
    // exactly.
    double above = 0;
    double below = 0;
    for (int i = 0; i <= 60; ++i) {
        if (4 * i >= 2 * 60 * 1.6) above += binomial_probability(60, i, 0.5);
        if (4 * i <= 2 * 60 * 0.4) below += binomial_probability(60, i, 0.5);
    }
    CHECK(std::log2(above) <= log2_energy_above({2}, 60, 1.6));
    CHECK(std::log2(below) <= log2_energy_below({2}, 60, 0.4));
}

TEST_CASE("means: Bernstein and Hoeffding above the exact tails") {
    for (const double p : {0.1, 0.5}) {
        double exact = 0;
        for (int i = 0; i <= 200; ++i) {
            if (i >= 200 * (p + 0.15)) exact += binomial_probability(200, i, p);
        }
        CAPTURE(p);
        CHECK(std::log2(exact) <= log2_mean_tail(200, p * (1 - p), 1 - p, 0.15));
        CHECK(std::log2(exact) <= log2_bounded_mean_tail(200, 1, 0.15));
    }
    CHECK(log2_sum(-3, -3) == Approx(-2));
    CHECK(log2_sum(-40, -2000) == Approx(-40));
}

TEST_CASE("blocks whose bits are wrong together are noticed by their spread") {
    // The controls: all bits of a block wrong at once in every other block, and one wrong bit in four.
    constexpr std::size_t blocks = 400;
    UnreadBlocks together(64);
    UnreadBlocks seldom(64);
    for (std::size_t i = 0; i < blocks; ++i) {
        together.add(i % 2 == 0 ? 1.0 : 0.0);
        seldom.add(0.25);
    }
    CHECK(together.rate() == 0.5);
    CHECK(together.spread() == 64);
    CHECK(together.spread() > UnreadBlocks::greatest_spread(blocks));
    CHECK(seldom.rate() < 0.5 - UnreadBlocks::kMargin);
    CHECK(UnreadBlocks::least_spread(blocks) > 0);
    CHECK(log2_energy_below({1}, blocks, UnreadBlocks::least_spread(blocks)) == Approx(kFalseAlarm));
}

TEST_CASE("spectrum of a noise: its trace, and the exact law of a monomial") {
    // x^3 * v has the coefficients of v: every eigenvalue is its variance.
    NoiseSpectrum flat(64);
    Poly monomial(64);
    monomial[3] = -5;
    flat.add(monomial, 0.5);
    for (const double eigenvalue : flat.eigenvalues())
        CHECK(eigenvalue == Approx(12.5));
    NoiseSpectrum other(64);
    Poly a(64);
    for (std::size_t i = 0; i < 64; ++i)
        a[i] = static_cast<std::int64_t>(i * i % 7) - 3;
    other.add(a, 2);
    CHECK(other.variance() == Approx(2 * squared_norm(a)));
    CHECK(SpreadTest::log2_miss(other, 1000, 1.05) == 0);
    const std::size_t blocks = SpreadTest::blocks_needed(other, 1.25, 10);
    CHECK(SpreadTest::log2_alarm(other, blocks) <= kFalseAlarm);
    CHECK(SpreadTest::log2_miss(other, blocks, 1.25) <= kMiss);
}

} // namespace emrshare::test
