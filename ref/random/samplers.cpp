#include "random/samplers.hpp"

#include "base/error.hpp"

#include <bit>
#include <utility>

namespace emrshare {

Residues uniform_residues(std::size_t count, std::uint32_t q, ByteSource& source) {
    const std::uint32_t mask = (1U << std::bit_width(q - 1)) - 1; // SMP.Uniform.1
    Residues residues;
    residues.reserve(count);
    while (residues.size() < count) {
        const auto candidate = static_cast<std::uint32_t>(source.read_le<4>()) & mask; // SMP.Uniform.2
        if (candidate < q) residues.push_back(candidate);                              // SMP.Uniform.3
    }
    return residues;
}

Rq uniform(const Ring& ring, ByteSource& source) {
    return Rq(ring, uniform_residues(ring.n(), ring.q(), source));
}

Poly ternary(std::size_t n, ByteSource& source) {
    Poly u(n);
    std::size_t i = 0;
    while (i < n) {
        auto digits = static_cast<std::int64_t>(source.read_le<1>()); // SMP.Ternary.1
        if (digits >= 243) continue;                                  // SMP.Ternary.2
        for (int j = 0; j < 5 && i < n; ++j, ++i) {
            u[i] = digits % 3 - 1; // SMP.Ternary.3
            digits /= 3;
        }
    }
    return u;
}

Poly centred_binomial(std::size_t n, std::uint32_t eta, ByteSource& source) {
    require(eta >= 1 && eta <= 8, "SMP.CBD.C1", "eta", "not from 1 to 8");
    Bytes bytes((2 * n * eta + 7) / 8);
    source.read(bytes); // SMP.CBD.1
    const auto bit = [&bytes](std::size_t i) { return std::int64_t{(bytes[i / 8] >> (i % 8)) & 1}; };
    Poly e(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t j = 0; j < eta; ++j)
            e[i] += bit(2 * i * eta + j) - bit(2 * i * eta + eta + j); // SMP.CBD.2
    }
    return e;
}

Poly wide_mask(std::size_t n, std::uint32_t t, ByteSource& source) {
    Bytes bytes((n * t + 7) / 8);
    source.read(bytes); // SMP.Mask.1
    Poly v(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::uint32_t j = 0; j < t; ++j) {
            const std::size_t position = t * i + j;
            v[i] += std::int64_t{(bytes[position / 8] >> (position % 8)) & 1} << j; // SMP.Mask.2
        }
        v[i] -= std::int64_t{1} << (t - 1); // SMP.Mask.2
    }
    return v;
}

} // namespace emrshare
