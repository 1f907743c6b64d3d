#include "case_values.hpp"
#include "operation.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"
#include "record/reseal.hpp"
#include "record/seal.hpp"
#include "world.hpp"

#include <sstream>

namespace emrshare::kat {
namespace {

using namespace sealed_layout;

std::string text_of(const Bytes& bytes) {
    return std::string(bytes.begin(), bytes.end());
}

/// What @p transform makes of @p bytes, both as streams.
template <class Transform>
Bytes through_streams(const Bytes& bytes, const Transform& transform) {
    std::istringstream in(text_of(bytes));
    std::ostringstream out;
    transform(in, out);
    const std::string text = out.str();
    return Bytes(text.begin(), text.end());
}

Bytes seal_bytes(const ParameterSet& set, const Rq& pk, const Bytes& plaintext, const Coins& coins,
                 SealMode mode = SealMode::direct) {
    return through_streams(plaintext, [&](std::istream& in, std::ostream& out) {
        seal_as(mode, set, pk, in, plaintext.size(), out, coins);
    });
}

// ---- seal ----

void run_seal(const Call& call) {
    const Rq pk = call.in.element("pk");
    const Bytes plaintext = call.in.bytes("plaintext");
    call.trace.record("fingerprint", key_fingerprint(call.in.set(), pk));
    call.out.record("sealed", seal_bytes(call.in.set(), pk, plaintext, call.in.coins("coins")));
}

std::vector<Case> seal_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const std::size_t block = set.message_bytes();
    const Rq& pk = make.world().alice.pk;
    std::vector<Case> cases;
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, block - 1, block, block + 1}) {
        const std::string which = std::to_string(length) + " bytes";
        cases.push_back({which,
                         {"edge"},
                         {{"pk", hex_of(pk)},
                          {"plaintext", to_hex(make.bytes(which, "plaintext", length))},
                          {"coins", to_hex(make.coins(which, "coins"))}}});
    }
    cases.push_back({"pk not reduced",
                     {"rejected"},
                     {{"pk", unreduced(pk)}, {"plaintext", ""}, {"coins", to_hex(Coins())}},
                     "ENC.Element.C2"});
    return cases;
}

// ---- open ----

void run_open(const Call& call) {
    const Poly f = call.in.short_poly("f");
    const Rq pk = call.in.element("pk");
    const Bytes sealed = call.in.bytes("sealed");
    const auto opened = [&](std::istream& in, std::ostream& out) { open(f, pk, in, sealed.size(), out); };
    call.out.record("plaintext", through_streams(sealed, opened));
}

/// The file with the digest at @p at made anew, whose blocks of @p size bytes begin at @p begin, so that a change is
/// met by a later check.
Bytes with_digest_at(Bytes file, std::size_t begin, std::size_t size, std::size_t at) {
    const ByteView bytes(file);
    const Bytes digest = digest_of(bytes.first(begin), bytes.subspan(begin, at - begin), size);
    std::copy(digest.begin(), digest.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
    return file;
}

/// The same for a file of version 0, however long.
Bytes with_digest(Bytes sealed, const ParameterSet& set) {
    const std::size_t blocks = (sealed.size() - kHeaderBytes - kDigestBytes) / set.element_bytes();
    return with_digest_at(std::move(sealed), kHeaderBytes, set.element_bytes(),
                          kHeaderBytes + blocks * set.element_bytes());
}

Bytes changed(Bytes sealed, std::size_t position, std::uint8_t flip) {
    sealed[position] ^= flip;
    return sealed;
}

/// The sealed file of `length` bytes whose first block is replaced by `block`.
Bytes with_first_block(Bytes sealed, const Bytes& block, const ParameterSet& set) {
    std::copy(block.begin(), block.end(), sealed.begin() + kHeaderBytes);
    return with_digest(std::move(sealed), set);
}

std::vector<Case> open_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const World& world = make.world();
    const std::string f = hex_of(set, world.alice.f);
    const std::string pk = hex_of(world.alice.pk);
    const Bytes plaintext = make.bytes("file", "plaintext", set.message_bytes() - 1);
    const Bytes sealed = seal_bytes(set, world.alice.pk, plaintext, make.coins("file", "coins"));
    const auto inputs = [&](const Bytes& file) { return Json{{"f", f}, {"pk", pk}, {"sealed", to_hex(file)}}; };
    const Poly ones = Poly(WipedVector<std::int64_t>(set.n, 1));
    const Bytes padded = encode(enc_from_coins(set, world.alice.pk, ones, make.coins("padding", "coins")));
    const Bytes outside = with_coefficient(Rq(set.ring()), 0, set.q);
    Bytes shorter = sealed;
    shorter.pop_back();
    Bytes longer = sealed;
    longer.push_back(0);
    // A good file, for a key of another set.
    const ParameterSet& other = parameter_set(set.n == 64 ? "small-256" : "toy-64");
    const Bytes foreign = seal_bytes(other, Rq(other.ring()), {}, make.coins("foreign", "coins"));
    std::vector<Case> cases = {
        {"a block less one byte", {}, inputs(sealed)},
        {"empty file", {"edge"}, inputs(seal_bytes(set, world.alice.pk, {}, make.coins("empty", "coins")))},
        {"no bytes", {"rejected"}, inputs({}), "SEAL.Open.C1"},
        {"the magic alone", {"rejected"}, inputs(Bytes(sealed.begin(), sealed.begin() + 8)), "SEAL.Open.C1"},
        {"49 bytes, one less than a head",
         {"rejected"},
         inputs(Bytes(sealed.begin(), sealed.begin() + 49)),
         "SEAL.Open.C1"},
        {"first byte of the magic", {"rejected"}, inputs(with_digest(changed(sealed, 0, 1), set)), "SEAL.Open.C1"},
        {"version 1", {"rejected"}, inputs(with_digest(changed(sealed, 8, 1), set)), "SEAL.Open.C2"},
        {"set 128 more", {"rejected"}, inputs(with_digest(changed(sealed, 9, 128), set)), "SEAL.Open.C3"},
        {"length of 2^56 more", {"rejected"}, inputs(with_digest(changed(sealed, 49, 1), set)), "SEAL.Open.C4"},
        {"one byte short", {"rejected"}, inputs(shorter), "SEAL.Open.C4"},
        {"one byte long", {"rejected"}, inputs(longer), "SEAL.Open.C4"},
        {"the head alone", {"rejected"}, inputs(Bytes(sealed.begin(), sealed.begin() + 50)), "SEAL.Open.C4"},
        {"last byte of the digest", {"rejected"}, inputs(changed(sealed, sealed.size() - 1, 1)), "SEAL.Open.C5"},
        {"a bit of the block", {"rejected"}, inputs(changed(sealed, 50, 1)), "SEAL.Open.C5"},
        {"fingerprint of another key", {"rejected"}, inputs(with_digest(changed(sealed, 10, 1), set)), "SEAL.Open.C6"},
        {"a file of another set", {"rejected"}, inputs(foreign), "SEAL.Open.C6"},
        {"pk not reduced, and no file: pk is decoded first",
         {"rejected"},
         {{"f", f}, {"pk", unreduced(world.alice.pk)}, {"sealed", ""}},
         "ENC.Element.C2"},
        {"a coefficient q in the block", {"rejected"}, inputs(with_first_block(sealed, outside, set)), "SEAL.Open.C7"},
        {"padding of ones", {"rejected"}, inputs(with_first_block(sealed, padded, set)), "SEAL.Open.C8"},
    };
    return cases;
}

// ---- seal-hybrid ----

void run_seal_hybrid(const Call& call) {
    const Rq pk = call.in.element("pk");
    const Bytes plaintext = call.in.bytes("plaintext");
    const Coins coins = call.in.coins("coins");
    call.out.record("sealed", through_streams(plaintext, [&](std::istream& in, std::ostream& out) {
                        seal_hybrid(call.in.set(), pk, in, plaintext.size(), out, coins, {}, 1, call.trace);
                    }));
}

std::vector<Case> seal_hybrid_cases(const CaseMaker& make) {
    const std::string pk = hex_of(make.world().alice.pk);
    std::vector<std::size_t> lengths = {0, 1, 300};
    // Long files at the smallest set alone: what is done to chunks is the same at all.
    if (make.set().n == 64) lengths.insert(lengths.end(), {kChunkBytes, kChunkBytes + 1});
    std::vector<Case> cases;
    for (const std::size_t length : lengths) {
        const std::string which = std::to_string(length) + " bytes";
        cases.push_back({which,
                         {"edge"},
                         {{"pk", pk},
                          {"plaintext", to_hex(make.bytes(which, "plaintext", length))},
                          {"coins", to_hex(make.coins(which, "coins"))}}});
    }
    cases.push_back({"pk not reduced",
                     {"rejected"},
                     {{"pk", unreduced(make.world().alice.pk)}, {"plaintext", ""}, {"coins", to_hex(Coins())}},
                     "ENC.Element.C2"});
    return cases;
}

// ---- open-hybrid ----

void run_open_hybrid(const Call& call) {
    const Poly f = call.in.short_poly("f");
    const Rq pk = call.in.element("pk");
    const Bytes sealed = call.in.bytes("sealed");
    const auto opened = [&](std::istream& in, std::ostream& out) { open_hybrid(f, pk, in, sealed.size(), out); };
    call.out.record("plaintext", through_streams(sealed, opened));
}

/// The file with @p bytes at @p at in the place of as many of its own.
Bytes with_bytes_at(Bytes file, std::size_t at, const Bytes& bytes) {
    std::copy(bytes.begin(), bytes.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
    return file;
}

Bytes without_last(Bytes file) {
    file.pop_back();
    return file;
}

Bytes and_one_more(Bytes file) {
    file.push_back(0);
    return file;
}

/// A file, what it is called, and the check that refuses it.
struct Damaged {
    const char* comment;
    Bytes file;
    const char* check;
};

/// A file of either form changed at @p begin, where its head is, and behind: the digest is at @p digest_at.
std::vector<Damaged> damaged_parts(const ParameterSet& set, const Bytes& good, std::size_t begin,
                                   std::size_t digest_at) {
    const auto mended = [&](std::size_t at, std::uint8_t flip) {
        return with_digest_at(changed(good, begin + at, flip), begin + kHeaderBytes, set.element_bytes(), digest_at);
    };
    const Bytes outside = with_coefficient(Rq(set.ring()), 0, set.q);
    return {
        {"first byte of the magic", mended(0, 1), "SEAL.Open.C1"},
        {"version 128 more", mended(8, 128), "SEAL.Open.C2"},
        {"set 128 more", mended(9, 128), "SEAL.Open.C3"},
        {"length of 2^56 more", mended(49, 1), "SEAL.Open.C4"},
        {"length of one less", mended(42, 1), "SEAL.Open.C4"},
        {"one byte short", without_last(good), "SEAL.Open.C4"},
        {"one byte long", and_one_more(good), "SEAL.Open.C4"},
        {"a bit of the block", changed(good, begin + kHeaderBytes, 1), "SEAL.Open.C5"},
        {"last byte of the digest", changed(good, digest_at + kDigestBytes - 1, 1), "SEAL.Open.C5"},
        {"a coefficient q in the block",
         with_digest_at(with_bytes_at(good, begin + kHeaderBytes, outside), begin + kHeaderBytes, set.element_bytes(),
                        digest_at),
         "SEAL.Open.C7"},
    };
}

std::vector<Case> open_hybrid_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const KeyPair& alice = make.world().alice;
    const auto inputs = [&](const Bytes& file) {
        return Json{{"f", hex_of(set, alice.f)}, {"pk", hex_of(alice.pk)}, {"sealed", to_hex(file)}};
    };
    const auto sealed_of = [&](const std::string& which, std::size_t length) {
        return seal_bytes(set, alice.pk, make.bytes(which, "plaintext", length), make.coins(which, "coins"),
                          SealMode::hybrid);
    };
    const Bytes good = sealed_of("file", 301);
    const std::size_t digest_at = kHeaderBytes + set.element_bytes();
    const std::size_t chunks_at = digest_at + kDigestBytes;
    const auto mended = [&](const Bytes& file) {
        return with_digest_at(file, kHeaderBytes, set.element_bytes(), digest_at);
    };
    std::vector<Case> cases = {{"one chunk", {}, inputs(good)},
                               {"empty file", {"edge"}, inputs(sealed_of("empty", 0))}};
    for (const Damaged& damaged : damaged_parts(set, good, 0, digest_at))
        cases.push_back({damaged.comment, {"rejected"}, inputs(damaged.file), damaged.check});
    const auto refuse = [&](const char* comment, const Bytes& file, const char* check) {
        cases.push_back({comment, {"rejected"}, inputs(file), check});
    };
    refuse("no bytes", {}, "SEAL.Open.C1");
    refuse("the head alone", Bytes(good.begin(), good.begin() + kHeaderBytes), "SEAL.Open.C4");
    refuse("version 0", mended(changed(good, 8, 1)), "SEAL.Open.C2");
    refuse("fingerprint of another key", mended(changed(good, 10, 1)), "SEAL.Open.C6");
    refuse("a bit of the chunk", changed(good, chunks_at, 1), "SEAL.OpenHybrid.C1");
    refuse("last bit of the tag", changed(good, good.size() - 1, 128), "SEAL.OpenHybrid.C1");
    const Bytes other = sealed_of("other file", 301);
    const ByteView block = ByteView(other).subspan(kHeaderBytes, set.element_bytes());
    refuse("block of another file", mended(with_bytes_at(good, kHeaderBytes, Bytes(block.begin(), block.end()))),
           "SEAL.OpenHybrid.C1");
    if (set.n != 64) return cases;
    const Bytes two = sealed_of("two chunks", kChunkBytes + 5);
    cases.push_back({"two chunks", {}, inputs(two)});
    refuse("a bit of the second chunk", changed(two, two.size() - 17, 1), "SEAL.OpenHybrid.C1");
    // The first chunk of two in a file that says that it is all: right in every byte, but for the last-chunk byte and
    // K.
    Bytes first(two.begin(), two.begin() + static_cast<std::ptrdiff_t>(chunks_at + kChunkBytes + 16));
    refuse("cut to its first chunk, with the length of that", mended(changed(first, 42, 5)), "SEAL.OpenHybrid.C1");
    refuse("a bit of the first of two chunks", changed(two, chunks_at, 1), "SEAL.OpenHybrid.C1");
    return cases;
}

// ---- reseal ----

ReSealKey reseal_key_of(const Call& call) {
    const Rq rk = call.in.element("rk");
    const Rq pk_B = call.in.element("pk_B*");
    const Coins K_CS = call.in.coins("K_CS");
    return {&call.in.set(), rk, pk_B, K_CS, call.in.bytes("digest")};
}

Bytes reseal_bytes(const ReSealKey& key, const Bytes& sealed) {
    return through_streams(sealed, [&](std::istream& in, std::ostream& out) { reseal(key, in, sealed.size(), out); });
}

Bytes digest_of(const Bytes& sealed) {
    std::istringstream in(text_of(sealed));
    return sealed_digest(in, sealed.size());
}

void run_reseal(const Call& call) {
    const ReSealKey key = reseal_key_of(call);
    call.out.record("resealed", reseal_bytes(key, call.in.bytes("sealed")));
}

/// The owner's files that are re-encrypted, with what they are called: of no bytes, of two blocks, and hybrid ones.
std::vector<std::pair<std::string, Bytes>> delegated_files(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const Rq& pk = make.corrected_world().alice.pair.pk;
    std::vector<std::pair<std::string, Bytes>> files;
    const auto add = [&](const std::string& which, SealMode mode, std::size_t length) {
        files.emplace_back(
            which, seal_bytes(set, pk, make.bytes(which, "plaintext", length), make.coins(which, "coins"), mode));
    };
    add("direct, two blocks", SealMode::direct, set.message_bytes() + 1);
    add("hybrid, 301 bytes", SealMode::hybrid, 301);
    add("direct, empty", SealMode::direct, 0);
    add("hybrid, empty", SealMode::hybrid, 0);
    return files;
}

std::vector<Case> reseal_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const CorrectedWorld& world = make.corrected_world();
    const auto inputs = [&](const Bytes& digest, const Bytes& file) {
        return Json{{"rk", hex_of(world.rk)},
                    {"pk_B*", hex_of(world.bob.pk)},
                    {"K_CS", to_hex(make.coins("cloud", "K_CS"))},
                    {"digest", to_hex(digest)},
                    {"sealed", to_hex(file)}};
    };
    std::vector<Case> cases;
    const auto files = delegated_files(make);
    cases.reserve(files.size());
    for (const auto& [which, file] : files)
        cases.push_back({which, {}, inputs(digest_of(file), file)});
    const Bytes& good = files[1].second;
    const std::size_t digest_at = kHeaderBytes + set.element_bytes();
    for (const Damaged& damaged : damaged_parts(set, good, 0, digest_at)) {
        const bool is_block = std::string(damaged.check) == "SEAL.Open.C7";
        const Bytes named = is_block ? digest_of(damaged.file) : digest_of(good);
        cases.push_back({damaged.comment, {"rejected"}, inputs(named, damaged.file), damaged.check});
    }
    const auto refuse = [&](const char* comment, const Bytes& digest, const Bytes& file, const char* check) {
        cases.push_back({comment, {"rejected"}, inputs(digest, file), check});
    };
    const ParameterSet& other = parameter_set(set.n == 64 ? "small-256" : "toy-64");
    const Bytes foreign = seal_bytes(other, Rq(other.ring()), {}, make.coins("foreign", "coins"));
    refuse("a file of another set", digest_of(foreign), foreign, "SEAL.ReSeal.C1");
    refuse("another file of the owner", digest_of(good), files[3].second, "SEAL.ReSeal.C3");
    refuse("last byte of the digest that the owner has named", changed(digest_of(good), 31, 1), good, "SEAL.ReSeal.C3");
    const Bytes chosen(set.element_bytes(), 0);
    refuse("a chosen block", digest_of(good),
           with_digest_at(with_bytes_at(good, kHeaderBytes, chosen), kHeaderBytes, set.element_bytes(), digest_at),
           "SEAL.ReSeal.C3");
    return cases;
}

// ---- open-resealed ----

void run_open_resealed(const Call& call) {
    const Poly f_B = call.in.short_poly("f_B*");
    const Rq pk_B = call.in.element("pk_B*");
    const Bytes file = call.in.bytes("resealed");
    const auto opened = [&](std::istream& in, std::ostream& out) { open_resealed(f_B, pk_B, in, file.size(), out); };
    call.out.record("plaintext", through_streams(file, opened));
}

std::vector<Case> open_resealed_cases(const CaseMaker& make) {
    const ParameterSet& set = make.set();
    const CorrectedWorld& world = make.corrected_world();
    const auto inputs = [&](const Bytes& file) {
        return Json{{"f_B*", hex_of(set, world.bob.f)}, {"pk_B*", hex_of(world.bob.pk)}, {"resealed", to_hex(file)}};
    };
    const auto resealed_of = [&](const Bytes& sealed) {
        return reseal_bytes({&set, world.rk, world.bob.pk, make.coins("cloud", "K_CS"), digest_of(sealed)}, sealed);
    };
    std::vector<Case> cases;
    const auto files = delegated_files(make);
    cases.reserve(files.size());
    for (const auto& [which, file] : files)
        cases.push_back({which, {}, inputs(resealed_of(file))});
    const Bytes good = resealed_of(files[1].second);
    const std::size_t digest_at = kPrefixBytes + kHeaderBytes + set.element_bytes();
    for (const Damaged& damaged : damaged_parts(set, good, kPrefixBytes, digest_at))
        cases.push_back({damaged.comment, {"rejected"}, inputs(damaged.file), damaged.check});
    const auto refuse = [&](const char* comment, const Bytes& file, const char* check) {
        cases.push_back({comment, {"rejected"}, inputs(file), check});
    };
    const auto mended = [&](std::size_t at, std::uint8_t flip) {
        return with_digest_at(changed(good, at, flip), kPrefixBytes + kHeaderBytes, set.element_bytes(), digest_at);
    };
    refuse("no bytes", {}, "SEAL.OpenReSealed.C1");
    refuse("40 bytes", Bytes(good.begin(), good.begin() + 40), "SEAL.OpenReSealed.C1");
    refuse("first byte of the file", mended(0, 1), "SEAL.OpenReSealed.C1");
    refuse("the owner's file", files[1].second, "SEAL.OpenReSealed.C2");
    refuse("a file for another key", mended(9, 1), "SEAL.OpenReSealed.C3");
    refuse("another key, under a digest that does not fit", changed(good, 9, 1), "SEAL.Open.C5");
    refuse("nothing behind the first 41 bytes", Bytes(good.begin(), good.begin() + kPrefixBytes), "SEAL.Open.C1");
    refuse("a bit of the chunk", changed(good, digest_at + kDigestBytes, 1), "SEAL.OpenHybrid.C1");
    refuse("another owner's fingerprint", mended(kPrefixBytes + 10, 1), "SEAL.OpenHybrid.C1");
    // A full block of ones in a file that says that it is a byte shorter.
    const std::size_t block = set.message_bytes();
    const Bytes full = seal_bytes(set, world.alice.pair.pk, Bytes(block, 255), make.coins("full", "coins"));
    const Bytes padded =
        resealed_of(with_digest(changed(full, 42, static_cast<std::uint8_t>(block ^ (block - 1))), set));
    refuse("padding of ones", padded, "SEAL.Open.C8");
    refuse("version 3", mended(8, 1), "SEAL.OpenReSealed.C2");
    return cases;
}

} // namespace

std::vector<Operation> record_operations() {
    const Field pk = {"pk", Kind::element, "public key"};
    const Field plaintext = {"plaintext", Kind::hex, "the file"};
    const Field sealed = {"sealed", Kind::hex, "the sealed file"};
    const Field pk_B = {"pk_B*", Kind::element, "the requester's one-time public key"};
    const Field resealed = {"resealed", Kind::hex, "the re-encrypted file"};
    const auto not_large = [](const ParameterSet& set) { return set.n <= 256; };
    return {
        {"seal",
         "SEAL.Seal",
         "a file into blocks",
         true,
         {"both"},
         {pk, plaintext, {"coins", Kind::hex, "32 bytes"}},
         {{"fingerprint", Kind::hex, "name of the key", "SEAL.Fingerprint.1"}},
         {made_by(sealed, "SEAL.Seal.7")},
         run_seal,
         seal_cases,
         not_large},
        {"open",
         "SEAL.Open",
         "blocks into the file",
         true,
         {"both"},
         {{"f", Kind::element, "private key"}, pk, sealed},
         {},
         {made_by(plaintext, "SEAL.Open.5")},
         run_open,
         open_cases,
         not_large},
        {"seal-hybrid",
         "SEAL.SealHybrid",
         "a file into a block with a key and chunks",
         true,
         {"both"},
         {pk, plaintext, {"coins", Kind::hex, "32 bytes"}},
         {{"m", Kind::hex, "what the block carries", "SEAL.SealHybrid.2"},
          {"K", Kind::hex, "key of the chunks", "SEAL.SealHybrid.5"}},
         {made_by(sealed, "SEAL.SealHybrid.7")},
         run_seal_hybrid,
         seal_hybrid_cases,
         not_large},
        {"open-hybrid",
         "SEAL.OpenHybrid",
         "a block with a key and chunks into the file",
         true,
         {"both"},
         {{"f", Kind::element, "private key"}, pk, sealed},
         {},
         {made_by(plaintext, "SEAL.OpenHybrid.4")},
         run_open_hybrid,
         open_hybrid_cases,
         not_large},
        {"reseal",
         "SEAL.ReSeal",
         "a sealed file for the requester",
         true,
         {"corrected"},
         {{"rk", Kind::element, "re-encryption key"},
          pk_B,
          {"K_CS", Kind::hex, "the cloud's key for re-encryption coins"},
          {"digest", Kind::hex, "of the file that the owner delegates"},
          sealed},
         {},
         {made_by(resealed, "SEAL.ReSeal.5")},
         run_reseal,
         reseal_cases,
         not_large},
        {"open-resealed",
         "SEAL.OpenReSealed",
         "a re-encrypted file into the file",
         true,
         {"corrected"},
         {{"f_B*", Kind::element, "the requester's one-time private key"}, pk_B, resealed},
         {},
         {made_by(plaintext, "SEAL.OpenReSealed.1")},
         run_open_resealed,
         open_resealed_cases,
         not_large},
    };
}

} // namespace emrshare::kat
