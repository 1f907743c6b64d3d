#include "case_values.hpp"
#include "operation.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"
#include "record/seal.hpp"
#include "world.hpp"

#include <sstream>

namespace emrshare::kat {
namespace {

std::string text_of(const Bytes& bytes) {
    return std::string(bytes.begin(), bytes.end());
}

Bytes seal_bytes(const ParameterSet& set, const Rq& pk, const Bytes& plaintext, const Coins& coins) {
    std::istringstream in(text_of(plaintext));
    std::ostringstream out;
    seal(set, pk, in, plaintext.size(), out, coins);
    const std::string sealed = out.str();
    return Bytes(sealed.begin(), sealed.end());
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
    std::istringstream in(text_of(sealed));
    std::ostringstream out;
    open(f, pk, in, sealed.size(), out);
    const std::string plaintext = out.str();
    call.out.record("plaintext", Bytes(plaintext.begin(), plaintext.end()));
}

/// The sealed file with its digest made anew, so that a change is met by a later check.
Bytes with_digest(Bytes sealed) {
    constexpr std::size_t kDigestBytes = 32;
    const ByteView covered = ByteView(sealed).first(sealed.size() - kDigestBytes);
    const Bytes digest = sha3_256(covered);
    std::copy(digest.begin(), digest.end(), sealed.end() - kDigestBytes);
    return sealed;
}

Bytes changed(Bytes sealed, std::size_t position, std::uint8_t flip) {
    sealed[position] ^= flip;
    return sealed;
}

/// The sealed file of `length` bytes whose first block is replaced by `block`.
Bytes with_first_block(Bytes sealed, const Bytes& block) {
    constexpr std::size_t kHeader = 50;
    std::copy(block.begin(), block.end(), sealed.begin() + kHeader);
    return with_digest(std::move(sealed));
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
        {"first byte of the magic", {"rejected"}, inputs(with_digest(changed(sealed, 0, 1))), "SEAL.Open.C1"},
        {"version 1", {"rejected"}, inputs(with_digest(changed(sealed, 8, 1))), "SEAL.Open.C2"},
        {"set 128 more", {"rejected"}, inputs(with_digest(changed(sealed, 9, 128))), "SEAL.Open.C3"},
        {"length of 2^56 more", {"rejected"}, inputs(with_digest(changed(sealed, 49, 1))), "SEAL.Open.C4"},
        {"one byte short", {"rejected"}, inputs(shorter), "SEAL.Open.C4"},
        {"one byte long, under a right digest", {"rejected"}, inputs(with_digest(longer)), "SEAL.Open.C4"},
        {"the head alone", {"rejected"}, inputs(Bytes(sealed.begin(), sealed.begin() + 50)), "SEAL.Open.C4"},
        {"last byte of the digest", {"rejected"}, inputs(changed(sealed, sealed.size() - 1, 1)), "SEAL.Open.C5"},
        {"a bit of the block", {"rejected"}, inputs(changed(sealed, 50, 1)), "SEAL.Open.C5"},
        {"fingerprint of another key", {"rejected"}, inputs(with_digest(changed(sealed, 10, 1))), "SEAL.Open.C6"},
        {"a file of another set", {"rejected"}, inputs(foreign), "SEAL.Open.C6"},
        {"pk not reduced, and no file: pk is decoded first",
         {"rejected"},
         {{"f", f}, {"pk", unreduced(world.alice.pk)}, {"sealed", ""}},
         "ENC.Element.C2"},
        {"a coefficient q in the block", {"rejected"}, inputs(with_first_block(sealed, outside)), "SEAL.Open.C7"},
        {"padding of ones", {"rejected"}, inputs(with_first_block(sealed, padded)), "SEAL.Open.C8"},
    };
    return cases;
}

} // namespace

std::vector<Operation> record_operations() {
    const Field pk = {"pk", Kind::element, "public key"};
    const Field plaintext = {"plaintext", Kind::hex, "the file"};
    const Field sealed = {"sealed", Kind::hex, "the sealed file"};
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
    };
}

} // namespace emrshare::kat
