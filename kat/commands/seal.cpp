#include "record/seal.hpp"

#include "commands.hpp"
#include "files.hpp"
#include "key_file.hpp"
#include "progress.hpp"
#include "random/xof.hpp"

#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

struct SealOptions {
    std::string key;
    std::string in;
    std::string out;
};

SealProgress report_to(Progress& progress) {
    return [&progress](std::uint64_t done, std::uint64_t total) { progress.update(done, total, "blocks"); };
}

void seal_command(const SealOptions& options) {
    const PublicFile key = read_public(options.key);
    InputFile in(options.in);
    {
        Progress progress("sealing");
        write_file(options.out, Access::everyone, [&](std::ostream& out) {
            seal(*key.set, key.pk, in.stream, in.size, out, random_coins(), report_to(progress));
        });
    }
    std::cout << in.size << " bytes sealed into " << sealed_size(*key.set, in.size) << " bytes in " << options.out
              << '\n';
}

void open_command(const SealOptions& options) {
    const PrivateFile key = read_private(options.key);
    InputFile in(options.in);
    {
        Progress progress("opening");
        write_file(options.out, Access::owner,
                   [&](std::ostream& out) { open(key.f, key.owner.pk, in.stream, in.size, out, report_to(progress)); });
    }
    std::cout << "opened into " << options.out << '\n';
}

void add_files(CLI::App& command, SealOptions& options, const std::string& key) {
    command.add_option("--key", options.key, key)->required()->check(CLI::ExistingFile);
    command.add_option("--in", options.in, "File to read")->required()->check(CLI::ExistingFile);
    command.add_option("--out", options.out, "File to write; replaced only when all has succeeded")->required();
}

} // namespace

void add_seal_commands(CLI::App& app) {
    const auto seal_options = std::make_shared<SealOptions>();
    CLI::App* seal = app.add_subcommand("seal", "Encrypt a file of any length, block by block");
    add_files(*seal, *seal_options, "Public key file");
    seal->footer("Example: emrshare seal --key alice.pub --in record.pdf --out record.sealed");
    seal->callback([seal_options] { seal_command(*seal_options); });

    const auto open_options = std::make_shared<SealOptions>();
    CLI::App* open = app.add_subcommand("open", "Decrypt a sealed file");
    add_files(*open, *open_options, "Private key file");
    open->footer("Example: emrshare open --key alice.key --in record.sealed --out record.pdf");
    open->callback([open_options] { open_command(*open_options); });
}

} // namespace emrshare::kat
