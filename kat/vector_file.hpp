/// @file
/// Files of known-answer tests: making them, and recomputing them.
#pragma once

#include "json.hpp"
#include "operation.hpp"

#include <string>
#include <vector>

namespace emrshare::kat {

/// The version of the vectors that this program makes and reads.
inline constexpr const char* kVectorVersion = "1.0";

/// The seed of the published vectors: the bytes 0, 1, ..., 31.
Coins published_seed();

/// Random cases of an operation that the published file of a set has.
std::size_t published_count(const ParameterSet* set) noexcept;

/// Which vector file.
struct FileKey {
    const Operation* operation;
    const ParameterSet* set; ///< null for "any"
    std::string profile;

    std::string set_name() const { return set != nullptr ? std::string(set->name) : "any"; }
    std::string file_name() const { return operation->name + "." + set_name() + "." + profile + ".json"; }
};

/// Which files a command is asked for; an empty list asks for all.
struct Selection {
    std::vector<std::string> operations;
    std::vector<std::string> sets;
    std::vector<std::string> profiles;

    bool is_all() const { return operations.empty() && sets.empty() && profiles.empty(); } ///< whether it is for all
};

/// The files of a selection, in an order that keeps several threads busy.
/// @throws Rejection `KAT.Operation.C1`, `PARAM.Set.C1` or `KAT.Profile.C1` for a name that does not exist
std::vector<FileKey> select_files(const Selection& selection);

/// What an operation answers to some inputs: values, or the check that refused.
struct Answer {
    Json intermediates = Json::object();
    Json outputs = Json::object();
    Json rejected; ///< null, or {check, field}
};

/// Runs an operation on named inputs. A Rejection becomes part of the answer.
Answer answer(const FileKey& key, const Json& inputs);

/// A whole file, every value in its place. @throws std::logic_error if a case is not answered as it says
Json generate_file(const FileKey& key, const Coins& seed, std::size_t count);

/// The text of the file that generate_file() made, in the form in which it is published.
std::string file_text(const FileKey& key, const Json& file);

/// A vector file that has been read.
struct VectorFile {
    FileKey key;
    Json json; ///< every value in its place, as generate_file() has it
};

/// The file whose JSON value is @p json. @param source names it in errors
/// @throws Rejection `KAT.File.C1` (schema), `KAT.File.C2` (no such operation, set or profile, or fields other than the
///         operation's), or as resolve_values()
VectorFile open_file(Json json, const std::string& source);

} // namespace emrshare::kat
