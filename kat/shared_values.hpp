/// @file
/// Values that a vector file states once, however often its vectors have them (spec, section 8.1).
#pragma once

#include "json.hpp"

#include <cstddef>
#include <string>

namespace emrshare::kat {

/// Characters of JSON text above which it is worth while to state a value once.
inline constexpr std::size_t kSharedAbove = 1024;

/// @p file with each value that is longer than kSharedAbove and that its vectors have at least twice in the member
/// `values`, and references to it in the vectors. A file without such values stays as it is.
Json share_values(Json file);

/// @p file, which fits the schema, with every reference replaced by its value, and without the member `values`.
/// @throws Rejection `KAT.Values.C1` (a reference to no value) naming the vector and the reference, `KAT.Values.C2`
///         (a value that nothing refers to) naming the value, `KAT.Values.C3` (a join of other things than byte
///         strings); all after @p source, which names the file
Json resolve_values(Json file, const std::string& source);

} // namespace emrshare::kat
