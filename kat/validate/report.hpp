/// @file
/// What a validation found, for people and for programs.
#pragma once

#include "validate/validation.hpp"

#include <iosfwd>

namespace emrshare::kat {

/// A table by operation, then each failure with its first difference.
/// @param all every failure; otherwise the first few of each operation
void print_report(std::ostream& out, const Validation& validation, bool all);

/// The same as JSON, with every result.
Json report_json(const Validation& validation);

/// JUnit's XML: a test suite for each file, a test case for each vector. Unsupported ones are skipped, broken ones
/// and those that were not run are errors.
std::string report_junit(const Validation& validation);

} // namespace emrshare::kat
