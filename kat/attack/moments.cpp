// What many delegations of one owner tell about her key: their mean and their second moments.
#include "attack/moments.hpp"

#include "attack/experiments.hpp"
#include "estimate/chi_square.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace emrshare::kat::attack {
namespace {

/// Pr[not -N/2 <= e_1 + ... + e_N < N/2] for independent e_i from CBD_eta: the mean does not round, halves upwards, to
/// 0.
double wrong_when_printed(double N, std::uint32_t eta) {
    // The sum is the difference of two binomials: 2 eta N fair bits, shifted.
    const double bits = 2.0 * eta * N;
    double probability = 0;
    for (double i = 0; i <= bits; ++i) {
        const double twice_sum = 2 * i - bits;
        if (-N <= twice_sum && twice_sum < N) continue;
        probability +=
            std::exp(std::lgamma(bits + 1) - std::lgamma(i + 1) - std::lgamma(bits - i + 1) - bits * std::log(2.0));
    }
    return probability;
}

/// The share of the coefficients of f that a mean of @p N normal variables of deviation @p s around 0 does not round
/// to.
double wrong_by_chance(const Poly& f, double s, double N) {
    const double scale = std::sqrt(2.0) * s / std::sqrt(N);
    double right = 0;
    for (const std::int64_t c : f) {
        const auto centre = static_cast<double>(c);
        right += 0.5 * (std::erf((centre + 1) / scale) - std::erf((centre - 1) / scale));
    }
    return 1 - right / static_cast<double>(f.size());
}

/// Coefficients of f_A and of every d are equal mod p = 2: the mean rounded to the nearest such number, halves upwards.
Poly rounded_mean(const Poly& sum, std::uint64_t N) {
    Poly guess(sum.size());
    for (std::size_t j = 0; j < sum.size(); ++j) {
        const double parity = j == 0 ? 1 : 0;
        const double mean = static_cast<double>(sum[j]) / static_cast<double>(N);
        guess[j] = static_cast<std::int64_t>(2 * std::floor((mean - parity) / 2 + 0.5) + parity);
    }
    return guess;
}

std::vector<Row> average_in(const Setting& setting, Profile profile, const std::vector<std::uint64_t>& targets) {
    const Owner alice = make_owner(setting, profile);
    std::vector<Row> rows;
    Poly sum(setting.set->n);
    std::uint64_t N = 0;
    for (const std::uint64_t target : targets) {
        sum =
            sum + sum_over(setting, target - N, [&](std::uint64_t i) { return d_of(share_of(setting, alice, N + i)); });
        N = target;
        rows.push_back(row_of_mean(setting, alice, sum, N));
    }
    return rows;
}

/// One delegation (d, y) of an owner, by some law.
using Law = std::function<std::pair<Poly, Poly>(std::uint64_t)>;

double norm_of_lags(const std::vector<double>& lags) {
    return std::sqrt(std::inner_product(lags.begin(), lags.end(), lags.begin(), 0.0));
}

double correlation_of_lags(const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / (norm_of_lags(a) * norm_of_lags(b));
}

/// Both statistics of a law, over all samples.
std::vector<Row> covariance_of(const Setting& setting, const Owner& owner, std::string_view variant, const Law& law,
                               bool expected) {
    const Poly sum = sum_over(setting, setting.samples, [&](std::uint64_t i) {
        const auto [d, y] = law(i);
        return autocorrelation(d, y);
    });
    return rows_of_lags(setting, owner, variant, lags_of(sum), setting.samples, expected);
}

} // namespace

Poly d_of(const OwnerShare& share) {
    return (share.a_B * inverse_of(share.r_B)).lift();
}

Row row_of_mean(const Setting& setting, const Owner& owner, const Poly& sum, std::uint64_t N) {
    const ParameterSet& set = *setting.set;
    const bool printed = owner.profile == Profile::as_printed;
    const auto pooled = static_cast<double>(N);
    const std::uint64_t wrong = differences(owner.pair.f, rounded_mean(sum, N));
    // What the mean of as many values tells that have nothing to do with f_A.
    const double by_chance = wrong_by_chance(owner.pair.f, printed ? 2 * set.sigma : set.s, printed ? 1 : pooled);
    return {std::string(name_of(owner.profile)),
            "wrong coefficients of f_A, N = " + std::to_string(N),
            pooled,
            scaled(set.n, share(wrong, set.n)),
            set.n * (printed ? wrong_when_printed(pooled, set.eta) : by_chance),
            printed,
            fewer_than(wrong, set.n, by_chance)};
}

std::pair<Poly, Poly> tempting_delegation(const Setting& setting, const Owner& owner, std::uint64_t number) {
    const ParameterSet& set = *setting.set;
    const double wanted = 2.0 * set.n * set.s * set.s;
    const double variance = wanted / (4.0 * set.n * (squared_norm(owner.pair.f) + squared_norm(owner.w)));
    const auto half_width = static_cast<std::int64_t>(std::lround(std::sqrt(3 * variance)));
    Xof source = setting.stream("tempting", number, std::size_t{8} * set.n);
    Poly e(set.n);
    for (std::size_t i = 0; i < set.n; ++i)
        e[i] = static_cast<std::int64_t>(source.read_le<8>() % static_cast<std::uint64_t>(2 * half_width + 1)) -
               half_width;
    const Poly factor = set.p * e + 1;
    return {multiply_over_integers(owner.pair.f, factor), multiply_over_integers(owner.w, factor)};
}

Poly autocorrelation(const Poly& d, const Poly& y) {
    return multiply_over_integers(d, adjoint(d)) + multiply_over_integers(y, adjoint(y));
}

std::vector<double> lags_of(const Poly& autocorrelation) {
    std::vector<double> lags;
    for (std::size_t k = 1; k < autocorrelation.size() / 2; ++k)
        lags.push_back(static_cast<double>(autocorrelation[k]));
    return lags;
}

std::vector<Row> rows_of_lags(const Setting& setting, const Owner& owner, std::string_view variant,
                              const std::vector<double>& lags, std::uint64_t N, std::optional<bool> expected) {
    const ParameterSet& set = *setting.set;
    const double s2 = static_cast<double>(set.s) * set.s;
    const double deviation = std::sqrt(2.0 * static_cast<double>(N) * set.n) * s2;
    const double degrees = set.n / 2.0 - 1;
    const double ratio = norm_of_lags(lags) / deviation;
    const double alarm = estimate::chi_square_upper(degrees, kLog2Chance);
    const double correlation = correlation_of_lags(lags, lags_of(autocorrelation(owner.pair.f, owner.w)));
    const Measured spread = root_mean_square(ratio * ratio, degrees);
    const double z = 2.5758293 / std::sqrt(degrees); // of a correlation of independent vectors
    std::vector<Row> rows;
    rows.push_back({std::string(variant), "lags of dd* + yy* over what pk predicts", 0, spread,
                    expected == false ? std::optional(1.0) : std::nullopt, expected, ratio * ratio > alarm});
    rows.push_back({std::string(variant),
                    "their correlation with those of ff* + ww*",
                    0,
                    {correlation, correlation - z, correlation + z},
                    expected ? std::optional(*expected ? 1.0 : 0.0) : std::nullopt,
                    expected,
                    correlation > 0.9});
    return rows;
}

std::vector<Row> average(const Setting& setting) {
    std::vector<std::uint64_t> targets;
    for (std::uint64_t N = 1; N < setting.samples; N *= 4)
        targets.push_back(N);
    targets.push_back(setting.samples);
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed))
        rows = average_in(setting, Profile::as_printed, {1, 4, 16, 32, 64, 100, 256});
    if (setting.wants(Profile::corrected)) {
        const std::vector<Row> corrected = average_in(setting, Profile::corrected, targets);
        rows.insert(rows.end(), corrected.begin(), corrected.end());
    }
    return rows;
}

std::vector<Row> covariance(const Setting& setting) {
    if (!setting.wants(Profile::corrected)) return {};
    const Owner alice = make_owner(setting, Profile::corrected);
    const auto sampled = [&](std::uint64_t i) {
        const Poly d = sample_delegation(*setting.set, *alice.key, *alice.tree, setting.coins("law", i));
        return std::pair{d, (d * alice.pair.pk).lift()};
    };
    const auto tempting = [&](std::uint64_t i) { return tempting_delegation(setting, alice, i); };
    std::vector<Row> rows = covariance_of(setting, alice, "corrected", sampled, false);
    const std::vector<Row> control = covariance_of(setting, alice, "control: e_B = f_A e'", tempting, true);
    rows.insert(rows.end(), control.begin(), control.end());
    return rows;
}

} // namespace emrshare::kat::attack
