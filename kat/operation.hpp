/// @file
/// The operations that vectors exist for, as data.
#pragma once

#include "pre/setup.hpp"
#include "value.hpp"

#include <memory>
#include <string>
#include <vector>

namespace emrshare::kat {

/// One call of an operation.
struct Call {
    const ParameterSet* set; ///< null for an operation that knows no parameter set
    Profile profile;
    const Inputs& in;
    Values& out;   ///< receives the outputs
    Values& trace; ///< receives the intermediate values
};

/// A vector to be generated: its inputs, and the check that must refuse them, if one must.
struct Case {
    std::string comment;
    std::vector<std::string> flags;
    Json inputs;
    std::string rejected_by = {};
};

/// The fixed key material of one parameter set from which cases are made.
struct World;
struct CorrectedWorld;
class Scene;

/// Makes the inputs of cases from one seed. Every value is derived on its own from the seed, the
/// operation, the set, the profile, the case's name and the value's name.
class CaseMaker {
public:
    CaseMaker(const Coins& seed, std::string operation, const ParameterSet* set, Profile profile, std::size_t count)
        : seed_(seed), operation_(std::move(operation)), set_(set), profile_(profile), count_(count) {}

    const ParameterSet& set() const { return *set_; }
    Profile profile() const noexcept { return profile_; }
    /// Whether the seed is that of the published vectors, for which some rare cases have been searched.
    bool is_published() const;
    /// Random cases that are wanted besides the fixed ones.
    std::size_t count() const noexcept { return count_; }
    /// @p length bytes for the value @p name of case @p which.
    Bytes bytes(const std::string& which, const std::string& name, std::size_t length) const;
    Coins coins(const std::string& which, const std::string& name) const;
    Rq element(const std::string& which, const std::string& name) const;
    /// Keys of this seed and set, made once and shared.
    const World& world() const;
    const CorrectedWorld& corrected_world() const;
    /// A network of this seed, set and profile with 4 hospitals or 1, made once and shared.
    const Scene& scene(std::size_t hospitals) const;

private:
    Coins seed_;
    std::string operation_;
    const ParameterSet* set_;
    Profile profile_;
    std::size_t count_;
};

/// For an operation that has vectors for every set.
inline bool every_set(const ParameterSet&) {
    return true;
}

/// An operation of the specification.
struct Operation {
    std::string name;                  ///< as in file names: "enc"; an operation may have one entry for each profile
    std::string spec;                  ///< the algorithm: "PRE.Enc"
    std::string purpose;               ///< one line
    bool per_set;                      ///< whether it depends on a parameter set
    std::vector<std::string> profiles; ///< "both" where the profiles do not differ
    std::vector<Field> inputs;
    std::vector<Field> intermediates;
    std::vector<Field> outputs;
    void (*run)(const Call& call);
    std::vector<Case> (*cases)(const CaseMaker& make);
    /// Whether the operation has vectors for a set (long runs may leave some out).
    bool (*covers)(const ParameterSet& set) = every_set;
    /// Intermediates and outputs by their symbols in the order in which the algorithm makes them. Empty where that is
    /// all intermediates first, but for outputs that an earlier step of the same algorithm makes.
    std::vector<std::string> order = {};
    /// Whether a vector file states long values that its vectors repeat only once (share_values()).
    bool shares_values = false;
};

/// All operations in the order of the specification.
const std::vector<Operation>& operations();

/// @throws Rejection `KAT.Operation.C1` unless some operation has this name
void require_operation(const std::string& name);

/// The profile that a file's profile name selects: "both" computes as corrected.
/// @throws Rejection `KAT.Profile.C1`
Profile profile_of(const std::string& name);

/// The master key of (set, coins), made at the first call and kept for the process: Setup takes
/// seconds at the large sets, and many vectors start from the same one.
std::shared_ptr<const MasterKey> cached_setup(const ParameterSet& set, const Coins& coins);

/// @name The parts of the catalogue, by chapter of the specification
/// @{
std::vector<Operation> sampler_operations();
std::vector<Operation> gaussian_operations();
std::vector<Operation> encoding_operations();
std::vector<Operation> lattice_operations();
std::vector<Operation> pre_operations();
std::vector<Operation> delegation_operations();
std::vector<Operation> trapdoor_operations();
std::vector<Operation> corrected_operations();
std::vector<Operation> long_run_operations();
std::vector<Operation> record_operations();
std::vector<Operation> wallet_operations();
std::vector<Operation> signature_operations();
std::vector<Operation> message_operations();
std::vector<Operation> transition_operations();
std::vector<Operation> transcript_operations();
/// @}

} // namespace emrshare::kat
