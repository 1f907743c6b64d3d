/// @file
/// Measured numbers with their confidence intervals.
#pragma once

#include <cstdint>

namespace emrshare::kat::attack {

/// A measured number and an interval that covers the true one in 99 of 100 experiments; low = high = value for what is
/// counted or compared exactly.
struct Measured {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// A number without uncertainty.
Measured exactly(double value);

/// @p hits / @p trials with Wilson's score interval (JASA 22, 1927). @pre trials > 0
Measured share(std::uint64_t hits, std::uint64_t trials);

/// The root of @p sum_of_squares / @p count with the interval of a root mean square of @p count independent normal
/// variables of mean 0, by the normal approximation of its logarithm: a factor exp(+-z / sqrt(2 count)).
Measured root_mean_square(double sum_of_squares, double count);

/// @p value times @p factor.
Measured scaled(double factor, const Measured& value);

} // namespace emrshare::kat::attack
