/// @file
/// The narrow interface behind which the arithmetic of R_q is done (spec, section 1.1).
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emrshare {

/// Coefficients of an element of R_q, each in [0, q).
using Residues = WipedVector<std::uint32_t>;

/// Multiplication and inversion in R_q for one (n, q): all that an engine has to provide. An engine is no part of the
/// scheme: every one must give the same residues (spec, section 1.1).
class RingEngine {
public:
    virtual ~RingEngine() = default;

    /// a b mod (x^n + 1, q). Both of n reduced coefficients.
    virtual Residues multiply(const Residues& a, const Residues& b) const = 0;

    /// The inverse of @p a in R_q, or nothing if @p a is no unit.
    virtual std::optional<Residues> invert(const Residues& a) const = 0;

    /// Whether invert(a) gives something.
    virtual bool is_unit(const Residues& a) const { return invert(a).has_value(); }

    /// @p a in the form in which this engine multiplies by it fastest, for one that many others are multiplied by.
    /// The form has no meaning outside of this engine. Without one of its own, an engine keeps the coefficients.
    virtual Residues prepare(const Residues& a) const { return a; }

    /// a b as multiply. @param prepared_a what prepare gave for a @param b n reduced coefficients
    virtual Residues multiply_prepared(const Residues& prepared_a, const Residues& b) const {
        return multiply(prepared_a, b);
    }
};

/// The engine on FLINT's nmod_poly: the oracle. @p q prime, below 2^31; @p n a power of two.
std::unique_ptr<RingEngine> make_flint_engine(std::uint32_t n, std::uint32_t q);

/// The names of the instruction sets for which the engine on number-theoretic transforms has loops and which this
/// machine has, the fastest first: some of `avx512`, `avx2`, `sse4`, `neon`, and always `portable`.
std::vector<std::string_view> ntt_instruction_sets();

/// The engine on number-theoretic transforms with the loops for one instruction set.
/// @param n a power of two, at least 8
/// @param q prime, 1 mod 2n, below 2^31
/// @param instruction_set one of ntt_instruction_sets()
std::unique_ptr<RingEngine> make_ntt_engine(std::uint32_t n, std::uint32_t q, std::string_view instruction_set);

/// The names that select_engine takes on this machine: `flint`, `ntt` (the fastest), and `ntt:` with each of
/// ntt_instruction_sets(), such as `ntt:avx2`.
std::vector<std::string> engine_names();

/// From now on all rings compute with the engine of this name, until then with the one that the environment variable
/// `EMRSHARE_ENGINE` names when a ring is first used, or with `flint`. Other threads may go on computing: the results
/// are the same.
/// @throws Rejection `RING.Engine.C1` if @p name is none of engine_names()
void select_engine(std::string_view name);

} // namespace emrshare
