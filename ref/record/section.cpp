#include "record/section.hpp"

#include "base/error.hpp"
#include "message/aead.hpp"
#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/hash.hpp"
#include "random/xof.hpp"

#include <algorithm>

namespace emrshare {
namespace {

using message::Item;
using message::item_of;
using message::Items;
using message::Message;
using message::Type;

constexpr std::size_t kLengthBytes = 8;

/// The key of AES-256-GCM that a block carries.
Coins body_key(const ParameterSet& set, const Bytes& m) {
    return derive_coins(XofInput("RECORD.K").with(set.name).with(m));
}

/// What the tag of a body covers besides its plaintext.
Bytes associated_data(ByteView PID_A, std::uint64_t num) {
    Bytes associated(PID_A.begin(), PID_A.end());
    const Bytes place = le64(num);
    associated.insert(associated.end(), place.begin(), place.end());
    return associated;
}

Message seal_printed(const message::Dialect& dialect, const Rq& pk, std::uint64_t num, ByteView plaintext,
                     const Coins& coins) {
    Bytes bytes = le64(plaintext.size()); // RECORD.Seal.Printed.1
    bytes.insert(bytes.end(), plaintext.begin(), plaintext.end());
    const std::vector<Bytes> C =
        encrypt_blocks(*dialect.set, pk, bytes, "RECORD.Block", coins); // RECORD.Seal.Printed.2
    return {dialect, Type::section, {Item(num), item_of(C), Item(Bytes())}};
}

Bytes open_printed(const ParameterSet& set, const Poly& f, const std::vector<Bytes>& C) {
    Bytes bytes = decrypt_blocks(set, f, C); // RECORD.Open.Printed.1
    std::uint64_t length = 0;
    for (std::size_t i = kLengthBytes; i-- > 0;)
        length = length * 256 + (i < bytes.size() ? bytes[i] : 0);
    const std::size_t room = bytes.size() < kLengthBytes ? 0 : bytes.size() - kLengthBytes;
    const bool fits = bytes.size() >= kLengthBytes && length <= room && room - length < set.message_bytes();
    const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(fits ? kLengthBytes + length : 0);
    require(fits && std::all_of(end, bytes.end(), [](std::uint8_t x) { return x == 0; }), "RECORD.Open.C3", "C",
            "what the blocks carry has not the length that it says, or is not filled up with zeros");
    return {bytes.begin() + kLengthBytes, end}; // RECORD.Open.Printed.2
}

} // namespace

std::vector<Bytes> encrypt_blocks(const ParameterSet& set, const Rq& pk, ByteView bytes, std::string_view label,
                                  const Coins& coins) {
    std::vector<Bytes> C;
    for (std::size_t begin = 0; begin < bytes.size(); begin += set.message_bytes()) {
        const ByteView rest = bytes.subspan(begin);
        Bytes block(rest.begin(),
                    rest.begin() + static_cast<std::ptrdiff_t>(std::min(rest.size(), set.message_bytes())));
        block.resize(set.message_bytes(), 0);                                                  // BLOCKS.Encrypt.1
        const Coins block_coins = derive_coins(XofInput(label).with(coins).with(C.size()));    // BLOCKS.Encrypt.2
        C.push_back(encode(enc_from_coins(set, pk, decode_message(set, block), block_coins))); // BLOCKS.Encrypt.3
    }
    return C;
}

Bytes decrypt_blocks(const ParameterSet& set, const Poly& f, const std::vector<Bytes>& blocks) {
    Bytes bytes;
    for (const Bytes& block : blocks) {
        const Bytes m = encode_message(set, dec(set, f, decode_element(set, block))); // BLOCKS.Decrypt.1
        bytes.insert(bytes.end(), m.begin(), m.end());
    }
    return bytes;
}

Message seal_section(const message::Dialect& dialect, const Rq& pk, ByteView PID_A, std::uint64_t num,
                     ByteView plaintext, const Coins& coins) {
    if (dialect.profile == Profile::as_printed) return seal_printed(dialect, pk, num, plaintext, coins);
    const ParameterSet& set = *dialect.set;
    const Bytes m = derive_bytes(XofInput("RECORD.m").with(coins).with(set.name), set.message_bytes()); // RECORD.Seal.1
    const std::vector<Bytes> C = encrypt_blocks(set, pk, m, "RECORD.Block", coins);                     // RECORD.Seal.2
    const Coins K = body_key(set, m);                                                                   // RECORD.Seal.3
    const Bytes body = message::gcm_encrypt(K, associated_data(PID_A, num), plaintext);                 // RECORD.Seal.4
    return {dialect, Type::section, {Item(num), item_of(C), Item(body)}};
}

Bytes open_section(const Message& section, const Poly& f, ByteView PID_A, const std::vector<Bytes>& C) {
    const ParameterSet& set = *section.dialect().set;
    if (section.dialect().profile == Profile::as_printed) return open_printed(set, f, C);
    require(C.size() == 1 && section.bytes("body").size() >= message::kTagBytes, "RECORD.Open.C1", "C",
            "it is not one block, or the body has no tag");
    const Bytes m = decrypt_blocks(set, f, C); // RECORD.Open.1
    const Coins K = body_key(set, m);          // RECORD.Open.2
    const std::optional<Bytes> plaintext = message::gcm_decrypt(K, associated_data(PID_A, section.number("num")),
                                                                section.bytes("body")); // RECORD.Open.3
    require(plaintext.has_value(), "RECORD.Open.C2", "body", "its tag is wrong");
    return *plaintext;
}

bool are_sections(const std::vector<Message>& sections, Profile profile) {
    const bool is_printed = profile == Profile::as_printed;
    std::uint64_t num = is_printed ? 1 : 0;
    return !sections.empty() && std::all_of(sections.begin(), sections.end(), [&](const Message& section) {
        const std::size_t blocks = section.elements("C").size();
        const std::size_t body = section.bytes("body").size();
        const bool has_form = is_printed ? blocks >= 1 && body == 0 : blocks == 1 && body >= message::kTagBytes;
        return section.number("num") == num++ && has_form;
    });
}

std::size_t printed_blocks_of(const ParameterSet& set, std::size_t plaintext_bytes) {
    return (kLengthBytes + plaintext_bytes + set.message_bytes() - 1) / set.message_bytes();
}

std::vector<Bytes> deltas_of(const message::Dialect& dialect, const std::vector<Message>& sections, ByteView PID_A) {
    const ParameterSet& set = *dialect.set;
    if (dialect.profile == Profile::as_printed)
        return {encode_short(set, h2(set, message::encode(item_of(sections)), PID_A))}; // RECORD.Delta.1
    std::vector<Bytes> deltas;
    deltas.reserve(sections.size());
    for (const Message& section : sections)
        deltas.push_back(encode_short(set, h2(set, section.encode(), PID_A))); // RECORD.Delta.2
    return deltas;
}

} // namespace emrshare
