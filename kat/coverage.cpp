#include "coverage.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace emrshare::kat {
namespace {

// Longer than what every compiler has to accept; GCC and clang do.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
constexpr const char* kSteps =
#include "steps_json.inc" // spec/steps.json
    ;
#pragma GCC diagnostic pop

CoveredStep covered_step(const Json& row, const Json& shown) {
    CoveredStep step;
    step.id = row["id"].get<std::string>();
    step.chapter = row["chapter"].get<std::string>();
    if (shown.contains(step.id))
        step.shown = shown[step.id]["values"].get<std::size_t>() + shown[step.id]["rejections"].get<std::size_t>();
    step.runs = row.contains("runs");
    if (row.contains("without_vector")) step.without_vector = row["without_vector"].get<std::string>();
    step.code = row["code"].size();
    step.tests = row["tests"].size();
    step.mutants = row["mutants"].size();
    for (const Json& file : row["code"])
        step.is_in_library = step.is_in_library || file.get<std::string>().starts_with("ref/");
    if (step.vectors().empty()) step.missing.emplace_back("vectors");
    if (step.code == 0) step.missing.emplace_back("code");
    if (step.tests == 0) step.missing.emplace_back("tests");
    if (step.mutants_cell().empty()) step.missing.emplace_back("mutants");
    return step;
}

void find_faults(Coverage& coverage, const Json& shown) {
    std::set<std::string> known;
    for (const CoveredStep& step : coverage.steps) {
        known.insert(step.id);
        for (const std::string& cell : step.missing)
            coverage.faults.push_back(step.id + " (" + step.chapter + "): no " + cell);
        if (step.shown > 0 && !step.without_vector.empty())
            coverage.faults.push_back(step.id + ": a vector shows it, and a reason says that none can");
    }
    for (const CoveredEquation& equation : coverage.equations) {
        if (equation.steps.empty()) coverage.faults.push_back(equation.id + ": no step computes it");
        for (const std::string& id : equation.steps) {
            if (!known.contains(id)) coverage.faults.push_back(equation.id + ": there is no step " + id);
        }
    }
    for (const auto& [id, counts] : shown.items()) {
        if (!known.contains(id)) coverage.faults.push_back("the vectors show " + id + ", which is no step");
    }
}

} // namespace

Json known_steps() {
    return parse_json(kSteps, "spec/steps.json");
}

std::string CoveredStep::vectors() const {
    if (shown > 0) return std::to_string(shown);
    return runs ? "run" : without_vector;
}

std::string CoveredStep::mutants_cell() const {
    if (mutants > 0) return std::to_string(mutants);
    return is_in_library ? "" : "-";
}

const CoveredStep& Coverage::step(const std::string& id) const {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const CoveredStep& one) { return one.id == id; });
    if (found == steps.end()) throw std::logic_error("there is no step " + id);
    return *found;
}

Coverage coverage_of(const Json& steps, const Json& index) {
    const Json& shown = index["steps"];
    Coverage coverage;
    for (const Json& row : steps["equations"])
        coverage.equations.push_back({row["id"].get<std::string>(), row["errata"].get<std::string>(),
                                      row["steps"].get<std::vector<std::string>>()});
    for (const Json& row : steps["steps"])
        coverage.steps.push_back(covered_step(row, shown));
    find_faults(coverage, shown);
    return coverage;
}

} // namespace emrshare::kat
