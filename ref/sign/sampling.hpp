/// @file
/// Hashing and pseudorandom sampling (FIPS 204, section 7.3).
#pragma once

#include "sign/ring.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace emrshare::ml_dsa {

/// H of FIPS 204, section 3.7: the first @p length bytes of SHAKE256 of the parts, one after the other.
Bytes hash(std::initializer_list<ByteView> parts, std::size_t length);

/// A challenge: tau coefficients +1 or -1, the others 0 (Alg. 29).
Polynomial sample_in_ball(ByteView rho);

/// A uniform element of T_q (Alg. 30).
Transformed rej_ntt_poly(ByteView rho);

/// A polynomial with coefficients uniform on [-eta, eta] (Alg. 31).
Polynomial rej_bounded_poly(ByteView rho);

/// The public matrix, k rows of l entries (Alg. 32).
Matrix expand_a(ByteView rho);

/// The secret vectors of a key.
struct Secrets {
    PolynomialVector s1; ///< l polynomials
    PolynomialVector s2; ///< k polynomials
};

/// The secret vectors, coefficients in [-eta, eta] (Alg. 33).
Secrets expand_s(ByteView rho);

/// A mask: l polynomials with coefficients uniform on (-gamma1, gamma1] (Alg. 34).
PolynomialVector expand_mask(ByteView rho, std::uint64_t mu);

} // namespace emrshare::ml_dsa
