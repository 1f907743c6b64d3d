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

} // namespace emrshare::test
