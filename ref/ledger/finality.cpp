#include "ledger/finality.hpp"

#include <array>

namespace emrshare::ledger {
namespace {

using message::Role;

/// Whether a hospital voted, if at all, in a term before the one that it asks for.
bool votes_before(const Message& NewTerm) {
    const std::vector<Message> vote = NewTerm.parts("vote");
    return vote.empty() || vote.front().number("term") < NewTerm.number("term");
}

bool are_justified(const ProposalSubject& s) {
    if (s.Proposal.number("term") == 0) return s.terms.empty();
    const auto is_of_this_term = [&](const Message& new_term) {
        return new_term.number("num") == s.L.height + 1 && new_term.number("term") == s.Proposal.number("term") &&
               votes_before(new_term);
    };
    return s.pp.are_from_hospitals(s.terms, s.pp.Q()) && std::all_of(s.terms.begin(), s.terms.end(), is_of_this_term);
}

bool are_signed(const ProposalSubject& s) {
    return std::all_of(s.terms.begin(), s.terms.end(), [&](const Message& new_term) {
        return s.pp.has_right_h(new_term) && is_signed_by(new_term, s.pp.node(new_term.bytes("hid"))->vk);
    });
}

bool is_the_choice(const ProposalSubject& s) {
    const std::optional<Bytes> chosen = choice(s.terms);
    return chosen ? s.BM.bytes("h") == *chosen : s.BM.bytes("leader") == s.Proposal.bytes("leader");
}

/// A block that nobody voted for is new, and says when it was made.
bool is_of_this_time(const ProposalSubject& s) {
    return choice(s.terms) || s.now <= s.BM.number("time") + s.pp.number("window");
}

/// Whether the block that comes with a NewTerm is the one of its vote.
bool carries_vote(const TermSubject& s) {
    const std::vector<Message> vote = s.NewTerm.parts("vote");
    if (vote.empty()) return s.BM.empty();
    return votes_before(s.NewTerm) && s.BM.size() == 1 && s.pp.has_right_h(s.BM.front()) &&
           s.BM.front().bytes("h") == vote.front().bytes("h_B") &&
           s.BM.front().number("num") == s.NewTerm.number("num");
}

bool is_of_open(const AckSubject& s) {
    if (s.open == nullptr) return false;
    const Message BM = s.open->part("BM");
    return s.Ack.number("num") == BM.number("num") && s.Ack.number("term") == s.open->number("term") &&
           s.Ack.bytes("h_B") == BM.bytes("h");
}

} // namespace

std::span<const Check<ProposalSubject>> proposal_checks() {
    static const std::array<Check<ProposalSubject>, 10> checks = {{
        {"PROP.C1",
         "leader",
         "it does not lead this term",
         {},
         [](const ProposalSubject& s) {
             return s.Proposal.bytes("leader") == leader_of(s.pp, s.L, s.Proposal.number("term")).id;
         }},
        {"PROP.C2",
         "h",
         "it is not the digest of this proposal",
         {},
         [](const ProposalSubject& s) { return s.pp.has_right_h(s.Proposal); }},
        {"PROP.C3",
         "Sig",
         "it is no signature of the leader on h",
         {"PROP.C1"},
         [](const ProposalSubject& s) { return is_signed_by(s.Proposal, s.pp.node(s.Proposal.bytes("leader"))->vk); }},
        {"PROP.C4",
         "term",
         "the hospital is in a later term",
         {},
         [](const ProposalSubject& s) { return s.Proposal.number("term") >= s.term; }},
        {"PROP.C5",
         "term",
         "the hospital has acknowledged in this term",
         {},
         [](const ProposalSubject& s) { return !s.voted || *s.voted < s.Proposal.number("term"); }},
        {"PROP.C6", "terms", "too few hospitals ask for this term, or not in order", {}, are_justified},
        {"PROP.C7", "terms", "a hospital did not say this", {"PROP.C6"}, are_signed},
        {"PROP.C8", "BM", "it is not the block that has to be proposed", {"PROP.C6"}, is_the_choice},
        {"PROP.C9",
         "BM.time",
         "it is in the future",
         {},
         [](const ProposalSubject& s) { return s.BM.number("time") <= s.now + s.pp.number("window"); }},
        {"PROP.C10", "BM.time", "it is too long ago for a new block", {"PROP.C6"}, is_of_this_time},
    }};
    return checks;
}

std::span<const Check<AckSubject>> ack_checks() {
    static const std::array<Check<AckSubject>, 5> checks = {{
        {"ACK.C1",
         "hid",
         "it is no hospital",
         {},
         [](const AckSubject& s) { return s.pp.node(s.Ack.bytes("hid"), Role::hospital) != nullptr; }},
        {"ACK.C2",
         "h",
         "it is not the digest of this acknowledgement",
         {},
         [](const AckSubject& s) { return s.pp.has_right_h(s.Ack); }},
        {"ACK.C3",
         "Sig",
         "it is no signature of the hospital on h",
         {"ACK.C1"},
         [](const AckSubject& s) { return is_signed_by(s.Ack, s.pp.node(s.Ack.bytes("hid"))->vk); }},
        {"ACK.C4", "h_B", "it is not of the open proposal", {}, is_of_open},
        {"ACK.C5",
         "hid",
         "it has acknowledged before",
         {"ACK.C1", "ACK.C4"},
         [](const AckSubject& s) { return !s.counted; }},
    }};
    return checks;
}

std::span<const Check<TermSubject>> term_checks() {
    static const std::array<Check<TermSubject>, 7> checks = {{
        {"TERM.C1",
         "hid",
         "it is no hospital",
         {},
         [](const TermSubject& s) { return s.pp.node(s.NewTerm.bytes("hid"), Role::hospital) != nullptr; }},
        {"TERM.C2",
         "h",
         "it is not the digest of this message",
         {},
         [](const TermSubject& s) { return s.pp.has_right_h(s.NewTerm); }},
        {"TERM.C3",
         "Sig",
         "it is no signature of the hospital on h",
         {"TERM.C1"},
         [](const TermSubject& s) { return is_signed_by(s.NewTerm, s.pp.node(s.NewTerm.bytes("hid"))->vk); }},
        {"TERM.C4",
         "num",
         "it is not the next number",
         {},
         [](const TermSubject& s) { return s.NewTerm.number("num") == s.L.height + 1; }},
        {"TERM.C5",
         "term",
         "this node does not lead that term",
         {},
         [](const TermSubject& s) {
             const std::uint64_t term = s.NewTerm.number("term");
             return term > 0 && leader_of(s.pp, s.L, term).id == s.self;
         }},
        {"TERM.C6", "hid", "it has said so before", {"TERM.C1"}, [](const TermSubject& s) { return !s.counted; }},
        {"TERM.C7", "vote", "it is of no earlier term, or its block is not here", {}, carries_vote},
    }};
    return checks;
}

} // namespace emrshare::ledger
