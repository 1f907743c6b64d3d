#include "pre/keygen_printed.hpp"

#include "base/error.hpp"
#include "random/gaussian.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"

namespace emrshare {
namespace {

/// g from D_{Z^n, sigma}, drawn again until it is invertible mod q.
Poly sample_g(const ParameterSet& set, const Coins& coins, Trace& trace) {
    for (std::uint64_t attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const Poly g = trace(
            "g", gaussian_poly(set.n, set.sigma, XofInput("PRE.KeyGen.g").with(coins).with(set.name).with(attempt)));
        if (!Rq(set.ring(), g).is_unit()) continue;
        trace.record("attempts", static_cast<std::int64_t>(attempt + 1));
        return g;
    }
    throw Rejection("PRE.KeyGen.C3", "coins", "256 polynomials g in a row are not invertible");
}

} // namespace

KeyPair keygen_printed_from_coins(const ParameterSet& set, const Poly& f_prime, const Coins& coins, Trace& trace) {
    const Ring& ring = set.ring();
    require_preimage(set, f_prime, "PRE.KeyGen.C1");
    const Poly f = trace("f", set.p * f_prime + 1);                                          // PRE.KeyGen.1
    const Rq f_inverse = trace("f^-1", require_inverse(Rq(ring, f), "PRE.KeyGen.C2", "f'")); // PRE.KeyGen.2
    Xof u_source(XofInput("PRE.KeyGen.u").with(coins).with(set.name));                       // PRE.KeyGen.3
    const Poly u = trace("u", ternary(set.n, u_source));                                     // PRE.KeyGen.3
    const Poly g = sample_g(set, coins, trace);                                              // PRE.KeyGen.4
    const Rq pk = trace("pk", g * f_inverse + u);                                            // PRE.KeyGen.5
    return {f, g, u, pk};
}

KeyPair keygen_printed(const ParameterSet& set, const Poly& f_prime) {
    return keygen_printed_from_coins(set, f_prime, random_coins());
}

} // namespace emrshare
