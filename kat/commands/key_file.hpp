/// @file
/// The key files of the command line: JSON objects that are read as strictly as vectors.
#pragma once

#include "json.hpp"
#include "pre/keygen.hpp"

#include <filesystem>
#include <optional>

namespace emrshare::kat {

/// The format of a one-time key file, which has the members pk and f.
inline constexpr const char* kOneTimeFormat = "emrshare-one-time-key";

/// A master key file: the coins from which Setup makes B and T_B again.
struct MasterFile {
    const ParameterSet* set;
    Coins coins;
};

/// A public key file.
struct PublicFile {
    const ParameterSet* set;
    Bytes id;
    Rq pk;
};

/// A private key with its public key: what opens a file.
struct OpeningKey {
    Poly f;
    Rq pk;
};

/// The short basis with which an owner of the corrected profile delegates.
struct Basis {
    Poly w;
    NtruSolution solution;
};

/// A private key file; holds the public key too, so that a file says whose it is.
struct PrivateFile {
    PublicFile owner;
    Poly f;
    std::optional<Basis> basis; ///< in the corrected profile
};

void write_master(const std::filesystem::path& path, const MasterFile& file);
void write_public(const std::filesystem::path& path, const PublicFile& file);
void write_private(const std::filesystem::path& path, const PrivateFile& file);
/// Both files of a pair, or neither.
void write_pair(const std::filesystem::path& private_path, const std::filesystem::path& public_path,
                const PrivateFile& file);

/// An object of @p format for @p set, without its other members.
Json key_object(const char* format, const ParameterSet& set);

/// @throws Rejection `KEYFILE.C1` (not such a file), `KEYFILE.C2` (a member missing or too many), `KEYFILE.C3`
/// (profile), `KEYFILE.C6` (the members of a private or one-time key do not belong together: f is not 1 mod p, not
/// invertible, or not the private key of pk; or w, F, W are not the basis that f has), or the check of the value that
/// is wrong
/// @{
/// The object in @p path, of @p format with so many members, those of key_object() among them.
Json read_key_object(const std::filesystem::path& path, const char* format, std::size_t members);
/// The set that it names.
const ParameterSet& set_of(const Json& key_object);
/// What a one-time key file holds, from what read_key_object() returned for it.
OpeningKey one_time_key(const Json& key_object);
/// From a private key file or a one-time key file.
OpeningKey read_opening_key(const std::filesystem::path& path);
MasterFile read_master(const std::filesystem::path& path);
PublicFile read_public(const std::filesystem::path& path);
PrivateFile read_private(const std::filesystem::path& path);
/// @}

} // namespace emrshare::kat
