// Phase (5): grants, questions and answers (spec, chapter 15).

#include "case_values.hpp"
#include "credential/claims.hpp"
#include "node/sharing.hpp"
#include "pre/encoding.hpp"
#include "protocol/block_plan.hpp"
#include "protocol/story.hpp"
#include "random/xof.hpp"
#include "record/section.hpp"

namespace emrshare::kat {
namespace {

Item numbers(const std::vector<std::uint64_t>& list) {
    return item_of(list);
}

/// The flag of what nothing authenticates as printed.
std::vector<std::string> attack_if_printed(const Scene& s) {
    return s.is_printed() ? std::vector<std::string>{"printed-attack"} : std::vector<std::string>{};
}

Item with_changed_byte(const Item& bytes, std::size_t position) {
    Bytes copy = *bytes.bytes();
    copy[position] ^= 1;
    return Item(copy);
}

std::vector<Case> allow_cases(const Scene& s, const Story& story) {
    Actor alice = story.before("alice", "Allow");
    const Item request = item_of(story.message("AccessRequest").digest());
    const auto allow = [&](const Item& asked, const std::string& url, const Item& sections, std::uint64_t not_before) {
        return told(s, Type::allow,
                    {asked, item_of(url), sections, item_of("research"), Item(not_before), Item(kSceneTime + 1000),
                     item_of("bob")});
    };
    std::vector<Case> cases = {
        alice.accepts("Allow: two sections", {}, story.event("alice", "Allow")),
        alice.refuses("Allow: what nobody asked", allow(item_of(Bytes(32)), story.url(), numbers({1}), 0), "ALLOW.C1"),
        alice.refuses("Allow: it ends before it begins", allow(request, story.url(), numbers({1}), kSceneTime + 1001),
                      "ALLOW.C4"),
    };
    if (s.is_printed()) {
        cases.push_back(alice.refuses("Allow: another url", allow(request, "elsewhere", numbers({}), 0), "ALLOW.C2"));
        Actor misled = story.before("alice", "Link");
        misled.takes(sent_by("mallory", story.message("Link").with("url", item_of("elsewhere"))));
        misled.takes(story.event("alice", "AccessRequest"));
        cases.push_back(
            misled.refuses("Allow: the url names no cloud", allow(request, "elsewhere", numbers({}), 0), "ALLOW.C5"));
        Actor bare = story.before("alice", "Link");
        bare.takes(sent_by("mallory", story.message("Link").with("url", item_of("CS-1"))));
        bare.takes(story.event("alice", "AccessRequest"));
        cases.push_back(bare.accepts("Allow: a url that is a cloud's id, without a slash", {"edge"},
                                     allow(request, "CS-1", numbers({}), 0)));
        Actor twice = story.before("alice", "AccessRequest");
        twice.takes(story.event("alice", "AccessRequest"));
        twice.takes(story.event("alice", "AccessRequest"));
        cases.push_back(twice.accepts("Allow: one of two equal requests", {"edge"}, story.event("alice", "Allow")));
        return cases;
    }
    const auto refuses = [&](const std::string& comment, const std::vector<std::uint64_t>& sections) {
        return alice.refuses("Allow: " + comment, allow(request, story.url(), numbers(sections), 0), "ALLOW.C3");
    };
    Actor answered = story.before("alice", "Allow");
    answered.takes(story.event("alice", "Allow"));
    Actor other = story.before("alice", "AccessRequest");
    const Message elsewhere = s.again("bob", story.message("AccessRequest").with("url", item_of("record-1")));
    other.takes(sent_by("bob", elsewhere));
    append(cases, {
                      refuses("no section", {}),
                      refuses("a section twice", {1, 1}),
                      refuses("a section that the record has not", {3}),
                      alice.accepts("Allow: it ends as it begins", {"edge"},
                                    allow(request, story.url(), numbers({1}), kSceneTime + 1000)),
                      answered.refuses("Allow: for the same request again", story.event("alice", "Allow"), "ALLOW.C1"),
                      other.refuses("Allow: another record than the one asked for",
                                    allow(item_of(elsewhere.digest()), story.url(), numbers({1}), 0), "ALLOW.C2"),
                  });
    return cases;
}

std::vector<Case> cloud_grant_cases(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "CloudGrant");
    const Message& good = story.message("CloudGrant");
    const auto refuses = [&](const std::string& comment, const Message& CloudGrant, const std::string& check) {
        return cloud.refuses("CloudGrant: " + comment, sent_by("alice", CloudGrant), check);
    };
    Actor keyless(s, "CS-1", s.blocks(2));
    keyless.takes(story.event("CS-1", "Upload"));
    std::vector<Case> cases = {
        cloud.accepts("CloudGrant: of alice, whoever sends it", attack_if_printed(s), sent_by("mallory", good)),
        keyless.refuses("CloudGrant: the cloud has no key", story.event("CS-1", "CloudGrant"), "KEY.C2"),
    };
    if (s.is_printed()) {
        Items blocks = *good["r_B"].entries();
        blocks.pop_back();
        append(cases, {
                          refuses("a block too few", good.with("r_B", Item(blocks)), "BLOCKS.Element.C1"),
                      });
        return cases;
    }
    const Message CloudShare = story.opened("CloudGrant");
    const Bytes stranger = s.random_bytes("stranger", 16);
    const Message VC = CloudShare.part("credential");
    const auto resealed = [&](const Message& credential) {
        return story.resealed("CloudGrant", "alice", CloudShare.with("credential", credential.item()));
    };
    const Item bob = item_of(s.id_of("bob"));
    const Message bobs_VC = s.again("bob", VC.with("PID_A", bob));
    const Message bobs =
        story.resealed("CloudGrant", "bob", CloudShare.with("credential", bobs_VC.item())).with("PID_A", bob);
    append(cases,
           {
               refuses("of somebody without certificate", s.again("alice", good.with("PID_A", item_of(stranger))),
                       "CGRANT.C1"),
               refuses("a signed digest of something else", s.with_wrong_h("alice", good), "CGRANT.C2"),
               refuses("signed by bob", s.again("bob", good), "CGRANT.C3"),
               refuses("for another cloud", s.again("alice", good.with("cid", item_of(bytes_of("CS-2")))), "CGRANT.C4"),
               refuses("a bit of the ciphertext",
                       s.again("alice", good.with("sealed", with_changed_byte(good["sealed"], 0))), "CHAN.Open.C2"),
               refuses("a signed digest of another credential", resealed(s.with_wrong_h("alice", VC)), "CGRANT.C5"),
               refuses("a credential signed by bob", resealed(s.again("bob", VC)), "CGRANT.C6"),
               refuses("a credential that names bob as owner", resealed(s.again("alice", VC.with("PID_A", bob))),
                       "CGRANT.C7"),
               refuses("a url at which nothing is stored",
                       resealed(s.again("alice", VC.with("url", item_of(story.url() + "0")))), "CGRANT.C8"),
               refuses("of bob, for alice's record", s.again("bob", bobs), "CGRANT.C9"),
           });
    Actor later = story.before("CS-1", "Share");
    cases.push_back(later.refuses("CloudGrant: once more", story.event("CS-1", "CloudGrant"), "CGRANT.C10"));
    return cases;
}

/// The Delegation with another credential, signed by somebody.
Message recredentialed(const Scene& s, const Message& Delegation, const Message& VC, const std::string& signer) {
    return Delegation.with("credential", s.again(signer, VC).item());
}

std::vector<Case> delegation_cases(const Scene& s, const Story& story, Actor& bob) {
    const Message good = story.opened("Grant");
    const Message VC = good.part("credential");
    const Message attestation = good.part("attestation");
    const auto refuses = [&](const std::string& comment, const Message& Delegation, const std::string& check) {
        return bob.refuses("Grant: " + comment, sent_by("alice", story.resealed("Grant", "alice", Delegation)), check);
    };
    Items claims = *good["claims"].entries();
    claims.pop_back();
    Message nothing = VC;
    const Message purpose = good.parts("claims").front();
    nothing = nothing.with("claims", item_of(credential::claim_digests({purpose})));
    Actor astray = story.before("bob", "Grant");
    astray.takes(told(s, Type::ask, {VC["PID_A"], item_of("elsewhere"), item_of("alice")}));
    const Message nowhere = recredentialed(s, good, VC.with("url", item_of("elsewhere")), "alice");
    const Message unscoped = recredentialed(s, good, nothing, "alice").with("claims", item_of(std::vector{purpose}));
    return {
        refuses("a signed digest of another credential", good.with("credential", s.with_wrong_h("alice", VC).item()),
                "GRANT.C6"),
        refuses("a credential signed by bob", recredentialed(s, good, VC, "bob"), "GRANT.C7"),
        refuses("a credential for alice", recredentialed(s, good, VC.with("PID_B", VC["PID_A"]), "alice"), "GRANT.C8"),
        refuses("a claim is not shown", good.with("claims", Item(claims)), "GRANT.C9"),
        refuses("a credential for no section", unscoped, "GRANT.C9"),
        refuses("a record that alice attests herself", good.with("attestation", s.again("alice", attestation).item()),
                "GRANT.C10"),
        astray.refuses("Grant: a url of no cloud", sent_by("alice", story.resealed("Grant", "alice", nowhere)),
                       "GRANT.C11"),
    };
}

std::vector<Case> grants(const Scene& s, const Story& story) {
    Actor bob = story.before("bob", "Grant");
    Actor nobody(s, "bob");
    const Message& good = story.message("Grant");
    const auto refuses = [&](const std::string& comment, const Message& Grant, const std::string& check) {
        return bob.refuses("Grant: " + comment, sent_by("alice", Grant), check);
    };
    std::vector<Case> cases = {
        bob.accepts("Grant: for bob, whoever sends it", attack_if_printed(s), sent_by("mallory", good)),
        nobody.refuses("Grant: before he is registered", story.event("bob", "Grant"), "GRANT.C1"),
    };
    if (s.is_printed()) {
        append(cases, {
                          refuses("the url names no cloud", good.with("url", item_of("elsewhere")), "GRANT.C11"),
                      });
        return cases;
    }
    const Bytes stranger = s.random_bytes("stranger", 16);
    append(cases,
           {
               refuses("of somebody without certificate", s.again("alice", good.with("PID_A", item_of(stranger))),
                       "GRANT.C2"),
               refuses("a signed digest of something else", s.with_wrong_h("alice", good), "GRANT.C3"),
               refuses("signed by bob", s.again("bob", good), "GRANT.C4"),
               refuses("for alice", s.again("alice", good.with("PID_B", good["PID_A"])), "GRANT.C5"),
               refuses("a bit of the ciphertext",
                       s.again("alice", good.with("sealed", with_changed_byte(good["sealed"], 0))), "CHAN.Open.C2"),
           });
    append(cases, delegation_cases(s, story, bob));
    Actor uninvited = story.before("bob", "Ask");
    Actor later = story.before("bob", "Fetch");
    const Message VC = story.opened("Grant").part("credential");
    const Message second = recredentialed(s, story.opened("Grant"), VC.with("nonce", item_of(Bytes(16))), "alice");
    append(cases, {
                      uninvited.refuses("Grant: he has not asked", story.event("bob", "Grant"), "GRANT.C13"),
                      later.refuses("Grant: a second one for what he has asked once",
                                    sent_by("alice", story.resealed("Grant", "alice", second)), "GRANT.C13"),
                  });
    later.takes(story.event("bob", "Ask"));
    cases.push_back(later.refuses("Grant: once more", story.event("bob", "Grant"), "GRANT.C12"));
    return cases;
}

std::vector<Case> share_cases(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "Share");
    Actor early = story.before("CS-1", "CloudGrant");
    const Message& good = story.message("Share");
    std::vector<Case> cases = {
        cloud.accepts("Share: of bob", {}, story.event("CS-1", "Share")),
        early.refuses("Share: before the owner's grant", story.event("CS-1", "Share"), "SHARE.C1"),
    };
    const ParameterSet& set = *s.pp().dialect().set;
    if (s.is_printed()) {
        append(cases, {
                          cloud.accepts("Share: from anybody", {"printed-attack"},
                                        sent_by("mallory", good.with("b_B", s.certificate_of("bob")["pk"]))),
                      });
        return cases;
    }
    const auto refuses = [&](const std::string& comment, const Message& Share, const std::string& check) {
        return cloud.refuses("Share: " + comment, sent_by("bob", Share), check);
    };
    const Item alice = item_of(s.id_of("alice"));
    const Item stranger = item_of(s.random_bytes("stranger", 16));
    const Item zero_element(encode(Rq(set.ring())));
    // A delegation for somebody without certificate.
    Actor careless = story.before("CS-1", "CloudGrant");
    const Message CloudShare = story.opened("CloudGrant");
    const Message VC = s.again("alice", CloudShare.part("credential").with("PID_B", stranger));
    const Message for_nobody = CloudShare.with("credential", VC.item());
    careless.takes(sent_by("alice", story.resealed("CloudGrant", "alice", for_nobody)));
    const Message nobodys = good.with("PID_B", stranger).with("vc", item_of(VC.digest()));
    append(cases,
           {
               refuses("of alice", s.again("alice", good.with("PID_B", alice)), "SHARE.C2"),
               careless.refuses("Share: of somebody without certificate", sent_by("bob", s.again("bob", nobodys)),
                                "SHARE.C3"),
               refuses("a signed digest of something else", s.with_wrong_h("bob", good), "SHARE.C4"),
               refuses("signed by alice", s.again("alice", good), "SHARE.C5"),
               refuses("for another cloud", s.again("bob", good.with("cid", item_of(bytes_of("CS-2")))), "SHARE.C6"),
               refuses("sealed for another kind of message",
                       s.again("bob", good.with("C", story.message("CloudGrant")["C"])
                                          .with("sealed", story.message("CloudGrant")["sealed"])),
                       "CHAN.Open.C2"),
               refuses("b_B is not reduced", story.resealed("Share", "bob", with_coefficient(Rq(set.ring()), 0, set.q)),
                       "ENC.Element.C2"),
               refuses("b_B is zero", story.resealed("Share", "bob", *zero_element.bytes()), "CPRE.ReKeyGen.Cloud.C5"),
               refuses("pk* is zero", s.again("bob", good.with("pk*", zero_element)), "CPRE.ReKeyGen.Cloud.C6"),
           });
    Actor later = story.before("CS-1", "block 4");
    cases.push_back(later.refuses("Share: once more", story.event("CS-1", "Share"), "SHARE.C7"));
    return cases;
}

/// The answer of a cloud that adds something to a block.
Message tampered(const Scene& s, const Message& answer) {
    const ParameterSet& set = *s.pp().dialect().set;
    const Rq block = decode_element(set, answer.elements("C_B").front());
    Residues residues(block.residues().begin(), block.residues().end());
    residues.front() = (residues.front() + set.q / 2) % set.q;
    return s.again("CS-1", answer.with("C_B", Item(Items{Item(encode(Rq(set.ring(), residues)))})));
}

/// Three answers that do not open; before each of them bob has asked again.
void fetch_in_vain(const Scene& s, const Story& story, Actor& bob) {
    bob.takes(story.event("bob", "Fetch"));
    for (std::uint64_t expires = kSceneTime; expires < kSceneTime + node::kFailureLimit; ++expires) {
        const Item r = story.challenge(story.vc(), expires);
        const Message Challenge = story.message("Challenge").with("r", r).with("expires", Item(expires));
        bob.takes(sent_by("CS-1", s.again("CS-1", Challenge)));
        bob.takes(story.event("bob", "Fetch"));
        bob.takes(sent_by("CS-1", tampered(s, story.message("FetchAnswer").with("r", r))));
    }
}

std::vector<Case> fetch_cases(const Scene& s, const Story& story) {
    Actor bob = story.before("bob", "Fetch");
    const Item unknown = item_of(Bytes(32));
    const auto fetch = [&](const std::string& url, const Item& vc, const std::vector<std::uint64_t>& sections) {
        return told(s, Type::fetch, {item_of(url), vc, numbers(sections)});
    };
    std::vector<Case> cases = {bob.accepts("Fetch: a section", {}, story.event("bob", "Fetch"))};
    cases.push_back(bob.refuses("Fetch: without a delegation", fetch("elsewhere", unknown, {2}), "FETCH.Start.C1"));
    if (s.is_printed()) return cases;
    const Item vc = item_of(story.vc());
    append(cases, {
                      bob.accepts("Fetch: all sections", {}, fetch("", vc, {0, 2})),
                      bob.refuses("Fetch: no section", fetch("", vc, {}), "FETCH.Start.C2"),
                      bob.refuses("Fetch: out of their order", fetch("", vc, {2, 0}), "FETCH.Start.C2"),
                      bob.refuses("Fetch: out of scope", fetch("", vc, {1, 2}), "FETCH.Start.C2"),
                  });
    fetch_in_vain(s, story, bob);
    cases.push_back(
        bob.refuses("Fetch: after three answers that do not open", story.event("bob", "Fetch"), "FETCH.Start.C3"));
    return cases;
}

std::vector<Case> challenge_cases(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "FetchRequest");
    Actor early = story.before("CS-1", "Share");
    std::vector<Case> cases = {
        cloud.accepts("FetchRequest: of bob", {}, story.event("CS-1", "FetchRequest")),
        early.refuses("FetchRequest: before his share", story.event("CS-1", "FetchRequest"), "CHALLENGE.Request.C1"),
    };
    if (s.is_printed()) {
        cases.push_back(cloud.accepts("FetchRequest: from anybody, without a credential", {"printed-attack"},
                                      sent_by("mallory", story.message("FetchRequest"))));
        return cases;
    }
    Actor bob = story.before("bob", "Challenge");
    Actor idle = story.before("bob", "Fetch");
    const Message& good = story.message("Challenge");
    const auto refuses = [&](const std::string& comment, const Message& Challenge, const std::string& check) {
        return bob.refuses("Challenge: " + comment, sent_by("CS-1", Challenge), check);
    };
    append(cases, {
                      bob.accepts("Challenge: for his question", {}, story.event("bob", "Challenge")),
                      idle.refuses("Challenge: he wants nothing", story.event("bob", "Challenge"), "CHALLENGE.C1"),
                      refuses("by another cloud", s.again("CS-2", good.with("cid", item_of(bytes_of("CS-2")))),
                              "CHALLENGE.C2"),
                      refuses("a signed digest of something else", s.with_wrong_h("CS-1", good), "CHALLENGE.C3"),
                      refuses("signed by a hospital", s.again("HN-1", good), "CHALLENGE.C4"),
                      refuses("it expired one before now", s.again("CS-1", good.with("expires", Item(kSceneTime - 1))),
                              "CHALLENGE.C5"),
                  });
    Actor again = story.before("bob", "block 5");
    again.takes(story.event("bob", "Fetch"));
    cases.push_back(again.refuses("Challenge: once more", story.event("bob", "Challenge"), "CHALLENGE.C6"));
    Actor unlucky = story.before("bob", "Fetch");
    fetch_in_vain(s, story, unlucky);
    cases.push_back(unlucky.refuses("Challenge: after three answers that do not open", story.event("bob", "Challenge"),
                                    "CHALLENGE.C7"));
    return cases;
}

/// A credential of alice that is not the story's, and what the cloud and the chain know of it.
struct OtherCredential {
    Message VC;
    Item PID_B;              ///< on the chain
    std::uint64_t not_after; ///< on the chain
    bool is_delegated = true;
};

/// The cloud after grant, share and block 4 for such a credential.
Actor cloud_with(const Scene& s, const Story& story, const OtherCredential& other) {
    Actor cloud = story.before("CS-1", "CloudGrant");
    if (other.is_delegated) story.delegate(cloud, other.VC);
    const Message content =
        s.make(Type::credential, {item_of(s.id_of("alice")), item_of(other.VC.digest()), other.PID_B, other.VC["url"],
                                  Item(zero()), Item(other.not_after)});
    cloud.takes(sent_by("MN-1", story.block(4, content, "alice")));
    return cloud;
}

/// Presentations of credentials that are not as they should be.
std::vector<Case> refused_credentials(const Scene& s, const Story& story) {
    const Message VC = story.message("Presentation").part("credential");
    const Item bob = item_of(s.id_of("bob"));
    const std::uint64_t later = kSceneTime + 1000000;
    const Item claims = story.message("Presentation")["claims"];
    const auto refuses = [&](const std::string& comment, const OtherCredential& other, const std::string& check,
                             std::uint64_t time = kSceneTime) {
        Actor cloud = cloud_with(s, story, other);
        const Message shown = story.presentation(other.VC, claims, kSceneTime + s.pp().number("grant_time"));
        const Event event = sent_by("bob", shown, time);
        return cloud.refuses("Presentation: " + comment, event, check);
    };
    const Message longer = s.again("alice", VC.with("not_after", Item(later)));
    return {
        refuses("the challenge expired one before now", {longer, bob, later}, "PRESENT.C6",
                kSceneTime + s.pp().number("grant_time") + 1),
        refuses("no delegation of the credential", {longer, bob, later, false}, "PRESENT.C8"),
        refuses(
            "a credential that has ended",
            {s.again("alice", VC.with("not_after", Item(kSceneTime - 1)).with("not_before", Item(zero()))), bob, later},
            "PRESENT.C10"),
        refuses("a credential that is not valid yet",
                {s.again("alice", VC.with("not_before", Item(kSceneTime + 1))), bob, later}, "PRESENT.C10"),
        refuses("the chain has the credential for another holder", {longer, item_of(s.id_of("alice")), later},
                "TX.C25"),
    };
}

/// Presentations of the story's credential that fail a check of the table.
std::vector<Case> refused_presentations(const Scene& s, const Story& story, Actor& cloud) {
    const Message& good = story.message("Presentation");
    const auto refuses = [&](const std::string& comment, const Message& message, const std::string& check) {
        return cloud.refuses("Presentation: " + comment, sent_by("bob", message), check);
    };
    const auto bobs = [&](std::string_view field, const Item& value) {
        return s.again("bob", good.with(field, value));
    };
    const Message claim = good.parts("claims").front();
    const Message wider = claim.with("value", item_of("1"));
    const Message purpose = story.opened("Grant").parts("claims").front();
    const Message summary = story.opened("Grant").parts("claims")[1];
    return {
        refuses("of somebody without certificate", bobs("PID_B", item_of(s.random_bytes("stranger", 16))),
                "PRESENT.C1"),
        refuses("a signed digest of something else", s.with_wrong_h("bob", good), "PRESENT.C2"),
        refuses("signed by alice", s.again("alice", good), "PRESENT.C3"),
        refuses("for another cloud", bobs("cid", item_of(bytes_of("CS-2"))), "PRESENT.C4"),
        refuses("another challenge", bobs("r", item_of(Bytes(16))), "PRESENT.C5"),
        refuses("the credential in the hands of alice", s.again("alice", good.with("PID_B", item_of(s.id_of("alice")))),
                "PRESENT.C9"),
        refuses("a claim for another section", bobs("claims", item_of(std::vector{wider})), "PRESENT.C11"),
        refuses("a claim twice", bobs("claims", item_of(std::vector{purpose, claim, purpose})), "PRESENT.C11"),
        refuses("no claim for a section", bobs("claims", item_of(std::vector{purpose})), "PRESENT.C12"),
        refuses("the sections in another order", bobs("claims", item_of(std::vector{claim, summary})), "PRESENT.C12"),
    };
}

/// Bob has asked as often as the limit allows without an answer, and asks again.
Case one_access_too_many(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "Presentation");
    const auto under_end = [&](std::uint64_t expires) {
        const Message changed = story.message("Presentation").with("expires", Item(expires));
        return sent_by("bob", s.again("bob", changed.with("r", story.challenge(story.vc(), expires))));
    };
    for (std::size_t i = 0; i < node::kOpenLimit; ++i)
        cloud.takes(under_end(kSceneTime + i));
    return cloud.refuses("Presentation: as many of this requester wait for the chain as can",
                         under_end(kSceneTime + node::kOpenLimit), "PRESENT.C13");
}

std::vector<Case> presentation_cases(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "Presentation");
    const Message& good = story.message("Presentation");
    const std::uint64_t not_after = good.part("credential").number("not_after");
    std::vector<Case> cases = {
        cloud.accepts("Presentation: of bob", {}, story.event("CS-1", "Presentation")),
        cloud.accepts("Presentation: in the last millisecond", {"edge"}, sent_by("bob", good, not_after)),
    };
    append(cases, refused_presentations(s, story, cloud));
    append(cases, refused_credentials(s, story));
    cases.push_back(one_access_too_many(s, story));
    Actor unlogged = story.before("CS-1", "block 4");
    cases.push_back(unlogged.refuses("Presentation: the credential is not on the chain",
                                     story.event("CS-1", "Presentation"), "TX.C24"));
    Actor revoked = story.before("CS-1", "Presentation");
    const Message revocation = s.make(Type::revocation, {item_of(s.id_of("alice")), item_of(story.vc())});
    revoked.takes(sent_by("MN-1", story.block(5, revocation, "alice")));
    cases.push_back(
        revoked.refuses("Presentation: the credential is revoked", story.event("CS-1", "Presentation"), "TX.C26"));
    Actor later = story.before("CS-1", "block 5");
    cases.push_back(later.refuses("Presentation: once more", story.event("CS-1", "Presentation"), "PRESENT.C7"));
    cases.push_back(
        later.accepts("Commit: the access is on the chain, and the answer leaves", {}, story.event("CS-1", "block 5")));
    return cases;
}

std::vector<Case> answer_cases(const Scene& s, const Story& story) {
    Actor bob = story.before("bob", "FetchAnswer");
    const Message& good = story.message("FetchAnswer");
    std::vector<Case> cases = {
        bob.accepts("FetchAnswer: to his question", {}, story.event("bob", "FetchAnswer")),
    };
    if (s.is_printed()) {
        cases.back().flags.emplace_back("lemma2-false");
        cases.push_back(story.before("bob", "Upload")
                            .accepts("FetchAnswer: without the download", {}, story.event("bob", "FetchAnswer")));
        return cases;
    }
    const auto refuses = [&](const std::string& comment, const Message& answer, const std::string& check) {
        return bob.refuses("FetchAnswer: " + comment, sent_by("CS-1", s.again("CS-1", answer)), check);
    };
    Message section = good.parts("C_A").front();
    section = section.with("body", with_changed_byte(section["body"], 0));
    const Item C_A = item_of(std::vector{section});
    const Item delta = item_of(deltas_of(s.pp().dialect(), {section}, s.id_of("alice")));
    append(cases,
           {
               bob.accepts("FetchAnswer: a block that does not open", {}, sent_by("CS-1", tampered(s, good))),
               refuses("no block", good.with("C_B", Item(Items{})), "FETCH.C6"),
               refuses("another ciphertext under the right delta", good.with("C_A", C_A), "FETCH.C7"),
               refuses("another ciphertext with its delta", good.with("C_A", C_A).with("delta_A", delta), "FETCH.C8"),
               bob.refuses("FetchAnswer: by another cloud",
                           sent_by("CS-2", s.again("CS-2", good.with("cid", item_of(bytes_of("CS-2"))))), "FETCH.C9"),
           });
    return cases;
}

} // namespace

std::vector<Case> grant_cases(const Scene& s) {
    const Story& told_story = story(s);
    std::vector<Case> cases;
    for (const auto part : {allow_cases, cloud_grant_cases, grants, share_cases})
        append(cases, part(s, told_story));
    append(cases, grant_edges(s));
    return cases;
}

std::vector<Case> access_cases(const Scene& s) {
    const Story& told_story = story(s);
    std::vector<Case> cases;
    for (const auto part : {fetch_cases, challenge_cases})
        append(cases, part(s, told_story));
    if (!s.is_printed()) append(cases, presentation_cases(s, told_story));
    append(cases, answer_cases(s, told_story));
    if (!s.is_printed()) append(cases, access_edges(s));
    return cases;
}

} // namespace emrshare::kat
