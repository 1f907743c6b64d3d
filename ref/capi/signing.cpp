// The C interface: signatures.
#include "capi/boundary.hpp"

#include "random/xof.hpp"
#include "sign/ml_dsa.hpp"

using namespace emrshare;
using namespace emrshare::capi;

static_assert(EMRSHARE_SIG_PUBLIC_KEY_BYTES == ml_dsa::kPublicKeyBytes);
static_assert(EMRSHARE_SIG_SECRET_KEY_BYTES == ml_dsa::kSecretKeyBytes);
static_assert(EMRSHARE_SIG_BYTES == ml_dsa::kSignatureBytes);

namespace {

emrshare_status make_pair(const emrshare_bytes* xi, emrshare_buffer pk, emrshare_buffer sk) {
    return guarded([&] {
        require_room(pk, EMRSHARE_SIG_PUBLIC_KEY_BYTES, "pk");
        require_room(sk, EMRSHARE_SIG_SECRET_KEY_BYTES, "sk");
        const Coins seed = xi != nullptr ? read_coins(*xi, "xi") : random_coins();
        const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(seed);
        write({{pk, pair.pk}, {sk, pair.sk}});
    });
}

emrshare_status make_signature(emrshare_bytes sk, emrshare_bytes M, emrshare_bytes ctx, const emrshare_bytes* rnd,
                               emrshare_buffer sigma) {
    return guarded([&] {
        require_room(sigma, EMRSHARE_SIG_BYTES, "sigma");
        const ByteView key = view(sk, "sk");
        const ByteView message = view(M, "M");
        const ByteView context = view(ctx, "ctx");
        const Coins c = rnd != nullptr ? read_coins(*rnd, "rnd") : random_coins();
        write({{sigma, ml_dsa::sign_from_coins(key, message, context, c)}});
    });
}

} // namespace

extern "C" {

emrshare_status emrshare_sig_keygen_from_coins(emrshare_bytes xi, emrshare_buffer pk, emrshare_buffer sk) {
    return make_pair(&xi, pk, sk);
}

emrshare_status emrshare_sig_keygen(emrshare_buffer pk, emrshare_buffer sk) {
    return make_pair(nullptr, pk, sk);
}

emrshare_status emrshare_sig_sign_from_coins(emrshare_bytes sk, emrshare_bytes M, emrshare_bytes ctx,
                                             emrshare_bytes rnd, emrshare_buffer sigma) {
    return make_signature(sk, M, ctx, &rnd, sigma);
}

emrshare_status emrshare_sig_sign(emrshare_bytes sk, emrshare_bytes M, emrshare_bytes ctx, emrshare_buffer sigma) {
    return make_signature(sk, M, ctx, nullptr, sigma);
}

emrshare_status emrshare_sig_verify(emrshare_bytes pk, emrshare_bytes M, emrshare_bytes ctx, emrshare_bytes sigma) {
    return guarded([&] {
        const ml_dsa::Outcome outcome =
            ml_dsa::verify(view(pk, "pk"), view(M, "M"), view(ctx, "ctx"), view(sigma, "sigma"));
        if (outcome == ml_dsa::Outcome::accepted) return;
        const ml_dsa::Check& check = ml_dsa::failed_check(outcome);
        throw Rejection(check.id, check.field, check.reason);
    });
}
}
