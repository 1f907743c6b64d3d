#include "campaign/campaign.hpp"

#include "base/error.hpp"
#include "parallel.hpp"
#include "progress.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace emrshare::kat::campaign {
namespace {

constexpr Kind kKinds[] = {
    {"failure-rate", "keys with a delegation", 1, failure_worker, failure_rows},
    {"accumulate", "delegations of one owner", 16, accumulation_worker, accumulation_rows},
    {"attack", "repetitions of the experiment", 1, repetition_worker, repetition_rows},
};

XofInput input_of(const Plan& plan, std::string_view what) {
    const std::string_view profile = plan.profile ? name_of(*plan.profile) : "both";
    return XofInput("campaign")
        .with(plan.seed)
        .with(plan.kind->name)
        .with(plan.set->name)
        .with(profile)
        .with(std::string_view(plan.experiment))
        .with(plan.samples)
        .with(what);
}

/// The tallies of chunks first, ..., stop - 1 in their order.
Tally run_chunks(const Worker& worker, std::uint64_t chunk, std::uint64_t first, std::uint64_t stop, unsigned jobs) {
    std::vector<Tally> parts((stop - first + chunk - 1) / chunk);
    run_parallel(parts.size(), jobs, [&](std::size_t i) {
        const std::uint64_t begin = first + i * chunk;
        parts[i] = worker(begin, std::min(stop, begin + chunk));
    });
    Tally tally;
    for (const Tally& part : parts)
        tally.append(part);
    return tally;
}

} // namespace

std::span<const Kind> kinds() {
    return kKinds;
}

const Kind& kind_of(std::string_view name) {
    const auto found =
        std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& k) { return k.name == name; });
    require(found != std::end(kKinds), "CAMPAIGN.Name.C1", "campaign", "there is no campaign " + std::string(name));
    return *found;
}

Coins Plan::unit_seed(std::uint64_t unit) const {
    return derive_coins(input_of(*this, "unit").with(unit));
}

Coins Plan::common_seed() const {
    return derive_coins(input_of(*this, "common"));
}

Shard make_shard(const Plan& plan, std::uint64_t index, std::uint64_t count) {
    // Below 2^32 each, so that the products do not overflow.
    const std::uint64_t first = (index - 1) * plan.units / count;
    return {plan, first, index * plan.units / count, first, {}};
}

void run_shard(Shard& shard, unsigned jobs, double seconds, const std::function<void(const Shard&)>& save) {
    using Clock = std::chrono::steady_clock;
    if (shard.is_finished()) return;
    if (jobs == 0) jobs = std::max(1U, std::thread::hardware_concurrency());
    const Kind& kind = *shard.plan.kind;
    const std::uint64_t start = shard.done;
    Progress progress("campaign " + std::string(kind.name));
    const Worker worker = kind.worker(shard.plan);
    Clock::time_point saved = Clock::now();
    while (!shard.is_finished()) {
        const std::uint64_t stop = std::min(shard.end, shard.done + kind.chunk * jobs);
        shard.tally.append(run_chunks(worker, kind.chunk, shard.done, stop, jobs));
        shard.done = stop;
        progress.update(shard.done - start, shard.end - start, std::string(kind.unit));
        if (!shard.is_finished() && Clock::now() - saved < std::chrono::duration<double>(seconds)) continue;
        save(shard);
        saved = Clock::now();
    }
}

std::vector<attack::Row> rows_of(const Shard& shard) {
    return shard.plan.kind->rows(shard.plan, shard.tally);
}

} // namespace emrshare::kat::campaign
