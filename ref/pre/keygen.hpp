/// @file
/// KeyGen: a key pair whose owner can sample delegations, and the
/// requester's key pair for one delegation.
#pragma once

#include "base/trace.hpp"
#include "lattice/ff_sampling.hpp"
#include "pre/key_pair.hpp"

namespace emrshare {

/// An owner's key pair with the completion of its short vector (f, w) to a basis.
struct OwnerKey {
    KeyPair pair;          ///< f, g, u, pk
    Poly w;                ///< g + f u, so that f pk = w in R_q
    NtruSolution solution; ///< (F, W), f W - w F = q, F = 0 mod p
};

/// KeyGen, corrected (CPRE.KeyGen): u and g are drawn again until the basis is short enough.
/// @param f_prime the preimage from Extract, corrected
/// @throws Rejection `CPRE.KeyGen.C1` (size or range of f'), `CPRE.KeyGen.C2` (f not invertible),
///         `CPRE.KeyGen.C3` (f too long), `CPRE.KeyGen.C4` (256 attempts in vain)
/// @{
OwnerKey keygen_from_coins(const ParameterSet& set, const Poly& f_prime, const Coins& coins, Trace& trace = no_trace());
OwnerKey keygen(const ParameterSet& set, const Poly& f_prime);
/// @}

/// The sampling tree of an owner's key (LAT.Tree): made once, used for every delegation.
SamplingTree sampling_tree(const ParameterSet& set, const OwnerKey& key);

/// The requester's key pair for one delegation (CPRE.OneTimeKeyGen): made by the requester alone.
/// @throws Rejection `CPRE.OneTimeKeyGen.C1` (256 attempts in vain)
/// @{
KeyPair one_time_keygen_from_coins(const ParameterSet& set, const Coins& coins, Trace& trace = no_trace());
KeyPair one_time_keygen(const ParameterSet& set);
/// @}

} // namespace emrshare
