#include "progress.hpp"

#include <unistd.h>

#include <iostream>
#include <utility>

namespace emrshare::kat {

Progress::Progress(std::string title)
    : title_(std::move(title)), terminal_(isatty(STDERR_FILENO) != 0), start_(std::chrono::steady_clock::now()),
      last_(start_) {}

Progress::~Progress() {
    if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::update(std::uint64_t done, std::uint64_t total, const std::string& unit) {
    if (!terminal_) return;
    const std::lock_guard lock(guard_);
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    shown_ = true;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - start_).count();
    std::cerr << "\r\033[K" << title_ << ": " << done << " of " << total << ' ' << unit << ", " << seconds << " s"
              << std::flush;
}

} // namespace emrshare::kat
