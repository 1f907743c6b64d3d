// What `emrshare params check` computes, against the literature, against exact laws, and with every number wrong once.
#include "estimate/params_check.hpp"
#include "base/error.hpp"
#include "estimate/core_svp.hpp"
#include "estimate/derivation.hpp"
#include "estimate/failure.hpp"
#include "estimate/reduction.hpp"
#include "estimate/security.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <map>
#include <numbers>
#include <random>
#include <set>

namespace emrshare::test {
namespace {

using namespace kat::estimate;
using kat::Json;

// ---- helpers: figures of the literature ----

/// LWE with secret and errors of one deviation.
UsvpAttack lwe(std::uint64_t n, double q, double deviation, std::uint64_t samples) {
    const auto attack = primal_usvp({{{n, deviation}}, {{samples, deviation}}, std::log(q)});
    REQUIRE(attack.has_value());
    return *attack;
}

// ---- helpers: exact laws on integers ----

using Law = std::map<int, double>;

Law convolved(const Law& a, const Law& b) {
    Law sum;
    for (const auto& [x, p] : a) {
        for (const auto& [y, r] : b)
            sum[x + y] += p * r;
    }
    return sum;
}

/// The law of a product of two independent integers.
Law product(const Law& a, const Law& b) {
    Law law;
    for (const auto& [x, p] : a) {
        for (const auto& [y, r] : b)
            law[x * y] += p * r;
    }
    return law;
}

/// The law of factor x + offset.
Law affine(const Law& a, int factor, int offset = 0) {
    Law law;
    for (const auto& [x, p] : a)
        law[factor * x + offset] += p;
    return law;
}

Law cbd(int eta) {
    const Law half{{-1, 0.25}, {0, 0.5}, {1, 0.25}};
    Law law{{0, 1.0}};
    for (int i = 0; i < eta; ++i)
        law = convolved(law, half);
    return law;
}

/// The discrete Gaussian of deviation s on offset + step Z.
Law gaussian(double s, int step, int offset) {
    Law law;
    double sum = 0;
    const int reach = static_cast<int>(14 * s) / step + 1;
    for (int i = -reach; i <= reach; ++i) {
        const int x = offset + step * i;
        sum += law[x] = std::exp(-x * x / (2 * s * s));
    }
    for (auto& [x, p] : law)
        p /= sum;
    return law;
}

/// A re-encryption small enough for its exact law: coefficient 0 of y b + ..., signs of the ring left out.
struct TinyBlock {
    int eta;
    double s;
    int t;
    std::vector<int> M;
    std::vector<int> w;
    std::vector<int> f;
};

Law exact_law(const TinyBlock& block) {
    const Law b = cbd(block.eta);
    Law mask;
    for (int x = -(1 << (block.t - 1)); x < 1 << (block.t - 1); ++x)
        mask[x] = std::ldexp(1.0, -block.t);
    Law law{{0, 1.0}};
    for (std::size_t j = 0; j < block.M.size(); ++j) {
        law = convolved(law, product(gaussian(block.s, 1, 0), affine(b, 2)));
        law = convolved(law, product(gaussian(block.s, 2, 1), affine(b, 2, block.M[j])));
        law = convolved(law, affine(b, 2 * block.w[j]));
        law = convolved(law, affine(mask, 2 * block.f[j]));
    }
    return law;
}

BlockNoise noise_of(const TinyBlock& block) {
    double w2 = 0;
    double f2 = 0;
    double f1 = 0;
    for (std::size_t j = 0; j < block.M.size(); ++j) {
        w2 += block.w[j] * block.w[j];
        f2 += block.f[j] * block.f[j];
        f1 += block.f[j];
    }
    const double proxy = 4 * (w2 * block.eta / 2 + f2 * (std::ldexp(1.0, 2 * block.t) - 1) / 12);
    return {block.M.size(), block.s, static_cast<std::uint64_t>(block.eta), proxy, std::abs(f1)};
}

double tail(const Law& law, double limit) {
    double sum = 0;
    for (const auto& [x, p] : law)
        sum += std::abs(x) >= limit ? p : 0;
    return sum;
}

// ---- helpers: the parameter file ----

Json published() {
    return kat::parse_json(published_params(), "params.json");
}

ParamsFile parsed(const Json& json) {
    return parse_params(kat::to_text(json), "test");
}

const SetNumbers& set_named(const ParamsFile& file, const std::string& name) {
    const auto found = std::find_if(file.sets.begin(), file.sets.end(), [&](const auto& s) { return s.name == name; });
    REQUIRE(found != file.sets.end());
    return *found;
}

/// The numbers of the checks that fail.
std::set<std::string> failures(const std::vector<Check>& checks) {
    std::set<std::string> numbers;
    for (const Check& check : checks) {
        if (!check.holds) numbers.insert(check.number);
    }
    return numbers;
}

/// What fails when @p change has been applied to set @p i of the published file.
template <class Change>
std::set<std::string> failures_after(std::size_t i, Change&& change) {
    Json json = published();
    change(json["sets"][i]);
    return failures(check_set(parsed(json).sets[i], i + 1));
}

FailureInputs failure_inputs(const SetNumbers& set) {
    return {set.n, set.q, set.s, set.eta, set.f2_max, set.gs2_re, set.t_re};
}

} // namespace

// ---- lattice reduction ----

TEST_CASE("root Hermite factors: the block sizes of Chen and Nguyen") {
    // Chen, Nguyen, "BKZ 2.0", ASIACRYPT 2011: block sizes for given factors, by simulation.
    const std::pair<double, double> table[] = {{1.010, 85},  {1.009, 106}, {1.008, 133},
                                               {1.007, 168}, {1.006, 216}, {1.005, 286}};
    for (const auto& [delta, beta] : table) {
        CAPTURE(beta);
        CHECK(std::exp(ln_root_hermite(beta)) == Approx(delta).margin(2e-4));
    }
    // The values that the public lattice estimator tests its copy of the formula by.
    CHECK(std::exp(ln_root_hermite(50)) == Approx(1.0121).margin(5e-5));
    CHECK(std::exp(ln_root_hermite(100)) == Approx(1.0093).margin(5e-5));
    CHECK(std::exp(ln_root_hermite(808)) == Approx(1.0024).margin(5e-6));
    CHECK(std::exp(ln_root_hermite_lll()) == Approx(1.0219));
    for (double beta = 50; beta < 4000; ++beta)
        REQUIRE(ln_root_hermite(beta + 1) < ln_root_hermite(beta));
    CHECK(ln_root_hermite(50) < ln_root_hermite_lll());
}

TEST_CASE("primal attack: the core-SVP figures of Kyber and NewHope") {
    // Kyber, round 3, Table 4: classical core-SVP hardness 118, 182, 256.
    CHECK(classical_bits(lwe(512, 3329, std::sqrt(1.5), 512).block_size) == Approx(118).margin(3));
    CHECK(classical_bits(lwe(768, 3329, 1, 768).block_size) == Approx(182).margin(3));
    CHECK(classical_bits(lwe(1024, 3329, 1, 1024).block_size) == Approx(256).margin(3));
    // ADPS16, Table 1: NewHope with n = 1024 and psi_16 takes m = 1100 samples and block size 967.
    const UsvpAttack newhope = lwe(1024, 12289, std::sqrt(8.0), 2048);
    CHECK(static_cast<double>(newhope.block_size) == Approx(967).margin(3));
    CHECK(static_cast<double>(newhope.samples) == Approx(1100).margin(20));
    CHECK(quantum_bits(967) == Approx(256).margin(1));
    CHECK(classical_bits(967) == Approx(282).margin(1));
}

TEST_CASE("primal attack: what has to make it easier does, and scaling is invisible") {
    const ShortVector base{{{256, 3.0}}, {{256, 5.0}}, std::log(65537.0)};
    const auto beta = [](const ShortVector& vector) { return primal_usvp(vector).value().block_size; };
    const std::uint64_t of_base = beta(base);
    CHECK(of_base > kLeastBlockSize);
    CHECK(beta({{{256, 1.0}}, base.samples, base.ln_q}) < of_base);
    CHECK(beta({base.secrets, {{256, 2.0}}, base.ln_q}) < of_base);
    CHECK(beta({base.secrets, base.samples, std::log(2 * 65537.0)}) < of_base);
    CHECK(beta({base.secrets, base.samples, base.ln_q, 256 * std::log(2.0)}) < of_base);
    CHECK(beta({base.secrets, {{256, 5.0}, {256, 5.0}}, base.ln_q}) <= of_base);
    // 2 f' + 1 instead of f', with the index 2^n that its residue is worth, is the same problem.
    CHECK(beta({{{256, 6.0}}, base.samples, base.ln_q, 256 * std::log(2.0)}) == of_base);
    CHECK_FALSE(primal_usvp({{{256, 30000.0}}, {{256, 30000.0}}, base.ln_q}).has_value());
}

TEST_CASE("dense sublattices: the fatigue point of ternary NTRU") {
    // Ducas, van Woerden, ASIACRYPT 2021: q near 0.004 n^2.484, about 670 at n = 127 (their variance is 2/3).
    const double deviation = std::sqrt(2.0 / 3);
    const auto secret = [&](double q) {
        return primal_usvp({{{127, deviation}}, {{127, deviation}}, std::log(q)}).value().block_size;
    };
    const auto dense = [&](double q) { return dense_sublattice_block_size(127, std::log(q), deviation, deviation); };
    CHECK(dense(300) > secret(300));
    CHECK(dense(1000) < secret(1000) + 2);
    CHECK(dense(900) < dense(600));
    CHECK(dense(600) < dense(300));
}

TEST_CASE("preimages by Babai: the closed form is the sum over the profile") {
    const std::uint64_t k = 4;
    const double ln_q = std::log(55628801.0);
    const double ln_delta = ln_root_hermite_lll();
    double best = std::numeric_limits<double>::infinity();
    for (int d = 5; d <= 256; ++d) {
        double sum = 0;
        for (int i = 0; i < d; ++i)
            sum += std::exp(2 * ((d - 2.0 * d * i / (d - 1)) * ln_delta + 4 * ln_q / d)) / 12;
        best = std::min(best, std::sqrt(sum));
    }
    CHECK(preimage_norm(k, 256, ln_q, ln_delta) == Approx(best).epsilon(1e-9));
    CHECK(preimage_norm(k, 256, ln_q, ln_root_hermite(60)) < best);
}

TEST_CASE("vectors of a given norm: never easier for a shorter one") {
    std::uint64_t last = 0;
    for (const double norm : {5e7, 2e7, 1e7, 5e6}) {
        const auto beta = block_size_for_norm(1024, std::log(704186369.0), norm);
        REQUIRE(beta.has_value());
        CHECK(*beta > last);
        last = *beta;
        // All 2n coordinates are best here: delta^(2n) sqrt(q).
        CHECK(2048 * ln_root_hermite(static_cast<double>(last)) + std::log(704186369.0) / 2 <= std::log(norm));
    }
    CHECK_FALSE(block_size_for_norm(256, std::log(55628801.0), 100).has_value());
}

// ---- derivation ----

TEST_CASE("small functions of the derivation") {
    CHECK(is_prime(2));
    CHECK(is_prime(1887440897));
    CHECK_FALSE(is_prime(1));
    CHECK_FALSE(is_prime(6393217ULL * 3));
    CHECK(bit_length(255) == 8);
    CHECK(bit_length(256) == 9);
    CHECK(rows_of_B(64, 23) == 1);
    CHECK(rows_of_B(44, 23) == 0);
    CHECK(rows_of_B(2048, 31) == 32);
    CHECK(rows_of_B(2048, 32) == 32);
    CHECK(rows_of_B(2048, 33) == 16);
    CHECK(mask_deviation(1) == Approx(0.5));
    CHECK(mask_deviation(8) == Approx(std::sqrt(65535.0 / 12)));
    // Falcon-1024: eps = 2^-36 and 2048 dimensions give 1.3; here 35.5 bits.
    CHECK(smoothing_factor(2048) == Approx(1.2915).margin(5e-4));
}

TEST_CASE("the expected Gram-Schmidt norms are those of random keys") {
    // One embedding: f, u, g as sums of n terms are complex Gaussians.
    std::mt19937_64 random(1); // NOLINT: the same numbers every time
    std::normal_distribution<double> normal;
    const std::uint64_t n = 64;
    const std::uint64_t q = 6393217;
    const std::uint64_t sigma = 40;
    const auto gauss = [&](double variance) {
        const double re = normal(random);
        return std::complex<double>(re, normal(random)) * std::sqrt(variance / 2);
    };
    const double of_g = static_cast<double>(n * sigma * sigma);
    double sum = 0;
    double inverse = 0;
    constexpr int kTrials = 1'000'000;
    for (int i = 0; i < kTrials; ++i) {
        const std::complex<double> f = gauss(4 * of_g);
        const std::complex<double> w = gauss(of_g) + f * gauss(2.0 * n / 3);
        const double S = std::norm(f) + std::norm(w);
        sum += S / kTrials;
        inverse += 1 / S / kTrials;
    }
    CHECK(2 * std::sqrt(sum) == Approx(expected_first_norm(n, sigma)).epsilon(0.01));
    CHECK(static_cast<double>(q) * std::sqrt(inverse) == Approx(expected_second_norm(n, q, sigma)).epsilon(0.01));
}

TEST_CASE("Lemma 1: the table of section 6.6") {
    struct Row {
        const char* set;
        double typical;
        double outside;
    };
    const Row rows[] = {{"toy-64", 1.27e5, 2.07e6},
                        {"small-256", 9.36e5, 2.67e7},
                        {"std-1024", 8.95e6, 2.11e8},
                        {"high-2048", 1.71e7, 3.74e8}};
    const ParamsFile file = parsed(published());
    for (const Row& row : rows) {
        const SetNumbers& set = set_named(file, row.set);
        CAPTURE(row.set);
        CHECK(lemma1_typical(set.n, set.sigma, set.eta) == Approx(row.typical).epsilon(5e-3));
        CHECK(lemma1_outside(set.n, set.sigma, set.eta, set.lemma1) == Approx(row.outside).epsilon(5e-3));
    }
}

// ---- failure probability ----

TEST_CASE("failure bound: above the exact law of a tiny block, and not far above") {
    const TinyBlock blocks[] = {
        {1, 2.5, 2, {1, 1}, {1, -2}, {3, 1}},
        {2, 3.0, 1, {1, 1, 1}, {2, 0, 1}, {1, 1, 1}},
        {1, 4.0, 3, {1, 1, 1, 1}, {1, 1, 0, 1}, {1, 2, 0, 1}},
    };
    for (const TinyBlock& block : blocks) {
        const Law law = exact_law(block);
        for (const double exact_log2 : {-4.0, -10.0, -20.0, -40.0, -60.0}) {
            double limit = 1;
            while (std::log2(tail(law, limit)) > exact_log2)
                ++limit;
            const double exact = std::log2(tail(law, limit));
            const double bound = ln_coefficient_tail(noise_of(block), limit) / std::numbers::ln2;
            CAPTURE(block.s, limit, exact, bound);
            CHECK(bound >= exact);
            CHECK(bound <= exact + 8 + 0.1 * std::abs(exact));
        }
    }
}

TEST_CASE("failure bound: a message of ones is the worst, and the mask's mean counts") {
    const TinyBlock ones{1, 3.0, 2, {1, 1}, {1, 1}, {4, 4}};
    TinyBlock zeros = ones;
    zeros.M = {0, 0};
    CHECK(tail(exact_law(zeros), 60) < tail(exact_law(ones), 60));
    BlockNoise noise = noise_of(ones);
    const double with_mean = ln_coefficient_tail(noise, 60);
    noise.shift = 0;
    CHECK(ln_coefficient_tail(noise, 60) < with_mean);
    CHECK(ln_coefficient_tail(noise_of(ones), 1e-3) == Approx(std::numbers::ln2)); // no limit, no bound
}

TEST_CASE("failure bound: monotone in every number") {
    for (const SetNumbers& set : parsed(published()).sets) {
        CAPTURE(set.name);
        const FailureInputs inputs = failure_inputs(set);
        const double base = failure_log2(inputs);
        const auto with = [&](auto member, std::uint64_t value) {
            FailureInputs changed = inputs;
            changed.*member = value;
            return failure_log2(changed);
        };
        CHECK(with(&FailureInputs::q, inputs.q * 11 / 10) < base);
        CHECK(with(&FailureInputs::s, inputs.s * 11 / 10) > base);
        CHECK(with(&FailureInputs::eta, inputs.eta + 1) > base);
        CHECK(with(&FailureInputs::f2_max, inputs.f2_max * 2) > base);
        CHECK(with(&FailureInputs::gs2_re, inputs.gs2_re * 2) > base);
        CHECK(with(&FailureInputs::t_re, inputs.t_re + 1) > base);
        CHECK(with(&FailureInputs::n, inputs.n * 2) > base);
    }
}

TEST_CASE("failure bound: the figures of the design, for a typical one-time key and a centred mask") {
    const double figures[] = {-58.5, -82.2, -148.3, -140.2};
    const ParamsFile file = parsed(published());
    for (std::size_t i = 0; i < 4; ++i) {
        const SetNumbers& set = file.sets[i];
        FailureInputs inputs = failure_inputs(set);
        inputs.f2_max = static_cast<std::uint64_t>(1.21 * expected_f2(set.n, set.sigma));
        BlockNoise noise = block_noise(inputs);
        noise.shift = 0;
        const double ln_tail = ln_coefficient_tail(noise, static_cast<double>(set.q) / 2);
        CHECK(ln_tail / std::numbers::ln2 + std::log2(static_cast<double>(set.n)) == Approx(figures[i]).margin(0.1));
    }
}

// ---- the parameter file ----

TEST_CASE("every number of the published file holds") {
    const ParamsFile file = parsed(published());
    REQUIRE(file.sets.size() == 4);
    CHECK(failures(check_file(file)).empty());
    for (std::size_t i = 0; i < file.sets.size(); ++i) {
        CAPTURE(file.sets[i].name);
        const std::vector<Check> checks = check_set(file.sets[i], i + 1);
        CHECK(checks.size() > 60);
        CHECK(failures(checks).empty());
    }
}

TEST_CASE("the attack on Enc takes the block sizes of the public lattice estimator") {
    const ParamsFile file = parsed(published());
    CHECK(set_named(file, "std-1024").security.at("enc").beta == 287);
    CHECK(set_named(file, "high-2048").security.at("enc").beta == 656);
    for (const char* name : {"std-1024", "high-2048"}) {
        const SetNumbers& set = set_named(file, name);
        for (const Problem& problem : problems()) {
            CAPTURE(name, problem.name);
            CHECK(problem.block_size(set).value() >= set.security.at("enc").beta);
        }
    }
}

TEST_CASE("one wrong number is reported at that number") {
    const std::pair<const char*, double> changes[] = {
        {"code", 1},   {"n", 64},     {"q", 2},       {"ell", 1},      {"k", 1},
        {"sigma", 1},  {"eta", 1},    {"gs2_max", 1}, {"slack", .01},  {"s", 1},
        {"f2_max", 1}, {"gs2_re", 1}, {"t_re", 1},    {"sigma_re", 1}, {"fail_bound_log2", .2},
    };
    for (std::size_t i = 0; i < 4; ++i) {
        for (const auto& [name, step] : changes) {
            for (const double sign : {1.0, -1.0}) {
                if (sign < 0 && std::string(name) == "n") continue;          // 0 coefficients
                if (sign < 0 && published()["sets"][i][name] == 1) continue; // 0 is refused
                const auto found = failures_after(i, [&, member = std::string(name), change = sign * step](Json& set) {
                    const bool whole = set[member].is_number_integer();
                    const double value = set[member].get<double>() + change;
                    set[member] = whole ? Json(std::llround(value)) : Json(value);
                });
                CAPTURE(i, name, sign);
                CHECK(found.contains(name));
            }
        }
        CHECK(failures_after(i, [](Json& set) { set["fail_log2"] = -200; }).contains("fail_log2"));
        CHECK(failures_after(i, [](Json& set) { set["name"] = "toy-63"; }).contains("n"));
    }
}

TEST_CASE("one wrong number inside a member is reported by its path") {
    for (std::size_t i = 0; i < 4; ++i) {
        CAPTURE(i);
        const std::pair<const char*, double> tails[] = {{"t", 1}, {"tau", 1}, {"gamma", 1}, {"tails_log2", -1000}};
        for (const auto& [name, value] : tails) {
            const auto found = failures_after(i, [&, member = std::string(name), number = value](Json& set) {
                set["lemma1"][member] = member == "tails_log2" ? Json(std::llround(number)) : Json(number);
            });
            CHECK(found.contains("lemma1." + std::string(name)));
        }
        CHECK(failures_after(i, [](Json& set) { set["lemma1"]["t"] = 100; }).contains("lemma1"));
        for (const Problem& problem : problems()) {
            for (const char* part : {"beta", "classical", "quantum"}) {
                const std::string name(problem.name);
                const auto found = failures_after(i, [&, member = std::string(part)](Json& set) {
                    Json& number = set["security"][name][member];
                    number = member == "beta" ? Json(number.get<int>() + 1) : Json(number.get<double>() + 0.2);
                });
                CAPTURE(name, part);
                CHECK(found.contains("security." + name + "." + part));
            }
        }
        for (const char* part : {"reduced", "honest"}) {
            const auto found =
                failures_after(i, [&](Json& set) { set["preimage"][part] = set["preimage"][part].get<int>() + 1; });
            CHECK(found.contains("preimage." + std::string(part)));
        }
    }
    CHECK(failures_after(3, [](Json& set) {
              set["use"] = "core-SVP 2^191.7 classical, 2^173.8 quantum";
          }).contains("use"));
}

TEST_CASE("what is wrong with the file as a whole is reported") {
    Json json = published();
    json["p"] = 3;
    CHECK(failures(check_file(parsed(json))) == std::set<std::string>{"p"});
    json = published();
    json["sets"][1]["name"] = "toy-64";
    CHECK(failures(check_file(parsed(json))) == std::set<std::string>{"name"});
    CHECK(failures_after(0, [](Json& set) { set["security"].erase("key"); }).contains("security.key"));
    CHECK(failures_after(0, [](Json& set) {
              set["security"]["luck"] = set["security"]["key"];
          }).contains("security.luck"));
}

TEST_CASE("a file that says nothing sensible is refused at the place") {
    const auto refused_at = [](auto&& change) -> std::string {
        Json json = published();
        change(json);
        try {
            (void)parsed(json);
        } catch (const Rejection& rejection) {
            CHECK(rejection.check() == "PARAM.File.C1");
            return rejection.field();
        }
        return "accepted";
    };
    CHECK(refused_at([](Json&) {}) == "accepted");
    CHECK(refused_at([](Json& json) { json = Json::array(); }) == "test");
    CHECK(refused_at([](Json& json) { json.erase("p"); }) == "test.p");
    CHECK(refused_at([](Json& json) { json["sets"] = Json::array(); }) == "test.sets");
    CHECK(refused_at([](Json& json) { json["sets"][2].erase("n"); }) == "test.sets[2].n");
    CHECK(refused_at([](Json& json) { json["sets"][2]["n"] = "1024"; }) == "test.sets[2].n");
    CHECK(refused_at([](Json& json) { json["sets"][2]["n"] = 0; }) == "test.sets[2].n");
    CHECK(refused_at([](Json& json) { json["sets"][0]["s"] = -5; }) == "test.sets[0].s");
    CHECK(refused_at([](Json& json) { json["sets"][0]["s"] = 1.5; }) == "test.sets[0].s");
    CHECK(refused_at([](Json& json) { json["sets"][0]["s"] = 18446744073709551615ULL; }) == "test.sets[0].s");
    CHECK(refused_at([](Json& json) { json["sets"][0]["slack"] = 1e9; }) == "test.sets[0].slack");
    CHECK(refused_at([](Json& json) { json["sets"][0]["use"] = 1; }) == "test.sets[0].use");
    CHECK(refused_at([](Json& json) { json["sets"][0]["lemma1"] = 1; }) == "test.sets[0].lemma1");
    CHECK(refused_at([](Json& json) { json["sets"][0]["security"]["key"].erase("beta"); }) ==
          "test.sets[0].security.key.beta");
    CHECK_THROWS_AS(parse_params("{", "test"), Rejection);
}

} // namespace emrshare::test
