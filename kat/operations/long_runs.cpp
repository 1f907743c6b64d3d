#include "case_values.hpp"
#include "operation.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"
#include "random/xof.hpp"
#include "world.hpp"

#include <crypto++/sha3.h>

#include <functional>

namespace emrshare::kat {
namespace {

constexpr std::int64_t kCheckpoints = 10;

/// What one iteration makes of a message: a ciphertext, and what its reader decrypts.
struct Outcome {
    Rq ciphertext;
    Poly decrypted;
};

/// The chain of digests that both long runs build, over the `iterations` and `coins` of the call.
void run_chain_of_digests(const Call& call, const std::function<Outcome(const Poly&, const Coins&)>& iterate) {
    const ParameterSet& set = call.in.set();
    const Coins coins = call.in.coins("coins");
    const std::int64_t iterations = call.in.integer("iterations", kCheckpoints, 10'000'000);
    require(iterations % kCheckpoints == 0, "KAT.Input.C2", "iterations", "not a multiple of 10");
    Bytes digest(32, 0);
    std::vector<Bytes> checkpoints;
    std::int64_t errors = 0;
    for (std::int64_t i = 0; i < iterations; ++i) {
        const auto number = static_cast<std::uint64_t>(i);
        Bytes message(set.message_bytes());
        Xof(XofInput("ACC.M").with(coins).with(set.name).with(number), message.size())
            .read(message); // ACC.EncDec.1, ACC.ReEnc.1
        const Coins block =
            derive_coins(XofInput("ACC.Coins").with(coins).with(set.name).with(number)); // ACC.EncDec.2, ACC.ReEnc.2
        const Poly M = decode_message(set, message);
        const auto [ciphertext, decrypted] = iterate(M, block);
        errors += decrypted == M ? 0 : 1;
        CryptoPP::SHA3_256 hash;
        for (const Bytes& part : {digest, encode(ciphertext), encode_message(set, decrypted)})
            hash.Update(part.data(), part.size());
        hash.Final(digest.data()); // ACC.EncDec.5, ACC.ReEnc.6
        if ((i + 1) % (iterations / kCheckpoints) == 0) checkpoints.push_back(digest);
    }
    call.out.record("checkpoints", checkpoints);
    call.out.record("errors", errors);
}

/// One case of 1,000 iterations, and at the small sets one of @p most.
std::vector<Case> long_cases(const CaseMaker& make, const Json& keys, std::int64_t most) {
    std::vector<Case> cases;
    for (const std::int64_t iterations : {std::int64_t{1'000}, most}) {
        if (iterations > 1'000 && make.set().n > 256) continue;
        const std::string which = std::to_string(iterations) + " iterations";
        Json inputs = keys;
        inputs["coins"] = to_hex(make.coins(which, "coins"));
        inputs["iterations"] = iterations;
        cases.push_back({which, {"long"}, inputs});
    }
    return cases;
}

void run_enc_dec(const Call& call) {
    const ParameterSet& set = call.in.set();
    const Poly f = call.in.short_poly("f");
    const Rq pk = call.in.element("pk");
    run_chain_of_digests(call, [&](const Poly& M, const Coins& coins) {
        const Rq C = enc_from_coins(set, pk, M, coins); // ACC.EncDec.3
        return Outcome{C, dec(set, f, C)};              // ACC.EncDec.4
    });
}

std::vector<Case> enc_dec_cases(const CaseMaker& make) {
    const KeyPair& alice = make.world().alice;
    return long_cases(make, {{"f", hex_of(make.set(), alice.f)}, {"pk", hex_of(alice.pk)}}, 100'000);
}

void run_reenc(const Call& call) {
    const ParameterSet& set = call.in.set();
    const Rq pk_A = call.in.element("pk_A");
    const Rq rk = call.in.element("rk");
    const Rq pk_B = call.in.element("pk_B*");
    const Poly f_B = call.in.short_poly("f_B*");
    run_chain_of_digests(call, [&](const Poly& M, const Coins& coins) {
        const Rq C_A = enc_from_coins(set, pk_A, M, coins);         // ACC.ReEnc.3
        const Rq C_B = reenc_from_coins(set, rk, pk_B, C_A, coins); // ACC.ReEnc.4
        return Outcome{C_B, dec(set, f_B, C_B)};                    // ACC.ReEnc.5
    });
}

std::vector<Case> reenc_cases(const CaseMaker& make) {
    const CorrectedWorld& world = make.corrected_world();
    const Json keys = {{"pk_A", hex_of(world.alice.pair.pk)},
                       {"rk", hex_of(world.rk)},
                       {"pk_B*", hex_of(world.bob.pk)},
                       {"f_B*", hex_of(make.set(), world.bob.f)}};
    return long_cases(make, keys, 20'000);
}

} // namespace

std::vector<Operation> long_run_operations() {
    const Field coins = {"coins", Kind::hex, "32 bytes"};
    const Field iterations = {"iterations", Kind::integer, "a multiple of 10"};
    const auto outputs = [](const std::string& digest_step, const std::string& dec_step) {
        return std::vector<Field>{
            {"checkpoints", Kind::hex_list, "digest after each tenth of the iterations", digest_step},
            {"errors", Kind::integer, "wrong decryptions", dec_step}};
    };
    const std::vector<Field> enc_dec = {
        {"f", Kind::element, "private key"}, {"pk", Kind::element, "public key"}, coins, iterations};
    const std::vector<Field> reenc = {{"pk_A", Kind::element, "owner's public key"},
                                      {"rk", Kind::element, "re-encryption key"},
                                      {"pk_B*", Kind::element, "requester's public key for this delegation"},
                                      {"f_B*", Kind::element, "requester's private key for this delegation"},
                                      coins,
                                      iterations};
    return {
        {"accumulate",
         "ACC.EncDec",
         "digest chain over many encryptions",
         true,
         {"both"},
         enc_dec,
         {},
         outputs("ACC.EncDec.5", "ACC.EncDec.4"),
         run_enc_dec,
         enc_dec_cases},
        {"accumulate",
         "ACC.ReEnc",
         "digest chain over many re-encryptions",
         true,
         {"corrected"},
         reenc,
         {},
         outputs("ACC.ReEnc.6", "ACC.ReEnc.5"),
         run_reenc,
         reenc_cases},
    };
}

} // namespace emrshare::kat
