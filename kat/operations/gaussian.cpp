#include "random/gaussian.hpp"
#include "base/error.hpp"
#include "operation.hpp"

#include <cmath>

namespace emrshare::kat {
namespace {

// ---- the base law ----

void run_base(const Call& call) {
    FixedBytes source(call.in.bytes("bytes"));
    const auto base = static_cast<std::size_t>(call.in.integer("base", 0, 1));
    call.out.record("z_0", sample_base(base_gaussians()[base], source));
}

/// The 9 bytes of a table entry plus or minus one unit of 2^-72.
Bytes around(const BaseGaussian::Entry& entry, std::int64_t shift) {
    const std::uint64_t low = entry.low + static_cast<std::uint64_t>(shift);
    Bytes bytes = le64(low);
    const bool borrowed = shift < 0 && entry.low < static_cast<std::uint64_t>(-shift);
    bytes.push_back(static_cast<std::uint8_t>(entry.high - (borrowed ? 1 : 0)));
    return bytes;
}

std::vector<Case> base_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    for (std::size_t base = 0; base < base_gaussians().size(); ++base) {
        const auto tail = base_gaussians()[base].tail;
        cases.push_back(
            {"all bits zero: the greatest value", {"edge"}, {{"base", base}, {"bytes", "000000000000000000"}}});
        cases.push_back({"all bits one", {"edge"}, {{"base", base}, {"bytes", "ffffffffffffffffff"}}});
        for (std::size_t i = 0; i < tail.size(); ++i) {
            const std::string entry = "entry " + std::to_string(i);
            cases.push_back(
                {"just below " + entry, {"edge"}, {{"base", base}, {"bytes", to_hex(around(tail[i], -1))}}});
            cases.push_back({"equal to " + entry, {"edge"}, {{"base", base}, {"bytes", to_hex(around(tail[i], 0))}}});
        }
        for (std::size_t i = 0; i < make.count(); ++i) {
            const std::string which = "random " + std::to_string(i);
            cases.push_back(
                {which, {}, {{"base", base}, {"bytes", to_hex(make.bytes(which, std::to_string(base), 9))}}});
        }
    }
    return cases;
}

// ---- exp ----

void run_exp(const Call& call) {
    const double r = call.in.real("r");
    require(r >= 0 && r < 1, "KAT.Input.C2", "r", "not in [0, 1)");
    const std::uint64_t y = exp_fixed_point(r);
    Bytes big_endian(8);
    for (std::size_t i = 0; i < 8; ++i)
        big_endian[i] = static_cast<std::uint8_t>(y >> (56 - 8 * i));
    call.out.record("y", big_endian);
}

std::vector<Case> exp_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    for (const double r : {0.0, 0x1p-1074, 0x1p-63, 0x1p-53, 0.25, 0.5, 0x1.62e42fefa39eep-1, 0x1.62e42fefa39efp-1})
        cases.push_back({"edge", {"edge"}, {{"r", real_to_hex(r)}}});
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        const Bytes bytes = make.bytes(which, "r", 4);
        const double r = (bytes[0] * 0x1p-8 + bytes[1] * 0x1p-16 + bytes[2] * 0x1p-24 + bytes[3] * 0x1p-32) * 0.69;
        cases.push_back({which, {}, {{"r", real_to_hex(r)}}});
    }
    return cases;
}

// ---- SampleZ ----

// ---- GAUSS.Bernoulli ----

void run_bernoulli(const Call& call) {
    FixedBytes source(call.in.bytes("bytes"));
    call.out.record("accepted", bernoulli_exp(call.in.real("x"), source));
}

std::vector<Case> bernoulli_cases(const CaseMaker&) {
    std::vector<Case> cases;
    const auto add = [&](const std::string& comment, double x, std::uint64_t y) {
        cases.push_back({comment, {"edge"}, {{"x", real_to_hex(x)}, {"bytes", to_hex(le64(y))}}});
    };
    std::vector<double> arguments = {0.0, 0x1p-60, 0.25, 1.0, 44.0, 150.0};
    // Multiples of ln 2 and their neighbours, where k changes and r is rounded to either side of 0.
    for (const int factor : {1, 2, 3, 11, 53, 62, 63, 64, 65, 100}) {
        const double multiple = factor * 0x1.62e42fefa39efp-1;
        for (const double x : {std::nextafter(multiple, 0.0), multiple, std::nextafter(multiple, 1e9)})
            arguments.push_back(x);
    }
    for (const double x : arguments) {
        const std::uint64_t threshold = bernoulli_threshold(x);
        if (threshold != 0) add("the greatest number that is accepted", x, threshold - 1);
        add("the least number that is not", x, threshold);
    }
    cases.push_back({"7 bytes", {"rejected"}, {{"x", real_to_hex(1.0)}, {"bytes", "00000000000000"}}, "SMP.Bytes.C1"});
    return cases;
}

// ---- GAUSS.SampleZ ----

void run_sample_z(const Call& call) {
    FixedBytes source(call.in.bytes("bytes"));
    std::uint64_t trials = 0;
    const std::int64_t z = sample_z(call.in.real("c"), call.in.real("sigma"), source, &trials);
    call.trace.record("trials", static_cast<std::int64_t>(trials));
    call.trace.record("taken", static_cast<std::int64_t>(source.taken()));
    call.out.record("z", z);
}

std::vector<Case> sample_z_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    const auto add = [&](const std::string& comment, const std::vector<std::string>& flags, double c, double sigma,
                         const Bytes& bytes, const std::string& rejected_by) {
        cases.push_back({comment,
                         flags,
                         {{"c", real_to_hex(c)}, {"sigma", real_to_hex(sigma)}, {"bytes", to_hex(bytes)}},
                         rejected_by});
    };
    const Bytes zeros(kBytesPerTrial, 0);
    const Bytes plenty = make.bytes("edge", "bytes", 16 * kBytesPerTrial);
    // Zero bytes: the greatest z_0, sign 0, and a uniform value that accepts whenever anything does.
    add("zero bytes: the greatest base value of sigma_0 = 7/4", {"edge"}, 0.0, 1.75, zeros, "");
    add("zero bytes: the greatest base value of sigma_0 = 5/2", {"edge"}, 0.0, 2.5, zeros, "");
    add("zero bytes at the least deviation: k exceeds 63", {"edge"}, 0.0, kMinDeviation, zeros, "");
    for (const double sigma : {kMinDeviation, 1.75, std::nextafter(1.75, 2.0), 2.5, std::nextafter(2.5, 3.0), 3.5,
                               std::nextafter(3.5, 4.0), 5.0, 40.0, 68.0, 1561.0, kMaxDeviation}) {
        for (const double c : {0.0, 0.5, -0.5, std::nextafter(1.0, 0.0), -1e9 + 0.25, 0x1p51, -0x1p51})
            add("breakpoints of the proposal", {"edge"}, c, sigma, plenty, "");
    }
    add("centre just below zero: c - floor(c) rounds to 1", {"edge"}, -0x1p-60, 2.0, plenty, "");
    add("negative zero as centre", {"edge"}, -0.0, 2.0, plenty, "");
    add("deviation just below the least", {"rejected"}, 0.0, std::nextafter(kMinDeviation, 0.0), plenty,
        "GAUSS.SampleZ.C2");
    add("deviation just above the greatest", {"rejected"}, 0.0, std::nextafter(kMaxDeviation, 1e9), plenty,
        "GAUSS.SampleZ.C2");
    add("deviation not a number", {"rejected"}, 0.0, std::nan(""), plenty, "GAUSS.SampleZ.C2");
    add("centre too large", {"rejected"}, std::nextafter(0x1p51, 0x1p52), 2.0, plenty, "GAUSS.SampleZ.C1");
    add("centre infinite", {"rejected"}, -HUGE_VAL, 2.0, plenty, "GAUSS.SampleZ.C1");
    add("centre not a number", {"rejected"}, std::nan(""), 2.0, plenty, "GAUSS.SampleZ.C1");
    add("bytes used up in the first trial", {"rejected"}, 0.0, 2.0, Bytes(kBytesPerTrial - 1, 0), "SMP.Bytes.C1");
    for (std::size_t i = 0; i < 8 * make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        const Bytes bytes = make.bytes(which, "c and sigma", 4);
        const double c = (bytes[0] * 256.0 + bytes[1]) / 1024.0 - 32.0;
        const double sigma = kMinDeviation + (bytes[2] * 256.0 + bytes[3]) / 1024.0;
        add(which, {}, c, sigma, make.bytes(which, "bytes", 16 * kBytesPerTrial), "");
    }
    return cases;
}

// ---- polynomials ----

void run_gaussian_poly(const Call& call) {
    const auto n = static_cast<std::size_t>(call.in.integer("n", 1, 65536));
    call.out.record("g",
                    gaussian_poly(n, call.in.real("sigma"), XofInput("KAT.Gaussian").with(call.in.coins("coins"))));
}

std::vector<Case> gaussian_poly_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    for (const std::size_t n : {1U, 64U, 65U, 200U})
        cases.push_back({"a full run is 64 samples",
                         {"edge"},
                         {{"n", n}, {"sigma", real_to_hex(40.0)}, {"coins", to_hex(make.coins("runs", "coins"))}}});
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which,
                         {},
                         {{"n", 128},
                          {"sigma", real_to_hex(1.5 + static_cast<double>(i * i) * 7.25)},
                          {"coins", to_hex(make.coins(which, "coins"))}}});
    }
    return cases;
}

} // namespace

std::vector<Operation> gaussian_operations() {
    return {
        {"sample-base",
         "GAUSS.Base",
         "the half-Gaussian base laws",
         false,
         {"both"},
         {{"base", Kind::integer, "0 for sigma_0 = 7/4, 1 for 5/2"}, {"bytes", Kind::hex, "9 bytes"}},
         {},
         {{"z_0", Kind::integer, "the sample", "GAUSS.Base.2"}},
         run_base,
         base_cases},
        {"exp",
         "GAUSS.Exp",
         "exp(-r) in 63-bit fixed point",
         false,
         {"both"},
         {{"r", Kind::real, "argument"}},
         {},
         {{"y", Kind::hex, "the result as 64 bits, most significant first", "GAUSS.Exp.3"}},
         run_exp,
         exp_cases},
        {"bernoulli",
         "GAUSS.Bernoulli",
         "true with probability exp(-x)",
         false,
         {"both"},
         {{"x", Kind::real, "argument"}, {"bytes", Kind::hex, "8 bytes"}},
         {},
         {{"accepted", Kind::boolean, "the outcome", "GAUSS.Bernoulli.6"}},
         run_bernoulli,
         bernoulli_cases},
        {"sample-z",
         "GAUSS.SampleZ",
         "the discrete Gaussian over the integers",
         false,
         {"both"},
         {{"c", Kind::real, "centre"},
          {"sigma", Kind::real, "deviation"},
          {"bytes", Kind::hex, "the stream's first bytes"}},
         {{"trials", Kind::integer, "trials made", "GAUSS.SampleZ.12"},
          {"taken", Kind::integer, "bytes taken", "GAUSS.SampleZ.12"}},
         {{"z", Kind::integer, "the sample", "GAUSS.SampleZ.13"}},
         run_sample_z,
         sample_z_cases},
        {"gaussian-poly",
         "GAUSS.Poly",
         "polynomials from D_{Z^n, sigma}",
         false,
         {"both"},
         {{"n", Kind::integer, "coefficients"},
          {"sigma", Kind::real, "deviation"},
          {"coins", Kind::hex, "coins of the XOF input (label KAT.Gaussian)"}},
         {},
         {{"g", Kind::integers, "the coefficients", "GAUSS.Poly.1"}},
         run_gaussian_poly,
         gaussian_poly_cases},
    };
}

} // namespace emrshare::kat
