/// @file
/// A matrix B over Z_q with a short basis T_B of its kernel lattice.
#pragma once

#include "base/trace.hpp"
#include "lattice/matrix.hpp"

#include <cstdint>

namespace emrshare {

/// What TrapGen returns. With w = k ell and m = n - w:
struct Trapdoor {
    IntMatrix B;   ///< k x n, entries in [0, q): [A | G - A R mod q]
    IntMatrix R;   ///< m x w, entries in {-1, 0, 1}
    IntMatrix T_B; ///< n x n, ROW i is the basis vector b_i of {z : B z = 0 mod q}
};

/// TrapGen(k, q, n) of the paper's section 4.B(1), by the construction of Micciancio and Peikert
/// (EUROCRYPT 2012, section 5, tag I; basis of Lemma 5.3).
/// @throws Rejection `LAT.TrapGen.C1` unless 2 k ell <= n
Trapdoor trapgen(std::uint32_t k, std::uint32_t q, std::uint32_t n, const Coins& coins, Trace& trace = no_trace());

} // namespace emrshare
