/// @file
/// What the commands on sealed files share.
#pragma once

#include "base/in_order.hpp"
#include "progress.hpp"
#include "record/seal.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace emrshare::kat {

/// Tells @p progress of a file of @p bytes bytes, in megabytes.
SealProgress report_to(Progress& progress, std::uint64_t bytes);

/// The options of a command that makes one file of another.
struct FileOptions {
    std::string key;
    std::string in;
    std::string out;
    unsigned jobs = all_cores();
    bool json = false;
};

/// Adds --key (@p key says what it is), --in, --out, --jobs and --json.
void add_file_options(CLI::App& command, FileOptions& options, const std::string& key);

/// How many bytes there are of @p after for each of @p before, with two decimals; "-" for nothing.
std::string ratio_text(std::uint64_t after, std::uint64_t before);

} // namespace emrshare::kat
