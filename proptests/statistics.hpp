/// @file
/// Tests of laws with a false-alarm probability that is proved and a power that is computed.
///
/// A sample of N values in k cells is compared with the law P by D = sum p_i log(p_i / P_i), its
/// relative entropy (2 N D is the likelihood-ratio form of the chi-square statistic). For every N
/// and every P, without any approximation, E exp(t N D) <= (1 - t)^-(k-1), so that
///     Pr[D >= eps] <= exp(-N eps) (e N eps / (k - 1))^(k-1)      (eps > (k - 1) / N)
/// (R. Agrawal, "Finite-sample concentration of the multinomial in relative entropy", 2020).
/// The power against a wrong law Q is bounded just as strictly: D >= mean of log(Q_i / P_i), so by
/// Chernoff the test misses Q with probability at most (exp(t eps) sum Q_i^(1-t) P_i^t)^N.
#pragma once

#include "estimate/chi_square.hpp"

#include <cstdint>
#include <vector>

namespace emrshare::test {

/// Probabilities of the cells 0, ..., k - 1.
using Law = std::vector<double>;
using Counts = std::vector<std::uint64_t>;

/// Every test of a law raises a false alarm with at most this probability, as a base-2 logarithm.
inline constexpr double kFalseAlarm = -32;
/// Every test of a law misses its controls with at most this probability.
inline constexpr double kMiss = -30;

/// D of the counts against the law, in nats; infinite if a cell of probability 0 was hit.
double divergence(const Counts& counts, const Law& law);

/// The eps for which the bound above is 2^log2_alarm.
double threshold(std::size_t cells, std::size_t samples, double log2_alarm = kFalseAlarm);

/// Base-2 logarithm of the bound on the probability that a sample from @p wrong stays below
/// threshold().
double log2_miss(const Law& law, const Law& wrong, std::size_t samples);

/// The least number of samples with which log2_miss() is at most kMiss.
std::size_t samples_needed(const Law& law, const Law& wrong);

using kat::estimate::chi_square_lower;
using kat::estimate::chi_square_upper;
using kat::estimate::log_lower_gamma;
using kat::estimate::log_upper_gamma;
using kat::estimate::normal_upper;

/// Upper bound of Chernoff on Pr[Bin(trials, p) >= hits] (or <=, if hits is below the mean), base 2.
double log2_binomial_tail(std::uint64_t trials, double p, std::uint64_t hits);

} // namespace emrshare::test
