#include "base/error.hpp"
#include "commands/commands.hpp"
#include "printable.hpp"
#include "ring/engine.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>

namespace {

constexpr int kSuccess = 0;
constexpr int kRejected = 1;
constexpr int kUsage = 2;

/// The ring's engine that the environment wants. Looked at before anything is parsed: without that, a name that is none
/// would be met where the first ring is made, and be taken for a refusal of what is computed there.
void select_wanted_engine() {
    const char* const wanted = std::getenv("EMRSHARE_ENGINE");
    if (wanted != nullptr) emrshare::select_engine(wanted);
}

int run(int argc, char** argv) {
    CLI::App app("Reference implementation of a lattice-based proxy re-encryption system for medical records.");
    app.name("emrshare");
    app.set_version_flag("--version", "emrshare 0.1.0");
    app.require_subcommand(1);
    app.footer("Example: emrshare kat verify --vectors vectors\n\n"
               "Exit codes: 0 success, 1 mismatch or rejected input, 2 usage, 3 an adapter failed.");
    CLI::App* kat = app.add_subcommand("kat", "Known-answer tests");
    kat->require_subcommand(1);
    emrshare::kat::add_vector_commands(*kat);
    emrshare::kat::add_index_command(*kat);
    emrshare::kat::add_coverage_command(*kat);
    emrshare::kat::add_validate_commands(*kat);
    emrshare::kat::add_params_commands(app);
    emrshare::kat::add_key_commands(app);
    emrshare::kat::add_seal_commands(app);
    emrshare::kat::add_delegate_commands(app);
    emrshare::kat::add_attack_command(app);
    emrshare::kat::add_campaign_command(app);
    emrshare::kat::add_props_command(app);
    emrshare::kat::add_run_command(app);
    emrshare::kat::add_people_commands(app);
    emrshare::kat::add_record_commands(app);
    emrshare::kat::add_access_commands(app);
    emrshare::kat::add_chain_commands(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kSuccess : kUsage;
    }
    return kSuccess;
}

} // namespace

int main(int argc, char** argv) {
    using emrshare::kat::printable;
    try {
        select_wanted_engine();
    } catch (const emrshare::Rejection& rejection) {
        std::cerr << "emrshare: EMRSHARE_ENGINE: " << rejection.reason() << " [" << rejection.check() << "]\n";
        return kUsage;
    }
    try {
        return run(argc, argv);
    } catch (const emrshare::kat::ExitStatus& exit) {
        return exit.status;
    } catch (const emrshare::Rejection& rejection) {
        std::cerr << "emrshare: " << printable(rejection.field()) << ": " << printable(rejection.reason()) << " ["
                  << rejection.check() << "]\n";
        return kRejected;
    } catch (const std::exception& error) {
        std::cerr << "emrshare: " << printable(error.what()) << '\n';
        return kRejected;
    }
}
