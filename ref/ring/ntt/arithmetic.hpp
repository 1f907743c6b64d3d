/// @file
/// Fast arithmetic mod q on 32-bit words, without branches (spec, section 1.1).
///
/// Ranges. With q < 2^31, every number below 2q fits 32 bits. Coefficients enter below q; between the layers they are
/// below 2q:
/// - `reduced(x)` is below q for x < 2q.
/// - `times(y, w)` is below 2q for every 32-bit y: with w' = floor(2^32 w / q) and t = floor(y w' / 2^32),
///   0 <= y w / q - t < 1 + y / 2^32 < 2, so y w - t q lies in [0, 2q) and may be computed mod 2^32.
/// - a forward butterfly gives x + t < 2q and x - t + q in (0, 2q) for x, t < q.
/// - an inverse butterfly takes x, y < q: x + y < 2q and x - y + q < 2q, a factor, so both results are below q after
///   one `reduced` each.
/// - a Montgomery product takes a b < 2^32 q: one factor below q, the other below 2q < 2^32.
#pragma once

#include <cstdint>

namespace emrshare::ntt {

/// A constant factor w in [0, q) with what its fast product needs (Shoup's method).
struct Factor {
    std::uint32_t value;    ///< w
    std::uint32_t quotient; ///< floor(2^32 w / q)
};

/// w with its quotient. @p w below @p q
inline Factor factor(std::uint32_t w, std::uint32_t q) noexcept {
    return {w, static_cast<std::uint32_t>((std::uint64_t{w} << 32) / q)};
}

/// The arithmetic of the layers. A template parameter of them, so that a test can spoil it.
struct Arithmetic {
    /// x mod q for x below 2q.
    static std::uint32_t reduced(std::uint32_t x, std::uint32_t q) noexcept { return q_if_negative(x - q, q); }
    /// y w mod q, below 2q, for every y.
    static std::uint32_t times(std::uint32_t y, const Factor& w, std::uint32_t q) noexcept {
        const auto t = static_cast<std::uint32_t>((std::uint64_t{y} * w.quotient) >> 32);
        return y * w.value - t * q;
    }
    /// a b / 2^32 mod q, below q, for a b below 2^32 q. @param inverse_of_q 1/q mod 2^32
    static std::uint32_t montgomery(std::uint32_t a, std::uint32_t b, std::uint32_t inverse_of_q,
                                    std::uint32_t q) noexcept {
        const std::uint64_t ab = std::uint64_t{a} * b;
        const std::uint32_t t = static_cast<std::uint32_t>(ab) * inverse_of_q;
        const auto tq = static_cast<std::uint32_t>((std::uint64_t{t} * q) >> 32);
        return q_if_negative(static_cast<std::uint32_t>(ab >> 32) - tq, q);
    }

private:
    /// Adds q to a difference from -q to q that is negative, that is, has wrapped to above 2^31; without a branch.
    static std::uint32_t q_if_negative(std::uint32_t difference, std::uint32_t q) noexcept {
        return difference + (q & (0U - (difference >> 31)));
    }
};

} // namespace emrshare::ntt
