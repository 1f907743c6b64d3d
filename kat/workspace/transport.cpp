#include "workspace/transport.hpp"

#include "base/error.hpp"
#include "parallel.hpp"
#include "random/xof.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace emrshare::kat {

using node::Event;
using node::EventKind;

Transport::Transport(node::Parameters pp, std::uint64_t now, Wake wake)
    : pp_(std::move(pp)), now_(now), wake_(std::move(wake)) {}

void Transport::add(const std::string& user, std::unique_ptr<node::Node> node) {
    nodes_.insert_or_assign(user, std::move(node));
    users_.insert(user);
}

void Transport::add_absent(const std::string& user) {
    users_.insert(user);
}

node::Node& Transport::node(const std::string& name) {
    const auto found = nodes_.find(name);
    if (found != nodes_.end()) return *found->second;
    return *nodes_.emplace(name, wake_(name)).first->second;
}

void Transport::wake_all() {
    std::vector<std::string> asleep;
    for (const message::NodeEntry& entry : pp_->nodes()) {
        if (!nodes_.contains(entry.name())) asleep.push_back(entry.name());
    }
    std::vector<std::unique_ptr<node::Node>> woken(asleep.size());
    run_parallel(asleep.size(), 0, [&](std::size_t i) { woken[i] = wake_(asleep[i]); });
    for (std::size_t i = 0; i < asleep.size(); ++i)
        nodes_.insert_or_assign(asleep[i], std::move(woken[i]));
}

void Transport::command(const std::string& to, node::Type type, node::Items fields) {
    const node::Message command(pp_->dialect(), type, std::move(fields));
    deliver(to, {now_, "", EventKind::command, command.encode()});
    if (refusal_) throw Rejection(*refusal_);
}

std::vector<std::string> Transport::receivers(const std::string& from, const std::string& to) const {
    std::vector<std::string> names;
    for (const message::NodeEntry& entry : pp_->nodes()) {
        const bool wanted = to == entry.name() || (to == "all" && entry.name() != from) ||
                            (to == "management" && entry.role == message::Role::management) ||
                            (to == "hospitals" && entry.role == message::Role::hospital);
        if (wanted) names.push_back(entry.name());
    }
    for (const std::string& user : users_) {
        if (to == user || (to == "all" && user != from)) names.push_back(user);
    }
    return names;
}

void Transport::send(const std::string& from, const std::string& to, const Bytes& bytes) {
    for (const std::string& receiver : receivers(from, to)) {
        const bool is_away = pp_->node(bytes_of(receiver)) == nullptr && !is_present(receiver);
        if (!is_away)
            queue_.push_back({from, receiver, bytes});
        else if (message::decode(pp_->dialect(), bytes).type() != node::Type::sync_request)
            waiting_.push_back({from, receiver, bytes});
    }
}

void Transport::deliver(const std::string& to, const Event& event) {
    node::Node& receiver = node(to);
    announce(to, event);
    Handled handled = {to, event, std::nullopt, 0};
    const auto start = std::chrono::steady_clock::now();
    try {
        for (const node::Outgoing& outgoing : receiver.handle(event))
            send(to, outgoing.to, outgoing.bytes);
    } catch (const Rejection& rejection) {
        handled.rejection = rejection;
    }
    handled.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    refusal_ = handled.rejection;
    observe(handled);
}

void Transport::run() {
    while (!queue_.empty()) {
        const InFlight next = std::move(queue_.front());
        queue_.pop_front();
        deliver(next.to, {now_, next.from, EventKind::message, next.bytes});
    }
}

void Transport::pass(std::uint64_t ms) {
    now_ += ms;
    std::vector<std::string> awake;
    for (const auto& [name, node] : nodes_)
        awake.push_back(name);
    for (const std::string& name : awake)
        deliver(name, {now_, "", EventKind::tick, {}});
}

void Transport::settle() {
    run();
    for (int i = 0; i < 2; ++i) {
        pass(pp_->number("block_time"));
        run();
    }
}

} // namespace emrshare::kat
