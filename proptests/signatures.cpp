// ML-DSA-65 as a whole: signatures hold, anything changed is refused, and each check of the verification is the only
// one that keeps some forged signature out.
// Of the specification: SIG.KeyGen, SIG.Sign, SIG.SignMu, SIG.Verify.
#include "generators.hpp"
#include "statistics.hpp"

#include "crafted_signature.hpp"
#include "files.hpp"
#include "json.hpp"
#include "sign/encoding.hpp"
#include "sign/ml_dsa.hpp"
#include "sign/rounding.hpp"
#include "sign/sampling.hpp"
#include "value.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace emrshare::test {
namespace {

using namespace ml_dsa;

rc::Gen<Bytes> any_bytes(std::size_t most) {
    return rc::gen::map(rc::gen::pair(rc::gen::inRange<std::size_t>(0, most + 1), any_number()), [](const auto& drawn) {
        Bytes bytes(drawn.first);
        stream("any_bytes", drawn.second, bytes.size()).read(bytes);
        return bytes;
    });
}

const ml_dsa::KeyPair& test_keys() {
    static const ml_dsa::KeyPair pair = keygen_from_coins(coins("test_keys"));
    return pair;
}

/// The bytes with one bit flipped; @p bytes is not empty.
Bytes with_flipped_bit(Bytes bytes) {
    const auto bit = *rc::gen::inRange<std::size_t>(0, 8 * bytes.size());
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ 1U << (bit % 8));
    return bytes;
}

/// Alg. 21 of FIPS 204 without one of its checks. Without the first, indices run on into the counts.
std::optional<PolynomialVector> hint_without(Outcome left_out, ByteView y) {
    PolynomialVector h(kK);
    std::size_t index = 0;
    for (std::size_t i = 0; i < kK; ++i) {
        const std::size_t end = y[kOmega + i];
        if (left_out != Outcome::hint_count && end > kOmega) return std::nullopt;
        if (left_out != Outcome::hint_count_order && end < index) return std::nullopt;
        for (const std::size_t first = index; index < std::min(end, y.size()); ++index) {
            const bool wrong_order = index > first && y[index - 1] >= y[index];
            if (left_out != Outcome::hint_index_order && wrong_order) return std::nullopt;
            h[i][y[index]] = 1;
        }
    }
    for (; index < kOmega; ++index) {
        if (left_out != Outcome::hint_padding && y[index] != 0) return std::nullopt;
    }
    return h;
}

/// Whether a verifier that leaves one check out accepts: Alg. 3 and 8 of FIPS 204 once more. Without a check of a
/// length it takes what is there, cut off or filled up with zeros.
bool accepts_without(Outcome left_out, ByteView pk, ByteView M, ByteView ctx, const Bytes& sigma) {
    if (left_out != Outcome::context_length && ctx.size() > 255) return false;
    if (left_out != Outcome::public_key_length && pk.size() != kPublicKeyBytes) return false;
    if (left_out != Outcome::signature_length && sigma.size() != kSignatureBytes) return false;
    Bytes key(pk.begin(), pk.end());
    key.resize(kPublicKeyBytes);
    Bytes signature = sigma;
    signature.resize(kSignatureBytes);
    const std::optional<PolynomialVector> h = hint_without(left_out, hint_part(signature));
    if (!h) return false;
    std::fill(signature.end() - static_cast<std::ptrdiff_t>(kHintBytes), signature.end(), std::uint8_t{0});
    const auto [c_tilde, z, none] = sig_decode(signature);
    if (left_out != Outcome::response_norm && infinity_norm(z) >= (1 << 19) - 196) return false;
    const auto [rho, t1] = pk_decode(key);
    Polynomial two_to_d;
    two_to_d[0] = 1 << 13;
    const Transformed c_hat = ntt(sample_in_ball(c_tilde));
    const TransformedVector ct = c_hat * (ntt(two_to_d) * ntt(t1));
    const PolynomialVector w1 = use_hint(*h, inverse_ntt(expand_a(rho) * ntt(z) - ct));
    const Bytes mu = message_representative(hash({pk}, 64), M, ctx);
    return left_out == Outcome::challenge_mismatch || hash({mu, w1_encode(w1)}, 48) == c_tilde;
}

/// The checks without any one of which @p sigma would be accepted: one at most.
std::vector<Outcome> deciding_checks(ByteView pk, ByteView M, ByteView ctx, const Bytes& sigma) {
    std::vector<Outcome> deciding;
    for (const Check& check : checks()) {
        if (accepts_without(check.outcome, pk, M, ctx, sigma)) deciding.push_back(check.outcome);
    }
    return deciding;
}

/// A published file of vectors.
kat::Json vector_file(const std::string& name) {
    const std::string path = EMRSHARE_SOURCE_DIR "/vectors/" + name;
    return kat::parse_json(kat::read_file(path), path);
}

} // namespace

TEST_CASE("a signature is accepted, and nothing else with a bit flipped is") {
    SHOW_SEED();
    rc::prop("for any key, message, context and coins", [] {
        const ml_dsa::KeyPair pair = keygen_from_coins(coins("signer", *any_number()));
        const Bytes M = *any_bytes(300);
        const Bytes ctx = *any_bytes(255);
        const Bytes sigma = sign_from_coins(pair.sk, M, ctx, coins("rnd", *any_number()));
        RC_ASSERT(sigma.size() == 3309U);
        RC_ASSERT(verify(pair.pk, M, ctx, sigma) == Outcome::accepted);
        RC_ASSERT(accepts_without(Outcome::accepted, pair.pk, M, ctx, sigma));
        const auto refused = [](Outcome outcome) { return outcome != Outcome::accepted; };
        if (!M.empty()) RC_ASSERT(verify(pair.pk, with_flipped_bit(M), ctx, sigma) == Outcome::challenge_mismatch);
        if (!ctx.empty()) RC_ASSERT(verify(pair.pk, M, with_flipped_bit(ctx), sigma) == Outcome::challenge_mismatch);
        RC_ASSERT(verify(with_flipped_bit(pair.pk), M, ctx, sigma) == Outcome::challenge_mismatch);
        RC_ASSERT(refused(verify(pair.pk, M, ctx, with_flipped_bit(sigma))));
    });
    rc::prop("each part of the signature counts", [] {
        const Bytes M = *any_bytes(20);
        const Bytes sigma = sign_from_coins(test_keys().sk, M, {}, Coins());
        for (const auto& [first, size] : {std::pair{0, 48}, std::pair{48, 3200}, std::pair{3248, 61}}) {
            const auto bit = *rc::gen::inRange(8 * first, 8 * (first + size));
            Bytes changed = sigma;
            std::uint8_t& byte = changed[static_cast<std::size_t>(bit / 8)];
            byte = static_cast<std::uint8_t>(byte ^ 1U << (bit % 8));
            RC_ASSERT(verify(test_keys().pk, M, {}, changed) != Outcome::accepted);
        }
    });
}

TEST_CASE("the boundary between context and message counts, and so does the key") {
    const Bytes sigma = sign_from_coins(test_keys().sk, bytes_of("bc"), bytes_of("a"), Coins());
    CHECK(verify(test_keys().pk, bytes_of("bc"), bytes_of("a"), sigma) == Outcome::accepted);
    CHECK(verify(test_keys().pk, bytes_of("c"), bytes_of("ab"), sigma) == Outcome::challenge_mismatch);
    CHECK(verify(test_keys().pk, bytes_of("abc"), {}, sigma) == Outcome::challenge_mismatch);
    const ml_dsa::KeyPair other = keygen_from_coins(coins("other"));
    CHECK(verify(other.pk, bytes_of("bc"), bytes_of("a"), sigma) == Outcome::challenge_mismatch);
}

TEST_CASE("a signature is a function of its inputs; without coins it differs every time") {
    SHOW_SEED();
    const Bytes M = bytes_of("message");
    const Bytes ctx = bytes_of("context");
    const ml_dsa::KeyPair& pair = test_keys();
    const Bytes deterministic = sign_from_coins(pair.sk, M, ctx, Coins());
    CHECK(deterministic == sign_from_coins(pair.sk, M, ctx, Coins()));
    std::set<std::string> seen = {kat::to_hex(deterministic)};
    for (int i = 0; i < 5; ++i) {
        const Bytes hedged = sign(pair.sk, M, ctx);
        CHECK(verify(pair.pk, M, ctx, hedged) == Outcome::accepted);
        CHECK(seen.insert(kat::to_hex(hedged)).second);
    }
    const Bytes tr = hash({pair.pk}, 64);
    for (const Coins& rnd : {Coins(), coins("rnd")})
        CHECK(sign_mu_from_coins(pair.sk, message_representative(tr, M, ctx), rnd) ==
              sign_from_coins(pair.sk, M, ctx, rnd)); // SIG.SignMu.1
    const ml_dsa::KeyPair first = keygen();
    const ml_dsa::KeyPair second = keygen();
    CHECK_FALSE(first.pk == second.pk);
    CHECK(verify(first.pk, M, ctx, sign(first.sk, M, ctx)) == Outcome::accepted);
}

TEST_CASE("about five masks are drawn for a signature") {
    SHOW_SEED();
    // An attempt is kept if all coefficients of z are below gamma_1 - beta: exactly (1 - (2 beta + 1) / (2
    // gamma_1))^(256 l), whatever the key is; if all of r_0 are below gamma_2 - beta: (1 - (2 beta + 1) / (2
    // gamma_2))^(256 k), modelled as uniform; and if the hint has no more than omega ones, which the model leaves out:
    // two per cent of the probability are left for it. FIPS 204, table 1, has 5.1 attempts on average.
    constexpr double kBeta = 196;
    const double keeps_z = std::pow(1 - (2 * kBeta + 1) / 0x1p20, 256 * 5);
    const double keeps_r0 = std::pow(1 - (2 * kBeta + 1) / (2 * 261888.0), 256 * 6);
    const double kept = keeps_z * keeps_r0;
    const std::size_t signatures = times(1000, 20000);
    std::uint64_t attempts = 0;
    for (std::uint64_t i = 0; i < signatures; ++i) {
        Recorder recorder;
        (void)sign_from_coins(test_keys().sk, le64(i), {}, coins("attempts", i), recorder);
        attempts += static_cast<std::uint64_t>(recorder.number("attempts"));
        CHECK(recorder.count("c~") == static_cast<std::size_t>(recorder.number("attempts")));
    }
    report("masks drawn for a signature, by the model", 1 / kept);
    report("masks drawn for a signature", static_cast<double>(attempts) / static_cast<double>(signatures));
    // That N successes take a attempts or more is that a attempts have N successes or fewer.
    const auto is_plausible = [&](std::uint64_t a, double least, double greatest) {
        const double share = static_cast<double>(signatures) / static_cast<double>(a);
        return (share >= least || log2_binomial_tail(a, least, signatures) > kFalseAlarm - 1) &&
               (share <= greatest || log2_binomial_tail(a, greatest, signatures) > kFalseAlarm - 1);
    };
    CHECK(is_plausible(attempts, 0.98 * kept, 1.02 * kept));
    // The controls, signers that forget one of the two bounds: who has fewer attempts than the least that is plausible
    // is noticed, and they have more with kMiss at most.
    std::uint64_t least = signatures;
    while (!is_plausible(least, 0.98 * kept, 1.02 * kept))
        ++least;
    for (const double forgetful : {keeps_z, keeps_r0}) {
        CHECK(static_cast<double>(least) * forgetful > static_cast<double>(signatures));
        CHECK(log2_binomial_tail(least, forgetful, signatures) < kMiss);
    }
}

TEST_CASE("an attempt that just misses a bound is given up") {
    // Rare cases, found by search: with the key of zero coins and zero coins for signing, one attempt for the first
    // message meets every bound but has more than omega ones in its hint; one for the second meets every bound but has
    // a coefficient of z that is gamma_1 - beta. A signature from either would be refused.
    const ml_dsa::KeyPair pair = keygen_from_coins(Coins());
    for (const std::uint64_t number : {425U, 54U}) {
        const Bytes M = le64(number);
        CHECK(verify(pair.pk, M, {}, sign_from_coins(pair.sk, M, {}, Coins())) == Outcome::accepted);
    }
}

TEST_CASE("signing refuses what it cannot sign, before it computes anything") {
    const Bytes& sk = test_keys().sk;
    const auto refused = [](auto&& call) {
        Recorder recorder;
        const std::string check = refusal([&] { call(recorder); });
        return recorder.total() == 0 ? check : "computed";
    };
    CHECK(refused([&](Trace& t) { (void)sign_from_coins(sk, {}, Bytes(256), Coins(), t); }) == "SIG.Sign.C1");
    CHECK(refused([&](Trace& t) { (void)sign_from_coins(sk, {}, Bytes(512), Coins(), t); }) == "SIG.Sign.C1");
    CHECK(refused([&](Trace& t) { (void)sign_from_coins({}, {}, {}, Coins(), t); }) == "SIG.SkDecode.C1");
    CHECK(refused([&](Trace& t) { (void)sign_from_coins(test_keys().pk, {}, {}, Coins(), t); }) == "SIG.SkDecode.C1");
    CHECK(refused([&](Trace& t) { (void)sign_from_coins(Bytes(4032, 0xff), {}, {}, Coins(), t); }) ==
          "SIG.SkDecode.C2");
    CHECK(refused([&](Trace& t) { (void)sign_mu_from_coins(sk, Bytes(63), Coins(), t); }) == "SIG.SignMu.C1");
    CHECK(refused([&](Trace& t) { (void)sign_mu_from_coins(sk, Bytes(65), Coins(), t); }) == "SIG.SignMu.C1");
    CHECK(refusal([&] { (void)sign_from_coins(sk, {}, Bytes(255), Coins()); }) == "accepted");
}

TEST_CASE("the checks of the verification are named in their order") {
    const std::vector<std::string_view> ids = {"SIG.Verify.C1", "SIG.Verify.C2", "SIG.Verify.C3",
                                               "SIG.Verify.C4", "SIG.Verify.C5", "SIG.Verify.C6",
                                               "SIG.Verify.C7", "SIG.Verify.C8", "SIG.Verify.C9"};
    REQUIRE(checks().size() == ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Check& check = checks()[i];
        CHECK(check.id == ids[i]);
        CHECK(static_cast<std::size_t>(check.outcome) == i + 1);
        CHECK(&failed_check(check.outcome) == &check);
        CHECK_FALSE(check.reason.empty());
    }
}

TEST_CASE("each check alone keeps a forged signature out") {
    SHOW_SEED();
    const Bytes pk = kat::crafted_key(coins("crafted"));
    const Bytes M = bytes_of("message");
    const Bytes no_hint(kHintBytes);
    const auto outcome_of = [&](ByteView key, std::int32_t largest, const Bytes& y) {
        const Bytes sigma = kat::crafted_signature(key, M, {}, kat::crafted_response(largest), y);
        const Outcome outcome = verify(key, M, {}, sigma);
        // What is accepted needs no check; what is refused would be accepted without just this one.
        const std::vector<Outcome> deciding = deciding_checks(key, M, {}, sigma);
        if (outcome == Outcome::accepted)
            CHECK(deciding.size() == checks().size());
        else
            CHECK(deciding == std::vector<Outcome>{outcome});
        return outcome;
    };
    const auto with_hint = [&](const Bytes& indices, const Bytes& counts) {
        return outcome_of(pk, 1, kat::crafted_hint(indices, counts));
    };
    Bytes longer = pk;
    longer.push_back(0);
    Bytes restarted(kOmega);
    for (std::size_t i = 0; i < kOmega; ++i)
        restarted[i] = static_cast<std::uint8_t>(i % 50);
    Bytes padded = no_hint;
    padded[54] = 1;

    SECTION("the controls, which are right") {
        CHECK(outcome_of(pk, 1, no_hint) == Outcome::accepted);
        CHECK(outcome_of(pk, kGamma1 - kBeta - 1, no_hint) == Outcome::accepted);
        CHECK(with_hint({3, 5, 7}, {3, 3, 3, 3, 3, 3}) == Outcome::accepted);
        CHECK(with_hint({3, 5, 5}, {2, 3, 3, 3, 3, 3}) == Outcome::accepted); // a new polynomial begins anew
        CHECK(with_hint(restarted, {50, 50, 50, 50, 50, 55}) == Outcome::accepted);
        CHECK(with_hint({0, 255}, {0, 0, 0, 0, 0, 2}) == Outcome::accepted);
    }
    SECTION("lengths") {
        CHECK(outcome_of(longer, 1, no_hint) == Outcome::public_key_length);
        CHECK(outcome_of(ByteView(pk).first(kPublicKeyBytes - 1), 1, no_hint) == Outcome::public_key_length);
        Bytes joined(256, 7);
        joined.insert(joined.end(), M.begin(), M.end());
        const Bytes sigma = sign_from_coins(test_keys().sk, joined, {}, Coins());
        CHECK(verify(test_keys().pk, M, Bytes(256, 7), sigma) == Outcome::context_length);
        CHECK(deciding_checks(test_keys().pk, M, Bytes(256, 7), sigma) == std::vector{Outcome::context_length});
        Bytes changed = sigma;
        changed.push_back(0);
        CHECK(verify(test_keys().pk, joined, {}, changed) == Outcome::signature_length);
        CHECK(deciding_checks(test_keys().pk, joined, {}, changed) == std::vector{Outcome::signature_length});
        changed = kat::crafted_signature(pk, M, {}, kat::crafted_response(1), no_hint);
        changed.pop_back(); // a count of zero
        CHECK(verify(pk, M, {}, changed) == Outcome::signature_length);
        CHECK(deciding_checks(pk, M, {}, changed) == std::vector{Outcome::signature_length});
    }
    SECTION("hints") {
        CHECK(with_hint(restarted, {50, 50, 50, 50, 50, 56}) == Outcome::hint_count);
        CHECK(with_hint({3, 5, 7}, {3, 2, 3, 3, 3, 3}) == Outcome::hint_count_order);
        CHECK(with_hint({3, 5, 7}, {3, 3, 3, 3, 3, 0}) == Outcome::hint_count_order);
        CHECK(with_hint({3, 5, 5}, {3, 3, 3, 3, 3, 3}) == Outcome::hint_index_order);
        CHECK(with_hint({3, 7, 5}, {0, 0, 0, 3, 3, 3}) == Outcome::hint_index_order);
        CHECK(outcome_of(pk, 1, padded) == Outcome::hint_padding);
        CHECK(with_hint({3, 5, 7, 0, 1}, {3, 3, 3, 3, 3, 3}) == Outcome::hint_padding);
    }
    SECTION("the norm of the response") {
        CHECK(outcome_of(pk, kGamma1 - kBeta, no_hint) == Outcome::response_norm);
        CHECK(outcome_of(pk, -(kGamma1 - kBeta), no_hint) == Outcome::response_norm);
        CHECK(outcome_of(pk, kGamma1 - 1, no_hint) == Outcome::response_norm);
    }
}

TEST_CASE("checks are made in their order, and the verification computes nothing before the last") {
    Recorder recorder;
    const Bytes nothing;
    CHECK(verify(nothing, nothing, Bytes(256), nothing, recorder) == Outcome::context_length);
    CHECK(verify(nothing, nothing, nothing, nothing, recorder) == Outcome::public_key_length);
    const Bytes& pk = test_keys().pk;
    CHECK(verify(pk, nothing, nothing, nothing, recorder) == Outcome::signature_length);
    CHECK(verify(pk, nothing, nothing, Bytes(kSignatureBytes, 0xff), recorder) == Outcome::hint_count);
    Bytes sigma(kSignatureBytes, 0xff);
    std::fill(sigma.end() - static_cast<std::ptrdiff_t>(kHintBytes), sigma.end(), std::uint8_t{0});
    CHECK(verify(pk, nothing, nothing, sigma, recorder) == Outcome::response_norm);
    CHECK(recorder.total() == 0);
}

TEST_CASE("each refused vector would be accepted without the check that it names, and only then") {
    const kat::Json file = vector_file("sig-verify.any.both.json");
    std::set<std::string> seen;
    for (const kat::Json& vector : file["vectors"]) {
        if (!vector.contains("rejected")) continue;
        CAPTURE(vector["comment"].get<std::string>());
        const auto bytes = [&](const char* name) {
            return kat::from_hex(vector["inputs"][name].get<std::string>(), name);
        };
        const std::vector<Outcome> deciding = deciding_checks(bytes("pk"), bytes("M"), bytes("ctx"), bytes("sigma"));
        REQUIRE(deciding.size() == 1);
        CHECK(failed_check(deciding[0]).id == vector["rejected"]["check"].get<std::string>());
        seen.insert(std::string(failed_check(deciding[0]).id));
    }
    CHECK(seen.size() == checks().size());
}

} // namespace emrshare::test
