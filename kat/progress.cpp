#include "progress.hpp"

#include <unistd.h>

#include <iomanip>
#include <iostream>
#include <sstream>
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
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double rate = static_cast<double>(done) / seconds;
    std::ostringstream line;
    line << title_ << ": " << done << " of " << total << ' ' << unit << std::fixed << std::setprecision(0) << ", "
         << seconds << " s";
    if (done > 0 && done < total)
        line << ", " << std::setprecision(rate < 10 ? 1 : 0) << rate << "/s, " << std::setprecision(0)
             << static_cast<double>(total - done) / rate << " s left";
    std::cerr << "\r\033[K" << line.str() << std::flush;
}

} // namespace emrshare::kat
