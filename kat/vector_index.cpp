#include "vector_index.hpp"

#include "base/error.hpp"
#include "files.hpp"
#include "value.hpp"
#include "vector_file.hpp"

#include <cryptopp/sha.h>

#include <map>
#include <sstream>
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

std::string sha256_of(const std::string& text) {
    CryptoPP::SHA256 hash;
    Bytes digest(CryptoPP::SHA256::DIGESTSIZE);
    hash.Update(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    hash.Final(digest.data());
    return to_hex(digest);
}

/// The digests of a text of vector_digests(), by what follows them on the line.
std::map<std::string, std::string> digests_by_vector(const std::string& text) {
    std::map<std::string, std::string> digests;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const bool is_new =
            line.size() > 33 && line[32] == ' ' && digests.emplace(line.substr(33), line.substr(0, 32)).second;
        require(is_new, "KAT.Digests.C1", "line", "'" + line + "' is no digest and vector, or stands twice");
    }
    return digests;
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
    const std::vector<fs::path> paths = json_files(folder);
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
    for (const fs::path& path : json_files(folder))
        lines += sha256_of(read_file(path)) + "  " + path.filename().string() + '\n';
    return lines + sha256_of(read_file(folder / kIndexFile)) + "  " + kIndexFile + '\n';
}

std::string vector_digests(const fs::path& folder) {
    std::string lines;
    for (const fs::path& path : json_files(folder)) {
        const auto [key, file] = open_file(parse_json(read_file(path), path.string()), path.string());
        const std::string name = path.stem().string();
        for (const Json& vector : file["vectors"])
            lines += sha256_of(vector.dump()).substr(0, 32) + ' ' + name + ' ' + vector["id"].dump() + '\n';
    }
    return lines;
}

std::vector<std::string> changed_vectors(const std::string& published, const std::string& now) {
    const std::map<std::string, std::string> before = digests_by_vector(published);
    const std::map<std::string, std::string> after = digests_by_vector(now);
    std::vector<std::string> changed;
    for (const auto& [vector, digest] : before) {
        const auto found = after.find(vector);
        if (found == after.end()) {
            changed.push_back(vector + " is gone");
        } else if (found->second != digest) {
            changed.push_back(vector + " is changed");
        }
    }
    return changed;
}

void write_index(const fs::path& folder) {
    make_folder((folder / kIndexFile).parent_path());
    write_file(folder / kIndexFile, Access::everyone, to_text(index_of(folder)));
    write_file(folder / kDigestsFile, Access::everyone, digests_of(folder));
}

} // namespace emrshare::kat
