#include "schema.hpp"

#include "base/error.hpp"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace emrshare::kat {

void require_schema(const Json& json, const std::string& schema, const std::string& source) {
    valijson::Schema parsed;
    // valijson knows the JSON type that sorts members alone.
    const nlohmann::json schema_json = nlohmann::json::parse(schema);
    const nlohmann::json sorted = nlohmann::json::parse(json.dump());
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), parsed);
    const valijson::adapters::NlohmannJsonAdapter target(sorted);
    valijson::ValidationResults results;
    if (valijson::Validator().validate(parsed, target, &results)) return;
    valijson::ValidationResults::Error error;
    results.popError(error);
    std::string place;
    for (const std::string& part : error.context)
        place += part;
    throw Rejection("KAT.File.C1", source, place + ": " + error.description);
}

} // namespace emrshare::kat
