/// @file
/// Properties that every implementation has, whatever its random choices are.
#pragma once

#include "props/subject.hpp"

#include <span>
#include <string_view>

namespace emrshare::kat::props {

/// One property.
struct Property {
    std::string_view name;       ///< on the command line
    std::string_view claim;      ///< what has to hold
    std::string_view place;      ///< in the paper or the specification
    std::string_view errata;     ///< by which it does not hold as printed; empty if it does
    std::string_view operations; ///< that are asked, with spaces between them
    std::string_view unit;       ///< what samples count
    std::uint64_t samples;       ///< by default
    /// Examines it. @return the number of trials. @throws Violation, NotOffered, Broken; Rejection for an output that
    /// is not written by its kind
    std::uint64_t (*run)(Subject& subject);
};

/// All properties, in the order in which they are examined.
std::span<const Property> properties();

/// The property of that name. @throws Rejection `PROPS.Name.C1`
const Property& property(std::string_view name);

/// What became of a property.
enum class Verdict {
    holds,
    fails,
    not_offered, ///< the adapter does not have what it takes
    broken,      ///< the adapter failed
};

/// "holds", "fails", ...
std::string_view name_of(Verdict verdict) noexcept;

/// The verdict on one property.
struct Examined {
    const Property* property;
    Verdict verdict;
    std::string reason;       ///< why it does not hold
    std::uint64_t trials = 0; ///< of a property that holds
    std::uint64_t questions = 0;
    std::set<std::string> remarks;
    Json reproduction; ///< the requests of the trial that failed; null if none did
};

/// Examines a property. @param setting its experiment is replaced by the property's name, its samples if they are 0
Examined examine(const Property& property, Adapter& adapter, const Hello& hello, attack::Setting setting,
                 bool strict_checks);

} // namespace emrshare::kat::props
