/// @file
/// Setup: the management node's matrix B and its trapdoor.
#pragma once

#include "base/trace.hpp"
#include "lattice/sample_pre.hpp"
#include "pre/params.hpp"

#include <functional>

namespace emrshare {

/// What the management node (MN) keeps; `basis.trapdoor.B` is public, everything else is secret.
struct MasterKey {
    const ParameterSet* set; ///< never null
    TrapdoorBasis basis;     ///< B with its trapdoor T_B
    Coins K;                 ///< key from which the coins of Extract are derived
    /// The public matrix.
    const IntMatrix& B() const noexcept { return basis.trapdoor.B; }
};

/// Told during Setup: which attempt runs, and how many of its n vectors are orthogonalised.
using SetupProgress = std::function<void(std::uint64_t attempt, std::size_t vectors)>;

/// Setup (PRE.Setup; paper, section 4.B(1)).
/// @throws Rejection `PRE.Setup.C1` if 256 trapdoors in a row are not good enough
/// @{
MasterKey setup_from_coins(const ParameterSet& set, const Coins& coins, Trace& trace = no_trace(),
                           const SetupProgress& progress = {});
MasterKey setup(const ParameterSet& set);
/// @}

} // namespace emrshare
