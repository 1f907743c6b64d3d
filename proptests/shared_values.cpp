// Values that a vector file states once: sharing them, putting them back in their places, and files that do neither
// right.

#include "support.hpp"

#include "message/item.hpp"
#include "shared_values.hpp"
#include "validate/exchange_files.hpp"
#include "value.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace emrshare::kat {
namespace {

using test::refusal;

/// A value whose JSON text has @p length characters.
Json text_of_length(std::size_t length, char letter) {
    return std::string(length - 2, letter);
}

/// As much of a vector file as sharing looks at.
Json file_of(const std::vector<Json>& inputs) {
    Json file = {{"seed", "00"}, {"vectors", Json::array()}};
    for (const Json& values : inputs)
        file["vectors"].push_back({{"id", file["vectors"].size() + 1}, {"inputs", values}});
    return file;
}

/// The check that refuses a file, and the field that it names.
std::string trouble(const Json& file) {
    try {
        resolve_values(file, "FILE");
    } catch (const Rejection& rejection) {
        return rejection.check() + ": " + rejection.field();
    }
    return "accepted";
}

/// The file of enc at small-256, whose public keys are long enough, of an operation that shares values.
struct SharingEnc {
    FileKey published = select_files({{"enc"}, {"small-256"}, {"both"}}).at(0);
    Operation operation = [this] {
        Operation sharing = *published.operation;
        sharing.shares_values = true;
        return sharing;
    }();
    FileKey key{&operation, published.set, published.profile};
    Json whole = generate_file(key, published_seed(), 3);
    std::string text = file_text(key, whole);
};

TEST_CASE("values are shared if they are long and occur twice, by names in the order of the file") {
    const Json a = text_of_length(kSharedAbove + 1, 'a');
    const Json b = text_of_length(kSharedAbove + 1, 'b');
    const Json list(std::vector<int>(kSharedAbove, 7));
    const Json once = text_of_length(kSharedAbove + 1, 'c');
    const Json brief = text_of_length(kSharedAbove, 'd');
    const Json file = file_of({{{"x", once}, {"y", b}, {"z", list}},
                               {{"x", a}, {"y", brief}, {"z", list}},
                               {{"x", b}, {"y", a}, {"z", brief}}});
    const Json shared = share_values(file);
    const Json values = {{"y 1", b}, {"z 1", list}, {"x 1", a}};
    CHECK(shared["values"].dump() == values.dump());
    CHECK(shared["vectors"][0]["inputs"] == Json({{"x", once}, {"y", {{"ref", "y 1"}}}, {"z", {{"ref", "z 1"}}}}));
    CHECK(shared["vectors"][1]["inputs"] == Json({{"x", {{"ref", "x 1"}}}, {"y", brief}, {"z", {{"ref", "z 1"}}}}));
    CHECK(shared["vectors"][2]["inputs"] == Json({{"x", {{"ref", "y 1"}}}, {"y", {{"ref", "x 1"}}}, {"z", brief}}));
    CHECK(shared.dump().find("\"values\"") < shared.dump().find("\"vectors\""));
    CHECK(resolve_values(shared, "FILE").dump() == file.dump());
    SECTION("several values of one symbol are counted") {
        const Json two = share_values(file_of({{{"x", a}}, {{"x", b}}, {{"x", b}}, {{"x", a}}}));
        CHECK(two["values"] == Json({{"x 1", a}, {"x 2", b}}));
    }
    SECTION("an output that is an input of the next vector is shared") {
        Json chained = file_of({{{"x", once}}, {{"x", a}}});
        chained["vectors"][0]["outputs"] = {{"x'", a}};
        CHECK(share_values(chained)["values"] == Json({{"x' 1", a}}));
        CHECK(resolve_values(share_values(chained), "FILE").dump() == chained.dump());
    }
}

TEST_CASE("whatever is shared comes back, and a file with nothing to share stays as it is") {
    SHOW_SEED();
    rc::prop("resolve(share(file)) = file", [] {
        const auto letters = *rc::gen::container<std::vector<std::vector<char>>>(
            rc::gen::container<std::vector<char>>(rc::gen::elementOf(std::string("abcdef"))));
        std::vector<Json> inputs;
        for (const std::vector<char>& row : letters) {
            Json values = Json::object();
            for (const char letter : row) // d, e and f are too short to be shared
                values["v" + std::to_string(values.size())] = text_of_length(letter < 'd' ? 2000 : 20, letter);
            inputs.push_back(std::move(values));
        }
        const Json file = file_of(inputs);
        const Json shared = share_values(file);
        RC_ASSERT(resolve_values(shared, "FILE").dump() == file.dump());
        RC_ASSERT(share_values(shared).dump() == shared.dump());
        RC_ASSERT(shared.contains("values") || shared.dump() == file.dump());
    });
}

TEST_CASE("a file that shares values holds the same vectors, and is shorter") {
    const SharingEnc enc;
    const Json file = parse_json(enc.text, "FILE");
    REQUIRE(file.contains("values"));
    CHECK(enc.text.size() < to_text(enc.whole).size());
    const VectorFile read = open_file(file, "FILE");
    CHECK(read.key.file_name() == enc.key.file_name());
    CHECK(read.json.dump() == enc.whole.dump());
    const std::vector<Question> questions = questions_of(file, "FILE");
    CHECK(questions.size() == enc.whole["vectors"].size());
    for (const Question& question : questions)
        CHECK(judge(question, reference_reply(question.key, question.vector["inputs"]), true).outcome ==
              Outcome::passed);
    for (const ExchangeFormat format : {ExchangeFormat::json, ExchangeFormat::text}) {
        const std::string prompts = prompts_text(questions, format);
        CHECK(prompts == prompts_text(questions_of(enc.whole, "FILE"), format));
        CHECK(prompts.find("ref") == std::string::npos);
    }
}

TEST_CASE("an operation that does not share values has them in their places") {
    const SharingEnc enc;
    CHECK(file_text(enc.published, enc.whole) == to_text(enc.whole));
}

TEST_CASE("a reference to nothing and a value that nothing refers to are refused") {
    Json file = file_of({{{"x", {{"ref", "x 1"}}}}, {{"x", "00"}, {"y", {{"ref", "y 1"}}}}});
    CHECK(trouble(file) == "KAT.Values.C1: FILE#1, inputs, x");
    file["values"] = {{"x 1", "01"}};
    CHECK(trouble(file) == "KAT.Values.C1: FILE#2, inputs, y");
    file["values"]["y 1"] = "02";
    CHECK(trouble(file) == "accepted");
    file["values"]["z 1"] = "03";
    CHECK(trouble(file) == "KAT.Values.C2: FILE, values, z 1");
    file["vectors"][0]["outputs"] = {{"z", {{"ref", "z 2"}}}};
    CHECK(trouble(file) == "KAT.Values.C1: FILE#1, outputs, z");
}

TEST_CASE("whoever reads a vector file learns of references that are wrong") {
    const SharingEnc enc;
    const Json good = parse_json(enc.text, "FILE");
    const auto check = [&](const auto& change) {
        Json file = good;
        change(file);
        return refusal([&] { questions_of(file, "FILE"); });
    };
    const auto first_input = [](Json& file) -> Json& { return file["vectors"][0]["inputs"]["pk"]; };
    CHECK(check([](Json&) {}) == "accepted");
    CHECK(check([&](Json& file) { first_input(file)["ref"] = "pk 99"; }) == "KAT.Values.C1");
    CHECK(check([](Json& file) { file.erase("values"); }) == "KAT.Values.C1");
    CHECK(check([](Json& file) { file["values"]["M 1"] = "00"; }) == "KAT.Values.C2");
    // What the schema does not admit.
    CHECK(check([](Json& file) { file["values"] = Json::object(); }) == "KAT.File.C1");
    CHECK(check([](Json& file) { file["values"]["pk 1"] = {{"ref", "pk 1"}}; }) == "KAT.File.C1");
    CHECK(check([&](Json& file) { first_input(file)["ref"] = 1; }) == "KAT.File.C1");
    CHECK(check([&](Json& file) { first_input(file)["note"] = ""; }) == "KAT.File.C1");
    CHECK(check([&](Json& file) { first_input(file) = Json::object(); }) == "KAT.File.C1");
    CHECK(check([&](Json& file) { first_input(file) = Json::array({Json({{"ref", "pk 1"}})}); }) == "KAT.File.C1");
}

/// Hex of the encoding of an array of a number and byte strings.
std::string array_of(std::uint64_t number, const std::vector<Bytes>& strings) {
    message::Items entries = {message::Item(number)};
    for (const Bytes& bytes : strings)
        entries.emplace_back(bytes);
    return to_hex(message::encode(message::Item(entries)));
}

TEST_CASE("a long byte string that several messages have is stated once, and joined in its places") {
    const Bytes a(600, 0x61);
    const Bytes b(600, 0x62);
    const Bytes nested = from_hex(array_of(7, {a}), "nested");
    const Json file = file_of({{{"x", array_of(1, {a, b})}},
                               {{"x", array_of(2, {a})}, {"y", Json::array({array_of(3, {nested, b}), "00"})}}});
    const Json shared = share_values(file);
    CHECK(shared["values"] == Json({{"part 1", to_hex(a)}, {"part 2", to_hex(b)}}));
    const Json a_part = {{"ref", "part 1"}};
    const Json b_part = {{"ref", "part 2"}};
    CHECK(shared["vectors"][0]["inputs"]["x"] == Json({{"join", {"8301590258", a_part, "590258", b_part}}}));
    CHECK(shared["vectors"][1]["inputs"]["x"] == Json({{"join", {"8202590258", a_part}}}));
    CHECK(shared["vectors"][1]["inputs"]["y"][1] == "00");
    CHECK(resolve_values(shared, "FILE").dump() == file.dump());
}

TEST_CASE("joins of what is no byte string, and of values that come later, are refused") {
    const Json join = {{"x", {{"join", {"00", {{"ref", "n"}}}}}}};
    Json file = file_of({join});
    CHECK(trouble(file) == "KAT.Values.C1: FILE#1, inputs, x");
    file["values"] = {{"n", 7}};
    CHECK(trouble(file) == "KAT.Values.C3: FILE#1, inputs, x");
    file["values"] = {{"m", {{"join", {{{"ref", "n"}}}}}}, {"n", "00"}};
    CHECK(trouble(file) == "KAT.Values.C1: FILE, values, m");
    file["values"] = {{"n", "01"}};
    CHECK(trouble(file) == "accepted");
}

} // namespace
} // namespace emrshare::kat
