/// @file
/// Prompts and responses as files, for those who cannot start an adapter (spec, section 8.6).
#pragma once

#include "validate/judge.hpp"

#include <map>
#include <string>

namespace emrshare::kat {

/// The written forms of prompts and responses.
enum class ExchangeFormat {
    json, ///< one JSON object, members as in a vector file
    text, ///< NIST's style: .req and .rsp
};

/// The name of the file that holds the prompts or the responses to a vector file.
std::string exchange_name(const FileKey& key, ExchangeFormat format, bool responses);

/// The inputs of the questions of one file, and nothing else.
std::string prompts_text(const std::vector<Question>& questions, ExchangeFormat format);

/// What the vectors of one file expect, in the form that a response has.
std::string responses_text(const std::vector<Question>& questions, ExchangeFormat format);

/// The responses of one file.
struct Responses {
    FileKey key;
    std::map<std::int64_t, Reply> replies; ///< by the id of the vector
};

/// Reads responses, whose form is told by the first character. @param source names the file in errors
/// @throws Rejection `EXCHANGE.Responses.C1` (form), `KAT.Operation.C1`, ... (no such operation, set or profile),
///         `EXCHANGE.Responses.C2` (a vector answered twice), `EXCHANGE.Responses.C3` (a symbol that the operation does
///         not have)
Responses parse_responses(const std::string& text, const std::string& source);

} // namespace emrshare::kat
