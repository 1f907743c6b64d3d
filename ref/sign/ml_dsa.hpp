/// @file
/// Signatures: ML-DSA-65 of FIPS 204, pure. HashML-DSA, which signs a digest, is left out.
#pragma once

#include "base/trace.hpp"
#include "sign/constants.hpp"
#include "sign/outcome.hpp"

namespace emrshare::ml_dsa {

/// An encoded key pair.
struct KeyPair {
    Bytes pk; ///< 1952 bytes
    Bytes sk; ///< 4032 bytes
};

/// KeyGen (SIG.KeyGen; FIPS 204 Alg. 1 and 6). The seed xi alone determines the pair.
/// @{
KeyPair keygen_from_coins(const Coins& xi, Trace& trace = no_trace());
KeyPair keygen();
/// @}

/// Sign (SIG.Sign; FIPS 204 Alg. 2 and 7). The coins are rnd of the standard, which hedges against faults: all zero
/// they give the deterministic variant, and sign() draws them from the operating system.
/// @param sk secret key, 4032 bytes
/// @param M message, of any length
/// @param ctx context, 0 to 255 bytes
/// @return the signature, 3309 bytes
/// @throws Rejection `SIG.Sign.C1` (context), `SIG.SkDecode.C1`, `SIG.SkDecode.C2` (sk)
/// @{
Bytes sign_from_coins(ByteView sk, ByteView M, ByteView ctx, const Coins& rnd, Trace& trace = no_trace());
Bytes sign(ByteView sk, ByteView M, ByteView ctx);
/// @}

/// Sign for a message representative that was computed elsewhere (SIG.SignMu; FIPS 204 Alg. 7 from line 7).
/// @param mu 64 bytes, see message_representative()
/// @throws Rejection `SIG.SignMu.C1` (mu), `SIG.SkDecode.C1`, `SIG.SkDecode.C2` (sk)
Bytes sign_mu_from_coins(ByteView sk, ByteView mu, const Coins& rnd, Trace& trace = no_trace());

/// mu = H(tr || 0 || |ctx| || ctx || M) (FIPS 204 Alg. 2, line 10, and Alg. 7, line 6).
/// @param tr 64 bytes, hash of the public key
/// @param M message
/// @param ctx context, 0 to 255 bytes, which is not checked
Bytes message_representative(ByteView tr, ByteView M, ByteView ctx);

/// Verify (SIG.Verify; FIPS 204 Alg. 3 and 8). Accepts byte strings of any length and never throws a Rejection.
/// @return Outcome::accepted, or the first check that failed
[[nodiscard]] Outcome verify(ByteView pk, ByteView M, ByteView ctx, ByteView sigma, Trace& trace = no_trace());

} // namespace emrshare::ml_dsa
