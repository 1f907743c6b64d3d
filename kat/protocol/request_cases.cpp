// Nonces, requests and answers between users and the cloud, and commands (spec, sections 13.4, 13.5 and 13.7).

#include "node/sharing.hpp"
#include "protocol/block_plan.hpp"

namespace emrshare::kat {
namespace {

constexpr std::uint64_t kExpires = kSceneTime + 60000;

Message nonce_request(const Scene& s, const Bytes& author) {
    return s.make(Type::nonce_request, {item_of(author)});
}

Event submit_access(const Scene& s) {
    return told(s, Type::submit, {s.access(vc_named("good"), "record-1").item()});
}

} // namespace

std::vector<Case> nonce_request_cases(const Scene& s) {
    Actor leader(s, s.leader());
    Actor follower(s, s.follower());
    const Event request = sent_by("CS-1", nonce_request(s, bytes_of("CS-1")));
    std::vector<Case> cases = {
        leader.accepts("to the leader", {}, request),
        leader.refuses("for somebody whom nobody knows",
                       sent_by("CS-1", nonce_request(s, s.random_bytes("stranger", 16))), "NONCE.Request.C1"),
    };
    cases.push_back(s.is_printed() ? follower.refuses("to a node that does not lead", request, "NONCE.Request.C2")
                                   : follower.accepts("to a node that does not lead", {}, request));
    return cases;
}

namespace {

std::vector<Case> refused_grants(const Scene& s, Actor& cloud) {
    const auto refuses = [&](const std::string& comment, const Message& NonceGrant, const std::string& check) {
        return cloud.refuses(comment, sent_by("MN-1", NonceGrant), check);
    };
    const Bytes id = bytes_of("CS-1");
    const Message good = s.grant("MN-1", id, "r", kExpires);
    const std::uint64_t latest = kSceneTime + kWindow + s.pp().number("grant_time");
    return {
        refuses("by a hospital", s.grant("HN-1", id, "r", kExpires), "NONCE.Grant.C2"),
        refuses("a signed digest of something else", s.with_wrong_h("MN-1", good), "NONCE.Grant.C3"),
        refuses("signed by the other management node", s.again("MN-2", good), "NONCE.Grant.C4"),
        refuses("for another author", s.grant("MN-1", s.id_of("alice"), "r", kExpires), "NONCE.Grant.C5"),
        refuses("it expired one before now", s.grant("MN-1", id, "r", kSceneTime - 1), "NONCE.Grant.C6"),
        refuses("it expires one after what a grant can", s.grant("MN-1", id, "r", latest + 1), "NONCE.Grant.C8"),
        cloud.accepts("it expires as late as a grant can", {"edge"}, sent_by("MN-1", s.grant("MN-1", id, "r", latest))),
    };
}

} // namespace

namespace {

/// What an author does about lost nonces and lost requests.
std::vector<Case> retries(const Scene& s) {
    const std::uint64_t timeout = s.pp().number("timeout");
    Actor cloud(s, "CS-1", s.blocks(6));
    const Bytes alice = s.id_of("alice");
    Actor author(s, "alice", s.history_of("alice", 2));
    author.takes(told(s, Type::submit, {s.metadata("alice", "record-2").item()}));
    std::vector<Case> cases = {
        author.accepts("no nonce comes, one instant before she asks again", {"edge"},
                       tick_at(kSceneTime + timeout - 1)),
        author.accepts("no nonce comes, and she asks again", {"edge"}, tick_at(kSceneTime + timeout)),
    };
    author.takes(sent_by("MN-1", s.grant("MN-1", alice, "r", kExpires)));
    const std::uint64_t lost = kExpires + kWindow;
    append(cases, {
                      author.accepts("no block comes, one instant before the request is lost", {"edge"}, tick_at(lost)),
                      author.accepts("no block comes, and the content waits again", {"edge"}, tick_at(lost + 1)),
                  });
    cloud.takes(submit_access(s));
    cloud.takes(sent_by("MN-1", s.grant("MN-1", bytes_of("CS-1"), "r", kExpires)));
    cases.push_back(cloud.accepts("no block comes, and the content is no more good", {"edge"}, tick_at(lost + 1)));
    Actor patient(s, "alice", s.history_of("alice", 2));
    const Message revocation = s.make(Type::revocation, {item_of(alice), item_of(vc_named("later"))});
    patient.takes(told(s, Type::submit, {revocation.item()}));
    patient.takes(sent_by("MN-1", s.grant("MN-1", alice, "r", kExpires)));
    cases.push_back(
        patient.accepts("a revocation whose credential was lost as well waits again", {"edge"}, tick_at(lost + 1)));
    return cases;
}

} // namespace

std::vector<Case> nonce_grant_cases(const Scene& s) {
    const Bytes id = bytes_of("CS-1");
    const auto grant = [&](std::string_view r, std::uint64_t expires) {
        return sent_by("MN-1", s.is_printed() ? s.make(Type::nonce_grant, {item_of(s.random_bytes(r, 16))})
                                              : s.grant("MN-1", id, r, expires));
    };
    Actor cloud(s, "CS-1");
    std::vector<Case> cases = {cloud.refuses("nothing waits", grant("r", kExpires), "NONCE.Grant.C1")};
    cloud.takes(submit_access(s));
    cases.push_back(cloud.accepts("a nonce", {}, grant("r", kExpires)));
    if (s.is_printed()) return cases;
    cases.push_back(cloud.accepts("it expires now", {"edge"}, grant("r", kSceneTime)));
    append(cases, refused_grants(s, cloud));
    cloud.takes(grant("r", kExpires));
    cloud.takes(submit_access(s));
    cases.push_back(cloud.refuses("a nonce once more", grant("r", kExpires), "NONCE.Grant.C7"));
    const Event others = sent_by("MN-2", s.grant("MN-2", id, "r", kExpires));
    cases.push_back(cloud.accepts("the same bytes from another management node", {"edge"}, others));
    const Event later = sent_by("MN-1", s.grant("MN-1", id, "r'", kExpires + 1), kExpires + 1);
    cases.push_back(cloud.accepts("a nonce after the end of the last one, which is forgotten", {"edge"}, later));
    append(cases, retries(s));
    return cases;
}

namespace {

Message access_request(const Scene& s, const std::string& from, const std::string& url, std::uint64_t time) {
    if (s.is_printed()) return s.sign(from, Type::access_request, {item_of(s.id_of(from))});
    return s.sign(from, Type::access_request,
                  {item_of(s.id_of(from)), item_of(s.id_of("alice")), item_of(url), item_of(s.random_bytes("r", 16)),
                   Item(time)});
}

std::vector<Case> refused_askers(const Scene& s, Actor& alice, const Message& good) {
    const auto refuses = [&](const std::string& comment, const Message& request, const std::string& check) {
        return alice.refuses(comment, sent_by("bob", request), check);
    };
    const Message strangers = good.with("PID_B", item_of(s.random_bytes("stranger", 16)));
    return {
        refuses("by somebody without certificate", s.again("bob", strangers), "ASK.C1"),
        refuses("a signed digest of something else", s.with_wrong_h("bob", good), "ASK.C2"),
        refuses("signed by another user", s.again("alice", good), "ASK.C3"),
    };
}

std::vector<Case> corrected_access_requests(const Scene& s, Actor& alice, const Message& good) {
    const auto refuses = [&](const std::string& comment, const Message& request, const std::string& check) {
        return alice.refuses(comment, sent_by("bob", request), check);
    };
    const auto at = [&](std::uint64_t time) { return access_request(s, "bob", "record-1", time); };
    return {
        alice.accepts("time is now + window", {"edge"}, sent_by("bob", at(kSceneTime + kWindow))),
        alice.accepts("now is time + window", {"edge"}, sent_by("bob", at(kSceneTime - kWindow))),
        refuses("to another owner", s.again("bob", good.with("PID_A", item_of(s.id_of("bob")))), "ASK.C4"),
        refuses("for a record that she has not", access_request(s, "bob", "record-2", kSceneTime), "ASK.C5"),
        refuses("time is one after now + window", at(kSceneTime + kWindow + 1), "ASK.C6"),
        refuses("now is one after time + window", at(kSceneTime - kWindow - 1), "ASK.C7"),
    };
}

/// The last instant at which a request is remembered, and the first at which it is not.
std::vector<Case> seen_requests(const Scene& s) {
    Actor alice(s, "alice", s.history_of("alice", 2));
    const Message old = access_request(s, "bob", "record-1", kSceneTime - kWindow);
    const Message by_alice = access_request(s, "alice", "record-1", kSceneTime);
    alice.takes(sent_by("bob", old));
    const Message next = s.again("bob", access_request(s, "bob", "record-1", kSceneTime).with("r", item_of(Bytes(16))));
    return {
        alice.refuses("once more, at the last instant of its window", sent_by("bob", old), "ASK.C8"),
        alice.accepts("the same nonce by another requester", {"edge"}, sent_by("alice", by_alice)),
        alice.accepts("another one, when the first is over and forgotten", {"edge"},
                      sent_by("bob", next, kSceneTime + 1)),
    };
}

/// Bob has asked as often as the limit allows without a decision, and asks again.
Case one_request_too_many(const Scene& s) {
    Actor alice(s, "alice", s.history_of("alice", 2));
    const Message good = access_request(s, "bob", "record-1", kSceneTime);
    const auto with_nonce = [&](std::size_t i) {
        return s.again("bob", good.with("r", item_of(s.random_bytes("r" + std::to_string(i), 16))));
    };
    for (std::size_t i = 0; i < node::kOpenLimit; ++i)
        alice.takes(sent_by("bob", with_nonce(i)));
    return alice.refuses("as many of this requester wait for a decision as can", sent_by("bob", with_nonce(99)),
                         "ASK.C9");
}

} // namespace

std::vector<Case> access_request_cases(const Scene& s) {
    Actor alice(s, "alice", s.history_of("alice", 2));
    const Message good = access_request(s, "bob", "record-1", kSceneTime);
    std::vector<Case> cases = {alice.accepts("a request", {}, sent_by("bob", good))};
    append(cases, refused_askers(s, alice, good));
    if (!s.is_printed()) append(cases, corrected_access_requests(s, alice, good));
    if (!s.is_printed()) append(cases, seen_requests(s));
    if (!s.is_printed()) cases.push_back(one_request_too_many(s));
    alice.takes(sent_by("bob", good));
    cases.push_back(s.is_printed() ? alice.accepts("once more: nothing tells it from the first", {"printed-attack"},
                                                   sent_by("mallory", good))
                                   : alice.refuses("once more", sent_by("mallory", good), "ASK.C8"));
    return cases;
}

namespace {

Message fetch_answer(const Scene& s, const std::string& cloud, const std::string& receiver, std::string_view r) {
    const Item C_B(Items{s.certificate_of("bob")["pk"]});
    const Item delta_A = item_of(bytes_of("delta"));
    if (s.is_printed()) return s.make(Type::fetch_answer, {C_B, delta_A});
    return s.sign(cloud, Type::fetch_answer,
                  {item_of(bytes_of(cloud)), item_of(s.id_of(receiver)), item_of(s.random_bytes(r, 16)), C_B, C_B,
                   Item(Items{})});
}

} // namespace

std::vector<Case> fetch_answer_cases(const Scene& s) {
    Actor bob(s, "bob", s.history_of("bob", 0));
    bob.takes(told(s, Type::expect, {item_of(s.random_bytes("r", 16))}));
    const auto refuses = [&](const std::string& comment, const Message& answer, const std::string& check) {
        return bob.refuses(comment, sent_by("CS-1", answer), check);
    };
    const Message good = fetch_answer(s, "CS-1", "bob", "r");
    std::vector<Case> cases = {bob.accepts("the answer that she waits for", {}, sent_by("CS-1", good))};
    if (s.is_printed()) {
        bob.takes(sent_by("CS-1", good));
        cases.push_back(
            bob.accepts("an answer that nobody asked for, from anybody", {"printed-attack"}, sent_by("mallory", good)));
        return cases;
    }
    append(cases, {
                      refuses("by a hospital", fetch_answer(s, "HN-1", "bob", "r"), "FETCH.C1"),
                      refuses("a signed digest of something else", s.with_wrong_h("CS-1", good), "FETCH.C2"),
                      refuses("signed by a hospital", s.again("HN-1", good), "FETCH.C3"),
                      refuses("for another user", fetch_answer(s, "CS-1", "alice", "r"), "FETCH.C4"),
                      refuses("under a nonce that she has not used", fetch_answer(s, "CS-1", "bob", "r'"), "FETCH.C5"),
                  });
    bob.takes(sent_by("CS-1", good));
    cases.push_back(refuses("once more", good, "FETCH.C5"));
    const Event again = told(s, Type::expect, {item_of(s.random_bytes("r", 16))});
    cases.push_back(bob.refuses("Expect under a nonce that has its answer", again, "EXPECT.C1"));
    return cases;
}

std::vector<Case> sync_request_cases(const Scene& s) {
    Actor cloud(s, "CS-1", s.blocks(1));
    const auto from = [&](std::uint64_t num) {
        return sent_by("HN-1", s.make(Type::sync_request, {item_of(bytes_of("HN-1")), Item(num)}));
    };
    return {
        cloud.accepts("from the first block on", {}, from(1)),
        cloud.accepts("from the block on that is still to come", {"edge"}, from(2)),
        cloud.refuses("from block 0 on", from(0), "SYNC.Request.C1"),
        cloud.refuses("from the block after the one to come on", from(3), "SYNC.Request.C1"),
    };
}

namespace {

std::vector<Case> user_commands(const Scene& s) {
    Actor alice(s, "alice");
    const Event registration = told(s, Type::register_user, person("alice"));
    const Event ask = told(s, Type::ask, {item_of(s.id_of("bob")), item_of("record-1"), item_of("bob")});
    const Event recover = told(s, Type::recover, {});
    const Event submit = told(s, Type::submit, {s.metadata("alice", "record-2").item()});
    std::vector<Case> cases = {
        alice.accepts("Register", {}, registration),
        alice.refuses("Recover before she has a PID", recover, "NODE.Recover.C1"),
        alice.accepts("time passes for a user without a PID, who asks for no blocks", {"edge"}, tick_at(kSceneTime)),
        alice.refuses("Ask before she is certified", ask, "ASK.Start.C1"),
        alice.refuses("Submit before she is certified", submit, "SUBMIT.C1"),
    };
    alice.takes(registration);
    cases.push_back(alice.refuses("Register once more", registration, "REG.Start.C1"));
    std::vector<Event> offered = s.history_of("alice", 0);
    offered.pop_back();
    const Actor confirmed(s, "alice", offered);
    cases.push_back(confirmed.accepts("Recover before she is certified", {}, recover));
    Actor certified(s, "alice", s.history_of("alice", 0));
    append(cases, {
                      certified.accepts("Submit", {}, submit),
                      certified.accepts("Recover, at height 0", {}, recover),
                      certified.accepts("Ask", {}, ask),
                      certified.accepts("Expect", {}, told(s, Type::expect, {item_of(s.random_bytes("r", 16))})),
                      certified.refuses("Submit what another author writes",
                                        told(s, Type::submit, {s.metadata("bob", "record-2").item()}), "SUBMIT.C1"),
                  });
    return cases;
}

std::vector<Case> registrar_commands(const Scene& s) {
    Actor registrar(s, "MN-1");
    const Event verified = told(s, Type::verified, shown_card(s, "alice"));
    const Event registration = told(s, Type::submit, {s.registration(carols_certificate(s)).item()});
    std::vector<Case> cases = {
        registrar.accepts("Verified", {}, verified),
        registrar.refuses("Submit a registration past the desk", registration, "SUBMIT.C1"),
    };
    Actor other(s, "MN-2");
    cases.push_back(other.refuses("Submit what another author writes, at a management node",
                                  told(s, Type::submit, {s.metadata("alice", "record-2").item()}), "SUBMIT.C1"));
    registrar.takes(verified);
    Items renamed_card = shown_card(s, "alice");
    renamed_card[1] = item_of("mallory");
    const Event renamed = told(s, Type::verified, renamed_card);
    cases.push_back(registrar.refuses("Verified once more, with another name", renamed, "REG.Card.C1"));
    return cases;
}

/// A leader with a request in its pool.
Actor pooled_leader(const Scene& s) {
    Actor leader(s, s.leader());
    const Message M = s.registration(carols_certificate(s));
    const auto printed_request = [&] {
        const Message grant = leader.answer(sent_by("MN-1", nonce_request(s, bytes_of("MN-1"))));
        return s.sign("MN-1", Type::tx_req, {M.item(), grant["r"]});
    };
    const Message Tx_req = s.is_printed() ? printed_request() : carols_request(s);
    for (const std::string& hospital : s.enough())
        leader.takes(sent_by(hospital, s.endorsement(hospital, Tx_req)));
    return leader;
}

std::vector<Case> ticks(const Scene& s) {
    const Actor leader = pooled_leader(s);
    const std::uint64_t cut = kSceneTime + s.pp().number("block_time");
    std::vector<Case> cases = {
        leader.accepts("time passes at the leader, one instant before it cuts a block", {"edge"}, tick_at(cut - 1)),
        leader.accepts("time passes at the leader, which cuts a block", {"edge"}, tick_at(cut)),
    };
    if (s.is_printed()) return cases;
    Actor hospital(s, "HN-1", {sent_by("MN-1", carols_request(s))});
    const std::uint64_t end = kSceneTime + s.pp().number("timeout");
    append(cases, {
                      hospital.accepts("time passes at a hospital, one instant before it gives the leader up", {"edge"},
                                       tick_at(end - 1)),
                      hospital.accepts("time passes at a hospital, which gives the leader up", {"edge"}, tick_at(end)),
                  });
    hospital.takes(sent_by(s.leader(), first_block(s).proposal(s, 0), kSceneTime + 1));
    cases.push_back(
        hospital.accepts("the same after an acknowledgement, which goes into the vote", {"edge"}, tick_at(end + 1)));
    const std::uint64_t came = s.blocks(1).back().time;
    const Actor cloud(s, "CS-1", s.blocks(1));
    append(cases, {
                      cloud.accepts("one instant before a node asks for blocks that it may have missed", {"edge"},
                                    tick_at(came + s.pp().number("timeout") - 1)),
                      cloud.accepts("a node asks for blocks that it may have missed", {"edge"},
                                    tick_at(came + s.pp().number("timeout"))),
                  });
    Actor forgetful(s, "HN-1", {sent_by("MN-1", carols_request(s))});
    append(cases, {
                      forgetful.accepts("the last instant of the request that a hospital waits for", {"edge"},
                                        tick_at(kExpires)),
                      forgetful.accepts("it is over, and the hospital waits no more", {"edge"}, tick_at(kExpires + 1)),
                  });
    return cases;
}

std::vector<Case> refused_events(const Scene& s) {
    Actor cloud(s, "CS-1", {tick_at(kSceneTime)});
    Actor other(s, "MN-2");
    const Event request = sent_by("CS-1", nonce_request(s, bytes_of("CS-1")));
    const Event recover = told(s, Type::recover, {});
    const Event verified = told(s, Type::verified, shown_card(s, "alice"));
    std::vector<Case> cases = {
        cloud.accepts("Recover", {}, recover),
        cloud.accepts("time passes at the cloud, to the clock's own instant", {"edge"}, tick_at(kSceneTime)),
        cloud.refuses("one instant before the clock", tick_at(kSceneTime - 1), "NODE.Event.C1"),
        cloud.refuses("a kind that does not exist", {kSceneTime, "", static_cast<EventKind>(3), {}}, "NODE.Event.C2"),
        cloud.refuses("a message that a cloud does not take", request, "NODE.Event.C3"),
        other.refuses("a command that only the registrar takes", verified, "NODE.Event.C3"),
        cloud.refuses("a command among the messages", {kSceneTime, "MN-1", EventKind::message, recover.bytes},
                      "MSG.Decode.C4"),
        cloud.refuses("a message among the commands", {kSceneTime, "", EventKind::command, request.bytes},
                      "MSG.Decode.C4"),
        {"the seed of another node",
         {"rejected"},
         transition_inputs(s, "CS-1", s.seed_of("HN-1"), {}, recover),
         "NODE.Init.C1"},
    };
    return cases;
}

} // namespace

std::vector<Case> command_cases(const Scene& s) {
    std::vector<Case> cases = user_commands(s);
    append(cases, registrar_commands(s));
    const Actor hospital(s, "HN-1");
    cases.push_back(hospital.accepts("Refuse", {}, told(s, Type::refuse, {item_of(bytes_of("MN-1"))})));
    append(cases, ticks(s));
    append(cases, refused_events(s));
    return cases;
}

} // namespace emrshare::kat
