/// @file
/// The parts of a sealed file (spec, section 7.1).
#pragma once

#include "pre/params.hpp"

#include <algorithm>
#include <cstdint>
#include <iosfwd>
#include <memory>

namespace emrshare {

/// How the plaintext lies in a sealed file; the number is the version of the format.
enum class SealMode : std::uint8_t {
    direct = 0, ///< every bit in a block of Enc: ell bits for each
    hybrid = 1, ///< one block of Enc carries a key, chunks of AES-256-GCM the plaintext
};

/// What the head of a sealed file says.
struct SealHeader {
    const ParameterSet* set;          ///< never null
    Bytes fingerprint;                ///< of the public key
    std::uint64_t length;             ///< bytes of the plaintext
    SealMode mode = SealMode::direct; ///< its version
};

/// 32 bytes that name a public key (SEAL.Fingerprint).
Bytes key_fingerprint(const ParameterSet& set, const Rq& pk);

/// Bytes of the sealed form of a plaintext of @p length bytes.
std::uint64_t sealed_size(const ParameterSet& set, std::uint64_t length, SealMode mode = SealMode::direct) noexcept;

/// Reads and checks head, length and digest of a whole sealed file (SEAL.Open), without decrypting: leaves @p sealed at
/// its first block.
/// @param size bytes in @p sealed, which must be seekable
/// @param mode which version it has to be
/// @param jobs threads that hash, at least 1
/// @throws Rejection `SEAL.Open.C1` (magic) to `SEAL.Open.C5` (digest)
SealHeader check_sealed(std::istream& sealed, std::uint64_t size, SealMode mode = SealMode::direct, unsigned jobs = 1);

/// What the algorithms on sealed files share.
namespace sealed_layout {

inline constexpr std::size_t kFingerprintBytes = 32; ///< of a public key
inline constexpr std::size_t kDigestBytes = 32;      ///< of head and blocks, or of a block
inline constexpr std::size_t kHeaderBytes = 50;      ///< magic, version, code, fingerprint, length
inline constexpr std::size_t kPrefixBytes = 41;      ///< magic, version, fingerprint, before a re-encrypted file
inline constexpr std::size_t kChunkBytes = 65536;    ///< of plaintext
inline constexpr std::size_t kChunkTagBytes = 16;    ///< behind a chunk
inline constexpr std::uint8_t kReSealed = 2;         ///< version of a re-encrypted file

/// Blocks of Enc in a sealed file: beta of SEAL.Seal.2, or 1.
std::uint64_t block_count(const ParameterSet& set, std::uint64_t length, SealMode mode) noexcept;

/// Chunks in a hybrid file: N of SEAL.SealHybrid.1.
std::uint64_t chunk_count(std::uint64_t length) noexcept;

/// The first bytes of every version.
Bytes magic_and(std::uint8_t version);

/// Magic, version, code, fingerprint and length (SEAL.Seal.1).
Bytes encode_header(const SealHeader& header);

/// Reads exactly bytes.size() bytes; false at the end of the stream.
bool read_exactly(std::istream& stream, std::span<std::uint8_t> bytes);

/// What a sealed file that begins at @p begin and ends at @p size says of itself (SEAL.Open.1).
/// @throws Rejection `SEAL.Open.C1` (magic) to `SEAL.Open.C4` (length)
SealHeader read_header(std::istream& sealed, std::uint64_t begin, std::uint64_t size, SealMode mode);

/// The SHA3-256 digest of each block, one behind the other (SEAL.Hash.1). @param size bytes of a block
Bytes block_digests(ByteView blocks, std::size_t size);

/// The blocks, and behind the last one the digests of all. @param size bytes of a block
Bytes with_digests(Bytes blocks, std::size_t size);

/// The digest of a file (SEAL.Hash). @param head what stands before the blocks @param size bytes of a block
Bytes digest_of(ByteView head, ByteView blocks, std::size_t size);

/// Checks the digest and leaves @p sealed at the first block (SEAL.Open.1). @param jobs threads that hash
/// @throws Rejection `SEAL.Open.C5`
void check_digest(const SealHeader& header, std::istream& sealed, std::uint64_t begin, unsigned jobs);

/// Blocks that a thread takes at once.
inline constexpr std::uint64_t kBatch = 64;

/// The blocks of a file in batches, each a part for run_in_order().
struct Batches {
    std::uint64_t blocks; ///< in all
    /// Batches in all.
    std::uint64_t count() const noexcept { return blocks / kBatch + (blocks % kBatch != 0 ? 1 : 0); }
    /// The block behind a batch.
    std::uint64_t end(std::uint64_t batch) const noexcept { return std::min(blocks, (batch + 1) * kBatch); }
    /// Blocks of a batch.
    std::size_t size(std::uint64_t batch) const noexcept {
        return static_cast<std::size_t>(end(batch) - batch * kBatch);
    }
};

/// Bytes of all blocks of a file.
std::uint64_t bytes_of_blocks(const SealHeader& header) noexcept;

/// The version of the format at @p begin, whatever the other bytes; 0 if there is none.
std::uint8_t version_at(std::istream& sealed, std::uint64_t begin);

/// Hybrid if that is the version at @p begin, else direct, of which the checks refuse every other version.
SealMode mode_at(std::istream& sealed, std::uint64_t begin);

/// Block @p i from its bytes. @throws Rejection `SEAL.Open.C7`
Rq decode_block(const ParameterSet& set, ByteView encoded, std::uint64_t i);

/// Writes plaintext. @throws Rejection `SEAL.Open.C9` (writing failed)
void write_plaintext(std::ostream& plaintext, ByteView bytes);

/// Writes the parts of a file and computes its digest. @throws Rejection `SEAL.Seal.C3` (writing failed)
class HashedOutput {
public:
    /// To @p stream, which has to stay.
    explicit HashedOutput(std::ostream& stream);
    HashedOutput(const HashedOutput&) = delete;
    HashedOutput& operator=(const HashedOutput&) = delete;
    /// Writes what stands before the blocks.
    void write(ByteView bytes);
    /// Writes the blocks of a result of with_digests(), which is made by another thread. @param size bytes of a block
    void write_blocks(ByteView blocks_and_digests, std::size_t size);
    /// Writes the digest (SEAL.Hash).
    void write_digest();
    /// Writes @p bytes behind the digest (SEAL.SealHybrid.6).
    void write_unhashed(ByteView bytes);

private:
    struct Hash;
    std::ostream& stream_;
    std::shared_ptr<Hash> hash_;
};

} // namespace sealed_layout
} // namespace emrshare
