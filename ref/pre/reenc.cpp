#include "pre/reenc.hpp"

#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"

namespace emrshare {

Coins reenc_coins(const ParameterSet& set, const Coins& K_CS, ByteView delegation, const Rq& rk, const Rq& pk_B,
                  const Rq& C_A) {
    XofInput input("CPRE.ReEncCoins");
    input.with(K_CS).with(set.name).with(delegation).with(encode(rk)).with(encode(pk_B)).with(encode(C_A));
    return derive_coins(input); // CPRE.ReEncCoins.1
}

Rq reenc_from_coins(const ParameterSet& set, const Rq& rk, const Rq& pk_B, const Rq& C_A, const Coins& coins,
                    Trace& trace) {
    require_element(set, rk, "CPRE.ReEnc.C1", "rk");
    require_element(set, pk_B, "CPRE.ReEnc.C2", "pk_B*");
    require_element(set, C_A, "CPRE.ReEnc.C3", "C_A");
    const Poly b = trace("b'", psi(set, "CPRE.ReEnc.b", coins));          // CPRE.ReEnc.1
    Xof mask_source(XofInput("CPRE.ReEnc.v").with(coins).with(set.name)); // CPRE.ReEnc.2
    const Poly v = trace("v'", wide_mask(set.n, set.t_re, mask_source));  // CPRE.ReEnc.2
    const Rq C_B = trace("C_B", rk * C_A + set.p * (pk_B * b + v));       // CPRE.ReEnc.3
    return C_B;
}

} // namespace emrshare
