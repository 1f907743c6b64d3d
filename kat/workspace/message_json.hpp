/// @file
/// A message as JSON: its type, and its fields by their names in the specification.
#pragma once

#include "json.hpp"
#include "message/message.hpp"

namespace emrshare::kat {

/// An object: `type`, then every field; byte strings in hexadecimal, parts as objects of the same kind.
Json json_of(const message::Message& message);

} // namespace emrshare::kat
