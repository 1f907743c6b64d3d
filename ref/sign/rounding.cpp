#include "sign/rounding.hpp"

#include <algorithm>

namespace emrshare::ml_dsa {
namespace {

/// The result of @p operation on each coefficient of a vector.
template <class Operation>
PolynomialVector for_each_coefficient(const PolynomialVector& v, Operation operation) {
    PolynomialVector result(v.size());
    for (std::size_t i = 0; i < v.size(); ++i) {
        for (std::size_t j = 0; j < kN; ++j)
            result[i][j] = operation(v[i][j]);
    }
    return result;
}

} // namespace

Parts power2_round(std::int32_t r) noexcept {
    const std::int32_t r0 = centred(r, 1 << kD); // FIPS 204 Alg. 35, line 2
    return {(r - r0) >> kD, r0};                 // FIPS 204 Alg. 35, line 3
}

VectorParts power2_round(const PolynomialVector& t) {
    return {for_each_coefficient(t, [](std::int32_t r) { return power2_round(r).high; }),
            for_each_coefficient(t, [](std::int32_t r) { return power2_round(r).low; })};
}

Parts decompose(std::int32_t r) noexcept {
    const std::int32_t r0 = centred(r, 2 * kGamma2); // FIPS 204 Alg. 36, line 2
    if (r - r0 == kQ - 1) return {0, r0 - 1};        // FIPS 204 Alg. 36, lines 3 to 5
    return {(r - r0) / (2 * kGamma2), r0};           // FIPS 204 Alg. 36, line 6
}

PolynomialVector high_bits(const PolynomialVector& w) {
    return for_each_coefficient(w, [](std::int32_t r) { return decompose(r).high; }); // FIPS 204 Alg. 37
}

PolynomialVector low_bits(const PolynomialVector& w) {
    return for_each_coefficient(w, [](std::int32_t r) { return decompose(r).low; }); // FIPS 204 Alg. 38
}

PolynomialVector make_hint(const PolynomialVector& z, const PolynomialVector& r) {
    const PolynomialVector r1 = high_bits(r);     // FIPS 204 Alg. 39, line 1
    const PolynomialVector v1 = high_bits(r + z); // FIPS 204 Alg. 39, line 2
    PolynomialVector h(r.size());
    for (std::size_t i = 0; i < h.size(); ++i) {
        for (std::size_t j = 0; j < kN; ++j)
            h[i][j] = r1[i][j] != v1[i][j] ? 1 : 0; // FIPS 204 Alg. 39, line 3
    }
    return h;
}

std::int32_t use_hint(bool h, std::int32_t r) noexcept {
    constexpr std::int32_t m = (kQ - 1) / (2 * kGamma2); // FIPS 204 Alg. 40, line 1
    const auto [r1, r0] = decompose(r);                  // FIPS 204 Alg. 40, line 2
    if (h && r0 > 0) return (r1 + 1) % m;                // FIPS 204 Alg. 40, line 3
    if (h) return (r1 + m - 1) % m;                      // FIPS 204 Alg. 40, line 4
    return r1;                                           // FIPS 204 Alg. 40, line 5
}

PolynomialVector use_hint(const PolynomialVector& h, const PolynomialVector& r) {
    PolynomialVector r1(r.size());
    for (std::size_t i = 0; i < r.size(); ++i) {
        for (std::size_t j = 0; j < kN; ++j)
            r1[i][j] = use_hint(h[i][j] == 1, r[i][j]);
    }
    return r1;
}

std::size_t count_ones(const PolynomialVector& h) noexcept {
    std::size_t ones = 0;
    for (const Polynomial& w : h)
        ones += static_cast<std::size_t>(std::count(w.begin(), w.end(), 1));
    return ones;
}

} // namespace emrshare::ml_dsa
