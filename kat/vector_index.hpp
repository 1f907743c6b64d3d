/// @file
/// What a folder of vectors holds, counted, and its digests (spec, section 8.8).
#pragma once

#include "json.hpp"

#include <filesystem>
#include <string>

namespace emrshare::kat {

/// Where a folder of vectors has its index.
/// @{
inline constexpr const char* kIndexFile = "index/counts.json";
inline constexpr const char* kDigestsFile = "SHA256SUMS";
/// @}

/// Counts of the vectors of a folder by operation, set, profile, flag and step.
/// @throws Rejection `FILE.C1`, `KAT.Json.C1`, or as open_file()
Json index_of(const std::filesystem::path& folder);

/// The digests of the vector files and of the index, as `sha256sum --check` reads them.
/// @throws Rejection `FILE.C1`
std::string digests_of(const std::filesystem::path& folder);

/// Writes both into the folder. @throws Rejection as the two, and `FILE.C2`
void write_index(const std::filesystem::path& folder);

} // namespace emrshare::kat
