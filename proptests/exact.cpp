#include "exact.hpp"

#include <cmath>

namespace emrshare::test {
namespace {

constexpr mpfr_prec_t kBits = 256;

template <class Operation>
Real unary(Operation operation, const Real& a) {
    Real result;
    operation(result.get(), a.get(), MPFR_RNDN);
    return result;
}

template <class Operation>
Real binary(Operation operation, const Real& a, const Real& b) {
    Real result;
    operation(result.get(), a.get(), b.get(), MPFR_RNDN);
    return result;
}

} // namespace

Real::Real(double value) {
    mpfr_init2(value_, kBits);
    mpfr_set_d(value_, value, MPFR_RNDN);
}

Real::Real(const Real& other) {
    mpfr_init2(value_, kBits);
    mpfr_set(value_, other.value_, MPFR_RNDN);
}

Real& Real::operator=(const Real& other) {
    mpfr_set(value_, other.value_, MPFR_RNDN);
    return *this;
}

Real::~Real() {
    mpfr_clear(value_);
}

double Real::to_double() const {
    return mpfr_get_d(value_, MPFR_RNDN);
}

std::uint64_t Real::high_word() const {
    return mpfr_get_ui(scale(*this, -64).get(), MPFR_RNDZ);
}

std::uint64_t Real::low_word() const {
    return mpfr_get_ui((*this - scale(Real(static_cast<double>(high_word())), 64)).get(), MPFR_RNDZ);
}

Real operator+(const Real& a, const Real& b) {
    return binary(mpfr_add, a, b);
}

Real operator-(const Real& a, const Real& b) {
    return binary(mpfr_sub, a, b);
}

Real operator*(const Real& a, const Real& b) {
    return binary(mpfr_mul, a, b);
}

Real operator/(const Real& a, const Real& b) {
    return binary(mpfr_div, a, b);
}

bool operator<(const Real& a, const Real& b) {
    return mpfr_less_p(a.get(), b.get()) != 0;
}

Real exp(const Real& a) {
    return unary(mpfr_exp, a);
}

Real log(const Real& a) {
    return unary(mpfr_log, a);
}

Real sqrt(const Real& a) {
    return unary(mpfr_sqrt, a);
}

Real abs(const Real& a) {
    return a < Real(0.0) ? Real(0.0) - a : a;
}

Real pi() {
    Real result;
    mpfr_const_pi(result.get(), MPFR_RNDN);
    return result;
}

Real ln2() {
    Real result;
    mpfr_const_log2(result.get(), MPFR_RNDN);
    return result;
}

Real scale(const Real& value, long exponent) {
    Real result;
    mpfr_mul_2si(result.get(), value.get(), exponent, MPFR_RNDN);
    return result;
}

Real round(const Real& value) {
    Real result;
    mpfr_round(result.get(), value.get());
    return result;
}

long double rho(std::int64_t z, long double c, long double sigma) {
    const long double distance = (static_cast<long double>(z) - c) / sigma;
    return std::exp(-distance * distance / 2);
}

IntegerLaw gaussian_law(double c, double sigma) {
    // Twelve deviations on either side leave out about 2^-106. The shift by floor(c) is exact.
    const auto shift = static_cast<std::int64_t>(std::floor(c));
    const long double fraction = static_cast<long double>(c) - static_cast<long double>(shift);
    const auto reach = static_cast<std::int64_t>(std::ceil(12 * sigma)) + 1;
    IntegerLaw law{shift - reach, {}};
    long double sum = 0;
    for (std::int64_t z = -reach; z <= reach + 1; ++z) {
        law.probability.push_back(rho(z, fraction, sigma));
        sum += law.probability.back();
    }
    for (long double& p : law.probability)
        p /= sum;
    return law;
}

} // namespace emrshare::test
