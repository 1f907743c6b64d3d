#include "validate/live.hpp"

#include "base/error.hpp"
#include "progress.hpp"
#include "validate/shrink.hpp"

#include <set>

namespace emrshare::kat {
namespace {

/// Questions that one shrinking may cost.
constexpr std::size_t kShrinkBudget = 400;

/// A vector with these inputs and the library's answer; nothing for inputs that are no question at all.
std::optional<Json> answered(const FileKey& key, const Json& vector, const Json& inputs) {
    const Answer result = answer(key, inputs);
    Json fresh = {{"id", vector["id"]}, {"comment", vector["comment"]}, {"flags", vector["flags"]}, {"inputs", inputs}};
    if (result.rejected.is_null()) {
        fresh["intermediates"] = result.intermediates;
        fresh["outputs"] = result.outputs;
    } else {
        // The form of the inputs, not a check of the specification.
        if (result.rejected["check"].get<std::string>().starts_with("KAT.")) return std::nullopt;
        fresh["rejected"] = result.rejected;
    }
    return fresh;
}

/// Shrinks one failed question in place.
void shrink_result(Result& result, Adapter& adapter, bool strict_checks) {
    Question& question = result.question;
    const std::string way = result.finding.way;
    const auto still_differs = [&](const Json& inputs) {
        std::optional<Json> vector = answered(question.key, question.vector, inputs);
        if (!vector) return false;
        const Question smaller{question.key, std::move(*vector), question.notes, true};
        const Asked asked = adapter.ask(smaller.key, inputs);
        const auto* reply = std::get_if<Reply>(&asked.result);
        if (reply == nullptr) return false;
        const Finding finding = judge(smaller, *reply, strict_checks);
        if (finding.outcome != Outcome::failed || finding.way != way) return false;
        result.finding = finding;
        question.vector = smaller.vector;
        return true;
    };
    shrink(*question.key.operation, question.key.set, question.vector["inputs"], still_differs, kShrinkBudget);
    question.vector["comment"] = question.comment() + ", shrunk";
}

} // namespace

std::vector<Question> fresh_questions(const Selection& selection, const Coins& seed, std::size_t count) {
    std::vector<Question> questions;
    const std::vector<FileKey> keys = select_files(selection);
    require(!keys.empty(), "KAT.Operation.C1", "selection", "no operation, set and profile fits all the options");
    Progress progress("drawing inputs");
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Json file = generate_file(keys[i], seed, count);
        for (const Json& vector : file["vectors"])
            questions.push_back({keys[i], vector, file["flags"], true});
        progress.update(i + 1, keys.size(), "files");
    }
    return questions;
}

void shrink_failures(Validation& validation, const ValidationOptions& options) {
    Adapter adapter(options.command, options.limit);
    std::set<std::pair<std::string, std::string>> seen;
    Progress progress("shrinking");
    for (std::size_t i = 0; i < validation.results.size(); ++i) {
        Result& result = validation.results[i];
        progress.update(i, validation.results.size(), "results");
        if (result.finding.outcome != Outcome::failed) continue;
        if (!seen.emplace(result.question.key.file_name(), result.finding.way).second) continue;
        shrink_result(result, adapter, options.strict_checks);
    }
    adapter.finish();
}

} // namespace emrshare::kat
