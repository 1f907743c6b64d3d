// Transactions, blocks and leaders of the as-printed profile (spec, section 12.7), and what it accepts.

#include "protocol/block_plan.hpp"

namespace emrshare::kat {
namespace {

Message carols_printed_request(const Scene& s, std::string_view r = "r") {
    return s.printed_request("MN-1", s.registration(carols_certificate(s)), r);
}

Message block(const Scene& s, const std::string& signer, std::uint64_t num, const std::vector<Message>& requests) {
    return s.sign(signer, Type::block, {item_of(requests), Item(num)});
}

Message next_leader(const Scene& s, const std::string& signer, std::uint64_t num, std::uint64_t R) {
    return s.sign(signer, Type::next_leader, {Item(num), Item(R)});
}

} // namespace

std::vector<Case> printed_tx_req_cases(const Scene& s) {
    Actor hospital(s, "HN-1");
    const Message good = carols_printed_request(s);
    const Bytes stranger = s.random_bytes("stranger", 16);
    const Message strangers =
        s.printed_request("bob", s.metadata("alice", "record-2").with("author", item_of(stranger)), "r");
    const Message renewed = good.with("r", item_of(s.random_bytes("r'", 16)));
    const auto refuses = [&](const std::string& comment, const Message& Tx_req, const std::string& check) {
        return hospital.refuses(comment, sent_by("MN-1", Tx_req), check);
    };
    std::vector<Case> cases = {
        hospital.accepts("a registration", {}, sent_by("MN-1", good)),
        refuses("an author whom nobody knows", strangers, "PTX.C1"),
        refuses("a signed digest of something else", s.with_wrong_h("MN-1", good), "PTX.C2"),
        refuses("signed by another management node", s.again("MN-2", good), "PTX.C3"),
    };
    hospital.takes(sent_by("MN-1", good));
    cases.push_back(hospital.accepts("an old request under a new nonce, which is in no signature", {"printed-attack"},
                                     sent_by("mallory", renewed)));
    const Actor reluctant(s, "HN-1", {told(s, Type::refuse, {item_of(bytes_of("MN-1"))})});
    cases.push_back(reluctant.accepts("by an author whom the hospital refuses", {}, sent_by("MN-1", good)));
    return cases;
}

std::vector<Case> printed_endorsement_cases(const Scene& s) {
    Actor leader(s, s.leader());
    const Message request = s.make(Type::nonce_request, {item_of(bytes_of("MN-1"))});
    const Message grant = leader.answer(sent_by("MN-1", request));
    const Message Tx_req = s.sign("MN-1", Type::tx_req, {s.registration(carols_certificate(s)).item(), grant["r"]});
    const auto by = [&](const std::string& hospital) { return sent_by(hospital, s.endorsement(hospital, Tx_req)); };
    const auto refuses = [&](const std::string& comment, const Message& E, const std::string& check) {
        return leader.refuses(comment, sent_by("HN-1", E), check);
    };
    const Message good = s.endorsement("HN-1", Tx_req);
    std::vector<Case> cases = {
        leader.accepts("the first", {}, by("HN-1")),
        leader.accepts("one that does not agree", {}, sent_by("HN-1", s.endorsement("HN-1", Tx_req, false))),
        refuses("by the cloud", s.endorsement("CS-1", Tx_req), "PEND.C1"),
        refuses("a signed digest of something else", s.with_wrong_h("HN-1", good), "PEND.C2"),
        refuses("signed by another hospital", s.again("HN-2", good), "PEND.C3"),
        refuses("under a nonce that the leader has not given", s.endorsement("HN-1", carols_printed_request(s)),
                "PEND.C4"),
    };
    leader.takes(by("HN-1"));
    leader.takes(by("HN-1"));
    cases.push_back(leader.accepts("the third message of one hospital: the request comes into the pool",
                                   {"printed-attack"}, by("HN-1")));
    leader.takes(by("HN-1"));
    cases.push_back(leader.refuses("once the request is in the pool", by("HN-2"), "PEND.C4"));
    return cases;
}

std::vector<Case> printed_block_cases(const Scene& s) {
    Actor cloud(s, "CS-1");
    const Message good = block(s, s.leader(), 1, {carols_printed_request(s)});
    const Message forged = s.with_wrong_h("bob", carols_printed_request(s));
    const auto refuses = [&](const std::string& comment, const Message& BM, const std::string& check) {
        return cloud.refuses(comment, sent_by(s.leader(), BM), check);
    };
    std::vector<Case> cases = {
        cloud.accepts("the first", {}, sent_by(s.leader(), good)),
        cloud.accepts("a request that nobody endorsed and its author did not sign", {"printed-attack"},
                      sent_by(s.leader(), block(s, s.leader(), 1, {forged}))),
        refuses("num is 2 at height 0", block(s, s.leader(), 2, {carols_printed_request(s)}), "PBLOCK.C1"),
        refuses("a signed digest of something else", s.with_wrong_h(s.leader(), good), "PBLOCK.C2"),
        refuses("signed by the other management node", s.again(s.follower(), good), "PBLOCK.C3"),
    };
    cloud.takes(sent_by(s.leader(), good));
    cases.push_back(cloud.accepts("the same block under the next number, which is in no signature", {"printed-attack"},
                                  sent_by("mallory", good.with("num", Item(std::uint64_t{2})))));
    return cases;
}

std::vector<Case> next_leader_cases(const Scene& s) {
    const std::string leader = s.leader();
    Actor cloud(s, "CS-1");
    const auto refuses = [&](const std::string& comment, const Message& NextLeader, const std::string& check) {
        return cloud.refuses(comment, sent_by(leader, NextLeader), check);
    };
    std::vector<Case> cases = {refuses("of no block", next_leader(s, leader, 0, 1), "PLEAD.C1")};
    cloud.takes(sent_by(leader, block(s, leader, 1, {carols_printed_request(s)})));
    const Message good = next_leader(s, leader, 1, 5);
    append(cases, {
                      cloud.accepts("an odd R: the second management node", {}, sent_by(leader, good)),
                      cloud.accepts("R = 0: the leader keeps the lead", {"printed-attack"},
                                    sent_by(leader, next_leader(s, leader, 1, 0))),
                      cloud.accepts("the greatest R", {"edge"},
                                    sent_by(leader, next_leader(s, leader, 1, message::kNumberLimit - 1))),
                      refuses("of another number", next_leader(s, leader, 2, 5), "PLEAD.C1"),
                      refuses("a signed digest of something else", s.with_wrong_h(leader, good), "PLEAD.C2"),
                      refuses("signed by the other management node", s.again(s.follower(), good), "PLEAD.C3"),
                  });
    cloud.takes(sent_by(leader, next_leader(s, leader, 1, 4)));
    cases.push_back(refuses("a second one, when the first kept the leader", good, "PLEAD.C1"));
    return cases;
}

} // namespace emrshare::kat
