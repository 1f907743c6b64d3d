// What was changed on its way is refused by the check that the specification names, or read as something else.
#include "props/parties.hpp"
#include "props/properties.hpp"

#include "case_values.hpp"
#include "pre/encoding.hpp"
#include "record/sealed_layout.hpp"

namespace emrshare::kat::props {
namespace {

/// A class of bytes of an input: from @c first on, to before @c end.
struct Part {
    const char* name;
    std::size_t first;
    std::size_t end;
};

/// The inputs with one bit of the part changed, which one being random.
Json with_flip(const Subject& subject, Json inputs, const std::string& input, const Part& part, std::uint64_t number) {
    Bytes bytes = from_hex(inputs[input].get<std::string>(), input);
    const Bytes choice = from_hex(subject.hex_bytes(std::string("flip ") + part.name, number, 3), "choice");
    const std::size_t place = part.first + (choice[0] + 256U * choice[1]) % (part.end - part.first);
    bytes.at(place) ^= static_cast<std::uint8_t>(1U << choice[2] % 8);
    inputs[input] = to_hex(bytes);
    return inputs;
}

/// What changing an input of an operation must do to an output.
struct Victim {
    std::string operation;
    Json inputs;
    std::string output;
    Json before; ///< the output for the inputs as they are
};

/// The victim, asked as it is: what is refused always is no evidence.
Victim victim(Subject& subject, const std::string& operation, const Json& inputs, const std::string& output) {
    return {operation, inputs, output, subject.compute(operation, inputs).at(output)};
}

void flip(Subject& subject, const Victim& one, const std::string& input, const Part& part, std::uint64_t number) {
    subject.must_notice(one.operation, with_flip(subject, one.inputs, input, part, number), one.output, one.before,
                        "a changed bit in " + input + (*part.name != '\0' ? std::string(", ") + part.name : ""));
}

/// A bit anywhere, a byte too few, a byte too many.
void change(Subject& subject, const Victim& one, const std::string& input, std::uint64_t number) {
    const auto text = one.inputs[input].get<std::string>();
    flip(subject, one, input, {"", 0, text.size() / 2}, number);
    Json inputs = one.inputs;
    inputs[input] = short_by_one(text);
    subject.must_notice(one.operation, inputs, one.output, one.before, input + " without its last byte");
    inputs[input] = text + "00";
    subject.must_notice(one.operation, inputs, one.output, one.before, input + " with a byte more");
}

/// @p inputs with a digest at the end of the sealed file that is right again.
Json with_right_digest(Json inputs, const ParameterSet& set) {
    using sealed_layout::kDigestBytes;
    using sealed_layout::kHeaderBytes;
    Bytes sealed = from_hex(inputs["sealed"].get<std::string>(), "sealed");
    sealed.resize(sealed.size() - kDigestBytes);
    const ByteView bytes(sealed);
    const Bytes digest =
        sealed_layout::digest_of(bytes.first(kHeaderBytes), bytes.subspan(kHeaderBytes), set.element_bytes());
    sealed.insert(sealed.end(), digest.begin(), digest.end());
    inputs["sealed"] = to_hex(sealed);
    return inputs;
}

} // namespace

std::uint64_t tampered_ciphertext(Subject& subject) {
    const Keys bob = keys_of(subject, "bob");
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Rq C = encrypted(subject, bob.pk, i);
        const Victim reading = victim(subject, "dec", {{"f", hex_of(subject.set(), bob.f)}, {"C", hex_of(C)}}, "M");
        // One more than a multiple of p: the first bit is another one (Enc is malleable, which is why the KEM is
        // there).
        Json inputs = reading.inputs;
        Residues residues = C.residues();
        residues[0] = (residues[0] + 1) % subject.set().q;
        inputs["C"] = hex_of(Rq(subject.set().ring(), residues));
        subject.must_notice("dec", inputs, "M", reading.before, "C + 1");
        inputs["C"] = unreduced(C);
        subject.must_notice("dec", inputs, "M", reading.before, "a coefficient q in C");
        inputs["C"] = short_by_one(reading.inputs["C"].get<std::string>());
        subject.must_notice("dec", inputs, "M", reading.before, "C without its last byte");
        inputs["C"] = reading.inputs["C"].get<std::string>() + "00";
        subject.must_notice("dec", inputs, "M", reading.before, "C with a byte more");
    }
    return subject.setting().samples;
}

std::uint64_t tampered_encapsulation(Subject& subject) {
    const Keys bob = keys_of(subject, "bob");
    const Json made = subject.trail();
    const auto add = [&](const Rq& C, std::uint32_t number) {
        Residues residues = C.residues();
        residues[0] = (residues[0] + number) % subject.set().q;
        return hex_of(Rq(subject.set().ring(), residues));
    };
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Rq C = subject.compute("kem-encaps", {{"pk", hex_of(bob.pk)}, {"coins", subject.hex_coins("encaps", i)}})
                         .element("C");
        const Victim opening = victim(subject, "kem-decaps",
                                      {{"f", hex_of(subject.set(), bob.f)},
                                       {"pk", hex_of(bob.pk)},
                                       {"z", subject.hex_coins("z", i)},
                                       {"C", hex_of(C)}},
                                      "K");
        Json inputs = opening.inputs;
        std::set<Json> keys;
        for (const std::uint32_t number : {1U, 2U, 4U}) {
            inputs["C"] = add(C, number);
            const Json K = subject.compute("kem-decaps", inputs).at("K");
            if (K == opening.before) throw Violation{"C + " + std::to_string(number) + " gives the key of C"};
            if (!keys.insert(K).second) throw Violation{"two changed C give one key"};
        }
        inputs["C"] = unreduced(C);
        subject.must_notice("kem-decaps", inputs, "K", opening.before, "a coefficient q in C");
    }
    return subject.setting().samples;
}

std::uint64_t tampered_channel(Subject& subject) {
    const Keys bob = keys_of(subject, "bob");
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Victim opening = victim(subject, "open-channel", sealed_for(subject, bob, i).inputs, "plaintext");
        const std::size_t bytes = opening.inputs["sealed"].get<std::string>().size() / 2;
        flip(subject, opening, "sealed", {"ciphertext", 0, bytes - 16}, i);
        flip(subject, opening, "sealed", {"tag", bytes - 16, bytes}, i);
        for (const char* input : {"context", "C", "sealed"})
            change(subject, opening, input, i);
    }
    return subject.setting().samples;
}

std::uint64_t tampered_file(Subject& subject) {
    const Keys bob = keys_of(subject, "bob");
    const Keys carol = keys_of(subject, "carol");
    const Json made = subject.trail();
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin(made);
        const Victim opening = victim(subject, "open", sealed_file(subject, bob, i).inputs, "plaintext");
        const std::size_t bytes = opening.inputs["sealed"].get<std::string>().size() / 2;
        const Part parts[] = {{"magic", 0, 8},         {"version", 8, 9},  {"set", 9, 10},
                              {"fingerprint", 10, 42}, {"length", 42, 50}, {"blocks", 50, bytes - 32}};
        for (const Part& part : parts) {
            const Json inputs = with_flip(subject, opening.inputs, "sealed", part, i);
            const std::string what = std::string("a changed bit in the ") + part.name;
            subject.must_notice("open", inputs, "plaintext", opening.before, what);
            subject.must_notice("open", with_right_digest(inputs, subject.set()), "plaintext", opening.before,
                                what + ", under a new digest");
        }
        change(subject, opening, "sealed", i);
        flip(subject, opening, "sealed", {"digest", bytes - 32, bytes}, i);
        Json inputs = opening.inputs;
        inputs["f"] = hex_of(subject.set(), carol.f);
        inputs["pk"] = hex_of(carol.pk);
        subject.must_notice("open", inputs, "plaintext", opening.before, "the keys of somebody else");
    }
    return subject.setting().samples;
}

std::uint64_t tampered_wallet(Subject& subject) {
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin();
        const Victim opening = victim(subject, "wallet-open", sealed_wallet(subject, i).inputs, "values");
        const std::size_t bytes = opening.inputs["wallet"].get<std::string>().size() / 2;
        // Changed costs may ask for much memory; 0 and 255 are out of range.
        const Part parts[] = {{"magic", 0, 8},
                              {"version", 8, 9},
                              {"salt", 12, 28},
                              {"ciphertext", 28, bytes - 16},
                              {"tag", bytes - 16, bytes}};
        for (const Part& part : parts)
            flip(subject, opening, "wallet", part, i);
        change(subject, opening, "password", i);
        for (std::size_t place = 9; place < 12; ++place) {
            for (const int cost : {0, 255}) {
                Json inputs = opening.inputs;
                Bytes wallet = from_hex(inputs["wallet"].get<std::string>(), "wallet");
                wallet[place] = static_cast<std::uint8_t>(cost);
                inputs["wallet"] = to_hex(wallet);
                subject.must_notice("wallet-open", inputs, "values", opening.before, "a cost out of range");
            }
        }
    }
    return subject.setting().samples;
}

std::uint64_t tampered_signature(Subject& subject) {
    for (std::uint64_t i = 0; i < subject.setting().samples; ++i) {
        subject.begin();
        const Victim verifying = victim(subject, "sig-verify", signed_message(subject, i), "accepted");
        // ML-DSA-65: c~ has 48 bytes, the hint 61.
        constexpr std::size_t kChallenge = 48;
        constexpr std::size_t kHint = 61;
        const std::size_t bytes = verifying.inputs["sigma"].get<std::string>().size() / 2;
        flip(subject, verifying, "pk", {"rho", 0, 32}, i);
        flip(subject, verifying, "pk", {"t_1", 32, verifying.inputs["pk"].get<std::string>().size() / 2}, i);
        flip(subject, verifying, "sigma", {"challenge", 0, kChallenge}, i);
        flip(subject, verifying, "sigma", {"response", kChallenge, bytes - kHint}, i);
        flip(subject, verifying, "sigma", {"hint", bytes - kHint, bytes}, i);
        for (const char* input : {"pk", "M", "ctx", "sigma"})
            change(subject, verifying, input, i);
    }
    return subject.setting().samples;
}

} // namespace emrshare::kat::props
