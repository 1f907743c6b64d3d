/// @file
/// Samplers of integers and polynomials whose law is exact and needs no floating point.
#pragma once

#include "random/byte_source.hpp"
#include "ring/rq.hpp"

#include <cstdint>

namespace emrshare {

/// @p count integers, uniform on [0, q) (SMP.Uniform). @p q from 2 to 2^31 - 1.
Residues uniform_residues(std::size_t count, std::uint32_t q, ByteSource& source);

/// An element of R_q with uniform coefficients (SMP.Uniform).
Rq uniform(const Ring& ring, ByteSource& source);

/// @p n coefficients, each -1, 0 or 1 with probability 1/3 (SMP.Ternary).
Poly ternary(std::size_t n, ByteSource& source);

/// @p n coefficients from the centred binomial law CBD_eta on [-eta, eta], variance eta/2
/// (SMP.CBD). @throws Rejection `SMP.CBD.C1` unless eta is from 1 to 8
Poly centred_binomial(std::size_t n, std::uint32_t eta, ByteSource& source);

/// @p n coefficients uniform on [-2^(t-1), 2^(t-1)) (SMP.Mask). @p t from 1 to 16
Poly wide_mask(std::size_t n, std::uint32_t t, ByteSource& source);

} // namespace emrshare
