/// @file
/// Times and memory of the consortium chain: `Ledger/transactions/N` commits N metadata transactions through 4
/// hospitals, `Ledger/blocks/N` commits N blocks of one access log each, the blocks kept in files.

#include "ledger.hpp"

#include "node/network.hpp"
#include "random/xof.hpp"
#include "sign/ml_dsa.hpp"
#include "temporary_folder.hpp"

#include <benchmark/benchmark.h>

#include <ctime>
#include <fstream>
#include <stdexcept>
#include <string>

namespace emrshare {
namespace {

using namespace node;
using benchmark::State;

constexpr std::uint64_t kTransactionsOfABlock = 50;

Coins network_coins() {
    return derive_coins(XofInput("bench").with("ledger"));
}

Initialization plan(std::size_t management, std::uint64_t block_transactions, std::uint64_t hospitals = 4) {
    NetworkPlan plan;
    plan.management = management;
    plan.hospitals = hospitals;
    plan.rules.block_transactions = block_transactions;
    plan.rules.threshold = 2;
    return initialize_from_coins(parameter_set("toy-64"), Profile::corrected, plan, network_coins());
}

Item text(const std::string& value) {
    return item_of(std::string_view(value));
}

/// Lets everything arrive, and the last block be cut.
void settle(Network& network) {
    network.run();
    network.pass(message::Rules().block_time);
    network.run();
}

User& registered(Network& network, const std::string& name) {
    User& user = network.add_user(name, seed_of(network_coins(), name));
    network.command("MN-1", Type::verified, {text("Id of " + name), text(name), item_of(user.fingerprint())});
    network.command(name, Type::register_user, {text(name), text("Id of " + name), text(""), text("")});
    settle(network);
    return user;
}

void submit(Network& network, const std::string& node, Type content, Items fields) {
    const Message part(network.nodes().at(node)->pp().dialect(), content, std::move(fields));
    network.command(node, Type::submit, {part.item()});
}

void require_count(const Network& network, std::uint64_t expected) {
    for (const auto& [name, node] : network.nodes()) {
        if (node->L().count != expected) throw std::logic_error("not every transaction was committed at " + name);
    }
}

/// Seconds of this process: other processes do not count.
double cpu_time() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Seconds that one verification takes on this machine at this moment.
double verification_time() {
    const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(Coins());
    const Bytes sigma = ml_dsa::sign_from_coins(pair.sk, {}, {}, Coins());
    constexpr int kRuns = 200;
    const double begin = cpu_time();
    for (int i = 0; i < kRuns; ++i)
        benchmark::DoNotOptimize(ml_dsa::verify(pair.pk, {}, {}, sigma));
    return (cpu_time() - begin) / kRuns;
}

/// Resident memory of this process in MiB.
double resident_mib() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t pages = 0;
    std::uint64_t resident = 0;
    file >> pages >> resident;
    return static_cast<double>(resident) * 4096 / (1 << 20);
}

/// A network with its user, made before the clock runs.
struct Bench {
    explicit Bench(Initialization init,
                   const std::function<std::unique_ptr<BlockStore>(const std::string&)>& store = {})
        : network(std::move(init), store), PID(registered(network, "alice").PID()) {}
    Network network;
    Bytes PID;
};

/// Commits that many metadata transactions of the user, a block's worth at a time.
void commit_metadata(Bench& bench, std::uint64_t count, std::uint64_t block_transactions) {
    for (std::uint64_t i = 0; i < count; ++i) {
        submit(bench.network, "alice", Type::metadata,
               {item_of(bench.PID), text("url " + std::to_string(i)), Item(Bytes(64))});
        if ((i + 1) % block_transactions == 0) settle(bench.network);
    }
    settle(bench.network);
}

void bench_transactions(State& state) {
    const auto count = static_cast<std::uint64_t>(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        Bench bench(plan(2, kTransactionsOfABlock));
        const double before = verification_time();
        const std::uint64_t verified = message::verified_signatures();
        state.ResumeTiming();
        const double begin = cpu_time();
        commit_metadata(bench, count, kTransactionsOfABlock);
        const double seconds = cpu_time() - begin;
        state.PauseTiming();
        require_count(bench.network, count + 1);
        const double each = (before + verification_time()) / 2;
        const auto verifications = static_cast<double>(message::verified_signatures() - verified);
        state.counters["transactions_per_cpu_second"] = static_cast<double>(count) / seconds;
        state.counters["verifications_per_transaction"] = verifications / static_cast<double>(count);
        state.counters["verification_share"] = verifications * each / seconds;
        state.ResumeTiming();
    }
}

/// A nonce of its own for each access.
Bytes numbered_nonce(std::uint64_t number) {
    return derive_bytes(XofInput("bench").with(number), 16);
}

/// Blocks of one access log each, which leave nothing behind in the ledger but counters, and a nonce for a while.
void bench_blocks(State& state) {
    const auto count = static_cast<std::uint64_t>(state.range(0));
    const TemporaryFolder folder;
    for (auto _ : state) {
        Bench bench(plan(1, kTransactionsOfABlock),
                    [&](const std::string& name) { return std::make_unique<FileBlocks>((folder / name).string()); });
        const Bytes vc(32);
        submit(bench.network, "alice", Type::metadata, {item_of(bench.PID), text("url"), Item(Bytes())});
        settle(bench.network);
        submit(bench.network, "alice", Type::credential,
               {item_of(bench.PID), Item(vc), item_of(bench.PID), text("url"), Item(std::uint64_t{0}),
                Item(message::kNumberLimit - 1)});
        settle(bench.network);
        for (std::uint64_t i = 0; i < count; ++i) {
            submit(bench.network, "CS-1", Type::access,
                   {item_of(bytes_of("CS-1")), item_of(bench.PID), Item(vc), item_of(bench.PID), text("url"),
                    Item(numbered_nonce(i)), Item(bench.network.now() + message::Rules().grant_time)});
            settle(bench.network);
            bench.network.forget();
            if (i + 1 == count / 10) state.counters["MiB_after_a_tenth"] = resident_mib();
        }
        require_count(bench.network, count + 3);
        state.counters["MiB_at_the_end"] = resident_mib();
    }
}

} // namespace

double commit_milliseconds(std::uint64_t hospitals, std::uint64_t block_transactions, std::uint64_t count) {
    Bench bench(plan(2, block_transactions, hospitals));
    const double begin = cpu_time();
    commit_metadata(bench, count, block_transactions);
    const double seconds = cpu_time() - begin;
    require_count(bench.network, count + 1);
    return 1000 * seconds / static_cast<double>(count);
}

void register_ledger_benchmarks() {
    benchmark::RegisterBenchmark("Ledger/transactions", bench_transactions)
        ->Arg(1000)
        ->Unit(benchmark::kSecond)
        ->Iterations(1);
    benchmark::RegisterBenchmark("Ledger/blocks", bench_blocks)
        ->Arg(1000)
        ->Arg(10000)
        ->Unit(benchmark::kSecond)
        ->Iterations(1);
    // Small enough to show that both run.
    benchmark::RegisterBenchmark("LedgerSmall/transactions", bench_transactions)->Arg(20)->Iterations(1);
    benchmark::RegisterBenchmark("LedgerSmall/blocks", bench_blocks)->Arg(10)->Iterations(1);
}

} // namespace emrshare
