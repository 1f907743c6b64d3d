#include "message/channel.hpp"

#include "base/error.hpp"
#include "message/aead.hpp"
#include "pre/kem.hpp"

namespace emrshare::message {

Sealed seal_for_from_coins(const ParameterSet& set, const Rq& pk, ByteView context, ByteView plaintext,
                           const Coins& coins) {
    const Encapsulation key = kem_encaps_from_coins(set, pk, coins); // CHAN.Seal.1
    return {key.C, gcm_encrypt(key.K, context, plaintext)};          // CHAN.Seal.2
}

Bytes open_sealed(const ParameterSet& set, const Poly& f, const Rq& pk, const Coins& z, ByteView context,
                  const Sealed& sealed) {
    require(sealed.sealed.size() >= kTagBytes, "CHAN.Open.C1", "sealed", "it has fewer than 16 bytes");
    const Coins K = kem_decaps(set, f, pk, z, sealed.C);                           // CHAN.Open.1
    const std::optional<Bytes> plaintext = gcm_decrypt(K, context, sealed.sealed); // CHAN.Open.2
    require(plaintext.has_value(), "CHAN.Open.C2", "sealed", "its tag is wrong");
    return *plaintext;
}

} // namespace emrshare::message
