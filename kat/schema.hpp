/// @file
/// JSON schemas, as valijson checks them.
#pragma once

#include "json.hpp"

#include <string>

namespace emrshare::kat {

/// Checks that @p json fits a JSON schema (draft 7), given as text.
/// @throws Rejection `KAT.File.C1` naming @p source, the place and what is wrong there
void require_schema(const Json& json, const std::string& schema, const std::string& source);

} // namespace emrshare::kat
