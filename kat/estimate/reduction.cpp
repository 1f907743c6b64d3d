#include "estimate/reduction.hpp"

#include "estimate/core_svp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace emrshare::kat::estimate {
namespace {

/// Squared expected norm of Babai's preimage with d columns: a geometric sum.
double squared_babai_norm(std::uint64_t columns, double ln_volume, double ln_delta) {
    const double d = static_cast<double>(columns);
    const double ln_first = d * ln_delta + ln_volume / d;
    const double ln_ratio = -4 * ln_delta * d / (d - 1);
    return std::exp(2 * ln_first) * std::expm1(d * ln_ratio) / std::expm1(ln_ratio) / 12;
}

/// The digamma function for x > 0: recurrence up to 20, then the asymptotic series.
double digamma(double x) {
    double value = 0;
    for (; x < 20; ++x)
        value -= 1 / x;
    const double r = 1 / (x * x);
    return value + std::log(x) - 0.5 / x - r * (1.0 / 12 - r * (1.0 / 120 - r / 252));
}

/// ln of the length of a shortest vector by the Gaussian heuristic.
double ln_gaussian_heuristic(std::uint64_t dimension, double ln_volume) {
    const double d = static_cast<double>(dimension);
    const double ln_ball = 0.5 * d * std::log(std::numbers::pi) - std::lgamma(0.5 * d + 1);
    return (ln_volume - ln_ball) / d;
}

/// ln of the Gram-Schmidt norms after BKZ: @p high and @p low at the ends, a geometric series between.
std::vector<double> z_shape(std::uint64_t n, double high, double low, double ln_delta) {
    std::vector<double> profile(n, high);
    profile.insert(profile.end(), n, low);
    const double middle = 0.5 * (high + low);
    double above = ln_delta;
    for (std::uint64_t i = 0; i < n && above <= 0.5 * (high - low); ++i) {
        profile[n - 1 - i] = middle + above;
        profile[n + i] = middle - above;
        above += 2 * ln_delta;
    }
    return profile;
}

/// E ln of the volume of the lattice of all rotations of a vector of 2n coordinates of this deviation: the mean
/// of (n/2) ln S, S = n sigma^2 (E_1 + E_2) with independent standard exponential E_1, E_2.
double ln_dense_volume(std::uint64_t n, double deviation) {
    const double dimension = static_cast<double>(n);
    return 0.5 * dimension * (std::log(dimension) + 2 * std::log(deviation) + 1 - std::numbers::egamma);
}

bool detects(std::uint64_t n, double ln_q, double deviation_x, double deviation_y, std::uint64_t beta) {
    const double scale = std::log(deviation_y / deviation_x);
    const std::vector<double> profile = z_shape(n, ln_q, scale, ln_root_hermite(static_cast<double>(beta)));
    double ln_volume = ln_dense_volume(n, deviation_y);
    for (std::uint64_t s = 2 * n - 1; s > n + kLeastBlockSize && s >= beta; --s) {
        const double dimensions = static_cast<double>(s + 1);
        const double ln_projected =
            0.5 * (digamma(0.5 * (dimensions - static_cast<double>(n))) - digamma(0.5 * dimensions));
        ln_volume += ln_projected - profile[s];
        const double ln_squared = 2 * ln_gaussian_heuristic(s - n, ln_volume) - std::log(static_cast<double>(s));
        if (std::log(static_cast<double>(beta)) + ln_squared <= 2 * profile[s - beta]) return true;
    }
    return false;
}

} // namespace

double preimage_norm(std::uint64_t k, std::uint64_t n, double ln_q, double ln_delta) {
    double best = std::numeric_limits<double>::infinity();
    for (std::uint64_t d = k + 1; d <= n; ++d)
        best = std::min(best, squared_babai_norm(d, static_cast<double>(k) * ln_q, ln_delta));
    return std::sqrt(best);
}

std::optional<std::uint64_t> block_size_for_norm(std::uint64_t n, double ln_q, double norm) {
    for (std::uint64_t beta = kLeastBlockSize; beta <= 2 * n; ++beta) {
        const double ln_delta = ln_root_hermite(static_cast<double>(beta));
        for (std::uint64_t d = n; d <= 2 * n; ++d) {
            const double dimension = static_cast<double>(d);
            if (dimension * ln_delta + static_cast<double>(n) * ln_q / dimension <= std::log(norm)) return beta;
        }
    }
    return std::nullopt;
}

std::uint64_t dense_sublattice_block_size(std::uint64_t n, double ln_q, double deviation_x, double deviation_y) {
    std::uint64_t too_small = kLeastBlockSize - 1;
    std::uint64_t enough = 2 * n;
    while (enough - too_small > 1) {
        const std::uint64_t beta = (too_small + enough) / 2;
        (detects(n, ln_q, deviation_x, deviation_y, beta) ? enough : too_small) = beta;
    }
    return enough;
}

} // namespace emrshare::kat::estimate
