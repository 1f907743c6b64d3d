#include "record/sealed_layout.hpp"

#include "base/error.hpp"
#include "base/in_order.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"

#include <crypto++/sha3.h>

#include <algorithm>
#include <array>
#include <functional>
#include <istream>
#include <ostream>
#include <string>

namespace emrshare {
namespace sealed_layout {
namespace {

constexpr std::array<std::uint8_t, 8> kMagic = {'E', 'M', 'R', 'S', 'E', 'A', 'L', 0};
constexpr std::size_t kVersionAt = kMagic.size();
constexpr std::size_t kSetAt = kVersionAt + 1;
constexpr std::size_t kFingerprintAt = kSetAt + 1;
constexpr std::size_t kLengthAt = kFingerprintAt + kFingerprintBytes;

std::uint64_t quotient_up(std::uint64_t a, std::uint64_t b) noexcept {
    return a / b + (a % b != 0 ? 1 : 0);
}

SealHeader decode_header(const Bytes& header, SealMode mode) {
    require(std::equal(kMagic.begin(), kMagic.end(), header.begin()), "SEAL.Open.C1", "magic", "not a sealed file");
    require(header[kVersionAt] == static_cast<std::uint8_t>(mode), "SEAL.Open.C2", "version",
            mode == SealMode::direct ? "not version 0 of the format" : "not version 1 of the format");
    const auto sets = parameter_sets();
    const bool known =
        std::any_of(sets.begin(), sets.end(), [&](const ParameterSet& set) { return set.code == header[kSetAt]; });
    require(known, "SEAL.Open.C3", "set", "no parameter set has this code");
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= std::uint64_t{header[kLengthAt + i]} << (8 * i);
    return {&parameter_set(header[kSetAt]), Bytes(header.begin() + kFingerprintAt, header.begin() + kLengthAt), length,
            mode};
}

} // namespace

std::uint64_t block_count(const ParameterSet& set, std::uint64_t length, SealMode mode) noexcept {
    return mode == SealMode::hybrid ? 1 : quotient_up(length, set.message_bytes());
}

std::uint64_t chunk_count(std::uint64_t length) noexcept {
    return std::max<std::uint64_t>(1, quotient_up(length, kChunkBytes));
}

Bytes magic_and(std::uint8_t version) {
    Bytes bytes(kMagic.begin(), kMagic.end());
    bytes.push_back(version);
    return bytes;
}

Bytes encode_header(const SealHeader& header) {
    Bytes bytes = magic_and(static_cast<std::uint8_t>(header.mode));
    bytes.push_back(header.set->code);
    bytes.insert(bytes.end(), header.fingerprint.begin(), header.fingerprint.end());
    const Bytes encoded_length = le64(header.length);
    bytes.insert(bytes.end(), encoded_length.begin(), encoded_length.end());
    return bytes;
}

bool read_exactly(std::istream& stream, std::span<std::uint8_t> bytes) {
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return static_cast<std::size_t>(stream.gcount()) == bytes.size();
}

SealHeader read_header(std::istream& sealed, std::uint64_t begin, std::uint64_t size, SealMode mode) {
    Bytes header_bytes(kHeaderBytes);
    sealed.seekg(static_cast<std::streamoff>(begin));
    require(size >= begin + kHeaderBytes && read_exactly(sealed, header_bytes), "SEAL.Open.C1", "magic",
            "too short for a sealed file");
    const SealHeader header = decode_header(header_bytes, mode);
    // A length beyond `size` cannot be right, and would overflow sealed_size.
    require(header.length <= size && begin + sealed_size(*header.set, header.length, mode) == size, "SEAL.Open.C4",
            "length", "the file's size does not fit the stated length of the plaintext");
    return header;
}

std::uint64_t bytes_of_blocks(const SealHeader& header) noexcept {
    return block_count(*header.set, header.length, header.mode) * header.set->element_bytes();
}

Bytes block_digests(ByteView blocks, std::size_t size) {
    Bytes digests;
    for (; !blocks.empty(); blocks = blocks.subspan(size)) {
        const Bytes digest = sha3_256(blocks.first(size)); // SEAL.Hash.1
        digests.insert(digests.end(), digest.begin(), digest.end());
    }
    return digests;
}

Bytes with_digests(Bytes blocks, std::size_t size) {
    const Bytes digests = block_digests(blocks, size);
    blocks.insert(blocks.end(), digests.begin(), digests.end());
    return blocks;
}

Bytes digest_of(ByteView head, ByteView blocks, std::size_t size) {
    Bytes hashed(head.begin(), head.end());
    const Bytes digests = block_digests(blocks, size);
    hashed.insert(hashed.end(), digests.begin(), digests.end());
    return sha3_256(hashed); // SEAL.Hash.2
}

void check_digest(const SealHeader& header, std::istream& sealed, std::uint64_t begin, unsigned jobs) {
    const std::size_t size = header.set->element_bytes();
    const Batches batches{block_count(*header.set, header.length, header.mode)};
    Bytes head(static_cast<std::size_t>(begin + kHeaderBytes));
    Bytes stated(kDigestBytes);
    CryptoPP::SHA3_256 hash;
    sealed.seekg(0);
    bool is_whole = read_exactly(sealed, head);
    hash.Update(head.data(), head.size());
    const auto read = [&](std::uint64_t batch, Bytes& part) {
        part.resize(batches.size(batch) * size);
        is_whole = is_whole && read_exactly(sealed, part);
    };
    const auto transform = [&](std::uint64_t, Bytes& part) { part = block_digests(part, size); };
    const auto write = [&](std::uint64_t, const Bytes& digests) { hash.Update(digests.data(), digests.size()); };
    run_in_order(batches.count(), jobs, {std::ref(read), std::ref(transform), std::ref(write)});
    is_whole = is_whole && read_exactly(sealed, stated);
    // SEAL.Hash.2
    require(is_whole && hash.Verify(stated.data()), "SEAL.Open.C5", "digest", "the file was changed or cut");
    sealed.seekg(static_cast<std::streamoff>(begin + kHeaderBytes));
}

std::uint8_t version_at(std::istream& sealed, std::uint64_t begin) {
    std::array<std::uint8_t, kVersionAt + 1> bytes{};
    sealed.clear();
    sealed.seekg(static_cast<std::streamoff>(begin));
    const bool is_there = read_exactly(sealed, bytes);
    sealed.clear();
    return is_there ? bytes[kVersionAt] : 0;
}

SealMode mode_at(std::istream& sealed, std::uint64_t begin) {
    const bool is_hybrid = version_at(sealed, begin) == static_cast<std::uint8_t>(SealMode::hybrid);
    return is_hybrid ? SealMode::hybrid : SealMode::direct;
}

Rq decode_block(const ParameterSet& set, ByteView encoded, std::uint64_t i) {
    try {
        return decode_element(set, encoded); // SEAL.Open.2
    } catch (const Rejection& rejection) {
        throw Rejection("SEAL.Open.C7", "block " + std::to_string(i), rejection.reason());
    }
}

void write_plaintext(std::ostream& plaintext, ByteView bytes) {
    plaintext.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    require(plaintext.good(), "SEAL.Open.C9", "plaintext", "writing failed");
}

struct HashedOutput::Hash {
    CryptoPP::SHA3_256 state;
};

HashedOutput::HashedOutput(std::ostream& stream)
    : stream_(stream), hash_(std::allocate_shared<Hash>(WipingAllocator<Hash>())) {}

void HashedOutput::write(ByteView bytes) {
    hash_->state.Update(bytes.data(), bytes.size());
    write_unhashed(bytes);
}

void HashedOutput::write_blocks(ByteView blocks_and_digests, std::size_t size) {
    const std::size_t bytes = blocks_and_digests.size() / (size + kDigestBytes) * size;
    hash_->state.Update(blocks_and_digests.data() + bytes, blocks_and_digests.size() - bytes);
    write_unhashed(blocks_and_digests.first(bytes));
}

void HashedOutput::write_digest() {
    Bytes digest(kDigestBytes);
    hash_->state.Final(digest.data()); // SEAL.Hash.2
    write_unhashed(digest);
}

void HashedOutput::write_unhashed(ByteView bytes) {
    stream_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    require(stream_.good(), "SEAL.Seal.C3", "sealed", "writing failed");
}

} // namespace sealed_layout

Bytes key_fingerprint(const ParameterSet& set, const Rq& pk) {
    Bytes fingerprint(sealed_layout::kFingerprintBytes);
    Xof(XofInput("SEAL.Fingerprint").with(set.name).with(encode(pk))).read(fingerprint); // SEAL.Fingerprint.1
    return fingerprint;
}

std::uint64_t sealed_size(const ParameterSet& set, std::uint64_t length, SealMode mode) noexcept {
    using namespace sealed_layout;
    const std::uint64_t chunks = mode == SealMode::hybrid ? length + chunk_count(length) * kChunkTagBytes : 0;
    return kHeaderBytes + block_count(set, length, mode) * set.element_bytes() + kDigestBytes + chunks;
}

SealHeader check_sealed(std::istream& sealed, std::uint64_t size, SealMode mode, unsigned jobs) {
    const SealHeader header = sealed_layout::read_header(sealed, 0, size, mode);
    sealed_layout::check_digest(header, sealed, 0, jobs);
    return header;
}

} // namespace emrshare
