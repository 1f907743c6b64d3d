// Averaging alone takes 64 printed delegations and more. The lattice of the doubtful coefficients takes less.
#include "attack/laboratory.hpp"
#include "attack/lattices.hpp"
#include "attack/reduction.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emrshare::kat::attack {
namespace {

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

} // namespace

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

} // namespace emrshare::kat::attack
