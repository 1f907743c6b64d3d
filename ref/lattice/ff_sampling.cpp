#include "lattice/ff_sampling.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <span>

namespace emrshare {
namespace {

/// The transform for n coefficients, whose roots take long to round correctly: made once.
const Fourier<double>& transform(std::size_t n) {
    static std::mutex guard;
    static std::map<std::size_t, const Fourier<double>> made;
    const std::lock_guard lock(guard);
    return made.try_emplace(n, n).first->second;
}

WipedVector<double> real_coefficients(const Poly& a) {
    return WipedVector<double>(a.begin(), a.end());
}

double squared_modulus(const Complex<double>& a) {
    return a.re * a.re + a.im * a.im;
}

/// Adds the node of the self-adjoint element with the real values D, and what is below it (LAT.Tree.4 to LAT.Tree.7).
void add_node(const WipedVector<double>& D, const Fourier<double>& fourier, double s, ElementTree& tree) {
    if (D.size() == 1) {
        tree.squared_norms.push_back(D[0]);                        // LAT.Tree.4
        tree.deviations.push_back(Deviation(s / std::sqrt(D[0]))); // LAT.Tree.4
        return;
    }
    const RootValues<double>& zeta = fourier.merging_roots(2 * D.size());
    WipedVector<double> even;
    WipedVector<double> odd;
    for (std::size_t j = 0; j < D.size() / 2; ++j) {
        const double a = D[2 * j];
        const double b = D[2 * j + 1];
        even.push_back(0.5 * (a + b));                   // LAT.Tree.5
        odd.push_back((a * b) / even[j]);                // LAT.Tree.6
        tree.L.push_back(((a - b) / (a + b)) * zeta[j]); // LAT.Tree.7
    }
    add_node(odd, fourier, s, tree);
    add_node(even, fourier, s, tree);
}

ElementTree make_tree(const WipedVector<double>& D, const Fourier<double>& fourier, double s) {
    ElementTree tree;
    add_node(D, fourier, s, tree);
    return tree;
}

using Values = std::span<Complex<double>>;
using ConstValues = std::span<const Complex<double>>;

/// Every step-th coefficient of a polynomial.
struct Coefficients {
    std::int64_t* first;
    std::size_t step;

    Coefficients even() const { return {first, 2 * step}; }
    Coefficients odd() const { return {first + step, 2 * step}; }
};

/// t + (target - sample) L at every value, in the place of t.
void move_centre(Values t, ConstValues target, ConstValues sample, ConstValues L) {
    for (std::size_t j = 0; j < t.size(); ++j)
        t[j] = t[j] + (target[j] - sample[j]) * L[j];
}

/// Where sampling is in a tree.
struct Place {
    const Complex<double>* L;
    const Deviation* deviation;

    explicit Place(const ElementTree& tree) : L(tree.L.data()), deviation(tree.deviations.data()) {}
};

/// An integer polynomial near the one with values t, and its values (LAT.FFSampling.4 to LAT.FFSampling.9).
/// @param place the node's; afterwards behind all that is below it
/// @param scratch four times as many as t
void sample_node(Place& place, ConstValues t, const Fourier<double>& fourier, GaussianRuns& leaves, Coefficients z,
                 Values values, Values scratch) {
    if (t.size() == 1) {
        const Deviation& deviation = *place.deviation++;
        const std::int64_t z_1 = leaves.next(t[0].im, deviation); // LAT.FFSampling.4
        const std::int64_t z_0 = leaves.next(t[0].re, deviation); // LAT.FFSampling.5
        *z.even().first = z_0;
        *z.odd().first = z_1;
        values[0] = {static_cast<double>(z_0), static_cast<double>(z_1)};
        return;
    }
    const std::size_t half = t.size() / 2;
    const Values t_0 = scratch.subspan(0, half);
    const Values t_1 = scratch.subspan(half, half);
    const Values even = scratch.subspan(2 * half, half);
    const Values odd = scratch.subspan(3 * half, half);
    const Values rest = scratch.subspan(4 * half);
    const ConstValues L(place.L, half);
    place.L += half;
    fourier.split(t, t_0.begin(), t_1.begin());                     // LAT.FFSampling.6
    sample_node(place, t_1, fourier, leaves, z.odd(), odd, rest);   // LAT.FFSampling.7, LAT.FFSampling.9
    move_centre(t_0, t_1, odd, L);                                  // LAT.FFSampling.8
    sample_node(place, t_0, fourier, leaves, z.even(), even, rest); // LAT.FFSampling.8, LAT.FFSampling.9
    fourier.merge(even, odd, values.begin());
}

} // namespace

SamplingTree make_sampling_tree(const Poly& f, const Poly& w, const NtruSolution& solution, std::uint32_t q,
                                std::uint32_t p, double s) {
    const Fourier<double>& fourier = transform(f.size());
    const auto values = [&fourier](const Poly& a) { return fourier.forward(real_coefficients(a)); };
    const RootValues<double> vf = values(f);
    const RootValues<double> vw = values(w);
    const RootValues<double> vF = values(solution.F);
    const RootValues<double> vW = values(solution.W);
    SamplingTree tree;
    WipedVector<double> D_00;
    WipedVector<double> D_11;
    const double square_q = static_cast<double>(q) * q;
    for (std::size_t j = 0; j < vf.size(); ++j) {
        const double S = squared_modulus(vf[j]) + squared_modulus(vw[j]);                  // LAT.Tree.1
        D_00.push_back(static_cast<double>(p * p) * S);                                    // LAT.Tree.2
        D_11.push_back(square_q / S);                                                      // LAT.Tree.2
        const Complex<double> inner = vF[j] * conjugate(vf[j]) + vW[j] * conjugate(vw[j]); // LAT.Tree.3
        const double scale = p * S;                                                        // LAT.Tree.3
        tree.L.push_back({inner.re / scale, inner.im / scale});                            // LAT.Tree.3
    }
    tree.first = make_tree(D_00, fourier, s);
    tree.second = make_tree(D_11, fourier, s);
    return tree;
}

double max_squared_norm(const SamplingTree& tree) {
    const auto greatest = [](const WipedVector<double>& norms) {
        return *std::max_element(norms.begin(), norms.end());
    };
    return std::max(greatest(tree.first.squared_norms), greatest(tree.second.squared_norms));
}

WipedVector<double> leaf_deviations(const SamplingTree& tree) {
    WipedVector<double> deviations;
    for (const ElementTree* part : {&tree.second, &tree.first})
        for (const Deviation& deviation : part->deviations)
            deviations.insert(deviations.end(), 2, deviation.sigma);
    return deviations;
}

Coordinates ff_sample(const SamplingTree& tree, std::size_t n, std::uint32_t p, GaussianRuns& leaves) {
    const Fourier<double>& fourier = transform(n);
    RootValues<double> scratch(2 * n);
    RootValues<double> values(n / 2);
    Poly z_0(n);
    Poly z_1(n);
    RootValues<double> t_0(n / 2, {-1.0 / p, 0.0});  // LAT.FFSampling.1
    const RootValues<double> t_1(n / 2, {0.0, 0.0}); // LAT.FFSampling.1
    Place in_second(tree.second);
    sample_node(in_second, t_1, fourier, leaves, {&z_1[0], 1}, values, scratch); // LAT.FFSampling.2
    move_centre(t_0, t_1, values, tree.L);                                       // LAT.FFSampling.3
    Place in_first(tree.first);
    sample_node(in_first, t_0, fourier, leaves, {&z_0[0], 1}, values, scratch); // LAT.FFSampling.3
    return {z_0, z_1};
}

} // namespace emrshare
