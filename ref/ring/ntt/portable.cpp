#include "ring/ntt/portable.hpp"

#include "ring/ntt/kernels.hpp"

#include <algorithm>

namespace emrshare::ntt {
namespace {

void transform(const Plan& plan, const std::uint32_t* a, std::uint32_t* out) {
    std::copy_n(a, plan.n, out);
    forward<Arithmetic>(plan, out);
}

void multiply(const Plan& plan, const std::uint32_t* a_hat, const std::uint32_t* b, std::uint32_t* out) {
    std::copy_n(b, plan.n, out);
    multiply<Arithmetic>(plan, a_hat, out);
}

std::uint32_t montgomery(std::uint32_t a, std::uint32_t b, const Plan& plan) {
    return Arithmetic::montgomery(a, b, plan.inverse_of_q, plan.q);
}

/// a^(q - 2), which is 1/a, by squaring: no branch depends on a.
std::uint32_t inverse(std::uint32_t a, const Plan& plan) {
    const std::uint32_t exponent = plan.q - 2;
    std::uint32_t result = plan.R;
    for (std::uint32_t bit = std::bit_floor(exponent); bit != 0; bit /= 2) {
        result = montgomery(result, result, plan);
        if ((exponent & bit) != 0) result = montgomery(result, a, plan);
    }
    return result;
}

bool invert(const Plan& plan, const std::uint32_t* a_hat, std::uint32_t* out) {
    std::uint32_t zeros = 0;
    for (std::size_t i = 0; i < plan.n; ++i) {
        const std::uint32_t a = montgomery(plan.square_of_R, a_hat[i], plan);
        zeros |= static_cast<std::uint32_t>(a == 0);
        // Twice by 1: backward expects what a Montgomery product of two plain numbers gives.
        const std::uint32_t plain = montgomery(inverse(a, plan), 1, plan);
        out[i] = montgomery(plain, 1, plan);
    }
    backward<Arithmetic>(plan, out);
    return zeros == 0;
}

} // namespace

const Kernels kPortableKernels{"portable", 1, []() noexcept { return true; }, transform, multiply, invert};

} // namespace emrshare::ntt
