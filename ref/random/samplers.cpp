#include "random/samplers.hpp"

#include "base/error.hpp"

#include <bit>
#include <utility>

namespace emrshare {

namespace {

/// The @p size bytes from @p bytes on as a little-endian integer.
std::uint32_t word_at(const std::uint8_t* bytes, std::size_t size) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < size; ++i)
        word |= std::uint32_t{bytes[i]} << (8 * i);
    return word;
}

/// Three more bytes than are read, so that the word around each bit can be loaded.
Bytes read_padded(std::size_t count, ByteSource& source) {
    Bytes bytes(count + 3);
    source.read(std::span(bytes).first(count));
    return bytes;
}

/// Up to 16 bits of a padded byte string from bit number @p position on, and what follows them.
std::uint32_t bits_at(const Bytes& padded, std::size_t position) {
    return word_at(padded.data() + position / 8, 4) >> (position % 8);
}

} // namespace

Residues uniform_residues(std::size_t count, std::uint32_t q, ByteSource& source) {
    const std::uint32_t mask = (1U << std::bit_width(q - 1)) - 1; // SMP.Uniform.1
    Residues residues(count);
    Bytes bytes;
    std::size_t made = 0;
    while (made < count) {
        // As many candidates at once as are needed at least.
        bytes.resize(4 * (count - made));
        source.read(bytes);
        for (std::size_t i = 0; i < bytes.size(); i += 4) {
            const std::uint32_t candidate = word_at(bytes.data() + i, 4) & mask; // SMP.Uniform.2
            residues[made] = candidate;                                          // SMP.Uniform.3
            made += static_cast<std::size_t>(candidate < q);                     // SMP.Uniform.3
        }
    }
    return residues;
}

Rq uniform(const Ring& ring, ByteSource& source) {
    return Rq(ring, uniform_residues(ring.n(), ring.q(), source));
}

Poly ternary(std::size_t n, ByteSource& source) {
    constexpr std::size_t kDigits = 5;
    Poly u(n);
    Bytes bytes;
    std::size_t i = 0;
    while (i < n) {
        // As many bytes at once as are needed at least.
        bytes.resize((n - i + kDigits - 1) / kDigits);
        source.read(bytes);
        for (std::uint32_t digits : bytes) { // SMP.Ternary.1
            if (digits >= 243) continue;     // SMP.Ternary.2
            for (std::size_t j = 0; j < kDigits && i < n; ++j, ++i) {
                u[i] = std::int64_t{digits % 3} - 1; // SMP.Ternary.3
                digits /= 3;
            }
        }
    }
    return u;
}

namespace {

/// SMP.CBD.2 for an eta that the compiler knows: the loop over its bits is none.
template <std::uint32_t Eta>
void set_centred(const Bytes& bytes, Poly& e) {
    for (std::size_t i = 0; i < e.size(); ++i) {
        const std::uint32_t bits = bits_at(bytes, std::size_t{2} * Eta * i);
        std::int32_t sum = 0;
        for (std::uint32_t j = 0; j < Eta; ++j)
            sum += static_cast<std::int32_t>((bits >> j) & 1) - static_cast<std::int32_t>((bits >> (Eta + j)) & 1);
        e[i] = sum; // SMP.CBD.2
    }
}

constexpr void (*kSetCentred[])(const Bytes&, Poly&) = {set_centred<1>, set_centred<2>, set_centred<3>, set_centred<4>,
                                                        set_centred<5>, set_centred<6>, set_centred<7>, set_centred<8>};

} // namespace

Poly centred_binomial(std::size_t n, std::uint32_t eta, ByteSource& source) {
    require(eta >= 1 && eta <= 8, "SMP.CBD.C1", "eta", "not from 1 to 8");
    const Bytes bytes = read_padded((2 * n * eta + 7) / 8, source); // SMP.CBD.1
    Poly e(n);
    kSetCentred[eta - 1](bytes, e); // SMP.CBD.2
    return e;
}

Poly wide_mask(std::size_t n, std::uint32_t t, ByteSource& source) {
    const Bytes bytes = read_padded((n * t + 7) / 8, source); // SMP.Mask.1
    Poly v(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t bits = bits_at(bytes, t * i) & ((1U << t) - 1);
        v[i] = std::int64_t{bits} - (std::int64_t{1} << (t - 1)); // SMP.Mask.2
    }
    return v;
}

} // namespace emrshare
