// What a credential is good for: other sections than it names, other people, other times and other clouds.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/nodes.hpp"
#include "credential/claims.hpp"
#include "node/sharing.hpp"
#include "pre/encoding.hpp"
#include "pre/reenc.hpp"
#include "protocol/story.hpp"
#include "random/xof.hpp"
#include "record/section.hpp"

namespace emrshare::kat::attack {
namespace {

/// The section that the story's credential does not name.
constexpr std::uint64_t kUngranted = 1;

Bytes record_of_two() {
    return bytes_of(R"({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Observation", "id": "a"}},
 {"resource": {"resourceType": "Condition", "id": "b"}}]})");
}

/// As printed the owner allows one section of three, and the cloud answers with blocks.
Row printed_scope(const Setting& setting) {
    Simulation network = network_of(setting, Profile::as_printed, {});
    network.register_user("alice");
    network.register_user("bob");
    network.give_keys("CS-1");
    const std::string url = network.share_record("alice", record_of_two());
    const std::vector<std::uint64_t> one_section = {2};
    network.fetch("bob", network.allow("alice", "bob", url, one_section), one_section);
    std::size_t stored = 0;
    for (const Message& section : network.cloud().upload_at(url).parts("sections"))
        stored += section.elements("C").size();
    const std::size_t answered = network.messages(Type::fetch_answer).back().elements("C_B").size();
    Row row = verdict("as-printed", "blocks of three sections that one section's requester is sent, of those stored",
                      answered == stored, true);
    row.measured = share(answered, stored);
    return row;
}

/// The re-encrypted section that was not granted, opened by the requester: what a cloud that looks at no claims gives.
bool ungranted_section_opens(const Scene& s, const Story& story) {
    const ParameterSet& set = *s.pp().dialect().set;
    const Actor cloud = story.before("CS-1", "Presentation");
    const auto& delegations = dynamic_cast<const node::Cloud&>(cloud.node()).delegations();
    const node::CloudDelegation& given = delegations.at(story.vc());
    const Message section = story.message("Upload").parts("sections").at(kUngranted);
    const Rq C_A = decode_element(set, section.elements("C").front());
    const Rq C_B = reenc_from_coins(set, *given.rk, *given.pk_B, C_A, s.seed_of("CS-1"));
    const KeyPair one_time = one_time_keygen_from_coins(
        set, derive_coins(XofInput("NODE.DelegationKey").with(s.seed_of("bob")).with(story.vc())));
    const Bytes plaintext = open_section(section, one_time.f, s.id_of("alice"), {encode(C_B)});
    const Message Disclosure = message::decode_part(s.pp().dialect(), Type::disclosure, plaintext);
    const Message attestation = story.opened("Grant").part("attestation");
    return Disclosure.digest() == attestation.byte_strings("digests").at(kUngranted);
}

/// The credential with a claim for one section more, signed by the requester, and that claim.
std::pair<Message, Message> widened_by_bob(const Scene& s, const Story& story) {
    const Message Delegation = story.opened("Grant");
    std::vector<Message> claims = Delegation.parts("claims");
    claims.push_back(claims.back().with("value", item_of(std::to_string(kUngranted))));
    const Message VC = Delegation.part("credential").with("claims", item_of(credential::claim_digests(claims)));
    return {s.again("bob", VC), claims.back()};
}

std::vector<Row> corrected_scope(const Setting& setting) {
    const Scene& s = scene_of(setting, Profile::corrected);
    const Story& told = story(s);
    const Message& good = told.message("Presentation");
    const auto [VC, claim] = widened_by_bob(s, told);
    const Actor asked = told.before("CS-1", "Presentation");
    const auto row = [&](const Actor& cloud, const std::string& what, const Message& message, std::string_view named) {
        return row_of_answer("corrected", what, answer_of(cloud, sent_by("bob", message)), std::string(named));
    };
    const Item more = item_of(std::vector{claim});
    const Message share = told.opened("CloudGrant").with("credential", VC.item());
    const Item bob = item_of(s.id_of("bob"));
    const Message bobs_VC = s.again("bob", VC.with("PID_A", bob));
    const Message as_owner = told.resealed("CloudGrant", "bob", share.with("credential", bobs_VC.item()));
    return {
        row(asked, "control: the claim that the credential has", good, kAccepted),
        row(asked, "a claim of his own for one more section", s.again("bob", good.with("claims", more)), "PRESENT.C11"),
        row(asked, "a challenge for a credential that he has widened",
            s.make(Type::fetch_request, {item_of(VC.digest())}), "CHALLENGE.Request.C1"),
        row(asked, "the widened credential under the challenge for the right one",
            s.again("bob", good.with("credential", VC.item()).with("claims", more)), "PRESENT.C5 PRESENT.C8 TX.C24"),
        row(told.before("CS-1", "CloudGrant"), "a grant of it in the owner's name",
            told.resealed("CloudGrant", "bob", share), "CGRANT.C3"),
        row(told.before("CS-1", "CloudGrant"), "a grant of it in his own name",
            s.again("bob", as_owner.with("PID_A", bob)), "CGRANT.C9"),
        verdict("control: a cloud that looks at no claims", "a section that was not granted opens",
                ungranted_section_opens(s, told), true),
    };
}

/// Rows of what a cloud with the delegation answers, as printed: no message has a credential or a signature.
std::vector<Row> printed_replays(const Setting& setting) {
    const Scene& s = scene_of(setting, Profile::as_printed);
    const Story& told = story(s);
    const Message& question = told.message("FetchRequest");
    const auto row = [&](const std::string& what, const Actor& cloud) {
        return row_of_answer("as-printed", what, answer_of(cloud, sent_by("mallory", question)),
                             std::string(kAccepted));
    };
    const Actor asked = told.before("CS-1", "FetchRequest");
    Actor again = told.before("CS-1", "FetchRequest");
    again.takes(told.event("CS-1", "FetchRequest"));
    return {row("the requester's question, sent by somebody else", asked),
            row("the question that the cloud has answered, once more", again)};
}

/// What the cloud answers to the credential, where everything but one thing is right.
std::vector<Row> corrected_replays(const Setting& setting) {
    const Scene& s = scene_of(setting, Profile::corrected);
    const Story& told = story(s);
    const Message& good = told.message("Presentation");
    const std::uint64_t not_after = good.part("credential").number("not_after");
    const Actor asked = told.before("CS-1", "Presentation");
    Actor answered = told.before("CS-1", "Presentation");
    answered.takes(told.event("CS-1", "Presentation"));
    Actor revoked = told.before("CS-1", "Presentation");
    const Message revocation = s.make(Type::revocation, {item_of(s.id_of("alice")), item_of(told.vc())});
    revoked.takes(sent_by("MN-1", told.block(5, revocation, "alice")));
    Actor other(s, "CS-2", s.blocks(2));
    other.takes(told.event("CS-1", "block 3"));
    other.takes(told.event("CS-1", "block 4"));
    Actor busy = told.before("CS-1", "Presentation");
    const auto under_end = [&](std::uint64_t expires) {
        return sent_by("bob", told.presentation(good.part("credential"), good["claims"], expires));
    };
    for (std::uint64_t i = 0; i < node::kOpenLimit; ++i)
        busy.takes(under_end(kSceneTime + i));
    const Message logged = message::decode(s.pp().dialect(), told.event("CS-1", "block 5").bytes)
                               .part("BM")
                               .parts("Block")
                               .front()
                               .part("Tx_req")
                               .part("M");
    Actor hospital = told.before("HN-1", "the end");
    const Message logged_again =
        s.request("CS-1", logged, s.grant("MN-1", bytes_of("CS-1"), "again", kSceneTime + kWindow), kSceneTime);
    const auto row = [&](const std::string& what, const Actor& node, const Event& event, std::string_view named) {
        return row_of_answer("corrected", what, answer_of(node, event), std::string(named));
    };
    const Message alices = s.again("alice", good.with("PID_B", item_of(s.id_of("alice"))));
    return {
        row("control: by its holder, for the first time", asked, sent_by("bob", good), kAccepted),
        row("by another requester, who signs for herself", asked, sent_by("alice", alices), "PRESENT.C9"),
        row("by another requester, in its holder's name", asked, sent_by("alice", s.again("alice", good)),
            "PRESENT.C3"),
        row("a second time", answered, sent_by("bob", good), "PRESENT.C7"),
        row("a ninth time, while eight wait", busy, under_end(kSceneTime + node::kOpenLimit), "PRESENT.C13"),
        row("after its end", asked, sent_by("bob", good, not_after + 1), "PRESENT.C10 TX.C26"),
        row("after its revocation", revoked, sent_by("bob", good), "TX.C26"),
        row("to another cloud, as it is", other, sent_by("bob", good), "PRESENT.C4 PRESENT.C5 PRESENT.C8"),
        row("the access that is logged, logged again", hospital, sent_by("CS-1", logged_again), "TX.C27"),
    };
}

} // namespace

std::vector<Row> credential_widening(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) rows.push_back(printed_scope(setting));
    if (setting.wants(Profile::corrected)) append(rows, corrected_scope(setting));
    return rows;
}

std::vector<Row> credential_replay(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) append(rows, printed_replays(setting));
    if (setting.wants(Profile::corrected)) append(rows, corrected_replays(setting));
    return rows;
}

} // namespace emrshare::kat::attack
