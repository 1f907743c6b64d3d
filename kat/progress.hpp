/// @file
/// Progress of long work: on standard error, and only on a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace emrshare::kat {

/// One line that is overwritten while work goes on, at most ten times a second, and cleared at the end.
/// May be used from several threads.
class Progress {
public:
    explicit Progress(std::string title);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Says that @p done of @p total units (named @p unit) are done; the line adds how many a second, and the time
    /// left.
    void update(std::uint64_t done, std::uint64_t total, const std::string& unit);

private:
    std::string title_;
    bool terminal_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point last_;
    std::mutex guard_;
};

} // namespace emrshare::kat
