#include "pre/params.hpp"
#include "commands.hpp"
#include "commands/selection.hpp"
#include "json.hpp"

#include <cmath>
#include <iomanip>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

Json describe(const ParameterSet& set) {
    return {{"name", set.name},
            {"code", set.code},
            {"n", set.n},
            {"q", set.q},
            {"ell", set.ell},
            {"k", set.k},
            {"p", set.p},
            {"sigma", set.sigma},
            {"eta", set.eta},
            {"gs2_max", set.gs2_max},
            {"s", set.s},
            {"t_re", set.t_re},
            {"fail_log2", set.fail_log2},
            {"use", set.use},
            {"message_bytes", set.message_bytes()},
            {"ciphertext_bytes", set.element_bytes()}};
}

void list(bool json) {
    if (json) {
        Json all = Json::array();
        for (const ParameterSet& set : parameter_sets())
            all.push_back(describe(set));
        std::cout << to_text(all);
        return;
    }
    std::cout << std::left << std::setw(12) << "set" << std::setw(7) << "n" << std::setw(12) << "q" << std::setw(5)
              << "k" << std::setw(7) << "sigma" << std::setw(8) << "psi"
              << "use\n";
    for (const ParameterSet& set : parameter_sets())
        std::cout << std::setw(12) << set.name << std::setw(7) << set.n << std::setw(12) << set.q << std::setw(5)
                  << set.k << std::setw(7) << set.sigma << "CBD_" << std::setw(4) << set.eta << set.use << '\n';
}

void show(const std::string& name, bool json) {
    const Json description = describe(parameter_set(name));
    if (json) {
        std::cout << to_text(description);
        return;
    }
    for (const auto& [field, value] : description.items())
        std::cout << std::left << std::setw(18) << field
                  << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
}

} // namespace

void add_params_commands(CLI::App& app) {
    CLI::App* params = app.add_subcommand("params", "The parameter sets");
    params->require_subcommand(1);
    params->footer("Example: emrshare params list");
    const auto json = std::make_shared<bool>(false);
    CLI::App* list_command = params->add_subcommand("list", "All parameter sets, a line each");
    list_command->add_flag("--json", *json, "Print JSON");
    list_command->footer("Example: emrshare params list");
    list_command->callback([json] { list(*json); });
    const auto name = std::make_shared<std::string>();
    CLI::App* show_command = params->add_subcommand("show", "One parameter set, every number");
    show_command->add_option("set", *name, "Name of the set")->required()->check(known_set());
    show_command->add_flag("--json", *json, "Print JSON");
    show_command->footer("Example: emrshare params show high-2048 --json");
    show_command->callback([json, name] { show(*name, *json); });
    add_params_check(*params);
}

} // namespace emrshare::kat
