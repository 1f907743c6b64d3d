/// @file
/// What the commands over a workspace have in common: where it is, who acts, how answers are written.
#pragma once

#include "json.hpp"
#include "workspace/activity.hpp"
#include "workspace/workspace.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace emrshare::kat {

/// Options of every command.
struct Place {
    std::string workspace; ///< folder; empty: looked for
    double wait = 60;      ///< seconds for another command to end
    bool json = false;     ///< whether JSON is printed
};

/// Options of a command that a user gives.
struct ActingUser : Place {
    std::string as;            ///< name of the user
    std::string password_file; ///< empty: the environment or the terminal
};

/// Adds --workspace, --wait and --json.
void add_place(CLI::App& command, Place& place);

/// Adds --as and --password-file besides.
void add_actor(CLI::App& command, ActingUser& actor);

/// Adds --password-file.
void add_password(CLI::App& command, std::string& password_file);

/// The password: the first line of the file, or EMRSHARE_PASSWORD, or what is typed without being shown.
/// @param is_new whether it is asked for twice
/// @throws Rejection `PASSWORD.C1` if there is none, `PASSWORD.C2` if the two differ
Bytes read_password(const std::string& password_file, bool is_new);

/// Where the workspace is: the option, or the current folder if it is one, or `.emrshare` in it.
std::filesystem::path folder_of(const Place& place);

/// How long to wait for another command.
std::chrono::milliseconds patience_of(const Place& place);

/// A workspace in use, with what goes on shown on a terminal.
class Session {
public:
    /// Opens it.
    Session(const Place& place, Opening opening);
    /// Opens it and lets a user enter who then acts.
    Session(const ActingUser& actor, Opening opening);
    Workspace& operator*() const noexcept { return *workspace_; }       ///< the workspace
    Workspace* operator->() const noexcept { return workspace_.get(); } ///< the workspace
    Activity& activity() noexcept { return activity_; }                 ///< what goes on

private:
    Activity activity_;
    std::unique_ptr<Workspace> workspace_;
};

/// Prints JSON if it is wanted, otherwise the text.
void print(const Place& place, const Json& json, const std::string& text);

/// UTC, `2026-01-31 12:00:00`.
std::string utc(std::uint64_t ms);

/// The entry of which @p prefix, in small or capital digits, begins the hexadecimal name.
/// @throws Rejection `NAME.C1` (what) if there is none or more than one
Bytes named_by(const std::string& prefix, const std::vector<Bytes>& names, const std::string& what);

} // namespace emrshare::kat
