// The catalogue of operations, the specification's tables and steps, and the published vectors say the same.

#include "support.hpp"

#include "coverage.hpp"
#include "files.hpp"
#include "schema.hpp"
#include "vector_file.hpp"
#include "vector_index.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

namespace emrshare::kat {
namespace {

const std::string kSpec = EMRSHARE_SOURCE_DIR "/spec/";

/// All of the specification's text.
const std::string& specification() {
    static const std::string text = [] {
        std::string all;
        for (const auto& entry : std::filesystem::directory_iterator(kSpec)) {
            if (entry.path().extension() == ".md") all += read_file(entry.path()) + "\n";
        }
        return all;
    }();
    return text;
}

/// Every id of a step or a check that the specification states: those in bold type.
const std::set<std::string>& stated_ids() {
    static const std::set<std::string> ids = [] {
        std::set<std::string> found;
        const std::regex bold(R"(\*\*([A-Z]+[A-Za-z0-9]*(\.[A-Za-z0-9]+)*\.C?[0-9]+)\*\*)");
        const std::string& text = specification();
        for (std::sregex_iterator i(text.begin(), text.end(), bold); i != std::sregex_iterator(); ++i)
            found.insert((*i)[1]);
        return found;
    }();
    return ids;
}

/// "`pk` (element), `M` (message)", as the tables of section 8.3 write fields.
std::string cell(const std::vector<Field>& fields) {
    std::string text;
    for (const Field& field : fields)
        text += (text.empty() ? "`" : ", `") + field.symbol + "` (" + std::string(name_of(field.kind)) + ")";
    return text;
}

TEST_CASE("every operation stands in the specification's tables, with its algorithm, inputs and outputs") {
    const std::string tables = read_file(kSpec + "08-vectors.md");
    for (const Operation& operation : operations()) {
        INFO(operation.name << " " << operation.profiles.front());
        const std::string row = "| `" + operation.name + "` | ";
        const std::string rest = " | " + cell(operation.inputs) + " | " + cell(operation.outputs) + " |\n";
        bool found = false;
        for (std::size_t at = tables.find(row); at != std::string::npos; at = tables.find(row, at + 1)) {
            const std::string line = tables.substr(at, tables.find('\n', at) + 1 - at);
            found = found || (line.ends_with(rest) && line.find(operation.spec) != std::string::npos);
        }
        CHECK(found);
    }
}

TEST_CASE("every row of the tables is an operation") {
    const std::string tables = read_file(kSpec + "08-vectors.md");
    const std::regex row(R"(\n\| `([a-z0-9-]+)` \| [A-Za-z0-9., ]+ \| `)");
    std::size_t rows = 0;
    for (std::sregex_iterator i(tables.begin(), tables.end(), row); i != std::sregex_iterator(); ++i, ++rows) {
        INFO((*i)[1]);
        CHECK(test::refusal([&] { require_operation((*i)[1]); }) == "accepted");
    }
    CHECK(rows + 1 >= operations().size()); // the two syndromes share a row
}

TEST_CASE("every value names a step, and the specification states it") {
    REQUIRE(stated_ids().size() > 200);
    for (const Operation& operation : operations()) {
        for (const std::vector<Field>* fields : {&operation.intermediates, &operation.outputs}) {
            for (const Field& field : *fields) {
                INFO(operation.name << ": " << field.symbol << ": " << field.step);
                CHECK(stated_ids().contains(field.step));
            }
        }
        for (const Field& field : operation.inputs)
            CHECK(field.step.empty());
        CHECK(specification().find(operation.spec) != std::string::npos);
    }
    CHECK(!stated_ids().contains("PRE.Enc.9"));
}

TEST_CASE("the published negatives name checks that the specification states, and fields") {
    std::set<std::string> checks;
    for (const auto& entry : std::filesystem::directory_iterator(EMRSHARE_SOURCE_DIR "/vectors")) {
        if (entry.path().extension() != ".json") continue;
        const Json file = parse_json(read_file(entry.path()), entry.path().filename().string());
        for (const Json& vector : file["vectors"]) {
            if (!vector.contains("rejected")) continue;
            INFO(entry.path().filename().string() << " " << vector["id"]);
            const std::string check = vector["rejected"]["check"];
            CHECK(stated_ids().contains(check));
            CHECK(!vector["rejected"]["field"].get<std::string>().empty());
            checks.insert(check);
        }
    }
    CHECK(checks.size() >= 30);
}

TEST_CASE("every vector file of the catalogue is published, and no other") {
    std::set<std::string> published;
    for (const auto& entry : std::filesystem::directory_iterator(EMRSHARE_SOURCE_DIR "/vectors")) {
        if (entry.path().extension() == ".json") published.insert(entry.path().filename().string());
    }
    std::set<std::string> catalogue;
    for (const FileKey& key : select_files({}))
        catalogue.insert(key.file_name());
    CHECK(published == catalogue);
}

TEST_CASE("every flag of a vector has a note with bug type, description and effect, and every note a vector") {
    for (const auto& entry : std::filesystem::directory_iterator(EMRSHARE_SOURCE_DIR "/vectors")) {
        if (entry.path().extension() != ".json") continue;
        const Json file = parse_json(read_file(entry.path()), entry.path().filename().string());
        INFO(entry.path().filename().string());
        std::set<std::string> used;
        for (const Json& vector : file["vectors"])
            for (const Json& flag : vector["flags"])
                used.insert(flag.get<std::string>());
        std::set<std::string> noted;
        for (const auto& [flag, note] : file["flags"].items()) {
            noted.insert(flag);
            for (const char* part : {"bug_type", "description", "effect"})
                CHECK(!note[part].get<std::string>().empty());
        }
        CHECK(used == noted);
    }
}

/// Objects of a schema that say what members they have, but not that they have no others.
std::size_t open_objects(const Json& schema) {
    std::size_t count = 0;
    if (schema.is_object() && schema.contains("properties"))
        count += schema.value("additionalProperties", Json(true)) == Json(false) ? 0 : 1;
    for (const Json& part : schema) {
        if (part.is_structured()) count += open_objects(part);
    }
    return count;
}

TEST_CASE("the schema of the vectors leaves no object open, and a file with a member more is refused") {
    const std::string folder = EMRSHARE_SOURCE_DIR "/vectors/";
    Json schema = parse_json(read_file(folder + "schema/vectors.schema.json"), "schema");
    CHECK(open_objects(schema) == 0);
    schema["definitions"]["note"].erase("additionalProperties");
    CHECK(open_objects(schema) == 1);
    const Json good = parse_json(read_file(folder + "mask.any.both.json"), "mask");
    CHECK_NOTHROW(open_file(good, "mask"));
    for (const char* place : {"", "/fields", "/vectors/0", "/fields/inputs/count"}) {
        Json wrong = good;
        wrong[Json::json_pointer(place)]["surprise"] = 1;
        INFO(place);
        CHECK_THROWS_AS(open_file(wrong, "mask"), Rejection);
    }
}

TEST_CASE("the published index fits its schema, which leaves no object open") {
    const std::string folder = EMRSHARE_SOURCE_DIR "/vectors/";
    const std::string schema = read_file(folder + "schema/index.schema.json");
    CHECK(open_objects(parse_json(schema, "schema")) == 0);
    const Json good = parse_json(read_file(folder + "index/counts.json"), "index");
    CHECK_NOTHROW(require_schema(good, schema, "index"));
    for (const char* place : {"", "/operations", "/steps", "/steps/PRE.Enc.3"}) {
        Json wrong = good;
        wrong[Json::json_pointer(place)]["surprise"] = "one";
        INFO(place);
        CHECK_THROWS_AS(require_schema(wrong, schema, "index"), Rejection);
    }
}

TEST_CASE("no vector of a published version has changed or gone while the first number stays") {
    const std::string now = vector_digests(EMRSHARE_SOURCE_DIR "/vectors");
    const std::string first = std::string(kVectorVersion).substr(0, std::string(kVectorVersion).find('.') + 1);
    std::size_t versions = 0;
    for (const auto& entry : std::filesystem::directory_iterator(EMRSHARE_SOURCE_DIR "/vectors/published")) {
        if (!entry.path().filename().string().starts_with(first)) continue;
        INFO(entry.path().filename().string());
        CHECK(changed_vectors(read_file(entry.path()), now).empty());
        ++versions;
    }
    CHECK(versions > 0);
    const std::string last_line = now.substr(now.rfind('\n', now.size() - 2) + 1);
    const std::string without_last = now.substr(0, now.size() - last_line.size());
    const std::string name = last_line.substr(33, last_line.size() - 34);
    CHECK(changed_vectors(now, without_last) == std::vector<std::string>{name + " is gone"});
    CHECK(changed_vectors(without_last, now).empty());
    CHECK(changed_vectors(now, without_last + std::string(32, '0') + " " + name + "\n") ==
          std::vector<std::string>{name + " is changed"});
    CHECK_THROWS_AS(changed_vectors("no digest\n", now), Rejection);
}

TEST_CASE("coverage finds a step that no vector shows, no code cites, and an equation without step") {
    const Json steps = known_steps();
    const Json index = parse_json(read_file(EMRSHARE_SOURCE_DIR "/vectors/index/counts.json"), "index");
    CHECK(coverage_of(steps, index).faults.empty());
    Json less = index;
    less["steps"].erase("PRE.Enc.3");
    CHECK(coverage_of(steps, less).faults == std::vector<std::string>{"PRE.Enc.3 (06-pre.md): no vectors"});
    Json more = index;
    more["steps"]["PRE.Enc.9"] = {{"values", 1}, {"rejections", 0}};
    CHECK(coverage_of(steps, more).faults.size() == 1);
    Json shown = index;
    shown["steps"]["PRE.Enc.C1"] = {{"values", 0}, {"rejections", 1}}; // it has a reason why no vector can
    CHECK(coverage_of(steps, shown).faults.size() == 1);
    Json changed = steps;
    changed["equations"][0]["steps"] = Json::array();
    changed["steps"][0]["code"] = Json::array();
    changed["steps"][0]["tests"] = Json::array();
    CHECK(coverage_of(changed, index).faults.size() == 3);
    Json unmutated = steps;
    for (Json& row : unmutated["steps"]) {
        if (row["id"] == "PRE.Enc.3") row["mutants"] = Json::array();
    }
    CHECK(coverage_of(unmutated, index).faults == std::vector<std::string>{"PRE.Enc.3 (06-pre.md): no mutants"});
}

} // namespace
} // namespace emrshare::kat
