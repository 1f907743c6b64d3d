// Extract: f' solves B f' = H_1(id), is as short as promised, has the law it should have, and is a
// function of master key, profile and identity. The one test program that runs Setup at all sizes.
// Of the specification: LAT.SamplePre, PRE.Extract.
#include "exact.hpp"
#include "statistics.hpp"
#include "support.hpp"

#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/extract.hpp"
#include "pre/hash.hpp"
#include "random/gaussian.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emrshare::test {
namespace {

constexpr Profile kProfiles[] = {Profile::as_printed, Profile::corrected};

/// B z mod q.
Residues syndrome(const IntMatrix& B, const Poly& z, std::int64_t q) {
    Residues u;
    for (std::size_t r = 0; r < B.rows(); ++r) {
        std::int64_t sum = 0; // 2^11 terms below 2^31 2^15
        for (std::size_t j = 0; j < B.columns(); ++j)
            sum += B(r, j) * z[j];
        u.push_back(static_cast<std::uint32_t>((sum % q + q) % q));
    }
    return u;
}

double dot_with(const Poly& z, std::span<const double> b) {
    double sum = 0;
    for (std::size_t j = 0; j < z.size(); ++j)
        sum += static_cast<double>(z[j]) * b[j];
    return sum;
}

/// Klein's sampler with one deviation for all coefficients: the control that has the wrong law.
Poly careless_preimage(const TrapdoorBasis& basis, const Poly& start, double deviation, const Coins& sampler_coins) {
    GaussianRuns leaves(XofInput("careless").with(sampler_coins));
    Poly x = start;
    for (std::size_t i = x.size(); i-- > 0;) {
        const double centre = dot_with(x, basis.orthogonal.vectors.row(i)) / basis.orthogonal.squared_norms[i];
        const std::int64_t z = leaves.next(centre, deviation);
        for (std::size_t j = 0; j < x.size(); ++j)
            x[j] -= z * basis.trapdoor.T_B(i, j);
    }
    return x;
}

/// Preimages of the syndromes of many identities of toy-64, before Extract drops those that are too long.
std::vector<Poly> many_preimages(std::size_t count, double sigma, std::string_view label) {
    const ParameterSet& set = parameter_set("toy-64");
    std::vector<Poly> preimages;
    for (std::size_t i = 0; i < count; ++i) {
        const Residues u = identity_syndrome(Profile::corrected, set, identity("many", seed() + i));
        preimages.push_back(sample_pre(master_key(set).basis, u, set.q, sigma, coins(label, i)));
    }
    return preimages;
}

/// Of all directions together, both sides.
constexpr double kSphereAlarm = -40;

/// The least and the greatest sum of the squares of @p count coordinates that are allowed in each of so many
/// directions: Chernoff's bounds for normal coordinates. They hold for those of preimages, too: each is a discrete
/// Gaussian whose deviation, at least 1.22 in its own lattice, makes its moments those of the continuous one within
/// 2^-20.
std::pair<double, double> sphere_limits(std::size_t count, std::size_t directions) {
    const auto N = static_cast<double>(count);
    const double alarm = kSphereAlarm - 1 - std::log2(static_cast<double>(directions));
    return {N * chi_square_ratio_below(N, alarm), N * chi_square_ratio_above(N, alarm)};
}

/// Whether, for each Gram-Schmidt direction, sum <f', b~_i>^2 / (sigma |b~_i|)^2 looks chi-square.
bool is_spherical(const std::vector<Poly>& preimages, const GramSchmidt& orthogonal, double sigma) {
    const auto [low, high] = sphere_limits(preimages.size(), orthogonal.squared_norms.size());
    for (std::size_t i = 0; i < orthogonal.squared_norms.size(); ++i) {
        double sum = 0;
        for (const Poly& f_prime : preimages) {
            const double product = dot_with(f_prime, orthogonal.vectors.row(i));
            sum += product * product / (sigma * sigma * orthogonal.squared_norms[i]);
        }
        if (sum < low || sum > high) return false;
    }
    return true;
}

/// log2 of the probability that is_spherical() takes samples whose variance in direction i is |b~_i|^2 / mean_norm^2
/// times that of the sphere for such: no more than in the direction where it is least.
double log2_sphere_miss(std::size_t count, const GramSchmidt& orthogonal, double mean_norm) {
    const auto N = static_cast<double>(count);
    const auto [low, high] = sphere_limits(count, orthogonal.squared_norms.size());
    double least = 0;
    for (const double squared_norm : orthogonal.squared_norms) {
        const double times = squared_norm / (mean_norm * mean_norm);
        if (times * N > high) least = std::min(least, log2_chi_square_tail(N, high / (times * N)));
        if (times * N < low) least = std::min(least, log2_chi_square_tail(N, low / (times * N)));
    }
    return least;
}

/// The law of a coefficient of f' in cells of ten units, and counts of it.
constexpr std::int64_t kCellWidth = 10;
constexpr std::int64_t kCells = 33;

std::size_t cell_of(std::int64_t z) {
    const std::int64_t shifted = z + kCells * kCellWidth / 2;
    return static_cast<std::size_t>(std::clamp<std::int64_t>(shifted < 0 ? 0 : shifted / kCellWidth, 0, kCells - 1));
}

Law coefficient_law(double sigma) {
    const IntegerLaw law = gaussian_law(0, sigma);
    std::vector<long double> sums(kCells, 0);
    for (std::size_t i = 0; i < law.probability.size(); ++i)
        sums[cell_of(law.first + static_cast<std::int64_t>(i))] += law.probability[i];
    return Law(sums.begin(), sums.end());
}

Counts count_coefficients(const std::vector<Poly>& preimages) {
    Counts counts(kCells, 0);
    for (const Poly& f_prime : preimages) {
        for (const std::int64_t c : f_prime)
            ++counts[cell_of(c)];
    }
    return counts;
}

} // namespace

TEST_CASE("B f' = H_1(id) and f' is short, for both profiles and all sets") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const MasterKey& msk = master_key(set);
        const std::size_t identities = times(set.n > 1024 ? 4 : 12, 200);
        // Chernoff's bounds for |f'|^2 / sigma^2, chi-square with n degrees, hold for discrete Gaussians up to a factor
        // of 2 (the lower one; the upper one as it is). All decisions of the test together: 2 kFalseAlarm at most.
        const double alarm =
            kFalseAlarm - std::log2(2.0 * 2.0 * static_cast<double>(identities * parameter_sets().size()));
        const double low = set.n * chi_square_ratio_below(set.n, alarm);
        const double high = set.n * chi_square_ratio_above(set.n, alarm);
        double sum = 0;
        for (const Profile profile : kProfiles) {
            for (std::size_t i = 0; i < identities; ++i) {
                const Bytes id = identity("short", i);
                CAPTURE(set.name, name_of(profile), i);
                const Residues wanted = identity_syndrome(profile, set, id);
                Poly f_prime = extract(profile, msk, id);
                REQUIRE(f_prime.size() == set.n);
                CHECK(syndrome(msk.B(), f_prime, set.q) == wanted);
                const double ratio = squared_norm(f_prime) / (static_cast<double>(set.sigma) * set.sigma);
                CHECK(ratio > low);
                CHECK(ratio < high);
                sum += ratio / set.n;
                CHECK(Rq(set.ring(), set.p * f_prime + 1).inverse().has_value());
                // The control: one coefficient off by one.
                f_prime[set.n - 1] += 1;
                CHECK_FALSE(syndrome(msk.B(), f_prime, set.q) == wanted);
            }
        }
        report("mean |f'|^2 / (n sigma^2), " + std::string(set.name), sum / static_cast<double>(2 * identities));
        // The control: a deviation of two fifths more is outside for the larger sets.
        if (set.n >= 1024) {
            CHECK(log2_chi_square_tail(set.n, high / (1.4 * 1.4 * set.n)) < kMiss);
            const Poly longer = sample_pre(msk.basis, Residues(set.k, 1), set.q, 1.4 * set.sigma, coins("longer"));
            CHECK(squared_norm(longer) / (static_cast<double>(set.sigma) * set.sigma) > high);
        }
    }
}

TEST_CASE("the largest trapdoor is orthogonalised to working precision") {
    SHOW_SEED();
    // gram_schmidt.cpp looks at the smaller sets in full; here it is every 16th vector.
    const ParameterSet& set = parameter_set("high-2048");
    const GramSchmidt& process = master_key(set).basis.orthogonal;
    double worst = 0;
    double log_determinant = 0;
    for (std::size_t i = 0; i < set.n; ++i) {
        log_determinant += std::log(process.squared_norms[i]) / 2;
        for (std::size_t j = 0; i % 16 == 15 && j < i; ++j) {
            const double product = dot(process.vectors.row(i), process.vectors.row(j));
            worst = std::max(worst, std::abs(product) / std::sqrt(process.squared_norms[i] * process.squared_norms[j]));
        }
    }
    report("worst cosine, twice, high-2048", worst);
    CHECK(worst < 0x1p-48);
    CHECK(log_determinant == Approx(set.k * std::log(set.q)).epsilon(1e-12));
    CHECK(*std::max_element(process.squared_norms.begin(), process.squared_norms.end()) <= set.gs2_max);
}

TEST_CASE("a preimage is a function of master key, profile and identity") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const MasterKey& msk = master_key(set);
        Recorder recorder;
        Recorder printed_recorder;
        const Poly printed = extract(Profile::as_printed, msk, bytes_of("Alice"), printed_recorder);
        const Poly corrected = extract(Profile::corrected, msk, bytes_of("Alice"), recorder);
        CHECK(printed == extract(Profile::as_printed, msk, bytes_of("Alice")));
        CHECK(corrected == extract(Profile::corrected, msk, bytes_of("Alice")));
        CHECK_FALSE(printed == corrected);
        // Not for their syndromes alone: each profile has coins of its own, so that a syndrome that two
        // of them share has no two related preimages.
        CHECK_FALSE(printed_recorder.derived_coins("coins") == recorder.derived_coins("coins"));
        CHECK_FALSE(corrected == extract(Profile::corrected, msk, bytes_of("Alicf")));
        CHECK_FALSE(corrected == extract(Profile::corrected, msk, bytes_of("")));
        CHECK(recorder.poly("f'") == corrected);
        CHECK(recorder.poly("f") == set.p * corrected + 1);
        CHECK(recorder.count("f'") == static_cast<std::size_t>(recorder.number("attempts")));
    }
    // The key K from which coins derive is part of the master key.
    MasterKey other = master_key(parameter_set("toy-64"));
    other.K.bytes[0] ^= 1;
    CHECK_FALSE(extract(Profile::corrected, other, bytes_of("Alice")) ==
                extract(Profile::corrected, master_key(parameter_set("toy-64")), bytes_of("Alice")));
}

TEST_CASE("extracted keys of every set encrypt and decrypt") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        for (const Profile profile : kProfiles) {
            CAPTURE(set.name, name_of(profile));
            const KeyPair alice = extracted_keys(set, profile, "Alice");
            const KeyPair carol = extracted_keys(set, profile, "Carol");
            Xof source = stream("message");
            const Poly M = random_message(set, source);
            const Rq C = enc_from_coins(set, alice.pk, M, coins("block"));
            CHECK(dec(set, alice.f, C) == M);
            CHECK_FALSE(dec(set, carol.f, C) == M);
        }
    }
}

TEST_CASE("the preimages of many identities have the Gaussian's law") {
    SHOW_SEED();
    // The syndrome of an identity is uniform on Z_q in the corrected profile, so its preimage has the
    // law D_{Z^n, sigma} up to the smoothing error, and its coefficients are independent.
    const ParameterSet& set = parameter_set("toy-64");
    const MasterKey& msk = master_key(set);
    const Law law = coefficient_law(set.sigma);
    const double other_sigma = 1.02 * set.sigma;
    const std::size_t needed = samples_needed(law, coefficient_law(other_sigma));
    const std::size_t identities = times(needed / set.n + 1, 16 * needed / set.n);
    report("identities for the law of a preimage", static_cast<double>(identities));
    const std::vector<Poly> preimages = many_preimages(identities, set.sigma, "law");
    const double limit = threshold(law.size(), identities * set.n);
    CHECK(divergence(count_coefficients(preimages), law) < limit);
    CHECK(is_spherical(preimages, msk.basis.orthogonal, set.sigma));

    // Controls: a deviation two per cent off in the coefficients (missed with 2^-30), and a sampler
    // that ignores the lengths of the Gram-Schmidt vectors in their directions.
    const std::vector<Poly> wider = many_preimages(identities, other_sigma, "wider");
    CHECK(divergence(count_coefficients(wider), law) > limit);
    CHECK(is_spherical(wider, msk.basis.orthogonal, other_sigma));
    std::vector<Poly> careless;
    const double mean_norm = std::pow(static_cast<double>(set.q), static_cast<double>(set.k) / set.n);
    for (std::size_t i = 0; i < identities; ++i) {
        careless.push_back(careless_preimage(msk.basis, preimages[i], set.sigma / mean_norm, coins("careless", i)));
        CHECK(syndrome(msk.B(), careless.back(), set.q) == syndrome(msk.B(), preimages[i], set.q));
    }
    CHECK(log2_sphere_miss(identities, msk.basis.orthogonal, mean_norm) < kMiss);
    CHECK_FALSE(is_spherical(careless, msk.basis.orthogonal, set.sigma));
}

TEST_CASE("the corrected Extract drops an f that is too long, the printed one does not") {
    SHOW_SEED();
    // At toy-64 about one preimage in 24 is too long: |f'|^2 / sigma^2 is chi-square, and |f|^2 is
    // 4 |f'|^2 but for the 1.
    const ParameterSet& set = parameter_set("toy-64");
    const double limit = static_cast<double>(set.f2_max) / (4.0 * set.sigma * set.sigma);
    const double chance = std::exp(log_upper_gamma(set.n / 2.0, limit / 2));
    const std::size_t identities = times(4000, 40000);
    std::uint64_t printed_long = 0;
    std::uint64_t corrected_attempts = 0;
    for (std::size_t i = 0; i < identities; ++i) {
        Recorder recorder;
        const Poly corrected = extract(Profile::corrected, master_key(set), identity("drop", i), recorder);
        corrected_attempts += static_cast<std::uint64_t>(recorder.number("attempts"));
        CHECK(squared_norm(set.p * corrected + 1) <= static_cast<double>(set.f2_max));
        const Poly printed = extract(Profile::as_printed, master_key(set), identity("drop", i));
        printed_long += squared_norm(set.p * printed + 1) > static_cast<double>(set.f2_max) ? 1 : 0;
    }
    report("probability that f is too long, predicted", chance);
    report("share of printed f that are too long", static_cast<double>(printed_long) / static_cast<double>(identities));
    report("share of corrected attempts dropped",
           1 - static_cast<double>(identities) / static_cast<double>(corrected_attempts));
    // Counts are binomial; a tenth of the probability is left for what the chi-square law leaves out. The controls: a
    // bound on |f|^2 that is 15 per cent looser or tighter, and an Extract that drops nothing.
    const std::uint64_t dropped = corrected_attempts - identities;
    const CountRange of_printed = binomial_range(identities, 0.9 * chance, 1.1 * chance, kFalseAlarm);
    const CountRange of_corrected = binomial_range(corrected_attempts, 0.9 * chance, 1.1 * chance, kFalseAlarm);
    CHECK(of_printed.contains(printed_long));
    CHECK(of_corrected.contains(dropped));
    CHECK_FALSE(of_corrected.contains(0));
    for (const double off : {0.85, 1.15}) {
        const double other = std::exp(log_upper_gamma(set.n / 2.0, off * limit / 2));
        CHECK(log2_in_range(identities, other, of_printed) < kMiss);
        CHECK(log2_in_range(corrected_attempts, other, of_corrected) < kMiss);
    }
}

} // namespace emrshare::test
