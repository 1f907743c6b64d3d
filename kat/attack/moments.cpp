// What many delegations of one owner tell about her key: their mean and their second moments.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "estimate/chi_square.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

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
    const ParameterSet& set = *setting.set;
    const Owner alice = make_owner(setting, profile);
    const bool printed = profile == Profile::as_printed;
    std::vector<Row> rows;
    Poly sum(set.n);
    std::uint64_t N = 0;
    for (const std::uint64_t target : targets) {
        sum = sum + sum_over(setting, target - N, [&](std::uint64_t i) {
                  const OwnerShare share = share_of(setting, alice, N + i);
                  return (share.a_B * inverse_of(share.r_B)).lift();
              });
        N = target;
        const double pooled = static_cast<double>(N);
        const std::uint64_t wrong = differences(alice.pair.f, rounded_mean(sum, N));
        // What the mean of as many values tells that have nothing to do with f_A.
        const double by_chance = wrong_by_chance(alice.pair.f, printed ? 2 * set.sigma : set.s, printed ? 1 : pooled);
        rows.push_back({std::string(name_of(profile)), "wrong coefficients of f_A, N = " + std::to_string(N), pooled,
                        scaled(set.n, share(wrong, set.n)),
                        set.n * (printed ? wrong_when_printed(pooled, set.eta) : by_chance), printed,
                        fewer_than(wrong, set.n, by_chance)});
    }
    return rows;
}

/// One delegation (d, y) of an owner, by some law.
using Law = std::function<std::pair<Poly, Poly>(std::uint64_t)>;

/// d = f (1 + 2 e') and y = w (1 + 2 e') with coefficients of e' uniform: as long as a corrected (d, y) in expectation.
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

/// The autocorrelation d d*, with its n/2 - 1 coefficients that are free (coefficient n - k is minus coefficient k,
/// that of n/2 is 0), summed over all samples.
Poly autocorrelation(const Setting& setting, const Law& law) {
    return sum_over(setting, setting.samples, [&](std::uint64_t i) {
        const auto [d, y] = law(i);
        return multiply_over_integers(d, adjoint(d)) + multiply_over_integers(y, adjoint(y));
    });
}

double norm_of_lags(const Poly& a) {
    double squares = 0;
    for (std::size_t k = 1; k < a.size() / 2; ++k)
        squares += static_cast<double>(a[k]) * static_cast<double>(a[k]);
    return std::sqrt(squares);
}

double correlation_of_lags(const Poly& a, const Poly& b) {
    double sum = 0;
    for (std::size_t k = 1; k < a.size() / 2; ++k)
        sum += static_cast<double>(a[k]) * static_cast<double>(b[k]);
    return sum / (norm_of_lags(a) * norm_of_lags(b));
}

/// Both statistics of a law. In the corrected profile the public key predicts that (d, y) has the covariance s^2 times
/// the identity: the lags of dd* + yy* over N delegations are then nearly independent, of mean 0 and variance 2 N n
/// s^4.
std::vector<Row> covariance_of(const Setting& setting, const Owner& owner, std::string_view variant, const Law& law,
                               bool expected) {
    const ParameterSet& set = *setting.set;
    const Poly lags = autocorrelation(setting, law);
    const double s2 = static_cast<double>(set.s) * set.s;
    const double deviation = std::sqrt(2.0 * static_cast<double>(setting.samples) * set.n) * s2;
    const double degrees = set.n / 2.0 - 1;
    const double ratio = norm_of_lags(lags) / deviation;
    const double alarm = estimate::chi_square_upper(degrees, kLog2Chance);
    const Poly secret =
        multiply_over_integers(owner.pair.f, adjoint(owner.pair.f)) + multiply_over_integers(owner.w, adjoint(owner.w));
    const double correlation = correlation_of_lags(lags, secret);
    const Measured spread = root_mean_square(ratio * ratio, degrees);
    const double z = 2.5758293 / std::sqrt(degrees); // of a correlation of independent vectors
    std::vector<Row> rows;
    rows.push_back({std::string(variant), "lags of dd* + yy* over what pk predicts", 0, spread,
                    expected ? std::optional<double>() : 1.0, expected, ratio * ratio > alarm});
    rows.push_back({std::string(variant),
                    "their correlation with those of ff* + ww*",
                    0,
                    {correlation, correlation - z, correlation + z},
                    expected ? 1.0 : 0.0,
                    expected,
                    correlation > 0.9});
    return rows;
}

} // namespace

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
