/// @file
/// The associated data of what a message carries sealed (spec, section 11.6).
#pragma once

#include "message/public_parameters.hpp"
#include "random/xof.hpp"

namespace emrshare::node {

/// G followed by the name of the message.
inline Bytes channel_context(const message::PublicParameters& pp, std::string_view name) {
    Bytes context = pp.G();
    const Bytes text = bytes_of(name);
    context.insert(context.end(), text.begin(), text.end());
    return context;
}

} // namespace emrshare::node
