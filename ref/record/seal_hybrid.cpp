// Sealed files whose plaintext is under AES-256-GCM (spec, section 7.3).
#include "base/error.hpp"
#include "base/in_order.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"
#include "record/seal.hpp"

#include <crypto++/aes.h>
#include <crypto++/gcm.h>

#include <algorithm>
#include <array>
#include <functional>
#include <istream>
#include <string>

namespace emrshare {
namespace {

using namespace sealed_layout;

/// Chunks that a thread takes at once.
constexpr std::uint64_t kChunksAtOnce = 4;
constexpr std::size_t kSealedChunk = kChunkBytes + kChunkTagBytes;
constexpr std::size_t kNonceBytes = 12;

/// The first chunk of a part.
std::uint64_t first_chunk(std::uint64_t part) noexcept {
    return part * kChunksAtOnce;
}

/// The chunks of a file in groups, each a part for run_in_order(). A part has room for the tags, so that chunks are
/// encrypted and decrypted where they lie.
struct Chunks {
    std::uint64_t length;
    std::uint64_t chunks;
    std::uint64_t parts() const noexcept { return (chunks - 1) / kChunksAtOnce + 1; }
    std::uint64_t end(std::uint64_t part) const noexcept { return std::min(chunks, first_chunk(part) + kChunksAtOnce); }
    bool is_last(std::uint64_t chunk) const noexcept { return chunk + 1 == chunks; }
    /// Bytes of plaintext in a chunk.
    std::size_t size(std::uint64_t chunk) const noexcept {
        return is_last(chunk) ? static_cast<std::size_t>(length - chunk * kChunkBytes) : kChunkBytes;
    }
    /// Bytes of a part with its tags.
    std::size_t part_size(std::uint64_t part) const noexcept {
        const std::uint64_t last = end(part) - 1;
        return static_cast<std::size_t>(last - first_chunk(part)) * kSealedChunk + size(last) + kChunkTagBytes;
    }
    /// The plaintext of a chunk, or what has become of it, within its part; its tag is behind it.
    template <class Part>
    auto in(Part& part, std::uint64_t chunk) const noexcept {
        return std::span(part).subspan(static_cast<std::size_t>(chunk % kChunksAtOnce) * kSealedChunk, size(chunk));
    }
};

/// The part of STREAM (Hoang, Reyhanitabar, Rogaway, Vizar, CRYPTO 2015) that differs from chunk to chunk.
std::array<std::uint8_t, kNonceBytes> nonce_of(std::uint64_t i, bool is_last) {
    std::array<std::uint8_t, kNonceBytes> nonce{};
    for (std::size_t byte = 0; byte < 8; ++byte)
        nonce[byte] = static_cast<std::uint8_t>(i >> (8 * byte));
    nonce[kNonceBytes - 1] = is_last ? 1 : 0;
    return nonce;
}

/// The key of the chunks (SEAL.SealHybrid.5).
Coins key_of_chunks(const SealHeader& header, const Bytes& m) {
    return derive_coins(XofInput("SEAL.K").with(header.set->name).with(encode_header(header)).with(m));
}

/// Encrypts the chunks of a part.
void encrypt_part(const Coins& K, const Chunks& chunks, std::uint64_t number, Bytes& part) {
    CryptoPP::GCM<CryptoPP::AES>::Encryption gcm;
    gcm.SetKeyWithIV(K.bytes.data(), K.bytes.size(), nonce_of(0, false).data(), kNonceBytes);
    for (std::uint64_t i = first_chunk(number); i < chunks.end(number); ++i) {
        const auto nonce = nonce_of(i, chunks.is_last(i)); // SEAL.SealHybrid.6
        std::uint8_t* const text = chunks.in(part, i).data();
        gcm.EncryptAndAuthenticate(text, text + chunks.size(i), kChunkTagBytes, nonce.data(), kNonceBytes, nullptr, 0,
                                   text,
                                   chunks.size(i)); // SEAL.SealHybrid.7
    }
}

/// Decrypts the chunks of a part.
void decrypt_part(const Coins& K, const Chunks& chunks, std::uint64_t number, Bytes& part) {
    CryptoPP::GCM<CryptoPP::AES>::Decryption gcm;
    gcm.SetKeyWithIV(K.bytes.data(), K.bytes.size(), nonce_of(0, false).data(), kNonceBytes);
    for (std::uint64_t i = first_chunk(number); i < chunks.end(number); ++i) {
        const auto nonce = nonce_of(i, chunks.is_last(i));
        std::uint8_t* const text = chunks.in(part, i).data();
        const bool is_right = gcm.DecryptAndVerify(text, text + chunks.size(i), kChunkTagBytes, nonce.data(),
                                                   kNonceBytes, nullptr, 0, text, chunks.size(i)); // SEAL.OpenHybrid.3
        require(is_right, "SEAL.OpenHybrid.C1", "chunk " + std::to_string(i), "its tag is wrong");
    }
}

} // namespace

void seal_hybrid(const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length,
                 std::ostream& sealed, const Coins& coins, const SealProgress& progress, unsigned jobs, Trace& trace) {
    require_element(set, pk, "SEAL.Seal.C1", "pk");
    HashedOutput out(sealed);
    const SealHeader header{&set, key_fingerprint(set, pk), length, SealMode::hybrid};
    out.write(encode_header(header)); // SEAL.SealHybrid.1
    const XofInput source = XofInput("SEAL.m").with(coins).with(set.name);
    const Bytes m = trace("m", derive_bytes(source, set.message_bytes())); // SEAL.SealHybrid.2
    const Coins block_coins = derive_coins(XofInput("SEAL.Block").with(coins).with(0));
    const Bytes block = encode(enc_from_coins(set, pk, decode_message(set, m), block_coins));
    out.write_blocks(with_digests(block, block.size()), block.size()); // SEAL.SealHybrid.3
    out.write_digest();                                                // SEAL.SealHybrid.4
    const Coins K = trace("K", key_of_chunks(header, m));              // SEAL.SealHybrid.5
    const Chunks chunks{length, chunk_count(length)};
    const auto read = [&](std::uint64_t number, Bytes& part) {
        part.resize(chunks.part_size(number));
        for (std::uint64_t i = first_chunk(number); i < chunks.end(number); ++i)
            require(read_exactly(plaintext, chunks.in(part, i)), "SEAL.Seal.C2", "plaintext",
                    "ended before its stated length");
    };
    const auto transform = [&](std::uint64_t number, Bytes& part) { encrypt_part(K, chunks, number, part); };
    const auto write = [&](std::uint64_t number, const Bytes& part) {
        out.write_unhashed(part);
        if (progress) progress(chunks.end(number), chunks.chunks);
    };
    run_in_order(chunks.parts(), jobs, {std::ref(read), std::ref(transform), std::ref(write)});
}

void open_hybrid(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
                 const SealProgress& progress, unsigned jobs) {
    const SealHeader header = check_sealed(sealed, size, SealMode::hybrid, jobs);
    require_sealed_for(header, pk);
    open_chunks(header, f, sealed, plaintext, progress, jobs);
}

void open_chunks(const SealHeader& header, const Poly& f, std::istream& sealed, std::ostream& plaintext,
                 const SealProgress& progress, unsigned jobs) {
    Bytes block(header.set->element_bytes() + kDigestBytes);
    require(read_exactly(sealed, block), "SEAL.Open.C4", "length", "the file ended early");
    const Rq C = decode_block(*header.set, ByteView(block).first(header.set->element_bytes()), 0);
    const Bytes m = encode_message(*header.set, dec(*header.set, f, C)); // SEAL.OpenHybrid.1
    const Coins K = key_of_chunks(header, m);                            // SEAL.OpenHybrid.2
    const Chunks chunks{header.length, chunk_count(header.length)};
    const auto read = [&](std::uint64_t number, Bytes& part) {
        part.resize(chunks.part_size(number));
        require(read_exactly(sealed, part), "SEAL.Open.C4", "length", "the file ended early");
    };
    const auto transform = [&](std::uint64_t number, Bytes& part) { decrypt_part(K, chunks, number, part); };
    const auto write = [&](std::uint64_t number, const Bytes& part) {
        for (std::uint64_t i = first_chunk(number); i < chunks.end(number); ++i)
            write_plaintext(plaintext, chunks.in(part, i)); // SEAL.OpenHybrid.4
        if (progress) progress(chunks.end(number), chunks.chunks);
    };
    run_in_order(chunks.parts(), jobs, {std::ref(read), std::ref(transform), std::ref(write)});
}

} // namespace emrshare
