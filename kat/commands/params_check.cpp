#include "estimate/params_check.hpp"
#include "commands.hpp"
#include "commands/selection.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

using estimate::Check;

struct CheckOptions {
    std::vector<std::string> sets;
    bool json = false;
};

bool is_wanted(const CheckOptions& options, const std::string& name) {
    return options.sets.empty() || std::find(options.sets.begin(), options.sets.end(), name) != options.sets.end();
}

std::vector<Check> run_checks(const CheckOptions& options) {
    const estimate::ParamsFile file = estimate::parse_params(estimate::published_params(), "params.json");
    std::vector<Check> checks = estimate::check_file(file);
    for (std::size_t i = 0; i < file.sets.size(); ++i) {
        if (!is_wanted(options, file.sets[i].name)) continue;
        const std::vector<Check> of_set = estimate::check_set(file.sets[i], i + 1);
        checks.insert(checks.end(), of_set.begin(), of_set.end());
    }
    return checks;
}

Json describe(const Check& check) {
    return {{"set", check.set},           {"number", check.number},     {"what", check.what},
            {"required", check.required}, {"computed", check.computed}, {"ok", check.holds}};
}

void print(const Check& check) {
    std::cout << std::left << std::setw(5) << (check.holds ? "ok" : "FAIL") << std::setw(11) << check.set
              << std::setw(39) << check.number << std::setw(52) << check.what << " required " << std::setw(16)
              << check.required << "computed " << check.computed << '\n';
}

void print_all(const std::vector<Check>& checks, std::size_t failed) {
    for (const Check& check : checks)
        print(check);
    std::cout << checks.size() << " checks, " << failed << " failed\n";
    for (const Check& check : checks) {
        if (!check.holds) std::cout << "  " << check.set << ": " << check.number << ": " << check.what << '\n';
    }
}

void check_command(const CheckOptions& options) {
    const std::vector<Check> checks = run_checks(options);
    const auto failed = static_cast<std::size_t>(
        std::count_if(checks.begin(), checks.end(), [](const Check& check) { return !check.holds; }));
    if (options.json) {
        Json all = Json::array();
        for (const Check& check : checks)
            all.push_back(describe(check));
        std::cout << to_text({{"checks", std::move(all)}, {"failed", failed}});
    } else {
        print_all(checks, failed);
    }
    if (failed != 0) throw ExitStatus{1};
}

} // namespace

void add_params_check(CLI::App& params) {
    const auto options = std::make_shared<CheckOptions>();
    CLI::App* check = params.add_subcommand("check", "Recompute every number of the parameter sets");
    check->add_option("--set", options->sets, "Parameter sets (default: all)")->check(known_set());
    check->add_flag("--json", options->json, "Print JSON");
    check->footer("Example: emrshare params check --set high-2048");
    check->callback([options] { check_command(*options); });
}

} // namespace emrshare::kat
