/// @file
/// Measured numbers with their confidence intervals.
#pragma once

#include <cstdint>
#include <vector>

namespace emrshare::kat::attack {

/// A measured number and an interval that covers the true one in 99 of 100 experiments; low = high = value for what is
/// counted or compared exactly.
struct Measured {
    double value = 0;
    double low = 0;
    double high = 0;
    std::uint64_t hits = 0;   ///< of a share
    std::uint64_t trials = 0; ///< of a share; 0 for anything else
};

/// A standard normal variable exceeds this in absolute value with probability 1/100.
inline constexpr double kNormal99 = 2.5758293035489004;

/// A number without uncertainty.
Measured exactly(double value);

/// @p hits / @p trials with Wilson's score interval (JASA 22, 1927). @pre trials > 0
Measured share(std::uint64_t hits, std::uint64_t trials);

/// The root of @p sum_of_squares / @p count with the interval of a root mean square of @p count independent normal
/// variables of mean 0, by the normal approximation of its logarithm: a factor exp(+-z / sqrt(2 count)).
Measured root_mean_square(double sum_of_squares, double count);

/// The mean of independent values with the interval of the normal approximation; of one value no interval.
/// @pre there is one
Measured mean(const std::vector<double>& values);

/// @p value times @p factor.
Measured scaled(double factor, const Measured& value);

} // namespace emrshare::kat::attack
