// Experiments of the laboratory, repeated with other seeds.
#include "attack/laboratory.hpp"
#include "base/error.hpp"
#include "campaign/campaign.hpp"

#include <sstream>

namespace emrshare::kat::campaign {
namespace {

using attack::Row;
using attack::Setting;

/// The places of a row's sums.
enum Place : std::size_t {
    kRepetitions,
    kAsExpected, ///< repetitions in which it met its expectation
    kExpecting,  ///< repetitions in which it had one
    kShould,     ///< repetitions in which the attack was expected to succeed
    kSucceeded,
    kHits,   ///< of a share
    kTrials, ///< of a share
    kPlaces
};

/// Between the parts of a row's name, none of which has a line break.
constexpr char kBreak = '\n';

/// Variant, quantity and abscissa: what tells a row of an experiment from the others.
std::string name_of_row(const Row& row) {
    std::ostringstream name;
    name.precision(17);
    name << row.variant << kBreak << row.quantity << kBreak << row.x;
    return name.str();
}

mpz_class one_if(bool holds) {
    return holds ? 1 : 0;
}

Tally tally_of_rows(const std::vector<Row>& rows) {
    Tally tally;
    for (const Row& row : rows) {
        const std::string name = name_of_row(row);
        const bool as_expected = row.expected && attack::as_expected(row);
        tally.append({{{name,
                        {1, one_if(as_expected), one_if(row.expected.has_value()), one_if(row.expected == true),
                         one_if(row.succeeded), row.measured.hits, row.measured.trials}}},
                      {},
                      {{name, {row.measured.value}}}});
        if (row.predicted) tally.append({{}, {}, {{name + kBreak + "predicted", {*row.predicted}}}});
    }
    return tally;
}

Tally repeat_once(const Plan& plan, std::uint64_t unit) {
    Setting setting;
    setting.set = plan.set;
    setting.samples = plan.samples;
    setting.seed = plan.unit_seed(unit);
    setting.jobs = 1;
    return tally_of_rows(attack::run(attack::experiment(plan.experiment), setting));
}

/// The pooled row of one name.
Row pooled_row(const std::string& name, const std::vector<mpz_class>& sums, const Tally& tally) {
    std::istringstream parts(name);
    Row row;
    std::getline(parts, row.variant, kBreak);
    std::getline(parts, row.quantity, kBreak);
    parts >> row.x;
    const auto values = tally.values.find(name);
    require(sums.size() == kPlaces && values != tally.values.end() && !values->second.empty(), "CAMPAIGN.File.C3",
            "tally." + row.variant, "it has not the places that this campaign counts");
    const bool is_share = sums[kTrials] > 0;
    row.measured =
        is_share ? attack::share(sums[kHits].get_ui(), sums[kTrials].get_ui()) : attack::mean(values->second);
    const auto predicted = tally.values.find(name + kBreak + "predicted");
    if (predicted != tally.values.end() && !predicted->second.empty())
        row.predicted = attack::mean(predicted->second).value;
    if (sums[kExpecting] == 0) return row;
    row.expected = sums[kShould] > 0;
    // One repetition that is not as expected is enough.
    const bool all = sums[kAsExpected] == sums[kExpecting];
    row.succeeded = all ? *row.expected : !*row.expected;
    row.quantity += "; as expected in " + sums[kAsExpected].get_str() + " of " + sums[kExpecting].get_str();
    return row;
}

} // namespace

std::vector<std::string_view> repeatable_experiments() {
    std::vector<std::string_view> names;
    for (const attack::Experiment& e : attack::experiments()) {
        if (e.by_chance) names.push_back(e.name);
    }
    return names;
}

void require_repeatable(std::string_view experiment) {
    if (attack::experiment(experiment).by_chance) return;
    std::string others;
    for (const std::string_view name : repeatable_experiments())
        others += " " + std::string(name);
    throw Rejection("CAMPAIGN.Attack.C1", experiment,
                    "it goes through all cases and comes out the same with every seed: run `emrshare attack` once. "
                    "These can be divided:" +
                        others);
}

Worker repetition_worker(const Plan& plan) {
    return [plan](std::uint64_t first, std::uint64_t end) {
        Tally tally;
        for (std::uint64_t unit = first; unit < end; ++unit)
            tally.append(repeat_once(plan, unit));
        return tally;
    };
}

std::vector<Row> repetition_rows(const Plan&, const Tally& tally) {
    std::vector<Row> rows;
    for (const auto& [name, sums] : tally.sums)
        rows.push_back(pooled_row(name, sums, tally));
    return rows;
}

} // namespace emrshare::kat::campaign
