// What an adversary of the protocol can have accepted: events of the vectors' network, given to its nodes.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/nodes.hpp"
#include "base/check.hpp"
#include "pre/dec.hpp"
#include "pre/kem.hpp"
#include "protocol/events.hpp"
#include "value.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace emrshare::kat::attack {
namespace {

constexpr Profile kProfiles[] = {Profile::as_printed, Profile::corrected};
/// The answer of a node with the blocks of the scene.
std::string answer_at_height(const Scene& s, const std::string& name, std::uint64_t height, const Event& event) {
    const std::unique_ptr<node::Node> node = node::make_node(s.parameters(), name, s.seed_of(name));
    for (const Event& before : s.blocks(height))
        (void)node->handle(before);
    return answer_to(*node, event);
}

/// "accepted", or all checks that failed during a call, which throws a Rejection or returns the check that refuses.
std::string answer_of_call(const std::function<std::string()>& call) {
    const Findings findings;
    std::string refused_by;
    try {
        refused_by = call();
    } catch (const Rejection& rejection) {
        refused_by = rejection.check();
    }
    if (refused_by.empty()) return std::string(kAccepted);
    std::string all;
    for (const Finding& finding : findings.list()) {
        if (finding.verdict == Verdict::fails) all += (all.empty() ? "" : " ") + std::string(finding.id);
    }
    return all.empty() ? refused_by : all; // what stands in no table
}

/// Rows of both profiles: as printed the attack succeeds, in the corrected profile the check of that id refuses it, and
/// no other does.
std::vector<Row> in_both(const Setting& setting, const std::string& what, std::string_view check,
                         const std::function<std::string(const Scene&)>& attack) {
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (setting.wants(profile))
            rows.push_back(row_of_answer(name_of(profile), what, attack(scene_of(setting, profile)),
                                         std::string(profile == Profile::as_printed ? kAccepted : check)));
    }
    return rows;
}

/// How often the signer of a block can have the management node that it wishes lead the next one.
struct Bias {
    std::uint64_t with_choice = 0; ///< among all sets of enough acknowledgements
    std::uint64_t with_one = 0;    ///< with the set of all hospitals alone
};

Bias measure_bias(const Setting& setting, const Scene& s) {
    const ledger::Ledger start(s.pp());
    const std::vector<std::string> hospitals = {"HN-1", "HN-2", "HN-3", "HN-4"};
    const Message head = s.sign(s.leader(), Type::block,
                                {Item(std::uint64_t{1}), item_of(s.pp().G()), s.quorum(0, 0, s.pp().G(), {}).item(),
                                 Item(kSceneTime), item_of(bytes_of(s.leader())), item_of(std::vector<Message>{})});
    Bias bias;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Bytes prev = message::digest(Item(i + 1)); // a predecessor that nobody has seen before
        const auto is_wished = [&](const std::vector<std::string>& some) {
            ledger::Ledger L = start;
            ledger::apply_block(L, head.with("prev", item_of(prev)).with("quorum", s.quorum(1, 0, prev, some).item()));
            return ledger::leader_of(s.pp(), L, 0).id == bytes_of("MN-2");
        };
        const bool with_all = is_wished(hospitals);
        bool with_some = with_all;
        for (std::size_t left_out = 0; left_out < hospitals.size() && !with_some; ++left_out) {
            std::vector<std::string> some = hospitals;
            some.erase(some.begin() + static_cast<std::ptrdiff_t>(left_out));
            with_some = is_wished(some);
        }
        bias.with_one += with_all ? 1 : 0;
        bias.with_choice += with_some ? 1 : 0;
    }
    return bias;
}

/// The attack succeeds if the wished leader comes more often than chance gives it, one time in two, the number of
/// management nodes.
Row bias_row(const Setting& setting, std::string variant, std::string quantity, std::uint64_t hits, double predicted,
             bool expected) {
    const Measured measured = share(hits, setting.samples);
    const bool more_often = fewer_than(setting.samples - hits, setting.samples, 0.5);
    return {std::move(variant), std::move(quantity), 0, measured, predicted, expected, more_often};
}

} // namespace

const Scene& scene_of(const Setting& setting, Profile profile, std::size_t hospitals) {
    return scene(setting.coins("scene"), *setting.set, profile, hospitals);
}

Simulation network_of(const Setting& setting, Profile profile, const node::NetworkPlan& plan, std::uint64_t number) {
    return {*setting.set, profile, plan, setting.coins("network", number)};
}

std::string answer_to(node::Node& node, const Event& event) {
    return answer_of_call([&] {
        (void)node.handle(event);
        return std::string();
    });
}

std::string answer_in(Simulation& network, const std::string& to, const Message& message, const std::string& from) {
    return answer_of_call([&] {
        return network.net().deliver(to, {network.net().now(), from, EventKind::message, message.encode()});
    });
}

std::string answer_of(const Actor& actor, const Event& event) {
    const Case one = actor.accepts("", {}, event);
    return answer_to(*node_of(one), event);
}

std::unique_ptr<node::Node> node_of(const Case& one) {
    const Inputs in(one.inputs, nullptr);
    const auto pp = std::make_shared<const PublicParameters>(in.bytes("PP"));
    std::unique_ptr<node::Node> node = node::make_node(pp, in.text("name"), in.coins("seed"));
    for (const Event& event : decode_events(in.bytes("history"), "history"))
        (void)answer_to(*node, event);
    return node;
}

std::string answer_of_case(const std::vector<Case>& cases, std::string_view comment) {
    const auto found =
        std::find_if(cases.begin(), cases.end(), [comment](const Case& one) { return one.comment == comment; });
    if (found == cases.end()) throw std::logic_error("there is no case '" + std::string(comment) + "'");
    const Inputs in(found->inputs, nullptr);
    return answer_to(*node_of(*found), decode_event(in.bytes("event"), "event"));
}

std::pair<Message, Message> request_under_two_nonces(const Scene& scene) {
    const Bytes PID = scene.id_of("alice");
    const Message seen = scene.request("alice", scene.metadata("alice", "record-2"),
                                       scene.grant("MN-1", PID, "seen", kSceneTime + kWindow), kSceneTime);
    const Message grant = scene.grant("MN-1", PID, "fresh", kSceneTime + kWindow);
    return {seen, seen.with("grant", grant.item())};
}

std::vector<Row> nonce_swap(const Setting& setting) {
    std::vector<Row> rows = in_both(setting, "a request under a new nonce", "TX.C2", [&](const Scene& s) {
        if (s.is_printed())
            return answer_of_case(printed_tx_req_cases(s),
                                  "an old request under a new nonce, which is in no signature");
        return answer_at_height(s, "HN-1", 2, sent_by("mallory", request_under_two_nonces(s).second));
    });
    if (!setting.wants_controls()) return rows;
    const Scene& s = scene_of(setting, Profile::corrected);
    const auto [seen, renewed] = request_under_two_nonces(s);
    rows.push_back(row_of_answer("control: under its own nonce", "the same request",
                                 answer_at_height(s, "HN-1", 2, sent_by("mallory", seen)), std::string(kAccepted)));
    rows.push_back(row_of_answer("control: signed by its author", "the request under the new nonce",
                                 answer_at_height(s, "HN-1", 2, sent_by("mallory", s.again("alice", renewed))),
                                 std::string(kAccepted)));
    return rows;
}

std::vector<Row> block_renumber(const Setting& setting) {
    // Of what nobody signs again, the adversary puts everything right: predecessor and acknowledgements of it.
    constexpr std::string_view kDigestNoncesAcks = "BLOCK.C5 BLOCK.C12 COMMIT.C2";
    return in_both(setting, "an old block under the next number", kDigestNoncesAcks, [](const Scene& s) {
        if (s.is_printed())
            return answer_of_case(printed_block_cases(s),
                                  "the same block under the next number, which is in no signature");
        const Message& old = s.block_message(1);
        const Message BM = old.part("BM");
        const Message renumbered =
            BM.with("num", Item(std::uint64_t{2})).with("prev", BM["h"]).with("quorum", old["quorum"]);
        return answer_at_height(s, "CS-1", 1, sent_by("mallory", old.with("BM", renumbered.item())));
    });
}

std::vector<Row> request_replay(const Setting& setting) {
    return in_both(setting, "an access request once more", "ASK.C8", [](const Scene& s) {
        return answer_of_case(access_request_cases(s),
                              s.is_printed() ? "once more: nothing tells it from the first" : "once more");
    });
}

std::vector<Row> leader_bias(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) {
        rows.push_back(row_of_answer("as-printed", "the leader keeps the lead",
                                     answer_of_case(next_leader_cases(scene_of(setting, Profile::as_printed)),
                                                    "R = 0: the leader keeps the lead"),
                                     std::string(kAccepted)));
    }
    if (!setting.wants(Profile::corrected)) return rows;
    const Bias bias = measure_bias(setting, scene_of(setting, Profile::corrected, 4));
    rows.push_back(bias_row(setting, "corrected", "the wished leader of 2, with 5 sets of acknowledgements",
                            bias.with_choice, 1 - 1.0 / 32, true));
    rows.push_back(bias_row(setting, "corrected, all hospitals answer", "the wished leader of 2, with one set",
                            bias.with_one, 0.5, false));
    return rows;
}

std::vector<Row> malleability(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    const KeyPair keys = make_keys(setting, "bob");
    const Block block = make_block(setting, keys.pk, 0);
    Poly flipped = block.M;
    flipped[0] = 1 - flipped[0];
    const Encapsulation sent = kem_encaps_from_coins(set, keys.pk, setting.coins("encaps"));
    const Coins decapsulated = kem_decaps(set, keys.f, keys.pk, setting.coins("z"), sent.C + constant(set, 1));
    std::vector<Row> rows = {verdict("both profiles", "Enc: C + 1 flips the first bit",
                                     dec(set, keys.f, block.C + constant(set, 1)) == flipped, true)};
    if (setting.wants(Profile::corrected))
        rows.push_back(verdict("corrected", "KEM: C + 1 keeps the key", decapsulated == sent.K, false));
    if (setting.wants(Profile::as_printed))
        rows.push_back(row_of_answer("as-printed", "an answer by anybody",
                                     answer_of_case(fetch_answer_cases(scene_of(setting, Profile::as_printed)),
                                                    "an answer that nobody asked for, from anybody"),
                                     std::string(kAccepted)));
    if (setting.wants(Profile::corrected))
        rows.push_back(row_of_answer(
            "corrected", "an answer by a hospital",
            answer_of_case(fetch_answer_cases(scene_of(setting, Profile::corrected)), "signed by a hospital"),
            "FETCH.C3"));
    return rows;
}

std::vector<Row> sybil(const Setting& setting) {
    if (!setting.wants(Profile::corrected)) return {};
    const std::vector<Case> cases = reg_request_cases(scene_of(setting, Profile::corrected));
    const auto at_desk = [&](const std::string& what, std::string_view comment, std::string_view named) {
        return row_of_answer("corrected", what, answer_of_case(cases, comment), std::string(named));
    };
    return {at_desk("a registered person with another key", "with another one-time key", "REG.Request.C4"),
            at_desk("a registered key under another Id", "a registered key under another Id", "REG.Request.C5"),
            at_desk("a card that was not shown", "a card that was not shown", "REG.Request.C3"),
            at_desk("a card that was shown with another key", "the card of alice, who showed another key",
                    "REG.Request.C3"),
            at_desk("a card that was shown, whose ever it is", "the card was shown", kAccepted)};
}

} // namespace emrshare::kat::attack
