/// @file
/// The benchmarks of sharing a record.
#pragma once

namespace emrshare {

/// Adds `Record/PHASE/PROFILE/SECTIONS/SET`: a record of 169,000 bytes in that many sections.
void register_sharing_benchmarks();

} // namespace emrshare
