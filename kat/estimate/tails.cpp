#include "estimate/tails.hpp"

#include "estimate/bisection.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace emrshare::kat::estimate {
namespace {

constexpr double kNatsPerBit = std::numbers::ln2;

/// The least count in (low, high] that satisfies a predicate which low does not, and high does.
template <class Predicate>
std::uint64_t least_count(std::uint64_t low, std::uint64_t high, Predicate holds) {
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (holds(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace

double log2_binomial_tail(std::uint64_t trials, double p, std::uint64_t hits) {
    const auto n = static_cast<double>(trials);
    const double a = static_cast<double>(hits) / n;
    double relative_entropy = 0;
    if (a > 0) relative_entropy += a * std::log(a / p);
    if (a < 1) relative_entropy += (1 - a) * std::log((1 - a) / (1 - p));
    return -n * relative_entropy / kNatsPerBit;
}

CountRange binomial_range(std::uint64_t trials, double least, double greatest, double log2_alarm) {
    const double of_side = log2_alarm - 1;
    const auto mean_below = static_cast<std::uint64_t>(std::floor(static_cast<double>(trials) * least));
    const auto mean_above = static_cast<std::uint64_t>(std::ceil(static_cast<double>(trials) * greatest));
    CountRange range{0, trials};
    if (log2_binomial_tail(trials, least, 0) <= of_side)
        range.low = least_count(
            0, mean_below, [&](std::uint64_t count) { return log2_binomial_tail(trials, least, count) > of_side; });
    if (log2_binomial_tail(trials, greatest, trials) <= of_side)
        range.high =
            least_count(mean_above, trials,
                        [&](std::uint64_t count) { return log2_binomial_tail(trials, greatest, count) <= of_side; }) -
            1;
    return range;
}

double log2_in_range(std::uint64_t trials, double p, const CountRange& range) {
    const double mean = static_cast<double>(trials) * p;
    if (mean > static_cast<double>(range.high)) return log2_binomial_tail(trials, p, range.high);
    if (mean < static_cast<double>(range.low)) return log2_binomial_tail(trials, p, range.low);
    return 0;
}

double log2_mean_tail(std::uint64_t samples, double variance, double greatest, double deviation) {
    const auto N = static_cast<double>(samples);
    return -N * deviation * deviation / (2 * variance + 2 * greatest * deviation / 3) / kNatsPerBit;
}

double log2_bounded_mean_tail(std::uint64_t samples, double width, double deviation) {
    return -2 * static_cast<double>(samples) * deviation * deviation / (width * width) / kNatsPerBit;
}

double log2_chi_square_tail(double degrees, double ratio) {
    return -degrees / 2 * (ratio - 1 - std::log(ratio)) / kNatsPerBit;
}

double chi_square_ratio_above(double degrees, double log2_alarm) {
    const double far = 2 - 4 * log2_alarm / degrees;
    return bisect([&](double ratio) { return log2_chi_square_tail(degrees, ratio) - log2_alarm; }, 1, far);
}

double chi_square_ratio_below(double degrees, double log2_alarm) {
    const double far = 2 - 4 * log2_alarm / degrees;
    const auto excess = [&](double x) { return log2_chi_square_tail(degrees, std::exp(-x)) - log2_alarm; };
    return std::exp(-bisect(excess, 0, far));
}

double log2_noncentral_tail(double degrees, double squared_mean, double limit) {
    if (degrees + squared_mean <= limit) return 0;
    // E exp(-l X) = (1 + 2l)^(-degrees/2) exp(-l squared_mean / (1 + 2l)), least where the derivative passes 0.
    const auto falls = [&](double l) {
        const double t = 1 + 2 * l;
        return degrees / t + squared_mean / (t * t) - limit;
    };
    const double l = bisect(falls, 0, (degrees + squared_mean) / limit + 1);
    const double t = 1 + 2 * l;
    return (l * limit - degrees / 2 * std::log(t) - l * squared_mean / t) / kNatsPerBit;
}

double log2_energy_above(const std::vector<double>& eigenvalues, std::uint64_t samples, double ratio) {
    double sum = 0;
    for (const double eigenvalue : eigenvalues)
        sum += eigenvalue;
    const double greatest = *std::max_element(eigenvalues.begin(), eigenvalues.end());
    // The exponent of Chernoff's bound falls in l, from 0, until the derivative passes 0.
    const auto falls = [&](double l) {
        double slope = ratio * sum;
        for (const double eigenvalue : eigenvalues)
            slope -= eigenvalue / (1 - 2 * l * eigenvalue);
        return slope;
    };
    const double l = bisect(falls, 0, (1 - 1e-9) / (2 * greatest));
    double exponent = -l * ratio * sum;
    for (const double eigenvalue : eigenvalues)
        exponent -= 0.5 * std::log1p(-2 * l * eigenvalue);
    return static_cast<double>(samples) * exponent / kNatsPerBit;
}

double log2_energy_below(const std::vector<double>& eigenvalues, std::uint64_t samples, double ratio) {
    double sum = 0;
    double squares = 0;
    for (const double eigenvalue : eigenvalues) {
        sum += eigenvalue;
        squares += eigenvalue * eigenvalue;
    }
    const double second_moment = 1 + 2 * squares / (sum * sum);
    return -static_cast<double>(samples) * (1 - ratio) * (1 - ratio) / (2 * second_moment) / kNatsPerBit;
}

} // namespace emrshare::kat::estimate
