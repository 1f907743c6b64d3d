#include "ledger/contract.hpp"
#include "ledger/ledger.hpp"

#include <algorithm>
#include <array>

namespace emrshare::ledger {
namespace {

using message::Role;
using message::Type;

using TxCheck = Check<TxSubject>;

bool is(const TxSubject& s, Type type) {
    return s.M.type() == type;
}

/// The value of a check that concerns one content alone.
template <class Holds>
bool concerning(const TxSubject& s, Type type, Holds holds) {
    return !is(s, type) || holds();
}

bool may_write(const TxSubject& s) {
    const Bytes& author = s.M.bytes("author");
    const message::NodeEntry* node = s.pp.node(author);
    switch (s.M.type()) {
    case Type::registration:
        return node == &s.pp.registrar();
    case Type::access:
        return node != nullptr && node->role == Role::cloud;
    default:
        return node == nullptr && s.L.certificates.contains(author);
    }
}

bool has_metadata(const TxSubject& s) {
    return metadata_of(s.L.metadata, s.M.bytes("author"), s.M.text("url")) != nullptr;
}

/// Until when an Access may be to come in a block, ms.
std::uint64_t latest_end_of_access(const TxSubject& s) {
    return s.now + 16 * s.pp.number("grant_time");
}

const Granted* credential_of(const TxSubject& s) {
    const auto found = s.L.credentials.find({s.M.bytes("author"), s.M.bytes("vc")});
    return found == s.L.credentials.end() ? nullptr : &found->second;
}

/// What the contract says of the credential that an Access is about.
template <std::size_t Index>
bool contract_allows(const TxSubject& s) {
    if (!is(s, Type::access)) return true;
    const CredentialSubject subject = {s.L,  s.M.bytes("PID_A"), s.M.bytes("vc"), s.M.bytes("PID_B"), s.M.text("url"),
                                       s.now};
    return credential_checks()[Index].holds(subject);
}

const std::vector<TxCheck>& all_checks() {
    static const std::vector<TxCheck> checks = {
        {"TX.C1",
         "author",
         "nobody of this identity is known",
         {},
         [](const TxSubject& s) { return key_of(s.pp, s.L.certificates, s.M.bytes("author")) != nullptr; }},
        {"TX.C2",
         "h",
         "it is not the digest of this request",
         {},
         [](const TxSubject& s) { return s.pp.has_right_h(s.Tx_req); }},
        {"TX.C3",
         "Sig",
         "it is no signature of the author on h",
         {"TX.C1"},
         [](const TxSubject& s) {
             return is_signed_by(s.Tx_req, *key_of(s.pp, s.L.certificates, s.M.bytes("author")));
         }},
        {"TX.C4", "author", "the author may not write this content", {"TX.C1"}, may_write},
        {"TX.C5",
         "leader",
         "the nonce is not from a management node",
         {},
         [](const TxSubject& s) { return s.pp.node(s.grant.bytes("leader"), Role::management) != nullptr; }},
        {"TX.C6",
         "grant.h",
         "it is not the digest of this grant",
         {},
         [](const TxSubject& s) { return s.pp.has_right_h(s.grant); }},
        {"TX.C7",
         "grant.Sig",
         "it is no signature of the management node on the grant's h",
         {"TX.C5"},
         [](const TxSubject& s) { return is_signed_by(s.grant, s.pp.node(s.grant.bytes("leader"))->vk); }},
        {"TX.C8",
         "grant.author",
         "the nonce was given to another author",
         {},
         [](const TxSubject& s) { return s.grant.bytes("author") == s.M.bytes("author"); }},
        {"TX.C9",
         "time",
         "it is in the future",
         {},
         [](const TxSubject& s) { return s.Tx_req.number("time") <= s.now + s.pp.number("window"); }},
        {"TX.C10",
         "time",
         "it is too long ago",
         {},
         [](const TxSubject& s) { return s.now <= s.Tx_req.number("time") + s.pp.number("window"); }},
        {"TX.C11",
         "expires",
         "the nonce has expired",
         {},
         [](const TxSubject& s) { return s.now <= s.grant.number("expires"); }},
        {"TX.C12",
         "r",
         "the nonce is spent",
         {},
         [](const TxSubject& s) { return !s.L.spent.contains(name_of_grant(s.grant)); }},
        {"TX.C13",
         "certificate.mid",
         "it is not the registrar",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::registration,
                               [&] { return s.M.part("certificate").bytes("mid") == s.pp.registrar().id; });
         }},
        {"TX.C14",
         "certificate.h",
         "it is not the digest of this certificate",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::registration, [&] { return s.pp.has_right_h(s.M.part("certificate")); });
         }},
        {"TX.C15",
         "certificate.Sig",
         "it is no signature of the registrar on the certificate's h",
         {"TX.C13"},
         [](const TxSubject& s) {
             return concerning(s, Type::registration,
                               [&] { return is_signed_by(s.M.part("certificate"), s.pp.registrar().vk); });
         }},
        {"TX.C16",
         "certificate.PID",
         "this PID is taken",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::registration,
                               [&] { return !s.L.certificates.contains(s.M.part("certificate").bytes("PID")); });
         }},
        {"TX.C17",
         "url",
         "metadata of the author and this url are on the chain",
         {},
         [](const TxSubject& s) { return concerning(s, Type::metadata, [&] { return !has_metadata(s); }); }},
        {"TX.C18",
         "url",
         "no metadata of the author have this url",
         {},
         [](const TxSubject& s) { return concerning(s, Type::credential, [&] { return has_metadata(s); }); }},
        {"TX.C19",
         "PID_B",
         "the holder has no certificate",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::credential, [&] { return s.L.certificates.contains(s.M.bytes("PID_B")); });
         }},
        {"TX.C20",
         "vc",
         "this credential is on the chain",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::credential, [&] { return credential_of(s) == nullptr; });
         }},
        {"TX.C21",
         "not_after",
         "it is before not_before",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::credential,
                               [&] { return s.M.number("not_before") <= s.M.number("not_after"); });
         }},
        {"TX.C22",
         "vc",
         "the author has no such credential on the chain",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::revocation, [&] { return credential_of(s) != nullptr; });
         }},
        {"TX.C23",
         "vc",
         "it is revoked",
         {"TX.C22"},
         [](const TxSubject& s) {
             return concerning(s, Type::revocation, [&] {
                 const Granted* credential = credential_of(s); // null where TX.C22 is not asked
                 return credential == nullptr || !credential->revoked;
             });
         }},
        {"TX.C24", "vc", "the owner has no such credential on the chain", {}, contract_allows<0>},
        {"TX.C25", "PID_B", "the credential is for another holder or record", {"TX.C24"}, contract_allows<1>},
        {"TX.C26", "vc", "the credential is revoked, not valid yet, or not any more", {"TX.C24"}, contract_allows<2>},
        {"TX.C27",
         "M.r",
         "this access is on the chain",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::access, [&] {
                 return !s.L.spent.contains({s.M.bytes("author"), s.M.bytes("r")});
             });
         }},
        {"TX.C28",
         "M.expires",
         "it is over",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::access, [&] { return s.now <= s.M.number("expires"); });
         }},
        {"TX.C29",
         "expires",
         "it is further from the request's time than a grant can be",
         {},
         [](const TxSubject& s) {
             return s.grant.number("expires") <=
                    s.Tx_req.number("time") + s.pp.number("window") + s.pp.number("grant_time");
         }},
        {"TX.C30",
         "M.expires",
         "it is further away than an access can end",
         {},
         [](const TxSubject& s) {
             return concerning(s, Type::access, [&] { return s.M.number("expires") <= latest_end_of_access(s); });
         }},
    };
    return checks;
}

std::vector<TxCheck> with_ids(std::initializer_list<std::string_view> ids) {
    std::vector<TxCheck> chosen;
    for (const TxCheck& check : all_checks()) {
        if (std::find(ids.begin(), ids.end(), check.id) != ids.end()) chosen.push_back(check);
    }
    return chosen;
}

} // namespace

std::span<const Check<TxSubject>> tx_checks() {
    return all_checks();
}

std::span<const Check<TxSubject>> content_checks() {
    static const std::vector<TxCheck> checks =
        with_ids({"TX.C13", "TX.C14", "TX.C15", "TX.C16", "TX.C17", "TX.C18", "TX.C19", "TX.C20", "TX.C21", "TX.C22",
                  "TX.C23", "TX.C24", "TX.C25", "TX.C26", "TX.C27", "TX.C28", "TX.C30"});
    return checks;
}

std::span<const Check<TxSubject>> lasting_checks() {
    static const std::vector<TxCheck> checks =
        with_ids({"TX.C13", "TX.C14", "TX.C15", "TX.C16", "TX.C17", "TX.C20", "TX.C21", "TX.C23", "TX.C27", "TX.C28"});
    return checks;
}

void apply_tx(Ledger& L, const Message& Tx_req) {
    const Message M = Tx_req.part("M");
    const Message grant = Tx_req.part("grant");
    const Entry entry = std::make_shared<const Message>(M);
    switch (M.type()) { // TX.1
    case Type::registration: {
        const Message certificate = M.part("certificate");
        L.certificates.emplace(certificate.bytes("PID"), std::make_shared<const Message>(certificate));
        break;
    }
    case Type::metadata:
        L.metadata.emplace(name_of_record(M.bytes("author"), M.text("url")), entry);
        break;
    case Type::credential:
        L.credentials.emplace(Name(M.bytes("author"), M.bytes("vc")), Granted{entry});
        break;
    case Type::revocation:
        L.credentials.at({M.bytes("author"), M.bytes("vc")}).revoked = true;
        break;
    default:
        L.spent.emplace(Name(M.bytes("author"), M.bytes("r")), M.number("expires"));
        break;
    }
    L.spent.emplace(name_of_grant(grant), grant.number("expires")); // TX.2
    ++L.count;                                                      // TX.3
}

std::span<const Check<EndorsementSubject>> endorsement_checks() {
    static const std::array<Check<EndorsementSubject>, 4> checks = {{
        {"END.C1",
         "hid",
         "it is no hospital",
         {},
         [](const EndorsementSubject& s) { return s.pp.node(s.E.bytes("hid"), Role::hospital) != nullptr; }},
        {"END.C2",
         "h",
         "it is not the digest of this endorsement",
         {},
         [](const EndorsementSubject& s) { return s.pp.has_right_h(s.E); }},
        {"END.C3",
         "Sig",
         "it is no signature of the hospital on h",
         {"END.C1"},
         [](const EndorsementSubject& s) { return is_signed_by(s.E, s.pp.node(s.E.bytes("hid"))->vk); }},
        {"END.C4",
         "hid",
         "it has endorsed this request before",
         {"END.C1"},
         [](const EndorsementSubject& s) { return !s.counted; }},
    }};
    return checks;
}

} // namespace emrshare::ledger
