/// @file
/// A file that has not got its name yet.
#pragma once

#include <filesystem>

namespace emrshare::kat {

/// A new, empty file beside its later place that only the owner can read. It goes away with the object, and with the
/// program if SIGINT, SIGTERM or SIGHUP ends it, unless it was put in its place: it may hold a plaintext.
class TemporaryFile {
public:
    /// @throws Rejection `FILE.C2` unless the folder lets it be made
    explicit TemporaryFile(std::filesystem::path place);
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile();

    /// Where it is for now.
    const std::filesystem::path& path() const noexcept { return path_; }
    /// Gives the file its name; what has it is replaced. @throws Rejection `FILE.C2`
    void put_in_place();

private:
    std::filesystem::path place_;
    std::filesystem::path path_;
    std::size_t entry_; ///< in the list of what a signal removes
};

} // namespace emrshare::kat
