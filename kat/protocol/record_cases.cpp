// Phase (3): records from the hospital to the cloud (spec, sections 14.4 and 14.5).

#include "pre/encoding.hpp"
#include "protocol/block_plan.hpp"
#include "protocol/story.hpp"
#include "record/section.hpp"

namespace emrshare::kat {
namespace {

std::vector<Case> key_cases(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "Key");
    const std::shared_ptr<const node::Desk> desk = node::desk_of(s.pp(), s.seed_of("MN-1"));
    const Item other(node::preimage_of_node(s.pp(), *desk, s.id_of("alice")));
    return {
        cloud.accepts("Key: f' of the cloud", {}, story.event("CS-1", "Key")),
        cloud.refuses("Key: f' of somebody else", told(s, Type::key, {other}), "KEY.C1"),
    };
}

/// Bundles of which not everything is a resource, and names of every kind.
std::vector<Case> bundle_cases(const Scene& s, const Story& story) {
    const Actor hospital = story.before("HN-1", "Issue");
    const auto issued = [&](const std::string& comment, const std::string& EMR) {
        const Items fields = {item_of(s.id_of("alice")), item_of("fhir"), item_of(bytes_of(EMR)),
                              item_of(bytes_of("summary")), item_of("alice")};
        return hospital.accepts("Issue: " + comment, {"edge"}, told(s, Type::issue, fields));
    };
    const auto bundle = [](const std::string& entry) { return R"({"resourceType":"Bundle","entry":)" + entry + "}"; };
    const auto with_id = [](std::size_t length) {
        return R"({"resource":{"id":")" + std::string(length, 'i') + R"("}})";
    };
    return {
        issued("resources with a type, an id, both, none, or of another kind",
               bundle(R"([{"resource":{"resourceType":"A"}},{"resource":{"id":"1"}},)"
                      R"({"resource":{"resourceType":"A","id":"1"}},{"resource":{}},)"
                      R"({"resource":{"resourceType":1,"id":[]}}])")),
        issued("two resources in one entry, a type and an id twice",
               bundle(R"([{"resource":{"resourceType":"A"},)"
                      R"("resource":{"id":"1","id":"2","resourceType":"B","resourceType":"C"}}])")),
        issued("resources elsewhere than in an entry",
               R"({"resource":{},"contained":[{"resource":{}}],"entry":{"resource":{}},"resourceType":"Bundle"})"),
        issued("entries and resources that are none",
               bundle(R"([1,"x",null,[{"resource":{}}],{"resource":[{}]},{"resource":"{}"},{"other":{}}])")),
        issued("a resource within a resource, braces and quotes in texts, white space",
               bundle(R"( [ { "x" : "}{\"" , "resource" : { "id" : "}\\\"{" , "part" : { "resource" : {} } } } ] )")),
        issued("a name of 1024 bytes, and one of 1025", bundle("[" + with_id(1023) + "," + with_id(1024) + "]")),
        issued("an id with escapes", bundle(R"([{"resource":{"id":"Gr\u00fc\u00df\/\t"}}])")),
        issued("a byte order mark, an escape in a member's name, a pair of surrogates",
               "\xEF\xBB\xBF" + bundle(R"([{"resource":{"\u0069d":"\ud83d\ude00"}}])")),
        issued("types of which a later one is no text",
               R"({"resourceType":"Bundle","entry":[{"resource":{"id":"1","id":2}}],"resourceType":1})"),
        issued("1500 arrays in one another",
               bundle("[{\"resource\":{\"x\":" + std::string(1500, '[') + std::string(1500, ']') + "}}]")),
    };
}

/// A bundle without resources.
constexpr const char* kEmptyBundle = R"({"entry":[],"entry":[{}],"resourceType":"Bundle"})";

std::vector<Case> issue_cases(const Scene& s, const Story& story) {
    Actor hospital = story.before("HN-1", "Issue");
    const auto issue = [&](const Item& PID, std::string_view form, std::string_view EMR) {
        return told(s, Type::issue,
                    {PID, item_of(form), item_of(bytes_of(EMR)), item_of(bytes_of("summary")), item_of("alice")});
    };
    const Item alice = item_of(s.id_of("alice"));
    std::vector<Case> cases = {
        hospital.accepts("Issue: a record", {}, story.event("HN-1", "Issue")),
        hospital.accepts("Issue: an empty file", {"edge"}, issue(alice, "file", "")),
    };
    if (s.is_printed()) return cases;
    append(cases, bundle_cases(s, story));
    append(cases,
           {
               hospital.accepts("Issue: a bundle without resources, members twice", {"edge"},
                                issue(alice, "fhir", kEmptyBundle)),
               hospital.refuses("Issue: to somebody whom nobody knows",
                                issue(item_of(s.random_bytes("stranger", 16)), "file", ""), "ISSUE.C1"),
               hospital.refuses("Issue: of another form", issue(alice, "pdf", ""), "RECORD.Split.C1"),
               hospital.refuses("Issue: no JSON", issue(alice, "fhir", "{"), "RECORD.Split.C3"),
               hospital.refuses("Issue: a number beyond binary64",
                                issue(alice, "fhir", R"({"x":1e400,"resourceType":"Bundle"})"), "RECORD.Split.C3"),
               hospital.refuses("Issue: half a pair of surrogates",
                                issue(alice, "fhir", R"({"x":"\ud83d","resourceType":"Bundle"})"), "RECORD.Split.C3"),
               hospital.refuses("Issue: a zero byte behind a bundle",
                                issue(alice, "fhir", std::string(kEmptyBundle) + '\0'), "RECORD.Split.C3"),
               hospital.refuses("Issue: a resource that is no bundle",
                                issue(alice, "fhir", R"({"resourceType":"Patient"})"), "RECORD.Split.C3"),
           });
    return cases;
}

/// The Record with its attestation changed and signed anew.
Message attested(const Scene& s, const Message& Record, const Message& attestation, const std::string& signer) {
    return Record.with("attestation", s.again(signer, attestation).item());
}

std::vector<Case> emr_cases(const Scene& s, const Story& story) {
    Actor alice = story.before("alice", "EMR");
    const Message& good = story.message("EMR");
    std::vector<Case> cases = {alice.accepts("EMR: hers", {}, story.event("alice", "EMR"))};
    Actor nobody(s, "alice");
    cases.push_back(nobody.refuses("EMR: before she is registered", story.event("alice", "EMR"), "EMR.C1"));
    if (s.is_printed()) return cases;
    const auto refuses = [&](const std::string& comment, const Message& Record, const std::string& check) {
        return alice.refuses("EMR: " + comment, sent_by("HN-1", story.resealed("EMR", "", Record)), check);
    };
    const Message Record = story.opened("EMR");
    const Message attestation = Record.part("attestation");
    Items disclosures = *Record["disclosures"].entries();
    std::swap(disclosures[1], disclosures[2]);
    Items fewer = *Record["disclosures"].entries();
    fewer.pop_back();
    // The hospital has numbered the last one 3, and says so.
    const Message misnumbered = Record.parts("disclosures").back().with("num", Item(std::uint64_t{3}));
    Items gap = *Record["disclosures"].entries();
    gap.back() = misnumbered.item();
    Items digests = *attestation["digests"].entries();
    digests.back() = item_of(misnumbered.digest());
    append(cases,
           {
               alice.refuses("EMR: a bit of the ciphertext",
                             sent_by("HN-1", good.with("sealed", Item(Bytes(good.bytes("sealed").size())))),
                             "CHAN.Open.C2"),
               alice.refuses("EMR: 15 bytes", sent_by("HN-1", good.with("sealed", Item(Bytes(15)))), "CHAN.Open.C1"),
               refuses("by a management node",
                       attested(s, Record, attestation.with("hid", item_of(bytes_of("MN-1"))), "MN-1"), "EMR.C2"),
               refuses("a signed digest of something else",
                       Record.with("attestation", s.with_wrong_h("HN-1", attestation).item()), "EMR.C3"),
               refuses("signed by a management node", attested(s, Record, attestation, "MN-1"), "EMR.C4"),
               refuses("of another patient",
                       attested(s, Record, attestation.with("PID_A", item_of(s.id_of("bob"))), "HN-1"), "EMR.C5"),
               refuses("two sections in each other's place", Record.with("disclosures", Item(disclosures)), "EMR.C6"),
               refuses("a section too few", Record.with("disclosures", Item(fewer)), "EMR.C6"),
               refuses("no section, not even a summary",
                       attested(s, Record.with("disclosures", Item(Items{})),
                                attestation.with("digests", Item(Items{})), "HN-1"),
                       "EMR.C6"),
               refuses("a number left out",
                       attested(s, Record.with("disclosures", Item(gap)), attestation.with("digests", Item(digests)),
                                "HN-1"),
                       "EMR.C6"),
           });
    Actor later = story.before("alice", "Store");
    cases.push_back(later.refuses("EMR: once more", story.event("alice", "EMR"), "EMR.C7"));
    return cases;
}

/// As printed a record is encrypted bit by bit, and a list has room for 4096 blocks.
Case store_of_too_much(const Scene& s, const Story& story) {
    const std::size_t most = message::kListLimit * s.pp().dialect().set->message_bytes();
    Actor hospital = story.before("HN-1", "Issue");
    const Message EMR = hospital.answer(told(s, Type::issue,
                                             {item_of(s.id_of("alice")), item_of("file"), Item(Bytes(most)),
                                              item_of(bytes_of("summary")), item_of("alice")}));
    Actor alice = story.before("alice", "EMR");
    alice.takes(sent_by("HN-1", EMR));
    const Bytes record = dynamic_cast<const node::User&>(alice.node()).records().begin()->first;
    return alice.refuses("Store: more blocks than a list has room for",
                         told(s, Type::store, {item_of(record), item_of("CS-1")}), "STORE.C4");
}

std::vector<Case> store_cases(const Scene& s, const Story& story) {
    Actor alice = story.before("alice", "Store");
    const Item record = item_of(story.opened("EMR").digest());
    std::vector<Case> cases = {alice.accepts("Store: her record", {}, story.event("alice", "Store"))};
    if (s.is_printed()) {
        cases.push_back(store_of_too_much(s, story));
        return cases;
    }
    append(cases,
           {
               alice.refuses("Store: what she has not", told(s, Type::store, {item_of(Bytes(32)), item_of("CS-1")}),
                             "STORE.C1"),
               alice.refuses("Store: with a hospital", told(s, Type::store, {record, item_of("HN-1")}), "STORE.C3"),
           });
    Actor later = story.before("alice", "block 3");
    cases.push_back(later.refuses("Store: again", story.event("alice", "Store"), "STORE.C2"));
    const Actor waiting = story.before("alice", "Link");
    cases.push_back(waiting.accepts("Store: again, while no Link has come", {}, story.event("alice", "Store")));
    return cases;
}

/// The Upload of these sections for a PID, with the deltas that belong to them.
Message upload_of(const Scene& s, const std::string& signer, const Bytes& PID, const std::vector<Message>& sections) {
    return s.sign(signer, Type::upload,
                  {item_of(PID), item_of(sections), item_of(deltas_of(s.pp().dialect(), sections, PID))});
}

std::vector<Case> upload_cases(const Scene& s, const Story& story) {
    Actor cloud = story.before("CS-1", "Upload");
    const Message& good = story.message("Upload");
    const std::vector<Message> sections = good.parts("sections");
    const Bytes PID = s.id_of("alice");
    const auto refuses = [&](const std::string& comment, const Message& Upload, const std::string& check) {
        return cloud.refuses("Upload: " + comment, sent_by("alice", Upload), check);
    };
    const Item other_delta = item_of(deltas_of(s.pp().dialect(), sections, s.id_of("bob")));
    std::vector<Case> cases = {
        cloud.accepts("Upload: of alice", {}, story.event("CS-1", "Upload")),
        refuses("the delta for another PID", s.again("alice", good.with("delta", other_delta)), "UPLOAD.C3"),
    };
    Actor later = story.before("CS-1", "CloudGrant");
    const auto with_first = [&](std::string_view field, const Item& value) {
        std::vector<Message> changed = sections;
        changed.front() = changed.front().with(field, value);
        return upload_of(s, "alice", PID, changed);
    };
    append(cases,
           {
               refuses("no section", upload_of(s, "alice", PID, {}), "UPLOAD.C2"),
               refuses("a section of no block", with_first("C", Item(Items{})), "UPLOAD.C2"),
               s.is_printed() ? refuses("a section with a body", with_first("body", Item(Bytes(16))), "UPLOAD.C2")
                              : refuses("a body of 15 bytes", with_first("body", Item(Bytes(15))), "UPLOAD.C2"),
           });
    if (s.is_printed()) {
        cases.push_back(later.accepts("Upload: once more", {"printed-attack"}, story.event("CS-1", "Upload")));
        return cases;
    }
    std::vector<Message> doubled = sections;
    const Item block = doubled.front()["C"].entries()->front();
    doubled.front() = doubled.front().with("C", Item(Items{block, block}));
    std::vector<Message> renumbered = sections;
    renumbered.erase(renumbered.begin());
    append(cases, {
                      refuses("of somebody without certificate",
                              upload_of(s, "alice", s.random_bytes("stranger", 16), sections), "UPLOAD.C1"),
                      refuses("a section of two blocks", upload_of(s, "alice", PID, doubled), "UPLOAD.C2"),
                      refuses("numbered from 1", upload_of(s, "alice", PID, renumbered), "UPLOAD.C2"),
                      refuses("a signed digest of something else", s.with_wrong_h("alice", good), "UPLOAD.C4"),
                      refuses("signed by bob", s.again("bob", good), "UPLOAD.C5"),
                      later.refuses("Upload: once more", story.event("CS-1", "Upload"), "UPLOAD.C7"),
                  });
    return cases;
}

std::vector<Case> link_cases(const Scene& s, const Story& story) {
    Actor alice = story.before("alice", "Link");
    const Message& good = story.message("Link");
    Actor early = story.before("alice", "Store");
    std::vector<Case> cases = {
        alice.accepts("Link: of her upload", {}, story.event("alice", "Link")),
        early.refuses("Link: nothing was stored", story.event("alice", "Link"), "LINK.C1"),
    };
    if (s.is_printed()) {
        cases.push_back(alice.accepts("Link: from anybody, to anywhere", {"printed-attack"},
                                      sent_by("mallory", good.with("url", item_of("elsewhere")))));
        return cases;
    }
    const auto refuses = [&](const std::string& comment, const Message& Link, const std::string& check) {
        return alice.refuses("Link: " + comment, sent_by("CS-1", Link), check);
    };
    append(cases,
           {
               refuses("of another upload", s.again("CS-1", good.with("upload", item_of(Bytes(32)))), "LINK.C1"),
               refuses("by another cloud", s.again("CS-2", good.with("cid", item_of(bytes_of("CS-2")))), "LINK.C2"),
               refuses("a signed digest of something else", s.with_wrong_h("CS-1", good), "LINK.C3"),
               refuses("signed by another cloud", s.again("CS-2", good), "LINK.C4"),
               refuses("another url", s.again("CS-1", good.with("url", item_of(story.url() + "0"))), "LINK.C5"),
           });
    return cases;
}

std::vector<Case> publish_cases(const Scene& s, const Story& story) {
    Actor alice = story.before("alice", s.is_printed() ? "AccessRequest" : "block 3");
    const auto publish = [&](const std::string& url, bool encrypted) {
        return told(s, Type::publish, {item_of(url), Item(encrypted)});
    };
    std::vector<Case> cases = {
        alice.accepts("Publish: a plain summary", {}, publish(story.url(), false)),
        alice.refuses("Publish: another url", publish(story.url() + "0", false), "PUBLISH.C1"),
    };
    cases.push_back(s.is_printed()
                        ? alice.refuses("Publish: an encrypted summary", publish(story.url(), true), "PUBLISH.C2")
                        : alice.accepts("Publish: an encrypted summary", {}, publish(story.url(), true)));
    return cases;
}

} // namespace

std::vector<Case> record_cases(const Scene& s) {
    const Story& told_story = story(s);
    std::vector<Case> cases;
    for (const auto part : {key_cases, issue_cases, emr_cases, store_cases, upload_cases, link_cases, publish_cases})
        append(cases, part(s, told_story));
    return cases;
}

} // namespace emrshare::kat
