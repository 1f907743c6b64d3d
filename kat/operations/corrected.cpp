#include "case_values.hpp"
#include "operation.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/extract.hpp"
#include "pre/kem.hpp"
#include "pre/keygen.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"
#include "random/xof.hpp"
#include "world.hpp"

namespace emrshare::kat {
namespace {

/// Coins, found by search over 0, 1, 2, ... at toy-64, whose first attempt fails for the stated reason alone.
struct Searched {
    const char* comment;
    std::uint64_t number;
};

constexpr Searched kSearchedKeys[] = {
    {"retry: the first (f, w) is too long", 8},
    {"retry: a leaf of the first tree is too long", 35},
    {"retry: the first (f, w) has no completion", 1856},
    {"retry: the first g is not invertible", 83345},
};

constexpr Searched kSearchedOneTimeKeys[] = {
    {"retry: the first f* is too long", 85},           {"retry: the first (f*, w*) is too long", 51},
    {"retry: the first pk* is not invertible", 26156}, {"retry: the first f* is not invertible", 244166},
    {"retry: the first g* is not invertible", 196181},
};

constexpr Searched kSearchedDelegations[] = {
    {"retry: the first d is not invertible", 752661},
};

/// Adds a case for each, with the inputs that @p inputs makes from its coins.
template <class InputsOf>
void add_searched(std::vector<Case>& cases, std::span<const Searched> searched, const InputsOf& inputs) {
    for (const Searched& found : searched)
        cases.push_back({found.comment, {"edge"}, inputs(numbered_coins(found.number))});
}

// ---- KeyGen ----

void run_keygen(const Call& call) {
    const Poly f_prime = call.in.short_poly("f'");
    const OwnerKey key = keygen_from_coins(call.in.set(), f_prime, call.in.coins("coins"), call.trace);
    call.out.record("f", key.pair.f);
    call.out.record("pk", key.pair.pk);
    call.out.record("F", key.solution.F);
    call.out.record("W", key.solution.W);
}

std::vector<Case> keygen_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const std::string f_prime = hex_of(set, make.corrected_world().alice_f_prime);
    const auto inputs = [](const std::string& f, const Coins& coins) {
        return Json{{"f'", f}, {"coins", to_hex(coins)}};
    };
    const Poly too_long(WipedVector<std::int64_t>(set.n, std::int64_t{2} * set.sigma));
    std::vector<Case> cases = {
        {"coins all zero", {"edge"}, inputs(f_prime, Coins())},
        {"f' longer than Extract gives", {"rejected"}, inputs(hex_of(set, too_long), Coins()), "CPRE.KeyGen.C3"},
        {"a coefficient of f' at (q - 3)/4: in range, but too long",
         {"rejected"},
         inputs(hex_of(set, Poly(set.n) + (set.q - 3) / 4), Coins()),
         "CPRE.KeyGen.C3"},
        {"a coefficient of f' just beyond (q - 3)/4",
         {"rejected"},
         inputs(hex_of(set, Poly(set.n) + ((set.q - 3) / 4 + 1)), Coins()),
         "CPRE.KeyGen.C1"},
        {"p f' + 1 = c (x - zeta): no unit",
         {"rejected"},
         inputs(hex_of(set, f_prime_of_non_unit(set)), Coins()),
         "CPRE.KeyGen.C2"},
        {"f' one byte short", {"rejected"}, inputs(short_by_one(f_prime), Coins()), "ENC.Element.C1"},
    };
    if (set.n == 64 && make.is_published())
        add_searched(cases, kSearchedKeys, [&](const Coins& coins) { return inputs(f_prime, coins); });
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(f_prime, make.coins(which, "coins"))});
    }
    return cases;
}

// ---- one-time KeyGen ----

void run_one_time(const Call& call) {
    const KeyPair pair = one_time_keygen_from_coins(call.in.set(), call.in.coins("coins"), call.trace);
    call.out.record("f*", pair.f);
    call.out.record("pk*", pair.pk);
}

std::vector<Case> one_time_cases(const CaseMaker& make) {
    std::vector<Case> cases = {{"coins all zero", {"edge"}, {{"coins", to_hex(Coins())}}}};
    if (make.set().n == 64)
        add_searched(cases, kSearchedOneTimeKeys, [](const Coins& coins) { return Json{{"coins", to_hex(coins)}}; });
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, {{"coins", to_hex(make.coins(which, "coins"))}}});
    }
    return cases;
}

// ---- the owner's part ----

void run_owner(const Call& call) {
    const ParameterSet& set = call.in.set();
    OwnerKey key{{call.in.short_poly("f_A"), Poly(set.n), Poly(set.n), Rq(set.ring())}, call.in.short_poly("w_A"), {}};
    key.solution = {call.in.short_poly("F"), call.in.short_poly("W")};
    const OwnerShare share =
        rekeygen_owner_from_coins(set, key, sampling_tree(set, key), call.in.coins("coins"), call.trace);
    call.out.record("a_B", share.a_B);
    call.out.record("r_B", share.r_B);
}

std::vector<Case> owner_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const OwnerKey& key = make.corrected_world().alice;
    const auto inputs = [&](const Coins& coins) {
        return Json{{"f_A", hex_of(set, key.pair.f)},
                    {"w_A", hex_of(set, key.w)},
                    {"F", hex_of(set, key.solution.F)},
                    {"W", hex_of(set, key.solution.W)},
                    {"coins", to_hex(coins)}};
    };
    std::vector<Case> cases = {{"coins all zero", {"edge"}, inputs(Coins())}};
    if (set.n == 64 && make.is_published()) add_searched(cases, kSearchedDelegations, inputs);
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(make.coins(which, "coins"))});
    }
    return cases;
}

// ---- the cloud's part ----

void run_cloud(const Call& call) {
    const Rq r_B = call.in.element("r_B");
    const Rq b_B = call.in.element("b_B");
    call.out.record("rk", rekeygen_cloud(call.in.set(), r_B, b_B, call.in.element("pk_B*"), call.trace));
}

std::vector<Case> cloud_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const CorrectedWorld& world = make.corrected_world();
    const Json good = {{"r_B", hex_of(world.share.r_B)}, {"b_B", hex_of(world.b_B)}, {"pk_B*", hex_of(world.bob.pk)}};
    Case stripping = zero_case(set, good, "pk_B*", "CPRE.ReKeyGen.Cloud.C6");
    stripping.comment = "pk_B* = 0, the crudest way to strip the mask";
    return {
        {"the delegation of the other vectors", {}, good},
        non_unit_case(set, good, "r_B", "CPRE.ReKeyGen.Cloud.C4"),
        non_unit_case(set, good, "b_B", "CPRE.ReKeyGen.Cloud.C5"),
        stripping,
        non_unit_case(set, good, "pk_B*", "CPRE.ReKeyGen.Cloud.C6"),
    };
}

// ---- ReEnc ----

void run_reenc_coins(const Call& call) {
    const Coins K_CS = call.in.coins("K_CS");
    const Bytes delegation = call.in.bytes("delegation");
    const Rq rk = call.in.element("rk");
    const Rq pk = call.in.element("pk_B*");
    call.out.record("coins", reenc_coins(call.in.set(), K_CS, delegation, rk, pk, call.in.element("C_A")));
}

std::vector<Case> reenc_coins_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    const std::string zero = hex_of(Rq(make.set().ring()));
    cases.push_back({"K_CS of 31 bytes",
                     {"rejected"},
                     {{"K_CS", std::string(62, '0')}, {"delegation", ""}, {"rk", zero}, {"pk_B*", zero}, {"C_A", zero}},
                     "COINS.C1"});
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        Json inputs = {{"K_CS", to_hex(make.coins(which, "K_CS"))},
                       {"delegation", to_hex(make.bytes(which, "delegation", 16 * i))}};
        for (const char* name : {"rk", "pk_B*", "C_A"})
            inputs[name] = hex_of(make.element(which, name));
        cases.push_back({which, {}, inputs});
    }
    return cases;
}

void run_reenc(const Call& call) {
    const Rq rk = call.in.element("rk");
    const Rq pk = call.in.element("pk_B*");
    const Rq C_A = call.in.element("C_A");
    call.out.record("C_B", reenc_from_coins(call.in.set(), rk, pk, C_A, call.in.coins("coins"), call.trace));
}

/// The block of case @p which under the owner's key, and its message.
struct Block {
    Bytes M;
    Rq C_A;
};

Block block_of(const CaseMaker& make, const std::string& which) {
    const ParameterSet& set = make.set();
    const Bytes M = make.bytes(which, "M", set.message_bytes());
    return {
        M, enc_from_coins(set, make.corrected_world().alice.pair.pk, decode_message(set, M), make.coins(which, "enc"))};
}

std::vector<Case> reenc_cases(const CaseMaker& make) {
    const CorrectedWorld& world = make.corrected_world();
    const auto inputs = [&](const Rq& C_A, const Coins& coins) {
        return Json{
            {"rk", hex_of(world.rk)}, {"pk_B*", hex_of(world.bob.pk)}, {"C_A", hex_of(C_A)}, {"coins", to_hex(coins)}};
    };
    std::vector<Case> cases = {
        {"C_A = 0, coins all zero: the re-randomisation alone", {"edge"}, inputs(Rq(make.set().ring()), Coins())}};
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, inputs(block_of(make, which).C_A, make.coins(which, "coins"))});
    }
    return cases;
}

// ---- decryption of a re-encrypted block ----

void run_dec_reencrypted(const Call& call) {
    const ParameterSet& set = call.in.set();
    const Poly M = call.in.message("M");
    const Poly f_B = call.in.short_poly("f_B*");
    const Poly M_B = dec(set, f_B, call.in.element("C_B"));
    call.out.record("M_B", M_B);
    call.out.record("wrong_bits", one_norm(M_B + -1 * M));
}

std::vector<Case> dec_reencrypted_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const CorrectedWorld& world = make.corrected_world();
    std::vector<Case> cases;
    for (std::size_t i = 0; i <= make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        const Block block = block_of(make, which);
        const Rq C_B = reenc_from_coins(set, world.rk, world.bob.pk, block.C_A, make.coins(which, "coins"));
        cases.push_back(
            {which, {}, {{"f_B*", hex_of(set, world.bob.f)}, {"C_B", hex_of(C_B)}, {"M", to_hex(block.M)}}});
    }
    return cases;
}

// ---- KEM ----

void run_encaps(const Call& call) {
    const Rq pk = call.in.element("pk");
    const Encapsulation encapsulation = kem_encaps_from_coins(call.in.set(), pk, call.in.coins("coins"), call.trace);
    call.out.record("C", encapsulation.C);
    call.out.record("K", encapsulation.K);
}

std::vector<Case> encaps_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back(
            {which,
             {},
             {{"pk", hex_of(make.corrected_world().alice.pair.pk)}, {"coins", to_hex(make.coins(which, "coins"))}}});
    }
    return cases;
}

void run_decaps(const Call& call) {
    const Poly f = call.in.short_poly("f");
    const Rq pk = call.in.element("pk");
    const Coins z = call.in.coins("z");
    call.out.record("K", kem_decaps(call.in.set(), f, pk, z, call.in.element("C"), call.trace));
}

std::vector<Case> decaps_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const KeyPair& alice = make.corrected_world().alice.pair;
    const Rq C = kem_encaps_from_coins(set, alice.pk, make.coins("honest", "coins")).C;
    const auto inputs = [&](const Rq& ciphertext) {
        return Json{{"f", hex_of(set, alice.f)},
                    {"pk", hex_of(alice.pk)},
                    {"z", to_hex(make.coins("honest", "z"))},
                    {"C", hex_of(ciphertext)}};
    };
    Json short_z = inputs(C);
    short_z["z"] = to_hex(Bytes(31, 0));
    return {
        {"an honest encapsulation", {}, inputs(C)},
        {"2 added: the same message, but not what Enc gives for it",
         {"implicit-rejection"},
         inputs(C + (Poly(set.n) + 2))},
        {"C = 0", {"implicit-rejection"}, inputs(Rq(set.ring()))},
        {"z of 31 bytes", {"rejected"}, short_z, "COINS.C1"},
    };
}

// ---- the whole way ----

/// CHAIN: from the coins of each party to the message that the requester reads.
void run_chain(const Call& call) {
    const ParameterSet& set = call.in.set();
    const Poly M = call.in.message("M");
    const auto msk = cached_setup(set, call.in.coins("setup_coins"));
    const Poly f_prime = extract(Profile::corrected, *msk, call.in.bytes("id"));
    const OwnerKey owner = keygen_from_coins(set, f_prime, call.in.coins("owner_coins"));
    const KeyPair requester = one_time_keygen_from_coins(set, call.in.coins("requester_coins"));
    const OwnerShare share =
        rekeygen_owner_from_coins(set, owner, sampling_tree(set, owner), call.in.coins("delegation_coins"));
    const Rq b_B = rekeygen_requester(set, share.a_B, requester.f);
    const Rq rk = rekeygen_cloud(set, share.r_B, b_B, requester.pk);
    const Rq C_A = enc_from_coins(set, owner.pair.pk, M, call.in.coins("enc_coins"));
    const Coins coins = reenc_coins(set, call.in.coins("K_CS"), call.in.bytes("delegation"), rk, requester.pk, C_A);
    const Rq C_B = reenc_from_coins(set, rk, requester.pk, C_A, coins);
    call.trace.record("pk_A", owner.pair.pk);
    call.trace.record("pk_B*", requester.pk);
    call.trace.record("rk", rk);
    call.trace.record("C_A", C_A);
    call.out.record("C_B", C_B);
    call.out.record("M_B", dec(set, requester.f, C_B));
}

std::vector<Case> chain_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        Json inputs = {{"setup_coins", to_hex(make.world().setup_coins)}, {"id", to_hex(make.bytes(which, "id", 16))}};
        for (const char* name : {"owner_coins", "requester_coins", "delegation_coins", "enc_coins", "K_CS"})
            inputs[name] = to_hex(make.coins(which, name));
        inputs["delegation"] = to_hex(make.bytes(which, "delegation", 16));
        inputs["M"] = to_hex(make.bytes(which, "M", make.set().message_bytes()));
        cases.push_back({which, {}, inputs});
    }
    return cases;
}

} // namespace

std::vector<Operation> corrected_operations() {
    const Field coins = {"coins", Kind::hex, "32 bytes"};
    const Field M = {"M", Kind::message, "message block"};
    const Field rk = {"rk", Kind::element, "re-encryption key"};
    const Field pk_A = {"pk_A", Kind::element, "owner's public key"};
    const Field pk_B = {"pk_B*", Kind::element, "requester's public key for this delegation"};
    const Field f_B = {"f_B*", Kind::element, "requester's private key for this delegation"};
    const Field a_B = {"a_B", Kind::element, "owner's value for the requester (the paper's a)"};
    const Field r_B = {"r_B", Kind::element, "owner's value for the cloud"};
    const Field b_B = {"b_B", Kind::element, "requester's value for the cloud (the paper's b)"};
    const Field C_A = {"C_A", Kind::element, "block under the owner's key"};
    const Field C_B = {"C_B", Kind::element, "re-encrypted block"};
    const Field F = {"F", Kind::element, "first entry of the second basis vector"};
    const Field W = {"W", Kind::element, "second entry of it"};
    const Field attempts = {"attempts", Kind::integer, "how often it was drawn"};
    const Field K_CS = {"K_CS", Kind::hex, "the cloud's key for re-encryption coins"};
    const Field delegation = {"delegation", Kind::hex, "the delegation's name"};
    const Field f = {"f", Kind::element, "private key"};
    const Field pk = {"pk", Kind::element, "public key"};
    const Field C = {"C", Kind::element, "ciphertext"};
    const Field K = {"K", Kind::hex, "shared key"};
    const std::vector<std::string> corrected = {"corrected"};
    return {
        {"keygen",
         "CPRE.KeyGen",
         "a key pair that can delegate",
         true,
         corrected,
         {{"f'", Kind::element, "preimage from Extract"}, coins},
         {{"f^-1", Kind::element, "inverse of f in R_q", "CPRE.KeyGen.2"},
          {"u", Kind::element, "uniform on {-1, 0, 1}^n", "CPRE.KeyGen.3"},
          {"g", Kind::element, "from D_{Z^n, sigma}", "CPRE.KeyGen.4"},
          {"w", Kind::element, "g + f u", "CPRE.KeyGen.5"},
          made_by(attempts, "CPRE.KeyGen.8")},
         {made_by(f, "CPRE.KeyGen.1"), made_by(pk, "CPRE.KeyGen.9"), made_by(F, "CPRE.KeyGen.7"),
          made_by(W, "CPRE.KeyGen.7")},
         run_keygen,
         keygen_cases},
        {"one-time-keygen",
         "CPRE.OneTimeKeyGen",
         "the requester's key pair for one delegation",
         true,
         corrected,
         {coins},
         {{"f'*", Kind::element, "from D_{Z^n, sigma}", "CPRE.OneTimeKeyGen.1"},
          {"u*", Kind::element, "uniform on {-1, 0, 1}^n", "CPRE.OneTimeKeyGen.3"},
          {"g*", Kind::element, "from D_{Z^n, sigma}", "CPRE.OneTimeKeyGen.4"},
          {"w*", Kind::element, "g* + f* u*", "CPRE.OneTimeKeyGen.5"},
          made_by(attempts, "CPRE.OneTimeKeyGen.8")},
         {{"f*", Kind::element, "private key", "CPRE.OneTimeKeyGen.2"},
          {"pk*", Kind::element, "public key", "CPRE.OneTimeKeyGen.8"}},
         run_one_time,
         one_time_cases},
        {"rekeygen-owner",
         "CPRE.ReKeyGen.Owner",
         "the owner's part of a delegation",
         true,
         corrected,
         {{"f_A", Kind::element, "owner's private key"}, {"w_A", Kind::element, "g + f u of it"}, F, W, coins},
         {{"c", Kind::reals, "centre of each leaf in the order of sampling", "LAT.FFSampling.3"},
          {"z_0", Kind::integers, "coordinates along p (f, w)", "LAT.SampleDelegation.1"},
          {"z_1", Kind::integers, "coordinates along (F, W)", "LAT.SampleDelegation.1"},
          {"d", Kind::element, "the short element", "CPRE.ReKeyGen.Owner.2"},
          {"e_B", Kind::element, "(d - f_A)/p", "CPRE.ReKeyGen.Owner.3"},
          made_by(attempts, "CPRE.ReKeyGen.Owner.2")},
         {made_by(a_B, "CPRE.ReKeyGen.Owner.4"), made_by(r_B, "CPRE.ReKeyGen.Owner.1")},
         run_owner,
         owner_cases,
         every_set,
         {"r_B", "c", "z_0", "z_1", "d", "e_B", "a_B"}},
        {"rekeygen-cloud",
         "CPRE.ReKeyGen.Cloud",
         "the cloud's part of a delegation",
         true,
         corrected,
         {r_B, b_B, pk_B},
         {{"r_B^-1", Kind::element, "inverse of r_B in R_q", "CPRE.ReKeyGen.Cloud.1"}},
         {made_by(rk, "CPRE.ReKeyGen.Cloud.2")},
         run_cloud,
         cloud_cases},
        {"reenc-coins",
         "CPRE.ReEncCoins",
         "the coins of a re-encryption",
         true,
         corrected,
         {K_CS, delegation, rk, pk_B, C_A},
         {},
         {made_by(coins, "CPRE.ReEncCoins.1")},
         run_reenc_coins,
         reenc_coins_cases},
        {"reenc",
         "CPRE.ReEnc",
         "re-encryption of a block",
         true,
         corrected,
         {rk, pk_B, C_A, coins},
         {{"b'", Kind::element, "from psi", "CPRE.ReEnc.1"}, {"v'", Kind::element, "the wide mask", "CPRE.ReEnc.2"}},
         {made_by(C_B, "CPRE.ReEnc.3")},
         run_reenc,
         reenc_cases},
        {"dec-reencrypted",
         "PRE.Dec",
         "the requester's decryption, compared with what was encrypted",
         true,
         corrected,
         {f_B, C_B, M},
         {},
         {{"M_B", Kind::message, "what Dec returns", "PRE.Dec.3"},
          {"wrong_bits", Kind::integer, "coefficients in which M_B differs from M", "PRE.Dec.3"}},
         run_dec_reencrypted,
         dec_reencrypted_cases},
        {"kem-encaps",
         "KEM.Encaps",
         "a key for a public key's owner",
         true,
         {"both"},
         {pk, coins},
         {{"m", Kind::hex, "the encapsulated bytes", "KEM.Encaps.1"}},
         {made_by(C, "KEM.Encaps.3"), made_by(K, "KEM.Encaps.2")},
         run_encaps,
         encaps_cases},
        {"kem-decaps",
         "KEM.Decaps",
         "the key from its encapsulation",
         true,
         {"both"},
         {f, pk, {"z", Kind::hex, "secret bytes of implicit rejection"}, C},
         {{"m'", Kind::hex, "what Dec returns", "KEM.Decaps.1"}},
         {made_by(K, "KEM.Decaps.5")},
         run_decaps,
         decaps_cases},
        {"chain",
         "CPRE.ReEnc",
         "from everyone's coins to the message that the requester reads",
         true,
         corrected,
         {{"setup_coins", Kind::hex, "Setup"},
          {"id", Kind::hex, "owner's identity"},
          {"owner_coins", Kind::hex, "CPRE.KeyGen"},
          {"requester_coins", Kind::hex, "CPRE.OneTimeKeyGen"},
          {"delegation_coins", Kind::hex, "CPRE.ReKeyGen.Owner"},
          {"enc_coins", Kind::hex, "PRE.Enc"},
          K_CS,
          delegation,
          M},
         {made_by(pk_A, "CPRE.KeyGen.9"), made_by(pk_B, "CPRE.OneTimeKeyGen.8"), made_by(rk, "CPRE.ReKeyGen.Cloud.2"),
          made_by(C_A, "PRE.Enc.3")},
         {made_by(C_B, "CPRE.ReEnc.3"), {"M_B", Kind::message, "what the requester reads", "PRE.Dec.3"}},
         run_chain,
         chain_cases},
    };
}

} // namespace emrshare::kat
