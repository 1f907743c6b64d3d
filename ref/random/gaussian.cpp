#include "random/gaussian.hpp"

#include "base/error.hpp"
#include "random/shake_lanes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace emrshare {
namespace {

/// Entries of the longer table; the other one ends in zeros, which no number is below.
constexpr std::size_t kTailEntries = 24;

// The tails round(2^72 Pr[z_0 > i]) of the two base laws; proptests recompute them with MPFR.
constexpr BaseGaussian::Entry kTail7_4[kTailEntries] = {
    {0xa0U, 0xf305f2c6c6314e17U}, {0x50U, 0x376cafc11ca8ff35U}, {0x1eU, 0xbf52e829eaba0c5eU},
    {0x08U, 0xe1203e165f147987U}, {0x01U, 0xe7d2ecc6e1e0eef1U}, {0x00U, 0x4d160a6e223736eeU},
    {0x00U, 0x08e9f5938ef79906U}, {0x00U, 0x00c0480825d25ed7U}, {0x00U, 0x000bc57f4383c45fU},
    {0x00U, 0x000085c39bab3c4aU}, {0x00U, 0x0000044c84deb133U}, {0x00U, 0x0000001994cb97bdU},
    {0x00U, 0x000000006e055f8bU}, {0x00U, 0x000000000155d14dU}, {0x00U, 0x000000000002fedcU},
    {0x00U, 0x00000000000004daU}, {0x00U, 0x0000000000000006U},
};
constexpr BaseGaussian::Entry kTail5_2[kTailEntries] = {
    {0xb9U, 0x8a549fa4672538ddU}, {0x78U, 0x7f768a8347d1623fU}, {0x45U, 0x556d3fef46afbc3aU},
    {0x23U, 0x098ceb47d1d9582dU}, {0x0fU, 0x7267d1faf3613039U}, {0x05U, 0xe945befa2f2772dbU},
    {0x01U, 0xf4bb6e22c9a07078U}, {0x00U, 0x8ed8549b173a7a2eU}, {0x00U, 0x230d301db2f65107U},
    {0x00U, 0x076298e4024de6baU}, {0x00U, 0x01558cea1e8fd2d3U}, {0x00U, 0x0034d9335643e196U},
    {0x00U, 0x0006ff5e1cf107c6U}, {0x00U, 0x0000cad31ec41e91U}, {0x00U, 0x000013a0333383d3U},
    {0x00U, 0x0000019f4663a951U}, {0x00U, 0x0000001d4f0781caU}, {0x00U, 0x00000001c402bb93U},
    {0x00U, 0x00000000173cdfbdU}, {0x00U, 0x000000000104ed11U}, {0x00U, 0x000000000009c32aU},
    {0x00U, 0x0000000000004fbfU}, {0x00U, 0x000000000000022cU}, {0x00U, 0x000000000000000dU},
};
constexpr std::array<BaseGaussian, 2> kBases = {{
    {1.75, 0x1.4e5e0a72f0539p-3, std::span(kTail7_4).first(17)},
    {2.5, 0x1.47ae147ae147bp-4, kTail5_2},
}};

constexpr double kLn2 = 0x1.62e42fefa39efp-1;
constexpr double kInverseLn2 = 0x1.71547652b82fep+0;

// Coefficients of the FACCT polynomial, highest power first, scaled by 2^63.
constexpr std::uint64_t kExpCoefficients[] = {
    0x00000004741183a3U, 0x00000036548cfc06U, 0x0000024fdcbf140aU, 0x0000171d939de045U, 0x0000d00cf58f6f84U,
    0x000680681cf796e3U, 0x002d82d8305b0feaU, 0x011111110e066fd0U, 0x0555555555070f00U, 0x155555555581ff00U,
    0x400000000002b400U, 0x7fffffffffff4800U, 0x8000000000000000U,
};

__extension__ using Wide = unsigned __int128;

/// floor(x), of numbers that are no greater than any centre without the call that std::floor may be.
double floor_of(double x) {
    if (!(std::abs(x) <= 0x1p51)) return std::floor(x);
    const auto truncated = static_cast<std::int64_t>(x);
    const auto is_greater = static_cast<std::int64_t>(static_cast<double>(truncated) > x);
    return static_cast<double>(truncated - is_greater);
}

std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint64_t>((Wide{a} * b) >> 64);
}

} // namespace

std::span<const BaseGaussian> base_gaussians() noexcept {
    return kBases;
}

namespace {

/// GAUSS.Base.2: every entry is compared, so that the time does not depend on z_0, and as many for both laws.
template <std::size_t... I>
std::int64_t count_above(const BaseGaussian::Entry* tail, Wide u, std::index_sequence<I...>) {
    const auto entry = [tail](std::size_t i) { return (Wide{tail[i].high} << 64) | tail[i].low; };
    return (std::int64_t{u < entry(I)} + ...);
}

std::int64_t count_above(const BaseGaussian& base, std::uint64_t high, std::uint64_t low) {
    return count_above(base.tail.data(), (Wide{high} << 64) | low, std::make_index_sequence<kTailEntries>());
}

} // namespace

std::int64_t sample_base(const BaseGaussian& base, ByteSource& source) {
    const std::uint64_t low = source.read_le<8>();  // GAUSS.Base.1
    const std::uint64_t high = source.read_le<1>(); // GAUSS.Base.1
    return count_above(base, high, low);            // GAUSS.Base.2
}

std::uint64_t exp_fixed_point(double r) noexcept {
    const std::uint64_t z = static_cast<std::uint64_t>(static_cast<std::int64_t>(r * 0x1p63)) << 1; // GAUSS.Exp.1
    std::uint64_t y = kExpCoefficients[0];                                                          // GAUSS.Exp.2
    for (std::size_t i = 1; i < std::size(kExpCoefficients); ++i)
        y = kExpCoefficients[i] - high_product(z, y); // GAUSS.Exp.3
    return y;
}

std::uint64_t bernoulli_threshold(double x) noexcept {
    double k = floor_of(x * kInverseLn2);                            // GAUSS.Bernoulli.1
    double r = x - k * kLn2;                                         // GAUSS.Bernoulli.2
    if (r < 0) r = 0;                                                // GAUSS.Bernoulli.3
    if (k > 63) k = 63;                                              // GAUSS.Bernoulli.4
    return (2 * exp_fixed_point(r) - 1) >> static_cast<unsigned>(k); // GAUSS.Bernoulli.5
}

double rough_exp(double x) noexcept {
    const auto k = static_cast<std::int64_t>(x * kInverseLn2);
    const double t = (x - kLn2 / 2) - static_cast<double>(k) * kLn2;
    const double t2 = t * t;
    constexpr double e = 0x1.6a09e667f3bcdp-1; // exp(-ln(2) / 2)
    const double low = (e - e * t) + (e / 2 - e / 6 * t) * t2;
    const double high = (e / 24 - e / 120 * t) + (e / 720 - e / 5040 * t) * t2;
    const auto exponent = static_cast<std::uint64_t>(1023 - std::min<std::int64_t>(k, 64));
    return (low + high * (t2 * t2)) * std::bit_cast<double>(exponent << 52); // 2^-k
}

bool is_below_threshold(std::uint64_t number, double x) noexcept {
    const double difference = static_cast<double>(static_cast<std::int64_t>(number >> 11)) * 0x1p-53 - rough_exp(x);
    if (std::abs(difference) > 0x1p-22) return difference < 0;
    return number < bernoulli_threshold(x); // GAUSS.Bernoulli.6
}

bool bernoulli_exp(double x, ByteSource& source) {
    return source.read_le<8>() < bernoulli_threshold(x); // GAUSS.Bernoulli.6
}

Deviation::Deviation(double of) : sigma(of) {
    if (!(sigma >= kMinDeviation && sigma <= kMaxDeviation)) return;
    d = 1.0 / (2.0 * (sigma * sigma)); // GAUSS.SampleZ.3
    // With a shift below the first that is tried both are less than the power of two that is not above sigma.
    const unsigned width = static_cast<unsigned>(std::bit_width(static_cast<std::uint32_t>(sigma)));
    for (shift = width < 2 ? 0 : width - 2;; ++shift) {
        for (const BaseGaussian& law : kBases) {
            base = &law;
            if (sigma <= law.deviation * static_cast<double>(1U << shift)) return; // GAUSS.SampleZ.4
        }
    }
}

std::int64_t sample_z(double c, const Deviation& deviation, ByteSource& source, std::uint64_t* trials) {
    require(std::abs(c) <= 0x1p51, "GAUSS.SampleZ.C1", "c", "the centre exceeds 2^51 in absolute value");
    require(deviation.base != nullptr, "GAUSS.SampleZ.C2", "sigma", "the deviation is not from 1.2 to 16384");
    const auto [sigma, d, base, shift] = deviation;
    const double s = floor_of(c); // GAUSS.SampleZ.1
    const double r = c - s;       // GAUSS.SampleZ.2
    for (;;) {
        if (trials != nullptr) ++*trials;
        const std::uint8_t* const bytes = source.take(kBytesPerTrial).data();
        const std::int64_t z0 = count_above(*base, bytes[8], le<8>(bytes));                 // GAUSS.SampleZ.5
        const std::uint64_t w = le<2>(bytes + 9);                                           // GAUSS.SampleZ.6
        const auto y = static_cast<std::int64_t>((w >> 1) & ((1U << shift) - 1));           // GAUSS.SampleZ.7
        const std::int64_t m = (z0 << shift) + y;                                           // GAUSS.SampleZ.8
        const std::int64_t z = (w & 1) != 0 ? m + 1 : -m;                                   // GAUSS.SampleZ.9
        const double a = static_cast<double>(z) - r;                                        // GAUSS.SampleZ.10
        const double x = a * a * d - static_cast<double>(z0 * z0) * base->inverse_variance; // GAUSS.SampleZ.11
        const bool beta = is_below_threshold(le<8>(bytes + 11), x < 0 ? 0 : x);             // GAUSS.SampleZ.12
        if (beta) return static_cast<std::int64_t>(s) + z;                                  // GAUSS.SampleZ.13
    }
}

GaussianRuns::GaussianRuns(XofInput input)
    : input_(std::move(input)), samples_at_once_(best_shake_kernel().lanes * kSamplesPerRun) {}

void GaussianRuns::begin_streams(std::size_t run) {
    const ShakeKernel& kernel = best_shake_kernel();
    WipedVector<Bytes> inputs;
    for (std::size_t i = 0; i < kernel.lanes; ++i)
        inputs.push_back(input_.run(run + i).encoding());
    WipedVector<Bytes> begins = kernel.shake256(inputs, kExpected);
    streams_.clear();
    for (std::size_t i = 0; i < kernel.lanes; ++i)
        streams_.emplace_back(std::move(inputs[i]), std::move(begins[i]));
}

std::int64_t GaussianRuns::next(double c, const Deviation& sigma) {
    const std::size_t t = centres_.size();
    if (t % samples_at_once_ == 0) begin_streams(t / kSamplesPerRun); // GAUSS.Run.1
    centres_.push_back(c);
    return sample_z(c, sigma, streams_[t % samples_at_once_ / kSamplesPerRun]); // GAUSS.Run.2
}

Poly gaussian_poly(std::size_t n, double sigma, const XofInput& input) {
    GaussianRuns runs(input);
    const Deviation deviation(sigma);
    Poly g(n);
    for (std::size_t i = 0; i < n; ++i)
        g[i] = runs.next(0.0, deviation); // GAUSS.Poly.1
    return g;
}

} // namespace emrshare
