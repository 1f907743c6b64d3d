#include "ledger/contract.hpp"

#include <array>

namespace emrshare::ledger {
namespace {

using message::Type;

const Granted* find(const CredentialSubject& s) {
    const auto found = s.L.credentials.find({s.PID_A, s.vc});
    return found == s.L.credentials.end() ? nullptr : &found->second;
}

bool is_of(const Message& M, ByteView PID) {
    const auto same = [&](const Bytes& id) { return std::equal(id.begin(), id.end(), PID.begin(), PID.end()); };
    if (same(M.bytes("author"))) return true;
    if (M.type() == Type::registration) return same(M.part("certificate").bytes("PID"));
    if (M.type() == Type::access && same(M.bytes("PID_A"))) return true;
    if (M.type() == Type::credential || M.type() == Type::access) return same(M.bytes("PID_B"));
    return false;
}

} // namespace

std::span<const Check<CredentialSubject>> credential_checks() {
    static const std::array<Check<CredentialSubject>, 3> checks = {{
        {"TX.C24",
         "vc",
         "the owner has no such credential on the chain",
         {},
         [](const CredentialSubject& s) { return find(s) != nullptr; }},
        {"TX.C25",
         "PID_B",
         "the credential is for another holder or record",
         {"TX.C24"},
         [](const CredentialSubject& s) {
             const Message& credential = *find(s)->credential;
             return credential.bytes("PID_B") == s.PID_B && credential.text("url") == s.url;
         }},
        {"TX.C26",
         "vc",
         "the credential is revoked, not valid yet, or not any more",
         {"TX.C24"},
         [](const CredentialSubject& s) {
             const Message& credential = *find(s)->credential;
             return !find(s)->revoked && credential.number("not_before") <= s.now &&
                    s.now <= credential.number("not_after");
         }},
    }};
    return checks;
}

std::vector<Message> audit(const std::vector<Message>& requests, ByteView PID) {
    std::vector<Message> contents;
    for (const Message& request : requests) {
        const Message M = request.part("M");
        if (is_of(M, PID)) contents.push_back(M);
    }
    return contents;
}

} // namespace emrshare::ledger
