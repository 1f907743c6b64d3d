/// @file
/// Enc: encryption of one block.
#pragma once

#include "base/trace.hpp"
#include "pre/params.hpp"

namespace emrshare {

/// Enc (PRE.Enc; paper, section 4.B(3)): C = p (pk b + v) + M.
/// @param pk the recipient's public key
/// @param M the message, n coefficients 0 or 1
/// @throws Rejection `PRE.Enc.C1` (pk), `PRE.Enc.C2` (M)
/// @{
Rq enc_from_coins(const ParameterSet& set, const Rq& pk, const Poly& M, const Coins& coins, Trace& trace = no_trace());
Rq enc(const ParameterSet& set, const Rq& pk, const Poly& M);
/// @}

/// An element from psi = CBD_eta with the stream of (label, coins, set) (PRE.Psi).
Poly psi(const ParameterSet& set, std::string_view label, const Coins& coins);

} // namespace emrshare
