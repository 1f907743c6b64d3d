/// @file
/// Files that are either written whole or not at all.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

namespace emrshare::kat {

/// Who may read a new file.
enum class Access { everyone, owner };

/// The whole of a file. @throws Rejection `FILE.C1`
std::string read_file(const std::filesystem::path& path);

/// A file opened for reading, and its size. @throws Rejection `FILE.C1`
struct InputFile {
    explicit InputFile(const std::filesystem::path& path);
    std::ifstream stream;
    std::uint64_t size = 0;
};

/// Writes a file beside @p path under another name and renames it when @p write has returned: an
/// error leaves what was there before. @throws Rejection `FILE.C2`
void write_file(const std::filesystem::path& path, Access access, const std::function<void(std::ostream&)>& write);

/// Writes @p text. @throws Rejection `FILE.C2`
void write_file(const std::filesystem::path& path, Access access, const std::string& text);

} // namespace emrshare::kat
