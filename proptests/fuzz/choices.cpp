#include "fuzz.hpp"

#include <cstdlib>
#include <iostream>

namespace emrshare::fuzz {

void expect(bool holds, std::string_view claim) {
    if (holds) return;
    std::cerr << "does not hold: " << claim << std::endl;
    std::abort();
}

std::uint8_t Choices::byte() noexcept {
    const ByteView one = bytes(1);
    return one.empty() ? std::uint8_t{0} : one[0];
}

std::size_t Choices::below(std::size_t bound) noexcept {
    const std::size_t low = byte();
    const std::size_t high = bound > 256 ? byte() : 0;
    return (256 * high + low) % bound;
}

const ParameterSet& Choices::set() noexcept {
    return parameter_sets()[below(parameter_sets().size())];
}

ByteView Choices::bytes(std::size_t most) noexcept {
    const ByteView taken = rest_.first(std::min(most, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
}

} // namespace emrshare::fuzz
