/// @file
/// The incomplete gamma functions and the quantiles of chi-square and normal variables.
#pragma once

namespace emrshare::kat::estimate {

/// log Q(a, x), the logarithm of the regularised upper incomplete gamma function.
double log_upper_gamma(double a, double x);

/// log P(a, x), that of the lower one.
double log_lower_gamma(double a, double x);

/// The x that a chi-square variable of @p degrees exceeds (upper) or stays below (lower) with
/// probability 2^log2_probability.
/// @{
double chi_square_upper(double degrees, double log2_probability);
double chi_square_lower(double degrees, double log2_probability);
/// @}

/// The x that a standard normal variable exceeds with probability 2^log2_probability, below 1/2.
double normal_upper(double log2_probability);

} // namespace emrshare::kat::estimate
