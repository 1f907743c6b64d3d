#include "vector_file.hpp"

#include "base/error.hpp"
#include "flags.hpp"
#include "schema.hpp"
#include "shared_values.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

namespace emrshare::kat {
namespace {

constexpr const char* kSchema =
#include "vectors_schema.inc" // vectors/schema/vectors.schema.json
    ;

/// Canonical bytes above which an intermediate value is given by its digest.
constexpr std::size_t kDigestAbove = 4096;

std::size_t digest_limit(const ParameterSet* set) {
    return set == nullptr || set->n == 64 ? 0 : kDigestAbove;
}

void require_declared(const Operation& operation, const Json& inputs) {
    for (const auto& [name, value] : inputs.items()) {
        const auto declared = [&name = name](const Field& field) { return field.symbol == name; };
        if (std::none_of(operation.inputs.begin(), operation.inputs.end(), declared))
            throw Rejection("KAT.Input.C3", name, "the operation '" + operation.name + "' has no such input");
    }
}

Json describe(const std::vector<Field>& fields) {
    Json description = Json::object();
    for (const Field& field : fields) {
        Json& entry = description[field.symbol];
        entry = {{"kind", name_of(field.kind)}, {"meaning", field.meaning}};
        if (!field.step.empty()) entry["step"] = field.step;
    }
    return description;
}

Json describe(const Operation& operation) {
    return {{"inputs", describe(operation.inputs)},
            {"intermediates", describe(operation.intermediates)},
            {"outputs", describe(operation.outputs)}};
}

/// Inputs of a wrong length are long and teach nothing new at the large sets, where they are left to
/// the decode operations.
bool is_left_to_smaller_sets(const FileKey& key, const Case& test_case) {
    static const std::set<std::string> length_checks = {"ENC.Element.C1", "ENC.Message.C2", "COINS.C1"};
    return key.set != nullptr && key.set->n > 256 && !key.operation->name.starts_with("decode-") &&
           length_checks.contains(test_case.rejected_by);
}

/// The vector of one case; checks that the case is answered as it promises.
Json make_vector(const FileKey& key, const Case& test_case, std::size_t id) {
    const Answer result = answer(key, test_case.inputs);
    const std::string check = result.rejected.is_null() ? "" : result.rejected["check"].get<std::string>();
    if (check != test_case.rejected_by)
        throw std::logic_error(key.file_name() + ", '" + test_case.comment + "': refused by '" + check +
                               "' instead of '" + test_case.rejected_by + "'");
    Json vector = {
        {"id", id}, {"comment", test_case.comment}, {"flags", test_case.flags}, {"inputs", test_case.inputs}};
    if (!check.empty()) {
        vector["flags"].push_back(flag_of_check(check));
        vector["rejected"] = result.rejected;
        return vector;
    }
    if (result.intermediates.value("attempts", 1) > 1) vector["flags"].push_back("attempts");
    vector["intermediates"] = result.intermediates;
    vector["outputs"] = result.outputs;
    return vector;
}

/// Which file @p json says it is.
FileKey key_of(const Json& json, const std::string& source) {
    require(json["version"] == kVectorVersion, "KAT.File.C2", source,
            std::string("its version is not ") + kVectorVersion);
    const Selection selection{
        {json["operation"].get<std::string>()}, {json["set"].get<std::string>()}, {json["profile"].get<std::string>()}};
    const std::vector<FileKey> keys = select_files(selection);
    require(keys.size() == 1, "KAT.File.C2", source, "there are no vectors for this operation, set and profile");
    require(json["fields"] == describe(*keys[0].operation), "KAT.File.C2", source,
            "its fields are not those of the operation");
    return keys[0];
}

} // namespace

Coins published_seed() {
    Coins seed;
    for (std::size_t i = 0; i < seed.bytes.size(); ++i)
        seed.bytes[i] = static_cast<std::uint8_t>(i);
    return seed;
}

std::size_t published_count(const ParameterSet* set) noexcept {
    if (set == nullptr || set->n <= 64) return 5;
    return set->n <= 256 ? 3 : 1; // long values: one, besides the edge cases
}

std::vector<FileKey> select_files(const Selection& selection) {
    for (const std::string& name : selection.operations)
        require_operation(name);
    for (const std::string& name : selection.sets) {
        if (name != "any") parameter_set(name);
    }
    for (const std::string& name : selection.profiles)
        profile_of(name);
    const auto wanted = [](const std::vector<std::string>& list, const std::string& name) {
        return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
    };
    std::vector<FileKey> keys;
    const auto add = [&](const Operation& candidate, const ParameterSet* set) {
        for (const std::string& profile : candidate.profiles) {
            FileKey key{&candidate, set, profile};
            if (wanted(selection.operations, candidate.name) && wanted(selection.sets, key.set_name()) &&
                wanted(selection.profiles, profile))
                keys.push_back(std::move(key));
        }
    };
    for (const Operation& candidate : operations()) {
        if (!candidate.per_set) add(candidate, nullptr);
        for (const ParameterSet& set : parameter_sets()) {
            if (candidate.per_set && candidate.covers(set)) add(candidate, &set);
        }
    }
    // A set's key takes long and is made once, and who else needs it waits: so first a file of each set that needs one,
    // then those of smaller sets, while the larger key is made. Many short files at the end occupy all threads alike.
    const auto rank = [](const FileKey& key) {
        const bool needs_key = key.operation->name == "accumulate" && key.profile == "both";
        const int n = key.set != nullptr ? static_cast<int>(key.set->n) : 0;
        return std::tuple(!needs_key, n <= 64, needs_key ? -n : n);
    };
    std::stable_sort(keys.begin(), keys.end(), [&](const FileKey& a, const FileKey& b) { return rank(a) < rank(b); });
    return keys;
}

Answer answer(const FileKey& key, const Json& inputs) {
    const Operation& op = *key.operation;
    const Inputs in(inputs, key.set);
    Values trace(op.intermediates, key.set, digest_limit(key.set), op.outputs);
    Values out(op.outputs, key.set, 0);
    Answer result;
    try {
        require_declared(op, inputs);
        op.run({key.set, profile_of(key.profile), in, out, trace});
        result.intermediates = trace.json();
        result.outputs = out.json();
    } catch (const Rejection& rejection) {
        result.rejected = {{"check", rejection.check()}, {"field", rejection.field()}};
    }
    return result;
}

Json generate_file(const FileKey& key, const Coins& seed, std::size_t count) {
    const Operation& op = *key.operation;
    const CaseMaker make(seed, op.name, key.set, profile_of(key.profile), count);
    Json vectors = Json::array();
    for (const Case& test_case : op.cases(make)) {
        if (!is_left_to_smaller_sets(key, test_case))
            vectors.push_back(make_vector(key, test_case, vectors.size() + 1));
    }
    return {{"format", "emrshare-vectors"},
            {"version", kVectorVersion},
            {"operation", op.name},
            {"spec", op.spec},
            {"purpose", op.purpose},
            {"set", key.set_name()},
            {"profile", key.profile},
            {"seed", to_hex(seed)},
            {"flags", notes_on_used_flags(vectors)},
            {"fields", describe(op)},
            {"vectors", std::move(vectors)}};
}

std::string file_text(const FileKey& key, const Json& file) {
    return to_text(key.operation->shares_values ? share_values(file) : file);
}

VectorFile open_file(Json json, const std::string& source) {
    require_schema(json, kSchema, source);
    const FileKey key = key_of(json, source);
    return {key, resolve_values(std::move(json), source)};
}

} // namespace emrshare::kat
