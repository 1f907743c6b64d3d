/// @file
/// Fast Fourier sampling over the lattice from which delegations are drawn (spec, section 9.4).
#pragma once

#include "lattice/fourier.hpp"
#include "lattice/ntru_solve.hpp"
#include "random/gaussian.hpp"

#include <cstdint>

namespace emrshare {

/// The tree of one self-adjoint element, whose nodes are its LDL decomposition into halves, theirs, and so on
/// (LAT.Tree; Ducas and Prest, ISSAC 2016). All is in the order in which sampling comes to it: a node, its odd half,
/// its even half.
struct ElementTree {
    RootValues<double> L;              ///< of each node, by which an error of the odd half moves the even half's centre
    WipedVector<double> squared_norms; ///< the squared Gram-Schmidt norm of each pair of leaves
    WipedVector<Deviation> deviations; ///< that each pair is drawn with
};

/// The tree of the basis p (f, w), (F, W).
struct SamplingTree {
    RootValues<double> L; ///< by which an error in the second basis vector moves the first one's centre
    ElementTree first;    ///< of D_00 = p^2 (f f* + w w*)
    ElementTree second;   ///< of D_11 = q^2 / (f f* + w w*)
};

/// The tree of a key (LAT.Tree), made once. @param s deviation of the delegations
SamplingTree make_sampling_tree(const Poly& f, const Poly& w, const NtruSolution& solution, std::uint32_t q,
                                std::uint32_t p, double s);

/// The greatest squared Gram-Schmidt norm among the leaves.
double max_squared_norm(const SamplingTree& tree);

/// The deviations of all leaves in the order in which they are drawn.
WipedVector<double> leaf_deviations(const SamplingTree& tree);

/// Coordinates of a lattice point.
struct Coordinates {
    Poly z_0; ///< of the first basis vector
    Poly z_1; ///< of the second
};

/// ffSampling (LAT.FFSampling): coordinates z with (z - (-1/p, 0)) times the basis from the discrete
/// Gaussian of the tree's deviation, the target being that of the coset (f, w) + Lambda_p.
Coordinates ff_sample(const SamplingTree& tree, std::size_t n, std::uint32_t p, GaussianRuns& leaves);

} // namespace emrshare
