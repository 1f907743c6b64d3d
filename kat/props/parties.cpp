#include "props/parties.hpp"

#include "attack/laboratory.hpp"
#include "case_values.hpp"

namespace emrshare::kat::props {
namespace {

/// Somebody's coins.
std::string coins_for(const Subject& subject, std::string_view what, std::string_view who, std::uint64_t number) {
    return subject.hex_coins(std::string(what) + " of " + std::string(who), number);
}

} // namespace

Keys keys_of(Subject& subject, std::string_view who) {
    const Poly f_prime = attack::make_f_prime(subject.setting(), who, true);
    const Given made = subject.compute(
        "keygen", {{"f'", hex_of(subject.set(), f_prime)}, {"coins", coins_for(subject, "keys", who, 0)}});
    return {made.element("pk"), made.short_poly("f"), made.values};
}

Keys delegation_keys(Subject& subject, std::string_view who, std::uint64_t number) {
    if (subject.is_printed()) return keys_of(subject, who);
    const Given made =
        subject.compute("one-time-keygen", {{"coins", coins_for(subject, "one-time keys", who, number)}});
    return {made.element("pk*"), made.short_poly("f*"), made.values};
}

OwnerPart owner_part(Subject& subject, const Keys& owner, std::uint64_t number) {
    Json inputs = {{"f_A", hex_of(subject.set(), owner.f)}};
    if (!subject.is_printed()) {
        // f pk = g + f u, which is short.
        inputs["w_A"] = hex_of(subject.set(), (owner.f * owner.pk).lift());
        inputs["F"] = owner.made["F"];
        inputs["W"] = owner.made["W"];
    }
    inputs["coins"] = subject.hex_coins("delegation", number);
    const Given made = subject.compute("rekeygen-owner", inputs);
    return {made.element("a_B"), made.element("r_B")};
}

Rq quotient(const Rq& a, const Rq& b, const std::string& name) {
    const std::optional<Rq> inverse = b.inverse();
    if (!inverse) throw Violation{name + " is not invertible"};
    return a * *inverse;
}

Delegated delegation(Subject& subject, const Keys& owner, std::string_view who, std::uint64_t number) {
    Keys requester = delegation_keys(subject, who, number);
    OwnerPart part = owner_part(subject, owner, number);
    const Rq b_B =
        subject.compute("rekeygen-requester", {{"a_B", hex_of(part.a_B)}, {"f_B", hex_of(subject.set(), requester.f)}})
            .element("b_B");
    Json inputs = {{"r_B", hex_of(part.r_B)}, {"b_B", hex_of(b_B)}};
    if (!subject.is_printed()) inputs["pk_B*"] = hex_of(requester.pk);
    const Rq rk = subject.compute("rekeygen-cloud", inputs).element("rk");
    Poly d = quotient(part.a_B, part.r_B, "r_B").lift();
    return {std::move(requester), std::move(part), b_B, rk, std::move(d)};
}

std::string message_of(const Subject& subject, std::uint64_t number) {
    return subject.hex_bytes("message", number, subject.set().n / 8);
}

Rq encrypted(Subject& subject, const Rq& pk, std::uint64_t number) {
    return subject
        .compute("enc",
                 {{"pk", hex_of(pk)}, {"M", message_of(subject, number)}, {"coins", subject.hex_coins("enc", number)}})
        .element("C");
}

Rq invertible(Subject& subject, const Rq& pk, std::uint64_t number) {
    for (std::uint64_t attempt = 0; attempt < 256; ++attempt) {
        Rq C = encrypted(subject, pk, number + (attempt << 32));
        if (C.inverse()) return C;
    }
    throw Violation{"enc: none of 256 ciphertexts is invertible"};
}

Rq reencrypted(Subject& subject, const Delegated& given, const Rq& C_A, std::uint64_t number) {
    Json inputs = {{"rk", hex_of(given.rk)}};
    if (!subject.is_printed()) inputs["pk_B*"] = hex_of(given.requester.pk);
    inputs["C_A"] = hex_of(C_A);
    if (!subject.is_printed()) inputs["coins"] = subject.hex_coins("reenc", number);
    return subject.compute("reenc", inputs).element("C_B");
}

Sealed sealed_for(Subject& subject, const Keys& receiver, std::uint64_t number) {
    const Json context = subject.hex_bytes("context", number, 40);
    const Json plaintext = subject.hex_bytes("plaintext", number, 1 + number % 64);
    const Given made = subject.compute("seal-channel", {{"pk", hex_of(receiver.pk)},
                                                        {"context", context},
                                                        {"plaintext", plaintext},
                                                        {"coins", subject.hex_coins("seal", number)}});
    return {{{"f", hex_of(subject.set(), receiver.f)},
             {"pk", hex_of(receiver.pk)},
             {"z", subject.hex_coins("z", number)},
             {"context", context},
             {"C", made.at("C")},
             {"sealed", made.at("sealed")}},
            plaintext};
}

Sealed sealed_file(Subject& subject, const Keys& receiver, std::uint64_t number) {
    // Two blocks, the second not full.
    const Json plaintext = subject.hex_bytes("plaintext", number, subject.set().n / 8 + 1 + number % 7);
    const Given made = subject.compute(
        "seal", {{"pk", hex_of(receiver.pk)}, {"plaintext", plaintext}, {"coins", subject.hex_coins("seal", number)}});
    return {{{"f", hex_of(subject.set(), receiver.f)}, {"pk", hex_of(receiver.pk)}, {"sealed", made.at("sealed")}},
            plaintext};
}

SealedWallet sealed_wallet(Subject& subject, std::uint64_t number) {
    const Json password = subject.hex_bytes("password", number, 12);
    const Json names = {to_hex(bytes_of("name")), to_hex(bytes_of("seed"))};
    const Json values = {subject.hex_bytes("value", 2 * number, 20), subject.hex_bytes("value", 2 * number + 1, 32)};
    const Given made = subject.compute("wallet-seal", {{"password", password},
                                                       {"names", names},
                                                       {"values", values},
                                                       {"lambda", 10},
                                                       {"r", 8},
                                                       {"p", 1},
                                                       {"coins", subject.hex_coins("wallet", number)}});
    return {{{"password", password}, {"wallet", made.at("wallet")}}, names, values};
}

Json signed_message(Subject& subject, std::uint64_t number) {
    const Given keys = subject.compute("sig-keygen", {{"xi", subject.hex_coins("xi", number)}});
    const Json M = subject.hex_bytes("M", number, 1 + number % 64);
    const Json ctx = subject.hex_bytes("ctx", number, 16);
    const Given made = subject.compute(
        "sig-sign", {{"sk", keys.at("sk")}, {"M", M}, {"ctx", ctx}, {"rnd", subject.hex_coins("rnd", number)}});
    return {{"pk", keys.at("pk")}, {"M", M}, {"ctx", ctx}, {"sigma", made.at("sigma")}};
}

std::string decrypted(Subject& subject, const Poly& f, const Rq& C) {
    return subject.compute("dec", {{"f", hex_of(subject.set(), f)}, {"C", hex_of(C)}}).at("M").get<std::string>();
}

} // namespace emrshare::kat::props
