#include "protocol/story.hpp"

#include "message/channel.hpp"
#include "node/channel_context.hpp"
#include "node/key_making.hpp"
#include "once_map.hpp"
#include "pre/encoding.hpp"
#include "pre/extract.hpp"
#include "protocol/block_plan.hpp"
#include "random/xof.hpp"

namespace emrshare::kat {
namespace {

const std::vector<std::string> kNodes = {"HN-1", "CS-1", "alice", "bob"};

/// Blocks of the scene that everybody has at the start: both users are registered in them.
constexpr std::uint64_t kBlocks = 2;

std::vector<Event> beginning(const Scene& s, const std::string& node) {
    return s.pp().node(bytes_of(node)) == nullptr ? s.history_of(node, kBlocks) : s.blocks(kBlocks);
}

} // namespace

Bytes story_record(Profile profile) {
    if (profile == Profile::as_printed) return bytes_of("a record"); // eight bytes are a block
    return bytes_of(R"({"resourceType": "Bundle", "entry": [
  {"resource": {"resourceType": "Observation", "id": "b", "valueString": "Gr\u00fc\u00dfe"}}]}
)");
}

std::string_view story_form(Profile profile) {
    return profile == Profile::as_printed ? "file" : "fhir";
}

Story::Story(const Scene& scene) : s_(scene) {
    for (const std::string& node : kNodes)
        actors_.emplace(node, std::make_unique<Actor>(s_, node, beginning(s_, node)));
    give_record();
    ask();
    if (s_.is_printed())
        share_printed();
    else
        share();
}

std::vector<Message> Story::takes(const std::string& node, const std::string& name, const Event& event) {
    events_[node].push_back({name, event});
    std::vector<Message> sent;
    for (const node::Outgoing& outgoing : actors_.at(node)->takes(event))
        sent.push_back(message::decode(s_.pp().dialect(), outgoing.bytes));
    for (const Message& message : sent)
        messages_.insert_or_assign(std::string(message.format().name), message);
    return sent;
}

Message Story::block(std::uint64_t num, const Message& content, const std::string& author, std::uint64_t time) const {
    const std::size_t own = static_cast<std::size_t>(num - kBlocks - 1);
    const Message last = own == 0 ? s_.block_message(kBlocks) : blocks_.at(own - 1);
    const Bytes h = last.part("BM").bytes("h");
    const std::string nonce = "nonce of block " + std::to_string(num);
    const Message grant = s_.grant("MN-1", content.bytes("author"), nonce, time + 60000);
    const Message tx = s_.tx(s_.request(author, content, grant, time), s_.enough());
    const BlockPlan plan = {num, h, s_.quorum(num - 1, 0, h, s_.enough()), time, "MN-1", {tx}};
    return s_.commit(plan.block(s_), 0, s_.enough());
}

void Story::take_block(const std::string& name, const Message& content, const std::string& author) {
    blocks_.push_back(block(kBlocks + 1 + blocks_.size(), content, author));
    for (const std::string& node : kNodes)
        takes(node, name, sent_by("MN-1", blocks_.back()));
}

void Story::give_record() {
    const Profile profile = s_.pp().dialect().profile;
    const std::shared_ptr<const node::Desk> desk = node::desk_of(s_.pp(), s_.seed_of("MN-1"));
    takes("CS-1", "Key", told(s_, Type::key, {Item(node::preimage_of_node(s_.pp(), *desk, bytes_of("CS-1")))}));
    takes("HN-1", "Issue",
          told(s_, Type::issue,
               {item_of(s_.id_of("alice")), item_of(story_form(profile)), item_of(story_record(profile)),
                item_of(bytes_of("summary")), item_of("alice")}));
    takes("alice", "EMR", sent_by("HN-1", message("EMR")));
    const Bytes record = opened("EMR").digest();
    takes("alice", "Store", told(s_, Type::store, {item_of(record), item_of("CS-1")}));
    takes("CS-1", "Upload", sent_by("alice", message("Upload")));
    url_ = message("Link").text("url");
    takes("alice", "Link", sent_by("CS-1", message("Link")));
}

void Story::ask() {
    if (!s_.is_printed()) take_block("block 3", s_.metadata("alice", url_), "alice");
    takes("bob", "Ask", told(s_, Type::ask, {item_of(s_.id_of("alice")), item_of(url_), item_of("alice")}));
    takes("alice", "AccessRequest", sent_by("bob", message("AccessRequest")));
    const Item sections(Items{Item(zero()), Item(std::uint64_t{2})});
    takes("alice", "Allow",
          told(s_, Type::allow,
               {item_of(message("AccessRequest").digest()), item_of(url_), sections, item_of("research"),
                Item(kSceneTime), Item(kSceneTime + 1000), item_of("bob")}));
    takes("CS-1", "CloudGrant", sent_by("alice", message("CloudGrant")));
    takes("bob", "Grant", sent_by("alice", message("Grant")));
    takes("CS-1", "Share", sent_by("bob", message("Share")));
}

void Story::share() {
    const Message VC = opened("Grant").part("credential");
    vc_ = VC.digest();
    const Message credential = s_.make(
        Type::credential, {VC["PID_A"], item_of(vc_), VC["PID_B"], VC["url"], VC["not_before"], VC["not_after"]});
    take_block("block 4", credential, "alice");
    takes("bob", "Fetch", told(s_, Type::fetch, {item_of(""), item_of(vc_), Item(Items{Item(std::uint64_t{2})})}));
    takes("CS-1", "FetchRequest", sent_by("bob", message("FetchRequest")));
    takes("bob", "Challenge", sent_by("CS-1", message("Challenge")));
    takes("CS-1", "Presentation", sent_by("bob", message("Presentation")));
    const Message access =
        s_.make(Type::access, {item_of(bytes_of("CS-1")), VC["PID_A"], item_of(vc_), VC["PID_B"], VC["url"],
                               message("Presentation")["r"], Item(kSceneTime + s_.pp().number("grant_time"))});
    take_block("block 5", access, "CS-1");
    takes("bob", "FetchAnswer", sent_by("CS-1", message("FetchAnswer")));
}

void Story::share_printed() {
    takes("bob", "Fetch", told(s_, Type::fetch, {item_of(url_), item_of(Bytes(32)), Item(Items{})}));
    takes("CS-1", "FetchRequest", sent_by("bob", message("FetchRequest")));
    takes("bob", "Upload", sent_by("CS-1", message("Upload")));
    takes("bob", "FetchAnswer", sent_by("CS-1", message("FetchAnswer")));
}

Actor Story::before(const std::string& node, const std::string& event) const {
    std::vector<Event> history = beginning(s_, node);
    for (const Named& named : events_.at(node)) {
        if (named.name == event) break;
        history.push_back(named.event);
    }
    return {s_, node, history};
}

const Event& Story::event(const std::string& node, const std::string& event) const {
    const std::vector<Named>& all = events_.at(node);
    return std::find_if(all.begin(), all.end(), [&](const Named& named) { return named.name == event; })->event;
}

KeyPair Story::receiver_of(const std::string& name) const {
    const std::string receiver = name == "EMR" ? "alice" : name == "Grant" ? "bob" : "CS-1";
    const std::shared_ptr<const node::Desk> desk = node::desk_of(s_.pp(), s_.seed_of("MN-1"));
    const message::Dialect& dialect = s_.pp().dialect();
    const Poly f_prime = extract(dialect.profile, *desk->msk, s_.id_of(receiver));
    return node::make_key_pair(dialect, f_prime, derive_coins("NODE.KeyGen", s_.seed_of(receiver)));
}

Message Story::opened(const std::string& name) const {
    const Message& carrier = message(name);
    const Type type = name == "EMR" ? Type::record : name == "Grant" ? Type::delegation : Type::cloud_share;
    const KeyPair pair = receiver_of(name);
    const Bytes plaintext =
        message::open_sealed(*s_.pp().dialect().set, pair.f, pair.pk, Coins(), node::channel_context(s_.pp(), name),
                             {carrier.element("C"), carrier.bytes("sealed")});
    return message::decode_part(s_.pp().dialect(), type, plaintext);
}

Message Story::resealed(const std::string& name, const std::string& signer, ByteView plaintext) const {
    const message::Sealed sealed =
        message::seal_for_from_coins(*s_.pp().dialect().set, receiver_of(name).pk, node::channel_context(s_.pp(), name),
                                     plaintext, derive_coins("KAT.World", s_.seed_of("alice")));
    const Message changed = message(name).with("C", Item(encode(sealed.C))).with("sealed", Item(sealed.sealed));
    return changed.format().is_signed() ? s_.again(signer, changed) : changed;
}

Message Story::resealed(const std::string& name, const std::string& signer, const Message& plaintext) const {
    return resealed(name, signer, plaintext.encode());
}

const Story& story(const Scene& scene) {
    static OnceMap<std::shared_ptr<const Story>> cache;
    return *cache.get(to_hex(scene.pp().G()), [&] { return std::make_shared<const Story>(scene); });
}

} // namespace emrshare::kat
