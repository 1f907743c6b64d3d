/// @file
/// What the nodes of phases (3) and (5) have in common (spec, chapters 14 and 15).
#pragma once

#include "message/channel.hpp"
#include "node/channel_context.hpp"
#include "node/node.hpp"
#include "pre/key_pair.hpp"

namespace emrshare::node {

/// After so many answers that do not open, a requester uses a delegation no more (spec, section 9.10).
inline constexpr std::uint64_t kFailureLimit = 3;

/// The certificate that a PID has by the ledger of the node, or null.
const Message* certificate_on_chain(const Node& node, ByteView PID);

/// So many requests of one requester does an owner note at most, and so many accesses of one requester wait at a cloud.
inline constexpr std::size_t kOpenLimit = 8;

/// Whether everything that is sent of a record fits into a message: the Upload, and an answer with all its sections
/// (corrected), or all its blocks (as printed).
bool fits_into_messages(const Message& Upload);

/// The url of what is stored under a digest: the cloud's id, a slash, and the digest in hexadecimal.
std::string url_of(ByteView cid, ByteView digest);

/// The cloud that a url names before its first slash, or null.
const message::NodeEntry* cloud_of(const PublicParameters& pp, const std::string& url);

/// CHAN.Seal of a part for the receiver of a message of that name.
message::Sealed seal_part(const PublicParameters& pp, const Rq& pk, std::string_view name, const Message& part,
                          const Coins& coins);

/// CHAN.Open of what a message carries in C and sealed.
Bytes open_carried(const PublicParameters& pp, const KeyPair& pair, const Coins& seed, const Message& carrier);

/// An element for one receiver, as printed: its encoding in blocks (E-A-MESSAGE).
/// @{
std::vector<Bytes> encrypt_element(const ParameterSet& set, const Rq& pk, const Rq& element, const Coins& coins);
/// @throws Rejection `BLOCKS.Element.C1` (number of blocks), `ENC.Element.C2` (what they carry)
Rq decrypt_element(const ParameterSet& set, const Poly& f, const std::vector<Bytes>& blocks);
/// @}

/// Whether the numbers increase strictly.
bool are_increasing(const std::vector<std::uint64_t>& numbers);

} // namespace emrshare::node
