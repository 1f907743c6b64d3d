#include "campaign/tally.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>

namespace emrshare::kat::campaign {
namespace {

using Integers = std::map<std::string, std::vector<mpz_class>>;

void require_places(bool same, const std::string& name) {
    require(same, "CAMPAIGN.File.C3", "tally." + name, "it has not the places that this campaign counts");
}

/// Joins two lists place by place; a name that one of them has not counts as zeros.
template <class Join>
void join(Integers& into, const Integers& next, const Join& join_places) {
    for (const auto& [name, numbers] : next) {
        std::vector<mpz_class>& mine = into.try_emplace(name, numbers.size()).first->second;
        require_places(mine.size() == numbers.size(), name);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            join_places(mine[i], numbers[i]);
    }
}

const std::vector<mpz_class>& places_of(const Integers& all, const std::string& name, std::size_t places) {
    const auto found = all.find(name);
    require_places(found != all.end() && found->second.size() == places, name);
    return found->second;
}

Json json_of(const Integers& all) {
    Json json = Json::object();
    for (const auto& [name, numbers] : all) {
        Json& texts = json[name] = Json::array();
        for (const mpz_class& number : numbers)
            texts.push_back(number.get_str());
    }
    return json;
}

void require_form(bool holds, const std::string& source, const std::string& member, const char* reason) {
    require(holds, "CAMPAIGN.File.C1", source, "tally." + member + ": " + reason);
}

/// A member of the tally that is an object of arrays.
const Json& arrays_of(const Json& json, const char* member, const std::string& source) {
    require_form(json.is_object() && json.contains(member) && json[member].is_object(), source, member, "no object");
    const Json& arrays = json[member];
    for (const auto& [name, array] : arrays.items())
        require_form(array.is_array(), source, name, "no array");
    return arrays;
}

mpz_class integer_of(const Json& json, const std::string& source, const std::string& name) {
    mpz_class number;
    const bool read = json.is_string() && number.set_str(json.get_ref<const std::string&>(), 10) == 0;
    require_form(read && number.get_str() == json.get_ref<const std::string&>(), source, name, "no decimal integer");
    return number;
}

Integers integers_of(const Json& json, const char* member, const std::string& source) {
    Integers all;
    for (const auto& [name, array] : arrays_of(json, member, source).items()) {
        std::vector<mpz_class>& numbers = all[name];
        for (const Json& number : array)
            numbers.push_back(integer_of(number, source, name));
    }
    return all;
}

} // namespace

void Tally::append(const Tally& next) {
    join(sums, next.sums, [](mpz_class& a, const mpz_class& b) { a += b; });
    join(greatest, next.greatest, [](mpz_class& a, const mpz_class& b) { a = std::max(a, b); });
    for (const auto& [name, more] : next.values) {
        std::vector<double>& mine = values[name];
        mine.insert(mine.end(), more.begin(), more.end());
    }
}

const std::vector<mpz_class>& Tally::sum(const std::string& name, std::size_t places) const {
    return places_of(sums, name, places);
}

const std::vector<mpz_class>& Tally::maximum(const std::string& name, std::size_t places) const {
    return places_of(greatest, name, places);
}

Json json_of(const Tally& tally) {
    Json values = Json::object();
    for (const auto& [name, numbers] : tally.values)
        values[name] = numbers;
    return {{"sums", json_of(tally.sums)}, {"greatest", json_of(tally.greatest)}, {"values", std::move(values)}};
}

Tally tally_of(const Json& json, const std::string& source) {
    Tally tally{integers_of(json, "sums", source), integers_of(json, "greatest", source), {}};
    for (const auto& [name, array] : arrays_of(json, "values", source).items()) {
        std::vector<double>& numbers = tally.values[name];
        for (const Json& number : array) {
            require_form(number.is_number() && std::isfinite(number.get<double>()), source, name, "no number");
            numbers.push_back(number.get<double>());
        }
    }
    return tally;
}

} // namespace emrshare::kat::campaign
