/// @file
/// KeyGen: a node's key pair from its preimage.
#pragma once

#include "base/trace.hpp"
#include "pre/key_pair.hpp"

namespace emrshare {

/// KeyGen as printed (PRE.KeyGen; paper, section 4.B(1)).
/// @param f_prime the preimage from Extract: n coefficients, at most (q - 3)/4 in absolute value
/// @throws Rejection `PRE.KeyGen.C1` (size or range of f'), `PRE.KeyGen.C2` (p f' + 1 not
///         invertible), `PRE.KeyGen.C3` (256 non-invertible g in a row)
/// @{
KeyPair keygen_printed_from_coins(const ParameterSet& set, const Poly& f_prime, const Coins& coins,
                                  Trace& trace = no_trace());
KeyPair keygen_printed(const ParameterSet& set, const Poly& f_prime);
/// @}

} // namespace emrshare
