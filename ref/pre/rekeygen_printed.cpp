#include "pre/rekeygen_printed.hpp"

#include "base/error.hpp"
#include "pre/enc.hpp"
#include "random/xof.hpp"

namespace emrshare {

OwnerShare rekeygen_owner_printed_from_coins(const ParameterSet& set, const Poly& f_A, const Coins& coins,
                                             Trace& trace) {
    require_size(set, f_A, "PRE.ReKeyGen.Owner.C1", "f_A");
    require(infinity_norm(f_A) <= (set.q - 1) / 2 - set.p * set.eta, "PRE.ReKeyGen.Owner.C1", "f_A",
            "a coefficient exceeds (q - 1)/2 - p eta");
    const Rq r_B =
        uniform_unit(set, "PRE.ReKeyGen.Owner.r_B", coins, "PRE.ReKeyGen.Owner.C2", trace); // PRE.ReKeyGen.Owner.1
    const Poly e_B = trace("e_B", psi(set, "PRE.ReKeyGen.Owner.e_B", coins));               // PRE.ReKeyGen.Owner.2
    const Poly d = trace("d", f_A + set.p * e_B);                                           // PRE.ReKeyGen.Owner.3
    const Rq a_B = trace("a_B", r_B * d);                                                   // PRE.ReKeyGen.Owner.4
    return {a_B, r_B};
}

OwnerShare rekeygen_owner_printed(const ParameterSet& set, const Poly& f_A) {
    return rekeygen_owner_printed_from_coins(set, f_A, random_coins());
}

Rq rekeygen_cloud_printed(const ParameterSet& set, const Rq& r_B, const Rq& b_B, Trace& trace) {
    require_element(set, r_B, "PRE.ReKeyGen.Cloud.C1", "r_B");
    require_element(set, b_B, "PRE.ReKeyGen.Cloud.C2", "b_B");
    const Rq r_inverse = trace("r_B^-1", require_inverse(r_B, "PRE.ReKeyGen.Cloud.C3", "r_B")); // PRE.ReKeyGen.Cloud.1
    const Rq rk = trace("rk", b_B * r_inverse);                                                 // PRE.ReKeyGen.Cloud.2
    return rk;
}

} // namespace emrshare
