// Lattice reduction against keys, delegations and ciphertexts, on rings small enough for it.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/reduction.hpp"
#include "estimate/core_svp.hpp"
#include "parallel.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace emrshare::kat::attack {
namespace {

constexpr std::uint32_t kBlockSizes[] = {2, 10, 20, 30, 40};

/// Primes, 1 mod 128: that of toy-64, and one of 17 bits, with which keys are better hidden (and nothing decrypts).
constexpr std::uint32_t kToyModulus = 6393217;
constexpr std::uint32_t kSmallModulus = 130817;

/// With larger blocks the corrected delegation takes minutes.
constexpr std::uint32_t kGreatestForDelegations = 10;

/// An unknown vector (x, y) with y = x h + t, and the deviations of its coefficients.
struct Planted {
    Rq h;
    Rq t;
    double deviation_x;
    double deviation_y;
};

/// Whether x of some row, with the sign that makes the coordinate of the embedding 1, is the secret. (The rows of a
/// secret f' may hold -f' - 1 in its place, which belongs to -f.)
bool holds_secret(const Basis& reduced, std::size_t n, std::int64_t weight, std::int64_t weight_of_one,
                  const std::function<bool(const Poly&)>& is_secret) {
    return std::any_of(reduced.begin(), reduced.end(), [&](const IntegerVector& row) {
        if (std::abs(row[2 * n]) != weight_of_one) return false;
        const std::int64_t sign = row[2 * n] / weight_of_one;
        Poly x(n);
        for (std::size_t i = 0; i < n; ++i)
            x[i] = sign * row[i] / weight;
        return is_secret(x);
    });
}

/// The least block size with which the secret is found; 0: with none.
std::uint32_t block_size_needed(const Planted& planted, const std::function<bool(const Poly&)>& is_secret,
                                std::uint32_t greatest) {
    const std::size_t n = planted.h.size();
    const auto weight = std::max<std::int64_t>(1, std::lround(planted.deviation_y / planted.deviation_x));
    const auto weight_of_one = std::max<std::int64_t>(1, std::lround(planted.deviation_y));
    Basis basis = embedded_basis(planted.h, planted.t, weight, weight_of_one);
    for (const std::uint32_t block_size : kBlockSizes) {
        if (block_size > greatest) break;
        basis = reduce_bkz(basis, block_size);
        if (holds_secret(basis, n, weight, weight_of_one, is_secret)) return block_size;
    }
    return 0;
}

/// Whether 2x + 1 is f or -f, which decrypts as well.
bool is_key(const ParameterSet& set, const Poly& x, const Poly& f) {
    const Poly found = set.p * x + 1;
    return found == f || -1 * found == f;
}

/// What the core-SVP model says: 50 stands for 50 or less.
double predicted_block_size(const Planted& planted) {
    const std::uint64_t n = planted.h.size();
    const auto attack = estimate::primal_usvp(
        {{{n, planted.deviation_x}}, {{n, planted.deviation_y}}, std::log(static_cast<double>(planted.h.ring().q()))});
    return attack ? static_cast<double>(attack->block_size) : 0;
}

double deviation_of_w(const ParameterSet& set) {
    return std::sqrt(set.sigma * set.sigma * (1 + 8.0 * set.n / 3));
}

/// (f', w) from pk: w = (2 f' + 1) pk.
Planted key_problem(const ParameterSet& set, const Rq& pk) {
    return {2 * pk, pk, static_cast<double>(set.sigma), deviation_of_w(set)};
}

/// (e_B, w) from pk and one printed d = f_A + 2 e_B, in the hands of cloud and requester: w = pk d - 2 pk e_B.
Planted hinted_key_problem(const ParameterSet& set, const Rq& pk, const Poly& d) {
    return {Rq(set.ring()) - 2 * pk, pk * d, std::sqrt(set.eta / 2.0), deviation_of_w(set)};
}

/// (f'_B, d') from rk = d / f_B: d' = (d - 1)/2 = rk f'_B + (rk - 1)/2.
Planted delegation_problem(const ParameterSet& set, const Rq& rk, double deviation_of_d) {
    const Rq half = ((set.q + 1) / 2) * (rk - constant(set, 1));
    return {rk, half, static_cast<double>(set.sigma), deviation_of_d / 2};
}

/// The set with another ring and the same sigma; what depends on the ring beyond it is of no meaning then.
ParameterSet with_ring(ParameterSet set, std::uint32_t n, std::uint32_t q) {
    set.n = n;
    set.q = q;
    return set;
}

/// How many of the samples' secrets are found by each block size.
std::vector<Row> found_by_block_size(const std::string& variant, const std::string& what,
                                     const std::vector<std::uint32_t>& needed, double predicted, std::uint32_t greatest,
                                     bool expected) {
    std::vector<Row> rows;
    for (const std::uint32_t block_size : kBlockSizes) {
        if (block_size > greatest) break;
        const auto found =
            std::count_if(needed.begin(), needed.end(), [&](std::uint32_t b) { return b != 0 && b <= block_size; });
        rows.push_back({variant,
                        what + ", block size " + std::to_string(block_size),
                        static_cast<double>(block_size),
                        share(static_cast<std::uint64_t>(found), needed.size()),
                        {},
                        {},
                        found > 0});
    }
    rows.back().expected = expected;
    rows.push_back({variant, "block size by core-SVP (50: or less)", 0, exactly(predicted), {}, {}, false});
    return rows;
}

std::vector<Row> key_recovery(const Setting& setting, const std::string& variant, const ParameterSet& set, bool hinted,
                              std::uint32_t greatest, bool expected) {
    Setting smaller = setting;
    smaller.set = &set;
    std::vector<std::uint32_t> needed;
    double predicted = 0;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const KeyPair keys = make_keys(smaller, "alice " + std::to_string(set.n) + " " + std::to_string(i));
        const Poly e_B = psi(set, "hint", smaller.coins("hint", i));
        const Planted problem =
            hinted ? hinted_key_problem(set, keys.pk, keys.f + set.p * e_B) : key_problem(set, keys.pk);
        predicted = predicted_block_size(problem);
        const auto is_secret = [&](const Poly& x) { return hinted ? x == e_B : is_key(set, x, keys.f); };
        needed.push_back(block_size_needed(problem, is_secret, greatest));
    }
    return found_by_block_size(variant, "keys found", needed, predicted, greatest, expected);
}

// ---- many printed delegations as hints ----

/// What cloud and N requesters know of f_A from the mean of their d: the nearest possible value of each coefficient,
/// and on which side of it the mean is.
struct Pooled {
    Poly nearest;
    Poly side;                         ///< 1 or -1
    std::vector<std::size_t> by_doubt; ///< positions, those that are least certain first
};

Pooled pool(const Poly& sum, std::uint64_t N) {
    const std::size_t n = sum.size();
    Pooled pooled{Poly(n), Poly(n), std::vector<std::size_t>(n)};
    std::vector<double> distances(n);
    for (std::size_t j = 0; j < n; ++j) {
        const double parity = j == 0 ? 1 : 0;
        const double mean = static_cast<double>(sum[j]) / static_cast<double>(N);
        pooled.nearest[j] = static_cast<std::int64_t>(2 * std::floor((mean - parity) / 2 + 0.5) + parity);
        const double off = mean - static_cast<double>(pooled.nearest[j]);
        pooled.side[j] = off < 0 ? -1 : 1;
        distances[j] = std::abs(off);
    }
    std::iota(pooled.by_doubt.begin(), pooled.by_doubt.end(), std::size_t{0});
    std::stable_sort(pooled.by_doubt.begin(), pooled.by_doubt.end(),
                     [&](std::size_t a, std::size_t b) { return distances[a] > distances[b]; });
    return pooled;
}

/// The lattice of (z, first equations of w, 1): f = nearest + 2 sum z_j side_j X^j over the positions in doubt, z_j
/// being 0 or 1, and f pk = w. There are as many equations as positions.
Basis doubt_basis(const Rq& pk, const Pooled& pooled, std::size_t doubts, std::int64_t weight,
                  std::int64_t weight_of_one) {
    Basis basis;
    const auto row_of = [&](const Poly& y) {
        IntegerVector row(2 * doubts + 1, 0);
        std::copy(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(doubts),
                  row.begin() + static_cast<std::ptrdiff_t>(doubts));
        return row;
    };
    const Poly zero(pk.size());
    for (std::size_t i = 0; i < doubts; ++i) {
        IntegerVector row = row_of(zero);
        row[doubts + i] = pk.ring().q();
        basis.push_back(std::move(row));
    }
    for (std::size_t i = 0; i < doubts; ++i) {
        Poly monomial(pk.size());
        monomial[pooled.by_doubt[i]] = 2 * pooled.side[pooled.by_doubt[i]];
        IntegerVector row = row_of((monomial * pk).lift());
        row[i] = weight;
        basis.push_back(std::move(row));
    }
    IntegerVector last = row_of((pooled.nearest * pk).lift());
    last.back() = weight_of_one;
    basis.push_back(std::move(last));
    return basis;
}

/// Whether a row of the reduced basis holds what is missing of f.
bool completes_key(const Basis& reduced, const Pooled& pooled, std::size_t doubts, std::int64_t weight,
                   std::int64_t weight_of_one, const Poly& f) {
    return std::any_of(reduced.begin(), reduced.end(), [&](const IntegerVector& row) {
        if (std::abs(row.back()) != weight_of_one) return false;
        Poly found = pooled.nearest;
        for (std::size_t i = 0; i < doubts; ++i) {
            const std::size_t j = pooled.by_doubt[i];
            found[j] += 2 * pooled.side[j] * (row[i] / weight) * (row.back() / weight_of_one);
        }
        return found == f;
    });
}

/// Whether all coefficients whose nearest value is wrong are among those in doubt, and off by one step to their side.
bool are_in_doubt(const Pooled& pooled, std::size_t doubts, const Poly& f) {
    Poly rest = f + -1 * pooled.nearest;
    for (std::size_t i = 0; i < doubts; ++i) {
        const std::size_t j = pooled.by_doubt[i];
        if (rest[j] == 2 * pooled.side[j]) rest[j] = 0;
    }
    return rest == Poly(f.size());
}

/// Keys that are found from pk and N delegations with so many coefficients in doubt, by LLL: all those of which what is
/// wrong is in doubt. How many these are is a matter of chance, and for the corrected profile none.
Row pooled_row(const Setting& setting, const ParameterSet& set, Profile profile, std::uint64_t N, std::size_t doubts) {
    Setting own = setting;
    own.set = &set;
    std::uint64_t found = 0;
    std::uint64_t reachable = 0;
    std::uint64_t wrong = 0;
    for (std::uint64_t key = 0; key < setting.samples; ++key) {
        const Owner alice = make_owner(own, profile, "pooled " + std::to_string(key));
        const Poly sum = sum_over(own, N, [&](std::uint64_t i) {
            const OwnerShare share = share_of(own, alice, key * N + i);
            return (share.a_B * inverse_of(share.r_B)).lift();
        });
        const Pooled pooled = pool(sum, N);
        wrong += differences(pooled.nearest, alice.pair.f);
        reachable += are_in_doubt(pooled, doubts, alice.pair.f) ? 1 : 0;
        const auto weight = std::lround(2 * deviation_of_w(set)); // z has the deviation 1/2 at most
        const auto one = std::lround(deviation_of_w(set));
        const Basis reduced = reduce_lll(doubt_basis(alice.pair.pk, pooled, doubts, weight, one));
        found += completes_key(reduced, pooled, doubts, weight, one, alice.pair.f) ? 1 : 0;
    }
    const std::string means = std::to_string(wrong / setting.samples) + " of " + std::to_string(set.n);
    const bool expected = profile == Profile::as_printed && reachable > 0;
    return {std::string(name_of(profile)) + ", pk and " + std::to_string(N) + " d, n = " + std::to_string(set.n),
            "keys found by LLL where averaging leaves " + means + " wrong",
            static_cast<double>(N),
            share(found, setting.samples),
            static_cast<double>(reachable) / static_cast<double>(setting.samples),
            expected,
            found > 0};
}

/// Averaging alone takes 64 delegations and more. The lattice of the doubtful coefficients takes less.
std::vector<Row> pooled_hints(const Setting& setting) {
    constexpr std::size_t kDoubts = 64;
    const ParameterSet& small = parameter_set("small-256");
    const ParameterSet half = with_ring(small, 128, small.q);
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) {
        rows.push_back(pooled_row(setting, half, Profile::as_printed, 20, kDoubts));
        rows.push_back(pooled_row(setting, small, Profile::as_printed, 26, kDoubts));
        rows.push_back(pooled_row(setting, parameter_set("std-1024"), Profile::as_printed, 40, kDoubts));
    }
    if (setting.wants(Profile::corrected)) rows.push_back(pooled_row(setting, small, Profile::corrected, 26, kDoubts));
    return rows;
}

// ---- the least block size, and the model ----

/// ln of the root Hermite factor for every block size: measured values up to 40 (as the lattice-estimator of Albrecht,
/// Player and Scott has them), Chen's formula from 50 on, and interpolation between them.
double ln_delta(double block_size) {
    static const std::vector<std::pair<double, double>> points = {
        {2, std::log(1.02190)},  {5, std::log(1.01862)},  {10, std::log(1.01616)},
        {15, std::log(1.01485)}, {20, std::log(1.01420)}, {25, std::log(1.01342)},
        {28, std::log(1.01331)}, {40, std::log(1.01295)}, {50, estimate::ln_root_hermite(50)}};
    if (block_size >= points.back().first) return estimate::ln_root_hermite(block_size);
    const auto above = std::find_if(points.begin() + 1, points.end(),
                                    [block_size](const auto& point) { return block_size <= point.first; });
    const auto below = above - 1;
    return below->second +
           (above->second - below->second) * (block_size - below->first) / (above->first - below->first);
}

/// By how much, as a logarithm, the condition of the core-SVP model holds with that block size (below 0: it does not),
/// with the number of equations that is best.
double slack(const Planted& planted, double block_size) {
    const auto n = static_cast<double>(planted.h.size());
    const double ln_scaled_q = std::log(planted.h.ring().q() / planted.deviation_y);
    double best = -std::numeric_limits<double>::infinity();
    for (double m = 1; m <= n; ++m) {
        const double d = n + m + 1;
        const double ln_volume = m * ln_scaled_q - n * std::log(planted.deviation_x);
        best = std::max(best, (2 * block_size - d - 1) * ln_delta(block_size) + ln_volume / d);
    }
    return best - 0.5 * std::log(block_size);
}

/// The least block size with that slack: what the model says for 0.
double block_size_with(const Planted& planted, double wanted) {
    double beta = 2;
    while (beta < 2 * static_cast<double>(planted.h.size()) && slack(planted, beta) < wanted)
        ++beta;
    return beta;
}

/// A key of deviation 2 in a ring, so that reduction finds it with moderate blocks. From this many samples on.
struct Laboratory {
    std::uint32_t n;
    std::uint32_t q;
    std::uint64_t from;
};
constexpr Laboratory kLaboratories[] = {{64, 26113, 1}, {64, 22273, 1}, {64, 19841, 1},
                                        {64, 17921, 1}, {64, 15361, 3}, {64, 13697, 3}};
constexpr std::uint32_t kLaboratoryWidth = 2;
constexpr std::uint32_t kGreatestInProgression = 40;
constexpr std::uint32_t kBlockStep = 2;

/// The least even block size with which the progression 2, 4, 6, ... finds the key; 0: none up to the greatest.
std::uint32_t least_block_size(const Setting& setting, const ParameterSet& set, std::uint64_t number) {
    const KeyPair keys = make_keys(setting, "progression " + std::to_string(number));
    const Planted problem = key_problem(set, keys.pk);
    const auto weight = std::max<std::int64_t>(1, std::lround(problem.deviation_y / problem.deviation_x));
    const auto one = std::max<std::int64_t>(1, std::lround(problem.deviation_y));
    const auto is_secret = [&](const Poly& x) { return is_key(set, x, keys.f); };
    Basis basis = embedded_basis(problem.h, problem.t, weight, one);
    for (std::uint32_t size = 2; size <= kGreatestInProgression; size += kBlockStep) {
        basis = reduce_bkz(basis, size);
        if (holds_secret(basis, set.n, weight, one, is_secret)) return size;
    }
    return 0;
}

/// Quantile 0.995 of Student's t by degrees of freedom.
double student_995(std::size_t degrees) {
    constexpr double kTable[] = {63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169,
                                 3.106,  3.055, 3.012, 2.977, 2.947, 2.921, 2.898, 2.878, 2.861, 2.845,
                                 2.831,  2.819, 2.807, 2.797, 2.787, 2.779, 2.771, 2.763, 2.756, 2.750};
    return degrees <= std::size(kTable) ? kTable[degrees - 1] : 2.750;
}

/// The mean of values, and the interval of 99 per cent for one more of them if they are normal.
/// @pre there are two at least
Measured mean_and_next(const std::vector<double>& values) {
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const double half = student_995(values.size() - 1) * std::sqrt(squares / (count - 1) * (1 + 1 / count));
    return {mean, mean - half, mean + half};
}

/// The set of a laboratory.
ParameterSet set_of(const Setting& setting, const Laboratory& laboratory) {
    ParameterSet set = with_ring(*setting.set, laboratory.n, laboratory.q);
    set.sigma = kLaboratoryWidth;
    return set;
}

/// What is looked for in any pk of a set.
Planted any_key_problem(const ParameterSet& set) {
    return key_problem(set, Rq(set.ring()));
}

/// The least block sizes of the samples' keys, laboratory by laboratory.
std::vector<std::vector<std::uint32_t>> least_block_sizes(const Setting& setting,
                                                          const std::vector<Laboratory>& laboratories) {
    const std::size_t keys = setting.samples;
    std::vector<std::vector<std::uint32_t>> sizes(laboratories.size(), std::vector<std::uint32_t>(keys));
    run_parallel(laboratories.size() * keys, setting.jobs, [&](std::size_t task) {
        // The last ones take longest.
        const std::size_t i = laboratories.size() - 1 - task / keys;
        const ParameterSet set = set_of(setting, laboratories[i]);
        Setting own = setting;
        own.set = &set;
        sizes[i][task % keys] = least_block_size(own, set, task % keys);
    });
    return sizes;
}

/// The row of one laboratory's keys: the mean, and as interval the least and the greatest.
Row row_of_sizes(const ParameterSet& set, const std::vector<std::uint32_t>& sizes, double predicted) {
    const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
    const double sum = std::accumulate(sizes.begin(), sizes.end(), 0.0);
    return {"pk, sigma = 2, n = " + std::to_string(set.n) + ", q = " + std::to_string(set.q),
            "least block size (from the least to the greatest)",
            predicted,
            {sum / static_cast<double>(sizes.size()), static_cast<double>(*least), static_cast<double>(*most)},
            predicted,
            true,
            *least > 0};
}

/// Least block sizes, how far they are from the model, and what that says of the published sets. The distance is taken
/// in the model's own condition, as a factor in the length of the vector; carrying it on assumes that it depends
/// neither on n nor on the block size.
std::vector<Row> progression(const Setting& setting) {
    std::vector<Laboratory> laboratories;
    std::copy_if(std::begin(kLaboratories), std::end(kLaboratories), std::back_inserter(laboratories),
                 [&](const Laboratory& laboratory) { return setting.samples >= laboratory.from; });
    const std::vector<std::vector<std::uint32_t>> sizes = least_block_sizes(setting, laboratories);
    std::vector<Row> rows;
    std::vector<double> slacks;
    for (std::size_t i = 0; i < laboratories.size(); ++i) {
        const ParameterSet set = set_of(setting, laboratories[i]);
        const Planted problem = any_key_problem(set);
        rows.push_back(row_of_sizes(set, sizes[i], block_size_with(problem, 0)));
        for (const std::uint32_t size : sizes[i]) {
            if (size != 0) slacks.push_back(slack(problem, size));
        }
    }
    if (slacks.size() < 2) return rows;
    const Measured fitted = mean_and_next(slacks);
    rows.push_back({"fit", "ln(slack) of core-SVP at which keys fall; below 0: earlier", 0, fitted, 0.0, {}, false});
    for (const ParameterSet& real : parameter_sets()) {
        const Planted problem = any_key_problem(real);
        rows.push_back({"fit, extrapolated",
                        "block size for the key of " + std::string(real.name),
                        0,
                        {block_size_with(problem, fitted.value), block_size_with(problem, fitted.low),
                         block_size_with(problem, fitted.high)},
                        block_size_with(problem, 0),
                        {},
                        false});
    }
    return rows;
}

/// 1 / x in F_2[X]/(X^n + 1) for x(1) odd: x^n = x(X^n) = x(1) = 1, so it is the product of x^(2^i), 2^i < n.
Poly inverse_mod_2(const Poly& x) {
    const std::size_t n = x.size();
    Poly power = mod(x, 2);
    Poly inverse = power;
    for (std::size_t i = 2; i < n; i *= 2) {
        Poly square(n);
        for (std::size_t j = 0; j < n; ++j)
            square[2 * j % n] = (square[2 * j % n] + power[j]) % 2;
        power = square;
        inverse = mod(multiply_over_integers(inverse, power), 2);
    }
    return inverse;
}

/// The message of C by a short (x, y) with y = x pk: x C = p (y b + x v) + x M.
Poly decrypt_with(const ParameterSet& set, const Poly& x, const Rq& C) {
    const Poly xM = dec(set, x, C);
    return mod(multiply_over_integers(inverse_mod_2(x), xM), 2);
}

bool is_odd_at_one(const Poly& x) {
    return std::accumulate(x.begin(), x.end(), std::int64_t{0}) % 2 != 0;
}

Poly first_half(const IntegerVector& row) {
    Poly x(row.size() / 2);
    std::copy(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(x.size()), &x[0]);
    return x;
}

Row decrypt_row(const Setting& setting, std::string_view variant, const ParameterSet& set, bool reduced,
                bool expected) {
    Setting own = setting;
    own.set = &set;
    const KeyPair keys = make_keys(own, "alice");
    Basis basis = ntru_basis(keys.pk);
    if (reduced) basis = reduce_lll(basis);
    const auto norm = [](const IntegerVector& row) {
        return std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
    };
    std::sort(basis.begin(), basis.end(), [&](const auto& a, const auto& b) { return norm(a) < norm(b); });
    const auto found = std::find_if(basis.begin(), basis.end(),
                                    [](const IntegerVector& row) { return is_odd_at_one(first_half(row)); });
    const Poly x = first_half(*found);
    BitErrors errors;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Block block = make_block(own, keys.pk, i);
        errors.add(block.M, decrypt_with(set, x, block.C));
    }
    return row_of_bits(variant,
                       "wrong bits, norm of the vector " + std::to_string(std::lround(std::sqrt(norm(*found)))), errors,
                       expected);
}

} // namespace

std::vector<Row> lattice(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    std::vector<Row> rows;
    for (const std::uint32_t n : {32U, 64U}) {
        const std::string ring = ", n = " + std::to_string(n);
        append(rows, key_recovery(setting, "pk" + ring, with_ring(set, n, kToyModulus), false, 30, true));
    }
    append(rows,
           key_recovery(setting, "pk, n = 64, q of 17 bits", with_ring(set, 64, kSmallModulus), false, 10, false));
    append(rows, progression(setting));
    append(rows, pooled_hints(setting));
    if (!setting.wants(Profile::as_printed)) return rows;
    append(rows, key_recovery(setting, "as-printed, pk and d, n = 64", with_ring(set, 64, kToyModulus), true, 2, true));
    for (const ParameterSet& real : parameter_sets()) {
        const Planted hinted{Rq(real.ring()), Rq(real.ring()), std::sqrt(real.eta / 2.0), deviation_of_w(real)};
        rows.push_back({"as-printed, pk and d",
                        "block size by core-SVP, " + std::string(real.name),
                        0,
                        exactly(predicted_block_size(hinted)),
                        {},
                        {},
                        false});
    }
    return rows;
}

std::vector<Row> lattice_decrypt(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    return {decrypt_row(setting, "both profiles", set, true, true),
            decrypt_row(setting, "control: without reduction", set, false, false)};
}

std::vector<Row> cloud_alone(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    std::vector<Row> rows;
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (!setting.wants(profile)) continue;
        const bool printed = profile == Profile::as_printed;
        const Owner alice = make_owner(setting, profile);
        std::vector<std::uint32_t> needed;
        double predicted = 0;
        for (std::uint64_t i = 0; i < setting.samples; ++i) {
            const Delegation given = delegate(setting, alice, i, "bob " + std::to_string(i));
            const double deviation = printed ? std::sqrt(4.0 * set.sigma * set.sigma + 2.0 * set.eta) : set.s;
            const Planted problem = delegation_problem(set, given.rk, deviation);
            predicted = predicted_block_size(problem);
            const auto is_secret = [&](const Poly& x) { return is_key(set, x, given.bob.f); };
            needed.push_back(block_size_needed(problem, is_secret, kGreatestForDelegations));
        }
        append(rows, found_by_block_size(std::string(name_of(profile)), "f_B and d found from rk", needed, predicted,
                                         kGreatestForDelegations, printed));
    }
    return rows;
}

} // namespace emrshare::kat::attack
