// The paper's performance figures and the scaling of the system, measured on this machine.
#include "figures.hpp"

#include "base/in_order.hpp"
#include "figure_files.hpp"
#include "files.hpp"
#include "inputs.hpp"
#include "ledger.hpp"
#include "progress.hpp"
#include "record/reseal.hpp"
#include "ring/engine.hpp"

#include <CLI/CLI.hpp>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

namespace emrshare {
namespace {

namespace fs = std::filesystem;
using benchmark::DoNotOptimize;

struct FigureOptions {
    std::string folder;
    std::string set = "high-2048";
    std::string engine = "ntt";
    std::string only;
    bool quick = false;
    bool full = false;
};

constexpr const char* kNotRebuilt =
    "Measured here, times of this process. The four pairing-based schemes that the paper "
    "compares with are not rebuilt.";
constexpr const char* kStages[] = {"(a) encryption", "(b) re-encryption key generation", "(c) re-encryption",
                                   "(d) decryption"};

/// Seconds of the processor that this process has had: other programs do not count.
double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double processor_seconds_of(const std::function<void()>& work) {
    const double start = processor_seconds();
    work();
    return processor_seconds() - start;
}

double wall_seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The memory that some work takes at most, in MiB, all that this process holds included. Linux alone.
class PeakMemory {
public:
    PeakMemory() {
        malloc_trim(0);
        std::ofstream("/proc/self/clear_refs") << '5'; // proc(5): resets the peak
    }
    static double mebibytes() {
        std::ifstream status("/proc/self/status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
        }
        return 0;
    }
};

/// The median of some repetitions.
double median_of(std::size_t repetitions, const std::function<double()>& measure) {
    std::vector<double> times(repetitions);
    std::generate(times.begin(), times.end(), measure);
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(repetitions / 2), times.end());
    return times[repetitions / 2];
}

/// The four stages of one set in one profile, each on block or delegation number i.
using Stage = std::function<void(std::uint64_t)>;

std::vector<Stage> printed_stages(const ParameterSet& set, const Inputs& in) {
    return {[&](auto i) { DoNotOptimize(enc_from_coins(set, in.A.pk, in.M, coins_of("Enc", i))); },
            [&](auto i) {
                const OwnerShare share = rekeygen_owner_printed_from_coins(set, in.A.f, coins_of("ReKeyGen", i));
                const Rq b_B = rekeygen_requester(set, share.a_B, in.B.f);
                DoNotOptimize(rekeygen_cloud_printed(set, share.r_B, b_B));
            },
            [&](auto) { DoNotOptimize(reenc_printed(set, in.rk, in.C_A)); },
            [&](auto) { DoNotOptimize(dec(set, in.B.f, in.C_A)); }};
}

std::vector<Stage> corrected_stages(const ParameterSet& set, const Inputs& in) {
    return {[&](auto i) { DoNotOptimize(enc_from_coins(set, in.owner.pair.pk, in.M, coins_of("Enc", i))); },
            [&](auto i) {
                const OwnerShare share = rekeygen_owner_from_coins(set, in.owner, in.tree, coins_of("ReKeyGen", i));
                const Rq b_B = rekeygen_requester(set, share.a_B, in.one_time.f);
                DoNotOptimize(rekeygen_cloud(set, share.r_B, b_B, in.one_time.pk));
            },
            [&](auto i) {
                const Coins coins = reenc_coins(set, coins_of("K_CS"), le64(i), in.rk, in.one_time.pk, in.C_A);
                DoNotOptimize(reenc_from_coins(set, in.rk, in.one_time.pk, in.C_A, coins));
            },
            [&](auto) { DoNotOptimize(dec(set, in.one_time.f, in.C_A)); }};
}

/// Milliseconds of @p count operations.
double milliseconds_of(const Stage& stage, std::uint64_t count) {
    return 1000 * processor_seconds_of([&] {
               for (std::uint64_t i = 0; i < count; ++i)
                   stage(i);
           });
}

/// Figure 3: each stage by the number of operations.
Figure figure_3(const FigureOptions& options) {
    const ParameterSet& set = parameter_set(options.set);
    const Inputs in(set);
    const std::size_t repetitions = options.quick ? 1 : 5;
    const std::vector<std::uint64_t> counts =
        options.quick ? std::vector<std::uint64_t>{1, 2} : std::vector<std::uint64_t>{10, 20, 40, 60, 80, 100};
    const std::pair<const char*, std::vector<Stage>> profiles[] = {{"as printed", printed_stages(set, in)},
                                                                   {"corrected", corrected_stages(set, in)}};
    Figure figure{"figure-3", "Four stages by the number of operations, " + options.set, kNotRebuilt, {}};
    for (std::size_t i = 0; i < std::size(kStages); ++i) {
        Panel panel{kStages[i], "operations", "ms", false, {}};
        for (const auto& [profile, stages] : profiles) {
            Curve curve{profile, {}};
            stages[i](0); // tables and caches
            for (const std::uint64_t count : counts)
                curve.points.emplace_back(
                    count, median_of(repetitions, [&, &stage = stages[i]] { return milliseconds_of(stage, count); }));
            panel.curves.push_back(std::move(curve));
        }
        figure.panels.push_back(std::move(panel));
    }
    return figure;
}

/// A stream of zeros as a plaintext: the cipher does not look at what it encrypts.
class Zeros : public std::streambuf {
    int_type underflow() override {
        setg(buffer_, buffer_, buffer_ + sizeof buffer_);
        return traits_type::to_int_type(buffer_[0]);
    }
    char buffer_[1 << 16] = {};
};

/// Takes everything and keeps nothing.
class Nowhere : public std::streambuf {
    int_type overflow(int_type c) override { return traits_type::not_eof(c); }
    std::streamsize xsputn(const char*, std::streamsize count) override { return count; }
};

/// Processor seconds of the stages of one file, and the greatest memory in MiB.
struct FileCosts {
    double seconds[4] = {};
    double mebibytes = 0;

    FileCosts& operator+=(const FileCosts& other) {
        for (std::size_t i = 0; i < std::size(seconds); ++i)
            seconds[i] += other.seconds[i];
        mebibytes = std::max(mebibytes, other.mebibytes);
        return *this;
    }
};

/// Seals, delegates, re-encrypts and opens a file, in constant memory, with files in @p folder between the stages.
FileCosts costs_of_file(const ParameterSet& set, const Inputs& in, SealMode mode, std::uint64_t length,
                        const fs::path& folder) {
    const fs::path sealed = folder / "sealed";
    const fs::path resealed = folder / "resealed";
    const PeakMemory peak;
    FileCosts costs;
    costs.seconds[0] = processor_seconds_of([&] {
        Zeros zeros;
        std::istream plaintext(&zeros);
        std::ofstream out(sealed, std::ios::binary);
        seal_as(mode, set, in.owner.pair.pk, plaintext, length, out, coins_of("Seal", length));
    });
    std::ifstream stored(sealed, std::ios::binary);
    const std::uint64_t size = fs::file_size(sealed);
    const Bytes digest = sealed_digest(stored, size);
    std::optional<Rq> rk;
    costs.seconds[1] = processor_seconds_of([&] {
        const OwnerShare share = rekeygen_owner_from_coins(set, in.owner, in.tree, coins_of("ReKeyGen", length));
        rk = rekeygen_cloud(set, share.r_B, rekeygen_requester(set, share.a_B, in.one_time.f), in.one_time.pk);
    });
    const ReSealKey key{&set, *rk, in.one_time.pk, coins_of("K_CS"), digest};
    costs.seconds[2] = processor_seconds_of([&] {
        std::ofstream out(resealed, std::ios::binary);
        reseal(key, stored, size, out);
    });
    costs.seconds[3] = processor_seconds_of([&] {
        std::ifstream answer(resealed, std::ios::binary);
        Nowhere nowhere;
        std::ostream plaintext(&nowhere);
        open_resealed(in.one_time.f, in.one_time.pk, answer, fs::file_size(resealed), plaintext);
    });
    costs.mebibytes = PeakMemory::mebibytes();
    // Otherwise the next file's clock runs while the system takes this one's pages back.
    fs::remove(sealed);
    fs::remove(resealed);
    return costs;
}

/// Of several repetitions the median of each stage: a short file is sealed in less time than a disturbance takes.
FileCosts median_costs(std::size_t repetitions, const std::function<FileCosts()>& measure) {
    std::vector<FileCosts> all(repetitions);
    std::generate(all.begin(), all.end(), measure);
    FileCosts costs = all.front();
    for (std::size_t i = 0; i < std::size(costs.seconds); ++i) {
        std::sort(all.begin(), all.end(),
                  [i](const FileCosts& a, const FileCosts& b) { return a.seconds[i] < b.seconds[i]; });
        costs.seconds[i] = all[repetitions / 2].seconds[i];
    }
    for (const FileCosts& other : all)
        costs.mebibytes = std::max(costs.mebibytes, other.mebibytes);
    return costs;
}

/// A direct file is ell times as long as its plaintext, 31 times at high-2048: a long one is measured in parts, one
/// after the other.
constexpr std::uint64_t kPart = std::uint64_t{32} << 20;

FileCosts costs_of_record(const ParameterSet& set, const Inputs& in, SealMode mode, std::uint64_t length,
                          const fs::path& folder) {
    if (mode == SealMode::hybrid) return costs_of_file(set, in, mode, length, folder);
    FileCosts costs;
    kat::Progress progress("figure 4, direct");
    for (std::uint64_t done = 0; done < length; done += kPart) {
        progress.update(done >> 20, length >> 20, "MiB");
        costs += costs_of_file(set, in, mode, std::min(kPart, length - done), folder);
    }
    return costs;
}

/// Figure 4: each stage by the size of the record.
Figure figure_4(const FigureOptions& options) {
    const ParameterSet& set = parameter_set(options.set);
    const Inputs in(set);
    std::vector<std::uint64_t> sizes = {169000, 512 << 10, 4 << 20, kPart, std::uint64_t{512} << 20};
    if (options.quick) sizes = {1000, 10000};
    const fs::path folder = fs::path(options.folder) / "files";
    kat::make_new_folder(folder, "FIGURES.Folder.C1");
    Figure figure{"figure-4", "Four stages by the size of the record, corrected, " + options.set, kNotRebuilt, {}};
    for (const char* stage : kStages)
        figure.panels.push_back({stage, "KiB", "s", true, {}});
    figure.panels.push_back({"(e) peak memory, keys and tables included", "KiB", "MiB", true, {}});
    for (const auto& [mode, name] : {std::pair{SealMode::direct, "direct"}, std::pair{SealMode::hybrid, "hybrid"}}) {
        for (Panel& panel : figure.panels)
            panel.curves.push_back({name, {}});
        for (const std::uint64_t size : sizes) {
            if (mode == SealMode::direct && size > kPart && !options.full) continue;
            const FileCosts costs = median_costs(size < kPart && !options.quick ? 5 : 1, [&, mode = mode] {
                return costs_of_record(set, in, mode, size, folder);
            });
            const double x = static_cast<double>(size) / 1024;
            for (std::size_t i = 0; i < std::size(costs.seconds); ++i)
                figure.panels[i].curves.back().points.emplace_back(x, costs.seconds[i]);
            figure.panels.back().curves.back().points.emplace_back(x, costs.mebibytes);
        }
    }
    fs::remove_all(folder);
    return figure;
}

/// The operations of the corrected scheme by n.
Panel scaling_by_n(const FigureOptions& options) {
    Panel panel{"operations by n, corrected", "n", "ms", true, {}};
    for (const char* name : {"Enc", "ReKeyGen", "ReEnc", "Dec", "KeyGen"})
        panel.curves.push_back({name, {}});
    for (const ParameterSet& set : parameter_sets()) {
        if (options.quick && set.n > 64) continue;
        const Inputs in(set);
        std::vector<Stage> stages = corrected_stages(set, in);
        stages.emplace_back([&](auto i) { DoNotOptimize(keygen_from_coins(set, in.f_prime, coins_of("KeyGen", i))); });
        for (std::size_t i = 0; i < stages.size(); ++i)
            panel.curves[i].points.emplace_back(
                set.n, median_of(options.quick ? 1 : 9, [&] { return milliseconds_of(stages[i], 1); }));
    }
    return panel;
}

/// MiB of plaintext that are sealed in a second of the clock, by threads.
Panel scaling_by_threads(const FigureOptions& options) {
    const ParameterSet& set = parameter_set(options.set);
    const Inputs in(set);
    const std::uint64_t length = options.quick ? 1000 : std::uint64_t{1} << 20;
    Panel panel{"sealing by threads, of " + std::to_string(all_cores()) + " processors",
                "threads",
                "MiB/s of the clock",
                false,
                {}};
    for (const auto& [mode, name, factor] : {std::tuple{SealMode::direct, "direct", 1},
                                             std::tuple{SealMode::hybrid, "hybrid, in units of 1000 MiB/s", 1000}}) {
        Curve curve{name, {}};
        for (const unsigned jobs : {1U, 2U, 4U}) {
            const double seconds = median_of(options.quick ? 1 : 3, [&, mode = mode, factor = factor] {
                return wall_seconds_of([&] {
                    Zeros zeros;
                    Nowhere nowhere;
                    std::istream plaintext(&zeros);
                    std::ostream sealed(&nowhere);
                    seal_as(mode, set, in.owner.pair.pk, plaintext, length * static_cast<std::uint64_t>(factor), sealed,
                            coins_of("threads"), {}, jobs);
                });
            });
            curve.points.emplace_back(jobs, static_cast<double>(length) / (1 << 20) / seconds);
        }
        panel.curves.push_back(std::move(curve));
    }
    return panel;
}

/// Delegations of one owner, one after the other.
Panel scaling_by_delegations(const FigureOptions& options) {
    const ParameterSet& set = parameter_set(options.set);
    const Inputs in(set);
    const Stage delegate = corrected_stages(set, in)[1];
    Panel panel{"delegations of one owner", "delegations", "s", true, {{"corrected", {}}}};
    for (const std::uint64_t count : {1U, 10U, 100U, 1000U}) {
        if (options.quick && count > 10) continue;
        panel.curves[0].points.emplace_back(count, milliseconds_of(delegate, count) / 1000);
    }
    return panel;
}

/// Transactions that all nodes of a chain commit.
Panel scaling_of_chain(const FigureOptions& options) {
    Panel panel{"a transaction, all nodes in one process", "hospitals", "ms", false, {}};
    for (const std::uint64_t transactions : {1U, 10U, 50U}) {
        Curve curve{"blocks of " + std::to_string(transactions), {}};
        for (const std::uint64_t hospitals : {4U, 8U, 16U}) {
            if (options.quick && hospitals > 4) continue;
            curve.points.emplace_back(hospitals, commit_milliseconds(hospitals, transactions, options.quick ? 2 : 100));
        }
        panel.curves.push_back(std::move(curve));
    }
    return panel;
}

Figure scaling(const FigureOptions& options) {
    return {"scaling",
            "Scaling, " + options.set + " where nothing else is said",
            "Times of this process; those by threads of the clock, on a machine with other work.",
            {scaling_by_n(options), scaling_by_threads(options), scaling_by_delegations(options),
             scaling_of_chain(options)}};
}

void run_figures(const FigureOptions& options) {
    select_engine(options.engine);
    fs::create_directories(options.folder);
    const std::pair<const char*, Figure (*)(const FigureOptions&)> figures[] = {
        {"figure-3", figure_3}, {"figure-4", figure_4}, {"scaling", scaling}};
    for (const auto& [name, measure] : figures) {
        if (!options.only.empty() && options.only != name) continue;
        write_figure_files(options.folder, measure(options));
        std::cout << (fs::path(options.folder) / (std::string(name) + ".svg")).string() << '\n' << std::flush;
    }
}

} // namespace

int draw_figures(int argc, char** argv) {
    FigureOptions options;
    CLI::App app("Measures the paper's figures 3 and 4 and how times grow, and draws them.");
    app.name("emrshare-bench");
    app.add_option("--figures", options.folder, "Folder for NAME.json and NAME.svg (needs gnuplot)")->required();
    app.add_option("--set", options.set, "Parameter set")
        ->capture_default_str()
        ->check(CLI::IsMember({"toy-64", "small-256", "std-1024", "high-2048"}));
    app.add_option("--only", options.only, "This figure alone")
        ->check(CLI::IsMember({"figure-3", "figure-4", "scaling"}));
    app.add_option("--engine", options.engine, "Of products in R_q")->capture_default_str();
    CLI::Option* quick = app.add_flag("--quick", options.quick, "The least of everything, to see that it runs");
    app.add_flag("--full", options.full, "Also 512 MiB sealed directly: ten minutes of processor time at high-2048")
        ->excludes(quick);
    app.footer("Example: emrshare-bench --figures docs/figures");
    try {
        app.parse(argc, argv);
        run_figures(options);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const Rejection& rejection) {
        std::cerr << "emrshare-bench: " << rejection.what() << '\n';
        return 1;
    }
    return 0;
}

} // namespace emrshare
