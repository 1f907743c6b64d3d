/// @file
/// Values on the edge of what is accepted, from which cases are made.
#pragma once

#include "json.hpp"
#include "operation.hpp"
#include "pre/params.hpp"

#include <cstdint>
#include <string>

namespace emrshare::kat {

std::string hex_of(const Rq& element);
std::string hex_of(const ParameterSet& set, const Poly& short_poly);

Json list_of(const Rq& element);
Json list_of(const Poly& poly);

/// Coins whose first 8 bytes are @p number, least significant first, and whose others are zero.
Coins numbered_coins(std::uint64_t number);

/// Hex without its last byte.
std::string short_by_one(const std::string& hex);

/// The encoding of @p element with the ell bits of coefficient @p index replaced by @p value, which
/// need not be below q.
Bytes with_coefficient(const Rq& element, std::size_t index, std::uint64_t value);

/// Hex of @p element with its first coefficient replaced by q.
std::string unreduced(const Rq& element);

/// Coefficients 0, q - 1, (q - 1)/2, (q + 1)/2, 1 in turn.
Rq edge_element(const ParameterSet& set);

/// A zeta with zeta^m = -1 modulo q; @p m a power of two, at most n.
std::uint32_t root_of_minus_one(const ParameterSet& set, std::uint32_t m);

/// x - zeta for a root zeta of x^n + 1 modulo q: neither zero nor a unit of R_q.
Rq non_unit(const ParameterSet& set);

/// That @p check refuses the inputs @p good once the element @p name is zero, or non_unit(), instead.
/// @{
Case zero_case(const ParameterSet& set, Json good, const std::string& name, const std::string& check);
Case non_unit_case(const ParameterSet& set, Json good, const std::string& name, const std::string& check);
/// @}

/// f' with p f' + 1 = c (x - zeta) mod q for the least c >= 1 that keeps f' in KeyGen's range.
Poly f_prime_of_non_unit(const ParameterSet& set);

} // namespace emrshare::kat
