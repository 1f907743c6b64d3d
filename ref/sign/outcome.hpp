/// @file
/// What the verification of a signature says, as data (spec, section 10.3).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace emrshare::ml_dsa {

/// The outcome of a verification: accepted, or the first check that failed. In the order of the checks.
enum class Outcome : std::uint8_t {
    accepted,           ///< the signature is valid
    context_length,     ///< SIG.Verify.C1: the context is longer than 255 bytes
    public_key_length,  ///< SIG.Verify.C2: the public key has not 1952 bytes
    signature_length,   ///< SIG.Verify.C3: the signature has not 3309 bytes
    hint_count,         ///< SIG.Verify.C4: a count of hints is above omega
    hint_count_order,   ///< SIG.Verify.C5: a count of hints is below the one before
    hint_index_order,   ///< SIG.Verify.C6: the indices within one polynomial do not increase
    hint_padding,       ///< SIG.Verify.C7: an unused place is not zero
    response_norm,      ///< SIG.Verify.C8: a coefficient of z is too large
    challenge_mismatch, ///< SIG.Verify.C9: the commitment hash is another
};

/// A check of the verification.
struct Check {
    Outcome outcome;         ///< the outcome when it fails
    std::string_view id;     ///< as in the specification
    std::string_view field;  ///< the input that it concerns
    std::string_view reason; ///< what is wrong then
};

/// All checks in their order.
std::span<const Check> checks() noexcept;

/// The check that failed. @pre @p outcome is not Outcome::accepted
const Check& failed_check(Outcome outcome) noexcept;

} // namespace emrshare::ml_dsa
