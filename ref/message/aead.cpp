#include "message/aead.hpp"

#include <crypto++/aes.h>
#include <crypto++/gcm.h>

#include <array>

namespace emrshare::message {
namespace {

/// Each key encrypts one plaintext.
constexpr std::array<std::uint8_t, 12> kNonce = {};

} // namespace

Bytes gcm_encrypt(const Coins& K, ByteView associated, ByteView plaintext) {
    CryptoPP::GCM<CryptoPP::AES>::Encryption gcm;
    gcm.SetKeyWithIV(K.bytes.data(), K.bytes.size(), kNonce.data(), kNonce.size());
    Bytes sealed(plaintext.size() + kTagBytes);
    std::uint8_t* tag = sealed.data() + plaintext.size();
    gcm.EncryptAndAuthenticate(sealed.data(), tag, kTagBytes, kNonce.data(), static_cast<int>(kNonce.size()),
                               associated.data(), associated.size(), plaintext.data(), plaintext.size());
    return sealed;
}

std::optional<Bytes> gcm_decrypt(const Coins& K, ByteView associated, ByteView sealed) {
    CryptoPP::GCM<CryptoPP::AES>::Decryption gcm;
    gcm.SetKeyWithIV(K.bytes.data(), K.bytes.size(), kNonce.data(), kNonce.size());
    Bytes plaintext(sealed.size() - kTagBytes);
    const std::uint8_t* tag = sealed.data() + plaintext.size();
    const bool right =
        gcm.DecryptAndVerify(plaintext.data(), tag, kTagBytes, kNonce.data(), static_cast<int>(kNonce.size()),
                             associated.data(), associated.size(), sealed.data(), plaintext.size());
    if (!right) return std::nullopt;
    return plaintext;
}

} // namespace emrshare::message
