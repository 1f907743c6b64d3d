/// @file
/// The subcommands of `emrshare`. Each function adds its command to the parser; the command runs as
/// the parser's callback and throws a Rejection for what it refuses.
#pragma once

#include <CLI/CLI.hpp>

namespace emrshare::kat {

/// Thrown by a command that ran to its end and found a mismatch: exit code 1, nothing more to say.
struct Mismatched {};

void add_vector_commands(CLI::App& app);
void add_params_commands(CLI::App& app);
void add_params_check(CLI::App& params); ///< `check`, beside `list` and `show`
void add_key_commands(CLI::App& app);
void add_seal_commands(CLI::App& app);

} // namespace emrshare::kat
