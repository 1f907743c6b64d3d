#include "statistics.hpp"

#include "estimate/bisection.hpp"
#include "lattice/fourier.hpp"

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

double log2_sum(double a, double b) {
    const double greater = std::max(a, b);
    return greater + std::log2(1 + std::exp2(std::min(a, b) - greater));
}

void UnreadBlocks::add(double error_rate) {
    ++blocks_;
    sum_ += error_rate;
    squares_ += 4 * static_cast<double>(n_) * (error_rate - 0.5) * (error_rate - 0.5);
}

double UnreadBlocks::rate() const {
    return sum_ / static_cast<double>(blocks_);
}

double UnreadBlocks::spread() const {
    return squares_ / static_cast<double>(blocks_);
}

double UnreadBlocks::log2_alarm(std::size_t blocks, std::size_t n) {
    return 1 + log2_mean_tail(blocks, 0.25 / static_cast<double>(n), 0.5, kMargin);
}

double UnreadBlocks::log2_miss(std::size_t blocks, std::size_t n) {
    const double variance = kControl * (1 - kControl) / static_cast<double>(n);
    return log2_mean_tail(blocks, variance, 1 - kControl, 0.5 - kMargin - kControl);
}

double UnreadBlocks::least_spread(std::size_t blocks) {
    // log2_energy_below() for one coordinate, solved for the ratio.
    return 1 - std::sqrt(-kFalseAlarm / -log2_energy_below({1}, blocks, 0));
}

double UnreadBlocks::greatest_spread(std::size_t blocks) {
    return chi_square_ratio_above(static_cast<double>(blocks), kFalseAlarm);
}

void NoiseSpectrum::add(const Poly& a, double variance) {
    const WipedVector<double> coefficients(a.begin(), a.end());
    const RootValues<double> values = Fourier<double>(a.size()).forward(coefficients);
    for (std::size_t j = 0; j < values.size(); ++j) {
        const double squared = values[j].re * values[j].re + values[j].im * values[j].im;
        eigenvalues_[2 * j] += variance * squared;
        eigenvalues_[2 * j + 1] += variance * squared;
    }
}

double NoiseSpectrum::variance() const {
    return std::accumulate(eigenvalues_.begin(), eigenvalues_.end(), 0.0) / static_cast<double>(eigenvalues_.size());
}

double SpreadTest::log2_alarm(const NoiseSpectrum& noise, std::size_t blocks) {
    const double least = (1 - kMargin) * (1 - kMargin);
    const double greatest = (1 + kMargin) * (1 + kMargin);
    return log2_sum(log2_energy_above(noise.eigenvalues(), blocks, greatest),
                    log2_energy_below(noise.eigenvalues(), blocks, least));
}

double SpreadTest::log2_miss(const NoiseSpectrum& noise, std::size_t blocks, double other) {
    const double least = std::pow(other * (1 - kMargin), 2);
    const double greatest = std::pow(other * (1 + kMargin), 2);
    if (least > 1) return log2_energy_above(noise.eigenvalues(), blocks, least);
    if (greatest < 1) return log2_energy_below(noise.eigenvalues(), blocks, greatest);
    return 0;
}

std::size_t SpreadTest::blocks_needed(const NoiseSpectrum& noise, double other, std::size_t least) {
    std::size_t blocks = least;
    while (log2_alarm(noise, blocks) > kFalseAlarm || log2_miss(noise, blocks, other) > kMiss)
        blocks += blocks / 8;
    return blocks;
}

} // namespace emrshare::test
