/// @file
/// What happens to a node, and what it answers (spec, section 13.1). Nodes share nothing else.
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <string>

namespace emrshare::node {

/// What an event is.
enum class EventKind : std::uint8_t {
    message = 0, ///< from another node
    command = 1, ///< from the node's own user
    tick = 2,    ///< time has passed
};

/// Something that happens to a node.
struct Event {
    std::uint64_t time; ///< ms, by the injected clock
    std::string from;   ///< name of the sender; empty for commands and ticks
    EventKind kind;     ///< what it is
    Bytes bytes;        ///< an encoded message or command; empty for a tick
};

/// A message on its way.
struct Outgoing {
    std::string to; ///< name of a node, or `management`, `hospitals`, `all`
    Bytes bytes;    ///< the encoded message
};

} // namespace emrshare::node
