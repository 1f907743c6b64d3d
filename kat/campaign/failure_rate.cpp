// How often blocks decrypt wrongly, and how large their noise is.
#include "attack/laboratory.hpp"
#include "campaign/campaign.hpp"
#include "estimate/failure.hpp"
#include "pre/dec.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace emrshare::kat::campaign {
namespace {

using attack::Measured;
using attack::multiply_over_integers;
using attack::Row;
using attack::Setting;

/// Blocks of each key and delegation.
constexpr std::uint64_t kBlocks = 64;
/// Parts of q/2 in which the absolute values of noise coefficients are counted.
constexpr std::uint64_t kParts = 64;

/// Who reads a block: the owner C_A, the requester C_B.
constexpr const char* kReaders[] = {"owner", "requester"};

/// The places of a reader's sums.
enum Place : std::size_t {
    kRead,        ///< blocks
    kWrongBlocks, ///< blocks with a wrong bit
    kWrongBits,
    kSquares,    ///< of 2 N less twice its mean, over all coefficients
    kPredicted,  ///< what section 9.8 predicts for kSquares
    kDeviations, ///< over all keys, the square of the difference between the two
    kPlaces
};

/// What section 9.8 says of a coefficient of noise under one key.
struct Prediction {
    Poly twice_mean;
    mpz_class four_variances;
};

mpz_class norm2(const Poly& a) {
    std::int64_t sum = 0; // at most about n s^2 < 2^50
    for (const std::int64_t c : a)
        sum += c * c;
    return sum;
}

Poly times_ones(const Poly& a) {
    Poly ones(a.size());
    for (std::size_t i = 0; i < ones.size(); ++i)
        ones[i] = 1;
    return multiply_over_integers(a, ones);
}

/// N_1 = p (w b + f v) + f M: as (5) for y = w, d = f and without a mask.
Prediction owners_noise(const ParameterSet& set, const attack::Owner& owner) {
    const mpz_class of_f = norm2(owner.pair.f);
    return {times_ones(owner.pair.f), 2 * set.p * set.p * set.eta * (norm2(owner.w) + of_f) + of_f};
}

/// (5), and the mean of (3): v' has the mean -1/2. As printed the noise is uniform mod q, whatever the keys are.
Prediction requesters_noise(const ParameterSet& set, const attack::Owner& owner, const attack::Delegation& given) {
    const mpz_class q = set.q;
    if (owner.profile == Profile::as_printed) return {Poly(set.n), (q * q - 1) / 3};
    const Poly y = (given.d * owner.pair.pk).lift();
    const Poly w = given.bob.g + multiply_over_integers(given.bob.f, given.bob.u);
    const mpz_class of_d = norm2(given.d);
    const mpz_class of_mask = (mpz_class(1) << (2 * set.t_re)) - 1;
    const mpz_class four_variances = 2 * set.p * set.p * set.eta * (norm2(y) + of_d + norm2(w)) +
                                     set.p * set.p * of_mask / 3 * norm2(given.bob.f) + of_d;
    return {times_ones(given.d) + -std::int64_t{set.p} * times_ones(given.bob.f), four_variances};
}

/// Counts the blocks that one key reads.
class Counter {
public:
    Counter(const ParameterSet& set, const Poly& f, Prediction predicted)
        : set_(set), f_(f), predicted_(std::move(predicted)) {}

    void read(const Rq& C, const Poly& M) {
        const std::uint64_t wrong = attack::differences(M, dec(set_, f_, C));
        sums_[kRead] += 1;
        sums_[kWrongBlocks] += wrong == 0 ? 0 : 1;
        sums_[kWrongBits] += wrong;
        const Poly N = (f_ * C).lift();
        for (std::size_t i = 0; i < set_.n; ++i) {
            const mpz_class from_mean = 2 * N[i] - predicted_.twice_mean[i];
            sums_[kSquares] += from_mean * from_mean;
            const auto size = static_cast<std::uint64_t>(std::abs(N[i]));
            parts_[size * 2 * kParts / set_.q] += 1;
            greatest_ = std::max(greatest_, size);
        }
        sums_[kPredicted] += set_.n * predicted_.four_variances;
    }

    Tally tally(const std::string& reader) const {
        std::vector<mpz_class> sums(sums_.begin(), sums_.end());
        const mpz_class difference = sums[kSquares] - sums[kPredicted];
        sums[kDeviations] = difference * difference;
        Tally tally;
        tally.sums[reader] = std::move(sums);
        tally.sums[reader + ", noise by 64ths of q/2"] = std::vector<mpz_class>(parts_.begin(), parts_.end());
        tally.greatest[reader] = {mpz_class(greatest_)};
        return tally;
    }

private:
    const ParameterSet& set_;
    const Poly& f_;
    Prediction predicted_;
    std::array<mpz_class, kPlaces> sums_;
    std::array<std::uint64_t, kParts> parts_{};
    std::uint64_t greatest_ = 0;
};

/// One owner's key, a delegation, and blocks that owner and requester read.
Tally run_key(const Plan& plan, std::uint64_t unit) {
    Setting setting;
    setting.set = plan.set;
    setting.seed = plan.unit_seed(unit);
    setting.experiment = plan.kind->name;
    const attack::Owner alice = attack::make_owner(setting, *plan.profile);
    const attack::Delegation given = attack::delegate(setting, alice, 0);
    Counter owner(*plan.set, alice.pair.f, owners_noise(*plan.set, alice));
    Counter requester(*plan.set, given.bob.f, requesters_noise(*plan.set, alice, given));
    for (std::uint64_t i = 0; i < kBlocks; ++i) {
        const attack::Block block = attack::make_block(setting, alice.pair.pk, i);
        owner.read(block.C, block.M);
        requester.read(attack::reencrypt(setting, alice, given, block.C, i), block.M);
    }
    Tally tally = owner.tally(kReaders[0]);
    tally.append(requester.tally(kReaders[1]));
    return tally;
}

/// The ratio of the measured to the predicted deviation. Keys are independent, so that their differences give its
/// error.
Measured deviation_ratio(const std::vector<mpz_class>& sums) {
    const double ratio = std::sqrt(sums[kSquares].get_d() / sums[kPredicted].get_d());
    const double error = attack::kNormal99 * std::sqrt(sums[kDeviations].get_d()) / sums[kPredicted].get_d();
    return {ratio, ratio - error / 2, ratio + error / 2};
}

/// The probability that a block is read wrongly: bound (4), or what a uniform noise gives.
double failure_probability(const Plan& plan, bool is_owner) {
    const ParameterSet& set = *plan.set;
    if (is_owner) return 0;
    if (plan.profile == Profile::as_printed) return 1 - std::exp2(-static_cast<double>(set.n));
    return std::exp2(estimate::failure_log2({set.n, set.q, set.s, set.eta, set.f2_max, set.gs2_re, set.t_re}));
}

/// Pr[|N| >= share of q/2] for one coefficient of that deviation, in units of q/2.
double tail_of(const Plan& plan, bool is_owner, double deviation, double share) {
    if (plan.profile == Profile::as_printed && !is_owner) return 1 - share;
    return std::erfc(share / deviation / std::sqrt(2.0));
}

std::vector<Row> rows_of_reader(const Plan& plan, const Tally& tally, bool is_owner) {
    const std::string reader = kReaders[is_owner ? 0 : 1];
    const double half_q = plan.set->q / 2.0;
    const std::vector<mpz_class>& sums = tally.sum(reader, kPlaces);
    const std::vector<mpz_class>& parts = tally.sum(reader + ", noise by 64ths of q/2", kParts);
    const std::uint64_t blocks = sums[kRead].get_ui();
    const std::uint64_t coefficients = blocks * plan.set->n;
    // As printed, what is re-encrypted is read wrongly; anything else never.
    const double expected = failure_probability(plan, is_owner);
    std::vector<Row> rows;
    rows.push_back({reader, "blocks that are read wrongly", 0, attack::share(sums[kWrongBlocks].get_ui(), blocks),
                    expected, expected > 0.5, sums[kWrongBlocks] > 0});
    const auto add = [&](std::string quantity, double x, Measured measured, std::optional<double> predicted) {
        rows.push_back({reader, std::move(quantity), x, measured, predicted, {}});
    };
    add("wrong bits", 0, attack::share(sums[kWrongBits].get_ui(), coefficients), {});
    const double deviation = std::sqrt(sums[kPredicted].get_d() / static_cast<double>(coefficients)) / 2 / half_q;
    add("deviation of the noise, over the predicted one", 0, deviation_ratio(sums), 1.0);
    add("predicted deviation of the noise, over q/2", 0, attack::exactly(deviation), {});
    add("greatest noise, over q/2", 0, attack::exactly(tally.maximum(reader, 1).front().get_d() / half_q), {});
    for (const std::uint64_t eighths : {1U, 2U, 3U, 4U}) {
        const std::uint64_t beyond =
            std::accumulate(parts.begin() + kParts / 8 * eighths, parts.end(), mpz_class()).get_ui();
        const double x = static_cast<double>(eighths) / 8;
        add("coefficients of " + std::to_string(eighths) + "/8 of q/2 and more", x, attack::share(beyond, coefficients),
            tail_of(plan, is_owner, deviation, x));
    }
    return rows;
}

} // namespace

Worker failure_worker(const Plan& plan) {
    return [plan](std::uint64_t first, std::uint64_t end) {
        Tally tally;
        for (std::uint64_t unit = first; unit < end; ++unit)
            tally.append(run_key(plan, unit));
        return tally;
    };
}

std::vector<Row> failure_rows(const Plan& plan, const Tally& tally) {
    std::vector<Row> rows = rows_of_reader(plan, tally, true);
    attack::append(rows, rows_of_reader(plan, tally, false));
    return rows;
}

} // namespace emrshare::kat::campaign
