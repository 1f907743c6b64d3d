// The registrar's desk (spec, section 13.3; paper, section 4.B(2)).

#include "base/error.hpp"
#include "node/management.hpp"
#include "node/sharing.hpp"
#include "pre/encoding.hpp"
#include "pre/extract.hpp"
#include "random/xof.hpp"

#include <array>

namespace emrshare::node {
namespace {

constexpr std::uint64_t kPersonCode = 80;

/// An Enrolment together with what the registrar judges it against.
struct EnrolmentSubject {
    const PublicParameters& pp;
    const Message& Enrolment;
    bool card_shown;
    bool id_taken;  ///< by another enrolment, or by this or a later one
    bool key_taken; ///< by somebody of another Id
};

std::span<const Check<EnrolmentSubject>> enrolment_checks() {
    static const std::array<Check<EnrolmentSubject>, 5> checks = {{
        {"REG.Request.C1",
         "h",
         "it is not the digest of the enrolment",
         {},
         [](const EnrolmentSubject& s) { return s.pp.has_right_h(s.Enrolment); }},
        {"REG.Request.C2",
         "Sig",
         "it is no signature under the enrolment's own key",
         {},
         [](const EnrolmentSubject& s) { return is_signed_by(s.Enrolment, s.Enrolment.bytes("vk")); }},
        {"REG.Request.C3",
         "Id",
         "nobody has shown the card of this name and Id with this key",
         {},
         [](const EnrolmentSubject& s) { return s.card_shown; }},
        {"REG.Request.C4",
         "Id",
         "somebody is registered with it, or this enrolment is no later one",
         {},
         [](const EnrolmentSubject& s) { return !s.id_taken; }},
        {"REG.Request.C5",
         "vk",
         "somebody is registered with it",
         {},
         [](const EnrolmentSubject& s) { return !s.key_taken; }},
    }};
    return checks;
}

/// A KeyConfirm together with what the registrar judges it against.
struct ConfirmSubject {
    const PublicParameters& pp;
    const Message& KeyConfirm;
    const Message* Enrolment; ///< of the PID, or null
    bool certified;
};

std::span<const Check<ConfirmSubject>> confirm_checks() {
    static const std::array<Check<ConfirmSubject>, 4> checks = {{
        {"REG.Confirm.C1",
         "PID",
         "it was not offered",
         {},
         [](const ConfirmSubject& s) { return s.Enrolment != nullptr; }},
        {"REG.Confirm.C2",
         "PID",
         "it has a certificate",
         {"REG.Confirm.C1"},
         [](const ConfirmSubject& s) { return !s.certified; }},
        {"REG.Confirm.C3",
         "h",
         "it is not the digest of this message",
         {},
         [](const ConfirmSubject& s) { return s.pp.has_right_h(s.KeyConfirm); }},
        {"REG.Confirm.C4",
         "Sig",
         "it is no signature under the key of the enrolment",
         {"REG.Confirm.C1"},
         [](const ConfirmSubject& s) { return is_signed_by(s.KeyConfirm, s.Enrolment->bytes("vk")); }},
    }};
    return checks;
}

} // namespace

void Management::on_verified(Step& step) {
    const std::string& Id = step.message.text("Id");
    require(!cards_.contains(Id), "REG.Card.C1", "Id", "it is noted already");
    cards_.emplace(Id, Card{step.message.text("Name"), step.message.bytes("key")}); // REG.Card.1
}

Management::Person* Management::person_of(const Message& Enrolment) {
    const auto found = std::find_if(people_.begin(), people_.end(),
                                    [&](const Person& p) { return p.Enrolment["Id"] == Enrolment["Id"]; });
    return found == people_.end() ? nullptr : &*found;
}

bool Management::may_enrol_again(const Person& person, const Message& Enrolment) {
    const Message& known = person.Enrolment;
    return !person.certificate && known["vk"] == Enrolment["vk"] && known["pk*"] == Enrolment["pk*"] &&
           known.number("time") < Enrolment.number("time");
}

void Management::on_reg_request(Step& step) {
    const message::Dialect& dialect = pp().dialect();
    const message::Sealed sealed = {step.message.element("C"), step.message.bytes("sealed")};
    const Bytes opened = message::open_sealed(*dialect.set, desk_->f, pp().registrar().pk, desk_->z,
                                              channel_context(pp(), "RegRequest"), sealed);
    const Message Enrolment = message::decode_part(dialect, Type::enrolment, opened);
    const auto card = cards_.find(Enrolment.text("Id"));
    const bool card_shown = card != cards_.end() && card->second.Name == Enrolment.text("Name") &&
                            card->second.key == message::digest(Enrolment["vk"]);
    Person* person = person_of(Enrolment);
    const auto has_key = [&](const Person& p) { return &p != person && p.Enrolment["vk"] == Enrolment["vk"]; };
    const bool id_taken = person != nullptr && !may_enrol_again(*person, Enrolment);
    const bool key_taken = std::any_of(people_.begin(), people_.end(), has_key);
    Judgement().table(enrolment_checks(), EnrolmentSubject{pp(), Enrolment, card_shown, id_taken, key_taken}).require();
    const Bytes PID =
        person != nullptr ? person->PID : derive_bytes(XofInput("NODE.PID").with(step.coins), 16); // REG.Request.1
    const Poly f_prime = extract(dialect.profile, *desk_->msk, PID);                               // REG.Request.2
    const Message Offer = make(Type::offer, {item_of(PID), Item(encode_short(*dialect.set, f_prime))});
    const message::Sealed answer =
        seal_part(pp(), Enrolment.element("pk*"), "RegOffer", Offer, derive_coins("NODE.Seal", step.coins));
    if (person != nullptr) // REG.Request.3
        person->Enrolment = Enrolment;
    else
        people_.push_back({Enrolment, PID, std::nullopt});
    step.send(step.from,
              sign(Type::reg_offer, {item_of(id()), Item(encode(answer.C)), Item(answer.sealed)})); // REG.Request.4
}

void Management::on_key_confirm(Step& step) {
    const Message& KeyConfirm = step.message;
    const auto found =
        std::find_if(people_.begin(), people_.end(), [&](const Person& p) { return p.PID == KeyConfirm.bytes("PID"); });
    const bool known = found != people_.end();
    const ConfirmSubject subject = {pp(), KeyConfirm, known ? &found->Enrolment : nullptr, known && found->certificate};
    Judgement().table(confirm_checks(), subject).require();
    const Message Certificate = sign(Type::certificate, {KeyConfirm["PID"], KeyConfirm["pk"], found->Enrolment["vk"],
                                                         item_of(id()), Item(step.now)}); // REG.Confirm.1
    found->certificate = Certificate;
    step.send(step.from, Certificate);
    submit(step, make(Type::registration, {item_of(id()), Certificate.item()})); // REG.Confirm.2
}

Message Management::trace(ByteView PID) const {
    const auto found = std::find_if(people_.begin(), people_.end(), [&](const Person& p) {
        return std::equal(p.PID.begin(), p.PID.end(), PID.begin(), PID.end());
    });
    require(found != people_.end(), "REG.Trace.C1", "PID", "this node has registered nobody of this PID");
    return found->Enrolment;
}

Item Management::desk_state() const {
    Items cards;
    for (const auto& [Id, card] : cards_)
        cards.emplace_back(Items{Item(Id), Item(card.Name), item_of(card.key)});
    Items people;
    for (const Person& p : people_) {
        people.emplace_back(Items{Item(kPersonCode), p.Enrolment.item(), item_of(p.PID), item_of(p.certificate)});
    }
    return Item(Items{Item(cards), Item(people)});
}

} // namespace emrshare::node
