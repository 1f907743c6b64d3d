/// @file
/// What the tests of sealed files share.
#pragma once

#include "record/reseal.hpp"
#include "support.hpp"

#include <algorithm>
#include <sstream>
#include <streambuf>
#include <string>

namespace emrshare::test {

inline constexpr std::size_t kVersionAt = 8;
inline constexpr std::size_t kSetAt = 9;
inline constexpr std::size_t kFingerprintAt = 10;
inline constexpr std::size_t kLengthAt = 42;
inline constexpr std::size_t kHeaderBytes = 50;
inline constexpr std::size_t kDigestBytes = 32;
inline constexpr std::size_t kBatchBytes = 64 * 8; ///< of plaintext that one thread takes at toy-64

inline std::string text_of_length(std::size_t length) {
    Bytes bytes(length);
    stream("plaintext", length, length).read(bytes);
    return {bytes.begin(), bytes.end()};
}

/// What opening gives: the check that refuses, and what was written.
struct Opened {
    std::string check;
    std::string text;
};

/// The file with a digest at @p at that fits what is before it, blocks of toy-64 that begin at @p begin: for tampering
/// that is to get past SEAL.Open.C5. Computed as the specification says it, without the library's functions for files.
inline std::string with_digest_at(std::string sealed, std::size_t at, std::size_t begin = kHeaderBytes) {
    const std::size_t size = parameter_set("toy-64").element_bytes();
    const Bytes bytes(sealed.begin(), sealed.end());
    Bytes hashed(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(begin));
    for (std::size_t i = begin; i < at; i += size) {
        const Bytes H_i = sha3_256(ByteView(bytes).subspan(i, std::min(size, at - i)));
        hashed.insert(hashed.end(), H_i.begin(), H_i.end());
    }
    const Bytes digest = sha3_256(hashed);
    return sealed.replace(at, kDigestBytes, std::string(digest.begin(), digest.end()));
}

/// The same for a file that ends with it.
inline std::string with_digest_at_end(const std::string& sealed) {
    return with_digest_at(sealed, sealed.size() - kDigestBytes);
}

inline std::string flipped(std::string file, std::size_t at, char by = 1) {
    file[at] = static_cast<char>(file[at] ^ by);
    return file;
}

/// A stream that takes a number of bytes and then fails.
class FullDisk : public std::streambuf {
public:
    explicit FullDisk(std::size_t room) : room_(room) {}

private:
    int_type overflow(int_type character) override {
        if (room_ == 0) return traits_type::eof();
        --room_;
        return traits_type::not_eof(character);
    }
    std::size_t room_;
};

} // namespace emrshare::test
