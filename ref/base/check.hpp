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

/// Whether all checks of a table hold.
template <class Subject>
bool pass(std::span<const Check<Subject>> checks, const Subject& subject) {
    return std::all_of(checks.begin(), checks.end(), [&](const Check<Subject>& check) { return check.holds(subject); });
}

/// Collects the findings of every judgement in its lifetime, in this thread: for tests and vectors, which want to see
/// that a message fails the check that they name and no other.
class Findings {
public:
    Findings() : outer_(current()) { current() = this; }
    ~Findings() { current() = outer_; }
    Findings(const Findings&) = delete;            ///< it belongs to a place in the program
    Findings& operator=(const Findings&) = delete; ///< it belongs to a place in the program
    /// In the order of the checks.
    const std::vector<Finding>& list() const noexcept { return list_; }

private:
    friend class Judgement;
    static Findings*& current() noexcept {
        thread_local Findings* innermost = nullptr;
        return innermost;
    }
    Findings* outer_;
    std::vector<Finding> list_;
};

/// The tables of one transition, one after the other: a caller gets the first check that fails.
class Judgement {
public:
    /// Evaluates a table: as far as its first failure, or wholly if findings are collected.
    template <class Subject>
    Judgement& table(std::span<const Check<Subject>> checks, const Subject& subject) {
        if (Findings* findings = Findings::current()) {
            for (const Finding& finding : evaluate(checks, subject))
                findings->list_.push_back(finding);
        }
        for (const Check<Subject>& check : checks) {
            if (first_.empty() && !check.holds(subject)) note(check.id, check.field, check.reason);
        }
        return *this;
    }
    /// A check that stands alone.
    Judgement& check(bool holds, std::string_view id, std::string_view field, std::string_view reason) {
        if (Findings* findings = Findings::current())
            findings->list_.push_back({id, holds ? Verdict::holds : Verdict::fails});
        if (first_.empty() && !holds) note(id, field, reason);
        return *this;
    }
    /// @throws Rejection of the first check that failed
    void require() const { emrshare::require(first_.empty(), first_, field_, reason_); }

private:
    void note(std::string_view id, std::string_view field, std::string_view reason) {
        first_ = id;
        field_ = field;
        reason_ = reason;
    }
    std::string_view first_;
    std::string_view field_;
    std::string_view reason_;
};

} // namespace emrshare
