#include "pre/dec.hpp"

namespace emrshare {

Poly dec(const ParameterSet& set, const Poly& f, const Rq& C, Trace& trace) {
    require_size(set, f, "PRE.Dec.C1", "f");
    require_element(set, C, "PRE.Dec.C2", "C");
    const Rq C_prime = trace("C'", f * C);    // PRE.Dec.1
    const Poly N = C_prime.lift();            // PRE.Dec.2
    const Poly M = trace("M", mod(N, set.p)); // PRE.Dec.3
    return M;
}

} // namespace emrshare
