// The labelled XOF: a published digest, an injective encoding, and streams that do not depend on
// how they are read.
// Of the specification: XOF.
#include "generators.hpp"

#include "random/shake_lanes.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <set>

namespace emrshare::test {
namespace {

Bytes from_hex(std::string_view text) {
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
    return bytes;
}

Bytes prefix(const XofInput& input, std::size_t length, std::size_t expected = 272) {
    Bytes out(length);
    Xof(input, expected).read(out);
    return out;
}

XofInput make_input(const std::vector<std::string>& parts) {
    XofInput input(parts[0]);
    for (std::size_t i = 1; i < parts.size(); ++i)
        input.with(std::string_view(parts[i]));
    return input;
}

/// Few distinct letters, short: parts that are likely to run into one another.
rc::Gen<std::vector<std::string>> any_parts() {
    return rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::element('\0', '\1', 'a'))));
}

} // namespace

TEST_CASE("SHAKE256 of the empty message is the value that goes with FIPS 202") {
    CHECK(shake256({}, 64) == from_hex("46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
                                       "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be"));
    // A domain suffix of SHA3 in place of SHAKE's would give SHA3-256's digest of nothing.
    CHECK_FALSE(shake256({}, 32) == from_hex("a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"));
}

TEST_CASE("SHAKE128 of the empty message is the value that goes with FIPS 202, as a stream too") {
    const Bytes expected = from_hex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
    CHECK(shake128({}, 32) == expected);
    Shake source(shake128, {}, 5);
    Bytes first(20);
    Bytes second(12);
    source.read(first);
    source.read(second);
    first.insert(first.end(), second.begin(), second.end());
    CHECK(first == expected);
    CHECK(source.taken() == 32);
}

TEST_CASE("SHAKE256 across a block of the sponge") {
    // Lengths around the rate of 136 bytes: every shorter output is a prefix of every longer one.
    const Bytes message(136, 0xa3);
    const Bytes longest = shake256(message, 600);
    for (const std::size_t length : {0U, 1U, 135U, 136U, 137U, 271U, 272U, 273U, 599U})
        CHECK(shake256(message, length) ==
              Bytes(longest.begin(), longest.begin() + static_cast<std::ptrdiff_t>(length)));
}

namespace {

/// Whether a kernel gives for each message what the library's SHAKE256 does.
bool is_shake256(const ShakeKernel& kernel, const std::vector<Bytes>& messages, std::size_t length) {
    const WipedVector<Bytes> outputs = kernel.shake256(messages, length);
    return std::equal(
        outputs.begin(), outputs.end(), messages.begin(), messages.end(),
        [length](const Bytes& output, const Bytes& message) { return output == shake256(message, length); });
}

} // namespace

TEST_CASE("SHAKE256 in the lanes of vectors is that of each message") {
    SHOW_SEED();
    CHECK(shake_kernels().back().name == "portable");
    CHECK(best_shake_kernel().usable());
    for (const ShakeKernel& kernel : shake_kernels()) {
        if (!kernel.usable()) continue;
        CAPTURE(std::string(kernel.name));
        // Around the blocks of message and output, and more or fewer messages than lanes.
        for (const std::size_t size : {0U, 1U, 100U, 134U, 135U, 136U, 137U, 300U}) {
            for (const std::size_t length : {0U, 1U, 135U, 136U, 137U, 2128U}) {
                for (const std::size_t count : {std::size_t{1}, kernel.lanes, 2 * kernel.lanes + 1}) {
                    std::vector<Bytes> messages;
                    for (std::size_t i = 0; i < count; ++i)
                        messages.push_back(prefix(make_input({"lanes"}).with(size).with(i), size));
                    CHECK(is_shake256(kernel, messages, length));
                }
            }
        }
    }
    // A kernel that mixes up two lanes is noticed.
    ShakeKernel wrong = best_shake_kernel();
    wrong.shake256 = [](std::span<const Bytes> messages, std::size_t length) {
        WipedVector<Bytes> outputs = best_shake_kernel().shake256(messages, length);
        std::swap(outputs.front(), outputs.back());
        return outputs;
    };
    CHECK_FALSE(is_shake256(wrong, {bytes_of("a"), bytes_of("b")}, 32));
}

TEST_CASE("the encoding of an input is injective") {
    SHOW_SEED();
    rc::prop("different lists of parts have different encodings", [] {
        const auto a = *any_parts();
        const auto b = *any_parts();
        RC_ASSERT((make_input(a).encoding() == make_input(b).encoding()) == (a == b));
    });
    rc::prop("moving a boundary between parts changes the encoding", [] {
        auto parts = *any_parts();
        parts.push_back(*rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::element('\0', 'a'))));
        auto moved = parts;
        moved[parts.size() - 2] += moved.back().front();
        moved.back().erase(0, 1);
        RC_ASSERT(make_input(parts).encoding() != make_input(moved).encoding());
        // The control: plain concatenation would not tell them apart.
        std::string first;
        std::string second;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            first += parts[i];
            second += moved[i];
        }
        RC_ASSERT(first == second);
    });
    rc::prop("the parts can be read back", [] {
        auto parts = *any_parts();
        // Lengths that need more than one byte.
        parts.emplace_back(*rc::gen::element<std::size_t>(1, 255, 256, 257, 65535, 65536, 70000), 'b');
        const Bytes encoding = make_input(parts).encoding();
        FixedBytes source{ByteView(encoding)};
        std::vector<std::string> read;
        while (source.taken() < encoding.size()) {
            Bytes part(static_cast<std::size_t>(source.read_le<8>()));
            source.read(part);
            read.emplace_back(part.begin(), part.end());
        }
        RC_ASSERT(read.front() == "emrshare");
        RC_ASSERT(std::vector<std::string>(read.begin() + 1, read.end()) == parts);
    });
    CHECK(XofInput("a").with(std::uint64_t{1}).encoding() == XofInput("a").with(le64(1)).encoding());
    CHECK(XofInput("a").with("1").encoding() != XofInput("a").with(std::uint64_t{'1'}).encoding());
    CHECK(XofInput("a").run(3).encoding() == XofInput("a").with(std::uint64_t{3}).encoding());
}

TEST_CASE("le64 is little-endian") {
    CHECK(le64(0x0102030405060708U) == Bytes{8, 7, 6, 5, 4, 3, 2, 1});
    const Bytes bytes = le64(0xfedcba9876543210U);
    CHECK(FixedBytes(bytes).read_le<8>() == 0xfedcba9876543210U);
    CHECK(FixedBytes(bytes).read_le<2>() == 0x3210U);
}

TEST_CASE("a stream read in any pieces is the same stream") {
    SHOW_SEED();
    rc::prop("for any pieces and any hint", [] {
        const auto pieces = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 700));
        const auto expected = *rc::gen::inRange<std::size_t>(0, 5000);
        const XofInput input = XofInput("pieces").with(*any_number());
        Xof source(input, expected);
        Bytes read;
        for (const std::size_t piece : pieces) {
            Bytes next(piece);
            source.read(next);
            read.insert(read.end(), next.begin(), next.end());
            RC_ASSERT(source.taken() == read.size());
        }
        RC_ASSERT(read == shake256(input.encoding(), read.size()));
    });
    const XofInput input = XofInput("hint");
    const Bytes reference = prefix(input, 10000);
    for (const std::size_t expected : {0U, 1U, 271U, 9999U, 10000U, 20000U})
        CHECK(prefix(input, 10000, expected) == reference);
    // The control: a reader that lost one byte between two pieces.
    Xof skipping(input);
    Bytes first(100);
    Bytes second(99);
    skipping.read(first);
    (void)skipping.read_le<1>();
    skipping.read(second);
    first.insert(first.end(), second.begin(), second.end());
    CHECK_FALSE(first == prefix(input, 199));
}

TEST_CASE("different labels, coins, sets and numbers give different streams") {
    SHOW_SEED();
    std::set<std::string> seen;
    std::size_t made = 0;
    for (const std::string_view label : {"PRE.Enc.b", "PRE.Enc.v", "PRE.Enc.", "pre.enc.b"}) {
        for (const std::uint64_t number : {0U, 1U, 256U}) {
            for (const std::string_view name : {"toy-64", "small-256"}) {
                const Bytes bytes = prefix(XofInput(label).with(coins("label", number)).with(name), 32);
                seen.emplace(bytes.begin(), bytes.end());
                ++made;
            }
        }
    }
    CHECK(seen.size() == made);
}

TEST_CASE("derived coins are the first 32 bytes of the stream") {
    SHOW_SEED();
    const XofInput input = XofInput("derive").with(coins("derive"));
    const Bytes bytes = prefix(input, 32);
    const Coins derived = derive_coins(input);
    CHECK(std::equal(bytes.begin(), bytes.end(), derived.bytes.begin()));
    CHECK_FALSE(derived == derive_coins(input.run(0)));
}

} // namespace emrshare::test
