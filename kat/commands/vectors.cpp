#include "base/error.hpp"
#include "commands.hpp"
#include "commands/selection.hpp"
#include "files.hpp"
#include "parallel.hpp"
#include "pre/encoding.hpp"
#include "progress.hpp"
#include "ring/engine.hpp"
#include "vector_file.hpp"
#include "vector_index.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

namespace fs = std::filesystem;

// ---- kat generate ----

struct GenerateOptions {
    Selection selection;
    std::string seed;
    std::optional<std::size_t> count;
    std::string out;
    unsigned jobs = 0;
    std::string engine;
};

void generate(const GenerateOptions& options) {
    if (!options.engine.empty()) select_engine(options.engine);
    const Coins seed = parse_seed(options.seed);
    const std::vector<FileKey> keys = select_files(options.selection);
    require(!keys.empty(), "KAT.Operation.C1", "selection", "no operation, set and profile fits all the options");
    make_folder(options.out);
    Progress progress("generating vectors");
    std::atomic<std::size_t> done{0};
    run_parallel(keys.size(), options.jobs, [&](std::size_t i) {
        const FileKey& key = keys[i];
        const Json file = generate_file(key, seed, options.count.value_or(published_count(key.set)));
        write_file(fs::path(options.out) / key.file_name(), Access::everyone, file_text(key, file));
        progress.update(++done, keys.size(), "files");
    });
    if (options.selection.is_all()) write_index(options.out);
    std::cout << keys.size() << " files of vectors written to " << options.out << '\n';
}

// ---- kat show ----

struct ShowOptions {
    std::string file;
    std::int64_t id = 0;
    bool coefficients = false;
    bool json = false;
};

/// A packed element as its coefficients in (-q/2, q/2), a message as its bits.
Json unpacked(const std::string& kind, const Json& value, const ParameterSet* set) {
    if (!value.is_string() || set == nullptr || value.get<std::string>().starts_with("sha3-256:")) return value;
    const Bytes bytes = from_hex(value.get<std::string>(), "value");
    const Poly poly = kind == "message" ? decode_message(*set, bytes) : decode_short(*set, bytes);
    return Json(std::vector<std::int64_t>(poly.begin(), poly.end()));
}

Json unpack_values(const Json& values, const Json& fields, const ParameterSet* set) {
    Json shown = values;
    for (auto& [symbol, value] : shown.items()) {
        const std::string kind = fields[symbol]["kind"];
        try {
            if (kind == "element" || kind == "message") value = unpacked(kind, value, set);
            if (kind == "elements" && value.is_array()) {
                for (Json& row : value)
                    row = unpacked("element", row, set);
            }
        } catch (const Rejection&) {
            // An input that must be refused has no coefficients: it stays as it is written.
        }
    }
    return shown;
}

void print_values(const std::string& heading, const Json& values, const Json& fields) {
    std::cout << heading << '\n';
    for (const auto& [symbol, value] : values.items()) {
        const Json& field = fields[symbol];
        std::cout << "  " << symbol << "  (" << field["meaning"].get<std::string>() << ")\n    "
                  << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
    }
}

void show(const ShowOptions& options) {
    const auto [key, file] = open_file(parse_json(read_file(options.file), options.file), options.file);
    const Json& vectors = file["vectors"];
    const auto found =
        std::find_if(vectors.begin(), vectors.end(), [&](const Json& v) { return v["id"] == options.id; });
    require(found != vectors.end(), "KAT.File.C4", options.file, "it has no vector with this id");
    Json vector = *found;
    for (const char* part : {"inputs", "intermediates", "outputs"}) {
        if (options.coefficients && vector.contains(part))
            vector[part] = unpack_values(vector[part], file["fields"][part], key.set);
    }
    if (options.json) {
        std::cout << to_text(vector);
        return;
    }
    std::cout << key.operation->name << ", " << key.set_name() << ", " << key.profile << ", vector " << options.id
              << ": " << vector["comment"].get<std::string>() << "\nalgorithm " << key.operation->spec << ": "
              << key.operation->purpose << '\n';
    for (const Json& flag : vector["flags"]) {
        const Json& note = file["flags"][flag.get<std::string>()];
        std::cout << "flag " << flag.get<std::string>() << ": " << note["description"].get<std::string>()
                  << "\n  if missed: " << note["effect"].get<std::string>() << '\n';
    }
    for (const char* part : {"inputs", "intermediates", "outputs"}) {
        if (vector.contains(part)) print_values(part, vector[part], file["fields"][part]);
    }
    if (vector.contains("rejected"))
        std::cout << "rejected\n  by the check " << vector["rejected"]["check"].get<std::string>()
                  << ", which concerns " << vector["rejected"]["field"].get<std::string>() << '\n';
}

} // namespace

void add_vector_commands(CLI::App& kat) {
    const auto generate_options = std::make_shared<GenerateOptions>();
    CLI::App* generate_command =
        kat.add_subcommand("generate", "Write vectors: the published ones, or fresh ones from a seed");
    add_selection(*generate_command, generate_options->selection);
    add_seed(*generate_command, generate_options->seed, "64 hex digits (default: the published seed 000102...1f)");
    generate_command
        ->add_option("--count", generate_options->count, "Random cases of each operation (default: as published)")
        ->check(CLI::Range(0, 100000));
    generate_command->add_option("--out", generate_options->out, "Folder to write to")->required();
    add_jobs(*generate_command, generate_options->jobs, "Threads (default: one per core)");
    generate_command
        ->add_option("--engine", generate_options->engine,
                     "Arithmetic of R_q (default: the environment's EMRSHARE_ENGINE, else flint)")
        ->check(CLI::IsMember(engine_names()));
    generate_command->footer(
        "Example: emrshare kat generate --op enc --set toy-64 --seed $(openssl rand -hex 32) --count 100 --out fresh");
    generate_command->callback([generate_options] { generate(*generate_options); });

    const auto show_options = std::make_shared<ShowOptions>();
    CLI::App* show_command = kat.add_subcommand("show", "Print one vector, each value by its symbol");
    show_command->add_option("file", show_options->file, "Vector file")->required()->check(CLI::ExistingFile);
    show_command->add_option("id", show_options->id, "Number of the vector")->required();
    show_command->add_flag("--coefficients", show_options->coefficients, "Unpack polynomials into coefficients");
    show_command->add_flag("--json", show_options->json, "Print JSON");
    show_command->footer("Example: emrshare kat show vectors/enc.toy-64.both.json 1 --coefficients");
    show_command->callback([show_options] { show(*show_options); });
}

} // namespace emrshare::kat
