#include "protocol/run_script.hpp"

#include "base/error.hpp"
#include "protocol/scene.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {
namespace {

/// @throws Rejection `KAT.Input.C2`
ScriptLine line_of(const Item& item, const std::string& field) {
    const Items* entries = item.entries();
    const bool is_line = entries != nullptr && entries->size() == 4 && (*entries)[0].number() != nullptr &&
                         (*entries)[1].text() != nullptr && (*entries)[2].number() != nullptr &&
                         (*entries)[3].bytes() != nullptr;
    require(is_line && *(*entries)[2].number() <= static_cast<std::uint64_t>(Action::join), "KAT.Input.C2", field,
            "an entry is no line of a script");
    const auto action = static_cast<Action>(*(*entries)[2].number());
    return {*(*entries)[0].number(), *(*entries)[1].text(), action, *(*entries)[3].bytes()};
}

void act(node::Network& network, const Coins& coins, const ScriptLine& line) {
    if (line.action == Action::nothing) return;
    require(network.nodes().contains(line.name) == (line.action != Action::join), "KAT.Input.C2", "script",
            "a line names no node, or a user who is there");
    switch (line.action) {
    case Action::command: {
        const std::string check = network.deliver(line.name, {network.now(), "", EventKind::command, line.bytes});
        return require(check.empty(), check, "script", "the node refuses the command");
    }
    case Action::crash:
        return network.crash(line.name);
    case Action::recover:
        return network.recover(line.name);
    default:
        network.add_user(line.name, node::seed_of(coins, line.name));
        return;
    }
}

/// Writes a script by performing it.
class Writer {
public:
    Writer(const node::Initialization& init, const Coins& coins) : network_(init), coins_(coins) {}

    void line(std::uint64_t wait, const std::string& name, Action action, const Bytes& bytes = {}) {
        script_.push_back({wait, name, action, bytes});
        perform(network_, coins_, script_.back());
    }
    void command(const std::string& name, Type type, Items fields) {
        line(0, name, Action::command, Message(dialect(), type, std::move(fields)).encode());
    }
    void register_user(const std::string& user) {
        const Items card = person(user);
        line(0, user, Action::join);
        command("MN-1", Type::verified, {card[1], card[0], item_of(network_.nodes().at(user)->fingerprint())});
        command(user, Type::register_user, card);
    }
    void submit(const std::string& author, Type type, Items fields) {
        fields.insert(fields.begin(), item_of(id_of(author)));
        command(author, Type::submit, {Message(dialect(), type, std::move(fields)).item()});
    }
    void wait(std::uint64_t ms) { line(ms, "", Action::nothing); }
    std::string leader() { return network_.at<node::Management>("MN-1").leads() ? "MN-1" : "MN-2"; }
    Bytes id_of(const std::string& name) {
        const auto* user = dynamic_cast<const node::User*>(network_.nodes().at(name).get());
        return user == nullptr ? bytes_of(name) : user->PID();
    }
    std::uint64_t now() const { return network_.now(); }
    const message::Dialect& dialect() const { return network_.nodes().begin()->second->pp().dialect(); }
    const std::vector<ScriptLine>& script() const noexcept { return script_; }

private:
    node::Network network_;
    Coins coins_;
    std::vector<ScriptLine> script_;
};

void submit_record(Writer& run) {
    run.submit("alice", Type::metadata, {item_of("record-1"), item_of(bytes_of("sealed record"))});
}

void submit_credential(Writer& run) {
    run.submit("alice", Type::credential,
               {item_of(vc_named("good")), item_of(run.id_of("bob")), item_of("record-1"), Item(run.now()),
                Item(run.now() + 3600000)});
}

void ask(Writer& run) {
    run.command("bob", Type::ask, {item_of(run.id_of("alice")), item_of("record-1"), item_of("alice")});
}

} // namespace

Bytes encode_script(const std::vector<ScriptLine>& script) {
    Items list;
    for (const ScriptLine& line : script)
        list.emplace_back(Items{Item(line.wait), item_of(line.name), Item(static_cast<std::uint64_t>(line.action)),
                                item_of(line.bytes)});
    return message::encode(Item(std::move(list)));
}

std::vector<ScriptLine> decode_script(ByteView bytes, const std::string& field) {
    try {
        const Item item = message::decode_item(bytes);
        require(item.entries() != nullptr, "KAT.Input.C2", field, "it is no list of lines");
        std::vector<ScriptLine> script;
        for (const Item& entry : *item.entries())
            script.push_back(line_of(entry, field));
        return script;
    } catch (const Rejection& rejection) {
        throw Rejection("KAT.Input.C2", field, rejection.reason());
    }
}

void perform(node::Network& network, const Coins& coins, const ScriptLine& line) {
    if (line.wait > 0) network.pass(line.wait); // NET.Run.1
    network.run();
    act(network, coins, line); // NET.Run.2
    network.run();             // NET.Run.3
}

node::NetworkPlan run_plan() {
    return scene_plan(4);
}

std::vector<ScriptLine> write_script(const node::Initialization& init, const Coins& coins) {
    Writer run(init, coins);
    run.register_user("alice");
    run.register_user("bob"); // block 1
    const bool is_printed = run.dialect().profile == Profile::as_printed;
    const std::string leader = run.leader();
    if (!is_printed) run.line(0, leader, Action::crash);
    submit_record(run);
    run.wait(is_printed ? init.pp->number("block_time") : init.pp->number("timeout")); // block 2
    if (!is_printed) run.line(0, leader, Action::recover);
    ask(run);
    submit_credential(run);
    run.wait(init.pp->number("block_time")); // block 3
    return run.script();
}

} // namespace emrshare::kat
