/// @file
/// Times of the library's operations, one benchmark for each operation and parameter set:
/// `Enc/high-2048`; signatures have no set: `SigSign`. `--benchmark_filter=REGEX` chooses, `--benchmark_format=json`
/// writes JSON. `--ratios` measures products and operations against another library, `--figures DIR` what the paper's
/// figures are of.

#include "emrshare.hpp"
#include "figures.hpp"
#include "inputs.hpp"
#include "ledger.hpp"
#include "pre/key_pair.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen_printed.hpp"
#include "ratios.hpp"
#include "records.hpp"
#include "sharing.hpp"

#include <benchmark/benchmark.h>

#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

namespace {

using namespace emrshare;
using benchmark::DoNotOptimize;
using benchmark::State;

const Inputs& inputs_of(const ParameterSet& set) {
    static std::map<std::string_view, Inputs> made;
    return made.try_emplace(set.name, set).first->second;
}

const MasterKey& master_key_of(const ParameterSet& set) {
    static std::map<std::string_view, MasterKey> made;
    const auto found = made.find(set.name);
    if (found != made.end()) return found->second;
    return made.emplace(set.name, setup_from_coins(set, coins_of("Setup"))).first->second;
}

/// Runs `operation(i)` for i = 0, 1, ....
void repeat(State& state, const std::function<void(std::uint64_t)>& operation) {
    std::uint64_t i = 0;
    for (auto _ : state)
        operation(i++);
}

void set_bytes(State& state, std::size_t bytes_each) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes_each));
}

void bench_setup(State& state, const ParameterSet& set) {
    repeat(state, [&](std::uint64_t i) { DoNotOptimize(setup_from_coins(set, coins_of("Setup", i))); });
}

void bench_extract(State& state, const ParameterSet& set) {
    const MasterKey& msk = master_key_of(set);
    repeat(state, [&](std::uint64_t i) { DoNotOptimize(extract(Profile::corrected, msk, le64(i))); });
}

void bench_keygen_printed(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state,
           [&](std::uint64_t i) { DoNotOptimize(keygen_printed_from_coins(set, in.f_prime, coins_of("KeyGen", i))); });
}

void bench_keygen(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t i) { DoNotOptimize(keygen_from_coins(set, in.f_prime, coins_of("KeyGen", i))); });
}

void bench_one_time_keygen(State& state, const ParameterSet& set) {
    repeat(state, [&](std::uint64_t i) { DoNotOptimize(one_time_keygen_from_coins(set, coins_of("OneTime", i))); });
}

void bench_sampling_tree(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(sampling_tree(set, in.owner)); });
}

void bench_rekeygen_owner(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t i) {
        DoNotOptimize(rekeygen_owner_from_coins(set, in.owner, in.tree, coins_of("ReKeyGen.Owner", i)));
    });
    using benchmark::Counter;
    state.counters["delegations_per_second"] = Counter(static_cast<double>(state.iterations()), Counter::kIsRate);
}

void bench_reenc(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) {
        const Coins coins = reenc_coins(set, coins_of("K_CS"), bytes_of("delegation"), in.rk, in.one_time.pk, in.C_A);
        DoNotOptimize(reenc_from_coins(set, in.rk, in.one_time.pk, in.C_A, coins));
    });
    set_bytes(state, set.message_bytes());
}

void bench_enc(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t i) { DoNotOptimize(enc_from_coins(set, in.A.pk, in.M, coins_of("Enc", i))); });
    set_bytes(state, set.message_bytes());
}

void bench_dec(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(dec(set, in.A.f, in.C_A)); });
    set_bytes(state, set.message_bytes());
}

void bench_reenc_printed(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(reenc_printed(set, in.rk, in.C_A)); });
    set_bytes(state, set.message_bytes());
}

void bench_rekeygen_owner_printed(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t i) {
        DoNotOptimize(rekeygen_owner_printed_from_coins(set, in.A.f, coins_of("ReKeyGen.Owner", i)));
    });
}

void bench_rekeygen_requester(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(rekeygen_requester(set, in.share.a_B, in.B.f)); });
}

void bench_rekeygen_cloud_printed(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(rekeygen_cloud_printed(set, in.share.r_B, in.b_B)); });
}

void bench_rekeygen_cloud(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(rekeygen_cloud(set, in.share.r_B, in.b_B, in.one_time.pk)); });
}

void bench_multiply(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(in.A.pk * in.B.pk); });
}

void bench_invert(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(in.share.r_B.inverse()); });
}

void bench_uniform(State& state, const ParameterSet& set) {
    repeat(state, [&](std::uint64_t i) {
        Xof source(XofInput("bench.Uniform").with(i), std::size_t{set.n} * 8);
        DoNotOptimize(uniform(set.ring(), source));
    });
}

void bench_ternary(State& state, const ParameterSet& set) {
    repeat(state, [&](std::uint64_t i) {
        Xof source(XofInput("bench.Ternary").with(i));
        DoNotOptimize(ternary(set.n, source));
    });
}

void bench_cbd(State& state, const ParameterSet& set) {
    repeat(state, [&](std::uint64_t i) { DoNotOptimize(psi(set, "bench.CBD", coins_of("CBD", i))); });
}

void bench_gaussian(State& state, const ParameterSet& set) {
    repeat(state, [&](std::uint64_t i) {
        DoNotOptimize(gaussian_poly(set.n, set.sigma, XofInput("bench.Gaussian").with(i)));
    });
}

void bench_encode(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(encode(in.C_A)); });
    set_bytes(state, set.element_bytes());
}

void bench_decode(State& state, const ParameterSet& set) {
    const Bytes bytes = encode(inputs_of(set).C_A);
    repeat(state, [&](std::uint64_t) { DoNotOptimize(decode_element(set, bytes)); });
    set_bytes(state, set.element_bytes());
}

void bench_seal(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    const std::string text(64 * set.message_bytes(), 'x');
    repeat(state, [&](std::uint64_t i) {
        std::istringstream plaintext(text);
        std::ostringstream sealed;
        seal(set, in.A.pk, plaintext, text.size(), sealed, coins_of("Seal", i));
        DoNotOptimize(sealed);
    });
    set_bytes(state, text.size());
}

void bench_open(State& state, const ParameterSet& set) {
    const Inputs& in = inputs_of(set);
    const std::string text(64 * set.message_bytes(), 'x');
    std::istringstream plaintext(text);
    std::stringstream sealed;
    seal(set, in.A.pk, plaintext, text.size(), sealed, coins_of("Open"));
    repeat(state, [&](std::uint64_t) {
        std::ostringstream opened;
        open(in.A.f, in.A.pk, sealed, sealed_size(set, text.size()), opened);
        DoNotOptimize(opened);
    });
    set_bytes(state, text.size());
}

void bench_sig_keygen(State& state) {
    repeat(state, [&](std::uint64_t i) { DoNotOptimize(ml_dsa::keygen_from_coins(coins_of("SigKeyGen", i))); });
}

/// Another message each time: how many masks are drawn depends on it.
void bench_sig_sign(State& state) {
    const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(coins_of("Sig"));
    repeat(state,
           [&](std::uint64_t i) { DoNotOptimize(ml_dsa::sign_from_coins(pair.sk, le64(i), {}, coins_of("rnd"))); });
}

void bench_sig_verify(State& state) {
    const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(coins_of("Sig"));
    const Bytes sigma = ml_dsa::sign_from_coins(pair.sk, {}, {}, coins_of("rnd"));
    repeat(state, [&](std::uint64_t) { DoNotOptimize(ml_dsa::verify(pair.pk, {}, {}, sigma)); });
}

/// One sample, from streams of the length that the samplers of the library use.
void bench_sample_z(State& state, double sigma) {
    GaussianRuns runs(XofInput("bench.SampleZ"));
    repeat(state, [&](std::uint64_t i) {
        const double c = static_cast<double>(i % 1024) / 1024;
        DoNotOptimize(runs.next(c, sigma));
    });
}

void register_all() {
    using Function = void (*)(State&, const ParameterSet&);
    const std::pair<const char*, Function> operations[] = {
        {"Extract", bench_extract},
        {"KeyGen", bench_keygen},
        {"KeyGen.Printed", bench_keygen_printed},
        {"OneTimeKeyGen", bench_one_time_keygen},
        {"SamplingTree", bench_sampling_tree},
        {"Enc", bench_enc},
        {"Dec", bench_dec},
        {"ReKeyGen.Owner", bench_rekeygen_owner},
        {"ReKeyGen.Owner.Printed", bench_rekeygen_owner_printed},
        {"ReKeyGen.Requester", bench_rekeygen_requester},
        {"ReKeyGen.Cloud", bench_rekeygen_cloud},
        {"ReKeyGen.Cloud.Printed", bench_rekeygen_cloud_printed},
        {"ReEnc", bench_reenc},
        {"ReEnc.Printed", bench_reenc_printed},
        {"Multiply", bench_multiply},
        {"Invert", bench_invert},
        {"Uniform", bench_uniform},
        {"Ternary", bench_ternary},
        {"CBD", bench_cbd},
        {"Gaussian", bench_gaussian},
        {"Encode", bench_encode},
        {"Decode", bench_decode},
        {"Seal", bench_seal},
        {"Open", bench_open},
    };
    const std::pair<const char*, void (*)(State&)> signatures[] = {
        {"SigKeyGen", bench_sig_keygen}, {"SigSign", bench_sig_sign}, {"SigVerify", bench_sig_verify}};
    for (const auto& [operation, function] : signatures)
        benchmark::RegisterBenchmark(operation, function)->Unit(benchmark::kMicrosecond);
    for (const double sigma : {1.2, 1.75, 2.5, 8.9, 40.0, 161.0, 1561.0, kMaxDeviation}) {
        std::ostringstream name;
        name << "SampleZ/" << sigma;
        benchmark::RegisterBenchmark(name.str().c_str(), bench_sample_z, sigma);
    }
    for (const ParameterSet& set : parameter_sets()) {
        const auto name = [&set](const std::string& operation) { return operation + "/" + std::string(set.name); };
        for (const auto& [operation, function] : operations)
            benchmark::RegisterBenchmark(name(operation).c_str(), function, set)->Unit(benchmark::kMicrosecond);
        // Once: it takes up to a minute.
        benchmark::RegisterBenchmark(name("Setup").c_str(), bench_setup, set)
            ->Unit(benchmark::kMillisecond)
            ->Iterations(1);
    }
}

int run(int argc, char** argv) {
    if (argc >= 2 && std::string_view(argv[1]) == "--ratios") {
        const bool json = argc == 3 && std::string_view(argv[2]) == "--json";
        if (argc > 2 && !json) {
            std::cerr << "usage: emrshare-bench --ratios [--json]\n";
            return 2;
        }
        emrshare::print_ratios(json);
        return 0;
    }
    if (argc >= 2 && std::string_view(argv[1]) == "--figures") return emrshare::draw_figures(argc, argv);
    register_all();
    emrshare::register_ledger_benchmarks();
    emrshare::register_sharing_benchmarks();
    emrshare::register_record_benchmarks();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& problem) {
        std::cerr << "emrshare-bench: " << problem.what() << '\n';
        return 1;
    }
}
