/// @file
/// Elements of R = Z[x]/(x^n + 1) with small coefficients (spec, section 1.1).
#pragma once

#include "base/memory.hpp"

#include <cstddef>
#include <cstdint>

namespace emrshare {

/// An element of R = Z[x]/(x^n + 1): coefficient i belongs to x^i. Products live in Rq (and, over
/// the integers, in the lattice layer); here are only the operations that cannot overflow 64 bits
/// for the specification's ranges (all coefficients below 2^40 in absolute value).
class Poly {
public:
    Poly() = default;
    /// Zero.
    explicit Poly(std::size_t n) : coefficients_(n, 0) {}
    /// From n coefficients.
    explicit Poly(WipedVector<std::int64_t> coefficients) : coefficients_(std::move(coefficients)) {}

    /// The n coefficients; indices are not checked.
    /// @{
    std::size_t size() const noexcept { return coefficients_.size(); }
    std::int64_t operator[](std::size_t i) const noexcept { return coefficients_[i]; }
    std::int64_t& operator[](std::size_t i) noexcept { return coefficients_[i]; }
    auto begin() const noexcept { return coefficients_.begin(); }
    auto end() const noexcept { return coefficients_.end(); }
    /// @}
    /// Whether n and the coefficients are the same.
    bool operator==(const Poly&) const = default;

private:
    WipedVector<std::int64_t> coefficients_;
};

/// Sum in R. @throws Rejection (`RING.Add.C1`) if the sizes differ.
Poly operator+(const Poly& a, const Poly& b);

/// Sum with a constant polynomial.
Poly operator+(const Poly& a, std::int64_t constant);

/// Product with an integer.
Poly operator*(std::int64_t scalar, const Poly& a);

/// a / 2 for a polynomial with even coefficients.
Poly halved(const Poly& a);

/// The polynomial of the residues of @p a modulo @p m in [0, m).
Poly mod(const Poly& a, std::int64_t m);

/// max |a_i|.
std::int64_t infinity_norm(const Poly& a) noexcept;

/// sum |a_i|.
std::int64_t one_norm(const Poly& a) noexcept;

/// sum a_i^2, in binary64.
double squared_norm(const Poly& a) noexcept;

} // namespace emrshare
