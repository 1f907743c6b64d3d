#include "ring/poly.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cstdlib>

namespace emrshare {

Poly operator+(const Poly& a, const Poly& b) {
    require(a.size() == b.size(), "RING.Add.C1", "b", "its degree bound differs from that of a");
    Poly sum(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        sum[i] = a[i] + b[i];
    return sum;
}

Poly operator+(const Poly& a, std::int64_t constant) {
    Poly sum = a;
    sum[0] += constant;
    return sum;
}

Poly operator*(std::int64_t scalar, const Poly& a) {
    Poly product(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        product[i] = scalar * a[i];
    return product;
}

Poly halved(const Poly& a) {
    Poly half(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        half[i] = a[i] / 2;
    return half;
}

Poly mod(const Poly& a, std::int64_t m) {
    Poly residues(a.size());
    if (m == 2) { // parities, without a division
        for (std::size_t i = 0; i < a.size(); ++i)
            residues[i] = a[i] & 1;
        return residues;
    }
    for (std::size_t i = 0; i < a.size(); ++i)
        residues[i] = (a[i] % m + m) % m;
    return residues;
}

std::int64_t infinity_norm(const Poly& a) noexcept {
    std::int64_t norm = 0;
    for (const std::int64_t c : a)
        norm = std::max(norm, std::abs(c));
    return norm;
}

std::int64_t one_norm(const Poly& a) noexcept {
    std::int64_t norm = 0;
    for (const std::int64_t c : a)
        norm += std::abs(c);
    return norm;
}

double squared_norm(const Poly& a) noexcept {
    double norm = 0;
    for (const std::int64_t c : a)
        norm += static_cast<double>(c) * static_cast<double>(c);
    return norm;
}

} // namespace emrshare
