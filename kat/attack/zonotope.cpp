// The hidden zonotope: d and y from the fourth moments of the noise (Nguyen, Regev, EUROCRYPT 2006; Ducas, Nguyen,
// ASIACRYPT 2012).
#include "attack/experiments.hpp"
#include "attack/noise.hpp"
#include "lattice/fourier.hpp"
#include "parallel.hpp"
#include "pre/enc.hpp"
#include "progress.hpp"
#include "random/gaussian.hpp"

#include <algorithm>
#include <cmath>

namespace emrshare::kat::attack {
namespace {

using Vector = std::vector<double>;

/// The product in R[x]/(x^n + 1).
Vector ring_product(const Vector& a, const Vector& b) {
    const std::size_t n = a.size();
    Vector result(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n - i; ++j)
            result[i + j] += a[i] * b[j];
        for (std::size_t j = n - i; j < n; ++j)
            result[i + j - n] -= a[i] * b[j];
    }
    return result;
}

Vector adjoint_of(const Vector& a) {
    Vector result(a.size());
    result[0] = a[0];
    for (std::size_t i = 1; i < a.size(); ++i)
        result[a.size() - i] = -a[i];
    return result;
}

double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

void normalise(Vector& a) {
    const double norm = std::sqrt(dot(a, a));
    for (double& c : a)
        c /= norm;
}

/// The self-adjoint element whose values are those of @p a to the power @p exponent. @pre the values of a are positive
Vector power_of(const Vector& a, double exponent) {
    const Fourier<double> fourier(a.size());
    RootValues<double> values = fourier.forward({a.begin(), a.end()});
    for (Complex<double>& value : values)
        value = {std::pow(value.re, exponent), 0};
    const WipedVector<double> powers = fourier.backward(values);
    return {powers.begin(), powers.end()};
}

/// Samples whose second moments are those of a sphere, and what undoes the change.
struct Whitened {
    std::vector<Vector> samples;
    Vector root; ///< sqrt of E t t*
};

Whitened whiten(std::vector<Vector> samples) {
    Vector moment(samples.front().size(), 0);
    for (const Vector& t : samples) {
        const Vector square = ring_product(t, adjoint_of(t));
        for (std::size_t i = 0; i < moment.size(); ++i)
            moment[i] += square[i] / (static_cast<double>(samples.size()) * static_cast<double>(moment.size()));
    }
    const Vector inverse_root = power_of(moment, -0.5);
    for (Vector& t : samples)
        t = ring_product(t, inverse_root);
    return {std::move(samples), power_of(moment, 0.5)};
}

/// 3 u - E <u, t>^3 t over all rotations of all samples, for u of norm 1: with whitened samples of negative excess
/// kurtosis a combination of the hidden columns v with weights <u, v>^3.
Vector step(const Setting& setting, const std::vector<Vector>& samples, const Vector& u) {
    constexpr std::size_t kChunk = 256;
    const std::size_t n = u.size();
    const Vector u_adjoint = adjoint_of(u);
    std::vector<Vector> parts((samples.size() + kChunk - 1) / kChunk, Vector(n, 0));
    run_parallel(parts.size(), setting.jobs, [&](std::size_t chunk) {
        for (std::size_t s = chunk * kChunk; s < std::min(samples.size(), (chunk + 1) * kChunk); ++s) {
            Vector cubes = ring_product(samples[s], u_adjoint);
            for (double& c : cubes)
                c = c * c * c;
            const Vector term = ring_product(samples[s], adjoint_of(cubes));
            for (std::size_t i = 0; i < n; ++i)
                parts[chunk][i] += term[i];
        }
    });
    Vector next(n);
    for (std::size_t i = 0; i < n; ++i) {
        double sum = 0;
        for (const Vector& part : parts)
            sum += part[i];
        next[i] = 3 * u[i] - sum / (static_cast<double>(samples.size()) * static_cast<double>(n));
    }
    normalise(next);
    return next;
}

/// The fixed point that the iteration reaches from a random start.
Vector fixed_point(const Setting& setting, const std::vector<Vector>& samples, std::uint64_t start) {
    constexpr int kIterations = 40;
    const std::size_t n = setting.set->n;
    const Poly random = gaussian_poly(n, 1000, setting.input("start", start));
    Vector u(random.begin(), random.end());
    normalise(u);
    for (int i = 0; i < kIterations; ++i) {
        const Vector next = step(setting, samples, u);
        const double agreement = std::abs(dot(u, next));
        u = next;
        if (agreement > 1 - 1e-12) break;
    }
    return u;
}

/// The sine of the least angle between @p found and a rotation of @p secret: the relative error at the best length.
double error_up_to_rotation(const Vector& found, const Poly& secret) {
    const Vector target(secret.begin(), secret.end());
    const Vector products = ring_product(target, adjoint_of(found));
    double greatest = 0;
    for (const double c : products)
        greatest = std::max(greatest, c * c);
    return std::sqrt(std::max(0.0, 1 - greatest / (dot(found, found) * dot(target, target))));
}

/// The noises of blocks, less d M as far as the regression knows d.
std::vector<Vector> noises(const Setting& setting, const std::vector<Poly>& N, const std::vector<Poly>& M) {
    const std::size_t n = setting.set->n;
    Regression regression(*setting.set);
    for (std::size_t i = 0; i < N.size(); ++i)
        regression.add(N[i], M[i]);
    Vector d(n);
    for (std::size_t j = 0; j < n; ++j)
        d[j] = regression.estimate(j);
    std::vector<Vector> samples;
    for (std::size_t i = 0; i < N.size(); ++i) {
        Vector rest = ring_product(d, Vector(M[i].begin(), M[i].end()));
        for (std::size_t j = 0; j < n; ++j)
            rest[j] = static_cast<double>(N[i][j]) - rest[j];
        samples.push_back(std::move(rest));
    }
    return samples;
}

/// The least error of d or y over a few starts.
Row zonotope_row(const Setting& setting, std::string_view variant, std::vector<Vector> samples, const Poly& d,
                 const Poly& y, bool expected) {
    constexpr std::uint64_t kStarts = 3;
    Progress progress("attack zonotope");
    const Whitened whitened = whiten(std::move(samples));
    double least = 1;
    for (std::uint64_t start = 0; start < kStarts && least > 0.5; ++start) {
        progress.update(start, kStarts, "starts");
        const Vector found = ring_product(fixed_point(setting, whitened.samples, start), whitened.root);
        least = std::min({least, error_up_to_rotation(found, d), error_up_to_rotation(found, y)});
    }
    const auto N = static_cast<double>(setting.samples);
    const double tries =
        kStarts * 2.0 * 2.0 * static_cast<double>(d.size()); // of d and y, every rotation of both signs
    const double eta = setting.set->eta; // the excess kurtosis of CBD_eta is -1/eta, and the error inverse to it
    return {std::string(variant),
            "relative error of d or y, up to rotation, N = " + std::to_string(setting.samples),
            N,
            exactly(least),
            expected ? std::optional<double>(8 * eta / std::sqrt(N)) : std::nullopt,
            expected,
            least < relative_error_by_chance(d.size(), tries)};
}

} // namespace

std::vector<Row> zonotope(const Setting& setting) {
    if (!setting.wants(Profile::corrected)) return {};
    const ParameterSet& set = *setting.set;
    const Owner alice = make_owner(setting, Profile::corrected);
    const Delegation given = delegate(setting, alice, 0);
    const Poly y = (given.d * alice.pair.pk).lift();
    std::vector<Poly> N;
    std::vector<Poly> M;
    std::vector<Poly> gaussian;
    const double deviation = std::sqrt(set.eta / 2.0);
    for (std::uint64_t i = 0; i < setting.samples; ++i) {
        const Block block = make_block(setting, alice.pair.pk, i);
        N.push_back((given.bob.f * reencrypt(setting, alice, given, block.C, i)).lift());
        M.push_back(block.M);
        // The control: Gaussian b and v, a hundred times as fine as integers so that any deviation can be had.
        const Poly b = gaussian_poly(set.n, 100 * deviation, setting.input("gaussian b", i));
        const Poly v = gaussian_poly(set.n, 100 * deviation, setting.input("gaussian v", i));
        gaussian.push_back(set.p * (multiply_over_integers(y, b) + multiply_over_integers(given.d, v)) +
                           100 * multiply_over_integers(given.d, block.M));
    }
    return {zonotope_row(setting, "corrected", noises(setting, N, M), given.d, y, true),
            zonotope_row(setting, "control: psi a Gaussian", noises(setting, gaussian, M), given.d, y, false)};
}

} // namespace emrshare::kat::attack
