#include "records.hpp"

#include "inputs.hpp"
#include "pre/keygen.hpp"
#include "record/reseal.hpp"
#include "temporary_folder.hpp"

#include <benchmark/benchmark.h>
#include <crypto++/aes.h>
#include <crypto++/gcm.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <thread>
#include <vector>

namespace emrshare {
namespace {

constexpr std::size_t kFileBytes = std::size_t{64} << 20;
constexpr std::size_t kBigBytes = std::size_t{512} << 20;
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
    std::vector<char> resealed;

    SealedFile(const ParameterSet& of, SealMode how, std::size_t length)
        : set(of), mode(how), keys(one_time_keygen_from_coins(of, coins_of("records"))), text(length, 'x'),
          sealed(sealed_size(of, length, how)), resealed(resealed_size(sealed.size())) {}

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
        const ReSealKey key{&set, keys.pk, keys.pk, coins_of("K_CS"), sealed_digest(from, sealed.size(), jobs)};
        MemoryBuffer out(resealed);
        std::ostream to(&out);
        emrshare::reseal(key, from, sealed.size(), to, {}, jobs);
    }
};

void finish(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(state.iterations()));
}

/// Crypto++'s AES-256-GCM, a chunk at a time.
class Gcm {
public:
    Gcm() {
        const Coins key = coins_of("gcm");
        gcm_.SetKeyWithIV(key.bytes.data(), key.bytes.size(), nonce_.data(), nonce_.size());
    }
    /// Puts the tag behind the result.
    void encrypt(const char* from, char* to, std::size_t size) {
        const auto* const in = reinterpret_cast<const std::uint8_t*>(from);
        auto* const out = reinterpret_cast<std::uint8_t*>(to);
        gcm_.EncryptAndAuthenticate(out, out + size, kTagBytes, nonce_.data(), static_cast<int>(nonce_.size()), nullptr,
                                    0, in, size);
    }
    static constexpr std::size_t kTagBytes = 16;

private:
    CryptoPP::GCM<CryptoPP::AES>::Encryption gcm_;
    std::array<std::uint8_t, 12> nonce_{};
};

/// What the library does alone: chunks from memory to memory, each thread a stretch of them.
void measure_gcm(benchmark::State& state, std::size_t jobs) {
    std::vector<char> bytes(kFileBytes, 'x');
    std::vector<char> sealed(kFileBytes + jobs * Gcm::kTagBytes);
    const auto encrypt = [&](std::size_t job) {
        Gcm gcm;
        for (std::size_t at = job * kFileBytes / jobs; at < (job + 1) * kFileBytes / jobs; at += kPiece)
            gcm.encrypt(bytes.data() + at, sealed.data() + at + job * Gcm::kTagBytes, kPiece);
    };
    for (auto _ : state) {
        std::vector<std::jthread> threads;
        for (std::size_t job = 0; job < jobs; ++job)
            threads.emplace_back(encrypt, job);
    }
    finish(state, kFileBytes);
}

/// A file of 512 MiB, and room for what becomes of it.
struct BigFile {
    const TemporaryFolder folder;
    const std::filesystem::path text = folder / "text";
    const std::filesystem::path sealed = folder / "sealed";

    BigFile() {
        std::ofstream stream(text, std::ios::binary);
        const std::string piece(kPiece, 'x');
        for (std::size_t at = 0; at < kBigBytes; at += kPiece)
            stream << piece;
        stream.close();
        if (!stream) throw std::runtime_error("no room for 512 MiB in " + text.string());
    }
};

/// From a file to a file by the library alone: read, encrypt, write.
void measure_gcm_of_files(benchmark::State& state) {
    const BigFile file;
    Gcm gcm;
    std::vector<char> piece(kPiece + Gcm::kTagBytes);
    for (auto _ : state) {
        std::ifstream in(file.text, std::ios::binary);
        std::ofstream out(file.sealed, std::ios::binary);
        while (in.read(piece.data(), kPiece)) {
            gcm.encrypt(piece.data(), piece.data(), kPiece);
            out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        }
    }
    finish(state, kBigBytes);
}

/// The same as a hybrid file.
void measure_hybrid_of_files(benchmark::State& state, const ParameterSet& set, unsigned jobs) {
    const BigFile file;
    const KeyPair keys = one_time_keygen_from_coins(set, coins_of("records"));
    for (auto _ : state) {
        std::ifstream in(file.text, std::ios::binary);
        std::ofstream out(file.sealed, std::ios::binary);
        seal_as(SealMode::hybrid, set, keys.pk, in, kBigBytes, out, coins_of("seal"), {}, jobs);
    }
    finish(state, kBigBytes);
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
    const auto add_function = [](const std::string& name, auto measure) {
        benchmark::RegisterBenchmark(name.c_str(), measure)->UseRealTime()->MeasureProcessCPUTime();
    };
    add_function("GcmOfFiles", measure_gcm_of_files);
    for (const unsigned jobs : {1U, 2U})
        add_function("Gcm/" + std::to_string(jobs), [jobs](benchmark::State& state) { measure_gcm(state, jobs); });
    for (const ParameterSet& set : parameter_sets()) {
        for (const unsigned jobs : {1U, 2U})
            add_function("HybridOfFiles/" + std::to_string(jobs) + "/" + std::string(set.name),
                         [&set, jobs](benchmark::State& state) { measure_hybrid_of_files(state, set, jobs); });
        add("SealHybrid", set, SealMode::hybrid, &SealedFile::seal);
        add("OpenHybrid", set, SealMode::hybrid, &SealedFile::open);
        add("SealDirect", set, SealMode::direct, &SealedFile::seal);
        add("OpenDirect", set, SealMode::direct, &SealedFile::open);
        add("ReSealDirect", set, SealMode::direct, &SealedFile::reseal);
    }
}

} // namespace emrshare
