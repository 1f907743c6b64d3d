#include "attack/lattices.hpp"

#include <algorithm>
#include <cmath>

namespace emrshare::kat::attack {

PlantedLattice::PlantedLattice(const Planted& planted)
    : weight(std::max<std::int64_t>(1, std::lround(planted.deviation_y / planted.deviation_x))),
      weight_of_one(std::max<std::int64_t>(1, std::lround(planted.deviation_y))),
      basis(embedded_basis(planted.h, planted.t, weight, weight_of_one)) {}

bool PlantedLattice::holds(const std::function<bool(const Poly&)>& is_secret) const {
    const std::size_t n = basis.front().size() / 2;
    return std::any_of(basis.begin(), basis.end(), [&](const IntegerVector& row) {
        if (std::abs(row[2 * n]) != weight_of_one) return false;
        const std::int64_t sign = row[2 * n] / weight_of_one;
        Poly x(n);
        for (std::size_t i = 0; i < n; ++i)
            x[i] = sign * row[i] / weight;
        return is_secret(x);
    });
}

bool is_key(const ParameterSet& set, const Poly& x, const Poly& f) {
    const Poly found = set.p * x + 1;
    return found == f || -1 * found == f;
}

ParameterSet with_ring(ParameterSet set, std::uint32_t n, std::uint32_t q) {
    set.n = n;
    set.q = q;
    return set;
}

double deviation_of_w(const ParameterSet& set) {
    return std::sqrt(set.sigma * set.sigma * (1 + 8.0 * set.n / 3));
}

Planted key_problem(const ParameterSet& set, const Rq& pk) {
    return {2 * pk, pk, static_cast<double>(set.sigma), deviation_of_w(set)};
}

} // namespace emrshare::kat::attack
