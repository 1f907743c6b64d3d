/// @file
/// Canonical bytes of elements of R_q, of short elements of R and of message blocks.
#pragma once

#include "base/memory.hpp"
#include "pre/params.hpp"

namespace emrshare {

/// n ell / 8 bytes: coefficient j occupies bits j ell to j ell + ell - 1, least significant bit
/// first in every byte (ENC.Element).
Bytes encode(const Rq& element);

/// The element of which @p bytes is the encoding; every other byte string is refused.
/// @throws Rejection `ENC.Element.C1` (length), `ENC.Element.C2` (a coefficient not below q)
Rq decode_element(const ParameterSet& set, ByteView bytes);

/// The encoding of a polynomial with |coefficients| <= (q - 1)/2: that of its image in R_q.
/// @throws Rejection `ENC.Short.C1` (size or range)
Bytes encode_short(const ParameterSet& set, const Poly& poly);

/// The polynomial with coefficients in (-q/2, q/2). @throws Rejection as decode_element
Poly decode_short(const ParameterSet& set, ByteView bytes);

/// n / 8 bytes: coefficient j is bit j mod 8 of byte j / 8 (ENC.Message).
/// @throws Rejection `ENC.Message.C1` unless @p M has n coefficients in {0, 1}
Bytes encode_message(const ParameterSet& set, const Poly& M);

/// @throws Rejection `ENC.Message.C2` (length)
Poly decode_message(const ParameterSet& set, ByteView bytes);

} // namespace emrshare
