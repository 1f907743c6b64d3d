// The re-randomisation of a block: how a requester gets rid of it where it is too narrow, drawn anew, or known.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/nodes.hpp"
#include "attack/noise.hpp"
#include "base/error.hpp"
#include "lattice/fourier.hpp"
#include "pre/enc.hpp"
#include "pre/reenc.hpp"
#include "random/samplers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace emrshare::kat::attack {
namespace {

Row strip_row(const Setting& setting, std::string_view variant, const Owner& alice, const Poly& d, bool wide) {
    const ParameterSet& set = *setting.set;
    std::uint64_t masked = 0;
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Rq C_A = make_block(setting, alice.pair.pk, i).C;
        Xof source = setting.stream("mask", i, std::size_t{2} * set.n);
        const Poly mask = wide ? wide_mask(set.n, set.t_re, source) : centred_binomial(set.n, 1, source);
        const Rq C_B = d * C_A * inverse_of(constant(set, mask_divisor(set))) + set.p * Rq(set.ring(), mask);
        masked += differences(without_mask(set, C_B), (d * C_A).lift());
    }
    // Three neighbours of a wide mask are taken for one: of 2^t values so many are left, and one of them is right.
    const std::uint64_t coefficients = setting.samples * set.n;
    const double by_chance = 1 - std::ldexp(3, -static_cast<int>(set.t_re));
    return {std::string(variant),
            "coefficients of d C_A that stay masked",
            0,
            share(masked, coefficients),
            wide ? by_chance : 0,
            !wide,
            fewer_than(masked, coefficients, by_chance)};
}

/// The cloud's answer to pk_B* = 0, which would leave out the part pk_B* b' of the mask.
std::string answer_to_zero_key(const ParameterSet& set, const Delegation& given) {
    try {
        (void)rekeygen_cloud(set, given.share.r_B, given.b_B, Rq(set.ring()));
    } catch (const Rejection& rejection) {
        return rejection.check();
    }
    return std::string(kAccepted);
}

/// Values and how often each was seen.
using Histogram = std::map<std::int64_t, std::uint64_t>;

/// ln of Pr[b' + v' = z] for pk_B* = 1 but for a constant: the sum of CBD_eta over the values that a uniform mask
/// leaves; minus infinity where that is none.
std::map<std::int64_t, double> log_weights(const ParameterSet& set) {
    const std::int64_t half = std::int64_t{1} << (set.t_re - 1);
    const std::int64_t eta = set.eta;
    std::map<std::int64_t, double> weights;
    for (std::int64_t z = -half - eta; z < half + eta; ++z) {
        double weight = 0;
        for (std::int64_t b = -eta; b <= eta; ++b) {
            const double binomial =
                std::exp(std::lgamma(2.0 * set.eta + 1) - std::lgamma(static_cast<double>(eta + b) + 1) -
                         std::lgamma(static_cast<double>(eta - b) + 1));
            if (z - b >= -half && z - b < half) weight += binomial;
        }
        weights[z] = std::log(weight);
    }
    return weights;
}

/// The most likely first noise of a coefficient, given how the others differ from it.
std::int64_t most_likely_first(const std::map<std::int64_t, double>& weights, const Histogram& differences) {
    const std::int64_t least = weights.begin()->first - differences.begin()->first;
    const std::int64_t greatest = weights.rbegin()->first - differences.rbegin()->first;
    std::int64_t best = least;
    double best_likelihood = -std::numeric_limits<double>::infinity();
    for (std::int64_t first = least; first <= greatest; ++first) {
        double likelihood = 0;
        for (const auto& [difference, count] : differences)
            likelihood += static_cast<double>(count) * weights.at(first + difference);
        if (likelihood > best_likelihood) best = first;
        best_likelihood = std::max(best_likelihood, likelihood);
    }
    return best;
}

/// What is found behind the mask.
struct Masked {
    Poly noise;              ///< b' + v' of the first answer
    Poly d;                  ///< what is left without it
    std::size_t answers = 0; ///< different ones
};

/// d from many answers to one question by a requester with f* = pk* = 1, which no check refuses: C_B = d C_A + p (b' +
/// v').
Masked average_mask(const Setting& setting, const Rq& C_A, const std::function<Rq(std::uint64_t)>& answer) {
    const ParameterSet& set = *setting.set;
    const Rq first = answer(0);
    std::set<Residues> seen;
    const std::map<std::int64_t, double> weights = log_weights(set);
    std::vector<Histogram> differences(set.n);
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Rq C_B = answer(i);
        seen.insert(C_B.residues());
        const Poly difference = halved((C_B - first).lift());
        for (std::size_t j = 0; j < set.n; ++j)
            ++differences[j][difference[j]];
    }
    Poly noise(set.n);
    for (std::size_t j = 0; j < set.n; ++j)
        noise[j] = most_likely_first(weights, differences[j]);
    return {noise, ((first - set.p * Rq(set.ring(), noise)) * inverse_of(C_A)).lift(), seen.size()};
}

RootValues<double> values_of(const Fourier<double>& fourier, const Poly& a) {
    WipedVector<double> coefficients(a.size());
    std::transform(a.begin(), a.end(), coefficients.begin(), [](std::int64_t c) { return static_cast<double>(c); });
    return fourier.forward(coefficients);
}

/// a / b in R[x]/(x^n + 1), rounded.
Poly quotient(const Fourier<double>& fourier, const Poly& a, const Poly& b) {
    RootValues<double> values = values_of(fourier, a);
    const RootValues<double> divisors = values_of(fourier, b);
    for (std::size_t j = 0; j < values.size(); ++j) {
        const Complex<double>& c = divisors[j];
        values[j] = (1 / (c.re * c.re + c.im * c.im)) * (values[j] * conjugate(c));
    }
    const WipedVector<double> coefficients = fourier.backward(values);
    Poly rounded(a.size());
    for (std::size_t i = 0; i < rounded.size(); ++i)
        rounded[i] = std::lround(coefficients[i]);
    return rounded;
}

/// d from at most @p answers answers to blocks that the requester knows, for f* = pk* = 1: C d + p (b' + v') narrows d
/// down until the noise is below 1/2, as long as C times what is unknown of d does not exceed q/2. The constant K is
/// the greatest for which it does not.
/// @param block what the cloud re-encrypts when he would like K
Poly narrow_down(const Setting& setting, const Rq& rk, std::uint64_t answers,
                 const std::function<Rq(std::uint64_t, std::int64_t)>& block) {
    const ParameterSet& set = *setting.set;
    const Fourier<double> fourier(set.n);
    const std::int64_t noise = std::int64_t{set.p} * ((std::int64_t{1} << (set.t_re - 1)) + set.eta);
    Poly guess(set.n);
    std::int64_t uncertainty = 8 * std::int64_t{set.s};
    for (std::uint64_t i = 0; uncertainty > 0 && i < answers; ++i) {
        const std::int64_t K = (set.q / 2 - noise) / uncertainty;
        const Rq C = block(i, K);
        const Rq C_B = reenc_from_coins(set, rk, constant(set, 1), C, setting.coins("chosen", i));
        guess = guess + quotient(fourier, (C_B - guess * C).lift(), C.lift());
        uncertainty = static_cast<std::int64_t>(std::floor(static_cast<double>(noise) / static_cast<double>(K) + 0.5));
    }
    return guess;
}

/// The share of the coefficients of d that the regression on N messages alone gets wrong: its error is nearly normal
/// with the deviation 4 s sqrt(eta/N) (9.10), and is rounded to numbers of one parity.
double wrong_by_regression(const ParameterSet& set, std::uint64_t N) {
    const double deviation = 4.0 * set.s * std::sqrt(set.eta / static_cast<double>(N));
    return std::erfc(1 / (std::sqrt(2.0) * deviation));
}

/// A requester's equation N = y B + d V + noise over the integers, of mean 0.
struct Equation {
    Poly N;
    Poly B;
    Poly V;
};

/// The d of the least squares solution (d, y), root by root, rounded to the nearest numbers of the right parity.
class LeastSquares {
public:
    explicit LeastSquares(std::size_t n) : fourier_(n), BB_(n / 2), VV_(n / 2), BV_(n / 2), BN_(n / 2), VN_(n / 2) {}

    void add(const Equation& equation) {
        const RootValues<double> N = values_of(fourier_, equation.N);
        const RootValues<double> B = values_of(fourier_, equation.B);
        const RootValues<double> V = values_of(fourier_, equation.V);
        for (std::size_t j = 0; j < N.size(); ++j) {
            BB_[j] = BB_[j] + conjugate(B[j]) * B[j];
            VV_[j] = VV_[j] + conjugate(V[j]) * V[j];
            BV_[j] = BV_[j] + conjugate(B[j]) * V[j];
            BN_[j] = BN_[j] + conjugate(B[j]) * N[j];
            VN_[j] = VN_[j] + conjugate(V[j]) * N[j];
        }
    }

    Poly d() const {
        RootValues<double> values(BB_.size());
        for (std::size_t j = 0; j < values.size(); ++j) {
            // Normal equations BB y + BV d = BN, BV* y + VV d = VN by Cramer's rule.
            const double determinant = BB_[j].re * VV_[j].re - (BV_[j] * conjugate(BV_[j])).re;
            const Complex<double> numerator = BB_[j].re * VN_[j] + (-1.0 * (conjugate(BV_[j]) * BN_[j]));
            values[j] = (1 / determinant) * numerator;
        }
        const WipedVector<double> coefficients = fourier_.backward(values);
        Poly rounded(coefficients.size());
        for (std::size_t i = 0; i < coefficients.size(); ++i)
            rounded[i] = 2 * std::lround((coefficients[i] - (i == 0 ? 1 : 0)) / 2) + (i == 0 ? 1 : 0);
        return rounded;
    }

private:
    Fourier<double> fourier_;
    RootValues<double> BB_;
    RootValues<double> VV_;
    RootValues<double> BV_;
    RootValues<double> BN_;
    RootValues<double> VN_;
};

} // namespace

std::vector<Row> strip(const Setting& setting) {
    if (!setting.wants(Profile::corrected)) return {};
    const Owner alice = make_owner(setting, Profile::corrected);
    const Delegation given = delegate(setting, alice, 0);
    return {strip_row(setting, "corrected", alice, given.d, true),
            row_of_answer("corrected", "pk_B* = 0", answer_to_zero_key(*setting.set, given), "CPRE.ReKeyGen.Cloud.C6"),
            strip_row(setting, "control: v' from CBD_1", alice, given.d, false)};
}

std::vector<Row> repeat(const Setting& setting) {
    if (!setting.wants(Profile::corrected)) return {};
    const ParameterSet& set = *setting.set;
    const Owner alice = make_owner(setting, Profile::corrected);
    const Delegation given = delegate(setting, alice, 0);
    const Rq C_A = invertible_block(setting, alice.pair.pk, 0).C;
    const Rq rk = rekeygen_cloud(set, given.share.r_B, given.share.a_B, constant(set, 1));
    const Coins K_CS = setting.coins("cloud");
    const Rq one = constant(set, 1);
    const auto answer_with = [&](const Coins& coins) { return reenc_from_coins(set, rk, one, C_A, coins); };
    // What a cloud does whose coins depend on the question as the specification says, and on nothing else.
    const auto deployed = [&](std::uint64_t) {
        return answer_with(reenc_coins(set, K_CS, bytes_of("delegation"), rk, one, C_A));
    };
    // The same, but that every answer has a name of its own.
    const auto numbered = [&](std::uint64_t i) {
        return answer_with(reenc_coins(set, K_CS, bytes_of("answer " + std::to_string(i)), rk, one, C_A));
    };
    std::vector<Row> rows;
    const auto add = [&](std::string_view variant, const std::function<Rq(std::uint64_t)>& answer, bool expected) {
        const Masked found = average_mask(setting, C_A, answer);
        rows.push_back({std::string(variant), "different answers to one question", 0,
                        exactly(static_cast<double>(found.answers)),
                        expected ? static_cast<double>(setting.samples) : 1, expected, found.answers > 1});
        const std::uint64_t masked = differences(found.noise, halved((answer(0) - given.d * C_A).lift()));
        const double by_chance = 1 - std::ldexp(3, -static_cast<int>(set.t_re));
        rows.push_back({std::string(variant), "coefficients of d C_A that stay masked", 0, share(masked, set.n),
                        expected ? 0 : by_chance, expected, fewer_than(masked, set.n, by_chance)});
        rows.push_back(row_of_error(variant, "relative error of d after N answers", found.d, given.d, expected));
    };
    add("corrected", deployed, false);
    add("control: coins of each answer", numbered, true);
    return rows;
}

std::vector<Row> chosen_block(const Setting& setting) {
    if (!setting.wants(Profile::corrected)) return {};
    const ParameterSet& set = *setting.set;
    const Owner alice = make_owner(setting, Profile::corrected);
    const Delegation given = delegate(setting, alice, 0);
    const Rq rk = rekeygen_cloud(set, given.share.r_B, given.share.a_B, constant(set, 1));
    const Poly of_owner = narrow_down(setting, rk, setting.samples, [&](std::uint64_t i, std::int64_t) {
        return make_block(setting, alice.pair.pk, i).C;
    });
    const Poly chosen =
        narrow_down(setting, rk, setting.samples, [&](std::uint64_t, std::int64_t K) { return constant(set, K); });
    std::vector<Row> rows = {
        row_of_error("corrected", "relative error of d after the owner's blocks", of_owner, given.d, false),
        row_of_error("control: blocks of his choice", "relative error of d after constants", chosen, given.d, true)};
    // Networks of the large sets take long, and their checks are the same.
    if (set.n == 64)
        rows.push_back(row_of_answer(
            "corrected", "a block of his that the cloud should store for the owner",
            answer_of_case(record_cases(scene_of(setting, Profile::corrected)), "Upload: signed by bob"), "UPLOAD.C5"));
    return rows;
}

std::vector<Row> known_coins(const Setting& setting) {
    if (!setting.wants(Profile::corrected)) return {};
    const ParameterSet& set = *setting.set;
    const Owner alice = make_owner(setting, Profile::corrected);
    const Delegation given = delegate(setting, alice, 0);
    // With f* = pk* = 1 the requester adds nothing to the noise but b' + v'.
    const Rq one = constant(set, 1);
    const Rq rk = rekeygen_cloud(set, given.share.r_B, given.share.a_B, one);
    LeastSquares known(set.n);
    Regression unknown(set);
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Block block = make_block(setting, alice.pair.pk, i);
        const Poly N = reenc_from_coins(set, rk, one, block.C, setting.coins("reenc", i)).lift();
        const Coins coins = setting.coins("enc", i);
        Poly mean_taken_off = N;
        for (std::size_t j = 0; j < set.n; ++j)
            mean_taken_off[j] += 1; // p times the mean -1/2 of v'
        known.add(
            {mean_taken_off, set.p * psi(set, "PRE.Enc.b", coins), set.p * psi(set, "PRE.Enc.v", coins) + block.M});
        unknown.add(N, block.M);
    }
    // The regression that does not know b and v is as good as noise-regression says, with and without them.
    const auto row = [&](std::string_view variant, const Poly& found, bool expected) {
        const std::uint64_t wrong = differences(found, given.d);
        return Row{std::string(variant),
                   "wrong coefficients of d",
                   0,
                   scaled(set.n, share(wrong, set.n)),
                   expected ? 0 : set.n * wrong_by_regression(set, setting.samples),
                   expected,
                   fewer_than(wrong, set.n, wrong_by_regression(set, setting.samples))};
    };
    return {row("corrected", unknown.rounded(), false), row("control: coins from the message", known.d(), true)};
}

} // namespace emrshare::kat::attack
