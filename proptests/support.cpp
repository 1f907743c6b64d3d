#include "support.hpp"

#include "pre/extract.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "random/gaussian.hpp"

#include <cstdlib>
#include <iostream>
#include <utility>

namespace emrshare::test {

std::uint64_t seed() {
    static const std::uint64_t value = [] {
        if (const char* text = std::getenv("EMRSHARE_TEST_SEED"); text != nullptr)
            return static_cast<std::uint64_t>(std::strtoull(text, nullptr, 0));
        return FixedBytes(random_coins()).read_le<8>();
    }();
    return value;
}

std::size_t times(std::size_t quick, std::size_t campaign) {
    const char* full = std::getenv("EMRSHARE_FULL");
    return full != nullptr && std::string_view(full) == "1" ? campaign : quick;
}

namespace {

XofInput input(std::string_view label, std::uint64_t number) {
    return XofInput("proptests").with(seed()).with(label).with(number);
}

} // namespace

Coins coins(std::string_view label, std::uint64_t number) {
    return derive_coins(input(label, number));
}

Xof stream(std::string_view label, std::uint64_t number, std::size_t expected) {
    return Xof(input(label, number).with(std::string_view("stream")), expected);
}

std::uint64_t below(std::uint64_t bound, ByteSource& source) {
    return source.read_le<8>() % bound; // a bias below 2^-32 is nothing here
}

Poly random_message(const ParameterSet& set, ByteSource& source) {
    Poly M(set.n);
    for (std::size_t i = 0; i < set.n; ++i)
        M[i] = static_cast<std::int64_t>(source.read_le<1>() & 1);
    return M;
}

KeyPair random_keys(const ParameterSet& set, std::uint64_t number) {
    for (std::uint64_t attempt = 0;; ++attempt) {
        const Poly f_prime = gaussian_poly(set.n, set.sigma, input("f'", number).with(set.name).with(attempt));
        if (Rq(set.ring(), set.p * f_prime + 1).inverse())
            return keygen_printed_from_coins(set, f_prime, coins("random_keys", number));
    }
}

OwnerKey owner_key(const ParameterSet& set, std::uint64_t number) {
    for (std::uint64_t attempt = 0;; ++attempt) {
        const Poly f_prime = gaussian_poly(set.n, set.sigma, input("owner's f'", number).with(set.name).with(attempt));
        const Poly f = set.p * f_prime + 1;
        if (squared_norm(f) <= static_cast<double>(set.f2_max) && Rq(set.ring(), f).inverse())
            return keygen_from_coins(set, f_prime, coins("owner_key", number));
    }
}

const MasterKey& master_key(const ParameterSet& set) {
    static std::map<std::string_view, MasterKey> keys;
    const auto found = keys.find(set.name);
    if (found != keys.end()) return found->second;
    return keys.emplace(set.name, setup_from_coins(set, coins("master_key"))).first->second;
}

KeyPair extracted_keys(const ParameterSet& set, Profile profile, std::string_view id) {
    return keygen_printed_from_coins(set, extract(profile, master_key(set), bytes_of(id)), coins(id));
}

std::uint32_t root_of_modulus(const Ring& ring) {
    const std::uint64_t q = ring.q();
    const auto power = [q](std::uint64_t base, std::uint64_t exponent) {
        std::uint64_t result = 1;
        for (; exponent > 0; exponent >>= 1, base = base * base % q) {
            if (exponent & 1) result = result * base % q;
        }
        return result;
    };
    for (std::uint64_t g = 2;; ++g) {
        const std::uint64_t candidate = power(g, (q - 1) / (2 * ring.n()));
        if (power(candidate, ring.n()) == q - 1) return static_cast<std::uint32_t>(candidate);
    }
}

Rq zero_divisor(const Ring& ring) {
    Residues residues(ring.n(), 0);
    residues[0] = ring.q() - root_of_modulus(ring);
    residues[1] = 1;
    return Rq(ring, std::move(residues));
}

double error_rate(const Poly& expected, const Poly& decrypted) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        wrong += expected[i] != decrypted[i] ? 1 : 0;
    return static_cast<double>(wrong) / static_cast<double>(expected.size());
}

Bytes identity(std::string_view name, std::uint64_t number) {
    return bytes_of(std::string(name) + "-" + std::to_string(number));
}

void report(std::string_view what, double value) {
    std::cout << "measured: " << what << ": " << value << '\n';
}

void Recorder::record(std::string_view symbol, const Poly& value) {
    count_one(symbol);
    polys_.insert_or_assign(std::string(symbol), value);
}

void Recorder::record(std::string_view symbol, const Rq& value) {
    count_one(symbol);
    elements_.insert_or_assign(std::string(symbol), value);
}

void Recorder::record(std::string_view symbol, const IntMatrix&) {
    count_one(symbol);
}

void Recorder::record(std::string_view symbol, const WipedVector<double>&) {
    count_one(symbol);
}

void Recorder::record(std::string_view symbol, const Bytes&) {
    count_one(symbol);
}

void Recorder::record(std::string_view symbol, const Coins& value) {
    count_one(symbol);
    coins_.insert_or_assign(std::string(symbol), value);
}

void Recorder::record(std::string_view symbol, std::int64_t value) {
    count_one(symbol);
    numbers_.insert_or_assign(std::string(symbol), value);
}

std::size_t Recorder::count(const std::string& symbol) const {
    const auto found = counts_.find(symbol);
    return found == counts_.end() ? 0 : found->second;
}

std::size_t Recorder::total() const {
    std::size_t sum = 0;
    for (const auto& [symbol, number] : counts_)
        sum += number;
    return sum;
}

} // namespace emrshare::test
