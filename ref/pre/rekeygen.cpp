#include "pre/rekeygen.hpp"

#include "base/error.hpp"
#include "random/samplers.hpp"
#include "random/xof.hpp"

namespace emrshare {

Rq uniform_unit(const ParameterSet& set, std::string_view label, const Coins& coins, std::string_view check,
                Trace& trace) {
    for (std::uint64_t attempt = 0; attempt < kMaxAttempts; ++attempt) {
        // Draws that fail are fewer than half.
        Xof source(XofInput(label).with(coins).with(set.name).with(attempt), std::size_t{set.n} * 5);
        const Rq r_B = trace("r_B", uniform(set.ring(), source));
        if (!r_B.is_unit()) continue;
        trace.record("attempts", static_cast<std::int64_t>(attempt + 1));
        return r_B;
    }
    throw Rejection(check, "coins", "256 elements r_B in a row are not invertible");
}

Poly sample_delegation(const ParameterSet& set, const OwnerKey& key, const SamplingTree& tree, const Coins& coins,
                       Trace& trace) {
    const Ring& ring = set.ring();
    GaussianRuns leaves(XofInput("LAT.SampleDelegation").with(coins));
    const auto [z_0, z_1] = ff_sample(tree, set.n, set.p, leaves); // LAT.SampleDelegation.1
    trace.record("c", leaves.centres());
    trace.record("z_0", z_0);
    trace.record("z_1", z_1);
    const Rq d = (set.p * z_0 + 1) * Rq(ring, key.pair.f) + z_1 * Rq(ring, key.solution.F); // LAT.SampleDelegation.2
    return d.lift();                                                                        // LAT.SampleDelegation.3
}

namespace {

/// d from sample_delegation, drawn again until it is invertible.
Poly sample_d(const ParameterSet& set, const OwnerKey& key, const SamplingTree& tree, const Coins& coins,
              Trace& trace) {
    for (std::uint64_t attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const Coins run = derive_coins(XofInput("CPRE.ReKeyGen.Owner.d").with(coins).with(set.name).with(attempt));
        const Poly d = trace("d", sample_delegation(set, key, tree, run, trace));
        if (!Rq(set.ring(), d).is_unit()) continue;
        trace.record("attempts", static_cast<std::int64_t>(attempt + 1));
        return d;
    }
    throw Rejection("CPRE.ReKeyGen.Owner.C1", "coins", "256 elements d in a row are not invertible");
}

} // namespace

OwnerShare rekeygen_owner_from_coins(const ParameterSet& set, const OwnerKey& key, const SamplingTree& tree,
                                     const Coins& coins, Trace& trace) {
    const Rq r_B = trace(
        "r_B", uniform_unit(set, "CPRE.ReKeyGen.Owner.r_B", coins, "CPRE.ReKeyGen.Owner.C1")); // CPRE.ReKeyGen.Owner.1
    const Poly d = sample_d(set, key, tree, coins, trace);                                     // CPRE.ReKeyGen.Owner.2
    const Poly e_B = trace("e_B", halved(d + -1 * key.pair.f));                                // CPRE.ReKeyGen.Owner.3
    const Rq a_B = trace("a_B", r_B * (key.pair.f + set.p * e_B));                             // CPRE.ReKeyGen.Owner.4
    return {a_B, r_B};
}

OwnerShare rekeygen_owner(const ParameterSet& set, const OwnerKey& key, const SamplingTree& tree) {
    return rekeygen_owner_from_coins(set, key, tree, random_coins());
}

Rq rekeygen_requester(const ParameterSet& set, const Rq& a_B, const Poly& f_B, Trace& trace) {
    require_element(set, a_B, "PRE.ReKeyGen.Requester.C1", "a_B");
    require_size(set, f_B, "PRE.ReKeyGen.Requester.C2", "f_B");
    const Rq f_inverse = trace(
        "f_B^-1", require_inverse(Rq(set.ring(), f_B), "PRE.ReKeyGen.Requester.C3", "f_B")); // PRE.ReKeyGen.Requester.1
    const Rq b_B = trace("b_B", a_B * f_inverse);                                            // PRE.ReKeyGen.Requester.2
    return b_B;
}

Rq rekeygen_cloud(const ParameterSet& set, const Rq& r_B, const Rq& b_B, const Rq& pk_B, Trace& trace) {
    require_element(set, r_B, "CPRE.ReKeyGen.Cloud.C1", "r_B");
    require_element(set, b_B, "CPRE.ReKeyGen.Cloud.C2", "b_B");
    require_element(set, pk_B, "CPRE.ReKeyGen.Cloud.C3", "pk_B*");
    const Rq r_inverse =
        trace("r_B^-1", require_inverse(r_B, "CPRE.ReKeyGen.Cloud.C4", "r_B")); // CPRE.ReKeyGen.Cloud.1
    require_unit(b_B, "CPRE.ReKeyGen.Cloud.C5", "b_B");
    require_unit(pk_B, "CPRE.ReKeyGen.Cloud.C6", "pk_B*");
    const Rq rk = trace("rk", b_B * r_inverse); // CPRE.ReKeyGen.Cloud.2
    return rk;
}

} // namespace emrshare
