/// @file
/// What a campaign counts: numbers whose sum does not depend on who added which part.
#pragma once

#include "json.hpp"

#include <gmpxx.h>

#include <map>
#include <string>
#include <vector>

namespace emrshare::kat::campaign {

/// Integers in units that follow one another, by name. No sum is rounded, so that any division into parts gives the
/// same tally.
struct Tally {
    std::map<std::string, std::vector<mpz_class>> sums;     ///< added, place by place
    std::map<std::string, std::vector<mpz_class>> greatest; ///< the greater one, place by place
    std::map<std::string, std::vector<double>> values;      ///< one after the other, finite

    /// Takes up the tally of the units that follow those of this one. @throws Rejection `CAMPAIGN.File.C3` naming what
    /// has another number of places
    void append(const Tally& next);

    /// sums of that name. @throws Rejection `CAMPAIGN.File.C3` unless there are @p places of them
    const std::vector<mpz_class>& sum(const std::string& name, std::size_t places) const;
    /// As sum(), of greatest numbers.
    const std::vector<mpz_class>& maximum(const std::string& name, std::size_t places) const;
};

/// Integers as decimal text, reals in the shortest form that is read back as the same number.
Json json_of(const Tally& tally);

/// @param source the name of the file, for complaints
/// @throws Rejection `CAMPAIGN.File.C1` for what json_of() does not write
Tally tally_of(const Json& json, const std::string& source);

} // namespace emrshare::kat::campaign
