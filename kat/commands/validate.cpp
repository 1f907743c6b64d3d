#include "base/error.hpp"
#include "commands.hpp"
#include "commands/selection.hpp"
#include "files.hpp"
#include "parallel.hpp"
#include "progress.hpp"
#include "random/xof.hpp"
#include "validate/exchange_files.hpp"
#include "validate/live.hpp"
#include "validate/report.hpp"
#include "validate/validation.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <set>

namespace emrshare::kat {
namespace {

namespace fs = std::filesystem;

// ---- what the three commands share ----

/// How results are told.
struct ReportOptions {
    bool json = false;
    bool all = false;
    std::string junit;
};

void add_report(CLI::App& command, ReportOptions& options) {
    command.add_flag("--json", options.json, "Print the results as JSON");
    command.add_flag("--all", options.all, "Print every failure, not only the first few of each operation");
    command.add_option("--junit", options.junit, "Write the results as JUnit's XML to this file, too");
}

void add_vectors(CLI::App& command, std::string& folder) {
    command.add_option("--vectors", folder, "Folder of vector files")
        ->capture_default_str()
        ->check(CLI::ExistingDirectory);
}

/// Before the questions are asked, which may take an hour.
void require_writable_report(const ReportOptions& options) {
    if (!options.junit.empty()) require_writable(options.junit);
}

/// Prints, writes, and ends the command with the status that the results deserve.
void tell(const Validation& validation, const ReportOptions& options) {
    if (options.json) {
        std::cout << to_text(report_json(validation));
    } else {
        print_report(std::cout, validation, options.all);
    }
    if (!options.junit.empty()) write_file(options.junit, Access::everyone, report_junit(validation));
    if (validation.exit_status() != 0) throw ExitStatus{validation.exit_status()};
}

// ---- kat verify ----

struct VerifyOptions {
    Selection selection;
    ReportOptions report;
    std::string vectors = "vectors";
    std::string responses;
    unsigned jobs = 0;
    bool strict_checks = false;
};

/// The library's own answers, several threads at a time.
Validation verify_library(std::vector<Question> questions, unsigned jobs) {
    Validation validation;
    for (Question& question : questions)
        validation.results.push_back({std::move(question), {}});
    Progress progress("verifying vectors");
    std::atomic<std::size_t> done{0};
    run_parallel(validation.results.size(), jobs, [&](std::size_t i) {
        auto& [question, finding] = validation.results[i];
        finding = judge(question, reference_reply(question.key, question.vector["inputs"]), true);
        progress.update(++done, validation.results.size(), "vectors");
    });
    return validation;
}

/// The responses of a folder, by the names of vector files.
std::map<std::string, Responses> read_responses(const std::string& folder) {
    std::map<std::string, Responses> all;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string source = entry.path().filename().string();
        if (!source.ends_with(".json") && !source.ends_with(".rsp")) continue;
        Responses responses = parse_responses(read_file(entry.path()), source);
        const std::string name = responses.key.file_name();
        if (!all.emplace(name, std::move(responses)).second)
            throw Rejection("EXCHANGE.Responses.C2", source, "another file of the folder answers the same vectors");
    }
    if (all.empty()) throw Rejection("EXCHANGE.Responses.C4", folder, "it holds no .json and no .rsp file");
    return all;
}

/// Answers that somebody else's program wrote to files. A vector without an answer is not run.
Validation verify_responses(std::vector<Question> questions, const std::string& folder, bool strict_checks) {
    std::map<std::string, Responses> all = read_responses(folder);
    Validation validation;
    std::set<std::string> selected;
    for (Question& question : questions) {
        Result result{std::move(question), {Outcome::not_run, {}, "there is no response"}};
        const auto file = all.find(result.question.key.file_name());
        if (file != all.end()) {
            const auto reply = file->second.replies.find(result.question.id());
            if (reply != file->second.replies.end()) {
                result.finding = judge(result.question, reply->second, strict_checks);
                file->second.replies.erase(reply);
            }
        }
        selected.insert(result.question.key.file_name());
        validation.results.push_back(std::move(result));
    }
    for (const std::string& name : selected) {
        const auto file = all.find(name);
        if (file != all.end() && !file->second.replies.empty())
            throw Rejection("EXCHANGE.Responses.C5", name,
                            "it has no vector " + std::to_string(file->second.replies.begin()->first));
    }
    return validation;
}

void verify(const VerifyOptions& options) {
    require_writable_report(options.report);
    std::vector<Question> questions = load_questions(options.vectors, options.selection);
    tell(options.responses.empty() ? verify_library(std::move(questions), options.jobs)
                                   : verify_responses(std::move(questions), options.responses, options.strict_checks),
         options.report);
}

void add_verify(CLI::App& kat) {
    const auto options = std::make_shared<VerifyOptions>();
    CLI::App* command = kat.add_subcommand(
        "verify", "Recompute every vector from its inputs and compare; or judge responses made by another program");
    add_selection(*command, options->selection);
    add_vectors(*command, options->vectors);
    command
        ->add_option("--responses", options->responses,
                     "Judge the .json and .rsp files of this folder instead (see kat export)")
        ->check(CLI::ExistingDirectory);
    command->add_flag("--strict-checks", options->strict_checks, "A refusal must name the vector's check");
    add_jobs(*command, options->jobs, "Threads (default: one per core)");
    add_report(*command, options->report);
    command->footer("Example: emrshare kat verify --vectors vectors --set toy-64");
    command->callback([options] { verify(*options); });
}

// ---- kat validate ----

struct ValidateOptions {
    Selection selection;
    ReportOptions report;
    ValidationOptions run;
    std::string vectors = "vectors";
    std::string filter;
    double timeout = 60;
    std::optional<std::size_t> random;
    std::string seed;
};

/// Keeps the questions whose name, comment or flags hold the filter.
std::vector<Question> filtered(std::vector<Question> questions, const std::string& filter) {
    const auto unwanted = [&](const Question& question) {
        const std::string text = question.name() + " " + question.comment() + " " + question.vector["flags"].dump();
        return text.find(filter) == std::string::npos;
    };
    questions.erase(std::remove_if(questions.begin(), questions.end(), unwanted), questions.end());
    require(!questions.empty(), "KAT.File.C3", "--filter", "no vector fits the options");
    return questions;
}

void validate_command(ValidateOptions options) {
    require_writable_report(options.report);
    options.run.limit = Adapter::Seconds(options.timeout);
    std::vector<Question> questions;
    if (options.random) {
        const Coins seed = drawn_or_parsed(options.seed);
        std::cerr << "fresh inputs from --seed " << to_hex(seed) << '\n';
        questions = fresh_questions(options.selection, seed, *options.random);
    } else {
        questions = load_questions(options.vectors, options.selection);
    }
    questions = filtered(std::move(questions), options.filter);
    Validation validation;
    {
        Progress progress("validating");
        const std::size_t total = questions.size();
        validation = validate(std::move(questions), options.run,
                              [&](std::size_t done) { progress.update(done, total, "vectors"); });
    }
    if (options.random) shrink_failures(validation, options.run);
    tell(validation, options.report);
}

void add_validate(CLI::App& kat) {
    const auto options = std::make_shared<ValidateOptions>();
    CLI::App* command =
        kat.add_subcommand("validate", "Ask another implementation, through its adapter, and judge its answers");
    command->add_option("--adapter", options->run.command, "Command of the adapter, for the shell")->required();
    add_selection(*command, options->selection);
    add_vectors(*command, options->vectors);
    command->add_option("--filter", options->filter, "Only vectors whose FILE#ID, comment or flags hold this text");
    command->add_option("--require", options->run.required, "Operations of which every vector must be passed")
        ->check(known_operation());
    command->add_option("--timeout", options->timeout, "Seconds for one answer")
        ->capture_default_str()
        ->check(number_in(0.01, 86400.0));
    add_jobs(*command, options->run.jobs, "Adapter processes at a time (default: 1)");
    command->add_flag("--strict-checks", options->run.strict_checks, "A refusal must name the vector's check");
    command
        ->add_option("--random", options->random,
                     "Instead of the published vectors: fresh ones, with this many random cases of each operation")
        ->check(CLI::Range(0, 100000));
    add_seed(*command, options->seed, "Where the fresh inputs come from, 64 hex digits (default: drawn and told)");
    add_report(*command, options->report);
    command->footer("Example: emrshare kat validate --adapter 'python3 kat/adapters/python/adapter.py' --set toy-64\n\n"
                    "Exit codes: 0 all passed, 1 a vector failed (or none passed, or a required one did not),\n"
                    "2 usage, 3 the adapter failed.");
    command->callback([options] { validate_command(*options); });
}

// ---- kat export ----

struct ExportOptions {
    Selection selection;
    std::string vectors = "vectors";
    std::string prompts;
    std::string responses;
    std::string format = "json";
};

using TextOf = std::string (*)(const std::vector<Question>& questions, ExchangeFormat format);

void export_files(const std::map<std::string, std::vector<Question>>& files, const std::string& folder,
                  ExchangeFormat format, bool responses, TextOf text_of) {
    make_folder(folder);
    for (const auto& [name, questions] : files)
        write_file(fs::path(folder) / exchange_name(questions.front().key, format, responses), Access::everyone,
                   text_of(questions, format));
    std::cout << files.size() << " files of " << (responses ? "responses" : "prompts") << " written to " << folder
              << '\n';
}

void export_command(const ExportOptions& options) {
    const ExchangeFormat format = options.format == "nist" ? ExchangeFormat::text : ExchangeFormat::json;
    std::map<std::string, std::vector<Question>> files;
    for (Question& question : load_questions(options.vectors, options.selection))
        files[question.key.file_name()].push_back(std::move(question));
    if (!options.prompts.empty()) export_files(files, options.prompts, format, false, prompts_text);
    if (!options.responses.empty()) export_files(files, options.responses, format, true, responses_text);
}

void add_export(CLI::App& kat) {
    const auto options = std::make_shared<ExportOptions>();
    CLI::App* command = kat.add_subcommand("export", "Write vectors as prompts, without answers, or as responses");
    add_selection(*command, options->selection);
    add_vectors(*command, options->vectors);
    CLI::Option* prompts = command->add_option("--prompts", options->prompts, "Folder for the inputs alone");
    CLI::Option* responses =
        command->add_option("--responses", options->responses, "Folder for the answers in the form of responses");
    command->add_option("--format", options->format, "json, or nist for .req and .rsp files")
        ->capture_default_str()
        ->check(CLI::IsMember({"json", "nist"}));
    command->footer("Example: emrshare kat export --prompts prompts --format nist\n"
                    "Then, with the answers in responses/: emrshare kat verify --responses responses");
    command->callback([options, prompts, responses] {
        if (prompts->count() + responses->count() == 0) throw CLI::RequiredError("--prompts or --responses");
        export_command(*options);
    });
}

} // namespace

void add_validate_commands(CLI::App& kat) {
    add_verify(kat);
    add_validate(kat);
    add_export(kat);
}

} // namespace emrshare::kat
