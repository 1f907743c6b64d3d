#include "workspace/sharing.hpp"

#include "base/error.hpp"
#include "random/xof.hpp"
#include "record/split.hpp"

#include <algorithm>
#include <set>

namespace emrshare::kat {
namespace {

using message::item_of;
using node::Item;
using node::Items;
using node::Message;
using node::Type;

constexpr const char* kNothingCame = "no node refused anything, but it did not come";

Item text(std::string_view value) {
    return item_of(value);
}

/// Notes why nodes refuse something while it lives, but for what is refused in every good run: the second of two
/// NonceGrants, as printed a question to who does not lead, acknowledgements after the last that was needed, blocks
/// that somebody gets who has not asked for those before them, or gets twice.
class Refusals {
public:
    explicit Refusals(Transport& transport) : transport_(transport), observe_(transport.observe) {
        transport_.observe = [this](const Handled& handled) {
            observe_(handled);
            static const std::set<std::string> expected = {"NONCE.Grant.C1", "NONCE.Request.C2", "ACK.C4",
                                                           "BLOCK.C1",       "PBLOCK.C1",        "PLEAD.C1"};
            if (handled.rejection && !expected.contains(handled.rejection->check())) list_.push_back(handled);
        };
    }
    ~Refusals() { transport_.observe = observe_; }
    Refusals(const Refusals&) = delete;
    Refusals& operator=(const Refusals&) = delete;

    /// The first refusal; if there is none, what is said otherwise.
    Rejection reason(const std::string& field, const std::string& otherwise) const {
        if (list_.empty()) return {"SHARE.Step.C1", field, otherwise};
        const Handled& first = list_.front();
        return {first.rejection->check(), first.rejection->field(), first.to + ": " + first.rejection->reason()};
    }
    /// @throws Rejection the reason, unless @p reached
    void require(bool reached, const std::string& what) const {
        if (!reached) throw reason(what, kNothingCame);
    }

private:
    Transport& transport_;
    std::function<void(const Handled&)> observe_;
    std::vector<Handled> list_;
};

/// Notes the blocks that come to a user while it lives.
class BlocksOf {
public:
    BlocksOf(Transport& transport, std::string user)
        : transport_(transport), observe_(transport.observe), user_(std::move(user)) {
        transport_.observe = [this](const Handled& handled) {
            observe_(handled);
            note(handled);
        };
    }
    ~BlocksOf() { transport_.observe = observe_; }
    BlocksOf(const BlocksOf&) = delete;
    BlocksOf& operator=(const BlocksOf&) = delete;

    /// The number of the last block with a content of that type that @p fits.
    std::optional<std::uint64_t> with(Type type, const std::function<bool(const Message&)>& fits) const {
        std::optional<std::uint64_t> num;
        for (const Message& block : blocks_) {
            for (const Message& Tx_req : node::requests_of(block)) {
                const Message M = Tx_req.part("M");
                if (M.type() == type && fits(M)) num = number_of(block);
            }
        }
        return num;
    }

private:
    static std::uint64_t number_of(const Message& block) {
        return block.type() == Type::commit ? block.part("BM").number("num") : block.number("num");
    }
    void note(const Handled& handled) {
        if (handled.to != user_ || handled.rejection || handled.event.kind != node::EventKind::message) return;
        Message message = message::decode(transport_.pp().dialect(), handled.event.bytes);
        if (message.type() == Type::commit || message.type() == Type::block) blocks_.push_back(std::move(message));
    }

    Transport& transport_;
    std::function<void(const Handled&)> observe_;
    std::string user_;
    std::vector<Message> blocks_;
};

} // namespace

std::string form_of(const Bytes& record) {
    try {
        split_record("fhir", record);
        return "fhir";
    } catch (const Rejection& rejection) {
        if (rejection.check() == "RECORD.Split.C3") return "file";
        throw;
    }
}

std::vector<Published> published(const node::Node& node) {
    std::vector<Published> all;
    for (const auto& [name, entry] : node.metadata())
        all.push_back({entry->bytes("author"), entry->text("url"), entry->bytes("Info_s")});
    return all;
}

Bytes owner_of(const node::Node& node, const std::string& url) {
    for (const Published& record : published(node)) {
        if (record.url == url) return record.PID_A;
    }
    throw Rejection("SHARE.Url.C1", "url", "there is no such record on the chain");
}

void Sharing::give_key(const std::string& cloud, const Bytes& f_prime) {
    t_->command(cloud, Type::key, {Item(f_prime)});
}

Registered Sharing::register_user(const std::string& name, const Person& person) {
    const Refusals refusals(*t_);
    const BlocksOf blocks(*t_, name);
    const std::string registrar = t_->pp().registrar().name();
    t_->command(registrar, Type::verified, {text(person.Id), text(person.Name), item_of(user(name).fingerprint())});
    t_->command(name, Type::register_user,
                {text(person.Name), text(person.Id), text(person.Email), text(person.Phone)});
    t_->settle();
    refusals.require(user(name).certificate().has_value(), "certificate");
    t_->command(name, Type::recover, {}); // the blocks before she came
    t_->run();
    const Bytes PID = user(name).PID();
    const auto block =
        blocks.with(Type::registration, [&](const Message& M) { return M.part("certificate").bytes("PID") == PID; });
    refusals.require(block.has_value(), "block");
    return {PID, *block};
}

Bytes Sharing::issue(const std::string& hospital, const std::string& owner, const Diagnosis& diagnosis) {
    const Refusals refusals(*t_);
    std::set<Bytes, ByteOrder> before;
    for (const auto& [digest, owned] : user(owner).records())
        before.insert(digest);
    t_->command(hospital, Type::issue,
                {item_of(user(owner).PID()), text(diagnosis.form), item_of(diagnosis.EMR), item_of(diagnosis.Info_s),
                 text(owner)});
    t_->run();
    for (const auto& [digest, owned] : user(owner).records()) {
        if (!before.contains(digest)) return digest;
    }
    throw refusals.reason("EMR", kNothingCame);
}

std::string Sharing::store(const std::string& owner, const Bytes& record, const std::string& cloud) {
    const Refusals refusals(*t_);
    t_->command(owner, Type::store, {item_of(record), text(cloud)});
    t_->run();
    const std::string& url = user(owner).records().at(record).url;
    refusals.require(!url.empty(), "Link");
    return url;
}

std::uint64_t Sharing::publish(const std::string& owner, const std::string& url, bool encrypted) {
    const Refusals refusals(*t_);
    const BlocksOf blocks(*t_, owner);
    const Bytes PID = user(owner).PID();
    // The hospitals would refuse it as well, but they tell nobody.
    const bool is_published = ledger::metadata_of(user(owner).metadata(), PID, url) != nullptr;
    emrshare::require(is_printed() || !is_published, "TX.C17", "url", "the record is published already");
    t_->command(owner, Type::publish, {text(url), Item(encrypted)});
    t_->settle();
    const auto block =
        blocks.with(Type::metadata, [&](const Message& M) { return M.bytes("author") == PID && M.text("url") == url; });
    refusals.require(block.has_value(), "Metadata");
    return *block;
}

void Sharing::ask(const std::string& requester, const std::string& to, const std::string& url) {
    const Refusals refusals(*t_);
    t_->command(requester, Type::ask, {item_of(owner_of(user(requester), url)), text(url), text(to)});
    t_->run();
}

Bytes Sharing::allow(const std::string& owner, const Consent& consent, const std::string& to) {
    const Refusals refusals(*t_);
    t_->command(owner, Type::allow,
                {item_of(consent.request), text(consent.url), item_of(consent.sections), text(consent.purpose),
                 Item(consent.not_before), Item(consent.not_after), text(to)});
    t_->settle();
    if (is_printed()) return {};
    const Bytes vc = user(owner).issued().back();
    refusals.require(user(owner).credentials().contains({user(owner).PID(), vc}), "Credential");
    return vc;
}

Fetched Sharing::fetch(const std::string& requester, const Bytes& key, const std::vector<std::uint64_t>& sections) {
    const Refusals refusals(*t_);
    const std::size_t before = user(requester).opened().size();
    const std::string url = is_printed() ? std::string(key.begin(), key.end()) : std::string();
    t_->command(requester, Type::fetch, {text(url), item_of(is_printed() ? Bytes(32) : key), item_of(sections)});
    t_->settle();
    Fetched fetched;
    for (std::size_t i = before; i < user(requester).opened().size(); ++i)
        fetched.opened.push_back(user(requester).opened()[i].disclosure);
    const bool is_complete = is_printed() ? !fetched.opened.empty() : fetched.opened.size() == sections.size();
    if (!is_complete) fetched.refusal = refusals.reason("sections", "the answer did not open");
    return fetched;
}

std::uint64_t Sharing::revoke(const std::string& owner, const Bytes& vc) {
    const Refusals refusals(*t_);
    const BlocksOf blocks(*t_, owner);
    const Bytes PID = user(owner).PID();
    const Message content(t_->pp().dialect(), Type::revocation, {item_of(PID), item_of(vc)});
    const auto found = user(owner).credentials().find({PID, vc});
    const bool is_revoked = found != user(owner).credentials().end() && found->second.revoked;
    // The hospitals would refuse it as well, but they tell nobody.
    emrshare::require(!is_revoked, "TX.C23", "vc", "the credential is revoked already");
    t_->command(owner, Type::submit, {content.item()});
    t_->settle();
    const auto block = blocks.with(Type::revocation,
                                   [&](const Message& M) { return M.bytes("author") == PID && M.bytes("vc") == vc; });
    refusals.require(block.has_value(), "Revocation");
    return *block;
}

} // namespace emrshare::kat
