/// @file
/// The discrete Gaussian over the integers, for every centre and many deviations.
#pragma once

#include "random/xof.hpp"
#include "ring/poly.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace emrshare {

/// Least and greatest deviation that sample_z supports.
/// @{
inline constexpr double kMinDeviation = 1.2;
inline constexpr double kMaxDeviation = 16384.0;
/// @}

/// Number of consecutive samples that share one XOF stream (GAUSS.Run).
inline constexpr std::size_t kSamplesPerRun = 64;

/// Bytes that one trial of sample_z takes.
inline constexpr std::size_t kBytesPerTrial = 19;

/// One of the half-Gaussian laws from which sample_z proposes.
struct BaseGaussian {
    double deviation;        ///< sigma_0
    double inverse_variance; ///< 1 / (2 sigma_0^2), correctly rounded
    /// Entry i is round(2^72 Pr[z_0 > i]), as the 8 high bits and the 64 low ones.
    struct Entry {
        std::uint64_t high; ///< bits 64 to 71
        std::uint64_t low;  ///< bits 0 to 63
    };
    std::span<const Entry> tail; ///< entries for i = 0, 1, ...
};

/// The two base laws, sigma_0 = 7/4 and 5/2 (GAUSS.Base).
std::span<const BaseGaussian> base_gaussians() noexcept;

/// z_0 >= 0 with Pr proportional to exp(-z_0^2 / (2 sigma_0^2)) (GAUSS.Base).
std::int64_t sample_base(const BaseGaussian& base, ByteSource& source);

/// floor-like 63-bit fixed-point value of exp(-r) for r in [0, ln 2): about 2^63 exp(-r), within a
/// relative error of 2^-50 (GAUSS.Exp; polynomial of FACCT, Zhao-Steinfeld-Sakzad, as in Falcon).
std::uint64_t exp_fixed_point(double r) noexcept;

/// The number that 64 uniform bits are below with probability about exp(-x), x >= 0 (GAUSS.Bernoulli).
std::uint64_t bernoulli_threshold(double x) noexcept;

/// exp(-x) for x from 0 to 2^20, but for an error below 2^-26: Taylor's polynomial around ln(2) / 2, of which a
/// processor can do several operations at once, as it cannot of exp_fixed_point (GAUSS.Exp). No result depends on how
/// it rounds.
double rough_exp(double x) noexcept;

/// Whether @p number is below bernoulli_threshold(x), x from 0 to 2^20 (GAUSS.Bernoulli.6). But for one number of two
/// million it is so far above or below that rough_exp() decides.
bool is_below_threshold(std::uint64_t number, double x) noexcept;

/// True with probability about exp(-x), x >= 0 (GAUSS.Bernoulli). Takes 8 bytes.
bool bernoulli_exp(double x, ByteSource& source);

/// A deviation and what every sample with it needs.
struct Deviation {
    double sigma = 0;                   ///< the deviation itself
    double d = 0;                       ///< 1 / (2 sigma^2)
    const BaseGaussian* base = nullptr; ///< the law that samples are made from; none for a deviation out of range
    unsigned shift = 0;                 ///< how it is scaled: by 2^shift

    Deviation() = default;
    /// @param of the deviation; a number serves where a Deviation is asked for
    Deviation(double of);
};

/// An integer from D_{Z, sigma, c} (GAUSS.SampleZ).
/// @param c centre, |c| at most 2^51
/// @param deviation standard deviation, from kMinDeviation to kMaxDeviation
/// @param source takes 19 bytes a trial, fewer than two trials on average
/// @param trials if given, is increased by the number of trials
/// @throws Rejection `GAUSS.SampleZ.C1` (c), `GAUSS.SampleZ.C2` (deviation)
std::int64_t sample_z(double c, const Deviation& deviation, ByteSource& source, std::uint64_t* trials = nullptr);

/// Samples one after the other, 64 to a stream: sample number t reads from the XOF of
/// (input, t / 64) (GAUSS.Run).
class GaussianRuns {
public:
    /// The runs of @p input.
    explicit GaussianRuns(XofInput input);
    /// The next sample, from D_{Z, sigma, c}.
    std::int64_t next(double c, const Deviation& sigma);

    /// The centres of all samples so far, in their order.
    const WipedVector<double>& centres() const noexcept { return centres_; }

private:
    /// The streams of as many runs as are computed at once, from @p run on.
    void begin_streams(std::size_t run);

    static constexpr std::size_t kExpected = kSamplesPerRun * kBytesPerTrial * 7 / 4;
    XofInput input_;
    std::size_t samples_at_once_;
    WipedVector<Xof> streams_;
    WipedVector<double> centres_;
};

/// A polynomial of @p n coefficients from D_{Z^n, sigma} (GAUSS.Poly).
Poly gaussian_poly(std::size_t n, double sigma, const XofInput& input);

} // namespace emrshare
