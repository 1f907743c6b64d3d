// Whole runs of a network (spec, section 8.7).

#include "operation.hpp"
#include "protocol/network_plan.hpp"
#include "protocol/run_script.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {
namespace {

/// The distinct bytes that nodes were given, in the order of their first delivery.
class Messages {
public:
    /// The place of @p bytes, new or not; -1 for none (a tick).
    std::int32_t place(const Bytes& bytes) {
        if (bytes.empty()) return -1;
        const auto [found, is_new] = places_.try_emplace(bytes, static_cast<std::int32_t>(list_.size()));
        if (is_new) list_.push_back(bytes);
        return found->second;
    }
    const std::vector<Bytes>& list() const noexcept { return list_; }

private:
    std::map<Bytes, std::int32_t, ByteOrder> places_;
    std::vector<Bytes> list_;
};

/// The place of a name among all nodes, in the order of bytes; -1 for nobody.
std::int32_t place_of(const node::Network& network, const std::string& name) {
    const auto found = network.nodes().find(name);
    return found == network.nodes().end() ? -1
                                          : static_cast<std::int32_t>(std::distance(network.nodes().begin(), found));
}

/// A row for each event that was given to a node.
IntMatrix deliveries_of(const node::Network& network, Messages& messages) {
    const std::vector<node::Delivery>& transcript = network.transcript();
    IntMatrix rows(transcript.size(), 6);
    for (std::size_t i = 0; i < transcript.size(); ++i) {
        const auto& [to, event, rejected] = transcript[i];
        const std::int32_t row[] = {place_of(network, to),
                                    place_of(network, event.from),
                                    static_cast<std::int32_t>(event.kind),
                                    static_cast<std::int32_t>(event.time - kRunBegins),
                                    messages.place(event.bytes),
                                    rejected.empty() ? 0 : 1};
        std::copy(std::begin(row), std::end(row), rows.row(i).begin());
    }
    return rows;
}

/// @tparam Whole whether the messages are stated, or their digests
template <bool Whole>
void run_transcript(const Call& call) {
    const Coins coins = call.in.coins("coins");
    node::Network network(initialized(*call.set, call.profile, plan_of(call.in), coins));
    for (const ScriptLine& line : decode_script(call.in.bytes("script"), "script"))
        perform(network, coins, line);
    Messages messages;
    const IntMatrix deliveries = deliveries_of(network, messages);
    if (Whole) {
        call.out.record("messages", messages.list());
    } else {
        std::vector<Bytes> digests;
        for (const Bytes& bytes : messages.list())
            digests.push_back(sha3_256(bytes));
        call.out.record("digests", digests);
    }
    call.out.record("deliveries", deliveries);
    std::vector<Bytes> states;
    for (const auto& [name, node] : network.nodes())
        states.push_back(node->digest());
    call.out.record("states", states);
}

std::vector<Case> transcript_cases(const CaseMaker& make) {
    const node::NetworkPlan plan = run_plan();
    const Coins coins = make.coins("run", "coins");
    const node::Initialization& init = initialized(make.set(), make.profile(), plan, coins);
    Json inputs = inputs_of(plan);
    inputs["coins"] = to_hex(coins);
    inputs["script"] = to_hex(encode_script(write_script(init, coins)));
    const bool is_printed = make.profile() == Profile::as_printed;
    return {{is_printed
                 ? "two users register; a record, a request for access, a credential"
                 : "two users register; the leader crashes, a record comes in a later term, the leader recovers; a "
                   "request for access, a credential",
             {},
             inputs}};
}

std::vector<Case> sharing_transcript_cases(const CaseMaker& make) {
    const node::NetworkPlan plan = sharing_plan();
    const Coins coins = make.coins("run", "coins");
    const node::Initialization& init = initialized(make.set(), make.profile(), plan, coins);
    Json inputs = inputs_of(plan);
    inputs["coins"] = to_hex(coins);
    inputs["script"] = to_hex(encode_script(write_sharing_script(init, coins)));
    const bool is_printed = make.profile() == Profile::as_printed;
    return {{is_printed
                 ? "a record, its metadata, a grant, an answer that does not decrypt"
                 : "a record, its metadata, a grant with a credential, an access on the chain, an answer that opens",
             {},
             inputs}};
}

Operation transcript(bool large) {
    Operation operation = {
        .name = "transcript",
        .spec = "NET.Run",
        .purpose = "a whole run of a network",
        .per_set = true,
        .profiles = {"as-printed", "corrected"},
        .inputs = plan_fields(),
        .intermediates = {},
        .outputs = {{"deliveries", Kind::matrix, "receiver, sender, kind, time, message, rejected of each event",
                     "NET.Run.4"},
                    {"states", Kind::hex_list, "H of the state of each node at the end", "NET.Run.4"}},
        .run = large ? run_transcript<false> : run_transcript<true>,
        .cases = transcript_cases,
        .covers = [](const ParameterSet& set) { return set.n == 64; },
    };
    operation.inputs.insert(operation.inputs.begin(), {"coins", Kind::hex, "coins of NET.Init"});
    operation.inputs.push_back({"script", Kind::hex, "list of [ms, name, action, bytes]"});
    Field messages = {"messages", Kind::hex_list, "the distinct bytes of all events", "NET.Run.4"};
    operation.shares_values = true;
    if (large) {
        messages = {"digests", Kind::hex_list, "SHA3-256 of each of the distinct bytes of all events", "NET.Run.4"};
        operation.covers = [](const ParameterSet& set) { return set.n == 2048; };
    }
    operation.outputs.insert(operation.outputs.begin(), messages);
    return operation;
}

} // namespace

std::vector<Operation> transcript_operations() {
    std::vector<Operation> operations = {transcript(false), transcript(true)};
    for (const bool large : {false, true}) {
        Operation& sharing = operations.emplace_back(transcript(large));
        sharing.name = "transcript-sharing";
        sharing.purpose = "a run of phases (3) and (5)";
        sharing.cases = sharing_transcript_cases;
    }
    return operations;
}

} // namespace emrshare::kat
