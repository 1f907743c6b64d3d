/// @file
/// A folder for files that a benchmark needs.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace emrshare {

/// A new folder in the folder for temporary files (TMPDIR), gone with this object.
class TemporaryFolder {
public:
    /// @throws std::runtime_error if it cannot be made
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "emrshare-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder " + name + " can be made");
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored; // what is left behind in a folder for temporary files does no harm
        std::filesystem::remove_all(path_, ignored);
    }
    /// A file in it.
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace emrshare
