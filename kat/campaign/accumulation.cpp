// What the delegations of one owner add up to, for N = 1, 4, 16, ....
#include "attack/moments.hpp"
#include "campaign/campaign.hpp"

#include <algorithm>
#include <memory>

namespace emrshare::kat::campaign {
namespace {

using attack::Owner;
using attack::Row;
using attack::Setting;

/// From so many delegations on second moments are expected to tell something of a law that has something to tell, and a
/// false alarm has the probability that the chi-square law gives it.
constexpr std::uint64_t kTelling = 4096;

/// What all delegations have in common.
struct World {
    explicit World(const Plan& plan) : alice(attack::make_owner(setting_of(plan), *plan.profile)) {}
    static Setting setting_of(const Plan& plan) {
        Setting setting;
        setting.set = plan.set;
        setting.seed = plan.common_seed();
        setting.experiment = plan.kind->name;
        return setting;
    }
    Owner alice;
};

/// Delegation i is counted among those up to number 4^k, for the least k with i < 4^k: so the sums of the first
/// 1, 4, 16, ... are sums of these.
std::uint64_t group_of(std::uint64_t delegation) {
    std::uint64_t N = 1;
    while (N <= delegation)
        N *= 4;
    return N;
}

std::string name_of_group(const char* what, std::uint64_t N) {
    std::string number = std::to_string(N);
    number.insert(0, 11 - std::min<std::size_t>(11, number.size()), '0');
    return std::string(what) + ", of those up to " + number;
}

constexpr const char* kMean = "d";
constexpr const char* kLags = "dd* + yy*";
constexpr const char* kControl = "dd* + yy* for e_B = f_A e'";

void add(Tally& tally, const std::string& name, const Poly& numbers) {
    std::vector<mpz_class>& sums = tally.sums.try_emplace(name, numbers.size()).first->second;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        sums[i] += numbers[i];
}

void add_delegation(Tally& tally, const Setting& setting, const Owner& alice, std::uint64_t number) {
    const std::uint64_t N = group_of(number);
    const Poly d = attack::d_of(attack::share_of(setting, alice, number));
    add(tally, name_of_group(kMean, N), d);
    if (alice.profile == Profile::as_printed) return;
    add(tally, name_of_group(kLags, N), attack::autocorrelation(d, (d * alice.pair.pk).lift()));
    const auto [tempting, y] = attack::tempting_delegation(setting, alice, number);
    add(tally, name_of_group(kControl, N), attack::autocorrelation(tempting, y));
}

/// The sums of groups 1, 4, ..., N.
std::vector<mpz_class> sum_up_to(const Plan& plan, const Tally& tally, const char* what, std::uint64_t N) {
    std::vector<mpz_class> sum(plan.set->n);
    for (std::uint64_t group = 1; group <= N; group *= 4) {
        const std::vector<mpz_class>& part = tally.sum(name_of_group(what, group), plan.set->n);
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += part[i];
    }
    return sum;
}

Poly poly_of(const std::vector<mpz_class>& numbers) {
    Poly poly(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i)
        poly[i] = numbers[i].get_si();
    return poly;
}

/// As attack::lags_of(), of sums that need not fit 64 bits.
std::vector<double> lags_of(const std::vector<mpz_class>& sum) {
    std::vector<double> lags;
    for (std::size_t k = 1; k < sum.size() / 2; ++k)
        lags.push_back(sum[k].get_d());
    return lags;
}

} // namespace

Worker accumulation_worker(const Plan& plan) {
    const auto world = std::make_shared<const World>(plan);
    return [plan, world](std::uint64_t first, std::uint64_t end) {
        const Setting setting = World::setting_of(plan);
        Tally tally;
        for (std::uint64_t number = first; number < end; ++number)
            add_delegation(tally, setting, world->alice, number);
        return tally;
    };
}

std::vector<Row> accumulation_rows(const Plan& plan, const Tally& tally) {
    const World world(plan);
    const Setting setting = World::setting_of(plan);
    const auto lags = [&](const char* variant, const char* what, std::uint64_t group, std::uint64_t N, bool expected) {
        std::vector<Row> rows =
            attack::rows_of_lags(setting, world.alice, variant, lags_of(sum_up_to(plan, tally, what, group)), N,
                                 N >= kTelling ? std::optional(expected) : std::nullopt);
        for (Row& row : rows) {
            row.quantity += ", N = " + std::to_string(N);
            row.x = static_cast<double>(N);
        }
        return rows;
    };
    std::vector<Row> rows;
    for (std::uint64_t group = 1; group <= group_of(plan.units - 1); group *= 4) {
        const std::uint64_t N = std::min(group, plan.units);
        rows.push_back(attack::row_of_mean(setting, world.alice, poly_of(sum_up_to(plan, tally, kMean, group)), N));
        if (plan.profile == Profile::as_printed) continue;
        attack::append(rows, lags("corrected", kLags, group, N, false));
        attack::append(rows, lags("control: e_B = f_A e'", kControl, group, N, true));
    }
    return rows;
}

} // namespace emrshare::kat::campaign
