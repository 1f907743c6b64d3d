// The table of parameter sets: every derived number is derived again.
#include "support.hpp"

#include "random/gaussian.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

namespace emrshare::test {
namespace {

bool is_prime(std::uint64_t number) {
    if (number < 2) return false;
    for (std::uint64_t divisor = 2; divisor * divisor <= number; ++divisor) {
        if (number % divisor == 0) return false;
    }
    return true;
}

/// c(N): smoothing of Z^N for 2^64 samples at 128 bits (spec, parameters).
long double smoothing(long double N) {
    const long double argument = std::log(2 * N) + 35.5L * std::numbers::ln2_v<long double>;
    return std::sqrt(argument / 2) / std::numbers::pi_v<long double>;
}

long double square(long double x) {
    return x * x;
}

} // namespace

TEST_CASE("the four sets, smallest first") {
    const auto sets = parameter_sets();
    REQUIRE(sets.size() == 4);
    const std::string_view names[] = {"toy-64", "small-256", "std-1024", "high-2048"};
    for (std::size_t i = 0; i < sets.size(); ++i) {
        CHECK(sets[i].name == names[i]);
        CHECK(&parameter_set(sets[i].name) == &sets[i]);
        CHECK(&parameter_set(sets[i].code) == &sets[i]);
        CHECK_FALSE(sets[i].use.empty());
        if (i > 0) CHECK(sets[i - 1].n < sets[i].n);
        for (std::size_t j = 0; j < i; ++j)
            CHECK(sets[j].code != sets[i].code);
    }
}

TEST_CASE("n, q, ell, k and p fit together") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        CHECK(set.name.ends_with(std::to_string(set.n)));
        CHECK((set.n & (set.n - 1)) == 0);
        CHECK(is_prime(set.q));
        CHECK(set.q % (2 * set.n) == 1);
        CHECK(set.q < (1U << 31));
        CHECK(std::ldexp(1.0, static_cast<int>(set.ell)) > set.q);
        CHECK(std::ldexp(1.0, static_cast<int>(set.ell) - 1) <= set.q);
        CHECK(set.ring().ell() == set.ell);
        CHECK(2 * set.k * set.ell <= set.n);
        CHECK(set.p == 2);
        CHECK(set.element_bytes() * 8 == std::size_t{set.n} * set.ell);
        CHECK(set.message_bytes() * 8 == set.n);
    }
    CHECK_FALSE(is_prime(6393217 + 128));
}

TEST_CASE("the bound on the Gram-Schmidt norms leaves the smoothing factor") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        CHECK(set.gs2_max == std::floor(square(set.sigma / smoothing(set.n))));
        // Every leaf of SamplePre then has a deviation that the integer sampler supports.
        CHECK(set.sigma / std::sqrt(static_cast<double>(set.gs2_max)) >= kMinDeviation);
    }
}

TEST_CASE("the deviation of the corrected delegation") {
    const long double factors[] = {1.15L, 1.10L, 1.05L, 1.04L};
    for (std::size_t i = 0; i < 4; ++i) {
        const ParameterSet& set = parameter_sets()[i];
        CAPTURE(set.name);
        const long double n = set.n;
        const long double f2 = 4 * n * square(set.sigma) + 1;
        const long double w2 = n * square(set.sigma) + 2 * n / 3 * f2;
        CHECK(set.s == std::ceil(smoothing(2 * n) * factors[i] * 2 * std::sqrt(f2 + w2)));
        CHECK(set.f2_max == std::floor(square(factors[i]) * f2));
        CHECK(set.gs2_re == std::floor(square(set.s / smoothing(2 * n))));
        // Every leaf of ffSampling then has a deviation that the integer sampler supports.
        CHECK(set.s / std::sqrt(static_cast<double>(set.gs2_re)) >= kMinDeviation);
    }
}

TEST_CASE("the corrected mask and the promised failure probability") {
    const std::uint32_t bits[] = {8, 10, 12, 12};
    const std::int32_t failure[] = {-40, -64, -128, -128};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(parameter_sets()[i].t_re == bits[i]);
        CHECK(parameter_sets()[i].fail_log2 == failure[i]);
    }
}

TEST_CASE("profiles have names") {
    CHECK(name_of(Profile::as_printed) == "as-printed");
    CHECK(name_of(Profile::corrected) == "corrected");
}

} // namespace emrshare::test
