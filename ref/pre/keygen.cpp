#include "pre/keygen.hpp"

#include "base/error.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"

namespace emrshare {
namespace {

XofInput stream(std::string_view label, const ParameterSet& set, const Coins& coins, std::uint64_t attempt) {
    return XofInput(label).with(coins).with(set.name).with(attempt);
}

Poly sample_u(std::string_view label, const ParameterSet& set, const Coins& coins, std::uint64_t attempt) {
    Xof source(stream(label, set, coins, attempt));
    return ternary(set.n, source);
}

bool is_unit(const ParameterSet& set, const Poly& a) {
    return Rq(set.ring(), a).is_unit();
}

/// p^2 (||f||^2 + ||w||^2) <= gs2_re, exact: all values are integers below 2^53.
bool is_short(const ParameterSet& set, const Poly& f, const Poly& w) {
    return set.p * set.p * (squared_norm(f) + squared_norm(w)) <= static_cast<double>(set.gs2_re);
}

} // namespace

OwnerKey keygen_from_coins(const ParameterSet& set, const Poly& f_prime, const Coins& coins, Trace& trace) {
    const Ring& ring = set.ring();
    require_preimage(set, f_prime, "CPRE.KeyGen.C1");
    const Poly f = trace("f", set.p * f_prime + 1);                                           // CPRE.KeyGen.1
    const Rq f_inverse = trace("f^-1", require_inverse(Rq(ring, f), "CPRE.KeyGen.C2", "f'")); // CPRE.KeyGen.2
    require(squared_norm(f) <= static_cast<double>(set.f2_max), "CPRE.KeyGen.C3", "f'",
            "||p f' + 1||^2 exceeds f2_max");
    for (std::uint64_t attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const Poly u = trace("u", sample_u("CPRE.KeyGen.u", set, coins, attempt)); // CPRE.KeyGen.3
        const Poly g =
            trace("g", gaussian_poly(set.n, set.sigma, stream("CPRE.KeyGen.g", set, coins, attempt))); // CPRE.KeyGen.4
        const Poly w = trace("w", (f * Rq(ring, u) + g).lift());                                       // CPRE.KeyGen.5
        if (!is_unit(set, g) || !is_short(set, f, w)) continue;                                        // CPRE.KeyGen.6
        const std::optional<NtruSolution> solution = ntru_solve(f, w, set.q, set.p);                   // CPRE.KeyGen.7
        if (!solution) continue;                                                                       // CPRE.KeyGen.7
        const SamplingTree tree = make_sampling_tree(f, w, *solution, set.q, set.p, set.s);            // CPRE.KeyGen.8
        if (max_squared_norm(tree) > static_cast<double>(set.gs2_re)) continue;                        // CPRE.KeyGen.8
        trace.record("F", solution->F);
        trace.record("W", solution->W);
        trace.record("attempts", static_cast<std::int64_t>(attempt + 1));
        const Rq pk = trace("pk", g * f_inverse + u); // CPRE.KeyGen.9
        return {{f, g, u, pk}, w, *solution};
    }
    throw Rejection("CPRE.KeyGen.C4", "coins", "256 attempts in a row give no short basis");
}

OwnerKey keygen(const ParameterSet& set, const Poly& f_prime) {
    return keygen_from_coins(set, f_prime, random_coins());
}

SamplingTree sampling_tree(const ParameterSet& set, const OwnerKey& key) {
    return make_sampling_tree(key.pair.f, key.w, key.solution, set.q, set.p, set.s);
}

KeyPair one_time_keygen_from_coins(const ParameterSet& set, const Coins& coins, Trace& trace) {
    const Ring& ring = set.ring();
    for (std::uint64_t attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const Poly f_prime =
            trace("f'*", gaussian_poly(set.n, set.sigma,
                                       stream("CPRE.OneTimeKeyGen.f", set, coins, attempt))); // CPRE.OneTimeKeyGen.1
        const Poly f = trace("f*", set.p * f_prime + 1);                                      // CPRE.OneTimeKeyGen.2
        const Poly u = trace("u*", sample_u("CPRE.OneTimeKeyGen.u", set, coins, attempt));    // CPRE.OneTimeKeyGen.3
        const Poly g =
            trace("g*", gaussian_poly(set.n, set.sigma,
                                      stream("CPRE.OneTimeKeyGen.g", set, coins, attempt))); // CPRE.OneTimeKeyGen.4
        const Poly w = trace("w*", (f * Rq(ring, u) + g).lift());                            // CPRE.OneTimeKeyGen.5
        const std::optional<Rq> f_inverse = Rq(ring, f).inverse();                           // CPRE.OneTimeKeyGen.6
        if (!f_inverse || squared_norm(f) > static_cast<double>(set.f2_max)) continue;       // CPRE.OneTimeKeyGen.6
        if (!is_unit(set, g) || !is_short(set, f, w)) continue;                              // CPRE.OneTimeKeyGen.7
        const Rq pk = trace("pk*", g * *f_inverse + u);                                      // CPRE.OneTimeKeyGen.8
        if (!pk.is_unit()) continue;                                                         // CPRE.OneTimeKeyGen.8
        trace.record("attempts", static_cast<std::int64_t>(attempt + 1));
        return {f, g, u, pk};
    }
    throw Rejection("CPRE.OneTimeKeyGen.C1", "coins", "256 attempts in a row give no key");
}

KeyPair one_time_keygen(const ParameterSet& set) {
    return one_time_keygen_from_coins(set, random_coins());
}

} // namespace emrshare
