// ML-DSA-65 against what others published: the vectors of Project Wycheproof, and the accumulated digest of C2SP's
// Community Cryptography Test Vectors.
#include "support.hpp"

#include "files.hpp"
#include "json.hpp"
#include "sign/ml_dsa.hpp"
#include "sign/sampling.hpp"
#include "value.hpp"
#include "vector_file.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>

namespace emrshare::test {
namespace {

using kat::Json;
using ml_dsa::Outcome;

/// A file of Wycheproof's, whose groups must all be of the type @p type.
Json wycheproof(const std::string& name, const std::string& type) {
    const std::string path = EMRSHARE_SOURCE_DIR "/proptests/data/wycheproof/" + name;
    Json file = kat::parse_json(kat::read_file(path), path);
    REQUIRE(file["algorithm"] == "ML-DSA-65");
    for (const Json& group : file["testGroups"])
        REQUIRE(group["type"] == type);
    return file;
}

/// A byte string of a test, empty if the test has none of this name.
Bytes bytes_at(const Json& test, const std::string& name) {
    return test.contains(name) ? kat::from_hex(test[name].get<std::string>(), name) : Bytes();
}

bool has_flag(const Json& test, const std::string& flag) {
    const Json& flags = test["flags"];
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

bool is_valid(const Json& test) {
    REQUIRE((test["result"] == "valid" || test["result"] == "invalid"));
    return test["result"] == "valid";
}

/// Counts tests by their result and flags.
class Tally {
public:
    void count(const Json& test) {
        ++total_;
        std::string kind = test["result"].get<std::string>();
        for (const Json& flag : test["flags"])
            kind += " " + flag.get<std::string>();
        ++kinds_[kind];
    }
    /// Prints the counts and checks that they are as many as the file says.
    void finish(const Json& file) const {
        for (const auto& [kind, number] : kinds_)
            std::cout << file["schema"].get<std::string>() << ": " << kind << ": " << number << '\n';
        CHECK(total_ > 0);
        CHECK(total_ == file["numberOfTests"].get<std::size_t>());
    }

private:
    std::size_t total_ = 0;
    std::map<std::string, std::size_t> kinds_;
};

/// Whether @p outcome is what a test with these flags is about.
bool is_of_flags(const Json& test, Outcome outcome) {
    if (has_flag(test, "InvalidContext")) return outcome == Outcome::context_length;
    if (has_flag(test, "IncorrectPublicKeyLength")) return outcome == Outcome::public_key_length;
    if (has_flag(test, "IncorrectSignatureLength")) return outcome == Outcome::signature_length;
    if (has_flag(test, "InvalidHintsEncoding"))
        return outcome >= Outcome::hint_count && outcome <= Outcome::hint_padding;
    if (has_flag(test, "InfinityNormViolation")) return outcome == Outcome::response_norm;
    return true;
}

/// The key pair of a group of signing tests; nothing if the seed is refused.
std::optional<ml_dsa::KeyPair> key_pair_of(const Json& group) {
    const auto keys = kat::select_files({{"sig-keygen"}, {}, {}});
    REQUIRE(keys.size() == 1);
    const kat::Answer answer = kat::answer(keys[0], {{"xi", group["privateSeed"]}});
    if (!answer.rejected.is_null()) {
        CHECK(answer.rejected["check"] == "COINS.C1");
        return std::nullopt;
    }
    return ml_dsa::KeyPair{bytes_at(answer.outputs, "pk"), bytes_at(answer.outputs, "sk")};
}

/// The signature that a signing test asks for. Tests without a message give mu instead.
Bytes signature_of(const Json& test, const ml_dsa::KeyPair& pair) {
    const Bytes mu = bytes_at(test, "mu");
    const Bytes given_rnd = bytes_at(test, "rnd");
    Coins rnd;
    std::copy(given_rnd.begin(), given_rnd.end(), rnd.bytes.begin());
    if (!test.contains("msg")) return ml_dsa::sign_mu_from_coins(pair.sk, mu, rnd);
    const Bytes M = bytes_at(test, "msg");
    const Bytes ctx = bytes_at(test, "ctx");
    const Bytes sigma = ml_dsa::sign_from_coins(pair.sk, M, ctx, rnd);
    const Bytes tr = ml_dsa::hash({pair.pk}, ml_dsa::kHashBytes);
    if (!mu.empty()) CHECK(ml_dsa::message_representative(tr, M, ctx) == mu);
    CHECK(ml_dsa::verify(pair.pk, M, ctx, sigma) == Outcome::accepted);
    return sigma;
}

} // namespace

TEST_CASE("Wycheproof's signatures are accepted and refused as they should be") {
    const Json file = wycheproof("mldsa_65_verify_test.json", "MlDsaVerify");
    Tally tally;
    for (const Json& group : file["testGroups"]) {
        const Bytes pk = bytes_at(group, "publicKey");
        for (const Json& test : group["tests"]) {
            CAPTURE(test["tcId"].dump(), test["comment"].dump());
            const Outcome outcome =
                ml_dsa::verify(pk, bytes_at(test, "msg"), bytes_at(test, "ctx"), bytes_at(test, "sig"));
            CHECK((outcome == Outcome::accepted) == is_valid(test));
            CHECK(is_of_flags(test, outcome));
            tally.count(test);
        }
    }
    tally.finish(file);
}

TEST_CASE("Wycheproof's seeds and messages give Wycheproof's keys and signatures") {
    const Json file = wycheproof("mldsa_65_sign_seed_test.json", "MlDsaSign");
    Tally tally;
    for (const Json& group : file["testGroups"]) {
        const std::optional<ml_dsa::KeyPair> pair = key_pair_of(group);
        if (pair) CHECK(pair->pk == bytes_at(group, "publicKey"));
        for (const Json& test : group["tests"]) {
            CAPTURE(test["tcId"].dump(), test["comment"].dump());
            if (is_valid(test)) {
                REQUIRE(pair);
                CHECK(signature_of(test, *pair) == bytes_at(test, "sig"));
            } else {
                CHECK((!pair || refusal([&] { (void)signature_of(test, *pair); }) == "SIG.Sign.C1"));
                CHECK(has_flag(test, pair ? "InvalidContext" : "IncorrectPrivateKeyLength"));
            }
            tally.count(test);
        }
    }
    tally.finish(file);
}

TEST_CASE("the accumulated digest of 100 keys and signatures is the published one") {
    Shake seeds(shake128, {}, 3200);
    Bytes written;
    for (int i = 0; i < 100; ++i) {
        Coins xi;
        seeds.read(xi.bytes);
        const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(xi);
        const Bytes sigma = ml_dsa::sign_from_coins(pair.sk, {}, {}, Coins());
        CHECK(ml_dsa::verify(pair.pk, {}, {}, sigma) == Outcome::accepted);
        written.insert(written.end(), pair.pk.begin(), pair.pk.end());
        written.insert(written.end(), sigma.begin(), sigma.end());
    }
    CHECK(kat::to_hex(shake128(written, 32)) == "8358a1843220194417cadbc2651295cd8fc65125b5a5c1a239a16dc8b57ca199");
}

} // namespace emrshare::test
