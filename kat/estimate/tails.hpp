/// @file
/// Bounds on the tails of sums, as base-2 logarithms. Each is proved for every number of samples, without any
/// approximation.
///
/// A variable X of mean 0 is called strictly sub-Gaussian if E exp(tX) <= exp(t^2 Var(X) / 2) for all t: bits less 1/2,
/// CBD_eta, uniform integers less their mean, D_{Z, sigma}, and sums of independent ones, are.
#pragma once

#include <cstdint>
#include <vector>

namespace emrshare::kat::estimate {

/// Bound of Chernoff on Pr[Bin(trials, p) >= hits] (or <=, if hits is below the mean). It holds as well for independent
/// bits of different probabilities whose mean is p (Hoeffding, 1956).
double log2_binomial_tail(std::uint64_t trials, double p, std::uint64_t hits);

/// Counts from low to high.
struct CountRange {
    std::uint64_t low;
    std::uint64_t high;
    bool contains(std::uint64_t count) const noexcept { return low <= count && count <= high; }
};

/// The least range for which log2_binomial_tail() says of both sides together that a binomial count is outside with
/// probability 2^log2_alarm at most, when its p is anywhere from @p least to @p greatest.
/// @pre 0 < least <= greatest < 1
CountRange binomial_range(std::uint64_t trials, double least, double greatest, double log2_alarm);

/// Bound on Pr[a binomial count is in the range]; 0 if the mean is.
double log2_in_range(std::uint64_t trials, double p, const CountRange& range);

/// Bernstein's bound on Pr[the mean of independent values is @p deviation or more above its expectation], for values
/// with that variance that exceed their expectation by @p greatest at most.
double log2_mean_tail(std::uint64_t samples, double variance, double greatest, double deviation);

/// Hoeffding's, for values from an interval of that width.
double log2_bounded_mean_tail(std::uint64_t samples, double width, double deviation);

/// Bound of Chernoff on Pr[a chi-square variable >= ratio * degrees] (or <=, for a ratio below 1). The upper one holds
/// for the sum of the squares of independent strictly sub-Gaussian variables of variance 1, too.
double log2_chi_square_tail(double degrees, double ratio);

/// The ratio above 1, or below 1, for which log2_chi_square_tail() is @p log2_alarm.
/// @{
double chi_square_ratio_above(double degrees, double log2_alarm);
double chi_square_ratio_below(double degrees, double log2_alarm);
/// @}

/// Bound of Chernoff on Pr[X <= limit] for the squared norm X of a normal vector of that many coordinates of variance
/// 1 whose mean has the squared norm @p squared_mean. 0 if the expectation is not above the limit.
double log2_noncentral_tail(double degrees, double squared_mean, double limit);

/// The squared norms of @p samples independent vectors, added up, where each vector is a linear image of independent
/// strictly sub-Gaussian variables and its covariance has these eigenvalues: the probability that the sum is @p ratio
/// times its expectation, or more (above, ratio > 1), or less (below, ratio < 1).
///
/// Above: with a standard normal g independent of x, E exp(l |x|^2) = E exp(sqrt(2 l) <g, x>) <= E exp(l |G|^2) for the
/// normal G of the same covariance. Below: |x|^2 = Y has E Y^2 <= (E Y)^2 + 2 sum of eigenvalues^2, as no variable has
/// positive excess kurtosis, and E exp(-l Y) <= exp(-l E Y + l^2 E Y^2 / 2) for Y >= 0.
/// @{
double log2_energy_above(const std::vector<double>& eigenvalues, std::uint64_t samples, double ratio);
double log2_energy_below(const std::vector<double>& eigenvalues, std::uint64_t samples, double ratio);
/// @}

} // namespace emrshare::kat::estimate
