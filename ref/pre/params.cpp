#include "pre/params.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <string>

namespace emrshare {
namespace {

constexpr ParameterSet kSets[] = {
#include "params_table.inc" // made from spec/params.json by cmake/ParamsTable.cmake
};

template <class Predicate>
const ParameterSet& find_set(Predicate matches, std::string_view check, const std::string& wanted) {
    const auto found = std::find_if(std::begin(kSets), std::end(kSets), matches);
    require(found != std::end(kSets), check, "set", "no parameter set " + wanted);
    return *found;
}

} // namespace

std::string_view name_of(Profile profile) noexcept {
    return profile == Profile::as_printed ? "as-printed" : "corrected";
}

std::span<const ParameterSet> parameter_sets() noexcept {
    return kSets;
}

const ParameterSet& parameter_set(std::string_view name) {
    return find_set([name](const ParameterSet& set) { return set.name == name; }, "PARAM.Set.C1",
                    "is named '" + std::string(name) + "'");
}

const ParameterSet& parameter_set(std::uint8_t code) {
    return find_set([code](const ParameterSet& set) { return set.code == code; }, "PARAM.Set.C2",
                    "has the code " + std::to_string(code));
}

void require_element(const ParameterSet& set, const Rq& element, std::string_view check, std::string_view field) {
    require(&element.ring() == &set.ring(), check, field, "no element of R_q of this parameter set");
}

void require_size(const ParameterSet& set, const Poly& poly, std::string_view check, std::string_view field) {
    require(poly.size() == set.n, check, field, "its number of coefficients is not n");
}

void require_unit(const Rq& element, std::string_view check, std::string_view field) {
    require(element.is_unit(), check, field, "not invertible in R_q");
}

Rq require_inverse(const Rq& element, std::string_view check, std::string_view field) {
    const std::optional<Rq> inverse = element.inverse();
    require(inverse.has_value(), check, field, "not invertible in R_q");
    return *inverse;
}

} // namespace emrshare
