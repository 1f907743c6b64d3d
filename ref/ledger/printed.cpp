#include "ledger/printed.hpp"

#include <array>

namespace emrshare::ledger {
namespace {

constexpr std::uint64_t kPrintedLedgerCode = 73;

using message::Item;
using message::Items;
using message::Role;
using message::Type;

using PrintedCheck = Check<PrintedSubject>;

bool has_right_h(const PrintedSubject& s) {
    return s.pp.has_right_h(s.message);
}

bool is_signed_by_leader(const PrintedSubject& s) {
    return is_signed_by(s.message, s.pp.management(s.L.leader).vk);
}

const Bytes* key_of_author(const PrintedSubject& s) {
    return key_of(s.pp, s.L.certificates, s.message.part("M").bytes("author"));
}

void apply_content(PrintedLedger& L, const Message& M) {
    const Entry entry = std::make_shared<const Message>(M);
    switch (M.type()) {
    case Type::registration: {
        const Message certificate = M.part("certificate");
        L.certificates.insert_or_assign(certificate.bytes("PID"), std::make_shared<const Message>(certificate));
        break;
    }
    case Type::metadata:
        L.metadata.insert_or_assign(name_of_record(M.bytes("author"), M.text("url")), entry);
        break;
    case Type::credential:
        L.credentials.insert_or_assign({M.bytes("author"), M.bytes("vc")}, Granted{entry});
        break;
    case Type::revocation: {
        const auto found = L.credentials.find({M.bytes("author"), M.bytes("vc")});
        if (found != L.credentials.end()) found->second.revoked = true;
        break;
    }
    default:
        break; // an Access leaves no trace but in the log
    }
}

} // namespace

Item PrintedLedger::item() const {
    return Item(Items{Item(kPrintedLedgerCode), Item(height), Item(leader), Item(chosen), message::item_of(log),
                      Item(count), item_of(certificates), item_of(metadata), item_of(credentials)});
}

std::span<const PrintedCheck> printed_tx_checks() {
    static const std::array<PrintedCheck, 3> checks = {{
        {"PTX.C1",
         "author",
         "nobody of this identity is known",
         {},
         [](const PrintedSubject& s) { return key_of_author(s) != nullptr; }},
        {"PTX.C2", "h", "it is not the digest of M", {}, has_right_h},
        {"PTX.C3",
         "Sig",
         "it is no signature of the author on h",
         {"PTX.C1"},
         [](const PrintedSubject& s) { return is_signed_by(s.message, *key_of_author(s)); }},
    }};
    return checks;
}

std::span<const PrintedCheck> printed_endorsement_checks() {
    static const std::array<PrintedCheck, 4> checks = {{
        {"PEND.C1",
         "hid",
         "it is no hospital",
         {},
         [](const PrintedSubject& s) { return s.pp.node(s.message.bytes("hid"), Role::hospital) != nullptr; }},
        {"PEND.C2", "h", "it is not the digest of the request and res", {}, has_right_h},
        {"PEND.C3",
         "Sig",
         "it is no signature of the hospital on h",
         {"PEND.C1"},
         [](const PrintedSubject& s) { return is_signed_by(s.message, s.pp.node(s.message.bytes("hid"))->vk); }},
        {"PEND.C4",
         "r",
         "the nonce is not outstanding here",
         {},
         [](const PrintedSubject& s) { return s.outstanding; }},
    }};
    return checks;
}

std::span<const PrintedCheck> printed_block_checks() {
    static const std::array<PrintedCheck, 3> checks = {{
        {"PBLOCK.C1",
         "num",
         "it is not the next number",
         {},
         [](const PrintedSubject& s) { return s.message.number("num") == s.L.height + 1; }},
        {"PBLOCK.C2", "h", "it is not the digest of Block", {}, has_right_h},
        {"PBLOCK.C3", "Sig", "it is no signature of the leader on h", {}, is_signed_by_leader},
    }};
    return checks;
}

std::span<const PrintedCheck> printed_leader_checks() {
    static const std::array<PrintedCheck, 3> checks = {{
        {"PLEAD.C1",
         "num",
         "it is not the last block, or its successor's leader is chosen",
         {},
         [](const PrintedSubject& s) { return s.message.number("num") == s.L.height && !s.L.chosen; }},
        {"PLEAD.C2", "h", "it is not the digest of this message", {}, has_right_h},
        {"PLEAD.C3", "Sig", "it is no signature of the leader on h", {}, is_signed_by_leader},
    }};
    return checks;
}

void apply_printed_block(PrintedLedger& L, const Message& BM) {
    for (const Message& Tx_req : BM.parts("Block")) { // PBLOCK.1
        const Message M = Tx_req.part("M");
        apply_content(L, M);
        L.log = message::digest(Item(Items{message::item_of(L.log), M.item()}));
        ++L.count;
    }
    L.height = BM.number("num"); // PBLOCK.2
    L.chosen = false;
}

void apply_next_leader(const PublicParameters& pp, PrintedLedger& L, const Message& NextLeader) {
    L.leader = NextLeader.number("R") % pp.N() + 1; // PLEAD.1
    L.chosen = true;
}

} // namespace emrshare::ledger
