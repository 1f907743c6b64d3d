// Requests and endorsements of the corrected profile (spec, sections 12.2 and 12.3).

#include "protocol/cases.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {

void append(std::vector<Case>& cases, std::vector<Case> more) {
    for (Case& one : more)
        cases.push_back(std::move(one));
}

namespace {

constexpr std::uint64_t kExpires = kSceneTime + 60000;

/// A request about which everything is right but what its content may be.
Message request_of(const Scene& s, const std::string& author, const Message& M) {
    return s.request(author, M, s.grant("MN-1", s.id_of(author), "r", kExpires), kSceneTime);
}

Message metadata_request(const Scene& s, std::uint64_t time, std::uint64_t expires) {
    return s.request("alice", s.metadata("alice", "record-2"), s.grant("MN-1", s.id_of("alice"), "r", expires), time);
}

Message access_request(const Scene& s, std::string_view vc, const std::string& url = "record-1") {
    return request_of(s, "CS-1", s.access(vc_named(vc), url));
}

/// The latest end of a grant that a request of the scene's time may have.
std::uint64_t latest_grant(const Scene& s) {
    return kSceneTime + kWindow + s.pp().number("grant_time");
}

/// The first nonce of alice that is in a block.
Message spent_grant(const Scene& s) {
    return s.block_message(2).part("BM").parts("Block").at(1).part("Tx_req").part("grant");
}

/// A request under a nonce of the same bytes that the other management node gave.
Message with_grant_by_other(const Scene& s) {
    const Message spent = spent_grant(s).with("expires", Item(kExpires));
    const std::string other = spent.bytes("leader") == bytes_of("MN-1") ? "MN-2" : "MN-1";
    const Message grant = s.again(other, spent.with("leader", item_of(bytes_of(other))));
    return s.request("alice", s.metadata("alice", "record-2"), grant, kSceneTime);
}

/// An access that may be in a block until @p expires.
Message accessed_until(const Scene& s, std::uint64_t expires) {
    return s.access(vc_named("good"), "record-1", "access", expires);
}

Message registration_request(const Scene& s, const Message& certificate) {
    return request_of(s, "MN-1", s.registration(certificate));
}

std::vector<Case> accepted_requests(const Scene& s, const Actor& hospital) {
    const auto accepts = [&](const std::string& comment, const std::vector<std::string>& flags, const Message& Tx_req,
                             std::uint64_t now = kSceneTime) {
        return hospital.accepts(comment, flags, sent_by("alice", Tx_req, now));
    };
    const Message revocation = s.make(Type::revocation, {item_of(s.id_of("alice")), item_of(vc_named("good"))});
    const Message bobs = s.credential(vc_named("good"), "record-1").with("author", item_of(s.id_of("bob")));
    const Message instant = s.credential(vc_named("instant"), "record-1").with("not_after", Item(kSceneTime));
    return {
        accepts("a registration", {}, carols_request(s)),
        accepts("metadata", {}, metadata_request(s, kSceneTime, kExpires)),
        accepts("a credential", {}, request_of(s, "alice", s.credential(vc_named("new"), "record-1"))),
        accepts("a credential that is valid for an instant", {"edge"}, request_of(s, "alice", instant)),
        accepts("a revocation", {}, request_of(s, "alice", revocation)),
        accepts("an access, at the first instant of the credential", {"edge"}, access_request(s, "good")),
        accepts("an access, at the last instant of the credential", {"edge"}, access_request(s, "good"),
                kSceneTime + 1000),
        accepts("time is now + window", {"edge"}, metadata_request(s, kSceneTime + kWindow, kExpires)),
        accepts("now is time + window", {"edge"}, metadata_request(s, kSceneTime - kWindow, kExpires)),
        accepts("the nonce expires now", {"edge"}, metadata_request(s, kSceneTime, kSceneTime)),
        accepts("the nonce expires as late as it may", {"edge"}, metadata_request(s, kSceneTime, latest_grant(s))),
        accepts("a nonce that another management node gave for a transaction in a block", {}, with_grant_by_other(s)),
        accepts("metadata of a url that another author has", {}, request_of(s, "alice", s.metadata("alice", "bobs"))),
        accepts("a credential of a digest that another author has", {}, request_of(s, "bob", bobs)),
        accepts("an access that is over now", {"edge"}, request_of(s, "CS-1", accessed_until(s, kSceneTime))),
        accepts("an access that may be in a block as long as can be", {"edge"},
                request_of(s, "CS-1", accessed_until(s, kSceneTime + 16 * s.pp().number("grant_time")))),
    };
}

/// The signatures and the nonce.
std::vector<Case> refused_envelopes(const Scene& s, Actor& hospital) {
    const auto refuses = [&](const std::string& comment, const Message& Tx_req, const std::string& check) {
        return hospital.refuses(comment, sent_by("alice", Tx_req), check);
    };
    const Message good = metadata_request(s, kSceneTime, kExpires);
    const Message M = s.metadata("alice", "record-2");
    const Bytes alice = s.id_of("alice");
    const Message grant = s.grant("MN-1", alice, "r", kExpires);
    const auto with_grant = [&](const Message& other) { return s.request("alice", M, other, kSceneTime); };
    const Bytes stranger = s.random_bytes("stranger", 16);
    const Message strangers =
        s.request("bob", M.with("author", item_of(stranger)), s.grant("MN-1", stranger, "r", kExpires), kSceneTime);
    const Message by_registrar = request_of(s, "MN-1", M.with("author", item_of(bytes_of("MN-1"))));
    const Message by_user =
        request_of(s, "alice", s.access(vc_named("good"), "record-1").with("author", item_of(alice)));
    return {
        refuses("an author whom nobody knows", strangers, "TX.C1"),
        refuses("a signed digest of something else", s.with_wrong_h("alice", good), "TX.C2"),
        refuses("signed by another user", s.again("bob", good), "TX.C3"),
        refuses("metadata by the registrar", by_registrar, "TX.C4"),
        refuses("an access by a user", by_user, "TX.C4"),
        refuses("a nonce from a hospital", with_grant(s.grant("HN-1", alice, "r", kExpires)), "TX.C5"),
        refuses("a nonce with the signed digest of something else", with_grant(s.with_wrong_h("MN-1", grant)), "TX.C6"),
        refuses("a nonce with the other management node's signature", with_grant(s.again("MN-2", grant)), "TX.C7"),
        refuses("a nonce that another user was given", with_grant(s.grant("MN-1", s.id_of("bob"), "r", kExpires)),
                "TX.C8"),
        refuses("time is one after now + window", metadata_request(s, kSceneTime + kWindow + 1, kExpires), "TX.C9"),
        refuses("now is one after time + window", metadata_request(s, kSceneTime - kWindow - 1, kExpires), "TX.C10"),
        refuses("the nonce expired one before now", metadata_request(s, kSceneTime, kSceneTime - 1), "TX.C11"),
        refuses("the nonce of a transaction in a block", with_grant(spent_grant(s)), "TX.C12"),
        refuses("the nonce expires one after the latest end", metadata_request(s, kSceneTime, latest_grant(s) + 1),
                "TX.C29"),
    };
}

std::vector<Case> refused_registrations(const Scene& s, Actor& hospital) {
    const auto refuses = [&](const std::string& comment, const Message& certificate, const std::string& check) {
        return hospital.refuses(comment, sent_by("MN-1", registration_request(s, certificate)), check);
    };
    const Bytes carol = s.random_bytes("carol", 16);
    const Message good = s.certificate("MN-1", carol, "MN-1");
    return {
        refuses("a certificate by the other management node", s.certificate("MN-2", carol, "MN-2"), "TX.C13"),
        refuses("a certificate with the signed digest of something else", s.with_wrong_h("MN-1", good), "TX.C14"),
        refuses("a certificate that another node signed", s.certificate("MN-1", carol, "MN-2"), "TX.C15"),
        refuses("a certificate of a PID that has one", s.certificate("MN-1", s.id_of("alice"), "MN-1"), "TX.C16"),
    };
}

std::vector<Case> refused_contents(const Scene& s, Actor& hospital) {
    const auto refuses = [&](const std::string& comment, const std::string& author, const Message& M,
                             const std::string& check, std::uint64_t now = kSceneTime) {
        return hospital.refuses(comment, sent_by(author, request_of(s, author, M), now), check);
    };
    const Message credential = s.credential(vc_named("new"), "record-1");
    const Message access = s.access(vc_named("good"), "record-1");
    const std::uint64_t latest = 16 * s.pp().number("grant_time");
    const auto revocation = [&](const std::string& author, std::string_view vc) {
        return s.make(Type::revocation, {item_of(s.id_of(author)), item_of(vc_named(vc))});
    };
    return {
        refuses("metadata of a url that has some", "alice", s.metadata("alice", "record-1"), "TX.C17"),
        refuses("a credential for a record that nobody has", "alice", s.credential(vc_named("new"), "record-3"),
                "TX.C18"),
        refuses("a credential for another user's record", "alice", s.credential(vc_named("new"), "bobs"), "TX.C18"),
        refuses("a credential for somebody without certificate", "alice",
                credential.with("PID_B", item_of(s.random_bytes("stranger", 16))), "TX.C19"),
        refuses("a credential that is on the chain", "alice", s.credential(vc_named("good"), "record-1"), "TX.C20"),
        refuses("not_after is one before not_before", "alice", credential.with("not_after", Item(kSceneTime - 1)),
                "TX.C21"),
        refuses("a revocation of no credential", "alice", revocation("alice", "new"), "TX.C22"),
        refuses("a revocation of another user's credential", "bob", revocation("bob", "good"), "TX.C22"),
        refuses("a revocation of a credential that is revoked", "alice", revocation("alice", "revoked"), "TX.C23"),
        refuses("an access under no credential", "CS-1", s.access(vc_named("new"), "record-1"), "TX.C24"),
        refuses("an access by another holder", "CS-1", access.with("PID_B", item_of(s.id_of("alice"))), "TX.C25"),
        refuses("an access to another record", "CS-1", s.access(vc_named("good"), "record-2"), "TX.C25"),
        refuses("an access under a revoked credential", "CS-1", s.access(vc_named("revoked"), "record-1"), "TX.C26"),
        refuses("an access one before not_before", "CS-1", access, "TX.C26", kSceneTime - 1),
        refuses("an access one after not_after", "CS-1", access, "TX.C26", kSceneTime + 1001),
        refuses("an access that is on the chain", "CS-1", s.access(vc_named("early"), "record-1", "logged"), "TX.C27"),
        refuses("an access that is over since one instant", "CS-1", accessed_until(s, kSceneTime - 1), "TX.C28"),
        refuses("an access that may be in a block for too long", "CS-1", accessed_until(s, kSceneTime + latest + 1),
                "TX.C30"),
        refuses("an access to another owner's record of this url", "CS-1",
                access.with("PID_A", item_of(s.id_of("bob"))), "TX.C24"),
    };
}

} // namespace

Message carols_certificate(const Scene& s) {
    return s.certificate("MN-1", s.random_bytes("carol", 16), "MN-1");
}

Message carols_request(const Scene& s) {
    return registration_request(s, carols_certificate(s));
}

std::vector<Case> tx_req_cases(const Scene& s) {
    Actor hospital(s, "HN-1", s.blocks(6));
    std::vector<Case> cases = accepted_requests(s, hospital);
    append(cases, refused_envelopes(s, hospital));
    append(cases, refused_registrations(s, hospital));
    append(cases, refused_contents(s, hospital));
    const Event event = sent_by("MN-1", carols_request(s));
    const Actor reluctant(s, "HN-1", {told(s, Type::refuse, {item_of(bytes_of("MN-1"))})});
    cases.push_back(reluctant.accepts("by an author whom the hospital refuses", {}, event));
    Actor busy(s, "HN-1", {event});
    cases.push_back(busy.refuses("a request that the hospital has endorsed", event, "NODE.Request.C1"));
    return cases;
}

namespace {

std::vector<Case> refused_endorsements(const Scene& s, Actor& leader, const Message& Tx_req) {
    const auto refuses = [&](const std::string& comment, const Message& E, const std::string& check) {
        return leader.refuses(comment, sent_by("HN-1", E), check);
    };
    const Message good = s.endorsement("HN-1", Tx_req);
    const Message expired = s.request("MN-1", s.registration(carols_certificate(s)),
                                      s.grant("MN-1", bytes_of("MN-1"), "r", kSceneTime - 1), kSceneTime);
    return {
        refuses("by the cloud", s.endorsement("CS-1", Tx_req), "END.C1"),
        refuses("a signed digest of something else", s.with_wrong_h("HN-1", good), "END.C2"),
        refuses("an agreement made of a refusal, without signing again",
                s.endorsement("HN-1", Tx_req, false).with("res", Item(true)), "END.C2"),
        refuses("signed by another hospital", s.again("HN-2", good), "END.C3"),
        refuses("of a request that has expired", s.endorsement("HN-1", expired), "TX.C11"),
    };
}

} // namespace

std::vector<Case> endorsement_cases(const Scene& s) {
    const Message Tx_req = carols_request(s);
    const auto by = [&](const std::string& hospital, std::uint64_t time = kSceneTime, bool res = true) {
        return sent_by(hospital, s.endorsement(hospital, Tx_req, res), time);
    };
    Actor leader(s, s.leader());
    std::vector<Case> cases = {leader.accepts("the first", {}, by("HN-1")),
                               leader.accepts("one that does not agree", {}, by("HN-1", kSceneTime, false))};
    append(cases, refused_endorsements(s, leader, Tx_req));
    leader.takes(by("HN-1"));
    cases.push_back(leader.refuses("a second one of the same hospital", by("HN-1"), "END.C4"));
    cases.push_back(
        leader.refuses("a second one of the same hospital, of another mind", by("HN-1", kSceneTime, false), "END.C4"));
    cases.push_back(leader.accepts("as many as the threshold, which are not enough", {"edge"}, by("HN-2")));
    leader.takes(by("HN-2"));
    cases.push_back(leader.accepts("the one with which the request comes into the pool", {"edge"}, by("HN-3")));
    leader.takes(by("HN-3"));
    const std::uint64_t end = kSceneTime + s.pp().number("block_time");
    cases.push_back(leader.accepts("one instant before the leader cuts a block", {"edge"}, by("HN-4", end - 1)));
    cases.push_back(leader.accepts("at the instant at which the leader cuts a block", {"edge"}, by("HN-4", end)));
    return cases;
}

} // namespace emrshare::kat
