#include "message/channel.hpp"

#include "base/error.hpp"
#include "pre/kem.hpp"

#include <crypto++/aes.h>
#include <crypto++/gcm.h>

#include <array>

namespace emrshare::message {
namespace {

constexpr std::size_t kTagBytes = 16;
/// Each key seals one plaintext.
constexpr std::array<std::uint8_t, 12> kNonce = {};

} // namespace

Sealed seal_for_from_coins(const ParameterSet& set, const Rq& pk, ByteView context, ByteView plaintext,
                           const Coins& coins) {
    const Encapsulation key = kem_encaps_from_coins(set, pk, coins); // CHAN.Seal.1
    CryptoPP::GCM<CryptoPP::AES>::Encryption gcm;
    gcm.SetKeyWithIV(key.K.bytes.data(), key.K.bytes.size(), kNonce.data(), kNonce.size());
    Bytes sealed(plaintext.size() + kTagBytes);
    std::uint8_t* tag = sealed.data() + plaintext.size();
    gcm.EncryptAndAuthenticate(sealed.data(), tag, kTagBytes, kNonce.data(), static_cast<int>(kNonce.size()),
                               context.data(), context.size(), plaintext.data(), plaintext.size()); // CHAN.Seal.2
    return {key.C, std::move(sealed)};
}

Bytes open_sealed(const ParameterSet& set, const Poly& f, const Rq& pk, const Coins& z, ByteView context,
                  const Sealed& sealed) {
    require(sealed.sealed.size() >= kTagBytes, "CHAN.Open.C1", "sealed", "it has fewer than 16 bytes");
    const Coins K = kem_decaps(set, f, pk, z, sealed.C); // CHAN.Open.1
    CryptoPP::GCM<CryptoPP::AES>::Decryption gcm;
    gcm.SetKeyWithIV(K.bytes.data(), K.bytes.size(), kNonce.data(), kNonce.size());
    Bytes plaintext(sealed.sealed.size() - kTagBytes);
    const std::uint8_t* tag = sealed.sealed.data() + plaintext.size();
    const bool right =
        gcm.DecryptAndVerify(plaintext.data(), tag, kTagBytes, kNonce.data(), static_cast<int>(kNonce.size()),
                             context.data(), context.size(), sealed.sealed.data(), plaintext.size()); // CHAN.Open.2
    require(right, "CHAN.Open.C2", "sealed", "its tag is wrong");
    return plaintext;
}

} // namespace emrshare::message
