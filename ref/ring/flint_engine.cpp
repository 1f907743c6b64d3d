#include "ring/engine.hpp"

#include <flint/nmod_poly.h>

namespace emrshare {
namespace {

/// An nmod_poly that is wiped before FLINT gets its memory back.
class WipedNmodPoly {
public:
    explicit WipedNmodPoly(mp_limb_t q) { nmod_poly_init(poly_, q); }
    ~WipedNmodPoly() {
        wipe(poly_->coeffs, static_cast<std::size_t>(poly_->alloc) * sizeof(mp_limb_t));
        nmod_poly_clear(poly_);
    }
    WipedNmodPoly(const WipedNmodPoly&) = delete;
    WipedNmodPoly& operator=(const WipedNmodPoly&) = delete;
    nmod_poly_struct* get() const noexcept { return poly_; }

private:
    mutable nmod_poly_t poly_;
};

class FlintEngine final : public RingEngine {
public:
    FlintEngine(std::uint32_t n, std::uint32_t q) : n_(n), modulus_(q) {
        nmod_init(&arithmetic_, q);
        nmod_poly_set_coeff_ui(modulus_.get(), n, 1);
        nmod_poly_set_coeff_ui(modulus_.get(), 0, 1);
    }

    Residues multiply(const Residues& a, const Residues& b) const override {
        const WipedNmodPoly x(arithmetic_.n);
        const WipedNmodPoly y(arithmetic_.n);
        const WipedNmodPoly product(arithmetic_.n);
        load(x, a);
        load(y, b);
        nmod_poly_mul(product.get(), x.get(), y.get());
        Residues result(n_);
        // x^n = -1: the upper half of the product is subtracted from the lower one.
        for (std::uint32_t i = 0; i < n_; ++i) {
            const mp_limb_t low = nmod_poly_get_coeff_ui(product.get(), i);
            const mp_limb_t high = nmod_poly_get_coeff_ui(product.get(), i + n_);
            result[i] = static_cast<std::uint32_t>(nmod_sub(low, high, arithmetic_));
        }
        return result;
    }

    std::optional<Residues> invert(const Residues& a) const override {
        const WipedNmodPoly x(arithmetic_.n);
        const WipedNmodPoly inverse(arithmetic_.n);
        load(x, a);
        if (nmod_poly_is_zero(x.get())) return std::nullopt;
        if (nmod_poly_invmod(inverse.get(), x.get(), modulus_.get()) == 0) return std::nullopt;
        Residues result(n_);
        for (std::uint32_t i = 0; i < n_; ++i)
            result[i] = static_cast<std::uint32_t>(nmod_poly_get_coeff_ui(inverse.get(), i));
        return result;
    }

private:
    static void load(const WipedNmodPoly& poly, const Residues& residues) {
        nmod_poly_fit_length(poly.get(), static_cast<slong>(residues.size()));
        for (std::size_t i = 0; i < residues.size(); ++i)
            poly.get()->coeffs[i] = residues[i];
        _nmod_poly_set_length(poly.get(), static_cast<slong>(residues.size()));
        _nmod_poly_normalise(poly.get());
    }

    std::uint32_t n_;
    nmod_t arithmetic_{};
    WipedNmodPoly modulus_;
};

} // namespace

std::unique_ptr<RingEngine> make_flint_engine(std::uint32_t n, std::uint32_t q) {
    return std::make_unique<FlintEngine>(n, q);
}

} // namespace emrshare
