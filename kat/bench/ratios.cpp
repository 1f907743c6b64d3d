#include "ratios.hpp"

#include "inputs.hpp"
#include "ring/engine.hpp"

#include <NTL/lzz_pX.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unistd.h>

namespace emrshare {
namespace {

/// Microseconds of the processor that this thread has had. Other programs on the machine do not count.
double processor_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

constexpr double kLongOperation = 5000; // microseconds

/// Something to be measured.
struct Row {
    std::string name;
    std::uint32_t n; ///< of the ring
    std::function<void()> operation;
    std::optional<double> target = std::nullopt; ///< the most that is wanted, in units of T
    std::size_t repetitions = 1;                 ///< of the operation in one measurement
    std::vector<double> times = {};              ///< microseconds for one operation, one entry a measurement

    bool is_short() const { return times.empty() || times.front() <= kLongOperation; }

    double median() {
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        return *middle;
    }
};

/// One operation before the clock is read brings back the caches that the other rows have taken.
double measure(const Row& row) {
    if (row.is_short()) row.operation();
    const double start = processor_time();
    for (std::size_t i = 0; i < row.repetitions; ++i)
        row.operation();
    return (processor_time() - start) / static_cast<double>(row.repetitions);
}

/// A window is long enough for the clock and, on a machine that others use as well, so short that as a rule nobody
/// interrupts it and spoils the caches.
constexpr double kWindow = 200; // microseconds
constexpr std::size_t kRounds = 301;
constexpr std::size_t kLongRounds = 7;

/// All rows in turns, so that what slows the machine down for a while slows all of them.
void measure_all(std::vector<Row>& rows) {
    for (Row& row : rows) {
        (void)measure(row); // tables and caches
        row.repetitions = std::max<std::size_t>(1, static_cast<std::size_t>(kWindow / measure(row)));
    }
    const bool is_terminal = isatty(STDERR_FILENO) != 0;
    for (std::size_t round = 0; round < kRounds; ++round) {
        if (is_terminal) std::cerr << "\rround " << round + 1 << " of " << kRounds << std::flush;
        for (Row& row : rows) {
            if (row.is_short() || row.times.size() < kLongRounds) row.times.push_back(measure(row));
        }
    }
    if (is_terminal) std::cerr << '\n';
}

/// A product in Z_q[x]/(x^n + 1) by NTL, whose FFT takes q as a prime of its own.
class NtlProduct {
public:
    NtlProduct(const Residues& a, const Residues& b, std::uint32_t q) {
        const NTL::zz_pPush keep;
        NTL::zz_p::UserFFTInit(q);
        context_.save();
        a_ = loaded(a);
        b_ = loaded(b);
    }

    void operator()() {
        const NTL::zz_pPush use(context_);
        NTL::mul(product_, a_, b_);
        const long n = NTL::deg(a_) + 1;
        result_.rep.SetLength(n);
        for (long i = 0; i < n; ++i)
            result_.rep[i] = NTL::coeff(product_, i) - NTL::coeff(product_, i + n);
        benchmark::DoNotOptimize(result_.rep.elts());
    }

    /// Coefficient @p i of the last product.
    std::uint32_t operator[](std::size_t i) const {
        return static_cast<std::uint32_t>(NTL::rep(result_.rep[static_cast<long>(i)]));
    }

private:
    static NTL::zz_pX loaded(const Residues& residues) {
        NTL::zz_pX poly;
        for (std::size_t i = 0; i < residues.size(); ++i)
            NTL::SetCoeff(poly, static_cast<long>(i), static_cast<long>(residues[i]));
        return poly;
    }

    NTL::zz_pContext context_;
    NTL::zz_pX a_;
    NTL::zz_pX b_;
    NTL::zz_pX product_;
    NTL::zz_pX result_;
};

/// Products of two random elements by everybody. Throws if they do not agree.
void add_products(std::vector<Row>& rows, std::uint32_t n, std::uint32_t q, std::optional<double> target) {
    Xof source(XofInput("bench.ratios").with(n), std::size_t{16} * n);
    const Residues a = uniform_residues(n, q, source);
    const Residues b = uniform_residues(n, q, source);
    const auto ntl = std::make_shared<NtlProduct>(a, b, q);
    const std::shared_ptr<RingEngine> flint = make_flint_engine(n, q);
    const Residues expected = flint->multiply(a, b);
    const auto check = [&expected](const auto& product) {
        for (std::size_t i = 0; i < expected.size(); ++i) {
            if (product[i] != expected[i]) throw std::logic_error("the products differ");
        }
    };
    (*ntl)();
    check(*ntl);
    rows.push_back({"product, NTL", n, [ntl] { (*ntl)(); }});
    rows.push_back({"product, FLINT", n, [=] { benchmark::DoNotOptimize(flint->multiply(a, b)); }});
    bool is_fastest = true;
    for (const std::string_view set : ntt_instruction_sets()) {
        const std::shared_ptr<RingEngine> engine = make_ntt_engine(n, q, set);
        check(engine->multiply(a, b));
        rows.push_back({"product, ntt:" + std::string(set), n,
                        [=] { benchmark::DoNotOptimize(engine->multiply(a, b)); }, is_fastest ? target : std::nullopt});
        is_fastest = false;
    }
}

/// The operations of the corrected scheme.
void add_operations(std::vector<Row>& rows, const ParameterSet& set) {
    const auto in = std::make_shared<const Inputs>(set);
    const auto number = std::make_shared<std::uint64_t>(0); // other coins each time
    const auto add = [&](const char* name, double target, const std::function<void(std::uint64_t)>& operation) {
        rows.push_back({name, set.n, [=] { operation((*number)++); }, target});
    };
    const Rq pk = in->owner.pair.pk.prepared();
    const Rq rk = in->rk.prepared();
    const Rq one_time_pk = in->one_time.pk.prepared();
    add("Enc", 0.19,
        [=, &set](auto i) { benchmark::DoNotOptimize(enc_from_coins(set, pk, in->M, coins_of("Enc", i))); });
    add("ReEnc", 0.28, [=, &set](auto i) {
        benchmark::DoNotOptimize(reenc_from_coins(set, rk, one_time_pk, in->C_A, coins_of("ReEnc", i)));
    });
    add("Dec", 0.09, [=, &set](auto) { benchmark::DoNotOptimize(dec(set, in->owner.pair.f, in->C_A)); });
    add("ReKeyGen, three parts", 4.5, [=, &set](auto i) {
        const OwnerShare share = rekeygen_owner_from_coins(set, in->owner, in->tree, coins_of("ReKeyGen.Owner", i));
        const Rq b_B = rekeygen_requester(set, share.a_B, in->one_time.f);
        benchmark::DoNotOptimize(rekeygen_cloud(set, share.r_B, b_B, in->one_time.pk));
    });
    add("KeyGen", 3000,
        [=, &set](auto i) { benchmark::DoNotOptimize(keygen_from_coins(set, in->f_prime, coins_of("KeyGen", i))); });
}

} // namespace

void print_ratios(bool json) {
    select_engine("ntt");
    const ParameterSet& set = parameter_set("high-2048");
    std::vector<Row> rows;
    add_products(rows, 1024, parameter_set("std-1024").q, 1.0 / 12);
    add_products(rows, 2048, set.q, 1.0 / 12);
    add_products(rows, 4096, 2147377153, std::nullopt); // the greatest prime below 2^31 that is 1 mod 8192
    add_operations(rows, set);
    measure_all(rows);
    std::map<std::uint32_t, double> T;
    nlohmann::json report = nlohmann::json::array();
    if (!json) std::printf("%6s  %-24s %12s %10s %10s\n", "n", "operation", "median us", "in T", "target");
    for (Row& row : rows) {
        const double time = row.median();
        const double unit = T.try_emplace(row.n, time).first->second; // NTL comes first
        if (json) {
            report.push_back({{"n", row.n}, {"operation", row.name}, {"microseconds", time}, {"ratio", time / unit}});
            if (row.target) report.back()["target"] = *row.target;
        } else {
            std::printf("%6u  %-24s %12.2f %10.4f ", row.n, row.name.c_str(), time, time / unit);
            row.target ? std::printf("%10.4f\n", *row.target) : std::printf("%10s\n", "");
        }
    }
    if (json) std::cout << report.dump(2) << '\n';
}

} // namespace emrshare
