/// @file
/// The validator's side of the adapter protocol (spec, adapter.md).
#pragma once

#include "validate/judge.hpp"
#include "validate/process.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>

namespace emrshare::kat {

/// An adapter did not keep to the protocol.
struct Breakdown {
    std::string way;    ///< "crash", "hang", ... as the specification lists them
    std::string reason; ///< in a sentence
};

/// What an adapter says of itself (ADAPTER.Hello.2).
struct Hello {
    std::string name;
    std::string version;
    std::set<std::string> operations;
    std::set<std::string> sets;
    std::set<std::string> profiles;

    /// Whether a vector of this file can be asked.
    bool covers(const FileKey& key) const;
};

/// What came of a question.
struct Asked {
    std::variant<Reply, Breakdown> result;
    /// Of the question before this one: that more than its answer came.
    std::optional<Breakdown> before = std::nullopt;
};

/// One adapter process, started when it is needed, and again after a breakdown.
class Adapter {
public:
    using Seconds = std::chrono::duration<double>;

    /// @param command for the shell
    /// @param limit time for each answer and for the handshake
    Adapter(std::string command, Seconds limit) : command_(std::move(command)), limit_(limit) {}

    /// Starts a process and shakes hands, unless one runs.
    std::variant<Hello, Breakdown> start();

    /// Asks for the answer to some inputs of an operation.
    Asked ask(const FileKey& key, const Json& inputs);

    /// Ends the process, if one runs; nothing if it did so in good order.
    std::optional<Breakdown> finish();

    /// Whether the last breakdown was one of the handshake: asking again would be in vain.
    bool failed_to_start() const noexcept { return failed_to_start_; }

private:
    /// Writes a line and reads one; its JSON object, or why there is none.
    std::variant<Json, Breakdown> exchange(const Json& message);
    std::variant<Reply, Breakdown> ask_once(const FileKey& key, const Json& inputs);
    Breakdown stop(Breakdown breakdown);

    std::string command_;
    Seconds limit_;
    std::unique_ptr<ChildProcess> process_;
    std::optional<Hello> hello_;
    std::int64_t last_id_ = 0;
    std::int64_t first_id_ = 1; ///< of the process that runs
    bool failed_to_start_ = false;
};

} // namespace emrshare::kat
