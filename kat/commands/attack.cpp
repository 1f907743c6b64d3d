#include "attack/experiment.hpp"
#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/figure.hpp"
#include "commands/rows.hpp"
#include "commands/selection.hpp"
#include "files.hpp"
#include "json.hpp"
#include "parallel.hpp"
#include "progress.hpp"

#include <chrono>
#include <future>
#include <iomanip>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

using attack::Experiment;
using attack::Row;
using attack::Setting;

struct AttackOptions {
    std::string name;
    std::vector<std::string> sets;
    std::string profile;
    std::uint64_t samples = 0;
    std::string seed;
    unsigned jobs = 0;
    bool quick = false; ///< what happens without --full
    bool full = false;
    bool json = false;
    std::string plot;
};

/// The rows of one experiment at one set.
struct Finished {
    const Experiment* experiment;
    const ParameterSet* set;
    std::uint64_t samples;
    std::vector<Row> rows;
};

Json describe(const Experiment& e) {
    Json sets = Json::array();
    for (const std::string_view set : e.sets)
        sets.push_back(set);
    return {{"name", e.name},           {"claim", e.claim},
            {"coalition", e.coalition}, {"sees", e.sees},
            {"algorithm", e.algorithm}, {"expected", {{"as-printed", e.as_printed}, {"corrected", e.corrected}}},
            {"section", e.section},     {"sets", std::move(sets)},
            {"unit", e.unit},           {"samples", {{"quick", e.quick}, {"full", e.full}}}};
}

void list_experiments(bool json) {
    if (json) {
        Json all = Json::array();
        for (const Experiment& e : attack::experiments())
            all.push_back(describe(e));
        std::cout << to_text(all);
        return;
    }
    for (const Experiment& e : attack::experiments())
        std::cout << std::left << std::setw(21) << e.name << e.coalition << ": " << e.algorithm << '\n';
}

Json describe(const Finished& result) {
    return {{"experiment", result.experiment->name},
            {"set", result.set->name},
            {"samples", result.samples},
            {"as_expected", attack::as_expected(result.rows)},
            {"rows", describe_rows(result.rows)}};
}

void print_head(const Experiment& e) {
    std::cout << e.name << " (" << e.section << ")\n  claim:      " << e.claim << "\n  coalition:  " << e.coalition
              << "\n  sees:       " << e.sees << "\n  algorithm:  " << e.algorithm << "\n  as-printed: " << e.as_printed
              << "\n  corrected:  " << e.corrected << '\n';
}

void print(const Finished& result) {
    std::cout << "  " << result.set->name << ", " << result.samples << ' ' << result.experiment->unit
              << "; intervals of 99 per cent\n";
    print_rows(result.rows);
}

std::vector<const Experiment*> chosen(const std::string& name) {
    if (name != "all") return {&attack::experiment(name)};
    std::vector<const Experiment*> all;
    for (const Experiment& e : attack::experiments())
        all.push_back(&e);
    return all;
}

Setting setting_of(const AttackOptions& options, const Experiment& e, std::string_view set) {
    Setting setting;
    setting.set = &parameter_set(set);
    if (!options.profile.empty())
        setting.profile = options.profile == "as-printed" ? Profile::as_printed : Profile::corrected;
    setting.samples = options.samples != 0 ? options.samples : options.full ? e.full : e.quick;
    setting.seed = parse_seed(options.seed);
    setting.jobs = options.jobs;
    return setting;
}

/// Runs an experiment on a thread of its own, so that its time can be shown whatever it does.
/// @param done, total of this command's experiments
std::vector<Row> run_with_progress(const Experiment& e, const Setting& setting, std::size_t done, std::size_t total) {
    Progress progress("attack " + std::string(e.name) + " at " + std::string(setting.set->name));
    std::vector<Row> rows;
    // In a thread of run_parallel(), which gives back what FLINT keeps for it.
    const auto run = [&] { run_parallel(1, 1, [&](std::size_t) { rows = attack::run(e, setting); }); };
    std::future<void> finished = std::async(std::launch::async, run);
    while (finished.wait_for(std::chrono::milliseconds(500)) != std::future_status::ready)
        progress.update(done, total, "experiments");
    finished.get();
    return rows;
}

void attack_command(const AttackOptions& options) {
    if (options.name == "list") {
        list_experiments(options.json);
        return;
    }
    const std::vector<const Experiment*> wanted = chosen(options.name);
    require(options.plot.empty() || wanted.size() == 1, "ATTACK.Plot.C3", "--plot", "draws one experiment");
    if (!options.plot.empty()) require_writable(options.plot);
    Json all = Json::array();
    bool good = true;
    std::size_t done = 0;
    for (const Experiment* e : wanted) {
        const std::vector<std::string_view> sets =
            options.sets.empty() ? e->sets : std::vector<std::string_view>(options.sets.begin(), options.sets.end());
        if (!options.json) print_head(*e);
        for (const std::string_view set : sets) {
            const Setting setting = setting_of(options, *e, set);
            const Finished result{e, setting.set, setting.samples, run_with_progress(*e, setting, done, wanted.size())};
            good = good && attack::as_expected(result.rows);
            if (options.json) all.push_back(describe(result));
            if (!options.json) print(result);
            if (!options.plot.empty())
                write_figure(options.plot, std::string(e->name) + ", " + std::string(set), result.rows);
        }
        ++done;
    }
    if (options.json) std::cout << to_text(all);
    if (!good) throw ExitStatus{1};
}

std::string complaint_about_name(const std::string& name) {
    if (name == "list" || name == "all") return "";
    try {
        attack::experiment(name);
    } catch (const Rejection& rejection) {
        return rejection.reason();
    }
    return "";
}

} // namespace

void add_attack_command(CLI::App& app) {
    const auto options = std::make_shared<AttackOptions>();
    CLI::App* attack = app.add_subcommand("attack", "Experiments: attacks on both profiles, and on weakened controls");
    attack->add_option("NAME", options->name, "An experiment, 'all', or 'list'")
        ->required()
        ->check(CLI::Validator(complaint_about_name, "NAME"));
    attack->add_option("--params", options->sets, "Parameter sets (default: those of the experiment)")
        ->check(known_set());
    attack->add_option("--profile", options->profile, "Attack this profile alone (default: both)")
        ->check(CLI::IsMember({"as-printed", "corrected"}));
    attack->add_option("--samples", options->samples, "Blocks, delegations, ...: what the experiment counts")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 32));
    add_seed(*attack, options->seed, "All randomness derives from it (default: the published seed 000102...1f)");
    add_jobs(*attack, options->jobs, "Experiments that use several threads");
    CLI::Option* full = attack->add_flag("--full", options->full, "The number of samples of a campaign: hours");
    attack->add_flag("--quick", options->quick, "A small number of samples: the default")->excludes(full);
    attack->add_flag("--json", options->json, "Print JSON");
    attack->add_option("--plot", options->plot, "Draw the figure of the last set into this SVG file (needs gnuplot)");
    attack->footer("Examples: emrshare attack list\n"
                   "          emrshare attack average --params std-1024 --plot average.svg\n\n"
                   "Exit code 1 says that an outcome was not the expected one.");
    attack->callback([options] { attack_command(*options); });
}

} // namespace emrshare::kat
