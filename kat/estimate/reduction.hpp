/// @file
/// What reduced bases give besides one planted short vector.
#pragma once

#include <cstdint>
#include <optional>

namespace emrshare::kat::estimate {

/// The expected norm of a preimage x, B x = u mod q, that Babai's nearest plane algorithm finds for a uniform B
/// of k rows and n columns in a basis of root Hermite factor delta, over the best number d of columns:
/// sqrt(sum_i ||b~_i||^2 / 12) with ||b~_i|| = delta^(d - 2 d i/(d-1)) q^(k/d), i = 0 ... d-1
/// (geometric series; Babai 1986; Gentry, Peikert, Vaikuntanathan, STOC 2008, for the problem).
/// @pre k < n
double preimage_norm(std::uint64_t k, std::uint64_t n, double ln_q, double ln_delta);

/// The least block size for which BKZ finds some vector of norm at most @p norm in a lattice
/// {(x, y) in R^2 : y = x h mod q}, using the best n <= d <= 2n of its coordinates: delta^d q^(n/d) <= norm.
/// @return none if block size 2n does not do
std::optional<std::uint64_t> block_size_for_norm(std::uint64_t n, double ln_q, double norm);

/// The least block size for which BKZ detects the n-dimensional sublattice that the rotations of a short
/// (x, y) in {(x, y) in R^2 : y = x h mod q} span, coordinates of deviations @p deviation_x, @p deviation_y.
///
/// Heuristics of Ducas, van Woerden, "NTRU fatigue: how stretched is overstretched?", ASIACRYPT 2021: the
/// profile of the reduced basis is a Z-shape; the volume of the sublattice's intersection with the first s
/// basis vectors follows from that profile; its shortest vector is that of the Gaussian heuristic; it is detected
/// if its projection, sqrt(beta/s) of it, is shorter than the Gram-Schmidt vector s - beta. Bisection.
std::uint64_t dense_sublattice_block_size(std::uint64_t n, double ln_q, double deviation_x, double deviation_y);

} // namespace emrshare::kat::estimate
