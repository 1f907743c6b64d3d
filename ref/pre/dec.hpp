/// @file
/// Dec: decryption of one block.
#pragma once

#include "base/trace.hpp"
#include "pre/params.hpp"

namespace emrshare {

/// Dec (PRE.Dec; paper, sections 4.B(5) and 5.E): M = (f C mod q) mod p.
/// @param f the private key, n coefficients
/// @param C any element of R_q: Dec has no way to tell a wrong one
/// @return n coefficients 0 or 1
/// @throws Rejection `PRE.Dec.C1` (f), `PRE.Dec.C2` (C)
Poly dec(const ParameterSet& set, const Poly& f, const Rq& C, Trace& trace = no_trace());

} // namespace emrshare
