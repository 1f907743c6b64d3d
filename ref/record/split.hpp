/// @file
/// A record as sections, and back, byte by byte (spec, section 14.1).
#pragma once

#include "base/memory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace emrshare {

/// Bytes of a record at most, so that a message can carry it.
inline constexpr std::size_t kRecordLimit = std::size_t{1} << 23;
/// Sections of a record at most, the summary included: a credential has a claim for each, and one for its purpose, and
/// a list has 4096 entries.
inline constexpr std::size_t kMostSections = 4095;

/// A section of a record before it is encrypted.
struct Piece {
    std::string name; ///< `frame`, or type and id of a FHIR resource, at most 1024 bytes of UTF-8
    Bytes content;    ///< any bytes
};

/// RECORD.Split: the frame, then what is taken out of it.
/// @param form `file`: any bytes, one section; `fhir`: a FHIR R4 Bundle in JSON, each resource a section of its own
/// @throws Rejection `RECORD.Split.C1` (form), `RECORD.Split.C2` (EMR, too long), `RECORD.Split.C3` (EMR, no Bundle),
///         `RECORD.Split.C4` (EMR, too many resources)
std::vector<Piece> split_record(std::string_view form, ByteView record);

/// RECORD.Join: the bytes of which split_record() made these contents.
/// @param contents of all sections, in their order
/// @throws Rejection `RECORD.Join.C1` (sections) unless the first is a frame for the others
Bytes join_record(const std::vector<Bytes>& contents);

} // namespace emrshare
