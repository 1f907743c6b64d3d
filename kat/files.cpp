#include "files.hpp"

#include "base/error.hpp"
#include "temporary_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <sstream>

namespace emrshare::kat {
namespace {

/// Asks the system to put a file's content on the disk before its name is changed.
void synchronise(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = descriptor >= 0 && fsync(descriptor) == 0;
    if (descriptor >= 0) close(descriptor);
    require(done, "FILE.C2", path.string(), "it could not be written to the disk");
}

/// A file that is written and then put in its place.
class Draft {
public:
    Draft(const std::filesystem::path& path, Access access) : path_(path), access_(access), file_(checked(path)) {}

    void fill(const std::function<void(std::ostream&)>& write) {
        std::ofstream stream(file_.path(), std::ios::binary);
        write(stream);
        stream.close();
        require(stream.good(), "FILE.C2", path_.string(), "writing failed");
        synchronise(file_.path());
        if (access_ == Access::owner) return;
        require(chmod(file_.path().c_str(), 0644) == 0, "FILE.C2", path_.string(), std::strerror(errno));
    }

    void put_in_place() { file_.put_in_place(); }

private:
    static const std::filesystem::path& checked(const std::filesystem::path& path) {
        require_writable(path);
        return path;
    }

    std::filesystem::path path_;
    Access access_;
    TemporaryFile file_;
};

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

void require_writable(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::file_type type = std::filesystem::symlink_status(path, error).type();
    require(type != std::filesystem::file_type::none, "FILE.C2", path.string(), error.message());
    require(type == std::filesystem::file_type::not_found || type == std::filesystem::file_type::regular, "FILE.C2",
            path.string(), "what has this name is no regular file, and is not replaced");
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    require(access(folder.c_str(), W_OK | X_OK) == 0, "FILE.C2", path.string(), std::strerror(errno));
}

void require_new(const std::filesystem::path& path, bool may_replace) {
    require_writable(path);
    require(may_replace || !std::filesystem::exists(path), "FILE.C3", path.string(),
            "there is such a file; --force replaces it");
}

void write_file(const std::filesystem::path& path, Access access, const std::function<void(std::ostream&)>& write) {
    Draft draft(path, access);
    draft.fill(write);
    draft.put_in_place();
}

void write_file(const std::filesystem::path& path, Access access, const std::string& text) {
    write_file(path, access, [&text](std::ostream& stream) { stream << text; });
}

void write_file(const std::filesystem::path& path, Access access, ByteView bytes) {
    write_file(path, access, [bytes](std::ostream& stream) {
        stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    });
}

void write_files(const std::vector<NewFile>& files) {
    std::deque<Draft> drafts;
    for (const NewFile& file : files)
        drafts.emplace_back(file.path, file.access).fill([&](std::ostream& stream) { stream << file.text; });
    for (Draft& draft : drafts)
        draft.put_in_place();
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    require(!error, "FILE.C2", folder.string(), "it cannot be made as a folder: " + error.message());
}

void make_new_folder(const std::filesystem::path& folder, const std::string& check) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const bool is_empty = !error && std::filesystem::is_empty(folder, error) && !error;
    require(is_empty, check, folder.string(), "it is no new or empty folder");
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    require(!error, "FILE.C1", folder.string(), "it cannot be read as a folder: " + error.message());
    std::vector<std::filesystem::path> paths;
    for (const std::filesystem::directory_entry& entry : entries) {
        if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace emrshare::kat
