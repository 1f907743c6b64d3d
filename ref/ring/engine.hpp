/// @file
/// The narrow interface behind which the arithmetic of R_q is done.
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace emrshare {

/// Coefficients of an element of R_q, each in [0, q).
using Residues = WipedVector<std::uint32_t>;

/// Multiplication and inversion in R_q for one (n, q): all that an engine has to provide.
/// Every engine must give the same residues.
class RingEngine {
public:
    virtual ~RingEngine() = default;

    /// a b mod (x^n + 1, q). Both of n reduced coefficients.
    virtual Residues multiply(const Residues& a, const Residues& b) const = 0;

    /// The inverse of @p a in R_q, or nothing if @p a is no unit.
    virtual std::optional<Residues> invert(const Residues& a) const = 0;
};

/// The engine on FLINT's nmod_poly: the oracle. @p q prime, below 2^31; @p n a power of two.
std::unique_ptr<RingEngine> make_flint_engine(std::uint32_t n, std::uint32_t q);

} // namespace emrshare
