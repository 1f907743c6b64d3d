/// @file
/// The flags of vectors: what kind of mistake each finds, and what such a mistake leads to.
#pragma once

#include "json.hpp"

#include <string>

namespace emrshare::kat {

/// The flag that says which kind of mistake a vector finds that check @p check must refuse.
/// @throws std::logic_error for a check of which no vector is known
std::string flag_of_check(const std::string& check);

/// The notes on all flags that some of @p vectors carry: flag -> {bug_type, description, effect}.
Json notes_on_used_flags(const Json& vectors);

} // namespace emrshare::kat
