#include "commands/place.hpp"

#include "base/error.hpp"
#include "commands/selection.hpp"
#include "files.hpp"
#include "random/xof.hpp"
#include "value.hpp"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace emrshare::kat {
namespace {

constexpr const char* kPasswordVariable = "EMRSHARE_PASSWORD";

/// Keeps what is typed from being shown while it lives.
class SilentTerminal {
public:
    SilentTerminal() {
        tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

private:
    termios before_{};
};

std::string ask(const char* question) {
    std::string answer;
    std::cerr << question << std::flush;
    {
        const SilentTerminal silent;
        std::getline(std::cin, answer);
    }
    std::cerr << '\n';
    return answer;
}

} // namespace

void add_place(CLI::App& command, Place& place) {
    command.add_option("--workspace", place.workspace,
                       "Folder of the workspace (default: the current folder if it is one, otherwise .emrshare)");
    command.add_option("--wait", place.wait, "Seconds to wait for another command in the same workspace")
        ->capture_default_str()
        ->check(number_in(0.0, 3600.0));
    command.add_flag("--json", place.json, "Print JSON");
}

void add_password(CLI::App& command, std::string& password_file) {
    command
        .add_option("--password-file", password_file,
                    "File whose first line is the wallet's password (default: $EMRSHARE_PASSWORD, or the terminal)")
        ->check(CLI::ExistingFile);
}

void add_actor(CLI::App& command, ActingUser& actor) {
    add_place(command, actor);
    command.add_option("--as", actor.as, "User who does it")->required();
    add_password(command, actor.password_file);
}

Bytes read_password(const std::string& password_file, bool is_new) {
    if (!password_file.empty()) {
        std::istringstream text(read_file(password_file));
        std::string line;
        std::getline(text, line);
        return bytes_of(line);
    }
    const char* variable = std::getenv(kPasswordVariable);
    if (variable != nullptr) return bytes_of(variable);
    require(isatty(STDIN_FILENO) != 0, "PASSWORD.C1", "password",
            "there is none: give --password-file, set EMRSHARE_PASSWORD, or type it on a terminal");
    const std::string password = ask("Password of the wallet: ");
    if (is_new) require(ask("Again: ") == password, "PASSWORD.C2", "password", "the two are different");
    return bytes_of(password);
}

std::filesystem::path folder_of(const Place& place) {
    if (!place.workspace.empty()) return place.workspace;
    return std::filesystem::exists("workspace.db") ? "." : ".emrshare";
}

std::chrono::milliseconds patience_of(const Place& place) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(place.wait * 1000));
}

Session::Session(const Place& place, Opening opening) {
    activity_.now("opening the workspace: another command may be at work");
    workspace_ = std::make_unique<Workspace>(folder_of(place), opening, patience_of(place));
    workspace_->transport().announce = [this](const std::string& to, const node::Event&) {
        activity_.now(to + " at work");
    };
    activity_.now("making nodes from their events");
}

Session::Session(const ActingUser& actor, Opening opening) : Session(static_cast<const Place&>(actor), opening) {
    workspace_->enter(actor.as, read_password(actor.password_file, false));
    require(!workspace_->transport().at<node::User>(actor.as).PID().empty(), "WORKSPACE.User.C4", "name",
            "'" + actor.as + "' has no PID");
}

void print(const Place& place, const Json& json, const std::string& text) {
    std::cout << (place.json ? to_text(json) : text);
}

std::string utc(std::uint64_t ms) {
    const auto seconds = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::ostringstream text;
    text << std::put_time(&parts, "%Y-%m-%d %H:%M:%S");
    return text.str();
}

Bytes named_by(const std::string& prefix, const std::vector<Bytes>& names, const std::string& what) {
    std::string digits = prefix;
    std::transform(digits.begin(), digits.end(), digits.begin(),
                   [](unsigned char digit) { return static_cast<char>(std::tolower(digit)); });
    std::vector<Bytes> found;
    for (const Bytes& name : names) {
        if (to_hex(name).rfind(digits, 0) == 0) found.push_back(name);
    }
    require(!found.empty(), "NAME.C1", what, "there is none that begins with '" + prefix + "'");
    require(found.size() == 1, "NAME.C1", what, "several begin with '" + prefix + "'; give more of the name");
    return found.front();
}

} // namespace emrshare::kat
