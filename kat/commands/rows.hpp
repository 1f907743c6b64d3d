/// @file
/// The rows of experiments and campaigns, for programs and for people.
#pragma once

#include "attack/experiment.hpp"
#include "json.hpp"

#include <vector>

namespace emrshare::kat {

/// An array with an object for each row: what was measured, predicted and expected, and what came out.
Json describe_rows(const std::vector<attack::Row>& rows);

/// A line for each row, on standard output.
void print_rows(const std::vector<attack::Row>& rows);

} // namespace emrshare::kat
