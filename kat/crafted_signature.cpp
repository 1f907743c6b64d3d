#include "crafted_signature.hpp"

#include "sign/encoding.hpp"
#include "sign/ml_dsa.hpp"
#include "sign/rounding.hpp"
#include "sign/sampling.hpp"

#include <algorithm>

namespace emrshare::kat {

using namespace ml_dsa;

namespace {

/// HintBitUnpack without its checks. Indices may run on into the counts, as in a verifier that does not look.
PolynomialVector hint_unchecked(ByteView y) {
    PolynomialVector h(kK);
    std::size_t index = 0;
    for (std::size_t i = 0; i < kK; ++i) {
        for (; index < std::min<std::size_t>(y[kOmega + i], y.size()); ++index)
            h[i][y[index]] = 1;
    }
    return h;
}

} // namespace

Bytes crafted_key(ByteView rho) {
    return pk_encode({Bytes(rho.begin(), rho.end()), PolynomialVector(kK)});
}

PolynomialVector crafted_response(std::int32_t largest) {
    PolynomialVector z(kL);
    z[0][0] = largest;
    z[kL - 1][kN - 1] = -largest;
    return z;
}

Bytes crafted_hint(ByteView indices, ByteView counts) {
    Bytes y(indices.begin(), indices.end());
    y.resize(kOmega);
    y.insert(y.end(), counts.begin(), counts.end());
    return y;
}

Bytes crafted_signature(ByteView pk, ByteView M, ByteView ctx, const PolynomialVector& z, ByteView y) {
    const Matrix A_hat = expand_a(pk.first(kSeedBytes));
    const Bytes mu = message_representative(hash({pk}, kHashBytes), M, ctx);
    const PolynomialVector w1 = use_hint(hint_unchecked(y), inverse_ntt(A_hat * ntt(z)));
    Bytes sigma = sig_encode({hash({mu, w1_encode(w1)}, kChallengeBytes), z, PolynomialVector(kK)});
    std::copy(y.begin(), y.end(), sigma.end() - static_cast<std::ptrdiff_t>(kHintBytes));
    return sigma;
}

} // namespace emrshare::kat
