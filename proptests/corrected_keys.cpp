// KeyGen of the corrected profile: the owner's basis, its sampling tree, and the requester's keys.
// Of the specification: CPRE.KeyGen, CPRE.OneTimeKeyGen, LAT.NTRUSolve; through the tree of a key LAT.Tree,
// FFT.Forward, FFT.Split, FFT.Merge.
#include "exact.hpp"
#include "pre/key_pair.hpp"
#include "pre/keygen.hpp"
#include "support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace emrshare::test {
namespace {

using Values = std::vector<std::complex<long double>>;

/// The values of a polynomial at e^{i pi (2j + 1) / n}, j < n, by a recursion of its own.
Values values_of(const std::vector<long double>& a) {
    const std::size_t n = a.size();
    if (n == 1) return {a[0]};
    std::vector<long double> even;
    std::vector<long double> odd;
    for (std::size_t i = 0; i < n; i += 2) {
        even.push_back(a[i]);
        odd.push_back(a[i + 1]);
    }
    const Values low = values_of(even);
    const Values high = values_of(odd);
    Values values(n);
    for (std::size_t j = 0; j < n; ++j) {
        const long double angle =
            std::numbers::pi_v<long double> * static_cast<long double>(2 * j + 1) / static_cast<long double>(n);
        values[j] = low[j % (n / 2)] + std::polar(1.0L, angle) * high[j % (n / 2)];
    }
    return values;
}

Values values_of(const Poly& a) {
    return values_of(std::vector<long double>(a.begin(), a.end()));
}

/// max |coefficient| of (F f* + W w*) / (p (f f* + w w*)): the coefficients are means of the values
/// times powers of the roots, here of all n roots for every coefficient.
long double greatest_quotient(const Poly& f, const Poly& w, const NtruSolution& basis, std::uint32_t p) {
    const Values vf = values_of(f);
    const Values vw = values_of(w);
    const Values vF = values_of(basis.F);
    const Values vW = values_of(basis.W);
    const std::size_t n = f.size();
    Values quotient(n);
    for (std::size_t j = 0; j < n; ++j)
        quotient[j] = (vF[j] * std::conj(vf[j]) + vW[j] * std::conj(vw[j])) /
                      (static_cast<long double>(p) * (std::norm(vf[j]) + std::norm(vw[j])));
    // The 2n-th roots of unity, once.
    Values roots(2 * n);
    for (std::size_t k = 0; k < 2 * n; ++k)
        roots[k] = std::polar(1.0L, std::numbers::pi_v<long double> * static_cast<long double>(k) /
                                        static_cast<long double>(n));
    long double greatest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        long double sum = 0;
        for (std::size_t j = 0; j < n; ++j)
            sum += (quotient[j] * std::conj(roots[(2 * j + 1) * i % (2 * n)])).real();
        greatest = std::max(greatest, std::abs(sum) / static_cast<long double>(n));
    }
    return greatest;
}

/// f W - w F, over the integers.
Poly determinant(const Poly& f, const Poly& w, const NtruSolution& basis) {
    return multiply_over_integers(f, basis.W) + -1 * multiply_over_integers(w, basis.F);
}

} // namespace

TEST_CASE("an owner's key is a short vector with its completion to a basis") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        for (std::uint64_t i = 0; i < times(set.n > 1024 ? 1 : 3, 20); ++i) {
            CAPTURE(set.name, i);
            const OwnerKey key = owner_key(set, i);
            const Poly& f = key.pair.f;
            CHECK(mod(f, set.p) == Poly(set.n) + 1);
            CHECK(key.w == key.pair.g + multiply_over_integers(f, key.pair.u));
            CHECK(f * key.pair.pk == Rq(set.ring(), key.w));
            CHECK(squared_norm(f) <= static_cast<double>(set.f2_max));
            const double norm = set.p * set.p * (squared_norm(f) + squared_norm(key.w));
            CHECK(norm <= static_cast<double>(set.gs2_re));

            const NtruSolution& basis = key.solution;
            CHECK(determinant(f, key.w, basis) == Poly(set.n) + std::int64_t{set.q});
            CHECK(mod(basis.F, set.p) == Poly(set.n));
            CHECK(basis.F * key.pair.pk == Rq(set.ring(), basis.W));
            CHECK(greatest_quotient(f, key.w, basis, set.p) < 0.5L + 1e-9L);

            // Controls: another solution of the same equation is not the reduced one, and one that is
            // moved by (f, w) alone loses F = 0 mod p.
            const NtruSolution moved{basis.F + set.p * f, basis.W + set.p * key.w};
            CHECK(determinant(f, key.w, moved) == Poly(set.n) + std::int64_t{set.q});
            CHECK(greatest_quotient(f, key.w, moved, set.p) > 0.5L + 1e-9L);
            CHECK_FALSE(mod(basis.F + f, set.p) == Poly(set.n));
        }
    }
}

TEST_CASE("NTRUSolve finds the one solution whatever its input, or says that there is none") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    for (std::uint64_t i = 0; i < times(50, 1000); ++i) {
        CAPTURE(i);
        Xof source = stream("ntru", i);
        const std::size_t n = std::size_t{4} << below(5, source);
        Poly f(n);
        Poly w(n);
        for (std::size_t j = 0; j < n; ++j) {
            f[j] = 2 * (static_cast<std::int64_t>(below(21, source)) - 10) + (j == 0 ? 1 : 0);
            w[j] = static_cast<std::int64_t>(below(201, source)) - 100;
        }
        const std::optional<NtruSolution> basis = ntru_solve(f, w, set.q, set.p);
        if (!basis) continue;
        CHECK(determinant(f, w, *basis) == Poly(n) + std::int64_t{set.q});
        CHECK(mod(basis->F, set.p) == Poly(n));
        CHECK(greatest_quotient(f, w, *basis, set.p) < 0.5L + 1e-9L);
    }
    // Both divisible by 3: so are the resultants.
    Poly three(8);
    three[0] = 3;
    CHECK_FALSE(ntru_solve(three, 2 * three, set.q, set.p).has_value());
    CHECK(ntru_solve(three, Poly(8) + 1, set.q, set.p).has_value());
}

TEST_CASE("the leaves of the sampling tree") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const OwnerKey key = owner_key(set, 0);
        const WipedVector<double> deviations = leaf_deviations(sampling_tree(set, key));
        REQUIRE(deviations.size() == 2 * set.n);
        const auto [least, greatest] = std::minmax_element(deviations.begin(), deviations.end());
        report("least leaf deviation of ffSampling, " + std::string(set.name), *least);
        report("greatest leaf deviation of ffSampling, " + std::string(set.name), *greatest);
        CHECK(*least >= kMinDeviation);
        CHECK(*least >= set.s / std::sqrt(static_cast<double>(set.gs2_re)) * (1 - 1e-12));
        CHECK(*greatest <= kMaxDeviation);
        // The Gram-Schmidt norms multiply to the determinant (p q)^n of Lambda_p.
        double log_determinant = 0;
        for (const double deviation : deviations)
            log_determinant += std::log(set.s / deviation);
        CHECK(log_determinant == Approx(set.n * std::log(static_cast<double>(set.p) * set.q)).epsilon(1e-9));
        // The control: without the factor p the sum would be far off.
        CHECK_FALSE(log_determinant == Approx(set.n * std::log(static_cast<double>(set.q))).epsilon(1e-9));
        const double first = set.p * set.p * (squared_norm(key.pair.f) + squared_norm(key.w));
        CHECK(max_squared_norm(sampling_tree(set, key)) >= first * (1 - 1e-12));
        CHECK(max_squared_norm(sampling_tree(set, key)) <= static_cast<double>(set.gs2_re));
    }
}

TEST_CASE("the requester's key for one delegation") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const KeyPair keys = one_time_keygen_from_coins(set, coins("one time"));
        CHECK(mod(keys.f, set.p) == Poly(set.n) + 1);
        const Poly w = keys.g + multiply_over_integers(keys.f, keys.u);
        CHECK(keys.f * keys.pk == Rq(set.ring(), w));
        CHECK(keys.pk.inverse().has_value());
        CHECK(squared_norm(keys.f) <= static_cast<double>(set.f2_max));
        CHECK(set.p * set.p * (squared_norm(keys.f) + squared_norm(w)) <= static_cast<double>(set.gs2_re));
        CHECK(keys.pk == one_time_keygen_from_coins(set, coins("one time")).pk);
        CHECK_FALSE(keys.pk == one_time_keygen_from_coins(set, coins("one time", 1)).pk);
        CHECK_FALSE(one_time_keygen(set).pk == one_time_keygen(set).pk);
    }
    // A tighter bound makes it draw again.
    ParameterSet strict = parameter_set("toy-64");
    strict.f2_max = static_cast<std::uint64_t>(4.0 * strict.n * strict.sigma * strict.sigma);
    for (std::uint64_t i = 0; i < 20; ++i)
        CHECK(squared_norm(one_time_keygen_from_coins(strict, coins("strict", i)).f) <=
              static_cast<double>(strict.f2_max));
}

TEST_CASE("corrected keys are functions of their coins") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("small-256");
    const OwnerKey key = owner_key(set, 0);
    const OwnerKey again = owner_key(set, 0);
    CHECK(key.pair.pk == again.pair.pk);
    CHECK(key.solution.F == again.solution.F);
    CHECK(key.solution.W == again.solution.W);
    const Poly f_prime = halved(key.pair.f + -1);
    CHECK_FALSE(keygen(set, f_prime).pair.pk == keygen(set, f_prime).pair.pk);
}

} // namespace emrshare::test
