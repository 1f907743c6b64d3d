// A user as requester: takes a delegation, asks the cloud, and opens its answers (spec, sections 15.3 to 15.5; paper,
// section 4.B(5)).

#include "base/error.hpp"
#include "credential/claims.hpp"
#include "node/sharing.hpp"
#include "node/user.hpp"
#include "node/user_key.hpp"
#include "pre/encoding.hpp"
#include "pre/keygen.hpp"
#include "pre/rekeygen.hpp"
#include "random/xof.hpp"
#include "record/section.hpp"

#include <array>

namespace emrshare::node {
namespace {

constexpr std::uint64_t kSharingCode = 92;
constexpr std::uint64_t kRecordCode = 94;
constexpr std::uint64_t kHeldCode = 95;
constexpr std::uint64_t kOpenedCode = 96;
constexpr std::uint64_t kAskingCode = 100;

/// A FetchAnswer together with what its receiver judges it against.
struct AnswerSubject {
    const PublicParameters& pp;
    const Message& answer;
    const Bytes& PID;
    bool awaited;
};

std::span<const Check<AnswerSubject>> answer_checks() {
    static const std::array<Check<AnswerSubject>, 5> checks = {{
        {"FETCH.C1",
         "cid",
         "it is no cloud",
         {},
         [](const AnswerSubject& s) { return s.pp.node(s.answer.bytes("cid"), Role::cloud) != nullptr; }},
        {"FETCH.C2",
         "h",
         "it is not the digest of this answer",
         {},
         [](const AnswerSubject& s) { return s.pp.has_right_h(s.answer); }},
        {"FETCH.C3",
         "Sig",
         "it is no signature of the cloud on h",
         {"FETCH.C1"},
         [](const AnswerSubject& s) { return is_signed_by(s.answer, s.pp.node(s.answer.bytes("cid"))->vk); }},
        {"FETCH.C4",
         "PID_B",
         "it is for another requester",
         {},
         [](const AnswerSubject& s) { return s.answer.bytes("PID_B") == s.PID; }},
        {"FETCH.C5",
         "r",
         "she waits for no answer under this nonce",
         {},
         [](const AnswerSubject& s) { return s.awaited; }},
    }};
    return checks;
}

/// The sections of an answer together with what the requester asked for.
struct SectionsSubject {
    const PublicParameters& pp;
    const Message& answer;
    const HeldDelegation& held;
    const Bytes& PID_A;
};

bool are_those_asked(const SectionsSubject& s) {
    const std::vector<Message> sections = s.answer.parts("C_A");
    std::vector<std::uint64_t> numbers;
    numbers.reserve(sections.size());
    for (const Message& section : sections)
        numbers.push_back(section.number("num"));
    return numbers == s.held.asked && s.answer.elements("C_B").size() == sections.size() &&
           s.answer.elements("delta_A").size() == sections.size();
}

bool are_granted(const SectionsSubject& s) {
    const std::vector<Bytes> granted = s.held.grant.elements("delta");
    const std::vector<Bytes> answered = s.answer.elements("delta_A");
    for (std::size_t i = 0; i < answered.size(); ++i) {
        if (answered[i] != granted[s.held.asked[i]]) return false;
    }
    return true;
}

std::span<const Check<SectionsSubject>> sections_checks() {
    static const std::array<Check<SectionsSubject>, 4> checks = {{
        {"FETCH.C6", "C_A", "its sections are not those that were asked for", {}, are_those_asked},
        {"FETCH.C7",
         "delta_A",
         "it is not H_2(C_A, PID_A)",
         {"FETCH.C6"},
         [](const SectionsSubject& s) {
             return s.answer.elements("delta_A") == deltas_of(s.answer.dialect(), s.answer.parts("C_A"), s.PID_A);
         }},
        {"FETCH.C8", "delta_A", "it is not the one of the grant", {"FETCH.C6"}, are_granted},
        {"FETCH.C9",
         "cid",
         "it is not the cloud that was asked",
         {},
         [](const SectionsSubject& s) {
             const std::string url = s.held.grant.part("credential").text("url");
             return cloud_of(s.pp, url)->id == s.answer.bytes("cid");
         }},
    }};
    return checks;
}

/// A Grant together with what its receiver judges it against.
struct GrantedSubject {
    const PublicParameters& pp;
    const Message& grant;
    const Bytes* vk; ///< of PID_A, or null
    const Bytes& PID;
};

std::span<const Check<GrantedSubject>> granted_checks() {
    static const std::array<Check<GrantedSubject>, 4> checks = {{
        {"GRANT.C2",
         "PID_A",
         "nobody of this PID has a certificate",
         {},
         [](const GrantedSubject& s) { return s.vk != nullptr; }},
        {"GRANT.C3",
         "h",
         "it is not the digest of this grant",
         {},
         [](const GrantedSubject& s) { return s.pp.has_right_h(s.grant); }},
        {"GRANT.C4",
         "Sig",
         "it is no signature of PID_A on h",
         {"GRANT.C2"},
         [](const GrantedSubject& s) { return is_signed_by(s.grant, *s.vk); }},
        {"GRANT.C5",
         "PID_B",
         "it is for another requester",
         {},
         [](const GrantedSubject& s) { return s.grant.bytes("PID_B") == s.PID; }},
    }};
    return checks;
}

/// A Delegation together with what its receiver judges it against.
struct DelegationSubject {
    const PublicParameters& pp;
    const Message& grant;
    const Bytes& vk; ///< of PID_A
    Message VC;
    Message attestation;
    std::vector<Message> claims;
    std::size_t deltas;
    bool known;
    bool asked;
};

bool has_open_claims(const DelegationSubject& s) {
    const std::vector<std::uint64_t> sections = credential::sections_of(s.claims);
    return credential::claim_digests(s.claims) == s.VC.byte_strings("claims") && are_increasing(sections) &&
           !sections.empty() && sections.back() < s.deltas;
}

bool is_attested(const DelegationSubject& s) {
    const message::NodeEntry* hospital = s.pp.node(s.attestation.bytes("hid"), Role::hospital);
    return hospital != nullptr && s.attestation.bytes("PID_A") == s.grant.bytes("PID_A") &&
           s.attestation.byte_strings("digests").size() == s.deltas && s.pp.has_right_h(s.attestation) &&
           is_signed_by(s.attestation, hospital->vk);
}

std::span<const Check<DelegationSubject>> delegation_checks() {
    static const std::array<Check<DelegationSubject>, 8> checks = {{
        {"GRANT.C6",
         "credential.h",
         "it is not the digest of this credential",
         {},
         [](const DelegationSubject& s) { return s.pp.has_right_h(s.VC); }},
        {"GRANT.C7",
         "credential.Sig",
         "it is no signature of PID_A on the credential's h",
         {},
         [](const DelegationSubject& s) { return is_signed_by(s.VC, s.vk); }},
        {"GRANT.C8",
         "credential",
         "it names another owner or requester",
         {},
         [](const DelegationSubject& s) {
             return s.VC["PID_A"] == s.grant["PID_A"] && s.VC["PID_B"] == s.grant["PID_B"];
         }},
        {"GRANT.C9", "claims", "they are not the claims of the credential, or name no sections", {}, has_open_claims},
        {"GRANT.C10", "attestation", "no hospital attests a record of PID_A in it", {}, is_attested},
        {"GRANT.C11",
         "credential.url",
         "it names no cloud",
         {},
         [](const DelegationSubject& s) { return cloud_of(s.pp, s.VC.text("url")) != nullptr; }},
        {"GRANT.C12", "credential", "she has it", {}, [](const DelegationSubject& s) { return !s.known; }},
        {"GRANT.C13",
         "credential.url",
         "she has not asked this owner for it, or was given it",
         {},
         [](const DelegationSubject& s) { return s.asked; }},
    }};
    return checks;
}

/// A Challenge together with what its receiver judges it against.
struct ChallengeSubject {
    const PublicParameters& pp;
    const Message& challenge;
    const HeldDelegation* held; ///< of vc, or null
    bool known;
    std::uint64_t now;
};

std::span<const Check<ChallengeSubject>> challenge_checks() {
    static const std::array<Check<ChallengeSubject>, 7> checks = {{
        {"CHALLENGE.C1",
         "vc",
         "she waits for none of this credential",
         {},
         [](const ChallengeSubject& s) { return s.held != nullptr && !s.held->wanted.empty(); }},
        {"CHALLENGE.C2",
         "cid",
         "it is not the cloud of the record",
         {"CHALLENGE.C1"},
         [](const ChallengeSubject& s) {
             const std::string url = s.held->grant.part("credential").text("url");
             return cloud_of(s.pp, url)->id == s.challenge.bytes("cid");
         }},
        {"CHALLENGE.C3",
         "h",
         "it is not the digest of this challenge",
         {},
         [](const ChallengeSubject& s) { return s.pp.has_right_h(s.challenge); }},
        {"CHALLENGE.C4",
         "Sig",
         "it is no signature of the cloud on h",
         {"CHALLENGE.C2"},
         [](const ChallengeSubject& s) { return is_signed_by(s.challenge, s.pp.node(s.challenge.bytes("cid"))->vk); }},
        {"CHALLENGE.C5",
         "expires",
         "it has expired",
         {},
         [](const ChallengeSubject& s) { return s.now <= s.challenge.number("expires"); }},
        {"CHALLENGE.C6", "r", "she was given it before", {}, [](const ChallengeSubject& s) { return !s.known; }},
        {"CHALLENGE.C7",
         "vc",
         "the delegation has ended after failed fetches",
         {"CHALLENGE.C1"},
         [](const ChallengeSubject& s) { return s.held->failures < kFailureLimit; }},
    }};
    return checks;
}

/// The requester's key pair for a delegation: nobody else has a part in it.
KeyPair delegation_key(const ParameterSet& set, const Coins& seed, const Bytes& vc) {
    return one_time_keygen_from_coins(set, derive_coins(XofInput("NODE.DelegationKey").with(seed).with(vc)));
}

/// The section that @p opened is, if the hospital attests it. @throws Rejection if it is none
std::optional<Message> attested_section(const Message& attestation, std::uint64_t num, const Bytes& opened) {
    const Message disclosure = message::decode_part(attestation.dialect(), Type::disclosure, opened);
    if (disclosure.digest() != attestation.byte_strings("digests")[num]) return std::nullopt;
    return disclosure;
}

} // namespace

void User::on_sharing() {
    on(Type::emr, [this](Step& step) { on_emr(step); });
    on(Type::store, [this](Step& step) { on_store(step); });
    on(Type::link, [this](Step& step) { on_link(step); });
    on(Type::publish, [this](Step& step) { on_publish(step); });
    on(Type::allow, [this](Step& step) { on_allow(step); });
    if (is_printed()) {
        on(Type::grant, [this](Step& step) { on_printed_grant(step); });
        on(Type::fetch, [this](Step& step) { on_printed_fetch(step); });
        on(Type::upload, [this](Step& step) { on_download(step); });
    } else {
        on(Type::grant, [this](Step& step) { on_grant(step); });
        on(Type::fetch, [this](Step& step) { on_fetch(step); });
        on(Type::challenge, [this](Step& step) { on_challenge(step); });
    }
}

void User::on_grant(Step& step) {
    require(certificate_.has_value(), "GRANT.C1", "state", "she has no certificate yet");
    const Message& Grant = step.message;
    const Bytes* vk = key(Grant.bytes("PID_A"));
    Judgement().table(granted_checks(), GrantedSubject{pp(), Grant, vk, PID_}).require();
    const Message Delegation =
        message::decode_part(pp().dialect(), Type::delegation, open_carried(pp(), user_key().pair, seed(), Grant));
    const Message VC = Delegation.part("credential");
    const Bytes vc = VC.digest();
    const DelegationSubject subject = {pp(),
                                       Grant,
                                       *vk,
                                       VC,
                                       Delegation.part("attestation"),
                                       Delegation.parts("claims"),
                                       Delegation.elements("delta").size(),
                                       held_.contains(vc),
                                       asking_.contains({Grant.bytes("PID_A"), bytes_of(VC.text("url"))})};
    Judgement().table(delegation_checks(), subject).require();
    const ParameterSet& set = *pp().dialect().set;
    const KeyPair key = delegation_key(set, seed(), vc);                      // GRANT.1
    const Rq b_B = rekeygen_requester(set, Delegation.element("a_B"), key.f); // GRANT.2
    const message::NodeEntry& cloud = *cloud_of(pp(), VC.text("url"));
    const message::Sealed sealed = message::seal_for_from_coins(
        set, cloud.pk, channel_context(pp(), "Share"), encode(b_B), derive_coins("NODE.Seal", step.coins)); // GRANT.3
    held_.emplace(vc, HeldDelegation{Delegation});
    asking_.erase({Grant.bytes("PID_A"), bytes_of(VC.text("url"))}); // GRANT.5
    step.send(cloud.name(), sign(Type::share, {item_of(PID_), item_of(cloud.id), item_of(vc), Item(encode(key.pk)),
                                               Item(encode(sealed.C)), Item(sealed.sealed)})); // GRANT.4
}

void User::on_fetch(Step& step) {
    const Bytes& vc = step.message.bytes("vc");
    const std::vector<std::uint64_t> sections = step.message.numbers("sections");
    const auto found = held_.find(vc);
    require(found != held_.end(), "FETCH.Start.C1", "vc", "she holds no such delegation");
    HeldDelegation& held = found->second;
    const bool in_scope = !sections.empty() && are_increasing(sections) &&
                          credential::disclosing(held.grant.parts("claims"), sections).has_value();
    require(in_scope, "FETCH.Start.C2", "sections", "they are not numbers of its scope in their order");
    require(held.failures < kFailureLimit, "FETCH.Start.C3", "vc", "the delegation has ended after failed fetches");
    held.wanted = sections; // FETCH.Start.1
    const message::NodeEntry& cloud = *cloud_of(pp(), held.grant.part("credential").text("url"));
    step.send(cloud.name(), make(Type::fetch_request, {item_of(vc)})); // FETCH.Start.2
}

void User::on_challenge(Step& step) {
    const Message& Challenge = step.message;
    const auto found = held_.find(Challenge.bytes("vc"));
    const ChallengeSubject subject = {pp(), Challenge, found == held_.end() ? nullptr : &found->second,
                                      expected_.contains(Challenge.bytes("r")), step.now};
    Judgement().table(challenge_checks(), subject).require();
    HeldDelegation& held = found->second;
    const std::vector<Message> claims = *credential::disclosing(held.grant.parts("claims"), held.wanted); // CHALLENGE.1
    if (!held.r.empty()) expected_.at(held.r).answered = true; // the question is given up
    held.asked = held.wanted;                                  // CHALLENGE.2
    held.r = Challenge.bytes("r");
    held.wanted.clear();
    expected_.emplace(held.r, Expected{step.now, false});
    step.send(step.from,
              sign(Type::presentation, {item_of(PID_), Challenge["cid"], Challenge["r"], Challenge["expires"],
                                        held.grant["credential"], item_of(claims)})); // CHALLENGE.3
}

std::map<Bytes, HeldDelegation, ByteOrder>::iterator User::asked_under(ByteView r) {
    return std::find_if(held_.begin(), held_.end(), [&](const auto& entry) {
        return std::equal(entry.second.r.begin(), entry.second.r.end(), r.begin(), r.end());
    });
}

void User::on_fetch_answer(Step& step) {
    const Message& answer = step.message;
    if (is_printed()) {
        answers_.push_back(answer.digest()); // FETCH.1
        return open_printed(answer);
    }
    const auto expected = expected_.find(answer.bytes("r"));
    const bool awaited = expected != expected_.end() && !expected->second.answered;
    Judgement judgement;
    judgement.table(answer_checks(), AnswerSubject{pp(), answer, PID_, awaited});
    const auto held = asked_under(answer.bytes("r"));
    if (held != held_.end()) {
        const Bytes PID_A = held->second.grant.part("credential").bytes("PID_A");
        judgement.table(sections_checks(), SectionsSubject{pp(), answer, held->second, PID_A});
    }
    judgement.require();
    expected->second.answered = true;
    answers_.push_back(answer.digest()); // FETCH.1
    if (held != held_.end()) open_answer(held->first, held->second, answer);
}

void User::open_answer(const Bytes& vc, HeldDelegation& held, const Message& answer) {
    const Message attestation = held.grant.part("attestation");
    const Bytes& PID_A = attestation.bytes("PID_A");
    const Poly f = delegation_key(*pp().dialect().set, seed(), vc).f;
    const std::vector<Bytes> C_B = answer.elements("C_B");
    const std::vector<Message> sections = answer.parts("C_A");
    std::vector<OpenedSection> opened;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        try {
            const Bytes plaintext = open_section(sections[i], f, PID_A, {C_B[i]});        // OPEN.1
            const auto section = attested_section(attestation, held.asked[i], plaintext); // OPEN.2
            if (section) opened.push_back({vc, *section});
        } catch (const Rejection&) {
            continue; // the cloud's answer does not open: it counts below
        }
    }
    held.r.clear();
    held.asked.clear();
    if (opened.size() < sections.size()) { // OPEN.3
        ++held.failures;
        return;
    }
    opened_.insert(opened_.end(), opened.begin(), opened.end()); // OPEN.4
}

void User::on_printed_grant(Step& step) {
    require(certificate_.has_value(), "GRANT.C1", "state", "she has no certificate yet");
    const ParameterSet& set = *pp().dialect().set;
    const message::NodeEntry* cloud = cloud_of(pp(), step.message.text("url"));
    require(cloud != nullptr, "GRANT.C11", "url", "it names no cloud");
    const Poly& f_B = user_key().pair.f;
    const Rq a_B = decrypt_element(set, f_B, step.message.elements("a_B")); // GRANT.1
    const Rq b_B = rekeygen_requester(set, a_B, f_B);                       // GRANT.2
    held_.insert_or_assign(bytes_of(step.message.text("url")), HeldDelegation{step.message});
    step.send(cloud->name(), make(Type::share, {item_of(PID_), step.message["url"], Item(encode(b_B))})); // GRANT.4
}

void User::on_printed_fetch(Step& step) {
    const auto found = held_.find(bytes_of(step.message.text("url")));
    require(found != held_.end(), "FETCH.Start.C1", "url", "she holds no such delegation");
    for (auto& [url, held] : held_)
        held.wanted.clear();
    found->second.wanted = {1};
    step.send(cloud_of(pp(), step.message.text("url"))->name(),
              make(Type::fetch_request, {item_of(PID_), step.message["url"]})); // FETCH.Start.2
}

void User::on_download(Step& step) {
    download_ = step.message;
}

void User::open_printed(const Message& answer) {
    const auto found = std::find_if(held_.begin(), held_.end(), [](const auto& e) { return !e.second.wanted.empty(); });
    if (found == held_.end() || !download_) return;
    HeldDelegation& held = found->second;
    held.wanted.clear();
    const Bytes PID_A = held.grant.bytes("PID_A");
    const std::vector<Message> sections = download_->parts("sections");
    std::vector<Bytes> C_B = answer.elements("C_B");
    bool opens = answer.bytes("delta_A") == deltas_of(pp().dialect(), sections, PID_A).front(); // OPEN.Printed.1
    for (const Message& section : sections) {
        const std::size_t count = std::min(section.elements("C").size(), C_B.size());
        const auto end = C_B.begin() + static_cast<std::ptrdiff_t>(count);
        const std::vector<Bytes> C(C_B.begin(), end);
        C_B.erase(C_B.begin(), end);
        try {
            const Bytes opened = open_section(section, user_key().pair.f, PID_A, C); // OPEN.Printed.2
            opened_.push_back({found->first, message::decode_part(pp().dialect(), Type::disclosure, opened)});
        } catch (const Rejection&) {
            opens = false; // as Lemma 2 is false, the rule
        }
    }
    if (!opens) ++held.failures;
}

Item User::sharing_state() const {
    Items records;
    for (const auto& [digest, owned] : records_)
        records.emplace_back(
            Items{Item(kRecordCode), item_of(digest), item_of(owned.upload), item_of(owned.cloud), Item(owned.url)});
    Items asking;
    for (const auto& [PID_A, url] : asking_)
        asking.emplace_back(Items{Item(kAskingCode), item_of(PID_A), Item(std::string(url.begin(), url.end()))});
    Items held;
    for (const auto& [key, one] : held_)
        held.emplace_back(Items{Item(kHeldCode), item_of(key), item_of(one.grant.digest()), item_of(one.wanted),
                                item_of(one.r), item_of(one.asked), Item(one.failures)});
    Items opened;
    for (const OpenedSection& one : opened_)
        opened.emplace_back(Items{Item(kOpenedCode), item_of(one.key), item_of(one.disclosure.digest())});
    Items downloads;
    if (download_) downloads.push_back(item_of(download_->digest()));
    return Item(Items{Item(kSharingCode), Item(records), item_of(issued_), Item(asking), Item(held), Item(opened),
                      Item(downloads)});
}

} // namespace emrshare::node
