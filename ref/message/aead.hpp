/// @file
/// AES-256-GCM (NIST SP 800-38D) under a key that encrypts one plaintext: tag of 16 bytes, nonce of zeros.
#pragma once

#include "base/memory.hpp"

#include <optional>

namespace emrshare::message {

/// Bytes of the tag behind a ciphertext.
inline constexpr std::size_t kTagBytes = 16;

/// Ciphertext and tag.
/// @param K 32 bytes that encrypt nothing else
/// @param associated what the tag covers besides the plaintext
Bytes gcm_encrypt(const Coins& K, ByteView associated, ByteView plaintext);

/// The plaintext, or nothing if the tag is wrong.
/// @pre @p sealed has at least 16 bytes
std::optional<Bytes> gcm_decrypt(const Coins& K, ByteView associated, ByteView sealed);

} // namespace emrshare::message
