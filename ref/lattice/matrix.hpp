/// @file
/// Row-major matrices of integers and of binary64 numbers.
#pragma once

#include "base/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace emrshare {

/// A rows x columns matrix, stored row by row, wiped when freed.
template <class T>
class Matrix {
public:
    Matrix() = default;
    /// Zero.
    Matrix(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), entries_(rows * columns, T{}) {}

    std::size_t rows() const noexcept { return rows_; }       ///< number of rows
    std::size_t columns() const noexcept { return columns_; } ///< number of columns
    /// Row @p i, counted from 0 and not checked.
    std::span<T> row(std::size_t i) noexcept { return {entries_.data() + i * columns_, columns_}; }
    /// Row @p i, read only.
    std::span<const T> row(std::size_t i) const noexcept { return {entries_.data() + i * columns_, columns_}; }
    /// The entry in row @p i and column @p j, counted from 0 and not checked.
    T& operator()(std::size_t i, std::size_t j) noexcept { return entries_[i * columns_ + j]; }
    /// An entry, read only.
    const T& operator()(std::size_t i, std::size_t j) const noexcept { return entries_[i * columns_ + j]; }
    /// Whether size and entries are the same.
    bool operator==(const Matrix&) const = default;

private:
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    WipedVector<T> entries_;
};

/// Integers below 2^31 in absolute value: B, R and T_B.
class IntMatrix : public Matrix<std::int32_t> {
public:
    /// As Matrix: zero.
    using Matrix::Matrix;
};

/// Binary64 numbers: the Gram-Schmidt vectors.
using RealMatrix = Matrix<double>;

} // namespace emrshare
