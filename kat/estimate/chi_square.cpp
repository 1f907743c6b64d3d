#include "estimate/chi_square.hpp"

#include "estimate/bisection.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace emrshare::kat::estimate {
namespace {

constexpr double kLn2 = std::numbers::ln2;

} // namespace

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

} // namespace emrshare::kat::estimate
