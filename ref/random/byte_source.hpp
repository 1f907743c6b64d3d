/// @file
/// Where samplers get their bytes from (spec, section 1.5).
#pragma once

#include "base/memory.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace emrshare {

/// The @p Size bytes from @p bytes on as a little-endian integer.
template <std::size_t Size>
std::uint64_t le(const std::uint8_t* bytes) noexcept {
    static_assert(Size <= 8);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < Size; ++i)
        value |= std::uint64_t{bytes[i]} << (8 * i);
    return value;
}

/// A stream of bytes that counts what was taken from it.
class ByteSource {
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    /// The stream goes on in another object.
    /// @{
    ByteSource(ByteSource&&) = default;
    ByteSource& operator=(ByteSource&&) = default;
    /// @}
    virtual ~ByteSource() = default;

    /// The next @p size bytes of the stream, where they lie until more are taken.
    ByteView take(std::size_t size) {
        if (size > ready_.size()) ready_ = following(size);
        const ByteView taken = ready_.first(size);
        ready_ = ready_.subspan(size);
        taken_ += size;
        return taken;
    }

    /// Fills @p out with the next bytes of the stream.
    void read(std::span<std::uint8_t> out) {
        const ByteView bytes = take(out.size());
        std::copy(bytes.begin(), bytes.end(), out.begin());
    }

    /// The next @p Size bytes as a little-endian integer.
    template <std::size_t Size>
    std::uint64_t read_le() {
        return le<Size>(take(Size).data());
    }

    /// Bytes taken so far.
    std::uint64_t taken() const noexcept { return taken_; }

private:
    /// What follows the bytes taken so far, at least @p size bytes. It stays where it is, even if this object is moved,
    /// until the next call.
    virtual ByteView following(std::size_t size) = 0;
    ByteView ready_;
    std::uint64_t taken_ = 0;
};

/// A fixed byte string as a stream: lets a sampler be tested without the XOF.
class FixedBytes final : public ByteSource {
public:
    /// The stream of a copy of @p bytes.
    explicit FixedBytes(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}

private:
    /// @throws Rejection `SMP.Bytes.C1` when the string is used up
    ByteView following(std::size_t size) override;
    Bytes bytes_;
};

} // namespace emrshare
