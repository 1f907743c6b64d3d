#include "attack/reduction.hpp"

#include <flint/fmpz_lll.h>
#include <flint/fmpz_mat.h>

#include <cmath>

namespace emrshare::kat::attack {
namespace {

/// A matrix of FLINT.
class Matrix {
public:
    explicit Matrix(const Basis& basis) {
        fmpz_mat_init(matrix_, static_cast<slong>(basis.size()), static_cast<slong>(basis.front().size()));
        for (std::size_t i = 0; i < basis.size(); ++i) {
            for (std::size_t j = 0; j < basis[i].size(); ++j)
                fmpz_set_si(entry(i, j), basis[i][j]);
        }
    }
    ~Matrix() { fmpz_mat_clear(matrix_); }
    Matrix(const Matrix&) = delete;
    Matrix& operator=(const Matrix&) = delete;

    fmpz* entry(std::size_t i, std::size_t j) {
        return fmpz_mat_entry(matrix_, static_cast<slong>(i), static_cast<slong>(j));
    }
    fmpz_mat_struct* get() noexcept { return matrix_; }

private:
    fmpz_mat_t matrix_;
};

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

void subtract(std::vector<double>& a, double factor, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] -= factor * b[i];
}

std::vector<double> real(const IntegerVector& a) {
    return {a.begin(), a.end()};
}

} // namespace

Basis reduce_lll(const Basis& basis) {
    Matrix matrix(basis);
    fmpz_lll_t context;
    fmpz_lll_context_init_default(context);
    fmpz_lll(matrix.get(), nullptr, context);
    Basis reduced = basis;
    for (std::size_t i = 0; i < basis.size(); ++i) {
        for (std::size_t j = 0; j < basis[i].size(); ++j)
            reduced[i][j] = fmpz_get_si(matrix.entry(i, j));
    }
    return reduced;
}

IntegerVector nearest_plane(const Basis& reduced, const IntegerVector& target) {
    std::vector<std::vector<double>> orthogonal;
    for (const IntegerVector& row : reduced) {
        std::vector<double> b = real(row);
        // Twice: once leaves errors as large as the ratio of the norms.
        for (int pass = 0; pass < 2; ++pass) {
            for (const std::vector<double>& earlier : orthogonal)
                subtract(b, dot(b, earlier) / dot(earlier, earlier), earlier);
        }
        orthogonal.push_back(std::move(b));
    }
    IntegerVector rest = target;
    for (std::size_t i = reduced.size(); i-- > 0;) {
        const std::int64_t c = std::llround(dot(real(rest), orthogonal[i]) / dot(orthogonal[i], orthogonal[i]));
        for (std::size_t j = 0; j < rest.size(); ++j)
            rest[j] -= c * reduced[i][j];
    }
    IntegerVector close = target;
    for (std::size_t j = 0; j < close.size(); ++j)
        close[j] -= rest[j];
    return close;
}

Basis ntru_basis(const Rq& h, std::int64_t weight) {
    const std::size_t n = h.size();
    Basis basis;
    for (std::size_t i = 0; i < n; ++i) {
        IntegerVector row(2 * n, 0);
        row[n + i] = h.ring().q();
        basis.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < n; ++i) {
        IntegerVector row(2 * n, 0);
        row[i] = weight;
        const Poly shifted = rotated(h.lift(), i);
        std::copy(shifted.begin(), shifted.end(), row.begin() + static_cast<std::ptrdiff_t>(n));
        basis.push_back(std::move(row));
    }
    return basis;
}

Basis embedded_basis(const Rq& h, const Rq& t, std::int64_t weight, std::int64_t weight_of_one) {
    const std::size_t n = h.size();
    Basis basis = ntru_basis(h, weight);
    for (IntegerVector& row : basis)
        row.push_back(0);
    IntegerVector last(2 * n + 1, 0);
    const Poly target = t.lift();
    std::copy(target.begin(), target.end(), last.begin() + static_cast<std::ptrdiff_t>(n));
    last[2 * n] = weight_of_one;
    basis.push_back(std::move(last));
    return basis;
}

} // namespace emrshare::kat::attack
