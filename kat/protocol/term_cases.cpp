// Proposals, acknowledgements and terms (spec, section 12.5).

#include "protocol/block_plan.hpp"
#include "sign/ml_dsa.hpp"

namespace emrshare::kat {
namespace {

/// The first block at another time, at which its nonce ends.
BlockPlan block_at(const Scene& s, std::uint64_t time) {
    const Message grant = s.grant("MN-1", bytes_of("MN-1"), "r", time);
    const Message Tx_req = s.request("MN-1", s.registration(carols_certificate(s)), grant, time);
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

/// The same block with another signature of its leader.
Message signed_otherwise(const Scene& s, const Message& BM) {
    const std::string leader(BM.bytes("leader").begin(), BM.bytes("leader").end());
    const Coins rnd = derive_coins("KAT.World", s.seed_of(leader));
    return BM.with("Sig", Item(ml_dsa::sign_from_coins(s.sk_of(leader), BM.bytes("h"), bytes_of("emrshare BM"), rnd)));
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
        refuses("BM.time is one before now - window", block_at(s, kSceneTime - kWindow - 1).proposal(s, 0), "PROP.C10"),
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
    const Message late_vote = new_term(s, "HN-3", 1, 1, first_block(s).block(s));
    std::vector<Case> cases = {
        refuses("one NewTerm fewer than a quorum", {good[0], good[1]}, "PROP.C6"),
        refuses("a hospital twice", {good[0], good[0], good[1]}, "PROP.C6"),
        refuses("hospitals in another order", {good[1], good[0], good[2]}, "PROP.C6"),
        refuses("a NewTerm of the cloud", {good[0], good[1], new_term(s, "CS-1", 1)}, "PROP.C6"),
        refuses("a NewTerm of another term", {good[0], good[1], new_term(s, "HN-3", 2)}, "PROP.C6"),
        refuses("a NewTerm of another block", {good[0], good[1], of_block_2}, "PROP.C6"),
        refuses("a vote in the term that it asks for", {good[0], good[1], late_vote}, "PROP.C6"),
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
    const std::string leader = s.leader(2);
    const std::vector<Message> terms = {vote("HN-1", 0, a), vote("HN-2", 0, a), new_term(s, "HN-3", 2)};
    const Message old = block_at(s, kSceneTime - kWindow - 1).block(s);
    const std::vector<Message> for_old = {vote("HN-1", 0, old), new_term(s, "HN-2", 2), new_term(s, "HN-3", 2)};
    append(cases, {
                      hospital.accepts("the block with another signature on the same h", {"choice"},
                                       sent_by(leader, proposal_of(s, leader, 2, signed_otherwise(s, a), terms))),
                      hospital.accepts("a block that was voted for and is older than the window", {"choice"},
                                       sent_by(leader, proposal_of(s, leader, 2, old, for_old))),
                  });
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
        hospital.accepts("BM.time is now - window", {"edge"},
                         sent_by(s.leader(), block_at(s, kSceneTime - kWindow).proposal(s, 0))),
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

namespace {

std::vector<Case> refused_terms(const Scene& s, Actor& next) {
    const auto refuses = [&](const std::string& comment, const Message& GiveUp, const std::string& check) {
        return next.refuses(comment, sent_by("HN-1", GiveUp), check);
    };
    const Message good = new_term(s, "HN-1", 1);
    const Message BM = first_block(s).block(s);
    BlockPlan second = first_block(s);
    second.num = 2;
    const Message of_block_2 = second.block(s);
    const Message vote = new_term(s, "HN-1", 1, 0, BM);
    return {
        refuses("by the cloud", give_up(s, new_term(s, "CS-1", 1)), "TERM.C1"),
        refuses("a signed digest of something else", give_up(s, s.with_wrong_h("HN-1", good)), "TERM.C2"),
        refuses("signed by another hospital", give_up(s, s.again("HN-2", good)), "TERM.C3"),
        refuses("of block 2 at height 0", give_up(s, s.again("HN-1", good.with("num", Item(std::uint64_t{2})))),
                "TERM.C4"),
        refuses("of a term that another node leads", give_up(s, new_term(s, "HN-1", 2)), "TERM.C5"),
        refuses("a vote in the term that it asks for", give_up(s, new_term(s, "HN-1", 1, 1, BM), BM), "TERM.C7"),
        refuses("a vote without its block", give_up(s, vote), "TERM.C7"),
        refuses("a block without a vote", give_up(s, good, BM), "TERM.C7"),
        refuses("a vote with another block", give_up(s, vote, variant(s, 1)), "TERM.C7"),
        refuses("a vote for a block of another number", give_up(s, new_term(s, "HN-1", 1, 0, of_block_2), of_block_2),
                "TERM.C7"),
        refuses("a vote with a block that has the h of another", give_up(s, vote, variant(s, 1).with("h", BM["h"])),
                "TERM.C7"),
    };
}

/// The quorum of a term after that of a later one, and before.
std::vector<Case> two_terms(const Scene& s) {
    Actor next(s, s.leader(1));
    const Message BM = first_block(s).block(s);
    const auto say = [&](const std::string& hospital, std::uint64_t term) {
        return sent_by(hospital, give_up(s, new_term(s, hospital, term, 0, BM), BM));
    };
    for (const std::uint64_t term : {1U, 3U, 5U}) {
        next.takes(say("HN-1", term));
        next.takes(say("HN-2", term));
    }
    next.takes(say("HN-3", 3));
    return {
        next.accepts("a quorum of a term before that of the open proposal", {"edge"}, say("HN-3", 1)),
        next.accepts("a quorum of a term after that of the open proposal", {"edge"}, say("HN-3", 5)),
        next.accepts("one more than a quorum", {"edge"}, say("HN-4", 3)),
    };
}

} // namespace

std::vector<Case> give_up_cases(const Scene& s) {
    Actor next(s, s.leader(1));
    const Message BM = first_block(s).block(s);
    const auto say = [&](const std::string& hospital) {
        return sent_by(hospital, give_up(s, new_term(s, hospital, 1)));
    };
    const auto vote = [&](const std::string& hospital) {
        return sent_by(hospital, give_up(s, new_term(s, hospital, 1, 0, BM), BM));
    };
    std::vector<Case> cases = {
        next.accepts("the first", {}, say("HN-1")),
        next.accepts("with a vote", {}, vote("HN-1")),
    };
    append(cases, refused_terms(s, next));
    Actor first(s, s.leader());
    cases.push_back(
        first.refuses("of term 0, to its leader", sent_by("HN-1", give_up(s, new_term(s, "HN-1", 0))), "TERM.C5"));
    next.takes(say("HN-1"));
    cases.push_back(next.refuses("a second one of the same hospital", say("HN-1"), "TERM.C6"));
    next.takes(say("HN-2"));
    cases.push_back(next.accepts("the one that makes the quorum, with nothing to propose", {"edge"}, say("HN-3")));
    cases.push_back(
        next.accepts("the one that makes the quorum, with a vote that has to be taken up", {"edge"}, vote("HN-3")));
    for (const char* hospital : {"HN-1", "HN-2", "HN-3"})
        next.takes(sent_by(hospital, s.endorsement(hospital, carols_request(s))));
    cases.push_back(next.accepts("the one that makes the quorum, with a request in the pool", {"edge"}, say("HN-3")));
    append(cases, two_terms(s));
    return cases;
}

} // namespace emrshare::kat
