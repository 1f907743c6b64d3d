/// @file
/// ReEnc: the cloud's transformation of one block.
#pragma once

#include "base/trace.hpp"
#include "pre/params.hpp"

namespace emrshare {

/// The coins of one re-encryption (CPRE.ReEncCoins): the same question always gets the same answer.
/// @param K_CS the cloud's secret key for this purpose
/// @param delegation the delegation's name, any byte string
Coins reenc_coins(const ParameterSet& set, const Coins& K_CS, ByteView delegation, const Rq& rk, const Rq& pk_B,
                  const Rq& C_A);

/// ReEnc, corrected (CPRE.ReEnc): C_B = rk C_A + p (pk_B* b' + v'), b' from psi, v' the wide mask.
/// @throws Rejection `CPRE.ReEnc.C1` (rk), `CPRE.ReEnc.C2` (pk_B*), `CPRE.ReEnc.C3` (C_A)
Rq reenc_from_coins(const ParameterSet& set, const Rq& rk, const Rq& pk_B, const Rq& C_A, const Coins& coins,
                    Trace& trace = no_trace());

} // namespace emrshare
