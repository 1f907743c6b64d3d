/// @file
/// Checks as data: what a transition or a decoding refuses is a table, of which a caller sees the first check that
/// fails and a test sees all.
#pragma once

#include "base/error.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace emrshare {

/// A named check of the specification on a @p Subject: the message together with what it is judged against.
template <class Subject>
struct Check {
    std::string_view id;                 ///< "TX.C3"
    std::string_view field;              ///< what the check speaks of
    std::string_view reason;             ///< what is wrong when it fails
    std::vector<std::string_view> after; ///< checks that must hold before this one can be evaluated
    bool (*holds)(const Subject&);       ///< no side effects
};

/// What became of one check.
enum class Verdict {
    holds,         ///< as it should be
    fails,         ///< the check refuses
    not_evaluable, ///< a check that it depends on does not hold
};

/// A check with its verdict.
struct Finding {
    std::string_view id; ///< of the check
    Verdict verdict;     ///< what became of it
};

/// All checks of a table, evaluated as far as they can be.
template <class Subject>
std::vector<Finding> evaluate(std::span<const Check<Subject>> checks, const Subject& subject) {
    std::vector<Finding> findings;
    const auto held = [&](std::string_view id) {
        return std::any_of(findings.begin(), findings.end(),
                           [&](const Finding& f) { return f.id == id && f.verdict == Verdict::holds; });
    };
    for (const Check<Subject>& check : checks) {
        const bool evaluable = std::all_of(check.after.begin(), check.after.end(), held);
        const Verdict verdict = !evaluable             ? Verdict::not_evaluable
                                : check.holds(subject) ? Verdict::holds
                                                       : Verdict::fails;
        findings.push_back({check.id, verdict});
    }
    return findings;
}

/// @throws Rejection of the first check that fails. Checks that come after one of its prerequisites only need not look
///         at those again: an earlier failure has ended the table by then.
template <class Subject>
void require_all(std::span<const Check<Subject>> checks, const Subject& subject) {
    for (const Check<Subject>& check : checks)
        require(check.holds(subject), check.id, check.field, check.reason);
}

} // namespace emrshare
