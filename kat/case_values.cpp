#include "case_values.hpp"

#include "pre/encoding.hpp"
#include "random/xof.hpp"
#include "value.hpp"

#include <algorithm>
#include <vector>

namespace emrshare::kat {

std::string hex_of(const Rq& element) {
    return to_hex(encode(element));
}

std::string hex_of(const ParameterSet& set, const Poly& short_poly) {
    return to_hex(encode_short(set, short_poly));
}

Json list_of(const Rq& element) {
    return Json(std::vector<std::uint32_t>(element.residues().begin(), element.residues().end()));
}

Json list_of(const Poly& poly) {
    return Json(std::vector<std::int64_t>(poly.begin(), poly.end()));
}

Coins numbered_coins(std::uint64_t number) {
    const Bytes bytes = le64(number);
    Coins coins;
    std::copy(bytes.begin(), bytes.end(), coins.bytes.begin());
    return coins;
}

std::string short_by_one(const std::string& hex) {
    return hex.substr(0, hex.size() - 2);
}

Bytes with_coefficient(const Rq& element, std::size_t index, std::uint64_t value) {
    const std::size_t ell = element.ring().ell();
    Bytes bytes = encode(element);
    for (std::size_t i = 0; i < ell; ++i) {
        const std::size_t position = index * ell + i;
        const auto mask = static_cast<std::uint8_t>(1U << (position % 8));
        const bool bit = ((value >> i) & 1) != 0;
        std::uint8_t& byte = bytes[position / 8];
        byte = static_cast<std::uint8_t>(bit ? byte | mask : byte & ~mask);
    }
    return bytes;
}

std::string unreduced(const Rq& element) {
    return to_hex(with_coefficient(element, 0, element.ring().q()));
}

Rq edge_element(const ParameterSet& set) {
    const std::uint32_t pattern[] = {0, set.q - 1, (set.q - 1) / 2, (set.q + 1) / 2, 1};
    Residues residues(set.n);
    for (std::size_t i = 0; i < set.n; ++i)
        residues[i] = pattern[i % 5];
    return Rq(set.ring(), residues);
}

namespace {

std::uint64_t power(std::uint64_t base, std::uint64_t exponent, std::uint64_t q) {
    std::uint64_t result = 1;
    for (; exponent != 0; exponent >>= 1) {
        if ((exponent & 1) != 0) result = result * base % q;
        base = base * base % q;
    }
    return result;
}

} // namespace

std::uint32_t root_of_minus_one(const ParameterSet& set, std::uint32_t m) {
    std::uint64_t zeta = 0;
    for (std::uint64_t base = 2; power(zeta, m, set.q) != set.q - 1; ++base)
        zeta = power(base, (set.q - 1) / (2 * m), set.q);
    return static_cast<std::uint32_t>(zeta);
}

Rq non_unit(const ParameterSet& set) {
    Residues residues(set.n, 0);
    residues[0] = set.q - root_of_minus_one(set, set.n);
    residues[1] = 1;
    return Rq(set.ring(), residues);
}

Case zero_case(const ParameterSet& set, Json good, const std::string& name, const std::string& check) {
    good[name] = hex_of(Rq(set.ring()));
    return {name + " = 0 is not invertible", {"rejected"}, std::move(good), check};
}

Case non_unit_case(const ParameterSet& set, Json good, const std::string& name, const std::string& check) {
    good[name] = hex_of(non_unit(set));
    return {name + " = x - zeta is not invertible", {"rejected"}, std::move(good), check};
}

Poly f_prime_of_non_unit(const ParameterSet& set) {
    const std::uint32_t half = (set.q + 1) / 2;
    for (std::uint32_t c = 1;; ++c) {
        const Rq target = c * non_unit(set) + (Poly(set.n) + -1);
        const Poly f_prime = (half * target).lift();
        if (infinity_norm(f_prime) <= (set.q - 3) / 4) return f_prime;
    }
}

} // namespace emrshare::kat
