/// @file
/// The subcommands of `emrshare`. Each function adds its command to the parser; the command runs as
/// the parser's callback and throws a Rejection for what it refuses.
#pragma once

#include <CLI/CLI.hpp>

namespace emrshare::kat {

/// Thrown by a command that ran to its end and has said everything, but not of a success.
struct ExitStatus {
    int status; ///< 1: a mismatch; 3: the adapter failed
};

void add_vector_commands(CLI::App& kat);   ///< `generate` and `show`
void add_index_command(CLI::App& kat);     ///< `index`
void add_coverage_command(CLI::App& kat);  ///< `coverage`
void add_validate_commands(CLI::App& kat); ///< `verify`, `validate` and `export`
void add_params_commands(CLI::App& app);
void add_params_check(CLI::App& params); ///< `check`, beside `list` and `show`
void add_key_commands(CLI::App& app);
void add_seal_commands(CLI::App& app);     ///< `seal` and `open`
void add_delegate_commands(CLI::App& app); ///< `delegate` and `reseal`
void add_attack_command(CLI::App& app);
void add_campaign_command(CLI::App& app);
void add_props_command(CLI::App& app);
void add_run_command(CLI::App& app);
void add_people_commands(CLI::App& app); ///< `init`, `register` and `trace`
void add_record_commands(CLI::App& app); ///< `upload`, `publish` and `search`
void add_access_commands(CLI::App& app); ///< `request`, `grant`, `fetch` and `revoke`
void add_chain_commands(CLI::App& app);  ///< `ledger` and `audit`

} // namespace emrshare::kat
