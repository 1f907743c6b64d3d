/// @file
/// Fuzz targets: everything that reads bytes from strangers, fed with bytes that nobody wrote.
#pragma once

#include "base/error.hpp"
#include "base/memory.hpp"
#include "pre/params.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace emrshare::fuzz {

/// What is fed.
struct Target {
    std::string_view name;          ///< as on the command line
    std::string_view what;          ///< what it reads, and what has to hold
    void (*feed)(ByteView input);   ///< ends the process if something does not hold
    bool has_planted_fault = false; ///< a control, in which the fuzzer has to find something
};

/// Decoders of the library, and of the command line.
std::span<const Target> decoder_targets();
/// Acceptance checks of nodes.
std::span<const Target> node_targets();
/// Controls.
std::span<const Target> control_targets();

/// Writes the first inputs of each target into a folder of its name.
/// @param vectors the published vectors, from which most are made
/// @return how many
/// @throws Rejection `KAT.File.*` for what is no vector file, `FILE.*` if something cannot be read or written
std::size_t write_seeds(const std::string& vectors, const std::string& folder);

/// Prints @p claim and ends the process unless it holds.
void expect(bool holds, std::string_view claim);

/// The value of @p decode, or nothing if it is refused by a check. Any other exception is a finding.
template <class Decode>
auto unless_refused(const Decode& decode) -> std::optional<decltype(decode())> {
    try {
        return decode();
    } catch (const Rejection& rejection) {
        expect(!rejection.check().empty() && !rejection.reason().empty(), "a refusal names its check and its reason");
        return std::nullopt;
    }
}

/// Reads an input from its front as choices; zeros when it is used up.
class Choices {
public:
    explicit Choices(ByteView input) : rest_(input) {}
    bool is_empty() const noexcept { return rest_.empty(); }
    std::uint8_t byte() noexcept;
    /// A number below @p bound, which is at least 1 and at most 65536.
    std::size_t below(std::size_t bound) noexcept;
    /// One of the published parameter sets.
    const ParameterSet& set() noexcept;
    /// At most so many bytes.
    ByteView bytes(std::size_t most) noexcept;
    /// All bytes that are left.
    ByteView rest() noexcept { return bytes(rest_.size()); }

private:
    ByteView rest_;
};

} // namespace emrshare::fuzz
