#include "temporary_file.hpp"

#include "base/error.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

#include <unistd.h>

namespace emrshare::kat {
namespace {

constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};

/// What a signal removes: one name for each file that a thread writes. Whoever takes a name out of its entry has it
/// alone, so a handler never reads memory that another thread gives back.
constexpr std::size_t kEntries = 1024;
std::array<std::atomic<char*>, kEntries> unfinished{};
static_assert(std::atomic<char*>::is_always_lock_free, "a handler may not wait for a lock");

/// Calls what a handler of signals may call, and nothing else. The signal's action is the default one again.
void remove_and_end(int signal) {
    for (std::atomic<char*>& entry : unfinished) {
        const char* const name = entry.exchange(nullptr);
        if (name != nullptr) unlink(name);
    }
    raise(signal);
}

/// A signal that is ignored, as under nohup, stays ignored.
void handle_signals() {
    for (const int signal : kSignals) {
        struct sigaction action {};
        if (sigaction(signal, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) continue;
        action.sa_handler = remove_and_end;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        sigaction(signal, &action, nullptr);
    }
}

/// Keeps the signals from this thread between the making of a file and its entry in the list.
class SignalsHeld {
public:
    SignalsHeld() {
        sigset_t held;
        sigemptyset(&held);
        for (const int signal : kSignals)
            sigaddset(&held, signal);
        pthread_sigmask(SIG_BLOCK, &held, &before_);
    }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;
    ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

/// The index of the name in the list; kEntries if that is full, and then a signal leaves the file.
std::size_t enter(const std::string& name) {
    char* const copy = strdup(name.c_str());
    for (std::size_t i = 0; copy != nullptr && i < kEntries; ++i) {
        char* free_entry = nullptr;
        if (unfinished[i].compare_exchange_strong(free_entry, copy)) return i;
    }
    std::free(copy);
    return kEntries;
}

void leave(std::size_t entry) noexcept {
    if (entry < kEntries) std::free(unfinished[entry].exchange(nullptr));
}

} // namespace

TemporaryFile::TemporaryFile(std::filesystem::path place) : place_(std::move(place)) {
    static std::once_flag once;
    std::call_once(once, handle_signals);
    std::string name = place_.string() + ".XXXXXX";
    const SignalsHeld held;
    const int descriptor = mkstemp(name.data());
    if (descriptor < 0) throw Rejection("FILE.C2", place_.string(), std::strerror(errno));
    close(descriptor);
    entry_ = enter(name);
    path_ = name;
}

TemporaryFile::~TemporaryFile() {
    if (!path_.empty()) unlink(path_.c_str());
    leave(entry_);
}

void TemporaryFile::put_in_place() {
    std::error_code error;
    std::filesystem::rename(path_, place_, error);
    require(!error, "FILE.C2", place_.string(), error.message());
    path_.clear();
}

} // namespace emrshare::kat
