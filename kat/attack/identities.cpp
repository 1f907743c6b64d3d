// The printed H_1, which takes few values, and the matrix B, under which anybody finds short preimages.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/reduction.hpp"
#include "estimate/core_svp.hpp"
#include "estimate/reduction.hpp"
#include "lattice/trapgen.hpp"
#include "pre/extract.hpp"
#include "pre/hash.hpp"
#include "random/samplers.hpp"

#include <flint/nmod_mat.h>

#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace emrshare::kat::attack {
namespace {

constexpr Profile kProfiles[] = {Profile::as_printed, Profile::corrected};

/// Setup takes long for larger rings.
constexpr std::uint32_t kLargestSetup = 256;

using Syndrome = std::vector<std::uint32_t>;

Bytes identity(std::uint64_t number) {
    return bytes_of("person-" + std::to_string(number));
}

Syndrome syndrome_of(const Setting& setting, Profile profile, std::uint64_t number) {
    const Residues u = identity_syndrome(profile, *setting.set, identity(number));
    return {u.begin(), u.end()};
}

/// B z mod q for the first columns of B.
Syndrome product(const IntMatrix& B, const std::vector<std::int64_t>& z, std::int64_t q) {
    Syndrome u;
    for (std::size_t r = 0; r < B.rows(); ++r) {
        std::int64_t sum = 0;
        for (std::size_t j = 0; j < z.size(); ++j)
            sum = (sum + B(r, j) * (z[j] % q)) % q;
        u.push_back(static_cast<std::uint32_t>((sum + q) % q));
    }
    return u;
}

std::vector<std::int64_t> coefficients_of(const Poly& a) {
    return {a.begin(), a.end()};
}

/// What Extract hands out to two persons; made by a Setup of its own.
struct Preimages {
    IntMatrix B;
    Poly first;
    Poly second;
};

Preimages preimages_of(const Setting& setting, Profile profile, std::uint64_t first, std::uint64_t second) {
    const MasterKey msk = setup_from_coins(*setting.set, setting.coins("setup"));
    return {msk.B(), extract(profile, msk, identity(first)), extract(profile, msk, identity(second))};
}

/// The numbers of two identities with one syndrome, the second one the least possible; none among the samples.
std::optional<std::pair<std::uint64_t, std::uint64_t>> find_collision(const Setting& setting, Profile profile) {
    std::map<Syndrome, std::uint64_t> seen;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const auto [place, is_new] = seen.emplace(syndrome_of(setting, profile, i), i);
        if (!is_new) return std::pair{place->second, i};
    }
    return std::nullopt;
}

/// The probability that two of @p N identities have one of @p S equally likely syndromes: about 1 - exp(-N^2/(2S)).
double collision_probability(double N, double S) {
    if (N > S) return 1;
    double log_of_none = 0;
    for (double i = 1; i < N; ++i)
        log_of_none += std::log1p(-i / S);
    return -std::expm1(log_of_none);
}

/// What is called certain: an expectation that fails with less than 2^-32.
constexpr double kNegligible = 0x1p-32;

/// Whether a collision is expected: none that is neither certain nor impossible.
std::optional<bool> what_is_certain(double probability) {
    if (probability > 1 - kNegligible) return true;
    if (probability < kNegligible) return false;
    return std::nullopt;
}

/// Whether the samples' identities collide, in independent batches of a size that collides about every other time.
Row batches_row(const Setting& setting, Profile profile, double S) {
    const auto size = static_cast<std::uint64_t>(std::ceil(std::sqrt(2 * std::numbers::ln2 * S))) + 1;
    constexpr std::uint64_t kMostBatches = 200;
    const std::uint64_t batches = std::min(setting.samples / size, kMostBatches);
    std::uint64_t collided = 0;
    for (std::uint64_t batch = 0; batch < batches; ++batch) {
        std::set<Syndrome> seen;
        for (std::uint64_t i = 0; i < size; ++i)
            seen.insert(syndrome_of(setting, profile, batch * size + i));
        collided += seen.size() < size ? 1 : 0;
    }
    return {std::string(name_of(profile)),
            "share of " + std::to_string(batches) + " sets of " + std::to_string(size) + " identities that collide",
            0,
            share(collided, batches),
            collision_probability(static_cast<double>(size), S),
            true,
            collided > 0};
}

/// Identities of which two syndromes add up to a third.
struct Triple {
    std::uint64_t first;
    std::uint64_t second;
    std::uint64_t third;
};

std::optional<Triple> find_sum(const Setting& setting, Profile profile) {
    const std::uint64_t q = setting.set->q;
    std::map<Syndrome, std::uint64_t> seen;
    std::vector<Syndrome> all;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        all.push_back(syndrome_of(setting, profile, i));
        seen.emplace(all.back(), i);
    }
    for (std::uint64_t i = 0; i < all.size(); ++i) {
        for (std::uint64_t j = 0; j < i; ++j) {
            Syndrome sum;
            for (std::size_t r = 0; r < all[i].size(); ++r)
                sum.push_back(static_cast<std::uint32_t>((std::uint64_t{all[i][r]} + all[j][r]) % q));
            const auto found = seen.find(sum);
            if (found != seen.end() && found->second != i && found->second != j) return Triple{j, i, found->second};
        }
    }
    return std::nullopt;
}

/// A matrix mod q, in FLINT.
class ModularMatrix {
public:
    ModularMatrix(std::size_t rows, std::size_t columns, std::uint64_t q) {
        nmod_mat_init(matrix_, static_cast<slong>(rows), static_cast<slong>(columns), q);
    }
    ~ModularMatrix() { nmod_mat_clear(matrix_); }
    ModularMatrix(const ModularMatrix&) = delete;
    ModularMatrix& operator=(const ModularMatrix&) = delete;
    mp_limb_t& operator()(std::size_t i, std::size_t j) {
        return nmod_mat_entry(matrix_, static_cast<slong>(i), static_cast<slong>(j));
    }
    nmod_mat_struct* get() noexcept { return matrix_; }

private:
    nmod_mat_t matrix_;
};

/// What lattice reduction finds without a trapdoor: z of @p d coordinates with B z = u, if the first k columns of B
/// have rank k.
std::optional<IntegerVector> find_preimage(const IntMatrix& B, const Syndrome& u, std::size_t d, std::uint32_t q) {
    const std::size_t k = B.rows();
    ModularMatrix left(k, k, q);
    ModularMatrix right(k, d - k + 1, q);
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < d; ++j)
            (j < k ? left(i, j) : right(i, j - k)) = static_cast<mp_limb_t>(B(i, j));
        right(i, d - k) = u[i];
    }
    ModularMatrix solved(k, d - k + 1, q);
    if (nmod_mat_solve(solved.get(), left.get(), right.get()) == 0) return std::nullopt;
    // The kernel of the first d columns: q e_i, and e_j less what the first columns take to undo column j.
    Basis basis;
    for (std::size_t j = 0; j < d; ++j) {
        IntegerVector row(d, 0);
        row[j] = j < k ? q : 1;
        for (std::size_t i = 0; j >= k && i < k; ++i)
            row[i] = -static_cast<std::int64_t>(solved(i, j - k));
        basis.push_back(std::move(row));
    }
    IntegerVector z(d, 0);
    for (std::size_t i = 0; i < k; ++i)
        z[i] = static_cast<std::int64_t>(solved(i, d - k));
    const IntegerVector close = nearest_plane(reduce_lll(basis), z);
    for (std::size_t j = 0; j < d; ++j)
        z[j] -= close[j];
    return z;
}

/// The best number of columns for LLL: d ln delta + (k/d) ln q is least.
std::size_t best_columns(const ParameterSet& set, std::size_t k) {
    const double d =
        std::sqrt(static_cast<double>(k) * std::log(static_cast<double>(set.q)) / estimate::ln_root_hermite_lll());
    return std::min<std::size_t>(set.n, std::max<std::size_t>(k + 1, static_cast<std::size_t>(std::lround(d))));
}

double norm_of(const IntegerVector& z) {
    double squares = 0;
    for (const std::int64_t c : z)
        squares += static_cast<double>(c) * static_cast<double>(c);
    return std::sqrt(squares);
}

/// Preimages for the samples' syndromes under B: how long they are, and whether each is as short as what the MN gives
/// out.
Row identity_row(const Setting& setting, std::string_view variant, const IntMatrix& B, bool expected,
                 const std::function<Syndrome(std::uint64_t)>& syndrome) {
    const ParameterSet& set = *setting.set;
    const std::size_t d = best_columns(set, B.rows());
    double squares = 0;
    std::uint64_t good = 0;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const std::optional<IntegerVector> z = find_preimage(B, syndrome(i), d, set.q);
        const bool solves = z && product(B, *z, set.q) == syndrome(i);
        const double norm = z ? norm_of(*z) : 0;
        good += solves && norm <= set.sigma * std::sqrt(static_cast<double>(set.n)) ? 1 : 0;
        squares += norm * norm;
    }
    const auto trials = static_cast<double>(setting.samples);
    const double predicted =
        estimate::preimage_norm(B.rows(), set.n, std::log(static_cast<double>(set.q)), estimate::ln_root_hermite_lll());
    return {std::string(variant),
            "norm of a preimage (the MN's: " + std::to_string(std::lround(set.sigma * std::sqrt(set.n))) + ")",
            0,
            scaled(std::sqrt(static_cast<double>(d)), root_mean_square(squares, trials * static_cast<double>(d))),
            predicted,
            expected,
            good > 0};
}

/// A uniform matrix of that many rows.
IntMatrix uniform_matrix(const Setting& setting, std::size_t rows) {
    const ParameterSet& set = *setting.set;
    IntMatrix B(rows, set.n);
    for (std::size_t i = 0; i < rows; ++i) {
        Xof source = setting.stream("row", i, std::size_t{5} * set.n);
        const Residues row = uniform_residues(set.n, set.q, source);
        for (std::size_t j = 0; j < set.n; ++j)
            B(i, j) = static_cast<std::int32_t>(row[j]);
    }
    return B;
}

} // namespace

std::vector<Row> identity_collision(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const bool printed = profile == Profile::as_printed;
        const auto pair = find_collision(setting, profile);
        // That many are expected for uniform syndromes: sqrt(pi/2) times the root of their number.
        const double syndromes = std::pow(printed ? 3.0 : set.q, set.k);
        const double expected_at = std::sqrt(std::numbers::pi / 2 * syndromes);
        const double probability = collision_probability(static_cast<double>(setting.samples), syndromes);
        rows.push_back({std::string(name_of(profile)),
                        "identities until two have one syndrome (0: none has)",
                        0,
                        exactly(pair ? static_cast<double>(pair->second + 1) : 0),
                        expected_at,
                        {},
                        pair.has_value()});
        rows.push_back({std::string(name_of(profile)), "two of " + std::to_string(setting.samples) + " have one", 0,
                        exactly(pair ? 1 : 0), probability, what_is_certain(probability), pair.has_value()});
        if (probability > 1 - kNegligible) rows.push_back(batches_row(setting, profile, syndromes));
        if (!pair || set.n > kLargestSetup) continue;
        const Preimages given = preimages_of(setting, profile, pair->first, pair->second);
        const Poly z = given.first + -1 * given.second;
        const bool in_kernel = product(given.B, coefficients_of(z), set.q) == Syndrome(set.k, 0);
        rows.push_back(
            verdict(name_of(profile), "their f' differ by a short vector of the kernel of B",
                    in_kernel && squared_norm(z) > 0 && squared_norm(z) < 8.0 * set.n * set.sigma * set.sigma, true));
    }
    return rows;
}

std::vector<Row> identity_sum(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const auto found = find_sum(setting, profile);
        rows.push_back(verdict(name_of(profile), "two syndromes add up to that of a third identity", found.has_value(),
                               profile == Profile::as_printed));
        if (!found || set.n > kLargestSetup) continue;
        const Preimages given = preimages_of(setting, profile, found->first, found->second);
        const Poly sum = given.first + given.second;
        const bool solves =
            product(given.B, coefficients_of(sum), set.q) == syndrome_of(setting, profile, found->third);
        rows.push_back(verdict(name_of(profile), "the sum of their f' is an f' of the third, 3/2 as long at most",
                               solves && squared_norm(sum) < 2.25 * 1.5 * set.n * set.sigma * set.sigma, true));
    }
    return rows;
}

std::vector<Row> short_preimages(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    const Trapdoor trapdoor = trapgen(set.k, set.q, set.n, setting.coins("trapgen"));
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        rows.push_back(identity_row(setting, name_of(profile), trapdoor.B, true,
                                    [&](std::uint64_t i) { return syndrome_of(setting, profile, i); }));
    }
    // With n/2 rows there are no preimages much shorter than sqrt(q): the control runs at toy-64 alone, whatever the
    // set.
    if (setting.wants_controls() && set.n == 64) {
        const IntMatrix B = uniform_matrix(setting, set.n / 2);
        rows.push_back(identity_row(setting, "control: B with n/2 rows", B, false, [&](std::uint64_t i) {
            Xof source = setting.stream("syndrome", i);
            const Residues u = uniform_residues(set.n / 2, set.q, source);
            return Syndrome(u.begin(), u.end());
        }));
    }
    return rows;
}

} // namespace emrshare::kat::attack
