#include "protocol/actor.hpp"

#include "protocol/events.hpp"

#include <stdexcept>

namespace emrshare::kat {
namespace {

/// The ids of the checks that failed, one after the other.
std::string failures(const std::vector<Finding>& findings) {
    std::string failed;
    for (const Finding& finding : findings) {
        if (finding.verdict == Verdict::fails) failed.append(failed.empty() ? "" : ", ").append(finding.id);
    }
    return failed;
}

} // namespace

Event sent_by(const std::string& from, const Message& message, std::uint64_t time) {
    return {time, from, EventKind::message, message.encode()};
}

Event told(const Scene& scene, Type type, Items fields, std::uint64_t time) {
    return {time, "", EventKind::command, scene.make(type, std::move(fields)).encode()};
}

Event tick_at(std::uint64_t time) {
    return {time, "", EventKind::tick, {}};
}

Actor::Actor(const Scene& scene, std::string name, const std::vector<Event>& history)
    : scene_(scene), name_(std::move(name)), node_(node::make_node(scene.parameters(), name_, scene.seed_of(name_))) {
    for (const Event& event : history)
        takes(event);
}

std::vector<node::Outgoing> Actor::takes(const Event& event) {
    std::vector<node::Outgoing> sent = node_->handle(event);
    history_.push_back(event);
    return sent;
}

Message Actor::answer(const Event& event) {
    return message::decode(scene_.pp().dialect(), takes(event).back().bytes);
}

Case Actor::accepts(const std::string& comment, const std::vector<std::string>& flags, const Event& event) const {
    return {comment, flags, inputs(event)};
}

Case Actor::refuses(const std::string& comment, const Event& event, const std::string& check) {
    const Bytes before = node_->digest();
    std::string refused_by;
    const Findings findings;
    try {
        (void)node_->handle(event);
    } catch (const Rejection& rejection) {
        refused_by = rejection.check();
    }
    const std::string failed = failures(findings.list());
    if (refused_by != check || (!failed.empty() && failed != check))
        throw std::logic_error("'" + comment + "' has to fail " + check + " alone, and is refused by '" + refused_by +
                               "' where these fail: " + failed);
    if (node_->digest() != before) throw std::logic_error("'" + comment + "' is refused, but changes the state");
    return {comment, {"rejected"}, inputs(event), check};
}

Json Actor::inputs(const Event& event) const {
    return transition_inputs(scene_, name_, scene_.seed_of(name_), history_, event);
}

Json transition_inputs(const Scene& scene, const std::string& name, const Coins& seed,
                       const std::vector<Event>& history, const Event& event) {
    return {{"PP", to_hex(scene.pp().message().encode())},
            {"name", name},
            {"seed", to_hex(seed)},
            {"history", to_hex(encode_events(history))},
            {"event", to_hex(encode_events({event}))}};
}

} // namespace emrshare::kat
