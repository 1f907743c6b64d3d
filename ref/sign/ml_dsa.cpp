#include "sign/ml_dsa.hpp"

#include "base/error.hpp"
#include "random/xof.hpp"
#include "sign/encoding.hpp"
#include "sign/rounding.hpp"
#include "sign/sampling.hpp"

#include <optional>

// In the comments, Alg. is an algorithm of FIPS 204.

namespace emrshare::ml_dsa {
namespace {

/// A secret key in the form in which it is multiplied.
struct ExpandedKey {
    TransformedVector s1_hat;
    TransformedVector s2_hat;
    TransformedVector t0_hat;
    Matrix A_hat;
};

ExpandedKey expand(const SecretKey& key) {
    return {ntt(key.s1),        // SIG.Sign.3: Alg. 7, line 2
            ntt(key.s2),        // SIG.Sign.3: Alg. 7, line 3
            ntt(key.t0),        // SIG.Sign.3: Alg. 7, line 4
            expand_a(key.rho)}; // SIG.Sign.3: Alg. 7, line 5
}

/// One turn of the loop of Alg. 7; nothing if it ends with a rejection.
std::optional<Signature> attempt(const ExpandedKey& key, ByteView mu, ByteView rho, std::uint64_t kappa, Trace& trace) {
    const PolynomialVector y = expand_mask(rho, kappa);               // SIG.Sign.5: Alg. 7, line 11
    const PolynomialVector w = inverse_ntt(key.A_hat * ntt(y));       // SIG.Sign.6: Alg. 7, line 12
    const PolynomialVector w1 = high_bits(w);                         // SIG.Sign.6: Alg. 7, line 13
    const Bytes c_tilde = hash({mu, w1_encode(w1)}, kChallengeBytes); // SIG.Sign.7: Alg. 7, line 15
    const Transformed c_hat = ntt(sample_in_ball(c_tilde));           // SIG.Sign.8: Alg. 7, lines 16 and 17
    const PolynomialVector z = y + inverse_ntt(c_hat * key.s1_hat);   // SIG.Sign.9: Alg. 7, lines 18 and 20
    const PolynomialVector v = w - inverse_ntt(c_hat * key.s2_hat);   // SIG.Sign.9: Alg. 7, line 19
    const PolynomialVector r0 = low_bits(v);                          // SIG.Sign.9: Alg. 7, line 21
    trace.record("c~", c_tilde);
    if (infinity_norm(z) >= kGamma1 - kBeta) return std::nullopt;              // SIG.Sign.10: Alg. 7, line 23
    if (infinity_norm(r0) >= kGamma2 - kBeta) return std::nullopt;             // SIG.Sign.10: Alg. 7, line 23
    const PolynomialVector ct0 = inverse_ntt(c_hat * key.t0_hat);              // SIG.Sign.11: Alg. 7, line 25
    const PolynomialVector h = make_hint(PolynomialVector(kK) - ct0, v + ct0); // SIG.Sign.11: Alg. 7, line 26
    if (infinity_norm(ct0) >= kGamma2) return std::nullopt;                    // SIG.Sign.12: Alg. 7, line 28
    if (count_ones(h) > kOmega) return std::nullopt;                           // SIG.Sign.12: Alg. 7, line 28
    return Signature{c_tilde, centred(z), h};
}

/// Alg. 7 without lines 1 and 6.
Bytes sign_internal(const SecretKey& secret, ByteView mu, const Coins& rnd, Trace& trace) {
    const ExpandedKey key = expand(secret);
    const Bytes rho = trace("rho''", hash({secret.K, rnd, mu}, kHashBytes)); // SIG.Sign.4: Alg. 7, line 7
    for (std::uint64_t kappa = 0;; kappa += kL) {                            // SIG.Sign.5: Alg. 7, lines 8 and 31
        trace.record("attempts", static_cast<std::int64_t>(kappa / kL + 1));
        const std::optional<Signature> signature = attempt(key, mu, rho, kappa, trace);
        if (signature) return sig_encode(*signature); // SIG.Sign.13: Alg. 7, line 33
    }
}

/// t1 2^d.
PolynomialVector scaled(PolynomialVector t1) {
    for (Polynomial& w : t1) {
        for (std::size_t i = 0; i < kN; ++i)
            w[i] <<= kD;
    }
    return t1;
}

} // namespace

KeyPair keygen_from_coins(const Coins& xi, Trace& trace) {
    const std::uint8_t shape[] = {kK, kL};
    const Bytes seeds = hash({xi, shape}, 128);                               // SIG.KeyGen.1: Alg. 6, line 1
    const Bytes rho = trace("rho", Bytes(seeds.begin(), seeds.begin() + 32)); // SIG.KeyGen.1
    const Bytes rho_prime = trace("rho'", Bytes(seeds.begin() + 32, seeds.begin() + 96)); // SIG.KeyGen.1
    const Bytes K = trace("K", Bytes(seeds.begin() + 96, seeds.end()));                   // SIG.KeyGen.1
    const Matrix A_hat = expand_a(rho);                           // SIG.KeyGen.2: Alg. 6, line 3
    const auto [s1, s2] = expand_s(rho_prime);                    // SIG.KeyGen.3: Alg. 6, line 4
    const PolynomialVector t = inverse_ntt(A_hat * ntt(s1)) + s2; // SIG.KeyGen.4: Alg. 6, line 5
    const auto [t1, t0] = power2_round(t);                        // SIG.KeyGen.5: Alg. 6, line 6
    const Bytes pk = pk_encode({rho, t1});                        // SIG.KeyGen.6: Alg. 6, line 8
    const Bytes tr = trace("tr", hash({pk}, kHashBytes));         // SIG.KeyGen.7: Alg. 6, line 9
    const Bytes sk = sk_encode({rho, K, tr, s1, s2, t0});         // SIG.KeyGen.8: Alg. 6, line 10
    return {pk, sk};
}

KeyPair keygen() {
    return keygen_from_coins(random_coins()); // Alg. 1
}

Bytes message_representative(ByteView tr, ByteView M, ByteView ctx) {
    const std::uint8_t head[] = {0, static_cast<std::uint8_t>(ctx.size())};
    return hash({tr, head, ctx, M}, kHashBytes); // SIG.Sign.2: Alg. 2, line 10, and Alg. 7, line 6
}

Bytes sign_from_coins(ByteView sk, ByteView M, ByteView ctx, const Coins& rnd, Trace& trace) {
    require(ctx.size() <= kMaxContextBytes, "SIG.Sign.C1", "ctx", "longer than 255 bytes"); // Alg. 2, line 1
    const SecretKey key = sk_decode(sk);                                  // SIG.Sign.1: Alg. 7, line 1
    const Bytes mu = trace("mu", message_representative(key.tr, M, ctx)); // SIG.Sign.2
    return sign_internal(key, mu, rnd, trace);
}

Bytes sign(ByteView sk, ByteView M, ByteView ctx) {
    return sign_from_coins(sk, M, ctx, random_coins()); // Alg. 2, line 5
}

Bytes sign_mu_from_coins(ByteView sk, ByteView mu, const Coins& rnd, Trace& trace) {
    require(mu.size() == kHashBytes, "SIG.SignMu.C1", "mu", "not 64 bytes");
    return sign_internal(sk_decode(sk), mu, rnd, trace); // SIG.SignMu.1
}

Outcome verify(ByteView pk, ByteView M, ByteView ctx, ByteView sigma, Trace& trace) {
    if (ctx.size() > kMaxContextBytes) return Outcome::context_length;     // SIG.Verify.C1: Alg. 3, line 1
    if (pk.size() != kPublicKeyBytes) return Outcome::public_key_length;   // SIG.Verify.C2
    if (sigma.size() != kSignatureBytes) return Outcome::signature_length; // SIG.Verify.C3
    const Outcome hint = check_hint(hint_part(sigma));                     // SIG.Verify.C4 to C7: Alg. 8, line 3
    if (hint != Outcome::accepted) return hint;
    const auto [c_tilde, z, h] = sig_decode(sigma);                                   // SIG.Verify.1: Alg. 8, line 2
    if (infinity_norm(z) >= kGamma1 - kBeta) return Outcome::response_norm;           // SIG.Verify.C8: Alg. 8, line 13
    const auto [rho, t1] = pk_decode(pk);                                             // SIG.Verify.2: Alg. 8, line 1
    const Matrix A_hat = expand_a(rho);                                               // SIG.Verify.3: Alg. 8, line 5
    const Bytes tr = hash({pk}, kHashBytes);                                          // SIG.Verify.4: Alg. 8, line 6
    const Bytes mu = trace("mu", message_representative(tr, M, ctx));                 // SIG.Verify.5: Alg. 8, line 7
    const Transformed c_hat = ntt(sample_in_ball(c_tilde));                           // SIG.Verify.6: Alg. 8, line 8
    const PolynomialVector w = inverse_ntt(A_hat * ntt(z) - c_hat * ntt(scaled(t1))); // SIG.Verify.7: Alg. 8, line 9
    const PolynomialVector w1 = use_hint(h, w);                                       // SIG.Verify.8: Alg. 8, line 10
    const Bytes again = trace("c~'", hash({mu, w1_encode(w1)}, kChallengeBytes));     // SIG.Verify.9: Alg. 8, line 12
    return again == c_tilde ? Outcome::accepted : Outcome::challenge_mismatch;        // SIG.Verify.10: Alg. 8, line 13
}

} // namespace emrshare::ml_dsa
