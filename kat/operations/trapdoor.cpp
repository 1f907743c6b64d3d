#include "case_values.hpp"
#include "lattice/ff_sampling.hpp"
#include "operation.hpp"
#include "pre/keygen.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"
#include "random/samplers.hpp"
#include "world.hpp"

namespace emrshare::kat {
namespace {

// ---- the wide mask ----

void run_mask(const Call& call) {
    FixedBytes source(call.in.bytes("bytes"));
    const auto count = static_cast<std::size_t>(call.in.integer("count", 1, 65536));
    const auto t = static_cast<std::uint32_t>(call.in.integer("t", 1, 16));
    call.out.record("v", wide_mask(count, t, source));
}

std::vector<Case> mask_cases(const CaseMaker& make) {
    std::vector<Case> cases = {
        {"t = 12: least and greatest value", {"edge"}, {{"count", 2}, {"t", 12}, {"bytes", "00f0ff"}}},
        {"30 bits in 4 bytes", {"edge"}, {{"count", 3}, {"t", 10}, {"bytes", "55aaf0c3"}}},
        {"t = 1", {"edge"}, {{"count", 8}, {"t", 1}, {"bytes", "55"}}},
        {"bytes used up", {"rejected"}, {{"count", 2}, {"t", 12}, {"bytes", "0000"}}, "SMP.Bytes.C1"},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        const std::size_t t = 8 + i;
        cases.push_back({which, {}, {{"count", 16}, {"t", t}, {"bytes", to_hex(make.bytes(which, "bytes", 2 * t))}}});
    }
    return cases;
}

// ---- the transform ----

WipedVector<double> flattened(const RootValues<double>& values) {
    WipedVector<double> reals;
    for (const Complex<double>& value : values) {
        reals.push_back(value.re);
        reals.push_back(value.im);
    }
    return reals;
}

void run_fft(const Call& call) {
    const WipedVector<std::int64_t> a = call.in.integers("a");
    const bool fits = a.size() >= 2 && a.size() <= 65536 && (a.size() & (a.size() - 1)) == 0;
    require(fits, "KAT.Input.C2", "a", "not 2, 4, 8, ... coefficients");
    const Fourier<double> fourier(a.size());
    call.out.record("values", flattened(fourier.forward(WipedVector<double>(a.begin(), a.end()))));
}

std::vector<Case> fft_cases(const CaseMaker& make) {
    std::vector<Case> cases = {
        {"two coefficients: one value", {"edge"}, {{"a", {3, -4}}}},
        {"x", {"edge"}, {{"a", {0, 1, 0, 0, 0, 0, 0, 0}}}},
        {"a constant", {"edge"}, {{"a", {5, 0, 0, 0, 0, 0, 0, 0}}}},
    };
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        cases.push_back({which,
                         {},
                         {{"a", list_of(gaussian_poly(std::size_t{8} << i, 1000.0,
                                                      XofInput("KAT.FFT").with(make.coins(which, "a"))))}}});
    }
    return cases;
}

// ---- NTRUSolve ----

Poly without_set_limit(const Call& call, const std::string& name) {
    return Poly(call.in.integers(name));
}

void run_ntru_solve(const Call& call) {
    const ParameterSet& set = call.in.set();
    const std::optional<NtruSolution> solution =
        ntru_solve(without_set_limit(call, "f"), without_set_limit(call, "w"), set.q, set.p);
    call.out.record("solvable", solution.has_value());
    if (!solution) return;
    call.out.record("F", solution->F);
    call.out.record("W", solution->W);
}

std::vector<Case> ntru_solve_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const OwnerKey& alice = make.corrected_world().alice;
    const auto inputs = [](const Poly& f, const Poly& w) { return Json{{"f", list_of(f)}, {"w", list_of(w)}}; };
    std::vector<Case> cases = {
        {"the owner's key of the other vectors", {}, inputs(alice.pair.f, alice.w)},
        {"f even", {"rejected"}, inputs(2 * alice.pair.f, alice.w), "LAT.NTRUSolve.C2"},
        {"w of 2 n coefficients",
         {"rejected"},
         inputs(alice.pair.f, Poly(std::size_t{2} * set.n) + 1),
         "LAT.NTRUSolve.C1"},
    };
    if (set.n == 64) {
        cases.push_back({"f = 1, w = 2", {"edge"}, inputs(Poly(set.n) + 1, Poly(set.n) + 2)});
        cases.push_back({"n = 8: the resultants have a common divisor, though a solution exists",
                         {"edge"},
                         {{"f", {-3, 6, 0, 0, 2, -4, -2, -4}}, {"w", {4, -3, 6, 1, -2, -6, 0, 2}}}});
        // f and w vanish at one root of x^8 + 1 modulo q and generate an ideal that holds q.
        const std::int64_t zeta = set.q - root_of_minus_one(set, 8);
        cases.push_back({"n = 8: the resultants have the common divisor q",
                         {"edge"},
                         {{"f", {2 * zeta + set.q, 2, 0, 0, 0, 0, 0, 0}}, {"w", {zeta, 1, 0, 0, 0, 0, 0, 0}}}});
        cases.push_back({"f and w with the common divisor 3", {"edge"}, inputs(3 * alice.pair.f, 3 * alice.w)});
    }
    return cases;
}

// ---- the sampling tree ----

/// A key as far as sampling needs it.
OwnerKey key_of(const Call& call) {
    const Ring& ring = call.in.set().ring();
    OwnerKey key{{call.in.short_poly("f"), Poly(ring.n()), Poly(ring.n()), Rq(ring)}, call.in.short_poly("w"), {}};
    key.solution = {call.in.short_poly("F"), call.in.short_poly("W")};
    return key;
}

Json key_inputs(const ParameterSet& set, const OwnerKey& key) {
    return {{"f", hex_of(set, key.pair.f)},
            {"w", hex_of(set, key.w)},
            {"F", hex_of(set, key.solution.F)},
            {"W", hex_of(set, key.solution.W)}};
}

void run_tree(const Call& call) {
    const SamplingTree tree = sampling_tree(call.in.set(), key_of(call));
    call.trace.record("L_10", flattened(tree.L));
    call.trace.record("leaves", leaf_deviations(tree));
    call.out.record("max_N", max_squared_norm(tree));
}

std::vector<Case> tree_cases(const CaseMaker& make) {
    return {{"the owner's key of the other vectors", {}, key_inputs(make.set(), make.corrected_world().alice)}};
}

// ---- a delegation's short element ----

void run_sample_delegation(const Call& call) {
    const OwnerKey key = key_of(call);
    const Coins coins = call.in.coins("coins");
    call.out.record("d", sample_delegation(call.in.set(), key, sampling_tree(call.in.set(), key), coins, call.trace));
}

std::vector<Case> sample_delegation_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    for (std::size_t i = 0; i < make.count(); ++i) {
        const std::string which = "random " + std::to_string(i);
        Json inputs = key_inputs(make.set(), make.corrected_world().alice);
        inputs["coins"] = to_hex(make.coins(which, "coins"));
        cases.push_back({which, {}, inputs});
    }
    return cases;
}

} // namespace

std::vector<Operation> trapdoor_operations() {
    const std::vector<Field> key = {{"f", Kind::element, "owner's private key"},
                                    {"w", Kind::element, "g + f u"},
                                    {"F", Kind::element, "first entry of the second basis vector"},
                                    {"W", Kind::element, "second entry of it"}};
    std::vector<Field> key_and_coins = key;
    key_and_coins.push_back({"coins", Kind::hex, "32 bytes"});
    return {
        {"mask",
         "SMP.Mask",
         "the wide mask of a re-encryption",
         false,
         {"both"},
         {{"count", Kind::integer, "coefficients wanted"},
          {"t", Kind::integer, "bits of a coefficient"},
          {"bytes", Kind::hex, "the stream's first bytes"}},
         {},
         {{"v", Kind::integers, "the coefficients", "SMP.Mask.2"}},
         run_mask,
         mask_cases},
        {"fft",
         "FFT.Forward",
         "the values of a polynomial at half of the roots",
         false,
         {"both"},
         {{"a", Kind::integers, "2, 4, 8, ... coefficients"}},
         {},
         {{"values", Kind::reals, "real and imaginary part of each value in turn", "FFT.Forward.2"}},
         run_fft,
         fft_cases},
        {"ntru-solve",
         "LAT.NTRUSolve",
         "the completion of a short vector to a basis",
         true,
         {"corrected"},
         {{"f", Kind::integers, "n coefficients, f = 1 mod p"}, {"w", Kind::integers, "n coefficients"}},
         {},
         {{"solvable", Kind::boolean, "whether there is a solution", "LAT.NTRUSolve.1"},
          {"F", Kind::integers, "absent if there is none", "LAT.NTRUSolve.3"},
          {"W", Kind::integers, "absent if there is none", "LAT.NTRUSolve.3"}},
         run_ntru_solve,
         ntru_solve_cases},
        {"sampling-tree",
         "LAT.Tree",
         "the tree of an owner's key",
         true,
         {"corrected"},
         key,
         {{"L_10", Kind::reals, "real and imaginary part of each value in turn", "LAT.Tree.3"},
          {"leaves", Kind::reals, "deviation of each leaf in the order of sampling", "LAT.Tree.4"}},
         {{"max_N", Kind::real, "greatest squared norm of a leaf", "LAT.Tree.4"}},
         run_tree,
         tree_cases},
        {"sample-delegation",
         "LAT.SampleDelegation",
         "a short element d = 1 mod p with d pk short",
         true,
         {"corrected"},
         key_and_coins,
         {{"c", Kind::reals, "centre of each leaf in the order of sampling", "LAT.FFSampling.3"},
          {"z_0", Kind::integers, "coordinates along p (f, w)", "LAT.SampleDelegation.1"},
          {"z_1", Kind::integers, "coordinates along (F, W)", "LAT.SampleDelegation.1"}},
         {{"d", Kind::element, "the element", "LAT.SampleDelegation.3"}},
         run_sample_delegation,
         sample_delegation_cases},
    };
}

} // namespace emrshare::kat
