// The first inputs of the fuzz targets: what the vectors are about.
#include "fuzz.hpp"
#include "protocol.hpp"

#include "commands/key_file.hpp"
#include "files.hpp"
#include "record/seal.hpp"
#include "vector_file.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <sstream>

namespace emrshare::fuzz {
namespace {

namespace fs = std::filesystem;
using kat::Json;

/// Larger inputs are not worth their time.
constexpr std::size_t kMostBytes = 32768;
constexpr std::size_t kMostText = 6144; ///< a schema is slow

/// A vector as a seed is made of it.
struct Vector {
    const kat::FileKey& key;
    const Json& inputs;
    const Json& outputs;

    std::uint8_t set() const {
        const auto sets = parameter_sets();
        const auto at = std::find_if(sets.begin(), sets.end(), [&](const ParameterSet& s) { return &s == key.set; });
        return static_cast<std::uint8_t>(at - sets.begin());
    }
    std::uint8_t profile() const { return key.profile == "as-printed" ? 1 : 0; }
    Bytes input(const char* name) const { return kat::from_hex(inputs[name].get<std::string>(), name); }
    Bytes output(const char* name) const { return kat::from_hex(outputs[name].get<std::string>(), name); }
};

Bytes joined(Bytes choices, const Bytes& bytes) {
    choices.insert(choices.end(), bytes.begin(), bytes.end());
    return choices;
}

/// Where the seeds of an operation go.
struct Row {
    std::string operation;
    std::string target;
    std::function<Bytes(const Vector&)> seed;
    bool takes_output = false; ///< so that no vector that is refused will do
};

const std::vector<Row>& rows() {
    using V = const Vector&;
    static const std::vector<Row> rows = {
        {"decode-element", "element",
         [](V v) {
             return joined({v.set(), 0}, v.input("bytes"));
         }},
        {"dec", "element",
         [](V v) {
             return joined({v.set(), 1}, v.input("f"));
         }},
        {"decode-message", "element",
         [](V v) {
             return joined({v.set(), 2}, v.input("bytes"));
         }},
        {"decode-protocol", "message",
         [](V v) {
             return joined({v.profile(), v.set(), 0}, v.input("bytes"));
         }},
        {"sign-message", "message",
         [](V v) {
             return joined({v.profile(), v.set(), 0}, v.output("message"));
         },
         true},
        {"decode-protocol", "cbor", [](V v) { return v.input("bytes"); }},
        {"check-pp", "public-parameters", [](V v) { return v.input("PP"); }},
        {"open-channel", "channel", [](V v) { return joined({0}, v.input("sealed")); }},
        {"sig-verify", "signature", [](V v) { return joined({0}, v.input("pk")); }},
        {"sig-keygen", "signature", [](V v) { return joined({1}, v.output("sk")); }, true},
        {"sig-verify", "signature", [](V v) { return joined({2}, v.input("sigma")); }},
        {"sig-verify", "signature", [](V v) { return joined({3}, v.input("sigma")); }},
        {"open", "sealed-file", [](V v) { return joined({0}, v.input("sealed")); }},
        {"open", "sealed-file", [](V v) { return joined({1}, v.input("sealed")); }},
        {"open-hybrid", "sealed-file", [](V v) { return joined({1}, v.input("sealed")); }},
        {"open-resealed", "sealed-file", [](V v) { return joined({1}, v.input("resealed")); }},
        {"open", "reencrypted-file", [](V v) { return joined({1}, v.input("sealed")); }},
        {"open-hybrid", "reencrypted-file", [](V v) { return joined({0}, v.input("sealed")); }},
        {"wallet-open", "wallet", [](V v) { return joined({0}, v.input("wallet")); }},
        {"open", "c-interface",
         [](V v) {
             return joined({0, 3, 0, 0}, v.input("sealed"));
         }},
        {"dec", "c-interface",
         [](V v) {
             return joined({v.set(), 2, 255, 0}, joined(v.input("f"), v.input("C")));
         }},
        {"decode-element", "c-interface",
         [](V v) {
             return joined({v.set(), 0, 0, 255}, v.input("bytes"));
         }},
    };
    return rows;
}

class Seeds {
public:
    explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}
    std::size_t count() const noexcept { return count_; }

    void add(const std::string& target, const Bytes& seed) {
        if (seed.size() > kMostBytes) return;
        fs::create_directories(folder_ / target);
        kat::write_file(folder_ / target / ("seed-" + std::to_string(count_)), kat::Access::everyone, ByteView(seed));
        ++count_;
    }

private:
    fs::path folder_;
    std::size_t count_ = 0;
};

void add_vectors(Seeds& seeds, const fs::path& path) {
    const std::string text = kat::read_file(path);
    if (text.size() <= kMostText) seeds.add("vector-file", bytes_of(text));
    const kat::VectorFile file = kat::open_file(kat::parse_json(text, path.string()), path.string());
    for (const Json& vector : file.json["vectors"]) {
        static const Json none = Json::object();
        const Json& outputs = vector.contains("outputs") ? vector["outputs"] : none;
        for (const Row& row : rows()) {
            const bool is_there = !row.takes_output || !vector.contains("rejected");
            if (is_there && row.operation == file.key.operation->name)
                seeds.add(row.target, row.seed({file.key, vector["inputs"], outputs}));
        }
    }
}

void add_key_files(Seeds& seeds, const fs::path& folder) {
    const fs::path path = folder / "key.json";
    const auto add = [&](std::uint8_t kind) {
        seeds.add("key-file", joined({kind}, bytes_of(kat::read_file(path))));
        fs::remove(path);
    };
    const ParameterSet& set = parameter_set("toy-64");
    const KeyPair keys = test::random_keys(set, 0);
    kat::write_master(path, {&set, test::coins("fuzz master")});
    add(0);
    kat::write_public(path, {&set, bytes_of("id"), keys.pk});
    add(1);
    kat::write_private(path, {{&set, bytes_of("id"), keys.pk}, keys.f, std::nullopt});
    add(2);
}

/// Files that the target's key opens, and the same as if they had been re-encrypted.
void add_sealed_files(Seeds& seeds) {
    const ParameterSet& set = parameter_set("toy-64");
    const KeyPair keys = test::random_keys(set, 0);
    for (const SealMode mode : {SealMode::direct, SealMode::hybrid}) {
        for (const std::size_t length : {0U, 1U, 20U}) {
            std::istringstream plaintext(std::string(length, 'a'));
            std::ostringstream sealed;
            seal_as(mode, set, keys.pk, plaintext, length, sealed, test::coins("fuzz file"));
            const Bytes file = bytes_of(sealed.str());
            seeds.add("sealed-file", joined({0}, file));
            Bytes resealed = joined(sealed_layout::magic_and(sealed_layout::kReSealed), key_fingerprint(set, keys.pk));
            resealed.insert(resealed.end(), file.begin(), file.end());
            seeds.add("sealed-file", joined({1}, resealed)); // with a digest that fits
            seeds.add("reencrypted-file", joined({0}, file));
        }
    }
}

} // namespace

std::size_t write_seeds(const std::string& vectors, const std::string& folder) {
    Seeds seeds(folder);
    fs::create_directories(folder);
    for (const fs::path& path : kat::json_files(vectors))
        add_vectors(seeds, path);
    add_key_files(seeds, folder);
    add_sealed_files(seeds);
    seeds.add("record", joined({0}, bytes_of("a file")));
    for (const std::size_t resources : {0U, 1U, 3U})
        seeds.add("record", joined({1}, test::sample_bundle(resources)));
    // A message as it was sent, to each kind of node.
    for (const char* target : {"ledger", "sharing", "ledger-as-printed", "sharing-as-printed"}) {
        for (std::uint8_t node = 0; node < 9; ++node)
            seeds.add(target, {node, 30, 0, 0});
    }
    return seeds.count();
}

} // namespace emrshare::fuzz
