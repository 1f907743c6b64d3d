/// @file
/// Asking an adapter many questions.
#pragma once

#include "validate/adapter.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace emrshare::kat {

struct ValidationOptions {
    std::string command;                 ///< of the adapter, for the shell
    Adapter::Seconds limit{60};          ///< for one answer
    unsigned jobs = 1;                   ///< adapter processes at a time
    bool strict_checks = false;          ///< a refusal must name the vector's check
    std::vector<std::string> required{}; ///< operations whose vectors must all be passed
};

/// A question with what became of it.
struct Result {
    Question question;
    Finding finding;
};

/// Processor seconds, of the user and the system.
struct ProcessorTime {
    double validator = 0; ///< of this process
    double adapter = 0;   ///< of the processes that it has started
};

/// What this process has used so far; an adapter counts once it has ended.
ProcessorTime processor_time();

/// Everything that a validation found.
struct Validation {
    std::optional<Hello> hello;        ///< of the adapter, if it had one to say
    std::vector<Result> results;       ///< in the order of the questions
    std::vector<Breakdown> endings;    ///< of processes that did not end in good order
    std::string given_up;              ///< why questions were left out; else empty
    std::vector<std::string> unmet;    ///< required operations that were not passed in full
    std::optional<ProcessorTime> time; ///< of a validation that asked an adapter

    std::size_t count(Outcome outcome) const;
    /// 0, 1 or 3 (spec, adapter.md).
    int exit_status() const;
};

/// Vectors in a row that find the adapter broken, after which the rest is left out.
inline constexpr unsigned kPatience = 10;

/// Asks all @p questions; those of one file go to one process, in their order, and those of one set if it can be.
/// @param progress is told how many are done; may be called from several threads
Validation validate(std::vector<Question> questions, const ValidationOptions& options,
                    const std::function<void(std::size_t done)>& progress = {});

/// The required operations that have no result, or one that is not passed.
std::vector<std::string> find_unmet(const std::vector<std::string>& required, const std::vector<Result>& results);

} // namespace emrshare::kat
