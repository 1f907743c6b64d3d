// Proposals, acknowledgements and terms (spec, section 12.5).

#include "protocol/block_plan.hpp"

namespace emrshare::kat {
namespace {

/// The first block, so late that only a nonce with a far end is good for it.
BlockPlan block_at(const Scene& s, std::uint64_t time) {
    const Message grant = s.grant("MN-1", bytes_of("MN-1"), "r", time);
    const Message Tx_req = s.request("MN-1", s.registration(carols_certificate(s)), grant, kSceneTime + 1);
    BlockPlan plan = first_block(s);
    plan.time = time;
    plan.txs = {s.tx(Tx_req, {"HN-1", "HN-2", "HN-3"})};
    return plan;
}

/// The first block by the leader of a term.
BlockPlan block_of_term(const Scene& s, std::uint64_t term) {
    BlockPlan plan = first_block(s);
    plan.leader = s.leader(term);
    return plan;
}

/// The first block with another h: a millisecond later each.
Message variant(const Scene& s, std::uint64_t number) {
    BlockPlan plan = first_block(s);
    plan.time += number;
    return plan.block(s);
}

std::vector<Message> three_new_terms(const Scene& s, std::uint64_t term) {
    return {new_term(s, "HN-1", term), new_term(s, "HN-2", term), new_term(s, "HN-3", term)};
}

std::vector<Case> refused_first_proposals(const Scene& s, Actor& hospital) {
    const auto refuses = [&](const std::string& comment, const Message& Proposal, const std::string& check) {
        return hospital.refuses(comment, sent_by(s.leader(), Proposal), check);
    };
    const BlockPlan plan = first_block(s);
    const Message good = plan.proposal(s, 0);
    BlockPlan unendorsed = plan;
    unendorsed.txs = {s.tx(carols_request(s), {"HN-1", "HN-2"})};
    return {
        refuses("by the node that does not lead", block_of_term(s, 1).proposal(s, 0), "PROP.C1"),
        refuses("a signed digest of something else", s.with_wrong_h(plan.leader, good), "PROP.C2"),
        refuses("signed by the other management node", s.again(s.follower(), good), "PROP.C3"),
        refuses("BM.time is one after now + window", block_at(s, kSceneTime + kWindow + 1).proposal(s, 0), "PROP.C9"),
        refuses("a request with as many endorsers as threshold, not more", unendorsed.proposal(s, 0), "BLOCK.C10"),
    };
}

std::vector<Case> refused_justifications(const Scene& s, Actor& hospital) {
    const BlockPlan plan = block_of_term(s, 1);
    const auto refuses = [&](const std::string& comment, const std::vector<Message>& terms, const std::string& check) {
        return hospital.refuses(comment, sent_by(plan.leader, plan.proposal(s, 1, terms)), check);
    };
    const std::vector<Message> good = three_new_terms(s, 1);
    const Message of_block_2 = s.again("HN-3", good[2].with("num", Item(std::uint64_t{2})));
    std::vector<Case> cases = {
        refuses("one NewTerm fewer than a quorum", {good[0], good[1]}, "PROP.C6"),
        refuses("a hospital twice", {good[0], good[0], good[1]}, "PROP.C6"),
        refuses("hospitals in another order", {good[1], good[0], good[2]}, "PROP.C6"),
        refuses("a NewTerm of the cloud", {good[0], good[1], new_term(s, "CS-1", 1)}, "PROP.C6"),
        refuses("a NewTerm of another term", {good[0], good[1], new_term(s, "HN-3", 2)}, "PROP.C6"),
        refuses("a NewTerm of another block", {good[0], good[1], of_block_2}, "PROP.C6"),
        refuses("a NewTerm that another hospital signed", {good[0], s.again("HN-1", good[1]), good[2]}, "PROP.C7"),
        refuses("a NewTerm with the signed digest of something else",
                {good[0], s.with_wrong_h("HN-2", good[1]), good[2]}, "PROP.C7"),
    };
    const Message BM = first_block(s).block(s);
    cases.push_back(hospital.refuses("nobody voted, but the block is another leader's",
                                     sent_by(plan.leader, proposal_of(s, plan.leader, 1, BM, good)), "PROP.C8"));
    const Message justified = first_block(s).proposal(s, 0, three_new_terms(s, 0));
    cases.push_back(hospital.refuses("NewTerm in term 0", sent_by(s.leader(), justified), "PROP.C6"));
    return cases;
}

/// Of two blocks the one that CHOICE names is taken and the other refused.
std::vector<Case> choices(const Scene& s, Actor& hospital, const std::string& comment, const Message& named,
                          const Message& other, const std::vector<Message>& terms) {
    const std::string leader = s.leader(2);
    return {
        hospital.accepts(comment, {"choice"}, sent_by(leader, proposal_of(s, leader, 2, named, terms))),
        hospital.refuses(comment + "; the other one", sent_by(leader, proposal_of(s, leader, 2, other, terms)),
                         "PROP.C8"),
    };
}

std::vector<Case> choice_cases(const Scene& s, Actor& hospital) {
    const Message a = variant(s, 0);
    const Message b = variant(s, 1);
    const bool a_is_less = a.bytes("h") < b.bytes("h");
    const Message& less = a_is_less ? a : b;
    const Message& greater = a_is_less ? b : a;
    const auto vote = [&](const std::string& name, std::uint64_t term, const Message& BM) {
        return new_term(s, name, 2, term, BM);
    };
    std::vector<Case> cases = choices(s, hospital, "the vote of the greater term, though others have more", greater,
                                      less, {vote("HN-1", 0, less), vote("HN-2", 0, less), vote("HN-3", 1, greater)});
    append(cases, choices(s, hospital, "the block with more votes, though the other has the lesser h", greater, less,
                          {vote("HN-1", 0, less), vote("HN-2", 0, greater), vote("HN-4", 0, greater)}));
    append(cases, choices(s, hospital, "as many votes: the block with the lesser h", less, greater,
                          {vote("HN-1", 0, greater), vote("HN-2", 0, less), new_term(s, "HN-3", 2)}));
    return cases;
}

} // namespace

std::vector<Case> proposal_cases(const Scene& s) {
    Actor hospital(s, "HN-1");
    const Event good = sent_by(s.leader(), first_block(s).proposal(s, 0));
    const Event justified = sent_by(s.leader(1), block_of_term(s, 1).proposal(s, 1, three_new_terms(s, 1)));
    std::vector<Case> cases = {
        hospital.accepts("the first", {}, good),
        hospital.accepts("in term 1, with a quorum of NewTerm", {"edge"}, justified),
        hospital.accepts("BM.time is now + window", {"edge"},
                         sent_by(s.leader(), block_at(s, kSceneTime + kWindow).proposal(s, 0))),
    };
    append(cases, refused_first_proposals(s, hospital));
    append(cases, refused_justifications(s, hospital));
    append(cases, choice_cases(s, hospital));
    const std::uint64_t end = kSceneTime + s.pp().number("timeout");
    Actor impatient(s, "HN-1", {sent_by("MN-1", carols_request(s)), tick_at(end)});
    cases.push_back(impatient.refuses("of term 0 when the hospital is in term 1",
                                      {end, s.leader(), good.kind, good.bytes}, "PROP.C4"));
    hospital.takes(good);
    cases.push_back(hospital.refuses("a second block in the term in which the hospital has acknowledged one",
                                     sent_by(s.leader(), proposal_of(s, s.leader(), 0, variant(s, 1), {})), "PROP.C5"));
    cases.push_back(hospital.accepts("in term 1, after an acknowledgement in term 0", {}, justified));
    return cases;
}

std::vector<Case> ack_cases(const Scene& s) {
    Actor leader(s, s.leader());
    for (const char* hospital : {"HN-1", "HN-2", "HN-3"})
        leader.takes(sent_by(hospital, s.endorsement(hospital, carols_request(s))));
    const std::uint64_t time = kSceneTime + s.pp().number("block_time");
    const auto ack = [&](const std::string& name, std::uint64_t num, std::uint64_t term, const Bytes& h_B) {
        return sent_by(name, s.ack(name, num, term, h_B), time);
    };
    std::vector<Case> cases = {leader.refuses("no proposal is open", ack("HN-1", 1, 0, s.pp().G()), "ACK.C4")};
    const Bytes h_B = leader.answer(tick_at(time)).part("BM").bytes("h");
    const Message good = s.ack("HN-1", 1, 0, h_B);
    append(cases,
           {
               leader.accepts("the first", {}, ack("HN-1", 1, 0, h_B)),
               leader.refuses("by the cloud", ack("CS-1", 1, 0, h_B), "ACK.C1"),
               leader.refuses("a signed digest of something else", sent_by("HN-1", s.with_wrong_h("HN-1", good), time),
                              "ACK.C2"),
               leader.refuses("signed by another hospital", sent_by("HN-1", s.again("HN-2", good), time), "ACK.C3"),
               leader.refuses("of another block", ack("HN-1", 1, 0, s.pp().G()), "ACK.C4"),
               leader.refuses("of another term", ack("HN-1", 1, 1, h_B), "ACK.C4"),
               leader.refuses("of another number", ack("HN-1", 2, 0, h_B), "ACK.C4"),
           });
    leader.takes(ack("HN-1", 1, 0, h_B));
    cases.push_back(leader.refuses("a second one of the same hospital", ack("HN-1", 1, 0, h_B), "ACK.C5"));
    leader.takes(ack("HN-3", 1, 0, h_B));
    cases.push_back(
        leader.accepts("the one that makes the quorum, not in the order of PP", {"edge"}, ack("HN-2", 1, 0, h_B)));
    return cases;
}

std::vector<Case> new_term_cases(const Scene& s) {
    Actor next(s, s.leader(1));
    const auto refuses = [&](const std::string& comment, const Message& NewTerm, const std::string& check) {
        return next.refuses(comment, sent_by("HN-1", NewTerm), check);
    };
    const Message good = new_term(s, "HN-1", 1);
    const Message BM = first_block(s).block(s);
    std::vector<Case> cases = {
        next.accepts("the first", {}, sent_by("HN-1", good)),
        next.accepts("with a vote", {}, sent_by("HN-1", new_term(s, "HN-1", 1, 0, BM))),
        refuses("by the cloud", new_term(s, "CS-1", 1), "TERM.C1"),
        refuses("a signed digest of something else", s.with_wrong_h("HN-1", good), "TERM.C2"),
        refuses("signed by another hospital", s.again("HN-2", good), "TERM.C3"),
        refuses("of block 2 at height 0", s.again("HN-1", good.with("num", Item(std::uint64_t{2}))), "TERM.C4"),
        refuses("of a term that another node leads", new_term(s, "HN-1", 2), "TERM.C5"),
    };
    Actor first(s, s.leader());
    cases.push_back(first.refuses("of term 0, to its leader", sent_by("HN-1", new_term(s, "HN-1", 0)), "TERM.C5"));
    next.takes(sent_by("HN-1", good));
    cases.push_back(next.refuses("a second one of the same hospital", sent_by("HN-1", good), "TERM.C6"));
    next.takes(sent_by("HN-2", new_term(s, "HN-2", 1)));
    const Event third = sent_by("HN-3", new_term(s, "HN-3", 1));
    cases.push_back(next.accepts("the one that makes the quorum, with nothing to propose", {"edge"}, third));
    cases.push_back(next.accepts("the one that makes the quorum, with a vote that has to be taken up", {"edge"},
                                 sent_by("HN-3", new_term(s, "HN-3", 1, 0, BM))));
    for (const char* hospital : {"HN-1", "HN-2", "HN-3"})
        next.takes(sent_by(hospital, s.endorsement(hospital, carols_request(s))));
    cases.push_back(next.accepts("the one that makes the quorum, with a request in the pool", {"edge"}, third));
    return cases;
}

} // namespace emrshare::kat
