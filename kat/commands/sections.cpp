#include "commands/sections.hpp"

#include "base/error.hpp"

#include <charconv>
#include <set>
#include <sstream>

namespace emrshare::kat {
namespace {

constexpr const char* kCheck = "SECTIONS.C1";

std::uint64_t number_of(const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    require(error == std::errc() && end == text.data() + text.size(), kCheck, "sections",
            "'" + text + "' is no number; a list looks like 1,3-5 or all");
    return number;
}

} // namespace

std::vector<std::uint64_t> parse_sections(const std::string& text, std::uint64_t last) {
    std::set<std::uint64_t> numbers;
    std::istringstream list(text == "all" ? "1-" + std::to_string(last) : text);
    for (std::string entry; std::getline(list, entry, ',');) {
        const std::size_t dash = entry.find('-');
        const std::uint64_t low = number_of(entry.substr(0, dash));
        const std::uint64_t high = dash == std::string::npos ? low : number_of(entry.substr(dash + 1));
        require(low <= high && high <= last, kCheck, "sections",
                "'" + entry + "' names sections that the record has not: they are 0 (the summary) to " +
                    std::to_string(last));
        for (std::uint64_t number = low; number <= high; ++number)
            numbers.insert(number);
    }
    require(!numbers.empty(), kCheck, "sections", "the list is empty");
    return {numbers.begin(), numbers.end()};
}

std::string sections_text(const std::vector<std::uint64_t>& sections) {
    std::string text;
    for (std::size_t i = 0; i < sections.size();) {
        std::size_t end = i + 1;
        while (end < sections.size() && sections[end] == sections[end - 1] + 1)
            ++end;
        text += (text.empty() ? "" : ",") + std::to_string(sections[i]);
        if (end - i > 1) text += "-" + std::to_string(sections[end - 1]);
        i = end;
    }
    return text;
}

} // namespace emrshare::kat
