/// @file
/// What all property tests share: the seed, refusals, traces and keys.
#pragma once

#include "base/error.hpp"
#include "base/trace.hpp"
#include "pre/keygen.hpp"
#include "pre/setup.hpp"
#include "random/xof.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Every test that draws anything starts with this: a failure then shows how to repeat it.
#define SHOW_SEED() INFO("repeat with EMRSHARE_TEST_SEED=" << ::emrshare::test::seed())

namespace emrshare::test {

/// The number from which all coins of a test run come: EMRSHARE_TEST_SEED, or one from the
/// operating system.
std::uint64_t seed();

/// @p campaign if the environment has EMRSHARE_FULL=1, otherwise @p quick.
std::size_t times(std::size_t quick, std::size_t campaign);

/// Coins that depend on the seed, the label and the number.
Coins coins(std::string_view label, std::uint64_t number = 0);

/// A stream that depends on the seed, the label and the number.
Xof stream(std::string_view label, std::uint64_t number = 0, std::size_t expected = 272);

/// An integer in [0, bound), @p bound below 2^32.
std::uint64_t below(std::uint64_t bound, ByteSource& source);

/// A message of n coefficients 0 or 1.
Poly random_message(const ParameterSet& set, ByteSource& source);

/// A key pair whose f' comes from D_{Z^n, sigma}: of the law that Extract approaches, without Setup.
KeyPair random_keys(const ParameterSet& set, std::uint64_t number);

/// An owner's key of the corrected profile, from an f' as in random_keys() that is short enough.
OwnerKey owner_key(const ParameterSet& set, std::uint64_t number);

/// The set's master key of this run, made once in a process.
const MasterKey& master_key(const ParameterSet& set);

/// The key pair of an identity under master_key().
KeyPair extracted_keys(const ParameterSet& set, Profile profile, std::string_view id);

/// A root of x^n + 1 mod q: a primitive 2n-th root of unity.
std::uint32_t root_of_modulus(const Ring& ring);

/// x - zeta for that root: it divides x^n + 1, so it has no inverse.
Rq zero_divisor(const Ring& ring);

/// The fraction of coefficients in which two messages differ.
double error_rate(const Poly& expected, const Poly& decrypted);

/// The identity "name-number" as bytes.
Bytes identity(std::string_view name, std::uint64_t number);

/// Prints a measured number, so that a run documents what it found.
void report(std::string_view what, double value);

/// The check by which @p call is refused, or "accepted".
template <class Call>
std::string refusal(Call&& call) {
    try {
        call();
    } catch (const Rejection& rejection) {
        return rejection.check();
    }
    return "accepted";
}

/// A trace that keeps the last value of every symbol and counts the values.
class Recorder final : public Trace {
public:
    void record(std::string_view symbol, const Poly& value) override;
    void record(std::string_view symbol, const Rq& value) override;
    void record(std::string_view symbol, const IntMatrix& value) override;
    void record(std::string_view symbol, const WipedVector<double>& value) override;
    void record(std::string_view symbol, const Bytes& value) override;
    void record(std::string_view symbol, const Coins& value) override;
    void record(std::string_view symbol, std::int64_t value) override;

    const Poly& poly(const std::string& symbol) const { return polys_.at(symbol); }
    const Rq& element(const std::string& symbol) const { return elements_.at(symbol); }
    std::int64_t number(const std::string& symbol) const { return numbers_.at(symbol); }
    const Coins& derived_coins(const std::string& symbol) const { return coins_.at(symbol); }
    std::size_t count(const std::string& symbol) const;
    /// Values of all symbols.
    std::size_t total() const;

private:
    void count_one(std::string_view symbol) { ++counts_[std::string(symbol)]; }
    std::map<std::string, std::size_t> counts_;
    std::map<std::string, Poly> polys_;
    std::map<std::string, Rq> elements_;
    std::map<std::string, std::int64_t> numbers_;
    std::map<std::string, Coins> coins_;
};

} // namespace emrshare::test
