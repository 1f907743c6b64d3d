#include "shared_values.hpp"

#include "base/error.hpp"

#include <map>
#include <set>

namespace emrshare::kat {
namespace {

/// Calls @p visit(vector, part, symbol, value) for each value of a file's vectors, in the order of the file.
template <class Visit>
void for_each_value(Json& file, Visit visit) {
    for (Json& vector : file["vectors"]) {
        for (const char* part : {"inputs", "intermediates", "outputs"}) {
            if (!vector.contains(part)) continue;
            for (auto& [symbol, value] : vector[part].items())
                visit(vector, part, symbol, value);
        }
    }
}

} // namespace

Json share_values(Json file) {
    std::map<std::string, std::size_t> occurrences; // of long values, by their text
    for_each_value(file, [&](const Json&, const char*, const std::string&, const Json& value) {
        std::string text = value.dump();
        if (text.size() > kSharedAbove) ++occurrences[std::move(text)];
    });
    Json values = Json::object();
    std::map<std::string, std::string> names;  // by the value's text
    std::map<std::string, std::size_t> counts; // of names, by the symbol that they begin with
    for_each_value(file, [&](const Json&, const char*, const std::string& symbol, Json& value) {
        const auto found = occurrences.find(value.dump());
        if (found == occurrences.end() || found->second < 2) return;
        const auto [name, is_new] = names.try_emplace(found->first);
        if (is_new) {
            name->second = symbol + " " + std::to_string(++counts[symbol]);
            values[name->second] = value;
        }
        value = {{"ref", name->second}};
    });
    if (values.empty()) return file;
    // Whoever reads the file from its beginning meets a value before the references to it.
    Json vectors = std::move(file["vectors"]);
    file.erase("vectors");
    file["values"] = std::move(values);
    file["vectors"] = std::move(vectors);
    return file;
}

Json resolve_values(Json file, const std::string& source) {
    const Json values = file.value("values", Json::object());
    std::set<std::string> used;
    for_each_value(file, [&](const Json& vector, const char* part, const std::string& symbol, Json& value) {
        if (!value.is_object()) return;
        const std::string name = value["ref"];
        if (!values.contains(name))
            throw Rejection("KAT.Values.C1", source + "#" + vector["id"].dump() + ", " + part + ", " + symbol,
                            "there is no value '" + name + "' to refer to");
        used.insert(name);
        value = values[name];
    });
    for (const auto& [name, value] : values.items()) {
        if (!used.contains(name))
            throw Rejection("KAT.Values.C2", std::string(source).append(", values, ").append(name),
                            "no vector refers to it");
    }
    file.erase("values");
    return file;
}

} // namespace emrshare::kat
