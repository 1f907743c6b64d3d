// Lattice reduction against keys, delegations and ciphertexts, on rings small enough for it.
#include "attack/lattices.hpp"
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/reduction.hpp"
#include "estimate/core_svp.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emrshare::kat::attack {
namespace {

constexpr std::uint32_t kBlockSizes[] = {2, 10, 20, 30, 40};

/// Primes, 1 mod 128: that of toy-64, and one of 17 bits, with which keys are better hidden (and nothing decrypts).
constexpr std::uint32_t kToyModulus = 6393217;
constexpr std::uint32_t kSmallModulus = 130817;

/// With larger blocks the corrected delegation takes minutes.
constexpr std::uint32_t kGreatestForDelegations = 10;

/// The least block size with which the secret is found; 0: with none.
std::uint32_t block_size_needed(const Planted& planted, const std::function<bool(const Poly&)>& is_secret,
                                std::uint32_t greatest) {
    PlantedLattice lattice(planted);
    for (const std::uint32_t block_size : kBlockSizes) {
        if (block_size > greatest) break;
        lattice.reduce(block_size);
        if (lattice.holds(is_secret)) return block_size;
    }
    return 0;
}

/// What the core-SVP model says: 50 stands for 50 or less.
double predicted_block_size(const Planted& planted) {
    const std::uint64_t n = planted.h.size();
    const auto attack = estimate::primal_usvp(
        {{{n, planted.deviation_x}}, {{n, planted.deviation_y}}, std::log(static_cast<double>(planted.h.ring().q()))});
    return attack ? static_cast<double>(attack->block_size) : 0;
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
