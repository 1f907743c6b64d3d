// The least block size with which BKZ finds a key, and the core-SVP model.
#include "attack/laboratory.hpp"
#include "attack/lattices.hpp"
#include "estimate/core_svp.hpp"
#include "parallel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace emrshare::kat::attack {
namespace {

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
    const auto is_secret = [&](const Poly& x) { return is_key(set, x, keys.f); };
    PlantedLattice lattice(problem);
    for (std::uint32_t size = 2; size <= kGreatestInProgression; size += kBlockStep) {
        lattice.reduce(size);
        if (lattice.holds(is_secret)) return size;
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

} // namespace

// The distance is taken in the model's own condition, as a factor in the length of the vector; carrying it on assumes
// that it depends neither on n nor on the block size.
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

} // namespace emrshare::kat::attack
