/// @file
/// The inner loops of the fast engine, once for each instruction set (spec, section 1.1).
#pragma once

#include "ring/ntt/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace emrshare::ntt {

/// The loops for one instruction set. Pointers are to n numbers each, not aligned.
/// Transformed values stand in an order of the kernels' own, each in [0, 2q).
struct Kernels {
    std::string_view name;     ///< of the instruction set
    std::size_t lanes;         ///< 32-bit lanes of its vectors
    bool (*usable)() noexcept; ///< whether this machine has it

    /// @p out = the transform of @p a, which has reduced coefficients; may be @p a.
    void (*transform)(const Plan& plan, const std::uint32_t* a, std::uint32_t* out);

    /// @p out = a b with reduced coefficients; may be @p b. @param a_hat the transform of a @param b reduced
    /// coefficients
    void (*multiply)(const Plan& plan, const std::uint32_t* a_hat, const std::uint32_t* b, std::uint32_t* out);

    /// @p out = 1/a with reduced coefficients; may be @p a_hat. @param a_hat the transform of a
    /// @return false if a is no unit; @p out is without meaning then
    bool (*invert)(const Plan& plan, const std::uint32_t* a_hat, std::uint32_t* out);
};

/// Plain C++, for every machine.
extern const Kernels kPortableKernels;

/// Those with vector instructions that were compiled, the fastest first.
std::span<const Kernels> vector_kernels() noexcept;

} // namespace emrshare::ntt
