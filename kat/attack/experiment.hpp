/// @file
/// Attacks as experiments: who sees what, what they compute, what is expected and what came out.
#pragma once

#include "attack/measurement.hpp"
#include "pre/params.hpp"
#include "random/xof.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emrshare::kat::attack {

/// One line of a result.
struct Row {
    std::string variant;  ///< "as-printed", "corrected", or in which way the control is weaker
    std::string quantity; ///< what was measured
    double x = 0;         ///< what it is a function of (delegations, blocks, block size): the abscissa of a figure
    Measured measured;
    std::optional<double> predicted; ///< by the formula of the specification
    std::optional<bool> expected;    ///< whether the attack should succeed; none for a row that is a figure alone
    bool succeeded = false;          ///< whether it did
    std::string answer = {}; ///< of a node: "accepted", or all checks by which it refuses; empty: none was asked
    std::string named = {};  ///< what the specification names as the answer
};

/// What an experiment is run with.
struct Setting {
    const ParameterSet* set;        ///< never null
    std::optional<Profile> profile; ///< the one profile to attack; none: both, and the controls
    std::uint64_t samples = 0;      ///< in the experiment's own unit
    Coins seed;                     ///< all randomness derives from it
    unsigned jobs = 0;              ///< threads; 0: one per core. Results do not depend on it
    std::string_view experiment;    ///< its name, part of all coins

    /// Whether rows of that profile are asked for.
    bool wants(Profile which) const noexcept { return !profile || *profile == which; }
    /// Whether controls, weakened variants of the corrected profile, are asked for.
    bool wants_controls() const noexcept { return wants(Profile::corrected); }
    /// The input of streams of this experiment.
    XofInput input(std::string_view label, std::uint64_t number = 0) const;
    /// Coins of this experiment.
    Coins coins(std::string_view label, std::uint64_t number = 0) const { return derive_coins(input(label, number)); }
    /// A stream of this experiment. @param expected as for Xof
    Xof stream(std::string_view label, std::uint64_t number = 0, std::size_t expected = 272) const;
};

/// One experiment.
struct Experiment {
    std::string_view name;                   ///< on the command line
    std::string_view claim;                  ///< of the paper or the specification, that it tests
    std::string_view coalition;              ///< who works together
    std::string_view sees;                   ///< what they hold and see
    std::string_view algorithm;              ///< what they compute
    std::string_view as_printed;             ///< the outcome that is expected in this profile
    std::string_view corrected;              ///< the outcome that is expected in this profile
    std::string_view section;                ///< of the specification
    std::vector<std::string_view> sets;      ///< parameter sets that it runs at if none is asked for
    std::string_view unit;                   ///< what `samples` counts
    std::uint64_t quick;                     ///< samples by default
    std::uint64_t full;                      ///< samples with --full
    std::vector<Row> (*run)(const Setting&); ///< the experiment itself
    bool by_chance = true;                   ///< whether what comes out may differ from seed to seed
};

/// All experiments, in the order in which `attack all` runs them.
std::span<const Experiment> experiments();

/// The experiment of that name. @throws Rejection `ATTACK.Name.C1`
const Experiment& experiment(std::string_view name);

/// Runs an experiment: fills in its name, and its default for samples of 0. @throws Rejection `ATTACK.Samples.C1` for
/// more than 2^32 samples
std::vector<Row> run(const Experiment& experiment, Setting setting);

/// Whether a row meets its expectation, if it has one: a node has to give the answer that is named, and no other.
bool as_expected(const Row& row);
/// Whether all rows do.
bool as_expected(const std::vector<Row>& rows);

} // namespace emrshare::kat::attack
