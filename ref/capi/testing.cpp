// The C interface for comparing implementations step by step.
#include "capi/boundary.hpp"
#include "capi/emrshare_testing.h"

#include "lattice/gram_schmidt.hpp"
#include "lattice/ntru_solve.hpp"
#include "lattice/trapgen.hpp"
#include "pre/encoding.hpp"
#include "pre/rekeygen.hpp"
#include "random/gaussian.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"

#include <crypto++/sha3.h>

#include <algorithm>
#include <bit>

using namespace emrshare;
using namespace emrshare::capi;

namespace {

constexpr std::size_t kMaxDegree = 65536;
constexpr std::int64_t kMaxCoefficient = std::int64_t{1} << 40;

void require_room(emrshare_real_buffer buffer, std::size_t count, std::string_view argument) {
    require_use(buffer.data != nullptr || count == 0, argument, "null");
    require_use(buffer.count >= count, argument, "too small a buffer");
}

void require_parts(const emrshare_bytes* parts, size_t count) {
    require_use(parts != nullptr || count == 0, "parts", "null");
}

/// Runs @p sample on the stream of @p bytes and writes as many integers as it gives.
template <class Sample>
emrshare_status sample_list(emrshare_bytes bytes, emrshare_integer_buffer integers, std::string_view argument,
                            size_t* taken, const Sample& sample) {
    return guarded([&] {
        capi::require_room(integers, integers.count, argument);
        FixedBytes source(view(bytes, "bytes"));
        const auto values = sample(source);
        if (taken != nullptr) *taken = static_cast<std::size_t>(source.taken());
        write(integers, values);
    });
}

/// Coefficients in the range in which the library's arithmetic on R cannot overflow.
Poly read_coefficients(emrshare_integers integers, std::string_view field) {
    const Poly poly = read_integers(integers, field);
    const auto in_range = [](auto c) { return c >= -kMaxCoefficient && c <= kMaxCoefficient; };
    require_use(std::all_of(poly.begin(), poly.end(), in_range), field, "a coefficient exceeds 2^40");
    return poly;
}

} // namespace

extern "C" {

emrshare_status emrshare_testing_xof(const char* label, const emrshare_bytes* parts, size_t count,
                                     emrshare_buffer stream) {
    return guarded([&] {
        require_pointer(label, "label");
        require_parts(parts, count);
        capi::require_room(stream, stream.size, "stream");
        XofInput input(label);
        for (size_t i = 0; i < count; ++i)
            input.with(view(parts[i], "parts"));
        Bytes bytes(stream.size);
        Xof(input, bytes.size()).read(bytes);
        write({{stream, bytes}});
    });
}

emrshare_status emrshare_testing_sha3_256(const emrshare_bytes* parts, size_t count, emrshare_buffer digest) {
    return guarded([&] {
        require_parts(parts, count);
        capi::require_room(digest, CryptoPP::SHA3_256::DIGESTSIZE, "digest");
        CryptoPP::SHA3_256 hash;
        for (size_t i = 0; i < count; ++i) {
            const ByteView part = view(parts[i], "parts");
            hash.Update(part.data(), part.size());
        }
        Bytes bytes(CryptoPP::SHA3_256::DIGESTSIZE);
        hash.Final(bytes.data());
        write({{digest, bytes}});
    });
}

emrshare_status emrshare_testing_uniform(const emrshare_set* set, emrshare_bytes bytes,
                                         emrshare_integer_buffer residues, size_t* taken) {
    return sample_list(bytes, residues, "residues", taken,
                       [&](ByteSource& source) { return uniform_residues(residues.count, parameters(set).q, source); });
}

emrshare_status emrshare_testing_ternary(emrshare_bytes bytes, emrshare_integer_buffer u, size_t* taken) {
    return sample_list(bytes, u, "u", taken, [&](ByteSource& source) { return ternary(u.count, source); });
}

emrshare_status emrshare_testing_cbd(uint32_t eta, emrshare_bytes bytes, emrshare_integer_buffer e, size_t* taken) {
    return sample_list(bytes, e, "e", taken,
                       [&](ByteSource& source) { return centred_binomial(e.count, eta, source); });
}

emrshare_status emrshare_testing_mask(uint32_t t, emrshare_bytes bytes, emrshare_integer_buffer v, size_t* taken) {
    return sample_list(bytes, v, "v", taken, [&](ByteSource& source) {
        require_use(t >= 1 && t <= 16, "t", "not from 1 to 16");
        return wide_mask(v.count, t, source);
    });
}

emrshare_status emrshare_testing_sample_base(uint32_t base, emrshare_bytes bytes, int64_t* z_0) {
    return guarded([&] {
        require_use(base < base_gaussians().size(), "base", "neither 0 nor 1");
        require_pointer(z_0, "z_0");
        FixedBytes source(view(bytes, "bytes"));
        *z_0 = sample_base(base_gaussians()[base], source);
    });
}

emrshare_status emrshare_testing_exp(double r, uint64_t* y) {
    return guarded([&] {
        require_use(r >= 0 && r < 1, "r", "not in [0, 1)");
        require_pointer(y, "y");
        *y = exp_fixed_point(r);
    });
}

emrshare_status emrshare_testing_bernoulli(double x, emrshare_bytes bytes, int* accepted) {
    return guarded([&] {
        require_use(x >= 0 && x <= 1000, "x", "not from 0 to 1000");
        require_pointer(accepted, "accepted");
        FixedBytes source(view(bytes, "bytes"));
        *accepted = bernoulli_exp(x, source) ? 1 : 0;
    });
}

emrshare_status emrshare_testing_sample_z(double c, double sigma, emrshare_bytes bytes, int64_t* z, uint64_t* trials,
                                          size_t* taken) {
    return guarded([&] {
        require_pointer(z, "z");
        FixedBytes source(view(bytes, "bytes"));
        std::uint64_t made = 0;
        *z = sample_z(c, sigma, source, &made);
        if (trials != nullptr) *trials = made;
        if (taken != nullptr) *taken = static_cast<std::size_t>(source.taken());
    });
}

emrshare_status emrshare_testing_gaussian_poly(double sigma, emrshare_bytes coins, emrshare_integer_buffer g) {
    return guarded([&] {
        capi::require_room(g, g.count, "g");
        write(g, gaussian_poly(g.count, sigma, XofInput("KAT.Gaussian").with(read_coins(coins, "coins"))));
    });
}

emrshare_status emrshare_testing_trapgen(const emrshare_set* set, emrshare_bytes coins, emrshare_buffer B) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        capi::require_room(B, s.k * s.element_bytes(), "B");
        write({{B, encode_rows(s, trapgen(s.k, s.q, s.n, read_coins(coins, "coins")).B)}});
    });
}

emrshare_status emrshare_testing_gram_schmidt(const int32_t* basis, size_t rows, size_t columns, emrshare_real_buffer N,
                                              emrshare_real_buffer vectors) {
    return guarded([&] {
        require_use(rows <= kMaxDegree && columns <= kMaxDegree, "basis", "more than 65536 rows or columns");
        require_use(basis != nullptr || rows * columns == 0, "basis", "null");
        require_room(N, rows, "N");
        require_room(vectors, rows * columns, "vectors");
        IntMatrix matrix(rows, columns);
        for (size_t i = 0; i < rows; ++i)
            std::copy_n(basis + i * columns, columns, matrix.row(i).begin());
        const GramSchmidt orthogonal = gram_schmidt(matrix, [](std::size_t, double) { return true; });
        std::copy(orthogonal.squared_norms.begin(), orthogonal.squared_norms.end(), N.data);
        for (size_t i = 0; i < rows; ++i)
            std::copy_n(orthogonal.vectors.row(i).begin(), columns, vectors.data + i * columns);
    });
}

emrshare_status emrshare_testing_sample_pre(const emrshare_master_key* key, emrshare_integers u, emrshare_bytes coins,
                                            emrshare_buffer f_prime) {
    return guarded([&] {
        require_pointer(key, "key");
        const ParameterSet& set = *key->value.set;
        capi::require_room(f_prime, set.element_bytes(), "f'");
        const Poly entries = read_integers(u, "u");
        const Coins c = read_coins(coins, "coins");
        require(entries.size() == set.k &&
                    std::all_of(entries.begin(), entries.end(), [&set](auto x) { return x >= 0 && x < set.q; }),
                "LAT.SamplePre.C1", "u", "not k entries below q");
        const Residues syndrome(entries.begin(), entries.end());
        write({{f_prime, encode_short(set, sample_pre(key->value.basis, syndrome, set.q, set.sigma, c))}});
    });
}

emrshare_status emrshare_testing_fft(emrshare_integers a, emrshare_real_buffer values) {
    return guarded([&] {
        require_use(std::has_single_bit(a.count) && a.count >= 2 && a.count <= kMaxDegree, "a",
                    "not 2, 4, 8, ... up to 65536 coefficients");
        require_room(values, a.count, "values");
        const Poly coefficients = read_integers(a, "a");
        const Fourier<double> fourier(a.count);
        const auto transformed = fourier.forward(WipedVector<double>(coefficients.begin(), coefficients.end()));
        double* out = values.data;
        for (const Complex<double>& value : transformed) {
            *out++ = value.re;
            *out++ = value.im;
        }
    });
}

emrshare_status emrshare_testing_ntru_solve(const emrshare_set* set, emrshare_integers f, emrshare_integers w,
                                            int* solvable, emrshare_integer_buffer F, emrshare_integer_buffer W) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_pointer(solvable, "solvable");
        capi::require_room(F, f.count, "F");
        capi::require_room(W, f.count, "W");
        const Poly first = read_coefficients(f, "f");
        const std::optional<NtruSolution> solution = ntru_solve(first, read_coefficients(w, "w"), s.q, s.p);
        *solvable = solution.has_value() ? 1 : 0;
        if (!solution) return;
        write(F, solution->F);
        write(W, solution->W);
    });
}

emrshare_status emrshare_testing_sampling_tree(const emrshare_owner_key* key, double* max_N) {
    return guarded([&] {
        require_pointer(key, "key");
        require_pointer(max_N, "max_N");
        *max_N = max_squared_norm(key->tree);
    });
}

emrshare_status emrshare_testing_sample_delegation(const emrshare_owner_key* key, emrshare_bytes coins,
                                                   emrshare_buffer d) {
    return guarded([&] {
        require_pointer(key, "key");
        capi::require_room(d, key->set.element_bytes(), "d");
        const Poly element = sample_delegation(key->set, key->value, key->tree, read_coins(coins, "coins"));
        write({{d, encode_short(key->set, element)}});
    });
}
}
