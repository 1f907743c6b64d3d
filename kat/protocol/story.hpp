/// @file
/// Phases (3) and (5) as they go right, event by event: the start of their vectors (spec, chapters 14 and 15).
#pragma once

#include "protocol/cases.hpp"

#include <string>
#include <vector>

namespace emrshare::kat {

/// What happens to HN-1, alice, CS-1 and bob until bob has an answer, each event under the name of its message or
/// command. What a hospital and management nodes would do in between is in three blocks, `block 3` to `block 5`.
class Story {
public:
    /// Plays it in a scene of one hospital.
    explicit Story(const Scene& scene);

    /// The node as it is before the event of that name.
    Actor before(const std::string& node, const std::string& event) const;
    /// The event of that name.
    const Event& event(const std::string& node, const std::string& event) const;
    /// The message of that name.
    const Message& message(const std::string& name) const { return messages_.at(name); }

    /// A block that continues the story's blocks before that number, with one content.
    Message block(std::uint64_t num, const Message& content, const std::string& author,
                  std::uint64_t time = kSceneTime) const;

    const std::string& url() const noexcept { return url_; } ///< of the record
    const Bytes& vc() const noexcept { return vc_; }         ///< of the credential; empty as printed

    /// @name What is sealed in a message
    /// @{
    Message opened(const std::string& name) const;
    /// The message with another plaintext, signed by @p signer if it is signed.
    Message resealed(const std::string& name, const std::string& signer, const Message& plaintext) const;
    Message resealed(const std::string& name, const std::string& signer, ByteView plaintext) const;
    /// @}

private:
    /// An event of a node under its name.
    struct Named {
        std::string name;
        Event event;
    };
    std::vector<Message> takes(const std::string& node, const std::string& name, const Event& event);
    void remember(const std::vector<Message>& messages);
    void take_block(const std::string& name, const Message& content, const std::string& author);
    void give_record();
    void ask();
    void share();
    void share_printed();
    KeyPair receiver_of(const std::string& name) const;

    const Scene& s_;
    std::map<std::string, std::unique_ptr<Actor>> actors_;
    std::map<std::string, std::vector<Named>> events_;
    std::map<std::string, Message> messages_;
    std::vector<Message> blocks_;
    std::string url_;
    Bytes vc_;
};

/// The story of a scene, played at the first call.
const Story& story(const Scene& scene);

/// What the story's hospital writes: a FHIR bundle of one resource, as printed a few bytes; and its form.
/// @{
Bytes story_record(Profile profile);
std::string_view story_form(Profile profile);
/// @}

} // namespace emrshare::kat
