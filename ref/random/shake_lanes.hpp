/// @file
/// SHAKE256 of several messages at once, one in each lane of vector registers. No part of the scheme: what it computes
/// is what shake256() computes, message by message.
#pragma once

#include "base/memory.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace emrshare {

/// A way to compute the first @p length bytes of SHAKE256 (FIPS 202, section 6.2) of each message.
struct ShakeKernel {
    std::string_view name;     ///< "avx512", "avx2", "sse4", "neon", or "portable"
    std::size_t lanes;         ///< messages that take no longer than one
    bool (*usable)() noexcept; ///< whether this machine has the instructions
    /// @pre the messages are of equal length
    WipedVector<Bytes> (*shake256)(std::span<const Bytes> messages, std::size_t length);
};

/// All ways to SHAKE256 (XOF.2) that are compiled in, the fastest first; the last one is the library's shake256(), one
/// message after the other.
std::span<const ShakeKernel> shake_kernels() noexcept;

/// The first of shake_kernels() that this machine can use (XOF.2).
const ShakeKernel& best_shake_kernel() noexcept;

} // namespace emrshare
