/// @file
/// Signatures that everybody can make, because the public key has t1 = 0: every response and every hint can be had.
/// FIPS 204 accepts such keys. With them a signature is made that fails one check of the verification and no other.
#pragma once

#include "sign/ring.hpp"

namespace emrshare::kat {

/// The public key of @p rho, 32 bytes, and t1 = 0.
Bytes crafted_key(ByteView rho);

/// A response whose coefficients are 0, but for those that @p largest replaces: the first is @p largest, the last
/// - @p largest.
ml_dsa::PolynomialVector crafted_response(std::int32_t largest);

/// An encoded hint: bytes from the beginning, zeros, and the six counts.
Bytes crafted_hint(ByteView indices, ByteView counts);

/// The signature with response @p z and the 61 bytes @p y as hint that a verifier accepts which makes no checks.
/// @param pk a crafted key, which may have been made longer, or shorter by some of its zeros
Bytes crafted_signature(ByteView pk, ByteView M, ByteView ctx, const ml_dsa::PolynomialVector& z, ByteView y);

} // namespace emrshare::kat
