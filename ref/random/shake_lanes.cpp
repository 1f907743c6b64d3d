// Keccak with vector instructions, compiled once for each instruction set.
#include "random/shake_lanes.hpp"

#include "random/xof.hpp"

// Sets with vectors of a length that is not known at compile time, or that add nothing here, are left out.
#define HWY_DISABLED_TARGETS                                                                                           \
    (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_PPC8 | HWY_WASM)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "random/shake_lanes.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#ifndef EMRSHARE_SHAKE_CONSTANTS
#define EMRSHARE_SHAKE_CONSTANTS
namespace emrshare {
namespace {

constexpr std::size_t kRate = 136; // bytes of a block of SHAKE256
constexpr std::size_t kWords = kRate / 8;

/// FIPS 202, section 3.2.5: the constants of iota.
constexpr std::uint64_t kRoundConstants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

/// FIPS 202, section 3.2.2: by how much rho turns the word at place x + 5y to the left.
constexpr int kTurns[25] = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                            25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

/// FIPS 202, section 3.2.3: the place from which pi takes the word at place x + 5y.
constexpr std::size_t source_of(std::size_t place) {
    const std::size_t x = place % 5;
    const std::size_t y = place / 5;
    return (x + 3 * y) % 5 + 5 * x;
}

/// The message with the suffix of SHAKE and the padding, whole blocks (FIPS 202, sections 5.1 and 6.2).
Bytes padded(const Bytes& message) {
    Bytes blocks = message;
    blocks.push_back(0x1f);
    blocks.resize((blocks.size() + kRate - 1) / kRate * kRate);
    blocks.back() ^= 0x80;
    return blocks;
}

std::uint64_t word_of(const std::uint8_t* bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i)
        word |= std::uint64_t{bytes[i]} << (8 * i);
    return word;
}

void put_word(std::uint64_t word, std::uint8_t* bytes) {
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::uint8_t>(word >> (8 * i));
}

} // namespace
} // namespace emrshare
#endif

// Without vectors the messages are taken one by one.
#if HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR

HWY_BEFORE_NAMESPACE();
namespace emrshare::shake::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<std::uint64_t, 8>;
using V = hn::Vec<D>;
constexpr std::size_t kLanes = hn::MaxLanes(D());

template <int Turn>
HWY_INLINE V turned_left(V word) {
    if constexpr (Turn == 0) {
        return word;
    } else {
        return hn::RotateRight<64 - Turn>(word);
    }
}

/// rho and pi: b[place] = a[source] turned.
template <std::size_t... Place>
HWY_INLINE void rho_pi(const V* a, V* b, std::index_sequence<Place...>) {
    ((b[Place] = turned_left<kTurns[source_of(Place)]>(a[source_of(Place)])), ...);
}

/// Keccak-f[1600] (FIPS 202, section 3.3).
HWY_INLINE void permute(V* a) {
    for (const std::uint64_t constant : kRoundConstants) {
        V c[5];
        for (std::size_t x = 0; x < 5; ++x)
            c[x] = hn::Xor(hn::Xor(hn::Xor(a[x], a[x + 5]), hn::Xor(a[x + 10], a[x + 15])), a[x + 20]);
        for (std::size_t x = 0; x < 5; ++x) {
            const V mixed = hn::Xor(c[(x + 4) % 5], turned_left<1>(c[(x + 1) % 5])); // theta
            for (std::size_t y = 0; y < 25; y += 5)
                a[x + y] = hn::Xor(a[x + y], mixed);
        }
        V b[25];
        rho_pi(a, b, std::make_index_sequence<25>());
        for (std::size_t y = 0; y < 25; y += 5) {
            for (std::size_t x = 0; x < 5; ++x)
                a[x + y] = hn::Xor(b[x + y], hn::AndNot(b[(x + 1) % 5 + y], b[(x + 2) % 5 + y])); // chi
        }
        a[0] = hn::Xor(a[0], hn::Set(D(), constant)); // iota
    }
}

/// At most as many messages as there are lanes; lanes without one compute what nobody reads.
void shake_some(std::span<const Bytes> messages, std::span<Bytes> outputs) {
    std::array<Bytes, kLanes> blocks;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        blocks[lane] = padded(messages[std::min(lane, messages.size() - 1)]);
    V a[25];
    for (V& word : a)
        word = hn::Zero(D());
    HWY_ALIGN std::uint64_t words[kLanes];
    for (std::size_t start = 0; start < blocks[0].size(); start += kRate) {
        for (std::size_t i = 0; i < kWords; ++i) {
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                words[lane] = word_of(blocks[lane].data() + start + 8 * i);
            a[i] = hn::Xor(a[i], hn::Load(D(), words));
        }
        permute(a);
    }
    for (std::size_t start = 0; start < outputs[0].size(); start += kRate) {
        if (start != 0) permute(a);
        for (std::size_t i = 0; i < kWords; ++i) {
            hn::Store(a[i], D(), words);
            for (std::size_t lane = 0; lane < outputs.size(); ++lane)
                put_word(words[lane], outputs[lane].data() + start + 8 * i);
        }
    }
    wipe(a, sizeof a);
    wipe(words, sizeof words);
}

WipedVector<Bytes> shake256(std::span<const Bytes> messages, std::size_t length) {
    WipedVector<Bytes> outputs(messages.size(), Bytes((length + kRate - 1) / kRate * kRate));
    for (std::size_t first = 0; first < messages.size(); first += kLanes) {
        const std::size_t count = std::min(kLanes, messages.size() - first);
        shake_some(messages.subspan(first, count), std::span(outputs).subspan(first, count));
    }
    for (Bytes& output : outputs)
        output.resize(length);
    return outputs;
}

bool usable() noexcept {
    return (hwy::SupportedTargets() & HWY_TARGET) != 0;
}

} // namespace

ShakeKernel kernel(std::string_view name) noexcept {
    return {name, kLanes, usable, shake256};
}

} // namespace emrshare::shake::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif // vectors

#if HWY_ONCE

namespace emrshare {
namespace {

WipedVector<Bytes> shake256_in_turn(std::span<const Bytes> messages, std::size_t length) {
    WipedVector<Bytes> outputs;
    outputs.reserve(messages.size());
    for (const Bytes& message : messages)
        outputs.push_back(shake256(message, length));
    return outputs;
}

bool always() noexcept {
    return true;
}

} // namespace

std::span<const ShakeKernel> shake_kernels() noexcept {
    static const ShakeKernel compiled[] = {
#if HWY_TARGETS & HWY_AVX3
        shake::N_AVX3::kernel("avx512"),
#endif
#if HWY_TARGETS & HWY_AVX2
        shake::N_AVX2::kernel("avx2"),
#endif
#if HWY_TARGETS & HWY_SSE4
        shake::N_SSE4::kernel("sse4"),
#endif
#if HWY_TARGETS & HWY_NEON
        shake::N_NEON::kernel("neon"),
#endif
        {"portable", 1, always, shake256_in_turn}
    };
    return compiled;
}

const ShakeKernel& best_shake_kernel() noexcept {
    static const ShakeKernel& best = *std::find_if(shake_kernels().begin(), shake_kernels().end(),
                                                   [](const ShakeKernel& kernel) { return kernel.usable(); });
    return best;
}

} // namespace emrshare

#endif // HWY_ONCE
