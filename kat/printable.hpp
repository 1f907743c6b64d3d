/// @file
/// Texts from elsewhere, as a terminal may show them.
#pragma once

#include <string>
#include <string_view>

namespace emrshare::kat {

/// @p bytes as UTF-8: what is none is replaced by U+FFFD.
std::string as_utf8(std::string_view bytes);

/// @p text as one line that only prints. Control characters, line breaks and what turns the direction of writing become
/// the escapes of JSON, what is no UTF-8 becomes U+FFFD, all else stays. For every text that others have written, be it
/// the chain, a record or a message; JSON output has escapes of its own.
std::string printable(std::string_view text);

} // namespace emrshare::kat
