#include "attack/measurement.hpp"

#include <cmath>
#include <numeric>

namespace emrshare::kat::attack {

Measured exactly(double value) {
    return {value, value, value};
}

Measured share(std::uint64_t hits, std::uint64_t trials) {
    const double n = static_cast<double>(trials);
    const double p = static_cast<double>(hits) / n;
    const double z2 = kNormal99 * kNormal99;
    const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kNormal99 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return {p, hits == 0 ? 0 : centre - half, hits == trials ? 1 : centre + half, hits, trials};
}

Measured root_mean_square(double sum_of_squares, double count) {
    const double value = std::sqrt(sum_of_squares / count);
    const double factor = std::exp(kNormal99 / std::sqrt(2 * count));
    return {value, value / factor, value * factor};
}

Measured mean(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    const double centre = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - centre) * (value - centre);
    const double half = values.size() > 1 ? kNormal99 * std::sqrt(squares / (n - 1) / n) : 0;
    return {centre, centre - half, centre + half};
}

Measured scaled(double factor, const Measured& value) {
    return {factor * value.value, factor * value.low, factor * value.high};
}

} // namespace emrshare::kat::attack
