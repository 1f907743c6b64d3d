// Random walks of the models in spec/promela, step by step against the code: each step of a walk says what is tried,
// the check that refuses it or 0, and the model's state after it. proptests/data/walks has them; spec/promela/walks
// makes them.
#include "walks.hpp"

#include "files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace emrshare::test {
namespace {

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts)
        text += part;
    return text;
}

// ---- walks ----

struct Walk {
    std::string seed;
    std::vector<Attempt> attempts;
};

std::string folder() {
    const char* other = std::getenv("EMRSHARE_WALKS");
    return other != nullptr && *other != '\0' ? other : EMRSHARE_SOURCE_DIR "/proptests/data/walks";
}

/// The walks of a file: `walk SEED`, then lines `ACTION NUMBER... = STATE`; a state that is not given is the last one.
std::vector<Walk> walks_of(const std::string& name) {
    std::vector<Walk> walks;
    std::istringstream lines(kat::read_file(folder() + "/" + name + ".txt"));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t equals = line.find(" = ");
        std::istringstream words(line.substr(0, equals));
        Attempt attempt = {line, {}, {}, {}};
        words >> attempt.action;
        if (attempt.action == "walk") {
            walks.emplace_back();
            words >> walks.back().seed;
            continue;
        }
        if (walks.empty()) throw std::runtime_error(joined({name, ": no walk begins before: ", line}));
        for (std::uint64_t number = 0; words >> number;)
            attempt.numbers.push_back(number);
        std::vector<Attempt>& attempts = walks.back().attempts;
        if (equals != std::string::npos)
            attempt.state = line.substr(equals + 3);
        else if (!attempts.empty())
            attempt.state = attempts.back().state;
        attempts.push_back(std::move(attempt));
    }
    return walks;
}

/// Does one attempt after the other, until the code and the model differ.
/// @return how they differ, or nothing
std::optional<std::string> difference(Replica& replica, const Walk& walk) {
    for (std::size_t i = 0; i < walk.attempts.size(); ++i) {
        const Attempt& attempt = walk.attempts[i];
        const std::string where =
            joined({"walk ", walk.seed, ", step ", std::to_string(i + 1), ", ", attempt.line, ": "});
        const auto [expected, outcome] = replica.attempt(attempt);
        if (outcome != expected) return joined({where, "the model says ", expected, ", the code ", outcome});
        if (const std::string state = replica.state(); state != attempt.state)
            return joined({where, "the model's state is ", attempt.state, ", that of the code ", state});
    }
    return std::nullopt;
}

// ---- models ----

/// A control: a model with one rule less.
struct Control {
    std::string macro;
    std::vector<std::string> reasons; ///< how the code can show first that it has the rule
};

/// A model, as spec/promela/walks calls it.
struct Model {
    std::string name;
    std::unique_ptr<Replica> (*replica)();
    std::size_t quick; ///< walks that are tried without EMRSHARE_FULL
    std::vector<Control> controls;
};

constexpr const char* kState = "the model's state is";

const std::vector<Model>& models() {
    static const std::vector<Model> all = {
        {"transactions-CONTENTS",
         transactions_replica,
         6,
         {{"NO_SPENT", {"TX.C12"}},
          {"FORGET_EARLY", {kState}},
          {"NO_EXPIRY", {"TX.C11"}},
          {"TIME_BACK", {"BLOCK.C3"}},
          {"UNSIGNED_NONCE", {"TX.C3"}},
          {"COUNT_MESSAGES", {"BLOCK.C10"}},
          {"NO_WINDOW", {"TX.C10"}},
          {"NO_LIMIT", {"TX.C29"}},
          {"NO_CONTENTS", {"TX.C17"}}}},
        {"finality-NUMS=2",
         finality_replica,
         6,
         {{"Q=2", {"COMMIT.C1", "COMMIT.C2", "PROP.C6"}},
          {"ACK_TWICE", {"PROP.C5"}},
          {"AMNESIA", {kState}},
          {"NO_CHOICE", {"PROP.C8"}},
          {"NO_TERMS", {"PROP.C6"}},
          {"OLD_TERM", {"PROP.C4"}},
          {"NUM_UNSIGNED", {"COMMIT.C1", "COMMIT.C2"}},
          {"NEWTERM_UNSIGNED", {"PROP.C6"}}}},
        {"finality-NUMS=2-LIARS=1", lying_finality_replica, 3, {}},
        {"access",
         ask_replica,
         3,
         {{"NO_SEEN", {"ASK.C8"}},
          {"NO_AGE", {"ASK.C7"}},
          {"FORGET_EARLY", {kState}},
          {"NO_OWNER", {"ASK.C3", "ASK.C4"}}}},
        {"access-CREDENTIAL-GRANT_TIME=2",
         access_replica,
         5,
         {{"NO_CONTRACT", {"TX.C26"}},
          {"NO_ONCE", {"TX.C27"}},
          {"NO_END", {"TX.C28"}},
          {"NO_PRESENTED", {"PRESENT.C7"}},
          {"SERVE_AT_ONCE", {kState}}}},
    };
    return all;
}

/// How the first walk of the control that is not what the code does differs from it.
std::optional<std::string> first_difference(const Model& model, const Control& control) {
    for (const Walk& walk : walks_of(model.name + "-" + control.macro)) {
        const std::unique_ptr<Replica> replica = model.replica();
        if (const std::optional<std::string> found = difference(*replica, walk)) return found;
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("walks of a model with one rule less are not what the code does", "[controls]") {
    for (const Model& model : models()) {
        for (const Control& control : model.controls) {
            INFO(model.name << ", " << control.macro);
            const std::optional<std::string> found = first_difference(model, control);
            INFO(found.value_or("no difference"));
            CHECK(std::any_of(control.reasons.begin(), control.reasons.end(), [&](const std::string& reason) {
                return found && found->find(reason) != std::string::npos;
            }));
        }
    }
}

TEST_CASE("walks of a model are what the code does", "[walks]") {
    for (const Model& model : models()) {
        INFO(model.name);
        std::vector<Walk> walks = walks_of(model.name);
        REQUIRE(!walks.empty());
        walks.resize(std::min(walks.size(), times(model.quick, walks.size())));
        for (const Walk& walk : walks) {
            const std::unique_ptr<Replica> replica = model.replica();
            const std::optional<std::string> found = difference(*replica, walk);
            INFO(found.value_or(""));
            CHECK(!found);
        }
    }
}

} // namespace emrshare::test
