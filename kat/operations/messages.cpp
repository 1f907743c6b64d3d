// Messages: their decoding, digests and signatures, the public parameters and the sealed channel (spec, chapter 11).

#include "case_values.hpp"
#include "message/channel.hpp"
#include "operation.hpp"
#include "pre/encoding.hpp"
#include "protocol/block_plan.hpp"
#include "protocol/message_samples.hpp"
#include "protocol/network_plan.hpp"
#include "sign/ml_dsa.hpp"
#include "world.hpp"

namespace emrshare::kat {
namespace {

message::Dialect dialect_of(const Call& call) {
    return {call.profile, call.set};
}

// ---- Decode ----

void run_decode(const Call& call) {
    const Bytes bytes = call.in.bytes("bytes");
    const Message message = message::decode(dialect_of(call), bytes);
    const Items& entries = *message.item().entries();
    std::vector<Bytes> fields;
    for (std::size_t i = 1; i < entries.size(); ++i)
        fields.push_back(message::encode(entries[i]));
    call.out.record("name", std::string(message.format().name));
    call.out.record("fields", fields);
}

std::vector<Case> decode_cases(const CaseMaker& make) {
    std::vector<Case> cases;
    for (const Message& message : sample_messages(make.scene(1)))
        cases.push_back({std::string(message.format().name), {}, {{"bytes", to_hex(message.encode())}}});
    for (const Sample& sample : edge_samples(make.scene(1)))
        cases.push_back({sample.comment, {"edge"}, {{"bytes", to_hex(sample.bytes)}}});
    for (const Sample& sample : wrong_samples(make.scene(1)))
        cases.push_back({sample.comment, {"rejected"}, {{"bytes", to_hex(sample.bytes)}}, sample.check});
    return cases;
}

// ---- Sign ----

void run_sign(const Call& call) {
    const Bytes G = call.in.bytes("G");
    const Bytes encoded = call.in.bytes("unsigned");
    const Message message = naming("unsigned", [&] { return unsigned_message(dialect_of(call), encoded); });
    const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(call.in.coins("xi"));
    const Message right = message.with("h", Item(message::right_h(G, message)));
    call.out.record("h", right.bytes("h"));
    call.out.record("message", signed_as_is(right, pair.sk).encode());
}

std::vector<Case> sign_cases(const CaseMaker& make) {
    const Scene& s = make.scene(1);
    std::vector<Case> cases;
    for (const Message& message : signed_samples(s)) {
        Items fields = *message.item().entries();
        fields.erase(fields.end() - 2, fields.end());
        cases.push_back({std::string(message.format().name),
                         {},
                         {{"G", to_hex(s.pp().G())},
                          {"unsigned", to_hex(message::encode(Item(fields)))},
                          {"xi", to_hex(make.coins("signer", "xi"))}}});
    }
    return cases;
}

// ---- Public parameters ----

void run_check_pp(const Call& call) {
    const PublicParameters pp(call.in.bytes("PP"));
    call.out.record("G", pp.G());
    call.out.record("Q", static_cast<std::int64_t>(pp.Q()));
}

/// Nodes with so many hospitals, made of the one that there is: HN-1, ...
Items with_hospitals(const Items& nodes, std::size_t count) {
    constexpr std::uint64_t kHospital = 2;
    Items all;
    for (const Item& node : nodes) {
        if ((*node.entries())[2] != Item(kHospital)) {
            all.push_back(node);
            continue;
        }
        for (std::size_t i = 1; i <= count; ++i) {
            Items fields = *node.entries();
            Bytes vk = *fields[4].bytes();
            vk[0] = static_cast<std::uint8_t>(vk[0] + i - 1);
            fields[1] = item_of(bytes_of("HN-" + std::to_string(i)));
            fields[4] = Item(vk);
            all.emplace_back(fields);
        }
    }
    return all;
}

std::vector<Case> check_pp_cases(const CaseMaker& make) {
    const Message& PP = make.scene(1).pp().message();
    const auto inputs = [](const Message& changed) { return Json{{"PP", to_hex(changed.encode())}}; };
    const auto refused = [&](const std::string& comment, std::string_view field, const Item& value,
                             const std::string& check) {
        return Case{comment, {"rejected"}, inputs(PP.with(field, value)), check};
    };
    const auto number = [](std::uint64_t value) { return Item(value); };
    const Rq row = make.element("B", "row");
    Items short_PP = *PP.item().entries();
    short_PP.pop_back();
    Items twice = *PP["nodes"].entries();
    (*twice[1].entries())[1] = (*twice[0].entries())[1];
    Items same_vk = *PP["nodes"].entries();
    (*same_vk[1].entries())[4] = (*same_vk[0].entries())[4];
    const Items two_rows = {PP["B"].entries()->front(), PP["B"].entries()->front()};
    const Items six = with_hospitals(*PP["nodes"].entries(), 6);
    Items strange = *PP["nodes"].entries();
    (*strange[1].entries())[2] = number(4);
    Items no_role = *PP["nodes"].entries();
    (*no_role[1].entries())[2] = number(zero());
    Items cloudless = *PP["nodes"].entries();
    cloudless.erase(cloudless.end() - 2, cloudless.end());
    Items long_id = *PP["nodes"].entries();
    (*long_id[1].entries())[1] = Item(Bytes(16, 'H'));
    Items long_id_and_same_vk = same_vk;
    (*long_id_and_same_vk[1].entries())[1] = Item(Bytes(16, 'H'));
    return {
        {"of the scene's network", {}, inputs(PP)},
        {"of the other profile", {}, inputs(PP.with("profile", item_of("as-printed")))},
        {"six hospitals, of which four are no quorum", {"edge"}, inputs(PP.with("nodes", Item(six)))},
        {"no threshold, greatest block",
         {"edge"},
         inputs(PP.with("threshold", number(zero())).with("block_transactions", number(1024)))},
        refused("version 2", "version", number(2), "PP.Check.C1"),
        refused("no such profile", "profile", item_of("printed"), "PP.Check.C2"),
        refused("no such set", "set", item_of("toy-65"), "PP.Check.C2"),
        refused("two nodes of one id", "nodes", Item(twice), "PP.Check.C3"),
        refused("role 4", "nodes", Item(strange), "PP.Check.C4"),
        refused("role 0", "nodes", Item(no_role), "PP.Check.C4"),
        refused("no cloud", "nodes", Item(cloudless), "PP.Check.C4"),
        refused("threshold is H", "threshold", number(1), "PP.Check.C5"),
        refused("blocks of no entry", "block_transactions", number(zero()), "PP.Check.C6"),
        refused("blocks of 1025 entries", "block_transactions", number(1025), "PP.Check.C6"),
        refused("two nodes of one vk", "nodes", Item(same_vk), "PP.Check.C3"),
        refused("an id of 16 bytes", "nodes", Item(long_id), "PP.Check.C9"),
        refused("an id of 16 bytes, and another node's vk", "nodes", Item(long_id_and_same_vk), "PP.Check.C3"),
        refused("B has a row too many", "B", Item(two_rows), "PP.Check.C8"),
        refused("B has no row", "B", Item(Items{}), "PP.Check.C8"),
        {"an entry too few", {"rejected"}, {{"PP", to_hex(message::encode(Item(short_PP)))}}, "MSG.Decode.C4"},
        refused("a row of B is not reduced", "B", Item(Items{Item(with_coefficient(row, 0, row.ring().q()))}),
                "MSG.Decode.C5"),
    };
}

// ---- Channel ----

void run_seal_channel(const Call& call) {
    const Rq pk = call.in.element("pk");
    const Bytes context = call.in.bytes("context");
    const Bytes plaintext = call.in.bytes("plaintext");
    const message::Sealed sealed =
        message::seal_for_from_coins(*call.set, pk, context, plaintext, call.in.coins("coins"));
    call.out.record("C", sealed.C);
    call.out.record("sealed", sealed.sealed);
}

/// Hex with the lowest bit of a digit changed.
std::string flipped(std::string hex, std::size_t digit) {
    constexpr std::string_view digits = "0123456789abcdef";
    hex[digit] = digits[digits.find(hex[digit]) ^ 1];
    return hex;
}

/// What the cases seal: nothing, a byte, and something longer than a block of AES.
std::vector<Bytes> plaintexts(const CaseMaker& make) {
    return {{}, {0}, make.bytes("random", "plaintext", 100)};
}

std::vector<Case> seal_channel_cases(const CaseMaker& make) {
    const Rq pk = make.corrected_world().bob.pk;
    std::vector<Case> cases;
    for (const Bytes& plaintext : plaintexts(make))
        cases.push_back({std::to_string(plaintext.size()) + " bytes",
                         {},
                         {{"pk", hex_of(pk)},
                          {"context", to_hex(make.bytes("channel", "context", 42))},
                          {"plaintext", to_hex(plaintext)},
                          {"coins", to_hex(make.coins(std::to_string(plaintext.size()), "coins"))}}});
    Json short_coins = cases.front().inputs;
    short_coins["coins"] = short_by_one(short_coins["coins"].get<std::string>());
    cases.push_back({"coins one byte short", {"rejected"}, short_coins, "COINS.C1"});
    return cases;
}

void run_open_channel(const Call& call) {
    const Poly f = call.in.short_poly("f");
    const Rq pk = call.in.element("pk");
    const Coins z = call.in.coins("z");
    const Bytes context = call.in.bytes("context");
    const message::Sealed sealed = {call.in.element("C"), call.in.bytes("sealed")};
    call.out.record("plaintext", message::open_sealed(*call.set, f, pk, z, context, sealed));
}

std::vector<Case> open_channel_cases(const CaseMaker& make) {
    const KeyPair& bob = make.corrected_world().bob;
    const Bytes context = make.bytes("channel", "context", 42);
    const auto inputs = [&](const Bytes& plaintext) {
        const message::Sealed sealed =
            message::seal_for_from_coins(make.set(), bob.pk, context, plaintext, make.coins("channel", "coins"));
        return Json{
            {"f", hex_of(make.set(), bob.f)}, {"pk", hex_of(bob.pk)},  {"z", to_hex(make.coins("channel", "z"))},
            {"context", to_hex(context)},     {"C", hex_of(sealed.C)}, {"sealed", to_hex(sealed.sealed)}};
    };
    std::vector<Case> cases;
    for (const Bytes& plaintext : plaintexts(make))
        cases.push_back({std::to_string(plaintext.size()) + " bytes", {}, inputs(plaintext)});
    const Json good = inputs(plaintexts(make).back());
    const auto refused = [&](const std::string& comment, const char* field, const std::string& value,
                             const std::string& check) {
        Json changed = good;
        changed[field] = value;
        return Case{comment, {"rejected"}, changed, check};
    };
    const std::string sealed = good["sealed"];
    append(cases,
           {
               refused("15 bytes", "sealed", sealed.substr(0, 30), "CHAN.Open.C1"),
               refused("16 bytes of it", "sealed", sealed.substr(0, 32), "CHAN.Open.C2"),
               refused("the first bit of the ciphertext", "sealed", flipped(sealed, 0), "CHAN.Open.C2"),
               refused("the last bit of the tag", "sealed", flipped(sealed, sealed.size() - 1), "CHAN.Open.C2"),
               refused("the last byte is missing", "sealed", short_by_one(sealed), "CHAN.Open.C2"),
               refused("another context", "context", flipped(to_hex(context), 0), "CHAN.Open.C2"),
               refused("C is no honest encapsulation", "C", hex_of(make.element("channel", "C")), "CHAN.Open.C2"),
               refused("another private key", "f", hex_of(make.set(), make.corrected_world().alice.pair.f),
                       "CHAN.Open.C2"),
           });
    return cases;
}

// ---- Initialization ----

void run_net_init(const Call& call) {
    const node::NetworkPlan plan = plan_of(call.in);
    const node::Initialization& init = initialized(*call.set, call.profile, plan, call.in.coins("coins"));
    if (call.set->n == 64) call.out.record("PP", init.pp->message().encode());
    call.out.record("G", init.pp->G());
}

std::vector<Case> net_init_cases(const CaseMaker& make) {
    const auto inputs = [&](std::int64_t H, std::int64_t threshold, std::int64_t block_transactions) {
        node::NetworkPlan plan;
        plan.hospitals = static_cast<std::size_t>(H);
        plan.rules.threshold = static_cast<std::uint64_t>(threshold);
        plan.rules.block_transactions = static_cast<std::uint64_t>(block_transactions);
        Json all = inputs_of(plan);
        all["coins"] = to_hex(make.coins("network", "coins"));
        return all;
    };
    std::vector<Case> cases = {{"a network", {}, inputs(4, 2, 2)}};
    if (make.set().n > 64) return cases;
    append(cases, {
                      {"threshold is H", {"rejected"}, inputs(4, 4, 2), "PP.Check.C5"},
                      {"blocks of no entry", {"rejected"}, inputs(4, 2, 0), "PP.Check.C6"},
                      {"no hospital", {"rejected"}, inputs(0, 0, 2), "PP.Check.C4"},
                  });
    return cases;
}

bool is_toy(const ParameterSet& set) {
    return set.n == 64;
}

bool is_toy_or_high(const ParameterSet& set) {
    return set.n == 64 || set.n == 2048;
}

std::vector<Operation> channel_operations() {
    const Field context = {"context", Kind::hex, "associated data"};
    const Field plaintext = {"plaintext", Kind::hex, "what is sealed"};
    const Field C = {"C", Kind::element, "the encapsulated key"};
    const Field sealed = {"sealed", Kind::hex, "ciphertext and tag"};
    const Field pk = {"pk", Kind::element, "public key of the receiver"};
    return {
        {.name = "seal-channel",
         .spec = "CHAN.Seal",
         .purpose = "a plaintext sealed for one receiver",
         .per_set = true,
         .profiles = {"both"},
         .inputs = {pk, context, plaintext, {"coins", Kind::hex, "32 bytes"}},
         .intermediates = {},
         .outputs = {made_by(C, "CHAN.Seal.1"), made_by(sealed, "CHAN.Seal.2")},
         .run = run_seal_channel,
         .cases = seal_channel_cases,
         .covers = is_toy_or_high,
         .shares_values = true},
        {.name = "open-channel",
         .spec = "CHAN.Open",
         .purpose = "a sealed plaintext opened by its receiver",
         .per_set = true,
         .profiles = {"both"},
         .inputs = {{"f", Kind::element, "private key"},
                    pk,
                    {"z", Kind::hex, "secret of the KEM, 32 bytes"},
                    context,
                    C,
                    sealed},
         .intermediates = {},
         .outputs = {made_by(plaintext, "CHAN.Open.2")},
         .run = run_open_channel,
         .cases = open_channel_cases,
         .covers = is_toy_or_high,
         .shares_values = true},
    };
}

Operation net_init(bool large) {
    Operation operation = {.name = "net-init",
                           .spec = "NET.Init",
                           .purpose = "the public parameters of a network",
                           .per_set = true,
                           .profiles = {"as-printed", "corrected"},
                           .inputs = plan_fields(),
                           .intermediates = {},
                           .outputs = {{"G", Kind::hex, "H(PP)", "NET.Init.6"}},
                           .run = run_net_init,
                           .cases = net_init_cases,
                           .covers = is_toy};
    operation.inputs.insert(operation.inputs.begin(), {"coins", Kind::hex, "32 bytes"});
    if (large) {
        operation.covers = [](const ParameterSet& set) { return set.n == 2048; };
    } else {
        operation.outputs.insert(operation.outputs.begin(), {"PP", Kind::hex, "public parameters", "NET.Init.6"});
    }
    return operation;
}

} // namespace

std::vector<Operation> message_operations() {
    const std::vector<std::string> both = {"as-printed", "corrected"};
    std::vector<Operation> all = {
        {.name = "decode-protocol",
         .spec = "MSG.Decode",
         .purpose = "the decoding of a message",
         .per_set = true,
         .profiles = both,
         .inputs = {{"bytes", Kind::hex, "what came"}},
         .intermediates = {},
         .outputs = {{"name", Kind::text, "name of the message's type", "MSG.Decode.1"},
                     {"fields", Kind::hex_list, "encoding of each field", "MSG.Decode.1"}},
         .run = run_decode,
         .cases = decode_cases,
         .covers = is_toy,
         .shares_values = true},
        {.name = "sign-message",
         .spec = "MSG.Digest",
         .purpose = "a message signed",
         .per_set = true,
         .profiles = both,
         .inputs = {{"G", Kind::hex, "H(PP), 32 bytes"},
                    {"unsigned", Kind::hex, "array of the code and the fields before h"},
                    {"xi", Kind::hex, "seed of the signer's key pair, 32 bytes"}},
         .intermediates = {},
         .outputs = {{"h", Kind::hex, "digest", "MSG.Digest.1"},
                     {"message", Kind::hex, "the whole message", "MSG.Digest.1"}},
         .run = run_sign,
         .cases = sign_cases,
         .covers = is_toy,
         .shares_values = true},
        {.name = "check-pp",
         .spec = "PP.Check",
         .purpose = "the checks of public parameters",
         .per_set = true,
         .profiles = {"both"},
         .inputs = {{"PP", Kind::hex, "public parameters"}},
         .intermediates = {},
         .outputs = {{"G", Kind::hex, "H(PP)", "PP.Check.1"}, {"Q", Kind::integer, "quorum", "PP.Check.1"}},
         .run = run_check_pp,
         .cases = check_pp_cases,
         .covers = is_toy,
         .shares_values = true},
    };
    for (Operation& operation : channel_operations())
        all.push_back(std::move(operation));
    all.push_back(net_init(false));
    all.push_back(net_init(true));
    return all;
}

} // namespace emrshare::kat
