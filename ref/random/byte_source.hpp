/// @file
/// Where samplers get their bytes from (spec, section 1.5).
#pragma once

#include "base/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace emrshare {

/// A stream of bytes that counts what was taken from it.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    /// Fills @p out with the next bytes of the stream.
    void read(std::span<std::uint8_t> out) {
        fill(out);
        taken_ += out.size();
    }

    /// The next @p Size bytes as a little-endian integer.
    template <std::size_t Size>
    std::uint64_t read_le() {
        static_assert(Size <= 8);
        std::uint8_t bytes[Size];
        read(bytes);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < Size; ++i)
            value |= std::uint64_t{bytes[i]} << (8 * i);
        wipe(bytes, Size);
        return value;
    }

    /// Bytes taken so far.
    std::uint64_t taken() const noexcept { return taken_; }

private:
    virtual void fill(std::span<std::uint8_t> out) = 0;
    std::uint64_t taken_ = 0;
};

/// A fixed byte string as a stream: lets a sampler be tested without the XOF.
class FixedBytes final : public ByteSource {
public:
    /// The stream of a copy of @p bytes.
    explicit FixedBytes(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}

private:
    /// @throws Rejection `SMP.Bytes.C1` when the string is used up
    void fill(std::span<std::uint8_t> out) override;
    Bytes bytes_;
};

} // namespace emrshare
