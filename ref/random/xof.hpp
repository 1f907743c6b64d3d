/// @file
/// The labelled extendable-output function from which all randomness comes (spec, section XOF).
#pragma once

#include "random/byte_source.hpp"

#include <cstdint>
#include <string_view>
#include <utility>

namespace emrshare {

/// The 8 bytes of @p value, least significant first.
Bytes le64(std::uint64_t value);

/// The bytes of @p text.
Bytes bytes_of(std::string_view text);

/// The input of one XOF stream: an injective encoding of a label and byte strings (XOF.1).
class XofInput {
public:
    /// The input of @p label alone.
    explicit XofInput(std::string_view label);

    /// Appends a further string; returns *this, so that calls chain. A number stands for le64(number).
    /// @{
    XofInput& with(ByteView part);
    XofInput& with(std::uint64_t number) { return with(le64(number)); }
    XofInput& with(std::string_view text) { return with(bytes_of(text)); }
    /// @}

    /// A copy extended by the number of a run of a sequential sampler.
    XofInput run(std::uint64_t number) const;

    /// The bytes that the XOF absorbs.
    const Bytes& encoding() const noexcept { return encoding_; }

private:
    Bytes encoding_;
};

/// The first @p length bytes of SHAKE128 or SHAKE256 of @p message (FIPS 202, section 6.2).
/// @{
Bytes shake128(ByteView message, std::size_t length);
Bytes shake256(ByteView message, std::size_t length);
/// @}

/// SHAKE128 or SHAKE256 of a byte string as a stream.
class Shake : public ByteSource {
public:
    /// @param function shake128 or shake256
    /// @param message what the stream is a function of
    /// @param expected how many bytes the caller is likely to take: a hint that changes speed alone
    Shake(Bytes (*function)(ByteView, std::size_t), Bytes message, std::size_t expected = 272);
    /// @param begin the first bytes of the stream, computed elsewhere
    Shake(Bytes (*function)(ByteView, std::size_t), Bytes message, Bytes begin);

private:
    ByteView following(std::size_t size) final;
    Bytes (*function_)(ByteView, std::size_t);
    Bytes message_;
    Bytes buffer_;
    std::size_t expected_;
};

/// SHAKE256 (FIPS 202) of an XofInput as a stream (XOF.2).
class Xof final : public Shake {
public:
    /// @param input what the stream is a function of
    /// @param expected as for Shake
    explicit Xof(const XofInput& input, std::size_t expected = 272) : Shake(shake256, input.encoding(), expected) {}
    /// @param message the encoding of an XofInput @param begin the first bytes of its stream
    Xof(Bytes message, Bytes begin) : Shake(shake256, std::move(message), std::move(begin)) {}
};

/// SHA3-256 of @p message (FIPS 202, section 6.1), 32 bytes.
Bytes sha3_256(ByteView message);

/// The first @p count bytes of the stream of @p input.
Bytes derive_bytes(const XofInput& input, std::size_t count);

/// 32 bytes of the stream of @p input: coins for a nested call (XOF.3).
/// @{
Coins derive_coins(const XofInput& input);
inline Coins derive_coins(std::string_view label, const Coins& from) {
    return derive_coins(XofInput(label).with(from));
}
/// @}

/// Coins from the operating system's generator.
/// @throws CryptoPP::OS_RNG_Err if it has none to give
Coins random_coins();

} // namespace emrshare
