// Hybrid and re-encrypted files: they open to what was sealed, and each check is provoked alone.
// Of the specification: SEAL.SealHybrid, SEAL.OpenHybrid, SEAL.Digest, SEAL.ReSeal, SEAL.OpenReSealed.
#include "sealed_support.hpp"

#include "base/in_order.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/reenc.hpp"
#include "pre/rekeygen.hpp"

#include <catch2/catch.hpp>

namespace emrshare::test {
namespace {

constexpr std::size_t kChunk = 65536;
constexpr std::size_t kTag = 16;
constexpr std::size_t kPrefix = 41;
constexpr SealMode kModes[] = {SealMode::direct, SealMode::hybrid};

std::string sealed_as(SealMode mode, const ParameterSet& set, const Rq& pk, const std::string& text,
                      unsigned jobs = 1) {
    std::istringstream plaintext(text);
    std::ostringstream sealed;
    seal_as(mode, set, pk, plaintext, text.size(), sealed, coins("seal", text.size()), {}, jobs);
    return sealed.str();
}

Opened opened_with(const KeyPair& keys, const std::string& sealed, unsigned jobs = 1) {
    std::istringstream input(sealed);
    std::ostringstream output;
    const std::string check = refusal([&] { open_any(keys.f, keys.pk, input, sealed.size(), output, {}, jobs); });
    return {check, output.str()};
}

/// A hybrid file of three chunks, the last one short.
struct HybridFile {
    const ParameterSet& set = parameter_set("toy-64");
    const KeyPair keys = random_keys(set, 1);
    const KeyPair other = random_keys(set, 2);
    const std::string text = text_of_length(2 * kChunk + 100);
    const std::string sealed = sealed_as(SealMode::hybrid, set, keys.pk, text);
    const std::size_t digest_at = kHeaderBytes + set.element_bytes();
    const std::size_t chunks_at = digest_at + kDigestBytes;

    std::string check_of(const std::string& file) const { return opened_with(keys, file).check; }
    std::string mended(const std::string& file) const { return with_digest_at(file, digest_at); }
};

/// An owner's file of each form, delegated to a requester.
struct Delegated {
    const ParameterSet& set = parameter_set("toy-64");
    const OwnerKey alice = owner_key(set, 1);
    const KeyPair bob = one_time_keygen_from_coins(set, coins("bob"));
    const std::string text = text_of_length(2 * kChunk + 100);

    /// The cloud's key for a file.
    ReSealKey key_for(const std::string& sealed) const {
        const OwnerShare share = rekeygen_owner_from_coins(set, alice, sampling_tree(set, alice), coins("delegation"));
        const Rq b_B = rekeygen_requester(set, share.a_B, bob.f);
        std::istringstream input(sealed);
        return {&set, rekeygen_cloud(set, share.r_B, b_B, bob.pk), bob.pk, coins("K_CS"),
                sealed_digest(input, sealed.size())};
    }

    std::string sealed(SealMode mode, std::size_t length) const {
        return sealed_as(mode, set, alice.pair.pk, text.substr(0, length));
    }
};

Opened resealed_with(const ReSealKey& key, const std::string& sealed, unsigned jobs = 1) {
    std::istringstream input(sealed);
    std::ostringstream output;
    const std::string check = refusal([&] { reseal(key, input, sealed.size(), output, {}, jobs); });
    return {check, output.str()};
}

} // namespace

TEST_CASE("hybrid files of any length open to what was sealed, for any number of jobs") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const KeyPair keys = random_keys(set, 1);
        for (const std::size_t length : {std::size_t{0}, std::size_t{1}, kChunk - 1, kChunk, kChunk + 1, 2 * kChunk,
                                         4 * kChunk, 4 * kChunk + 1, times(9, 100) * kChunk + 7}) {
            CAPTURE(set.name, length);
            const std::string text = text_of_length(length);
            const std::string sealed = sealed_as(SealMode::hybrid, set, keys.pk, text);
            const std::size_t chunks = length == 0 ? 1 : (length + kChunk - 1) / kChunk;
            CHECK(sealed.size() == kHeaderBytes + set.element_bytes() + kDigestBytes + length + chunks * kTag);
            CHECK(sealed.size() == sealed_size(set, length, SealMode::hybrid));
            for (const unsigned jobs : {1U, 2U, 5U}) {
                CHECK(sealed_as(SealMode::hybrid, set, keys.pk, text, jobs) == sealed);
                const Opened opened = opened_with(keys, sealed, jobs);
                CHECK(opened.check == "accepted");
                CHECK(opened.text == text);
            }
        }
    }
}

TEST_CASE("direct files are the same for any number of jobs") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const KeyPair keys = random_keys(set, 1);
        const std::string text = text_of_length(times(150, 2000) * set.message_bytes() + 3);
        const std::string sealed = sealed_as(SealMode::direct, set, keys.pk, text);
        for (const unsigned jobs : {2U, 3U, 16U}) {
            CAPTURE(set.name, jobs);
            CHECK(sealed_as(SealMode::direct, set, keys.pk, text, jobs) == sealed);
            CHECK(opened_with(keys, sealed, jobs).text == text);
        }
    }
}

TEST_CASE("a hybrid file's block carries what its chunks are under") {
    SHOW_SEED();
    const HybridFile given;
    const Bytes file(given.sealed.begin(), given.sealed.end());
    const Rq C = decode_element(given.set, ByteView(file).subspan(kHeaderBytes, given.set.element_bytes()));
    const Bytes m = encode_message(given.set, dec(given.set, given.keys.f, C));
    CHECK(m == derive_bytes(XofInput("SEAL.m").with(coins("seal", given.text.size())).with(given.set.name), 8));
    // Every chunk is different, though the plaintext repeats.
    const std::string repeated = sealed_as(SealMode::hybrid, given.set, given.keys.pk, std::string(2 * kChunk, 'a'));
    CHECK_FALSE(repeated.substr(given.chunks_at, kChunk) == repeated.substr(given.chunks_at + kChunk + kTag, kChunk));
}

TEST_CASE("SEAL.OpenHybrid: head, length, digest, key and block") {
    SHOW_SEED();
    const HybridFile given;
    REQUIRE(given.check_of(given.mended(given.sealed)) == "accepted");
    CHECK(given.check_of(given.mended(flipped(given.sealed, 0))) == "SEAL.Open.C1");
    CHECK(given.check_of(given.sealed.substr(0, kHeaderBytes - 1)) == "SEAL.Open.C1");
    CHECK(given.check_of(given.mended(flipped(given.sealed, kVersionAt, 2))) == "SEAL.Open.C2");
    CHECK(given.check_of(given.mended(flipped(given.sealed, kSetAt, 0x40))) == "SEAL.Open.C3");
    for (std::size_t byte = 0; byte < 8; ++byte)
        CHECK(given.check_of(given.mended(flipped(given.sealed, kLengthAt + byte, '\x80'))) == "SEAL.Open.C4");
    for (std::size_t at = kHeaderBytes; at < given.chunks_at; ++at)
        CHECK(given.check_of(flipped(given.sealed, at)) == "SEAL.Open.C5");
    CHECK(opened_with(given.other, given.sealed).check == "SEAL.Open.C6");
    std::string unreduced = given.sealed;
    unreduced.replace(kHeaderBytes, 3, "\xff\xff\xff");
    CHECK(given.check_of(given.mended(unreduced)) == "SEAL.Open.C7");
    // As version 1 alone: the other functions refuse it.
    std::istringstream input(given.sealed);
    std::ostringstream output;
    CHECK(refusal([&] { open(given.keys.f, given.keys.pk, input, given.sealed.size(), output); }) == "SEAL.Open.C2");
    const std::string direct = sealed_as(SealMode::direct, given.set, given.keys.pk, "text");
    std::istringstream direct_input(direct);
    CHECK(refusal([&] { open_hybrid(given.keys.f, given.keys.pk, direct_input, direct.size(), output); }) ==
          "SEAL.Open.C2");
    CHECK(output.str().empty());
}

TEST_CASE("SEAL.OpenHybrid: a file cut or extended at any length is refused before anything is written") {
    SHOW_SEED();
    const HybridFile given;
    for (std::size_t length = 0; length < given.sealed.size(); length += length < 1000 ? 1 : 997) {
        CAPTURE(length);
        const Opened opened = opened_with(given.keys, given.sealed.substr(0, length));
        CHECK(opened.check == (length < kHeaderBytes ? "SEAL.Open.C1" : "SEAL.Open.C4"));
        CHECK(opened.text.empty());
    }
    CHECK(given.check_of(given.sealed + "x") == "SEAL.Open.C4");
    CHECK(given.check_of(given.sealed + given.sealed.substr(given.chunks_at, kChunk + kTag)) == "SEAL.Open.C4");
}

TEST_CASE("SEAL.OpenHybrid.C1: a changed bit of a chunk, chunks in another place, and another head") {
    SHOW_SEED();
    const HybridFile given;
    const auto refused_at = [&](const std::string& file, std::size_t chunk) {
        std::istringstream input(file);
        std::ostringstream output;
        try {
            open_any(given.keys.f, given.keys.pk, input, file.size(), output);
        } catch (const Rejection& rejection) {
            return rejection.check() == "SEAL.OpenHybrid.C1" && rejection.field() == "chunk " + std::to_string(chunk);
        }
        return false;
    };
    CHECK_FALSE(refused_at(given.sealed, 0));
    for (std::size_t chunk = 0; chunk < 3; ++chunk) {
        const std::size_t begin = given.chunks_at + chunk * (kChunk + kTag);
        const std::size_t tag = chunk == 2 ? given.sealed.size() - kTag : begin + kChunk;
        for (const std::size_t at : {begin, begin + 99, tag - 1, tag, tag + kTag - 1})
            CHECK(refused_at(flipped(given.sealed, at), chunk));
    }
    const std::string first = given.sealed.substr(given.chunks_at, kChunk + kTag);
    const std::string second = given.sealed.substr(given.chunks_at + kChunk + kTag, kChunk + kTag);
    std::string swapped = given.sealed;
    swapped.replace(given.chunks_at, first.size(), second).replace(given.chunks_at + first.size(), first.size(), first);
    CHECK(refused_at(swapped, 0));
    std::string repeated = given.sealed;
    repeated.replace(given.chunks_at + first.size(), first.size(), first);
    CHECK(refused_at(repeated, 1));
    // The head of a shorter file: its two chunks are right for this block, but not for this length.
    std::string shorter = given.sealed.substr(0, given.chunks_at + 2 * (kChunk + kTag));
    shorter.replace(kLengthAt, 8, std::string("\0\0\2\0\0\0\0\0", 8));
    CHECK(refused_at(given.mended(shorter), 0));
    // Another fingerprint and the key that it names.
    std::string renamed = given.sealed;
    const Bytes fingerprint = key_fingerprint(given.set, given.other.pk);
    renamed.replace(kFingerprintAt, 32, std::string(fingerprint.begin(), fingerprint.end()));
    std::istringstream input(given.mended(renamed));
    std::ostringstream output;
    CHECK(refusal([&] { open_any(given.keys.f, given.other.pk, input, renamed.size(), output); }) ==
          "SEAL.OpenHybrid.C1");
    CHECK(output.str().empty());
    // A block with one other bit.
    const Bytes file(given.sealed.begin(), given.sealed.end());
    const Rq C = decode_element(given.set, ByteView(file).subspan(kHeaderBytes, given.set.element_bytes()));
    Poly one(given.set.n);
    const Bytes changed = encode(C + (one + 1));
    std::string other_block = given.sealed;
    other_block.replace(kHeaderBytes, changed.size(), std::string(changed.begin(), changed.end()));
    CHECK(refused_at(given.mended(other_block), 0));
}

TEST_CASE("SEAL.OpenHybrid: the first wrong chunk is named, for any number of jobs") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    const KeyPair keys = random_keys(set, 1);
    const std::string text = text_of_length(20 * kChunk);
    const std::string good = sealed_as(SealMode::hybrid, set, keys.pk, text);
    for (const std::size_t first : {0U, 5U, 19U}) {
        std::string sealed = good;
        for (std::size_t chunk = first; chunk < 20; ++chunk)
            sealed = flipped(sealed, kHeaderBytes + set.element_bytes() + kDigestBytes + chunk * (kChunk + kTag));
        for (const unsigned jobs : {1U, 2U, 8U}) {
            CAPTURE(first, jobs);
            std::istringstream input(sealed);
            std::ostringstream output;
            std::string field;
            try {
                open_any(keys.f, keys.pk, input, sealed.size(), output, {}, jobs);
            } catch (const Rejection& rejection) {
                field = rejection.field();
            }
            CHECK(field == "chunk " + std::to_string(first));
            CHECK(output.str() == text.substr(0, first / 4 * 4 * kChunk));
        }
    }
}

TEST_CASE("SEAL.SealHybrid and SEAL.OpenHybrid: streams that fail") {
    SHOW_SEED();
    const HybridFile given;
    const auto seal_into = [&given](std::ostream& output, const Rq& pk, std::size_t length) {
        std::istringstream plaintext(given.text);
        return refusal([&] { seal_hybrid(given.set, pk, plaintext, length, output, Coins()); });
    };
    std::ostringstream output;
    CHECK(seal_into(output, Rq(parameter_set("small-256").ring()), given.text.size()) == "SEAL.Seal.C1");
    CHECK(output.str().empty());
    CHECK(seal_into(output, given.keys.pk, given.text.size() + 1) == "SEAL.Seal.C2");
    CHECK(seal_into(output, given.keys.pk, given.text.size()) == "accepted");
    for (std::size_t room = 0; room < given.sealed.size(); room += 9973) {
        FullDisk disk(room);
        std::ostream failing(&disk);
        CHECK(seal_into(failing, given.keys.pk, given.text.size()) == "SEAL.Seal.C3");
    }
    const auto open_into = [&given](std::size_t room, std::size_t size) {
        FullDisk disk(room);
        std::ostream failing(&disk);
        std::istringstream input(given.sealed.substr(0, size));
        return refusal([&] { open_any(given.keys.f, given.keys.pk, input, given.sealed.size(), failing); });
    };
    CHECK(open_into(given.text.size(), given.sealed.size()) == "accepted");
    CHECK(open_into(given.text.size() - 1, given.sealed.size()) == "SEAL.Open.C9");
    CHECK(open_into(0, given.sealed.size()) == "SEAL.Open.C9");
    CHECK(open_into(given.text.size(), given.sealed.size() - 1) == "SEAL.Open.C4"); // it ends earlier than its size
}

TEST_CASE("re-encrypted files open to what the owner sealed, for any number of jobs") {
    SHOW_SEED();
    const Delegated given;
    for (const SealMode mode : kModes) {
        for (const std::size_t length :
             {std::size_t{0}, std::size_t{1}, std::size_t{8}, std::size_t{1000}, kChunk + 1}) {
            if (mode == SealMode::direct && length > 1000) continue;
            CAPTURE(static_cast<int>(mode), length);
            const std::string sealed = given.sealed(mode, length);
            const ReSealKey key = given.key_for(sealed);
            const Opened resealed = resealed_with(key, sealed);
            REQUIRE(resealed.check == "accepted");
            CHECK(resealed.text.size() == resealed_size(sealed.size()));
            CHECK(resealed.text.substr(kPrefix, kHeaderBytes) == sealed.substr(0, kHeaderBytes));
            CHECK(resealed_with(key, sealed, 3).text == resealed.text);
            for (const unsigned jobs : {1U, 4U}) {
                const Opened opened = opened_with(given.bob, resealed.text, jobs);
                CHECK(opened.check == "accepted");
                CHECK(opened.text == given.text.substr(0, length));
            }
            // Chunks are those of the owner's file; blocks are not.
            const std::size_t blocks = mode == SealMode::hybrid ? 1 : (length + 7) / 8;
            const std::size_t chunks_at = kHeaderBytes + blocks * given.set.element_bytes() + kDigestBytes;
            CHECK(resealed.text.substr(kPrefix + chunks_at) == sealed.substr(chunks_at));
            if (blocks > 0)
                CHECK_FALSE(resealed.text.substr(kPrefix + kHeaderBytes, 100) == sealed.substr(kHeaderBytes, 100));
        }
    }
}

TEST_CASE("SEAL.ReSeal: refusals") {
    SHOW_SEED();
    const Delegated given;
    for (const SealMode mode : kModes) {
        CAPTURE(static_cast<int>(mode));
        const std::string sealed = given.sealed(mode, 1000);
        const ReSealKey key = given.key_for(sealed);
        const std::size_t blocks = mode == SealMode::hybrid ? 1 : 125;
        const std::size_t digest_at = kHeaderBytes + blocks * given.set.element_bytes();
        REQUIRE(resealed_with(key, with_digest_at(sealed, digest_at)).check == "accepted");
        const auto check_of = [&](const std::string& file) { return resealed_with(key, file).check; };
        CHECK(check_of(sealed.substr(0, 49)) == "SEAL.Open.C1");
        CHECK(check_of(flipped(sealed, 0)) == "SEAL.Open.C1");
        CHECK(check_of(flipped(sealed, kVersionAt, 4)) == "SEAL.Open.C2");
        CHECK(check_of(flipped(sealed, kSetAt, 0x40)) == "SEAL.Open.C3");
        CHECK(check_of(sealed + "x") == "SEAL.Open.C4");
        CHECK(check_of(flipped(sealed, digest_at - 1)) == "SEAL.Open.C5");
        // Another block in the place of the owner's, under a digest that fits: what a requester would like to choose.
        std::string chosen = sealed;
        chosen.replace(kHeaderBytes, given.set.element_bytes(), given.set.element_bytes(), '\0');
        CHECK(check_of(with_digest_at(chosen, digest_at)) == "SEAL.ReSeal.C3");
        CHECK(check_of(given.sealed(mode, 999)) == "SEAL.ReSeal.C3");
        // A block that is no encoding, in a file that the owner has delegated.
        std::string unreduced = sealed;
        unreduced.replace(kHeaderBytes, 3, "\xff\xff\xff");
        unreduced = with_digest_at(unreduced, digest_at);
        CHECK(resealed_with(given.key_for(unreduced), unreduced).check == "SEAL.Open.C7");
        // A key of another set.
        const ParameterSet& small = parameter_set("small-256");
        const ReSealKey foreign{&small, Rq(small.ring()), Rq(small.ring()), Coins(), key.digest};
        CHECK(resealed_with(foreign, sealed).check == "SEAL.ReSeal.C1");
        const ReSealKey mixed{&given.set, key.rk, Rq(small.ring()), Coins(), key.digest};
        CHECK(resealed_with(mixed, sealed).check == "SEAL.ReSeal.C1");
        for (std::size_t room = 0; room < kPrefix + sealed.size(); room += 501) {
            FullDisk disk(room);
            std::ostream failing(&disk);
            std::istringstream input(sealed);
            CHECK(refusal([&] { reseal(key, input, sealed.size(), failing); }) == "SEAL.Seal.C3");
        }
    }
}

TEST_CASE("SEAL.OpenReSealed: refusals") {
    SHOW_SEED();
    const Delegated given;
    const KeyPair other = one_time_keygen_from_coins(given.set, coins("other"));
    for (const SealMode mode : kModes) {
        CAPTURE(static_cast<int>(mode));
        const std::string sealed = given.sealed(mode, 1000);
        const std::string good = resealed_with(given.key_for(sealed), sealed).text;
        const std::size_t blocks = mode == SealMode::hybrid ? 1 : 125;
        const std::size_t digest_at = kPrefix + kHeaderBytes + blocks * given.set.element_bytes();
        const auto check_of = [&](const std::string& file) {
            std::istringstream input(file);
            std::ostringstream output;
            const std::string check =
                refusal([&] { open_resealed(given.bob.f, given.bob.pk, input, file.size(), output); });
            CHECK((check == "accepted" || output.str().empty()));
            return check;
        };
        const auto mended = [&](const std::string& file) {
            return with_digest_at(file, digest_at, kPrefix + kHeaderBytes);
        };
        REQUIRE(check_of(mended(good)) == "accepted");
        CHECK(check_of(mended(flipped(good, 7))) == "SEAL.OpenReSealed.C1");
        CHECK(check_of(good.substr(0, kPrefix - 1)) == "SEAL.OpenReSealed.C1");
        CHECK(check_of(sealed) == "SEAL.OpenReSealed.C2");
        CHECK(check_of(mended(flipped(good, kVersionAt, 4))) == "SEAL.OpenReSealed.C2");
        CHECK(check_of(mended(flipped(good, kVersionAt + 1))) == "SEAL.OpenReSealed.C3");
        CHECK(check_of(mended(flipped(good, kPrefix - 1))) == "SEAL.OpenReSealed.C3");
        CHECK(opened_with(other, good).check == "SEAL.OpenReSealed.C3");
        CHECK(opened_with(random_keys(parameter_set("small-256"), 1), good).check == "SEAL.OpenReSealed.C3");
        CHECK(check_of(good.substr(0, kPrefix + 10)) == "SEAL.Open.C1");
        CHECK(check_of(mended(flipped(good, kPrefix))) == "SEAL.Open.C1");
        CHECK(check_of(mended(flipped(good, kPrefix + kVersionAt, 2))) == "SEAL.Open.C2");
        CHECK(check_of(mended(flipped(good, kPrefix + kSetAt, 0x40))) == "SEAL.Open.C3");
        CHECK(check_of(good.substr(0, good.size() - 1)) == "SEAL.Open.C4");
        CHECK(check_of(flipped(good, kVersionAt + 1)) == "SEAL.Open.C5"); // the digest covers the recipient, too
        CHECK(check_of(flipped(good, digest_at - 1)) == "SEAL.Open.C5");
        std::string unreduced = good;
        unreduced.replace(kPrefix + kHeaderBytes, 3, "\xff\xff\xff");
        CHECK(check_of(mended(unreduced)) == "SEAL.Open.C7");
        if (mode == SealMode::hybrid) {
            CHECK(check_of(flipped(good, good.size() - 1)) == "SEAL.OpenHybrid.C1");
            CHECK(check_of(mended(flipped(good, kPrefix + kFingerprintAt))) == "SEAL.OpenHybrid.C1");
        }
    }
}

TEST_CASE("SEAL.ReSeal.C2: more blocks than a delegation is good for") {
    SHOW_SEED();
    const Delegated given;
    const ReSealKey key = given.key_for(given.sealed(SealMode::direct, 8));
    // The check comes before anything behind the head is read, so that a head and a size will do.
    const auto check_of = [&](std::uint64_t blocks) {
        const Bytes fingerprint = key_fingerprint(given.set, given.alice.pair.pk);
        const Bytes head = sealed_layout::encode_header({&given.set, fingerprint, 8 * blocks, SealMode::direct});
        std::istringstream input(std::string(head.begin(), head.end()));
        std::ostringstream output;
        return refusal([&] { reseal(key, input, sealed_size(given.set, 8 * blocks), output); });
    };
    CHECK(check_of((1 << 24) + 1) == "SEAL.ReSeal.C2");
    CHECK(check_of(1 << 24) == "SEAL.Open.C5");
}

TEST_CASE("run_in_order: parts are written in their order, and the first that fails ends the work") {
    for (const unsigned jobs : {1U, 2U, 9U}) {
        for (const std::uint64_t fails_at : {0U, 7U, 50U, 100U}) {
            CAPTURE(jobs, fails_at);
            std::vector<std::uint64_t> read;
            std::vector<std::uint64_t> written;
            bool are_right = true;
            const auto put = [&](std::uint64_t i, Bytes& part) {
                read.push_back(i);
                part.assign(1, static_cast<std::uint8_t>(i));
            };
            const auto transform = [&](std::uint64_t i, Bytes& part) {
                if (i >= fails_at) throw std::out_of_range(std::to_string(i));
                part.push_back(static_cast<std::uint8_t>(part[0] + 1));
            };
            const auto write = [&](std::uint64_t i, const Bytes& part) {
                are_right &= part == Bytes{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i + 1)};
                written.push_back(i);
            };
            std::string failure;
            try {
                run_in_order(100, jobs, {put, transform, write});
            } catch (const std::out_of_range& error) {
                failure = error.what();
            }
            CHECK(failure == (fails_at < 100 ? std::to_string(fails_at) : ""));
            CHECK(written.size() == fails_at);
            CHECK(are_right);
            CHECK(std::is_sorted(read.begin(), read.end()));
            CHECK(std::is_sorted(written.begin(), written.end()));
            CHECK(read.size() <= fails_at + jobs); // no more is in memory than a part for each job
        }
    }
    run_in_order(0, 4, {}); // nothing to do
}

} // namespace emrshare::test
