#include "lattice/fourier.hpp"

#include <bit>

namespace emrshare {
namespace {

/// The angles, in turns, of the roots at which values of m coefficients are taken.
WipedVector<double> angles(std::size_t m) {
    if (m == 2) return {0.25};
    WipedVector<double> result;
    for (const double angle : angles(m / 2)) {
        result.push_back(angle / 2);
        result.push_back(angle / 2 + 0.5);
    }
    return result;
}

/// e^{2 pi i angle} for a dyadic angle.
Complex<BigReal> root_of_unity(double angle, mpfr_prec_t precision) {
    BigReal phase(precision);
    Complex<BigReal> root{BigReal(precision), BigReal(precision)};
    mpfr_const_pi(phase.get(), MPFR_RNDN);
    mpfr_mul_d(phase.get(), phase.get(), 2 * angle, MPFR_RNDN);
    mpfr_sin_cos(root.im.get(), root.re.get(), phase.get(), MPFR_RNDN);
    return root;
}

Complex<BigReal> root_for(double angle, mpfr_prec_t precision, const BigReal*) {
    return root_of_unity(angle, precision);
}

/// Correctly rounded: 192 bits leave no doubt about the 53rd.
Complex<double> root_for(double angle, mpfr_prec_t, const double*) {
    const Complex<BigReal> root = root_of_unity(angle, 192);
    return {mpfr_get_d(root.re.get(), MPFR_RNDN), mpfr_get_d(root.im.get(), MPFR_RNDN)};
}

} // namespace

template <class T>
Fourier<T>::Fourier(std::size_t n, mpfr_prec_t precision) {
    for (std::size_t m = 4; m <= n; m *= 2) {
        RootValues<T> roots;
        for (const double angle : angles(m / 2))
            roots.push_back(root_for(angle / 2, precision, static_cast<const T*>(nullptr)));
        roots_.push_back(std::move(roots));
    }
}

template <class T>
const RootValues<T>& Fourier<T>::merging_roots(std::size_t m) const {
    return roots_.at(static_cast<std::size_t>(std::bit_width(m)) - 3);
}

template class Fourier<double>;
template class Fourier<BigReal>;

} // namespace emrshare
