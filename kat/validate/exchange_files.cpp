#include "validate/exchange_files.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace emrshare::kat {
namespace {

constexpr const char* kForm = "EXCHANGE.Responses.C1";

const Field* find_field(const std::vector<Field>& fields, const std::string& symbol) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.symbol == symbol; });
    return found == fields.end() ? nullptr : &*found;
}

// ---- JSON ----

Json head(const FileKey& key, const char* format) {
    return {{"format", format},
            {"version", kVectorVersion},
            {"operation", key.operation->name},
            {"set", key.set_name()},
            {"profile", key.profile}};
}

Json prompts_json(const std::vector<Question>& questions) {
    Json file = head(questions.front().key, "emrshare-prompts");
    for (const Question& question : questions)
        file["vectors"].push_back({{"id", question.id()}, {"inputs", question.vector["inputs"]}});
    return file;
}

Json responses_json(const std::vector<Question>& questions) {
    Json file = head(questions.front().key, "emrshare-responses");
    for (const Question& question : questions) {
        Json response = {{"id", question.id()}};
        for (const char* part : {"outputs", "intermediates", "rejected"}) {
            if (question.vector.contains(part)) response[part] = question.vector[part];
        }
        file["vectors"].push_back(std::move(response));
    }
    return file;
}

FileKey key_of_names(const std::string& operation, const std::string& set, const std::string& profile,
                     const std::string& source) {
    const std::vector<FileKey> keys = select_files({{operation}, {set}, {profile}});
    require(keys.size() == 1, kForm, source, "there are no vectors for this operation, set and profile");
    return keys.front();
}

std::string text_member(const Json& json, const char* name, const std::string& source) {
    require(json.contains(name) && json[name].is_string(), kForm, source, std::string("it has no text ") + name);
    return json[name].get<std::string>();
}

Reply reply_of(const Json& response, const std::string& source) {
    const auto has = [&](const char* name) { return response.contains(name); };
    require(static_cast<int>(has("outputs")) + static_cast<int>(has("rejected")) +
                    static_cast<int>(has("unsupported")) ==
                1,
            kForm, source, "a response has not exactly one of outputs, rejected and unsupported");
    if (has("unsupported")) return Unsupported{text_member(response, "unsupported", source)};
    if (has("rejected")) {
        const Json& rejected = response["rejected"];
        require(rejected.is_object(), kForm, source, "rejected is no object");
        return Refused{text_member(rejected, "check", source),
                       rejected.contains("field") ? text_member(rejected, "field", source) : ""};
    }
    const Json intermediates = has("intermediates") ? response["intermediates"] : Json::object();
    require(response["outputs"].is_object() && intermediates.is_object(), kForm, source,
            "outputs or intermediates is no object");
    return Accepted{response["outputs"], intermediates};
}

void add_reply(Responses& responses, std::int64_t id, Reply reply, const std::string& source) {
    if (!responses.replies.emplace(id, std::move(reply)).second)
        throw Rejection("EXCHANGE.Responses.C2", source, "vector " + std::to_string(id) + " is answered twice");
}

Responses parse_json_responses(const std::string& text, const std::string& source) {
    const Json file = parse_json(text, source);
    require(file.is_object() && text_member(file, "format", source) == "emrshare-responses", kForm, source,
            "its format is not emrshare-responses");
    require(text_member(file, "version", source) == kVectorVersion, kForm, source,
            std::string("its version is not ") + kVectorVersion);
    Responses responses{key_of_names(text_member(file, "operation", source), text_member(file, "set", source),
                                     text_member(file, "profile", source), source),
                        {}};
    require(file.contains("vectors") && file["vectors"].is_array(), kForm, source, "it has no array vectors");
    for (const Json& response : file["vectors"]) {
        require(response.is_object() && response.contains("id") && response["id"].is_number_integer(), kForm, source,
                "a response has no integer id");
        add_reply(responses, response["id"].get<std::int64_t>(), reply_of(response, source), source);
    }
    return responses;
}

// ---- NIST's style ----

/// Lists as JSON, everything else as it is.
std::string written(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

Json read_value(const std::string& text, Kind kind, const std::string& source) {
    switch (kind) {
    case Kind::hex:
    case Kind::text:
    case Kind::element:
    case Kind::message:
    case Kind::real:
        return text;
    case Kind::integer:
    case Kind::boolean:
    case Kind::elements:
    case Kind::integers:
    case Kind::reals:
    case Kind::matrix:
    case Kind::hex_list:
        break;
    }
    if (text.starts_with(kDigestPrefix)) return text;
    return parse_json(text, source);
}

void write_head(std::ostream& out, const FileKey& key) {
    out << "# emrshare vectors " << kVectorVersion << "\n[operation = " << key.operation->name
        << "]\n[set = " << key.set_name() << "]\n[profile = " << key.profile << "]\n";
}

void write_values(std::ostream& out, const Json& values) {
    for (const auto& [symbol, value] : values.items())
        out << symbol << " = " << written(value) << '\n';
}

/// A line "NAME = VALUE", without brackets if it had them; nothing for an empty line or a comment.
struct Line {
    std::string name;
    std::string value;
    bool in_brackets = false;
};

std::optional<Line> parse_line(std::string text, const std::string& place) {
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.empty() || text.front() == '#') return std::nullopt;
    Line line;
    line.in_brackets = text.front() == '[' && text.back() == ']';
    if (line.in_brackets) text = text.substr(1, text.size() - 2);
    // An empty value leaves a line that ends in " =".
    const std::size_t equals = text.find(" =");
    require(equals != std::string::npos, kForm, place, "the line is not NAME = VALUE");
    line.name = text.substr(0, equals);
    line.value = equals + 3 <= text.size() ? text.substr(equals + 3) : "";
    return line;
}

/// What one COUNT gathers.
struct Entry {
    std::int64_t id = 0;
    Json outputs = Json::object();
    Json intermediates = Json::object();
    std::optional<Reply> other; ///< a refusal, or that it is not supported
};

void read_into(Entry& entry, const Operation& operation, const Line& line, const std::string& place) {
    if (line.name == "REJECTED") {
        const std::size_t space = line.value.find(' ');
        entry.other =
            Refused{line.value.substr(0, space), space == std::string::npos ? "" : line.value.substr(space + 1)};
    } else if (line.name == "UNSUPPORTED") {
        entry.other = Unsupported{line.value};
    } else if (const Field* output = find_field(operation.outputs, line.name)) {
        entry.outputs[line.name] = read_value(line.value, output->kind, place);
    } else if (const Field* intermediate = find_field(operation.intermediates, line.name)) {
        entry.intermediates[line.name] = read_value(line.value, intermediate->kind, place);
    } else if (find_field(operation.inputs, line.name) == nullptr) { // inputs may be repeated
        throw Rejection("EXCHANGE.Responses.C3", place, "the operation has no value " + line.name);
    }
}

std::int64_t number_of(const std::string& text, const std::string& place) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    require(error == std::errc() && end == text.data() + text.size(), kForm, place,
            "COUNT is not followed by a number");
    return number;
}

Reply reply_of(const Entry& entry, const std::string& source) {
    if (!entry.other) return Accepted{entry.outputs, entry.intermediates};
    if (!entry.outputs.empty())
        throw Rejection(kForm, source, "vector " + std::to_string(entry.id) + " is both answered and refused");
    return *entry.other;
}

Responses parse_text_responses(const std::string& text, const std::string& source) {
    std::map<std::string, std::string> names;
    std::optional<FileKey> key;
    std::vector<Entry> entries;
    std::istringstream lines(text);
    std::string raw;
    for (std::size_t number = 1; std::getline(lines, raw); ++number) {
        const std::string place = source + ", line " + std::to_string(number);
        const std::optional<Line> line = parse_line(raw, place);
        if (!line) continue;
        if (line->in_brackets) {
            require(!key, kForm, place, "a line in brackets after the first COUNT");
            names[line->name] = line->value;
        } else if (line->name == "COUNT") {
            if (!key) key = key_of_names(names["operation"], names["set"], names["profile"], source);
            entries.emplace_back();
            entries.back().id = number_of(line->value, place);
        } else {
            require(!entries.empty(), kForm, place, "a value before the first COUNT");
            read_into(entries.back(), *key->operation, *line, place);
        }
    }
    require(key.has_value(), kForm, source, "it has no COUNT");
    Responses responses{*key, {}};
    for (const Entry& entry : entries)
        add_reply(responses, entry.id, reply_of(entry, source), source);
    return responses;
}

} // namespace

std::string exchange_name(const FileKey& key, ExchangeFormat format, bool responses) {
    const std::string name = key.file_name();
    if (format == ExchangeFormat::json) return name;
    return name.substr(0, name.rfind('.')) + (responses ? ".rsp" : ".req");
}

std::string prompts_text(const std::vector<Question>& questions, ExchangeFormat format) {
    if (format == ExchangeFormat::json) return to_text(prompts_json(questions));
    std::ostringstream out;
    write_head(out, questions.front().key);
    for (const Question& question : questions) {
        out << "\nCOUNT = " << question.id() << '\n';
        write_values(out, question.vector["inputs"]);
    }
    return out.str();
}

std::string responses_text(const std::vector<Question>& questions, ExchangeFormat format) {
    if (format == ExchangeFormat::json) return to_text(responses_json(questions));
    std::ostringstream out;
    write_head(out, questions.front().key);
    for (const Question& question : questions) {
        out << "\nCOUNT = " << question.id() << '\n';
        write_values(out, question.vector["inputs"]);
        if (question.must_be_refused()) {
            const Json& rejected = question.vector["rejected"];
            out << "REJECTED = " << rejected["check"].get<std::string>() << ' ' << rejected["field"].get<std::string>()
                << '\n';
        } else {
            write_values(out, question.vector["intermediates"]);
            write_values(out, question.vector["outputs"]);
        }
    }
    return out.str();
}

Responses parse_responses(const std::string& text, const std::string& source) {
    const bool is_json =
        text.find_first_not_of(" \t\r\n") != std::string::npos && text[text.find_first_not_of(" \t\r\n")] == '{';
    return is_json ? parse_json_responses(text, source) : parse_text_responses(text, source);
}

} // namespace emrshare::kat
