// Every refusal of the library, provoked: it names its check, and nothing was computed before it.
// (Those of encodings and sealed files are in encodings.cpp and sealed_files.cpp, those that need
// 256 non-units in a row in exhausted_attempts.cpp.)
#include "support.hpp"

#include "lattice/gram_schmidt.hpp"
#include "lattice/trapgen.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/kem.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"
#include "random/gaussian.hpp"
#include "random/samplers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <regex>
#include <set>
#include <sstream>

namespace emrshare::test {
namespace {

/// The check that refuses @p call, which gets a trace; "computed" if the trace saw a value first.
template <class Call>
std::string refusal_untouched(Call&& call) {
    Recorder recorder;
    const std::string check = refusal([&] { call(recorder); });
    return recorder.total() == 0 ? check : "computed";
}

struct Fixture {
    const ParameterSet& set = parameter_set("toy-64");
    const ParameterSet& other = parameter_set("small-256");
    const Rq element{set.ring()};
    const Rq foreign{other.ring()};
    const Poly poly{set.n};
    const Poly longer{set.n + 1};
    const Poly shorter{set.n - 1};
    const Coins no_coins{};
};

/// An f' within the range of KeyGen for which p f' + 1 vanishes at a root of x^n + 1.
Poly preimage_of_non_unit(const ParameterSet& set) {
    const std::uint64_t q = set.q;
    const std::uint64_t zeta = root_of_modulus(set.ring());
    // f'_0 = -1/2 - f'_1 zeta for the first f'_1 that leaves it in range.
    for (std::int64_t f1 = 0;; ++f1) {
        const std::uint64_t value = ((q - 1) / 2 + static_cast<std::uint64_t>(f1) * (q - zeta)) % q;
        const std::int64_t lifted =
            value <= q / 2 ? static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value) - set.q;
        if (std::abs(lifted) > (set.q - 3) / 4) continue;
        Poly f_prime(set.n);
        f_prime[0] = lifted;
        f_prime[1] = f1;
        return f_prime;
    }
}

/// All literals in a folder's sources that look like the id of a check.
std::set<std::string> check_ids(const std::filesystem::path& folder) {
    const std::regex id("\"([A-Z]+(\\.[A-Za-z0-9]+)*\\.C[0-9]+)\"");
    std::set<std::string> ids;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
        std::stringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        const std::string source = text.str();
        for (std::sregex_iterator match(source.begin(), source.end(), id); match != std::sregex_iterator(); ++match)
            ids.insert((*match)[1]);
    }
    return ids;
}

} // namespace

TEST_CASE("no check of the library is without a test") {
    const std::set<std::string> checks = check_ids(EMRSHARE_SOURCE_DIR "/ref");
    std::set<std::string> tested = check_ids(EMRSHARE_SOURCE_DIR "/proptests");
    // A case that has to be refused by a check is a test of it: the vectors are not made otherwise.
    for (const char* cases : {"/kat/operations", "/kat/protocol"})
        tested.merge(check_ids(std::string(EMRSHARE_SOURCE_DIR) + cases));
    REQUIRE(checks.size() >= 50);
    std::vector<std::string> untested;
    std::set_difference(checks.begin(), checks.end(), tested.begin(), tested.end(), std::back_inserter(untested));
    CAPTURE(untested);
    CHECK(untested.empty());
}

TEST_CASE("a refusal says what, where and why") {
    const Rejection rejection("PRE.Enc.C1", "pk", "no element");
    CHECK(rejection.check() == "PRE.Enc.C1");
    CHECK(rejection.field() == "pk");
    CHECK(rejection.reason() == "no element");
    CHECK(std::string(rejection.what()) == "PRE.Enc.C1: pk: no element");
    CHECK(refusal([] { require(false, "A.B.C1", "f", "r"); }) == "A.B.C1");
    CHECK(refusal([] { require(true, "A.B.C1", "f", "r"); }) == "accepted");
}

TEST_CASE("parameter sets that do not exist") {
    CHECK(refusal([] { (void)parameter_set("toy-65"); }) == "PARAM.Set.C1");
    CHECK(refusal([] { (void)parameter_set(""); }) == "PARAM.Set.C1");
    CHECK(refusal([] { (void)parameter_set("toy-64 "); }) == "PARAM.Set.C1");
    CHECK(refusal([] { (void)parameter_set(std::uint8_t{0}); }) == "PARAM.Set.C2");
    CHECK(refusal([] { (void)parameter_set(std::uint8_t{255}); }) == "PARAM.Set.C2");
}

TEST_CASE("rings that do not exist") {
    for (const std::uint32_t n : {0U, 1U, 4U, 63U, 96U, 131072U, 1U << 31})
        CHECK(refusal([n] { (void)Ring::get(n, 6393217); }) == "RING.Ring.C1");
    CHECK(refusal([] { (void)Ring::get(8, 17); }) == "accepted");
    CHECK(refusal([] { (void)Ring::get(65536, 786433); }) == "accepted");
    // 1, no prime; a prime that is not 1 mod 2n; 1 mod 2n but no prime; too long.
    for (const std::uint32_t q : {0U, 1U, 2U, 6393219U, 6393217U + 128U, 12289U + 128U * 3, 2147483777U, 4294967295U})
        CHECK(refusal([q] { (void)Ring::get(64, q); }) == "RING.Ring.C2");
}

TEST_CASE("elements that do not exist") {
    const Fixture given;
    const Ring& ring = given.set.ring();
    CHECK(refusal([&] { (void)Rq(ring, Residues(given.set.n - 1)); }) == "RING.Rq.C1");
    CHECK(refusal([&] { (void)Rq(ring, Residues(given.set.n + 1)); }) == "RING.Rq.C1");
    CHECK(refusal([&] { (void)Rq(ring, given.longer); }) == "RING.Rq.C1");
    CHECK(refusal([&] { (void)Rq(ring, Poly()); }) == "RING.Rq.C1");
    for (const std::size_t place : {std::size_t{0}, std::size_t{given.set.n - 1}}) {
        Residues residues(given.set.n, 0);
        residues[place] = given.set.q - 1;
        CHECK(refusal([&] { (void)Rq(ring, residues); }) == "accepted");
        residues[place] = given.set.q;
        CHECK(refusal([&] { (void)Rq(ring, residues); }) == "RING.Rq.C2");
        residues[place] = ~std::uint32_t{0};
        CHECK(refusal([&] { (void)Rq(ring, residues); }) == "RING.Rq.C2");
    }
}

TEST_CASE("operands that do not go together") {
    const Fixture given;
    const Rq& a = given.element;
    const Rq& b = given.foreign;
    // Same degree, another modulus: still another ring.
    const Rq c(Ring::get(64, 257));
    for (const Rq* other : {&b, &c}) {
        CHECK(refusal([&] { (void)(a + *other); }) == "RING.Rq.C3");
        CHECK(refusal([&] { (void)(a - *other); }) == "RING.Rq.C3");
        CHECK(refusal([&] { (void)(a * *other); }) == "RING.Rq.C3");
        CHECK_FALSE(a == *other);
    }
    CHECK(refusal([&] { (void)(a + given.longer); }) == "RING.Rq.C1");
    CHECK(refusal([&] { (void)(given.shorter * a); }) == "RING.Rq.C1");
    CHECK(refusal([&] { (void)(given.poly + given.longer); }) == "RING.Add.C1");
    CHECK(refusal([&] { (void)(given.poly + given.poly); }) == "accepted");
}

TEST_CASE("centred binomial: a bad eta takes no byte") {
    for (const std::uint32_t eta : {0U, 9U, 1U << 31}) {
        Xof source(XofInput("eta"));
        CHECK(refusal([&] { (void)centred_binomial(64, eta, source); }) == "SMP.CBD.C1");
        CHECK(source.taken() == 0);
    }
}

TEST_CASE("Gaussian: centres and deviations out of range take no byte") {
    const double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto check = [](double c, double sigma) {
        Xof source(XofInput("range"));
        std::uint64_t trials = 0;
        const std::string refused = refusal([&] { (void)sample_z(c, sigma, source, &trials); });
        CHECK((refused == "accepted") == (source.taken() > 0));
        CHECK((refused == "accepted") == (trials > 0));
        return refused;
    };
    for (const double c : {0x1p51, -0x1p51})
        CHECK(check(c, 2) == "accepted");
    for (const double c :
         {std::nextafter(0x1p51, infinity), std::nextafter(-0x1p51, -infinity), infinity, -infinity, nan})
        CHECK(check(c, 2) == "GAUSS.SampleZ.C1");
    for (const double sigma : {kMinDeviation, kMaxDeviation})
        CHECK(check(0.5, sigma) == "accepted");
    for (const double sigma :
         {std::nextafter(kMinDeviation, 0.0), std::nextafter(kMaxDeviation, infinity), 0.0, -40.0, infinity, nan})
        CHECK(check(0.5, sigma) == "GAUSS.SampleZ.C2");
    CHECK(check(nan, nan) == "GAUSS.SampleZ.C1");
}

TEST_CASE("Gram-Schmidt: shapes") {
    std::size_t told = 0;
    const auto keep_on = [&told](std::size_t, double) {
        ++told;
        return true;
    };
    for (const auto& [rows, columns] : {std::pair{0, 0}, {7, 7}, {8, 16}, {16, 8}, {12, 12}}) {
        const IntMatrix basis(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
        CHECK(refusal([&] { (void)gram_schmidt(basis, keep_on); }) == "LAT.GramSchmidt.C1");
    }
    CHECK(told == 0);
    IntMatrix identity(8, 8);
    for (std::size_t i = 0; i < 8; ++i)
        identity(i, i) = 1;
    CHECK(refusal([&] { (void)gram_schmidt(identity, keep_on); }) == "accepted");
    CHECK(told == 8);
}

TEST_CASE("TrapGen: too many rows") {
    const ParameterSet& set = parameter_set("toy-64");
    const auto refused = [&set](std::uint32_t k, std::uint32_t n) {
        return refusal_untouched([&](Trace& trace) { (void)trapgen(k, set.q, n, Coins(), trace); });
    };
    CHECK(refused(0, 64) == "LAT.TrapGen.C1");
    CHECK(refused(2, 64) == "LAT.TrapGen.C1");
    CHECK(refused(1, 45) == "LAT.TrapGen.C1");
    CHECK(refusal([&] { (void)trapgen(1, set.q, 46, Coins()); }) == "accepted");
}

TEST_CASE("SamplePre: bad syndromes and deviations") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("small-256");
    const TrapdoorBasis& basis = master_key(set).basis;
    const auto refused = [&](const Residues& u) {
        return refusal_untouched([&](Trace& trace) { (void)sample_pre(basis, u, set.q, set.sigma, Coins(), trace); });
    };
    CHECK(refused(Residues(set.k - 1, 0)) == "LAT.SamplePre.C1");
    CHECK(refused(Residues(set.k + 1, 0)) == "LAT.SamplePre.C1");
    CHECK(refused(Residues{}) == "LAT.SamplePre.C1");
    CHECK(refused(Residues{0, 1, 2, set.q}) == "LAT.SamplePre.C1");
    CHECK(refused(Residues{~std::uint32_t{0}, 0, 0, 0}) == "LAT.SamplePre.C1");
    const Residues u{0, 1, 2, set.q - 1};
    CHECK(refusal([&] { (void)sample_pre(basis, u, set.q, set.sigma, Coins()); }) == "accepted");
    for (const double sigma : {0.0, 1.0, 1e12, std::numeric_limits<double>::quiet_NaN()})
        CHECK(refusal([&] { (void)sample_pre(basis, u, set.q, sigma, Coins()); }) == "GAUSS.SampleZ.C2");
}

TEST_CASE("KeyGen: bad preimages") {
    const Fixture given;
    const auto refused = [&given](const Poly& f_prime) {
        return refusal_untouched(
            [&](Trace& trace) { (void)keygen_printed_from_coins(given.set, f_prime, given.no_coins, trace); });
    };
    CHECK(refused(given.longer) == "PRE.KeyGen.C1");
    CHECK(refused(given.shorter) == "PRE.KeyGen.C1");
    CHECK(refused(Poly()) == "PRE.KeyGen.C1");
    const std::int64_t greatest = (std::int64_t{given.set.q} - 3) / 4;
    for (const std::int64_t sign : {1, -1}) {
        Poly f_prime(given.set.n);
        f_prime[5] = sign * (greatest + 1);
        CHECK(refused(f_prime) == "PRE.KeyGen.C1");
        f_prime[5] = sign * greatest;
        CHECK(refusal([&] { (void)keygen_printed_from_coins(given.set, f_prime, given.no_coins); }) == "accepted");
    }
}

TEST_CASE("KeyGen: a preimage whose f is a zero divisor") {
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const Poly f_prime = preimage_of_non_unit(set);
        Recorder recorder;
        CHECK(refusal([&] { (void)keygen_printed_from_coins(set, f_prime, Coins(), recorder); }) == "PRE.KeyGen.C2");
        // f is what is refused; nothing random was drawn.
        CHECK(recorder.count("f") == 1);
        CHECK(recorder.total() == 1);
        Poly neighbour = f_prime;
        neighbour[1] += 1;
        CHECK(refusal([&] { (void)keygen_printed_from_coins(set, neighbour, Coins()); }) == "accepted");
    }
}

TEST_CASE("Enc: foreign keys and bad messages") {
    const Fixture given;
    const auto refused = [&given](const Rq& pk, const Poly& M) {
        return refusal_untouched([&](Trace& trace) { (void)enc_from_coins(given.set, pk, M, given.no_coins, trace); });
    };
    CHECK(refused(given.foreign, given.poly) == "PRE.Enc.C1");
    CHECK(refused(Rq(Ring::get(64, 257)), given.poly) == "PRE.Enc.C1");
    CHECK(refused(given.element, given.longer) == "PRE.Enc.C2");
    CHECK(refused(given.element, given.shorter) == "PRE.Enc.C2");
    for (const std::int64_t c : {2, -1, 3}) {
        for (const std::size_t place : {std::size_t{0}, std::size_t{given.set.n - 1}}) {
            Poly M(given.set.n);
            M[place] = c;
            CHECK(refused(given.element, M) == "PRE.Enc.C2");
        }
    }
    CHECK(refusal([&] { (void)enc(given.set, given.foreign, given.poly); }) == "PRE.Enc.C1");
    CHECK(refusal([&] { (void)enc(given.set, given.element, given.poly); }) == "accepted");
}

TEST_CASE("Dec: a foreign ciphertext and a key of the wrong size") {
    const Fixture given;
    const auto refused = [&given](const Poly& f, const Rq& C) {
        return refusal_untouched([&](Trace& trace) { (void)dec(given.set, f, C, trace); });
    };
    CHECK(refused(given.longer, given.element) == "PRE.Dec.C1");
    CHECK(refused(given.shorter, given.element) == "PRE.Dec.C1");
    CHECK(refused(given.poly, given.foreign) == "PRE.Dec.C2");
    CHECK(refusal([&] { (void)dec(given.set, given.poly, given.element); }) == "accepted");
}

TEST_CASE("ReKeyGen: what owner, requester and cloud refuse") {
    const Fixture given;
    const Rq divisor = zero_divisor(given.set.ring());
    const Rq unit = divisor + (Poly(given.set.n) + 1);
    const auto owner = [&given](const Poly& f_A) {
        return refusal_untouched(
            [&](Trace& trace) { (void)rekeygen_owner_printed_from_coins(given.set, f_A, given.no_coins, trace); });
    };
    CHECK(owner(given.longer) == "PRE.ReKeyGen.Owner.C1");
    CHECK(owner(Poly()) == "PRE.ReKeyGen.Owner.C1");
    // f_A + p e_B has to stay below q/2.
    const std::int64_t greatest = (std::int64_t{given.set.q} - 1) / 2 - given.set.p * given.set.eta;
    for (const std::int64_t sign : {1, -1}) {
        Poly f_A(given.set.n);
        f_A[7] = sign * greatest;
        CHECK(refusal([&] { (void)rekeygen_owner_printed_from_coins(given.set, f_A, given.no_coins); }) == "accepted");
        f_A[7] = sign * (greatest + 1);
        CHECK(owner(f_A) == "PRE.ReKeyGen.Owner.C1");
    }

    const auto requester = [&given](const Rq& a_B, const Poly& f_B) {
        return refusal_untouched([&](Trace& trace) { (void)rekeygen_requester(given.set, a_B, f_B, trace); });
    };
    CHECK(requester(given.foreign, given.poly) == "PRE.ReKeyGen.Requester.C1");
    CHECK(requester(given.element, given.shorter) == "PRE.ReKeyGen.Requester.C2");
    CHECK(requester(given.element, given.poly) == "PRE.ReKeyGen.Requester.C3");
    CHECK(requester(given.element, divisor.lift()) == "PRE.ReKeyGen.Requester.C3");
    CHECK(refusal([&] { (void)rekeygen_requester(given.set, given.element, unit.lift()); }) == "accepted");

    const auto cloud = [&given](const Rq& r_B, const Rq& b_B) {
        return refusal_untouched([&](Trace& trace) { (void)rekeygen_cloud_printed(given.set, r_B, b_B, trace); });
    };
    CHECK(cloud(given.foreign, given.element) == "PRE.ReKeyGen.Cloud.C1");
    CHECK(cloud(unit, given.foreign) == "PRE.ReKeyGen.Cloud.C2");
    CHECK(cloud(divisor, given.element) == "PRE.ReKeyGen.Cloud.C3");
    CHECK(cloud(given.element, given.element) == "PRE.ReKeyGen.Cloud.C3");
    CHECK(refusal([&] { (void)rekeygen_cloud_printed(given.set, unit, given.element); }) == "accepted");
}

TEST_CASE("ReEnc: foreign keys and ciphertexts") {
    const Fixture given;
    const auto refused = [&given](const Rq& rk, const Rq& C_A) {
        return refusal_untouched([&](Trace& trace) { (void)reenc_printed(given.set, rk, C_A, trace); });
    };
    CHECK(refused(given.foreign, given.element) == "PRE.ReEnc.C1");
    CHECK(refused(given.element, given.foreign) == "PRE.ReEnc.C2");
    CHECK(refusal([&] { (void)reenc_printed(given.set, given.element, given.element); }) == "accepted");
}

TEST_CASE("NTRUSolve: sizes, and an f that is not 1 mod p") {
    const ParameterSet& set = parameter_set("toy-64");
    const Poly one = Poly(8) + 1;
    const auto refused = [&set](const Poly& f, const Poly& w) {
        return refusal([&] { (void)ntru_solve(f, w, set.q, set.p); });
    };
    CHECK(refused(one, Poly(16)) == "LAT.NTRUSolve.C1");
    CHECK(refused(Poly(), Poly()) == "LAT.NTRUSolve.C1");
    CHECK(refused(Poly(2) + 1, Poly(2)) == "LAT.NTRUSolve.C1");
    CHECK(refused(Poly(12) + 1, Poly(12)) == "LAT.NTRUSolve.C1");
    CHECK(refused(Poly(8), one) == "LAT.NTRUSolve.C2");
    CHECK(refused(one + one, one) == "LAT.NTRUSolve.C2");
    CHECK(refused(one, one) == "accepted");
}

TEST_CASE("corrected KeyGen: bad preimages") {
    const Fixture given;
    const ParameterSet& set = given.set;
    const auto refused = [&](const Poly& f_prime, std::size_t computed) {
        Recorder recorder;
        const std::string check = refusal([&] { (void)keygen_from_coins(set, f_prime, given.no_coins, recorder); });
        CHECK(recorder.total() == computed);
        return check;
    };
    CHECK(refused(given.longer, 0) == "CPRE.KeyGen.C1");
    CHECK(refused(Poly(), 0) == "CPRE.KeyGen.C1");
    Poly great(set.n);
    great[0] = (std::int64_t{set.q} - 3) / 4 + 1;
    CHECK(refused(great, 0) == "CPRE.KeyGen.C1");
    // f, and then f^-1, are what these two checks look at.
    CHECK(refused(preimage_of_non_unit(set), 1) == "CPRE.KeyGen.C2");
    Poly long_one(set.n);
    const auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(set.f2_max)));
    long_one[5] = root / 2 + 1;
    CHECK(refused(long_one, 2) == "CPRE.KeyGen.C3");
}

TEST_CASE("corrected ReKeyGen and ReEnc: what the cloud refuses") {
    const Fixture given;
    const Rq divisor = zero_divisor(given.set.ring());
    const Rq unit = divisor + (Poly(given.set.n) + 1);
    const auto rekeygen = [&given](const Rq& r_B, const Rq& b_B, const Rq& pk_B) {
        Recorder recorder;
        const std::string check = refusal([&] { (void)rekeygen_cloud(given.set, r_B, b_B, pk_B, recorder); });
        CHECK(recorder.count("rk") == (check == "accepted" ? 1U : 0U));
        return check;
    };
    CHECK(rekeygen(given.foreign, unit, unit) == "CPRE.ReKeyGen.Cloud.C1");
    CHECK(rekeygen(unit, given.foreign, unit) == "CPRE.ReKeyGen.Cloud.C2");
    CHECK(rekeygen(unit, unit, given.foreign) == "CPRE.ReKeyGen.Cloud.C3");
    for (const Rq& bad : {divisor, given.element}) {
        CHECK(rekeygen(bad, unit, unit) == "CPRE.ReKeyGen.Cloud.C4");
        CHECK(rekeygen(unit, bad, unit) == "CPRE.ReKeyGen.Cloud.C5");
        CHECK(rekeygen(unit, unit, bad) == "CPRE.ReKeyGen.Cloud.C6");
    }
    CHECK(rekeygen(unit, unit, unit) == "accepted");

    const auto reenc = [&given](const Rq& rk, const Rq& pk_B, const Rq& C_A) {
        return refusal_untouched(
            [&](Trace& trace) { (void)reenc_from_coins(given.set, rk, pk_B, C_A, given.no_coins, trace); });
    };
    CHECK(reenc(given.foreign, unit, unit) == "CPRE.ReEnc.C1");
    CHECK(reenc(unit, given.foreign, unit) == "CPRE.ReEnc.C2");
    CHECK(reenc(unit, unit, given.foreign) == "CPRE.ReEnc.C3");
    CHECK(refusal([&] { (void)reenc_from_coins(given.set, unit, unit, unit, given.no_coins); }) == "accepted");
}

TEST_CASE("KEM: foreign keys and ciphertexts") {
    const Fixture given;
    const auto encaps = [&given](const Rq& pk) {
        return refusal_untouched(
            [&](Trace& trace) { (void)kem_encaps_from_coins(given.set, pk, given.no_coins, trace); });
    };
    CHECK(encaps(given.foreign) == "KEM.Encaps.C1");
    CHECK(refusal([&] { (void)kem_encaps(given.set, given.foreign); }) == "KEM.Encaps.C1");
    CHECK(refusal([&] { (void)kem_encaps(given.set, given.element); }) == "accepted");
    const auto decaps = [&given](const Poly& f, const Rq& pk, const Rq& C) {
        return refusal_untouched([&](Trace& trace) { (void)kem_decaps(given.set, f, pk, given.no_coins, C, trace); });
    };
    CHECK(decaps(given.longer, given.element, given.element) == "KEM.Decaps.C1");
    CHECK(decaps(given.poly, given.foreign, given.element) == "KEM.Decaps.C2");
    CHECK(decaps(given.poly, given.element, given.foreign) == "KEM.Decaps.C3");
    // Nothing else is refused: any element of R_q has a key.
    CHECK(refusal([&] { (void)kem_decaps(given.set, given.poly, given.element, given.no_coins, given.element); }) ==
          "accepted");
}

} // namespace emrshare::test
