#include "case_values.hpp"
#include "operation.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"
#include "world.hpp"

namespace emrshare::kat {
namespace {

// ---- the owner's part ----

void run_owner(const Call& call) {
    const Poly f_A = call.in.short_poly("f_A");
    const OwnerShare share = rekeygen_owner_printed_from_coins(call.in.set(), f_A, call.in.coins("coins"), call.trace);
    call.out.record("a_B", share.a_B);
    call.out.record("r_B", share.r_B);
}

std::vector<Case> owner_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const std::string f_A = hex_of(set, make.world().alice.f);
    const auto inputs = [](const std::string& f, const Coins& coins) {
        return Json{{"f_A", f}, {"coins", to_hex(coins)}};
    };
    std::vector<Case> cases = {
        {"coins all zero", {"edge"}, inputs(f_A, Coins())},
        {"f_A one byte short", {"rejected"}, inputs(short_by_one(f_A), Coins()), "ENC.Element.C1"},
        {"a coefficient of f_A at (q - 1)/2 - p eta",
         {"edge"},
         inputs(hex_of(set, Poly(set.n) + ((set.q - 1) / 2 - set.p * set.eta)), Coins())},
        {"a coefficient of f_A just beyond (q - 1)/2 - p eta",
         {"rejected"},
         inputs(hex_of(set, Poly(set.n) + ((set.q - 1) / 2 - set.p * set.eta + 1)), Coins()),
         "PRE.ReKeyGen.Owner.C1"},
    };
    // Found by search over coins 0, 1, 2, ... at toy-64: r_B depends on nothing else.
    if (set.n == 64)
        cases.push_back(
            {"two attempts: the first r_B is not invertible", {"edge"}, inputs(f_A, numbered_coins(48144))});
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(f_A, make.coins(which, "coins"))});
    }
    return cases;
}

// ---- the requester's part ----

void run_requester(const Call& call) {
    const Rq a_B = call.in.element("a_B");
    call.out.record("b_B", rekeygen_requester(call.in.set(), a_B, call.in.short_poly("f_B"), call.trace));
}

std::vector<Case> requester_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const World& world = make.world();
    const std::string f_B = hex_of(set, world.bob.f);
    const std::string a_B = hex_of(world.share.a_B);
    const auto inputs = [](const std::string& a, const std::string& f) { return Json{{"a_B", a}, {"f_B", f}}; };
    std::vector<Case> cases = {
        {"the delegation of the other vectors", {}, inputs(a_B, f_B)},
        {"a_B = 0: nothing forbids it as printed", {"edge"}, inputs(hex_of(Rq(set.ring())), f_B)},
        zero_case(set, inputs(a_B, f_B), "f_B", "PRE.ReKeyGen.Requester.C3"),
        non_unit_case(set, inputs(a_B, f_B), "f_B", "PRE.ReKeyGen.Requester.C3"),
        {"a_B one byte short", {"rejected"}, inputs(short_by_one(a_B), f_B), "ENC.Element.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(hex_of(make.element(which, "a_B")), f_B)});
    }
    return cases;
}

// ---- the cloud's part ----

void run_cloud(const Call& call) {
    const Rq r_B = call.in.element("r_B");
    call.out.record("rk", rekeygen_cloud_printed(call.in.set(), r_B, call.in.element("b_B"), call.trace));
}

std::vector<Case> cloud_cases(const CaseMaker& make) {
    const World& world = make.world();
    const std::string r_B = hex_of(world.share.r_B);
    const std::string b_B = hex_of(world.b_B);
    const auto inputs = [](const std::string& r, const std::string& b) { return Json{{"r_B", r}, {"b_B", b}}; };
    std::vector<Case> cases = {
        {"the delegation of the other vectors", {}, inputs(r_B, b_B)},
        zero_case(make.set(), inputs(r_B, b_B), "r_B", "PRE.ReKeyGen.Cloud.C3"),
        non_unit_case(make.set(), inputs(r_B, b_B), "r_B", "PRE.ReKeyGen.Cloud.C3"),
        {"b_B one byte short", {"rejected"}, inputs(r_B, short_by_one(b_B)), "ENC.Element.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(r_B, hex_of(make.element(which, "b_B")))});
    }
    return cases;
}

// ---- ReEnc ----

void run_reenc(const Call& call) {
    const Rq rk = call.in.element("rk");
    call.out.record("C_B", reenc_printed(call.in.set(), rk, call.in.element("C_A"), call.trace));
}

Rq ciphertext(const CaseMaker& make, const std::string& which) {
    const ParameterSet& set = make.set();
    const Poly M = decode_message(set, make.bytes(which, "M", set.message_bytes()));
    return enc_from_coins(set, make.world().alice.pk, M, make.coins(which, "coins"));
}

std::vector<Case> reenc_cases(const CaseMaker& make) {
    const Ring& ring = make.set().ring();
    const std::string rk = hex_of(make.world().rk);
    const auto inputs = [](const std::string& key, const std::string& C) { return Json{{"rk", key}, {"C_A", C}}; };
    std::vector<Case> cases = {
        {"C_A = 0", {"edge"}, inputs(rk, hex_of(Rq(ring)))},
        {"rk = 1", {"edge"}, inputs(hex_of(Rq(ring, Poly(ring.n()) + 1)), hex_of(ciphertext(make, "rk = 1")))},
        {"rk one byte short", {"rejected"}, inputs(short_by_one(rk), hex_of(Rq(ring))), "ENC.Element.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i)
        cases.push_back(
            {"random " + std::to_string(i), {}, inputs(rk, hex_of(ciphertext(make, "random " + std::to_string(i))))});
    return cases;
}

// ---- decryption of a re-encrypted block ----

void run_dec_reencrypted(const Call& call) {
    const ParameterSet& set = call.in.set();
    const Poly M = call.in.message("M");
    const Poly f_B = call.in.short_poly("f_B");
    const Poly M_B = dec(set, f_B, call.in.element("C_B"));
    std::int64_t wrong = 0;
    for (std::size_t i = 0; i < set.n; ++i)
        wrong += M_B[i] == M[i] ? 0 : 1;
    call.out.record("M_B", M_B);
    call.out.record("wrong_bits", wrong);
}

std::vector<Case> dec_reencrypted_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const World& world = make.world();
    std::vector<Case> cases;
    for (std::size_t i = 0; i < make.count() + 2; ++i) {
        const std::string which = i == 0   ? "all-zero message"
                                  : i == 1 ? "all-one message"
                                           : "random " + std::to_string(i - 2);
        const Bytes random = make.bytes(which, "M", set.message_bytes());
        const Bytes M = i < 2 ? Bytes(set.message_bytes(), i == 0 ? 0 : 255) : random;
        const Rq C_A = enc_from_coins(set, world.alice.pk, decode_message(set, M), make.coins(which, "coins"));
        const Rq C_B = reenc_printed(set, world.rk, C_A);
        cases.push_back(
            {which, {"lemma2-false"}, {{"f_B", hex_of(set, world.bob.f)}, {"C_B", hex_of(C_B)}, {"M", to_hex(M)}}});
    }
    return cases;
}

} // namespace

std::vector<Operation> delegation_operations() {
    const Field coins = {"coins", Kind::hex, "32 bytes"};
    const Field a_B = {"a_B", Kind::element, "owner's value for the requester (the paper's a)"};
    const Field r_B = {"r_B", Kind::element, "owner's value for the cloud"};
    const Field b_B = {"b_B", Kind::element, "requester's value for the cloud (the paper's b)"};
    const Field f_B = {"f_B", Kind::element, "requester's private key"};
    const Field rk = {"rk", Kind::element, "re-encryption key"};
    const Field C_B = {"C_B", Kind::element, "re-encrypted block"};
    return {
        {"rekeygen-owner",
         "PRE.ReKeyGen.Owner",
         "the owner's part of a delegation",
         true,
         {"as-printed"},
         {{"f_A", Kind::element, "owner's private key"}, coins},
         {{"attempts", Kind::integer, "elements r_B drawn", "PRE.ReKeyGen.Owner.1"},
          {"e_B", Kind::element, "from psi", "PRE.ReKeyGen.Owner.2"},
          {"d", Kind::element, "f_A + p e_B", "PRE.ReKeyGen.Owner.3"}},
         {made_by(a_B, "PRE.ReKeyGen.Owner.4"), made_by(r_B, "PRE.ReKeyGen.Owner.1")},
         run_owner,
         owner_cases},
        {"rekeygen-requester",
         "PRE.ReKeyGen.Requester",
         "the requester's part of a delegation",
         true,
         {"both"},
         {a_B, f_B},
         {{"f_B^-1", Kind::element, "inverse of f_B in R_q", "PRE.ReKeyGen.Requester.1"}},
         {made_by(b_B, "PRE.ReKeyGen.Requester.2")},
         run_requester,
         requester_cases},
        {"rekeygen-cloud",
         "PRE.ReKeyGen.Cloud",
         "the cloud's part of a delegation",
         true,
         {"as-printed"},
         {r_B, b_B},
         {{"r_B^-1", Kind::element, "inverse of r_B in R_q", "PRE.ReKeyGen.Cloud.1"}},
         {made_by(rk, "PRE.ReKeyGen.Cloud.2")},
         run_cloud,
         cloud_cases},
        {"reenc",
         "PRE.ReEnc",
         "re-encryption of a block",
         true,
         {"as-printed"},
         {rk, {"C_A", Kind::element, "block under the owner's key"}},
         {},
         {made_by(C_B, "PRE.ReEnc.1")},
         run_reenc,
         reenc_cases},
        {"dec-reencrypted",
         "PRE.Dec",
         "the requester's decryption, compared with what was encrypted",
         true,
         {"as-printed"},
         {f_B, C_B, {"M", Kind::message, "the block that the owner encrypted"}},
         {},
         {{"M_B", Kind::message, "what Dec returns", "PRE.Dec.3"},
          {"wrong_bits", Kind::integer, "coefficients in which M_B differs from M", "PRE.Dec.3"}},
         run_dec_reencrypted,
         dec_reencrypted_cases},
    };
}

} // namespace emrshare::kat
