/// @file
/// Short preimages under B by the sampler of Gentry, Peikert and Vaikuntanathan.
#pragma once

#include "base/trace.hpp"
#include "lattice/gram_schmidt.hpp"
#include "lattice/trapgen.hpp"
#include "ring/engine.hpp"
#include "ring/poly.hpp"

namespace emrshare {

/// A trapdoor with its orthogonalisation: all that SamplePre needs, made once.
struct TrapdoorBasis {
    Trapdoor trapdoor;      ///< B, R, T_B
    GramSchmidt orthogonal; ///< of the rows of T_B
};

/// SamplePre(B, T_B, u, sigma): a vector from D over {z : B z = u mod q} with deviation sigma,
/// centred at 0 (paper, section 4.B(1); Klein's algorithm, GPV section 4.2).
/// @param u the syndrome: k entries in [0, q)
/// @param sigma at least about 1.3 times the longest Gram-Schmidt vector
/// @return the n entries as coefficients of a polynomial
/// @throws Rejection `LAT.SamplePre.C1` (u), `GAUSS.SampleZ.C2` (sigma out of range for some leaf)
Poly sample_pre(const TrapdoorBasis& basis, const Residues& u, std::uint32_t q, double sigma, const Coins& coins,
                Trace& trace = no_trace());

} // namespace emrshare
