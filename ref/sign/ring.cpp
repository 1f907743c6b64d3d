#include "sign/ring.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace emrshare::ml_dsa {
namespace {

/// The representative of @p x in [0, q).
constexpr std::int32_t reduced(std::int64_t x) noexcept {
    const std::int64_t r = x % kQ;
    return static_cast<std::int32_t>(r < 0 ? r + kQ : r);
}

constexpr std::int32_t product(std::int32_t a, std::int32_t b) noexcept {
    return reduced(std::int64_t{a} * b);
}

/// BitRev8 (FIPS 204 Alg. 43).
constexpr std::size_t bit_reversed(std::size_t m) noexcept {
    std::size_t reversed = 0;
    for (int i = 0; i < 8; ++i)
        reversed |= ((m >> i) & 1) << (7 - i);
    return reversed;
}

/// zetas[m] = zeta^BitRev8(m) mod q (FIPS 204, appendix B).
constexpr std::array<std::int32_t, kN> make_zetas() noexcept {
    std::array<std::int32_t, kN> powers{1};
    for (std::size_t i = 1; i < kN; ++i)
        powers[i] = product(powers[i - 1], kZeta);
    std::array<std::int32_t, kN> zetas{};
    for (std::size_t m = 0; m < kN; ++m)
        zetas[m] = powers[bit_reversed(m)];
    return zetas;
}

constexpr std::array<std::int32_t, kN> kZetas = make_zetas();
constexpr std::int32_t kInverseOf256 = 8347681;
static_assert(product(kInverseOf256, kN) == 1);

/// The result of @p operation on each entry of a vector.
template <class Result, class Vector, class Operation>
WipedVector<Result> map(const Vector& v, Operation operation) {
    WipedVector<Result> result;
    result.reserve(v.size());
    std::transform(v.begin(), v.end(), std::back_inserter(result), operation);
    return result;
}

/// The result of @p operation on each pair of entries of two vectors of one length.
template <class Vector, class Operation>
Vector zip(const Vector& v, const Vector& w, Operation operation) {
    Vector result;
    result.reserve(v.size());
    std::transform(v.begin(), v.end(), w.begin(), std::back_inserter(result), operation);
    return result;
}

template <class Domain>
Coefficients<Domain> sum(const Coefficients<Domain>& a, const Coefficients<Domain>& b) {
    Coefficients<Domain> c;
    for (std::size_t i = 0; i < kN; ++i)
        c[i] = reduced(std::int64_t{a[i]} + b[i]);
    return c;
}

template <class Domain>
Coefficients<Domain> difference(const Coefficients<Domain>& a, const Coefficients<Domain>& b) {
    Coefficients<Domain> c;
    for (std::size_t i = 0; i < kN; ++i)
        c[i] = reduced(std::int64_t{a[i]} - b[i]);
    return c;
}

} // namespace

std::int32_t centred(std::int32_t r, std::int32_t m) noexcept {
    std::int32_t c = r % m;
    if (c < 0) c += m;
    return c > m / 2 ? c - m : c;
}

Transformed ntt(const Polynomial& w) {
    Transformed w_hat;
    for (std::size_t j = 0; j < kN; ++j)
        w_hat[j] = reduced(w[j]); // FIPS 204 Alg. 41, line 2
    std::size_t m = 0;
    for (std::size_t len = 128; len >= 1; len /= 2) {
        for (std::size_t start = 0; start < kN; start += 2 * len) {
            const std::int32_t z = kZetas[++m]; // FIPS 204 Alg. 41, lines 9 and 10
            for (std::size_t j = start; j < start + len; ++j) {
                const std::int32_t t = product(z, w_hat[j + len]); // FIPS 204 Alg. 41, line 12
                w_hat[j + len] = reduced(w_hat[j] - t);            // FIPS 204 Alg. 41, line 13
                w_hat[j] = reduced(w_hat[j] + t);                  // FIPS 204 Alg. 41, line 14
            }
        }
    }
    return w_hat;
}

Polynomial inverse_ntt(const Transformed& w_hat) {
    Polynomial w;
    for (std::size_t j = 0; j < kN; ++j)
        w[j] = w_hat[j]; // FIPS 204 Alg. 42, line 2
    std::size_t m = kN;
    for (std::size_t len = 1; len < kN; len *= 2) {
        for (std::size_t start = 0; start < kN; start += 2 * len) {
            const std::int32_t z = -kZetas[--m]; // FIPS 204 Alg. 42, lines 9 and 10
            for (std::size_t j = start; j < start + len; ++j) {
                const std::int32_t t = w[j];             // FIPS 204 Alg. 42, line 12
                w[j] = reduced(t + w[j + len]);          // FIPS 204 Alg. 42, line 13
                w[j + len] = product(z, t - w[j + len]); // FIPS 204 Alg. 42, lines 14 and 15
            }
        }
    }
    for (std::size_t j = 0; j < kN; ++j)
        w[j] = product(kInverseOf256, w[j]); // FIPS 204 Alg. 42, line 23
    return w;
}

TransformedVector ntt(const PolynomialVector& w) {
    return map<Transformed>(w, [](const Polynomial& entry) { return ntt(entry); });
}

PolynomialVector inverse_ntt(const TransformedVector& w_hat) {
    return map<Polynomial>(w_hat, [](const Transformed& entry) { return inverse_ntt(entry); });
}

Transformed operator+(const Transformed& a, const Transformed& b) {
    return sum(a, b); // FIPS 204 Alg. 44
}

Transformed operator-(const Transformed& a, const Transformed& b) {
    return difference(a, b);
}

Transformed operator*(const Transformed& a, const Transformed& b) {
    Transformed c;
    for (std::size_t i = 0; i < kN; ++i)
        c[i] = product(a[i], b[i]); // FIPS 204 Alg. 45, line 2
    return c;
}

TransformedVector operator-(const TransformedVector& v, const TransformedVector& w) {
    return zip(v, w, [](const Transformed& a, const Transformed& b) { return a - b; });
}

TransformedVector operator*(const Transformed& c, const TransformedVector& v) {
    return map<Transformed>(v, [&c](const Transformed& entry) { return c * entry; }); // FIPS 204 Alg. 47, line 2
}

TransformedVector operator*(const Matrix& M, const TransformedVector& v) {
    TransformedVector w(M.size());
    for (std::size_t i = 0; i < M.size(); ++i) {
        for (std::size_t j = 0; j < v.size(); ++j)
            w[i] = w[i] + M[i][j] * v[j]; // FIPS 204 Alg. 48, line 4
    }
    return w;
}

PolynomialVector operator+(const PolynomialVector& v, const PolynomialVector& w) {
    return zip(v, w, sum<PolynomialDomain>);
}

PolynomialVector operator-(const PolynomialVector& v, const PolynomialVector& w) {
    return zip(v, w, difference<PolynomialDomain>);
}

PolynomialVector centred(const PolynomialVector& v) {
    PolynomialVector result = v;
    for (Polynomial& w : result) {
        for (std::size_t i = 0; i < kN; ++i)
            w[i] = centred(w[i], kQ);
    }
    return result;
}

std::int32_t infinity_norm(const PolynomialVector& v) noexcept {
    std::int32_t norm = 0;
    for (const Polynomial& w : v) {
        for (const std::int32_t coefficient : w)
            norm = std::max(norm, std::abs(centred(coefficient, kQ)));
    }
    return norm;
}

} // namespace emrshare::ml_dsa
