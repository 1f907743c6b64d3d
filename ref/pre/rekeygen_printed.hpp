/// @file
/// ReKeyGen as printed: the parts of the owner and of the cloud (the requester's is the corrected one's).
#pragma once

#include "base/trace.hpp"
#include "pre/rekeygen.hpp"

namespace emrshare {

/// The owner's part as printed (PRE.ReKeyGen.Owner; paper, section 4.B(5)): a_B = r_B (f_A + p e_B).
/// @throws Rejection `PRE.ReKeyGen.Owner.C1` (f_A), `PRE.ReKeyGen.Owner.C2` (256 non-invertible r_B in a row)
/// @{
OwnerShare rekeygen_owner_printed_from_coins(const ParameterSet& set, const Poly& f_A, const Coins& coins,
                                             Trace& trace = no_trace());
OwnerShare rekeygen_owner_printed(const ParameterSet& set, const Poly& f_A);
/// @}

/// The cloud's part as printed (PRE.ReKeyGen.Cloud): rk = b_B r_B^{-1}.
/// @throws Rejection `PRE.ReKeyGen.Cloud.C1` (r_B), `PRE.ReKeyGen.Cloud.C2` (b_B),
///         `PRE.ReKeyGen.Cloud.C3` (r_B not invertible)
Rq rekeygen_cloud_printed(const ParameterSet& set, const Rq& r_B, const Rq& b_B, Trace& trace = no_trace());

} // namespace emrshare
