// Every operation is a function of its inputs and its coins; the forms without coins draw fresh ones.
#include "support.hpp"

#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/extract.hpp"
#include "pre/hash.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"
#include "record/seal.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

namespace emrshare::test {
namespace {

bool same(const KeyPair& a, const KeyPair& b) {
    return a.f == b.f && a.g == b.g && a.u == b.u && a.pk == b.pk;
}

bool same(const Rq& a, const Rq& b) {
    return a == b;
}

bool same(const OwnerShare& a, const OwnerShare& b) {
    return a.a_B == b.a_B && a.r_B == b.r_B;
}

bool same(const MasterKey& a, const MasterKey& b) {
    const Trapdoor& x = a.basis.trapdoor;
    const Trapdoor& y = b.basis.trapdoor;
    return x.B == y.B && x.R == y.R && x.T_B == y.T_B && a.K == b.K &&
           a.basis.orthogonal.vectors == b.basis.orthogonal.vectors &&
           a.basis.orthogonal.squared_norms == b.basis.orthogonal.squared_norms;
}

/// Calls an operation with the same coins, with a trace, and with other coins.
template <class Operation>
void check_function_of_coins(Operation operation) {
    Recorder recorder;
    const auto first = operation(coins("first"), no_trace());
    CHECK(same(first, operation(coins("first"), no_trace())));
    CHECK(same(first, operation(coins("first"), recorder)));
    CHECK(recorder.total() > 0);
    CHECK_FALSE(same(first, operation(coins("second"), no_trace())));
}

std::string sealed_with(const ParameterSet& set, const Rq& pk, const Coins& seal_coins) {
    std::istringstream plaintext("the same plaintext");
    std::ostringstream sealed;
    seal(set, pk, plaintext, 18, sealed, seal_coins);
    return sealed.str();
}

} // namespace

TEST_CASE("operations are functions of their coins") {
    SHOW_SEED();
    for (const std::string_view name : {"toy-64", "small-256"}) {
        CAPTURE(name);
        const ParameterSet& set = parameter_set(name);
        check_function_of_coins([&](const Coins& c, Trace& trace) { return setup_from_coins(set, c, trace); });
        const Poly f_prime = extract(Profile::corrected, master_key(set), bytes_of("Alice"));
        check_function_of_coins(
            [&](const Coins& c, Trace& trace) { return keygen_printed_from_coins(set, f_prime, c, trace); });
        const KeyPair keys = keygen_printed_from_coins(set, f_prime, coins("Alice"));
        const Poly M(set.n);
        check_function_of_coins(
            [&](const Coins& c, Trace& trace) { return enc_from_coins(set, keys.pk, M, c, trace); });
        check_function_of_coins(
            [&](const Coins& c, Trace& trace) { return rekeygen_owner_printed_from_coins(set, keys.f, c, trace); });
        CHECK(sealed_with(set, keys.pk, coins("first")) == sealed_with(set, keys.pk, coins("first")));
        CHECK_FALSE(sealed_with(set, keys.pk, coins("first")) == sealed_with(set, keys.pk, coins("second")));
    }
}

TEST_CASE("operations without coins agree with themselves") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    const KeyPair alice = random_keys(set, 1);
    const KeyPair bob = random_keys(set, 2);
    const Rq C = enc_from_coins(set, alice.pk, Poly(set.n), coins("C"));
    const OwnerShare share = rekeygen_owner_printed_from_coins(set, alice.f, coins("share"));
    const Rq b_B = rekeygen_requester(set, share.a_B, bob.f);
    CHECK(b_B == rekeygen_requester(set, share.a_B, bob.f));
    const Rq rk = rekeygen_cloud_printed(set, share.r_B, b_B);
    CHECK(rk == rekeygen_cloud_printed(set, share.r_B, b_B));
    CHECK(reenc_printed(set, rk, C) == reenc_printed(set, rk, C));
    CHECK(dec(set, alice.f, C) == dec(set, alice.f, C));
    // The printed ReEnc gives the same answer for the same block: erratum.
    CHECK(reenc_printed(set, rk, C) == rk * C);
}

TEST_CASE("the forms that draw their own coins differ from call to call") {
    const ParameterSet& set = parameter_set("toy-64");
    CHECK_FALSE(random_coins() == random_coins());
    CHECK_FALSE(same(setup(set), setup(set)));
    const KeyPair alice = random_keys(set, 1);
    Poly f_prime(set.n);
    f_prime[0] = 1;
    CHECK_FALSE(same(keygen_printed(set, f_prime), keygen_printed(set, f_prime)));
    CHECK_FALSE(enc(set, alice.pk, Poly(set.n)) == enc(set, alice.pk, Poly(set.n)));
    CHECK_FALSE(same(rekeygen_owner_printed(set, alice.f), rekeygen_owner_printed(set, alice.f)));
}

TEST_CASE("the same coins give different values under different labels and in different sets") {
    SHOW_SEED();
    const Coins c = coins("labels");
    const ParameterSet& toy = parameter_set("toy-64");
    CHECK(psi(toy, "PRE.Enc.b", c) == psi(toy, "PRE.Enc.b", c));
    CHECK_FALSE(psi(toy, "PRE.Enc.b", c) == psi(toy, "PRE.Enc.v", c));
    // small-256 and std-1024 share eta: without the set's name one would be a prefix of the other.
    const Poly small = psi(parameter_set("small-256"), "PRE.Enc.b", c);
    const Poly standard = psi(parameter_set("std-1024"), "PRE.Enc.b", c);
    CHECK_FALSE(std::equal(small.begin(), small.end(), standard.begin()));
    Recorder recorder;
    (void)enc_from_coins(toy, random_keys(toy, 1).pk, Poly(toy.n), c, recorder);
    CHECK_FALSE(recorder.poly("b") == recorder.poly("v"));
    CHECK(recorder.poly("b") == psi(toy, "PRE.Enc.b", c));
    CHECK(recorder.poly("v") == psi(toy, "PRE.Enc.v", c));
}

TEST_CASE("a trace hands values on unchanged") {
    Recorder recorder;
    Poly a(8);
    a[3] = -7;
    CHECK(recorder("a", a) == a);
    CHECK(recorder.poly("a") == a);
    CHECK(recorder.count("a") == 1);
    CHECK(recorder.count("b") == 0);
}

} // namespace emrshare::test
