#include "node/user.hpp"

#include "base/error.hpp"
#include "lattice/matrix.hpp"
#include "node/key_making.hpp"
#include "node/sharing.hpp"
#include "pre/encoding.hpp"
#include "pre/hash.hpp"
#include "pre/keygen.hpp"
#include "random/xof.hpp"

#include <algorithm>
#include <array>

namespace emrshare::node {
namespace {

constexpr std::uint64_t kUserCode = 81;
constexpr std::uint64_t kExpectedCode = 83;

/// A RegOffer or Certificate together with what the user judges it against.
struct DeskSubject {
    const PublicParameters& pp;
    const Message& message;
    bool awaited;
    bool keys_are_hers = true;
};

bool is_from_registrar(const DeskSubject& s) {
    return s.message.bytes("mid") == s.pp.registrar().id;
}

bool has_right_h(const DeskSubject& s) {
    return s.pp.has_right_h(s.message);
}

bool is_signed_by_registrar(const DeskSubject& s) {
    return is_signed_by(s.message, s.pp.registrar().vk);
}

std::span<const Check<DeskSubject>> offer_checks() {
    static const std::array<Check<DeskSubject>, 4> checks = {{
        {"REG.Offer.C1", "state", "she waits for no offer", {}, [](const DeskSubject& s) { return s.awaited; }},
        {"REG.Offer.C2", "mid", "it is not the registrar", {}, is_from_registrar},
        {"REG.Offer.C3", "h", "it is not the digest of this offer", {}, has_right_h},
        {"REG.Offer.C4", "Sig", "it is no signature of the registrar on h", {"REG.Offer.C2"}, is_signed_by_registrar},
    }};
    return checks;
}

std::span<const Check<DeskSubject>> certificate_checks() {
    static const std::array<Check<DeskSubject>, 5> checks = {{
        {"REG.Certificate.C1",
         "PID",
         "she waits for no certificate of this PID",
         {},
         [](const DeskSubject& s) { return s.awaited; }},
        {"REG.Certificate.C2", "mid", "it is not the registrar", {}, is_from_registrar},
        {"REG.Certificate.C3", "h", "it is not the digest of this certificate", {}, has_right_h},
        {"REG.Certificate.C4",
         "Sig",
         "it is no signature of the registrar on h",
         {"REG.Certificate.C2"},
         is_signed_by_registrar},
        {"REG.Certificate.C5", "pk", "the keys are not hers", {}, [](const DeskSubject& s) { return s.keys_are_hers; }},
    }};
    return checks;
}

/// An AccessRequest together with what its receiver judges it against.
struct AskSubject {
    const PublicParameters& pp;
    const ledger::Ledger& L;
    const Message& request;
    const Bytes* vk; ///< of PID_B, or null
    const Bytes& PID;
    const ledger::Nonces& seen;
    std::uint64_t now;
    std::size_t noted; ///< requests of PID_B that wait for the owner's decision
};

std::span<const Check<AskSubject>> ask_checks() {
    static const std::array<Check<AskSubject>, 9> checks = {{
        {"ASK.C1",
         "PID_B",
         "nobody of this PID has a certificate",
         {},
         [](const AskSubject& s) { return s.vk != nullptr; }},
        {"ASK.C2",
         "h",
         "it is not the digest of this request",
         {},
         [](const AskSubject& s) { return s.pp.has_right_h(s.request); }},
        {"ASK.C3",
         "Sig",
         "it is no signature of PID_B on h",
         {"ASK.C1"},
         [](const AskSubject& s) { return is_signed_by(s.request, *s.vk); }},
        {"ASK.C4",
         "PID_A",
         "it is for another owner",
         {},
         [](const AskSubject& s) { return s.request.bytes("PID_A") == s.PID; }},
        {"ASK.C5",
         "url",
         "it is no record of this owner",
         {},
         [](const AskSubject& s) {
             return ledger::metadata_of(s.L.metadata, s.PID, s.request.text("url")) != nullptr;
         }},
        {"ASK.C6",
         "time",
         "it is in the future",
         {},
         [](const AskSubject& s) { return s.request.number("time") <= s.now + s.pp.number("window"); }},
        {"ASK.C7",
         "time",
         "it is too long ago",
         {},
         [](const AskSubject& s) { return s.now <= s.request.number("time") + s.pp.number("window"); }},
        {"ASK.C8",
         "r",
         "this request was seen",
         {},
         [](const AskSubject& s) {
             return !s.seen.contains({s.request.bytes("PID_B"), s.request.bytes("r")});
         }},
        {"ASK.C9",
         "PID_B",
         "too many requests of this requester wait for a decision",
         {},
         [](const AskSubject& s) { return s.noted < kOpenLimit; }},
    }};
    return checks;
}

/// Whether B f' = H_1(PID) mod q.
bool is_preimage(const PublicParameters& pp, const Poly& f_prime, const Bytes& PID) {
    const ParameterSet& set = *pp.dialect().set;
    const Residues wanted = identity_syndrome(pp.dialect().profile, set, PID);
    const std::vector<Bytes> rows = pp.message().elements("B");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Rq row = decode_element(set, rows[i]);
        std::int64_t sum = 0;
        for (std::size_t j = 0; j < set.n; ++j)
            sum = (sum + static_cast<std::int64_t>(row.residues()[j]) * (f_prime[j] % set.q)) % set.q;
        if ((sum + set.q) % set.q != wanted[i]) return false;
    }
    return true;
}

} // namespace

User::User(Parameters pp, const Coins& seed, std::unique_ptr<BlockStore> store)
    : Author(std::move(pp), {}, seed, std::move(store)) {
    on(Type::register_user, [this](Step& step) { on_register(step); });
    on(Type::reg_offer, [this](Step& step) { on_offer(step); });
    on(Type::certificate, [this](Step& step) { on_certificate(step); });
    on(Type::ask, [this](Step& step) { on_ask(step); });
    on(Type::access_request, [this](Step& step) { on_access_request(step); });
    on(Type::expect, [this](Step& step) { on_expect(step); });
    on(Type::fetch_answer, [this](Step& step) { on_fetch_answer(step); });
    on_sharing();
}

void User::on_register(Step& step) {
    require(stage_ == Stage::fresh, "REG.Start.C1", "state", "she has begun to register");
    const Message& info = step.message;
    info_ = {info["Name"], info["Id"], info["Email"], info["Phone"]};
    stage_ = Stage::enrolled;
    enrol(step);
}

void User::enrol(Moment& moment) {
    const ParameterSet& set = *pp().dialect().set;
    const KeyPair one_time = one_time_keygen_from_coins(set, derive_coins("NODE.OneTime", seed())); // REG.Start.1
    Items fields = info_;
    fields.insert(fields.end(), {item_of(vk()), Item(encode(one_time.pk)), Item(moment.now)});
    const Message Enrolment = sign(Type::enrolment, std::move(fields));
    const message::Sealed sealed = seal_part(pp(), pp().registrar().pk, "RegRequest", Enrolment,
                                             derive_coins("NODE.Seal", moment.coins)); // REG.Start.2
    since_ = moment.now;
    moment.send(pp().registrar().name(),
                make(Type::reg_request, {Item(encode(sealed.C)), Item(sealed.sealed)})); // REG.Start.3
}

void User::on_offer(Step& step) {
    Judgement().table(offer_checks(), DeskSubject{pp(), step.message, stage_ == Stage::enrolled}).require();
    const message::Dialect& dialect = pp().dialect();
    const ParameterSet& set = *dialect.set;
    const KeyPair one_time = one_time_keygen_from_coins(set, derive_coins("NODE.OneTime", seed()));
    const Message Offer =
        message::decode_part(dialect, Type::offer, open_carried(pp(), one_time, seed(), step.message));
    const Poly f_prime = decode_short(set, Offer.bytes("f'"));
    require(is_preimage(pp(), f_prime, Offer.bytes("PID")), "REG.Offer.C5", "f'", "B f' is not H_1(PID)");
    const KeyPair pair = make_key_pair(dialect, f_prime, derive_coins("NODE.KeyGen", seed())); // REG.Offer.1
    PID_ = Offer.bytes("PID");
    f_prime_ = f_prime;
    pk_ = pair.pk;
    stage_ = Stage::confirmed;
    confirm(step); // REG.Offer.2
}

void User::confirm(Moment& moment) {
    since_ = moment.now;
    moment.send(pp().registrar().name(), sign(Type::key_confirm, {item_of(PID_), Item(encode(*pk_))}));
}

void User::tick(Moment& moment) {
    Author::tick(moment);
    if (moment.now < since_ + pp().number("timeout")) return;
    if (stage_ == Stage::enrolled) enrol(moment);    // REG.Retry.1
    if (stage_ == Stage::confirmed) confirm(moment); // REG.Retry.2
}

void User::committed(Moment& moment, const std::vector<Message>& requests) {
    Author::committed(moment, requests);
    for (const Message& Tx_req : requests) { // REG.Retry.3
        const Message M = Tx_req.part("M");
        if (M.type() != Type::registration) continue;
        const Message certificate = M.part("certificate");
        const DeskSubject subject = {pp(), certificate, awaits(certificate), has_her_keys(certificate)};
        if (pass(certificate_checks(), subject)) keep(certificate);
    }
}

bool User::awaits(const Message& certificate) const {
    return stage_ == Stage::confirmed && certificate.bytes("PID") == PID_;
}

bool User::has_her_keys(const Message& certificate) const {
    return pk_ && certificate.bytes("pk") == encode(*pk_) && certificate.bytes("vk") == vk();
}

void User::keep(const Message& certificate) {
    certificate_ = certificate; // REG.Certificate.1
    stage_ = Stage::certified;
}

void User::on_certificate(Step& step) {
    const DeskSubject subject = {pp(), step.message, awaits(step.message), has_her_keys(step.message)};
    Judgement().table(certificate_checks(), subject).require();
    keep(step.message);
}

void User::on_ask(Step& step) {
    require(certificate_.has_value(), "ASK.Start.C1", "state", "she has no certificate yet");
    const Bytes r = derive_bytes(XofInput("NODE.r").with(step.coins), 16);
    const Items fields =
        is_printed() ? Items{item_of(PID_)}
                     : Items{item_of(PID_), step.message["PID_A"], step.message["url"], item_of(r), Item(step.now)};
    if (!is_printed()) asking_.emplace(step.message.bytes("PID_A"), bytes_of(step.message.text("url")));
    step.send(step.message.text("to"), sign(Type::access_request, fields));
}

void User::on_access_request(Step& step) {
    const Message& request = step.message;
    const auto noted = std::count_if(asked_.begin(), asked_.end(),
                                     [&](const Message& asked) { return asked["PID_B"] == request["PID_B"]; });
    const AskSubject subject = {pp(), L(),   request,  key(request.bytes("PID_B")),
                                PID_, seen_, step.now, static_cast<std::size_t>(noted)};
    Judgement().table(is_printed() ? ask_checks().first(3) : ask_checks(), subject).require();
    if (!is_printed()) {
        std::erase_if(seen_, [&](const auto& r) { return r.second < step.now; });
        seen_.emplace(ledger::Name(request.bytes("PID_B"), request.bytes("r")),
                      request.number("time") + pp().number("window"));
    }
    asked_.push_back(request); // ASK.1
}

void User::on_expect(Step& step) {
    const Bytes& r = step.message.bytes("r");
    require(!expected_.contains(r), "EXPECT.C1", "r", "she has asked under this nonce before");
    expected_.emplace(r, Expected{step.now, false});
}

Item User::own_state() const {
    const ParameterSet& set = *pp().dialect().set;
    Items offered;
    if (f_prime_) offered = {item_of(PID_), Item(encode_short(set, *f_prime_)), Item(encode(*pk_))};
    Items answers;
    for (const Bytes& answer : answers_)
        answers.push_back(item_of(answer));
    Items expected;
    for (const auto& [r, e] : expected_)
        expected.emplace_back(Items{Item(kExpectedCode), item_of(r), Item(e.since), Item(e.answered)});
    Items own = with_author_state({Item(kUserCode), Item(static_cast<std::uint64_t>(stage_)), Item(info_), Item(since_),
                                   Item(offered), item_of(certificate_), item_of(asked_), ledger::item_of(seen_),
                                   Item(expected), Item(answers)});
    const bool is_sharing = !records_.empty() || !issued_.empty() || !asking_.empty() || !held_.empty() ||
                            !opened_.empty() || download_.has_value();
    if (is_sharing) own.push_back(sharing_state());
    return Item(std::move(own));
}

} // namespace emrshare::node
