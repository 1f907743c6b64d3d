// The laws of the samplers, measured. Every test has a false-alarm probability of at most 2^-32 and
// draws as many samples as it takes to miss each of its controls, which are flawed samplers with a
// known law, with a probability of at most 2^-30: see statistics.hpp. The numbers of samples that
// follow from this are printed; they run from some hundreds (a missing rejection step) to some
// millions (ternary digits with a bias of 1/256), and no test draws fewer than kLeastSamples.
#include "exact.hpp"
#include "statistics.hpp"
#include "support.hpp"

#include "random/gaussian.hpp"
#include "random/samplers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>

namespace emrshare::test {
namespace {

constexpr std::size_t kLeastSamples = 100000;

/// Draws a number of values and sorts them into cells.
using Counter = std::function<Counts(std::size_t samples)>;

/// A flawed sampler and its law.
struct Control {
    std::string name;
    Law law;
    Counter counter;
};

void check_law(const std::string& name, const Law& law, const Counter& counter, const std::vector<Control>& controls) {
    INFO(name);
    REQUIRE(std::accumulate(law.begin(), law.end(), 0.0) == Approx(1).epsilon(1e-12));
    std::size_t samples = times(kLeastSamples, 64 * kLeastSamples);
    for (const Control& control : controls)
        samples = std::max(samples, samples_needed(law, control.law));
    report("samples for " + name, static_cast<double>(samples));
    const double limit = threshold(law.size(), samples);
    CHECK(divergence(counter(samples), law) < limit);
    for (const Control& control : controls) {
        INFO("control: " << control.name);
        CHECK(std::accumulate(control.law.begin(), control.law.end(), 0.0) == Approx(1).epsilon(1e-9));
        const Counts counts = control.counter(samples);
        CHECK(divergence(counts, law) > limit);
        // The control has the law that the number of samples was computed from.
        CHECK(divergence(counts, control.law) < threshold(law.size(), samples));
    }
}

/// Counts of a sampler that gives values one by one.
Counter count_values(std::size_t cells, std::function<std::size_t()> next) {
    return [cells, next = std::move(next)](std::size_t samples) {
        Counts counts(cells, 0);
        for (std::size_t i = 0; i < samples; ++i)
            ++counts[next()];
        return counts;
    };
}

/// Gives the values of a sampler of whole vectors one by one; every vector is drawn from a stream
/// of its own.
template <class Sampler>
std::function<std::int64_t()> one_by_one(const std::string& label, Sampler sampler) {
    return [label, sampler, values = std::vector<std::int64_t>(), used = std::size_t{0},
            batch = std::uint64_t{0}]() mutable {
        if (used == values.size()) {
            Xof source = stream(label, batch++, std::size_t{1} << 16);
            const auto sampled = sampler(source);
            values.assign(sampled.begin(), sampled.end());
            used = 0;
        }
        return values[used++];
    };
}

/// How many x = residue mod m lie in [0, limit).
std::uint64_t count_congruent(std::uint64_t residue, std::uint64_t m, std::uint64_t limit) {
    return limit > residue ? (limit - residue - 1) / m + 1 : 0;
}

constexpr std::size_t kBatch = 1 << 14;

} // namespace

TEST_CASE("uniform residues") {
    SHOW_SEED();
    constexpr std::uint64_t cells = 64;
    for (const ParameterSet& set : parameter_sets()) {
        const std::uint64_t q = set.q;
        const std::uint64_t power = std::uint64_t{1} << set.ell;
        const auto draw = [q](ByteSource& source) {
            return uniform_residues(kBatch, static_cast<std::uint32_t>(q), source);
        };
        const auto any_bits = [power](ByteSource& source) {
            std::vector<std::int64_t> values(kBatch);
            for (std::int64_t& value : values)
                value = static_cast<std::int64_t>(source.read_le<4>() % power);
            return values;
        };
        // Cell i of the high parts holds the x with floor(64 x / q) = i; low(x, limit) below: those below limit.
        const auto high = [q](std::int64_t x) {
            return static_cast<std::size_t>(static_cast<std::uint64_t>(x) * cells / q);
        };
        const auto low = [](std::int64_t x) { return static_cast<std::size_t>(x) % cells; };
        Law high_law;
        Law high_unrejected;
        Law high_short;
        Law low_law;
        Law low_even;
        for (std::uint64_t i = 0; i < cells; ++i) {
            const std::uint64_t first = (i * q + cells - 1) / cells;
            const std::uint64_t last = ((i + 1) * q + cells - 1) / cells;
            const auto below_limit = [&](std::uint64_t limit) {
                return static_cast<double>(std::min(last, limit) - std::min(first, limit));
            };
            high_law.push_back(below_limit(q) / static_cast<double>(q));
            high_unrejected.push_back((below_limit(q) + below_limit(power - q)) / static_cast<double>(power));
            high_short.push_back(below_limit(power / 2) / (static_cast<double>(power) / 2));
            low_law.push_back(static_cast<double>(count_congruent(i, cells, q)) / static_cast<double>(q));
            const double even =
                static_cast<double>(i % 2 == 0 ? count_congruent(i, cells, q) + count_congruent(i + 1, cells, q) : 0);
            low_even.push_back(even / static_cast<double>(q));
        }
        const std::string name(set.name);
        const auto cell_of = [](auto cell, auto next) { return [cell, next]() mutable { return cell(next()); }; };
        check_law("uniform, high parts, " + name, high_law,
                  count_values(cells, cell_of(high, one_by_one("uniform", draw))),
                  {{"reduced mod q instead of rejected", high_unrejected,
                    count_values(cells,
                                 [high, q, next = one_by_one("unrejected", any_bits)]() mutable {
                                     return high(next() % static_cast<std::int64_t>(q));
                                 })},
                   {"one bit short", high_short,
                    count_values(cells, [high, power, next = one_by_one("short", any_bits)]() mutable {
                        return high(next() % static_cast<std::int64_t>(power / 2));
                    })}});
        check_law(
            "uniform, low parts, " + name, low_law, count_values(cells, cell_of(low, one_by_one("uniform-low", draw))),
            {{"lowest bit lost", low_even,
              count_values(cells, [low, next = one_by_one("even", draw)]() mutable { return low(next() / 2 * 2); })}});
    }
}

TEST_CASE("ternary") {
    SHOW_SEED();
    const auto draw = [](ByteSource& source) { return ternary(5 * kBatch, source); };
    const auto bytes = [](ByteSource& source) {
        Bytes values(kBatch);
        source.read(values);
        return values;
    };
    const Law uniform_digit(3, 1.0 / 3);
    check_law("ternary, one digit", uniform_digit,
              count_values(
                  3, [next = one_by_one("ternary", draw)]() mutable { return static_cast<std::size_t>(next() + 1); }),
              {{"byte mod 3",
                {86.0 / 256, 85.0 / 256, 85.0 / 256},
                count_values(3, [next = one_by_one("mod3", bytes)]() mutable {
                    return static_cast<std::size_t>(next() % 3);
                })}});

    // Five digits from one byte, jointly, and five that straddle two bytes.
    const Law uniform_byte(243, 1.0 / 243);
    Law unrejected(243, 1.0 / 256);
    for (std::size_t i = 0; i < 13; ++i)
        unrejected[i] = 2.0 / 256;
    for (const int skipped : {0, 3}) {
        const auto five = [next = one_by_one("ternary5", draw), skipped, first = true]() mutable {
            for (int i = 0; first && i < skipped; ++i)
                (void)next();
            first = false;
            std::int64_t cell = 0;
            for (const std::int64_t weight : {1, 3, 9, 27, 81})
                cell += weight * (next() + 1);
            return static_cast<std::size_t>(cell);
        };
        check_law("ternary, five digits after " + std::to_string(skipped), uniform_byte, count_values(243, five),
                  {{"bytes from 243 not rejected", unrejected,
                    count_values(243, [next = one_by_one("mod243", bytes)]() mutable {
                        return static_cast<std::size_t>(next() % 243);
                    })}});
    }
}

TEST_CASE("centred binomial") {
    SHOW_SEED();
    for (const std::uint32_t eta : {1U, 2U}) {
        const auto width = static_cast<std::int64_t>(eta);
        const std::size_t cells = 2 * eta + 1;
        const auto draw = [eta](ByteSource& source) { return centred_binomial(kBatch, eta, source); };
        // plus bits counted up and minus bits counted down: the law of the sum.
        const auto law_of = [width](int plus, int minus) {
            Law law(static_cast<std::size_t>(2 * width + 1), 0);
            for (int bits = 0; bits < 1 << (plus + minus); ++bits) {
                std::int64_t value = width;
                for (int i = 0; i < plus + minus; ++i)
                    value += ((bits >> i) & 1) * (i < plus ? 1 : -1);
                law[static_cast<std::size_t>(value)] += 1.0 / (1 << (plus + minus));
            }
            return law;
        };
        const int full = static_cast<int>(eta);
        const Law law = law_of(full, full);
        const auto cell = [width](std::int64_t value) { return static_cast<std::size_t>(value + width); };
        const auto short_value = [full](ByteSource& source) {
            std::vector<std::int64_t> values(kBatch, 0);
            for (std::int64_t& value : values) {
                const auto bits = static_cast<std::int64_t>(source.read_le<1>());
                for (int i = 0; i < 2 * full - 1; ++i)
                    value += ((bits >> i) & 1) * (i < full ? 1 : -1);
            }
            return values;
        };
        const std::string name = "centred binomial " + std::to_string(eta);
        check_law(name, law,
                  count_values(cells, [cell, next = one_by_one("cbd", draw)]() mutable { return cell(next()); }),
                  {{"one bit too few", law_of(full, full - 1),
                    count_values(cells, [cell, next = one_by_one("cbd-short", short_value)]() mutable {
                        return cell(next());
                    })}});

        // Neighbours are independent. The control: their last and first bit are one and the same.
        Law pairs;
        Law sharing(cells * cells, 0);
        for (const double p : law) {
            for (const double r : law)
                pairs.push_back(p * r);
        }
        const Law lesser = law_of(full, full - 1);
        const Law greater = law_of(full - 1, full);
        const auto shift = [cells](const Law& original, std::size_t i, int by) {
            const auto at = static_cast<std::ptrdiff_t>(i) + by;
            return at < 0 || at >= static_cast<std::ptrdiff_t>(cells) ? 0.0 : original[static_cast<std::size_t>(at)];
        };
        for (std::size_t i = 0; i < cells; ++i) {
            for (std::size_t j = 0; j < cells; ++j)
                sharing[i * cells + j] = 0.5 * shift(lesser, i, 0) * shift(greater, j, 0) +
                                         0.5 * shift(lesser, i, 1) * shift(greater, j, -1);
        }
        const auto shared_bit = [full](ByteSource& source) {
            std::vector<std::int64_t> values;
            while (values.size() < kBatch) {
                const auto bits = static_cast<std::int64_t>(source.read_le<2>());
                std::int64_t first = 0;
                std::int64_t second = 0;
                for (int i = 0; i < 2 * full; ++i) {
                    first += ((bits >> i) & 1) * (i < full ? 1 : -1);
                    second += ((bits >> (i + 2 * full - 1)) & 1) * (i < full ? 1 : -1);
                }
                values.push_back(first);
                values.push_back(second);
            }
            return values;
        };
        const auto pair_cell = [cell, cells](auto next) {
            return [cell, cells, next]() mutable {
                const std::size_t first = cell(next());
                return cells * first + cell(next());
            };
        };
        check_law(
            name + ", neighbours", pairs, count_values(cells * cells, pair_cell(one_by_one("cbd-pairs", draw))),
            {{"a shared bit", sharing, count_values(cells * cells, pair_cell(one_by_one("cbd-shared", shared_bit)))}});
    }
}

namespace {

/// What is left out of, or wrong in, a sampler of the discrete Gaussian.
struct Flaw {
    std::string name;
    bool rejects = true;         ///< whether the rejection step is there
    bool coarse_base = false;    ///< whether z_0 is compared in its six high bits only
    std::uint64_t lost_bits = 0; ///< bits of y that are always 0
};

struct Scale {
    const BaseGaussian* base;
    unsigned shift;
};

Scale scale_for(double sigma) {
    for (unsigned shift = 0;; ++shift) {
        for (const BaseGaussian& base : base_gaussians()) {
            if (std::ldexp(base.deviation, static_cast<int>(shift)) >= sigma) return {&base, shift};
        }
    }
}

/// Pr[z_0 = i] of the base law, flawed or not.
std::vector<long double> base_law(const BaseGaussian& base, const Flaw& flaw) {
    std::vector<long double> law;
    long double above = 1;
    for (const BaseGaussian::Entry& entry : base.tail) {
        const long double high = static_cast<long double>(entry.high >> 2) / 64;
        const long double full =
            static_cast<long double>(entry.high) / 256 + std::ldexp(static_cast<long double>(entry.low), -72);
        const long double tail = flaw.coarse_base ? high : full;
        law.push_back(above - tail);
        above = tail;
    }
    law.push_back(above);
    return law;
}

/// x of a trial: the proposal is accepted with probability exp(-x).
long double rejection_exponent(const BaseGaussian& base, double sigma, double r, std::int64_t z0, std::int64_t z) {
    const long double distance = (static_cast<long double>(z) - r) / sigma;
    const long double base_distance = static_cast<long double>(z0) / base.deviation;
    return std::max(0.0L, (distance * distance - base_distance * base_distance) / 2);
}

/// The law of the sampler with a flaw, summed over all its proposals.
IntegerLaw flawed_law(double c, double sigma, const Flaw& flaw) {
    const Scale scale = scale_for(sigma);
    const auto whole = static_cast<std::int64_t>(std::floor(c));
    const double r = c - std::floor(c);
    const std::int64_t block = std::int64_t{1} << scale.shift;
    const std::vector<long double> z0_law = base_law(*scale.base, flaw);
    const std::int64_t reach = block * static_cast<std::int64_t>(z0_law.size());
    IntegerLaw law{whole - reach, std::vector<long double>(static_cast<std::size_t>(2 * reach + 2), 0)};
    long double total = 0;
    for (std::int64_t z0 = 0; z0 < static_cast<std::int64_t>(z0_law.size()); ++z0) {
        for (std::int64_t y = 0; y < block; ++y) {
            const std::int64_t m =
                z0 * block + static_cast<std::int64_t>(static_cast<std::uint64_t>(y) & ~flaw.lost_bits);
            for (const std::int64_t z : {m + 1, -m}) {
                const long double accepted =
                    flaw.rejects ? std::exp(-rejection_exponent(*scale.base, sigma, r, z0, z)) : 1.0L;
                const long double weight = z0_law[static_cast<std::size_t>(z0)] * accepted;
                law.probability[static_cast<std::size_t>(z + reach)] += weight;
                total += weight;
            }
        }
    }
    for (long double& p : law.probability)
        p /= total;
    return law;
}

std::int64_t flawed_sample(double c, double sigma, const Flaw& flaw, ByteSource& source) {
    const Scale scale = scale_for(sigma);
    const auto whole = static_cast<std::int64_t>(std::floor(c));
    const double r = c - std::floor(c);
    for (;;) {
        std::int64_t z0 = 0;
        if (flaw.coarse_base) {
            const std::uint64_t bits = source.read_le<1>() >> 2;
            for (const BaseGaussian::Entry& entry : scale.base->tail)
                z0 += bits < entry.high >> 2 ? 1 : 0;
        } else {
            z0 = sample_base(*scale.base, source);
        }
        const std::uint64_t w = source.read_le<2>();
        const std::uint64_t y = (w >> 1) & ((std::uint64_t{1} << scale.shift) - 1) & ~flaw.lost_bits;
        const std::int64_t m = (z0 << scale.shift) + static_cast<std::int64_t>(y);
        const std::int64_t z = (w & 1) != 0 ? m + 1 : -m;
        const auto x = static_cast<double>(rejection_exponent(*scale.base, sigma, r, z0, z));
        if (!flaw.rejects || bernoulli_exp(x, source)) return whole + z;
    }
}

/// A partition of the integers into cells.
struct Cells {
    std::size_t count;
    std::function<std::size_t(std::int64_t)> of;
};

/// Quarters of a deviation out to five deviations, and the two tails.
Cells intervals(double c, double sigma) {
    const auto width = std::max<std::int64_t>(1, static_cast<std::int64_t>(sigma / 4));
    const auto first = static_cast<std::int64_t>(std::floor(c - 5 * sigma));
    const auto last = static_cast<std::int64_t>((std::floor(c + 5 * sigma) - static_cast<double>(first))) / width;
    return {static_cast<std::size_t>(last + 1), [=](std::int64_t z) {
                return static_cast<std::size_t>(std::clamp<std::int64_t>(z < first ? 0 : (z - first) / width, 0, last));
            }};
}

/// The side of the centre and four low bits of the distance: what a wrong bit of y would change.
Cells low_bits(double c) {
    const auto whole = static_cast<std::int64_t>(std::floor(c));
    return {32, [whole](std::int64_t z) {
                const std::int64_t distance = z > whole ? z - whole - 1 : whole - z;
                return static_cast<std::size_t>(distance % 16 + (z > whole ? 16 : 0));
            }};
}

Law to_cells(const IntegerLaw& law, const Cells& cells) {
    std::vector<long double> sums(cells.count, 0);
    for (std::size_t i = 0; i < law.probability.size(); ++i)
        sums[cells.of(law.first + static_cast<std::int64_t>(i))] += law.probability[i];
    return Law(sums.begin(), sums.end());
}

Counter count_samples(const std::string& label, const Cells& cells, std::function<std::int64_t(ByteSource&)> sample) {
    return [label, cells, sample = std::move(sample)](std::size_t samples) {
        Counts counts(cells.count, 0);
        std::optional<Xof> source;
        for (std::size_t i = 0; i < samples; ++i) {
            if (i % kBatch == 0) source.emplace(stream(label, i / kBatch, kBatch * 40));
            ++counts[cells.of(sample(*source))];
        }
        return counts;
    };
}

struct Setting {
    double c;
    double sigma;
};

std::vector<Setting> settings() {
    const auto above = [](double x) { return std::nextafter(x, 2 * x); };
    return {{0, 1.2},           {0.5, 1.2},          {-0.25, 1.75},        {0.3, above(1.75)},
            {-3.75, 2.5},       {7.4, above(2.5)},   {0x1p50 + 0.25, 2.2}, {0, 40},
            {123456.5, 6.5},    {1e6 + 1.0 / 3, 40}, {-0.5, 68},           {0.125, 1000.5},
            {-1e9 - 0.7, 16384}};
}

std::string describe(const Setting& setting) {
    return "Gaussian, c = " + std::to_string(setting.c) + ", sigma = " + std::to_string(setting.sigma);
}

} // namespace

TEST_CASE("the discrete Gaussian's proposals and rejections add up to its law") {
    // The law summed over proposals is the definition's: neither is taken on trust.
    for (const Setting& setting : settings()) {
        if (setting.sigma > 100) continue;
        CAPTURE(setting.c, setting.sigma);
        const IntegerLaw summed = flawed_law(setting.c, setting.sigma, {});
        const IntegerLaw defined = gaussian_law(setting.c, setting.sigma);
        long double distance = 0;
        for (std::size_t i = 0; i < summed.probability.size(); ++i) {
            const std::int64_t at = summed.first + static_cast<std::int64_t>(i) - defined.first;
            const bool inside = at >= 0 && at < static_cast<std::int64_t>(defined.probability.size());
            distance +=
                std::abs(summed.probability[i] - (inside ? defined.probability[static_cast<std::size_t>(at)] : 0));
        }
        CHECK(distance < 1e-15L);
    }
}

TEST_CASE("the discrete Gaussian") {
    SHOW_SEED();
    for (const Setting& setting : settings()) {
        const auto [c, sigma] = setting;
        const std::string name = describe(setting);
        const Cells cells = intervals(c, sigma);
        const auto law_in = [](const Cells& partition, double centre, double deviation) {
            return to_cells(gaussian_law(centre, deviation), partition);
        };
        const auto sampler = [](double centre, double deviation) {
            return [=](ByteSource& source) { return sample_z(centre, deviation, source); };
        };
        const auto flawed = [&, c = c, sigma = sigma](const Cells& partition, const Flaw& flaw) {
            return Control{flaw.name, to_cells(flawed_law(c, sigma, flaw), partition),
                           count_samples(name + flaw.name, partition,
                                         [=](ByteSource& source) { return flawed_sample(c, sigma, flaw, source); })};
        };
        const unsigned shift = scale_for(sigma).shift;
        std::vector<Control> controls;
        controls.push_back(flawed(cells, {"no rejection", false, false, 0}));
        const double other = sigma * (1.02 * sigma <= kMaxDeviation ? 1.02 : 0.98);
        controls.push_back({"a deviation two per cent off", law_in(cells, c, other),
                            count_samples(name + " deviation", cells, sampler(c, other))});
        if (c != std::floor(c) && sigma < 10)
            controls.push_back({"a rounded centre", law_in(cells, std::round(c), sigma),
                                count_samples(name + " centre", cells, sampler(std::round(c), sigma))});
        if (sigma < 3) controls.push_back(flawed(cells, {"a biased z_0", true, true, 0}));
        if (shift > 0)
            controls.push_back(flawed(cells, {"a lost high bit of y", true, false, std::uint64_t{1} << (shift - 1)}));
        check_law(name, law_in(cells, c, sigma), count_samples(name, cells, sampler(c, sigma)), controls);
        if (shift > 0)
            check_law(name + ", low bits", law_in(low_bits(c), c, sigma),
                      count_samples(name + " low bits", low_bits(c), sampler(c, sigma)),
                      {flawed(low_bits(c), {"a lost low bit of y", true, false, 1})});
    }
}

TEST_CASE("the discrete Gaussian's number of trials") {
    SHOW_SEED();
    for (const Setting& setting : settings()) {
        const auto [c, sigma] = setting;
        CAPTURE(c, sigma);
        // One trial succeeds with the sum of all proposals' acceptances.
        const Scale scale = scale_for(sigma);
        const std::vector<long double> z0_law = base_law(*scale.base, {});
        long double accepted = 0;
        const std::int64_t block = std::int64_t{1} << scale.shift;
        for (std::int64_t z0 = 0; z0 < static_cast<std::int64_t>(z0_law.size()); ++z0) {
            for (std::int64_t y = 0; y < block; ++y) {
                for (const std::int64_t z : {z0 * block + y + 1, -(z0 * block + y)})
                    accepted += z0_law[static_cast<std::size_t>(z0)] / static_cast<long double>(2 * block) *
                                std::exp(-rejection_exponent(*scale.base, sigma, c - std::floor(c), z0, z));
            }
        }
        const auto success = static_cast<double>(accepted);
        const std::size_t samples = times(kLeastSamples, 64 * kLeastSamples);
        Xof source = stream("trials of " + describe(setting), 0, samples * 40);
        std::uint64_t trials = 0;
        for (std::size_t i = 0; i < samples; ++i)
            (void)sample_z(c, sigma, source, &trials);
        report("average trials measured", static_cast<double>(trials) / static_cast<double>(samples));
        report("average trials computed", 1 / success);
        // The trials of a number of successes: a binomial tail, bounded by Chernoff.
        CHECK(log2_binomial_tail(trials, success, samples) > kFalseAlarm);
        CHECK(source.taken() == trials * kBytesPerTrial);
        CHECK(static_cast<double>(trials) <= 2.0 * static_cast<double>(samples));
        // The control: a success probability two per cent off.
        CHECK(log2_binomial_tail(trials, 0.98 * success, samples) < kFalseAlarm);
        CHECK(log2_binomial_tail(trials, std::min(1.0, 1.02 * success), samples) < kFalseAlarm);
    }
}

} // namespace emrshare::test
