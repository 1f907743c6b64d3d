/// @file
/// Elements of R_q = Z_q[x]/(x^n + 1) (spec, section 1.1).
#pragma once

#include "ring/engine.hpp"
#include "ring/poly.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace emrshare {

/// One ring R_q: its numbers and the engine that multiplies in it. Rings are interned: the same
/// (n, q) always gives the same object, which lives until the process ends.
class Ring {
public:
    /// The ring for @p n (a power of two, 8 to 65536) and @p q (an odd prime below 2^31, 1 mod 2n).
    /// @throws Rejection `RING.Ring.C1` (n), `RING.Ring.C2` (q); `RING.Engine.C1` if `EMRSHARE_ENGINE` names no engine
    static const Ring& get(std::uint32_t n, std::uint32_t q);

    /// Number of coefficients.
    std::uint32_t n() const noexcept { return n_; }
    /// Modulus.
    std::uint32_t q() const noexcept { return q_; }
    /// Bits of a packed coefficient: the least ell with q < 2^ell.
    std::uint32_t ell() const noexcept { return ell_; }
    /// What multiplies and inverts. An engine lives as long as its ring, also after another one was selected.
    const RingEngine& engine() const noexcept { return *engine_.load(std::memory_order_acquire); }

private:
    friend class Rings;
    Ring(std::uint32_t n, std::uint32_t q, const std::string& engine);
    /// Makes the engine of this name, if this is the first time, and computes with it.
    void use(const std::string& engine);
    std::uint32_t n_;
    std::uint32_t q_;
    std::uint32_t ell_;
    std::map<std::string, std::unique_ptr<RingEngine>> engines_;
    std::atomic<const RingEngine*> engine_ = nullptr;
};

/// What an engine made of an element, for products.
struct PreparedResidues {
    const RingEngine* engine; ///< whose form it is
    Residues form;            ///< as RingEngine::prepare returned it
};

/// An element of R_q. Coefficients are kept in [0, q).
class Rq {
public:
    /// Zero.
    explicit Rq(const Ring& ring) : ring_(&ring), residues_(ring.n(), 0) {}

    /// From residues. @throws Rejection `RING.Rq.C1` (not n of them), `RING.Rq.C2` (one is not below q)
    Rq(const Ring& ring, Residues residues);

    /// The image of @p a in R_q. @throws Rejection `RING.Rq.C1` if @p a has not n coefficients
    Rq(const Ring& ring, const Poly& a);

    /// The ring it belongs to.
    const Ring& ring() const noexcept { return *ring_; }
    /// The n coefficients in [0, q); indices are not checked.
    /// @{
    std::size_t size() const noexcept { return residues_.size(); }
    std::uint32_t operator[](std::size_t i) const noexcept { return residues_[i]; }
    const Residues& residues() const noexcept { return residues_; }
    /// @}

    /// The representative whose coefficients lie in (-q/2, q/2).
    Poly lift() const;

    /// The inverse, or nothing for a non-unit.
    std::optional<Rq> inverse() const;

    /// Whether it has an inverse.
    bool is_unit() const { return ring_->engine().is_unit(residues_); }

    /// The same element with what the ring's engine made of it, so that products with it are faster: for a key that
    /// many blocks meet. Copies share that.
    Rq prepared() const;

    /// Whether ring and residues are the same.
    bool operator==(const Rq& other) const noexcept { return ring_ == other.ring_ && residues_ == other.residues_; }

private:
    friend Rq operator+(const Rq& a, const Rq& b);
    friend Rq operator-(const Rq& a, const Rq& b);
    friend Rq operator*(const Rq& a, const Rq& b);
    friend Rq operator*(std::uint32_t scalar, const Rq& a);

    /// From residues that arithmetic has reduced.
    static Rq reduced(const Ring& ring, Residues residues) noexcept {
        Rq element;
        element.ring_ = &ring;
        element.residues_ = std::move(residues);
        return element;
    }
    Rq() = default;

    const Ring* ring_ = nullptr;
    Residues residues_;
    std::shared_ptr<const PreparedResidues> prepared_;
};

/// Arithmetic of R_q. An operand from R stands for its image.
/// @throws Rejection `RING.Rq.C3` if the operands belong to different rings
/// @{
Rq operator+(const Rq& a, const Rq& b);
Rq operator-(const Rq& a, const Rq& b);
Rq operator*(const Rq& a, const Rq& b);
Rq operator*(std::uint32_t scalar, const Rq& a);
inline Rq operator+(const Rq& a, const Poly& b) {
    return a + Rq(a.ring(), b);
}
inline Rq operator-(const Rq& a, const Poly& b) {
    return a - Rq(a.ring(), b);
}
inline Rq operator*(const Rq& a, const Poly& b) {
    return a * Rq(a.ring(), b);
}
inline Rq operator*(const Poly& a, const Rq& b) {
    return Rq(b.ring(), a) * b;
}
/// @}

} // namespace emrshare
