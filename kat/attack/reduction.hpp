/// @file
/// Lattice reduction by FLINT (LLL) and fplll (BKZ), and the lattices of the attacks.
#pragma once

#include "attack/laboratory.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace emrshare::kat::attack {

/// A vector of integers, and rows of them.
using IntegerVector = std::vector<std::int64_t>;
using Basis = std::vector<IntegerVector>;

/// The basis reduced by LLL (FLINT, delta 0.99). Rows may be linearly dependent: zero rows come first then.
/// @pre the entries of the result are below 2^63
Basis reduce_lll(const Basis& basis);

/// The basis reduced by BKZ with that block size, after LLL (fplll, its default strategies). Block size 2 is LLL.
Basis reduce_bkz(const Basis& basis, std::uint32_t block_size);

/// The vector close to @p target in the lattice of an LLL-reduced basis, by Babai's nearest plane algorithm.
IntegerVector nearest_plane(const Basis& reduced, const IntegerVector& target);

/// A basis of {(x, y) : y = x h mod q} for the ring of @p h, rows (x | y), with coordinates of x multiplied by @p
/// weight.
Basis ntru_basis(const Rq& h, std::int64_t weight = 1);

/// A basis with one row more: {(x, y) : y = x h + t mod q} is embedded as (weight x | y | weight_of_one).
Basis embedded_basis(const Rq& h, const Rq& t, std::int64_t weight, std::int64_t weight_of_one);

} // namespace emrshare::kat::attack
