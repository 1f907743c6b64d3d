// What nodes must refuse. Networks, keys and messages are made here, as for vectors: an adapter's node is given its
// history and one event, of which only matters whether it takes it.
#include "attack/nodes.hpp"
#include "base/error.hpp"
#include "once_map.hpp"
#include "props/properties.hpp"
#include "protocol/events.hpp"

#include <algorithm>
#include <memory>
#include <set>

namespace emrshare::kat::props {
namespace {

/// A case of an operation, by its comment.
struct Named {
    const char* operation;
    const char* comment;
};

/// What must be refused: in the corrected profile cases that it refuses, as printed cases that it accepts.
struct Breach {
    std::vector<Named> corrected;
    std::vector<Named> printed;
};

/// A request that a block has not, under another nonce than its author signed.
Case renewed_request(const Scene& s) {
    Actor hospital(s, "HN-1", s.blocks(2));
    return hospital.refuses("an old request under a new nonce, which is not signed",
                            sent_by("mallory", attack::request_under_two_nonces(s).second), "TX.C2");
}

using Cases = std::shared_ptr<const std::vector<Case>>;

/// The cases of an operation that the profile has, in a network of the run's seed, made once for all properties.
Cases cases_of(const Subject& subject, const std::string& operation) {
    static OnceMap<Cases> cache;
    const FileKey key = *subject.find(operation);
    return cache.get(key.file_name() + to_hex(subject.setting().seed), [&] {
        const CaseMaker make(subject.setting().seed, operation, key.set, *subject.setting().profile, 0);
        std::vector<Case> cases = key.operation->cases(make);
        if (operation == "node-tx-req" && !subject.is_printed()) cases.push_back(renewed_request(make.scene(1)));
        return std::make_shared<const std::vector<Case>>(std::move(cases));
    });
}

const Case& case_of(const std::vector<Case>& cases, std::string_view comment) {
    const auto found =
        std::find_if(cases.begin(), cases.end(), [&](const Case& one) { return one.comment == comment; });
    if (found == cases.end()) throw std::logic_error("there is no case '" + std::string(comment) + "'");
    return *found;
}

bool is_honest(const Case& one) {
    const auto is_attack = [](const std::string& flag) { return flag == "printed-attack"; };
    return one.rejected_by.empty() && std::none_of(one.flags.begin(), one.flags.end(), is_attack);
}

/// "Share" of "Share: from anybody", nothing of a comment that names no event.
std::string event_of(const std::string& comment) {
    const std::size_t colon = comment.find(": ");
    return colon == std::string::npos ? "" : comment.substr(0, colon);
}

/// An honest event of the same type is accepted: who refuses everything does not pass.
void expect_honest(Subject& subject, const std::string& operation, const std::vector<Case>& cases,
                   const std::string& comment) {
    for (const Case& one : cases) {
        if (!is_honest(one) || event_of(one.comment) != event_of(comment)) continue;
        subject.begin();
        (void)subject.compute(operation, one.inputs);
        return;
    }
}

/// Examines the cases of one breach; those of operations that are not offered are left out, unless that are all.
std::uint64_t expect_refused(Subject& subject, const Breach& breach) {
    std::uint64_t trials = 0;
    std::string missing;
    std::set<std::string> honest; // operations and types of events of which one was accepted
    for (const auto& [operation, comment] : subject.is_printed() ? breach.printed : breach.corrected) {
        if (!subject.offers(operation)) {
            missing = operation;
            subject.remark(missing + " is not offered");
            continue;
        }
        const Cases cases = cases_of(subject, operation);
        const Case& one = case_of(*cases, comment);
        if (honest.insert(operation + (" " + event_of(comment))).second)
            expect_honest(subject, operation, *cases, comment);
        subject.begin();
        subject.must_refuse(operation, one.inputs, one.rejected_by, "'" + one.comment + "'");
        ++trials;
    }
    if (trials == 0) throw NotOffered{missing.empty() ? "such a message (corrected)" : missing};
    return trials;
}

/// The dialect of a case's network.
message::Dialect dialect_of(const Case& one) {
    return PublicParameters(Inputs(one.inputs, nullptr).bytes("PP")).dialect();
}

/// The case with another event.
Json with_event(const Case& one, const Event& event) {
    Json inputs = one.inputs;
    inputs["event"] = to_hex(encode_events({event}));
    return inputs;
}

Event event_in(const Case& one) {
    return decode_event(Inputs(one.inputs, nullptr).bytes("event"), "event");
}

/// Inputs that a node must refuse, and by which check if the specification's own node does.
struct Forbidden {
    Json inputs;
    std::string check;
    std::string what;
};

/// The check by which the specification's node refuses; empty if it accepts.
std::string refusing_check(const FileKey& key, const Json& inputs) {
    const Reply reply = reference_reply(key, inputs);
    const auto* refused = std::get_if<Refused>(&reply);
    return refused != nullptr ? refused->check : "";
}

/// Whether the event is a message with a signature.
bool carries_signature(const Case& one, const Event& event) {
    if (event.kind != EventKind::message) return false;
    return message::decode(dialect_of(one), event.bytes).format().is_signed();
}

/// The message of a case with one bit changed in each field in turn, and not signed again; of unsigned messages
/// nothing.
std::vector<Forbidden> with_changed_fields(const FileKey& key, const Case& one) {
    const Event event = event_in(one);
    if (!carries_signature(one, event)) return {};
    const Message good = message::decode(dialect_of(one), event.bytes);
    std::vector<Forbidden> all;
    const Items& entries = *good.item().entries();
    std::size_t end = event.bytes.size();
    for (std::size_t i = entries.size() - 1; i > 0; --i) {
        Event changed = event;
        // The last byte of the field's encoding.
        changed.bytes.at(end - 1) ^= 1;
        const Json inputs = with_event(one, changed);
        all.push_back({inputs, refusing_check(key, inputs),
                       "'" + one.comment + "' with a changed bit in " + std::string(good.format().fields[i - 1].name)});
        end -= message::encode(entries[i]).size();
    }
    return all;
}

/// The same message once more, if it is signed.
std::vector<Forbidden> given_twice(const FileKey& key, const Case& one) {
    const Event event = event_in(one);
    if (!carries_signature(one, event)) return {};
    std::vector<Event> history = decode_events(Inputs(one.inputs, nullptr).bytes("history"), "history");
    history.push_back(event);
    Json inputs = one.inputs;
    inputs["history"] = to_hex(encode_events(history));
    return {{inputs, refusing_check(key, inputs), "'" + one.comment + "' twice"}};
}

using Forbid = std::vector<Forbidden> (*)(const FileKey& key, const Case& one);

/// Examines what is made of the first honest cases of every operation on nodes, as many of each as there are samples.
std::uint64_t expect_all_refused(Subject& subject, Forbid forbid, bool repeatable) {
    std::uint64_t trials = 0;
    for (const Operation& operation : operations()) {
        const std::string& name = operation.name;
        if (!name.starts_with("node-") || !subject.find(name)) continue;
        if (!subject.offers(name)) {
            subject.remark(name + " is not offered");
            continue;
        }
        std::uint64_t taken = 0;
        const Cases cases = cases_of(subject, name);
        for (const Case& one : *cases) {
            if (taken == subject.setting().samples) break;
            if (!is_honest(one)) continue;
            const std::vector<Forbidden> all = forbid(*subject.find(name), one);
            if (all.empty()) continue;
            subject.begin();
            (void)subject.compute(name, one.inputs);
            for (const Forbidden& forbidden : all) {
                // What the corrected node takes twice changes nothing the second time.
                if (repeatable && forbidden.check.empty() && !subject.is_printed()) continue;
                subject.begin();
                subject.must_refuse(name, forbidden.inputs, forbidden.check, forbidden.what);
                ++trials;
            }
            ++taken;
        }
    }
    if (trials == 0) throw NotOffered{"operations on nodes"};
    return trials;
}

} // namespace

std::uint64_t tampered_message(Subject& subject) {
    return expect_all_refused(subject, with_changed_fields, false);
}

std::uint64_t message_twice(Subject& subject) {
    return expect_all_refused(subject, given_twice, true);
}

std::uint64_t breach_nonce(Subject& subject) {
    return expect_refused(subject, {{{"node-tx-req", "the nonce of a transaction in a block"},
                                     {"node-tx-req", "an old request under a new nonce, which is not signed"},
                                     {"node-nonce-grant", "a nonce once more"}},
                                    {{"node-tx-req", "an old request under a new nonce, which is in no signature"}}});
}

std::uint64_t breach_block(Subject& subject) {
    return expect_refused(subject,
                          {{{"node-commit", "num is 2 at height 0"},
                            {"node-commit", "it follows another block"},
                            {"node-commit", "a signed digest of something else"},
                            {"node-commit", "the same request twice"}},
                           {{"node-block", "the same block under the next number, which is in no signature"}}});
}

std::uint64_t breach_request(Subject& subject) {
    return expect_refused(subject, {{{"node-access-request", "once more"},
                                     {"node-access-request", "once more, at the last instant of its window"},
                                     {"node-access-request", "to another owner"}},
                                    {{"node-access-request", "once more: nothing tells it from the first"}}});
}

std::uint64_t breach_time(Subject& subject) {
    return expect_refused(subject, {{{"node-tx-req", "now is one after time + window"},
                                     {"node-tx-req", "time is one after now + window"},
                                     {"node-tx-req", "the nonce expired one before now"},
                                     {"node-commit", "time is one before that of the last block"},
                                     {"node-proposal", "BM.time is one before now - window"},
                                     {"node-access-request", "now is one after time + window"},
                                     {"node-access", "Challenge: it expired one before now"}},
                                    {}});
}

std::uint64_t breach_endorser(Subject& subject) {
    return expect_refused(
        subject, {{{"node-endorsement", "a second one of the same hospital"},
                   {"node-endorsement", "a second one of the same hospital, of another mind"},
                   {"node-commit", "an endorser twice"},
                   {"node-commit", "an acknowledgement twice"}},
                  {{"node-endorsement", "the third message of one hospital: the request comes into the pool"}}});
}

std::uint64_t breach_endorsements(Subject& subject) {
    return expect_refused(subject, {{{"node-commit", "as many endorsers as threshold, not more"},
                                     {"node-commit", "a refusal counted as an agreement"},
                                     {"node-commit", "a request that has expired at the time of the block"}},
                                    {{"node-block", "a request that nobody endorsed and its author did not sign"}}});
}

std::uint64_t breach_leader(Subject& subject) {
    return expect_refused(subject, {{{"node-proposal", "by the node that does not lead"},
                                     {"node-give-up", "of a term that another node leads"},
                                     {"node-commit", "one acknowledgement fewer than a quorum"}},
                                    {{"node-next-leader", "R = 0: the leader keeps the lead"}}});
}

std::uint64_t breach_answer(Subject& subject) {
    return expect_refused(subject, {{{"node-fetch-answer", "signed by a hospital"},
                                     {"node-fetch-answer", "for another user"},
                                     {"node-fetch-answer", "under a nonce that she has not used"},
                                     {"node-access", "FetchAnswer: by another cloud"},
                                     {"node-access", "FetchAnswer: another ciphertext with its delta"}},
                                    {{"node-fetch-answer", "an answer that nobody asked for, from anybody"}}});
}

std::uint64_t breach_link(Subject& subject) {
    return expect_refused(subject, {{{"node-record", "Link: by another cloud"},
                                     {"node-record", "Link: signed by another cloud"},
                                     {"node-record", "Link: another url"}},
                                    {{"node-record", "Link: from anybody, to anywhere"}}});
}

std::uint64_t breach_grant(Subject& subject) {
    return expect_refused(subject, {{{"node-grant", "CloudGrant: signed by bob"},
                                     {"node-grant", "CloudGrant: of bob, for alice's record"},
                                     {"node-grant", "Grant: signed by bob"},
                                     {"node-grant", "Grant: he has not asked"},
                                     {"node-grant", "Grant: once more"}},
                                    {{"node-grant", "CloudGrant: of alice, whoever sends it"},
                                     {"node-grant", "Grant: for bob, whoever sends it"}}});
}

std::uint64_t breach_share(Subject& subject) {
    return expect_refused(
        subject, {{{"node-grant", "Share: signed by alice"},
                   {"node-grant", "Share: of alice"},
                   {"node-grant", "Share: once more"}},
                  {{"node-grant", "Share: from anybody"}, {"node-grant", "Share: a second one, of somebody else"}}});
}

std::uint64_t breach_credential(Subject& subject) {
    return expect_refused(subject, {{{"node-access", "Presentation: the credential in the hands of alice"},
                                     {"node-access", "Presentation: no claim for a section"},
                                     {"node-access", "Presentation: a credential that has ended"},
                                     {"node-access", "Presentation: the credential is revoked"},
                                     {"node-access", "Presentation: once more"}},
                                    {{"node-access", "FetchRequest: from anybody, without a credential"}}});
}

std::uint64_t breach_registration(Subject& subject) {
    return expect_refused(subject, {{{"node-reg-request", "with another one-time key"},
                                     {"node-reg-request", "a registered key under another Id"},
                                     {"node-reg-request", "a card that was not shown"},
                                     {"node-reg-request", "the card of alice, who showed another key"}},
                                    {{"node-command", "Verified once more, with another name"}}});
}

} // namespace emrshare::kat::props
