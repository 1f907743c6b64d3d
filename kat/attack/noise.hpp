/// @file
/// Regression on the noise of decrypted blocks.
#pragma once

#include "attack/laboratory.hpp"

namespace emrshare::kat::attack {

/// Estimates d from noises N = d M + ... with known, independent, uniform messages M: E[N (2M - 1)*] = (n/2) d.
class Regression {
public:
    explicit Regression(const ParameterSet& set) : sum_(set.n) {}
    /// Takes the noise of one block up.
    void add(const Poly& N, const Poly& M);
    /// Takes many up at once. @param sum of N (2M - 1)* over @p blocks blocks
    void add_sum(const Poly& sum, std::uint64_t blocks);
    /// The estimate of coefficient @p i.
    double estimate(std::size_t i) const;
    /// The estimates, each rounded to the nearest number of the parity that d has there.
    Poly rounded() const;
    /// The sum of the squared errors.
    double squared_error(const Poly& d) const;

private:
    Poly sum_;
    std::uint64_t blocks_ = 0;
};

} // namespace emrshare::kat::attack
