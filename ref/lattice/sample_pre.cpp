#include "lattice/sample_pre.hpp"

#include "base/error.hpp"
#include "random/gaussian.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace emrshare {
namespace {

/// (R h, h) with h the bits of u: a first, unsampled solution of B t = u, since B (R; I) = G.
WipedVector<double> gadget_solution(const IntMatrix& R, const Residues& u, std::uint32_t q) {
    const std::size_t ell = static_cast<std::size_t>(std::bit_width(q));
    const std::size_t m = R.rows();
    WipedVector<double> t(m + R.columns(), 0.0);
    for (std::size_t j = 0; j < R.columns(); ++j) {
        if (((u[j / ell] >> (j % ell)) & 1U) == 0) continue;
        t[m + j] = 1;
        for (std::size_t i = 0; i < m; ++i)
            t[i] += R(i, j);
    }
    return t;
}

} // namespace

Poly sample_pre(const TrapdoorBasis& basis, const Residues& u, std::uint32_t q, double sigma, const Coins& coins,
                Trace& trace) {
    const IntMatrix& T = basis.trapdoor.T_B;
    const std::size_t n = T.rows();
    require(u.size() == basis.trapdoor.B.rows() && std::all_of(u.begin(), u.end(), [q](auto x) { return x < q; }),
            "LAT.SamplePre.C1", "u", "not k entries below q");
    WipedVector<double> x = trace("t", gadget_solution(basis.trapdoor.R, u, q)); // LAT.SamplePre.1
    GaussianRuns leaves(XofInput("LAT.SamplePre").with(coins));
    WipedVector<double> centres(n);
    Poly z(n);
    WipedVector<double> b(n);
    for (std::size_t i = n; i-- > 0;) {
        const double N = basis.orthogonal.squared_norms[i];
        centres[i] = dot(x, basis.orthogonal.vectors.row(i)) / N; // LAT.SamplePre.2
        const double s = sigma / std::sqrt(N);                    // LAT.SamplePre.3
        z[i] = leaves.next(centres[i], s);                        // LAT.SamplePre.4
        std::copy(T.row(i).begin(), T.row(i).end(), b.begin());
        subtract_multiple(x, static_cast<double>(z[i]), b); // LAT.SamplePre.5
    }
    trace.record("c", centres);
    trace.record("z", z);
    Poly preimage(n);
    for (std::size_t i = 0; i < n; ++i)
        preimage[i] = static_cast<std::int64_t>(x[i]); // LAT.SamplePre.6
    return preimage;
}

} // namespace emrshare
