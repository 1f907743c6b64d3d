/// @file
/// Messages of every type, right in form and otherwise made up, and bytes that are none.
#pragma once

#include "protocol/scene.hpp"

namespace emrshare::kat {

/// Bytes that are, or are not, a message.
struct Sample {
    std::string comment;
    Bytes bytes;
    std::string check = {}; ///< that refuses them, if one does
};

/// A message of every type that travels, and a Tx_req of every content.
std::vector<Message> sample_messages(const Scene& scene);
/// A message or part of every type that is signed; as printed those that are not the same in the corrected profile.
std::vector<Message> signed_samples(const Scene& scene);
/// Messages at the limits of their kinds.
std::vector<Sample> edge_samples(const Scene& scene);
/// Bytes that MSG.Decode refuses.
std::vector<Sample> wrong_samples(const Scene& scene);

/// The message whose code and fields before h are in @p encoded; its h and Sig are zero.
/// @throws Rejection `MSG.Decode.C2` to `MSG.Decode.C5`
Message unsigned_message(const message::Dialect& dialect, ByteView encoded);

} // namespace emrshare::kat
