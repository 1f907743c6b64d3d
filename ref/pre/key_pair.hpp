/// @file
/// A node's key pair (spec, sections 6.3 and 9.5).
#pragma once

#include "pre/params.hpp"

namespace emrshare {

/// A key pair and what it was made of. All but pk is secret.
struct KeyPair {
    Poly f; ///< private key, p f' + 1
    Poly g; ///< from D_{Z^n, sigma}, invertible mod q
    Poly u; ///< uniform on {-1, 0, 1}^n
    Rq pk;  ///< public key, g f^{-1} + u
};

/// @throws Rejection @p check unless f' has n coefficients, none above (q - 3)/4 in absolute value, so that
///         p f' + 1 is below q/2
void require_preimage(const ParameterSet& set, const Poly& f_prime, std::string_view check);

} // namespace emrshare
