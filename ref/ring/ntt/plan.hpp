/// @file
/// The tables of one negacyclic number-theoretic transform (spec, section 1.1).
#pragma once

#include "base/memory.hpp"
#include "ring/ntt/arithmetic.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>

namespace emrshare::ntt {

/// Tables for one ring and one width of vectors. Since q = 1 mod 2n there is psi with psi^n = -1, and x^n + 1 splits
/// into linear factors: layer m = 1, 2, 4, ..., n/2 maps each of m polynomials mod x^(n/m) - c^2 to its residues mod
/// x^(n/2m) - c and mod x^(n/2m) + c.
struct Plan {
    /// @param n power of two, at least 8
    /// @param q prime, 1 mod 2n, below 2^31
    /// @param most_lanes 32-bit lanes of the vectors in question, a power of two; 1 for none
    Plan(std::uint32_t n, std::uint32_t q, std::size_t most_lanes);

    std::uint32_t n; ///< number of coefficients
    std::uint32_t q; ///< modulus
    /// Lanes of the vectors in use: no more than the square root of n, for a transform works on lanes^2 coefficients
    /// at a time in its last layers.
    std::size_t lanes;

    WipedVector<Factor> roots;    ///< entry m + i: the c of polynomial i in layer m; entry 0 is unused
    WipedVector<Factor> inverses; ///< their inverses

    /// For the last log2(lanes) layers, where every lane has a root of its own: for each group of lanes^2 coefficients
    /// lanes - 1 pairs of vectors, the values and the quotients of one root for each lane.
    /// @{
    WipedVector<std::uint32_t> lane_roots;
    WipedVector<std::uint32_t> lane_inverses;
    /// @}

    std::uint32_t inverse_of_q; ///< q^-1 mod 2^32
    std::uint32_t square_of_R;  ///< 2^64 mod q: takes a number to its Montgomery form
    std::uint32_t R;            ///< 2^32 mod q: the Montgomery form of 1
    Factor scale;               ///< R / n: undoes the factors of the inverse transform and of a Montgomery product
    Factor scaled_inverse;      ///< scale inverses[1]
};

/// a b mod q. Both below q.
inline std::uint32_t product(std::uint32_t a, std::uint32_t b, std::uint32_t q) noexcept {
    return static_cast<std::uint32_t>(std::uint64_t{a} * b % q);
}

/// base^exponent mod q.
std::uint32_t power(std::uint32_t base, std::uint32_t exponent, std::uint32_t q) noexcept;

} // namespace emrshare::ntt
