#include "commands/selection.hpp"

#include "base/error.hpp"
#include "files.hpp"
#include "random/xof.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace emrshare::kat {
namespace {

namespace fs = std::filesystem;

/// The vector files of a folder that a selection asks for, in the order of their names.
std::vector<fs::path> find_files(const std::string& folder, const Selection& selection) {
    std::vector<fs::path> paths = json_files(folder);
    if (selection.is_all()) return paths;
    const std::vector<FileKey> keys = select_files(selection);
    const auto unwanted = [&](const fs::path& path) {
        return std::none_of(keys.begin(), keys.end(),
                            [&](const FileKey& key) { return path.filename() == key.file_name(); });
    };
    paths.erase(std::remove_if(paths.begin(), paths.end(), unwanted), paths.end());
    return paths;
}

} // namespace

CLI::Validator accepted_by(void (*look)(const std::string& text), const char* name) {
    const auto complaint = [look](const std::string& text) -> std::string {
        try {
            look(text);
            return "";
        } catch (const Rejection& rejection) {
            return rejection.reason();
        }
    };
    return CLI::Validator(complaint, name);
}

CLI::Validator known_operation() {
    return accepted_by([](const std::string& text) { require_operation(text); }, "OPERATION");
}

CLI::Validator known_set() {
    return accepted_by([](const std::string& text) { parameter_set(text); }, "SET");
}

CLI::Validator number_in(double least, double greatest) {
    std::ostringstream range;
    range << "in [" << least << " - " << greatest << ']';
    const auto complaint = [least, greatest, range = range.str()](const std::string& text) -> std::string {
        double number = 0;
        const bool is_number = CLI::detail::lexical_cast(text, number);
        return is_number && least <= number && number <= greatest ? "" : "'" + text + "' is no number " + range;
    };
    return CLI::Validator(complaint, "NUMBER " + range.str());
}

void add_force(CLI::App& command, bool& force) {
    command.add_flag("--force", force, "Replace a key that is there; without it such a file is refused");
}

void add_selection(CLI::App& command, Selection& selection) {
    const auto look_for_set = [](const std::string& text) {
        if (text != "any") parameter_set(text);
    };
    command.add_option("--op", selection.operations, "Operations, for instance enc (default: all)")
        ->check(known_operation());
    command.add_option("--set", selection.sets, "Parameter sets, or 'any' for operations without one (default: all)")
        ->check(accepted_by(look_for_set, "SET"));
    command.add_option("--profile", selection.profiles, "Profiles: both, as-printed, corrected (default: all)")
        ->check(accepted_by([](const std::string& text) { profile_of(text); }, "PROFILE"));
}

void add_jobs(CLI::App& command, unsigned& jobs, const char* what) {
    command.add_option("--jobs", jobs, what)->check(CLI::Range(1, 256));
}

void add_seed(CLI::App& command, std::string& seed, const char* what) {
    command.add_option("--seed", seed, what)
        ->check(accepted_by([](const std::string& text) { parse_seed(text); }, "HEX"));
}

Coins parse_seed(const std::string& hex) {
    if (hex.empty()) return published_seed();
    const Json wrapped = {{"--seed", hex}};
    return Inputs(wrapped, nullptr).coins("--seed");
}

Coins drawn_or_parsed(const std::string& hex) {
    return hex.empty() ? random_coins() : parse_seed(hex);
}

std::vector<Question> load_questions(const std::string& folder, const Selection& selection) {
    std::vector<Question> questions;
    for (const fs::path& path : find_files(folder, selection)) {
        const std::string source = path.filename().string();
        for (Question& question : questions_of(parse_json(read_file(path), source), source))
            questions.push_back(std::move(question));
    }
    require(!questions.empty(), "KAT.File.C3", folder, "no vector file fits the options");
    return questions;
}

} // namespace emrshare::kat
