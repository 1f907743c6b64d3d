// Blocks, their proposal and their finality (spec, sections 12.4 and 12.5).

#include "protocol/block_plan.hpp"

namespace emrshare::kat {
namespace {

const std::vector<std::string> kThree = {"HN-1", "HN-2", "HN-3"};

/// The second block: it follows the scene's first.
BlockPlan second_block(const Scene& s) {
    const Message first = s.block_message(1);
    BlockPlan plan = first_block(s);
    plan.num = 2;
    plan.prev = first.part("BM").bytes("h");
    plan.quorum = first.part("quorum");
    return plan;
}

Event commit_of(const Scene& s, const Message& BM) {
    return sent_by(s.leader(), s.commit(BM, 0, kThree));
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
        refuses("num is 2 at height 0", with(&BlockPlan::num, 2), "BLOCK.C1"),
        refuses("it follows another block", with(&BlockPlan::prev, s.random_bytes("prev", 32)), "BLOCK.C2"),
        refuses("by a hospital", with(&BlockPlan::leader, "HN-1"), "BLOCK.C4"),
        refuses("a signed digest of something else", s.with_wrong_h(plan.leader, good), "BLOCK.C5"),
        refuses("signed by the other management node", s.again(s.follower(), good), "BLOCK.C6"),
        refuses("acknowledgements of a block before the first",
                with(&BlockPlan::quorum, s.quorum(0, 0, s.pp().G(), kThree)), "BLOCK.C7"),
    };
}

/// What a block says of its predecessor.
std::vector<Case> refused_successors(const Scene& s, Actor& cloud) {
    const BlockPlan plan = second_block(s);
    const auto refuses = [&](const std::string& comment, auto member, auto value, const std::string& check) {
        BlockPlan other = plan;
        other.*member = value;
        return cloud.refuses(comment, commit_of(s, other), check);
    };
    const auto acks_of = [&](const std::vector<std::string>& hospitals, std::uint64_t term = 0) {
        return s.quorum(1, term, plan.prev, hospitals);
    };
    const std::uint64_t time = cloud.node().L().time;
    std::vector<Case> cases = {
        refuses("time is one before that of the last block", &BlockPlan::time, time - 1, "BLOCK.C3"),
        refuses("one acknowledgement too few", &BlockPlan::quorum, acks_of({"HN-1", "HN-2"}), "BLOCK.C7"),
        refuses("a hospital twice", &BlockPlan::quorum, acks_of({"HN-1", "HN-1", "HN-2"}), "BLOCK.C7"),
        refuses("hospitals in another order", &BlockPlan::quorum, acks_of({"HN-2", "HN-1", "HN-3"}), "BLOCK.C7"),
        refuses("an acknowledgement of the cloud", &BlockPlan::quorum, acks_of({"HN-1", "HN-2", "CS-1"}), "BLOCK.C7"),
        refuses("acknowledgements of another term", &BlockPlan::quorum, acks_of(kThree, 1).with("term", Item(zero())),
                "BLOCK.C8"),
    };
    BlockPlan three = plan;
    three.txs = {metadata_tx(s, "record-2"), metadata_tx(s, "record-3"), metadata_tx(s, "record-4")};
    cases.push_back(cloud.refuses("one entry more than block_transactions", commit_of(s, three), "BLOCK.C9"));
    return cases;
}

std::vector<Case> refused_entries(const Scene& s, Actor& cloud) {
    const auto refuses = [&](const std::string& comment, const std::vector<Message>& txs, const std::string& check) {
        BlockPlan plan = first_block(s);
        plan.txs = txs;
        return cloud.refuses(comment, commit_of(s, plan), check);
    };
    const Message Tx_req = carols_request(s);
    const Message good = s.tx(Tx_req, kThree);
    std::vector<Message> mixed = good.parts("endorsers");
    mixed[1] = mixed[1].with("Sig", mixed[2]["Sig"]);
    std::vector<Message> refusals = good.parts("endorsers");
    refusals[0] = refusals[0].with("Sig", s.endorsement("HN-1", Tx_req, false)["Sig"]);
    const Message expired = s.request("MN-1", s.registration(carols_certificate(s)),
                                      s.grant("MN-1", bytes_of("MN-1"), "r", kSceneTime - 1), kSceneTime);
    const Message other_nonce = s.request("MN-1", s.registration(carols_certificate(s)),
                                          s.grant("MN-1", bytes_of("MN-1"), "r'", kSceneTime), kSceneTime);
    return {
        refuses("no entry", {}, "BLOCK.C9"),
        refuses("as many endorsers as threshold, not more", {s.tx(Tx_req, {"HN-1", "HN-2"})}, "BLOCK.C10"),
        refuses("an endorser twice", {s.tx(Tx_req, {"HN-1", "HN-2", "HN-2"})}, "BLOCK.C10"),
        refuses("endorsers in another order", {s.tx(Tx_req, {"HN-1", "HN-3", "HN-2"})}, "BLOCK.C10"),
        refuses("an endorsement by the cloud", {s.tx(Tx_req, {"HN-1", "HN-2", "CS-1"})}, "BLOCK.C10"),
        refuses("one endorser's signature under another's name", {good.with("endorsers", item_of(mixed))}, "BLOCK.C11"),
        refuses("a refusal counted as an agreement", {good.with("endorsers", item_of(refusals))}, "BLOCK.C11"),
        refuses("a request that has expired at the time of the block", {s.tx(expired, kThree)}, "BLOCK.C12"),
        refuses("the same request twice", {good, good}, "BLOCK.C12"),
        refuses("the same registration twice, under two nonces", {good, s.tx(other_nonce, kThree)}, "BLOCK.C12"),
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
        refuses("acknowledgements of another term", kThree, 1, "COMMIT.C2"),
    };
}

} // namespace

std::vector<Case> commit_cases(const Scene& s) {
    Actor cloud(s, "CS-1");
    Actor later(s, "CS-1", s.blocks(1));
    BlockPlan full = second_block(s);
    full.time = later.node().L().time;
    full.txs = {metadata_tx(s, "record-2"), metadata_tx(s, "record-3")};
    const Message BM = first_block(s).block(s);
    std::vector<Case> cases = {
        cloud.accepts("the first block, threshold + 1 endorsers, a quorum", {"edge"}, commit_of(s, BM)),
        cloud.accepts("acknowledged by every hospital, in a later term", {},
                      sent_by(s.leader(), s.commit(BM, 7, {"HN-1", "HN-2", "HN-3", "HN-4"}))),
        later.accepts("a block of block_transactions entries at the time of the last one", {"edge"},
                      commit_of(s, full)),
    };
    append(cases, refused_heads(s, cloud));
    append(cases, refused_successors(s, later));
    append(cases, refused_entries(s, cloud));
    append(cases, refused_commits(s, cloud));
    cloud.takes(commit_of(s, BM));
    cases.push_back(
        cloud.refuses("a block once more, as its successor", commit_of(s, successor_like(s, BM)), "BLOCK.C12"));
    return cases;
}

} // namespace emrshare::kat
