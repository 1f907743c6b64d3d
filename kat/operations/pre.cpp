#include "base/error.hpp"
#include "case_values.hpp"
#include "operation.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "random/xof.hpp"
#include "world.hpp"

namespace emrshare::kat {
namespace {

// ---- KeyGen ----

void run_keygen(const Call& call) {
    const KeyPair pair =
        keygen_printed_from_coins(call.in.set(), call.in.short_poly("f'"), call.in.coins("coins"), call.trace);
    call.out.record("f", pair.f);
    call.out.record("pk", pair.pk);
}

std::vector<Case> keygen_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const Rq alice_f_prime(set.ring(), make.world().alice_f_prime);
    const std::string f_prime = hex_of(set, make.world().alice_f_prime);
    const auto inputs = [](const std::string& f, const Coins& coins) {
        return Json{{"f'", f}, {"coins", to_hex(coins)}};
    };
    Coins ones;
    ones.bytes.fill(255);
    std::vector<Case> cases = {
        {"coins all zero", {"edge"}, inputs(f_prime, Coins())},
        {"coins all one", {"edge"}, inputs(f_prime, ones)},
        {"f' = 0, so that f = 1", {"edge"}, inputs(hex_of(set, Poly(set.n)), make.coins("f' = 0", "coins"))},
        {"f' one byte short", {"rejected"}, inputs(short_by_one(f_prime), Coins()), "ENC.Element.C1"},
        {"f' not reduced", {"rejected"}, inputs(unreduced(alice_f_prime), Coins()), "ENC.Element.C2"},
        {"a coefficient of f' at (q - 3)/4", {"edge"}, inputs(hex_of(set, Poly(set.n) + (set.q - 3) / 4), Coins())},
        {"a coefficient of f' at -(q - 3)/4",
         {"edge"},
         inputs(hex_of(set, -1 * (Poly(set.n) + (set.q - 3) / 4)), Coins())},
        {"a coefficient of f' just beyond (q - 3)/4",
         {"rejected"},
         inputs(hex_of(set, Poly(set.n) + ((set.q - 3) / 4 + 1)), Coins()),
         "PRE.KeyGen.C1"},
        {"a coefficient of f' at (q - 1)/2",
         {"rejected"},
         inputs(hex_of(set, Poly(set.n) + std::int64_t{set.q / 2}), Coins()),
         "PRE.KeyGen.C1"},
        {"p f' + 1 = c (x - zeta): no unit",
         {"rejected"},
         inputs(hex_of(set, f_prime_of_non_unit(set)), Coins()),
         "PRE.KeyGen.C2"},
        {"coins of 31 bytes", {"rejected"}, {{"f'", f_prime}, {"coins", std::string(62, '0')}}, "COINS.C1"},
    };
    // Found by search over coins 0, 1, 2, ... at toy-64: g does not depend on f', nor on the seed.
    if (set.n == 64)
        cases.push_back(
            {"two attempts: the first g is not invertible", {"edge"}, inputs(f_prime, numbered_coins(285645))});
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(f_prime, make.coins(which, "coins"))});
    }
    return cases;
}

// ---- Enc ----

void run_enc(const Call& call) {
    const Rq pk = call.in.element("pk");
    const Poly M = call.in.message("M");
    call.out.record("C", enc_from_coins(call.in.set(), pk, M, call.in.coins("coins"), call.trace));
}

std::vector<Case> enc_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const Rq& pk = make.world().alice.pk;
    const auto inputs = [](const std::string& key, const Bytes& M, const Coins& coins) {
        return Json{{"pk", key}, {"M", to_hex(M)}, {"coins", to_hex(coins)}};
    };
    Coins ones;
    ones.bytes.fill(255);
    const Bytes zero(set.message_bytes(), 0);
    const Bytes one(set.message_bytes(), 255);
    std::vector<Case> cases = {
        {"all-zero message, coins all zero", {"edge"}, inputs(hex_of(pk), zero, Coins())},
        {"all-one message, coins all one", {"edge"}, inputs(hex_of(pk), one, ones)},
        {"pk = 0", {"edge"}, inputs(hex_of(Rq(set.ring())), one, make.coins("pk = 0", "coins"))},
        {"pk one byte short", {"rejected"}, inputs(short_by_one(hex_of(pk)), zero, Coins()), "ENC.Element.C1"},
        {"pk not reduced", {"rejected"}, inputs(unreduced(pk), zero, Coins()), "ENC.Element.C2"},
        {"M one byte short",
         {"rejected"},
         inputs(hex_of(pk), Bytes(set.message_bytes() - 1, 0), Coins()),
         "ENC.Message.C2"},
        {"M one byte long",
         {"rejected"},
         inputs(hex_of(pk), Bytes(set.message_bytes() + 1, 0), Coins()),
         "ENC.Message.C2"},
        {"no coins", {"rejected"}, {{"pk", hex_of(pk)}, {"M", to_hex(zero)}, {"coins", ""}}, "COINS.C1"},
        {"everything wrong: pk is decoded first",
         {"rejected"},
         {{"pk", unreduced(pk)}, {"M", ""}, {"coins", ""}},
         "ENC.Element.C2"},
        {"M and coins wrong: M is decoded first",
         {"rejected"},
         {{"pk", hex_of(pk)}, {"M", ""}, {"coins", ""}},
         "ENC.Message.C2"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back(
            {which, {}, inputs(hex_of(pk), make.bytes(which, "M", set.message_bytes()), make.coins(which, "coins"))});
    }
    return cases;
}

// ---- Dec ----

void run_dec(const Call& call) {
    const Poly f = call.in.short_poly("f");
    call.out.record("M", dec(call.in.set(), f, call.in.element("C"), call.trace));
}

std::vector<Case> dec_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const KeyPair& alice = make.world().alice;
    const std::string f = hex_of(set, alice.f);
    const auto inputs = [](const std::string& key, const std::string& C) { return Json{{"f", key}, {"C", C}}; };
    const auto ciphertext = [&](const std::string& which, const Bytes& M) {
        return enc_from_coins(set, alice.pk, decode_message(set, M), make.coins(which, "coins"));
    };
    const Rq C = ciphertext("zero", Bytes(set.message_bytes(), 0));
    const Poly one = Poly(set.n) + 1;
    std::vector<Case> cases = {
        {"all-zero message", {"edge"}, inputs(f, hex_of(C))},
        {"all-one message", {"edge"}, inputs(f, hex_of(ciphertext("one", Bytes(set.message_bytes(), 255))))},
        {"f = 1: the lift of 0, q - 1, (q - 1)/2, (q + 1)/2, 1",
         {"edge"},
         inputs(hex_of(set, one), hex_of(edge_element(set)))},
        {"f of another user: a wrong message, which Dec cannot notice",
         {"edge"},
         inputs(hex_of(set, make.world().bob.f), hex_of(C))},
        {"f one byte short", {"rejected"}, inputs(short_by_one(f), hex_of(C)), "ENC.Element.C1"},
        {"f not reduced", {"rejected"}, inputs(unreduced(Rq(set.ring(), alice.f)), hex_of(C)), "ENC.Element.C2"},
        {"C one byte short", {"rejected"}, inputs(f, short_by_one(hex_of(C))), "ENC.Element.C1"},
        {"C not reduced", {"rejected"}, inputs(f, unreduced(C)), "ENC.Element.C2"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(f, hex_of(ciphertext(which, make.bytes(which, "M", set.message_bytes()))))});
    }
    return cases;
}

} // namespace

std::vector<Operation> pre_operations() {
    const Field coins = {"coins", Kind::hex, "32 bytes"};
    const Field f = {"f", Kind::element, "private key"};
    const Field pk = {"pk", Kind::element, "public key"};
    const Field M = {"M", Kind::message, "message block"};
    const Field C = {"C", Kind::element, "ciphertext"};
    return {
        {"keygen",
         "PRE.KeyGen",
         "a key pair from a preimage",
         true,
         {"as-printed"},
         {{"f'", Kind::element, "preimage from Extract"}, coins},
         {{"f^-1", Kind::element, "inverse of f in R_q", "PRE.KeyGen.2"},
          {"u", Kind::element, "uniform on {-1, 0, 1}^n", "PRE.KeyGen.3"},
          {"g", Kind::element, "from D_{Z^n, sigma}", "PRE.KeyGen.4"},
          {"attempts", Kind::integer, "polynomials g drawn", "PRE.KeyGen.4"}},
         {made_by(f, "PRE.KeyGen.1"), made_by(pk, "PRE.KeyGen.5")},
         run_keygen,
         keygen_cases},
        {"enc",
         "PRE.Enc",
         "encryption of a block",
         true,
         {"both"},
         {pk, M, coins},
         {{"b", Kind::element, "from psi", "PRE.Enc.1"}, {"v", Kind::element, "from psi", "PRE.Enc.2"}},
         {made_by(C, "PRE.Enc.3")},
         run_enc,
         enc_cases},
        {"dec",
         "PRE.Dec",
         "decryption of a block",
         true,
         {"both"},
         {f, C},
         {{"C'", Kind::element, "f C", "PRE.Dec.1"}},
         {made_by(M, "PRE.Dec.3")},
         run_dec,
         dec_cases},
    };
}

} // namespace emrshare::kat
