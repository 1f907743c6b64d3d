#include "pre/reenc_printed.hpp"

namespace emrshare {

Rq reenc_printed(const ParameterSet& set, const Rq& rk, const Rq& C_A, Trace& trace) {
    require_element(set, rk, "PRE.ReEnc.C1", "rk");
    require_element(set, C_A, "PRE.ReEnc.C2", "C_A");
    const Rq C_B = trace("C_B", rk * C_A); // PRE.ReEnc.1
    return C_B;
}

} // namespace emrshare
