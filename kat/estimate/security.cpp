#include "estimate/security.hpp"

#include "estimate/reduction.hpp"

#include <cmath>

namespace emrshare::kat::estimate {
namespace {

using BlockSize = std::optional<std::uint64_t>;

double ln_q(const SetNumbers& set) {
    return std::log(real(set.q));
}

double deviation_of_psi(const SetNumbers& set) {
    return std::sqrt(real(set.eta) / 2);
}

BlockSize usvp(const ShortVector& vector) {
    const std::optional<UsvpAttack> attack = primal_usvp(vector);
    return attack ? BlockSize(attack->block_size) : std::nullopt;
}

/// b and v of C = p (pk b + v) + M with M known: v = (C - M)/p - pk b.
BlockSize enc(const SetNumbers& set) {
    return usvp({{{set.n, deviation_of_psi(set)}}, {{set.n, deviation_of_psi(set)}}, ln_q(set)});
}

/// f' and w from pk: w = (2 f' + 1) pk. (f' is half as long as f, and so is what stands for "f = 1 mod 2".)
BlockSize key(const SetNumbers& set) {
    return usvp({{{set.n, real(set.sigma)}}, {{set.n, deviation_of_w(set)}}, ln_q(set)});
}

/// The same with B f' = H_1(id): k relations mod q more, a sublattice of index q^k.
BlockSize key_with_identity(const SetNumbers& set) {
    return usvp({{{set.n, real(set.sigma)}}, {{set.n, deviation_of_w(set)}}, ln_q(set), real(set.k) * ln_q(set)});
}

/// f'* and d' = (d - 1)/2 from rk = d/f*: d' = rk f'* + (rk - 1)/2.
BlockSize delegation(const SetNumbers& set) {
    return usvp({{{set.n, real(set.sigma)}}, {{set.n, real(set.s) / 2}}, ln_q(set)});
}

/// The same as printed: d = f_A + 2 e_B = 2 (f'_A + e_B) + 1.
BlockSize delegation_printed(const SetNumbers& set) {
    return usvp({{{set.n, real(set.sigma)}}, {{set.n, deviation_of_printed_share(set)}}, ln_q(set)});
}

/// f'* from all that the cloud sees: w* = f* pk*, d' as above, y = f* rk pk_A.
BlockSize one_time_key(const SetNumbers& set) {
    return usvp({{{set.n, real(set.sigma)}},
                 {{set.n, deviation_of_w(set)}, {set.n, real(set.s) / 2}, {set.n, real(set.s)}},
                 ln_q(set)});
}

/// What remains of d and y = d pk when a requester has averaged the noise of a full budget of blocks: errors of
/// deviation 4 s sqrt(eta)/sqrt(N) in d, thus half of it in d' = (d - 1)/2, and 10 s/sqrt(N) in y.
BlockSize requester_noise(const SetNumbers& set) {
    const double share = real(set.s) / std::sqrt(kBlockBudget);
    return usvp({{{set.n, 2 * std::sqrt(real(set.eta)) * share}}, {{set.n, 10 * share}}, ln_q(set)});
}

/// Any (x, y) with y = x pk that is short enough to decrypt with.
BlockSize decrypting_vector(const SetNumbers& set) {
    return block_size_for_norm(set.n, ln_q(set), greatest_decrypting_norm(set));
}

constexpr Problem kProblems[] = {
    {"enc", "b and v from C, pk and M", enc},
    {"key", "f from pk", key},
    {"key_with_identity", "f from pk, B and H_1(id)", key_with_identity},
    {"delegation", "f* and d from rk", delegation},
    {"delegation_printed", "f_B and f_A + p e_B from the printed rk", delegation_printed},
    {"one_time_key", "f* from pk*, rk and pk_A", one_time_key},
    {"requester_noise", "d from 2^24 blocks and f*", requester_noise},
    {"decrypting_vector", "a vector that decrypts like f, from pk", decrypting_vector},
};

} // namespace

std::span<const Problem> problems() noexcept {
    return kProblems;
}

double deviation_of_w(const SetNumbers& set) {
    return std::sqrt(expected_w2(set.n, set.sigma) / real(set.n));
}

double deviation_of_printed_share(const SetNumbers& set) {
    return std::hypot(real(set.sigma), deviation_of_psi(set));
}

double greatest_decrypting_norm(const SetNumbers& set) {
    const double per_unit = std::sqrt(2 * real(set.eta) + 0.125) * std::sqrt(2 * std::log(4 * real(set.n)));
    return real(set.q) / 2 / per_unit;
}

} // namespace emrshare::kat::estimate
