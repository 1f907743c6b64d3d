/// @file
/// What the experiments have in common: keys, delegations and blocks of both profiles, and arithmetic over the
/// integers.
#pragma once

#include "attack/experiment.hpp"
#include "pre/keygen.hpp"
#include "pre/rekeygen.hpp"

#include <functional>
#include <optional>

namespace emrshare::kat::attack {

/// f' of a person from D_{Z^n, sigma}, drawn again until f is invertible.
/// @param short_enough whether it is also drawn again until a corrected key can come of it
Poly make_f_prime(const Setting& setting, std::string_view who, bool short_enough);

/// A key pair whose f' comes from D_{Z^n, sigma}: the law that Extract approaches, without a Setup.
KeyPair make_keys(const Setting& setting, std::string_view who);

/// An owner of one profile.
struct Owner {
    Profile profile;
    KeyPair pair;
    Poly w;                           ///< g + f u over the integers, f pk = w in R_q
    std::optional<OwnerKey> key;      ///< corrected
    std::optional<SamplingTree> tree; ///< corrected
};

/// An owner, without a Setup.
Owner make_owner(const Setting& setting, Profile profile, std::string_view who = "alice");

/// The owner's part of delegation number @p number.
OwnerShare share_of(const Setting& setting, const Owner& owner, std::uint64_t number);

/// What the parties of one delegation hold in the end.
struct Delegation {
    KeyPair bob;      ///< his own key as printed, the one-time key in the corrected profile
    OwnerShare share; ///< a_B: owner and requester; r_B: owner and cloud
    Rq b_B;           ///< requester and cloud
    Rq rk;            ///< cloud
    Poly d;           ///< f_A + p e_B: the owner; what the attacks look for
};

/// Delegation number @p number of an owner to the requester of that name.
Delegation delegate(const Setting& setting, const Owner& owner, std::uint64_t number, std::string_view to = "bob");

/// The same, made again until d is a unit, and rk and b_B with it: as printed, all but about n/q of them are.
Delegation invertible_delegation(const Setting& setting, const Owner& owner, std::uint64_t number);

/// A block for somebody.
struct Block {
    Poly M;
    Rq C;
};

/// Block number @p number, a random message.
Block make_block(const Setting& setting, const Rq& pk, std::uint64_t number);

/// The same, drawn again until C is invertible, as all but about n/q of them are.
Block invertible_block(const Setting& setting, const Rq& pk, std::uint64_t number);

/// What the cloud answers in the owner's profile.
Rq reencrypt(const Setting& setting, const Owner& owner, const Delegation& given, const Rq& C_A, std::uint64_t number);

/// The inverse of a unit. @throws std::logic_error for anything else
Rq inverse_of(const Rq& unit);

/// The constant polynomial.
Rq constant(const ParameterSet& set, std::int64_t value);

/// How many coefficients differ.
std::uint64_t differences(const Poly& a, const Poly& b);

/// The product in Z[x]/(x^n + 1), by FLINT. @pre its coefficients are below 2^63
Poly multiply_over_integers(const Poly& a, const Poly& b);

/// a(1/x).
Poly adjoint(const Poly& a);

/// x^k a. @p k from 0 to 2n - 1
Poly rotated(const Poly& a, std::size_t k);

/// @name Stripping a mask
/// A requester who makes the cloud use f* = pk* = 1 and rk = d / K is sent C_B = d C_A / K + p v'.
/// @{

/// K: p K is about q/3, so that the values -1, 0, 1 of a mask stay apart.
std::int64_t mask_divisor(const ParameterSet& set);

/// d C_A, where the mask v' has these values alone: K C_B rounded to multiples of p K takes it off.
Poly without_mask(const ParameterSet& set, const Rq& C_B);

/// @}

/// The vector of the coefficients of a message: 2M - 1, each 1 or -1.
Poly signs_of(const Poly& M);

/// sum over i < count of term(i), polynomials of n coefficients, computed on several threads.
Poly sum_over(const Setting& setting, std::uint64_t count, const std::function<Poly(std::uint64_t)>& term);

/// Appends @p more to @p rows.
void append(std::vector<Row>& rows, const std::vector<Row>& more);

/// A row that says whether an attack came out, 1 or 0, and whether it should.
Row verdict(std::string_view variant, std::string quantity, bool succeeded, bool expected);

/// @name What chance can do
/// An attack that recovers a part has succeeded. What somebody who knows nothing gets with probability 2^kLog2Chance at
/// most is the least success. docs/statistics.md has the false alarms and the power of all of them.
/// @{

/// Base-2 logarithm of the probability of what is ascribed to chance.
inline constexpr double kLog2Chance = -32;

/// Bits that were read, and how many of them are wrong.
struct BitErrors {
    std::uint64_t wrong = 0;
    std::uint64_t bits = 0;
    /// Adds the bits of one message.
    void add(const Poly& expected, const Poly& read);
};

/// Whether so many of random bits, wrong or right, tell something of them: more than chance allows in the best of
/// @p tries tries, when they are fair and independent (Hoeffding).
bool beats_guessing(const BitErrors& errors, double tries = 1);

/// Whether @p wrong of @p trials are fewer than chance allows when each is wrong with probability @p p, independently
/// (Chernoff); with different probabilities, when p is their mean.
bool fewer_than(std::uint64_t wrong, std::uint64_t trials, double p);

/// The row of these bits. @param expected whether they should tell something: none is wrong then by prediction,
/// otherwise half
Row row_of_bits(std::string_view variant, std::string quantity, const BitErrors& errors, bool expected);

/// The sine of the angle between two vectors of coefficients: how long the rest of @p secret is, relative to it, when
/// the best multiple of @p found is taken off. 0 if @p secret was found, 1 for @p found = 0.
double relative_error(const Poly& found, const Poly& secret);

/// What relative_error() of @p n coefficients falls below by chance, in the best of @p tries tries, when the secret's
/// direction is uniform: Pr[sine < x] <= x^(n-1) for x above 1/2.
double relative_error_by_chance(std::size_t n, double tries = 1);

/// A row with the relative error of what was found.
Row row_of_error(std::string_view variant, std::string quantity, const Poly& found, const Poly& secret, bool expected);

/// @}

/// A row that says whether a node accepts: the attack succeeds if it does.
/// @param answer "accepted", or the checks by which it refuses
/// @param named the same by the specification
Row row_of_answer(std::string_view variant, const std::string& what, std::string answer, std::string named);
/// The answer of a node that does not refuse.
inline constexpr std::string_view kAccepted = "accepted";

} // namespace emrshare::kat::attack
