#include "commands.hpp"
#include "commands/selection.hpp"
#include "files.hpp"
#include "key_file.hpp"
#include "pre/extract.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "progress.hpp"
#include "random/xof.hpp"
#include "value.hpp"
#include "vector_file.hpp"

#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

MasterKey run_setup(const ParameterSet& set, const Coins& coins) {
    Progress progress("Setup " + std::string(set.name));
    const auto report = [&](std::uint64_t attempt, std::size_t vectors) {
        progress.update(vectors, set.n, "vectors of trapdoor " + std::to_string(attempt + 1));
    };
    return setup_from_coins(set, coins, no_trace(), report);
}

Coins coins_option(const std::string& hex) {
    if (hex.empty()) return random_coins();
    const Json wrapped = {{"--coins", hex}};
    return Inputs(wrapped, nullptr).coins("--coins");
}

void add_coins(CLI::App& command, std::string& coins) {
    command.add_option("--coins", coins, "64 hex digits instead of the system's randomness, for tests")
        ->check(accepted_by([](const std::string& text) { (void)coins_option(text); }, "HEX"));
}

struct SetupOptions {
    std::string set = "high-2048";
    std::string out;
    std::string coins;
    bool force = false;
};

void setup_command(const SetupOptions& options) {
    require_new(options.out, options.force);
    const ParameterSet& set = parameter_set(options.set);
    const Coins coins = coins_option(options.coins);
    run_setup(set, coins); // a master key that cannot be made is not written
    write_master(options.out, {&set, coins});
    std::cout << "master key of " << set.name << " written to " << options.out << '\n';
}

struct KeygenOptions {
    std::string master;
    std::string id;
    std::string out;
    std::string coins;
    std::string profile = "corrected";
    bool force = false;
};

PrivateFile make_key(const ParameterSet& set, Profile profile, const Bytes& id, const Poly& f_prime,
                     const Coins& coins) {
    if (profile == Profile::as_printed) {
        const KeyPair pair = keygen_printed_from_coins(set, f_prime, coins);
        return {{&set, id, pair.pk}, pair.f, std::nullopt};
    }
    const OwnerKey key = keygen_from_coins(set, f_prime, coins);
    return {{&set, id, key.pair.pk}, key.pair.f, Basis{key.w, key.solution}};
}

void keygen_command(const KeygenOptions& options) {
    const std::string secret = options.out + ".key";
    const std::string open = options.out + ".pub";
    require_new(secret, options.force);
    require_new(open, options.force);
    const MasterFile master = read_master(options.master);
    const Bytes id = bytes_of(options.id);
    const MasterKey msk = run_setup(*master.set, master.coins);
    const Poly f_prime = extract(profile_of(options.profile), msk, id);
    const PrivateFile key =
        make_key(*master.set, profile_of(options.profile), id, f_prime, coins_option(options.coins));
    write_pair(secret, open, key);
    std::cout << "key pair of '" << options.id << "' written to " << secret << " (secret) and " << open << '\n';
}

} // namespace

void add_key_commands(CLI::App& app) {
    const auto setup_options = std::make_shared<SetupOptions>();
    CLI::App* setup = app.add_subcommand("setup", "Make a management node's master key");
    setup->add_option("--set", setup_options->set, "Parameter set")->capture_default_str()->check(known_set());
    setup->add_option("--out", setup_options->out, "Master key file to write")->required();
    add_force(*setup, setup_options->force);
    add_coins(*setup, setup_options->coins);
    setup->footer("Example: emrshare setup --set high-2048 --out mn.master");
    setup->callback([setup_options] { setup_command(*setup_options); });

    const auto keygen_options = std::make_shared<KeygenOptions>();
    CLI::App* keygen = app.add_subcommand("keygen", "Extract an identity's preimage and make its key pair");
    keygen->add_option("--master", keygen_options->master, "Master key file")->required()->check(CLI::ExistingFile);
    keygen->add_option("--id", keygen_options->id, "Identity")->required();
    keygen->add_option("--out", keygen_options->out, "Writes OUT.key (secret) and OUT.pub")->required();
    add_force(*keygen, keygen_options->force);
    keygen->add_option("--profile", keygen_options->profile, "corrected or as-printed")
        ->capture_default_str()
        ->check(CLI::IsMember({"corrected", "as-printed"}));
    add_coins(*keygen, keygen_options->coins);
    keygen->footer("Example: emrshare keygen --master mn.master --id alice@example.org --out alice");
    keygen->callback([keygen_options] { keygen_command(*keygen_options); });
}

} // namespace emrshare::kat
