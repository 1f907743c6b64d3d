#include "seal_progress.hpp"

#include <iomanip>
#include <sstream>

namespace emrshare::kat {

SealProgress report_to(Progress& progress, std::uint64_t bytes) {
    return [&progress, bytes](std::uint64_t done, std::uint64_t total) {
        const double share = static_cast<double>(done) / static_cast<double>(total);
        const double megabytes = static_cast<double>(bytes) / 1e6;
        progress.update(static_cast<std::uint64_t>(share * megabytes), static_cast<std::uint64_t>(megabytes), "MB");
    };
}

void add_file_options(CLI::App& command, FileOptions& options, const std::string& key) {
    command.add_option("--key", options.key, key)->required()->check(CLI::ExistingFile);
    command.add_option("--in", options.in, "File to read")->required()->check(CLI::ExistingFile);
    command.add_option("--out", options.out, "File to write; replaced only when all has succeeded")->required();
    command.add_option("--jobs", options.jobs, "Threads (default: one for each processor)")->check(CLI::Range(1, 1024));
    command.add_flag("--json", options.json, "Say what was done in JSON");
}

std::string ratio_text(std::uint64_t after, std::uint64_t before) {
    if (before == 0) return "-";
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << static_cast<double>(after) / static_cast<double>(before);
    return text.str();
}

} // namespace emrshare::kat
