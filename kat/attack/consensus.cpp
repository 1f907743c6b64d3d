// Leaders and hospitals that break the rules of the chain, and those that are not there.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/nodes.hpp"

#include <algorithm>
#include <cmath>

namespace emrshare::kat::attack {
namespace {

node::NetworkPlan plan_with(std::size_t management, std::size_t hospitals) {
    node::NetworkPlan plan;
    plan.management = management;
    plan.hospitals = hospitals;
    return plan;
}

std::string hospital_name(std::size_t number) {
    return "HN-" + std::to_string(number + 1);
}

/// Two requests on which the leader can build two blocks.
std::vector<Message> two_requests(Simulation& network) {
    network.begin_registration("alice");
    network.begin_registration("bob");
    return network.messages(Type::tx_req);
}

// ---- two blocks under one number ----

/// A leader who has two blocks for one number, and hospitals of which the last ones help it.
struct Fork {
    Simulation network;
    std::vector<Message> blocks;
    std::size_t liars;

    Fork(Simulation&& quiet, std::size_t number_of_liars) : network(std::move(quiet)), liars(number_of_liars) {
        for (const Message& Tx_req : two_requests(network))
            blocks.push_back(block_of(network, {endorsed(network, Tx_req)}));
        // Among blocks with as many votes the one with the lesser h is chosen: the second one, the leader sees to that.
        if (blocks[0].bytes("h") < blocks[1].bytes("h")) std::swap(blocks[0], blocks[1]);
    }
    std::size_t H() const { return network.pp().H(); }
    std::size_t Q() const { return network.pp().Q(); }
    std::size_t honest() const { return H() - liars; }

    /// What an honest hospital answers to a proposal of a block in term 0.
    std::string propose(std::size_t hospital, std::size_t block) {
        return answer_in(network, hospital_name(hospital), proposal_of(network, blocks[block]), network.leader());
    }
    /// The first @p first honest hospitals are proposed the first block, the others the second; liars sign both.
    void propose_to(std::size_t first) {
        for (std::size_t i = 0; i < honest(); ++i)
            (void)propose(i, i < first ? 0 : 1);
        network.net().run();
    }
    /// Acknowledgements of a block in a term that its leader has: those of honest hospitals, and of the liars.
    std::vector<Message> acks_of(std::size_t block, std::uint64_t term) const {
        std::vector<Message> acks = acknowledgements(network, blocks[block], term);
        for (std::size_t i = honest(); i < H(); ++i) {
            const Message Ack =
                network.sign(hospital_name(i), Type::ack,
                             ledger::ack_fields(bytes_of(hospital_name(i)), 1, term, blocks[block].bytes("h")));
            acks.push_back(network.make(Type::voucher, {Ack["hid"], Ack["Sig"]}));
        }
        return acks;
    }
    /// Whether a node that has seen no other Commit takes that of a block.
    bool is_final(std::size_t block, std::uint64_t term, const std::string& bystander) {
        return answer_in(network, bystander, commit_with(network, blocks[block], acks_of(block, term), term)) ==
               kAccepted;
    }
    /// What a hospital says when it gives up the leader: an honest one its vote, a liar a vote for the second block.
    Message new_term_of(std::size_t hospital, std::size_t voted) const {
        const Message vote = network.make(Type::vote, {Item(std::uint64_t{0}), blocks[voted]["h"]});
        return network.sign(
            hospital_name(hospital), Type::new_term,
            {id_of(hospital_name(hospital)), Item(std::uint64_t{1}), Item(std::uint64_t{1}), Item(Items{vote.item()})});
    }
};

/// Whether both blocks become final in term 0, when @p first honest hospitals are proposed the first.
bool both_in_one_term(Fork& fork, std::size_t first) {
    fork.propose_to(first);
    const bool one = fork.is_final(0, 0, "CS-1");
    return fork.is_final(1, 0, "CS-2") && one;
}

/// Whether the first block becomes final in term 0 and the second in term 1. The leader of term 1 chooses the NewTerm
/// of Q hospitals that favour the second one, and all hospitals that are honest follow the rules.
bool both_in_two_terms(Fork& fork) {
    const std::size_t first = fork.Q() - fork.liars;
    fork.propose_to(first);
    const bool one = fork.is_final(0, 0, "CS-1");
    std::vector<Message> terms;
    for (std::size_t i = fork.H(); i-- > 0 && terms.size() < fork.Q();)
        terms.insert(terms.begin(), fork.new_term_of(i, i < first ? 0 : 1));
    const ledger::Ledger& L = fork.network.node("HN-1").L();
    const std::string next = ledger::leader_of(fork.network.pp(), L, 1).name();
    const Message proposal = fork.network.sign(
        next, Type::proposal, {id_of(next), Item(std::uint64_t{1}), fork.blocks[1].item(), item_of(terms)});
    for (std::size_t i = 0; i < fork.honest(); ++i)
        (void)answer_in(fork.network, hospital_name(i), proposal, next);
    fork.network.net().run();
    return fork.is_final(1, 1, "CS-2") && one;
}

Fork fork_of(const Setting& setting, std::size_t hospitals, std::size_t liars) {
    node::NetworkPlan plan = plan_with(2, hospitals);
    plan.clouds = 2;
    return {network_of(setting, Profile::corrected, plan), liars};
}

/// As printed: two blocks under one number, each sent to half of the hospitals.
std::vector<Row> printed_fork(const Setting& setting) {
    Simulation network = network_of(setting, Profile::as_printed, plan_with(2, 4));
    const std::vector<Message> requests = two_requests(network);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < network.pp().H(); ++i) {
        const std::vector<Message> Block = {requests[i % 2]};
        (void)network.give(hospital_name(i),
                           network.sign(network.leader(), Type::block, {item_of(Block), Item(std::uint64_t{1})}));
        names.push_back(hospital_name(i));
    }
    Row row = verdict("as-printed", "different ledgers of 4 hospitals", different_ledgers(network, names) > 1, true);
    row.measured = exactly(static_cast<double>(different_ledgers(network, names)));
    return {row};
}

/// Whether two proposals prove to anybody that their signer has proposed two blocks of one number in one term.
bool prove_equivocation(const message::PublicParameters& pp, const Message& a, const Message& b) {
    const message::NodeEntry* leader = pp.node(a.bytes("leader"));
    return leader != nullptr && a["leader"] == b["leader"] && a["term"] == b["term"] &&
           a.part("BM")["num"] == b.part("BM")["num"] && a.part("BM")["h"] != b.part("BM")["h"] &&
           a.bytes("h") == message::right_h(pp.G(), a) && b.bytes("h") == message::right_h(pp.G(), b) &&
           is_signed_by(a, leader->vk) && is_signed_by(b, leader->vk);
}

std::vector<Row> corrected_fork(const Setting& setting) {
    std::vector<Row> rows;
    for (std::size_t first = 0; first <= 4; ++first) {
        Fork fork = fork_of(setting, 4, 0);
        Row row = verdict("corrected", "both blocks final, the first proposed to " + std::to_string(first) + " of 4",
                          both_in_one_term(fork, first), false);
        row.x = static_cast<double>(first);
        rows.push_back(std::move(row));
    }
    Fork fork = fork_of(setting, 4, 0);
    rows.push_back(
        row_of_answer("corrected", "the first block at a hospital", fork.propose(0, 0), std::string(kAccepted)));
    rows.push_back(row_of_answer("corrected", "the second block at the same hospital", fork.propose(0, 1), "PROP.C5"));
    rows.push_back(verdict("corrected", "the two proposals prove it to anybody",
                           prove_equivocation(fork.network.pp(), proposal_of(fork.network, fork.blocks[0]),
                                              proposal_of(fork.network, fork.blocks[1])),
                           true));
    rows.push_back(verdict("control: one proposal, twice", "they prove it to anybody",
                           prove_equivocation(fork.network.pp(), proposal_of(fork.network, fork.blocks[0]),
                                              proposal_of(fork.network, fork.blocks[0])),
                           false));
    return rows;
}

// ---- hospitals that say things twice ----

/// One hospital of four is up; its endorsement reaches the leader a second time.
std::vector<Row> endorsed_twice(const Setting& setting, Profile profile) {
    const bool printed = profile == Profile::as_printed;
    Simulation network = network_of(setting, profile, plan_with(2, 4));
    network.register_user("alice");
    for (std::size_t i = 1; i < 4; ++i)
        network.net().crash(hospital_name(i));
    const std::string leader = network.leader();
    const Message content = network.metadata("alice", "url");
    network.submit("alice", content);
    const Message E = network.messages(Type::endorsement).back();
    Row row = row_of_answer(name_of(profile), "one hospital's endorsement, once more", answer_in(network, leader, E),
                            std::string(printed ? kAccepted : "END.C4"));
    network.settle();
    return {std::move(row), verdict(name_of(profile), "the request is in a block with one endorser of more than 1",
                                    times_committed(network.node(leader), content) > 0, printed)};
}

/// A block in which one hospital stands twice as endorser.
Row endorser_twice(const Setting& setting) {
    Fork fork = fork_of(setting, 4, 0);
    const Message Tx_req = fork.network.messages(Type::tx_req).front();
    const Message one = voucher(fork.network, "HN-1", Tx_req);
    const Message BM = block_of(fork.network, {with_endorsers(fork.network, Tx_req, {one, one})});
    return row_of_answer("corrected", "a block with one endorser twice",
                         answer_in(fork.network, "HN-2", proposal_of(fork.network, BM)), "BLOCK.C10");
}

/// Whether liars make two blocks final, for every number of them up to three.
std::vector<Row> forks_by_liars(const Setting& setting, std::size_t hospitals) {
    std::vector<Row> rows;
    for (std::size_t liars = 0; liars <= 3; ++liars) {
        const std::string who =
            std::to_string(liars) + " of " + std::to_string(hospitals) + " hospitals acknowledge both";
        Fork one = fork_of(setting, hospitals, liars);
        const std::size_t Q = one.Q();
        Row in_one = verdict("corrected", who + ": two blocks final in one term", both_in_one_term(one, Q - liars),
                             2 * Q <= hospitals + liars);
        Fork two = fork_of(setting, hospitals, liars);
        Row in_two =
            verdict("corrected", who + ": in two terms", both_in_two_terms(two), 3 * Q <= 2 * hospitals + 2 * liars);
        for (Row* row : {&in_one, &in_two}) {
            row->x = static_cast<double>(liars);
            rows.push_back(std::move(*row));
        }
    }
    return rows;
}

// ---- a leader who leaves a request out ----

/// Blocks that go by while a request of alice's waits, whose endorsements one of two management nodes has not got.
std::uint64_t blocks_until_included(Simulation& network, std::uint64_t trial) {
    const Message content = network.metadata("alice", "url of alice " + std::to_string(trial));
    network.net().crash("MN-1");
    network.net().command("alice", Type::submit, {content.item()});
    network.net().run();
    network.net().recover("MN-1");
    network.net().run();
    std::uint64_t blocks = 0;
    const ledger::Name name{network.PID("alice"), bytes_of(content.text("url"))};
    while (!network.node("HN-1").L().metadata.contains(name)) {
        const std::string url = "url of bob " + std::to_string(trial) + ' ' + std::to_string(blocks);
        const std::uint64_t height = network.node("HN-1").height();
        network.submit("bob", network.metadata("bob", url));
        blocks += network.node("HN-1").height() - height;
    }
    return blocks;
}

/// How long a censor of two management nodes can leave a request out while others keep the chain busy.
std::vector<Row> censored_in_corrected(const Setting& setting) {
    Simulation network = network_of(setting, Profile::corrected, plan_with(2, 4));
    network.register_user("alice");
    network.register_user("bob");
    std::uint64_t blocks = 0;
    std::uint64_t longest = 0;
    for (std::uint64_t trial = 0; trial < setting.samples; ++trial) {
        const std::uint64_t waited = blocks_until_included(network, trial);
        blocks += waited;
        longest = std::max(longest, waited);
    }
    // Each block is led by the other node with probability 1/2: their number is geometric, with mean and variance 2.
    const auto n = static_cast<double>(setting.samples);
    const double mean = static_cast<double>(blocks) / n;
    const double half_width = 2.5758293 * std::sqrt(2 / n);
    std::vector<Row> rows;
    rows.push_back({"corrected",
                    "blocks until the request is in one, on a busy chain",
                    0,
                    {mean, std::max(1.0, mean - half_width), mean + half_width},
                    2.0,
                    {},
                    false});
    // A request that waits through 64 fair draws: probability 2^-64 for each sample.
    Row row = verdict("corrected", "most blocks that a request has waited for", longest > 64, false);
    row.measured = exactly(static_cast<double>(longest));
    rows.push_back(std::move(row));
    return rows;
}

/// How long it takes on a chain where nobody else wants anything: the hospitals give up the leader.
Row censored_on_quiet_chain(const Setting& setting) {
    Simulation network = network_of(setting, Profile::corrected, plan_with(2, 4));
    network.register_user("alice");
    const std::string censor = network.leader();
    const Message content = network.metadata("alice", "url");
    network.net().crash(censor);
    network.net().command("alice", Type::submit, {content.item()});
    network.net().run();
    network.net().recover(censor);
    const std::uint64_t begin = network.net().now();
    const std::uint64_t timeout = network.pp().number("timeout");
    constexpr std::uint64_t kTick = 1000;
    while (times_committed(network.node("HN-1"), content) == 0 && network.net().now() < begin + 10 * timeout) {
        network.net().pass(kTick);
        network.net().run();
    }
    const std::uint64_t waited = network.net().now() - begin;
    Row row = verdict("corrected", "ms until the request is in a block, on a quiet chain", waited > 2 * timeout, false);
    row.measured = exactly(static_cast<double>(waited));
    row.predicted = static_cast<double>(timeout);
    return row;
}

/// A leader as printed, who keeps the lead: blocks of others' requests while alice's waits.
Row censored_as_printed(const Setting& setting) {
    Simulation network = network_of(setting, Profile::as_printed, plan_with(2, 4));
    network.register_user("alice");
    const std::string leader = network.leader();
    const Message content = network.metadata("alice", "url");
    network.net().command("alice", Type::submit, {content.item()});
    const Item Block = item_of(network.messages(Type::tx_req));
    const std::uint64_t wished = leader == "MN-1" ? 0 : 1;
    const std::uint64_t begin = network.node("HN-1").height();
    for (std::uint64_t i = 1; i <= setting.samples; ++i) {
        (void)network.give_all(network.sign(leader, Type::block, {Block, Item(begin + i)}));
        (void)network.give_all(network.sign(leader, Type::next_leader, {Item(begin + i), Item(wished)}));
    }
    const std::uint64_t blocks = network.node("HN-1").height() - begin;
    Row row = verdict("as-printed", "blocks that the leader has made, and the request is in none",
                      blocks == setting.samples && times_committed(network.node("HN-1"), content) == 0, true);
    row.measured = exactly(static_cast<double>(blocks));
    return row;
}

// ---- nodes that stop, and nodes that lie ----

/// Whether a request of alice's is in a block after some timeouts, without these nodes.
bool goes_on(Simulation& network, const std::vector<std::string>& stopped) {
    const Message content = network.metadata("alice", "url");
    for (const std::string& name : stopped)
        network.net().crash(name);
    network.net().command("alice", Type::submit, {content.item()});
    network.net().run();
    for (std::size_t i = 0; i < 4 * network.pp().N() && times_committed(network.node("CS-1"), content) == 0; ++i) {
        network.net().pass(network.pp().number("timeout"));
        network.settle();
    }
    return times_committed(network.node("CS-1"), content) > 0;
}

Row stopped_row(Profile profile, const std::string& who, std::size_t count, bool stands_still, bool expected) {
    Row row = verdict(name_of(profile), "the chain stands still without " + who, stands_still, expected);
    row.x = static_cast<double>(count);
    return row;
}

/// For every number of hospitals that stop.
std::vector<Row> without_hospitals(const Setting& setting, Profile profile, std::size_t hospitals) {
    std::vector<Row> rows;
    for (std::size_t k = 0; k <= hospitals; ++k) {
        Simulation network = network_of(setting, profile, plan_with(2, hospitals));
        network.register_user("alice");
        std::vector<std::string> stopped;
        for (std::size_t i = 0; i < k; ++i)
            stopped.push_back(hospital_name(i));
        // Endorsers have to be more than threshold; corrected, Q have to acknowledge as well.
        const std::size_t threshold = network.pp().number("threshold");
        const std::size_t needed =
            profile == Profile::as_printed ? threshold + 1 : std::max<std::size_t>(threshold + 1, network.pp().Q());
        rows.push_back(stopped_row(profile, std::to_string(k) + " of " + std::to_string(hospitals) + " hospitals", k,
                                   !goes_on(network, stopped), hospitals - k < needed));
    }
    return rows;
}

/// For every number of management nodes that stop, the leader first.
std::vector<Row> without_management(const Setting& setting, Profile profile, std::size_t management) {
    std::vector<Row> rows;
    for (std::size_t k = 0; k <= management; ++k) {
        Simulation network = network_of(setting, profile, plan_with(management, 4));
        network.register_user("alice");
        std::vector<std::string> stopped = {network.leader()};
        for (std::size_t i = 1; i <= management; ++i) {
            if (const std::string name = "MN-" + std::to_string(i); name != stopped.front()) stopped.push_back(name);
        }
        stopped.resize(k);
        const std::size_t most = profile == Profile::as_printed ? 0 : management - 1;
        rows.push_back(stopped_row(
            profile, std::to_string(k) + " of " + std::to_string(management) + " management nodes, its leader first", k,
            !goes_on(network, stopped), k > most));
    }
    return rows;
}

/// A block with a request that the leader and k hospitals agree upon, and no other hospital has seen.
std::vector<Row> wrongly_endorsed(const Setting& setting, std::size_t hospitals) {
    std::vector<Row> rows;
    for (std::size_t k = 0; k <= hospitals; ++k) {
        Fork fork = fork_of(setting, hospitals, 0);
        const Message Tx_req = fork.network.messages(Type::tx_req).front();
        std::vector<Message> vouchers;
        for (std::size_t i = 0; i < k; ++i)
            vouchers.push_back(voucher(fork.network, hospital_name(i), Tx_req));
        const Message BM = block_of(fork.network, {with_endorsers(fork.network, Tx_req, vouchers)});
        const bool enough = k > fork.network.pp().number("threshold");
        Row row = row_of_answer("corrected",
                                "a request that " + std::to_string(k) + " of " + std::to_string(hospitals) +
                                    " hospitals endorse, at one that does not",
                                answer_in(fork.network, hospital_name(hospitals - 1), proposal_of(fork.network, BM)),
                                std::string(enough ? kAccepted : "BLOCK.C10"));
        row.x = static_cast<double>(k);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// A block with a request that its author has not signed, by the leader and all hospitals together.
std::vector<Row> forged_requests(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) {
        Simulation network = network_of(setting, Profile::as_printed, plan_with(2, 4));
        network.register_user("alice");
        const Message forged =
            network.make(Type::tx_req, {network.metadata("alice", "forged").item(), item_of(Bytes(16)),
                                        item_of(Bytes(32)), item_of(Bytes(3309))});
        const Message BM =
            network.sign(network.leader(), Type::block, {item_of(std::vector{forged}), Item(std::uint64_t{2})});
        rows.push_back(row_of_answer("as-printed", "a request that nobody signed, by the leader alone",
                                     answer_in(network, "CS-1", BM), std::string(kAccepted)));
    }
    if (!setting.wants(Profile::corrected)) return rows;
    Fork fork = fork_of(setting, 4, 4);
    const Message Tx_req = fork.network.messages(Type::tx_req).front();
    const Message forged = fork.network.resigned("CS-1", Tx_req);
    std::vector<Message> vouchers;
    for (std::size_t i = 0; i < 4; ++i)
        vouchers.push_back(voucher(fork.network, hospital_name(i), forged));
    fork.blocks[0] = block_of(fork.network, {with_endorsers(fork.network, forged, vouchers)});
    const Message Commit = commit_with(fork.network, fork.blocks[0], fork.acks_of(0, 0));
    rows.push_back(row_of_answer("corrected", "a request that another has signed, by the leader and all hospitals",
                                 answer_in(fork.network, "CS-1", Commit), "BLOCK.C12"));
    return rows;
}

} // namespace

std::vector<Row> equivocate(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) append(rows, printed_fork(setting));
    if (setting.wants(Profile::corrected)) append(rows, corrected_fork(setting));
    return rows;
}

std::vector<Row> double_endorse(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (setting.wants(profile)) append(rows, endorsed_twice(setting, profile));
    }
    if (!setting.wants(Profile::corrected)) return rows;
    rows.push_back(endorser_twice(setting));
    for (const std::size_t hospitals : {4U, 6U})
        append(rows, forks_by_liars(setting, hospitals));
    return rows;
}

std::vector<Row> censor(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) rows.push_back(censored_as_printed(setting));
    if (!setting.wants(Profile::corrected)) return rows;
    append(rows, censored_in_corrected(setting));
    rows.push_back(censored_on_quiet_chain(setting));
    return rows;
}

std::vector<Row> decentralization(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (!setting.wants(profile)) continue;
        append(rows, without_hospitals(setting, profile, setting.samples));
        append(rows, without_management(setting, profile, 3));
    }
    append(rows, forged_requests(setting));
    if (setting.wants(Profile::corrected)) append(rows, wrongly_endorsed(setting, setting.samples));
    return rows;
}

} // namespace emrshare::kat::attack
