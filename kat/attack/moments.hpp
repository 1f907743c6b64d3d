/// @file
/// What many delegations of one owner add up to: the mean, and the second moments.
#pragma once

#include "attack/laboratory.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace emrshare::kat::attack {

/// d of a share: a_B / r_B, what cloud and requester compute.
Poly d_of(const OwnerShare& share);

/// The row of the mean of the d of @p N delegations, whose sum is given: how many coefficients of f_A it does not
/// round to.
Row row_of_mean(const Setting& setting, const Owner& owner, const Poly& sum, std::uint64_t N);

/// One delegation (d, y) of a law that decrypts and shows f and w in its second moments: d = f (1 + 2 e') and
/// y = w (1 + 2 e') with coefficients of e' uniform, as long as a corrected (d, y) in expectation.
std::pair<Poly, Poly> tempting_delegation(const Setting& setting, const Owner& owner, std::uint64_t number);

/// dd* + yy*. Coefficient n - k is minus coefficient k, that of n/2 is 0: n/2 - 1 coefficients are free, those from 1
/// on.
Poly autocorrelation(const Poly& d, const Poly& y);

/// The n/2 - 1 coefficients of an autocorrelation from 1 on.
std::vector<double> lags_of(const Poly& autocorrelation);

/// The rows of the lags of dd* + yy*, summed over @p N delegations. The public key predicts of a corrected (d, y) that
/// it has the covariance s^2 times the identity: the lags are then nearly independent, of mean 0 and variance
/// 2 N n s^4.
/// @param expected whether they should tell something of f_A; none if N is too small to say
std::vector<Row> rows_of_lags(const Setting& setting, const Owner& owner, std::string_view variant,
                              const std::vector<double>& lags, std::uint64_t N, std::optional<bool> expected);

} // namespace emrshare::kat::attack
