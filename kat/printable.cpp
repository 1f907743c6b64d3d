#include "printable.hpp"

#include "json.hpp"

#include <iomanip>
#include <sstream>

namespace emrshare::kat {
namespace {

/// The bytes of a character of UTF-8, by its first.
std::size_t length_of(char first) {
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0x80) return 1;
    if (byte < 0xe0) return 2;
    return byte < 0xf0 ? 3 : 4;
}

char32_t code_of(std::string_view character) {
    if (character.size() == 1) return static_cast<unsigned char>(character[0]);
    char32_t code = static_cast<unsigned char>(character[0]) & (0x7fU >> character.size());
    for (const char byte : character.substr(1))
        code = code << 6 | (static_cast<unsigned char>(byte) & 0x3fU);
    return code;
}

bool is_control(char32_t code) {
    const bool is_line_break = code == 0x2028 || code == 0x2029;
    const bool turns_direction = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || is_line_break || turns_direction;
}

std::string escape_of(char32_t code) {
    if (code == '\n') return "\\n";
    if (code == '\r') return "\\r";
    if (code == '\t') return "\\t";
    std::ostringstream text;
    text << "\\u" << std::hex << std::setw(4) << std::setfill('0') << static_cast<std::uint32_t>(code);
    return text.str();
}

} // namespace

std::string as_utf8(std::string_view bytes) {
    const std::string quoted = Json(bytes).dump(-1, ' ', false, Json::error_handler_t::replace);
    return Json::parse(quoted).get<std::string>();
}

std::string printable(std::string_view text) {
    const std::string whole = as_utf8(text);
    std::string shown;
    for (std::string_view rest = whole; !rest.empty(); rest.remove_prefix(length_of(rest.front()))) {
        const std::string_view character = rest.substr(0, length_of(rest.front()));
        const char32_t code = code_of(character);
        shown += is_control(code) ? escape_of(code) : std::string(character);
    }
    return shown;
}

} // namespace emrshare::kat
