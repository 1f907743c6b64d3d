/// @file
/// What is going on, for work whose length is not known beforehand: on standard error, and only on a terminal.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace emrshare::kat {

/// A line that says what is done and since when, shown once it takes longer than a second.
class Activity {
public:
    Activity();
    ~Activity();
    Activity(const Activity&) = delete;
    Activity& operator=(const Activity&) = delete;

    /// Says what is done from now on.
    void now(const std::string& what);
    /// Clears the line before something else is written.
    void hide();

private:
    void show_while_it_lasts();

    bool terminal_;
    std::mutex guard_;
    std::condition_variable changed_;
    std::string what_;
    std::chrono::steady_clock::time_point since_;
    bool shown_ = false;
    bool done_ = false;
    std::thread thread_;
};

} // namespace emrshare::kat
