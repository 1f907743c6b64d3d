/// @file
/// The transform in plain C++, for every machine. Ranges: see arithmetic.hpp.
#pragma once

#include "ring/ntt/arithmetic.hpp"
#include "ring/ntt/plan.hpp"

namespace emrshare::ntt {

/// The transform of @p a in place: n coefficients below q; values below 2q, number i at the root psi^(2 rev(i) + 1).
template <class A>
void forward(const Plan& plan, std::uint32_t* a) {
    const std::uint32_t q = plan.q;
    for (std::size_t m = 1; m < plan.n; m *= 2) {
        const std::size_t half = plan.n / (2 * m);
        for (std::size_t i = 0; i < m; ++i) {
            std::uint32_t* const low = a + 2 * half * i;
            std::uint32_t* const high = low + half;
            for (std::size_t j = 0; j < half; ++j) {
                const std::uint32_t x = A::reduced(low[j], q);
                const std::uint32_t t = A::reduced(A::times(high[j], plan.roots[m + i], q), q);
                low[j] = x + t;
                high[j] = x - t + q;
            }
        }
    }
}

/// The inverse of forward in place, times 2^32: n values below q; coefficients below q.
template <class A>
void backward(const Plan& plan, std::uint32_t* a) {
    const std::uint32_t q = plan.q;
    for (std::size_t m = plan.n / 2; m >= 1; m /= 2) {
        const std::size_t half = plan.n / (2 * m);
        for (std::size_t i = 0; i < m; ++i) {
            std::uint32_t* const low = a + 2 * half * i;
            std::uint32_t* const high = low + half;
            const Factor w = m == 1 ? plan.scaled_inverse : plan.inverses[m + i];
            for (std::size_t j = 0; j < half; ++j) {
                const std::uint32_t difference = low[j] - high[j] + q;
                low[j] = A::reduced(low[j] + high[j], q);
                high[j] = A::reduced(A::times(difference, w, q), q);
            }
        }
    }
    for (std::size_t j = 0; j < plan.n / 2; ++j)
        a[j] = A::reduced(A::times(a[j], plan.scale, q), q);
}

/// c = a b in place of b. @param a_hat the transform of a @param b reduced coefficients
template <class A>
void multiply(const Plan& plan, const std::uint32_t* a_hat, std::uint32_t* b) {
    forward<A>(plan, b);
    for (std::size_t i = 0; i < plan.n; ++i)
        b[i] = A::montgomery(A::reduced(a_hat[i], plan.q), b[i], plan.inverse_of_q, plan.q);
    backward<A>(plan, b);
}

} // namespace emrshare::ntt
