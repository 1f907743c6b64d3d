// Registration, in both profiles (spec, section 13.3).

#include "message/channel.hpp"
#include "node/channel_context.hpp"
#include "node/key_making.hpp"
#include "pre/encoding.hpp"
#include "pre/extract.hpp"
#include "pre/hash.hpp"
#include "pre/keygen.hpp"
#include "protocol/cases.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {
namespace {} // namespace

Items shown_card(const Scene& s, const std::string& user) {
    const Items info = person(user);
    const Bytes vk = node::make_signing_key_pair(s.seed_of(user)).pk;
    return {info[1], info[0], item_of(message::digest(item_of(vk)))};
}

namespace {

/// The registrar's desk after the cards of some users were shown.
Actor desk(const Scene& s, const std::vector<std::string>& users) {
    Actor registrar(s, "MN-1");
    for (const std::string& user : users)
        registrar.takes(told(s, Type::verified, shown_card(s, user)));
    return registrar;
}

std::uint64_t timeout(const Scene& s) {
    return s.pp().number("timeout");
}

Event registration_command(const Scene& s, const std::string& user) {
    return told(s, Type::register_user, person(user));
}

/// The one-time public key that a user enrols with.
Item one_time_key(const Scene& s, const std::string& user) {
    const Coins coins = derive_coins("NODE.OneTime", s.seed_of(user));
    return Item(encode(one_time_keygen_from_coins(*s.pp().dialect().set, coins).pk));
}

/// Enrolment of one user's card with another's keys.
Message enrolment(const Scene& s, const std::string& card, const std::string& keys, std::uint64_t time = kSceneTime) {
    Items fields = person(card);
    fields.emplace_back(node::make_signing_key_pair(s.seed_of(keys)).pk);
    fields.push_back(one_time_key(s, keys));
    fields.emplace_back(time);
    return s.sign(keys, Type::enrolment, fields);
}

message::Sealed seal(const Scene& s, const Rq& pk, std::string_view name, const Message& plaintext) {
    return message::seal_for_from_coins(*s.pp().dialect().set, pk, node::channel_context(s.pp(), name),
                                        plaintext.encode(), derive_coins("KAT.World", s.seed_of("alice")));
}

/// RegRequest that carries @p plaintext.
Message request_with(const Scene& s, const Message& plaintext, std::string_view context = "RegRequest") {
    const message::Sealed sealed = seal(s, s.pp().registrar().pk, context, plaintext);
    return s.make(Type::reg_request, {Item(encode(sealed.C)), Item(sealed.sealed)});
}

/// RegOffer that carries @p plaintext for alice.
Message offer_with(const Scene& s, const Message& plaintext, std::string_view context = "RegOffer") {
    const Rq pk = decode_element(*s.pp().dialect().set, *one_time_key(s, "alice").bytes());
    const message::Sealed sealed = seal(s, pk, context, plaintext);
    return s.sign("MN-1", Type::reg_offer, {item_of(bytes_of("MN-1")), Item(encode(sealed.C)), Item(sealed.sealed)});
}

Item changed(const Item& bytes, std::size_t position) {
    Bytes copy = *bytes.bytes();
    copy[position] ^= 1;
    return Item(copy);
}

std::vector<Case> refused_channels(const Scene& s, Actor& registrar) {
    const auto refuses = [&](const std::string& comment, const Message& RegRequest, const std::string& check) {
        return registrar.refuses(comment, sent_by("alice", RegRequest), check);
    };
    const Message Enrolment = enrolment(s, "alice", "alice");
    const Message good = request_with(s, Enrolment);
    return {
        refuses("sealed is shorter than a tag", good.with("sealed", Item(Bytes(15))), "CHAN.Open.C1"),
        refuses("a bit of the ciphertext", good.with("sealed", changed(good["sealed"], 0)), "CHAN.Open.C2"),
        refuses("sealed for another kind of message", request_with(s, Enrolment, "RegOffer"), "CHAN.Open.C2"),
        refuses("a C that is no encapsulation", good.with("C", Item(encode(s.pp().registrar().pk))), "CHAN.Open.C2"),
        refuses("sealed is no Enrolment", request_with(s, s.make(Type::nonce_request, {item_of(bytes_of("MN-1"))})),
                "MSG.Decode.C4"),
    };
}

std::vector<Case> refused_enrolments(const Scene& s, Actor& registrar) {
    const auto refuses = [&](const std::string& comment, const Message& Enrolment, const std::string& check) {
        return registrar.refuses(comment, sent_by("alice", request_with(s, Enrolment)), check);
    };
    const Message good = enrolment(s, "alice", "alice");
    return {
        refuses("a signed digest of something else", s.with_wrong_h("alice", good), "REG.Request.C1"),
        refuses("signed under another key", s.again("bob", good), "REG.Request.C2"),
        refuses("a card that was not shown", enrolment(s, "bob", "alice"), "REG.Request.C3"),
        refuses("the card's Id under another name", s.again("alice", good.with("Name", item_of("mallory"))),
                "REG.Request.C3"),
        refuses("the card of alice, who showed another key", enrolment(s, "alice", "bob"), "REG.Request.C3"),
    };
}

/// What comes after alice has enrolled.
std::vector<Case> repeated_enrolments(const Scene& s, Actor& registrar) {
    const auto again = [&](const Message& Enrolment) { return sent_by("alice", request_with(s, Enrolment)); };
    const Message later = enrolment(s, "alice", "alice", kSceneTime + 1);
    const Message other_key = s.again("alice", later.with("pk*", one_time_key(s, "bob")));
    registrar.takes(told(s, Type::verified, {item_of("Id-2"), item_of("alice"), shown_card(s, "alice")[2]}));
    const Message second_Id = s.again("alice", later.with("Id", item_of("Id-2")));
    std::vector<Case> cases = {
        registrar.accepts("the same enrolment, made again later: the offer was lost", {}, again(later)),
        registrar.refuses("the same enrolment at the same time", again(enrolment(s, "alice", "alice")),
                          "REG.Request.C4"),
        registrar.refuses("with another one-time key", again(other_key), "REG.Request.C4"),
        registrar.refuses("a registered key under another Id", again(second_Id), "REG.Request.C5"),
    };
    return cases;
}

} // namespace

std::vector<Case> reg_request_cases(const Scene& s) {
    Actor registrar = desk(s, {"alice", "bob"});
    Actor alice(s, "alice");
    const Event RegRequest = sent_by("alice", alice.answer(registration_command(s, "alice")));
    std::vector<Case> cases = {registrar.accepts("the card was shown", {}, RegRequest)};
    if (s.is_printed()) return cases;
    append(cases, refused_channels(s, registrar));
    Actor other = desk(s, {"alice"});
    append(cases, refused_enrolments(s, other));
    registrar.takes(RegRequest);
    append(cases, repeated_enrolments(s, registrar));
    return cases;
}

namespace {

/// An Offer of a PID and the preimage that belongs to @p preimage_of.
Message offer(const Scene& s, const Bytes& PID, const Bytes& preimage_of) {
    const ParameterSet& set = *s.pp().dialect().set;
    const std::shared_ptr<const node::Desk> desk = node::desk_of(s.pp(), s.seed_of("MN-1"));
    const Poly f_prime = extract(s.pp().dialect().profile, *desk->msk, preimage_of);
    return s.make(Type::offer, {item_of(PID), Item(encode_short(set, f_prime))});
}

/// A PID with another syndrome than @p PID: as printed there are few of them at toy-64 (E-H1-RANGE).
Bytes other_preimage(const Scene& s, const Bytes& PID) {
    const message::Dialect& dialect = s.pp().dialect();
    const auto syndrome = [&](const Bytes& id) { return identity_syndrome(dialect.profile, *dialect.set, id); };
    for (std::size_t i = 0;; ++i) {
        Bytes other = s.random_bytes("other PID " + std::to_string(i), PID.size());
        if (syndrome(other) != syndrome(PID)) return other;
    }
}

} // namespace

std::vector<Case> reg_offer_cases(const Scene& s) {
    const Bytes PID = s.id_of("alice");
    const Message good = offer_with(s, offer(s, PID, PID));
    Actor alice(s, "alice");
    const auto refuses = [&](const std::string& comment, const Message& RegOffer, const std::string& check) {
        return alice.refuses(comment, sent_by("MN-1", RegOffer), check);
    };
    const Case early = refuses("she has not begun", good, "REG.Offer.C1");
    alice.takes(registration_command(s, "alice"));
    const std::uint64_t end = kSceneTime + timeout(s);
    std::vector<Case> cases = {
        alice.accepts("one instant before she asks again", {"edge"}, tick_at(end - 1)),
        alice.accepts("she asks again", {"edge"}, tick_at(end)),
        alice.accepts("an offer", {}, sent_by("MN-1", good)),
        refuses("the preimage of another PID", offer_with(s, offer(s, PID, other_preimage(s, PID))), "REG.Offer.C5"),
    };
    if (s.is_printed()) return cases;
    append(cases,
           {
               early,
               refuses("by another management node", s.again("MN-2", good.with("mid", item_of(bytes_of("MN-2")))),
                       "REG.Offer.C2"),
               refuses("a signed digest of something else", s.with_wrong_h("MN-1", good), "REG.Offer.C3"),
               refuses("signed by another management node", s.again("MN-2", good), "REG.Offer.C4"),
               refuses("a bit of the tag",
                       s.again("MN-1", good.with("sealed", changed(good["sealed"], good.bytes("sealed").size() - 1))),
                       "CHAN.Open.C2"),
               refuses("sealed for another kind of message", offer_with(s, offer(s, PID, PID), "RegRequest"),
                       "CHAN.Open.C2"),
           });
    alice.takes(sent_by("MN-1", good));
    cases.push_back(refuses("a second one", good, "REG.Offer.C1"));
    return cases;
}

std::vector<Case> key_confirm_cases(const Scene& s) {
    Actor registrar = desk(s, {"alice"});
    Actor alice(s, "alice");
    const Message RegRequest = alice.answer(registration_command(s, "alice"));
    const Message KeyConfirm = alice.answer(sent_by("MN-1", registrar.answer(sent_by("alice", RegRequest))));
    const auto refuses = [&](const std::string& comment, const Message& message, const std::string& check) {
        return registrar.refuses(comment, sent_by("alice", message), check);
    };
    std::vector<Case> cases = {registrar.accepts("a key", {}, sent_by("alice", KeyConfirm))};
    if (s.is_printed()) return cases;
    append(cases,
           {
               refuses("a PID that was not offered",
                       s.again("alice", KeyConfirm.with("PID", item_of(s.random_bytes("PID", 16)))), "REG.Confirm.C1"),
               refuses("a signed digest of something else", s.with_wrong_h("alice", KeyConfirm), "REG.Confirm.C3"),
               refuses("signed by another user", s.again("bob", KeyConfirm), "REG.Confirm.C4"),
           });
    registrar.takes(sent_by("alice", KeyConfirm));
    cases.push_back(refuses("enrolled again, when there is a certificate",
                            request_with(s, enrolment(s, "alice", "alice", kSceneTime + 1)), "REG.Request.C4"));
    const Message other_key = KeyConfirm.with("pk", s.certificate_of("bob")["pk"]);
    cases.push_back(refuses("another key, once there is a certificate", s.again("alice", other_key), "REG.Confirm.C2"));
    return cases;
}

namespace {

/// A certificate that comes to its user in a block, since the message was lost.
std::vector<Case> certificates_of_blocks(const Scene& s, const Actor& alice) {
    const Message& Commit = s.block_message(1);
    return {
        alice.accepts("a block with hers", {}, sent_by("MN-1", Commit)),
        alice.accepts("one instant before she confirms her key again", {"edge"}, tick_at(kSceneTime + timeout(s) - 1)),
        alice.accepts("she confirms her key again", {"edge"}, tick_at(kSceneTime + timeout(s))),
    };
}

} // namespace

std::vector<Case> certificate_cases(const Scene& s) {
    Actor alice(s, "alice");
    const Message good = s.certificate_of("alice");
    const auto refuses = [&](const std::string& comment, const Message& message, const std::string& check) {
        return alice.refuses(comment, sent_by("MN-1", message), check);
    };
    alice.takes(registration_command(s, "alice"));
    alice.takes(sent_by("MN-1", offer_with(s, offer(s, s.id_of("alice"), s.id_of("alice")))));
    std::vector<Case> cases = {alice.accepts("hers", {}, sent_by("MN-1", good))};
    if (s.is_printed()) return cases;
    append(cases, {
                      refuses("of another PID", s.again("MN-1", good.with("PID", item_of(s.random_bytes("PID", 16)))),
                              "REG.Certificate.C1"),
                      refuses("by another management node",
                              s.again("MN-2", good.with("mid", item_of(bytes_of("MN-2")))), "REG.Certificate.C2"),
                      refuses("a signed digest of something else", s.with_wrong_h("MN-1", good), "REG.Certificate.C3"),
                      refuses("signed by another management node", s.again("MN-2", good), "REG.Certificate.C4"),
                      refuses("with another lattice key",
                              s.again("MN-1", good.with("pk", s.certificate_of("bob")["pk"])), "REG.Certificate.C5"),
                      refuses("with another signature key",
                              s.again("MN-1", good.with("vk", s.certificate_of("bob")["vk"])), "REG.Certificate.C5"),
                  });
    append(cases, certificates_of_blocks(s, alice));
    alice.takes(sent_by("MN-1", good));
    cases.push_back(refuses("a second time", good, "REG.Certificate.C1"));
    return cases;
}

} // namespace emrshare::kat
