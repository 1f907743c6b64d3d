#include "vector_index.hpp"

#include "files.hpp"
#include "value.hpp"
#include "vector_file.hpp"

#include <cryptopp/sha.h>

#include <algorithm>
#include <map>
#include <vector>

namespace emrshare::kat {
namespace {

namespace fs = std::filesystem;

/// Names in their order, so that equal folders give equal files.
using Counts = std::map<std::string, std::size_t>;

/// How often a step is shown: by a value that it makes, by an input that it refuses.
struct Shown {
    std::size_t values = 0;
    std::size_t rejections = 0;
};

std::vector<fs::path> vector_files(const fs::path& folder) {
    std::vector<fs::path> paths;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

Json as_json(const Counts& counts) {
    Json json = Json::object();
    for (const auto& [name, count] : counts)
        json[name] = count;
    return json;
}

/// Notes the steps whose values or refusals a vector shows.
void count_steps(const Json& vector, const Json& fields, std::map<std::string, Shown>& steps) {
    if (vector.contains("rejected")) ++steps[vector["rejected"]["check"].get<std::string>()].rejections;
    for (const char* part : {"intermediates", "outputs"}) {
        if (!vector.contains(part)) continue;
        for (const auto& [symbol, value] : vector[part].items()) {
            const Json& field = fields[part][symbol];
            if (field.contains("step")) ++steps[field["step"].get<std::string>()].values;
        }
    }
}

std::string sha256_of(const fs::path& path) {
    const std::string text = read_file(path);
    CryptoPP::SHA256 hash;
    Bytes digest(CryptoPP::SHA256::DIGESTSIZE);
    hash.Update(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    hash.Final(digest.data());
    return to_hex(digest);
}

} // namespace

Json index_of(const fs::path& folder) {
    Counts operations;
    Counts sets;
    Counts profiles;
    Counts flags;
    std::map<std::string, Shown> steps;
    std::size_t vectors = 0;
    std::size_t rejected = 0;
    const std::vector<fs::path> paths = vector_files(folder);
    for (const fs::path& path : paths) {
        const auto [key, file] = open_file(parse_json(read_file(path), path.string()), path.string());
        const std::size_t count = file["vectors"].size();
        vectors += count;
        operations[key.operation->name] += count;
        sets[key.set_name()] += count;
        profiles[key.profile] += count;
        for (const Json& vector : file["vectors"]) {
            rejected += vector.contains("rejected") ? 1 : 0;
            for (const Json& flag : vector["flags"])
                ++flags[flag.get<std::string>()];
            count_steps(vector, file["fields"], steps);
        }
    }
    Json shown = Json::object();
    for (const auto& [step, counts] : steps)
        shown[step] = {{"values", counts.values}, {"rejections", counts.rejections}};
    return {{"format", "emrshare-vector-index"},
            {"version", kVectorVersion},
            {"files", paths.size()},
            {"vectors", vectors},
            {"rejected", rejected},
            {"operations", as_json(operations)},
            {"sets", as_json(sets)},
            {"profiles", as_json(profiles)},
            {"flags", as_json(flags)},
            {"steps", shown}};
}

std::string digests_of(const fs::path& folder) {
    std::string lines;
    for (const fs::path& path : vector_files(folder))
        lines += sha256_of(path) + "  " + path.filename().string() + '\n';
    return lines + sha256_of(folder / kIndexFile) + "  " + kIndexFile + '\n';
}

void write_index(const fs::path& folder) {
    fs::create_directories((folder / kIndexFile).parent_path());
    write_file(folder / kIndexFile, Access::everyone, to_text(index_of(folder)));
    write_file(folder / kDigestsFile, Access::everyone, digests_of(folder));
}

} // namespace emrshare::kat
