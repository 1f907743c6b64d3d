/// @file
/// H_1 and H_2 of the paper's section 4.B(1).
#pragma once

#include "base/memory.hpp"
#include "pre/params.hpp"

namespace emrshare {

/// H_1 as printed: {0,1}* -> {-1,0,1}^n (HASH.H1.Printed).
Poly h1_printed(const ParameterSet& set, ByteView id);

/// The syndrome that SamplePre is asked for: k entries in [0, q) (HASH.Syndrome).
/// As printed: the first k coordinates of H_1(id), three values each. Corrected: H_1 maps to Z_q^k.
Residues identity_syndrome(Profile profile, const ParameterSet& set, ByteView id);

/// H_2: {0,1}* x {0,1}* -> {-1,0,1}^n (HASH.H2).
Poly h2(const ParameterSet& set, ByteView first, ByteView second);

} // namespace emrshare
