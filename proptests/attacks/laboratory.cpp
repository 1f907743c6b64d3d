// Every experiment of the laboratory, with few samples: the weak variant is broken, the strong one is not.
#include "statistics.hpp"
#include "support.hpp"

#include "attack/experiment.hpp"
#include "attack/laboratory.hpp"
#include "attack/measurement.hpp"
#include "attack/nodes.hpp"
#include "protocol/actor.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace emrshare::test {
namespace {

using kat::attack::Experiment;
using kat::attack::Row;
using kat::attack::Setting;

/// What depends on lattice reduction, on a search or on an iteration that may fail, with a probability that nobody has
/// computed. In CI they run with one seed each, so that nothing is left to chance; in a campaign with others.
constexpr std::string_view kOfOneSeed[] = {"lattice",  "lattice-decrypt", "cloud-alone",   "identity",
                                           "zonotope", "reaction",        "owner-reaction"};

Coins seed_of(std::string_view name) {
    const bool any =
        times(0, 1) == 1 || std::find(std::begin(kOfOneSeed), std::end(kOfOneSeed), name) == std::end(kOfOneSeed);
    return any ? coins(name) : derive_coins(XofInput("laboratory").with(name));
}

/// The rows of an experiment, each of which has to meet its expectation.
std::vector<Row> run_experiment(std::string_view name, std::string_view set, std::uint64_t samples = 0) {
    const Experiment& experiment = kat::attack::experiment(name);
    Setting setting;
    setting.set = &parameter_set(set);
    setting.samples = samples != 0 ? samples : times(experiment.quick, experiment.full);
    setting.seed = seed_of(name);
    const std::vector<Row> rows = kat::attack::run(experiment, setting);
    for (const Row& row : rows) {
        CAPTURE(set, row.variant, row.quantity, row.measured.value, row.succeeded, row.named);
        CHECK(kat::attack::as_expected(row));
    }
    return rows;
}

/// The law of b' + v' for pk_B* = 1, by ascending values.
std::vector<double> law_of_masked_noise(const ParameterSet& set) {
    std::vector<double> binomial{1};
    for (std::uint32_t bit = 0; bit < 2 * set.eta; ++bit) {
        binomial.push_back(0);
        for (std::size_t i = binomial.size() - 1; i > 0; --i)
            binomial[i] = (binomial[i] + binomial[i - 1]) / 2;
        binomial[0] /= 2;
    }
    const std::size_t masks = std::size_t{1} << set.t_re;
    std::vector<double> law(masks + binomial.size() - 1, 0);
    for (std::size_t mask = 0; mask < masks; ++mask) {
        for (std::size_t b = 0; b < binomial.size(); ++b)
            law[mask + b] += binomial[b] / static_cast<double>(masks);
    }
    return law;
}

/// log2 of a bound on the probability that of @p N uniform syndromes from {-1, 0, 1}^k none is the sum of two others.
double log2_no_sum(std::uint32_t k, double N) {
    // Of few syndromes: there are 2 3^(k-2) disjoint triples (u, v, u + v): (1, 0, x), (0, 1, x'), (1, 1, x + x') and
    // their negatives, where x' = 1, -1, 0 for x = -1, 0, 1. Each is incomplete with the probability below; occupancies
    // are negatively associated, so that the probabilities multiply.
    const double S = std::pow(3.0, k);
    const auto missing = [&](double cells) { return std::exp(N * std::log1p(-cells / S)); };
    const double incomplete = 3 * missing(1) - 3 * missing(2) + missing(3);
    const double of_few = 2 * std::pow(3.0, k - 2.0) * std::log2(incomplete);
    // Of many: Suen's inequality, exp(-mu + Delta exp(2 delta)) (Janson, 1998), for N (N - 1) (N - 2) / 2 triples of
    // identities. Given one of the three the others fit with 3^(-2k) 3^z 2^(k-z), z being its zeros: (7/27)^k in the
    // mean, and (51/49)^k times the square of that for the squares. Two triples with two identities in common fit with
    // 3^-k more.
    const double fits = std::pow(7.0 / 27, k);
    const double mu = N * (N - 1) * (N - 2) / 2 * fits;
    const double delta = 4.5 * N * N * fits;
    const double Delta = mu / 2 * (delta * std::pow(51.0 / 49, k) + (9 * N + 6) / S);
    return std::min(of_few, (-mu + Delta * std::exp(2 * delta)) / std::numbers::ln2);
}

/// Whether a row with an expectation is such that the attack should come out so.
bool has_expectation(const std::vector<Row>& rows, bool success) {
    return std::any_of(rows.begin(), rows.end(), [success](const Row& row) { return row.expected == success; });
}

/// The row of that variant whose quantity begins so.
const Row& row_of(const std::vector<Row>& rows, std::string_view variant, std::string_view quantity) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
        return row.variant == variant && row.quantity.starts_with(quantity);
    });
    REQUIRE(found != rows.end());
    return *found;
}

/// Runs it, and asks for a variant that is broken and one that is not.
void check_experiment(std::string_view name, std::string_view set, std::uint64_t samples = 0) {
    SHOW_SEED();
    CAPTURE(name);
    const std::vector<Row> rows = run_experiment(name, set, samples);
    CHECK(has_expectation(rows, true));
    CHECK(has_expectation(rows, false));
}

} // namespace

TEST_CASE("experiments have different names, a set, and samples") {
    std::set<std::string_view> names;
    for (const Experiment& experiment : kat::attack::experiments()) {
        CAPTURE(experiment.name);
        CHECK(names.insert(experiment.name).second);
        CHECK_FALSE(experiment.sets.empty());
        CHECK(experiment.quick > 0);
        CHECK(experiment.quick <= experiment.full);
        CHECK_FALSE(experiment.section.empty());
    }
    CHECK(refusal([] { (void)kat::attack::experiment("none"); }) == "ATTACK.Name.C1");
    Setting setting;
    setting.set = &parameter_set("toy-64");
    setting.samples = (std::uint64_t{1} << 32) + 1;
    CHECK(refusal([&] { (void)kat::attack::run(kat::attack::experiment("lemma2"), setting); }) == "ATTACK.Samples.C1");
}

TEST_CASE("an experiment is a function of its seed, whatever the number of threads") {
    SHOW_SEED();
    Setting setting;
    setting.set = &parameter_set("toy-64");
    setting.samples = 100;
    setting.seed = coins("same");
    for (const char* name : {"noise-regression", "average"}) {
        CAPTURE(name);
        setting.seed = coins("same");
        const auto values = [&](unsigned jobs) {
            setting.jobs = jobs;
            std::vector<double> all;
            for (const Row& row : kat::attack::run(kat::attack::experiment(name), setting))
                all.push_back(row.measured.value);
            return all;
        };
        const std::vector<double> once = values(1);
        CHECK(once == values(3));
        setting.seed = coins("other");
        CHECK(once != values(1));
    }
}

TEST_CASE("one profile can be attacked alone") {
    SHOW_SEED();
    Setting setting;
    setting.set = &parameter_set("toy-64");
    setting.samples = 5;
    setting.seed = coins("profiles");
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        setting.profile = profile;
        const std::vector<Row> rows = kat::attack::run(kat::attack::experiment("requester-alone"), setting);
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].variant == name_of(profile));
    }
}

TEST_CASE("intervals of measured numbers") {
    using kat::attack::share;
    CHECK(share(0, 10).low == 0);
    CHECK(share(10, 10).high == 1);
    // Wilson's interval for 50 of 100 with z = 2.5758: 0.5 +- 0.1248.
    CHECK(share(50, 100).low == Approx(0.3753).margin(1e-3));
    CHECK(share(50, 100).high == Approx(0.6247).margin(1e-3));
    const kat::attack::Measured spread = kat::attack::root_mean_square(400, 100);
    CHECK(spread.value == Approx(2));
    CHECK(spread.low * spread.high == Approx(4));
    CHECK(spread.high == Approx(2 * std::exp(2.5758 / std::sqrt(200.0))).margin(1e-3));
}

TEST_CASE("what is right in part is a success, what chance gives is none") {
    SHOW_SEED();
    using kat::attack::beats_guessing;
    using kat::attack::relative_error;
    using kat::attack::relative_error_by_chance;
    // No block of 64 bits is read as a whole if a quarter of the bits is wrong, and yet most is known.
    CHECK(beats_guessing({3200, 12800}));
    CHECK(beats_guessing({9600, 12800})); // all the bits turned round
    CHECK_FALSE(beats_guessing({6400, 12800}));
    CHECK_FALSE(beats_guessing({6180, 12800}));
    CHECK(kat::attack::fewer_than(900, 1000, 0.99));
    CHECK_FALSE(kat::attack::fewer_than(985, 1000, 0.99));
    CHECK_FALSE(kat::attack::fewer_than(1000, 1000, 1));
    CHECK(kat::attack::fewer_than(999, 1000, 1)); // what chance never gives
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const Poly secret = random_keys(set, 0).f;
        const Poly other = random_keys(set, 1).f;
        const double by_chance = relative_error_by_chance(set.n);
        CHECK(relative_error(secret, secret) < 1e-6);
        CHECK(relative_error(Poly(set.n), secret) == 1);
        CHECK(relative_error(other, secret) > by_chance);
        // As much of the secret as of something else: the sine is that of 45 degrees.
        CHECK(relative_error(secret + other, secret) == Approx(std::sqrt(0.5)).margin(0.15));
        if (set.n > 64) CHECK(relative_error(secret + other, secret) < by_chance);
        CHECK(relative_error(3 * secret + other, secret) < by_chance);
    }
}

TEST_CASE("verdicts on bits and counts: false alarms and power for the numbers of samples that run") {
    using kat::attack::beats_guessing;
    using kat::attack::fewer_than;
    using kat::attack::kLog2Chance;
    // Bits: who reads three quarters of them is caught. 1280 is the least number (lattice-decrypt), 6400 that of
    // direction and its like at toy-64.
    for (const std::uint64_t bits : {1280U, 6400U, 12800U}) {
        CAPTURE(bits);
        std::uint64_t passing = bits / 2; // the least number of wrong bits that is still chance
        while (passing > 0 && !beats_guessing({passing - 1, bits}))
            --passing;
        CHECK(1 + log2_binomial_tail(bits, 0.5, passing - 1) <= kLog2Chance);
        CHECK(log2_binomial_tail(bits, 0.25, passing) < kMiss);
    }
    // lemma2, printed: a claim that no bit is wrong is refuted by one of 20 blocks of 64 fair bits.
    CHECK(log2_binomial_tail(20 * 64, 0.5, 0) < kFalseAlarm);
    // linkability: 64 neighbours; the control is never wrong, and nobody is caught who is wrong in 10 cases or more.
    CHECK(beats_guessing({0, kat::attack::experiment("linkability").quick}));
    CHECK_FALSE(beats_guessing({10, kat::attack::experiment("linkability").quick}));
    // leader-bias: the wished leader in 31 of 32 cases instead of 1 of 2.
    const std::uint64_t blocks = kat::attack::experiment("leader-bias").quick;
    std::uint64_t others = 0; // blocks with another leader that are still too few for chance
    while (fewer_than(others + 1, blocks, 0.5))
        ++others;
    CHECK(log2_binomial_tail(blocks, 0.5, others) < kLog2Chance);
    CHECK(log2_binomial_tail(blocks, 1.0 / 32, others + 1) < kMiss);
    // strip, repeat: a narrow mask, or one that is known, leaves nothing masked.
    for (const ParameterSet& set : parameter_sets())
        CHECK(fewer_than(0, set.n, 1 - std::ldexp(3, -static_cast<int>(set.t_re))));
    // censor: a request that a fair draw includes in each block waits for more than 64 of them.
    CHECK(static_cast<double>(kat::attack::experiment("censor").quick) * 0x1p-64 < 0x1p-32);
    // chosen-block: the constants give d if its coefficients, sub-Gaussian of deviation s, are within 8 s.
    for (const ParameterSet& set : parameter_sets())
        CHECK(1 + std::log2(set.n) - 32 / std::numbers::ln2 < kFalseAlarm);
}

TEST_CASE("verdicts on d and f_A: power for the numbers of samples that run") {
    SHOW_SEED();
    using kat::attack::fewer_than;
    const ParameterSet& toy = parameter_set("toy-64");
    // average: what is wrong of 1024 coefficients after 1 and 64 printed delegations. By chance all are but one in 125
    // at most, as many as a normal variable of deviation 2 sigma has within 1 of 0.
    const ParameterSet& standard = parameter_set("std-1024");
    std::uint64_t wrong = 0;
    while (fewer_than(wrong + 1, standard.n, 1 - 2 / (2 * standard.sigma * std::sqrt(2 * std::numbers::pi))))
        ++wrong;
    CHECK(log2_binomial_tail(standard.n, 0.625, wrong + 1) < kMiss);
    CHECK(log2_binomial_tail(standard.n, 0.06 / standard.n, wrong + 1) < kMiss);
    // repeat: the greatest likelihood is at another first noise, k off, with BC^N at most (Chernoff), BC being the sum
    // of sqrt(Pr[z] Pr[z + k]).
    const auto answers = static_cast<double>(kat::attack::experiment("repeat").quick);
    const std::vector<double> noise = law_of_masked_noise(toy);
    double misread = 0;
    for (std::size_t k = 1; k < noise.size(); ++k) {
        double coefficient = 0;
        for (std::size_t z = 0; z + k < noise.size(); ++z)
            coefficient += std::sqrt(noise[z] * noise[z + k]);
        misread += 2 * std::pow(coefficient, answers);
    }
    report("repeat: log2 of the probability that d is not found", std::log2(toy.n * misread));
    CHECK(std::log2(toy.n * misread) < kFalseAlarm);
    // known-coins: with N blocks the least squares leave an error of noise / sqrt(N n variance); ten per cent for the
    // difference of V V* from its expectation. Sub-Gaussian, as the noise is.
    const auto known = static_cast<double>(kat::attack::experiment("known-coins").quick);
    const double of_noise = 4 * (std::pow(4.0, toy.t_re) / 12 + toy.eta / 2.0);
    const double of_V = 4 * toy.eta / 2.0 + 0.25;
    const double error = std::sqrt(1.1 * of_noise / (known * toy.n * of_V));
    report("known-coins: error of a coefficient of d, by the model", error);
    std::uint64_t enough = 0; // wrong coefficients that are still fewer than the regression alone leaves
    while (fewer_than(enough + 1, toy.n, std::erfc(std::sqrt(known / toy.eta) / (std::sqrt(2.0) * 4 * toy.s))))
        ++enough;
    const double log2_wrong = 1 - 1 / (2 * error * error) / std::numbers::ln2; // of one coefficient; Markov for more
    CHECK(log2_wrong + std::log2(toy.n) - std::log2(enough + 1) < kMiss);
    // noise-regression: d and y of deviation 2.5 and 1.25 instead of s, which a hundredth of s bounds by far.
    const double limit = 0.95 * 0.95 * chi_square_lower(toy.n, kFalseAlarm) / toy.n;
    CHECK(log2_chi_square_tail(toy.n, limit * 1e4) < kMiss);
    // identity-sum: two printed syndromes add up to a third, seen, but with this probability.
    CHECK(log2_no_sum(parameter_set("small-256").k, 300) < kFalseAlarm);
    CHECK(log2_no_sum(standard.k, 6000) < kFalseAlarm);
    // Two f' of it: the sum is longer by a half, (3/2)^2 1.5 n sigma^2, with the tail of a chi-square variable.
    CHECK(log_upper_gamma(256 / 2.0, 2.25 * 1.5 * 256 / 4) < kFalseAlarm * std::numbers::ln2);
    // identity-collision: the difference of two f' is below 8 n sigma^2, and one of 200 sets collides at least.
    CHECK(log_upper_gamma(64 / 2.0, 8.0 * 64 / 4) < kFalseAlarm * std::numbers::ln2);
    CHECK(log2_binomial_tail(200, 0.5, 0) < kFalseAlarm);
}

TEST_CASE("covariance: power against e_B = f_A e'") {
    SHOW_SEED();
    // Model: the lags of the mean of (1 + 2e') (1 + 2e')* are independent and normal, by the central limit theorem over
    // the delegations. What is measured is A = ff* + ww* times that element: A itself, with a relative error along each
    // root of at most |A^| sqrt(1 / (N n)).
    const ParameterSet& set = parameter_set("toy-64");
    const auto N = static_cast<double>(kat::attack::experiment("covariance").quick);
    Setting setting;
    setting.set = &set;
    setting.seed = seed_of("covariance");
    setting.experiment = "covariance";
    const kat::attack::Owner alice = kat::attack::make_owner(setting, Profile::corrected);
    NoiseSpectrum spectrum(set.n);
    spectrum.add(alice.pair.f, 1);
    spectrum.add(alice.w, 1);
    const double trace = spectrum.variance(); // |(f, w)|^2
    double energy = 0;                        // |A|^2
    double greatest = 0;
    for (const double value : spectrum.eigenvalues()) {
        energy += value * value / set.n;
        greatest = std::max(greatest, value);
    }
    const double signal = energy - trace * trace; // of the lags other than 0, all n - 1
    const double degrees = set.n / 2.0 - 1;
    const double quiet = N * set.n * signal / (2 * greatest * greatest); // chi-square variables per squared sine
    // The correlation is above 0.9 unless the error reaches sqrt(1 - 0.81) of the signal.
    CHECK(log2_chi_square_tail(degrees, (1 - 0.81) * quiet / degrees) < kMiss);
    // The lags are as long as chance allows only if the error takes off most of the signal.
    const double allowed = chi_square_upper(degrees, kFalseAlarm);
    const double expected = N * set.n * signal / (trace * trace);
    report("covariance: squared lags of the control over what chance allows", expected / allowed);
    const double left = std::sqrt(allowed / expected);
    REQUIRE(left < 1);
    CHECK(log2_chi_square_tail(degrees, (1 - left) * (1 - left) * quiet / degrees) < kMiss);
    // By chance a correlation of 31 pairs is above 0.9 with half of the share of the sphere that sine^30 bounds.
    CHECK((degrees - 1) / 2 * std::log2(1 - 0.81) - 1 < kFalseAlarm);
}

TEST_CASE("the models of the verdicts, by repeated runs") {
    SHOW_SEED();
    // Small runs, many of them: the verdicts' models say how the measured numbers are distributed.
    const std::size_t runs = times(40, 2000);
    const std::size_t runs_of_bits = times(200, 2000);
    const ParameterSet& set = parameter_set("toy-64");
    const auto rows_of_run = [&](std::string_view name, std::uint64_t samples, std::size_t number) {
        Setting setting;
        setting.set = &set;
        setting.samples = samples;
        setting.seed = coins(name, number);
        return kat::attack::run(kat::attack::experiment(name), setting);
    };
    const auto degrees_of = [runs](double of_run) { return of_run * static_cast<double>(runs); };
    const auto looks_chi_square = [&](double sum, double degrees, double least_scale, double greatest_scale) {
        CHECK(sum > least_scale * degrees * chi_square_ratio_below(degrees, kFalseAlarm));
        CHECK(sum < greatest_scale * degrees * chi_square_ratio_above(degrees, kFalseAlarm));
    };
    SECTION("bits that nobody can read are fair and independent") {
        for (const char* name : {"owner-and-cloud", "cloud-and-requester", "onward", "direction", "transitive"}) {
            // 40 blocks of one delegation, or as many blocks.
            const bool of_delegations = std::string_view(name) == "owner-and-cloud";
            std::map<std::string, UnreadBlocks> all;
            for (std::size_t i = 0; i < runs_of_bits; ++i) {
                for (const Row& row : rows_of_run(name, of_delegations ? 1 : 40, i)) {
                    if (row.expected != false || !row.quantity.starts_with("wrong bits")) continue;
                    UnreadBlocks& blocks =
                        all.try_emplace(row.variant + ", " + row.quantity, UnreadBlocks(40 * set.n)).first->second;
                    blocks.add(row.measured.value);
                }
            }
            CHECK_FALSE(all.empty());
            for (const auto& [row, blocks] : all) {
                CAPTURE(name, row, blocks.rate(), blocks.spread());
                report("spread of bits, " + std::string(name) + ", " + row, blocks.spread());
                CHECK(blocks.spread() > UnreadBlocks::least_spread(blocks.blocks()));
                CHECK(blocks.spread() < UnreadBlocks::greatest_spread(blocks.blocks()));
            }
        }
    }
    SECTION("covariance: lags of corrected delegations are normal, with the deviation that pk predicts") {
        double sum = 0;
        for (std::size_t i = 0; i < runs; ++i) {
            const std::vector<Row> rows = rows_of_run("covariance", 200, i);
            sum += std::pow(row_of(rows, "corrected", "lags").measured.value, 2) * (set.n / 2.0 - 1);
        }
        report("covariance: squared lags over the model's", sum / degrees_of(set.n / 2.0 - 1));
        looks_chi_square(sum, degrees_of(set.n / 2.0 - 1), 1, 1);
    }
    SECTION("noise-regression: errors are normal, with the predicted deviation but for some per cent") {
        for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
            double sum = 0;
            for (std::size_t i = 0; i < runs; ++i) {
                for (const Row& row : rows_of_run("noise-regression", 512, i)) {
                    if (row.variant == name_of(profile) && row.quantity == "error of a coefficient of d, N = 512")
                        sum += std::pow(row.measured.value / *row.predicted, 2) * set.n;
                }
            }
            CAPTURE(name_of(profile));
            report("noise-regression: squared errors over the model's, " + std::string(name_of(profile)),
                   sum / degrees_of(set.n));
            looks_chi_square(sum, degrees_of(set.n), 0.95 * 0.95, 1.15 * 1.15);
        }
    }
    SECTION("directions: what has nothing to do with a secret is no closer than by chance") {
        // Pr[sine^(n-1) tries < 1/8] is 1/8 at most, of f_B and of zonotope's best try.
        const double starts = 3 * 4.0 * set.n;
        std::uint64_t close_keys = 0;
        std::uint64_t close_fixed_points = 0;
        for (std::size_t i = 0; i < runs; ++i) {
            const double of_keys =
                kat::attack::relative_error(random_keys(set, 2 * i).f, random_keys(set, 2 * i + 1).f);
            close_keys += std::pow(of_keys, set.n - 1) < 1.0 / 8 ? 1 : 0;
            const std::vector<Row> rows = rows_of_run("zonotope", 64, i);
            const double of_fixed_points = row_of(rows, "control: psi a Gaussian", "relative error").measured.value;
            close_fixed_points += starts * std::pow(of_fixed_points, set.n - 1) < 1.0 / 8 ? 1 : 0;
        }
        report("zonotope: Gaussian noise among the closest eighth", static_cast<double>(close_fixed_points));
        const CountRange allowed = binomial_range(runs, 1.0 / 8, 1.0 / 8, kFalseAlarm);
        CHECK(close_keys <= allowed.high);
        CHECK(close_fixed_points <= allowed.high);
    }
}

TEST_CASE("a node has to refuse by the check that is named, and by no other") {
    SHOW_SEED();
    using kat::attack::as_expected;
    using kat::attack::row_of_answer;
    CHECK(as_expected(row_of_answer("corrected", "x", "TX.C2", "TX.C2")));
    CHECK(as_expected(row_of_answer("as-printed", "x", "accepted", "accepted")));
    CHECK_FALSE(as_expected(row_of_answer("corrected", "x", "TX.C3", "TX.C2")));
    CHECK_FALSE(as_expected(row_of_answer("corrected", "x", "TX.C2 TX.C17", "TX.C2")));
    CHECK_FALSE(as_expected(row_of_answer("corrected", "x", "accepted", "TX.C2")));
    CHECK_FALSE(as_expected(row_of_answer("as-printed", "x", "TX.C2", "accepted")));
    // What nonce-swap would measure with a request that is on the chain already: its nonce is not all that is wrong.
    const kat::Scene& s = kat::scene(coins("scene"), parameter_set("toy-64"), Profile::corrected, 1);
    const message::Message old = s.block_message(2).part("BM").parts("Block").at(1).part("Tx_req");
    const message::Message grant = s.grant("MN-1", s.id_of("alice"), "fresh", kat::kSceneTime + kat::kWindow);
    kat::Actor hospital(s, "HN-1", s.blocks(2));
    const std::unique_ptr<node::Node> node = node::make_node(s.parameters(), "HN-1", s.seed_of("HN-1"));
    for (const node::Event& event : s.blocks(2))
        (void)node->handle(event);
    const std::string answer = kat::attack::answer_to(*node, kat::sent_by("mallory", old.with("grant", grant.item())));
    CHECK(answer == "TX.C2 TX.C17");
    CHECK_FALSE(as_expected(row_of_answer("corrected", "nonce-swap", answer, "TX.C2")));
}

TEST_CASE("lemma2: half of all bits are wrong as printed, none corrected or without e_B") {
    for (const ParameterSet& set : parameter_sets())
        check_experiment("lemma2", set.name, times(20, 2000));
}

TEST_CASE("average: the mean over printed delegations is f_A, that over corrected ones is nothing") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("std-1024");
    const std::vector<Row> rows = run_experiment("average", set.name, times(100, 10000));
    CHECK(has_expectation(rows, true));
    CHECK(has_expectation(rows, false));
    for (const Row& row : rows) {
        CAPTURE(row.variant, row.quantity, row.measured.value, *row.predicted);
        // Coefficients are independent: within what the binomial tail allows at 2^-32.
        CHECK(row.expected == (row.variant == name_of(Profile::as_printed)));
        const double p = *row.predicted / set.n;
        const auto wrong = static_cast<std::uint64_t>(std::lround(row.measured.value));
        if (p < 1) CHECK(log2_binomial_tail(set.n, p, wrong) > kFalseAlarm);
    }
    // CBD_2: 10 of 16 values are not 0. A single wrong coefficient has a probability below 2^-30 in the end.
    CHECK(*rows[0].predicted == Approx(0.625 * set.n));
    CHECK(*rows[6].predicted < 0x1p-30);
}

TEST_CASE("requester-alone: C_A gives the requester d as printed, and not in the corrected profile") {
    for (const ParameterSet& set : parameter_sets())
        check_experiment("requester-alone", set.name, times(2, 50));
}

TEST_CASE("owner-and-cloud: a_B and b_B give the requester's key as printed, and not in the corrected profile") {
    for (const ParameterSet& set : parameter_sets())
        check_experiment("owner-and-cloud", set.name, times(2, 50));
}

TEST_CASE("cloud-and-requester, onward: d is theirs, and reads and delegates everything that decrypts at all") {
    for (const ParameterSet& set : parameter_sets()) {
        check_experiment("cloud-and-requester", set.name, times(100, 1000));
        check_experiment("onward", set.name, times(100, 1000));
    }
}

TEST_CASE("direction, transitive: delegations neither work backwards nor make a third") {
    for (const ParameterSet& set : parameter_sets()) {
        check_experiment("direction", set.name, times(100, 1000));
        check_experiment("transitive", set.name, times(100, 1000));
    }
}

TEST_CASE("strip: a narrow mask is rounded away, the wide one is not") {
    for (const ParameterSet& set : parameter_sets())
        check_experiment("strip", set.name, times(10, 100));
}

TEST_CASE("chosen-block: a requester who may choose the block reads d") {
    for (const ParameterSet& set : parameter_sets())
        check_experiment("chosen-block", set.name, 8);
}

TEST_CASE("noise-regression: d is estimated with the predicted error") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    const std::vector<Row> rows = run_experiment("noise-regression", set.name);
    CHECK(has_expectation(rows, true));
    CHECK(has_expectation(rows, false));
    for (const Row& row : rows) {
        if (row.x < 1000 || !row.predicted) continue;
        CAPTURE(row.variant, row.quantity, row.measured.value, *row.predicted);
        // The root mean square of 64 nearly normal errors stays within these limits with probability 1 - 2^-31
        // (chi-square, 64 degrees); the mask and the blocks' own spread add a few per cent, which the margin holds.
        const double ratio = row.measured.value / *row.predicted;
        CHECK(ratio > 0.95 * std::sqrt(chi_square_lower(set.n, kFalseAlarm) / set.n));
        CHECK(ratio < 1.15 * std::sqrt(chi_square_upper(set.n, kFalseAlarm) / set.n));
    }
}

TEST_CASE("covariance: the second moments show f_A of e_B = f_A e' and nothing of a corrected delegation") {
    check_experiment("covariance", "toy-64");
}

TEST_CASE("identity-collision") {
    // At toy-64 the corrected H_1 has 2^22.6 values, and 60,000 identities collide but with probability 2^-400.
    SHOW_SEED();
    CHECK(has_expectation(run_experiment("identity-collision", "toy-64", 60000), true));
    for (const std::string_view set : {"small-256", "std-1024"})
        check_experiment("identity-collision", set, 60000);
    // One collision among 81 syndromes in N identities: 1 - 80/81 79/81 ..., where N^2 / (2 81) is more than 1 already.
    const std::vector<Row> few = run_experiment("identity-collision", "small-256", 14);
    const Row& row = row_of(few, "as-printed", "two of 14");
    CHECK(*row.predicted == Approx(1 - std::exp(-14 * 13 / 162.0)).epsilon(0.05));
    CHECK_FALSE(row.expected.has_value());
    const std::vector<Row> many = run_experiment("identity-collision", "small-256", 60000);
    const Row& batches = row_of(many, "as-printed", "share of 200 sets");
    const auto collided = static_cast<std::uint64_t>(std::lround(200 * batches.measured.value));
    CHECK(log2_binomial_tail(200, *batches.predicted, collided) > kFalseAlarm);
    CHECK(*batches.predicted < 0.6);
}

TEST_CASE("identity-sum") {
    check_experiment("identity-sum", "small-256", 300);
    check_experiment("identity-sum", "std-1024");
}

TEST_CASE("identity: short preimages without a trapdoor, at every set") {
    check_experiment("identity", "toy-64");
    for (const std::string_view set : {"small-256", "std-1024"}) {
        SHOW_SEED();
        CHECK(has_expectation(run_experiment("identity", set, 1), true));
    }
}

TEST_CASE("repeat: fresh coins for one question give d away") {
    check_experiment("repeat", "toy-64");
}

TEST_CASE("known-coins: coins from the message give d away") {
    check_experiment("known-coins", "toy-64");
}

TEST_CASE("reaction: Bob's verdicts tell the cloud f*, unless the delegation ends") {
    SHOW_SEED();
    const std::vector<Row> rows = run_experiment("reaction", "small-256");
    CHECK(has_expectation(rows, true));
    CHECK(has_expectation(rows, false));
    // The attacker makes all of the three failures that he has: one for the scale, and one for each of two ratios.
    CHECK(row_of(rows, "corrected", "coefficients").measured.value == 3);
    CHECK(row_of(rows, "as-printed", "coefficients").measured.value == 0);
}

TEST_CASE("owner-reaction: the printed channel tells f_B, the KEM does not") {
    check_experiment("owner-reaction", "small-256");
}

TEST_CASE("zonotope: fourth moments find d or y in noise from psi, not in Gaussian noise") {
    check_experiment("zonotope", "toy-64");
}

TEST_CASE("lattice-decrypt: LLL finds what decrypts at toy-64") {
    check_experiment("lattice-decrypt", "toy-64");
}

TEST_CASE("cloud-alone: LLL finds f_B in the printed rk, and nothing in the corrected one") {
    check_experiment("cloud-alone", "toy-64");
}

TEST_CASE("attacks on the protocol: accepted as printed, refused in the corrected profile") {
    for (const char* name : {"nonce-swap", "block-renumber", "request-replay", "leader-bias", "malleability", "sybil"})
        check_experiment(name, "toy-64");
}

TEST_CASE("credentials: other sections, people, times and clouds than they name") {
    check_experiment("credential-widening", "toy-64");
    check_experiment("credential-replay", "toy-64");
}

TEST_CASE("leaders and hospitals that lie, leave out, or are not there") {
    for (const char* name : {"equivocate", "double-endorse", "censor", "decentralization"})
        check_experiment(name, "toy-64");
}

TEST_CASE("linkability: pseudonyms link what a person does, and not the person") {
    check_experiment("linkability", "toy-64");
}

TEST_CASE("data-integrity: a changed byte is noticed by the checks that are named") {
    check_experiment("data-integrity", "toy-64");
}

TEST_CASE("lattice: keys of small rings, and none with a small q") {
    check_experiment("lattice", "toy-64");
}

} // namespace emrshare::test
