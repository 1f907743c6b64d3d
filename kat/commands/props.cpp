// The command `props`: properties of another implementation, which are not compared with the library's outputs.

#include "base/error.hpp"
#include "commands.hpp"
#include "commands/selection.hpp"
#include "progress.hpp"
#include "props/property.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

using props::Examined;
using props::Property;
using props::Verdict;

struct PropsOptions {
    std::string adapter;
    std::string set = "toy-64";
    std::string profile;
    std::vector<std::string> only;
    std::uint64_t samples = 0;
    std::string seed;
    double timeout = 60;
    bool strict_checks = false;
    bool json = false;
};

/// What the examination of an adapter found.
struct Examination {
    std::optional<Hello> hello;
    Profile profile = Profile::corrected;
    Coins seed;
    std::vector<Examined> results;
    std::vector<std::string> breakdowns;

    std::size_t count(Verdict verdict) const {
        return static_cast<std::size_t>(std::count_if(
            results.begin(), results.end(), [=](const Examined& result) { return result.verdict == verdict; }));
    }
    /// As for kat validate: who offers nothing has shown nothing.
    int exit_status() const {
        if (!breakdowns.empty() || count(Verdict::broken) > 0) return 3;
        return count(Verdict::fails) > 0 || count(Verdict::holds) == 0 ? 1 : 0;
    }
};

void list_properties(bool json) {
    Json all = Json::array();
    for (const Property& p : props::properties()) {
        if (!json) {
            std::cout << std::left << std::setw(24) << p.name << p.claim << " (" << p.place
                      << (p.errata.empty() ? "" : "; not as printed: ") << p.errata << ")\n";
            continue;
        }
        all.push_back({{"name", p.name},
                       {"claim", p.claim},
                       {"place", p.place},
                       {"errata", p.errata},
                       {"operations", p.operations},
                       {"unit", p.unit},
                       {"samples", p.samples}});
    }
    if (json) std::cout << to_text(all);
}

std::vector<const Property*> chosen_properties(const std::vector<std::string>& names) {
    std::vector<const Property*> all;
    for (const Property& p : props::properties()) {
        if (names.empty() || std::find(names.begin(), names.end(), p.name) != names.end()) all.push_back(&p);
    }
    return all;
}

/// The profile that is asked for; else the corrected one, unless the adapter has the other alone.
Profile profile_to_ask(const PropsOptions& options, const Hello& hello) {
    if (!options.profile.empty()) return profile_of(options.profile);
    return hello.profiles.contains("corrected") || hello.profiles.empty() ? Profile::corrected : Profile::as_printed;
}

Examination examine_all(const PropsOptions& options) {
    Adapter adapter(options.adapter, Adapter::Seconds(options.timeout));
    Examination all;
    all.seed = drawn_or_parsed(options.seed);
    const std::variant<Hello, Breakdown> start = adapter.start();
    if (const auto* breakdown = std::get_if<Breakdown>(&start)) {
        all.breakdowns.push_back(breakdown->way + ": " + breakdown->reason);
        return all;
    }
    all.hello = std::get<Hello>(start);
    all.profile = profile_to_ask(options, *all.hello);
    attack::Setting setting;
    setting.set = &parameter_set(options.set);
    setting.profile = all.profile;
    setting.samples = options.samples;
    setting.seed = all.seed;
    const std::vector<const Property*> properties = chosen_properties(options.only);
    {
        Progress progress("examining");
        for (const Property* p : properties) {
            progress.update(all.results.size(), properties.size(), "properties, now " + std::string(p->name));
            all.results.push_back(examine(*p, adapter, *all.hello, setting, options.strict_checks));
        }
    }
    if (const std::optional<Breakdown> end = adapter.finish()) all.breakdowns.push_back(end->way + ": " + end->reason);
    return all;
}

/// A request as it is sent, with long values cut.
std::string shortened_request(Json request) {
    constexpr std::size_t kMost = 40;
    for (auto& [name, value] : request["inputs"].items()) {
        std::string text = value.is_string() ? value.get<std::string>() : value.dump();
        if (text.size() > kMost) value = text.substr(0, kMost) + "... (" + std::to_string(text.size()) + " characters)";
    }
    return request.dump();
}

void print(const Examined& result) {
    const Property& p = *result.property;
    std::cout << std::left << std::setw(24) << p.name << std::setw(13) << name_of(result.verdict);
    if (result.verdict == Verdict::holds) {
        std::cout << result.trials << " trials, " << result.questions << " requests\n";
    } else {
        std::cout << result.reason << '\n';
    }
    for (const std::string& remark : result.remarks)
        std::cout << "    note: " << remark << '\n';
    if (result.verdict != Verdict::fails) return;
    std::cout << "    claim: " << p.claim << " (" << p.place << ")\n";
    if (!p.errata.empty()) std::cout << "    as printed it does not hold: " << p.errata << " (spec/errata.md)\n";
    for (const Json& request : result.reproduction)
        std::cout << "    request " << shortened_request(request) << '\n';
}

Json describe(const Examined& result) {
    const Property& p = *result.property;
    Json json = {{"property", p.name}, {"verdict", name_of(result.verdict)}, {"claim", p.claim}, {"place", p.place}};
    if (!p.errata.empty()) json["errata"] = p.errata;
    if (!result.reason.empty()) json["reason"] = result.reason;
    json["trials"] = result.trials;
    json["requests"] = result.questions;
    if (!result.remarks.empty()) json["remarks"] = result.remarks;
    if (!result.reproduction.is_null()) json["reproduction"] = result.reproduction;
    return json;
}

Json describe(const Examination& all, const PropsOptions& options) {
    Json json = {{"adapter", Json::object()},
                 {"set", options.set},
                 {"profile", name_of(all.profile)},
                 {"seed", to_hex(all.seed)}};
    if (all.hello) json["adapter"] = {{"name", all.hello->name}, {"version", all.hello->version}};
    Json results = Json::array();
    for (const Examined& result : all.results)
        results.push_back(describe(result));
    json["results"] = std::move(results);
    json["breakdowns"] = all.breakdowns;
    json["status"] = all.exit_status();
    return json;
}

void print(const Examination& all, const PropsOptions& options) {
    for (const Examined& result : all.results)
        print(result);
    for (const std::string& breakdown : all.breakdowns)
        std::cout << "the adapter failed: " << breakdown << '\n';
    std::cout << all.count(Verdict::holds) << " hold, " << all.count(Verdict::fails) << " fail, "
              << all.count(Verdict::not_offered) << " not offered, " << all.count(Verdict::broken) << " broken; "
              << options.set << ", " << name_of(all.profile) << ", --seed " << to_hex(all.seed) << '\n';
}

void examine_command(const PropsOptions& options) {
    if (options.adapter.empty()) throw CLI::RequiredError("--adapter");
    const Examination all = examine_all(options);
    if (options.json) {
        std::cout << to_text(describe(all, options));
    } else {
        print(all, options);
    }
    if (all.exit_status() != 0) throw ExitStatus{all.exit_status()};
}

} // namespace

void add_props_command(CLI::App& app) {
    const auto options = std::make_shared<PropsOptions>();
    CLI::App* command = app.add_subcommand(
        "props",
        "Examine properties of another implementation, through its adapter; nothing is compared with this one");
    command->add_option("--adapter", options->adapter, "Command of the adapter, for the shell");
    command->add_option("--params", options->set, "Parameter set")->capture_default_str()->check(known_set());
    command->add_option("--profile", options->profile, "as-printed or corrected (default: corrected, if it is offered)")
        ->check(CLI::IsMember({"as-printed", "corrected"}));
    command->add_option("--only", options->only, "This property alone; may be repeated")
        ->check(accepted_by([](const std::string& text) { props::property(text); }, "NAME"));
    command->add_option("--samples", options->samples, "Trials, in the property's unit (default: its own)")
        ->check(CLI::Range(1, 1000000));
    add_seed(*command, options->seed, "Where everything random comes from, 64 hex digits (default: drawn and told)");
    command->add_option("--timeout", options->timeout, "Seconds for one answer")
        ->capture_default_str()
        ->check(number_in(0.01, 86400.0));
    command->add_flag("--strict-checks", options->strict_checks,
                      "A refusal must name the check that the specification names");
    command->add_flag("--json", options->json, "Print JSON, with all requests that reproduce a failure");
    CLI::App* list = command->add_subcommand("list", "Print the properties");
    list->add_flag("--json", options->json, "Print JSON");
    list->footer("Example: emrshare props list");
    command->footer("Example: emrshare props --adapter 'python3 kat/adapters/python/adapter.py'\n\n"
                    "Exit codes: 0 all that are offered hold, 1 one fails (or none is offered), 2 usage,\n"
                    "3 the adapter failed.");
    command->callback([options, list] {
        if (list->parsed()) {
            list_properties(options->json);
        } else {
            examine_command(*options);
        }
    });
}

} // namespace emrshare::kat
