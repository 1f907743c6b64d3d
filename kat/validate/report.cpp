#include "validate/report.hpp"

#include <tinyxml2.h>

#include <algorithm>
#include <array>
#include <iomanip>
#include <map>
#include <ostream>

namespace emrshare::kat {
namespace {

constexpr std::array kOutcomes = {Outcome::passed, Outcome::failed, Outcome::unsupported, Outcome::broken,
                                  Outcome::not_run};

/// Failures that the report shows of each operation unless it is asked for all.
constexpr std::size_t kShownOfEach = 3;

using Counts = std::map<Outcome, std::size_t>;

/// The counts of each operation, in the order of the catalogue.
std::vector<std::pair<std::string, Counts>> by_operation(const std::vector<Result>& results) {
    std::vector<std::pair<std::string, Counts>> table;
    for (const Operation& operation : operations()) {
        Counts counts;
        for (const Result& result : results) {
            if (result.question.key.operation->name == operation.name) ++counts[result.finding.outcome];
        }
        const bool listed =
            std::any_of(table.begin(), table.end(), [&](auto& row) { return row.first == operation.name; });
        if (!counts.empty() && !listed) table.emplace_back(operation.name, counts);
    }
    return table;
}

std::string shortened(const std::string& text) {
    constexpr std::size_t kMost = 100;
    return text.size() <= kMost ? text : text.substr(0, kMost) + "... (" + std::to_string(text.size()) + " characters)";
}

/// The flags of a vector that say what it finds, each with its note.
std::vector<std::pair<std::string, Json>> bug_notes(const Question& question) {
    std::vector<std::pair<std::string, Json>> notes;
    for (const Json& flag : question.vector["flags"]) {
        const auto name = flag.get<std::string>();
        if (name != "rejected" && name != "edge") notes.emplace_back(name, question.notes[name]);
    }
    return notes;
}

void print_row(std::ostream& out, const std::string& name, const Counts& counts) {
    out << std::left << std::setw(20) << name << std::right;
    for (const Outcome outcome : kOutcomes) {
        const auto found = counts.find(outcome);
        out << std::setw(13) << (found == counts.end() ? 0 : found->second);
    }
    out << '\n';
}

void print_table(std::ostream& out, const Validation& validation) {
    out << std::left << std::setw(20) << "operation" << std::right;
    for (const Outcome outcome : kOutcomes)
        out << std::setw(13) << name_of(outcome);
    out << '\n';
    Counts total;
    for (const auto& [name, counts] : by_operation(validation.results)) {
        print_row(out, name, counts);
        for (const auto& [outcome, count] : counts)
            total[outcome] += count;
    }
    print_row(out, "all", total);
}

void print_result(std::ostream& out, const Result& result) {
    const auto& [question, finding] = result;
    out << '\n'
        << question.name() << " (" << question.comment() << "): " << finding.way << "\n  " << finding.reason << '\n';
    if (finding.difference) {
        const Difference& difference = *finding.difference;
        out << "  " << difference.symbol << ", made by " << difference.step
            << (difference.place.empty() ? "" : ", " + difference.place) << "\n    expected "
            << shortened(difference.expected) << "\n    got      " << shortened(difference.got) << '\n';
    }
    if (question.is_fresh) out << "  inputs " << question.vector["inputs"].dump() << '\n';
    for (const auto& [flag, note] : bug_notes(question))
        out << "  bug type " << note["bug_type"].get<std::string>() << " (" << flag
            << "): " << note["description"].get<std::string>()
            << "\n  why it matters: " << note["effect"].get<std::string>() << '\n';
}

void print_failures(std::ostream& out, const Validation& validation, bool all) {
    std::map<std::string, std::size_t> shown;
    for (const Result& result : validation.results) {
        const Outcome outcome = result.finding.outcome;
        if (outcome != Outcome::failed && outcome != Outcome::broken) continue;
        if (all || ++shown[result.question.key.operation->name] <= kShownOfEach) print_result(out, result);
    }
    for (const auto& [operation, count] : shown) {
        if (count > kShownOfEach)
            out << '\n' << count - kShownOfEach << " more of " << operation << " (--all shows them)\n";
    }
}

void print_remarks(std::ostream& out, const Validation& validation) {
    for (const Result& result : validation.results) {
        if (!result.finding.remark.empty())
            out << "note: " << result.question.name() << ": " << result.finding.remark << '\n';
    }
}

Json difference_json(const Difference& difference) {
    return {{"symbol", difference.symbol},
            {"step", difference.step},
            {"place", difference.place},
            {"expected", difference.expected},
            {"got", difference.got}};
}

Json result_json(const Result& result) {
    const auto& [question, finding] = result;
    Json json = {{"file", question.key.file_name()},
                 {"id", question.id()},
                 {"comment", question.comment()},
                 {"outcome", name_of(finding.outcome)}};
    if (!finding.way.empty()) json["way"] = finding.way;
    if (!finding.reason.empty()) json["reason"] = finding.reason;
    if (finding.difference) json["difference"] = difference_json(*finding.difference);
    if (!finding.remark.empty()) json["remark"] = finding.remark;
    if (finding.outcome != Outcome::failed) return json;
    if (question.is_fresh) json["inputs"] = question.vector["inputs"];
    for (const auto& [flag, note] : bug_notes(question))
        json["bugs"][flag] = note;
    return json;
}

Json counts_json(const Counts& counts) {
    Json json = Json::object();
    for (const Outcome outcome : kOutcomes) {
        const auto found = counts.find(outcome);
        json[std::string(name_of(outcome))] = found == counts.end() ? 0 : found->second;
    }
    return json;
}

/// The text of a failure in JUnit's XML.
std::string details(const Result& result) {
    const Finding& finding = result.finding;
    if (!finding.difference) return finding.reason;
    const Difference& difference = *finding.difference;
    return finding.reason + "; " + difference.step + " " + difference.place + ": expected " + difference.expected +
           ", got " + difference.got;
}

void print_case(tinyxml2::XMLPrinter& xml, const Result& result) {
    const std::string suite = result.question.key.file_name();
    const std::string name = std::to_string(result.question.id()) + " " + result.question.comment();
    xml.OpenElement("testcase");
    xml.PushAttribute("classname", suite.c_str());
    xml.PushAttribute("name", name.c_str());
    const Outcome outcome = result.finding.outcome;
    if (outcome != Outcome::passed) {
        xml.OpenElement(outcome == Outcome::failed ? "failure" : outcome == Outcome::unsupported ? "skipped" : "error");
        const std::string message = result.finding.way.empty() ? std::string(name_of(outcome)) : result.finding.way;
        xml.PushAttribute("message", message.c_str());
        const std::string text = details(result);
        if (!text.empty()) xml.PushText(text.c_str());
        xml.CloseElement();
    }
    xml.CloseElement();
}

} // namespace

namespace {

void print_time(std::ostream& out, const ProcessorTime& time) {
    const double both = time.validator + time.adapter;
    out << std::fixed << std::setprecision(1) << "processor time: adapter " << time.adapter << " s, validator "
        << time.validator << " s (" << (both > 0 ? 100 * time.validator / both : 0) << " %)\n";
}

} // namespace

void print_report(std::ostream& out, const Validation& validation, bool all) {
    if (validation.hello) out << validation.hello->name << ' ' << validation.hello->version << "\n\n";
    print_table(out, validation);
    print_failures(out, validation, all);
    out << '\n';
    print_remarks(out, validation);
    for (const Breakdown& ending : validation.endings)
        out << "the adapter is broken: " << ending.way << ": " << ending.reason << '\n';
    if (!validation.given_up.empty()) out << "given up: " << validation.given_up << '\n';
    for (const std::string& operation : validation.unmet)
        out << "required, but not passed in full: " << operation << '\n';
    if (validation.time) print_time(out, *validation.time);
    if (validation.count(Outcome::passed) == 0) out << "nothing passed\n";
    out << validation.count(Outcome::passed) << " of " << validation.results.size() << " vectors passed\n";
}

Json report_json(const Validation& validation) {
    Json adapter;
    if (validation.hello) adapter = {{"name", validation.hello->name}, {"version", validation.hello->version}};
    Json operations = Json::object();
    for (const auto& [name, counts] : by_operation(validation.results))
        operations[name] = counts_json(counts);
    Json results = Json::array();
    for (const Result& result : validation.results)
        results.push_back(result_json(result));
    Json endings = Json::array();
    for (const Breakdown& ending : validation.endings)
        endings.push_back({{"way", ending.way}, {"reason", ending.reason}});
    Json report = {{"adapter", std::move(adapter)},       {"status", validation.exit_status()},
                   {"operations", std::move(operations)}, {"unmet", validation.unmet},
                   {"given_up", validation.given_up},     {"endings", std::move(endings)},
                   {"results", std::move(results)}};
    if (validation.time)
        report["processor_seconds"] = {{"adapter", validation.time->adapter},
                                       {"validator", validation.time->validator}};
    return report;
}

std::string report_junit(const Validation& validation) {
    std::vector<std::pair<std::string, std::vector<const Result*>>> suites;
    for (const Result& result : validation.results) {
        const std::string file = result.question.key.file_name();
        if (suites.empty() || suites.back().first != file) suites.emplace_back(file, std::vector<const Result*>());
        suites.back().second.push_back(&result);
    }
    tinyxml2::XMLPrinter xml;
    xml.PushHeader(false, true);
    xml.OpenElement("testsuites");
    xml.PushAttribute("name", "emrshare kat validate");
    for (const auto& [file, results] : suites) {
        const auto count = [&results = results](auto... outcomes) {
            return std::count_if(results.begin(), results.end(),
                                 [&](const Result* result) { return ((result->finding.outcome == outcomes) || ...); });
        };
        xml.OpenElement("testsuite");
        xml.PushAttribute("name", file.c_str());
        xml.PushAttribute("tests", static_cast<std::uint64_t>(results.size()));
        xml.PushAttribute("failures", count(Outcome::failed));
        xml.PushAttribute("errors", count(Outcome::broken, Outcome::not_run));
        xml.PushAttribute("skipped", count(Outcome::unsupported));
        for (const Result* result : results)
            print_case(xml, *result);
        xml.CloseElement();
    }
    xml.CloseElement();
    return xml.CStr();
}

} // namespace emrshare::kat
