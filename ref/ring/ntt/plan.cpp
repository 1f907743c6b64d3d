#include "ring/ntt/plan.hpp"

#include <algorithm>

namespace emrshare::ntt {
namespace {

/// A number of order 2n: a power of the least number that is no square mod q.
std::uint32_t root_of_minus_one(std::uint32_t n, std::uint32_t q) {
    std::uint32_t g = 2;
    while (power(g, (q - 1) / 2, q) == 1)
        ++g;
    return power(g, (q - 1) / (2 * n), q);
}

/// The log2(n) low bits of i in reverse order.
std::uint32_t reversed(std::uint32_t i, std::uint32_t n) {
    std::uint32_t result = 0;
    for (std::uint32_t bit = 1; bit < n; bit *= 2)
        result = 2 * result + ((i & bit) != 0 ? 1 : 0);
    return result;
}

/// Entry m + i: psi to the power of the reversed m + i.
WipedVector<Factor> make_roots(std::uint32_t psi, std::uint32_t n, std::uint32_t q) {
    WipedVector<Factor> roots(n);
    std::uint32_t w = 1;
    for (std::uint32_t i = 0; i < n; ++i) {
        roots[reversed(i, n)] = factor(w, q);
        w = product(w, psi, q);
    }
    return roots;
}

/// In a group of lanes x lanes coefficients lane l holds polynomial group * lanes + l of layer n / lanes, and what
/// becomes of it in the following layers.
WipedVector<std::uint32_t> make_lane_roots(const WipedVector<Factor>& roots, std::size_t lanes) {
    const std::size_t n = roots.size();
    WipedVector<std::uint32_t> table;
    for (std::size_t group = 0; group < n / (lanes * lanes); ++group) {
        for (std::size_t split = 1; split < lanes; split *= 2) {
            for (std::size_t part = 0; part < split; ++part) {
                const auto root = [&](std::size_t lane) {
                    return roots[split * (n / lanes + group * lanes + lane) + part];
                };
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    table.push_back(root(lane).value);
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    table.push_back(root(lane).quotient);
            }
        }
    }
    return table;
}

std::size_t usable_lanes(std::size_t n, std::size_t lanes) {
    while (lanes * lanes > n)
        lanes /= 2;
    return lanes;
}

/// By Newton's iteration: each step doubles the number of correct bits, 3 at first.
std::uint32_t inverse_mod_2_32(std::uint32_t q) {
    std::uint32_t inverse = q;
    for (int i = 0; i < 4; ++i)
        inverse *= 2 - q * inverse;
    return inverse;
}

} // namespace

std::uint32_t power(std::uint32_t base, std::uint32_t exponent, std::uint32_t q) noexcept {
    std::uint32_t result = 1;
    for (; exponent != 0; exponent /= 2) {
        if (exponent % 2 != 0) result = product(result, base, q);
        base = product(base, base, q);
    }
    return result;
}

Plan::Plan(std::uint32_t n_, std::uint32_t q_, std::size_t most_lanes)
    : n(n_), q(q_), lanes(usable_lanes(n_, most_lanes)), inverse_of_q(inverse_mod_2_32(q_)),
      R(static_cast<std::uint32_t>((std::uint64_t{1} << 32) % q_)) {
    const std::uint32_t psi = root_of_minus_one(n, q);
    roots = make_roots(psi, n, q);
    inverses = make_roots(power(psi, 2 * n - 1, q), n, q);
    lane_roots = make_lane_roots(roots, lanes);
    lane_inverses = make_lane_roots(inverses, lanes);
    square_of_R = product(R, R, q);
    scale = factor(product(R, power(n, q - 2, q), q), q);
    scaled_inverse = factor(product(scale.value, inverses[1].value, q), q);
}

} // namespace emrshare::ntt
