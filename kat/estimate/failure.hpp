/// @file
/// How often a corrected re-encrypted block decrypts wrongly: a Chernoff bound.
#pragma once

#include <cstdint>

namespace emrshare::kat::estimate {

/// One coefficient of N_2 = p (y b + d v) + d M + p (w* b' + f* v'), the noise of a re-encrypted block (p = 2).
///
/// (y, d) is Gaussian of deviation s, hence subgaussian; b, v, b' are centred binomial, |b'_i| of mean square
/// eta/2; M is any message that does not depend on (y, d); v' is uniform on [-2^(t-1), 2^(t-1)).
struct BlockNoise {
    std::uint64_t n;   ///< terms of y b and of d (2 v + M)
    double s;          ///< deviation of the coefficients of y and d
    std::uint64_t eta; ///< b, v from CBD_eta
    double proxy;      ///< variance proxy r of the centred re-randomisation p (w* b' + f* (v' + 1/2))
    double shift;      ///< bound on the absolute value of its mean, a coefficient of (p/2) f* (1 + x + ... + x^(n-1))
};

/// ln of a bound on Pr[|N| >= limit] for one coefficient, without the factor (1 + eps)/(1 - eps):
///
/// 2 min_{t > 0} exp(-t (limit - shift) + t^2 r/2)
///   (E exp(t^2 s^2 (2 b)^2/2) max_{m in {0, 1}} E exp(t^2 s^2 (2 v + m)^2/2))^n
///
/// Given b, v and M the coefficient is an inner product of (y, d) with a vector of coordinates 2 b_i and
/// 2 v_i + M_i up to sign and order, so that E exp(t <.,.>) <= (1+eps)/(1-eps) exp(t^2 s^2 ||.||^2/2)
/// (Micciancio, Peikert, EUROCRYPT 2012, Lemma 2.8). ln of the function of t is convex: golden section search;
/// every t gives a bound, so the search need not be exact.
double ln_coefficient_tail(const BlockNoise& noise, double limit);

/// The numbers of a parameter set that enter the failure probability.
struct FailureInputs {
    std::uint64_t n;
    std::uint64_t q;
    std::uint64_t s;
    std::uint64_t eta;
    std::uint64_t f2_max; ///< bound on ||f*||^2
    std::uint64_t gs2_re; ///< bound on p^2 (||f*||^2 + ||w*||^2)
    std::uint64_t t_re;
};

/// The noise of these numbers. A coefficient of p w* b' is a sum of independent centred binomial terms, of
/// variance proxy p^2 ||w*||^2 eta/2 <= gs2_re eta/2 (cosh(x/2)^(2 eta) <= e^(eta x^2/4)). v' + 1/2 is a sum of
/// independent signs times 2^(i-1), i = 0 ... t-1, of variance proxy sum 4^(i-1) = (4^t - 1)/12, which is its
/// variance. The mean -1/2 of v' shifts the coefficient by (p/2) times a signed sum of all coefficients of f*,
/// at most ||f*||_1 <= sqrt(n f2_max).
BlockNoise block_noise(const FailureInputs& inputs);

/// log2 of the bound on the probability that a block decrypts wrongly: n coefficients, |N| >= q/2, and the factor
/// (1 + eps)/(1 - eps) for eps = 2^-35.5, the smoothing error that s is chosen for.
double failure_log2(const FailureInputs& inputs);

} // namespace emrshare::kat::estimate
