#include "ring/rq.hpp"

#include "base/error.hpp"
#include "ring/ntt/arithmetic.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <utility>

#include <flint/ulong_extras.h>

namespace emrshare {
namespace {

using ntt::Arithmetic;

constexpr std::string_view kFlint = "flint";
constexpr std::string_view kNtt = "ntt";

std::unique_ptr<RingEngine> make_engine(std::uint32_t n, std::uint32_t q, const std::string& name) {
    if (name == kFlint) return make_flint_engine(n, q);
    if (name == kNtt) return make_ntt_engine(n, q, ntt_instruction_sets().front());
    return make_ntt_engine(n, q, std::string_view(name).substr(kNtt.size() + 1));
}

std::string checked_engine(std::string_view name) {
    const std::vector<std::string> names = engine_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        std::string known;
        for (const std::string& one : names)
            known += (known.empty() ? "" : ", ") + one;
        throw Rejection("RING.Engine.C1", "engine", "'" + std::string(name) + "' is none of " + known);
    }
    return std::string(name);
}

} // namespace

/// All rings, and the engine that they use.
class Rings {
public:
    static Rings& all() {
        static Rings rings;
        return rings;
    }

    const Ring& get(std::uint32_t n, std::uint32_t q) {
        const std::lock_guard lock(guard_);
        const auto found = rings_.find({n, q});
        if (found != rings_.end()) return *found->second;
        require(std::has_single_bit(n) && n >= 8 && n <= 65536, "RING.Ring.C1", "n",
                "not a power of two from 8 to 65536");
        require(q < (1U << 31) && n_is_prime(q) != 0 && q % (2 * n) == 1, "RING.Ring.C2", "q",
                "not a prime below 2^31 that is 1 mod 2n");
        if (engine_.empty()) {
            const char* const wanted = std::getenv("EMRSHARE_ENGINE");
            engine_ = checked_engine(wanted != nullptr ? wanted : kFlint);
        }
        std::unique_ptr<Ring> ring(new Ring(n, q, engine_));
        return *rings_.emplace(std::pair(n, q), std::move(ring)).first->second;
    }

    void select(const std::string& engine) {
        const std::lock_guard lock(guard_);
        for (const auto& [numbers, ring] : rings_)
            ring->use(engine);
        engine_ = engine;
    }

private:
    std::mutex guard_;
    std::string engine_; // empty before the first ring
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::unique_ptr<Ring>> rings_;
};

std::vector<std::string> engine_names() {
    std::vector<std::string> names{std::string(kFlint), std::string(kNtt)};
    for (const std::string_view set : ntt_instruction_sets())
        names.push_back(std::string(kNtt) + ":" + std::string(set));
    return names;
}

void select_engine(std::string_view name) {
    Rings::all().select(checked_engine(name));
}

Ring::Ring(std::uint32_t n, std::uint32_t q, const std::string& engine)
    : n_(n), q_(q), ell_(static_cast<std::uint32_t>(std::bit_width(q))) {
    use(engine);
}

void Ring::use(const std::string& engine) {
    std::unique_ptr<RingEngine>& made = engines_[engine];
    if (!made) made = make_engine(n_, q_, engine);
    engine_.store(made.get(), std::memory_order_release);
}

const Ring& Ring::get(std::uint32_t n, std::uint32_t q) {
    return Rings::all().get(n, q);
}

Rq::Rq(const Ring& ring, Residues residues) : ring_(&ring), residues_(std::move(residues)) {
    require(residues_.size() == ring.n(), "RING.Rq.C1", "residues", "their number is not n");
    std::uint32_t greatest = 0;
    for (const std::uint32_t residue : residues_)
        greatest = std::max(greatest, residue);
    if (greatest < ring.q()) return;
    const auto first = std::find_if(residues_.begin(), residues_.end(), [&ring](auto r) { return r >= ring.q(); });
    throw Rejection("RING.Rq.C2", "residues",
                    "coefficient " + std::to_string(first - residues_.begin()) + " is not below q");
}

Rq::Rq(const Ring& ring, const Poly& a) : ring_(&ring), residues_(ring.n()) {
    require(a.size() == ring.n(), "RING.Rq.C1", "a", "its number of coefficients is not n");
    const std::uint32_t q = ring.q();
    // a_i + q is in [0, 2q) for nearly every polynomial that there is; bit 63 of `outside` is set if one is not.
    std::uint64_t outside = 0;
    for (std::size_t i = 0; i < residues_.size(); ++i) {
        const std::uint64_t raised = static_cast<std::uint64_t>(a[i]) + q;
        outside |= raised | (2 * std::uint64_t{q} - 1 - raised);
        residues_[i] = Arithmetic::reduced(static_cast<std::uint32_t>(raised), q);
    }
    if ((outside >> 63) == 0) return;
    const Poly reduced_a = mod(a, q);
    for (std::size_t i = 0; i < residues_.size(); ++i)
        residues_[i] = static_cast<std::uint32_t>(reduced_a[i]);
}

Poly Rq::lift() const {
    const auto q = static_cast<std::int32_t>(ring_->q());
    Poly lifted(size());
    for (std::size_t i = 0; i < size(); ++i) {
        const auto residue = static_cast<std::int32_t>(residues_[i]);
        lifted[i] = residue - (residue > (q - 1) / 2 ? q : 0);
    }
    return lifted;
}

std::optional<Rq> Rq::inverse() const {
    std::optional<Residues> residues = ring_->engine().invert(residues_);
    if (!residues) return std::nullopt;
    return reduced(*ring_, std::move(*residues));
}

Rq Rq::prepared() const {
    const RingEngine& engine = ring_->engine();
    Rq element = *this;
    element.prepared_ = std::allocate_shared<PreparedResidues>(WipingAllocator<PreparedResidues>(),
                                                               PreparedResidues{&engine, engine.prepare(residues_)});
    return element;
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
        sum[i] = Arithmetic::reduced(a[i] + b[i], q);
    return Rq::reduced(a.ring(), std::move(sum));
}

Rq operator-(const Rq& a, const Rq& b) {
    require_same_ring(a, b);
    const std::uint32_t q = a.ring().q();
    Residues difference(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        difference[i] = Arithmetic::reduced(a[i] + (q - b[i]), q);
    return Rq::reduced(a.ring(), std::move(difference));
}

Rq operator*(const Rq& a, const Rq& b) {
    require_same_ring(a, b);
    const RingEngine& engine = a.ring().engine();
    const auto is_prepared = [&engine](const Rq& x) { return x.prepared_ && x.prepared_->engine == &engine; };
    if (is_prepared(a)) return Rq::reduced(a.ring(), engine.multiply_prepared(a.prepared_->form, b.residues_));
    if (is_prepared(b)) return Rq::reduced(a.ring(), engine.multiply_prepared(b.prepared_->form, a.residues_));
    return Rq::reduced(a.ring(), engine.multiply(a.residues_, b.residues_));
}

Rq operator*(std::uint32_t scalar, const Rq& a) {
    const std::uint32_t q = a.ring().q();
    const ntt::Factor w = ntt::factor(scalar % q, q);
    Residues product(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        product[i] = Arithmetic::reduced(Arithmetic::times(a[i], w, q), q);
    return Rq::reduced(a.ring(), std::move(product));
}

} // namespace emrshare
