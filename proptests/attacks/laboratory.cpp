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
#include <set>

namespace emrshare::test {
namespace {

using kat::attack::Experiment;
using kat::attack::Row;
using kat::attack::Setting;

/// The rows of an experiment, each of which has to meet its expectation.
std::vector<Row> run_experiment(std::string_view name, std::string_view set, std::uint64_t samples = 0) {
    const Experiment& experiment = kat::attack::experiment(name);
    Setting setting;
    setting.set = &parameter_set(set);
    setting.samples = samples != 0 ? samples : times(experiment.quick, experiment.full);
    setting.seed = coins(name);
    const std::vector<Row> rows = kat::attack::run(experiment, setting);
    for (const Row& row : rows) {
        CAPTURE(set, row.variant, row.quantity, row.measured.value, row.succeeded, row.named);
        CHECK(kat::attack::as_expected(row));
    }
    return rows;
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

TEST_CASE("the verdicts' false alarms and power, computed for the numbers of samples that run") {
    using kat::attack::beats_guessing;
    using kat::attack::fewer_than;
    // Bits: who reads three quarters of them is caught. 1280 is the least number (lattice-decrypt), 12,800 that of
    // direction.
    for (const std::uint64_t bits : {1280U, 6400U, 12800U}) {
        CAPTURE(bits);
        std::uint64_t passing = bits / 2; // the least number of wrong bits that is still chance
        while (passing > 0 && !beats_guessing({passing - 1, bits}))
            --passing;
        CHECK(2 * std::exp2(log2_binomial_tail(bits, 0.5, passing - 1)) <= 0x1p-32);
        CHECK(log2_binomial_tail(bits, 0.25, passing) < kMiss);
    }
    // linkability: 64 neighbours; the control is never wrong, and nobody is caught who is wrong in 10 cases or more.
    CHECK(beats_guessing({0, kat::attack::experiment("linkability").quick}));
    CHECK_FALSE(beats_guessing({10, kat::attack::experiment("linkability").quick}));
    // leader-bias: more than 1/2 by 3.5 / sqrt(N).
    const std::uint64_t blocks = kat::attack::experiment("leader-bias").quick;
    const auto most = static_cast<std::uint64_t>(
        std::floor(static_cast<double>(blocks) / 2 + 3.5 * std::sqrt(static_cast<double>(blocks))));
    CHECK(log2_binomial_tail(blocks, 0.5, most + 1) < -30);
    CHECK(log2_binomial_tail(blocks, 31.0 / 32, most) < kMiss);
    // average, strip: coefficients. 64 delegations leave 0.06 wrong of 1024, a narrow mask none of 64.
    std::uint64_t wrong = 0;
    while (fewer_than(wrong + 1, 1024, 0.625))
        ++wrong;
    CHECK(log2_binomial_tail(1024, 0.625, wrong) <= -32);
    CHECK(log2_binomial_tail(1024, 0.06 / 1024, wrong + 1) < kMiss);
    CHECK(fewer_than(0, 64, 0.988));
    // censor: a request that a fair draw includes in each block waits for more than 64 of them.
    CHECK(static_cast<double>(kat::attack::experiment("censor").quick) * 0x1p-64 < 0x1p-30);
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
