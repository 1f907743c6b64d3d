#include "base/error.hpp"
#include "case_values.hpp"
#include "crafted_signature.hpp"
#include "operation.hpp"
#include "random/xof.hpp"
#include "sign/ml_dsa.hpp"

#include <array>

namespace emrshare::kat {
namespace {

using ml_dsa::Outcome;

Coins filled(std::uint8_t byte) {
    Coins coins;
    coins.bytes.fill(byte);
    return coins;
}

/// The bytes of @p a followed by those of @p b.
Bytes joined(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes changed(Bytes bytes, std::size_t position, std::uint8_t flip) {
    bytes[position] ^= flip;
    return bytes;
}

/// The key pair of all honest cases of a file.
ml_dsa::KeyPair signer(const CaseMaker& make) {
    return ml_dsa::keygen_from_coins(make.coins("signer", "xi"));
}

// ---- KeyGen ----

void run_keygen(const Call& call) {
    const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(call.in.coins("xi"), call.trace);
    call.out.record("pk", pair.pk);
    call.out.record("sk", pair.sk);
}

std::vector<Case> keygen_cases(const CaseMaker& make) {
    const std::string zero = to_hex(Coins());
    std::vector<Case> cases = {
        {"seed all zero", {"edge"}, {{"xi", zero}}},
        {"seed all ones", {"edge"}, {{"xi", to_hex(filled(0xff))}}},
        {"seed one byte short", {"rejected"}, {{"xi", short_by_one(zero)}}, "COINS.C1"},
        {"seed one byte long", {"rejected"}, {{"xi", zero + "00"}}, "COINS.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which, {}, {{"xi", to_hex(make.coins(which, "xi"))}}});
    }
    return cases;
}

// ---- Sign ----

void run_sign(const Call& call) {
    const Bytes sk = call.in.bytes("sk");
    const Bytes M = call.in.bytes("M");
    const Bytes ctx = call.in.bytes("ctx");
    call.out.record("sigma", ml_dsa::sign_from_coins(sk, M, ctx, call.in.coins("rnd"), call.trace));
}

/// How often a message is tried, with an empty context and rnd all zero.
std::int64_t attempts_of(const Bytes& sk, const Bytes& M) {
    const std::array<Field, 1> wanted = {{{"attempts", Kind::integer, ""}}};
    const std::array<Field, 3> ignored = {{{"mu", Kind::hex, ""}, {"rho''", Kind::hex, ""}, {"c~", Kind::hex, ""}}};
    Values trace(wanted, nullptr, 0, ignored);
    (void)ml_dsa::sign_from_coins(sk, M, {}, Coins(), trace);
    return trace.json()["attempts"].get<std::int64_t>();
}

/// The first of the messages LE64(0), LE64(1), ... that takes at least @p least attempts, and at most @p most.
Bytes message_with_attempts(const Bytes& sk, std::int64_t least, std::int64_t most) {
    for (std::uint64_t number = 0;; ++number) {
        Bytes M = le64(number);
        const std::int64_t attempts = attempts_of(sk, M);
        if (attempts >= least && attempts <= most) return M;
    }
}

std::vector<Case> sign_cases(const CaseMaker& make) {
    const Bytes sk = signer(make).sk;
    const auto inputs = [](const Bytes& key, const Bytes& M, const Bytes& ctx, const Coins& rnd) {
        return Json{{"sk", to_hex(key)}, {"M", to_hex(M)}, {"ctx", to_hex(ctx)}, {"rnd", to_hex(rnd)}};
    };
    const Bytes M = bytes_of("message");
    const auto refused_key = [&](const Bytes& key) { return inputs(key, M, {}, Coins()); };
    Json short_rnd = inputs(sk, M, {}, Coins());
    short_rnd["rnd"] = short_by_one(to_hex(Coins()));
    const Bytes first_s1 = changed(sk, 128, static_cast<std::uint8_t>((sk[128] ^ 0x09) & 0x0f));
    const Bytes last_s2 = changed(sk, 1535, static_cast<std::uint8_t>((sk[1535] ^ 0xf0) & 0xf0));
    std::vector<Case> cases = {
        {"empty message, empty context, deterministic", {"edge"}, inputs(sk, {}, {}, Coins())},
        {"context of 255 bytes", {"edge"}, inputs(sk, M, make.bytes("255 bytes", "ctx", 255), Coins())},
        {"message of 1000 bytes", {"edge"}, inputs(sk, make.bytes("1000 bytes", "M", 1000), {}, Coins())},
        {"accepted at once; found by search", {"edge"}, inputs(sk, message_with_attempts(sk, 1, 1), {}, Coins())},
        {"at least 20 attempts; found by search",
         {"edge"},
         inputs(sk, message_with_attempts(sk, 20, 1000), {}, Coins())},
        {"context of 256 bytes", {"rejected"}, inputs(sk, M, Bytes(256), Coins()), "SIG.Sign.C1"},
        {"sk one byte short", {"rejected"}, refused_key(Bytes(sk.begin(), sk.end() - 1)), "SIG.SkDecode.C1"},
        {"sk one byte long", {"rejected"}, refused_key(joined(sk, {0})), "SIG.SkDecode.C1"},
        {"first coefficient of s1 is -5", {"rejected"}, refused_key(first_s1), "SIG.SkDecode.C2"},
        {"last coefficient of s2 is -11", {"rejected"}, refused_key(last_s2), "SIG.SkDecode.C2"},
        {"rnd one byte short", {"rejected"}, short_rnd, "COINS.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back(
            {which + ", hedged",
             {},
             inputs(sk, make.bytes(which, "M", 16 * i + 1), make.bytes(which, "ctx", i), make.coins(which, "rnd"))});
    }
    return cases;
}

// ---- Verify ----

void run_verify(const Call& call) {
    const Bytes pk = call.in.bytes("pk");
    const Bytes M = call.in.bytes("M");
    const Bytes ctx = call.in.bytes("ctx");
    const Outcome outcome = ml_dsa::verify(pk, M, ctx, call.in.bytes("sigma"), call.trace);
    if (outcome != Outcome::accepted) {
        const ml_dsa::Check& check = ml_dsa::failed_check(outcome);
        throw Rejection(check.id, check.field, check.reason);
    }
    call.out.record("accepted", true);
}

Json verify_inputs(const Bytes& pk, const Bytes& M, const Bytes& ctx, const Bytes& sigma) {
    return {{"pk", to_hex(pk)}, {"M", to_hex(M)}, {"ctx", to_hex(ctx)}, {"sigma", to_hex(sigma)}};
}

/// Cases of honest keys.
std::vector<Case> honest_cases(const CaseMaker& make) {
    const ml_dsa::KeyPair pair = signer(make);
    const auto sign = [&](const Bytes& M, const Bytes& ctx) {
        return ml_dsa::sign_from_coins(pair.sk, M, ctx, make.coins("signer", "rnd"));
    };
    const auto inputs = [&](const Bytes& M, const Bytes& ctx, const Bytes& sigma) {
        return verify_inputs(pair.pk, M, ctx, sigma);
    };
    const Bytes M = bytes_of("message");
    const Bytes ctx = bytes_of("context");
    const Bytes sigma = sign(M, ctx);
    const Bytes longest = make.bytes("longest", "ctx", 255);
    const Bytes too_long = make.bytes("too long", "ctx", 256);
    std::vector<Case> cases = {
        {"empty message, empty context", {"edge"}, inputs({}, {}, sign({}, {}))},
        {"context of 255 bytes", {"edge"}, inputs(M, longest, sign(M, longest))},
        {"context of 256 bytes; right for a verifier that takes its length modulo 256",
         {"rejected"},
         inputs(M, too_long, sign(joined(too_long, M), {})),
         "SIG.Verify.C1"},
        {"a zero byte behind the signature", {"rejected"}, inputs(M, ctx, joined(sigma, {0})), "SIG.Verify.C3"},
        {"another message", {"rejected"}, inputs(bytes_of("Message"), ctx, sigma), "SIG.Verify.C9"},
        {"the first byte of the message moved into the context",
         {"rejected"},
         inputs(bytes_of("essage"), bytes_of("contextm"), sigma),
         "SIG.Verify.C9"},
        {"first bit of c~", {"rejected"}, inputs(M, ctx, changed(sigma, 0, 1)), "SIG.Verify.C9"},
        {"last bit of c~", {"rejected"}, inputs(M, ctx, changed(sigma, 47, 0x80)), "SIG.Verify.C9"},
        {"first bit of t1", {"rejected"}, verify_inputs(changed(pair.pk, 32, 1), M, ctx, sigma), "SIG.Verify.C9"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        const Bytes message = make.bytes(which, "M", 16 * i + 1);
        const Bytes context = make.bytes(which, "ctx", i);
        cases.push_back({which, {}, inputs(message, context, sign(message, context))});
    }
    return cases;
}

/// Cases of keys with t1 = 0, each right but for one check.
std::vector<Case> crafted_cases(const CaseMaker& make) {
    const Bytes pk = crafted_key(make.coins("crafted", "rho"));
    const Bytes M = bytes_of("message");
    const std::int32_t largest = ml_dsa::kGamma1 - ml_dsa::kBeta - 1;
    const auto inputs = [&](const Bytes& key, std::int32_t response, const Bytes& hint) {
        return verify_inputs(key, M, {}, crafted_signature(key, M, {}, crafted_response(response), hint));
    };
    const auto with_hint = [&](const Bytes& indices, const Bytes& counts) {
        return inputs(pk, 1000, crafted_hint(indices, counts));
    };
    const Bytes none(ml_dsa::kHintBytes);
    Bytes all(ml_dsa::kOmega);
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<std::uint8_t>(4 * i);
    Json short_signature = inputs(pk, 1000, none);
    short_signature["sigma"] = short_by_one(short_signature["sigma"].get<std::string>());
    Bytes restarted = all; // the last polynomial begins anew
    for (std::size_t i = 50; i < restarted.size(); ++i)
        restarted[i] = static_cast<std::uint8_t>(i - 50);
    const Bytes overfull = {50, 50, 50, 50, 50, 56};
    const Bytes padded = changed(crafted_hint(Bytes{3, 5, 7}, Bytes(ml_dsa::kK, 3)), 54, 1);
    const Bytes shorter(pk.begin(), pk.end() - 1);
    return {
        {"t1 = 0, which makes forging easy and is accepted; no hint", {"edge"}, inputs(pk, 1000, none)},
        {"t1 = 0; omega hints, all in the last polynomial", {"edge"}, with_hint(all, {0, 0, 0, 0, 0, 55})},
        {"t1 = 0; greatest and least coefficient of z", {"edge"}, inputs(pk, largest, none)},
        {"t1 = 0; a zero byte behind pk", {"rejected"}, inputs(joined(pk, {0}), 1000, none), "SIG.Verify.C2"},
        {"t1 = 0; the last byte of pk is missing", {"rejected"}, inputs(shorter, 1000, none), "SIG.Verify.C2"},
        {"t1 = 0, no hint; the last byte of the signature is missing", {"rejected"}, short_signature, "SIG.Verify.C3"},
        {"omega + 1 hints, the last of them read from the first count",
         {"rejected"},
         with_hint(restarted, overfull),
         "SIG.Verify.C4"},
        {"a count below the one before", {"rejected"}, with_hint({3, 5, 7}, {3, 2, 3, 3, 3, 3}), "SIG.Verify.C5"},
        {"last count zero, others not", {"rejected"}, with_hint({3, 5, 7}, {3, 3, 3, 3, 3, 0}), "SIG.Verify.C5"},
        {"an index twice", {"rejected"}, with_hint({3, 5, 5}, {3, 3, 3, 3, 3, 3}), "SIG.Verify.C6"},
        {"indices in decreasing order", {"rejected"}, with_hint({3, 7, 5}, {3, 3, 3, 3, 3, 3}), "SIG.Verify.C6"},
        {"an unused place is 1", {"rejected"}, inputs(pk, 1000, padded), "SIG.Verify.C7"},
        {"coefficients gamma1 - beta and beta - gamma1 of z",
         {"rejected"},
         inputs(pk, largest + 1, none),
         "SIG.Verify.C8"},
    };
}

std::vector<Case> verify_cases(const CaseMaker& make) {
    std::vector<Case> cases = honest_cases(make);
    for (Case& test_case : crafted_cases(make))
        cases.push_back(std::move(test_case));
    return cases;
}

} // namespace

std::vector<Operation> signature_operations() {
    const Field pk = {"pk", Kind::hex, "public key, 1952 bytes"};
    const Field sk = {"sk", Kind::hex, "secret key, 4032 bytes"};
    const Field M = {"M", Kind::hex, "message"};
    const Field ctx = {"ctx", Kind::hex, "context, at most 255 bytes"};
    const Field sigma = {"sigma", Kind::hex, "signature, 3309 bytes"};
    const Field mu = {"mu", Kind::hex, "message representative"};
    return {
        {"sig-keygen",
         "SIG.KeyGen",
         "a key pair of ML-DSA-65",
         false,
         {"both"},
         {{"xi", Kind::hex, "seed, 32 bytes"}},
         {{"rho", Kind::hex, "seed of A", "SIG.KeyGen.1"},
          {"rho'", Kind::hex, "seed of s1 and s2", "SIG.KeyGen.1"},
          {"K", Kind::hex, "secret that goes into the mask", "SIG.KeyGen.1"},
          {"tr", Kind::hex, "hash of the public key", "SIG.KeyGen.7"}},
         {made_by(pk, "SIG.KeyGen.6"), made_by(sk, "SIG.KeyGen.8")},
         run_keygen,
         keygen_cases},
        {"sig-sign",
         "SIG.Sign",
         "a signature of ML-DSA-65",
         false,
         {"both"},
         {sk, M, ctx, {"rnd", Kind::hex, "32 bytes, all zero for the deterministic variant"}},
         {made_by(mu, "SIG.Sign.2"),
          {"rho''", Kind::hex, "seed of the masks", "SIG.Sign.4"},
          {"attempts", Kind::integer, "masks drawn: kappa / 5 + 1 at the end", "SIG.Sign.5"},
          {"c~", Kind::hex, "commitment hash", "SIG.Sign.7"}},
         {made_by(sigma, "SIG.Sign.13")},
         run_sign,
         sign_cases},
        {"sig-verify",
         "SIG.Verify",
         "the verification of a signature of ML-DSA-65",
         false,
         {"both"},
         {pk, M, ctx, sigma},
         {made_by(mu, "SIG.Verify.5"), {"c~'", Kind::hex, "commitment hash made anew", "SIG.Verify.9"}},
         {{"accepted", Kind::boolean, "true; a vector that is not accepted names the check", "SIG.Verify.10"}},
         run_verify,
         verify_cases},
    };
}

} // namespace emrshare::kat
