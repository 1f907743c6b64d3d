// The command `campaign`: work for many machines, in shards.

#include "campaign/campaign.hpp"

#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/rows.hpp"
#include "commands/selection.hpp"
#include "files.hpp"

#include <charconv>
#include <filesystem>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

using campaign::Plan;
using campaign::Shard;

struct CampaignOptions {
    std::string set = "toy-64";
    std::string profile = "corrected";
    std::string experiment;
    std::uint64_t samples = 0;
    std::uint64_t units = 0;
    std::string seed;
    std::string shard = "1/1";
    std::string out;
    double checkpoint = 10;
    unsigned jobs = 0;
    bool json = false;
    std::vector<std::string> files;
};

/// A shard's number and the number of shards.
struct Division {
    std::uint64_t index;
    std::uint64_t count;
};

std::uint64_t parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    require(is_number && 1 <= number && number <= 1'000'000, "CAMPAIGN.Shard.C1", "--shard",
            "it is not I/N with 1 <= I <= N <= 1000000");
    return number;
}

Division parse_division(const std::string& text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string_view all = text;
    const Division division = {parse_number(all.substr(0, slash)),
                               parse_number(all.substr(std::min(slash + 1, all.size())))};
    require(division.index <= division.count, "CAMPAIGN.Shard.C1", "--shard",
            "it is not I/N with 1 <= I <= N <= 1000000");
    return division;
}

Plan plan_of(const CampaignOptions& options, const std::string& kind) {
    Plan plan;
    plan.kind = &campaign::kind_of(kind);
    plan.set = &parameter_set(options.set);
    plan.seed = parse_seed(options.seed);
    plan.units = options.units;
    plan.experiment = options.experiment;
    if (plan.experiment.empty()) {
        plan.profile = options.profile == "as-printed" ? Profile::as_printed : Profile::corrected;
        return plan;
    }
    campaign::require_repeatable(plan.experiment);
    plan.samples = options.samples != 0 ? options.samples : attack::experiment(plan.experiment).quick;
    return plan;
}

/// The shard as an earlier run has left it, or a new one.
/// @throws Rejection `CAMPAIGN.Resume.C1` if the file is of another shard or campaign, `FILE.C2` if it is none or
/// cannot be written
Shard resumed_or_new(const Shard& wanted, const std::string& path) {
    require_writable(path);
    if (!std::filesystem::exists(path)) return wanted;
    Shard found = campaign::shard_of(read_file(path), path);
    campaign::require_same_campaign(wanted.plan, found.plan, "CAMPAIGN.Resume.C1", path);
    require(found.first == wanted.first && found.end == wanted.end, "CAMPAIGN.Resume.C1", path,
            "its units are " + std::to_string(found.first) + " to " + std::to_string(found.end) + ", not " +
                std::to_string(wanted.first) + " to " + std::to_string(wanted.end) + ": another --shard");
    return found;
}

Json status_of(const Shard& shard) {
    Json json = campaign::parameters_of(shard.plan);
    json["first"] = shard.first;
    json["end"] = shard.end;
    json["done"] = shard.done;
    return json;
}

/// What a shard or a campaign says; the rows of a whole one alone.
void present(const Shard& shard, bool as_json, Json status) {
    const std::vector<attack::Row> rows = shard.is_whole() ? campaign::rows_of(shard) : std::vector<attack::Row>();
    if (shard.is_whole()) {
        status["as_expected"] = attack::as_expected(rows);
        status["rows"] = describe_rows(rows);
    }
    if (as_json) {
        std::cout << to_text(status);
    } else {
        const Plan& plan = shard.plan;
        std::cout << "campaign " << plan.kind->name << (plan.experiment.empty() ? "" : " ") << plan.experiment << " at "
                  << plan.set->name << ", " << plan.units << ' ' << plan.kind->unit << "\n  units " << shard.first
                  << " to " << shard.end << ", done up to " << shard.done << '\n';
        if (shard.is_whole()) std::cout << "  intervals of 99 per cent\n";
        print_rows(rows);
    }
    if (!attack::as_expected(rows)) throw ExitStatus{1};
}

void run_command(const CampaignOptions& options, const std::string& kind) {
    const Division division = parse_division(options.shard);
    const Shard wanted = make_shard(plan_of(options, kind), division.index, division.count);
    Shard shard = resumed_or_new(wanted, options.out);
    const std::uint64_t resumed_at = shard.done;
    const auto save = [&](const Shard& state) { write_file(options.out, Access::everyone, campaign::text_of(state)); };
    // A shard without units has a file, too: merging asks for it by name.
    save(shard);
    campaign::run_shard(shard, options.jobs, options.checkpoint, save);
    Json status = status_of(shard);
    status["resumed_at"] = resumed_at;
    present(shard, options.json, std::move(status));
}

void merge_command(const CampaignOptions& options) {
    if (!options.out.empty()) require_writable(options.out);
    std::vector<Shard> shards;
    for (const std::string& file : options.files)
        shards.push_back(campaign::shard_of(read_file(file), file));
    const Shard whole = campaign::merge(std::move(shards), options.files);
    if (!options.out.empty()) write_file(options.out, Access::everyone, campaign::text_of(whole));
    present(whole, options.json, status_of(whole));
}

void show_command(const CampaignOptions& options) {
    const std::string& file = options.files.front();
    const Shard shard = campaign::shard_of(read_file(file), file);
    present(shard, options.json, status_of(shard));
}

using Options = std::shared_ptr<CampaignOptions>;

/// The options of all kinds.
void add_run_options(CLI::App& command, const Options& options, const std::string& kind) {
    command.add_option("--set", options->set, "Parameter set")->capture_default_str()->check(known_set());
    command
        .add_option("--units", options->units, "Of all shards together: " + std::string(campaign::kind_of(kind).unit))
        ->required()
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 32));
    add_seed(command, options->seed, "All randomness derives from it (default: the published seed)");
    command.add_option("--shard", options->shard, "Which shard of how many: I/N, 1 <= I <= N")
        ->capture_default_str()
        ->check(accepted_by([](const std::string& text) { parse_division(text); }, "I/N"));
    command.add_option("--out", options->out, "The shard's file; what an earlier run has left there is resumed")
        ->required();
    command.add_option("--checkpoint", options->checkpoint, "Seconds between two writings of the file")
        ->capture_default_str()
        ->check(number_in(0.0, 86400.0));
    add_jobs(command, options->jobs, "Threads (default: one per core); the file does not depend on it");
    command.add_flag("--json", options->json, "Print JSON");
    command.callback([options, kind] { run_command(*options, kind); });
}

void add_profile(CLI::App& command, const Options& options) {
    command.add_option("--profile", options->profile, "as-printed or corrected")
        ->capture_default_str()
        ->check(CLI::IsMember({"as-printed", "corrected"}));
}

void add_failure_rate(CLI::App& campaign) {
    const auto options = std::make_shared<CampaignOptions>();
    CLI::App* command = campaign.add_subcommand(
        "failure-rate", "How often blocks are read wrongly, and the noise (64 blocks per unit)");
    add_run_options(*command, options, "failure-rate");
    add_profile(*command, options);
    command->footer("Example: emrshare campaign failure-rate --set high-2048 --units 1000 --shard 3/10 --out 3.json");
}

void add_accumulate(CLI::App& campaign) {
    const auto options = std::make_shared<CampaignOptions>();
    CLI::App* command =
        campaign.add_subcommand("accumulate", "What the delegations of one owner add up to: mean and second moments");
    add_run_options(*command, options, "accumulate");
    add_profile(*command, options);
    command->footer("Example: emrshare campaign accumulate --set std-1024 --units 1000000 --shard 3/10 --out 3.json");
}

void add_repetitions(CLI::App& campaign) {
    const auto options = std::make_shared<CampaignOptions>();
    CLI::App* command =
        campaign.add_subcommand("attack", "An experiment of `emrshare attack`, repeated with other seeds");
    command->add_option("NAME", options->experiment, "The experiment; one whose outcome depends on chance")
        ->required()
        ->check(accepted_by([](const std::string& name) { attack::experiment(name); }, "NAME"));
    command->add_option("--samples", options->samples, "Samples of each repetition (default: those of --quick)")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 32));
    add_run_options(*command, options, "attack");
    command->footer("Example: emrshare campaign attack zonotope --samples 64000 --units 100 --shard 3/10 --out 3.json");
}

void add_merge(CLI::App& campaign) {
    const auto options = std::make_shared<CampaignOptions>();
    CLI::App* command = campaign.add_subcommand("merge", "Put the shards of a campaign together");
    command->add_option("FILES", options->files, "The files of all shards, in any order")->required();
    command->add_option("--out", options->out, "The file that one run of the whole would have written");
    command->add_flag("--json", options->json, "Print JSON");
    command->footer("Example: emrshare campaign merge shard-*.json --out campaign.json\n\n"
                    "Exit code 1 says that the shards do not belong together, or that an outcome was not expected.");
    command->callback([options] { merge_command(*options); });
}

void add_show(CLI::App& campaign) {
    const auto options = std::make_shared<CampaignOptions>();
    CLI::App* command = campaign.add_subcommand("show", "What a campaign says, or how far a shard is");
    command->add_option("FILE", options->files, "The file of a campaign or of a shard")->required()->expected(1);
    command->add_flag("--json", options->json, "Print JSON");
    command->footer("Example: emrshare campaign show campaign.json");
    command->callback([options] { show_command(*options); });
}

} // namespace

void add_campaign_command(CLI::App& app) {
    CLI::App* campaign = app.add_subcommand("campaign", "Experiments of many machines: in shards that can be resumed");
    campaign->require_subcommand(1);
    campaign->footer("Example: emrshare campaign failure-rate --set toy-64 --units 100 --shard 1/4 --out 1.json");
    add_failure_rate(*campaign);
    add_accumulate(*campaign);
    add_repetitions(*campaign);
    add_merge(*campaign);
    add_show(*campaign);
}

} // namespace emrshare::kat
