// The attacks by which the printed scheme gives its secrets away: the adapter makes what the coalition holds, the
// attack is computed here.
#include "attack/laboratory.hpp"
#include "case_values.hpp"
#include "pre/dec.hpp"
#include "props/parties.hpp"
#include "props/properties.hpp"

#include <cmath>
#include <sstream>

namespace emrshare::kat::props {
namespace {

/// Whether a polynomial, one of so many, is closer to a secret than chance allows.
bool is_close(const Poly& found, const Poly& secret, double tries) {
    const double by_chance = attack::relative_error_by_chance(secret.size(), tries);
    return found == secret || attack::relative_error(found, secret) < by_chance;
}

std::string error_text(const Poly& found, const Poly& secret, double tries) {
    std::ostringstream text;
    text << "relative error " << attack::relative_error(found, secret) << ", by chance above "
         << attack::relative_error_by_chance(secret.size(), tries);
    return text.str();
}

/// Blocks that are read with a key that was found.
constexpr std::uint64_t kBlocks = 8;

/// Wrong bits of blocks for somebody, read with @p key.
attack::BitErrors errors_of(Subject& subject, const Rq& pk, const Poly& key) {
    attack::BitErrors errors;
    for (std::uint64_t i = 0; i < kBlocks; ++i) {
        const Json M = {{"M", message_of(subject, i)}};
        errors.add(Inputs(M, &subject.set()).message("M"), dec(subject.set(), key, encrypted(subject, pk, i)));
    }
    return errors;
}

/// Violated if a key, one of so many, is of use to read blocks for somebody.
void expect_useless(Subject& subject, const Poly& key, const Keys& owner, double tries, const std::string& what) {
    if (is_close(key, owner.f, tries)) throw Violation{what + " (" + error_text(key, owner.f, tries) + ")"};
    const attack::BitErrors errors = errors_of(subject, owner.pk, key);
    if (attack::beats_guessing(errors, tries))
        throw Violation{what + ": it reads blocks with " + std::to_string(errors.wrong) + " of " +
                        std::to_string(errors.bits) + " bits wrong"};
}

} // namespace

std::uint64_t average_of_delegations(Subject& subject) {
    const Keys alice = keys_of(subject, "alice");
    Poly sum(subject.set().n);
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        const OwnerPart part = owner_part(subject, alice, i);
        sum = sum + quotient(part.a_B, part.r_B, "r_B").lift();
    }
    if (is_close(sum, alice.f, 1))
        throw Violation{"the mean of a_B / r_B over " + std::to_string(subject.setting().samples) +
                        " delegations points to f_A (" + error_text(sum, alice.f, 1) + ")"};
    return subject.setting().samples;
}

std::uint64_t requester_alone(Subject& subject) {
    const Keys alice = keys_of(subject, "alice");
    const auto tries = static_cast<double>(subject.setting().samples);
    const Json owners = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(owners);
        const Delegated given = delegation(subject, alice, "bob", i);
        const Rq C_A = invertible(subject, alice.pk, i);
        const Rq C_B = reencrypted(subject, given, C_A, i);
        const Poly found = (given.requester.f * C_B * attack::inverse_of(C_A)).lift();
        if (is_close(found, given.d, tries))
            throw Violation{"f_B C_B / C_A is d (" + error_text(found, given.d, tries) + ")"};
    }
    return subject.setting().samples;
}

std::uint64_t owner_and_cloud(Subject& subject) {
    const Keys alice = keys_of(subject, "alice");
    const Keys own = keys_of(subject, "bob");
    const double tries = 2 * static_cast<double>(subject.setting().samples);
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Delegated given = delegation(subject, alice, "bob", i);
        const Poly found = quotient(given.owner.a_B, given.b_B, "b_B").lift();
        expect_useless(subject, found, own, tries, "a_B / b_B is the requester's own key");
        const Keys other = delegation_keys(subject, "bob", subject.setting().samples + i);
        expect_useless(subject, found, other, tries, "a_B / b_B is the requester's key of another delegation");
    }
    return subject.setting().samples;
}

std::uint64_t stripped_mask(Subject& subject) {
    const ParameterSet& set = subject.set();
    const Keys alice = keys_of(subject, "alice");
    const Delegated given = delegation(subject, alice, "bob", 0);
    // The requester makes the cloud use rk = d / K with f* = pk* = 1, which nothing refuses.
    const Rq K = attack::constant(set, attack::mask_divisor(set));
    Delegated crafted = given;
    crafted.requester.pk = attack::constant(set, 1);
    crafted.rk = given.d * attack::inverse_of(K);
    std::uint64_t masked = 0;
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        const Rq C_A = encrypted(subject, alice.pk, i);
        const Poly found = attack::without_mask(set, reencrypted(subject, crafted, C_A, i));
        masked += attack::differences(found, (given.d * C_A).lift());
    }
    const std::uint64_t coefficients = subject.setting().samples * set.n;
    // Three neighbours of a mask of 2^t values are taken for one.
    if (attack::fewer_than(masked, coefficients, 1 - std::ldexp(3, -static_cast<int>(set.t_re))))
        throw Violation{"of d C_A " + std::to_string(coefficients - masked) + " of " + std::to_string(coefficients) +
                        " coefficients are found behind the mask of ReEnc"};
    return subject.setting().samples;
}

std::uint64_t repeated_answer(Subject& subject) {
    const Keys alice = keys_of(subject, "alice");
    const Delegated given = delegation(subject, alice, "bob", 0);
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Json inputs = {{"K_CS", subject.hex_coins("K_CS", i)},
                             {"delegation", subject.hex_bytes("delegation", i, 32)},
                             {"rk", hex_of(given.rk)},
                             {"pk_B*", hex_of(given.requester.pk)},
                             {"C_A", hex_of(encrypted(subject, alice.pk, i))}};
        const Json coins = subject.compute("reenc-coins", inputs).at("coins");
        if (subject.compute("reenc-coins", inputs).at("coins") != coins)
            throw Violation{"the same question is answered with other coins, whose mean is without mask"};
        Json others = inputs;
        others["K_CS"] = subject.hex_coins("K_CS'", i);
        others["delegation"] = subject.hex_bytes("delegation'", i, 32);
        others["rk"] = hex_of(subject.set().p * given.rk);
        others["pk_B*"] = hex_of(subject.set().p * given.requester.pk);
        others["C_A"] = hex_of(encrypted(subject, alice.pk, subject.setting().samples + i));
        for (const auto& [name, value] : others.items()) {
            Json changed = inputs;
            changed[name] = value;
            if (subject.compute("reenc-coins", changed).at("coins") == coins)
                throw Violation{"the coins do not depend on " + name + ": two answers have one mask"};
        }
    }
    return subject.setting().samples;
}

std::uint64_t mask_key(Subject& subject) {
    if (subject.is_printed()) throw NotOffered{"a public key for each delegation (corrected)"};
    const ParameterSet& set = subject.set();
    const Keys alice = keys_of(subject, "alice");
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Delegated given = delegation(subject, alice, "bob", i);
        const Json good = {
            {"r_B", hex_of(given.owner.r_B)}, {"b_B", hex_of(given.b_B)}, {"pk_B*", hex_of(given.requester.pk)}};
        for (const char* name : {"r_B", "b_B", "pk_B*"}) {
            for (const Case& one : {zero_case(set, good, name, ""), non_unit_case(set, good, name, "")})
                subject.must_notice("rekeygen-cloud", one.inputs, "rk", hex_of(given.rk),
                                    std::string(name) + " without inverse");
        }
    }
    return subject.setting().samples;
}

std::uint64_t identity_syndromes(Subject& subject) {
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        const Given given = subject.compute("syndrome", {{"id", subject.hex_bytes("id", i, 16)}});
        for (const Json& coordinate : given.at("h")) {
            const auto number = coordinate.get<std::int64_t>();
            if (number > 1 && number != subject.set().q - 1) return i + 1;
        }
    }
    // By chance, 3/q of the coordinates are.
    throw Violation{"all coordinates of the syndromes of " + std::to_string(subject.setting().samples) +
                    " identities are -1, 0 or 1: 3^k values, which collide"};
}

} // namespace emrshare::kat::props
