/// @file
/// The hard problems on which a parameter set rests, each as a lattice problem (spec/02-parameters.md, section 2.2).
#pragma once

#include "estimate/core_svp.hpp"
#include "estimate/params_file.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace emrshare::kat::estimate {

/// Distinct blocks that the cloud re-encrypts under one delegation, at most.
inline constexpr double kBlockBudget = 0x1p24;

/// A hard problem.
struct Problem {
    std::string_view name;    ///< its member of "security"
    std::string_view meaning; ///< what an attacker computes from what
    /// The least block size that solves it; none if no block size does.
    std::optional<std::uint64_t> (*block_size)(const SetNumbers&);
};

/// All problems.
std::span<const Problem> problems() noexcept;

/// Deviation of a coefficient of w = g + f u: sqrt(E ||w||^2 / n).
double deviation_of_w(const SetNumbers& set);

/// Deviation of a coefficient of f'_A + e_B, half the printed delegation less 1: sqrt(sigma^2 + eta/2).
double deviation_of_printed_share(const SetNumbers& set);

/// The greatest norm of an (x, y) in {y = x pk mod q}, x(1) odd, with which a block decrypts in at least every other
/// case: the deviation sqrt(2 eta + 1/8) ||(x, y)|| of a coefficient of x C, less its mean, times sqrt(2 ln 4n),
/// the factor that n subgaussian coefficients exceed with probability 1/2 at most, is q/2. (||x|| = ||y||.)
double greatest_decrypting_norm(const SetNumbers& set);

} // namespace emrshare::kat::estimate
