/// @file
/// Judging what an implementation answers to a vector (spec, adapter.md, "How answers are judged").
#pragma once

#include "json.hpp"
#include "vector_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace emrshare::kat {

/// A vector, as something to be asked.
struct Question {
    FileKey key;
    Json vector;           ///< as in its file, every value in its place
    Json notes;            ///< the notes of its file on flags
    bool is_fresh = false; ///< of no published file, so that a report has to show the inputs

    std::int64_t id() const { return vector["id"].get<std::int64_t>(); }
    std::string comment() const { return vector["comment"].get<std::string>(); }
    bool must_be_refused() const { return vector.contains("rejected"); }
    /// FILE#ID.
    std::string name() const { return key.file_name() + "#" + std::to_string(id()); }
};

/// The vectors of a file as questions, in their order. @throws Rejection as open_file()
std::vector<Question> questions_of(Json json, const std::string& source);

/// The implementation computed values.
struct Accepted {
    Json outputs;       ///< object
    Json intermediates; ///< object, perhaps empty
};

/// It refused the inputs.
struct Refused {
    std::string check; ///< empty if it cannot tell
    std::string field; ///< likewise
};

/// It cannot say.
struct Unsupported {
    std::string reason;
};

using Reply = std::variant<Accepted, Refused, Unsupported>;

/// What became of a vector.
enum class Outcome { passed, failed, unsupported, broken, not_run };

/// "passed", "failed", ...
std::string_view name_of(Outcome outcome) noexcept;

/// The first value that differs.
struct Difference {
    std::string symbol;
    std::string step;  ///< that makes it
    std::string place; ///< within the value, "coefficient 3"; empty if it has no parts or is a digest
    std::string expected;
    std::string got;
};

/// The verdict on one answer.
struct Finding {
    Outcome outcome = Outcome::not_run;
    std::string way = {};    ///< of a failure or a breakdown: "wrong value"; else empty
    std::string reason = {}; ///< the same in a sentence
    std::optional<Difference> difference = std::nullopt;
    std::string remark = {}; ///< on a vector that is passed nevertheless
};

/// Judges @p reply. @param strict_checks whether a refusal must name the vector's check
Finding judge(const Question& question, const Reply& reply, bool strict_checks);

/// What the library of this program answers.
Reply reference_reply(const FileKey& key, const Json& inputs);

} // namespace emrshare::kat
