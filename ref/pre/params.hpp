/// @file
/// The parameter sets of spec/params.json and the two profiles (spec, chapter 2).
#pragma once

#include "ring/rq.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace emrshare {

/// Which reading of the paper an operation follows.
enum class Profile {
    as_printed, ///< each equation exactly as the paper prints it
    corrected,  ///< with the smallest change per erratum that makes its claims hold
};

/// "as-printed" or "corrected".
std::string_view name_of(Profile profile) noexcept;

/// How often an operation that has to draw again does so before it gives up: an input with which that happens is
/// refused.
inline constexpr std::uint64_t kMaxAttempts = 256;

/// One parameter set; the symbols are those of spec/02-parameters.md, where each is derived.
struct ParameterSet {
    std::string_view name;  ///< identifies the set everywhere, in coins too
    std::uint8_t code;      ///< identifies it in sealed files
    std::uint32_t n;        ///< degree of x^n + 1
    std::uint32_t q;        ///< prime modulus, 1 mod 2n
    std::uint32_t ell;      ///< bits of a coefficient of R_q
    std::uint32_t k;        ///< rows of B
    std::uint32_t p;        ///< plaintext modulus, 2
    std::uint32_t sigma;    ///< deviation of f' and g
    std::uint32_t eta;      ///< psi = CBD_eta
    std::uint32_t gs2_max;  ///< greatest allowed ||b~_i||^2
    std::uint32_t s;        ///< deviation of the corrected delegation
    std::uint64_t f2_max;   ///< greatest allowed ||f||^2 of a corrected key
    std::uint64_t gs2_re;   ///< greatest allowed squared Gram-Schmidt norm of a delegation basis
    std::uint32_t t_re;     ///< bits of the corrected mask
    std::int32_t fail_log2; ///< log2 of the failure probability per block that the set promises
    std::string_view use;   ///< what the set is for

    /// R_q of this set.
    const Ring& ring() const { return Ring::get(n, q); }
    /// Bytes of an encoded element of R_q.
    std::size_t element_bytes() const noexcept { return std::size_t{n} * ell / 8; }
    /// Bytes of an encoded message block.
    std::size_t message_bytes() const noexcept { return n / 8; }
};

/// All sets, smallest first.
std::span<const ParameterSet> parameter_sets() noexcept;

/// The set of that name. @throws Rejection `PARAM.Set.C1`
const ParameterSet& parameter_set(std::string_view name);

/// The set of that code. @throws Rejection `PARAM.Set.C2`
const ParameterSet& parameter_set(std::uint8_t code);

/// @throws Rejection @p check unless @p element is in R_q of @p set
void require_element(const ParameterSet& set, const Rq& element, std::string_view check, std::string_view field);

/// @throws Rejection @p check unless @p poly has n coefficients
void require_size(const ParameterSet& set, const Poly& poly, std::string_view check, std::string_view field);

/// @throws Rejection @p check unless @p element is a unit of R_q
void require_unit(const Rq& element, std::string_view check, std::string_view field);

/// The inverse of @p element. @throws Rejection @p check unless it is a unit of R_q
Rq require_inverse(const Rq& element, std::string_view check, std::string_view field);

} // namespace emrshare
