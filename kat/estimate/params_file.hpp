/// @file
/// spec/params.json as data: what the file says, before anything of it is believed.
#pragma once

#include "estimate/derivation.hpp"
#include "json.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace emrshare::kat::estimate {

/// A block size and log2 of the cost of one shortest-vector call of that dimension, to one decimal.
struct Figure {
    std::uint64_t beta;
    double classical;
    double quantum;
};

/// Lengths of preimages under B, rounded to integers.
struct PreimageNorms {
    std::uint64_t reduced; ///< of one that lattice reduction finds
    std::uint64_t honest;  ///< of one that SamplePre draws
};

/// One set of the file. The symbols are those of spec/02-parameters.md.
struct SetNumbers {
    std::string name;
    std::uint64_t code;
    std::uint64_t n;
    std::uint64_t q;
    std::uint64_t ell;
    std::uint64_t k;
    std::uint64_t sigma;
    std::uint64_t eta;
    std::uint64_t gs2_max;
    double slack; ///< by which a key's Gram-Schmidt norm may exceed its expectation
    std::uint64_t s;
    std::uint64_t f2_max;
    std::uint64_t gs2_re;
    std::uint64_t t_re;
    std::uint64_t sigma_re; ///< the mask's deviation, rounded to an integer
    std::int64_t fail_log2; ///< what the set promises
    double fail_bound_log2; ///< what the bound gives
    Tails lemma1;
    std::int64_t tails_log2; ///< log2 of the probability of these tails, at most
    std::map<std::string, Figure> security;
    PreimageNorms preimage;
    std::string use;
};

/// The whole file.
struct ParamsFile {
    std::uint64_t p;
    std::vector<SetNumbers> sets;
};

/// The text of spec/params.json from which this program was built.
std::string published_params();

/// The numbers of a file. @throws Rejection `PARAM.File.C1` naming @p source for a member that is missing, of the
/// wrong type or out of all proportion; `KAT.Json.C1` for what is no JSON
ParamsFile parse_params(const std::string& text, const std::string& source);

} // namespace emrshare::kat::estimate
