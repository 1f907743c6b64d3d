// Sealed files: they open to what was sealed, and each check of SEAL is provoked alone.
// Of the specification: SEAL.Seal, SEAL.Open, SEAL.Fingerprint. (The other forms are in hybrid_files.cpp.)
#include "sealed_support.hpp"

#include "pre/encoding.hpp"

#include <catch2/catch.hpp>

namespace emrshare::test {
namespace {

std::string seal_text(const ParameterSet& set, const Rq& pk, const std::string& text) {
    std::istringstream plaintext(text);
    std::ostringstream sealed;
    seal(set, pk, plaintext, text.size(), sealed, coins("seal", text.size()));
    return sealed.str();
}

Opened open_text(const KeyPair& keys, const std::string& sealed) {
    std::istringstream input(sealed);
    std::ostringstream output;
    const std::string check = refusal([&] { open(keys.f, keys.pk, input, sealed.size(), output); });
    return {check, output.str()};
}

struct Fixture {
    const ParameterSet& set = parameter_set("toy-64");
    const KeyPair keys = random_keys(set, 1);
    const KeyPair other = random_keys(set, 2);
    const std::string text = text_of_length(21); // three blocks of 8 bytes, the last one padded
    const std::string sealed = seal_text(set, keys.pk, text);

    std::string changed(std::size_t at, char by) const {
        std::string copy = sealed;
        copy[at] = static_cast<char>(copy[at] ^ by);
        return copy;
    }
};

} // namespace

TEST_CASE("files of any length open to what was sealed") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const KeyPair keys = random_keys(set, 1);
        const std::size_t block = set.message_bytes();
        for (const std::size_t length : {std::size_t{0}, std::size_t{1}, block - 1, block, block + 1, 2 * block,
                                         times(10, 1000) * block + block / 2}) {
            CAPTURE(set.name, length);
            const std::string text = text_of_length(length);
            const std::string sealed = seal_text(set, keys.pk, text);
            CHECK(sealed.size() == sealed_size(set, length));
            CHECK(sealed.size() == kHeaderBytes + (length + block - 1) / block * set.element_bytes() + kDigestBytes);
            const Opened opened = open_text(keys, sealed);
            CHECK(opened.check == "accepted");
            CHECK(opened.text == text);
        }
    }
}

TEST_CASE("the head of a sealed file") {
    SHOW_SEED();
    const Fixture given;
    CHECK(given.sealed.substr(0, 8) == std::string("EMRSEAL\0", 8));
    CHECK(given.sealed[kVersionAt] == 0);
    CHECK(given.sealed[kSetAt] == 1);
    const Bytes fingerprint = key_fingerprint(given.set, given.keys.pk);
    CHECK(fingerprint.size() == 32);
    CHECK(std::equal(fingerprint.begin(), fingerprint.end(), given.sealed.begin() + kFingerprintAt,
                     [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }));
    CHECK(given.sealed.substr(kLengthAt, 8) == std::string("\x15\0\0\0\0\0\0\0", 8));
    CHECK(with_digest_at_end(given.sealed) == given.sealed); // SEAL.Hash
    const std::size_t digest_at = given.sealed.size() - kDigestBytes;
    const Bytes flat = sha3_256(Bytes(given.sealed.begin(), given.sealed.begin() + std::ptrdiff_t(digest_at)));
    const std::string other = given.sealed.substr(0, digest_at) + std::string(flat.begin(), flat.end());
    CHECK(open_text(given.keys, other).check == "SEAL.Open.C5");
    CHECK_FALSE(key_fingerprint(given.set, given.other.pk) == fingerprint);

    std::istringstream input(given.sealed);
    const SealHeader header = check_sealed(input, given.sealed.size());
    CHECK(header.set == &given.set);
    CHECK(header.fingerprint == fingerprint);
    CHECK(header.length == 21);
    CHECK(input.tellg() == std::streamoff{kHeaderBytes});
}

TEST_CASE("blocks of one file differ, though the plaintext repeats") {
    SHOW_SEED();
    const Fixture given;
    const std::string sealed = seal_text(given.set, given.keys.pk, std::string(16, 'a'));
    const std::size_t block = given.set.element_bytes();
    CHECK_FALSE(sealed.substr(kHeaderBytes, block) == sealed.substr(kHeaderBytes + block, block));
}

TEST_CASE("SEAL.Open: the magic and a file that is too short") {
    SHOW_SEED();
    const Fixture given;
    for (std::size_t at = 0; at < 8; ++at)
        CHECK(open_text(given.keys, with_digest_at_end(given.changed(at, 1))).check == "SEAL.Open.C1");
    CHECK(open_text(given.keys, "").check == "SEAL.Open.C1");
    CHECK(open_text(given.keys, given.sealed.substr(0, kHeaderBytes - 1)).check == "SEAL.Open.C1");
    // A size that the stream does not have.
    std::istringstream input(given.sealed.substr(0, 20));
    CHECK(refusal([&] { (void)check_sealed(input, given.sealed.size()); }) == "SEAL.Open.C1");
}

TEST_CASE("SEAL.Open: version, set and length") {
    SHOW_SEED();
    const Fixture given;
    CHECK(open_text(given.keys, with_digest_at_end(given.changed(kVersionAt, 1))).check == "SEAL.Open.C2");
    CHECK(open_text(given.keys, with_digest_at_end(given.changed(kSetAt, 0x40))).check == "SEAL.Open.C3");
    // 21 becomes 29: one block more than there is.
    CHECK(open_text(given.keys, with_digest_at_end(given.changed(kLengthAt, 8))).check == "SEAL.Open.C4");
    // A length near 2^64, whose size would overflow.
    CHECK(open_text(given.keys, with_digest_at_end(given.changed(kLengthAt + 7, '\x80'))).check == "SEAL.Open.C4");
    std::string greatest = given.sealed;
    for (std::size_t i = 0; i < 8; ++i)
        greatest[kLengthAt + i] = '\xff';
    CHECK(open_text(given.keys, with_digest_at_end(greatest)).check == "SEAL.Open.C4");
    CHECK(open_text(given.keys, with_digest_at_end(given.sealed + "x")).check == "SEAL.Open.C4");
    // At small-256 a length with 2^63 added has, modulo 2^64, a sealed form of the same size.
    const ParameterSet& small = parameter_set("small-256");
    const KeyPair small_keys = random_keys(small, 1);
    std::string wrapping = seal_text(small, small_keys.pk, given.text);
    wrapping[kLengthAt + 7] = '\x80';
    REQUIRE(sealed_size(small, 21 + (std::uint64_t{1} << 63)) == wrapping.size());
    CHECK(open_text(small_keys, with_digest_at_end(wrapping)).check == "SEAL.Open.C4");
    // Another set's code: its blocks are longer.
    CHECK(open_text(given.keys, with_digest_at_end(given.changed(kSetAt, 3))).check == "SEAL.Open.C4");
}

TEST_CASE("SEAL.Open: a file that shrinks while it is read") {
    SHOW_SEED();
    const Fixture given;
    const std::string text = text_of_length(kBatchBytes + 1);
    const std::string sealed = seal_text(given.set, given.keys.pk, text);
    std::istringstream input(sealed);
    std::ostringstream output;
    const auto lose_the_rest = [&input](std::uint64_t, std::uint64_t) { input.setstate(std::ios::failbit); };
    CHECK(refusal([&] { open(given.keys.f, given.keys.pk, input, sealed.size(), output, lose_the_rest); }) ==
          "SEAL.Open.C4");
    CHECK(output.str() == text.substr(0, kBatchBytes));
}

TEST_CASE("SEAL.Open: one changed bit anywhere is refused before anything is written") {
    SHOW_SEED();
    const Fixture given;
    for (std::size_t at = 0; at < given.sealed.size(); ++at) {
        for (const char bit : {'\x01', '\x80'}) {
            CAPTURE(at, bit);
            const Opened opened = open_text(given.keys, given.changed(at, bit));
            CHECK(opened.text.empty());
            const bool in_header = at < kFingerprintAt || (at >= kLengthAt && at < kHeaderBytes);
            if (!in_header) CHECK(opened.check == "SEAL.Open.C5");
            if (in_header) CHECK(opened.check != "accepted");
        }
    }
}

TEST_CASE("SEAL.Open: a file cut at any length is refused before anything is written") {
    SHOW_SEED();
    const Fixture given;
    for (std::size_t length = 0; length < given.sealed.size(); ++length) {
        CAPTURE(length);
        const Opened opened = open_text(given.keys, given.sealed.substr(0, length));
        CHECK(opened.check == (length < kHeaderBytes ? "SEAL.Open.C1" : "SEAL.Open.C4"));
        CHECK(opened.text.empty());
    }
}

TEST_CASE("SEAL.Open: another key") {
    SHOW_SEED();
    const Fixture given;
    const Opened opened = open_text(given.other, given.sealed);
    CHECK(opened.check == "SEAL.Open.C6");
    CHECK(opened.text.empty());
    CHECK(open_text(given.keys, with_digest_at_end(given.changed(kFingerprintAt + 31, 1))).check == "SEAL.Open.C6");
    CHECK(open_text(random_keys(parameter_set("small-256"), 1), given.sealed).check == "SEAL.Open.C6");
}

TEST_CASE("SEAL.Open: a block that is no encoding") {
    SHOW_SEED();
    const Fixture given;
    // Coefficient 0 of block 1 becomes 2^23 - 1, which is above q.
    std::string sealed = given.sealed;
    for (std::size_t i = 0; i < 3; ++i)
        sealed[kHeaderBytes + given.set.element_bytes() + i] = '\xff';
    const Opened opened = open_text(given.keys, with_digest_at_end(sealed));
    CHECK(opened.check == "SEAL.Open.C7");
    CHECK(opened.text.empty());
    // Another valid element in that place passes this check.
    sealed = given.sealed;
    for (std::size_t i = 0; i < given.set.element_bytes(); ++i)
        sealed[kHeaderBytes + given.set.element_bytes() + i] = 0;
    CHECK(open_text(given.keys, with_digest_at_end(sealed)).check == "accepted");
}

TEST_CASE("SEAL.Open: padding that is not zero") {
    SHOW_SEED();
    const Fixture given;
    const std::string full(16, 'a');
    std::string sealed = seal_text(given.set, given.keys.pk, full);
    REQUIRE(open_text(given.keys, sealed).check == "accepted");
    sealed[kLengthAt] = 15;
    const Opened opened = open_text(given.keys, with_digest_at_end(sealed));
    CHECK(opened.check == "SEAL.Open.C8");
    CHECK(opened.text.empty());
    // The same with a last byte of zero is a file of 15 bytes.
    sealed = seal_text(given.set, given.keys.pk, std::string(15, 'a') + '\0');
    sealed[kLengthAt] = 15;
    CHECK(open_text(given.keys, with_digest_at_end(sealed)).text == std::string(15, 'a'));
}

TEST_CASE("SEAL.Open: an output that fails") {
    SHOW_SEED();
    const Fixture given;
    for (std::size_t room = 0; room < given.text.size(); ++room) {
        FullDisk disk(room);
        std::ostream output(&disk);
        std::istringstream input(given.sealed);
        CHECK(refusal([&] { open(given.keys.f, given.keys.pk, input, given.sealed.size(), output); }) ==
              "SEAL.Open.C9");
    }
    FullDisk disk(given.text.size());
    std::ostream output(&disk);
    std::istringstream input(given.sealed);
    CHECK(refusal([&] { open(given.keys.f, given.keys.pk, input, given.sealed.size(), output); }) == "accepted");
}

TEST_CASE("SEAL.Seal: refusals") {
    SHOW_SEED();
    const Fixture given;
    const auto seal_into = [&given](std::ostream& output, const Rq& pk, std::size_t length) {
        std::istringstream plaintext(given.text);
        return refusal([&] { seal(given.set, pk, plaintext, length, output, Coins()); });
    };
    std::ostringstream untouched;
    CHECK(seal_into(untouched, Rq(parameter_set("small-256").ring()), given.text.size()) == "SEAL.Seal.C1");
    CHECK(untouched.str().empty());
    std::ostringstream output;
    CHECK(seal_into(output, given.keys.pk, given.text.size() + 1) == "SEAL.Seal.C2");
    CHECK(seal_into(output, given.keys.pk, 1000) == "SEAL.Seal.C2");
    CHECK(seal_into(output, given.keys.pk, given.text.size()) == "accepted");
    for (std::size_t room = 0; room < given.sealed.size(); room += 13) {
        FullDisk disk(room);
        std::ostream failing(&disk);
        CHECK(seal_into(failing, given.keys.pk, given.text.size()) == "SEAL.Seal.C3");
    }
    FullDisk disk(given.sealed.size());
    std::ostream fitting(&disk);
    CHECK(seal_into(fitting, given.keys.pk, given.text.size()) == "accepted");
}

TEST_CASE("SEAL.Open: the first block that is wrong is named, for any number of jobs") {
    SHOW_SEED();
    const Fixture given;
    const std::string text = text_of_length(5 * kBatchBytes);
    const std::string good = seal_text(given.set, given.keys.pk, text);
    for (const std::size_t first : {std::size_t{0}, std::size_t{70}, std::size_t{130}, std::size_t{319}}) {
        std::string sealed = good;
        for (std::size_t block = first; block < 320; block += 64) // one in each batch from there on
            sealed.replace(kHeaderBytes + block * given.set.element_bytes(), 3, "\xff\xff\xff");
        sealed = with_digest_at_end(sealed);
        for (const unsigned jobs : {1U, 2U, 7U}) {
            CAPTURE(first, jobs);
            std::istringstream input(sealed);
            std::ostringstream output;
            std::string field;
            try {
                open(given.keys.f, given.keys.pk, input, sealed.size(), output, {}, jobs);
            } catch (const Rejection& rejection) {
                field = rejection.field();
            }
            CHECK(field == "block " + std::to_string(first));
            CHECK(output.str() == text.substr(0, first / 64 * kBatchBytes)); // the caller discards it
        }
    }
}

TEST_CASE("sealing and opening tell how far they are") {
    SHOW_SEED();
    const Fixture given;
    const std::string text = text_of_length(2 * kBatchBytes + 1);
    for (const unsigned jobs : {1U, 3U}) {
        std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
        const auto progress = [&told](std::uint64_t done, std::uint64_t total) { told.emplace_back(done, total); };
        std::istringstream plaintext(text);
        std::ostringstream sealed;
        seal(given.set, given.keys.pk, plaintext, text.size(), sealed, Coins(), progress, jobs);
        const std::vector<std::pair<std::uint64_t, std::uint64_t>> expected{{64, 129}, {128, 129}, {129, 129}};
        CHECK(told == expected);
        told.clear();
        std::istringstream input(sealed.str());
        std::ostringstream output;
        open(given.keys.f, given.keys.pk, input, sealed.str().size(), output, progress, jobs);
        CHECK(told == expected);
    }
}

} // namespace emrshare::test
