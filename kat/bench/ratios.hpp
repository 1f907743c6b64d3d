/// @file
/// The speed of the fast engine in units of another library's multiplication.
#pragma once

namespace emrshare {

/// Measures products in R_q by NTL, by FLINT and by every instruction set of the fast engine, and the operations of
/// high-2048 under the fast engine, all in turns, and prints medians and their ratios to NTL's time T.
/// @param json whether as JSON
void print_ratios(bool json);

} // namespace emrshare
