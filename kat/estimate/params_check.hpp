/// @file
/// Every number of spec/params.json, recomputed.
#pragma once

#include "estimate/params_file.hpp"

#include <string>
#include <vector>

namespace emrshare::kat::estimate {

/// One comparison.
struct Check {
    std::string set;      ///< name of the set; "all" for what concerns the file
    std::string number;   ///< the member of the file that is checked, "security.enc.beta" for instance
    std::string what;     ///< the formula or condition
    std::string required; ///< what the file says, or the bound that has to hold
    std::string computed;
    bool holds;
};

/// The checks that concern the file as a whole.
std::vector<Check> check_file(const ParamsFile& file);

/// The checks of one set. @param position of the set in the file, from 1
std::vector<Check> check_set(const SetNumbers& set, std::uint64_t position);

} // namespace emrshare::kat::estimate
