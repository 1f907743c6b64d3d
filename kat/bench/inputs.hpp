/// @file
/// Inputs of the benchmarks.
#pragma once

#include "emrshare.hpp"
#include "pre/key_pair.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen_printed.hpp"
#include "random/samplers.hpp"

#include <benchmark/benchmark.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace emrshare {

/// Coins that depend on a name and a number alone: two runs measure the same work.
inline Coins coins_of(std::string_view name, std::uint64_t number = 0) {
    return derive_coins(XofInput("bench").with(name).with(number));
}

/// f' from the law that SamplePre aims at, with p f' + 1 as Extract accepts it: needs no Setup, which is slow.
inline Poly make_f_prime(const ParameterSet& set, std::string_view name) {
    for (std::uint64_t attempt = 0;; ++attempt) {
        Poly f_prime = gaussian_poly(set.n, set.sigma, XofInput("bench.f'").with(name).with(set.name).with(attempt));
        const Poly f = set.p * f_prime + 1;
        if (squared_norm(f) <= static_cast<double>(set.f2_max) && Rq(set.ring(), f).inverse()) return f_prime;
    }
}

/// What the operations on one set take as inputs, made before the clock runs.
struct Inputs {
    explicit Inputs(const ParameterSet& set)
        : f_prime(make_f_prime(set, "A")), A(keygen_printed_from_coins(set, f_prime, coins_of("A"))),
          B(keygen_printed_from_coins(set, make_f_prime(set, "B"), coins_of("B"))), M(message(set)),
          C_A(enc_from_coins(set, A.pk, M, coins_of("C_A"))),
          share(rekeygen_owner_printed_from_coins(set, A.f, coins_of("share"))),
          b_B(rekeygen_requester(set, share.a_B, B.f)), rk(rekeygen_cloud_printed(set, share.r_B, b_B)),
          owner(keygen_from_coins(set, f_prime, coins_of("owner"))), tree(sampling_tree(set, owner)),
          one_time(one_time_keygen_from_coins(set, coins_of("one-time"))) {}

    static Poly message(const ParameterSet& set) {
        Xof source(XofInput("bench.M"));
        return mod(ternary(set.n, source), 2);
    }

    Poly f_prime;
    KeyPair A;
    KeyPair B;
    Poly M;
    Rq C_A;
    OwnerShare share;
    Rq b_B;
    Rq rk;
    OwnerKey owner;
    SamplingTree tree;
    KeyPair one_time;
};

} // namespace emrshare
