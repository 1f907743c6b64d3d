#include "node/cloud.hpp"

#include "base/error.hpp"
#include "credential/claims.hpp"
#include "ledger/contract.hpp"
#include "node/key_making.hpp"
#include "node/sharing.hpp"
#include "pre/encoding.hpp"
#include "pre/reenc.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"
#include "random/xof.hpp"
#include "record/section.hpp"
#include "record/split.hpp"

#include <array>

namespace emrshare::node {
namespace {

constexpr std::uint64_t kCloudCode = 82;
constexpr std::uint64_t kVaultCode = 93;
constexpr std::uint64_t kFileCode = 97;
constexpr std::uint64_t kDelegationCode = 98;
constexpr std::uint64_t kPendingAccessCode = 99;
constexpr std::size_t kChallengeBytes = 16;

/// Blocks that the cloud re-encrypts at most for one delegation (spec, section 9.10). A delegation is for one record,
/// and in the corrected profile each of its sections has one block: nobody has to count.
constexpr std::uint64_t kBlockBudget = std::uint64_t{1} << 24;
static_assert(kMostSections <= kBlockBudget);

/// An Upload together with what the cloud judges it against.
struct UploadSubject {
    const PublicParameters& pp;
    const Message& Upload;
    const Bytes* vk; ///< of PID_A, or null
    bool known;
};

bool has_right_deltas(const UploadSubject& s) {
    const std::vector<Bytes> deltas =
        deltas_of(s.pp.dialect(), s.Upload.parts("sections"), s.Upload.bytes("PID_A")); // delta_A*
    return s.Upload.elements("delta") == deltas;
}

std::span<const Check<UploadSubject>> upload_checks() {
    static const std::array<Check<UploadSubject>, 7> checks = {{
        {"UPLOAD.C1",
         "PID_A",
         "nobody of this PID has a certificate",
         {},
         [](const UploadSubject& s) { return s.vk != nullptr; }},
        {"UPLOAD.C2",
         "sections",
         "they have not the numbers, blocks and bodies of the profile",
         {},
         [](const UploadSubject& s) { return are_sections(s.Upload.parts("sections"), s.pp.dialect().profile); }},
        {"UPLOAD.C3", "delta", "it is not H_2(C, PID_A)", {}, has_right_deltas},
        {"UPLOAD.C4",
         "h",
         "it is not the digest of this upload",
         {},
         [](const UploadSubject& s) { return s.pp.has_right_h(s.Upload); }},
        {"UPLOAD.C5",
         "Sig",
         "it is no signature of PID_A on h",
         {"UPLOAD.C1"},
         [](const UploadSubject& s) { return is_signed_by(s.Upload, *s.vk); }},
        {"UPLOAD.C6",
         "sections",
         "what is sent of them fits no message",
         {},
         [](const UploadSubject& s) { return fits_into_messages(s.Upload); }},
        {"UPLOAD.C7", "sections", "they are stored", {}, [](const UploadSubject& s) { return !s.known; }},
    }};
    return checks;
}

/// A CloudGrant together with what the cloud judges it against.
struct CloudGrantSubject {
    const PublicParameters& pp;
    const Message& CloudGrant;
    const Bytes* vk; ///< of PID_A, or null
    const Bytes& id;
};

std::span<const Check<CloudGrantSubject>> cloud_grant_checks() {
    static const std::array<Check<CloudGrantSubject>, 4> checks = {{
        {"CGRANT.C1",
         "PID_A",
         "nobody of this PID has a certificate",
         {},
         [](const CloudGrantSubject& s) { return s.vk != nullptr; }},
        {"CGRANT.C2",
         "h",
         "it is not the digest of this grant",
         {},
         [](const CloudGrantSubject& s) { return s.pp.has_right_h(s.CloudGrant); }},
        {"CGRANT.C3",
         "Sig",
         "it is no signature of PID_A on h",
         {"CGRANT.C1"},
         [](const CloudGrantSubject& s) { return is_signed_by(s.CloudGrant, *s.vk); }},
        {"CGRANT.C4",
         "cid",
         "it is for another cloud",
         {},
         [](const CloudGrantSubject& s) { return s.CloudGrant.bytes("cid") == s.id; }},
    }};
    return checks;
}

/// A CloudShare together with what the cloud judges it against.
struct CloudShareSubject {
    const PublicParameters& pp;
    const Message& CloudGrant;
    const Bytes& vk; ///< of PID_A
    Message VC;
    const StoredRecord* record; ///< at the credential's url, or null
    bool known;
};

std::span<const Check<CloudShareSubject>> cloud_share_checks() {
    static const std::array<Check<CloudShareSubject>, 6> checks = {{
        {"CGRANT.C5",
         "credential.h",
         "it is not the digest of this credential",
         {},
         [](const CloudShareSubject& s) { return s.pp.has_right_h(s.VC); }},
        {"CGRANT.C6",
         "credential.Sig",
         "it is no signature of PID_A on the credential's h",
         {},
         [](const CloudShareSubject& s) { return is_signed_by(s.VC, s.vk); }},
        {"CGRANT.C7",
         "credential",
         "it names another owner",
         {},
         [](const CloudShareSubject& s) { return s.VC["PID_A"] == s.CloudGrant["PID_A"]; }},
        {"CGRANT.C8",
         "credential.url",
         "nothing is stored there",
         {},
         [](const CloudShareSubject& s) { return s.record != nullptr; }},
        {"CGRANT.C9",
         "credential.url",
         "PID_A has not stored what is there",
         {"CGRANT.C8"},
         [](const CloudShareSubject& s) { return s.record->PID_A == s.CloudGrant.bytes("PID_A"); }},
        {"CGRANT.C10",
         "credential",
         "this cloud has its delegation",
         {},
         [](const CloudShareSubject& s) { return !s.known; }},
    }};
    return checks;
}

/// A Share together with what the cloud judges it against.
struct ShareSubject {
    const PublicParameters& pp;
    const Message& Share;
    const CloudDelegation* delegation; ///< of vc, or null
    const Bytes* vk;                   ///< of PID_B, or null
    const Bytes& id;
};

std::span<const Check<ShareSubject>> share_checks() {
    static const std::array<Check<ShareSubject>, 7> checks = {{
        {"SHARE.C1",
         "vc",
         "this cloud has no such delegation",
         {},
         [](const ShareSubject& s) { return s.delegation != nullptr; }},
        {"SHARE.C2",
         "PID_B",
         "the delegation is for another requester",
         {"SHARE.C1"},
         [](const ShareSubject& s) { return s.delegation->PID_B == s.Share.bytes("PID_B"); }},
        {"SHARE.C3",
         "PID_B",
         "nobody of this PID has a certificate",
         {},
         [](const ShareSubject& s) { return s.vk != nullptr; }},
        {"SHARE.C4",
         "h",
         "it is not the digest of this share",
         {},
         [](const ShareSubject& s) { return s.pp.has_right_h(s.Share); }},
        {"SHARE.C5",
         "Sig",
         "it is no signature of PID_B on h",
         {"SHARE.C3"},
         [](const ShareSubject& s) { return is_signed_by(s.Share, *s.vk); }},
        {"SHARE.C6",
         "cid",
         "it is for another cloud",
         {},
         [](const ShareSubject& s) { return s.Share.bytes("cid") == s.id; }},
        {"SHARE.C7",
         "vc",
         "the delegation has its share",
         {"SHARE.C1"},
         [](const ShareSubject& s) { return !s.delegation->rk.has_value(); }},
    }};
    return checks;
}

/// A Presentation together with what the cloud judges it against.
struct PresentationSubject {
    const PublicParameters& pp;
    const Message& Presentation;
    Message VC;
    std::vector<Message> claims;
    const CloudDelegation* delegation; ///< of the credential, or null
    std::size_t sections;              ///< of the record at the delegation's url
    const Bytes* vk_B;                 ///< of PID_B, or null
    const Bytes& id;
    Bytes challenge; ///< that this cloud gives for the credential and the end
    bool answered;
    std::size_t waiting; ///< accesses of PID_B that are pending
    std::uint64_t now;
};

bool are_sections_of_record(const PresentationSubject& s) {
    const std::vector<std::uint64_t> sections = credential::sections_of(s.claims);
    return !sections.empty() && are_increasing(sections) && sections.back() < s.sections;
}

std::span<const Check<PresentationSubject>> presentation_checks() {
    static const std::array<Check<PresentationSubject>, 13> checks = {{
        {"PRESENT.C1",
         "PID_B",
         "nobody of this PID has a certificate",
         {},
         [](const PresentationSubject& s) { return s.vk_B != nullptr; }},
        {"PRESENT.C2",
         "h",
         "it is not the digest of this presentation",
         {},
         [](const PresentationSubject& s) { return s.pp.has_right_h(s.Presentation); }},
        {"PRESENT.C3",
         "Sig",
         "it is no signature of PID_B on h",
         {"PRESENT.C1"},
         [](const PresentationSubject& s) { return is_signed_by(s.Presentation, *s.vk_B); }},
        {"PRESENT.C4",
         "cid",
         "it is for another cloud",
         {},
         [](const PresentationSubject& s) { return s.Presentation.bytes("cid") == s.id; }},
        {"PRESENT.C5",
         "r",
         "it is no challenge of this cloud for the credential and the end",
         {},
         [](const PresentationSubject& s) { return s.Presentation.bytes("r") == s.challenge; }},
        {"PRESENT.C6",
         "expires",
         "the challenge has expired",
         {},
         [](const PresentationSubject& s) { return s.now <= s.Presentation.number("expires"); }},
        {"PRESENT.C7", "r", "the challenge was used", {}, [](const PresentationSubject& s) { return !s.answered; }},
        {"PRESENT.C8",
         "credential",
         "this cloud has no re-encryption key of that name",
         {},
         [](const PresentationSubject& s) { return s.delegation != nullptr && s.delegation->rk.has_value(); }},
        {"PRESENT.C9",
         "PID_B",
         "the credential is for another holder",
         {"PRESENT.C1"},
         [](const PresentationSubject& s) { return s.VC["PID_B"] == s.Presentation["PID_B"]; }},
        {"PRESENT.C10",
         "credential",
         "it is not valid yet, or not any more",
         {},
         [](const PresentationSubject& s) {
             return s.VC.number("not_before") <= s.now && s.now <= s.VC.number("not_after");
         }},
        {"PRESENT.C11",
         "claims",
         "they are not claims of the credential",
         {},
         [](const PresentationSubject& s) { return credential::are_claims_of(s.VC, s.claims); }},
        {"PRESENT.C12",
         "claims",
         "they name no sections of the record in their order",
         {"PRESENT.C8"},
         are_sections_of_record},
        {"PRESENT.C13",
         "PID_B",
         "too many accesses of this requester wait for the chain",
         {},
         [](const PresentationSubject& s) { return s.waiting < kOpenLimit; }},
    }};
    return checks;
}

Bytes printed_name(ByteView PID_B, const std::string& url) {
    Bytes name(PID_B.begin(), PID_B.end());
    const Bytes text = bytes_of(url);
    name.insert(name.end(), text.begin(), text.end());
    return name;
}

} // namespace

Cloud::Cloud(Parameters pp, Bytes id, const Coins& seed, std::unique_ptr<BlockStore> store,
             std::unique_ptr<CiphertextStore> ciphertexts)
    : Author(std::move(pp), std::move(id), seed, std::move(store)), ciphertexts_(std::move(ciphertexts)) {
    require(this->pp().node(this->id(), Role::cloud) != nullptr, "NODE.Init.C2", "id", "it is no cloud");
    on(Type::key, [this](Step& step) { on_key(step); });
    on(Type::upload, [this](Step& step) { on_upload(step); });
    if (is_printed()) {
        on(Type::cloud_grant, [this](Step& step) { on_printed_cloud_grant(step); });
        on(Type::share, [this](Step& step) { on_printed_share(step); });
        on(Type::fetch_request, [this](Step& step) { on_printed_fetch_request(step); });
    } else {
        on(Type::cloud_grant, [this](Step& step) { on_cloud_grant(step); });
        on(Type::share, [this](Step& step) { on_share(step); });
        on(Type::fetch_request, [this](Step& step) { on_fetch_request(step); });
        on(Type::presentation, [this](Step& step) { on_presentation(step); });
    }
}

const KeyPair& Cloud::key_pair() const {
    require(pair_.has_value(), "KEY.C2", "state", "the cloud has not been given f' yet");
    return *pair_;
}

Message Cloud::upload_at(const std::string& url) const {
    return message::decode(pp().dialect(), ciphertexts_->get(files_.at(url).digest));
}

const StoredRecord* Cloud::record_at(const std::string& url) const {
    const auto found = files_.find(url);
    return found == files_.end() ? nullptr : &found->second;
}

void Cloud::on_key(Step& step) {
    const message::Dialect& dialect = pp().dialect();
    const Poly f_prime = decode_short(*dialect.set, step.message.bytes("f'"));
    const KeyPair pair = make_key_pair(dialect, f_prime, derive_coins("NODE.KeyGen", seed()));
    require(encode(pair.pk) == encode(pp().node(id())->pk), "KEY.C1", "f'",
            "the key made of it is not the node's in the public parameters");
    pair_ = pair; // KEY.1
}

void Cloud::on_upload(Step& step) {
    const Message& Upload = step.message;
    const Bytes digest = Upload.digest();
    const std::string url = url_of(id(), digest);
    const UploadSubject subject = {pp(), Upload, key(Upload.bytes("PID_A")), files_.contains(url)};
    Judgement().table(is_printed() ? upload_checks().first(6) : upload_checks(), subject).require();
    ciphertexts_->put(digest, Upload.encode()); // UPLOAD.1
    files_.insert_or_assign(url, StoredRecord{digest, Upload.bytes("PID_A"), Upload["sections"].entries()->size()});
    const Items fields = {item_of(id()), item_of(digest), Item(url)};
    step.send(step.from, is_printed() ? make(Type::link, {fields[2]}) : sign(Type::link, fields)); // UPLOAD.2
}

void Cloud::on_cloud_grant(Step& step) {
    const Message& CloudGrant = step.message;
    const Bytes& PID_A = CloudGrant.bytes("PID_A");
    const Bytes* vk = key(PID_A);
    Judgement().table(cloud_grant_checks(), CloudGrantSubject{pp(), CloudGrant, vk, id()}).require();
    const Message CloudShare =
        message::decode_part(pp().dialect(), Type::cloud_share, open_carried(pp(), key_pair(), seed(), CloudGrant));
    const Message VC = CloudShare.part("credential");
    const Bytes vc = VC.digest();
    const std::string& url = VC.text("url");
    const CloudShareSubject subject = {pp(), CloudGrant, *vk, VC, record_at(url), delegations_.contains(vc)};
    Judgement().table(cloud_share_checks(), subject).require();
    delegations_.emplace(vc, CloudDelegation{PID_A, VC.bytes("PID_B"), url, CloudShare.element("r_B")}); // CGRANT.1
}

void Cloud::on_share(Step& step) {
    const Message& Share = step.message;
    const auto found = delegations_.find(Share.bytes("vc"));
    const ShareSubject subject = {pp(), Share, found == delegations_.end() ? nullptr : &found->second,
                                  key(Share.bytes("PID_B")), id()};
    Judgement().table(share_checks(), subject).require();
    const ParameterSet& set = *pp().dialect().set;
    const Rq b_B = decode_element(set, open_carried(pp(), key_pair(), seed(), Share));
    const Rq pk_B = Share.element("pk*");
    const Rq rk = rekeygen_cloud(set, found->second.r_B, b_B, pk_B); // SHARE.1
    found->second.pk_B = pk_B.prepared();
    found->second.rk = rk.prepared();
}

Bytes Cloud::challenge(ByteView vc, std::uint64_t expires) const {
    return derive_bytes(XofInput("NODE.Challenge").with(seed()).with(vc).with(expires), kChallengeBytes);
}

void Cloud::on_fetch_request(Step& step) {
    const Bytes& vc = step.message.bytes("vc");
    const auto found = delegations_.find(vc);
    require(found != delegations_.end() && found->second.rk.has_value(), "CHALLENGE.Request.C1", "vc",
            "this cloud has no re-encryption key of that name");
    const std::uint64_t expires = step.now + pp().number("grant_time"); // CHALLENGE.Request.1
    step.send(step.from, sign(Type::challenge, {item_of(id()), item_of(vc), item_of(challenge(vc, expires)),
                                                Item(expires)})); // CHALLENGE.Request.2
}

void Cloud::on_presentation(Step& step) {
    const Message& Presentation = step.message;
    const Message VC = Presentation.part("credential");
    const Bytes vc = VC.digest();
    const auto found = delegations_.find(vc);
    const CloudDelegation* delegation = found == delegations_.end() ? nullptr : &found->second;
    const auto waiting = std::count_if(pending_.begin(), pending_.end(), [&](const auto& access) {
        return access.second.Presentation["PID_B"] == Presentation["PID_B"];
    });
    const PresentationSubject subject = {
        pp(),
        Presentation,
        VC,
        Presentation.parts("claims"),
        delegation,
        delegation == nullptr ? 0 : files_.at(delegation->url).sections,
        key(Presentation.bytes("PID_B")),
        id(),
        challenge(vc, Presentation.number("expires")),
        answered_.contains({id(), Presentation.bytes("r")}),
        static_cast<std::size_t>(waiting),
        step.now,
    };
    const ledger::CredentialSubject contract = {L(),     VC.bytes("PID_A"), vc, VC.bytes("PID_B"), VC.text("url"),
                                                step.now};
    Judgement()
        .table(presentation_checks(), subject)
        .table(ledger::credential_checks(), contract) // CONTRACT.Valid
        .require();
    std::erase_if(answered_, [&](const auto& r) { return r.second < step.now; }); // PRESENT.1
    answered_.emplace(ledger::Name{id(), Presentation.bytes("r")}, Presentation.number("expires"));
    const std::uint64_t expires = step.now + pp().number("grant_time");
    pending_.emplace(Presentation.bytes("r"), PendingAccess{Presentation, step.from, expires});
    submit(step, make(Type::access, {item_of(id()), VC["PID_A"], item_of(vc), VC["PID_B"], VC["url"], Presentation["r"],
                                     Item(expires)})); // PRESENT.2
}

void Cloud::committed(Moment& moment, const std::vector<Message>& requests) {
    Author::committed(moment, requests);
    if (is_printed()) return;
    for (const Message& Tx_req : requests) {
        const Message M = Tx_req.part("M");
        if (M.type() != Type::access || M.bytes("author") != id()) continue;
        const auto found = pending_.find(M.bytes("r"));
        if (found == pending_.end()) continue;
        answer(moment, found->second); // LOG.1
        pending_.erase(found);
    }
    std::erase_if(pending_, [&](const auto& access) { return access.second.expires < L().time; }); // LOG.2
}

void Cloud::answer(Moment& moment, const PendingAccess& access) {
    const ParameterSet& set = *pp().dialect().set;
    const Message& Presentation = access.Presentation;
    const Bytes vc = Presentation.part("credential").digest();
    const CloudDelegation& delegation = delegations_.at(vc);
    const Message Upload = upload_at(delegation.url);
    const std::vector<Message> stored = Upload.parts("sections");
    const std::vector<Bytes> deltas = Upload.elements("delta");
    const Coins K_CS = derive_coins("NODE.K_CS", seed());
    std::vector<Bytes> C_B;
    std::vector<Bytes> delta_A;
    std::vector<Message> C_A;
    for (const std::uint64_t num : credential::sections_of(Presentation.parts("claims"))) {
        const Rq block = decode_element(set, stored[num].elements("C").front());
        const Coins coins = reenc_coins(set, K_CS, vc, *delegation.rk, *delegation.pk_B, block);
        C_B.push_back(encode(reenc_from_coins(set, *delegation.rk, *delegation.pk_B, block, coins))); // SERVE.1
        delta_A.push_back(deltas[num]);
        C_A.push_back(stored[num]);
    }
    moment.send(access.from, sign(Type::fetch_answer, {item_of(id()), Presentation["PID_B"], Presentation["r"],
                                                       item_of(C_B), item_of(delta_A), item_of(C_A)})); // SERVE.2
}

void Cloud::on_printed_cloud_grant(Step& step) {
    const Message& CloudGrant = step.message;
    const std::string& url = CloudGrant.text("url");
    const StoredRecord* record = record_at(url);
    require(record != nullptr, "CGRANT.C8", "url", "nothing is stored there");
    const Rq r_B = decrypt_element(*pp().dialect().set, key_pair().f, CloudGrant.elements("r_B"));
    const Bytes& PID_B = CloudGrant.bytes("PID_B");
    delegations_.insert_or_assign(printed_name(PID_B, url),
                                  CloudDelegation{record->PID_A, PID_B, url, r_B}); // CGRANT.1
}

void Cloud::on_printed_share(Step& step) {
    const Message& Share = step.message;
    const auto found = delegations_.find(printed_name(Share.bytes("PID_B"), Share.text("url")));
    require(found != delegations_.end(), "SHARE.C1", "url", "this cloud has no such delegation");
    found->second.rk = rekeygen_cloud_printed(*pp().dialect().set, found->second.r_B, Share.element("b_B")); // SHARE.1
}

void Cloud::on_printed_fetch_request(Step& step) {
    const auto found = delegations_.find(printed_name(step.message.bytes("PID_B"), step.message.text("url")));
    require(found != delegations_.end() && found->second.rk.has_value(), "CHALLENGE.Request.C1", "url",
            "this cloud has no re-encryption key for it");
    const ParameterSet& set = *pp().dialect().set;
    const Message Upload = upload_at(found->second.url);
    std::vector<Bytes> C_B;
    for (const Message& section : Upload.parts("sections")) {
        for (const Bytes& block : section.elements("C"))
            C_B.push_back(encode(reenc_printed(set, *found->second.rk, decode_element(set, block)))); // SERVE.1
    }
    step.send(step.from, Upload);
    step.send(step.from,
              make(Type::fetch_answer, {item_of(C_B), item_of(Upload.elements("delta").front())})); // SERVE.2
}

Item Cloud::own_state() const {
    Items own = with_author_state({Item(kCloudCode)});
    const bool is_sharing = pair_.has_value() || !files_.empty() || !delegations_.empty();
    if (is_sharing) own.push_back(vault_state());
    return Item(std::move(own));
}

Item Cloud::vault_state() const {
    Items files;
    for (const auto& [url, record] : files_)
        files.emplace_back(Items{Item(kFileCode), Item(url), item_of(record.digest)});
    Items delegations;
    for (const auto& [name, d] : delegations_) {
        Items keys;
        if (d.rk) keys.emplace_back(encode(*d.rk));
        if (d.pk_B) keys.emplace_back(encode(*d.pk_B));
        delegations.emplace_back(Items{Item(kDelegationCode), item_of(name), item_of(d.PID_A), item_of(d.PID_B),
                                       Item(d.url), Item(encode(d.r_B)), Item(keys)});
    }
    Items pending;
    for (const auto& [r, access] : pending_)
        pending.emplace_back(Items{Item(kPendingAccessCode), item_of(access.Presentation.digest()), Item(access.from),
                                   Item(access.expires)});
    return Item(Items{Item(kVaultCode), Item(pair_.has_value()), Item(files), Item(delegations), Item(pending),
                      ledger::item_of(answered_)});
}

} // namespace emrshare::node
