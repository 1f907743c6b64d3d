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

/// That a file can be written to @p path: its folder is there and can be written to, and what has the name, if
/// anything, is a regular file. Writing replaces what has the name, so a device, a FIFO, a folder or a socket is
/// refused, and a symbolic link, too, whatever it leads to: the caller may mean the link or the file.
/// @throws Rejection `FILE.C2`
void require_writable(const std::filesystem::path& path);

/// That a file can be written to @p path, where nothing is yet unless @p may_replace.
/// @throws Rejection `FILE.C3` (something is there), or as require_writable()
void require_new(const std::filesystem::path& path, bool may_replace);

/// Writes a file beside @p path under another name and renames it when @p write has returned: an error, or a signal
/// that ends the program, leaves what was there before, and nothing else. @throws Rejection `FILE.C2`, as
/// require_writable() before @p write is called
void write_file(const std::filesystem::path& path, Access access, const std::function<void(std::ostream&)>& write);

/// Writes @p text. @throws Rejection `FILE.C2`
void write_file(const std::filesystem::path& path, Access access, const std::string& text);

/// Writes @p bytes. @throws Rejection `FILE.C2`
void write_file(const std::filesystem::path& path, Access access, ByteView bytes);

/// A file, and what is to be in it.
struct NewFile {
    std::filesystem::path path;
    Access access;
    std::string text;
};

/// Writes files that are of use together alone: if one cannot be written, none is there, and what was there before
/// stays.
/// @throws Rejection `FILE.C2`
void write_files(const std::vector<NewFile>& files);

/// Makes a folder and those above it, unless it is there. @throws Rejection `FILE.C2`
void make_folder(const std::filesystem::path& folder);

/// Makes a folder, or takes one that is empty. @throws Rejection @p check unless it is new or empty
void make_new_folder(const std::filesystem::path& folder, const std::string& check);

/// The `.json` files of a folder, in the order of their names. @throws Rejection `FILE.C1` if it cannot be read
std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder);

} // namespace emrshare::kat
