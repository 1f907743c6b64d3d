// Phase (5): what the cases of sharing_cases.cpp leave to an implementation's liking, one vector each.

#include "credential/claims.hpp"
#include "protocol/block_plan.hpp"
#include "protocol/story.hpp"

namespace emrshare::kat {
namespace {

/// The Grant with another attestation in it, for bob.
Event attested_grant(const Story& story, const Message& attestation) {
    const Message Delegation = story.opened("Grant").with("attestation", attestation.item());
    return sent_by("alice", story.resealed("Grant", "alice", Delegation));
}

/// A Delegation with a claim more, `section` with this value, and its credential.
Message widened(const Scene& s, const Message& Delegation, const std::string& value) {
    std::vector<Message> claims = Delegation.parts("claims");
    claims.push_back(claims.back().with("value", item_of(value)));
    const Message VC =
        s.again("alice", Delegation.part("credential").with("claims", item_of(credential::claim_digests(claims))));
    return Delegation.with("credential", VC.item()).with("claims", item_of(claims));
}

std::vector<Case> refused_grants(const Scene& s, const Story& story) {
    Actor bob = story.before("bob", "Grant");
    const Message good = story.opened("Grant");
    const Message attestation = good.part("attestation");
    const auto refuses = [&](const std::string& comment, const Message& Delegation, const std::string& check) {
        return bob.refuses("Grant: " + comment, sent_by("alice", story.resealed("Grant", "alice", Delegation)), check);
    };
    const auto attested = [&](const std::string& comment, const Message& changed) {
        return bob.refuses("Grant: " + comment, attested_grant(story, changed), "GRANT.C10");
    };
    const Item bobs = item_of(s.id_of("bob"));
    const Message others = s.again("alice", good.part("credential").with("PID_A", bobs));
    Items digests = *attestation["digests"].entries();
    digests.pop_back();
    return {
        refuses("a credential of another owner", good.with("credential", others.item()), "GRANT.C8"),
        refuses("a claim for a section that the record has not", widened(s, good, "3"), "GRANT.C9"),
        bob.accepts("Grant: a claim that names no section, 03, is passed over", {"edge"},
                    sent_by("alice", story.resealed("Grant", "alice", widened(s, good, "03")))),
        attested("a record that a management node attests",
                 s.again("MN-1", attestation.with("hid", item_of(bytes_of("MN-1"))))),
        attested("another patient's record", s.again("HN-1", attestation.with("PID_A", bobs))),
        attested("an attestation of fewer sections", s.again("HN-1", attestation.with("digests", Item(digests)))),
        attested("a signed digest of another attestation", s.with_wrong_h("HN-1", attestation)),
    };
}

/// Bob was told that the hospital has attested another section 2, and asks for the sections 0 and 2.
std::vector<Case> unattested_section(const Scene& s, const Story& story) {
    const Message attestation = story.opened("Grant").part("attestation");
    Items digests = *attestation["digests"].entries();
    digests[2] = item_of(Bytes(32));
    Actor bob = story.before("bob", "Grant");
    bob.takes(attested_grant(story, s.again("HN-1", attestation.with("digests", Item(digests)))));
    bob.takes(story.event("bob", "block 4"));
    const Item both(Items{Item(zero()), Item(std::uint64_t{2})});
    bob.takes(told(s, Type::fetch, {item_of(""), item_of(story.vc()), both}));
    Actor cloud = story.before("CS-1", "Presentation");
    cloud.takes(sent_by("bob", bob.answer(story.event("bob", "Challenge"))));
    const Message answer = cloud.answer(story.event("CS-1", "block 5"));
    return {bob.accepts("FetchAnswer: one of two sections is not what the hospital wrote, and none is taken", {},
                        sent_by("CS-1", answer))};
}

/// The answer with another section in it, as it is stored, and its delta.
std::vector<Case> other_answers(const Scene& s, const Story& story) {
    Actor bob = story.before("bob", "FetchAnswer");
    const Message& Upload = story.message("Upload");
    const Message answer = story.message("FetchAnswer")
                               .with("C_A", Item(Items{(*Upload["sections"].entries())[1]}))
                               .with("delta_A", Item(Items{(*Upload["delta"].entries())[1]}));
    return {bob.refuses("FetchAnswer: of another section", sent_by("CS-1", s.again("CS-1", answer)), "FETCH.C6")};
}

/// A cloud that has a credential and its delegation.
Actor cloud_with_credential(const Scene& s, const Story& story, const Message& VC) {
    Actor cloud = story.before("CS-1", "CloudGrant");
    story.delegate(cloud, VC);
    const Message content = s.make(Type::credential, {VC["PID_A"], item_of(VC.digest()), VC["PID_B"], VC["url"],
                                                      VC["not_before"], VC["not_after"]});
    cloud.takes(sent_by("MN-1", story.block(4, content, "alice")));
    return cloud;
}

std::vector<Case> presentations(const Scene& s, const Story& story) {
    const Message& Presentation = story.message("Presentation");
    const Item claims = Presentation["claims"];
    const std::uint64_t expires = kSceneTime + s.pp().number("grant_time");
    const Message VC = s.again("alice", Presentation.part("credential").with("not_after", Item(kSceneTime + 1000000)));
    const auto presented = [&](const Message& credential, const Item& shown, std::uint64_t end, std::uint64_t time) {
        return sent_by("bob", story.presentation(credential, shown, end), time);
    };
    Actor cloud = cloud_with_credential(s, story, VC);
    std::vector<Case> cases = {cloud.accepts("Presentation: in the last millisecond of the challenge", {"edge"},
                                             presented(VC, claims, expires, expires))};
    cloud.takes(presented(VC, claims, expires, kSceneTime));
    cases.push_back(cloud.accepts("Presentation: another one after the end of the first, which is forgotten", {"edge"},
                                  presented(VC, claims, expires + 1, expires + 1)));
    const Message wide = widened(s, story.opened("Grant"), "3");
    const Item beyond(Items{wide["claims"].entries()->back()});
    Actor wider = cloud_with_credential(s, story, wide.part("credential"));
    cases.push_back(wider.refuses("Presentation: a section that the record has not",
                                  presented(wide.part("credential"), beyond, expires, kSceneTime), "PRESENT.C12"));
    Actor keyless = story.before("CS-1", "Share");
    keyless.takes(story.event("CS-1", "block 4"));
    cases.push_back(
        keyless.refuses("Presentation: before his share has come", story.event("CS-1", "Presentation"), "PRESENT.C8"));
    return cases;
}

/// What the cloud does with a block when an access is pending.
std::vector<Case> logs(const Scene& s, const Story& story) {
    const Actor cloud = story.before("CS-1", "block 5");
    const Message& Presentation = story.message("Presentation");
    const Message VC = Presentation.part("credential");
    const std::uint64_t end = kSceneTime + s.pp().number("grant_time");
    const Message others = s.make(Type::access, {item_of(bytes_of("CS-2")), VC["PID_A"], item_of(story.vc()),
                                                 VC["PID_B"], VC["url"], Presentation["r"], Item(end)});
    const auto at = [&](std::uint64_t time) {
        return sent_by("MN-1", story.block(5, s.metadata("alice", "another"), "alice", time), time);
    };
    return {
        cloud.accepts("Commit: an access of another cloud under the same r", {},
                      sent_by("MN-1", story.block(5, others, "CS-2"))),
        cloud.accepts("Commit: the pending access can still come at its end", {"edge"}, at(end)),
        cloud.accepts("Commit: the pending access can come no more", {"edge"}, at(end + 1)),
    };
}

/// As printed what comes later takes the place of what came before.
std::vector<Case> printed_edges(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "FetchRequest");
    const Actor bob = story.before("bob", "Upload");
    const Message elsewhere = story.message("CloudGrant").with("url", item_of("CS-1/elsewhere"));
    return {
        cloud.refuses("CloudGrant: nothing is stored at its url", sent_by("alice", elsewhere), "CGRANT.C8"),
        cloud.accepts("CloudGrant: a second one, with which the share is gone", {}, story.event("CS-1", "CloudGrant")),
        cloud.accepts("Share: a second one, of somebody else", {"printed-attack"},
                      sent_by("mallory", story.message("Share").with("b_B", s.certificate_of("alice")["pk"]))),
        bob.accepts("Grant: a second one for the url, while he waits for an answer", {}, story.event("bob", "Grant")),
    };
}

} // namespace

std::vector<Case> grant_edges(const Scene& s) {
    return s.is_printed() ? printed_edges(s, story(s)) : refused_grants(s, story(s));
}

std::vector<Case> access_edges(const Scene& s) {
    std::vector<Case> cases;
    for (const auto part : {unattested_section, other_answers, presentations, logs})
        append(cases, part(s, story(s)));
    return cases;
}

} // namespace emrshare::kat
