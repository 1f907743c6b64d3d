// What parties of a delegation get out of it by ring arithmetic alone. Every result is compared with the secret
// exactly.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen_printed.hpp"

namespace emrshare::kat::attack {
namespace {

constexpr Profile kProfiles[] = {Profile::as_printed, Profile::corrected};

/// Wrong bits of the samples' blocks, which are made and read as the functions say.
BitErrors bit_errors(const Setting& setting, const std::function<Block(std::uint64_t)>& make,
                     const std::function<Poly(const Rq&, std::uint64_t)>& read) {
    BitErrors errors;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Block block = make(i);
        errors.add(block.M, read(block.C, i));
    }
    return errors;
}

/// A row of lemma2: the claim is refuted by the first wrong bit.
Row lemma2_row(std::string_view variant, std::string quantity, double x, const BitErrors& errors, double predicted) {
    return {std::string(variant), std::move(quantity), x, share(errors.wrong, errors.bits), predicted,
            predicted > 0,        errors.wrong > 0};
}

Row lemma2_of(const Setting& setting, Profile profile, double bits) {
    const Owner alice = make_owner(setting, profile);
    const Delegation given = delegate(setting, alice, 0);
    const auto make = [&](std::uint64_t i) { return make_block(setting, alice.pair.pk, i); };
    const auto read = [&](const Rq& C_A, std::uint64_t i) {
        return dec(*setting.set, given.bob.f, reencrypt(setting, alice, given, C_A, i));
    };
    return lemma2_row(name_of(profile),
                      "wrong bits after re-encryption, q of " + std::to_string(setting.set->ell) + " bits", bits,
                      bit_errors(setting, make, read), profile == Profile::as_printed ? 0.5 : 0);
}

/// The greatest prime below 2^bits that is 1 mod 2n.
std::uint32_t prime_below(std::uint32_t n, std::uint32_t bits) {
    const auto is_prime = [](std::uint32_t number) {
        for (std::uint32_t divisor = 3; std::uint64_t{divisor} * divisor <= number; divisor += 2) {
            if (number % divisor == 0) return false;
        }
        return true;
    };
    std::uint32_t candidate = (std::uint32_t{1} << bits) + 1 - 2 * n;
    while (!is_prime(candidate))
        candidate -= 2 * n;
    return candidate;
}

Row printed_lemma2_with(const Setting& setting, std::uint32_t bits) {
    ParameterSet set = *setting.set;
    set.q = prime_below(set.n, bits);
    set.ell = bits;
    Setting other = setting;
    other.set = &set;
    return lemma2_of(other, Profile::as_printed, bits);
}

/// The printed equations with e_B = 0, which decrypt and hide nothing.
Row lemma2_control(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    const KeyPair alice = make_keys(setting, "alice");
    const KeyPair bob = make_keys(setting, "bob");
    const Rq rk = alice.f * inverse_of(Rq(set.ring(), bob.f));
    const auto make = [&](std::uint64_t i) { return make_block(setting, alice.pk, i); };
    const auto read = [&](const Rq& C_A, std::uint64_t) { return dec(set, bob.f, reenc_printed(set, rk, C_A)); };
    return lemma2_row("control: printed with e_B = 0", "wrong bits after re-encryption", set.ell,
                      bit_errors(setting, make, read), 0);
}

/// Successes of @p attempt, which is given the number of a delegation, over all samples.
Row counted(const Setting& setting, std::string_view variant, std::string quantity, bool expected,
            const std::function<bool(std::uint64_t)>& attempt) {
    std::uint64_t successes = 0;
    for (std::uint64_t i = 0; i < setting.samples; ++i)
        successes += attempt(i) ? 1 : 0;
    return {
        std::string(variant), std::move(quantity), 0, share(successes, setting.samples), expected ? 1.0 : 0.0, expected,
        successes > 0};
}

/// Blocks that are read with what one delegation gives.
constexpr std::uint64_t kBlocksOfDelegation = 40;

/// Whether an element of the ring, one of so many, is closer to a secret than by chance.
bool resembles(const Rq& found, const Poly& secret, std::uint64_t tries) {
    const Poly lifted = found.lift();
    const double by_chance = relative_error_by_chance(secret.size(), static_cast<double>(tries));
    return lifted == secret || relative_error(lifted, secret) < by_chance;
}

} // namespace

std::vector<Row> lemma2(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) {
        rows.push_back(lemma2_of(setting, Profile::as_printed, setting.set->ell));
        for (const std::uint32_t bits : {24U, 27U, 31U})
            rows.push_back(printed_lemma2_with(setting, bits));
        rows.push_back(lemma2_control(setting));
    }
    if (setting.wants(Profile::corrected)) rows.push_back(lemma2_of(setting, Profile::corrected, setting.set->ell));
    return rows;
}

std::vector<Row> requester_alone(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const Owner alice = make_owner(setting, profile);
        rows.push_back(counted(setting, name_of(profile), "f_B C_B / C_A is close to d", profile == Profile::as_printed,
                               [&](std::uint64_t i) {
                                   const Delegation given = delegate(setting, alice, i);
                                   const Block block = invertible_block(setting, alice.pair.pk, i);
                                   const Rq C_B = reencrypt(setting, alice, given, block.C, i);
                                   return resembles(given.bob.f * C_B * inverse_of(block.C), given.d, setting.samples);
                               }));
    }
    return rows;
}

std::vector<Row> owner_and_cloud(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const Owner alice = make_owner(setting, profile);
        const bool printed = profile == Profile::as_printed;
        const KeyPair own = make_keys(setting, "bob"); // as printed, it is the key of the delegation too
        const auto found = [&](std::uint64_t i) {
            const Delegation given = invertible_delegation(setting, alice, i);
            return given.share.a_B * inverse_of(given.b_B);
        };
        rows.push_back(counted(setting, name_of(profile), "a_B / b_B is close to the requester's own key", printed,
                               [&](std::uint64_t i) { return resembles(found(i), own.f, setting.samples); }));
        BitErrors errors;
        for (std::uint64_t i = 0; i < setting.samples; ++i) {
            const Poly key = found(i).lift();
            for (std::uint64_t j = 0; j < kBlocksOfDelegation; ++j) {
                const Block block = make_block(setting, own.pk, i * kBlocksOfDelegation + j);
                errors.add(block.M, dec(*setting.set, key, block.C));
            }
        }
        rows.push_back(row_of_bits(name_of(profile), "wrong bits of blocks for the requester, read with a_B / b_B",
                                   errors, printed));
    }
    return rows;
}

std::vector<Row> cloud_and_requester(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const Owner alice = make_owner(setting, profile);
        const Delegation given = delegate(setting, alice, 0);
        const Poly found = (given.rk * given.bob.f).lift();
        rows.push_back(verdict(name_of(profile), "rk f_B is d", found == given.d, true));
        rows.push_back(verdict(name_of(profile), "rk f_B is f_A", found == alice.pair.f, false));
        const BitErrors errors = bit_errors(
            setting, [&](std::uint64_t i) { return make_block(setting, alice.pair.pk, i); },
            [&](const Rq& C, std::uint64_t) { return dec(*setting.set, found, C); });
        rows.push_back(row_of_bits(name_of(profile), "wrong bits of any block for the owner, read with rk f_B", errors,
                                   profile == Profile::corrected));
    }
    return rows;
}

std::vector<Row> onward(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const Owner alice = make_owner(setting, profile);
        const Delegation given = delegate(setting, alice, 0);
        // Cloud and Bob make the re-encryption key of Carol, who has never asked Alice.
        Delegation passed_on = delegate(setting, alice, 1, "carol");
        passed_on.rk = given.rk * given.bob.f * inverse_of(Rq(setting.set->ring(), passed_on.bob.f));
        const BitErrors errors = bit_errors(
            setting, [&](std::uint64_t i) { return make_block(setting, alice.pair.pk, i); },
            [&](const Rq& C, std::uint64_t i) {
                return dec(*setting.set, passed_on.bob.f, reencrypt(setting, alice, passed_on, C, i));
            });
        rows.push_back(row_of_bits(name_of(profile), "wrong bits of what a third person reads with rk f_B / f_C",
                                   errors, profile == Profile::corrected));
    }
    return rows;
}

std::vector<Row> direction(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const bool printed = profile == Profile::as_printed;
        const Owner alice = make_owner(setting, profile);
        const Delegation given = invertible_delegation(setting, alice, 0);
        // d rk^-1 = f_B: what the cloud turns backwards, the owner reads with d.
        const Rq backwards = inverse_of(given.rk);
        const auto row = [&](std::string quantity, const Rq& pk, bool expected) {
            const BitErrors errors = bit_errors(
                setting, [&](std::uint64_t i) { return make_block(setting, pk, i); },
                [&](const Rq& C, std::uint64_t) { return dec(*setting.set, given.d, backwards * C); });
            return row_of_bits(name_of(profile), std::move(quantity), errors, expected);
        };
        const KeyPair own = make_keys(setting, "bob");
        rows.push_back(row("wrong bits of blocks for the requester, turned back", own.pk, printed));
        if (!printed) rows.push_back(row("wrong bits of blocks for pk_B*, turned back", given.bob.pk, true));
    }
    return rows;
}

std::vector<Row> transitive(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    std::vector<Row> rows;
    const auto row = [&](std::string_view variant, const Rq& pk, const Rq& rk, const Poly& f_C, bool expected) {
        const BitErrors errors = bit_errors(
            setting, [&](std::uint64_t i) { return make_block(setting, pk, i); },
            [&](const Rq& C, std::uint64_t) { return dec(set, f_C, rk * C); });
        return row_of_bits(variant, "wrong bits of what C reads with the product", errors, expected);
    };
    for (const Profile profile : kProfiles) {
        if (!setting.wants(profile)) continue;
        const Owner alice = make_owner(setting, profile);
        const Owner bob = make_owner(setting, profile, "bob");
        const Delegation first = delegate(setting, alice, 0, "bob");
        const Delegation second = delegate(setting, bob, 1, "carol");
        rows.push_back(row(name_of(profile), alice.pair.pk, first.rk * second.rk, second.bob.f, false));
    }
    if (!setting.wants(Profile::as_printed)) return rows;
    const KeyPair alice = make_keys(setting, "alice");
    const KeyPair carol = make_keys(setting, "carol");
    const Rq f_B(set.ring(), make_keys(setting, "bob").f);
    const Rq product = alice.f * inverse_of(f_B) * f_B * inverse_of(Rq(set.ring(), carol.f));
    rows.push_back(row("control: printed with e_B = 0", alice.pk, product, carol.f, true));
    return rows;
}

} // namespace emrshare::kat::attack
