/// @file
/// Campaigns: work of many units, divided into shards that machines run apart, and put together again.
///
/// Unit i depends on the campaign's parameters and on i alone, and tallies are exact. So the shards of a campaign, put
/// together, are what one machine would have computed, byte for byte.
#pragma once

#include "attack/experiment.hpp"
#include "campaign/tally.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emrshare::kat::campaign {

struct Plan;

/// The tally of units first, ..., end - 1. May be called from several threads.
using Worker = std::function<Tally(std::uint64_t first, std::uint64_t end)>;

/// One kind of campaign.
struct Kind {
    std::string_view name;                                       ///< on the command line
    std::string_view unit;                                       ///< what a unit is
    std::uint64_t chunk;                                         ///< units that a thread takes at a time
    Worker (*worker)(const Plan&);                               ///< prepares what all units have in common
    std::vector<attack::Row> (*rows)(const Plan&, const Tally&); ///< what the tally of all units says
};

/// `failure-rate`, `accumulate` and `attack`.
std::span<const Kind> kinds();

/// The kind of that name. @throws Rejection `CAMPAIGN.Name.C1`
const Kind& kind_of(std::string_view name);

/// Everything that a campaign's results depend on.
struct Plan {
    const Kind* kind = nullptr;        ///< never null
    const ParameterSet* set = nullptr; ///< never null
    std::optional<Profile> profile;    ///< none: both, for `attack`
    std::string experiment;            ///< for `attack`
    std::uint64_t samples = 0;         ///< of each repetition of an experiment
    Coins seed;                        ///< all randomness derives from it
    std::uint64_t units = 0;           ///< of all shards together, 1 to 2^32

    /// Coins of one unit, a function of all the rest but the number of units.
    Coins unit_seed(std::uint64_t unit) const;
    /// Coins of what all units have in common.
    Coins common_seed() const;
};

/// The parameters as members of a shard's file.
Json parameters_of(const Plan& plan);

/// The experiments that `attack` takes: those whose outcome depends on chance.
std::vector<std::string_view> repeatable_experiments();

/// @throws Rejection `CAMPAIGN.Attack.C1` unless repeating this experiment can tell anything new, `ATTACK.Name.C1`
void require_repeatable(std::string_view experiment);

/// @name The kinds
/// Their workers and rows, as in Kind.
/// @{
Worker failure_worker(const Plan& plan);
std::vector<attack::Row> failure_rows(const Plan& plan, const Tally& tally);
Worker accumulation_worker(const Plan& plan);
std::vector<attack::Row> accumulation_rows(const Plan& plan, const Tally& tally);
Worker repetition_worker(const Plan& plan);
std::vector<attack::Row> repetition_rows(const Plan& plan, const Tally& tally);
/// @}

/// The units first, ..., end - 1 of a campaign, of which those below done have run.
struct Shard {
    Plan plan;
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    std::uint64_t done = 0;
    Tally tally; ///< of units first, ..., done - 1

    bool is_finished() const noexcept { return done == end; }
    /// Whether it is all of the campaign.
    bool is_whole() const noexcept { return first == 0 && end == plan.units && is_finished(); }
};

/// Shard number @p index of @p count, with nothing done. @pre 1 <= index <= count
Shard make_shard(const Plan& plan, std::uint64_t index, std::uint64_t count);

/// Runs what is left of a shard on @p jobs threads (0: one per core). @p save is called with what is done: each time
/// that so many seconds have gone by, and at the end.
void run_shard(Shard& shard, unsigned jobs, double seconds, const std::function<void(const Shard&)>& save);

/// The text of a shard's file: parameters, range, tally, and the digest of all of them.
std::string text_of(const Shard& shard);

/// Reads a shard's file. @param source its name, for complaints
/// @throws Rejection with the name as its field: `CAMPAIGN.File.C1` (form), `CAMPAIGN.File.C2` (digest)
Shard shard_of(const std::string& text, const std::string& source);

/// @throws Rejection @p check naming the first parameter in which two campaigns differ
void require_same_campaign(const Plan& mine, const Plan& other, std::string_view check, const std::string& source);

/// Puts shards together.
/// @param shards in any order @param sources their names, for complaints
/// @throws Rejection `CAMPAIGN.Merge.C1` (another campaign), `C2` (unfinished), `C3` (units twice), `C4` (units that
/// are missing)
Shard merge(std::vector<Shard> shards, const std::vector<std::string>& sources);

/// What a whole campaign says. @pre shard.is_whole()
/// @throws Rejection `CAMPAIGN.File.C3` for a tally that is none of this campaign
std::vector<attack::Row> rows_of(const Shard& shard);

} // namespace emrshare::kat::campaign
