#include "records.hpp"

#include "inputs.hpp"
#include "pre/keygen.hpp"
#include "record/reseal.hpp"

#include <benchmark/benchmark.h>
#include <crypto++/aes.h>
#include <crypto++/gcm.h>

#include <istream>
#include <ostream>
#include <streambuf>
#include <string>
#include <vector>

namespace emrshare {
namespace {

constexpr std::size_t kFileBytes = std::size_t{64} << 20;
constexpr std::size_t kPiece = std::size_t{64} << 10;
constexpr std::size_t kBlocks = 2048;

/// Bytes that are read, again and again from the start, and a place that takes as many.
class MemoryBuffer final : public std::streambuf {
public:
    explicit MemoryBuffer(std::vector<char>& bytes) : bytes_(bytes) { seekpos(0, std::ios::in); }

private:
    pos_type seekpos(pos_type position, std::ios_base::openmode) override {
        char* const begin = bytes_.data();
        setg(begin, begin + static_cast<std::ptrdiff_t>(position), begin + bytes_.size());
        setp(begin, begin + bytes_.size());
        return position;
    }
    pos_type seekoff(off_type by, std::ios_base::seekdir from, std::ios_base::openmode mode) override {
        const off_type start = from == std::ios::cur ? gptr() - eback() : 0;
        return seekpos(start + by, mode);
    }
    std::vector<char>& bytes_;
};

/// A file and its sealed form, in memory.
struct SealedFile {
    const ParameterSet& set;
    SealMode mode;
    KeyPair keys;
    std::vector<char> text;
    std::vector<char> sealed;

    SealedFile(const ParameterSet& of, SealMode how, std::size_t length)
        : set(of), mode(how), keys(one_time_keygen_from_coins(of, coins_of("records"))), text(length, 'x'),
          sealed(sealed_size(of, length, how)) {}

    void seal(unsigned jobs) {
        MemoryBuffer in(text);
        MemoryBuffer out(sealed);
        std::istream plaintext(&in);
        std::ostream to(&out);
        seal_as(mode, set, keys.pk, plaintext, text.size(), to, coins_of("seal"), {}, jobs);
    }
    void open(unsigned jobs) {
        MemoryBuffer in(sealed);
        MemoryBuffer out(text);
        std::istream from(&in);
        std::ostream to(&out);
        open_any(keys.f, keys.pk, from, sealed.size(), to, {}, jobs);
    }
    void reseal(unsigned jobs) {
        MemoryBuffer in(sealed);
        std::istream from(&in);
        const ReSealKey key{&set, keys.pk, keys.pk, coins_of("K_CS"), sealed_digest(from, sealed.size())};
        std::vector<char> resealed(resealed_size(sealed.size()));
        MemoryBuffer out(resealed);
        std::ostream to(&out);
        emrshare::reseal(key, from, sealed.size(), to, {}, jobs);
    }
};

void finish(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(state.iterations()));
}

void measure_gcm(benchmark::State& state) {
    std::vector<std::uint8_t> bytes(kFileBytes, 'x');
    std::vector<std::uint8_t> sealed(kFileBytes);
    const Coins key = coins_of("gcm");
    std::uint8_t nonce[12] = {};
    std::uint8_t tag[16];
    CryptoPP::GCM<CryptoPP::AES>::Encryption gcm;
    gcm.SetKeyWithIV(key.bytes.data(), key.bytes.size(), nonce, sizeof nonce);
    for (auto _ : state) {
        for (std::size_t at = 0; at < kFileBytes; at += kPiece)
            gcm.EncryptAndAuthenticate(sealed.data() + at, tag, sizeof tag, nonce, sizeof nonce, nullptr, 0,
                                       bytes.data() + at, kPiece);
    }
    finish(state, kFileBytes);
}

using Step = void (SealedFile::*)(unsigned jobs);

void add(const std::string& name, const ParameterSet& set, SealMode mode, Step step) {
    const std::size_t length = mode == SealMode::hybrid ? kFileBytes : kBlocks * set.message_bytes();
    for (const unsigned jobs : {1U, 2U}) {
        const std::string full = name + "/" + std::to_string(jobs) + "/" + std::string(set.name);
        const auto measure = [&set, mode, step, length, jobs](benchmark::State& state) {
            SealedFile file(set, mode, length);
            file.seal(jobs);
            for (auto _ : state)
                (file.*step)(jobs);
            finish(state, length);
        };
        benchmark::RegisterBenchmark(full.c_str(), measure)->UseRealTime()->MeasureProcessCPUTime();
    }
}

} // namespace

void register_record_benchmarks() {
    benchmark::RegisterBenchmark("Gcm", measure_gcm)->UseRealTime()->MeasureProcessCPUTime();
    for (const ParameterSet& set : parameter_sets()) {
        add("SealHybrid", set, SealMode::hybrid, &SealedFile::seal);
        add("OpenHybrid", set, SealMode::hybrid, &SealedFile::open);
        add("SealDirect", set, SealMode::direct, &SealedFile::seal);
        add("OpenDirect", set, SealMode::direct, &SealedFile::open);
        add("ReSealDirect", set, SealMode::direct, &SealedFile::reseal);
    }
}

} // namespace emrshare
