/// @file
/// What the experiments that reduce lattices look for, and the parts of the experiment `lattice`.
#pragma once

#include "attack/laboratory.hpp"
#include "attack/reduction.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace emrshare::kat::attack {

/// An unknown vector (x, y) with y = x h + t, and the deviations of its coefficients.
struct Planted {
    Rq h;
    Rq t;
    double deviation_x;
    double deviation_y;
};

/// The lattice of a planted vector: embedded_basis() with weights that make all its coordinates about as large.
struct PlantedLattice {
    explicit PlantedLattice(const Planted& planted);

    /// Reduces it with that block size, from what it is now.
    void reduce(std::uint32_t block_size) { basis = reduce_bkz(basis, block_size); }

    /// Whether x of some row, with the sign that makes the coordinate of the embedding 1, is the secret. (The rows of a
    /// secret f' may hold -f' - 1 in its place, which belongs to -f.)
    bool holds(const std::function<bool(const Poly&)>& is_secret) const;

    std::int64_t weight;
    std::int64_t weight_of_one;
    Basis basis;
};

/// Whether 2x + 1 is f or -f, which decrypts as well.
bool is_key(const ParameterSet& set, const Poly& x, const Poly& f);

/// The set with another ring and the same sigma; what depends on the ring beyond it is of no meaning then.
ParameterSet with_ring(ParameterSet set, std::uint32_t n, std::uint32_t q);

/// The deviation of w = f pk.
double deviation_of_w(const ParameterSet& set);

/// (f', w) from pk: w = (2 f' + 1) pk.
Planted key_problem(const ParameterSet& set, const Rq& pk);

/// Keys from pk and the mean of N printed delegations, whose doubtful coefficients a lattice tells; none from corrected
/// ones.
std::vector<Row> pooled_hints(const Setting& setting);

/// Least block sizes for keys of deviation 2, how far they are from the core-SVP model, and what that says of the
/// published sets.
std::vector<Row> progression(const Setting& setting);

} // namespace emrshare::kat::attack
