/// @file
/// What anybody reads off a record's metadata.
#pragma once

#include "workspace/sharing.hpp"

namespace emrshare::kat {

/// A summary on the chain.
struct Summary {
    bool encrypted = true;      ///< whether nobody but the owner can read it; the rest is empty then
    std::string text;           ///< what is no UTF-8 is replaced
    std::string hospital;       ///< who is said to have written it
    std::uint64_t sections = 0; ///< of the record, without the summary
    bool attested = false;      ///< whether the hospital signed this summary for this owner
};

/// Info_s of Metadata (spec, section 14.5).
Summary read_summary(const message::PublicParameters& pp, const Published& record);

/// The bytes of a record. @throws Rejection `FILE.C1`, `RECORD.Split.C2` before a file that is too long is read
Bytes read_record(const std::string& path);

} // namespace emrshare::kat
