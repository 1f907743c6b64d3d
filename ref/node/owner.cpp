// A user as owner: keeps records, stores them with a cloud, publishes them, and grants access (spec,
// sections 14.4, 14.5 and 15.2; paper, section 4.B(3) and (5)).

#include "base/error.hpp"
#include "credential/claims.hpp"
#include "node/key_making.hpp"
#include "node/sharing.hpp"
#include "node/user.hpp"
#include "node/user_key.hpp"
#include "pre/encoding.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"
#include "random/xof.hpp"
#include "record/section.hpp"
#include "record/split.hpp"

#include <array>

namespace emrshare::node {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kInfoLimit = 65536;

/// A Record together with what its receiver judges it against.
struct RecordSubject {
    const PublicParameters& pp;
    const Message& attestation;
    const std::vector<Message>& disclosures;
    const Bytes& PID;
    bool known;
};

bool are_attested(const RecordSubject& s) {
    const std::vector<Bytes> digests = s.attestation.byte_strings("digests");
    if (digests.empty() || digests.size() > kMostSections || digests.size() != s.disclosures.size()) return false;
    for (std::size_t num = 0; num < digests.size(); ++num) {
        if (s.disclosures[num].number("num") != num || s.disclosures[num].digest() != digests[num]) return false;
    }
    return true;
}

std::span<const Check<RecordSubject>> record_checks() {
    static const std::array<Check<RecordSubject>, 6> checks = {{
        {"EMR.C2",
         "hid",
         "it is no hospital",
         {},
         [](const RecordSubject& s) { return s.pp.node(s.attestation.bytes("hid"), Role::hospital) != nullptr; }},
        {"EMR.C3",
         "h",
         "it is not the digest of this attestation",
         {},
         [](const RecordSubject& s) { return s.pp.has_right_h(s.attestation); }},
        {"EMR.C4",
         "Sig",
         "it is no signature of the hospital on h",
         {"EMR.C2"},
         [](const RecordSubject& s) { return is_signed_by(s.attestation, s.pp.node(s.attestation.bytes("hid"))->vk); }},
        {"EMR.C5",
         "PID_A",
         "it is another patient's",
         {},
         [](const RecordSubject& s) { return s.attestation.bytes("PID_A") == s.PID; }},
        {"EMR.C6", "disclosures", "they are not those that the hospital attests", {}, are_attested},
        {"EMR.C7", "record", "she has it", {}, [](const RecordSubject& s) { return !s.known; }},
    }};
    return checks;
}

/// A Link together with what its receiver judges it against.
struct LinkSubject {
    const PublicParameters& pp;
    const Message& link;
    const OwnedRecord* record; ///< that waits for it, or null
};

std::span<const Check<LinkSubject>> link_checks() {
    static const std::array<Check<LinkSubject>, 5> checks = {{
        {"LINK.C1",
         "upload",
         "no upload of hers waits for it",
         {},
         [](const LinkSubject& s) { return s.record != nullptr; }},
        {"LINK.C2",
         "cid",
         "it is not the cloud to which she has sent the upload",
         {"LINK.C1"},
         [](const LinkSubject& s) { return s.link.bytes("cid") == s.record->cloud; }},
        {"LINK.C3",
         "h",
         "it is not the digest of this link",
         {},
         [](const LinkSubject& s) { return s.pp.has_right_h(s.link); }},
        {"LINK.C4",
         "Sig",
         "it is no signature of the cloud on h",
         {"LINK.C2"},
         [](const LinkSubject& s) { return is_signed_by(s.link, s.pp.node(s.link.bytes("cid"))->vk); }},
        {"LINK.C5",
         "url",
         "it is not the url of the upload at this cloud",
         {"LINK.C1"},
         [](const LinkSubject& s) { return s.link.text("url") == url_of(s.record->cloud, s.record->upload); }},
    }};
    return checks;
}

/// Blocks of a record's sections as printed.
std::size_t printed_blocks(const Message& record) {
    std::size_t blocks = 0;
    for (const Message& disclosure : record.parts("disclosures")) {
        if (disclosure.number("num") != 0)
            blocks += printed_blocks_of(*record.dialect().set, disclosure.encode().size());
    }
    return blocks;
}

/// A command Allow together with what the owner has.
struct AllowSubject {
    const Message& command;
    const Message* request;    ///< the AccessRequest, or null
    const OwnedRecord* record; ///< at the url, or null
    bool is_printed;
};

bool names_sections(const AllowSubject& s) {
    const std::vector<std::uint64_t> sections = s.command.numbers("sections");
    const std::size_t count = s.record->delta.size();
    return s.is_printed || (!sections.empty() && are_increasing(sections) && sections.back() < count);
}

std::span<const Check<AllowSubject>> allow_checks() {
    static const std::array<Check<AllowSubject>, 4> checks = {{
        {"ALLOW.C1",
         "request",
         "she was not asked for it",
         {},
         [](const AllowSubject& s) { return s.request != nullptr; }},
        {"ALLOW.C2",
         "url",
         "she has stored no record there, or was asked for another",
         {},
         [](const AllowSubject& s) {
             const bool same = s.is_printed || s.request == nullptr || s.request->text("url") == s.command.text("url");
             return s.record != nullptr && same;
         }},
        {"ALLOW.C3", "sections", "they are not numbers of its sections in their order", {"ALLOW.C2"}, names_sections},
        {"ALLOW.C4",
         "not_after",
         "it is before not_before",
         {},
         [](const AllowSubject& s) { return s.command.number("not_before") <= s.command.number("not_after"); }},
    }};
    return checks;
}

} // namespace

const UserKey& User::user_key() const {
    if (key_) return *key_;
    const message::Dialect& dialect = pp().dialect();
    const Coins coins = derive_coins("NODE.KeyGen", seed());
    if (is_printed()) {
        key_ = std::make_shared<const UserKey>(UserKey{make_key_pair(dialect, *f_prime_, coins), nullptr, nullptr});
        return *key_;
    }
    const auto owner = std::make_shared<const OwnerKey>(keygen_from_coins(*dialect.set, *f_prime_, coins));
    const auto tree = std::make_shared<const SamplingTree>(sampling_tree(*dialect.set, *owner));
    key_ = std::make_shared<const UserKey>(UserKey{owner->pair, owner, tree});
    return *key_;
}

OwnedRecord* User::record_at(const std::string& url) {
    const auto found = std::find_if(records_.begin(), records_.end(),
                                    [&](const auto& entry) { return !url.empty() && entry.second.url == url; });
    return found == records_.end() ? nullptr : &found->second;
}

void User::on_emr(Step& step) {
    require(certificate_.has_value(), "EMR.C1", "state", "she has no certificate yet");
    const Bytes opened = open_carried(pp(), user_key().pair, seed(), step.message);
    const Message Record = message::decode_part(pp().dialect(), Type::record, opened);
    const Message Attestation = Record.part("attestation");
    const std::vector<Message> disclosures = Record.parts("disclosures");
    const RecordSubject subject = {pp(), Attestation, disclosures, PID_, records_.contains(Record.digest())};
    Judgement().table(record_checks(), subject).require();
    records_.emplace(Record.digest(), OwnedRecord{Record}); // EMR.1
}

void User::on_store(Step& step) {
    const auto found = records_.find(step.message.bytes("record"));
    require(found != records_.end(), "STORE.C1", "record", "she has no such record");
    require(found->second.url.empty(), "STORE.C2", "record", "it is stored already");
    require(pp().node(bytes_of(step.message.text("to")), Role::cloud) != nullptr, "STORE.C3", "to", "it is no cloud");
    OwnedRecord& owned = found->second;
    require(!is_printed() || printed_blocks(owned.record) <= message::kListLimit, "STORE.C4", "record",
            "encrypted bit by bit it has more than 4096 blocks");
    std::vector<Message> sections;
    for (const Message& disclosure : owned.record.parts("disclosures")) { // STORE.1
        const std::uint64_t num = disclosure.number("num");
        if (is_printed() && num == 0) continue; // the summary goes onto the chain as it is
        sections.push_back(seal_section(pp().dialect(), user_key().pair.pk, PID_, num, disclosure.encode(),
                                        derive_coins(XofInput("NODE.Section").with(step.coins).with(num))));
    }
    const std::vector<Bytes> delta = deltas_of(pp().dialect(), sections, PID_);                    // STORE.2
    const Message Upload = sign(Type::upload, {item_of(PID_), item_of(sections), item_of(delta)}); // STORE.3
    require(fits_into_messages(Upload), "STORE.C5", "record", "it fits no message once it is encrypted");
    owned.delta = delta;
    owned.upload = Upload.digest();
    owned.cloud = bytes_of(step.message.text("to"));
    if (!is_printed()) owned.Info = sections.front();
    step.send(step.message.text("to"), Upload);
}

void User::on_link(Step& step) {
    const Message& Link = step.message;
    const auto waits = [&](const auto& entry) {
        const OwnedRecord& owned = entry.second;
        return owned.url.empty() && !owned.upload.empty() && (is_printed() || owned.upload == Link.bytes("upload"));
    };
    const auto found = std::find_if(records_.begin(), records_.end(), waits);
    const LinkSubject subject = {pp(), Link, found == records_.end() ? nullptr : &found->second};
    Judgement().table(is_printed() ? link_checks().first(1) : link_checks(), subject).require();
    found->second.url = Link.text("url"); // LINK.1
}

void User::on_publish(Step& step) {
    const OwnedRecord* owned = record_at(step.message.text("url"));
    require(owned != nullptr, "PUBLISH.C1", "url", "she has stored no record there");
    const bool is_encrypted = step.message.flag("encrypted");
    require(!is_encrypted || !is_printed(), "PUBLISH.C2", "encrypted", "as printed the summary is plain");
    const std::vector<Message> disclosures = owned->record.parts("disclosures");
    const Message plain = make(Type::record, {owned->record["attestation"], Item(Items{disclosures.front().item()})});
    const Bytes Info_s = is_encrypted ? owned->Info->encode() : plain.encode(); // PUBLISH.1
    require(Info_s.size() <= kInfoLimit, "PUBLISH.C3", "Info_s", "it has more than 65536 bytes");
    submit(step, make(Type::metadata, {item_of(PID_), step.message["url"], item_of(Info_s)})); // PUBLISH.2
}

void User::on_allow(Step& step) {
    const Message& Allow = step.message;
    const std::string& url = Allow.text("url");
    const auto request = std::find_if(asked_.begin(), asked_.end(),
                                      [&](const Message& asked) { return asked.digest() == Allow.bytes("request"); });
    const OwnedRecord* owned = record_at(url);
    const AllowSubject subject = {Allow, request == asked_.end() ? nullptr : &*request, owned, is_printed()};
    Judgement().table(allow_checks(), subject).require();
    const Message& certificate = *certificate_on_chain(*this, request->bytes("PID_B"));
    const message::NodeEntry* cloud = cloud_of(pp(), url);
    require(cloud != nullptr, "ALLOW.C5", "url", "it names no cloud");
    if (is_printed()) {
        allow_printed(step, certificate, *cloud);
        asked_.erase(request); // ALLOW.7
        return;
    }

    const ParameterSet& set = *pp().dialect().set;
    const Item PID_B = (*request)["PID_B"];
    const std::vector<Message> claims = credential::make_claims(pp().dialect(), Allow.text("purpose"),
                                                                Allow.numbers("sections"), step.coins); // ALLOW.1
    const Bytes nonce = derive_bytes(XofInput("NODE.r").with(step.coins), kNonceBytes);
    const Message VC = sign(Type::vc, {item_of(PID_), PID_B, Item(url), Allow["not_before"], Allow["not_after"],
                                       item_of(nonce), item_of(credential::claim_digests(claims))}); // ALLOW.2
    const Bytes vc = VC.digest();
    const OwnerShare share = rekeygen_owner_from_coins(set, *user_key().owner, *user_key().tree,
                                                       derive_coins("NODE.Delegation", step.coins)); // ALLOW.3
    const Message CloudShare = make(Type::cloud_share, {VC.item(), Item(encode(share.r_B))});
    const message::Sealed for_cloud =
        seal_part(pp(), cloud->pk, "CloudGrant", CloudShare, derive_coins("NODE.CloudSeal", step.coins));
    step.send(cloud->name(), sign(Type::cloud_grant, {item_of(PID_), item_of(cloud->id), Item(encode(for_cloud.C)),
                                                      Item(for_cloud.sealed)})); // ALLOW.4
    const Message Delegation = make(Type::delegation, {VC.item(), item_of(claims), Item(encode(share.a_B)),
                                                       item_of(owned->delta), owned->record["attestation"]});
    const message::Sealed for_B =
        seal_part(pp(), certificate.element("pk"), "Grant", Delegation, derive_coins("NODE.Seal", step.coins));
    step.send(Allow.text("to"),
              sign(Type::grant, {item_of(PID_), PID_B, Item(encode(for_B.C)), Item(for_B.sealed)})); // ALLOW.5
    submit(step, make(Type::credential, {item_of(PID_), item_of(vc), PID_B, Item(url), Allow["not_before"],
                                         Allow["not_after"]})); // ALLOW.6
    issued_.push_back(vc);                                      // ALLOW.7
    asked_.erase(request);
}

void User::allow_printed(Step& step, const Message& certificate, const message::NodeEntry& cloud) {
    const ParameterSet& set = *pp().dialect().set;
    const Item url = step.message["url"];
    const OwnerShare share = rekeygen_owner_printed_from_coins(set, user_key().pair.f,
                                                               derive_coins("NODE.Delegation", step.coins)); // ALLOW.3
    const std::vector<Bytes> r_B =
        encrypt_element(set, cloud.pk, share.r_B, derive_coins("NODE.CloudSeal", step.coins));
    step.send(cloud.name(), make(Type::cloud_grant, {certificate["PID"], url, item_of(r_B)})); // ALLOW.4
    const std::vector<Bytes> a_B =
        encrypt_element(set, certificate.element("pk"), share.a_B, derive_coins("NODE.Seal", step.coins));
    step.send(step.message.text("to"), make(Type::grant, {item_of(PID_), url, item_of(a_B)})); // ALLOW.5
}

} // namespace emrshare::node
