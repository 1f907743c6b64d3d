#include "json.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace emrshare::kat {
namespace {

bool is_flat(const Json& array) {
    return std::none_of(array.begin(), array.end(), [](const Json& item) { return item.is_structured(); });
}

void write(const Json& json, std::size_t indent, std::string& out) {
    const bool flat = json.is_array() && is_flat(json);
    if (!json.is_structured() || json.empty() || flat) {
        out += json.dump();
        return;
    }
    const std::string margin(indent + 2, ' ');
    out += json.is_array() ? "[\n" : "{\n";
    std::string separator;
    for (const auto& [key, value] : json.items()) {
        out += separator + margin;
        if (json.is_object()) out += Json(key).dump() + ": ";
        write(value, indent + 2, out);
        separator = ",\n";
    }
    out += "\n" + std::string(indent, ' ') + (json.is_array() ? "]" : "}");
}

} // namespace

std::string to_text(const Json& json) {
    std::string out;
    write(json, 0, out);
    return out + "\n";
}

Json parse_json(const std::string& text, const std::string& source) {
    std::vector<std::set<std::string>> keys;
    const auto reject_repeated = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) keys.emplace_back();
        if (event == Json::parse_event_t::object_end) keys.pop_back();
        if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second)
            throw Rejection("KAT.Json.C1", source, "the member " + parsed.dump() + " stands twice in one object");
        return true;
    };
    try {
        return Json::parse(text, reject_repeated);
    } catch (const Json::exception& error) {
        throw Rejection("KAT.Json.C1", source, error.what());
    }
}

} // namespace emrshare::kat
