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
#include "estimate/tails.hpp"
#include "ring/poly.hpp"

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

using kat::estimate::binomial_range;
using kat::estimate::chi_square_ratio_above;
using kat::estimate::chi_square_ratio_below;
using kat::estimate::CountRange;
using kat::estimate::log2_binomial_tail;
using kat::estimate::log2_bounded_mean_tail;
using kat::estimate::log2_chi_square_tail;
using kat::estimate::log2_energy_above;
using kat::estimate::log2_energy_below;
using kat::estimate::log2_in_range;
using kat::estimate::log2_mean_tail;
using kat::estimate::log2_noncentral_tail;

/// log2(2^a + 2^b), for probabilities of two events that are added up.
double log2_sum(double a, double b);

/// Blocks that somebody without a key reads, bit by bit.
///
/// The model: each bit is wrong with probability 1/2, the bits of one block are pairwise independent (for the spread:
/// independent), the blocks are independent. Only the last is exact. rate() shows whether the bits are fair, spread()
/// whether those of a block are independent.
class UnreadBlocks {
public:
    /// @param n bits of a block
    explicit UnreadBlocks(std::size_t n) : n_(n) {}
    /// Takes a block up. @param error_rate the share of its bits that are wrong
    void add(double error_rate);
    /// The share of wrong bits.
    double rate() const;
    /// The mean squared distance of a block's number of wrong bits from n/2, over the n/4 of independent fair bits.
    double spread() const;

    /// rate() is in 1/2 +- kMargin but with log2_alarm(), by Bernstein's inequality over the blocks.
    static constexpr double kMargin = 0.05;
    static double log2_alarm(std::size_t blocks, std::size_t n);
    /// What it misses: bits that are wrong with probability kControl, or 1 - kControl.
    static constexpr double kControl = 0.4;
    static double log2_miss(std::size_t blocks, std::size_t n);
    /// spread() is between these, but with 2^kFalseAlarm on each side.
    /// @{
    static double least_spread(std::size_t blocks);
    static double greatest_spread(std::size_t blocks);
    /// @}

    std::size_t blocks() const noexcept { return blocks_; }
    std::size_t bits() const noexcept { return n_; }

private:
    std::size_t n_;
    std::size_t blocks_ = 0;
    double sum_ = 0;
    double squares_ = 0;
};

/// CHECKs rate and spread, and that so many blocks are enough for kFalseAlarm and kMiss.
void check_unread(const UnreadBlocks& blocks);

/// The eigenvalues of the covariance of sum_i c_i (a_i * x_i), * being the product in R[x]/(x^n + 1), for independent
/// x_i whose coefficients are independent of variance v_i: sum_i c_i^2 v_i |a_i|^2 at the roots, twice for each
/// conjugate pair.
class NoiseSpectrum {
public:
    explicit NoiseSpectrum(std::size_t n) : eigenvalues_(n, 0) {}
    /// Adds c (a * x). @param variance c^2 v
    void add(const Poly& a, double variance);
    const std::vector<double>& eigenvalues() const noexcept { return eigenvalues_; }
    /// Of one coefficient.
    double variance() const;

private:
    std::vector<double> eigenvalues_;
};

/// Whether the root mean square of a noise is within ten per cent of what its spectrum says.
struct SpreadTest {
    static constexpr double kMargin = 0.1;
    /// Accepts the measured root mean square over the predicted one.
    static bool accepts(double ratio) noexcept { return ratio > 1 - kMargin && ratio < 1 + kMargin; }
    /// Of both sides together, proved (log2_energy_above(), log2_energy_below()).
    static double log2_alarm(const NoiseSpectrum& noise, std::size_t blocks);
    /// Of a noise with that spectrum when the deviation is predicted as @p other times its own.
    static double log2_miss(const NoiseSpectrum& noise, std::size_t blocks, double other);
    /// So many blocks, @p least or more, that a false alarm has kFalseAlarm, and missing the prediction of the control
    /// kMiss at most. @pre @p other is not within the margin
    static std::size_t blocks_needed(const NoiseSpectrum& noise, double other, std::size_t least);
};

} // namespace emrshare::test
