/// @file
/// A child process that is talked to in lines.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace emrshare::kat {

/// A shell command running in a process group of its own, its standard input and output connected to pipes.
/// Standard error stays that of this process.
class ChildProcess {
public:
    /// Starts `/bin/sh -c command`. @throws std::system_error if no process can be made
    explicit ChildProcess(const std::string& command);
    /// Kills the process group.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    using Clock = std::chrono::steady_clock;

    /// How talking to the process ended.
    enum class Event {
        line,     ///< a whole line was read
        end,      ///< the process closed its output after a whole line
        half,     ///< it closed its output within a line
        timeout,  ///< the time was up
        too_long, ///< a line grew beyond the limit
    };

    /// Writes @p request and a line feed, and reads one line, both at once: neither side can block the other.
    /// @param line receives the answer without its line feed
    /// @param limit bytes that a line may have, its line feed included
    Event exchange(std::string_view request, std::string& line, std::size_t limit, Clock::time_point deadline);

    /// Whether there is output that nobody has read, without waiting.
    bool has_unread_output();

    /// Closes the process's input, reads its output to the end, and waits for it.
    /// @param unread receives whether there was any output
    /// @return the exit status (128 + the number of a signal), or nothing if the time was up
    std::optional<int> finish(bool& unread, Clock::time_point deadline);

private:
    /// Waits until output can be read, or input be written if @p writing; false if the time was up.
    bool wait(bool writing, Clock::time_point deadline, bool& readable, bool& writable) const;
    /// Appends what is there to the buffer; false at the end of the output.
    bool read_some();
    std::optional<int> wait_for_exit(Clock::time_point deadline);
    void close_input();

    pid_t pid_ = -1;
    int input_ = -1;  ///< what is written here, the process reads
    int output_ = -1; ///< what the process writes is read here
    std::string buffer_;
};

} // namespace emrshare::kat
