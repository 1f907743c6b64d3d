/// @file
/// ReEnc as printed: the cloud's transformation of one block.
#pragma once

#include "base/trace.hpp"
#include "pre/params.hpp"

namespace emrshare {

/// ReEnc as printed (PRE.ReEnc; paper, section 4.B(5)): C_B = rk C_A.
///
/// Deterministic, and its result decrypts to noise: the printed Lemma 2 is false (erratum E-LEMMA2).
/// @throws Rejection `PRE.ReEnc.C1` (rk), `PRE.ReEnc.C2` (C_A)
Rq reenc_printed(const ParameterSet& set, const Rq& rk, const Rq& C_A, Trace& trace = no_trace());

} // namespace emrshare
