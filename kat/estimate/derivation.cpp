#include "estimate/derivation.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace emrshare::kat::estimate {
namespace {

using std::numbers::ln2;
using std::numbers::pi;

double square(double x) {
    return x * x;
}

/// e^x E_1(x), E_1 the exponential integral, by its power series: 0 < x <= 1.
double scaled_exponential_integral(double x) {
    double sum = -std::numbers::egamma - std::log(x);
    double term = -1;
    for (int i = 1; i <= 30; ++i) {
        term *= -x / i;
        sum += term / i;
    }
    return std::exp(x) * sum;
}

} // namespace

bool is_prime(std::uint64_t number) {
    if (number < 2) return false;
    for (std::uint64_t divisor = 2; divisor * divisor <= number; ++divisor) {
        if (number % divisor == 0) return false;
    }
    return true;
}

std::uint64_t bit_length(std::uint64_t number) {
    return static_cast<std::uint64_t>(std::bit_width(number));
}

std::uint64_t rows_of_B(std::uint64_t n, std::uint64_t ell) {
    return std::bit_floor(n / (2 * ell));
}

double smoothing_factor(double dimensions) {
    return std::sqrt((std::log(2 * dimensions) + 35.5 * ln2) / 2) / pi;
}

std::uint64_t greatest_squared_norm(std::uint64_t deviation, std::uint64_t dimensions) {
    return static_cast<std::uint64_t>(std::floor(square(real(deviation) / smoothing_factor(real(dimensions)))));
}

double expected_longest_of_T_B(std::uint64_t n, std::uint64_t k, std::uint64_t ell) {
    return 5 * ((real(n) - real(k * ell)) / 2 + 1);
}

double expected_f2(std::uint64_t n, std::uint64_t sigma) {
    return 4 * real(n) * square(real(sigma)) + 1;
}

double expected_w2(std::uint64_t n, std::uint64_t sigma) {
    return real(n) * square(real(sigma)) + 2 * real(n) / 3 * expected_f2(n, sigma);
}

double expected_first_norm(std::uint64_t n, std::uint64_t sigma) {
    return 2 * std::sqrt(expected_f2(n, sigma) + expected_w2(n, sigma));
}

double expected_second_norm(std::uint64_t n, std::uint64_t q, std::uint64_t sigma) {
    const double of_g = real(n) * square(real(sigma));
    const double mean = 4 * of_g;
    constexpr double kStep = 1.0 / 64;
    double inverse = 0;
    for (int i = -40 * 64; i <= 5 * 64; ++i) {
        const double share = std::exp(i * kStep); // X / mean
        const double X = share * mean;
        const double Y = 2 * real(n) / 3 * X + of_g;
        inverse += kStep * share * std::exp(-share) * scaled_exponential_integral(X / Y) / Y;
    }
    return real(q) * std::sqrt(inverse);
}

std::uint64_t delegation_deviation(std::uint64_t n, std::uint64_t sigma, double slack) {
    return static_cast<std::uint64_t>(std::ceil(smoothing_factor(2 * real(n)) * slack * expected_first_norm(n, sigma)));
}

std::uint64_t greatest_f2(std::uint64_t n, std::uint64_t sigma, double slack) {
    return static_cast<std::uint64_t>(std::floor(square(slack) * expected_f2(n, sigma)));
}

double mask_deviation(std::uint64_t t) {
    return std::sqrt((std::ldexp(1.0, 2 * static_cast<int>(t)) - 1) / 12);
}

double greatest_delegation_leaf(std::uint64_t q, std::uint64_t s, std::uint64_t gs2_re) {
    return real(s) * std::sqrt(real(gs2_re)) / (2 * real(q));
}

double expected_delegation_leaf(std::uint64_t n, std::uint64_t q, std::uint64_t sigma, std::uint64_t s) {
    const double longest = std::max(expected_first_norm(n, sigma), expected_second_norm(n, q, sigma));
    return real(s) * longest / (2 * real(q));
}

double greatest_preimage_leaf(std::uint64_t k, std::uint64_t ell, std::uint64_t sigma) {
    return real(sigma) * std::sqrt(1 + real(k * ell));
}

double expected_preimage_leaf(std::uint64_t k, std::uint64_t ell, std::uint64_t sigma) {
    return real(sigma) * std::sqrt(1 + real(k * ell) / 2);
}

double lemma1_typical(std::uint64_t n, std::uint64_t sigma, std::uint64_t eta) {
    const double unit = std::sqrt(2 / pi) * real(n) * real(sigma);
    const double f1 = 2 * unit;
    const double w1 = unit * std::sqrt(1 + 8 * real(n) / 3);
    return 2 * real(eta) * (w1 + f1) + f1;
}

double lemma1_outside(std::uint64_t n, std::uint64_t sigma, std::uint64_t eta, const Tails& tails) {
    const double F = 2 * tails.t * real(sigma) * std::sqrt(real(n)) + 1;
    const double f1 = std::sqrt(real(n)) * F;
    const double w1 = real(n) * (tails.gamma * real(sigma) + tails.tau * F);
    return 2 * real(eta) * (w1 + f1) + f1;
}

TailProbabilities tail_probabilities(std::uint64_t n, const Tails& tails) {
    const double both_signs = std::log2(2 * real(n));
    return {real(n) * (std::log(tails.t) + (1 - square(tails.t)) / 2) / ln2,
            both_signs - 3 * square(tails.tau) / 4 / ln2, both_signs - square(tails.gamma) / 2 / ln2};
}

double tails_log2(std::uint64_t n, const Tails& tails) {
    const TailProbabilities parts = tail_probabilities(n, tails);
    return std::log2(std::exp2(parts.of_f) + std::exp2(parts.of_fu) + std::exp2(parts.of_g));
}

double lemma1_corrected(std::uint64_t n, std::uint64_t eta, std::uint64_t f2_max, std::uint64_t gs2_re) {
    return real(eta) * std::sqrt(2 * real(n) * real(gs2_re)) + std::sqrt(real(n) * real(f2_max));
}

} // namespace emrshare::kat::estimate
