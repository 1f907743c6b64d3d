#include "sign/sampling.hpp"

#include "random/xof.hpp"
#include "sign/encoding.hpp"

#include <bit>

namespace emrshare::ml_dsa {
namespace {

/// Bytes of a stream that are likely to do: whole blocks of the sponge, so that asking again is rare.
/// @{
constexpr std::size_t kBallExpected = 136;
constexpr std::size_t kMatrixExpected = std::size_t{5} * 168;
constexpr std::size_t kSecretExpected = std::size_t{2} * 136;
/// @}

Bytes concatenation(std::initializer_list<ByteView> parts) {
    Bytes bytes;
    for (const ByteView part : parts)
        bytes.insert(bytes.end(), part.begin(), part.end());
    return bytes;
}

/// The seed followed by two bytes: IntegerToBytes(x, 2) (FIPS 204 Alg. 11).
Bytes seed_with(ByteView rho, std::uint64_t x) {
    const Bytes bytes = le64(x);
    return concatenation({rho, ByteView(bytes).first(2)});
}

/// The coefficient of four bits, or a value beyond eta for none (FIPS 204 Alg. 15, line 3).
constexpr std::int32_t kNone = kEta + 1;
std::int32_t coeff_from_half_byte(std::uint64_t b) noexcept {
    return b < 9 ? kEta - static_cast<std::int32_t>(b) : kNone;
}

} // namespace

Bytes hash(std::initializer_list<ByteView> parts, std::size_t length) {
    return shake256(concatenation(parts), length);
}

Polynomial sample_in_ball(ByteView rho) {
    Polynomial c;                                                    // FIPS 204 Alg. 29, line 1
    Shake H(shake256, Bytes(rho.begin(), rho.end()), kBallExpected); // FIPS 204 Alg. 29, lines 2 and 3
    const std::uint64_t h = H.read_le<8>();                          // FIPS 204 Alg. 29, lines 4 and 5
    for (std::size_t i = kN - kTau; i < kN; ++i) {
        std::size_t j = H.read_le<1>(); // FIPS 204 Alg. 29, line 7
        while (j > i)
            j = H.read_le<1>();                            // FIPS 204 Alg. 29, line 9
        c[i] = c[j];                                       // FIPS 204 Alg. 29, line 11
        c[j] = ((h >> (i + kTau - kN)) & 1) != 0 ? -1 : 1; // FIPS 204 Alg. 29, line 12
    }
    return c;
}

Transformed rej_ntt_poly(ByteView rho) {
    Transformed a_hat;
    std::size_t j = 0;
    Shake G(shake128, Bytes(rho.begin(), rho.end()), kMatrixExpected); // FIPS 204 Alg. 30, lines 2 and 3
    while (j < kN) {
        const std::uint64_t s = G.read_le<3>();                 // FIPS 204 Alg. 30, line 5
        const auto z = static_cast<std::int32_t>(s & 0x7fffff); // FIPS 204 Alg. 14, lines 1 to 5
        if (z < kQ) a_hat[j++] = z;                             // FIPS 204 Alg. 14, line 6; Alg. 30, line 8
    }
    return a_hat;
}

Polynomial rej_bounded_poly(ByteView rho) {
    Polynomial a;
    std::size_t j = 0;
    Shake H(shake256, Bytes(rho.begin(), rho.end()), kSecretExpected); // FIPS 204 Alg. 31, lines 2 and 3
    while (j < kN) {
        const std::uint64_t z = H.read_le<1>();               // FIPS 204 Alg. 31, line 5
        const std::int32_t z0 = coeff_from_half_byte(z % 16); // FIPS 204 Alg. 31, line 6
        const std::int32_t z1 = coeff_from_half_byte(z / 16); // FIPS 204 Alg. 31, line 7
        if (z0 != kNone) a[j++] = z0;                         // FIPS 204 Alg. 31, lines 8 to 10
        if (z1 != kNone && j < kN) a[j++] = z1;               // FIPS 204 Alg. 31, lines 12 to 14
    }
    return a;
}

Matrix expand_a(ByteView rho) {
    Matrix A_hat(kK, TransformedVector(kL));
    for (std::size_t r = 0; r < kK; ++r) {
        for (std::size_t s = 0; s < kL; ++s) {
            const Bytes seed = seed_with(rho, s | r << 8); // FIPS 204 Alg. 32, line 3
            A_hat[r][s] = rej_ntt_poly(seed);              // FIPS 204 Alg. 32, line 4
        }
    }
    return A_hat;
}

Secrets expand_s(ByteView rho) {
    Secrets secrets{PolynomialVector(kL), PolynomialVector(kK)};
    for (std::size_t r = 0; r < kL; ++r)
        secrets.s1[r] = rej_bounded_poly(seed_with(rho, r)); // FIPS 204 Alg. 33, line 2
    for (std::size_t r = 0; r < kK; ++r)
        secrets.s2[r] = rej_bounded_poly(seed_with(rho, r + kL)); // FIPS 204 Alg. 33, line 5
    return secrets;
}

PolynomialVector expand_mask(ByteView rho, std::uint64_t mu) {
    constexpr std::size_t c = 1 + std::bit_width(static_cast<std::uint32_t>(kGamma1 - 1)); // FIPS 204 Alg. 34, line 1
    PolynomialVector y(kL);
    for (std::size_t r = 0; r < kL; ++r) {
        const Bytes v = hash({seed_with(rho, mu + r)}, 32 * c); // FIPS 204 Alg. 34, lines 3 and 4
        y[r] = bit_unpack(v, kGamma1 - 1, kGamma1);             // FIPS 204 Alg. 34, line 5
    }
    return y;
}

} // namespace emrshare::ml_dsa
