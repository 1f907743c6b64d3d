#include "validate/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace emrshare::kat {
namespace {

[[noreturn]] void throw_errno(int error, const char* what) {
    throw std::system_error(error, std::generic_category(), what);
}

/// Both ends of a pipe; those that nobody took are closed.
class Pipe {
public:
    Pipe() {
        if (pipe2(ends_.data(), O_CLOEXEC) != 0) throw_errno(errno, "pipe2");
    }
    ~Pipe() {
        for (const int end : ends_) {
            if (end >= 0) close(end);
        }
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    int reading() const noexcept { return ends_[0]; }
    int writing() const noexcept { return ends_[1]; }
    int take_reading() noexcept { return std::exchange(ends_[0], -1); }
    int take_writing() noexcept { return std::exchange(ends_[1], -1); }

private:
    std::array<int, 2> ends_{};
};

/// posix_spawn of `/bin/sh -c command` in a process group of its own.
pid_t spawn_shell(const std::string& command, int input, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    std::string shell = "sh";
    std::string option = "-c";
    std::string text = command;
    const std::array<char*, 4> arguments = {shell.data(), option.data(), text.data(), nullptr};
    pid_t pid = -1;
    const int error = posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw_errno(error, "posix_spawn");
    return pid;
}

void set_nonblocking(int descriptor) {
    if (fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) != 0) throw_errno(errno, "fcntl");
}

int milliseconds_until(ChildProcess::Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - ChildProcess::Clock::now()).count();
    return left <= 0 ? 0 : static_cast<int>(std::min<std::int64_t>(left, 1000));
}

} // namespace

ChildProcess::ChildProcess(const std::string& command) {
    // A child that is gone shows as an error of write, not as a signal that ends this process.
    std::signal(SIGPIPE, SIG_IGN);
    Pipe to_child;
    Pipe from_child;
    set_nonblocking(to_child.writing());
    set_nonblocking(from_child.reading());
    pid_ = spawn_shell(command, to_child.reading(), from_child.writing());
    input_ = to_child.take_writing();
    output_ = from_child.take_reading();
}

ChildProcess::~ChildProcess() {
    close_input();
    close(output_);
    if (pid_ < 0) return;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void ChildProcess::close_input() {
    if (input_ >= 0) close(input_);
    input_ = -1;
}

bool ChildProcess::wait(bool writing, Clock::time_point deadline, bool& readable, bool& writable) const {
    for (;;) {
        std::array<pollfd, 2> ends = {pollfd{output_, POLLIN, 0}, pollfd{writing ? input_ : -1, POLLOUT, 0}};
        const int ready = poll(ends.data(), ends.size(), milliseconds_until(deadline));
        if (ready < 0 && errno != EINTR) throw_errno(errno, "poll");
        readable = ready > 0 && ends[0].revents != 0;
        writable = ready > 0 && ends[1].revents != 0;
        if (readable || writable) return true;
        if (Clock::now() >= deadline) return false;
    }
}

bool ChildProcess::read_some() {
    std::array<char, 65536> chunk;
    const ssize_t count = read(output_, chunk.data(), chunk.size());
    if (count < 0) {
        if (errno == EINTR || errno == EAGAIN) return true;
        throw_errno(errno, "read");
    }
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    return count > 0;
}

ChildProcess::Event ChildProcess::exchange(std::string_view request, std::string& line, std::size_t limit,
                                           Clock::time_point deadline) {
    const std::string message = std::string(request) + "\n";
    std::size_t written = 0;
    std::size_t searched = 0;
    for (;;) {
        const std::size_t end = buffer_.find('\n', searched);
        if (end != std::string::npos ? end >= limit : buffer_.size() >= limit) return Event::too_long;
        if (end != std::string::npos) {
            line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            return Event::line;
        }
        searched = buffer_.size();
        bool readable = false;
        bool writable = false;
        if (!wait(written < message.size(), deadline, readable, writable)) return Event::timeout;
        if (writable) {
            const ssize_t count = write(input_, message.data() + written, message.size() - written);
            // A process that reads no more may still have written something: what that is decides.
            if (count < 0 && errno != EINTR && errno != EAGAIN) written = message.size();
            if (count > 0) written += static_cast<std::size_t>(count);
        }
        if (readable && !read_some()) return buffer_.empty() ? Event::end : Event::half;
    }
}

bool ChildProcess::has_unread_output() {
    bool readable = false;
    bool writable = false;
    if (buffer_.empty() && wait(false, Clock::now(), readable, writable)) read_some();
    return !buffer_.empty();
}

std::optional<int> ChildProcess::finish(bool& unread, Clock::time_point deadline) {
    close_input();
    bool readable = false;
    bool writable = false;
    bool open = true;
    while (open && wait(false, deadline, readable, writable)) {
        open = read_some();
        unread = unread || !buffer_.empty();
        buffer_.clear();
    }
    return wait_for_exit(deadline);
}

std::optional<int> ChildProcess::wait_for_exit(Clock::time_point deadline) {
    for (;;) {
        siginfo_t info{};
        const int looked = waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
        if (looked != 0 && errno != EINTR) throw_errno(errno, "waitid");
        if (looked == 0 && info.si_pid == pid_) {
            // While its leader is not yet waited for, the group's number can be nobody else's.
            kill(-pid_, SIGKILL);
            waitpid(std::exchange(pid_, -1), nullptr, 0);
            return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
        }
        if (Clock::now() >= deadline) return std::nullopt;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

} // namespace emrshare::kat
