// The command `kat coverage`: from the paper's equations to the vectors of a folder.

#include "coverage.hpp"

#include "commands.hpp"
#include "vector_index.hpp"

#include <iomanip>
#include <iostream>
#include <memory>
#include <set>

namespace emrshare::kat {
namespace {

struct CoverageOptions {
    std::string vectors = "vectors";
    bool json = false;
};

void print_step(const std::string& equation, const CoveredStep& step) {
    std::cout << std::left << std::setw(12) << equation << std::setw(32) << step.id << std::right << std::setw(5)
              << step.code << std::setw(7) << step.tests << std::setw(9) << step.mutants_cell() << "  "
              << (step.vectors().empty() ? "(none)" : step.vectors()) << '\n';
}

void print_coverage(const Coverage& coverage) {
    std::cout << std::left << std::setw(12) << "equation" << std::setw(32) << "step" << std::right << std::setw(5)
              << "code" << std::setw(7) << "tests" << std::setw(9) << "mutants"
              << "  vectors\n";
    std::set<std::string> printed;
    for (const CoveredEquation& equation : coverage.equations) {
        for (const std::string& id : equation.steps) {
            print_step(equation.id, coverage.step(id));
            printed.insert(id);
        }
    }
    for (const CoveredStep& step : coverage.steps) {
        if (!printed.contains(step.id)) print_step("", step);
    }
    std::cout << '\n';
    for (const std::string& fault : coverage.faults)
        std::cout << fault << '\n';
    std::cout << coverage.equations.size() << " equations, " << coverage.steps.size() << " steps and checks, "
              << coverage.faults.size() << " faults\n";
}

Json coverage_json(const Coverage& coverage) {
    Json equations = Json::array();
    for (const CoveredEquation& equation : coverage.equations)
        equations.push_back({{"id", equation.id}, {"errata", equation.errata}, {"steps", equation.steps}});
    Json steps = Json::array();
    for (const CoveredStep& step : coverage.steps)
        steps.push_back({{"id", step.id},
                         {"chapter", step.chapter},
                         {"vectors", step.vectors()},
                         {"code", step.code},
                         {"tests", step.tests},
                         {"mutants", step.mutants}});
    return {{"equations", std::move(equations)}, {"steps", std::move(steps)}, {"faults", coverage.faults}};
}

void show_coverage(const CoverageOptions& options) {
    const Coverage coverage = coverage_of(known_steps(), index_of(options.vectors));
    if (options.json) {
        std::cout << to_text(coverage_json(coverage));
    } else {
        print_coverage(coverage);
    }
    if (!coverage.faults.empty()) throw ExitStatus{1};
}

} // namespace

void add_coverage_command(CLI::App& kat) {
    const auto options = std::make_shared<CoverageOptions>();
    CLI::App* command = kat.add_subcommand(
        "coverage",
        "From the paper's equations over the specification's steps to code, tests, mutants and a folder's vectors");
    command->add_option("--vectors", options->vectors, "Folder of vector files")
        ->capture_default_str()
        ->check(CLI::ExistingDirectory);
    command->add_flag("--json", options->json, "Print JSON");
    command->footer("Example: emrshare kat coverage --vectors vectors\n\n"
                    "Exit codes: 0 complete, 1 a cell is empty, 2 usage.");
    command->callback([options] { show_coverage(*options); });
}

} // namespace emrshare::kat
