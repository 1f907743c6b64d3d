#include "sign/outcome.hpp"

#include <cstddef>

namespace emrshare::ml_dsa {
namespace {

constexpr Check kChecks[] = {
    {Outcome::context_length, "SIG.Verify.C1", "ctx", "longer than 255 bytes"},
    {Outcome::public_key_length, "SIG.Verify.C2", "pk", "not 1952 bytes"},
    {Outcome::signature_length, "SIG.Verify.C3", "sigma", "not 3309 bytes"},
    {Outcome::hint_count, "SIG.Verify.C4", "sigma", "a count of hints is above 55"},
    {Outcome::hint_count_order, "SIG.Verify.C5", "sigma", "a count of hints is below the one before"},
    {Outcome::hint_index_order, "SIG.Verify.C6", "sigma", "the hints of a polynomial are not in increasing order"},
    {Outcome::hint_padding, "SIG.Verify.C7", "sigma", "an unused place of the hint is not zero"},
    {Outcome::response_norm, "SIG.Verify.C8", "sigma", "a coefficient of z is too large"},
    {Outcome::challenge_mismatch, "SIG.Verify.C9", "sigma", "not of this message, context and key"},
};

} // namespace

std::span<const Check> checks() noexcept {
    return kChecks;
}

const Check& failed_check(Outcome outcome) noexcept {
    return kChecks[static_cast<std::size_t>(outcome) - 1];
}

} // namespace emrshare::ml_dsa
