#include "sharing.hpp"

#include "inputs.hpp"
#include "pre/encoding.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen_printed.hpp"
#include "record/section.hpp"

#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace emrshare {
namespace {

using benchmark::DoNotOptimize;
using benchmark::State;
using message::Message;

constexpr std::size_t kRecordBytes = 169000;

/// The keys of one set in one profile, and a delegation: made before the clock runs.
class Delegation {
public:
    Delegation(const ParameterSet& set, Profile profile) : set_(set), profile_(profile) {
        const Poly f_prime = make_f_prime(set, "owner");
        if (profile == Profile::as_printed) {
            owner_ = keygen_printed_from_coins(set, f_prime, coins_of("owner"));
            requester_ = keygen_printed_from_coins(set, make_f_prime(set, "requester"), coins_of("requester"));
        } else {
            key_ = std::make_unique<OwnerKey>(keygen_from_coins(set, f_prime, coins_of("owner")));
            tree_ = std::make_unique<SamplingTree>(sampling_tree(set, *key_));
            owner_ = key_->pair;
            requester_ = one_time_keygen_from_coins(set, coins_of("requester"));
        }
        rk_ = rekey(0);
    }

    message::Dialect dialect() const { return {profile_, &set_}; }
    const KeyPair& owner() const { return *owner_; }
    const KeyPair& requester() const { return *requester_; }

    /// What owner, requester and cloud do for one delegation.
    Rq rekey(std::uint64_t number) const {
        const Coins coins = coins_of("ReKeyGen", number);
        if (profile_ == Profile::as_printed) {
            const OwnerShare share = rekeygen_owner_printed_from_coins(set_, owner_->f, coins);
            return rekeygen_cloud_printed(set_, share.r_B, rekeygen_requester(set_, share.a_B, requester_->f));
        }
        const OwnerShare share = rekeygen_owner_from_coins(set_, *key_, *tree_, coins);
        return rekeygen_cloud(set_, share.r_B, rekeygen_requester(set_, share.a_B, requester_->f), requester_->pk);
    }

    /// The blocks of a section for the requester.
    std::vector<Bytes> reencrypt(const Message& section) const {
        std::vector<Bytes> C_B;
        for (const Bytes& encoded : section.elements("C")) {
            const Rq block = decode_element(set_, encoded);
            if (profile_ == Profile::as_printed) {
                C_B.push_back(encode(reenc_printed(set_, *rk_, block)));
                continue;
            }
            const Coins coins =
                reenc_coins(set_, coins_of("K_CS"), bytes_of("delegation"), *rk_, requester_->pk, block);
            C_B.push_back(encode(reenc_from_coins(set_, *rk_, requester_->pk, block, coins)));
        }
        return C_B;
    }

private:
    const ParameterSet& set_;
    Profile profile_;
    std::unique_ptr<OwnerKey> key_;
    std::unique_ptr<SamplingTree> tree_;
    std::optional<KeyPair> owner_;
    std::optional<KeyPair> requester_;
    std::optional<Rq> rk_;
};

const Delegation& delegation(const ParameterSet& set, Profile profile) {
    static std::map<std::pair<std::string_view, Profile>, std::unique_ptr<Delegation>> made;
    std::unique_ptr<Delegation>& entry = made[{set.name, profile}];
    if (!entry) entry = std::make_unique<Delegation>(set, profile);
    return *entry;
}

/// The plaintexts of the sections: together kRecordBytes.
std::vector<Bytes> plaintexts(std::size_t sections) {
    std::vector<Bytes> all;
    for (std::size_t i = 0; i < sections; ++i)
        all.push_back(derive_bytes(XofInput("bench.Record.section").with(std::uint64_t{i}),
                                   kRecordBytes * (i + 1) / sections - kRecordBytes * i / sections));
    return all;
}

std::vector<Message> encrypt(const Delegation& d, const std::vector<Bytes>& contents, std::uint64_t number) {
    std::vector<Message> sections;
    for (const Bytes& content : contents) {
        const std::uint64_t num = sections.size() + 1;
        sections.push_back(seal_section(d.dialect(), d.owner().pk, Bytes(16), num, content,
                                        coins_of("section " + std::to_string(num), number)));
    }
    return sections;
}

std::size_t encoded_size(const std::vector<Message>& sections) {
    std::size_t size = 0;
    for (const Message& section : sections)
        size += section.encode().size();
    return size;
}

/// How the record is cut and under which profile.
struct Setting {
    const ParameterSet* set;
    Profile profile;
    std::size_t sections;
};

void note_sizes(State& state, const std::vector<Message>& sections) {
    state.counters["record_bytes"] = static_cast<double>(kRecordBytes);
    state.counters["ciphertext_bytes"] = static_cast<double>(encoded_size(sections));
}

void bench_encrypt(State& state, const Setting& s) {
    const Delegation& d = delegation(*s.set, s.profile);
    const std::vector<Bytes> contents = plaintexts(s.sections);
    std::uint64_t i = 0;
    for (auto _ : state)
        DoNotOptimize(deltas_of(d.dialect(), encrypt(d, contents, ++i), Bytes(16)));
    note_sizes(state, encrypt(d, contents, 0));
}

void bench_rekey(State& state, const Setting& s) {
    const Delegation& d = delegation(*s.set, s.profile);
    std::uint64_t i = 0;
    for (auto _ : state)
        DoNotOptimize(d.rekey(++i));
}

void bench_reencrypt(State& state, const Setting& s) {
    const Delegation& d = delegation(*s.set, s.profile);
    const std::vector<Message> sections = encrypt(d, plaintexts(s.sections), 0);
    for (auto _ : state) {
        for (const Message& section : sections)
            DoNotOptimize(d.reencrypt(section));
    }
    note_sizes(state, sections);
}

/// The requester's decryption; as printed the owner's, since what is re-encrypted does not decrypt.
void bench_decrypt(State& state, const Setting& s) {
    const Delegation& d = delegation(*s.set, s.profile);
    const bool is_printed = s.profile == Profile::as_printed;
    const std::vector<Message> sections = encrypt(d, plaintexts(s.sections), 0);
    std::vector<std::vector<Bytes>> blocks;
    blocks.reserve(sections.size());
    for (const Message& section : sections)
        blocks.push_back(is_printed ? section.elements("C") : d.reencrypt(section));
    const Poly& f = is_printed ? d.owner().f : d.requester().f;
    for (auto _ : state) {
        for (std::size_t i = 0; i < sections.size(); ++i)
            DoNotOptimize(open_section(sections[i], f, Bytes(16), blocks[i]));
    }
    note_sizes(state, sections);
}

} // namespace

void register_sharing_benchmarks() {
    using Function = void (*)(State&, const Setting&);
    const std::pair<const char*, Function> phases[] = {
        {"encrypt", bench_encrypt}, {"rekey", bench_rekey}, {"reencrypt", bench_reencrypt}, {"decrypt", bench_decrypt}};
    for (const char* set : {"toy-64", "high-2048"}) {
        for (const auto& [profile, sections] :
             {std::pair{Profile::corrected, 1}, {Profile::corrected, 100}, {Profile::as_printed, 1}}) {
            // Bit by bit the record takes more blocks than a section has room for unless they are large.
            if (profile == Profile::as_printed && parameter_set(set).n < 1024) continue;
            for (const auto& [phase, function] : phases) {
                const Setting setting = {&parameter_set(set), profile, static_cast<std::size_t>(sections)};
                const std::string name = std::string("Record/") + phase + "/" + std::string(name_of(profile)) + "/" +
                                         std::to_string(sections) + "/" + set;
                benchmark::RegisterBenchmark(name.c_str(), [setting, f = function](State& state) {
                    f(state, setting);
                })->Unit(benchmark::kMillisecond);
            }
        }
    }
}

} // namespace emrshare
