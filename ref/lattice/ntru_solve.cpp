#include "lattice/ntru_solve.hpp"

#include "base/error.hpp"
#include "lattice/fourier.hpp"

#include <bit>
#include <cstdlib>
#include <utility>
#include <vector>

#include <flint/fmpz.h>
#include <flint/fmpz_poly.h>

namespace emrshare {
namespace {

/// An element of Z[x]/(x^n + 1) with coefficients of any size. FLINT frees its memory without wiping it.
class BigPoly {
public:
    explicit BigPoly(std::size_t n) : n_(n) { fmpz_poly_init(poly_); }
    BigPoly(const BigPoly& other) : n_(other.n_) {
        fmpz_poly_init(poly_);
        fmpz_poly_set(poly_, other.poly_);
    }
    BigPoly(BigPoly&& other) noexcept : n_(other.n_) {
        fmpz_poly_init(poly_);
        fmpz_poly_swap(poly_, other.poly_);
    }
    BigPoly& operator=(BigPoly other) noexcept {
        n_ = other.n_;
        fmpz_poly_swap(poly_, other.poly_);
        return *this;
    }
    ~BigPoly() { fmpz_poly_clear(poly_); }

    std::size_t n() const noexcept { return n_; }
    fmpz_poly_struct* get() noexcept { return poly_; }
    const fmpz_poly_struct* get() const noexcept { return poly_; }
    /// Bits of the largest coefficient.
    mpfr_prec_t bits() const noexcept { return std::abs(fmpz_poly_max_bits(poly_)); }

private:
    std::size_t n_;
    fmpz_poly_t poly_;
};

class BigInteger {
public:
    BigInteger() { fmpz_init(value_); }
    ~BigInteger() { fmpz_clear(value_); }
    BigInteger(const BigInteger&) = delete;
    BigInteger& operator=(const BigInteger&) = delete;
    fmpz* get() noexcept { return value_; }

private:
    fmpz_t value_;
};

/// An integer in GMP's form, through which MPFR hands integers to FLINT.
class GmpInteger {
public:
    GmpInteger() { mpz_init(value_); }
    ~GmpInteger() { mpz_clear(value_); }
    GmpInteger(const GmpInteger&) = delete;
    GmpInteger& operator=(const GmpInteger&) = delete;
    mpz_ptr get() noexcept { return value_; }

private:
    mpz_t value_;
};

BigPoly big(const Poly& a) {
    BigPoly result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        fmpz_poly_set_coeff_si(result.get(), static_cast<slong>(i), a[i]);
    return result;
}

Poly small(const BigPoly& a) {
    Poly result(a.n());
    for (std::size_t i = 0; i < a.n(); ++i)
        result[i] = fmpz_poly_get_coeff_si(a.get(), static_cast<slong>(i));
    return result;
}

BigPoly operator*(const BigPoly& a, const BigPoly& b) {
    const auto n = static_cast<slong>(a.n());
    BigPoly product(a.n());
    fmpz_poly_mul(product.get(), a.get(), b.get());
    BigPoly high(a.n());
    fmpz_poly_shift_right(high.get(), product.get(), n);
    fmpz_poly_truncate(product.get(), n);
    fmpz_poly_sub(product.get(), product.get(), high.get()); // x^n = -1
    return product;
}

BigPoly operator+(const BigPoly& a, const BigPoly& b) {
    BigPoly sum(a.n());
    fmpz_poly_add(sum.get(), a.get(), b.get());
    return sum;
}

BigPoly operator-(const BigPoly& a, const BigPoly& b) {
    BigPoly difference(a.n());
    fmpz_poly_sub(difference.get(), a.get(), b.get());
    return difference;
}

BigPoly operator*(std::uint32_t scalar, const BigPoly& a) {
    BigPoly product(a.n());
    fmpz_poly_scalar_mul_ui(product.get(), a.get(), scalar);
    return product;
}

/// a*(x) = a(1/x): coefficient 0 stays, coefficient i becomes minus coefficient n - i.
BigPoly adjoint(const BigPoly& a) {
    BigPoly result(a.n());
    BigInteger c;
    for (std::size_t i = 0; i < a.n(); ++i) {
        fmpz_poly_get_coeff_fmpz(c.get(), a.get(), static_cast<slong>(i));
        if (i != 0) fmpz_neg(c.get(), c.get());
        fmpz_poly_set_coeff_fmpz(result.get(), static_cast<slong>(i == 0 ? 0 : a.n() - i), c.get());
    }
    return result;
}

/// a(-x).
BigPoly galois_conjugate(const BigPoly& a) {
    BigPoly result(a);
    for (std::size_t i = 1; i < a.n(); i += 2) {
        if (static_cast<slong>(i) < fmpz_poly_length(a.get()))
            fmpz_neg(fmpz_poly_get_coeff_ptr(result.get(), static_cast<slong>(i)),
                     fmpz_poly_get_coeff_ptr(result.get(), static_cast<slong>(i)));
    }
    return result;
}

/// a(x^2), of 2n coefficients.
BigPoly lift(const BigPoly& a) {
    BigPoly result(2 * a.n());
    fmpz_poly_inflate(result.get(), a.get(), 2);
    return result;
}

/// The relative norm N(a) with N(a)(x^2) = a(x) a(-x), of n/2 coefficients.
BigPoly field_norm(const BigPoly& a) {
    const BigPoly product = a * galois_conjugate(a);
    BigPoly norm(a.n() / 2);
    fmpz_poly_deflate(norm.get(), product.get(), 2);
    return norm;
}

using BigReals = std::vector<BigReal, WipingAllocator<BigReal>>;

BigReals reals(const BigPoly& a, mpfr_prec_t precision) {
    BigReals result;
    BigInteger c;
    for (std::size_t i = 0; i < a.n(); ++i) {
        fmpz_poly_get_coeff_fmpz(c.get(), a.get(), static_cast<slong>(i));
        result.emplace_back(precision);
        fmpz_get_mpfr(result.back().get(), c.get(), MPFR_RNDN);
    }
    return result;
}

/// floor(x_i + 1/2) for every coefficient. A half is left to rounding errors of 2^-100: whether
/// a tie of an irrational-looking quotient is that near is decided by no key of any use.
BigPoly rounded(const BigReals& coefficients) {
    BigPoly result(coefficients.size());
    BigInteger c;
    GmpInteger integer;
    for (std::size_t i = 0; i < coefficients.size(); ++i) {
        BigReal x = coefficients[i];
        mpfr_add_d(x.get(), x.get(), 0.5, MPFR_RNDN);
        mpfr_floor(x.get(), x.get());
        mpfr_get_z(integer.get(), x.get(), MPFR_RNDN);
        fmpz_set_mpz(c.get(), integer.get());
        fmpz_poly_set_coeff_fmpz(result.get(), static_cast<slong>(i), c.get());
    }
    return result;
}

/// Bits beyond those of the numerator that the quotient of Babai's rounding is computed with.
constexpr mpfr_prec_t kGuardBits = 192;

/// k with every coefficient of numerator / denominator - k in [-1/2, 1/2); the denominator is
/// self-adjoint, so that its values are real.
BigPoly rounded_quotient(const BigPoly& numerator, const BigPoly& denominator) {
    const mpfr_prec_t precision = numerator.bits() + kGuardBits;
    const Fourier<BigReal> fourier(numerator.n(), precision);
    RootValues<BigReal> quotient = fourier.forward(reals(numerator, precision));
    const RootValues<BigReal> divisor = fourier.forward(reals(denominator, precision));
    for (std::size_t j = 0; j < quotient.size(); ++j) {
        quotient[j].re = quotient[j].re / divisor[j].re;
        quotient[j].im = quotient[j].im / divisor[j].re;
    }
    return rounded(fourier.backward(quotient));
}

/// A solution of f W - w F = q in big integers.
struct BigSolution {
    BigPoly F;
    BigPoly W;
};

/// (F, W) - k (f, w) scale, k such that the quotient by scale (f f* + w w*) is rounded to zero.
BigSolution reduced(const BigPoly& f, const BigPoly& w, const BigSolution& solution, std::uint32_t scale) {
    const BigPoly numerator = solution.F * adjoint(f) + solution.W * adjoint(w);
    const BigPoly denominator = scale * (f * adjoint(f) + w * adjoint(w));
    const BigPoly k = scale * rounded_quotient(numerator, denominator);
    return {solution.F - k * f, solution.W - k * w};
}

/// The bottom of the tower: integers f and w. Nothing if they have a common divisor.
std::optional<BigSolution> solve_integers(const BigPoly& f, const BigPoly& w, std::uint32_t q) {
    BigInteger a;
    BigInteger b;
    BigInteger divisor;
    BigInteger s;
    BigInteger t;
    fmpz_poly_get_coeff_fmpz(a.get(), f.get(), 0);
    fmpz_poly_get_coeff_fmpz(b.get(), w.get(), 0);
    fmpz_xgcd(divisor.get(), s.get(), t.get(), a.get(), b.get()); // s a + t b = divisor
    if (!fmpz_is_one(divisor.get())) return std::nullopt;
    fmpz_mul_si(t.get(), t.get(), -static_cast<slong>(q));
    fmpz_mul_ui(s.get(), s.get(), q);
    BigSolution solution{BigPoly(1), BigPoly(1)};
    fmpz_poly_set_fmpz(solution.F.get(), t.get());
    fmpz_poly_set_fmpz(solution.W.get(), s.get());
    return solution;
}

/// Solves in the subring of x^2 for the norms, lifts, and reduces.
std::optional<BigSolution> solve(const BigPoly& f, const BigPoly& w, std::uint32_t q) {
    if (f.n() == 1) return solve_integers(f, w, q);
    const std::optional<BigSolution> below = solve(field_norm(f), field_norm(w), q);
    if (!below) return std::nullopt;
    const BigSolution lifted{lift(below->F) * galois_conjugate(w), lift(below->W) * galois_conjugate(f)};
    return reduced(f, w, lifted, 1);
}

} // namespace

std::optional<NtruSolution> ntru_solve(const Poly& f, const Poly& w, std::uint32_t q, std::uint32_t p) {
    require(f.size() >= 4 && std::has_single_bit(f.size()) && w.size() == f.size(), "LAT.NTRUSolve.C1", "f, w",
            "not both n coefficients, n a power of two");
    require(mod(f, p) == Poly(f.size()) + 1, "LAT.NTRUSolve.C2", "f", "not 1 mod p");
    const BigPoly big_f = big(f);
    const BigPoly big_w = big(w);
    const std::optional<BigSolution> solution = solve(big_f, big_w, q); // LAT.NTRUSolve.1
    if (!solution) return std::nullopt;
    const BigPoly residue = big(mod(small(solution->F), p));                              // LAT.NTRUSolve.2
    const BigSolution even{solution->F - residue * big_f, solution->W - residue * big_w}; // LAT.NTRUSolve.2
    const BigSolution short_one = reduced(big_f, big_w, even, p);                         // LAT.NTRUSolve.3
    return NtruSolution{small(short_one.F), small(short_one.W)};
}

} // namespace emrshare
