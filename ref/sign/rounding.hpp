/// @file
/// High and low parts of coefficients, and hints (FIPS 204, section 7.4).
#pragma once

#include "sign/ring.hpp"

#include <cstdint>

namespace emrshare::ml_dsa {

/// Two parts of an integer modulo q.
struct Parts {
    std::int32_t high; ///< r1
    std::int32_t low;  ///< r0
};

/// Two parts of each coefficient of a vector.
struct VectorParts {
    PolynomialVector high; ///< t1
    PolynomialVector low;  ///< t0
};

/// r = r1 2^d + r0 mod q with r0 in (-2^(d-1), 2^(d-1)] (Alg. 35). @p r in [0, q), here and below.
/// @{
Parts power2_round(std::int32_t r) noexcept;
VectorParts power2_round(const PolynomialVector& t);
/// @}

/// r = r1 2 gamma2 + r0 mod q with r0 in [-gamma2, gamma2] and r1 in [0, 16) (Alg. 36).
Parts decompose(std::int32_t r) noexcept;

/// r1 (Alg. 37) and r0 (Alg. 38) of decompose().
/// @{
PolynomialVector high_bits(const PolynomialVector& w);
PolynomialVector low_bits(const PolynomialVector& w);
/// @}

/// 1 where adding @p z to @p r changes the high bits, else 0 (Alg. 39). Coefficients of @p z and @p r in [0, q).
PolynomialVector make_hint(const PolynomialVector& z, const PolynomialVector& r);

/// The high bits of @p r, corrected where the hint is 1 (Alg. 40).
/// @{
std::int32_t use_hint(bool h, std::int32_t r) noexcept;
PolynomialVector use_hint(const PolynomialVector& h, const PolynomialVector& r);
/// @}

/// How many coefficients are 1.
std::size_t count_ones(const PolynomialVector& h) noexcept;

} // namespace emrshare::ml_dsa
