#include "random/xof.hpp"

#include "base/error.hpp"

#include <crypto++/osrng.h>
#include <crypto++/sha3.h>
#include <crypto++/shake.h>

#include <algorithm>
#include <utility>

namespace emrshare {

ByteView FixedBytes::following(std::size_t size) {
    require(size <= bytes_.size() - taken(), "SMP.Bytes.C1", "bytes", "the byte string is used up");
    return ByteView(bytes_).subspan(taken());
}

Bytes le64(std::uint64_t value) {
    Bytes bytes(8);
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
    return bytes;
}

Bytes bytes_of(std::string_view text) {
    return Bytes(text.begin(), text.end());
}

XofInput::XofInput(std::string_view label) {
    with(std::string_view("emrshare"));
    with(label);
}

XofInput& XofInput::with(ByteView part) {
    const Bytes length = le64(part.size());
    encoding_.insert(encoding_.end(), length.begin(), length.end());
    encoding_.insert(encoding_.end(), part.begin(), part.end());
    return *this;
}

XofInput XofInput::run(std::uint64_t number) const {
    XofInput extended = *this;
    extended.with(number);
    return extended;
}

Shake::Shake(Bytes (*function)(ByteView, std::size_t), Bytes message, std::size_t expected)
    : function_(function), message_(std::move(message)), expected_(std::max<std::size_t>(expected, 1)) {}

Shake::Shake(Bytes (*function)(ByteView, std::size_t), Bytes message, Bytes begin)
    : function_(function), message_(std::move(message)), buffer_(std::move(begin)), expected_(buffer_.size()) {}

ByteView Shake::following(std::size_t size) {
    // Crypto++ squeezes in one shot: a longer prefix is asked for again, at least twice as long.
    if (size > buffer_.size() - taken())
        buffer_ = function_(message_, std::max({taken() + size, expected_, 2 * buffer_.size()}));
    return ByteView(buffer_).subspan(taken());
}

namespace {

template <class Function>
Bytes squeezed(ByteView message, std::size_t length) {
    Function shake;
    shake.Update(message.data(), message.size());
    Bytes output(length);
    shake.TruncatedFinal(output.data(), output.size());
    return output;
}

} // namespace

Bytes shake128(ByteView message, std::size_t length) {
    return squeezed<CryptoPP::SHAKE128>(message, length);
}

Bytes shake256(ByteView message, std::size_t length) {
    return squeezed<CryptoPP::SHAKE256>(message, length);
}

Bytes sha3_256(ByteView message) {
    Bytes digest(CryptoPP::SHA3_256::DIGESTSIZE);
    CryptoPP::SHA3_256().CalculateDigest(digest.data(), message.data(), message.size());
    return digest;
}

Bytes derive_bytes(const XofInput& input, std::size_t count) {
    Bytes bytes(count);
    Xof(input, count).read(bytes);
    return bytes;
}

Coins derive_coins(const XofInput& input) {
    Coins coins;
    Xof(input, coins.bytes.size()).read(coins.bytes);
    return coins;
}

Coins random_coins() {
    Coins coins;
    CryptoPP::OS_GenerateRandomBlock(false, coins.bytes.data(), coins.bytes.size());
    return coins;
}

} // namespace emrshare
