/// @file
/// The constants of ML-DSA-65, named as in FIPS 204, tables 1 and 2.
#pragma once

#include <cstddef>
#include <cstdint>

/// ML-DSA-65 of FIPS 204 (August 2024), in its pure form.
namespace emrshare::ml_dsa {

inline constexpr std::int32_t kQ = 8380417;                      ///< the modulus q = 2^23 - 2^13 + 1
inline constexpr std::size_t kN = 256;                           ///< the degree of the ring
inline constexpr std::int32_t kZeta = 1753;                      ///< a 512th root of unity modulo q
inline constexpr int kD = 13;                                    ///< bits dropped from t
inline constexpr std::size_t kTau = 49;                          ///< coefficients +1 and -1 of a challenge
inline constexpr std::size_t kLambda = 192;                      ///< collision strength of c~ in bits
inline constexpr std::int32_t kGamma1 = std::int32_t{1} << 19;   ///< range of the mask y
inline constexpr std::int32_t kGamma2 = (kQ - 1) / 32;           ///< half the step of Decompose
inline constexpr std::size_t kK = 6;                             ///< rows of A
inline constexpr std::size_t kL = 5;                             ///< columns of A
inline constexpr std::int32_t kEta = 4;                          ///< range of s1 and s2
inline constexpr std::int32_t kBeta = std::int32_t{kTau} * kEta; ///< the largest coefficient of c s1 and c s2
inline constexpr std::size_t kOmega = 55;                        ///< most hints of a signature

/// Sizes of byte strings.
/// @{
inline constexpr std::size_t kSeedBytes = 32;               ///< rho, K
inline constexpr std::size_t kHashBytes = 64;               ///< tr, mu, rho', rho''
inline constexpr std::size_t kChallengeBytes = kLambda / 4; ///< c~
inline constexpr std::size_t kHintBytes = kOmega + kK;      ///< an encoded hint
inline constexpr std::size_t kMaxContextBytes = 255;        ///< the longest context
inline constexpr std::size_t kPublicKeyBytes = 1952;        ///< pk
inline constexpr std::size_t kSecretKeyBytes = 4032;        ///< sk
inline constexpr std::size_t kSignatureBytes = 3309;        ///< sigma
/// @}

} // namespace emrshare::ml_dsa
