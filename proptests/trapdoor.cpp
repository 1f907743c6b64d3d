// TrapGen: B has the promised shape, T_B is a basis of its kernel lattice and not of a part of it.
// Of the specification: LAT.TrapGen, PRE.Setup.
#include "exact.hpp"
#include "statistics.hpp"
#include "support.hpp"

#include "lattice/trapgen.hpp"
#include "random/samplers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>

namespace emrshare::test {
namespace {

/// Whether B z = 0 mod q.
bool is_in_kernel(const IntMatrix& B, std::span<const std::int32_t> z, std::int64_t q) {
    for (std::size_t r = 0; r < B.rows(); ++r) {
        const std::span<const std::int32_t> row = B.row(r);
        std::int64_t sum = 0; // n |B| |T_B| < 2^11 2^31 2^11
        for (std::size_t j = 0; j < z.size(); ++j)
            sum += std::int64_t{row[j]} * z[j];
        if (sum % q != 0) return false;
    }
    return true;
}

/// Whether all rows of T_B are in the kernel of B.
bool all_in_kernel(const Trapdoor& trapdoor, std::int64_t q) {
    bool all = true;
    for (std::size_t i = 0; i < trapdoor.T_B.rows(); ++i)
        all = all && is_in_kernel(trapdoor.B, trapdoor.T_B.row(i), q);
    return all;
}

/// Whether |det T| = q^k, by FLINT.
bool has_determinant(const IntMatrix& T, std::uint32_t q, std::uint32_t k) {
    fmpz_mat_t matrix;
    fmpz_mat_init(matrix, static_cast<slong>(T.rows()), static_cast<slong>(T.columns()));
    for (std::size_t i = 0; i < T.rows(); ++i) {
        for (std::size_t j = 0; j < T.columns(); ++j)
            fmpz_set_si(fmpz_mat_entry(matrix, static_cast<slong>(i), static_cast<slong>(j)), T(i, j));
    }
    fmpz_t determinant;
    fmpz_t expected;
    fmpz_init(determinant);
    fmpz_init(expected);
    fmpz_mat_det(determinant, matrix);
    fmpz_set_ui(expected, q);
    fmpz_pow_ui(expected, expected, k);
    const bool equal = fmpz_cmpabs(determinant, expected) == 0;
    fmpz_clear(determinant);
    fmpz_clear(expected);
    fmpz_mat_clear(matrix);
    return equal;
}

} // namespace

TEST_CASE("T_B lies in the kernel of B") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        for (std::uint64_t i = 0; i < times(set.n > 256 ? 1 : 10, 20); ++i) {
            CAPTURE(set.name, i);
            Trapdoor trapdoor = trapgen(set.k, set.q, set.n, coins("trapdoor", i));
            CHECK(trapdoor.B.rows() == set.k);
            CHECK(trapdoor.B.columns() == set.n);
            CHECK(trapdoor.T_B.rows() == set.n);
            CHECK(trapdoor.T_B.columns() == set.n);
            CHECK(all_in_kernel(trapdoor, set.q));
            // The control: one entry off by one.
            trapdoor.T_B(set.n / 2, set.n - 1) += 1;
            CHECK_FALSE(all_in_kernel(trapdoor, set.q));
        }
    }
}

TEST_CASE("B is (A | G - A R) with a ternary R, reduced mod q") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const Trapdoor trapdoor = trapgen(set.k, set.q, set.n, coins("trapdoor"));
        const std::size_t w = std::size_t{set.k} * set.ell;
        const std::size_t m = set.n - w;
        REQUIRE(trapdoor.R.rows() == m);
        REQUIRE(trapdoor.R.columns() == w);
        const std::int64_t q = set.q;
        bool is_reduced = true;
        std::size_t wrong = 0;
        for (std::size_t r = 0; r < set.k; ++r) {
            for (const std::int32_t entry : trapdoor.B.row(r))
                is_reduced = is_reduced && entry >= 0 && entry < q;
            // B (R; I) = G: powers of two in block r.
            const std::span<const std::int32_t> A = trapdoor.B.row(r).first(m);
            std::vector<std::int64_t> sums(w);
            for (std::size_t i = 0; i < m; ++i) {
                const std::span<const std::int32_t> R = trapdoor.R.row(i);
                for (std::size_t j = 0; j < w; ++j)
                    sums[j] += std::int64_t{A[i]} * R[j];
            }
            for (std::size_t j = 0; j < w; ++j) {
                const std::int64_t expected = j / set.ell == r ? std::int64_t{1} << (j % set.ell) : 0;
                wrong += (sums[j] + trapdoor.B(r, m + j) - expected) % q != 0 ? 1 : 0;
            }
        }
        CHECK(is_reduced);
        CHECK(wrong == 0);
    }
}

TEST_CASE("the entries of R are -1, 0, 1 with the weights 1/4, 1/2, 1/4") {
    SHOW_SEED();
    const Law law{0.25, 0.5, 0.25};
    const Law uniform(3, 1.0 / 3);
    const std::size_t needed = samples_needed(law, uniform);
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        Counts counts(3, 0);
        bool is_ternary = true;
        std::size_t entries = 0;
        for (std::uint64_t i = 0; entries < needed; ++i) {
            const Trapdoor trapdoor = trapgen(set.k, set.q, set.n, coins("entries", i));
            for (std::size_t row = 0; row < trapdoor.R.rows(); ++row) {
                for (const std::int32_t entry : trapdoor.R.row(row)) {
                    is_ternary = is_ternary && std::abs(entry) <= 1;
                    if (is_ternary) ++counts[static_cast<std::size_t>(std::int64_t{entry} + 1)];
                    ++entries;
                }
            }
        }
        CHECK(is_ternary);
        const double limit = threshold(law.size(), entries);
        CHECK(log2_miss(law, uniform, entries) <= kMiss);
        CHECK(divergence(counts, law) < limit);
        // The control: uniform entries.
        Counts of_control(3, 0);
        Xof source = stream("uniform entries", set.n, entries);
        for (const std::int64_t entry : ternary(entries, source))
            ++of_control[static_cast<std::size_t>(std::int64_t{entry} + 1)];
        CHECK(divergence(of_control, law) > limit);
    }
}

TEST_CASE("T_B generates the whole kernel lattice: |det T_B| = q^k") {
    SHOW_SEED();
    for (const std::string_view name : {"toy-64", "small-256"}) {
        const ParameterSet& set = parameter_set(name);
        for (std::uint64_t i = 0; i < times(set.n == 64 ? 20 : 2, 50); ++i) {
            CAPTURE(name, i);
            Trapdoor trapdoor = trapgen(set.k, set.q, set.n, coins("determinant", i));
            CHECK(has_determinant(trapdoor.T_B, set.q, set.k));
            // The control: a doubled vector leaves T_B in the kernel, but generates a sublattice.
            for (std::int32_t& entry : trapdoor.T_B.row(3))
                entry *= 2;
            CHECK(all_in_kernel(trapdoor, set.q));
            CHECK_FALSE(has_determinant(trapdoor.T_B, set.q, set.k));
        }
    }
}

TEST_CASE("different coins give different matrices") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    const Trapdoor a = trapgen(set.k, set.q, set.n, coins("different", 0));
    const Trapdoor b = trapgen(set.k, set.q, set.n, coins("different", 1));
    CHECK_FALSE(a.B == b.B);
    CHECK_FALSE(a.R == b.R);
    CHECK(a.B == trapgen(set.k, set.q, set.n, coins("different", 0)).B);
    // The rows of A and of R come from streams of their own.
    const Trapdoor several = trapgen(4, 55628801, 256, coins("different"));
    CHECK_FALSE(std::equal(several.B.row(0).begin(), several.B.row(0).begin() + 48, several.B.row(1).begin()));
    CHECK_FALSE(std::equal(several.R.row(0).begin(), several.R.row(0).end(), several.R.row(1).begin()));
}

TEST_CASE("Setup keeps a trapdoor only if every Gram-Schmidt norm is within the bound") {
    SHOW_SEED();
    for (const std::string_view name : {"toy-64", "small-256", "std-1024"}) {
        CAPTURE(name);
        const ParameterSet& set = parameter_set(name);
        const GramSchmidt& orthogonal = master_key(set).basis.orthogonal;
        REQUIRE(orthogonal.squared_norms.size() == set.n);
        const double greatest = *std::max_element(orthogonal.squared_norms.begin(), orthogonal.squared_norms.end());
        const double least = *std::min_element(orthogonal.squared_norms.begin(), orthogonal.squared_norms.end());
        report("longest Gram-Schmidt vector, " + std::string(name), std::sqrt(greatest));
        report("greatest leaf deviation, " + std::string(name), set.sigma / std::sqrt(least));
        CHECK(greatest <= set.gs2_max);
        CHECK(set.sigma / std::sqrt(least) <= 16384);
        // A bound just below what was found makes Setup go on to another trapdoor.
        if (set.n > 256) continue;
        ParameterSet strict = set;
        strict.gs2_max = static_cast<std::uint32_t>(greatest) - 1;
        Recorder usual;
        Recorder stricter;
        (void)setup_from_coins(set, coins("master_key"), usual);
        const std::string check = refusal([&] { (void)setup_from_coins(strict, coins("master_key"), stricter); });
        CHECK((check == "PRE.Setup.C1" || stricter.number("attempts") > usual.number("attempts")));
    }
}

} // namespace emrshare::test
