#include "key_file.hpp"

#include "attack/laboratory.hpp"
#include "base/error.hpp"
#include "case_values.hpp"
#include "files.hpp"
#include "value.hpp"

namespace emrshare::kat {
namespace {

constexpr const char* kMasterFormat = "emrshare-master-key";
constexpr const char* kPublicFormat = "emrshare-public-key";
constexpr const char* kPrivateFormat = "emrshare-private-key";
constexpr int kVersion = 1;

Json describe(const char* format, const PublicFile& file) {
    Json json = key_object(format, *file.set);
    json["id"] = to_hex(file.id);
    json["pk"] = hex_of(file.pk);
    return json;
}

/// The object in @p path, which says that it is of @p format.
Json read(const std::filesystem::path& path, const char* format) {
    const std::string source = path.string();
    const Json json = parse_json(read_file(path), source);
    require(json.is_object() && json.value("format", Json()) == format, "KEYFILE.C1", source,
            std::string("no file of format ") + format);
    require(json.value("version", Json()) == kVersion, "KEYFILE.C1", source, "its version is not 1");
    return json;
}

/// The members that are wanted are fetched by name, so that their number alone says whether there are others.
void require_members(const Json& json, std::size_t count, const std::filesystem::path& path) {
    require(json.size() == count, "KEYFILE.C2", path.string(), "a member is missing, or there is one too many");
}

PublicFile public_part(const Json& json) {
    const ParameterSet& set = set_of(json);
    const Inputs in(json, &set);
    return {&set, in.bytes("id"), in.element("pk")};
}

Json private_object(const PrivateFile& file) {
    Json json = describe(kPrivateFormat, file.owner);
    const ParameterSet& set = *file.owner.set;
    json["profile"] = name_of(file.basis ? Profile::corrected : Profile::as_printed);
    json["f"] = hex_of(set, file.f);
    if (file.basis) {
        json["w"] = hex_of(set, file.basis->w);
        json["F"] = hex_of(set, file.basis->solution.F);
        json["W"] = hex_of(set, file.basis->solution.W);
    }
    return json;
}

/// Inequality (1) of the specification's section 6.6: f decrypts whatever is encrypted for a pk with f pk = w.
bool decrypts(const ParameterSet& set, const Poly& f, const Poly& w) {
    const std::int64_t greatest = std::int64_t{set.p} * set.eta * (one_norm(w) + one_norm(f)) + one_norm(f);
    return 2 * greatest < set.q;
}

/// That f is a private key of pk. A change of f, and nearly every change of pk, makes f pk long; after the others, f
/// still decrypts what is encrypted for pk.
void require_pair(const ParameterSet& set, const Poly& f, const Rq& pk) {
    require(mod(f, set.p) == Poly(set.n) + 1, "KEYFILE.C6", "f", "it is not 1 mod p");
    require_unit(Rq(set.ring(), f), "KEYFILE.C6", "f");
    require(decrypts(set, f, (f * pk).lift()), "KEYFILE.C6", "f", "it is not the private key of pk");
}

/// That (f, w), (F, W) is the basis with which the owner of f delegates: that of CPRE.KeyGen.7.
void require_basis(const ParameterSet& set, const Poly& f, const Rq& pk, const Basis& basis) {
    using attack::multiply_over_integers;
    const auto& [F, W] = basis.solution;
    require(basis.w == (f * pk).lift(), "KEYFILE.C6", "w", "it is not f pk");
    require(mod(F, set.p) == Poly(set.n), "KEYFILE.C6", "F", "it is not 0 mod p");
    // Exact: by decrypts() the one-norms of f and w are below q/4.
    const Poly determinant = multiply_over_integers(f, W) + -1 * multiply_over_integers(basis.w, F);
    require(determinant == Poly(set.n) + set.q, "KEYFILE.C6", "F, W", "f W - w F is not q");
}

} // namespace

Json key_object(const char* format, const ParameterSet& set) {
    return {{"format", format}, {"version", kVersion}, {"set", set.name}};
}

Json read_key_object(const std::filesystem::path& path, const char* format, std::size_t members) {
    Json json = read(path, format);
    require_members(json, members, path);
    return json;
}

const ParameterSet& set_of(const Json& key_object) {
    return parameter_set(Inputs(key_object, nullptr).text("set"));
}

void write_master(const std::filesystem::path& path, const MasterFile& file) {
    Json json = key_object(kMasterFormat, *file.set);
    json["coins"] = to_hex(file.coins);
    write_file(path, Access::owner, to_text(json));
}

void write_public(const std::filesystem::path& path, const PublicFile& file) {
    write_file(path, Access::everyone, to_text(describe(kPublicFormat, file)));
}

void write_private(const std::filesystem::path& path, const PrivateFile& file) {
    write_file(path, Access::owner, to_text(private_object(file)));
}

void write_pair(const std::filesystem::path& private_path, const std::filesystem::path& public_path,
                const PrivateFile& file) {
    write_files({{private_path, Access::owner, to_text(private_object(file))},
                 {public_path, Access::everyone, to_text(describe(kPublicFormat, file.owner))}});
}

MasterFile read_master(const std::filesystem::path& path) {
    const Json json = read(path, kMasterFormat);
    require_members(json, 4, path);
    return {&set_of(json), Inputs(json, nullptr).coins("coins")};
}

PublicFile read_public(const std::filesystem::path& path) {
    const Json json = read(path, kPublicFormat);
    require_members(json, 5, path);
    return public_part(json);
}

PrivateFile read_private(const std::filesystem::path& path) {
    const Json json = read(path, kPrivateFormat);
    const PublicFile owner = public_part(json);
    const Inputs in(json, owner.set);
    const std::string profile = in.text("profile");
    require(profile == "corrected" || profile == "as-printed", "KEYFILE.C3", "profile",
            "neither corrected nor as-printed");
    require_members(json, profile == "as-printed" ? 7 : 10, path);
    const Poly f = in.short_poly("f");
    require_pair(*owner.set, f, owner.pk);
    if (profile == "as-printed") return {owner, f, std::nullopt};
    const Basis basis{in.short_poly("w"), {in.short_poly("F"), in.short_poly("W")}};
    require_basis(*owner.set, f, owner.pk, basis);
    return {owner, f, basis};
}

OpeningKey one_time_key(const Json& key_object) {
    const ParameterSet& set = set_of(key_object);
    const Inputs in(key_object, &set);
    const OpeningKey key{in.short_poly("f"), in.element("pk")};
    require_pair(set, key.f, key.pk);
    return key;
}

OpeningKey read_opening_key(const std::filesystem::path& path) {
    const Json json = parse_json(read_file(path), path.string());
    if (!json.is_object() || json.value("format", Json()) != kOneTimeFormat) {
        const PrivateFile file = read_private(path);
        return {file.f, file.owner.pk};
    }
    return one_time_key(read_key_object(path, kOneTimeFormat, 5));
}

} // namespace emrshare::kat
