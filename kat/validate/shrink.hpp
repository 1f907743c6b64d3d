/// @file
/// Making the inputs on which two implementations differ as small as they get.
#pragma once

#include "json.hpp"
#include "operation.hpp"

#include <functional>
#include <vector>

namespace emrshare::kat {

/// Simpler values for one input, the simplest first: shorter strings, fewer nonzero coefficients, smaller numbers.
std::vector<Json> simpler_values(const Field& field, const Json& value, const ParameterSet* set);

/// The smallest inputs that still differ, reached by replacing one input after the other with a simpler value.
/// @param still_differs asks both implementations
/// @param budget how many times it may be asked
Json shrink(const Operation& operation, const ParameterSet* set, Json inputs,
            const std::function<bool(const Json& inputs)>& still_differs, std::size_t budget);

} // namespace emrshare::kat
