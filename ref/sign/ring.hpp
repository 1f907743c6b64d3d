/// @file
/// The ring of ML-DSA and its number-theoretic transform (FIPS 204, section 7.5 and 7.6).
#pragma once

#include "base/memory.hpp"
#include "sign/constants.hpp"

#include <cstddef>
#include <cstdint>

namespace emrshare::ml_dsa {

/// 256 integers of absolute value below q. @p Domain says what they are, so that the two kinds cannot be confused.
template <class Domain>
class Coefficients {
public:
    /// Zero.
    Coefficients() : values_(kN, 0) {}

    /// The integers; indices are not checked.
    /// @{
    std::int32_t operator[](std::size_t i) const noexcept { return values_[i]; }
    std::int32_t& operator[](std::size_t i) noexcept { return values_[i]; }
    auto begin() const noexcept { return values_.begin(); }
    auto end() const noexcept { return values_.end(); }
    /// @}
    /// Whether the integers are the same.
    bool operator==(const Coefficients&) const = default;

private:
    WipedVector<std::int32_t> values_;
};

/// A polynomial: integer i belongs to x^i. Where one of R_q = Z_q[x]/(x^256 + 1) is wanted it stands for its image.
using Polynomial = Coefficients<struct PolynomialDomain>;

/// An element of T_q, the image of R_q under the transform; its integers are in [0, q).
using Transformed = Coefficients<struct TransformedDomain>;

/// Vectors and matrices of these.
/// @{
using PolynomialVector = WipedVector<Polynomial>;
using TransformedVector = WipedVector<Transformed>;
using Matrix = WipedVector<TransformedVector>; // a list of rows
/// @}

/// r mod+- m (FIPS 204, section 2.3): the representative in (-m/2, m/2].
std::int32_t centred(std::int32_t r, std::int32_t m) noexcept;

/// The transform (Alg. 41) and its inverse (Alg. 42), of a vector entry by entry. Coefficients of the inverse are in
/// [0, q).
/// @{
Transformed ntt(const Polynomial& w);
TransformedVector ntt(const PolynomialVector& w);
Polynomial inverse_ntt(const Transformed& w_hat);
PolynomialVector inverse_ntt(const TransformedVector& w_hat);
/// @}

/// Sums, differences (Alg. 44, 46) and products (Alg. 45, 47, 48) in T_q.
/// @{
Transformed operator+(const Transformed& a, const Transformed& b);
Transformed operator-(const Transformed& a, const Transformed& b);
Transformed operator*(const Transformed& a, const Transformed& b);
TransformedVector operator-(const TransformedVector& v, const TransformedVector& w);
TransformedVector operator*(const Transformed& c, const TransformedVector& v);
TransformedVector operator*(const Matrix& M, const TransformedVector& v);
/// @}

/// Sums and differences of vectors over R_q, coefficients in [0, q).
/// @{
PolynomialVector operator+(const PolynomialVector& v, const PolynomialVector& w);
PolynomialVector operator-(const PolynomialVector& v, const PolynomialVector& w);
/// @}

/// The same polynomials with every coefficient mod+- q.
PolynomialVector centred(const PolynomialVector& v);

/// The greatest absolute value of a coefficient mod+- q (FIPS 204, section 2.3).
std::int32_t infinity_norm(const PolynomialVector& v) noexcept;

} // namespace emrshare::ml_dsa
