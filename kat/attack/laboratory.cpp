#include "attack/laboratory.hpp"

#include "estimate/tails.hpp"
#include "parallel.hpp"
#include "pre/enc.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen_printed.hpp"
#include "progress.hpp"
#include "random/gaussian.hpp"

#include <flint/fmpz_poly.h>

#include <cmath>
#include <mutex>
#include <numbers>
#include <stdexcept>

namespace emrshare::kat::attack {
namespace {

/// A polynomial with integer coefficients, in FLINT.
class IntegerPoly {
public:
    IntegerPoly() { fmpz_poly_init(poly_); }
    explicit IntegerPoly(const Poly& a) : IntegerPoly() {
        for (std::size_t i = 0; i < a.size(); ++i)
            fmpz_poly_set_coeff_si(poly_, static_cast<slong>(i), a[i]);
    }
    ~IntegerPoly() { fmpz_poly_clear(poly_); }
    IntegerPoly(const IntegerPoly&) = delete;
    IntegerPoly& operator=(const IntegerPoly&) = delete;
    fmpz_poly_struct* get() noexcept { return poly_; }

private:
    fmpz_poly_t poly_;
};

Coins coins_of(const Setting& setting, std::string_view what, std::string_view who) {
    return derive_coins(setting.input(what).with(who));
}

} // namespace

XofInput Setting::input(std::string_view label, std::uint64_t number) const {
    return XofInput("attack").with(seed).with(experiment).with(set->name).with(label).with(number);
}

Xof Setting::stream(std::string_view label, std::uint64_t number, std::size_t expected) const {
    return Xof(input(label, number).with(std::string_view("stream")), expected);
}

Poly make_f_prime(const Setting& setting, std::string_view who, bool short_enough) {
    const ParameterSet& set = *setting.set;
    for (std::uint64_t attempt = 0;; ++attempt) {
        const Poly f_prime = gaussian_poly(set.n, set.sigma, setting.input("f'", attempt).with(who));
        const Poly f = set.p * f_prime + 1;
        if (short_enough && squared_norm(f) > static_cast<double>(set.f2_max)) continue;
        if (Rq(set.ring(), f).inverse()) return f_prime;
    }
}

KeyPair make_keys(const Setting& setting, std::string_view who) {
    return keygen_printed_from_coins(*setting.set, make_f_prime(setting, who, false), coins_of(setting, "keys", who));
}

Owner make_owner(const Setting& setting, Profile profile, std::string_view who) {
    const ParameterSet& set = *setting.set;
    if (profile == Profile::as_printed) {
        KeyPair pair = make_keys(setting, who);
        Poly w = pair.g + multiply_over_integers(pair.f, pair.u);
        return {profile, std::move(pair), std::move(w), {}, {}};
    }
    OwnerKey key = keygen_from_coins(set, make_f_prime(setting, who, true), coins_of(setting, "owner's keys", who));
    SamplingTree tree = sampling_tree(set, key);
    return {profile, key.pair, key.w, key, std::move(tree)};
}

OwnerShare share_of(const Setting& setting, const Owner& owner, std::uint64_t number) {
    const Coins coins = setting.coins("delegation", number);
    if (owner.profile == Profile::as_printed)
        return rekeygen_owner_printed_from_coins(*setting.set, owner.pair.f, coins);
    return rekeygen_owner_from_coins(*setting.set, *owner.key, *owner.tree, coins);
}

Delegation delegate(const Setting& setting, const Owner& owner, std::uint64_t number, std::string_view to) {
    const ParameterSet& set = *setting.set;
    const bool printed = owner.profile == Profile::as_printed;
    const KeyPair bob = printed
                            ? make_keys(setting, to)
                            : one_time_keygen_from_coins(set, derive_coins(setting.input("one-time", number).with(to)));
    const OwnerShare share = share_of(setting, owner, number);
    const Rq b_B = rekeygen_requester(set, share.a_B, bob.f);
    const Rq rk = printed ? rekeygen_cloud_printed(set, share.r_B, b_B) : rekeygen_cloud(set, share.r_B, b_B, bob.pk);
    return {bob, share, b_B, rk, (share.a_B * inverse_of(share.r_B)).lift()};
}

Delegation invertible_delegation(const Setting& setting, const Owner& owner, std::uint64_t number) {
    for (std::uint64_t attempt = number;; attempt += std::uint64_t{1} << 32) {
        Delegation given = delegate(setting, owner, attempt);
        if (given.rk.inverse()) return given;
    }
}

Block make_block(const Setting& setting, const Rq& pk, std::uint64_t number) {
    const ParameterSet& set = *setting.set;
    Xof source = setting.stream("message", number, set.n / 8);
    Poly M(set.n);
    for (std::size_t i = 0; i < set.n; i += 8) {
        const std::uint64_t byte = source.read_le<1>();
        for (std::size_t j = 0; j < 8; ++j)
            M[i + j] = static_cast<std::int64_t>(byte >> j & 1);
    }
    return {M, enc_from_coins(set, pk, M, setting.coins("enc", number))};
}

Block invertible_block(const Setting& setting, const Rq& pk, std::uint64_t number) {
    for (std::uint64_t attempt = number << 32;; ++attempt) {
        Block block = make_block(setting, pk, attempt);
        if (block.C.inverse()) return block;
    }
}

Rq reencrypt(const Setting& setting, const Owner& owner, const Delegation& given, const Rq& C_A, std::uint64_t number) {
    if (owner.profile == Profile::as_printed) return reenc_printed(*setting.set, given.rk, C_A);
    return reenc_from_coins(*setting.set, given.rk, given.bob.pk, C_A, setting.coins("reenc", number));
}

Rq inverse_of(const Rq& unit) {
    const std::optional<Rq> inverse = unit.inverse();
    if (!inverse) throw std::logic_error("a unit was expected");
    return *inverse;
}

Rq constant(const ParameterSet& set, std::int64_t value) {
    return Rq(set.ring(), Poly(set.n) + value);
}

std::uint64_t differences(const Poly& a, const Poly& b) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        count += a[i] != b[i] ? 1 : 0;
    return count;
}

Poly multiply_over_integers(const Poly& a, const Poly& b) {
    IntegerPoly first(a);
    IntegerPoly second(b);
    IntegerPoly product;
    fmpz_poly_mul(product.get(), first.get(), second.get());
    const std::size_t n = a.size();
    Poly result(n);
    for (std::size_t i = 0; i < n; ++i)
        result[i] = fmpz_poly_get_coeff_si(product.get(), static_cast<slong>(i)) -
                    fmpz_poly_get_coeff_si(product.get(), static_cast<slong>(i + n));
    return result;
}

Poly adjoint(const Poly& a) {
    Poly result(a.size());
    result[0] = a[0];
    for (std::size_t i = 1; i < a.size(); ++i)
        result[a.size() - i] = -a[i];
    return result;
}

Poly rotated(const Poly& a, std::size_t k) {
    Poly result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t at = (i + k) % (2 * a.size());
        result[at % a.size()] = at < a.size() ? a[i] : -a[i];
    }
    return result;
}

std::int64_t mask_divisor(const ParameterSet& set) {
    return set.q / (3 * set.p);
}

Poly without_mask(const ParameterSet& set, const Rq& C_B) {
    const std::int64_t K = mask_divisor(set);
    const std::int64_t step = set.p * K;
    Poly unmasked = (constant(set, K) * C_B).lift();
    for (std::size_t i = 0; i < set.n; ++i)
        unmasked[i] -= step * std::lround(static_cast<double>(unmasked[i]) / static_cast<double>(step));
    return unmasked;
}

Poly signs_of(const Poly& M) {
    Poly signs(M.size());
    for (std::size_t i = 0; i < M.size(); ++i)
        signs[i] = 2 * M[i] - 1;
    return signs;
}

Poly sum_over(const Setting& setting, std::uint64_t count, const std::function<Poly(std::uint64_t)>& term) {
    constexpr std::uint64_t kChunk = 16;
    Progress progress("attack " + std::string(setting.experiment));
    Poly sum(setting.set->n);
    std::uint64_t done = 0;
    std::mutex guard;
    run_parallel((count + kChunk - 1) / kChunk, setting.jobs, [&](std::size_t chunk) {
        const std::uint64_t end = std::min(count, (chunk + 1) * kChunk);
        Poly part(setting.set->n);
        for (std::uint64_t i = chunk * kChunk; i < end; ++i)
            part = part + term(i);
        const std::lock_guard lock(guard);
        sum = sum + part;
        done += end - chunk * kChunk;
        progress.update(done, count, "samples");
    });
    return sum;
}

void append(std::vector<Row>& rows, const std::vector<Row>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
}

Row verdict(std::string_view variant, std::string quantity, bool succeeded, bool expected) {
    return {std::string(variant), std::move(quantity), 0, exactly(succeeded ? 1 : 0), {}, expected, succeeded};
}

void BitErrors::add(const Poly& expected, const Poly& read) {
    wrong += differences(expected, read);
    bits += expected.size();
}

bool beats_guessing(const BitErrors& errors, double tries) {
    const double off = std::abs(static_cast<double>(errors.wrong) / static_cast<double>(errors.bits) - 0.5);
    return 1 + estimate::log2_bounded_mean_tail(errors.bits, 1, off) + std::log2(tries) < kLog2Chance;
}

bool fewer_than(std::uint64_t wrong, std::uint64_t trials, double p) {
    if (static_cast<double>(wrong) >= p * static_cast<double>(trials)) return false;
    return p == 1 || estimate::log2_binomial_tail(trials, p, wrong) < kLog2Chance;
}

Row row_of_bits(std::string_view variant, std::string quantity, const BitErrors& errors, bool expected) {
    return {
        std::string(variant),  std::move(quantity), 0, share(errors.wrong, errors.bits), expected ? 0 : 0.5, expected,
        beats_guessing(errors)};
}

double relative_error(const Poly& found, const Poly& secret) {
    double product = 0;
    double of_found = 0;
    double of_secret = 0;
    for (std::size_t i = 0; i < secret.size(); ++i) {
        const auto a = static_cast<double>(found[i]);
        const auto b = static_cast<double>(secret[i]);
        product += a * b;
        of_found += a * a;
        of_secret += b * b;
    }
    if (of_found == 0) return 1;
    return std::sqrt(std::max(0.0, 1 - product * product / (of_found * of_secret)));
}

double relative_error_by_chance(std::size_t n, double tries) {
    return std::exp2((kLog2Chance - std::log2(tries)) / static_cast<double>(n - 1));
}

Row row_of_error(std::string_view variant, std::string quantity, const Poly& found, const Poly& secret, bool expected) {
    const double error = found == secret ? 0 : relative_error(found, secret);
    return {std::string(variant),
            std::move(quantity),
            0,
            exactly(error),
            expected ? 0.0 : 1.0,
            expected,
            error < relative_error_by_chance(secret.size())};
}

Row row_of_answer(std::string_view variant, const std::string& what, std::string answer, std::string named) {
    const bool accepted = answer == kAccepted;
    Row row = verdict(variant, what + ": " + answer, accepted, named == kAccepted);
    row.answer = std::move(answer);
    row.named = std::move(named);
    return row;
}

} // namespace emrshare::kat::attack
