#include "pre/extract.hpp"

#include "base/error.hpp"
#include "pre/hash.hpp"
#include "random/xof.hpp"

namespace emrshare {

Poly extract(Profile profile, const MasterKey& msk, ByteView id, Trace& trace) {
    const ParameterSet& set = *msk.set;
    const Residues h = identity_syndrome(profile, set, id); // PRE.Extract.1
    for (std::uint64_t attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const Coins coins = trace("coins", derive_coins(XofInput("PRE.Extract")
                                                            .with(msk.K)
                                                            .with(set.name)
                                                            .with(name_of(profile))
                                                            .with(id)
                                                            .with(attempt)));                       // PRE.Extract.2
        const Poly f_prime = trace("f'", sample_pre(msk.basis, h, set.q, set.sigma, coins, trace)); // PRE.Extract.3
        const Poly f = trace("f", set.p * f_prime + 1);                                             // PRE.Extract.4
        if (profile == Profile::corrected && squared_norm(f) > static_cast<double>(set.f2_max))
            continue;                               // PRE.Extract.5
        if (!Rq(set.ring(), f).is_unit()) continue; // PRE.Extract.5
        trace.record("attempts", static_cast<std::int64_t>(attempt + 1));
        return f_prime; // PRE.Extract.6
    }
    throw Rejection("PRE.Extract.C1", "id", "256 preimages in a row give no invertible f");
}

} // namespace emrshare
