/// @file
/// Polynomials, keys and signatures as byte strings (FIPS 204, sections 7.1 and 7.2).
#pragma once

#include "sign/outcome.hpp"
#include "sign/ring.hpp"

#include <cstdint>

namespace emrshare::ml_dsa {

/// Packed polynomials: coefficients in [0, b] take bitlen(b) bits each (Alg. 16, 18), coefficients in [-a, b] bitlen(a
/// + b) (Alg. 17, 19). The length of what is unpacked is not checked, and its coefficients may exceed b, or fall below
/// -a, where the bits allow it.
/// @{
Bytes simple_bit_pack(const Polynomial& w, std::int32_t b);
Bytes bit_pack(const Polynomial& w, std::int32_t a, std::int32_t b);
Polynomial simple_bit_unpack(ByteView v, std::int32_t b);
Polynomial bit_unpack(ByteView v, std::int32_t a, std::int32_t b);
/// @}

/// The indices of the ones of a hint, at most omega of them, in 61 bytes (Alg. 20).
Bytes hint_bit_pack(const PolynomialVector& h);

/// The first of the checks SIG.Verify.C4 to SIG.Verify.C7 that 61 bytes fail (Alg. 21, lines 4, 9 and 17).
Outcome check_hint(ByteView y) noexcept;

/// The hint of 61 bytes that passed check_hint() (Alg. 21).
PolynomialVector hint_bit_unpack(ByteView y);

/// A public key.
struct PublicKey {
    Bytes rho;           ///< 32 bytes that determine A
    PolynomialVector t1; ///< high bits of t, k polynomials
};

/// A public key as 1952 bytes (Alg. 22, 23); every such string is the encoding of a key. The length is not checked.
/// @{
Bytes pk_encode(const PublicKey& key);
PublicKey pk_decode(ByteView pk);
/// @}

/// A secret key.
struct SecretKey {
    Bytes rho;           ///< 32 bytes that determine A
    Bytes K;             ///< 32 bytes that go into the mask
    Bytes tr;            ///< 64 bytes, hash of the public key
    PolynomialVector s1; ///< l short polynomials
    PolynomialVector s2; ///< k short polynomials
    PolynomialVector t0; ///< low bits of t, k polynomials
};

/// A secret key as 4032 bytes (Alg. 24).
Bytes sk_encode(const SecretKey& key);

/// The secret key of 4032 bytes (Alg. 25). FIPS 204 leaves open what becomes of a string that encodes a coefficient of
/// s1 or s2 beyond eta; here it is refused (SIG.SkDecode).
/// @throws Rejection `SIG.SkDecode.C1` (length), `SIG.SkDecode.C2` (a coefficient beyond eta)
SecretKey sk_decode(ByteView sk);

/// A signature.
struct Signature {
    Bytes c_tilde;      ///< 48 bytes, commitment hash
    PolynomialVector z; ///< response, l polynomials
    PolynomialVector h; ///< hint, k polynomials of zeros and ones
};

/// A signature as 3309 bytes (Alg. 26, 27). Decoding checks neither the length nor the hint, see check_hint().
/// @{
Bytes sig_encode(const Signature& signature);
Signature sig_decode(ByteView sigma);
/// @}

/// The 61 bytes of the hint in an encoded signature.
ByteView hint_part(ByteView sigma);

/// The commitment as it is hashed, 768 bytes (Alg. 28).
Bytes w1_encode(const PolynomialVector& w1);

} // namespace emrshare::ml_dsa
