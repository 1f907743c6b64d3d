/// @file
/// Sections of a record under encryption, and what the cloud stores of them (spec, sections 14.2 and 14.3).
#pragma once

#include "message/message.hpp"

#include <vector>

namespace emrshare {

/// Blocks of Enc that carry @p bytes as they are, the last filled up with zeros (BLOCKS.Encrypt).
/// @param label of the streams from which the coins of each block come
std::vector<Bytes> encrypt_blocks(const ParameterSet& set, const Rq& pk, ByteView bytes, std::string_view label,
                                  const Coins& coins);
/// What Dec gives of the blocks, one after the other (BLOCKS.Decrypt).
Bytes decrypt_blocks(const ParameterSet& set, const Poly& f, const std::vector<Bytes>& blocks);

/// A section under its owner's key (RECORD.Seal): corrected a key in one block and AES-256-GCM, as printed blocks
/// alone.
/// @param PID_A the owner, @p num the section's place: the ciphertext is good for no other
/// @return the part `Section`
message::Message seal_section(const message::Dialect& dialect, const Rq& pk, ByteView PID_A, std::uint64_t num,
                              ByteView plaintext, const Coins& coins);

/// How many blocks seal_section() makes as printed of so many bytes (RECORD.Seal.Printed).
std::size_t printed_blocks_of(const ParameterSet& set, std::size_t plaintext_bytes);

/// The plaintext of a section (RECORD.Open), by its owner, or by a requester with the section's re-encrypted blocks.
/// @param f the key under which @p C are
/// @param C encoded elements in the place of the section's own
/// @throws Rejection `RECORD.Open.C1` (C), `RECORD.Open.C2` (body, tag), `RECORD.Open.C3` (C, length or padding),
///         `PRE.Dec.C1` (f)
Bytes open_section(const message::Message& section, const Poly& f, ByteView PID_A, const std::vector<Bytes>& C);

/// Whether a list of sections has the form that the cloud stores: numbered from 0 (as printed from 1), each with the
/// blocks and the body of its profile.
bool are_sections(const std::vector<message::Message>& sections, Profile profile);

/// delta = H_2(C, PID_A) (RECORD.Delta): corrected one for each section, as printed one for all; encoded elements.
std::vector<Bytes> deltas_of(const message::Dialect& dialect, const std::vector<message::Message>& sections,
                             ByteView PID_A);

} // namespace emrshare
