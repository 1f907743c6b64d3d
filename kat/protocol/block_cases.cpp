// Blocks, their proposal and their finality (spec, sections 12.4 and 12.5).

#include "protocol/block_plan.hpp"

namespace emrshare::kat {
namespace {

/// The second block: it follows the scene's first.
BlockPlan second_block(const Scene& s) {
    const Message& first = s.block_message(1);
    BlockPlan plan = first_block(s);
    plan.num = 2;
    plan.prev = first.part("BM").bytes("h");
    plan.quorum = first.part("quorum");
    return plan;
}

Event commit_of(const Scene& s, const Message& BM) {
    return sent_by(s.leader(), s.commit(BM, 0, s.enough()));
}

Event commit_of(const Scene& s, const BlockPlan& plan) {
    return commit_of(s, plan.block(s));
}

std::vector<Case> refused_heads(const Scene& s, Actor& cloud) {
    const auto refuses = [&](const std::string& comment, const Message& BM, const std::string& check) {
        return cloud.refuses(comment, commit_of(s, BM), check);
    };
    const BlockPlan plan = first_block(s);
    const Message good = plan.block(s);
    const auto with = [&](auto member, auto value) {
        BlockPlan other = plan;
        other.*member = value;
        return other.block(s);
    };
    return {
        refuses("num is 2 at height 0", with(&BlockPlan::num, std::uint64_t{2}), "BLOCK.C1"),
        refuses("it follows another block", with(&BlockPlan::prev, s.random_bytes("prev", 32)), "BLOCK.C2"),
        refuses("by a hospital", with(&BlockPlan::leader, "HN-1"), "BLOCK.C4"),
        refuses("a signed digest of something else", s.with_wrong_h(plan.leader, good), "BLOCK.C5"),
        refuses("signed by the other management node", s.again(s.follower(), good), "BLOCK.C6"),
        refuses("acknowledgements of a block before the first",
                with(&BlockPlan::quorum, s.quorum(0, 0, s.pp().G(), s.enough())), "BLOCK.C7"),
        refuses("a term at height 0", with(&BlockPlan::quorum, plan.quorum.with("term", Item(std::uint64_t{1}))),
                "BLOCK.C7"),
    };
}

/// What a block says of its predecessor, in a network of one hospital.
std::vector<Case> refused_successors(const Scene& s, Actor& cloud) {
    const BlockPlan plan = second_block(s);
    BlockPlan early = plan;
    early.time = cloud.node().L().time - 1;
    BlockPlan other_term = plan;
    other_term.quorum = s.quorum(1, 1, plan.prev, s.enough()).with("term", Item(zero()));
    BlockPlan three = plan;
    three.txs = {metadata_tx(s, "record-2"), metadata_tx(s, "record-3"), metadata_tx(s, "record-4")};
    return {
        cloud.refuses("time is one before that of the last block", commit_of(s, early), "BLOCK.C3"),
        cloud.refuses("acknowledgements of another term", commit_of(s, other_term), "BLOCK.C8"),
        cloud.refuses("one entry more than block_transactions", commit_of(s, three), "BLOCK.C9"),
    };
}

/// Too few acknowledgements of the last block, in a network of four hospitals.
std::vector<Case> refused_quorums(const Scene& s) {
    Actor cloud(s, "CS-1", s.blocks(1));
    const auto refuses = [&](const std::string& comment, const std::vector<std::string>& hospitals) {
        BlockPlan plan = second_block(s);
        plan.quorum = s.quorum(1, 0, plan.prev, hospitals);
        return cloud.refuses(comment, commit_of(s, plan), "BLOCK.C7");
    };
    return {
        refuses("one acknowledgement of the last block too few", {"HN-1", "HN-2"}),
        refuses("a hospital that acknowledges the last block twice", {"HN-1", "HN-1", "HN-2"}),
    };
}

Case refused_block(const Scene& s, Actor& cloud, const std::string& comment, const std::vector<Message>& txs,
                   const std::string& check) {
    BlockPlan plan = first_block(s);
    plan.txs = txs;
    return cloud.refuses(comment, commit_of(s, plan), check);
}

/// Entries that are not valid, in a network of one hospital.
std::vector<Case> refused_entries(const Scene& s, Actor& cloud) {
    const Message good = s.tx(carols_request(s), s.enough());
    const Message expired = s.request("MN-1", s.registration(carols_certificate(s)),
                                      s.grant("MN-1", bytes_of("MN-1"), "r", kSceneTime - 1), kSceneTime);
    return {
        refused_block(s, cloud, "no entry", {}, "BLOCK.C9"),
        refused_block(s, cloud, "a request that has expired at the time of the block", {s.tx(expired, s.enough())},
                      "BLOCK.C12"),
        refused_block(s, cloud, "the same request twice", {good, good}, "BLOCK.C12"),
    };
}

/// Entries that are not endorsed well, in a network of four hospitals.
std::vector<Case> refused_endorsers(const Scene& s, Actor& cloud) {
    const Message Tx_req = carols_request(s);
    const auto by = [&](const std::vector<std::string>& hospitals) { return s.tx(Tx_req, hospitals); };
    const Message good = by(s.enough());
    std::vector<Message> refusal = good.parts("endorsers");
    refusal[0] = refusal[0].with("Sig", s.endorsement("HN-1", Tx_req, false)["Sig"]);
    return {
        refused_block(s, cloud, "as many endorsers as threshold, not more", {by({"HN-1", "HN-2"})}, "BLOCK.C10"),
        refused_block(s, cloud, "an endorser twice", {by({"HN-1", "HN-2", "HN-2"})}, "BLOCK.C10"),
        refused_block(s, cloud, "endorsers in another order", {by({"HN-1", "HN-3", "HN-2"})}, "BLOCK.C10"),
        refused_block(s, cloud, "a refusal counted as an agreement", {good.with("endorsers", item_of(refusal))},
                      "BLOCK.C11"),
    };
}

std::vector<Case> refused_commits(const Scene& s, Actor& cloud) {
    const Message BM = first_block(s).block(s);
    const auto refuses = [&](const std::string& comment, const std::vector<std::string>& hospitals,
                             std::uint64_t signed_term, const std::string& check) {
        const Message quorum = s.quorum(1, signed_term, BM.bytes("h"), hospitals).with("term", Item(zero()));
        return cloud.refuses(comment, sent_by(s.leader(), s.make(Type::commit, {BM.item(), quorum.item()})), check);
    };
    return {
        refuses("one acknowledgement fewer than a quorum", {"HN-1", "HN-2"}, 0, "COMMIT.C1"),
        refuses("an acknowledgement twice", {"HN-1", "HN-2", "HN-2"}, 0, "COMMIT.C1"),
        refuses("acknowledgements in another order", {"HN-3", "HN-2", "HN-1"}, 0, "COMMIT.C1"),
        refuses("an acknowledgement by the cloud", {"HN-1", "HN-2", "CS-1"}, 0, "COMMIT.C1"),
        refuses("acknowledgements of another term", s.enough(), 1, "COMMIT.C2"),
    };
}

/// A block that was cut by a clock ahead of everybody's, and what follows from its time.
std::vector<Case> late_blocks(const Scene& s) {
    constexpr std::uint64_t kLate = kSceneTime + 100000;
    BlockPlan plan = first_block(s);
    plan.time = kLate;
    plan.txs = {s.tx(s.request("MN-1", s.registration(carols_certificate(s)),
                               s.grant("MN-1", bytes_of("MN-1"), "late", kLate), kSceneTime),
                     s.enough())};
    const Event late = commit_of(s, plan);
    const auto pending = [&](const std::string& r, std::uint64_t expires) {
        const Message M = s.registration(s.certificate("MN-1", s.random_bytes(r, 16), "MN-1"));
        return s.request("MN-1", M, s.grant("MN-1", bytes_of("MN-1"), r, expires), kSceneTime);
    };
    // In the block is another request for the PID of the first.
    const Message twin = s.request("MN-1", s.registration(carols_certificate(s)),
                                   s.grant("MN-1", bytes_of("MN-1"), "twin", kLate), kSceneTime);
    Actor rival(s, "HN-1", {sent_by("MN-1", twin)});
    const Message over = pending("over", kLate - 1);
    const Message good = pending("good", kLate);
    Actor hospital(s, "HN-1", {sent_by("MN-1", over), sent_by("MN-1", good)});
    Actor cloud(s, "CS-1", {late});
    Actor leader(s, cloud.node().leader().name(), {late});
    for (const Message& Tx_req : {over, good}) {
        for (const std::string& name : s.enough())
            leader.takes(sent_by(name, s.endorsement(name, Tx_req)));
    }
    BlockPlan next = second_block(s);
    next.prev = plan.block(s).bytes("h");
    next.quorum = s.quorum(1, 0, next.prev, s.enough());
    next.time = kLate + 1;
    next.txs = {s.tx(pending("next", kLate + 1), s.enough())};
    return {
        hospital.accepts("of a request that is over at its time a hospital waits no more", {"edge"}, late),
        rival.accepts("of a request that the block has made invalid a hospital waits no more", {}, late),
        leader.accepts("the next block is at the time of the last, and a request that is over by then is dropped",
                       {"edge"}, tick_at(kSceneTime + s.pp().number("block_time"))),
        cloud.accepts("a nonce that ends before a block is forgotten with it", {"edge"}, commit_of(s, next)),
    };
}

/// What an author had sent or was about to send, and is in a block.
std::vector<Case> blocks_for_authors(const Scene& s) {
    Actor alice(s, "alice", s.history_of("alice", 1));
    const auto submit = [&](const std::string& url) {
        alice.takes(told(s, Type::submit, {s.metadata("alice", url).item()}));
    };
    submit("record-2");
    submit("record-3");
    alice.takes(sent_by("MN-1", s.grant("MN-1", s.id_of("alice"), "r", kSceneTime + 60000)));
    BlockPlan plan = second_block(s);
    plan.time = kSceneTime;
    plan.txs = {metadata_tx(s, "record-2"), metadata_tx(s, "record-3")};
    return {alice.accepts("contents that their author has sent and that wait for a nonce", {}, commit_of(s, plan))};
}

std::vector<Case> one_hospital_cases(const Scene& s) {
    Actor cloud(s, "CS-1");
    Actor later(s, "CS-1", s.blocks(1));
    BlockPlan full = second_block(s);
    full.time = later.node().L().time;
    full.txs = {metadata_tx(s, "record-2"), metadata_tx(s, "record-3")};
    std::vector<Case> cases = {
        cloud.accepts("the first block", {}, commit_of(s, first_block(s))),
        later.accepts("a block of block_transactions entries at the time of the last one", {"edge"},
                      commit_of(s, full)),
    };
    append(cases, refused_heads(s, cloud));
    append(cases, refused_successors(s, later));
    append(cases, refused_entries(s, cloud));
    append(cases, late_blocks(s));
    append(cases, blocks_for_authors(s));
    return cases;
}

std::vector<Case> four_hospitals_cases(const Scene& s) {
    Actor cloud(s, "CS-1");
    const Message BM = first_block(s).block(s);
    std::vector<Case> cases = {
        cloud.accepts("threshold + 1 endorsers, a quorum of acknowledgements", {"edge"}, commit_of(s, BM)),
        cloud.accepts("acknowledged by every hospital, in a later term", {},
                      sent_by(s.leader(), s.commit(BM, 7, {"HN-1", "HN-2", "HN-3", "HN-4"}))),
    };
    append(cases, refused_quorums(s));
    append(cases, refused_endorsers(s, cloud));
    append(cases, refused_commits(s, cloud));
    return cases;
}

} // namespace

std::vector<Case> commit_cases(const Scene& one, const Scene& four) {
    std::vector<Case> cases = one_hospital_cases(one);
    append(cases, four_hospitals_cases(four));
    return cases;
}

} // namespace emrshare::kat
