#include "estimate/failure.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace emrshare::kat::estimate {
namespace {

/// ln E exp(factor (2 x + m)^2) for x from CBD_eta; the greatest exponent is taken out of the sum.
double ln_mean_exp(std::uint64_t eta, double factor, int m) {
    const int width = static_cast<int>(eta);
    const double greatest = factor * (2 * width + m) * (2 * width + m);
    double probability = std::ldexp(1.0, -2 * width);
    double sum = 0;
    for (int i = 0; i <= 2 * width; ++i) {
        const double x = 2 * (i - width) + m;
        sum += probability * std::exp(factor * x * x - greatest);
        probability *= static_cast<double>(2 * width - i) / (i + 1);
    }
    return greatest + std::log(sum);
}

double ln_chernoff(const BlockNoise& noise, double limit, double t) {
    const double factor = t * t * noise.s * noise.s / 2;
    const double of_b = ln_mean_exp(noise.eta, factor, 0);
    const double of_v = std::max(of_b, ln_mean_exp(noise.eta, factor, 1));
    return -t * (limit - noise.shift) + t * t * noise.proxy / 2 + static_cast<double>(noise.n) * (of_b + of_v);
}

} // namespace

double ln_coefficient_tail(const BlockNoise& noise, double limit) {
    // At t = 2 limit / variance the function is positive, at 0 it is 0, so the minimum lies between.
    const double variance =
        noise.proxy + 4 * static_cast<double>(noise.n) * static_cast<double>(noise.eta) * noise.s * noise.s;
    const double golden = 1 / std::numbers::phi;
    double low = 0;
    double high = 2 * limit / variance;
    for (int i = 0; i < 100; ++i) {
        const double left = high - golden * (high - low);
        const double right = low + golden * (high - low);
        if (ln_chernoff(noise, limit, left) <= ln_chernoff(noise, limit, right)) {
            high = right;
        } else {
            low = left;
        }
    }
    return std::numbers::ln2 + std::min(0.0, ln_chernoff(noise, limit, 0.5 * (low + high)));
}

BlockNoise block_noise(const FailureInputs& inputs) {
    const double f2 = static_cast<double>(inputs.f2_max);
    const double mask_variance = (std::ldexp(1.0, 2 * static_cast<int>(inputs.t_re)) - 1) / 12;
    const double proxy =
        static_cast<double>(inputs.gs2_re) * static_cast<double>(inputs.eta) / 2 + 4 * f2 * mask_variance;
    return {inputs.n, static_cast<double>(inputs.s), inputs.eta, proxy, std::sqrt(static_cast<double>(inputs.n) * f2)};
}

double failure_log2(const FailureInputs& inputs) {
    const double eps = std::exp2(-35.5);
    const double ln_tail = ln_coefficient_tail(block_noise(inputs), static_cast<double>(inputs.q) / 2);
    const double ln_smoothing = std::log1p(eps) - std::log1p(-eps);
    return (ln_tail + ln_smoothing) / std::numbers::ln2 + std::log2(static_cast<double>(inputs.n));
}

} // namespace emrshare::kat::estimate
