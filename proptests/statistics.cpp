#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace emrshare::test {
namespace {

constexpr double kLn2 = std::numbers::ln2;

/// A point where the decreasing @p f passes 0, between low and high.
template <class F>
double bisect(F f, double low, double high) {
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (f(middle) > 0 ? low : high) = middle;
    }
    return high;
}

} // namespace

double divergence(const Counts& counts, const Law& law) {
    const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        if (law[i] <= 0) return std::numeric_limits<double>::infinity();
        const double frequency = static_cast<double>(counts[i]) / total;
        sum += frequency * std::log(frequency / law[i]);
    }
    return sum;
}

double threshold(std::size_t cells, std::size_t samples, double log2_alarm) {
    const double freedom = static_cast<double>(cells) - 1;
    // With x = N eps / (k - 1) the bound is exp(-(k - 1)(x - 1 - log x)).
    const double wanted = -log2_alarm * kLn2 / freedom;
    const double x = bisect([wanted](double y) { return wanted - (y - 1 - std::log(y)); }, 1, 4 * wanted + 10);
    return x * freedom / static_cast<double>(samples);
}

double log2_miss(const Law& law, const Law& wrong, std::size_t samples) {
    const double eps = threshold(law.size(), samples);
    double best = 0;
    for (double t = 0.01; t <= 1; t += 0.01) {
        double sum = 0;
        for (std::size_t i = 0; i < law.size(); ++i) {
            if (wrong[i] > 0) sum += std::pow(wrong[i], 1 - t) * std::pow(law[i], t);
        }
        best = std::min(best, static_cast<double>(samples) * (t * eps + std::log(sum)));
    }
    return best / kLn2;
}

std::size_t samples_needed(const Law& law, const Law& wrong) {
    std::size_t high = 16;
    while (log2_miss(law, wrong, high) > kMiss)
        high *= 2;
    std::size_t low = high / 2;
    while (low + 1 < high) {
        const std::size_t middle = (low + high) / 2;
        (log2_miss(law, wrong, middle) > kMiss ? low : high) = middle;
    }
    return high;
}

double log_lower_gamma(double a, double x) {
    if (x <= 0) return -std::numeric_limits<double>::infinity();
    if (x >= a + 1) return std::log1p(-std::exp(log_upper_gamma(a, x)));
    // x^a e^-x / Gamma(a + 1) (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)
    double term = 1;
    double sum = 1;
    for (double i = 1; term > 1e-17 * sum; ++i) {
        term *= x / (a + i);
        sum += term;
    }
    return a * std::log(x) - x - std::lgamma(a + 1) + std::log(sum);
}

double log_upper_gamma(double a, double x) {
    if (x <= 0) return 0;
    if (x < a + 1) return std::log1p(-std::exp(log_lower_gamma(a, x)));
    // Legendre's continued fraction, evaluated by the method of Lentz.
    double b = x + 1 - a;
    double c = 1e300;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i < 100000; ++i) {
        const double factor = -i * (i - a);
        b += 2;
        d = 1 / (factor * d + b);
        c = b + factor / c;
        h *= c * d;
        if (std::abs(c * d - 1) < 1e-15) break;
    }
    return a * std::log(x) - x - std::lgamma(a) + std::log(h);
}

double chi_square_upper(double degrees, double log2_probability) {
    const double wanted = log2_probability * kLn2;
    const auto excess = [&](double x) { return log_upper_gamma(degrees / 2, x / 2) - wanted; };
    return bisect(excess, 0, 2 * degrees - 10 * wanted + 10);
}

double chi_square_lower(double degrees, double log2_probability) {
    const double wanted = log2_probability * kLn2;
    return bisect([&](double x) { return wanted - log_lower_gamma(degrees / 2, x / 2); }, 0, degrees);
}

double normal_upper(double log2_probability) {
    return std::sqrt(chi_square_upper(1, log2_probability + 1));
}

double log2_binomial_tail(std::uint64_t trials, double p, std::uint64_t hits) {
    const auto n = static_cast<double>(trials);
    const double a = static_cast<double>(hits) / n;
    double relative_entropy = 0;
    if (a > 0) relative_entropy += a * std::log(a / p);
    if (a < 1) relative_entropy += (1 - a) * std::log((1 - a) / (1 - p));
    return -n * relative_entropy / kLn2;
}

} // namespace emrshare::test
