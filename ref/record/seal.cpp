#include "record/seal.hpp"

#include "base/error.hpp"
#include "base/in_order.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"

#include <algorithm>
#include <functional>
#include <istream>
#include <ostream>
#include <utility>

namespace emrshare {
namespace {

using namespace sealed_layout;

/// The first block of a batch.
std::uint64_t first_block(std::uint64_t batch) noexcept {
    return batch * kBatch;
}

void append(Bytes& bytes, const Bytes& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

/// The ciphertexts of blocks first, first + 1, ... that carry @p text, with_digests().
Bytes seal_batch(const ParameterSet& set, const Rq& pk, const Coins& coins, std::uint64_t first, ByteView text) {
    Bytes sealed;
    sealed.reserve((text.size() / set.message_bytes() + 1) * set.element_bytes());
    for (std::uint64_t i = first; !text.empty(); ++i) {
        const ByteView next = text.first(std::min(text.size(), set.message_bytes()));
        text = text.subspan(next.size());
        Bytes block(next.begin(), next.end());
        block.resize(set.message_bytes(), 0);                                               // SEAL.Seal.3
        const Poly M = decode_message(set, block);                                          // SEAL.Seal.4
        const Coins block_coins = derive_coins(XofInput("SEAL.Block").with(coins).with(i)); // SEAL.Seal.5
        append(sealed, encode(enc_from_coins(set, pk, M, block_coins)));                    // SEAL.Seal.6
    }
    return with_digests(std::move(sealed), set.element_bytes());
}

/// The plaintext of blocks first, first + 1, ..., of which @p left bytes of the file's length are left.
Bytes open_batch(const ParameterSet& set, const Poly& f, std::uint64_t first, std::uint64_t left, ByteView sealed) {
    Bytes text;
    for (std::uint64_t i = first; !sealed.empty(); ++i) {
        const Rq C = decode_block(set, sealed.first(set.element_bytes()), i); // SEAL.Open.2
        sealed = sealed.subspan(set.element_bytes());
        Bytes block = encode_message(set, dec(set, f, C)); // SEAL.Open.3
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
        require(std::all_of(block.begin() + static_cast<std::ptrdiff_t>(wanted), block.end(),
                            [](auto x) { return x == 0; }),
                "SEAL.Open.C8", "padding", "not zero"); // SEAL.Open.4
        block.resize(wanted);
        append(text, block);
        left -= wanted;
    }
    return text;
}

} // namespace

void seal(const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length, std::ostream& sealed,
          const Coins& coins, const SealProgress& progress, unsigned jobs) {
    require_element(set, pk, "SEAL.Seal.C1", "pk");
    HashedOutput out(sealed);
    out.write(encode_header({&set, key_fingerprint(set, pk), length, SealMode::direct})); // SEAL.Seal.1
    const Batches batches{block_count(set, length, SealMode::direct)};                    // SEAL.Seal.2
    const Rq prepared_pk = pk.prepared();
    const auto read = [&](std::uint64_t batch, Bytes& text) {
        const std::uint64_t left = length - first_block(batch) * set.message_bytes();
        text.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, kBatch * set.message_bytes())));
        require(read_exactly(plaintext, text), "SEAL.Seal.C2", "plaintext", "ended before its stated length");
    };
    const auto transform = [&](std::uint64_t batch, Bytes& text) {
        text = seal_batch(set, prepared_pk, coins, first_block(batch), text);
    };
    const auto write = [&](std::uint64_t batch, const Bytes& encrypted) {
        out.write_blocks(encrypted, set.element_bytes());
        if (progress) progress(batches.end(batch), batches.blocks);
    };
    run_in_order(batches.count(), jobs, {std::ref(read), std::ref(transform), std::ref(write)});
    out.write_digest(); // SEAL.Seal.7
}

void seal_as(SealMode mode, const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length,
             std::ostream& sealed, const Coins& coins, const SealProgress& progress, unsigned jobs) {
    if (mode == SealMode::hybrid) {
        seal_hybrid(set, pk, plaintext, length, sealed, coins, progress, jobs);
    } else {
        seal(set, pk, plaintext, length, sealed, coins, progress, jobs);
    }
}

void require_sealed_for(const SealHeader& header, const Rq& pk) {
    require(&pk.ring() == &header.set->ring() && key_fingerprint(*header.set, pk) == header.fingerprint, "SEAL.Open.C6",
            "key", "the file was sealed for another key");
}

void open(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
          const SealProgress& progress, unsigned jobs) {
    const SealHeader header = check_sealed(sealed, size, SealMode::direct, jobs); // SEAL.Open.1
    require_sealed_for(header, pk);
    open_blocks(header, f, sealed, plaintext, progress, jobs);
}

void open_blocks(const SealHeader& header, const Poly& f, std::istream& sealed, std::ostream& plaintext,
                 const SealProgress& progress, unsigned jobs) {
    const ParameterSet& set = *header.set;
    const Batches batches{block_count(set, header.length, SealMode::direct)};
    const auto read = [&](std::uint64_t batch, Bytes& encrypted) {
        encrypted.resize(batches.size(batch) * set.element_bytes());
        require(read_exactly(sealed, encrypted), "SEAL.Open.C4", "length", "the file ended early");
    };
    const auto transform = [&](std::uint64_t batch, Bytes& encrypted) {
        const std::uint64_t left = header.length - first_block(batch) * set.message_bytes();
        encrypted = open_batch(set, f, first_block(batch), left, encrypted);
    };
    const auto write = [&](std::uint64_t batch, const Bytes& text) {
        write_plaintext(plaintext, text); // SEAL.Open.5
        if (progress) progress(batches.end(batch), batches.blocks);
    };
    run_in_order(batches.count(), jobs, {std::ref(read), std::ref(transform), std::ref(write)});
}

} // namespace emrshare
