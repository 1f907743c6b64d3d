/// @file
/// The zero of a monotonous function.
#pragma once

namespace emrshare::kat::estimate {

/// A point where the decreasing @p f passes 0, between low and high.
template <class F>
double bisect(F f, double low, double high) {
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (f(middle) > 0 ? low : high) = middle;
    }
    return high;
}

} // namespace emrshare::kat::estimate
