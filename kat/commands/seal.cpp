#include "commands.hpp"
#include "files.hpp"
#include "json.hpp"
#include "key_file.hpp"
#include "random/xof.hpp"
#include "record/reseal.hpp"
#include "seal_progress.hpp"

#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

/// Longer files are sealed as hybrid ones unless something else is asked.
constexpr std::uint64_t kLongestDirect = 1'000'000;

struct SealOptions : FileOptions {
    std::string mode = "auto";
};

SealMode mode_for(const std::string& name, std::uint64_t length) {
    if (name == "auto") return length > kLongestDirect ? SealMode::hybrid : SealMode::direct;
    return name == "hybrid" ? SealMode::hybrid : SealMode::direct;
}

void seal_command(const SealOptions& options) {
    const PublicFile key = read_public(options.key);
    InputFile in(options.in);
    const SealMode mode = mode_for(options.mode, in.size);
    {
        Progress progress("sealing");
        write_file(options.out, Access::everyone, [&](std::ostream& out) {
            seal_as(mode, *key.set, key.pk, in.stream, in.size, out, random_coins(), report_to(progress, in.size),
                    options.jobs);
        });
    }
    const std::uint64_t size = sealed_size(*key.set, in.size, mode);
    const std::string name = mode == SealMode::hybrid ? "hybrid" : "direct";
    if (options.json) {
        std::cout << to_text({{"out", options.out}, {"mode", name}, {"length", in.size}, {"size", size}});
        return;
    }
    std::cout << in.size << " bytes sealed into " << size << " bytes in " << options.out << ": " << name
              << (options.mode == "auto" ? " (chosen by length)" : "") << ", " << ratio_text(size, in.size)
              << " bytes for each byte\n";
}

void open_command(const FileOptions& options) {
    const OpeningKey key = read_opening_key(options.key);
    InputFile in(options.in);
    {
        Progress progress("opening");
        write_file(options.out, Access::owner, [&](std::ostream& out) {
            open_any(key.f, key.pk, in.stream, in.size, out, report_to(progress, in.size), options.jobs);
        });
    }
    if (options.json) {
        std::cout << to_text({{"out", options.out}});
    } else {
        std::cout << "opened into " << options.out << '\n';
    }
}

} // namespace

void add_seal_commands(CLI::App& app) {
    const auto seal_options = std::make_shared<SealOptions>();
    CLI::App* seal = app.add_subcommand("seal", "Encrypt a file of any length");
    add_file_options(*seal, *seal_options, "Public key file");
    seal->add_option("--mode", seal_options->mode,
                     "direct: every bit in a block of Enc, ell bytes for each byte (31 at high-2048); hybrid: a key in "
                     "one block, "
                     "the file under AES-256-GCM; auto: hybrid above 1,000,000 bytes")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "direct", "hybrid"}));
    seal->footer("Example: emrshare seal --key alice.pub --in record.pdf --out record.sealed");
    seal->callback([seal_options] { seal_command(*seal_options); });

    const auto open_options = std::make_shared<FileOptions>();
    CLI::App* open = app.add_subcommand("open", "Decrypt a sealed file, or one that was re-encrypted");
    add_file_options(*open, *open_options, "Private key file, or the one-time key for which it was re-encrypted");
    open->footer("Example: emrshare open --key alice.key --in record.sealed --out record.pdf");
    open->callback([open_options] { open_command(*open_options); });
}

} // namespace emrshare::kat
