/// @file
/// Sections of a record as a person names them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace emrshare::kat {

/// The numbers of a text such as `1,3-5`, or all from 1 to @p last for `all`, in their order.
/// @param last number of the record's last section
/// @throws Rejection `SECTIONS.C1` (sections) for a text that is no such list, or a number above @p last
std::vector<std::uint64_t> parse_sections(const std::string& text, std::uint64_t last);

/// The text that parse_sections() reads.
std::string sections_text(const std::vector<std::uint64_t>& sections);

} // namespace emrshare::kat
