#include "ledger/ledger.hpp"

#include <array>

namespace emrshare::ledger {
namespace {

using message::Item;
using message::item_of;
using message::Items;
using message::Role;
using message::Type;

bool has_acks_of_predecessor(const BlockSubject& s) {
    const Message quorum = s.BM.part("quorum");
    const std::vector<Message> acks = quorum.parts("acks");
    if (s.L.height == 0) return acks.empty() && quorum.number("term") == 0;
    return s.pp.are_from_hospitals(acks, s.pp.Q());
}

bool has_enough_endorsers(const BlockSubject& s) {
    const std::vector<Message> entries = s.BM.parts("Block");
    return std::all_of(entries.begin(), entries.end(), [&](const Message& tx) {
        return s.pp.are_from_hospitals(tx.parts("endorsers"), s.pp.number("threshold") + 1);
    });
}

bool has_right_endorsements(const BlockSubject& s) {
    for (const Message& tx : s.BM.parts("Block")) {
        for (const Message& voucher : tx.parts("endorsers")) {
            const Items fields = {tx["Tx_req"], voucher["hid"], Item(true)};
            if (!s.pp.is_voucher_for(voucher, Type::endorsement, fields)) return false;
        }
    }
    return true;
}

std::size_t encoded_size(const std::vector<Message>& entries) {
    std::size_t size = 0;
    for (const Message& tx : entries)
        size += tx.encode().size();
    return size;
}

bool has_valid_transactions(const BlockSubject& s) {
    Ledger L = s.L;
    for (const Message& tx : s.BM.parts("Block")) {
        const Message Tx_req = tx.part("Tx_req");
        if (!pass(tx_checks(), TxSubject(s.pp, L, s.BM.number("time"), Tx_req))) return false;
        apply_tx(L, Tx_req);
    }
    return true;
}

} // namespace

std::span<const Check<BlockSubject>> block_checks() {
    static const std::array<Check<BlockSubject>, 13> checks = {{
        {"BLOCK.C1",
         "num",
         "it is not the next number",
         {},
         [](const BlockSubject& s) { return s.BM.number("num") == s.L.height + 1; }},
        {"BLOCK.C2",
         "prev",
         "it is not the h of the last block",
         {},
         [](const BlockSubject& s) { return s.BM.bytes("prev") == s.L.last; }},
        {"BLOCK.C3",
         "time",
         "it is before the last block",
         {},
         [](const BlockSubject& s) { return s.BM.number("time") >= s.L.time; }},
        {"BLOCK.C4",
         "leader",
         "it is no management node",
         {},
         [](const BlockSubject& s) { return s.pp.node(s.BM.bytes("leader"), Role::management) != nullptr; }},
        {"BLOCK.C5",
         "h",
         "it is not the digest of this block",
         {},
         [](const BlockSubject& s) { return s.pp.has_right_h(s.BM); }},
        {"BLOCK.C6",
         "Sig",
         "it is no signature of the leader on h",
         {"BLOCK.C4"},
         [](const BlockSubject& s) { return is_signed_by(s.BM, s.pp.node(s.BM.bytes("leader"))->vk); }},
        {"BLOCK.C7",
         "quorum",
         "too few hospitals acknowledge the last block, or not in order",
         {},
         has_acks_of_predecessor},
        {"BLOCK.C8",
         "quorum",
         "an acknowledgement is not of the last block",
         {"BLOCK.C7"},
         [](const BlockSubject& s) {
             return acknowledges(s.pp, s.BM.part("quorum"), s.BM.number("num") - 1, s.BM.bytes("prev"));
         }},
        {"BLOCK.C9",
         "Block",
         "it is empty or too long",
         {},
         [](const BlockSubject& s) {
             const std::size_t size = s.BM["Block"].entries()->size();
             return size >= 1 && size <= s.pp.number("block_transactions");
         }},
        {"BLOCK.C10", "Block", "a request has too few endorsers, or not in order", {}, has_enough_endorsers},
        {"BLOCK.C11", "Block", "an endorsement is not of its request", {"BLOCK.C10"}, has_right_endorsements},
        {"BLOCK.C12", "Block", "a request is not valid after those before it", {}, has_valid_transactions},
        {"BLOCK.C13",
         "Block",
         "its entries are too long",
         {},
         [](const BlockSubject& s) { return encoded_size(s.BM.parts("Block")) <= kBlockLimit; }},
    }};
    return checks;
}

void apply_block(Ledger& L, const Message& BM) {
    for (const Message& tx : BM.parts("Block"))
        apply_tx(L, tx.part("Tx_req")); // BLOCK.1
    L.height = BM.number("num");        // BLOCK.2
    L.last = BM.bytes("h");
    L.time = BM.number("time");
    std::erase_if(L.spent, [&](const auto& nonce) { return nonce.second < L.time; }); // BLOCK.3
    L.R = message::digest(Item(Items{BM["prev"], BM["quorum"]}));                     // BLOCK.4
}

Items ack_fields(ByteView hid, std::uint64_t num, std::uint64_t term, ByteView h_B) {
    return {item_of(hid), Item(num), Item(term), item_of(h_B)};
}

bool acknowledges(const PublicParameters& pp, const Message& quorum, std::uint64_t num, ByteView h_B) {
    const std::vector<Message> acks = quorum.parts("acks");
    return std::all_of(acks.begin(), acks.end(), [&](const Message& ack) {
        return pp.is_voucher_for(ack, Type::ack, ack_fields(ack.bytes("hid"), num, quorum.number("term"), h_B));
    });
}

std::span<const Check<CommitSubject>> commit_checks() {
    static const std::array<Check<CommitSubject>, 2> checks = {{
        {"COMMIT.C1",
         "quorum",
         "too few hospitals acknowledge the block, or not in order",
         {},
         [](const CommitSubject& s) {
             return s.pp.are_from_hospitals(s.Commit.part("quorum").parts("acks"), s.pp.Q());
         }},
        {"COMMIT.C2",
         "quorum",
         "an acknowledgement is not of this block",
         {"COMMIT.C1"},
         [](const CommitSubject& s) {
             const Message BM = s.Commit.part("BM");
             return acknowledges(s.pp, s.Commit.part("quorum"), BM.number("num"), BM.bytes("h"));
         }},
    }};
    return checks;
}

std::optional<Bytes> choice(const std::vector<Message>& terms) {
    std::uint64_t greatest = 0;
    std::map<Bytes, std::size_t, ByteOrder> votes; // by h, of the greatest term
    for (const Message& new_term : terms) {
        for (const Message& vote : new_term.parts("vote")) {
            if (vote.number("term") > greatest) votes.clear();
            if (vote.number("term") < greatest) continue;
            greatest = vote.number("term"); // CHOICE.1
            ++votes[vote.bytes("h_B")];
        }
    }
    const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto most = std::max_element(votes.begin(), votes.end(), fewer); // CHOICE.2: the first of equals
    if (most == votes.end()) return std::nullopt;
    return most->first;
}

} // namespace emrshare::ledger
