/// @file
/// The completion of a short vector (f, w) to a basis of its NTRU lattice.
#pragma once

#include "ring/poly.hpp"

#include <cstdint>
#include <optional>

namespace emrshare {

/// A second basis vector.
struct NtruSolution {
    Poly F; ///< goes with f
    Poly W; ///< goes with w
};

/// NTRUSolve (LAT.NTRUSolve; Pornin and Prest, PKC 2019): the one (F, W) in R^2 with f W - w F = q,
/// F = 0 mod p, and every coefficient of (F f* + W w*) / (p (f f* + w w*)) in [-1/2, 1/2).
/// @param f,w n coefficients, n a power of two, f = 1 mod p
/// @return nothing if the resultants of f and w with x^n + 1 have a common divisor
/// @throws Rejection `LAT.NTRUSolve.C1` (sizes), `LAT.NTRUSolve.C2` (f is not 1 mod p)
std::optional<NtruSolution> ntru_solve(const Poly& f, const Poly& w, std::uint32_t q, std::uint32_t p);

} // namespace emrshare
