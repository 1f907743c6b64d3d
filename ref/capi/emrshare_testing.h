/// @file
/// The rest of the C interface: what only those need who compare an implementation with this one step by step.
///
/// The conventions are those of emrshare.h. Samplers run on a given byte string in place of a stream, and are rejected
/// by SMP.Bytes.C1 when it is used up; lists are filled whole, so that the buffer's count says how many values are
/// drawn.
#ifndef EMRSHARE_TESTING_H
#define EMRSHARE_TESTING_H

// NOLINTBEGIN(modernize-*): this is C.
#include "emrshare.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Room for binary64 numbers.
typedef struct emrshare_real_buffer {
    double* data; ///< where to write
    size_t count; ///< numbers that fit
} emrshare_real_buffer;

/// @name Hashing
/// @{

/// XOF: the first stream.size bytes of the stream of a label and strings.
/// @param parts @p count byte strings
emrshare_status emrshare_testing_xof(const char* label, const emrshare_bytes* parts, size_t count,
                                     emrshare_buffer stream);

/// SHA3-256 (FIPS 202) of byte strings one after the other.
/// @param parts @p count byte strings
/// @param digest 32 bytes
emrshare_status emrshare_testing_sha3_256(const emrshare_bytes* parts, size_t count, emrshare_buffer digest);

/// @}
/// @name Samplers (chapter 3)
/// @{

/// SMP.Uniform: integers uniform on [0, q).
/// @param residues filled whole
/// @param taken receives the number of bytes used; may be null, here and below
emrshare_status emrshare_testing_uniform(const emrshare_set* set, emrshare_bytes bytes,
                                         emrshare_integer_buffer residues, size_t* taken);

/// SMP.Ternary: integers uniform on {-1, 0, 1}.
/// @param u filled whole
emrshare_status emrshare_testing_ternary(emrshare_bytes bytes, emrshare_integer_buffer u, size_t* taken);

/// SMP.CBD: integers from the centred binomial law. Rejected by SMP.CBD.C1 unless eta is from 1 to 8.
/// @param e filled whole
emrshare_status emrshare_testing_cbd(uint32_t eta, emrshare_bytes bytes, emrshare_integer_buffer e, size_t* taken);

/// SMP.Mask: integers uniform on [-2^(t-1), 2^(t-1)), @p t from 1 to 16.
/// @param v filled whole
emrshare_status emrshare_testing_mask(uint32_t t, emrshare_bytes bytes, emrshare_integer_buffer v, size_t* taken);

/// GAUSS.Base: a sample of a base law.
/// @param base 0 for sigma_0 = 7/4, 1 for 5/2
/// @param bytes at least 9
emrshare_status emrshare_testing_sample_base(uint32_t base, emrshare_bytes bytes, int64_t* z_0);

/// GAUSS.Exp: exp(-r) in fixed point.
/// @param r in [0, 1), though the algorithm is meant for [0, ln 2)
emrshare_status emrshare_testing_exp(double r, uint64_t* y);

/// GAUSS.Bernoulli: true with probability exp(-x).
/// @param x from 0 to 1000
/// @param bytes at least 8
/// @param accepted receives 1 or 0
emrshare_status emrshare_testing_bernoulli(double x, emrshare_bytes bytes, int* accepted);

/// GAUSS.SampleZ: an integer from D_{Z, sigma, c}. Rejected by GAUSS.SampleZ.C1 (c), GAUSS.SampleZ.C2 (sigma).
/// @param trials receives the number of trials; may be null
emrshare_status emrshare_testing_sample_z(double c, double sigma, emrshare_bytes bytes, int64_t* z, uint64_t* trials,
                                          size_t* taken);

/// GAUSS.Poly with the label KAT.Gaussian and the coins as x_1. Rejected by COINS.C1, GAUSS.SampleZ.C2.
/// @param g filled whole
emrshare_status emrshare_testing_gaussian_poly(double sigma, emrshare_bytes coins, emrshare_integer_buffer g);

/// @}
/// @name Lattices (chapters 5 and 9)
/// @{

/// LAT.TrapGen. Rejected by COINS.C1.
/// @param B as in emrshare_master_key_B()
emrshare_status emrshare_testing_trapgen(const emrshare_set* set, emrshare_bytes coins, emrshare_buffer B);

/// LAT.GramSchmidt. Rejected by LAT.GramSchmidt.C1 unless rows = columns is a multiple of 8.
/// @param basis @p rows times @p columns integers, row by row; both at most 65536
/// @param N squared norms: @p rows numbers
/// @param vectors the vectors one after the other: @p rows times @p columns numbers
emrshare_status emrshare_testing_gram_schmidt(const int32_t* basis, size_t rows, size_t columns, emrshare_real_buffer N,
                                              emrshare_real_buffer vectors);

/// LAT.SamplePre under a master key. Rejected by LAT.SamplePre.C1 (u), COINS.C1.
/// @param u the syndrome
/// @param f_prime an element
emrshare_status emrshare_testing_sample_pre(const emrshare_master_key* key, emrshare_integers u, emrshare_bytes coins,
                                            emrshare_buffer f_prime);

/// FFT.Forward.
/// @param a 2, 4, 8, ... up to 65536 coefficients
/// @param values real and imaginary part of each value in turn: as many numbers as there are coefficients
emrshare_status emrshare_testing_fft(emrshare_integers a, emrshare_real_buffer values);

/// LAT.NTRUSolve. Rejected by LAT.NTRUSolve.C1 (sizes), LAT.NTRUSolve.C2 (f is not 1 mod p).
/// @param f,w coefficients, at most 2^40 in absolute value; of any degree bound
/// @param solvable receives 1 or 0; nothing else is written in the second case
/// @param F,W each as many integers as f has
emrshare_status emrshare_testing_ntru_solve(const emrshare_set* set, emrshare_integers f, emrshare_integers w,
                                            int* solvable, emrshare_integer_buffer F, emrshare_integer_buffer W);

/// LAT.Tree: the greatest squared norm of a leaf of a key's tree.
emrshare_status emrshare_testing_sampling_tree(const emrshare_owner_key* key, double* max_N);

/// LAT.SampleDelegation. Rejected by COINS.C1.
/// @param d an element
emrshare_status emrshare_testing_sample_delegation(const emrshare_owner_key* key, emrshare_bytes coins,
                                                   emrshare_buffer d);

/// @}

#ifdef __cplusplus
}
#endif
// NOLINTEND(modernize-*)

#endif
