/// @file
/// The options by which several commands choose vectors.
#pragma once

#include "validate/judge.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace emrshare::kat {

/// Refuses an option's text for which @p look throws a Rejection. @param name of what is wanted, for the help text
CLI::Validator accepted_by(void (*look)(const std::string& text), const char* name);

/// Accepts names of operations.
CLI::Validator known_operation();

/// Accepts names of parameter sets.
CLI::Validator known_set();

/// Accepts numbers from @p least to @p greatest. CLI::Range accepts nan, too.
CLI::Validator number_in(double least, double greatest);

/// Adds --force, for a command that writes keys: require_new() asks for it.
void add_force(CLI::App& command, bool& force);

/// Adds --op, --set and --profile; a name that does not exist is an error of usage.
void add_selection(CLI::App& command, Selection& selection);

/// Adds --jobs. 0: one per core.
void add_jobs(CLI::App& command, unsigned& jobs, const char* what);

/// Adds --seed, 64 hex digits.
void add_seed(CLI::App& command, std::string& seed, const char* what);

/// The seed that is written as @p hex; the published one for an empty text. @throws Rejection `COINS.C1`,
/// `KAT.Input.C2`
Coins parse_seed(const std::string& hex);

/// The seed that is written as @p hex; for an empty text one from the system. @throws Rejection as parse_seed()
Coins drawn_or_parsed(const std::string& hex);

/// The vectors of a folder that a selection asks for, file by file in the order of the files' names.
/// @throws Rejection `KAT.File.C3` if there is none, and for a file that is no vector file
std::vector<Question> load_questions(const std::string& folder, const Selection& selection);

} // namespace emrshare::kat
