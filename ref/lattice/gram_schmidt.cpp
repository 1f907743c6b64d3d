#include "lattice/gram_schmidt.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace emrshare {

double dot(std::span<const double> a, std::span<const double> b) noexcept {
    double s[8] = {};
    for (std::size_t i = 0; i < a.size(); i += 8) {
        for (std::size_t j = 0; j < 8; ++j)
            s[j] += a[i + j] * b[i + j]; // LAT.Dot.1
    }
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7])); // LAT.Dot.2
}

void subtract_multiple(std::span<double> a, double factor, std::span<const double> b) noexcept {
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] -= factor * b[i]; // LAT.Axpy.1
}

GramSchmidt gram_schmidt(const IntMatrix& basis, const std::function<bool(std::size_t, double)>& keep_on) {
    const std::size_t n = basis.rows();
    require(n != 0 && n % 8 == 0 && basis.columns() == n, "LAT.GramSchmidt.C1", "basis",
            "not n x n with n a multiple of 8");
    GramSchmidt result{RealMatrix(n, n), {}};
    for (std::size_t i = 0; i < n; ++i) {
        const std::span<double> v = result.vectors.row(i);
        std::copy(basis.row(i).begin(), basis.row(i).end(), v.begin()); // LAT.GramSchmidt.1
        for (int pass = 1; pass <= 2; ++pass) {
            for (std::size_t j = 0; j < i; ++j) {
                const std::span<const double> b = result.vectors.row(j);
                const double mu = dot(v, b) / result.squared_norms[j]; // LAT.GramSchmidt.2
                subtract_multiple(v, mu, b);                           // LAT.GramSchmidt.3
            }
        }
        result.squared_norms.push_back(dot(v, v)); // LAT.GramSchmidt.4
        if (!keep_on(i, result.squared_norms[i])) break;
    }
    return result;
}

} // namespace emrshare
