#include "credential/claims.hpp"

#include "random/xof.hpp"

#include <algorithm>
#include <charconv>

namespace emrshare::credential {
namespace {

using message::Item;
using message::item_of;
using message::Type;

constexpr std::size_t kSaltBytes = 16;

/// The section that a claim opens, if it is such a claim.
std::optional<std::uint64_t> section_of(const Message& claim) {
    const std::string& value = claim.text("value");
    std::uint64_t num = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), num);
    const bool is_number = error == std::errc() && std::to_string(num) == value;
    if (claim.text("name") != "section" || !is_number) return std::nullopt;
    return num;
}

} // namespace

std::vector<Message> make_claims(const message::Dialect& dialect, const std::string& purpose,
                                 const std::vector<std::uint64_t>& sections, const Coins& coins) {
    std::vector<Message> claims;
    const auto add = [&](std::string_view name, const std::string& value) {
        const Bytes salt = derive_bytes(XofInput("VC.Salt").with(coins).with(claims.size()), kSaltBytes); // VC.Claims.1
        claims.emplace_back(dialect, Type::claim, message::Items{item_of(salt), item_of(name), Item(value)});
    };
    add("purpose", purpose); // VC.Claims.2
    for (const std::uint64_t num : sections)
        add("section", std::to_string(num)); // VC.Claims.3
    return claims;
}

std::vector<Bytes> claim_digests(const std::vector<Message>& claims) {
    std::vector<Bytes> digests;
    digests.reserve(claims.size());
    for (const Message& claim : claims)
        digests.push_back(claim.digest());
    std::sort(digests.begin(), digests.end(), ByteOrder());
    return digests;
}

bool are_claims_of(const Message& VC, const std::vector<Message>& claims) {
    const std::vector<Bytes> shown = claim_digests(claims);
    const std::vector<Bytes> all = VC.byte_strings("claims");
    return std::adjacent_find(shown.begin(), shown.end()) == shown.end() &&
           std::all_of(shown.begin(), shown.end(),
                       [&](const Bytes& digest) { return std::find(all.begin(), all.end(), digest) != all.end(); });
}

std::vector<std::uint64_t> sections_of(const std::vector<Message>& claims) {
    std::vector<std::uint64_t> numbers;
    for (const Message& claim : claims) {
        if (const std::optional<std::uint64_t> num = section_of(claim)) numbers.push_back(*num);
    }
    return numbers;
}

std::optional<std::vector<Message>> disclosing(const std::vector<Message>& claims,
                                               const std::vector<std::uint64_t>& sections) {
    std::vector<Message> shown;
    for (const std::uint64_t num : sections) {
        const auto found =
            std::find_if(claims.begin(), claims.end(), [&](const Message& claim) { return section_of(claim) == num; });
        if (found == claims.end()) return std::nullopt;
        shown.push_back(*found);
    }
    return shown;
}

} // namespace emrshare::credential
