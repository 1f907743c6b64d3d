// The transitions of nodes: a node is rebuilt from PP, its seed and its history, and takes one event (spec, section
// 8.7).

#include "operation.hpp"
#include "protocol/cases.hpp"
#include "protocol/events.hpp"

namespace emrshare::kat {
namespace {

using Cases = std::vector<Case> (*)(const CaseMaker& make);

/// Events are replayed as the transport's transcript has them: those that were rejected change nothing.
void replay(node::Node& node, const std::vector<Event>& history) {
    for (const Event& event : history) {
        try {
            (void)node.handle(event);
        } catch (const Rejection&) {
            continue;
        }
    }
}

std::vector<Bytes> digests_of_entries(const Item& item) {
    std::vector<Bytes> digests;
    for (const Item& entry : *item.entries())
        digests.push_back(message::digest(entry));
    return digests;
}

node::Parameters public_parameters(const Call& call) {
    const Bytes encoded = call.in.bytes("PP");
    return naming("PP", [&] { return std::make_shared<const PublicParameters>(encoded); });
}

void run_transition(const Call& call) {
    const std::unique_ptr<node::Node> node =
        node::make_node(public_parameters(call), call.in.text("name"), call.in.coins("seed"));
    replay(*node, decode_events(call.in.bytes("history"), "history"));
    const Event event = decode_event(call.in.bytes("event"), "event");
    call.out.record("sent", encode_outgoing(node->handle(event)));
    const Item state = node->state();
    call.trace.record("ledger", digests_of_entries(state.entries()->at(3)));
    call.trace.record("own", digests_of_entries(state.entries()->back()));
    call.out.record("state", message::digest(state));
}

template <std::size_t Hospitals, std::vector<Case> (*Make)(const Scene&)>
std::vector<Case> of_scene(const CaseMaker& make) {
    return Make(make.scene(Hospitals));
}

/// The cases of a transition for which networks of one hospital and of four are wanted.
template <std::vector<Case> (*Make)(const Scene&, const Scene&)>
std::vector<Case> of_two_scenes(const CaseMaker& make) {
    return Make(make.scene(1), make.scene(4));
}

/// The cases of a transition that the profiles make by different checks.
template <std::size_t Hospitals, std::vector<Case> (*Corrected)(const Scene&),
          std::vector<Case> (*Printed)(const Scene&)>
std::vector<Case> of_profile(const CaseMaker& make) {
    const Scene& scene = make.scene(Hospitals);
    return make.profile() == Profile::corrected ? Corrected(scene) : Printed(scene);
}

Operation transition(const std::string& name, const std::string& purpose, const std::vector<std::string>& profiles,
                     Cases cases) {
    return {
        .name = name,
        .spec = "NODE.Event",
        .purpose = purpose,
        .per_set = true,
        .profiles = profiles,
        .inputs = {{"PP", Kind::hex, "public parameters"},
                   {"name", Kind::text, "id of the node, or a name that no node has: a user"},
                   {"seed", Kind::hex, "coins of the node, 32 bytes"},
                   {"history", Kind::hex, "list of [time, from, kind, bytes]: the events so far"},
                   {"event", Kind::hex, "the list of the one event in question"}},
        .intermediates = {{"ledger", Kind::hex_list, "H of each entry of the node's Ledger after the event",
                           "NODE.Event.1"},
                          {"own", Kind::hex_list, "H of each entry of own after the event", "NODE.Event.1"}},
        .outputs = {{"sent", Kind::hex, "list of [to, bytes]: what the node sends", "NODE.Event.1"},
                    {"state", Kind::hex, "H of the node's state after the event", "NODE.Event.2"}},
        .run = run_transition,
        .cases = cases,
        .covers = [](const ParameterSet& set) { return set.n == 64; },
        .shares_values = true,
    };
}

} // namespace

std::vector<Operation> transition_operations() {
    const std::vector<std::string> both = {"as-printed", "corrected"};
    const std::vector<std::string> corrected = {"corrected"};
    const std::vector<std::string> printed = {"as-printed"};
    return {
        transition("node-reg-request", "a RegRequest at the registrar", both, of_scene<1, reg_request_cases>),
        transition("node-reg-offer", "a RegOffer at a user", both, of_scene<1, reg_offer_cases>),
        transition("node-key-confirm", "a KeyConfirm at the registrar", both, of_scene<1, key_confirm_cases>),
        transition("node-certificate", "a Certificate at a user", both, of_scene<1, certificate_cases>),
        transition("node-nonce-request", "a NonceRequest at a management node", both, of_scene<1, nonce_request_cases>),
        transition("node-nonce-grant", "a NonceGrant at the author of a waiting content", both,
                   of_scene<1, nonce_grant_cases>),
        transition("node-tx-req", "a Tx_req at a hospital", both, of_profile<1, tx_req_cases, printed_tx_req_cases>),
        transition("node-endorsement", "an E at the leader", both,
                   of_profile<4, endorsement_cases, printed_endorsement_cases>),
        transition("node-proposal", "a Proposal at a hospital", corrected, of_scene<4, proposal_cases>),
        transition("node-ack", "an Ack at the leader", corrected, of_scene<4, ack_cases>),
        transition("node-commit", "a Commit at the cloud", corrected, of_two_scenes<commit_cases>),
        transition("node-give-up", "a GiveUp at the leader of the term", corrected, of_scene<4, give_up_cases>),
        transition("node-block", "a BM at the cloud", printed, of_scene<1, printed_block_cases>),
        transition("node-next-leader", "a NextLeader at the cloud", printed, of_scene<1, next_leader_cases>),
        transition("node-sync-request", "a SyncRequest at the cloud", both, of_scene<1, sync_request_cases>),
        transition("node-access-request", "an AccessRequest at the owner", both, of_scene<1, access_request_cases>),
        transition("node-fetch-answer", "a FetchAnswer at the requester", both, of_scene<1, fetch_answer_cases>),
        transition("node-record", "phase (3): records from the hospital to the cloud and the chain", both,
                   of_scene<1, record_cases>),
        transition("node-grant", "phase (5): credentials and delegations", both, of_scene<1, grant_cases>),
        transition("node-access", "phase (5): questions and answers", both, of_scene<1, access_cases>),
        transition("node-command", "commands, the passing of time, and events that no node takes", both,
                   of_scene<1, command_cases>),
    };
}

} // namespace emrshare::kat
