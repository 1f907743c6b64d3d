/// @file
/// The formulas by which the numbers of a parameter set follow from n, q, sigma, eta and the slack of the keys
/// (spec/02-parameters.md, section 2.1; p = 2 throughout). Lengths are Euclidean norms of coefficient vectors.
#pragma once

#include <cstdint>

namespace emrshare::kat::estimate {

/// An integer of a parameter set as a number to compute with.
inline double real(std::uint64_t x) noexcept {
    return static_cast<double>(x);
}

/// Trial division.
bool is_prime(std::uint64_t number);

/// Bits of the binary form of @p number.
std::uint64_t bit_length(std::uint64_t number);

/// k, the largest power of two with 2 k ell <= n; 0 if there is none (LAT.TrapGen.C1).
std::uint64_t rows_of_B(std::uint64_t n, std::uint64_t ell);

/// c(N) = (1/pi) sqrt((ln 2N + 35.5 ln 2)/2): a Gaussian over a lattice of N dimensions needs a deviation of c(N)
/// times its longest Gram-Schmidt vector for a smoothing error of 2^-35.5 (Gentry, Peikert, Vaikuntanathan, STOC
/// 2008, Lemma 3.1), which does for 2^64 samples at 128 bits (Prest, ASIACRYPT 2017; Falcon, section 2.6). The
/// formula drops the 1 of ln(2N (1 + 1/eps)).
double smoothing_factor(double dimensions);

/// floor((deviation / c(dimensions))^2): the greatest squared Gram-Schmidt norm that a deviation allows.
std::uint64_t greatest_squared_norm(std::uint64_t deviation, std::uint64_t dimensions);

/// The squared norm of the first, expectedly longest, Gram-Schmidt vector of T_B in expectation: (R s_0, s_0) with
/// ||s_0||^2 = 5 and R of m = n - k ell rows of variance 1/2, so 5 (m/2 + 1).
double expected_longest_of_T_B(std::uint64_t n, std::uint64_t k, std::uint64_t ell);

/// E ||f||^2 = 4 n sigma^2 + 1 for f = 2 f' + 1.
double expected_f2(std::uint64_t n, std::uint64_t sigma);

/// E ||w||^2 = n sigma^2 + (2n/3) E ||f||^2 for w = g + f u, u uniform ternary.
double expected_w2(std::uint64_t n, std::uint64_t sigma);

/// 2 sqrt(E ||f||^2 + E ||w||^2): the longest Gram-Schmidt vector of the first half of a delegation basis.
double expected_first_norm(std::uint64_t n, std::uint64_t sigma);

/// q sqrt(E 1/S), S = |f|^2 + |w|^2 at one embedding: the longest Gram-Schmidt vector of the second half.
///
/// At an embedding |f|^2 = X, an exponential of mean 4 n sigma^2; given X, w is complex Gaussian and |w|^2 an
/// exponential of mean Y = (2n/3) X + n sigma^2. E[1/S | X] = e^x E_1(x)/Y with x = X/Y; trapezoid rule over ln X.
double expected_second_norm(std::uint64_t n, std::uint64_t q, std::uint64_t sigma);

/// s = ceil(c(2n) slack 2 sqrt(E ||f||^2 + E ||w||^2)).
std::uint64_t delegation_deviation(std::uint64_t n, std::uint64_t sigma, double slack);

/// f2_max = floor(slack^2 (4 n sigma^2 + 1)).
std::uint64_t greatest_f2(std::uint64_t n, std::uint64_t sigma, double slack);

/// sqrt((4^t - 1)/12): the deviation of a uniform law on 2^t consecutive integers.
double mask_deviation(std::uint64_t t);

/// s sqrt(gs2_re)/(2 q): no leaf of the tree of an accepted key has a greater deviation. The leaves of either half lie
/// between the harmonic and the arithmetic mean of its values over the embeddings, the arithmetic means are at most
/// gs2_re, and the values of the halves multiply to (2 q)^2.
double greatest_delegation_leaf(std::uint64_t q, std::uint64_t s, std::uint64_t gs2_re);

/// The greatest leaf deviation to expect: s times the first norm over 2 q, which is s over the shortest second vector,
/// or s times the second norm over 2 q.
double expected_delegation_leaf(std::uint64_t n, std::uint64_t q, std::uint64_t sigma, std::uint64_t s);

/// sigma sqrt(1 + k ell): no leaf of SamplePre has a greater deviation. The Gram-Schmidt norm that belongs to
/// column c of A is at least 1/sqrt(1 + ||R_c||^2), R_c being row c of R; those of (R S, S) are at least sqrt(3)/2.
double greatest_preimage_leaf(std::uint64_t k, std::uint64_t ell, std::uint64_t sigma);

/// sigma sqrt(1 + k ell/2): the deviation of the last leaf, where E ||R_c||^2 = k ell/2.
double expected_preimage_leaf(std::uint64_t k, std::uint64_t ell, std::uint64_t sigma);

// ---- Lemma 1 (spec/06-pre.md, section 6.6): p eta (||w||_1 + ||f||_1) + ||f||_1 < q/2 ----

/// The left side for a typical key: ||f||_1 = sqrt(2/pi) 2 n sigma, ||w||_1 = sqrt(2/pi) n sigma sqrt(1 + 8n/3).
double lemma1_typical(std::uint64_t n, std::uint64_t sigma, std::uint64_t eta);

/// Where section 6.6 cuts the tails of f', f u and g.
struct Tails {
    double t;     ///< ||f'|| <= t sigma sqrt(n)
    double tau;   ///< |(f u)_i| <= tau ||f||
    double gamma; ///< |g_i| <= gamma sigma
};

/// The left side for the worst key outside the tails: with F = 2 t sigma sqrt(n) + 1, ||f||_1 <= sqrt(n) F and
/// ||w||_1 <= n (gamma sigma + tau F).
double lemma1_outside(std::uint64_t n, std::uint64_t sigma, std::uint64_t eta, const Tails& tails);

/// log2 of the probabilities of the three tails.
struct TailProbabilities {
    double of_f;  ///< (t e^((1-t^2)/2))^n, Banaszczyk's bound on ||f'||
    double of_fu; ///< 2n e^(-3 tau^2/4), a Chernoff bound
    double of_g;  ///< 2n e^(-gamma^2/2), a Chernoff bound
};
TailProbabilities tail_probabilities(std::uint64_t n, const Tails& tails);

/// log2 of the sum of the three.
double tails_log2(std::uint64_t n, const Tails& tails);

/// The left side for the worst key of the corrected profile, where KeyGen enforces ||f||^2 <= f2_max and
/// 4 (||f||^2 + ||w||^2) <= gs2_re: eta sqrt(2 n gs2_re) + sqrt(n f2_max).
double lemma1_corrected(std::uint64_t n, std::uint64_t eta, std::uint64_t f2_max, std::uint64_t gs2_re);

} // namespace emrshare::kat::estimate
