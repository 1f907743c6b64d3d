// The command `kat index`: what a folder of vectors holds.

#include "base/error.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "vector_index.hpp"

#include <iomanip>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

struct IndexOptions {
    std::string vectors = "vectors";
    bool steps = false;
    bool json = false;
    bool digests = false;
};

void print_counts(const char* heading, const Json& counts) {
    std::cout << '\n' << std::left << std::setw(42) << heading << std::right << std::setw(10) << "vectors" << '\n';
    for (const auto& [name, count] : counts.items())
        std::cout << std::left << std::setw(42) << name << std::right << std::setw(10) << count << '\n';
}

void print_steps(const Json& steps) {
    std::cout << '\n'
              << std::left << std::setw(42) << "step" << std::right << std::setw(10) << "values" << std::setw(12)
              << "rejections" << '\n';
    for (const auto& [step, shown] : steps.items())
        std::cout << std::left << std::setw(42) << step << std::right << std::setw(10) << shown["values"]
                  << std::setw(12) << shown["rejections"] << '\n';
}

void print_index(const IndexOptions& options) {
    require(!json_files(options.vectors).empty(), "KAT.File.C3", options.vectors, "it holds no vector file");
    if (options.digests) {
        std::cout << vector_digests(options.vectors);
        return;
    }
    const Json index = index_of(options.vectors);
    if (options.json) {
        std::cout << to_text(index);
        return;
    }
    std::cout << index["vectors"] << " vectors in " << index["files"] << " files, " << index["rejected"]
              << " of them to be refused\n";
    print_counts("operation", index["operations"]);
    print_counts("set", index["sets"]);
    print_counts("profile", index["profiles"]);
    print_counts("flag", index["flags"]);
    if (options.steps) print_steps(index["steps"]);
}

} // namespace

void add_index_command(CLI::App& kat) {
    const auto options = std::make_shared<IndexOptions>();
    CLI::App* command = kat.add_subcommand("index", "Count the vectors of a folder");
    command->add_option("--vectors", options->vectors, "Folder of vector files")
        ->capture_default_str()
        ->check(CLI::ExistingDirectory);
    command->add_flag("--steps", options->steps, "Also by the step or check that a vector shows");
    CLI::Option* json = command->add_flag("--json", options->json, "Print JSON, the steps included");
    command->add_flag("--digests", options->digests, "Instead a digest of each vector, as a version publishes them")
        ->excludes(json);
    command->footer("Example: emrshare kat index --steps");
    command->callback([options] { print_index(*options); });
}

} // namespace emrshare::kat
