// What was encrypted is read, what was signed is verified.
#include "case_values.hpp"
#include "props/parties.hpp"
#include "props/properties.hpp"
#include "validate/shrink.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace emrshare::kat::props {
namespace {

/// Questions that one shrinking may cost.
constexpr std::size_t kBlockBudget = 100;

/// How many bits of two messages, in hex, differ.
std::size_t wrong_bits(const std::string& one, const std::string& other) {
    const Bytes a = from_hex(one, "M");
    const Bytes b = from_hex(other, "M");
    if (a.size() != b.size()) return 8 * std::max(a.size(), b.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        count += static_cast<std::size_t>(std::popcount(static_cast<unsigned>(a[i] ^ b[i])));
    return count;
}

/// Reads what was encrypted from the inputs of enc; the message, in hex.
using Reader = std::function<std::string(const Json& inputs)>;

/// Violated unless the message of block @p number, encrypted for @p pk, is read. What is reported is the simplest
/// message and coins of which it is not.
void expect_read(Subject& subject, const Rq& pk, std::uint64_t number, const Reader& read) {
    const Json inputs = {
        {"pk", hex_of(pk)}, {"M", message_of(subject, number)}, {"coins", subject.hex_coins("enc", number)}};
    const Json trail = subject.trail();
    if (read(inputs) == inputs["M"]) return;
    const auto is_misread = [&](const Json& simpler) {
        if (simpler["pk"] != inputs["pk"] || simpler["coins"].get<std::string>().size() != 64) return false;
        return read(simpler) != simpler["M"];
    };
    const FileKey key = *subject.find("enc");
    const Json simplest = shrink(*key.operation, key.set, inputs, is_misread, kBlockBudget);
    subject.begin(trail);
    const std::size_t wrong = wrong_bits(simplest["M"].get<std::string>(), read(simplest));
    throw Violation{std::to_string(wrong) + " of " + std::to_string(subject.set().n) +
                    " bits of the message are read wrong"};
}

} // namespace

std::uint64_t decryption(Subject& subject) {
    const Keys alice = keys_of(subject, "alice");
    const auto read = [&](const Json& inputs) {
        return decrypted(subject, alice.f, subject.compute("enc", inputs).element("C"));
    };
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        expect_read(subject, alice.pk, i, read);
    }
    return subject.setting().samples;
}

std::uint64_t reencrypted_decryption(Subject& subject) {
    const Keys alice = keys_of(subject, "alice");
    const Json owners = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(owners);
        const Delegated given = delegation(subject, alice, "bob", i);
        expect_read(subject, alice.pk, i, [&](const Json& inputs) {
            const Rq C_A = subject.compute("enc", inputs).element("C");
            return decrypted(subject, given.requester.f, reencrypted(subject, given, C_A, i));
        });
    }
    return subject.setting().samples;
}

std::uint64_t key_encapsulation(Subject& subject) {
    const Keys bob = keys_of(subject, "bob");
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Given sent =
            subject.compute("kem-encaps", {{"pk", hex_of(bob.pk)}, {"coins", subject.hex_coins("encaps", i)}});
        const Given received = subject.compute("kem-decaps", {{"f", hex_of(subject.set(), bob.f)},
                                                              {"pk", hex_of(bob.pk)},
                                                              {"z", subject.hex_coins("z", i)},
                                                              {"C", sent.at("C")}});
        if (sent.at("K") != received.at("K")) throw Violation{"the two sides have different keys"};
    }
    return subject.setting().samples;
}

std::uint64_t channel_opens(Subject& subject) {
    const Keys bob = keys_of(subject, "bob");
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Sealed sealed = sealed_for(subject, bob, i);
        if (subject.compute("open-channel", sealed.inputs).at("plaintext") != sealed.plaintext)
            throw Violation{"another plaintext is opened than was sealed"};
    }
    return subject.setting().samples;
}

std::uint64_t file_opens(Subject& subject) {
    const Keys bob = keys_of(subject, "bob");
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Sealed sealed = sealed_file(subject, bob, i);
        if (subject.compute("open", sealed.inputs).at("plaintext") != sealed.plaintext)
            throw Violation{"another plaintext is opened than was sealed"};
    }
    return subject.setting().samples;
}

std::uint64_t wallet_opens(Subject& subject) {
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin();
        const SealedWallet sealed = sealed_wallet(subject, i);
        const Given opened = subject.compute("wallet-open", sealed.inputs);
        if (opened.at("names") != sealed.names || opened.at("values") != sealed.values)
            throw Violation{"other entries are opened than were sealed"};
    }
    return subject.setting().samples;
}

std::uint64_t signature_verifies(Subject& subject) {
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin();
        if (subject.compute("sig-verify", signed_message(subject, i)).at("accepted") != true)
            throw Violation{"a signature is not accepted"};
    }
    return subject.setting().samples;
}

} // namespace emrshare::kat::props
