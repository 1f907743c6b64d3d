#include "ring/rq.hpp"

#include "base/error.hpp"

#include <bit>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include <flint/ulong_extras.h>

namespace emrshare {

Ring::Ring(std::uint32_t n, std::uint32_t q)
    : n_(n), q_(q), ell_(static_cast<std::uint32_t>(std::bit_width(q))), engine_(make_flint_engine(n, q)) {}

const Ring& Ring::get(std::uint32_t n, std::uint32_t q) {
    require(std::has_single_bit(n) && n >= 8 && n <= 65536, "RING.Ring.C1", "n", "not a power of two from 8 to 65536");
    require(q < (1U << 31) && n_is_prime(q) != 0 && q % (2 * n) == 1, "RING.Ring.C2", "q",
            "not a prime below 2^31 that is 1 mod 2n");
    static std::mutex guard;
    static std::map<std::pair<std::uint32_t, std::uint32_t>, std::unique_ptr<const Ring>> rings;
    const std::lock_guard lock(guard);
    std::unique_ptr<const Ring>& ring = rings[{n, q}];
    if (!ring) ring.reset(new Ring(n, q));
    return *ring;
}

Rq::Rq(const Ring& ring, Residues residues) : ring_(&ring), residues_(std::move(residues)) {
    require(residues_.size() == ring.n(), "RING.Rq.C1", "residues", "their number is not n");
    for (std::size_t i = 0; i < residues_.size(); ++i) {
        if (residues_[i] >= ring.q())
            throw Rejection("RING.Rq.C2", "residues", "coefficient " + std::to_string(i) + " is not below q");
    }
}

Rq::Rq(const Ring& ring, const Poly& a) : ring_(&ring), residues_(ring.n()) {
    require(a.size() == ring.n(), "RING.Rq.C1", "a", "its number of coefficients is not n");
    const Poly reduced = mod(a, ring.q());
    for (std::size_t i = 0; i < residues_.size(); ++i)
        residues_[i] = static_cast<std::uint32_t>(reduced[i]);
}

Poly Rq::lift() const {
    const std::int64_t q = ring_->q();
    Poly lifted(size());
    for (std::size_t i = 0; i < size(); ++i) {
        const std::int64_t residue = residues_[i];
        lifted[i] = residue <= (q - 1) / 2 ? residue : residue - q;
    }
    return lifted;
}

std::optional<Rq> Rq::inverse() const {
    std::optional<Residues> residues = ring_->engine().invert(residues_);
    if (!residues) return std::nullopt;
    return Rq(*ring_, std::move(*residues));
}

namespace {

void require_same_ring(const Rq& a, const Rq& b) {
    require(&a.ring() == &b.ring(), "RING.Rq.C3", "operands", "they belong to different rings");
}

} // namespace

Rq operator+(const Rq& a, const Rq& b) {
    require_same_ring(a, b);
    const std::uint32_t q = a.ring().q();
    Residues sum(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        sum[i] = (a[i] + b[i]) % q;
    return Rq(a.ring(), std::move(sum));
}

Rq operator-(const Rq& a, const Rq& b) {
    require_same_ring(a, b);
    const std::uint32_t q = a.ring().q();
    Residues difference(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        difference[i] = (a[i] + (q - b[i])) % q;
    return Rq(a.ring(), std::move(difference));
}

Rq operator*(const Rq& a, const Rq& b) {
    require_same_ring(a, b);
    return Rq(a.ring(), a.ring().engine().multiply(a.residues(), b.residues()));
}

Rq operator*(std::uint32_t scalar, const Rq& a) {
    const std::uint64_t q = a.ring().q();
    Residues product(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        product[i] = static_cast<std::uint32_t>(scalar * std::uint64_t{a[i]} % q);
    return Rq(a.ring(), std::move(product));
}

} // namespace emrshare
