/// @file
/// From the paper's equations over the steps of the specification to code, tests and the vectors of a folder.
#pragma once

#include "json.hpp"

#include <string>
#include <vector>

namespace emrshare::kat {

/// What is known of the equations and steps besides vectors: spec/steps.json as the program was built with it, which
/// `proptests/traceability` makes and checks.
Json known_steps();

/// A step or check, with what covers it.
struct CoveredStep {
    std::string id;
    std::string chapter;                ///< file of the specification
    std::size_t shown = 0;              ///< values that the vectors state of it, and refusals by it
    bool runs = false;                  ///< whether its statement runs when vectors are made
    std::string without_vector{};       ///< why no vector can show it; else empty
    std::size_t code = 0;               ///< files that cite it
    std::size_t tests = 0;              ///< files that name it
    std::size_t mutants = 0;            ///< wrong implementations of it that are tried
    bool is_in_library = false;         ///< whether the library does it, so that there have to be some
    std::vector<std::string> missing{}; ///< empty cells: "vectors", "code", "tests", "mutants"

    std::string mutants_cell() const; ///< a number, or a dash for what the library does not do
    std::string vectors() const;      ///< its cell: a number, "run", or the reason
};

/// An equation, with the steps that compute it.
struct CoveredEquation {
    std::string id;
    std::string errata;
    std::vector<std::string> steps;
};

/// The whole table.
struct Coverage {
    std::vector<CoveredEquation> equations;
    std::vector<CoveredStep> steps;
    std::vector<std::string> faults; ///< every empty or contradictory cell, in a sentence

    /// The step of that id. @throws std::logic_error if there is none
    const CoveredStep& step(const std::string& id) const;
};

/// @param steps as known_steps() gives them
/// @param index as index_of() makes it of a folder
Coverage coverage_of(const Json& steps, const Json& index);

} // namespace emrshare::kat
