#include "sign/encoding.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <bit>

namespace emrshare::ml_dsa {
namespace {

constexpr std::int32_t kT1Max = (1 << (23 - kD)) - 1;  // 2^(bitlen(q - 1) - d) - 1
constexpr std::int32_t kT0Below = (1 << (kD - 1)) - 1; // t0 is in [-(2^(d-1) - 1), 2^(d-1)]
constexpr std::int32_t kT0Above = 1 << (kD - 1);
constexpr std::int32_t kW1Max = (kQ - 1) / (2 * kGamma2) - 1;

constexpr std::size_t bit_length(std::int32_t b) noexcept {
    return static_cast<std::size_t>(std::bit_width(static_cast<std::uint32_t>(b)));
}

/// Bytes of a polynomial packed with bounds that differ by @p range.
constexpr std::size_t packed_bytes(std::int32_t range) noexcept {
    return kN / 8 * bit_length(range);
}

static_assert(kPublicKeyBytes == kSeedBytes + kK * packed_bytes(kT1Max));
static_assert(kSecretKeyBytes == 2 * kSeedBytes + kHashBytes + (kL + kK) * packed_bytes(2 * kEta) +
                                     kK * packed_bytes(kT0Below + kT0Above));
static_assert(kSignatureBytes == kChallengeBytes + kL * packed_bytes(2 * kGamma1 - 1) + kHintBytes);

/// Bit j of map(w_i) becomes bit i c + j of the string (FIPS 204 Alg. 9 and 12).
template <class Map>
Bytes pack(const Polynomial& w, std::size_t c, Map map) {
    Bytes bytes(kN / 8 * c);
    for (std::size_t i = 0; i < kN; ++i) {
        const auto value = static_cast<std::uint32_t>(map(w[i]));
        for (std::size_t j = 0; j < c; ++j) {
            std::uint8_t& byte = bytes[(i * c + j) / 8];
            byte = static_cast<std::uint8_t>(byte | ((value >> j) & 1) << ((i * c + j) % 8));
        }
    }
    return bytes;
}

/// The inverse of pack(): w_i = map(the c bits of w_i) (FIPS 204 Alg. 10 and 13).
template <class Map>
Polynomial unpack(ByteView v, std::size_t c, Map map) {
    Polynomial w;
    for (std::size_t i = 0; i < kN; ++i) {
        std::uint32_t value = 0;
        for (std::size_t j = 0; j < c; ++j)
            value |= ((std::uint32_t{v[(i * c + j) / 8]} >> ((i * c + j) % 8)) & 1) << j;
        w[i] = map(static_cast<std::int32_t>(value));
    }
    return w;
}

void append(Bytes& bytes, ByteView more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

/// Takes a byte string apart from its beginning.
class Cutter {
public:
    explicit Cutter(ByteView bytes) : rest_(bytes) {}
    ByteView next(std::size_t size) {
        const ByteView part = rest_.first(size);
        rest_ = rest_.subspan(size);
        return part;
    }
    Bytes next_bytes(std::size_t size) {
        const ByteView part = next(size);
        return Bytes(part.begin(), part.end());
    }
    /// @p count polynomials packed by bit_pack().
    PolynomialVector next_packed(std::size_t count, std::int32_t a, std::int32_t b) {
        PolynomialVector v;
        v.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            v.push_back(bit_unpack(next(packed_bytes(a + b)), a, b));
        return v;
    }

private:
    ByteView rest_;
};

bool is_within_eta(const PolynomialVector& s) {
    return infinity_norm(s) <= kEta;
}

} // namespace

Bytes simple_bit_pack(const Polynomial& w, std::int32_t b) {
    return pack(w, bit_length(b), [](std::int32_t w_i) { return w_i; }); // FIPS 204 Alg. 16, line 3
}

Bytes bit_pack(const Polynomial& w, std::int32_t a, std::int32_t b) {
    return pack(w, bit_length(a + b), [b](std::int32_t w_i) { return b - w_i; }); // FIPS 204 Alg. 17, line 3
}

Polynomial simple_bit_unpack(ByteView v, std::int32_t b) {
    return unpack(v, bit_length(b), [](std::int32_t value) { return value; }); // FIPS 204 Alg. 18, line 4
}

Polynomial bit_unpack(ByteView v, std::int32_t a, std::int32_t b) {
    return unpack(v, bit_length(a + b), [b](std::int32_t value) { return b - value; }); // FIPS 204 Alg. 19, line 4
}

Bytes hint_bit_pack(const PolynomialVector& h) {
    Bytes y(kHintBytes);   // FIPS 204 Alg. 20, line 1
    std::size_t index = 0; // FIPS 204 Alg. 20, line 2
    for (std::size_t i = 0; i < kK; ++i) {
        for (std::size_t j = 0; j < kN; ++j) {
            if (h[i][j] != 0) y[index++] = static_cast<std::uint8_t>(j); // FIPS 204 Alg. 20, lines 5 to 7
        }
        y[kOmega + i] = static_cast<std::uint8_t>(index); // FIPS 204 Alg. 20, line 10
    }
    return y;
}

Outcome check_hint(ByteView y) noexcept {
    const ByteView counts = y.subspan(kOmega);
    const std::uint8_t most = *std::max_element(counts.begin(), counts.end());
    if (most > kOmega) return Outcome::hint_count;                                       // FIPS 204 Alg. 21, line 4
    if (!std::is_sorted(counts.begin(), counts.end())) return Outcome::hint_count_order; // FIPS 204 Alg. 21, line 4
    std::size_t first = 0;
    for (const std::uint8_t end : counts) {
        for (std::size_t index = first + 1; index < end; ++index) {
            if (y[index - 1] >= y[index]) return Outcome::hint_index_order; // FIPS 204 Alg. 21, line 9
        }
        first = end;
    }
    const ByteView padding = y.subspan(first, kOmega - first);
    const bool zero = std::all_of(padding.begin(), padding.end(), [](std::uint8_t byte) { return byte == 0; });
    return zero ? Outcome::accepted : Outcome::hint_padding; // FIPS 204 Alg. 21, line 17
}

PolynomialVector hint_bit_unpack(ByteView y) {
    PolynomialVector h(kK); // FIPS 204 Alg. 21, line 1
    std::size_t index = 0;  // FIPS 204 Alg. 21, line 2
    for (std::size_t i = 0; i < kK; ++i) {
        while (index < y[kOmega + i])
            h[i][y[index++]] = 1; // FIPS 204 Alg. 21, lines 12 and 13
    }
    return h;
}

Bytes pk_encode(const PublicKey& key) {
    Bytes pk = key.rho; // FIPS 204 Alg. 22, line 1
    for (const Polynomial& w : key.t1)
        append(pk, simple_bit_pack(w, kT1Max)); // FIPS 204 Alg. 22, line 3
    return pk;
}

PublicKey pk_decode(ByteView pk) {
    Cutter cutter(pk);
    PublicKey key{cutter.next_bytes(kSeedBytes), {}}; // FIPS 204 Alg. 23, line 1
    for (std::size_t i = 0; i < kK; ++i)
        key.t1.push_back(simple_bit_unpack(cutter.next(packed_bytes(kT1Max)), kT1Max)); // FIPS 204 Alg. 23, line 3
    return key;
}

Bytes sk_encode(const SecretKey& key) {
    Bytes sk = key.rho; // FIPS 204 Alg. 24, line 1
    append(sk, key.K);  // FIPS 204 Alg. 24, line 1
    append(sk, key.tr); // FIPS 204 Alg. 24, line 1
    for (const Polynomial& w : key.s1)
        append(sk, bit_pack(w, kEta, kEta)); // FIPS 204 Alg. 24, line 3
    for (const Polynomial& w : key.s2)
        append(sk, bit_pack(w, kEta, kEta)); // FIPS 204 Alg. 24, line 6
    for (const Polynomial& w : key.t0)
        append(sk, bit_pack(w, kT0Below, kT0Above)); // FIPS 204 Alg. 24, line 9
    return sk;
}

SecretKey sk_decode(ByteView sk) {
    require(sk.size() == kSecretKeyBytes, "SIG.SkDecode.C1", "sk", "not 4032 bytes");
    Cutter cutter(sk);
    SecretKey key;
    key.rho = cutter.next_bytes(kSeedBytes);             // FIPS 204 Alg. 25, line 1
    key.K = cutter.next_bytes(kSeedBytes);               // FIPS 204 Alg. 25, line 1
    key.tr = cutter.next_bytes(kHashBytes);              // FIPS 204 Alg. 25, line 1
    key.s1 = cutter.next_packed(kL, kEta, kEta);         // FIPS 204 Alg. 25, line 3
    key.s2 = cutter.next_packed(kK, kEta, kEta);         // FIPS 204 Alg. 25, line 6
    key.t0 = cutter.next_packed(kK, kT0Below, kT0Above); // FIPS 204 Alg. 25, line 9
    const bool short_enough = is_within_eta(key.s1) && is_within_eta(key.s2);
    require(short_enough, "SIG.SkDecode.C2", "sk", "a coefficient of s1 or s2 is not from -4 to 4");
    return key;
}

Bytes sig_encode(const Signature& signature) {
    Bytes sigma = signature.c_tilde; // FIPS 204 Alg. 26, line 1
    for (const Polynomial& w : signature.z)
        append(sigma, bit_pack(w, kGamma1 - 1, kGamma1)); // FIPS 204 Alg. 26, line 3
    append(sigma, hint_bit_pack(signature.h));            // FIPS 204 Alg. 26, line 5
    return sigma;
}

Signature sig_decode(ByteView sigma) {
    Cutter cutter(sigma);
    Signature signature;
    signature.c_tilde = cutter.next_bytes(kChallengeBytes);     // FIPS 204 Alg. 27, line 1
    signature.z = cutter.next_packed(kL, kGamma1 - 1, kGamma1); // FIPS 204 Alg. 27, line 3
    signature.h = hint_bit_unpack(hint_part(sigma));            // FIPS 204 Alg. 27, line 5
    return signature;
}

ByteView hint_part(ByteView sigma) {
    return sigma.last(kHintBytes);
}

Bytes w1_encode(const PolynomialVector& w1) {
    Bytes bytes; // FIPS 204 Alg. 28, line 1
    for (const Polynomial& w : w1)
        append(bytes, simple_bit_pack(w, kW1Max)); // FIPS 204 Alg. 28, line 3
    return bytes;
}

} // namespace emrshare::ml_dsa
