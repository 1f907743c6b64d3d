/// @file
/// ReKeyGen, in the three parts that three parties compute (spec, sections 6.5 and 9.6).
#pragma once

#include "base/trace.hpp"
#include "pre/keygen.hpp"

namespace emrshare {

/// What the owner makes for one delegation: a_B goes to the requester, r_B to the cloud.
struct OwnerShare {
    Rq a_B; ///< for the requester
    Rq r_B; ///< for the cloud, invertible
};

/// A short element d = 1 mod p with d pk short (LAT.SampleDelegation): the discrete Gaussian of
/// deviation s over {(x, y) : y = x pk mod q, x = 1 mod p}, whose law depends on pk alone.
Poly sample_delegation(const ParameterSet& set, const OwnerKey& key, const SamplingTree& tree, const Coins& coins,
                       Trace& trace = no_trace());

/// The owner's part, corrected (CPRE.ReKeyGen.Owner): a_B = r_B (f_A + p e_B) with f_A + p e_B = d from
/// sample_delegation.
/// @throws Rejection `CPRE.ReKeyGen.Owner.C1` (256 non-invertible r_B or d in a row)
/// @{
OwnerShare rekeygen_owner_from_coins(const ParameterSet& set, const OwnerKey& key, const SamplingTree& tree,
                                     const Coins& coins, Trace& trace = no_trace());
OwnerShare rekeygen_owner(const ParameterSet& set, const OwnerKey& key, const SamplingTree& tree);
/// @}

/// The requester's part (PRE.ReKeyGen.Requester): b_B = a_B f_B^{-1}; in the corrected profile with the key for
/// this delegation, as printed with the requester's own.
/// @throws Rejection `PRE.ReKeyGen.Requester.C1` (a_B), `PRE.ReKeyGen.Requester.C2` (size of f_B),
///         `PRE.ReKeyGen.Requester.C3` (f_B not invertible)
Rq rekeygen_requester(const ParameterSet& set, const Rq& a_B, const Poly& f_B, Trace& trace = no_trace());

/// The cloud's part, corrected (CPRE.ReKeyGen.Cloud): rk = b_B r_B^{-1}.
/// @throws Rejection `CPRE.ReKeyGen.Cloud.C1` to `C3` (r_B, b_B, pk_B* not in R_q), `C4` to `C6` (not invertible)
Rq rekeygen_cloud(const ParameterSet& set, const Rq& r_B, const Rq& b_B, const Rq& pk_B, Trace& trace = no_trace());

/// An invertible element of R_q, uniform, from the streams (label, coins, set, attempt).
/// @throws Rejection @p check after 256 attempts
Rq uniform_unit(const ParameterSet& set, std::string_view label, const Coins& coins, std::string_view check,
                Trace& trace = no_trace());

} // namespace emrshare
