#include "lattice/trapgen.hpp"

#include "base/error.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"

#include <algorithm>
#include <bit>

namespace emrshare {
namespace {

/// A: k x m, uniform on Z_q, one stream a row.
IntMatrix sample_A(std::size_t k, std::size_t m, std::uint32_t q, const Coins& coins) {
    IntMatrix A(k, m);
    for (std::size_t i = 0; i < k; ++i) {
        Xof source(XofInput("LAT.TrapGen.A").with(coins).with(i), 8 * m);
        const Residues row = uniform_residues(m, q, source);
        std::copy(row.begin(), row.end(), A.row(i).begin());
    }
    return A;
}

/// R: m x w, weights 1/4, 1/2, 1/4, one stream a row.
IntMatrix sample_R(std::size_t m, std::size_t w, const Coins& coins) {
    IntMatrix R(m, w);
    for (std::size_t i = 0; i < m; ++i) {
        Xof source(XofInput("LAT.TrapGen.R").with(coins).with(i));
        const Poly row = centred_binomial(w, 1, source);
        std::transform(row.begin(), row.end(), R.row(i).begin(),
                       [](std::int64_t x) { return static_cast<std::int32_t>(x); });
    }
    return R;
}

/// B = [A | G - A R mod q], G = I_k (x) (1, 2, ..., 2^(ell-1)).
IntMatrix assemble_B(const IntMatrix& A, const IntMatrix& R, std::size_t ell, std::int64_t q) {
    const std::size_t m = R.rows();
    const std::size_t w = R.columns();
    IntMatrix B(A.rows(), m + w);
    for (std::size_t i = 0; i < A.rows(); ++i) {
        WipedVector<std::int64_t> AR(w, 0);
        for (std::size_t h = 0; h < m; ++h) {
            for (std::size_t j = 0; j < w; ++j)
                AR[j] += std::int64_t{A(i, h)} * R(h, j);
        }
        std::copy(A.row(i).begin(), A.row(i).end(), B.row(i).begin());
        for (std::size_t j = 0; j < w; ++j) {
            const std::int64_t G = j / ell == i ? std::int64_t{1} << (j % ell) : 0;
            B(i, m + j) = static_cast<std::int32_t>(((G - AR[j]) % q + q) % q);
        }
    }
    return B;
}

/// The vector (R s, s) of the basis, for s in Z^w; `row` has n entries, R s is added to it.
void add_R_I(const IntMatrix& R, std::span<const std::int32_t> s, std::span<std::int32_t> row) {
    const std::size_t m = R.rows();
    for (std::size_t h = 0; h < m; ++h) {
        std::int32_t sum = 0;
        for (std::size_t j = 0; j < s.size(); ++j)
            sum += R(h, j) * s[j];
        row[h] += sum;
    }
    for (std::size_t j = 0; j < s.size(); ++j)
        row[m + j] += s[j];
}

/// Column j of the basis S of {s : G s = 0 mod q}: 2 and -1, or the bits of q at a block's end.
WipedVector<std::int32_t> gadget_vector(std::size_t j, std::size_t w, std::size_t ell, std::uint32_t q) {
    WipedVector<std::int32_t> s(w, 0);
    if (j % ell + 1 < ell) {
        s[j] = 2;
        s[j + 1] = -1;
    } else {
        for (std::size_t l = 0; l < ell; ++l)
            s[j + 1 - ell + l] = static_cast<std::int32_t>((q >> l) & 1U);
    }
    return s;
}

/// Column c of W: the bits of -A's column c, so that G W = -A mod q.
WipedVector<std::int32_t> kernel_bits(const IntMatrix& A, std::size_t c, std::size_t ell, std::uint32_t q) {
    WipedVector<std::int32_t> W(A.rows() * ell);
    for (std::size_t i = 0; i < A.rows(); ++i) {
        const std::uint32_t negated = (q - static_cast<std::uint32_t>(A(i, c))) % q;
        for (std::size_t l = 0; l < ell; ++l)
            W[i * ell + l] = static_cast<std::int32_t>((negated >> l) & 1U);
    }
    return W;
}

IntMatrix assemble_T(const IntMatrix& A, const IntMatrix& R, std::size_t ell, std::uint32_t q) {
    const std::size_t m = R.rows();
    const std::size_t w = R.columns();
    IntMatrix T(m + w, m + w);
    for (std::size_t j = 0; j < w; ++j)
        add_R_I(R, gadget_vector(j, w, ell, q), T.row(j)); // (R s_j, s_j)
    for (std::size_t c = 0; c < m; ++c) {
        T(w + c, c) = 1;
        add_R_I(R, kernel_bits(A, c, ell, q), T.row(w + c)); // (e_c + R W_c, W_c)
    }
    return T;
}

} // namespace

Trapdoor trapgen(std::uint32_t k, std::uint32_t q, std::uint32_t n, const Coins& coins, Trace& trace) {
    const std::size_t ell = static_cast<std::size_t>(std::bit_width(q)); // LAT.TrapGen.1
    require(k >= 1 && 2 * ell * k <= n, "LAT.TrapGen.C1", "k", "2 k ell exceeds n, or k is 0");
    const std::size_t w = k * ell;                                // LAT.TrapGen.1
    const std::size_t m = n - w;                                  // LAT.TrapGen.1
    const IntMatrix A = sample_A(k, m, q, coins);                 // LAT.TrapGen.2
    const IntMatrix R = trace("R", sample_R(m, w, coins));        // LAT.TrapGen.3
    const IntMatrix B = trace("B", assemble_B(A, R, ell, q));     // LAT.TrapGen.4
    const IntMatrix T_B = trace("T_B", assemble_T(A, R, ell, q)); // LAT.TrapGen.5
    return {B, R, T_B};
}

} // namespace emrshare
