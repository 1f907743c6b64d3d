#include "shared_values.hpp"

#include "base/error.hpp"
#include "byte_parts.hpp"

#include <map>
#include <set>
#include <vector>

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

/// Calls @p visit(text) for each long text of a file: in its values, in those of its vectors, and in lists of either.
template <class Visit>
void for_each_text(Json& values, Json& file, Visit visit) {
    const auto visit_value = [&](Json& value) {
        const auto visit_text = [&](Json& text) {
            if (text.is_string() && text.get_ref<const std::string&>().size() > kSharedAbove) visit(text);
        };
        if (value.is_array()) {
            for (Json& entry : value)
                visit_text(entry);
        }
        visit_text(value);
    };
    for (auto& [name, value] : values.items())
        visit_value(value);
    for_each_value(file, [&](const Json&, const char*, const std::string&, Json& value) { visit_value(value); });
}

using Names = std::map<std::string, std::string>;

/// The byte strings that the texts of a file have at least twice, and their names.
Names repeated_parts(Json& values, Json& file) {
    std::map<std::string, std::size_t> occurrences;
    for_each_text(values, file, [&](const Json& text) {
        for (std::string& part : byte_parts(text))
            ++occurrences[std::move(part)];
    });
    Names names; // in the order in which the parts occur
    for_each_text(values, file, [&](const Json& text) {
        for (const std::string& part : byte_parts(text)) {
            if (occurrences.at(part) > 1) names.try_emplace(part, "part " + std::to_string(names.size() + 1));
        }
    });
    return names;
}

/// @p text as a join of references to parts and of what is between them; itself if it has none.
Json joined(const std::string& text, const Names& names) {
    Json pieces = Json::array();
    std::size_t at = 0;
    const auto add_text_until = [&](std::size_t end) {
        if (end > at) pieces.push_back(text.substr(at, end - at));
    };
    for (const std::string& part : byte_parts(text)) {
        const auto found = names.find(part);
        if (found == names.end()) continue;
        const std::size_t begin = text.find(part, at);
        add_text_until(begin);
        pieces.push_back({{"ref", found->second}});
        at = begin + part.size();
    }
    if (pieces.empty()) return text;
    add_text_until(text.size());
    return {{"join", std::move(pieces)}};
}

/// @p values, with the parts that texts of the file repeat before them and references to these in all texts.
Json share_parts(Json values, Json& file) {
    const Names names = repeated_parts(values, file);
    for_each_text(values, file, [&](Json& text) { text = joined(text, names); });
    std::map<std::size_t, const std::string*> in_order;
    for (const auto& [part, name] : names)
        in_order.emplace(std::stoul(name.substr(name.find(' '))), &part);
    Json all = Json::object();
    for (const auto& [number, part] : in_order)
        all["part " + std::to_string(number)] = *part;
    for (auto& [name, value] : values.items())
        all[name] = std::move(value);
    return all;
}

/// Puts values in the places of references.
class Resolver {
public:
    /// @p value with every reference in it replaced. @p place names it in errors.
    Json resolved(const Json& value, const std::string& place) {
        if (value.is_array()) {
            Json list = Json::array();
            for (const Json& entry : value)
                list.push_back(resolved(entry, place));
            return list;
        }
        if (!value.is_object()) return value;
        if (value.contains("ref")) return referred(value["ref"], place);
        std::string text;
        for (const Json& piece : resolved(value["join"], place)) {
            if (!piece.is_string()) throw Rejection("KAT.Values.C3", place, "a piece is no byte string");
            text += piece.get_ref<const std::string&>();
        }
        return text;
    }
    /// Makes a value known under its name.
    void add(const std::string& name, Json value) { values_[name] = std::move(value); }
    bool is_used(const std::string& name) const { return used_.contains(name); }

private:
    const Json& referred(const std::string& name, const std::string& place) {
        const auto found = values_.find(name);
        if (found == values_.end())
            throw Rejection("KAT.Values.C1", place, "there is no value '" + name + "' to refer to");
        used_.insert(name);
        return found->second;
    }
    std::map<std::string, Json> values_;
    std::set<std::string> used_;
};

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
    values = share_parts(std::move(values), file);
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
    Resolver resolver;
    for (const auto& [name, value] : values.items())
        resolver.add(name, resolver.resolved(value, std::string(source).append(", values, ").append(name)));
    for_each_value(file, [&](const Json& vector, const char* part, const std::string& symbol, Json& value) {
        value = resolver.resolved(value, source + "#" + vector["id"].dump() + ", " + part + ", " + symbol);
    });
    for (const auto& [name, value] : values.items()) {
        if (!resolver.is_used(name))
            throw Rejection("KAT.Values.C2", std::string(source).append(", values, ").append(name),
                            "nothing refers to it");
    }
    file.erase("values");
    return file;
}

} // namespace emrshare::kat
