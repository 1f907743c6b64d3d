// What a requester learns of d from the noise of blocks whose messages he knows.
#include "attack/noise.hpp"

#include "attack/experiments.hpp"
#include "estimate/chi_square.hpp"
#include "estimate/core_svp.hpp"
#include "pre/enc.hpp"
#include "random/gaussian.hpp"

#include <cmath>

namespace emrshare::kat::attack {
namespace {

/// What the block size of a lattice attack is with such errors in d and y; 0 if none does.
double block_size_left(const ParameterSet& set, double error_of_d, double error_of_y) {
    const auto attack =
        estimate::primal_usvp({{{set.n, error_of_d / 2}}, {{set.n, error_of_y}}, std::log(static_cast<double>(set.q))});
    return attack ? static_cast<double>(attack->block_size) : 0;
}

/// sum of N (2M - 1)* over blocks first, ..., first + count - 1.
Poly correlate(const Setting& setting, const Owner& alice, const Delegation& given, std::uint64_t first,
               std::uint64_t count) {
    return sum_over(setting, count, [&](std::uint64_t i) {
        const Block block = make_block(setting, alice.pair.pk, first + i);
        const Rq C_B = reencrypt(setting, alice, given, block.C, first + i);
        return multiply_over_integers((given.bob.f * C_B).lift(), adjoint(signs_of(block.M)));
    });
}

/// Whether the attack is better than the specification says: a root mean square of @p n errors is below the predicted
/// one by more than chance and what the formula leaves out (the blocks' own spread, a few per cent) can do.
bool is_smaller(const Measured& error, double predicted, std::uint32_t n) {
    return error.value < 0.95 * predicted * std::sqrt(estimate::chi_square_lower(n, kLog2Chance) / n);
}

std::vector<Row> regression_in(const Setting& setting, Profile profile) {
    const ParameterSet& set = *setting.set;
    const std::string variant(name_of(profile));
    const bool corrected = profile == Profile::corrected;
    const Owner alice = make_owner(setting, profile);
    const Delegation given = delegate(setting, alice, 0);
    Regression regression(set);
    std::vector<Row> rows;
    std::uint64_t done = 0;
    for (const std::uint64_t target :
         {setting.samples / 64, setting.samples / 16, setting.samples / 4, setting.samples}) {
        if (target <= done) continue;
        regression.add_sum(correlate(setting, alice, given, done, target - done), target - done);
        done = target;
        const double N = static_cast<double>(done);
        const Measured error = root_mean_square(regression.squared_error(given.d), set.n);
        // As printed the noise is uniform mod q, whatever d is.
        const double predicted =
            corrected ? 4.0 * set.s * std::sqrt(set.eta / N) : 2.0 * set.q / std::sqrt(12.0 * N * set.n);
        rows.push_back({variant, "error of a coefficient of d, N = " + std::to_string(done), N, error, predicted, false,
                        is_smaller(error, predicted, set.n)});
        if (corrected)
            rows.push_back({variant,
                            "block size that is left (0: none does), N = " + std::to_string(done),
                            0,
                            exactly(block_size_left(set, error.value, 10.0 * set.s / std::sqrt(N))),
                            block_size_left(set, predicted, 10.0 * set.s / std::sqrt(N)),
                            {},
                            false});
    }
    return rows;
}

/// The same with d and y of a deviation of 1 to 3, as if nothing but their own shape were needed to decrypt: the width
/// s, without which the regression finds d, is what the control leaves out.
Row regression_control(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    constexpr double kNarrow = 1.25;
    const Poly d = 2 * gaussian_poly(set.n, kNarrow, setting.input("narrow d'")) + 1;
    const Poly y = gaussian_poly(set.n, kNarrow, setting.input("narrow y"));
    Regression regression(set);
    const double predicted = 4.0 * set.s * std::sqrt(set.eta / static_cast<double>(setting.samples));
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Block block = make_block(setting, Rq(set.ring()), i);
        const Poly b = psi(set, "PRE.Enc.b", setting.coins("enc", i));
        const Poly v = psi(set, "PRE.Enc.v", setting.coins("enc", i));
        const Poly N =
            set.p * (multiply_over_integers(y, b) + multiply_over_integers(d, v)) + multiply_over_integers(d, block.M);
        regression.add(N, block.M);
    }
    const Measured error = root_mean_square(regression.squared_error(d), set.n);
    return {"control: d and y of deviation 1 to 3",
            "error of a coefficient of d, N = " + std::to_string(setting.samples),
            0,
            error,
            {},
            true,
            is_smaller(error, predicted, set.n)};
}

} // namespace

void Regression::add(const Poly& N, const Poly& M) {
    add_sum(multiply_over_integers(N, adjoint(signs_of(M))), 1);
}

void Regression::add_sum(const Poly& sum, std::uint64_t blocks) {
    sum_ = sum_ + sum;
    blocks_ += blocks;
}

double Regression::estimate(std::size_t i) const {
    return 2 * static_cast<double>(sum_[i]) / (static_cast<double>(blocks_) * static_cast<double>(sum_.size()));
}

Poly Regression::rounded() const {
    Poly guess(sum_.size());
    for (std::size_t i = 0; i < guess.size(); ++i) {
        const std::int64_t parity = i == 0 ? 1 : 0;
        guess[i] = 2 * std::lround((estimate(i) - static_cast<double>(parity)) / 2) + parity;
    }
    return guess;
}

double Regression::squared_error(const Poly& d) const {
    double squares = 0;
    for (std::size_t i = 0; i < d.size(); ++i) {
        const double error = estimate(i) - static_cast<double>(d[i]);
        squares += error * error;
    }
    return squares;
}

std::vector<Row> noise_regression(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (!setting.wants(profile)) continue;
        const std::vector<Row> more = regression_in(setting, profile);
        rows.insert(rows.end(), more.begin(), more.end());
    }
    if (setting.wants_controls()) rows.push_back(regression_control(setting));
    return rows;
}

} // namespace emrshare::kat::attack
