/// @file
/// Real numbers of any precision, on MPFR.
#pragma once

#include <gmp.h>
#include <mpfr.h>

namespace emrshare {

/// A real number rounded to nearest at a given precision. The result of an operation has the
/// precision of its left operand.
class BigReal {
public:
    /// Zero, of @p precision bits.
    explicit BigReal(mpfr_prec_t precision) {
        mpfr_init2(value_, precision);
        mpfr_set_zero(value_, 1);
    }
    /// Copies and moves take over the precision.
    /// @{
    BigReal(const BigReal& other) {
        mpfr_init2(value_, mpfr_get_prec(other.value_));
        mpfr_set(value_, other.value_, MPFR_RNDN);
    }
    BigReal(BigReal&& other) noexcept {
        mpfr_init2(value_, MPFR_PREC_MIN);
        mpfr_swap(value_, other.value_);
    }
    BigReal& operator=(BigReal other) noexcept {
        mpfr_swap(value_, other.value_);
        return *this;
    }
    /// @}
    ~BigReal() { mpfr_clear(value_); }

    /// The number as MPFR's functions take it.
    /// @{
    mpfr_ptr get() noexcept { return value_; }
    mpfr_srcptr get() const noexcept { return value_; }
    /// @}

    /// Operations, rounded to nearest.
    /// @{
    friend BigReal operator+(const BigReal& a, const BigReal& b) { return apply(mpfr_add, a, b); }
    friend BigReal operator-(const BigReal& a, const BigReal& b) { return apply(mpfr_sub, a, b); }
    friend BigReal operator*(const BigReal& a, const BigReal& b) { return apply(mpfr_mul, a, b); }
    friend BigReal operator/(const BigReal& a, const BigReal& b) { return apply(mpfr_div, a, b); }
    friend BigReal operator-(const BigReal& a) {
        BigReal result(mpfr_get_prec(a.value_));
        mpfr_neg(result.value_, a.value_, MPFR_RNDN);
        return result;
    }
    friend BigReal half_of(const BigReal& a) {
        BigReal result(mpfr_get_prec(a.value_));
        mpfr_div_2ui(result.value_, a.value_, 1, MPFR_RNDN);
        return result;
    }
    /// @}

private:
    static BigReal apply(int (*operation)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t), const BigReal& a,
                         const BigReal& b) {
        BigReal result(mpfr_get_prec(a.value_));
        operation(result.value_, a.value_, b.value_, MPFR_RNDN);
        return result;
    }
    mpfr_t value_;
};

} // namespace emrshare
