// The transform with vector instructions, compiled once for each instruction set. Ranges are those of arithmetic.hpp:
// an operation here is the operation of that name there on each lane.
#include "ring/ntt/kernels.hpp"

// Sets with vectors of a length that is not known at compile time, or that add nothing here, are left out.
#define HWY_DISABLED_TARGETS                                                                                           \
    (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_PPC8 | HWY_WASM)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ring/ntt/vector.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <hwy/highway.h>

// Without vectors the portable kernels serve.
#if HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR

HWY_BEFORE_NAMESPACE();
namespace emrshare::ntt::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <std::size_t Lanes>
using Tag = hn::CappedTag<std::uint32_t, Lanes>;
template <std::size_t Lanes>
using Vector = hn::Vec<Tag<Lanes>>;

/// Steps and widths at compile time: log2(Lanes) layers, and no loop over registers, is left to run.
template <std::size_t Lanes>
struct Transform {
    using D = Tag<Lanes>;
    using V = Vector<Lanes>;
    using Wide = hn::Repartition<std::uint64_t, D>;

    /// One root for each lane: values, quotients, and the odd lanes' quotients in the even lanes.
    struct Roots {
        V value;
        V quotient;
        V odd_quotient;
    };

    const Plan& plan;
    V q = hn::Set(D(), plan.q);

    HWY_INLINE explicit Transform(const Plan& plan_) : plan(plan_) {}

    // ---- arithmetic ----

    /// The upper halves of the products of the even lanes and of the odd lanes.
    static HWY_INLINE V upper_halves(hn::Vec<Wide> even, hn::Vec<Wide> odd) {
        return hn::OddEven(hn::BitCast(D(), odd), hn::DupOdd(hn::BitCast(D(), even)));
    }

    HWY_INLINE V reduced(V x) const { return hn::Min(x, hn::Sub(x, q)); }

    HWY_INLINE V times(V y, const Roots& w) const {
        const V t = upper_halves(hn::MulEven(y, w.quotient), hn::MulEven(hn::DupOdd(y), w.odd_quotient));
        return hn::Sub(hn::Mul(y, w.value), hn::Mul(t, q));
    }

    HWY_INLINE V montgomery(V a, V b) const {
        const V inverse_of_q = hn::Set(D(), plan.inverse_of_q);
        const auto even = hn::MulEven(a, b);
        const auto odd = hn::MulEven(hn::DupOdd(a), hn::DupOdd(b));
        const auto t_even = hn::MulEven(hn::BitCast(D(), even), inverse_of_q);
        const auto t_odd = hn::MulEven(hn::BitCast(D(), odd), inverse_of_q);
        const V tq = upper_halves(hn::MulEven(hn::BitCast(D(), t_even), q), hn::MulEven(hn::BitCast(D(), t_odd), q));
        const V difference = hn::Sub(upper_halves(even, odd), tq);
        return hn::Min(difference, hn::Add(difference, q));
    }

    HWY_INLINE void forward_butterfly(V& low, V& high, const Roots& w) const {
        const V x = reduced(low);
        const V t = reduced(times(high, w));
        low = hn::Add(x, t);
        high = hn::Sub(hn::Add(x, q), t);
    }

    HWY_INLINE void backward_butterfly(V& low, V& high, const Roots& w) const {
        const V difference = hn::Add(hn::Sub(low, high), q);
        low = reduced(hn::Add(low, high));
        high = reduced(times(difference, w));
    }

    // ---- layers between vectors ----

    static HWY_INLINE Roots broadcast(const Factor& w) {
        const V quotient = hn::Set(D(), w.quotient);
        return {hn::Set(D(), w.value), quotient, quotient};
    }

    /// Layers m, 2m, ..., 2^(Layers-1) m, from @p in to @p out.
    template <std::size_t Layers>
    HWY_INLINE void forward_layers(std::size_t m, const std::uint32_t* in, std::uint32_t* out) const {
        constexpr std::size_t kRegisters = std::size_t{1} << Layers;
        const std::size_t stride = plan.n / m / kRegisters;
        for (std::size_t i = 0; i < m; ++i) {
            Roots w[kRegisters]; // entry 0 is unused
            HWY_UNROLL(8)
            for (std::size_t k = 1; k < kRegisters; ++k)
                w[k] = broadcast(plan.roots[std::bit_floor(k) * (m + i) + (k - std::bit_floor(k))]);
            for (std::size_t j = i * kRegisters * stride; j < (i * kRegisters + 1) * stride; j += Lanes) {
                V x[kRegisters];
                HWY_UNROLL(8) for (std::size_t r = 0; r < kRegisters; ++r) x[r] = hn::LoadU(D(), in + j + r * stride);
                HWY_UNROLL(4) for (std::size_t k = 0; k < Layers; ++k) {
                    const std::size_t half = kRegisters >> (k + 1);
                    HWY_UNROLL(8)
                    for (std::size_t r = 0; r < kRegisters; ++r)
                        if ((r & half) == 0)
                            forward_butterfly(x[r], x[r + half], w[(std::size_t{1} << k) + (r >> (Layers - k))]);
                }
                HWY_UNROLL(8) for (std::size_t r = 0; r < kRegisters; ++r) hn::StoreU(x[r], D(), out + j + r * stride);
            }
        }
    }

    /// Layers 2^(Layers-1) m, ..., 2m, m, in place. With m = 1 the last ones: they bring the factor in.
    template <std::size_t Layers>
    HWY_INLINE void backward_layers(std::size_t m, std::uint32_t* a) const {
        constexpr std::size_t kRegisters = std::size_t{1} << Layers;
        const std::size_t stride = plan.n / m / kRegisters;
        const Roots scale = broadcast(plan.scale);
        for (std::size_t i = 0; i < m; ++i) {
            Roots w[kRegisters]; // entry 0 is unused
            HWY_UNROLL(8)
            for (std::size_t k = 1; k < kRegisters; ++k)
                w[k] = broadcast(plan.inverses[std::bit_floor(k) * (m + i) + (k - std::bit_floor(k))]);
            if (m == 1) w[1] = broadcast(plan.scaled_inverse);
            for (std::size_t j = i * kRegisters * stride; j < (i * kRegisters + 1) * stride; j += Lanes) {
                V x[kRegisters];
                HWY_UNROLL(8) for (std::size_t r = 0; r < kRegisters; ++r) x[r] = hn::LoadU(D(), a + j + r * stride);
                HWY_UNROLL(4) for (std::size_t k = Layers; k-- > 0;) {
                    const std::size_t half = kRegisters >> (k + 1);
                    HWY_UNROLL(8) for (std::size_t r = 0; r < kRegisters; ++r) {
                        if ((r & half) != 0) continue;
                        if (k == 0 && m == 1) {
                            const V sum = hn::Add(x[r], x[r + half]);
                            x[r + half] = reduced(times(hn::Add(hn::Sub(x[r], x[r + half]), q), w[1]));
                            x[r] = reduced(times(sum, scale));
                        } else {
                            backward_butterfly(x[r], x[r + half], w[(std::size_t{1} << k) + (r >> (Layers - k))]);
                        }
                    }
                }
                HWY_UNROLL(8) for (std::size_t r = 0; r < kRegisters; ++r) hn::StoreU(x[r], D(), a + j + r * stride);
            }
        }
    }

    /// How many of the @p left layers between vectors the next pass takes: three if the registers suffice, else two,
    /// and what makes the rest even.
    static constexpr std::size_t layers_of_pass(std::size_t left) {
        if (left == 1) return 1;
        return left % 2 != 0 || (Lanes == 16 && left > 4) ? 3 : 2;
    }

    /// All layers between vectors.
    HWY_INLINE void forward_outer(const std::uint32_t* in, std::uint32_t* out) const {
        std::size_t m = 1;
        while (m < plan.n / Lanes) {
            const std::size_t layers = layers_of_pass(static_cast<std::size_t>(std::countr_zero(plan.n / Lanes / m)));
            if (layers == 1) forward_layers<1>(m, in, out);
            if (layers == 2) forward_layers<2>(m, in, out);
            if (layers == 3) forward_layers<3>(m, in, out);
            m <<= layers;
            in = out;
        }
    }

    /// All layers between vectors, backwards.
    HWY_INLINE void backward_outer(std::uint32_t* a) const {
        std::size_t m = plan.n / Lanes;
        while (m > 1) {
            const std::size_t layers = layers_of_pass(static_cast<std::size_t>(std::countr_zero(m)));
            m >>= layers;
            if (layers == 1) backward_layers<1>(m, a);
            if (layers == 2) backward_layers<2>(m, a);
            if (layers == 3) backward_layers<3>(m, a);
        }
    }

    // ---- layers within vectors: of Lanes vectors at a time, transposed so that these layers lie between them, too
    // ----

    static constexpr std::size_t kGroup = Lanes * Lanes;

    /// Exchanges row and column of a square of Lanes x Lanes numbers.
    static HWY_INLINE void transpose(V* x) {
        const D d;
        const Wide wide;
        const auto pair = [wide](V v) HWY_ATTR { return hn::BitCast(wide, v); };
        const auto single = [d](hn::Vec<Wide> v) HWY_ATTR { return hn::BitCast(d, v); };
        // Within blocks of four lanes.
        HWY_UNROLL(4) for (std::size_t r = 0; r < Lanes; r += 4) {
            const auto a = pair(hn::InterleaveLower(d, x[r], x[r + 1]));
            const auto b = pair(hn::InterleaveLower(d, x[r + 2], x[r + 3]));
            const auto c = pair(hn::InterleaveUpper(d, x[r], x[r + 1]));
            const auto e = pair(hn::InterleaveUpper(d, x[r + 2], x[r + 3]));
            x[r] = single(hn::InterleaveLower(wide, a, b));
            x[r + 1] = single(hn::InterleaveUpper(wide, a, b));
            x[r + 2] = single(hn::InterleaveLower(wide, c, e));
            x[r + 3] = single(hn::InterleaveUpper(wide, c, e));
        }
        if constexpr (Lanes >= 8) {
            HWY_UNROLL(16) for (std::size_t r = 0; r < Lanes; ++r) {
                if ((r & 4) != 0) continue;
                const V low = x[r];
                const V high = x[r + 4];
                x[r] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(high), low);
                x[r + 4] = hn::OddEvenBlocks(high, hn::SwapAdjacentBlocks(low));
            }
        }
        if constexpr (Lanes == 16) {
            HWY_UNROLL(8) for (std::size_t r = 0; r < 8; ++r) {
                const V low = x[r];
                const V high = x[r + 8];
                x[r] = hn::ConcatLowerLower(d, high, low);
                x[r + 8] = hn::ConcatUpperUpper(d, high, low);
            }
        }
    }

    static HWY_INLINE void load(const std::uint32_t* a, V* x) {
        HWY_UNROLL(16) for (std::size_t r = 0; r < Lanes; ++r) x[r] = hn::LoadU(D(), a + r * Lanes);
    }

    static HWY_INLINE void store(const V* x, std::uint32_t* a) {
        HWY_UNROLL(16) for (std::size_t r = 0; r < Lanes; ++r) hn::StoreU(x[r], D(), a + r * Lanes);
    }

    /// Root number @p index of a group.
    static HWY_INLINE Roots lane_roots(const std::uint32_t* table, std::size_t index) {
        const V quotient = hn::LoadU(D(), table + (2 * index + 1) * Lanes);
        return {hn::LoadU(D(), table + 2 * index * Lanes), quotient, hn::DupOdd(quotient)};
    }

    /// Where the roots of the group that begins with coefficient @p start stand.
    static constexpr std::size_t table_offset(std::size_t start) { return start / kGroup * 2 * (Lanes - 1) * Lanes; }

    /// The layer in which every lane's polynomial has become Split of them, and those after it.
    template <std::size_t Split = 1>
    HWY_INLINE void forward_splits(const std::uint32_t* table, V* x) const {
        constexpr std::size_t kHalf = Lanes / (2 * Split);
        HWY_UNROLL(8) for (std::size_t part = 0; part < Split; ++part) {
            const Roots w = lane_roots(table, Split - 1 + part);
            HWY_UNROLL(8)
            for (std::size_t r = 2 * kHalf * part; r < 2 * kHalf * part + kHalf; ++r)
                forward_butterfly(x[r], x[r + kHalf], w);
        }
        if constexpr (kHalf > 1) forward_splits<2 * Split>(table, x);
    }

    /// The same layers backwards.
    template <std::size_t Split = 1>
    HWY_INLINE void backward_splits(const std::uint32_t* table, V* x) const {
        constexpr std::size_t kHalf = Lanes / (2 * Split);
        if constexpr (kHalf > 1) backward_splits<2 * Split>(table, x);
        HWY_UNROLL(8) for (std::size_t part = 0; part < Split; ++part) {
            const Roots w = lane_roots(table, Split - 1 + part);
            HWY_UNROLL(8)
            for (std::size_t r = 2 * kHalf * part; r < 2 * kHalf * part + kHalf; ++r)
                backward_butterfly(x[r], x[r + kHalf], w);
        }
    }

    HWY_INLINE void forward_inner(std::size_t start, V* x) const {
        transpose(x);
        forward_splits(plan.lane_roots.data() + table_offset(start), x);
    }

    HWY_INLINE void backward_inner(std::size_t start, V* x) const {
        backward_splits(plan.lane_inverses.data() + table_offset(start), x);
        transpose(x);
    }

    // ---- kernels ----

    HWY_INLINE void transform(const std::uint32_t* a, std::uint32_t* out) const {
        forward_outer(a, out);
        for (std::size_t start = 0; start < plan.n; start += kGroup) {
            V x[Lanes];
            load(out + start, x);
            forward_inner(start, x);
            store(x, out + start);
        }
    }

    HWY_INLINE void multiply(const std::uint32_t* a_hat, const std::uint32_t* b, std::uint32_t* out) const {
        forward_outer(b, out);
        for (std::size_t start = 0; start < plan.n; start += kGroup) {
            V x[Lanes];
            load(out + start, x);
            forward_inner(start, x);
            HWY_UNROLL(16)
            for (std::size_t r = 0; r < Lanes; ++r)
                x[r] = montgomery(reduced(hn::LoadU(D(), a_hat + start + r * Lanes)), x[r]);
            backward_inner(start, x);
            store(x, out + start);
        }
        backward_outer(out);
    }

    /// x^(q - 2) of each vector of a group, in Montgomery form.
    HWY_INLINE void invert_values(V* x) const {
        V result[4];
        const std::uint32_t exponent = plan.q - 2;
        for (std::size_t r = 0; r < Lanes; r += 4) {
            HWY_UNROLL(4) for (std::size_t k = 0; k < 4; ++k) result[k] = hn::Set(D(), plan.R);
            for (std::uint32_t bit = std::bit_floor(exponent); bit != 0; bit /= 2) {
                HWY_UNROLL(4) for (std::size_t k = 0; k < 4; ++k) result[k] = montgomery(result[k], result[k]);
                if ((exponent & bit) == 0) continue;
                HWY_UNROLL(4) for (std::size_t k = 0; k < 4; ++k) result[k] = montgomery(result[k], x[r + k]);
            }
            HWY_UNROLL(4) for (std::size_t k = 0; k < 4; ++k) x[r + k] = result[k];
        }
    }

    HWY_INLINE bool invert(const std::uint32_t* a_hat, std::uint32_t* out) const {
        const D d;
        const V one = hn::Set(d, 1);
        V least = q;
        for (std::size_t start = 0; start < plan.n; start += kGroup) {
            V x[Lanes];
            load(a_hat + start, x);
            HWY_UNROLL(16) for (std::size_t r = 0; r < Lanes; ++r) {
                x[r] = montgomery(hn::Set(d, plan.square_of_R), x[r]);
                least = hn::Min(least, x[r]);
            }
            invert_values(x);
            HWY_UNROLL(16) for (std::size_t r = 0; r < Lanes; ++r) x[r] = montgomery(montgomery(x[r], one), one);
            backward_inner(start, x);
            store(x, out + start);
        }
        backward_outer(out);
        return hn::AllFalse(d, hn::Eq(least, hn::Zero(d)));
    }
};

constexpr std::size_t kMostLanes = hn::MaxLanes(Tag<16>());

/// Calls @p action with the Transform of the plan's width.
template <std::size_t Lanes = kMostLanes, class Action>
HWY_INLINE void with_width(const Plan& plan, const Action& action) {
    if constexpr (Lanes > 4) {
        if (plan.lanes < Lanes) return with_width<Lanes / 2>(plan, action);
    }
    action(Transform<Lanes>(plan));
}

void transform(const Plan& plan, const std::uint32_t* a, std::uint32_t* out) {
    with_width(plan, [=](const auto& t) HWY_ATTR { t.transform(a, out); });
}

void multiply(const Plan& plan, const std::uint32_t* a_hat, const std::uint32_t* b, std::uint32_t* out) {
    with_width(plan, [=](const auto& t) HWY_ATTR { t.multiply(a_hat, b, out); });
}

bool invert(const Plan& plan, const std::uint32_t* a_hat, std::uint32_t* out) {
    bool unit = false;
    with_width(plan, [&](const auto& t) HWY_ATTR { unit = t.invert(a_hat, out); });
    return unit;
}

bool usable() noexcept {
    return (hwy::SupportedTargets() & HWY_TARGET) != 0;
}

} // namespace

Kernels kernels() noexcept {
    return {"", kMostLanes, usable, transform, multiply, invert};
}

} // namespace emrshare::ntt::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif // vectors

#if HWY_ONCE

namespace emrshare::ntt {
namespace {

Kernels named(std::string_view name, Kernels kernels) {
    kernels.name = name;
    return kernels;
}

} // namespace

std::span<const Kernels> vector_kernels() noexcept {
    static const Kernels compiled[] = {
#if HWY_TARGETS & HWY_AVX3
        named("avx512", N_AVX3::kernels()),
#endif
#if HWY_TARGETS & HWY_AVX2
        named("avx2", N_AVX2::kernels()),
#endif
#if HWY_TARGETS & HWY_SSE4
        named("sse4", N_SSE4::kernels()),
#endif
#if HWY_TARGETS & HWY_NEON
        named("neon", N_NEON::kernels()),
#endif
        named("", Kernels{})
    };
    return {compiled, std::size(compiled) - 1};
}

} // namespace emrshare::ntt

#endif // HWY_ONCE
