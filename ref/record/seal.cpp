#include "record/seal.hpp"

#include "base/error.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"

#include <crypto++/sha3.h>

#include <algorithm>
#include <array>
#include <istream>
#include <ostream>
#include <string>

namespace emrshare {
namespace {

constexpr std::array<std::uint8_t, 8> kMagic = {'E', 'M', 'R', 'S', 'E', 'A', 'L', 0};
constexpr std::uint8_t kVersion = 0;
constexpr std::size_t kFingerprintBytes = 32;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kHeaderBytes = kMagic.size() + 1 + 1 + kFingerprintBytes + 8;

std::uint64_t block_count(const ParameterSet& set, std::uint64_t length) noexcept {
    return length / set.message_bytes() + (length % set.message_bytes() != 0 ? 1 : 0);
}

/// Reads exactly bytes.size() bytes; false at the end of the stream.
bool read_exactly(std::istream& stream, Bytes& bytes) {
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return static_cast<std::size_t>(stream.gcount()) == bytes.size();
}

/// Writes to a stream and hashes what it writes.
class HashedOutput {
public:
    explicit HashedOutput(std::ostream& stream) : stream_(stream) {}
    void write(const Bytes& bytes) {
        hash_.Update(bytes.data(), bytes.size());
        put(bytes);
    }
    void write_digest() {
        Bytes digest(kDigestBytes);
        hash_.Final(digest.data());
        put(digest);
    }

private:
    void put(const Bytes& bytes) {
        stream_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        require(stream_.good(), "SEAL.Seal.C3", "sealed", "writing failed");
    }
    std::ostream& stream_;
    CryptoPP::SHA3_256 hash_;
};

Bytes encode_header(const ParameterSet& set, const Bytes& fingerprint, std::uint64_t length) {
    Bytes header(kMagic.begin(), kMagic.end());
    header.push_back(kVersion);
    header.push_back(set.code);
    header.insert(header.end(), fingerprint.begin(), fingerprint.end());
    const Bytes encoded_length = le64(length);
    header.insert(header.end(), encoded_length.begin(), encoded_length.end());
    return header;
}

SealHeader decode_header(const Bytes& header) {
    require(std::equal(kMagic.begin(), kMagic.end(), header.begin()), "SEAL.Open.C1", "magic", "not a sealed file");
    require(header[8] == kVersion, "SEAL.Open.C2", "version", "not version 0 of the format");
    const auto sets = parameter_sets();
    const bool known =
        std::any_of(sets.begin(), sets.end(), [&](const ParameterSet& set) { return set.code == header[9]; });
    require(known, "SEAL.Open.C3", "set", "no parameter set has this code");
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= std::uint64_t{header[10 + kFingerprintBytes + i]} << (8 * i);
    return {&parameter_set(header[9]), Bytes(header.begin() + 10, header.begin() + 10 + kFingerprintBytes), length};
}

/// Whether the last 32 of `size` bytes are the SHA3-256 digest of the others.
bool has_valid_digest(std::istream& sealed, std::uint64_t size) {
    CryptoPP::SHA3_256 hash;
    sealed.seekg(0);
    Bytes chunk(std::size_t{1} << 16);
    for (std::uint64_t left = size - kDigestBytes; left > 0; left -= chunk.size()) {
        chunk.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, chunk.size())));
        if (!read_exactly(sealed, chunk)) return false;
        hash.Update(chunk.data(), chunk.size());
    }
    Bytes expected(kDigestBytes);
    Bytes computed(kDigestBytes);
    hash.Final(computed.data());
    return read_exactly(sealed, expected) && expected == computed;
}

} // namespace

Bytes key_fingerprint(const ParameterSet& set, const Rq& pk) {
    Bytes fingerprint(kFingerprintBytes);
    Xof(XofInput("SEAL.Fingerprint").with(set.name).with(encode(pk))).read(fingerprint); // SEAL.Fingerprint.1
    return fingerprint;
}

std::uint64_t sealed_size(const ParameterSet& set, std::uint64_t length) noexcept {
    return kHeaderBytes + block_count(set, length) * set.element_bytes() + kDigestBytes;
}

void seal(const ParameterSet& set, const Rq& pk, std::istream& plaintext, std::uint64_t length, std::ostream& sealed,
          const Coins& coins, const SealProgress& progress) {
    require_element(set, pk, "SEAL.Seal.C1", "pk");
    HashedOutput out(sealed);
    out.write(encode_header(set, key_fingerprint(set, pk), length)); // SEAL.Seal.1
    const std::uint64_t blocks = block_count(set, length);           // SEAL.Seal.2
    const Rq prepared_pk = pk.prepared();
    std::uint64_t left = length;
    for (std::uint64_t i = 0; i < blocks; ++i) {
        Bytes block(static_cast<std::size_t>(std::min<std::uint64_t>(left, set.message_bytes())));
        require(read_exactly(plaintext, block), "SEAL.Seal.C2", "plaintext", "ended before its stated length");
        left -= block.size();
        block.resize(set.message_bytes(), 0);                                               // SEAL.Seal.3
        const Poly M = decode_message(set, block);                                          // SEAL.Seal.4
        const Coins block_coins = derive_coins(XofInput("SEAL.Block").with(coins).with(i)); // SEAL.Seal.5
        out.write(encode(enc_from_coins(set, prepared_pk, M, block_coins)));                // SEAL.Seal.6
        if (progress) progress(i + 1, blocks);
    }
    out.write_digest(); // SEAL.Seal.7
}

SealHeader check_sealed(std::istream& sealed, std::uint64_t size) {
    Bytes header_bytes(kHeaderBytes);
    sealed.seekg(0);
    require(size >= kHeaderBytes && read_exactly(sealed, header_bytes), "SEAL.Open.C1", "magic",
            "too short for a sealed file");
    const SealHeader header = decode_header(header_bytes);
    // A length beyond `size` cannot be right, and would overflow sealed_size.
    require(header.length <= size && sealed_size(*header.set, header.length) == size, "SEAL.Open.C4", "length",
            "the file's size does not fit the stated length of the plaintext");
    require(has_valid_digest(sealed, size), "SEAL.Open.C5", "digest", "the file was changed or cut");
    sealed.seekg(static_cast<std::streamoff>(kHeaderBytes));
    return header;
}

void open(const Poly& f, const Rq& pk, std::istream& sealed, std::uint64_t size, std::ostream& plaintext,
          const SealProgress& progress) {
    const SealHeader header = check_sealed(sealed, size); // SEAL.Open.1
    const ParameterSet& set = *header.set;
    require(&pk.ring() == &set.ring() && key_fingerprint(set, pk) == header.fingerprint, "SEAL.Open.C6", "key",
            "the file was sealed for another key");
    const std::uint64_t blocks = block_count(set, header.length);
    std::uint64_t left = header.length;
    for (std::uint64_t i = 0; i < blocks; ++i) {
        Bytes encoded(set.element_bytes());
        require(read_exactly(sealed, encoded), "SEAL.Open.C4", "length", "the file ended early");
        Rq C(set.ring());
        try {
            C = decode_element(set, encoded); // SEAL.Open.2
        } catch (const Rejection& rejection) {
            throw Rejection("SEAL.Open.C7", "block " + std::to_string(i), rejection.reason());
        }
        Bytes block = encode_message(set, dec(set, f, C)); // SEAL.Open.3
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
        require(std::all_of(block.begin() + static_cast<std::ptrdiff_t>(wanted), block.end(),
                            [](auto x) { return x == 0; }),
                "SEAL.Open.C8", "padding", "not zero"); // SEAL.Open.4
        plaintext.write(reinterpret_cast<const char*>(block.data()),
                        static_cast<std::streamsize>(wanted)); // SEAL.Open.5
        require(plaintext.good(), "SEAL.Open.C9", "plaintext", "writing failed");
        left -= wanted;
        if (progress) progress(i + 1, blocks);
    }
}

} // namespace emrshare
