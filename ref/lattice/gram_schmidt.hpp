/// @file
/// Gram-Schmidt orthogonalisation in binary64 with a stated order of every operation.
#pragma once

#include "lattice/matrix.hpp"

#include <functional>
#include <span>

namespace emrshare {

/// The orthogonalisation of the rows b_0, ..., b_{n-1} of a matrix.
struct GramSchmidt {
    RealMatrix vectors;                ///< row i is b~_i, not normalised
    WipedVector<double> squared_norms; ///< entry i is ||b~_i||^2
};

/// sum a_i b_i in eight interleaved partial sums (LAT.Dot). The size is a multiple of 8.
double dot(std::span<const double> a, std::span<const double> b) noexcept;

/// a -= factor b, entry by entry (LAT.Axpy).
void subtract_multiple(std::span<double> a, double factor, std::span<const double> b) noexcept;

/// Gram-Schmidt with every vector orthogonalised twice (LAT.GramSchmidt).
/// @param basis n x n, linearly independent rows, n a multiple of 8
/// @param keep_on called with (i, ||b~_i||^2) after each vector; the work ends early when it
///        returns false, and the result then has i + 1 squared norms
/// @throws Rejection `LAT.GramSchmidt.C1` unless the basis is n x n with n a multiple of 8
GramSchmidt gram_schmidt(const IntMatrix& basis, const std::function<bool(std::size_t, double)>& keep_on);

} // namespace emrshare
