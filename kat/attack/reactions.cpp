// What is learnt from whether somebody accepts a ciphertext that was changed.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "pre/dec.hpp"
#include "pre/kem.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace emrshare::kat::attack {
namespace {

/// Somebody whose reaction to a ciphertext is seen: it is accepted or not.
class Victim {
public:
    /// @param accepts whether he accepts the right ciphertext plus a difference
    /// @param limit rejections after which he does not answer any more
    Victim(std::function<bool(const Poly&)> accepts, std::uint64_t limit)
        : accepts_(std::move(accepts)), limit_(limit) {}

    bool accepts(const Poly& difference) {
        if (gone()) return false;
        ++answers_;
        const bool accepted = accepts_(difference);
        rejections_ += accepted ? 0 : 1;
        return accepted;
    }
    bool gone() const noexcept { return rejections_ >= limit_; }
    std::uint64_t answers() const noexcept { return answers_; }

private:
    std::function<bool(const Poly&)> accepts_;
    std::uint64_t limit_;
    std::uint64_t answers_ = 0;
    std::uint64_t rejections_ = 0;
};

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// How the greatest K is looked for that is accepted.
enum class Search {
    fewest_answers,    ///< halves the interval: half of the answers are rejections
    fewest_rejections, ///< goes up in small steps until the first rejection
};

/// What is added to a ciphertext: 2 (K v + L x^i) with v = 1, or 1 + x^turn.
struct Change {
    std::size_t n;
    std::size_t turn; ///< 0: v = 1
    std::int64_t L;
    std::size_t i;
    Poly with(std::int64_t K) const {
        Poly difference(n);
        difference[0] = 2 * K;
        if (turn != 0) difference[turn] += 2 * K;
        difference[i] += 2 * L;
        return difference;
    }
};

/// The greatest K in [accepted, rejected) with which the change is accepted, where one end is and the other is not.
/// @param step of fewest_rejections, to which the result is exact then
std::int64_t threshold(Victim& victim, Search search, const Change& change, std::int64_t accepted,
                       std::int64_t rejected, std::int64_t step) {
    if (search == Search::fewest_rejections) {
        while (accepted + step < rejected && victim.accepts(change.with(accepted + step)))
            accepted += step;
        return accepted + step / 2;
    }
    while (rejected - accepted > 1 && !victim.gone()) {
        const std::int64_t middle = (accepted + rejected) / 2;
        (victim.accepts(change.with(middle)) ? accepted : rejected) = middle;
    }
    return accepted;
}

/// What is known of (x^i f)_j / (v f)_j for i = 0, ..., n - 1 and one unknown j.
struct Ratios {
    std::vector<double> values;
    std::size_t turn;      ///< of v
    std::size_t known = 0; ///< the first ones; the others are 0
};

/// The ratios, as many of them as the victim's patience lasts for.
///
/// With C + 2K v the coefficients are N + 2K v f, and the victim accepts until the first of them, number j, exceeds
/// q/2. With C + 2 (K v + L x^i) that happens at another K, which is less by L (x^i f)_j / (v f)_j. L is so small that
/// j stays first, unless another coefficient of v f is nearly as great: then another v has to do.
Ratios learn_ratios(Victim& victim, Search search, const ParameterSet& set, std::size_t turn) {
    const std::size_t n = set.n;
    Ratios ratios{std::vector<double>(n, 0), turn, 0};
    // The greatest coefficient is about 6 sigma; below half of the base that it gives everything is accepted.
    const std::int64_t about = set.q / (24 * std::int64_t{set.sigma});
    const std::int64_t start = search == Search::fewest_rejections ? about / 2 : 0;
    const std::int64_t base =
        threshold(victim, search, Change{n, turn, 0, 0}, start, set.q / 8, std::max<std::int64_t>(1, about >> 16));
    const std::int64_t L = base / 64;
    if (L == 0 || victim.answers() == 1) return ratios; // not even the smallest change is accepted
    if (turn == 0) {
        ratios.values[0] = 1;
        ratios.known = 1;
    }
    for (std::size_t i = ratios.known; i < n && !victim.gone(); ++i) {
        const std::int64_t reach = L + L / 8;
        const std::int64_t K = threshold(victim, search, Change{n, turn, L, i}, base - reach, base + reach,
                                         std::max<std::int64_t>(1, L >> 12));
        // A search that the victim has broken off says nothing; one rejection is all that the other kind needs.
        if (victim.gone() && search == Search::fewest_answers) break;
        ratios.values[i] = static_cast<double>(base - K) / static_cast<double>(L);
        ratios.known = i + 1;
    }
    return ratios;
}

/// (x^i f)_j.
double rotated_coefficient(const Poly& f, std::size_t i, std::size_t j) {
    return static_cast<double>(i <= j ? f[j - i] : -f[f.size() + j - i]);
}

/// How many of the known ratios are right, to 1 in the coefficient, for the j for which most of them are.
std::size_t right_ratios(const Ratios& ratios, const Poly& f) {
    std::size_t most = 0;
    for (std::size_t j = 0; j < f.size(); ++j) {
        const double scale =
            rotated_coefficient(f, 0, j) + (ratios.turn != 0 ? rotated_coefficient(f, ratios.turn, j) : 0);
        std::size_t right = 0;
        for (std::size_t i = 0; i < ratios.known; ++i)
            right += std::abs(ratios.values[i] * scale - rotated_coefficient(f, i, j)) < 1 ? 1 : 0;
        most = std::max(most, right);
    }
    return most;
}

/// Whether w0 + sign x^m pk is short: few are in the first coefficients.
bool is_short_with(const Poly& w0, const Poly& pk, std::size_t m, std::int64_t sign, std::int64_t q,
                   std::int64_t bound) {
    const std::size_t n = w0.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t shifted = i >= m ? pk[i - m] : -pk[n + i - m];
        std::int64_t c = (w0[i] + sign * shifted) % q;
        if (2 * c > q) c -= q;
        if (2 * c < -q) c += q;
        if (std::abs(c) > bound) return false;
    }
    return true;
}

/// f or -f, if the ratios are right: for each (v f)_j, the even numbers nearest to the multiples, one of them changed
/// by one so that the product with pk is short, turned until the odd one is the constant.
std::optional<Poly> key_of_ratios(const ParameterSet& set, const Rq& pk, const std::vector<double>& ratios) {
    const Poly lifted = pk.lift();
    // Coefficients of w have the deviation sigma sqrt(1 + 8n/3).
    const auto bound = static_cast<std::int64_t>(8 * set.sigma * std::sqrt(1 + 8.0 * set.n / 3));
    for (std::int64_t scale = set.sigma; scale < 16 * std::int64_t{set.sigma}; ++scale) {
        Poly even(set.n);
        for (std::size_t i = 0; i < set.n; ++i) {
            const std::int64_t nearest = 2 * std::lround(ratios[i] * static_cast<double>(scale) / 2);
            if (i == 0)
                even[0] = nearest;
            else
                even[set.n - i] = -nearest; // x^-i = -x^(n-i)
        }
        const Poly w0 = (even * pk).lift();
        for (std::size_t m = 0; m < set.n; ++m) {
            for (const std::int64_t sign : {1, -1}) {
                if (!is_short_with(w0, lifted, m, sign, set.q, bound)) continue;
                Poly f = even;
                f[m] += sign;
                return rotated(f, std::size_t{2} * set.n - m);
            }
        }
    }
    return std::nullopt;
}

/// What an attack by reactions came to.
struct Learnt {
    bool key = false;             ///< f was found
    std::size_t coefficients = 0; ///< of f up to a factor, that were found at once
    std::uint64_t answers = 0;
};

/// The attack against victims one after the other, one for each block and each with another v, until the key is found.
Learnt learn_key(const ParameterSet& set, const KeyPair& keys, Search search, std::uint64_t blocks,
                 const std::function<Victim(std::uint64_t)>& victim_of) {
    Learnt learnt;
    for (std::uint64_t i = 0; i < blocks && !learnt.key; ++i) {
        Victim victim = victim_of(i);
        const Ratios ratios = learn_ratios(victim, search, set, i % set.n);
        learnt.answers += victim.answers();
        learnt.coefficients = std::max(learnt.coefficients, right_ratios(ratios, keys.f));
        if (ratios.known == set.n) {
            const std::optional<Poly> found = key_of_ratios(set, keys.pk, ratios.values);
            learnt.key = found && (*found == keys.f || -1 * *found == keys.f);
        }
        if (victim.gone()) break; // the delegation has ended
    }
    return learnt;
}

/// @param bearable coefficients that may be found
void report(std::vector<Row>& rows, const Setting& setting, std::string_view variant, const Learnt& learnt,
            std::size_t bearable, bool expected) {
    rows.push_back(verdict(variant, "the private key is found", learnt.key, expected));
    rows.push_back({std::string(variant), "coefficients that are found, up to one factor", 0,
                    exactly(static_cast<double>(learnt.coefficients)),
                    static_cast<double>(expected ? setting.set->n : bearable), expected,
                    learnt.coefficients > bearable});
    rows.push_back({std::string(variant),
                    "answers for each coefficient",
                    0,
                    exactly(static_cast<double>(learnt.answers) / setting.set->n),
                    {},
                    {},
                    false});
}

} // namespace

std::vector<Row> reaction(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    std::vector<Row> rows;
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (!setting.wants(profile)) continue;
        const Owner alice = make_owner(setting, profile);
        const Delegation given = delegate(setting, alice, 0);
        const auto attack_with = [&](Search search, std::uint64_t limit) {
            return learn_key(set, given.bob, search, setting.samples, [&](std::uint64_t i) {
                const Block block = make_block(setting, alice.pair.pk, i);
                const Rq C_B = reencrypt(setting, alice, given, block.C, i);
                return Victim(
                    [&set, &given, block, C_B](const Poly& difference) {
                        return dec(set, given.bob.f, C_B + difference) == block.M;
                    },
                    limit);
            });
        };
        constexpr std::uint64_t kFailedFetches = 3;
        if (profile == Profile::as_printed) {
            report(rows, setting, "as-printed", attack_with(Search::fewest_answers, kNoLimit), 0, false);
            continue;
        }
        // Changes that are accepted cost nothing: every rejection tells one ratio, the first one the scale.
        report(rows, setting, "corrected", attack_with(Search::fewest_rejections, kFailedFetches), kFailedFetches,
               false);
        report(rows, setting, "control: failed fetches unlimited", attack_with(Search::fewest_answers, kNoLimit),
               kFailedFetches, true);
    }
    return rows;
}

std::vector<Row> owner_reaction(const Setting& setting) {
    const ParameterSet& set = *setting.set;
    const KeyPair bob = make_keys(setting, "bob");
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) {
        // The printed channel: a block of Enc, and Bob goes on with the protocol if it is what it should be.
        report(rows, setting, "as-printed",
               learn_key(set, bob, Search::fewest_answers, setting.samples,
                         [&](std::uint64_t i) {
                             const Block block = make_block(setting, bob.pk, i);
                             return Victim(
                                 [&set, &bob, block](const Poly& difference) {
                                     return dec(set, bob.f, block.C + difference) == block.M;
                                 },
                                 kNoLimit);
                         }),
               0, true);
    }
    if (setting.wants(Profile::corrected)) {
        const Coins z = setting.coins("z");
        report(rows, setting, "corrected",
               learn_key(set, bob, Search::fewest_answers, setting.samples,
                         [&](std::uint64_t i) {
                             const Encapsulation sent = kem_encaps_from_coins(set, bob.pk, setting.coins("encaps", i));
                             return Victim(
                                 [&set, &bob, z, sent](const Poly& difference) {
                                     return kem_decaps(set, bob.f, bob.pk, z, sent.C + difference) == sent.K;
                                 },
                                 kNoLimit);
                         }),
               0, false);
    }
    return rows;
}

} // namespace emrshare::kat::attack
