/// @file
/// Claims of a credential and their selective disclosure by salted digests, in the manner of SD-JWT (RFC 9901; spec,
/// section 15.1).
#pragma once

#include "message/message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace emrshare::credential {

using message::Message;

/// The claims of a credential: its purpose, then a claim `section` for each number.
/// @param coins from which the salts come
std::vector<Message> make_claims(const message::Dialect& dialect, const std::string& purpose,
                                 const std::vector<std::uint64_t>& sections, const Coins& coins);

/// H of each claim, in the order of bytes, so that their order tells nothing.
std::vector<Bytes> claim_digests(const std::vector<Message>& claims);

/// Whether every claim belongs to the part `VC`, none twice.
bool are_claims_of(const Message& VC, const std::vector<Message>& claims);

/// The numbers of the claims `section`, in their order; a value that is no number in decimal names none.
std::vector<std::uint64_t> sections_of(const std::vector<Message>& claims);

/// The claims that disclose these sections and nothing else, in the order of the numbers.
/// @return nothing if there is no claim for one of them
std::optional<std::vector<Message>> disclosing(const std::vector<Message>& claims,
                                               const std::vector<std::uint64_t>& sections);

} // namespace emrshare::credential
