#include "record/reseal.hpp"

#include "base/error.hpp"
#include "base/in_order.hpp"
#include "pre/encoding.hpp"
#include "pre/reenc.hpp"

#include <algorithm>
#include <functional>
#include <istream>
#include <ostream>
#include <utility>

namespace emrshare {
namespace {

using namespace sealed_layout;

/// Blocks that a cloud re-encrypts of one delegation at most (spec, section 9.10).
constexpr std::uint64_t kBlockBudget = std::uint64_t{1} << 24;
/// Bytes behind the digest that are taken at once.
constexpr std::uint64_t kBytesAtOnce = std::uint64_t{1} << 18;

/// What @p key makes of blocks that lie one behind the other, the first being number @p first, with_digests().
Bytes reseal_batch(const ReSealKey& key, std::uint64_t first, ByteView blocks) {
    const ParameterSet& set = *key.set;
    Bytes resealed;
    resealed.reserve(blocks.size());
    for (std::uint64_t i = first; !blocks.empty(); ++i) {
        const Rq C_A = decode_block(set, blocks.first(set.element_bytes()), i);
        blocks = blocks.subspan(set.element_bytes());
        const Coins coins = reenc_coins(set, key.K_CS, key.digest, key.rk, key.pk_B, C_A); // SEAL.ReSeal.2
        const Bytes C_B = encode(reenc_from_coins(set, key.rk, key.pk_B, C_A, coins));     // SEAL.ReSeal.3
        resealed.insert(resealed.end(), C_B.begin(), C_B.end());
    }
    return with_digests(std::move(resealed), set.element_bytes());
}

void reseal_blocks(const ReSealKey& key, std::uint64_t blocks, std::istream& sealed, HashedOutput& out,
                   const SealProgress& progress, unsigned jobs) {
    const Batches batches{blocks};
    const std::size_t size = key.set->element_bytes();
    const auto read = [&](std::uint64_t batch, Bytes& part) {
        part.resize(batches.size(batch) * size);
        require(read_exactly(sealed, part), "SEAL.Open.C4", "length", "the file ended early");
    };
    const auto transform = [&](std::uint64_t batch, Bytes& part) { part = reseal_batch(key, batch * kBatch, part); };
    const auto write = [&](std::uint64_t batch, const Bytes& part) {
        out.write_blocks(part, size);
        if (progress) progress(batches.end(batch), blocks);
    };
    run_in_order(batches.count(), jobs, {std::ref(read), std::ref(transform), std::ref(write)});
}

void copy_rest(std::uint64_t left, std::istream& sealed, HashedOutput& out) {
    Bytes part;
    for (; left > 0; left -= part.size()) {
        part.resize(static_cast<std::size_t>(std::min(left, kBytesAtOnce)));
        require(read_exactly(sealed, part), "SEAL.Open.C4", "length", "the file ended early");
        out.write_unhashed(part);
    }
}

/// The digest behind the blocks of a file that has been checked.
Bytes stated_digest(const SealHeader& header, std::istream& sealed) {
    sealed.seekg(static_cast<std::streamoff>(kHeaderBytes + bytes_of_blocks(header)));
    Bytes digest(kDigestBytes);
    require(read_exactly(sealed, digest), "SEAL.Open.C4", "length", "the file ended early");
    return digest;
}

} // namespace

Bytes sealed_digest(std::istream& sealed, std::uint64_t size, unsigned jobs) {
    const SealHeader header = check_sealed(sealed, size, mode_at(sealed, 0), jobs);
    return stated_digest(header, sealed); // SEAL.Digest.1
}

std::uint64_t resealed_size(std::uint64_t size) noexcept {
    return kPrefixBytes + size;
}

void reseal(const ReSealKey& key, std::istream& sealed, std::uint64_t size, std::ostream& resealed,
            const SealProgress& progress, unsigned jobs) {
    const ParameterSet& set = *key.set;
    const SealHeader header = read_header(sealed, 0, size, mode_at(sealed, 0));
    const std::uint64_t blocks = block_count(*header.set, header.length, header.mode);
    const bool fits = header.set == &set && &key.rk.ring() == &set.ring() && &key.pk_B.ring() == &set.ring();
    require(fits, "SEAL.ReSeal.C1", "key", "the file is of another parameter set");
    require(blocks <= kBlockBudget, "SEAL.ReSeal.C2", "length", "more blocks than a delegation is good for");
    check_digest(header, sealed, 0, jobs);
    require(stated_digest(header, sealed) == key.digest, "SEAL.ReSeal.C3", "digest",
            "the owner has delegated another file");

    HashedOutput out(resealed);
    out.write(magic_and(kReSealed)); // SEAL.ReSeal.1
    out.write(key_fingerprint(set, key.pk_B));
    out.write(encode_header(header));
    sealed.seekg(static_cast<std::streamoff>(kHeaderBytes));
    const ReSealKey prepared{&set, key.rk.prepared(), key.pk_B.prepared(), key.K_CS, key.digest};
    reseal_blocks(prepared, blocks, sealed, out, progress, jobs);
    out.write_digest(); // SEAL.ReSeal.4
    sealed.seekg(kDigestBytes, std::ios::cur);
    copy_rest(size - kHeaderBytes - bytes_of_blocks(header) - kDigestBytes, sealed, out); // SEAL.ReSeal.5
}

void open_resealed(const Poly& f_B, const Rq& pk_B, std::istream& resealed, std::uint64_t size, std::ostream& plaintext,
                   const SealProgress& progress, unsigned jobs) {
    const Bytes expected = magic_and(kReSealed);
    const auto magic_bytes = static_cast<std::ptrdiff_t>(expected.size()) - 1;
    Bytes prefix(kPrefixBytes);
    resealed.seekg(0);
    const bool is_read = size >= kPrefixBytes && read_exactly(resealed, prefix);
    require(is_read && std::equal(expected.begin(), expected.begin() + magic_bytes, prefix.begin()),
            "SEAL.OpenReSealed.C1", "magic", "no re-encrypted file");
    require(prefix[expected.size() - 1] == kReSealed, "SEAL.OpenReSealed.C2", "version", "not version 2 of the format");
    const SealHeader header = read_header(resealed, kPrefixBytes, size, mode_at(resealed, kPrefixBytes));
    check_digest(header, resealed, kPrefixBytes, jobs);
    const Bytes fingerprint(prefix.begin() + magic_bytes + 1, prefix.end());
    const bool is_recipient = &pk_B.ring() == &header.set->ring() && key_fingerprint(*header.set, pk_B) == fingerprint;
    require(is_recipient, "SEAL.OpenReSealed.C3", "key", "the file was re-encrypted for another key");
    const auto open_rest = header.mode == SealMode::hybrid ? open_chunks : open_blocks; // SEAL.OpenReSealed.1
    open_rest(header, f_B, resealed, plaintext, progress, jobs);
}

void open_any(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
              const SealProgress& progress, unsigned jobs) {
    if (version_at(sealed, 0) == kReSealed) {
        open_resealed(f, pk, sealed, size, plaintext, progress, jobs);
        return;
    }
    const auto algorithm = mode_at(sealed, 0) == SealMode::hybrid ? open_hybrid : open;
    algorithm(f, pk, sealed, size, plaintext, progress, jobs);
}

} // namespace emrshare
