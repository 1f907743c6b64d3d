#include "workspace/activity.hpp"

#include <unistd.h>

#include <iostream>

namespace emrshare::kat {

Activity::Activity() : terminal_(isatty(STDERR_FILENO) != 0), since_(std::chrono::steady_clock::now()) {
    if (terminal_) thread_ = std::thread([this] { show_while_it_lasts(); });
}

Activity::~Activity() {
    {
        const std::lock_guard lock(guard_);
        done_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    hide();
}

void Activity::now(const std::string& what) {
    hide();
    const std::lock_guard lock(guard_);
    what_ = what;
    since_ = std::chrono::steady_clock::now();
}

void Activity::hide() {
    const std::lock_guard lock(guard_);
    if (shown_) std::cerr << "\r\033[K" << std::flush;
    shown_ = false;
}

void Activity::show_while_it_lasts() {
    std::unique_lock lock(guard_);
    while (!changed_.wait_for(lock, std::chrono::milliseconds(500), [this] { return done_; })) {
        const auto lasted = std::chrono::steady_clock::now() - since_;
        if (what_.empty() || lasted < std::chrono::seconds(1)) continue;
        shown_ = true;
        std::cerr << "\r\033[K" << what_ << ", " << std::chrono::duration_cast<std::chrono::seconds>(lasted).count()
                  << " s" << std::flush;
    }
}

} // namespace emrshare::kat
