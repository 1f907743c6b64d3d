#include "pre/enc.hpp"

#include "base/error.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"

#include <algorithm>

namespace emrshare {

Poly psi(const ParameterSet& set, std::string_view label, const Coins& coins) {
    Xof source(XofInput(label).with(coins).with(set.name), std::size_t{set.n} * set.eta / 4); // PRE.Psi.1
    return centred_binomial(set.n, set.eta, source);                                          // PRE.Psi.2
}

Rq enc_from_coins(const ParameterSet& set, const Rq& pk, const Poly& M, const Coins& coins, Trace& trace) {
    require_element(set, pk, "PRE.Enc.C1", "pk");
    require_size(set, M, "PRE.Enc.C2", "M");
    require(std::all_of(M.begin(), M.end(), [](auto c) { return c == 0 || c == 1; }), "PRE.Enc.C2", "M",
            "a coefficient is neither 0 nor 1");
    const Poly b = trace("b", psi(set, "PRE.Enc.b", coins)); // PRE.Enc.1
    const Poly v = trace("v", psi(set, "PRE.Enc.v", coins)); // PRE.Enc.2
    const Rq C = trace("C", set.p * (pk * b + v) + M);       // PRE.Enc.3
    return C;
}

Rq enc(const ParameterSet& set, const Rq& pk, const Poly& M) {
    return enc_from_coins(set, pk, M, random_coins());
}

} // namespace emrshare
