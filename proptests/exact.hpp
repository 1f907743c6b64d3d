/// @file
/// Independent arithmetic that the library's results are compared with: MPFR at 256 bits, integer
/// polynomials, and laws computed from their definitions.
#pragma once

#include "attack/laboratory.hpp"

#include <cstdint>
#include <vector>

#include <mpfr.h>

namespace emrshare::test {

/// A real number of 256 bits; every operation rounds to nearest.
class Real {
public:
    Real() : Real(0.0) {}
    Real(double value);
    Real(const Real& other);
    Real& operator=(const Real& other);
    ~Real();

    mpfr_ptr get() noexcept { return value_; }
    mpfr_srcptr get() const noexcept { return value_; }
    /// Correctly rounded to binary64.
    double to_double() const;
    /// floor(value) mod 2^64 and floor(value) / 2^64, for values from 0 to 2^128.
    std::uint64_t low_word() const;
    std::uint64_t high_word() const;

private:
    mpfr_t value_;
};

Real operator+(const Real& a, const Real& b);
Real operator-(const Real& a, const Real& b);
Real operator*(const Real& a, const Real& b);
Real operator/(const Real& a, const Real& b);
bool operator<(const Real& a, const Real& b);
Real exp(const Real& a);
Real log(const Real& a);
Real sqrt(const Real& a);
Real abs(const Real& a);
Real pi();
Real ln2();
/// value 2^exponent.
Real scale(const Real& value, long exponent);
/// The nearest integer, halves away from zero.
Real round(const Real& value);

using kat::attack::adjoint;
using kat::attack::multiply_over_integers;
using kat::attack::rotated;

/// exp(-(z - c)^2 / (2 sigma^2)), in long double.
long double rho(std::int64_t z, long double c, long double sigma);

/// The law of a discrete Gaussian on the integers first, first + 1, ..., first + size - 1, which
/// holds all but about 2^-100 of it.
struct IntegerLaw {
    std::int64_t first;
    std::vector<long double> probability;
};
IntegerLaw gaussian_law(double c, double sigma);

} // namespace emrshare::test
