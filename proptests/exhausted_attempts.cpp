// The refusals that end 256 failed attempts in a row. No coins of this world lead to them, so this
// executable brings an engine of its own, in which nothing, or only the first few elements, can be
// inverted: the linker takes this make_flint_engine and leaves the library's in its archive.
#include "support.hpp"

#include "pre/extract.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>

namespace emrshare {
namespace {

std::size_t inversions = 0;
std::size_t allowed_inversions = 0;

/// Products are zero and inverses are the elements themselves: nothing here looks at values.
class BarrenEngine final : public RingEngine {
public:
    Residues multiply(const Residues& a, const Residues&) const override { return Residues(a.size(), 0); }
    std::optional<Residues> invert(const Residues& a) const override {
        if (++inversions > allowed_inversions) return std::nullopt;
        return a;
    }
};

} // namespace

std::unique_ptr<RingEngine> make_flint_engine(std::uint32_t, std::uint32_t) {
    return std::make_unique<BarrenEngine>();
}

namespace test {
namespace {

constexpr std::size_t kAttempts = 256;

void allow_inversions(std::size_t count) {
    inversions = 0;
    allowed_inversions = count;
}

} // namespace

TEST_CASE("Extract gives up after 256 preimages without an invertible f") {
    SHOW_SEED();
    const MasterKey& msk = master_key(parameter_set("toy-64"));
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        Recorder recorder;
        allow_inversions(0);
        CHECK(refusal([&] { (void)extract(profile, msk, bytes_of("id"), recorder); }) == "PRE.Extract.C1");
        // The corrected profile drops an f that is too long before it tries to invert it.
        CHECK(inversions <= kAttempts);
        CHECK(inversions >= (profile == Profile::as_printed ? kAttempts : 1));
        CHECK(recorder.count("f'") == kAttempts);
        CHECK(recorder.count("attempts") == 0);
        Recorder control;
        allow_inversions(1);
        CHECK(refusal([&] { (void)extract(profile, msk, bytes_of("id"), control); }) == "accepted");
        CHECK(static_cast<std::size_t>(control.number("attempts")) == control.count("f'"));
    }
}

TEST_CASE("KeyGen gives up after 256 polynomials g without an inverse") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    Recorder recorder;
    allow_inversions(1); // that of f
    CHECK(refusal([&] { (void)keygen_printed_from_coins(set, Poly(set.n), coins("g"), recorder); }) == "PRE.KeyGen.C3");
    CHECK(inversions == 1 + kAttempts);
    CHECK(recorder.count("g") == kAttempts);
    CHECK(recorder.count("pk") == 0);
    allow_inversions(0);
    CHECK(refusal([&] { (void)keygen_printed_from_coins(set, Poly(set.n), coins("g")); }) == "PRE.KeyGen.C2");
    allow_inversions(2);
    CHECK(refusal([&] { (void)keygen_printed_from_coins(set, Poly(set.n), coins("g")); }) == "accepted");
}

TEST_CASE("ReKeyGen gives up after 256 elements r_B without an inverse") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    Recorder recorder;
    allow_inversions(0);
    CHECK(refusal([&] { (void)rekeygen_owner_printed_from_coins(set, Poly(set.n), coins("r_B"), recorder); }) ==
          "PRE.ReKeyGen.Owner.C2");
    CHECK(inversions == kAttempts);
    CHECK(recorder.count("r_B") == kAttempts);
    CHECK(recorder.count("a_B") == 0);
    allow_inversions(1);
    CHECK(refusal([&] { (void)rekeygen_owner_printed_from_coins(set, Poly(set.n), coins("r_B")); }) == "accepted");
}

TEST_CASE("corrected KeyGen gives up after 256 attempts") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    Recorder recorder;
    allow_inversions(1); // that of f
    CHECK(refusal([&] { (void)keygen_from_coins(set, Poly(set.n), coins("g"), recorder); }) == "CPRE.KeyGen.C4");
    CHECK(inversions == 1 + kAttempts);
    CHECK(recorder.count("g") == kAttempts);
    CHECK(recorder.count("F") == 0);
    CHECK(recorder.count("pk") == 0);
    allow_inversions(0);
    CHECK(refusal([&] { (void)keygen_from_coins(set, Poly(set.n), coins("g")); }) == "CPRE.KeyGen.C2");
    // Invertible, but never short enough.
    ParameterSet strict = set;
    strict.gs2_re = 1;
    allow_inversions(1000);
    CHECK(refusal([&] { (void)keygen_from_coins(strict, Poly(set.n), coins("g")); }) == "CPRE.KeyGen.C4");
    CHECK(inversions == 1 + kAttempts);
}

TEST_CASE("the requester's KeyGen gives up after 256 attempts") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    Recorder recorder;
    allow_inversions(0);
    CHECK(refusal([&] { (void)one_time_keygen_from_coins(set, coins("one time"), recorder); }) ==
          "CPRE.OneTimeKeyGen.C1");
    CHECK(inversions == kAttempts);
    CHECK(recorder.count("f*") == kAttempts);
    CHECK(recorder.count("pk*") == 0);
    // Invertible, but always too long: pk is not even tried.
    ParameterSet strict = set;
    strict.f2_max = 1;
    allow_inversions(1000);
    CHECK(refusal([&] { (void)one_time_keygen_from_coins(strict, coins("one time")); }) == "CPRE.OneTimeKeyGen.C1");
    CHECK(inversions == kAttempts);
    allow_inversions(1000);
    CHECK(refusal([&] { (void)one_time_keygen_from_coins(set, coins("one time")); }) == "accepted");
}

TEST_CASE("corrected ReKeyGen gives up after 256 elements without an inverse") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    // A basis needs no inverse in R_q: any short (f, w) that NTRUSolve completes. Leaves may be wide.
    const XofInput input = XofInput("basis").with(coins("basis"));
    std::optional<NtruSolution> solution;
    Poly f(set.n);
    Poly w(set.n);
    for (std::uint64_t attempt = 0; !solution; ++attempt) {
        f = set.p * gaussian_poly(set.n, set.sigma, XofInput(input).with(attempt)) + 1;
        w = gaussian_poly(set.n, 500, XofInput(input).with(attempt).with(std::string_view("w")));
        solution = ntru_solve(f, w, set.q, set.p);
    }
    ParameterSet wide = set;
    wide.s = 3 * set.s;
    const OwnerKey key{{f, Poly(set.n), Poly(set.n), Rq(set.ring())}, w, *solution};
    const SamplingTree tree = sampling_tree(wide, key);
    const auto rekeygen = [&](Recorder& recorder) {
        return refusal([&] { (void)rekeygen_owner_from_coins(wide, key, tree, coins("d"), recorder); });
    };
    Recorder no_r;
    allow_inversions(0);
    CHECK(rekeygen(no_r) == "CPRE.ReKeyGen.Owner.C1");
    CHECK(inversions == kAttempts);
    CHECK(no_r.count("d") == 0);
    Recorder no_d;
    allow_inversions(1); // that of r_B
    CHECK(rekeygen(no_d) == "CPRE.ReKeyGen.Owner.C1");
    CHECK(inversions == 1 + kAttempts);
    CHECK(no_d.count("d") == kAttempts);
    CHECK(no_d.count("a_B") == 0);
    Recorder both;
    allow_inversions(2);
    CHECK(rekeygen(both) == "accepted");
}

TEST_CASE("Setup gives up after 256 trapdoors that are too long") {
    SHOW_SEED();
    ParameterSet strict = parameter_set("toy-64");
    strict.gs2_max = 4; // the first vector of the basis is longer
    Recorder recorder;
    std::uint64_t last_attempt = 0;
    std::size_t most_vectors = 0;
    const auto progress = [&](std::uint64_t attempt, std::size_t vectors) {
        last_attempt = attempt;
        most_vectors = std::max(most_vectors, vectors);
    };
    CHECK(refusal([&] { (void)setup_from_coins(strict, coins("setup"), recorder, progress); }) == "PRE.Setup.C1");
    CHECK(recorder.count("T_B") == kAttempts);
    CHECK(recorder.count("K") == 0);
    CHECK(last_attempt == kAttempts - 1);
    CHECK(most_vectors < strict.n);
    CHECK(refusal([&] { (void)setup_from_coins(parameter_set("toy-64"), coins("setup")); }) == "accepted");
}

} // namespace test
} // namespace emrshare
