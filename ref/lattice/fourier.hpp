/// @file
/// Polynomials of Q[x]/(x^n + 1) by their values at half of the roots of x^n + 1 (spec, section 9.1).
#pragma once

#include "base/memory.hpp"
#include "lattice/big_real.hpp"

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace emrshare {

/// a / 2, exact.
inline double half_of(double a) noexcept {
    return 0.5 * a;
}

/// A complex number. Its operations fix the order of the real ones (FFT.Complex).
template <class T>
struct Complex {
    T re; ///< real part
    T im; ///< imaginary part

    /// Each of the real operations is rounded on its own, in the order written.
    /// @{
    friend Complex operator+(const Complex& a, const Complex& b) { return {a.re + b.re, a.im + b.im}; }
    friend Complex operator-(const Complex& a, const Complex& b) { return {a.re - b.re, a.im - b.im}; }
    friend Complex operator*(const Complex& a, const Complex& b) {
        return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
    }
    friend Complex operator*(const T& a, const Complex& b) { return {a * b.re, a * b.im}; }
    friend Complex conjugate(const Complex& a) { return {a.re, -a.im}; }
    friend Complex half_of(const Complex& a) { return {half_of(a.re), half_of(a.im)}; }
    /// @}
};

/// The values of a polynomial of n >= 2 coefficients at n/2 roots, one of each conjugate pair.
template <class T>
using RootValues = std::vector<Complex<T>, WipingAllocator<Complex<T>>>;

/// The transform for one n, in binary64 or at a precision of one's own.
template <class T>
class Fourier {
public:
    /// @param n a power of two, 2 to 65536
    /// @param precision bits of a BigReal; without meaning for double
    explicit Fourier(std::size_t n, mpfr_prec_t precision = 53);

    /// The values of the polynomial with these coefficients, n of them or 2, 4, ... (FFT.Forward).
    RootValues<T> forward(const std::vector<T, WipingAllocator<T>>& coefficients) const {
        const std::size_t n = coefficients.size();
        if (n == 2) return {{coefficients[0], coefficients[1]}}; // FFT.Forward.1
        std::vector<T, WipingAllocator<T>> even;
        std::vector<T, WipingAllocator<T>> odd;
        for (std::size_t i = 0; i < n; i += 2) {
            even.push_back(coefficients[i]);
            odd.push_back(coefficients[i + 1]);
        }
        return merge(forward(even), forward(odd)); // FFT.Forward.2
    }

    /// The coefficients of the polynomial with these values: the inverse of forward.
    std::vector<T, WipingAllocator<T>> backward(const RootValues<T>& values) const {
        if (values.size() == 1) return {values[0].re, values[0].im};
        const auto [even_values, odd_values] = split(values);
        const auto even = backward(even_values);
        const auto odd = backward(odd_values);
        std::vector<T, WipingAllocator<T>> coefficients;
        for (std::size_t i = 0; i < even.size(); ++i) {
            coefficients.push_back(even[i]);
            coefficients.push_back(odd[i]);
        }
        return coefficients;
    }

    /// f_0 and f_1 with f = f_0(x^2) + x f_1(x^2) (FFT.Split). At least two values.
    std::pair<RootValues<T>, RootValues<T>> split(const RootValues<T>& f) const {
        RootValues<T> even;
        RootValues<T> odd;
        even.reserve(f.size() / 2);
        odd.reserve(f.size() / 2);
        split(f, std::back_inserter(even), std::back_inserter(odd));
        return {std::move(even), std::move(odd)};
    }

    /// The same, written where two iterators point.
    template <class Values, class Output>
    void split(const Values& f, Output even, Output odd) const {
        const RootValues<T>& zeta = merging_roots(2 * f.size());
        for (std::size_t j = 0; j < f.size() / 2; ++j) {
            *even++ = half_of(f[2 * j] + f[2 * j + 1]);                       // FFT.Split.1
            *odd++ = half_of((f[2 * j] - f[2 * j + 1]) * conjugate(zeta[j])); // FFT.Split.2
        }
    }

    /// f_0(x^2) + x f_1(x^2) (FFT.Merge).
    RootValues<T> merge(const RootValues<T>& even, const RootValues<T>& odd) const {
        RootValues<T> f;
        f.reserve(2 * even.size());
        merge(even, odd, std::back_inserter(f));
        return f;
    }

    /// The same, written where an iterator points.
    template <class Values, class Output>
    void merge(const Values& even, const Values& odd, Output f) const {
        const RootValues<T>& zeta = merging_roots(4 * even.size());
        for (std::size_t j = 0; j < even.size(); ++j) {
            const Complex<T> shifted = zeta[j] * odd[j]; // FFT.Merge.1
            *f++ = even[j] + shifted;                    // FFT.Merge.2
            *f++ = even[j] - shifted;                    // FFT.Merge.3
        }
    }

    /// The roots zeta_0, zeta_1, ... of x^m + 1 at which values of m coefficients stand in pairs
    /// (zeta_j, -zeta_j) (FFT.Roots). m from 4 to n.
    const RootValues<T>& merging_roots(std::size_t m) const;

private:
    /// Entry i belongs to m = 2^(i+2). Public, but wiped like all memory of this library: so a test can ask for that.
    WipedVector<RootValues<T>> roots_;
};

extern template class Fourier<double>;
extern template class Fourier<BigReal>;

} // namespace emrshare
