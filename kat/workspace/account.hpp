/// @file
/// A readable account of what goes between nodes, and the transcript of it in a folder.
#pragma once

#include "json.hpp"
#include "workspace/transport.hpp"

#include <chrono>
#include <filesystem>
#include <iosfwd>
#include <set>

namespace emrshare::kat {

/// `1234567` as `1,234,567`.
std::string with_commas(std::uint64_t number);

/// `12 bytes`, `3 sections`, `1 section`: with commas.
std::string count_of(std::uint64_t number, const std::string& noun);

/// Writes a line for what is given to nodes; the same from several senders or to several receivers is one line.
class Account {
public:
    /// @param out where lines go; null: nowhere, while the events are still noted
    explicit Account(std::ostream* out);
    /// A heading: what is held back comes before it.
    void heading(const std::string& text);
    /// A line of its own.
    void line(const std::string& text);
    /// Notes an event. @param message decoded, of a message or command
    void note(const Handled& handled, const message::Message& message);
    /// Writes what is held back.
    void flush();
    /// All events as JSON, without the messages themselves: step, seconds, from, to, type, bytes, check of a refusal.
    const Json& events() const noexcept { return events_; }

private:
    /// Equal messages, one after the other.
    struct Group {
        std::string type;
        std::string check;
        std::vector<std::string> from;
        std::vector<std::string> to;
        std::uint64_t count = 0;
        std::uint64_t least = 0;
        std::uint64_t most = 0;
        double time = 0;
    };
    double elapsed() const;
    void write(const Group& group);

    std::ostream* out_;
    std::chrono::steady_clock::time_point start_;
    std::string step_;
    std::optional<Group> held_;
    Json events_ = Json::array();
};

/// Keeps every message and command that was given to a node, each once.
class TranscriptFolder {
public:
    /// @param folder is made. @throws Rejection `TRANSCRIPT.C1` unless it is new or empty
    explicit TranscriptFolder(std::filesystem::path folder);
    /// Writes the message as `NUMBER-TYPE.cbor` and `.json` if it is new, and notes the event.
    void note(const Handled& handled, const message::Message& message);
    /// Notes the passing of time at a node.
    void note_tick(const Handled& handled);
    /// Writes public parameters and the list of events.
    void finish(const message::PublicParameters& pp);
    /// Where it is.
    const std::filesystem::path& path() const noexcept { return folder_; }

private:
    void note(const Handled& handled, const std::string& file);
    std::filesystem::path folder_;
    std::map<Bytes, std::string, ByteOrder> files_; ///< names by digest
    Json events_ = Json::array();
};

} // namespace emrshare::kat
