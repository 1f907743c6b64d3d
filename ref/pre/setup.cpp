#include "pre/setup.hpp"

#include "base/error.hpp"
#include "random/xof.hpp"

namespace emrshare {
namespace {

/// Whether sample_z supports the deviation sigma / ||b~|| and it smooths the integers.
bool is_good_norm(const ParameterSet& set, double squared_norm) {
    const double sigma = set.sigma;
    return squared_norm <= set.gs2_max && 0x1p28 * squared_norm >= sigma * sigma;
}

} // namespace

MasterKey setup_from_coins(const ParameterSet& set, const Coins& coins, Trace& trace, const SetupProgress& progress) {
    for (std::uint64_t attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const Coins trapgen_coins =
            derive_coins(XofInput("PRE.Setup.TrapGen").with(coins).with(set.name).with(attempt)); // PRE.Setup.1
        const Trapdoor trapdoor = trapgen(set.k, set.q, set.n, trapgen_coins, trace);             // PRE.Setup.2
        const auto keep_on = [&](std::size_t i, double squared_norm) {
            if (progress) progress(attempt, i + 1);
            return is_good_norm(set, squared_norm);
        };
        GramSchmidt orthogonal = gram_schmidt(trapdoor.T_B, keep_on); // PRE.Setup.3
        trace.record("N", orthogonal.squared_norms);
        const bool complete = orthogonal.squared_norms.size() == set.n;
        if (!complete || !is_good_norm(set, orthogonal.squared_norms.back())) continue; // PRE.Setup.4
        trace.record("attempts", static_cast<std::int64_t>(attempt + 1));
        const Coins K = trace("K", derive_coins(XofInput("PRE.Setup.K").with(coins).with(set.name))); // PRE.Setup.5
        return {&set, {trapdoor, std::move(orthogonal)}, K};
    }
    throw Rejection("PRE.Setup.C1", "coins", "256 trapdoors in a row are not short enough");
}

MasterKey setup(const ParameterSet& set) {
    return setup_from_coins(set, random_coins());
}

} // namespace emrshare
