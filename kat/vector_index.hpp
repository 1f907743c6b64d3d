/// @file
/// What a folder of vectors holds, counted, and its digests (spec, section 8.8).
#pragma once

#include "json.hpp"

#include <filesystem>
#include <string>
#include <vector>

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

/// A line for each vector of a folder: the first 16 bytes of the SHA-256 of its JSON text, every value in its place and
/// members as in the file, then operation, set, profile and id. `published/VERSION.txt` has those of a version.
/// @throws Rejection as index_of()
std::string vector_digests(const std::filesystem::path& folder);

/// The vectors that two such texts do not have alike, those that only @p now has left out: "OPERATION.SET.PROFILE ID is
/// gone" or "... is changed". @throws Rejection `KAT.Digests.C1` naming a line that is none
std::vector<std::string> changed_vectors(const std::string& published, const std::string& now);

/// Writes index and digests of files into the folder. @throws Rejection as the two, and `FILE.C2`
void write_index(const std::filesystem::path& folder);

} // namespace emrshare::kat
