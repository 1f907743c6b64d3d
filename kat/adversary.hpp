/// @file
/// What somebody who holds a key can make of a message: for vectors that fail one check alone, and for tests.
#pragma once

#include "message/public_parameters.hpp"

#include <string_view>

namespace emrshare::kat {

/// The secret signature key of a node or user with that seed (NET.Init.5).
Bytes secret_key_of(const Coins& seed);

/// @p message with right h, and Sig by @p sk: what a dishonest signer sends.
/// @pre the message is signed
message::Message signed_anew(const message::PublicParameters& pp, const message::Message& message, const Bytes& sk);

/// @p message with its h as it is and Sig by @p sk: a right signature on a digest of something else.
message::Message signed_as_is(const message::Message& message, const Bytes& sk);

} // namespace emrshare::kat
