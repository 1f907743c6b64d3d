#include "estimate/params_check.hpp"

#include "estimate/failure.hpp"
#include "estimate/reduction.hpp"
#include "estimate/security.hpp"
#include "random/gaussian.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace emrshare::kat::estimate {
namespace {

std::string decimal(double value, int places) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(places) << value;
    return out.str();
}

/// Collects the checks of one set.
class Checks {
public:
    explicit Checks(std::string set) : set_(std::move(set)) {}

    void is_true(const std::string& number, const std::string& what, bool holds) {
        add(number, what, "yes", holds ? "yes" : "no", holds);
    }
    void equal(const std::string& number, const std::string& what, std::uint64_t in_file, std::uint64_t computed) {
        add(number, what, std::to_string(in_file), std::to_string(computed), in_file == computed);
    }
    /// Equal to as many places as the file has.
    void rounded(const std::string& number, const std::string& what, double in_file, double computed, int places) {
        const bool holds = std::abs(computed - in_file) <= 0.5 * std::pow(10.0, -places) * (1 + 1e-9);
        add(number, what, decimal(in_file, places), decimal(computed, places + 1), holds);
    }
    void at_most(const std::string& number, const std::string& what, double bound, double computed, int places = 1) {
        add(number, what, "<= " + decimal(bound, places), decimal(computed, places), computed <= bound);
    }
    void below(const std::string& number, const std::string& what, double bound, double computed) {
        add(number, what, "< " + decimal(bound, 1), decimal(computed, 1), computed < bound);
    }
    void at_least(const std::string& number, const std::string& what, double bound, double computed, int places = 1) {
        add(number, what, ">= " + decimal(bound, places), decimal(computed, places), computed >= bound);
    }

    std::vector<Check> take() { return std::move(checks_); }

private:
    void add(const std::string& number, const std::string& what, std::string required, std::string computed,
             bool holds) {
        checks_.push_back({set_, number, what, std::move(required), std::move(computed), holds});
    }

    std::string set_;
    std::vector<Check> checks_;
};

void check_ring(const SetNumbers& set, std::uint64_t position, Checks& checks) {
    checks.equal("code", "the set's place in the file", set.code, position);
    checks.is_true("n", "a power of two", std::has_single_bit(set.n));
    checks.is_true("n", "the number in the set's name", set.name.ends_with("-" + std::to_string(set.n)));
    checks.is_true("q", "a prime", is_prime(set.q));
    checks.equal("q", "q mod 2n = 1", 1, set.q % (2 * set.n));
    checks.below("q", "q < 2^31", 0x1p31, real(set.q));
    checks.equal("ell", "bit length of q", set.ell, bit_length(set.q));
    checks.equal("k", "greatest power of two with 2 k ell <= n", set.k, rows_of_B(set.n, set.ell));
}

void check_preimage_sampling(const SetNumbers& set, Checks& checks) {
    const double limit = std::sqrt(real(set.gs2_max));
    const double least_sigma = std::ceil(smoothing_factor(real(set.n)) * limit);
    checks.equal("sigma", "least integer >= c(n) sqrt(gs2_max)", set.sigma, static_cast<std::uint64_t>(least_sigma));
    checks.equal("gs2_max", "floor((sigma/c(n))^2)", set.gs2_max, greatest_squared_norm(set.sigma, set.n));
    checks.at_most("gs2_max", "longest ||b~_i||^2 of T_B, expected", real(set.gs2_max),
                   expected_longest_of_T_B(set.n, set.k, set.ell));
    checks.at_least("gs2_max", "least leaf deviation of SamplePre", kMinDeviation, real(set.sigma) / limit, 4);
    checks.at_most("sigma", "greatest leaf deviation of SamplePre, expected", kMaxDeviation,
                   expected_preimage_leaf(set.k, set.ell, set.sigma));
    checks.at_most("sigma", "greatest leaf deviation of SamplePre, bound", kMaxDeviation,
                   greatest_preimage_leaf(set.k, set.ell, set.sigma));
}

void check_delegation_sampling(const SetNumbers& set, Checks& checks) {
    const double slack = std::sqrt(real(set.f2_max) / expected_f2(set.n, set.sigma));
    checks.rounded("slack", "sqrt(f2_max/(4 n sigma^2 + 1))", set.slack, slack, 2);
    checks.equal("s", "ceil(c(2n) slack 2 sqrt(E||f||^2 + E||w||^2))", set.s,
                 delegation_deviation(set.n, set.sigma, set.slack));
    checks.equal("f2_max", "floor(slack^2 (4 n sigma^2 + 1))", set.f2_max, greatest_f2(set.n, set.sigma, set.slack));
    checks.equal("gs2_re", "floor((s/c(2n))^2)", set.gs2_re, greatest_squared_norm(set.s, 2 * set.n));
    checks.at_most("gs2_re", "first Gram-Schmidt norm, expected", std::sqrt(real(set.gs2_re)),
                   expected_first_norm(set.n, set.sigma));
    checks.at_most("q", "second Gram-Schmidt norm <= the first, expected", expected_first_norm(set.n, set.sigma),
                   expected_second_norm(set.n, set.q, set.sigma));
    checks.at_least("gs2_re", "least leaf deviation of ffSampling", kMinDeviation,
                    real(set.s) / std::sqrt(real(set.gs2_re)), 4);
    checks.at_most("s", "greatest leaf deviation of ffSampling, expected", kMaxDeviation,
                   expected_delegation_leaf(set.n, set.q, set.sigma, set.s));
    checks.at_most("s", "greatest leaf deviation of ffSampling, bound", kMaxDeviation,
                   greatest_delegation_leaf(set.q, set.s, set.gs2_re));
}

double failure_with(const SetNumbers& set, std::uint64_t eta) {
    return failure_log2({set.n, set.q, set.s, eta, set.f2_max, set.gs2_re, set.t_re});
}

/// The eta from 1 to 8 whose failure bound is nearest to the file's.
std::uint64_t eta_of_failure(const SetNumbers& set) {
    std::uint64_t best = 1;
    for (std::uint64_t eta = 2; eta <= 8; ++eta) {
        const double gap = std::abs(failure_with(set, eta) - set.fail_bound_log2);
        if (gap < std::abs(failure_with(set, best) - set.fail_bound_log2)) best = eta;
    }
    return best;
}

std::uint64_t bits_of_mask(std::uint64_t deviation) {
    return static_cast<std::uint64_t>(std::lround(std::log2(12 * real(deviation) * real(deviation) + 1) / 2));
}

void check_failure(const SetNumbers& set, Checks& checks) {
    const double bound = failure_with(set, set.eta);
    checks.at_most("t_re", "SMP.Mask takes 16 bits at most", 16, real(set.t_re), 0);
    checks.equal("t_re", "log2(12 sigma_re^2 + 1)/2, rounded", set.t_re, bits_of_mask(set.sigma_re));
    checks.rounded("sigma_re", "sqrt((4^t_re - 1)/12)", real(set.sigma_re), mask_deviation(set.t_re), 0);
    checks.equal("eta", "that to which fail_bound_log2 belongs", set.eta, eta_of_failure(set));
    checks.rounded("fail_bound_log2", "log2 of the failure bound of a re-encrypted block", set.fail_bound_log2, bound,
                   1);
    checks.at_most("fail_log2", "log2 of the failure bound", static_cast<double>(set.fail_log2), bound);
}

void check_tails(const SetNumbers& set, Checks& checks) {
    const double bound = static_cast<double>(set.tails_log2);
    const TailProbabilities parts = tail_probabilities(set.n, set.lemma1);
    checks.at_most("lemma1.t", "log2 of (t e^((1-t^2)/2))^n", bound, parts.of_f);
    checks.at_most("lemma1.tau", "log2 of 2n e^(-3 tau^2/4)", bound, parts.of_fu);
    checks.at_most("lemma1.gamma", "log2 of 2n e^(-gamma^2/2)", bound, parts.of_g);
    checks.at_most("lemma1.tails_log2", "log2 of their sum", bound, tails_log2(set.n, set.lemma1));
    checks.at_most("lemma1.tails_log2", "tails_log2 <= fail_log2", static_cast<double>(set.fail_log2), bound, 0);
}

void check_lemma1(const SetNumbers& set, Checks& checks) {
    const double half_q = real(set.q) / 2;
    checks.below("lemma1", "noise of a typical key < q/2", half_q, lemma1_typical(set.n, set.sigma, set.eta));
    checks.below("lemma1", "noise outside the tails t, tau, gamma < q/2", half_q,
                 lemma1_outside(set.n, set.sigma, set.eta, set.lemma1));
    checks.below("lemma1", "noise of every corrected key < q/2", half_q,
                 lemma1_corrected(set.n, set.eta, set.f2_max, set.gs2_re));
    check_tails(set, checks);
}

void check_figure(const SetNumbers& set, const Problem& problem, std::uint64_t of_enc, Checks& checks) {
    const std::string name(problem.name);
    const std::string number = "security." + name;
    const auto figure = set.security.find(name);
    if (figure == set.security.end()) return checks.is_true(number, "stands in the file", false);
    const std::optional<std::uint64_t> beta = problem.block_size(set);
    if (!beta) return checks.is_true(number, "solved by some block size", false);
    checks.equal(number + ".beta", "block size: " + std::string(problem.meaning), figure->second.beta, *beta);
    checks.rounded(number + ".classical", "0.292 beta", figure->second.classical, classical_bits(*beta), 1);
    checks.rounded(number + ".quantum", "0.265 beta", figure->second.quantum, quantum_bits(*beta), 1);
    if (name != "enc") checks.at_least(number, "no easier than Enc", real(of_enc), real(*beta), 0);
}

void check_known(const SetNumbers& set, Checks& checks) {
    for (const auto& [name, figure] : set.security) {
        const auto same = [&name = name](const Problem& problem) { return problem.name == name; };
        if (std::none_of(problems().begin(), problems().end(), same))
            checks.is_true("security." + name, "a problem that is known here", false);
    }
}

/// The rotations of a short vector span a dense sublattice: that it is found first would be another attack.
void check_dense_sublattice(const SetNumbers& set, const std::string& name, double deviation, Checks& checks) {
    const auto figure = set.security.find(name);
    if (figure == set.security.end()) return; // reported by check_figure
    const std::uint64_t dense =
        dense_sublattice_block_size(set.n, std::log(real(set.q)), 2 * real(set.sigma), deviation);
    checks.at_least("security." + name, "block size for the dense sublattice", real(figure->second.beta), real(dense),
                    0);
}

void check_security(const SetNumbers& set, Checks& checks) {
    const std::uint64_t of_enc = problems().front().block_size(set).value_or(0);
    for (const Problem& problem : problems())
        check_figure(set, problem, of_enc, checks);
    check_known(set, checks);
    check_dense_sublattice(set, "key", deviation_of_w(set), checks);
    check_dense_sublattice(set, "delegation_printed", 2 * deviation_of_printed_share(set), checks);
}

void check_preimages(const SetNumbers& set, Checks& checks) {
    const double reduced = preimage_norm(set.k, set.n, std::log(real(set.q)), ln_root_hermite_lll());
    const double honest = real(set.sigma) * std::sqrt(real(set.n));
    checks.rounded("preimage.reduced", "norm of a preimage under B by LLL", real(set.preimage.reduced), reduced, 0);
    checks.rounded("preimage.honest", "sigma sqrt(n)", real(set.preimage.honest), honest, 0);
    checks.at_most("preimage", "a preimage by LLL is shorter than an honest one", honest, reduced);
}

/// A text that speaks of core-SVP repeats the figures of Enc.
void check_use(const SetNumbers& set, Checks& checks) {
    const std::optional<std::uint64_t> beta = problems().front().block_size(set);
    if (set.use.find("core-SVP") == std::string::npos || !beta) return;
    const std::string costs =
        "2^" + decimal(classical_bits(*beta), 1) + " classical, 2^" + decimal(quantum_bits(*beta), 1) + " quantum";
    checks.is_true("use", "says " + costs, set.use.find(costs) != std::string::npos);
}

} // namespace

std::vector<Check> check_file(const ParamsFile& file) {
    Checks checks("all");
    checks.equal("p", "the plaintext modulus of the scheme", file.p, 2);
    std::vector<std::string> names;
    for (const SetNumbers& set : file.sets)
        names.push_back(set.name);
    std::sort(names.begin(), names.end());
    const bool distinct = std::adjacent_find(names.begin(), names.end()) == names.end();
    checks.is_true("name", "no two sets of one name", distinct);
    return checks.take();
}

std::vector<Check> check_set(const SetNumbers& set, std::uint64_t position) {
    Checks checks(set.name);
    check_ring(set, position, checks);
    check_preimage_sampling(set, checks);
    check_delegation_sampling(set, checks);
    check_failure(set, checks);
    check_lemma1(set, checks);
    check_security(set, checks);
    check_preimages(set, checks);
    check_use(set, checks);
    return checks.take();
}

} // namespace emrshare::kat::estimate
