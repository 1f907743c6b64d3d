/// @file
/// The implementation whose properties are examined: what it is asked, and what it answers.
#pragma once

#include "attack/experiment.hpp"
#include "validate/adapter.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace emrshare::kat::props {

/// The adapter does not have what a property asks for.
struct NotOffered {
    std::string what; ///< "kem-encaps (corrected)", or the adapter's own words
};

/// The adapter did not keep to its protocol.
struct Broken {
    Breakdown breakdown; ///< in which way
};

/// The property does not hold.
struct Violation {
    std::string reason; ///< in a sentence
};

/// What an operation gave, decoded on demand. A value that is missing or not written by its kind is refused as
/// Inputs does.
struct Given {
    Json values;             ///< outputs by their symbols
    const ParameterSet* set; ///< null for an operation that knows none

    /// An output of the kind `element`, of R_q or of R, or as it was written. @throws Rejection `KAT.Input.C1`,
    /// `KAT.Input.C2`, or the check of its decoding
    /// @{
    Rq element(const std::string& name) const { return Inputs(values, set).element(name); }
    Poly short_poly(const std::string& name) const { return Inputs(values, set).short_poly(name); }
    const Json& at(const std::string& name) const;
    /// @}
};

/// An implementation, asked through its adapter in one profile and at one parameter set.
class Subject {
public:
    /// @param setting the set, the profile (which must be there), the samples and the seed of everything random
    /// @param strict_checks whether a refusal must name the check that the specification names
    Subject(Adapter& adapter, const Hello& hello, attack::Setting setting, bool strict_checks)
        : adapter_(adapter), hello_(hello), setting_(std::move(setting)), strict_checks_(strict_checks) {}

    const attack::Setting& setting() const noexcept { return setting_; } ///< as it was given
    const ParameterSet& set() const noexcept { return *setting_.set; }   ///< at which it is asked
    /// Whether it is asked for the as-printed profile.
    bool is_printed() const noexcept { return *setting_.profile == Profile::as_printed; }
    std::string hex_coins(std::string_view label, std::uint64_t number = 0) const; ///< of this property, in hex

    /// Random bytes of this property, in hex.
    std::string hex_bytes(std::string_view label, std::uint64_t number, std::size_t length) const;

    /// The file of the operation's vectors in this profile; nothing if the profile has no such operation.
    std::optional<FileKey> find(const std::string& operation) const;
    /// Whether the profile has the operation and the adapter offers it.
    bool offers(const std::string& operation) const;

    /// The answer. @throws NotOffered, Broken
    Reply ask(const std::string& operation, const Json& inputs);
    /// The outputs. @throws NotOffered, Broken, Violation if the inputs, which are good, are refused
    Given compute(const std::string& operation, const Json& inputs);
    /// Asks for a refusal. @param check that the specification names; empty if it is of no matter which
    /// @throws NotOffered, Broken, Violation @p what, for inputs that are accepted
    void must_refuse(const std::string& operation, const Json& inputs, const std::string& check,
                     const std::string& what);
    /// Asks for what the specification answers to changed inputs: a refusal, or another value of the output @p symbol
    /// than the one of the inputs before the change. What it does not notice, nobody is asked. @throws as must_refuse()
    void must_notice(const std::string& operation, const Json& inputs, const std::string& symbol, const Json& before,
                     const std::string& what);

    /// Begins a trial. @param needed of what was asked before, the requests without which what follows is not
    /// reproduced
    void begin(const Json& needed = Json::array()) { trail_ = needed; }
    /// The requests since then, as the adapter got them.
    const Json& trail() const noexcept { return trail_; }
    /// What is worth a word though the property holds.
    const std::set<std::string>& remarks() const noexcept { return remarks_; }
    /// Adds to that.
    void remark(const std::string& text) { remarks_.insert(text); }
    std::uint64_t questions() const noexcept { return questions_; } ///< asked so far

private:
    FileKey key_of(const std::string& operation) const;

    Adapter& adapter_;
    const Hello& hello_;
    attack::Setting setting_;
    bool strict_checks_;
    Json trail_ = Json::array();
    std::set<std::string> remarks_;
    std::uint64_t questions_ = 0;
};

} // namespace emrshare::kat::props
