/// @file
/// Memory that is overwritten before it is given back.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace emrshare {

/// Overwrites @p size bytes at @p data with zeros in a way that the compiler may not remove.
void wipe(void* data, std::size_t size) noexcept;

/// Standard allocator whose memory is wiped when it is freed. Every polynomial, matrix and byte
/// string that can hold a secret uses it, so that no caller has to remember which ones do.
template <class T>
struct WipingAllocator {
    /// What the standard calls an allocator: the C++ standard, [allocator.requirements].
    /// @{
    using value_type = T;
    WipingAllocator() noexcept = default;
    template <class U>
    WipingAllocator(const WipingAllocator<U>&) noexcept {}
    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* data, std::size_t count) noexcept {
        wipe(data, count * sizeof(T));
        std::allocator<T>().deallocate(data, count);
    }
    template <class U>
    bool operator==(const WipingAllocator<U>&) const noexcept {
        return true;
    }
    /// @}
};

/// A vector whose memory is wiped when it is freed.
template <class T>
using WipedVector = std::vector<T, WipingAllocator<T>>;

/// A byte string that may be secret.
using Bytes = WipedVector<std::uint8_t>;

/// A read-only view of bytes.
using ByteView = std::span<const std::uint8_t>;

/// The order of byte strings in sorted lists: byte by byte, a prefix first.
struct ByteOrder {
    using is_transparent = void; ///< any view of bytes can be looked up
    /// Whether @p a comes before @p b.
    bool operator()(ByteView a, ByteView b) const noexcept {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    }
};

/// 32 bytes that determine every random choice of one call (spec, section "Coins").
struct Coins {
    std::array<std::uint8_t, 32> bytes{}; ///< zero unless said otherwise
    Coins() = default;
    /// From 32 bytes.
    explicit Coins(const std::array<std::uint8_t, 32>& value) : bytes(value) {}
    /// Copies; each copy is wiped on its own.
    /// @{
    Coins(const Coins&) = default;
    Coins& operator=(const Coins&) = default;
    /// @}
    ~Coins() { wipe(bytes.data(), bytes.size()); }
    /// The bytes, without a copy.
    operator ByteView() const noexcept { return bytes; }
    /// Whether the bytes are the same; takes a time that may tell where they differ.
    bool operator==(const Coins& other) const noexcept { return bytes == other.bytes; }
};

} // namespace emrshare
