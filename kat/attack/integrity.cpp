// Who notices a byte that was changed: in a message on its way, in a store, and by somebody who can sign.
#include "attack/experiments.hpp"
#include "attack/laboratory.hpp"
#include "attack/nodes.hpp"
#include "pre/encoding.hpp"
#include "protocol/story.hpp"
#include "record/section.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace emrshare::kat::attack {
namespace {

using Ids = std::set<std::string>;

/// The ids in an answer; those of decoding are one.
Ids ids_of(const std::string& answer) {
    std::istringstream text(answer);
    Ids ids;
    for (std::string id; text >> id;)
        ids.insert(id.starts_with("MSG.Decode") ? "MSG.Decode" : id);
    return ids;
}

/// What became of the changed bytes of one field.
struct Class {
    std::uint64_t positions = 0;
    std::uint64_t accepted = 0;
    std::set<Ids> refusals; ///< the checks that fail, each combination once
};

/// The field of a message in which a changed copy differs: "form" if it is no such message, "the rest" outside of
/// @p outer.
std::string field_of_change(const Message& message, const Bytes& changed, const std::string& outer = {}) {
    try {
        const Message other = message::decode(message.dialect(), changed);
        if (other.type() != message.type()) return "form";
        const Message before = outer.empty() ? message : message.part(outer);
        const Message after = outer.empty() ? other : other.part(outer);
        for (const message::Field& field : before.format().fields) {
            if (before[field.name] != after[field.name]) return std::string(field.name);
        }
        return "the rest";
    } catch (const Rejection&) {
        return "form";
    }
}

/// Changes one byte of a message after the other, as many as samples, evenly spread, and gives it to a node.
/// @param outer a part whose fields are the classes; empty: the message itself
std::map<std::string, Class> change_bytes(const Setting& setting, node::Node& node, const Event& event,
                                          const std::string& outer = {}) {
    const Message message = message::decode(node.pp().dialect(), event.bytes);
    const std::uint64_t length = event.bytes.size();
    const std::uint64_t count = std::min<std::uint64_t>(length, setting.samples);
    Xof source = setting.stream("bytes", length);
    std::map<std::string, Class> classes;
    for (std::uint64_t i = 0; i < count; ++i) {
        Event changed = event;
        const std::uint64_t difference = 1 + source.read_le<1>() % 255;
        changed.bytes[i * length / count] ^= static_cast<std::uint8_t>(difference);
        const std::string answer = answer_to(node, changed);
        Class& one = classes[field_of_change(message, changed.bytes, outer)];
        one.refusals.insert(ids_of(answer));
        one.accepted += answer == kAccepted ? 1 : 0;
        ++one.positions;
    }
    return classes;
}

/// Whether every refusal is by the checks that are named, among others; "A|B" stands for one of two.
bool are_by(const std::set<Ids>& refusals, const std::string& named) {
    std::istringstream text(named);
    for (std::string token; text >> token;) {
        std::string ids = token;
        std::replace(ids.begin(), ids.end(), '|', ' ');
        const Ids alternatives = ids_of(ids);
        const bool always = std::all_of(refusals.begin(), refusals.end(), [&](const Ids& refusal) {
            return std::any_of(alternatives.begin(), alternatives.end(),
                               [&](const std::string& id) { return refusal.contains(id); });
        });
        if (!always) return false;
    }
    return true;
}

/// The combinations in one text.
std::string text_of(const std::set<Ids>& refusals) {
    std::string text;
    for (const Ids& refusal : refusals) {
        text += text.empty() ? "" : " / ";
        for (const std::string& id : refusal)
            text += id + ' ';
    }
    return text;
}

/// One row for each field: how many of the changed bytes are taken, and by which checks every one is refused.
std::vector<Row> rows_of(std::string_view variant, const std::string& what, const std::map<std::string, Class>& classes,
                         const std::map<std::string, std::string>& named) {
    std::vector<Row> rows;
    const std::string changed = what + ", a byte of ";
    for (const auto& [field, one] : classes) {
        const auto entry = named.find(field);
        const std::string checks = entry == named.end() ? "no check is named for it" : entry->second;
        Row row = row_of_answer(variant, changed + field, are_by(one.refusals, checks) ? checks : text_of(one.refusals),
                                checks);
        row.measured = share(one.accepted, one.positions);
        row.predicted = 0;
        row.expected = false;
        row.succeeded = one.accepted > 0;
        rows.push_back(std::move(row));
    }
    return rows;
}

/// The node as it is now, on its own.
std::unique_ptr<node::Node> copy_of(const Actor& actor, const Event& event) {
    return node_of(actor.accepts("", {}, event));
}

/// Messages and blocks with one byte changed, in the corrected profile.
std::vector<Row> changed_bytes(const Setting& setting) {
    const Scene& s = scene_of(setting, Profile::corrected);
    const Story& told = story(s);
    std::vector<Row> rows;
    const auto try_all = [&](const std::string& what, const std::string& name, const std::string& event,
                             const std::string& outer, const std::map<std::string, std::string>& named) {
        const Event& good = told.event(name, event);
        const std::unique_ptr<node::Node> node = copy_of(told.before(name, event), good);
        append(rows, rows_of("corrected", what, change_bytes(setting, *node, good, outer), named));
    };
    try_all("an answer, at the requester", "bob", "FetchAnswer", "",
            {{"form", "MSG.Decode"},
             {"cid", "FETCH.C2 FETCH.C1|FETCH.C9"},
             {"PID_B", "FETCH.C2 FETCH.C4"},
             {"r", "FETCH.C2 FETCH.C5"},
             {"C_B", "FETCH.C2"},
             {"delta_A", "FETCH.C2 FETCH.C7 FETCH.C8"},
             {"C_A", "FETCH.C2 FETCH.C6|FETCH.C7"},
             {"h", "FETCH.C2 FETCH.C3"},
             {"Sig", "FETCH.C3"}});
    try_all("a record, at the cloud", "CS-1", "Upload", "",
            {{"form", "MSG.Decode"},
             {"PID_A", "UPLOAD.C1 UPLOAD.C3 UPLOAD.C4"},
             {"sections", "UPLOAD.C4 UPLOAD.C2|UPLOAD.C3"},
             {"delta", "UPLOAD.C3 UPLOAD.C4"},
             {"h", "UPLOAD.C4 UPLOAD.C5"},
             {"Sig", "UPLOAD.C5"}});
    try_all("a stored block, at who asks for it", "CS-1", "block 5", "BM",
            {{"form", "MSG.Decode"},
             {"num", "BLOCK.C1 BLOCK.C5"},
             {"prev", "BLOCK.C2 BLOCK.C5 BLOCK.C8"},
             {"quorum", "BLOCK.C5 BLOCK.C7|BLOCK.C8"},
             {"time", "BLOCK.C5"},
             {"leader", "BLOCK.C5"},
             {"Block", "BLOCK.C5 BLOCK.C10|BLOCK.C11|BLOCK.C12"},
             {"the rest", "COMMIT.C1|COMMIT.C2"},
             {"h", "BLOCK.C5 BLOCK.C6 COMMIT.C2"},
             {"Sig", "BLOCK.C6"}});
    return rows;
}

/// As printed: blocks with one byte changed, and what the signatures do not cover.
std::vector<Row> printed_bytes(const Setting& setting) {
    const Scene& s = scene_of(setting, Profile::as_printed);
    const Actor cloud(s, "CS-1");
    const Event good = s.blocks(1).front();
    const std::unique_ptr<node::Node> node = copy_of(cloud, good);
    return rows_of("as-printed", "a stored block, at who asks for it", change_bytes(setting, *node, good),
                   {{"form", "MSG.Decode"},
                    {"Block", "PBLOCK.C2"},
                    {"num", "PBLOCK.C1"},
                    {"h", "PBLOCK.C2 PBLOCK.C3"},
                    {"Sig", "PBLOCK.C3"}});
}

/// C + 1 in the place of the first block.
Item next_to(const Message& section) {
    const ParameterSet& set = *section.dialect().set;
    Items blocks = *section["C"].entries();
    blocks.front() = Item(encode(decode_element(set, *blocks.front().bytes()) + constant(set, 1)));
    return Item(blocks);
}

/// The cloud changes what it stores and signs whatever it can.
std::vector<Row> lying_cloud(const Setting& setting) {
    const Scene& s = scene_of(setting, Profile::corrected);
    const Story& told = story(s);
    const Actor bob = told.before("bob", "FetchAnswer");
    const Message& good = told.message("FetchAnswer");
    const Message section = good.parts("C_A").front();
    const auto with_section = [&](const Message& changed) { return good.with("C_A", item_of(std::vector{changed})); };
    const auto with_delta = [&](const Message& changed) {
        const std::vector<Bytes> delta = deltas_of(s.pp().dialect(), changed.parts("C_A"), s.id_of("alice"));
        return changed.with("delta_A", item_of(delta));
    };
    const auto row = [&](const std::string& what, const Message& answer, std::string_view named) {
        return row_of_answer("corrected, signed by the cloud", what,
                             answer_of(bob, sent_by("CS-1", s.again("CS-1", answer))), std::string(named));
    };
    Bytes body = section.bytes("body");
    body.front() ^= 1;
    const Message other_block = section.with("C", next_to(section));
    const Message other_body = section.with("body", item_of(body));
    const Message& Upload = told.message("Upload");
    const Message other_section = good.with("C_A", Item(Items{(*Upload["sections"].entries())[1]}))
                                      .with("delta_A", Item(Items{(*Upload["delta"].entries())[1]}));
    const auto opened_of = [&](const Message& answer) {
        const Event event = sent_by("CS-1", s.again("CS-1", answer));
        const std::unique_ptr<node::Node> node = copy_of(bob, event);
        (void)answer_to(*node, event);
        return !dynamic_cast<const node::User&>(*node).opened().empty();
    };
    const ParameterSet& set = *s.pp().dialect().set;
    const Rq C_B = decode_element(set, good.elements("C_B").front());
    const Message other_answer = good.with("C_B", item_of(std::vector<Bytes>{encode(C_B + constant(set, 1))}));
    return {
        row("another block of the section", with_section(other_block), "FETCH.C7"),
        row("another block, with its delta", with_delta(with_section(other_block)), "FETCH.C8"),
        row("another body", with_section(other_body), "FETCH.C7"),
        row("another body, with its delta", with_delta(with_section(other_body)), "FETCH.C8"),
        row("another section as it is stored", other_section, "FETCH.C6"),
        row("fewer blocks", good.with("C_B", Item(Items{})), "FETCH.C6"),
        verdict("corrected, signed by the cloud", "a changed C_B is opened", opened_of(other_answer), false),
        verdict("control: nothing is changed", "the answer is opened", opened_of(good), true),
    };
}

/// As printed: what a cloud, a leader or anybody changes and the next one takes.
std::vector<Row> printed_lies(const Setting& setting) {
    const Scene& s = scene_of(setting, Profile::as_printed);
    const Story& told = story(s);
    const Message& Upload = told.message("Upload");
    std::vector<Message> sections = Upload.parts("sections");
    sections.front() = sections.front().with("C", next_to(sections.front()));
    const std::vector<Bytes> delta = deltas_of(s.pp().dialect(), sections, s.id_of("alice"));
    const Message download = Upload.with("sections", item_of(sections)).with("delta", item_of(delta));
    const Message answer = told.message("FetchAnswer").with("delta_A", item_of(delta.front()));
    Actor bob = told.before("bob", "Upload");
    const auto row = [&](const std::string& what, const std::string& given) {
        return row_of_answer("as-printed", what, given, std::string(kAccepted));
    };
    std::vector<Row> rows;
    rows.push_back(row("a stored record that the cloud has changed, with its delta, at the requester",
                       answer_of(bob, sent_by("mallory", download))));
    bob.takes(sent_by("mallory", download));
    rows.push_back(row("an answer about it, by anybody", answer_of(bob, sent_by("mallory", answer))));
    rows.push_back(
        row("metadata that the leader has changed, in a block",
            answer_of_case(printed_block_cases(s), "a request that nobody endorsed and its author did not sign")));
    return rows;
}

} // namespace

std::vector<Row> data_integrity(const Setting& setting) {
    std::vector<Row> rows;
    if (setting.wants(Profile::as_printed)) {
        append(rows, printed_lies(setting));
        append(rows, printed_bytes(setting));
    }
    if (!setting.wants(Profile::corrected)) return rows;
    append(rows, changed_bytes(setting));
    append(rows, lying_cloud(setting));
    return rows;
}

} // namespace emrshare::kat::attack
