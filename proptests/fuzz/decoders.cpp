// What is decoded and accepted has to be what the specification encodes, byte for byte.
#include "fuzz.hpp"
#include "support.hpp"

#include "commands/key_file.hpp"
#include "emrshare.h"
#include "message/aead.hpp"
#include "message/channel.hpp"
#include "message/public_parameters.hpp"
#include "pre/encoding.hpp"
#include "record/reseal.hpp"
#include "record/seal.hpp"
#include "record/split.hpp"
#include "record/wallet.hpp"
#include "sign/encoding.hpp"
#include "sign/ml_dsa.hpp"
#include "validate/exchange_files.hpp"
#include "vector_file.hpp"

#include <crypto++/scrypt.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace emrshare::fuzz {
namespace {

using message::Format;
using message::Message;

bool are_equal(ByteView one, ByteView other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end());
}

std::string text_of(ByteView bytes) {
    return {bytes.begin(), bytes.end()};
}

const ParameterSet& toy() {
    return parameter_set("toy-64");
}

const KeyPair& toy_keys() {
    static const KeyPair keys = test::random_keys(toy(), 0);
    return keys;
}

// ---- values ----

void element(ByteView input) {
    Choices in(input);
    const ParameterSet& set = in.set();
    const std::size_t kind = in.below(3);
    const ByteView bytes = in.rest();
    const auto again = unless_refused([&] {
        if (kind == 0) return encode(decode_element(set, bytes));
        if (kind == 1) return encode_short(set, decode_short(set, bytes));
        return encode_message(set, decode_message(set, bytes));
    });
    if (again) expect(are_equal(*again, bytes), "a value has one encoding");
}

void cbor(ByteView input) {
    const auto item = unless_refused([&] { return message::decode_item(input); });
    if (item) expect(are_equal(message::encode(*item), input), "an item has one encoding");
}

// ---- messages ----

/// Reads every field in the form that its kind has.
void read_fields(const Message& message) {
    using message::Kind;
    for (const message::Field& field : message.format().fields) {
        switch (field.kind) {
        case Kind::digests:
            message.byte_strings(field.name);
            break;
        case Kind::element:
            (void)encode(message.element(field.name));
            break;
        case Kind::elements:
            message.elements(field.name);
            break;
        case Kind::text:
            (void)message.text(field.name);
            break;
        case Kind::number:
        case Kind::time:
            (void)message.number(field.name);
            break;
        case Kind::numbers:
            message.numbers(field.name);
            break;
        case Kind::flag:
            (void)message.flag(field.name);
            break;
        case Kind::part:
        case Kind::content:
            read_fields(message.part(field.name));
            break;
        case Kind::parts:
        case Kind::optional_part:
            for (const Message& part : message.parts(field.name))
                read_fields(part);
            break;
        default:
            (void)message.bytes(field.name);
        }
    }
}

void protocol_message(ByteView input) {
    Choices in(input);
    const message::Dialect dialect = {in.below(2) == 0 ? Profile::corrected : Profile::as_printed, &in.set()};
    const std::span<const Format> formats = message::formats(dialect.profile);
    const std::size_t choice = in.below(formats.size() + 2);
    const ByteView bytes = in.rest();
    const auto message = unless_refused([&] {
        if (choice == 0) return message::decode(dialect, bytes);
        if (choice == 1) return message::decode_command(dialect, bytes);
        return message::decode_part(dialect, formats[choice - 2].type, bytes);
    });
    if (!message) return;
    expect(are_equal(message->encode(), bytes), "a message has one encoding");
    read_fields(*message);
}

void public_parameters(ByteView input) {
    const auto pp = unless_refused([&] { return message::PublicParameters(input); });
    if (!pp) return;
    expect(are_equal(pp->message().encode(), input), "public parameters have one encoding");
    expect(pp->N() >= 1 && pp->H() >= 1 && pp->Q() <= pp->H(), "there is a registrar, and a quorum can be reached");
    for (const message::NodeEntry& node : pp->nodes())
        expect(pp->node(node.id) == &node, "a node has its id alone");
}

void channel(ByteView input) {
    static const Coins z = test::coins("fuzz z");
    static const Bytes context = bytes_of("context");
    static const message::Sealed right =
        message::seal_for_from_coins(toy(), toy_keys().pk, context, bytes_of("plaintext"), test::coins("fuzz seal"));
    Choices in(input);
    message::Sealed sealed = right;
    if (in.below(2) == 1) {
        const ByteView C = in.bytes(encode(right.C).size());
        const auto other = unless_refused([&] { return decode_element(toy(), C); });
        if (!other) return;
        sealed.C = *other;
    }
    const ByteView rest = in.rest();
    sealed.sealed = Bytes(rest.begin(), rest.end());
    const auto plaintext =
        unless_refused([&] { return message::open_sealed(toy(), toy_keys().f, toy_keys().pk, z, context, sealed); });
    if (plaintext) expect(sealed.C == right.C && sealed.sealed == right.sealed, "only what was sealed is opened");
}

// ---- signatures ----

void signature(ByteView input) {
    using namespace ml_dsa;
    static const ml_dsa::KeyPair keys = keygen_from_coins(test::coins("fuzz signer"));
    static const Bytes M = bytes_of("message");
    static const Bytes right = sign_from_coins(keys.sk, M, {}, Coins{});
    Choices in(input);
    const std::size_t kind = in.below(5);
    const ByteView bytes = in.rest();
    if (kind == 0 && bytes.size() == keys.pk.size())
        expect(are_equal(pk_encode(pk_decode(bytes)), bytes), "a public key has one encoding");
    if (kind == 1) {
        const auto sk = unless_refused([&] { return sk_encode(sk_decode(bytes)); });
        if (sk) expect(are_equal(*sk, bytes), "a secret key has one encoding");
    }
    if (kind == 2 && bytes.size() == right.size() && check_hint(hint_part(bytes)) == Outcome::accepted)
        expect(are_equal(sig_encode(sig_decode(bytes)), bytes), "a signature has one encoding");
    if (kind == 3 && verify(keys.pk, M, {}, bytes) == Outcome::accepted)
        expect(are_equal(bytes, right), "nobody else signs, and no signature becomes another");
    if (kind == 4) {
        const ByteView pk = bytes.first(std::min(bytes.size(), keys.pk.size()));
        expect(are_equal(pk, keys.pk) || verify(pk, M, {}, bytes.subspan(pk.size())) != Outcome::accepted,
               "a key that nobody made verifies nothing");
    }
}

// ---- files ----

constexpr std::size_t kVersionAt = 8;      ///< in the head of a sealed file
constexpr std::size_t kFingerprintAt = 10; ///< likewise

/// Where the head of a sealed file stands, whatever the version.
std::size_t head_of(ByteView file) {
    using namespace sealed_layout;
    const Bytes magic = magic_and(kReSealed);
    const bool is_resealed = file.size() >= kPrefixBytes && are_equal(file.first(magic.size()), magic);
    return is_resealed ? kPrefixBytes : 0;
}

/// The fingerprints and the digest that fit the other bytes: otherwise nothing would get past SEAL.Open.C5 and C6.
void mend_sealed(Bytes& file) {
    using namespace sealed_layout;
    static const Bytes fingerprint = key_fingerprint(toy(), toy_keys().pk);
    const std::size_t begin = head_of(file);
    const std::size_t blocks_at = begin + kHeaderBytes;
    if (file.size() < blocks_at + kDigestBytes) return;
    const auto put = [&](std::size_t at, const Bytes& bytes) {
        std::copy(bytes.begin(), bytes.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
    };
    if (begin > 0) put(begin - kFingerprintBytes, fingerprint);
    put(begin + kFingerprintAt, fingerprint);
    const std::size_t size = toy().element_bytes();
    const std::size_t room = (file.size() - blocks_at - kDigestBytes) / size * size;
    const bool is_hybrid = file[begin + kVersionAt] == static_cast<std::uint8_t>(SealMode::hybrid);
    const std::size_t bytes = is_hybrid ? std::min(room, size) : room;
    put(is_hybrid ? blocks_at + bytes : file.size() - kDigestBytes,
        digest_of(ByteView(file).first(blocks_at), ByteView(file).subspan(blocks_at, bytes), size));
}

/// The file of an input: as it is, or mended.
Bytes sealed_input(ByteView input) {
    Choices in(input);
    const bool mends = in.below(2) == 1;
    const ByteView rest = in.rest();
    Bytes file(rest.begin(), rest.end());
    if (mends) mend_sealed(file);
    return file;
}

void sealed_file(ByteView input) {
    const Bytes file = sealed_input(input);
    std::istringstream sealed(text_of(file));
    std::ostringstream plaintext;
    const auto opened = unless_refused([&] {
        open_any(toy_keys().f, toy_keys().pk, sealed, file.size(), plaintext);
        return plaintext.str();
    });
    if (!opened) return;
    const std::size_t begin = head_of(file);
    const SealMode mode = sealed_layout::mode_at(sealed, begin);
    const SealHeader header = sealed_layout::read_header(sealed, begin, file.size(), mode);
    expect(opened->size() == header.length, "a file has the length that it says");
    expect(file.size() == begin + sealed_size(toy(), header.length, mode), "nothing stands behind a file");
}

void reencrypted_file(ByteView input) {
    static const Rq rk(toy().ring(), Residues(toy().n, 1));
    const Bytes file = sealed_input(input);
    std::istringstream sealed(text_of(file));
    std::ostringstream resealed;
    const auto digest = unless_refused([&] { return sealed_digest(sealed, file.size()); });
    const ReSealKey key{&toy(), rk, toy_keys().pk, test::coins("fuzz cloud"), digest.value_or(Bytes(32, 0))};
    const auto text = unless_refused([&] {
        reseal(key, sealed, file.size(), resealed);
        return resealed.str();
    });
    if (!text) return;
    expect(digest.has_value(), "what is re-encrypted has passed the checks of the file");
    expect(text->size() == resealed_size(file.size()), "a re-encrypted file has 41 bytes more");
    std::istringstream for_requester(*text);
    const auto version = sealed_layout::version_at(for_requester, 0);
    expect(version == sealed_layout::kReSealed, "it says that it is re-encrypted");
}

/// The least cost in place of one that may be asked: what it costs to guess is not what is tested.
void make_cheap(Bytes& wallet) {
    constexpr std::size_t kCostAt = 9;
    constexpr std::array<std::uint8_t, 3> kLeast = {10, 1, 1};
    constexpr std::array<std::uint8_t, 3> kMost = {18, 16, 4};
    for (std::size_t i = 0; i < kLeast.size() && kCostAt + i < wallet.size(); ++i) {
        std::uint8_t& number = wallet[kCostAt + i];
        if (number > kLeast[i] && number <= kMost[i]) number = kLeast[i];
    }
}

void wallet(ByteView input) {
    constexpr std::size_t kHead = 28;
    static const Bytes password = bytes_of("correct horse");
    static const WalletCost cost = {10, 1, 1};
    static const Bytes sample = seal_wallet_from_coins(password, {}, cost, test::coins("fuzz wallet"));
    static const Coins K = [] {
        Coins key;
        CryptoPP::Scrypt().DeriveKey(key.bytes.data(), key.bytes.size(), password.data(), password.size(),
                                     sample.data() + 12, 16, std::uint64_t{1} << cost.lambda, cost.r, cost.p);
        return key;
    }();
    Choices in(input);
    const bool seals = in.below(2) == 1;
    const ByteView rest = in.rest();
    Bytes bytes(rest.begin(), rest.end());
    make_cheap(bytes);
    if (seals) { // the bytes are what somebody who knows the password sealed
        const Bytes sealed = message::gcm_encrypt(K, ByteView(sample).first(kHead), rest);
        bytes.assign(sample.begin(), sample.begin() + kHead);
        bytes.insert(bytes.end(), sealed.begin(), sealed.end());
    }
    const auto entries = unless_refused([&] { return open_wallet(password, bytes); });
    if (entries && seals)
        expect(seal_wallet_from_coins(password, *entries, cost, test::coins("fuzz wallet")) == bytes,
               "entries have one encoding");
}

void record(ByteView input) {
    Choices in(input);
    const std::size_t kind = in.below(3);
    const ByteView bytes = in.rest();
    const auto pieces = unless_refused([&] { return split_record(kind == 0 ? "file" : "fhir", bytes); });
    if (!pieces) return;
    std::vector<Bytes> contents;
    for (const Piece& piece : *pieces)
        contents.push_back(piece.content);
    expect(join_record(contents) == Bytes(bytes.begin(), bytes.end()), "sections joined are the record");
    contents.pop_back();
    const auto less = unless_refused([&] { return join_record(contents); });
    expect(!less || contents.empty(), "no section goes missing unnoticed");
}

void vector_file(ByteView input) {
    const std::string text = text_of(input);
    (void)unless_refused([&] {
        const kat::VectorFile file = kat::open_file(kat::parse_json(text, "input"), "input");
        return kat::file_text(file.key, file.json);
    });
    (void)unless_refused([&] { return kat::parse_responses(text, "input"); });
}

void key_file(ByteView input) {
    Choices in(input);
    const std::size_t kind = in.below(3);
    static const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("emrshare-fuzz-" + std::to_string(getpid()) + ".json");
    std::ofstream(path, std::ios::binary) << text_of(in.rest());
    (void)unless_refused([&] {
        if (kind == 0)
            (void)kat::read_master(path);
        else if (kind == 1)
            (void)kat::read_public(path);
        else
            (void)kat::read_private(path);
        return true;
    });
    std::filesystem::remove(path);
}

// ---- the C interface ----

void c_interface(ByteView input) {
    Choices in(input);
    const emrshare_set* set = emrshare_set_at(in.below(6));
    const std::size_t call = in.below(7);
    Bytes out(in.below(4096), 0xA5);
    const Bytes untouched = out;
    std::vector<std::int64_t> numbers(in.below(300), 7);
    const ByteView rest = in.rest();
    const emrshare_bytes bytes = {rest.data(), rest.size()};
    const emrshare_bytes half = {rest.data(), rest.size() / 2};
    const emrshare_bytes other = {rest.data() + half.size, rest.size() - half.size};
    const emrshare_buffer buffer = {out.data(), out.size()};
    std::uint64_t length = 0;
    emrshare_status status = EMRSHARE_USAGE;
    if (call == 0) status = emrshare_decode_element(set, bytes, {numbers.data(), numbers.size()});
    if (call == 1) status = emrshare_decode_message(set, bytes, {numbers.data(), numbers.size()});
    if (call == 2) status = emrshare_dec(set, half, other, buffer);
    if (call == 3) status = emrshare_opened_size(bytes, &length);
    if (call == 4) status = emrshare_sig_verify(half, other, {nullptr, 0}, bytes);
    if (call == 5) status = emrshare_reenc_printed(set, half, other, buffer);
    if (call == 6) status = emrshare_key_fingerprint(set, bytes, buffer);
    expect(status != EMRSHARE_INTERNAL, "no input is an error of the library");
    expect(status == EMRSHARE_OK || out == untouched, "a call that fails writes nothing");
    expect((status == EMRSHARE_REJECTED) == (status != EMRSHARE_OK && *emrshare_last_check() != '\0'),
           "a refused call names its check");
}

constexpr Target kDecoders[] = {
    {"element", "ENC.Element, ENC.Short and ENC.Message of every set", element},
    {"cbor", "data items", cbor},
    {"message", "messages, parts and commands of both profiles, every field read", protocol_message},
    {"public-parameters", "PP.Check", public_parameters},
    {"channel", "CHAN.Open", channel},
    {"signature", "keys and signatures of ML-DSA-65, and SIG.Verify", signature},
    {"sealed-file", "SEAL.Open, SEAL.OpenHybrid and SEAL.OpenReSealed, with the file's digest and with one that fits",
     sealed_file},
    {"reencrypted-file", "SEAL.ReSeal, of files of both modes", reencrypted_file},
    {"wallet", "WALLET.Open of files, and of entries that were sealed", wallet},
    {"record", "RECORD.Split and RECORD.Join", record},
    {"vector-file", "vector files and responses", vector_file},
    {"key-file", "key files of the command line", key_file},
    {"c-interface", "calls from C with any bytes, and with buffers of any size", c_interface},
};

// ---- controls ----

/// A decoder that believes the length that is written in front.
void overrun(ByteView input) {
    if (input.size() < 3 || input[0] != 'L') return;
    const std::size_t length = input[1];
    std::uint32_t sum = 0;
    const std::vector<std::uint8_t> copy(input.begin() + 2, input.end());
    const std::uint8_t* first = copy.data();
    for (std::size_t i = 0; i < length; ++i)
        sum += first[i]; // without a check of the length
    expect(sum != 0xFFFFFFFF, "the sum is used");
}

/// ENC.Element without ENC.Element.C2: residues that are not below q have a second encoding.
void unreduced(ByteView input) {
    const ParameterSet& set = toy();
    if (input.size() != set.element_bytes()) return;
    Residues residues(set.n);
    for (std::size_t j = 0; j < set.n; ++j) {
        std::uint64_t value = 0;
        for (std::size_t bit = 0; bit < set.ell; ++bit) {
            const std::size_t at = j * set.ell + bit;
            value |= static_cast<std::uint64_t>((input[at / 8] >> (at % 8)) & 1U) << bit;
        }
        residues[j] = static_cast<std::uint32_t>(value % set.q);
    }
    expect(are_equal(encode(Rq(set.ring(), residues)), input), "a value has one encoding");
}

constexpr Target kControls[] = {
    {"control-overrun", "a decoder that reads beyond its input", overrun, true},
    {"control-unreduced", "a decoder that takes residues beyond q", unreduced, true},
};

} // namespace

std::span<const Target> decoder_targets() {
    return kDecoders;
}

std::span<const Target> control_targets() {
    return kControls;
}

} // namespace emrshare::fuzz
