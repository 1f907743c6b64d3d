#include "statistics.hpp"

#include "estimate/bisection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace emrshare::test {
namespace {

constexpr double kLn2 = std::numbers::ln2;

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
    const double x =
        kat::estimate::bisect([wanted](double y) { return wanted - (y - 1 - std::log(y)); }, 1, 4 * wanted + 10);
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

double log2_binomial_tail(std::uint64_t trials, double p, std::uint64_t hits) {
    const auto n = static_cast<double>(trials);
    const double a = static_cast<double>(hits) / n;
    double relative_entropy = 0;
    if (a > 0) relative_entropy += a * std::log(a / p);
    if (a < 1) relative_entropy += (1 - a) * std::log((1 - a) / (1 - p));
    return -n * relative_entropy / kLn2;
}

} // namespace emrshare::test
