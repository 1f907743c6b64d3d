/// @file
/// Files that are either written whole or not at all.
#pragma once

#include "base/memory.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

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

/// Writes @p bytes. @throws Rejection `FILE.C2`
void write_file(const std::filesystem::path& path, Access access, ByteView bytes);

/// Makes a folder, or takes one that is empty. @throws Rejection @p check unless it is new or empty
void make_new_folder(const std::filesystem::path& folder, const std::string& check);

/// The `.json` files of a folder, in the order of their names.
std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder);

} // namespace emrshare::kat
