// Judging answers, and adapters that break the protocol. The adapters here are small shell scripts; whole ones are
// tested in kat/adapters.
// Of the specification: EXCHANGE.Responses, KAT.Values.

#include "pre/encoding.hpp"
#include "support.hpp"

#include "validate/exchange_files.hpp"
#include "validate/live.hpp"
#include "validate/report.hpp"
#include "validate/schedule.hpp"
#include "validate/shrink.hpp"
#include "validate/validation.hpp"
#include "vector_file.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <atomic>
#include <sstream>

namespace emrshare::kat {
namespace {

using test::refusal;

std::vector<Question> questions_for(const std::string& operation, const std::string& set, const std::string& profile) {
    const FileKey key = select_files({{operation}, {set}, {profile}}).at(0);
    return questions_of(generate_file(key, published_seed(), 1), operation);
}

Accepted right_values(const Question& question) {
    return std::get<Accepted>(reference_reply(question.key, question.vector["inputs"]));
}

/// The first question that has values (or, the other way round, must be refused).
Question first_of(const std::vector<Question>& questions, bool refused) {
    return *std::find_if(questions.begin(), questions.end(),
                         [&](const Question& question) { return question.must_be_refused() == refused; });
}

// ---- judge ----

TEST_CASE("the library's own answers pass under the strictest rules") {
    for (const char* operation : {"enc", "dec", "keygen", "setup", "ntru-solve", "sample-z", "open", "kem-decaps"}) {
        for (const FileKey& key : select_files({{operation}, {}, {}})) {
            if (key.set != nullptr && key.set->n > 64) continue;
            for (const Question& question : questions_of(generate_file(key, published_seed(), 1), operation)) {
                INFO(question.name());
                const Finding finding = judge(question, reference_reply(key, question.vector["inputs"]), true);
                CHECK(finding.outcome == Outcome::passed);
                CHECK(finding.remark.empty());
            }
        }
    }
}

TEST_CASE("a wrong value is reported by the first step that differs") {
    const Question question = first_of(questions_for("enc", "toy-64", "both"), false);
    Accepted answer = right_values(question);
    const ParameterSet& set = *question.key.set;
    // C is wrong from coefficient 5 on, v in coefficient 2: v is made first.
    Bytes C = from_hex(answer.outputs["C"], "C");
    Rq element = decode_element(set, C);
    Residues residues = element.residues();
    residues[5] = (residues[5] + 1) % set.q;
    answer.outputs["C"] = to_hex(encode(Rq(set.ring(), residues)));
    SECTION("an output alone") {
        const Finding finding = judge(question, answer, false);
        CHECK(finding.outcome == Outcome::failed);
        CHECK(finding.way == "wrong value");
        REQUIRE(finding.difference);
        CHECK(finding.difference->step == "PRE.Enc.3");
        CHECK(finding.difference->place == "coefficient 5");
        CHECK(finding.difference->expected == std::to_string(element.lift()[5]));
        CHECK(finding.difference->got == std::to_string(Rq(set.ring(), residues).lift()[5]));
    }
    SECTION("an output and an intermediate value") {
        Poly v = decode_short(set, from_hex(answer.intermediates["v"], "v"));
        v[2] += 1;
        answer.intermediates["v"] = to_hex(encode_short(set, v));
        const Finding finding = judge(question, answer, false);
        CHECK(finding.way == "wrong value");
        CHECK(finding.difference->step == "PRE.Enc.2");
        CHECK(finding.difference->place == "coefficient 2");
        CHECK(finding.difference->got == std::to_string(v[2]));
    }
    SECTION("an intermediate value alone") {
        answer.outputs = right_values(question).outputs;
        answer.intermediates["b"] = to_hex(encode_short(set, Poly(set.n)));
        CHECK(judge(question, answer, false).way == "wrong intermediate");
    }
}

TEST_CASE("an output that is made before an intermediate value is reported before it") {
    const Question question = first_of(questions_for("setup", "toy-64", "both"), false);
    Accepted answer = right_values(question);
    answer.intermediates["T_B"][3][7] = 99;
    CHECK(judge(question, answer, false).difference->step == "LAT.TrapGen.5");
    CHECK(judge(question, answer, false).difference->place == "row 3, entry 7");
    answer.outputs["B"][0] = to_hex(Bytes(question.key.set->element_bytes(), 0));
    CHECK(judge(question, answer, false).difference->step == "LAT.TrapGen.4");
}

TEST_CASE("values that are not of their form or do not belong are told apart") {
    const Question question = first_of(questions_for("enc", "toy-64", "both"), false);
    const Accepted right = right_values(question);
    const auto way = [&](const auto& change) {
        Accepted answer = right;
        change(answer);
        return judge(question, answer, false).way;
    };
    CHECK(way([](Accepted&) {}).empty());
    CHECK(way([](Accepted& a) { a.intermediates = Json::object(); }).empty());
    CHECK(way([](Accepted& a) { a.outputs["C"] = 7; }) == "malformed value");
    CHECK(way([](Accepted& a) { a.outputs["C"] = "AB"; }) == "malformed value");
    CHECK(way([](Accepted& a) { a.outputs["C"] = a.outputs["C"].get<std::string>() + "00"; }) == "malformed value");
    CHECK(way([](Accepted& a) { a.outputs["C"] = std::string(a.outputs["C"].get<std::string>().size(), 'f'); }) ==
          "malformed value");
    CHECK(way([](Accepted& a) { a.outputs.erase("C"); }) == "missing value");
    CHECK(way([](Accepted& a) { a.outputs["D"] = "00"; }) == "unknown value");
    CHECK(way([](Accepted& a) { a.intermediates["w"] = "00"; }) == "unknown value");
    // A digest does not stand for a value that the vector gives in full.
    CHECK(way([](Accepted& a) { a.outputs["C"] = digest_text(Bytes()); }) == "malformed value");
}

TEST_CASE("a value that a vector gives by its digest may be sent in either form") {
    const Question question = first_of(questions_for("sample-pre", "std-1024", "both"), false);
    REQUIRE(question.vector["intermediates"]["t"].get<std::string>().starts_with("sha3-256:"));
    CHECK(judge(question, right_values(question), false).outcome == Outcome::passed);
    // In full: what an answer without a limit for digests has.
    Values trace(question.key.operation->intermediates, question.key.set, 0, question.key.operation->outputs);
    Values out(question.key.operation->outputs, question.key.set, 0);
    const Inputs in(question.vector["inputs"], question.key.set);
    question.key.operation->run({question.key.set, Profile::corrected, in, out, trace});
    REQUIRE(trace.json()["t"].is_array());
    Accepted full{out.json(), trace.json()};
    CHECK(judge(question, full, false).outcome == Outcome::passed);
    full.intermediates["t"][1] = real_to_hex(0.5);
    const Finding finding = judge(question, full, false);
    CHECK(finding.way == "wrong intermediate");
    CHECK(finding.difference->symbol == "t");
}

TEST_CASE("acceptance and rejection are judged by the vector") {
    const std::vector<Question> questions = questions_for("enc", "toy-64", "both");
    const Question good = first_of(questions, false);
    const Question bad = first_of(questions, true);
    const std::string check = bad.vector["rejected"]["check"];
    CHECK(judge(good, Refused{"PRE.Enc.C1", "pk"}, false).way == "wrong rejection");
    CHECK(judge(bad, right_values(good), false).way == "wrong acceptance");
    CHECK(judge(bad, Refused{check, ""}, true).outcome == Outcome::passed);
    CHECK(judge(bad, Refused{"PRE.Enc.C9", ""}, false).outcome == Outcome::passed);
    CHECK(judge(bad, Refused{"PRE.Enc.C9", ""}, false).remark == "refused by PRE.Enc.C9 instead of " + check);
    CHECK(judge(bad, Refused{"PRE.Enc.C9", ""}, true).way == "wrong check");
    CHECK(judge(bad, Refused{"", ""}, false).outcome == Outcome::passed);
    CHECK(judge(bad, Refused{"", ""}, true).way == "wrong check");
    CHECK(judge(good, Unsupported{"no time"}, false).outcome == Outcome::unsupported);
    CHECK(judge(bad, Unsupported{"no time"}, false).outcome == Outcome::unsupported);
}

TEST_CASE("every refused vector says what it finds") {
    for (const FileKey& key : select_files({{}, {"toy-64", "any"}, {}})) {
        if (key.operation->name == "accumulate") continue;
        for (const Question& question : questions_of(generate_file(key, published_seed(), 1), key.file_name())) {
            if (!question.must_be_refused()) continue;
            INFO(question.name());
            REQUIRE(question.vector["flags"].size() == 2);
            const std::string flag = question.vector["flags"][1];
            CHECK(!question.notes[flag]["effect"].get<std::string>().empty());
        }
    }
}

// ---- adapters ----

constexpr const char* kHello = R"({"type":"hello","protocol":1,"name":"t","version":"1","operations":["mask","enc"],)"
                               R"("sets":["any","toy-64"],"profiles":["corrected"]})";

/// An adapter that shakes hands and then runs a line of shell, with `ok N` for a right answer to request N.
std::string shell_adapter(const std::string& script, const std::string& hello = kHello) {
    return R"(ok() { echo '{"type":"answer","id":'$1',"unsupported":""}'; }; read l; echo ')" + hello + "'; " + script;
}

/// Three questions that are as short as they get.
std::vector<Question> short_questions() {
    const std::vector<Question> all = questions_for("mask", "any", "both");
    return {all.at(0), all.at(0), all.at(0)};
}

Validation run(const std::string& command, double limit = 20) {
    ValidationOptions options;
    options.command = command;
    options.limit = Adapter::Seconds(limit);
    return validate(short_questions(), options);
}

/// The ways in which a script leaves three vectors, and how it ends.
std::string ways_of(const std::string& script, double limit = 20) {
    const Validation validation = run(shell_adapter(script), limit);
    std::string ways;
    for (const Result& result : validation.results)
        ways += (result.finding.way.empty() ? std::string(name_of(result.finding.outcome)) : result.finding.way) + ",";
    for (const Breakdown& ending : validation.endings)
        ways += ending.way;
    return ways;
}

TEST_CASE("each way in which an adapter breaks is named, and the next vector is asked") {
    // The control: nothing is wrong with an adapter that answers everything and ends well.
    CHECK(ways_of("for i in 1 2 3; do read l; ok $i; done; read l; exit 0") == "unsupported,unsupported,unsupported,");
    // Each request goes to a new process, which answers the first of its requests in the same wrong way.
    CHECK(ways_of("read l; exit 1") == "crash,crash,crash,");
    CHECK(ways_of("read l; printf '{\"type\"'") == "half a line,half a line,half a line,");
    CHECK(ways_of("read l; sleep 60", 0.2) == "hang,hang,hang,");
    CHECK(ways_of("read l; head -c 17000000 /dev/zero | tr '\\0' x") == "huge line,huge line,huge line,");
    CHECK(ways_of("read l; echo hello") == "garbage,garbage,garbage,");
    CHECK(ways_of("read l; printf '{\"\\377\": 1}\\n'") == "garbage,garbage,garbage,");
    CHECK(ways_of("read l; echo '[1]'") == "garbage,garbage,garbage,");
    CHECK(ways_of("read l; echo '{\"type\":\"answer\"}'") == "garbage,garbage,garbage,");
    CHECK(ways_of("read l; ok 99") == "wrong id,wrong id,wrong id,");
    CHECK(ways_of("for i in 1 2 3; do read l; ok $i; done; read l; exit 7") ==
          "unsupported,unsupported,unsupported,exit status");
}

TEST_CASE("a report can tell of bytes that are no text") {
    const Validation validation = run(shell_adapter(R"(read l; printf '{"\377\033[31m": 1}\n')"));
    const std::string report = to_text(report_json(validation));
    CHECK(std::all_of(report.begin(), report.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    std::ostringstream text;
    print_report(text, validation, true);
    CHECK(text.str().find('\033') == std::string::npos);
}

TEST_CASE("a second answer is held against the vector that was answered twice") {
    // To the first request two answers, both at once: the next question finds the second one.
    CHECK(ways_of("read l; ok 1; ok 1; sleep 0.2; while read l; do :; done", 0.5).starts_with("answer too many,"));
    // The second only after the next request has been made: its number gives it away.
    CHECK(ways_of("read l; ok 1; read l; ok 1; while read l; do :; done").starts_with("answer too many,"));
    // After the last answer.
    CHECK(ways_of("for i in 1 2 3; do read l; ok $i; done; ok 3; read l") ==
          "unsupported,unsupported,answer too many,");
}

TEST_CASE("answers with members that nobody knows, or too many, are garbage") {
    const auto way_of = [](const std::string& members) {
        const std::string line = R"({"type":"answer","id":1,)" + members + "}";
        return run(shell_adapter("read l; echo '" + line + "'; read l")).results.at(0).finding.way;
    };
    CHECK(way_of(R"("unsupported":"")").empty());
    CHECK(way_of(R"("unsupported":"","note":1)") == "garbage");
    CHECK(way_of(R"("unsupported":"","unsupported":"")") == "garbage");
    CHECK(way_of(R"("unsupported":7)") == "garbage");
    CHECK(way_of(R"("unsupported":"","outputs":{})") == "garbage");
    CHECK(way_of(R"("unsupported":"","intermediates":{})") == "garbage");
    CHECK(way_of(R"("rejected":"no")") == "garbage");
    CHECK(way_of(R"("rejected":{"field":"t"})") == "garbage");
    CHECK(way_of(R"("rejected":{"check":"","why":""})") == "garbage");
    CHECK(way_of(R"("outputs":[])") == "garbage");
    CHECK(way_of(R"("outputs":{})") == "missing value");
}

TEST_CASE("a bad handshake ends everything at once") {
    const auto given_up = [](const std::string& hello) { return run(shell_adapter("read l", hello)).given_up; };
    const std::string good = kHello;
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = good;
        changed.replace(changed.find(from), from.size(), to);
        return changed;
    };
    CHECK(given_up(with("\"mask\"", "\"msak\"")).find("no operation is named 'msak'") != std::string::npos);
    CHECK(given_up(with("toy-64", "toy-65")).find("no parameter set") != std::string::npos);
    CHECK(given_up(with("corrected", "both")).find("'both' is no profile") != std::string::npos);
    CHECK(given_up(with("\"protocol\":1", "\"protocol\":2")).find("protocol is not 1") != std::string::npos);
    CHECK(given_up(with("\"name\":\"t\"", "\"name\":\"\"")).find("empty") != std::string::npos);
    CHECK(given_up(with("\"version\"", "\"versoin\"")).find("versoin") != std::string::npos);
    const Validation validation = run("exit 0");
    CHECK(validation.given_up.starts_with("crash: in the handshake"));
    CHECK(validation.count(Outcome::not_run) == 3);
    CHECK(validation.exit_status() == 3);
}

TEST_CASE("ten broken vectors in a row are enough") {
    const Question question = short_questions().at(0);
    ValidationOptions options;
    options.command = shell_adapter("read l; exit 1");
    const Validation validation = validate(std::vector<Question>(25, question), options);
    CHECK(validation.count(Outcome::broken) == kPatience);
    CHECK(validation.count(Outcome::not_run) == 15);
    CHECK(validation.given_up == "10 vectors in a row found the adapter broken");
}

TEST_CASE("nothing passes in vain") {
    const Question question = short_questions().at(0);
    const auto status = [&](const std::vector<Outcome>& outcomes, const std::vector<std::string>& required) {
        Validation validation;
        for (const Outcome outcome : outcomes)
            validation.results.push_back({question, {outcome}});
        validation.unmet = find_unmet(required, validation.results);
        return validation.exit_status();
    };
    CHECK(status({Outcome::passed}, {}) == 0);
    CHECK(status({Outcome::passed, Outcome::unsupported}, {}) == 0);
    CHECK(status({Outcome::passed, Outcome::unsupported}, {"mask"}) == 1);
    CHECK(status({Outcome::passed}, {"mask"}) == 0);
    CHECK(status({Outcome::passed}, {"enc"}) == 1);
    CHECK(status({Outcome::unsupported}, {}) == 1);
    CHECK(status({Outcome::passed, Outcome::failed}, {}) == 1);
    CHECK(status({Outcome::passed, Outcome::not_run}, {}) == 1);
    CHECK(status({Outcome::passed, Outcome::broken}, {}) == 3);
    CHECK(status({Outcome::passed, Outcome::failed, Outcome::broken}, {}) == 3);
    CHECK(status({}, {}) == 1);
}

TEST_CASE("processes begin with different sets, stay with their own, and help with any that is left") {
    Schedule schedule({{"a", {0}}, {"b", {1, 2}}, {"a", {3}}, {"a", {4}}, {"any", {5}}});
    const auto places = [&](const char* set) { return schedule.take(set).places; };
    using Places = std::vector<std::size_t>;
    CHECK(places("") == Places{0});
    CHECK(places("") == Places{1, 2});
    CHECK(places("a") == Places{3});
    CHECK(places("b") == Places{5});
    CHECK(places("any") == Places{4});
    CHECK(places("a").empty());
}

TEST_CASE("every question is asked once, however many processes there are") {
    std::vector<Question> questions = questions_for("enc", "toy-64", "both");
    const std::vector<Question> more = questions_for("mask", "any", "both");
    questions.insert(questions.end(), more.begin(), more.end());
    for (const unsigned jobs : {1U, 2U, 5U}) {
        ValidationOptions options;
        options.command = shell_adapter("i=1; while read l; do ok $i; i=$((i + 1)); done");
        options.jobs = jobs;
        std::atomic<std::size_t> told{0};
        const Validation validation = validate(questions, options, [&](std::size_t) { ++told; });
        CHECK(told == questions.size());
        CHECK(validation.count(Outcome::unsupported) == questions.size());
        CHECK(validation.endings.empty());
    }
}

TEST_CASE("an operation, a set or a profile that is not announced is not asked") {
    ValidationOptions options;
    options.command = shell_adapter("read l; ok 1; read l; exit 0"); // would break at a second request
    std::vector<Question> questions = {first_of(questions_for("enc", "toy-64", "both"), false),
                                       first_of(questions_for("enc", "small-256", "both"), false),
                                       first_of(questions_for("rekeygen-cloud", "toy-64", "as-printed"), false),
                                       first_of(questions_for("cbd", "any", "both"), false)};
    const Validation validation = validate(questions, options);
    CHECK(validation.count(Outcome::unsupported) == 4);
    CHECK(validation.results[0].finding.reason.empty());
    CHECK(validation.results[1].finding.reason == "not announced in the handshake");
    CHECK(validation.exit_status() == 1);
}

// ---- reports ----

TEST_CASE("reports show a failure with its step, both values and what a missed check leads to") {
    const std::vector<Question> questions = questions_for("enc", "toy-64", "both");
    const Question good = first_of(questions, false);
    const Question bad = first_of(questions, true);
    Accepted wrong = right_values(good);
    wrong.outputs["C"] = to_hex(encode(Rq(good.key.set->ring())));
    Validation validation;
    validation.results = {{good, judge(good, wrong, false)},
                          {bad, judge(bad, wrong, false)},
                          {good, judge(good, right_values(good), false)}};
    validation.time = ProcessorTime{1.5, 4.5};
    std::ostringstream text;
    print_report(text, validation, false);
    for (const char* part :
         {"processor time: adapter 4.5 s, validator 1.5 s (25.0 %)", "PRE.Enc.3, coefficient 0", "got      0",
          "wrong acceptance", "bug type LENGTH", "why it matters: bytes beyond the input", "1 of 3 vectors passed"})
        CHECK(text.str().find(part) != std::string::npos);
    const Json json = report_json(validation);
    CHECK(json["status"] == 1);
    CHECK(json["operations"]["enc"]["failed"] == 2);
    CHECK(json["processor_seconds"]["validator"] == 1.5);
    CHECK(json["results"][0]["difference"]["step"] == "PRE.Enc.3");
    CHECK(json["results"][1]["bugs"]["wrong-length"]["bug_type"] == "LENGTH");
    const std::string xml = report_junit(validation);
    CHECK(xml.find(R"(tests="3" failures="2" errors="0" skipped="0")") != std::string::npos);
}

// ---- files ----

TEST_CASE("prompts hold inputs alone, and responses come back as they went out") {
    for (const char* operation :
         {"enc", "keygen", "setup", "ntru-solve", "xof", "sample-z", "gram-schmidt", "uniform"}) {
        const bool any = std::string(operation) == "xof" || std::string(operation) == "sample-z";
        const bool keygen = std::string(operation) == "keygen" || std::string(operation) == "ntru-solve";
        const std::vector<Question> questions =
            questions_for(operation, any ? "any" : "toy-64", keygen ? "corrected" : "both");
        for (const ExchangeFormat format : {ExchangeFormat::json, ExchangeFormat::text}) {
            INFO(operation);
            const Responses responses = parse_responses(responses_text(questions, format), "test");
            REQUIRE(responses.replies.size() == questions.size());
            for (const Question& question : questions)
                CHECK(judge(question, responses.replies.at(question.id()), true).outcome == Outcome::passed);
            const std::string prompts = prompts_text(questions, format);
            for (const Field& output : questions.front().key.operation->outputs) {
                if (output.symbol.size() > 1) CHECK(prompts.find(output.symbol + " =") == std::string::npos);
            }
            CHECK(prompts.find("ejected") == std::string::npos);
            CHECK(prompts.find("REJECTED") == std::string::npos);
        }
    }
}

TEST_CASE("responses in a wrong form are refused") {
    const std::string head = "[operation = mask]\n[set = any]\n[profile = both]\n\n";
    const auto check = [](const std::string& text) { return refusal([&] { parse_responses(text, "test"); }); };
    CHECK(check(head + "COUNT = 1\nv = [1, 2]\n") == "accepted");
    CHECK(check(head + "COUNT = 1\r\nv = [1, 2]\r\n") == "accepted");
    CHECK(check(head) == "EXCHANGE.Responses.C1");
    CHECK(check("") == "EXCHANGE.Responses.C1");
    CHECK(check(head + "v = [1]\n") == "EXCHANGE.Responses.C1");
    CHECK(check(head + "COUNT = x\n") == "EXCHANGE.Responses.C1");
    CHECK(check(head + "COUNT = 1\nv\n") == "EXCHANGE.Responses.C1");
    CHECK(check(head + "COUNT = 1\nREJECTED = A.C1 v\nv = [1]\n") == "EXCHANGE.Responses.C1");
    CHECK(check(head + "COUNT = 1\n[set = any]\n") == "EXCHANGE.Responses.C1");
    CHECK(check(head + "COUNT = 1\nv = [1\n") == "KAT.Json.C1");
    CHECK(check(head + "COUNT = 1\nw = [1]\n") == "EXCHANGE.Responses.C3");
    CHECK(check(head + "COUNT = 1\nv = [1]\nCOUNT = 1\nv = [1]\n") == "EXCHANGE.Responses.C2");
    CHECK(check("[operation = msak]\n[set = any]\n[profile = both]\nCOUNT = 1\n") == "KAT.Operation.C1");
    CHECK(check("[operation = enc]\n[set = any]\n[profile = both]\nCOUNT = 1\n") == "EXCHANGE.Responses.C1");
    const std::string members = std::string(R"("format": "emrshare-responses", "version": ")") + kVectorVersion +
                                R"(", "operation": "mask", "set": "any", "profile": "both", "vectors": )";
    CHECK(check("{" + members + R"([{"id": 1, "outputs": {"v": [1]}}]})") == "accepted");
    CHECK(check("{" + members + R"([{"id": 1}]})") == "EXCHANGE.Responses.C1");
    CHECK(check("{" + members + R"([{"id": 1, "outputs": {}, "unsupported": ""}]})") == "EXCHANGE.Responses.C1");
    CHECK(check("{" + members + R"([{"id": "1", "outputs": {}}]})") == "EXCHANGE.Responses.C1");
    CHECK(check("{" + members + "7}") == "EXCHANGE.Responses.C1");
    CHECK(check("{}") == "EXCHANGE.Responses.C1");
}

// ---- shrinking ----

TEST_CASE("inputs shrink to those that make the difference") {
    SHOW_SEED();
    const Question question = first_of(questions_for("enc", "toy-64", "both"), false);
    const ParameterSet& set = *question.key.set;
    Json inputs = question.vector["inputs"];
    inputs["M"] = to_hex(Bytes(set.message_bytes(), 255));
    rc::prop("one bit of M remains", [&] {
        const auto bit = *rc::gen::inRange<std::size_t>(0, set.n);
        const auto differs = [&](const Json& candidate) {
            const Bytes M = from_hex(candidate["M"], "M");
            return M.size() == set.message_bytes() && ((M[bit / 8] >> (bit % 8)) & 1) != 0;
        };
        const Json smallest = shrink(*question.key.operation, &set, inputs, differs, 2000);
        RC_ASSERT(smallest["pk"] == to_hex(encode(Rq(set.ring()))));
        Bytes M = from_hex(smallest["M"], "M");
        RC_ASSERT(differs(smallest));
        M[bit / 8] = 0;
        RC_ASSERT(M == Bytes(set.message_bytes(), 0));
    });
    const auto always = [](const Json&) { return true; };
    CHECK(shrink(*question.key.operation, &set, inputs, always, 0) == inputs);
}

} // namespace
} // namespace emrshare::kat
