#include "files.hpp"

#include "base/error.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

namespace emrshare::kat {
namespace {

/// Creates an empty file beside @p path that only the owner can read, and returns its name.
std::filesystem::path create_beside(const std::filesystem::path& path) {
    std::string name = path.string() + ".XXXXXX";
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0) throw Rejection("FILE.C2", path.string(), std::strerror(errno));
    close(descriptor);
    return name;
}

/// Asks the system to put a file's content on the disk before its name is changed.
void synchronise(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) close(descriptor);
    require(done, "FILE.C2", path.string(), "it could not be written to the disk");
}

} // namespace

InputFile::InputFile(const std::filesystem::path& path) : stream(path, std::ios::binary) {
    std::error_code error;
    size = std::filesystem::file_size(path, error);
    require(stream.good() && !error, "FILE.C1", path.string(), "it cannot be read as a regular file");
}

std::string read_file(const std::filesystem::path& path) {
    InputFile file(path);
    std::ostringstream text;
    text << file.stream.rdbuf();
    require(file.size == 0 || text.good(), "FILE.C1", path.string(), "reading failed");
    return text.str();
}

void write_file(const std::filesystem::path& path, Access access, const std::function<void(std::ostream&)>& write) {
    const std::filesystem::path temporary = create_beside(path);
    try {
        std::ofstream stream(temporary, std::ios::binary);
        write(stream);
        stream.close();
        require(stream.good(), "FILE.C2", path.string(), "writing failed");
        synchronise(temporary);
        if (access == Access::everyone)
            std::filesystem::permissions(temporary, static_cast<std::filesystem::perms>(0644));
        std::filesystem::rename(temporary, path);
    } catch (const std::filesystem::filesystem_error& error) {
        std::filesystem::remove(temporary);
        throw Rejection("FILE.C2", path.string(), error.code().message());
    } catch (...) {
        std::filesystem::remove(temporary);
        throw;
    }
}

void write_file(const std::filesystem::path& path, Access access, const std::string& text) {
    write_file(path, access, [&text](std::ostream& stream) { stream << text; });
}

void write_file(const std::filesystem::path& path, Access access, ByteView bytes) {
    write_file(path, access, [bytes](std::ostream& stream) {
        stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    });
}

void make_new_folder(const std::filesystem::path& folder, const std::string& check) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const bool is_empty = !error && std::filesystem::is_empty(folder, error) && !error;
    require(is_empty, check, folder.string(), "it is no new or empty folder");
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const std::filesystem::directory_entry& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace emrshare::kat
