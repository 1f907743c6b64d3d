/// @file
/// JSON as this program uses it: member order is kept, so that equal data give equal files.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace emrshare::kat {

using Json = nlohmann::ordered_json;

/// Text of @p json with two-space indentation, arrays of scalars on one line, and a final newline.
std::string to_text(const Json& json);

/// The JSON value of @p text. @throws Rejection `KAT.Json.C1` naming @p source and the place of the error,
/// also for a member that stands twice
Json parse_json(const std::string& text, const std::string& source);

} // namespace emrshare::kat
