// What somebody who reads the chain links: which contents belong to one person.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/nodes.hpp"
#include "random/xof.hpp"

#include <algorithm>
#include <bit>

namespace emrshare::kat::attack {
namespace {

/// What somebody sees of one thing that one of two persons has done.
struct Trace {
    bool is_first;         ///< the truth: by the first of the two
    Bytes PID;             ///< on the chain; empty if the chain has none
    Bytes url;             ///< on the chain; empty if the chain has none
    Bytes sent_PID;        ///< in the message on its way
    std::uint64_t gap = 0; ///< ms since the trace before
};

/// Guesses whether two neighbouring traces are of one requester: right ones, and how many were made.
struct Guesses {
    std::uint64_t right = 0;
    std::uint64_t made = 0;
};

using Guess = std::function<bool(const Trace&, const Trace&)>;

Guesses guess_all(const std::vector<Trace>& traces, const Guess& guess) {
    Guesses guesses;
    for (std::size_t i = 1; i < traces.size(); ++i) {
        const bool same = traces[i - 1].is_first == traces[i].is_first;
        guesses.right += guess(traces[i - 1], traces[i]) == same ? 1 : 0;
        ++guesses.made;
    }
    return guesses;
}

/// The advantage over chance, 2 Pr[right] - 1, and whether chance gives it with less than 2^-32. Each requester is
/// drawn by a fair bit, so that neighbours are equal by independent fair bits.
Row row_of_advantage(std::string_view variant, std::string quantity, const Guesses& guesses, bool expected) {
    const Measured right = share(guesses.right, guesses.made);
    Row row{std::string(variant), "advantage: " + std::move(quantity), 0, {}, expected ? 1.0 : 0.0, expected, false};
    row.measured = {2 * right.value - 1, 2 * right.low - 1, 2 * right.high - 1};
    row.succeeded = beats_guessing({guesses.made - guesses.right, guesses.made});
    return row;
}

/// One hospital, so that blocks are short.
node::NetworkPlan short_blocks() {
    node::NetworkPlan plan;
    plan.hospitals = 1;
    plan.rules.threshold = 0;
    return plan;
}

/// Lets time pass until nothing waits any more.
void settle_all(Simulation& network) {
    for (std::uint64_t before = 0, after = 1; after > before;) {
        before = network.node("HN-1").height();
        network.settle();
        after = network.node("HN-1").height();
    }
}

/// Adds what the chain and the messages show of each request to the traces of who asked.
void add_contents(std::vector<Trace>& traces, const Simulation& network) {
    std::size_t next = 0;
    for (const Message& Tx_req : network.node("HN-1").requests()) {
        const Message M = Tx_req.part("M");
        if (M.type() != Type::credential) continue;
        traces.at(next).PID = M.bytes("PID_B");
        traces.at(next++).url = bytes_of(M.text("url"));
    }
    next = 0;
    for (const node::Delivery& delivery : network.net().transcript()) {
        if (delivery.to != "alice" || delivery.event.kind != EventKind::message) continue;
        const Message message = message::decode(network.pp().dialect(), delivery.event.bytes);
        if (message.type() == Type::access_request) traces.at(next++).sent_PID = message.bytes("PID_B");
    }
}

/// A network in which alice has two records, and bob and carol ask for one of them after the other: who, for which, and
/// when is random.
std::vector<Trace> traces_of(const Setting& setting, Profile profile) {
    Simulation network = network_of(setting, profile, short_blocks());
    for (const char* user : {"alice", "bob", "carol"})
        network.register_user(user);
    network.give_keys("CS-1");
    const std::vector<std::string> urls = {network.share_record("alice", bytes_of("first"), "file"),
                                           network.share_record("alice", bytes_of("second"), "file")};
    Xof source = setting.stream("requesters");
    std::vector<Trace> traces;
    for (std::uint64_t i = 0; i <= setting.samples; ++i) {
        const std::uint64_t drawn = source.read_le<1>();
        const std::string requester = drawn % 2 == 1 ? "bob" : "carol";
        const std::string& url = urls[drawn / 2 % 2];
        const std::uint64_t gap = source.read_le<2>() % 500;
        network.net().pass(gap);
        network.net().command(requester, Type::ask, {item_of(network.PID("alice")), Item(url), item_of("alice")});
        network.net().run();
        const std::vector<std::uint64_t> sections = {1};
        network.net().command("alice", Type::allow,
                              {item_of(network.user("alice").requests_for_access().back().digest()), Item(url),
                               item_of(sections), item_of("research"), Item(std::uint64_t{0}),
                               Item(network.net().now() + 1000000), item_of(requester)});
        network.net().run();
        traces.push_back({requester == "bob", {}, {}, {}, gap});
    }
    settle_all(network);
    add_contents(traces, network);
    return traces;
}

std::uint64_t median_gap(const std::vector<Trace>& traces) {
    std::vector<std::uint64_t> gaps;
    gaps.reserve(traces.size());
    for (const Trace& trace : traces)
        gaps.push_back(trace.gap);
    std::nth_element(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2), gaps.end());
    return gaps[gaps.size() / 2];
}

bool by_PID(const Trace& a, const Trace& b) {
    return a.PID == b.PID;
}

bool by_url(const Trace& a, const Trace& b) {
    return a.url == b.url;
}

bool by_sent_PID(const Trace& a, const Trace& b) {
    return a.sent_PID == b.sent_PID;
}

/// Two owners put metadata on the chain, in random order.
Guesses guesses_of_owners(const Setting& setting, Profile profile) {
    Simulation network = network_of(setting, profile, short_blocks());
    network.register_user("alice");
    network.register_user("bob");
    Xof source = setting.stream("owners");
    std::vector<Trace> traces;
    for (std::uint64_t i = 0; i <= setting.samples; ++i) {
        const bool is_alice = source.read_le<1>() % 2 == 1;
        const std::string owner = is_alice ? "alice" : "bob";
        const Message content = network.metadata(owner, "CS-1/" + std::to_string(i));
        network.net().command(owner, Type::submit, {content.item()});
        network.net().run();
        traces.push_back({is_alice, {}, {}, {}});
    }
    settle_all(network);
    std::size_t next = 0;
    for (const Message& Tx_req : network.node("HN-1").requests()) {
        const Message M = Tx_req.part("M");
        if (M.type() == Type::metadata) traces.at(next++).PID = M.bytes("author");
    }
    return guess_all(traces, by_PID);
}

/// What links requests, with the pseudonyms that there are, and without.
std::vector<Row> rows_of_requests(const Setting& setting, Profile profile) {
    const std::vector<Trace> traces = traces_of(setting, profile);
    const std::uint64_t median = median_gap(traces);
    const auto by_time = [median](const Trace&, const Trace& b) { return b.gap < median; };
    const bool logged = profile == Profile::corrected;
    const std::string_view variant = name_of(profile);
    return {
        row_of_advantage(variant, "records of one person, by PID on the chain", guesses_of_owners(setting, profile),
                         true),
        row_of_advantage(variant, "requests of one person, by PID in the message", guess_all(traces, by_sent_PID),
                         true),
        row_of_advantage(variant, "requests of one person, by PID on the chain", guess_all(traces, by_PID), logged),
        row_of_advantage(variant, "requests of one person, by the url, where both ask for both records",
                         guess_all(traces, by_url), false),
        row_of_advantage(variant, "requests of one person, by the time between them", guess_all(traces, by_time),
                         false),
    };
}

/// The PIDs of two persons for each sample, by the registrar's node.
std::vector<Bytes> PIDs_of(const Setting& setting) {
    Simulation network = network_of(setting, Profile::corrected, short_blocks());
    network.net().crash("HN-1"); // the chain has no part in this
    std::vector<Bytes> PIDs;
    for (std::uint64_t i = 0; i < 2 * setting.samples; ++i) {
        network.begin_registration("person " + std::to_string(i));
        PIDs.push_back(network.PID("person " + std::to_string(i)));
    }
    return PIDs;
}

/// Whether a PID tells which of two persons, whose names and Ids the observer knows, it belongs to.
/// @param derived the control: PIDs that are a function of the Id
Guesses guesses_of_names(const Setting& setting, const std::vector<Bytes>& PIDs, bool derived) {
    Guesses guesses;
    Xof source = setting.stream("order");
    const auto of_Id = [](std::size_t person) {
        return derive_bytes(XofInput("PID").with("Id " + std::to_string(person)), 16);
    };
    for (std::size_t i = 0; i + 1 < PIDs.size(); i += 2) {
        const bool swapped = source.read_le<1>() % 2 == 1;
        const Bytes shown = derived ? of_Id(swapped ? i + 1 : i) : PIDs[swapped ? i + 1 : i];
        // The observer takes the person whose Id, hashed as the control hashes it, is nearer to the PID.
        const auto distance = [&](std::size_t person) {
            const Bytes other = of_Id(person);
            int bits = 0;
            for (std::size_t j = 0; j < shown.size(); ++j)
                bits += std::popcount(static_cast<std::uint8_t>(shown[j] ^ other[j]));
            return bits;
        };
        guesses.right += (distance(i + 1) < distance(i)) == swapped ? 1 : 0;
        ++guesses.made;
    }
    return guesses;
}

} // namespace

std::vector<Row> linkability(const Setting& setting) {
    std::vector<Row> rows;
    for (const Profile profile : {Profile::as_printed, Profile::corrected}) {
        if (setting.wants(profile)) append(rows, rows_of_requests(setting, profile));
    }
    if (!setting.wants(Profile::corrected)) return rows;
    const std::vector<Bytes> PIDs = PIDs_of(setting);
    rows.push_back(row_of_advantage("corrected", "which of two known persons a PID is of",
                                    guesses_of_names(setting, PIDs, false), false));
    rows.push_back(row_of_advantage("control: PID = hash of the Id", "which of two known persons a PID is of",
                                    guesses_of_names(setting, PIDs, true), true));
    return rows;
}

} // namespace emrshare::kat::attack
