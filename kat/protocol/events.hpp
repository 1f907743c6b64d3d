/// @file
/// Events and what is answered to them, as vectors write them (spec, section 8.7).
#pragma once

#include "node/event.hpp"
#include "value.hpp"

#include <vector>

namespace emrshare::kat {

/// The encoding of the list of [time, from, kind, bytes].
Bytes encode_events(const std::vector<node::Event>& events);

/// The events of which @p bytes is the encoding. @throws Rejection `KAT.Input.C2` (@p field) for anything else
std::vector<node::Event> decode_events(ByteView bytes, const std::string& field);

/// The one event of a list. @throws Rejection `KAT.Input.C2` (@p field) for anything else
node::Event decode_event(ByteView bytes, const std::string& field);

/// The encoding of the list of [to, bytes].
Bytes encode_outgoing(const std::vector<node::Outgoing>& messages);

} // namespace emrshare::kat
