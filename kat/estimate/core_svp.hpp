/// @file
/// The cost of lattice reduction in the core-SVP model: what one call of a shortest-vector oracle of the
/// least sufficient dimension costs, and nothing for the calls around it.
///
/// Sources: Alkim, Ducas, Poppelmann, Schwabe, "Post-quantum key exchange - a new hope", USENIX Security 2016
/// (ADPS16), section 6; Albrecht, Gopfert, Virdia, Wunderer, "Revisiting the expected cost of solving uSVP
/// and applications to LWE", ASIACRYPT 2017 (AGVW17); Bai, Galbraith, "Lattice decoding attacks on binary
/// LWE", ACISP 2014 (coordinates scaled to one deviation); Y. Chen, PhD thesis, Paris 7, 2013.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace emrshare::kat::estimate {

/// The least block size for which Chen's formula is used; a result of 50 means "50 or less".
inline constexpr std::uint64_t kLeastBlockSize = 50;

/// ln of the root Hermite factor that LLL reaches on average: delta = 1.0219 (Gama, Nguyen, "Predicting
/// lattice reduction", EUROCRYPT 2008).
double ln_root_hermite_lll();

/// ln of the root Hermite factor that BKZ with this block size beta reaches (Chen's thesis):
/// delta = ((pi beta)^(1/beta) beta / (2 pi e))^(1 / (2 (beta - 1))). Meant for beta >= 50.
double ln_root_hermite(double block_size);

/// log2 of the cost of one shortest-vector call by classical sieving: 0.292 beta (ADPS16).
double classical_bits(std::uint64_t block_size);
/// log2 of the cost of one shortest-vector call by quantum sieving: 0.265 beta (ADPS16).
double quantum_bits(std::uint64_t block_size);

/// Coordinates of an unknown vector that have one deviation.
struct Block {
    std::uint64_t count;
    double deviation;
};

/// An unknown short vector (secret, errors, 1), where each error is an affine function mod q of the secret.
struct ShortVector {
    std::vector<Block> secrets;
    std::vector<Block> samples; ///< the errors, in the order in which an attacker takes their equations up
    double ln_q;                ///< ln of the modulus
    double ln_index = 0;        ///< ln of the index of the sublattice that further linear relations leave
};

/// What the cheapest attack looks like.
struct UsvpAttack {
    std::uint64_t block_size;
    std::uint64_t samples; ///< equations used
};

/// The least block size for which the primal attack finds the vector, over all numbers m of equations.
///
/// With every coordinate divided by its deviation, the vector has norm about sqrt(d), d = n + m + 1, and the
/// lattice the volume V = index q^m / (product of deviations). BKZ finds the vector (ADPS16, AGVW17) when
/// sqrt(beta/d) ||(s|e|1)|| = sqrt(beta) <= delta^(2 beta - d - 1) V^(1/d), by the geometric series assumption.
/// @return none if no block size up to d meets the condition: the vector is then not unusually short
std::optional<UsvpAttack> primal_usvp(const ShortVector& vector);

} // namespace emrshare::kat::estimate
