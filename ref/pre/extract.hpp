/// @file
/// Extract: the private preimage of an identity.
#pragma once

#include "base/trace.hpp"
#include "pre/setup.hpp"

namespace emrshare {

/// Extract (PRE.Extract; paper, section 4.B(1)): f' with B f' = H_1(id) mod q, |f'| short, and
/// p f' + 1 invertible mod q. A function of (master key, profile, id): no identity ever gets two
/// preimages, and the attempts that were dropped never leave the MN.
/// @throws Rejection `PRE.Extract.C1` after 256 attempts without an invertible f
Poly extract(Profile profile, const MasterKey& msk, ByteView id, Trace& trace = no_trace());

} // namespace emrshare
