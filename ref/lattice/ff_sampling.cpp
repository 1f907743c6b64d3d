#include "lattice/ff_sampling.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>

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

/// The node of the self-adjoint element with the real values D (LAT.Tree.4 to LAT.Tree.7).
SamplingNode make_node(const WipedVector<double>& D, const Fourier<double>& fourier, double s) {
    SamplingNode node;
    if (D.size() == 1) {
        node.squared_norm = D[0];             // LAT.Tree.4
        node.deviation = s / std::sqrt(D[0]); // LAT.Tree.4
        return node;
    }
    const RootValues<double>& zeta = fourier.merging_roots(2 * D.size());
    WipedVector<double> even;
    WipedVector<double> odd;
    for (std::size_t j = 0; j < D.size() / 2; ++j) {
        const double a = D[2 * j];
        const double b = D[2 * j + 1];
        even.push_back(0.5 * (a + b));                   // LAT.Tree.5
        odd.push_back((a * b) / even[j]);                // LAT.Tree.6
        node.L.push_back(((a - b) / (a + b)) * zeta[j]); // LAT.Tree.7
    }
    node.halves.reserve(2);
    node.halves.push_back(make_node(even, fourier, s));
    node.halves.push_back(make_node(odd, fourier, s));
    return node;
}

/// Integers and their values, which the caller needs both.
struct Sampled {
    Poly z;
    RootValues<double> values;
};

/// t + (target - sample) L at every value.
RootValues<double> moved(const RootValues<double>& t, const RootValues<double>& target,
                         const RootValues<double>& sample, const RootValues<double>& L) {
    RootValues<double> result;
    for (std::size_t j = 0; j < t.size(); ++j)
        result.push_back(t[j] + (target[j] - sample[j]) * L[j]);
    return result;
}

/// An integer polynomial near the one with values t (LAT.FFSampling.4 to LAT.FFSampling.9).
Sampled sample_node(const SamplingNode& node, const RootValues<double>& t, const Fourier<double>& fourier,
                    GaussianRuns& leaves) {
    if (t.size() == 1) {
        const std::int64_t z_1 = leaves.next(t[0].im, node.deviation); // LAT.FFSampling.4
        const std::int64_t z_0 = leaves.next(t[0].re, node.deviation); // LAT.FFSampling.5
        return {Poly({z_0, z_1}), {{static_cast<double>(z_0), static_cast<double>(z_1)}}};
    }
    const auto [t_0, t_1] = fourier.split(t);                                  // LAT.FFSampling.6
    const Sampled odd = sample_node(node.halves[1], t_1, fourier, leaves);     // LAT.FFSampling.7
    const RootValues<double> centre = moved(t_0, t_1, odd.values, node.L);     // LAT.FFSampling.8
    const Sampled even = sample_node(node.halves[0], centre, fourier, leaves); // LAT.FFSampling.8
    Poly z(2 * even.z.size());
    for (std::size_t i = 0; i < even.z.size(); ++i) {
        z[2 * i] = even.z[i];    // LAT.FFSampling.9
        z[2 * i + 1] = odd.z[i]; // LAT.FFSampling.9
    }
    return {z, fourier.merge(even.values, odd.values)};
}

/// Calls visit for the nodes above the leaves, in the order of sampling.
template <class Visit>
void visit_leaves(const SamplingNode& node, const Visit& visit) {
    if (node.halves.empty()) return visit(node);
    visit_leaves(node.halves[1], visit);
    visit_leaves(node.halves[0], visit);
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
    tree.first = make_node(D_00, fourier, s);
    tree.second = make_node(D_11, fourier, s);
    return tree;
}

double max_squared_norm(const SamplingTree& tree) {
    double greatest = 0;
    const auto look = [&greatest](const SamplingNode& node) { greatest = std::max(greatest, node.squared_norm); };
    visit_leaves(tree.second, look);
    visit_leaves(tree.first, look);
    return greatest;
}

WipedVector<double> leaf_deviations(const SamplingTree& tree) {
    WipedVector<double> deviations;
    const auto add = [&deviations](const SamplingNode& node) {
        deviations.insert(deviations.end(), 2, node.deviation);
    };
    visit_leaves(tree.second, add);
    visit_leaves(tree.first, add);
    return deviations;
}

Coordinates ff_sample(const SamplingTree& tree, std::size_t n, std::uint32_t p, GaussianRuns& leaves) {
    const Fourier<double>& fourier = transform(n);
    const RootValues<double> t_0(n / 2, {-1.0 / p, 0.0});                     // LAT.FFSampling.1
    const RootValues<double> t_1(n / 2, {0.0, 0.0});                          // LAT.FFSampling.1
    const Sampled second = sample_node(tree.second, t_1, fourier, leaves);    // LAT.FFSampling.2
    const RootValues<double> centre = moved(t_0, t_1, second.values, tree.L); // LAT.FFSampling.3
    const Sampled first = sample_node(tree.first, centre, fourier, leaves);   // LAT.FFSampling.3
    return {first.z, second.z};
}

} // namespace emrshare
