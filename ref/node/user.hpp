/// @file
/// A user node: registers, writes transactions, asks and is asked (spec, sections 13.3 to 13.5).
#pragma once

#include "node/node.hpp"
#include "pre/key_pair.hpp"

#include <optional>
#include <set>

namespace emrshare::node {

/// A user's long-term key, made when it is first needed.
struct UserKey;

/// A record that a hospital gave to its owner (spec, section 14.4).
struct OwnedRecord {
    Message record;                   ///< the part `Record`
    Bytes upload = {};                ///< H of the Upload; empty before
    Bytes cloud = {};                 ///< where the Upload went; empty before
    std::vector<Bytes> delta = {};    ///< of its sections
    std::optional<Message> Info = {}; ///< the summary as it is stored, corrected
    std::string url = {};             ///< once the cloud has said it
};

/// What a requester holds of a delegation (spec, section 15.3).
struct HeldDelegation {
    Message grant;                          ///< corrected the part `Delegation`, as printed the Grant
    std::vector<std::uint64_t> wanted = {}; ///< sections for which a challenge is awaited
    Bytes r = {};                           ///< of the question that is open; empty: none
    std::vector<std::uint64_t> asked = {};  ///< sections of that question
    std::uint64_t failures = 0;             ///< answers that did not open
};

/// A section that a requester has opened.
struct OpenedSection {
    Bytes key;          ///< of the delegation
    Message disclosure; ///< the part `Disclosure`
};

/// UN.
class User final : public Author {
public:
    /// @param seed from which the user's keys are made
    explicit User(Parameters pp, const Coins& seed,
                  std::unique_ptr<BlockStore> store = std::make_unique<MemoryBlocks>());
    /// The certificate, once it has come.
    const std::optional<Message>& certificate() const noexcept { return certificate_; }
    /// The PID, or an empty string before the offer.
    const Bytes& PID() const noexcept { return PID_; }
    /// Requests for the owner's decision, oldest first.
    const std::vector<Message>& requests_for_access() const noexcept { return asked_; }
    /// H of the answers that were taken.
    const std::vector<Bytes>& answers() const noexcept { return answers_; }
    /// As owner: her records by H of the part `Record`.
    const std::map<Bytes, OwnedRecord, ByteOrder>& records() const noexcept { return records_; }
    /// As owner: the digests of the credentials that she issued, oldest first.
    const std::vector<Bytes>& issued() const noexcept { return issued_; }
    /// As requester: owner and url of what she has asked for and not been given.
    const std::set<ledger::Name, ledger::NameOrder>& asking() const noexcept { return asking_; }
    /// As requester: delegations by vc, as printed by the bytes of the url.
    const std::map<Bytes, HeldDelegation, ByteOrder>& delegations() const noexcept { return held_; }
    /// As requester: what was opened, in order.
    const std::vector<OpenedSection>& opened() const noexcept { return opened_; }

private:
    /// How far the registration is.
    enum class Stage : std::uint8_t { fresh = 0, enrolled = 1, confirmed = 2, certified = 3 };

    void on_register(Step& step);
    void enrol(Moment& moment);
    void confirm(Moment& moment);
    void tick(Moment& moment) override;
    void committed(Moment& moment, const std::vector<Message>& requests) override;
    bool awaits(const Message& certificate) const;
    bool has_her_keys(const Message& certificate) const;
    void keep(const Message& certificate);
    void on_offer(Step& step);
    void on_certificate(Step& step);
    void on_ask(Step& step);
    void on_access_request(Step& step);
    void on_expect(Step& step);
    void on_fetch_answer(Step& step);
    void on_emr(Step& step);
    void on_store(Step& step);
    void on_link(Step& step);
    void on_publish(Step& step);
    void on_allow(Step& step);
    void allow_printed(Step& step, const Message& certificate, const message::NodeEntry& cloud);
    void on_grant(Step& step);
    void on_printed_grant(Step& step);
    void on_fetch(Step& step);
    void on_printed_fetch(Step& step);
    void on_challenge(Step& step);
    void on_download(Step& step);
    std::map<Bytes, HeldDelegation, ByteOrder>::iterator asked_under(ByteView r);
    void open_answer(const Bytes& vc, HeldDelegation& held, const Message& answer);
    void open_printed(const Message& answer);
    const UserKey& user_key() const;
    OwnedRecord* record_at(const std::string& url);
    void on_sharing();
    Item sharing_state() const;
    Bytes self() const override { return certificate_ ? PID_ : Bytes(); }
    Bytes name() const override { return PID_; }
    Item own_state() const override;

    /// A nonce under which she asked the cloud.
    struct Expected {
        std::uint64_t since; ///< ms
        bool answered;
    };

    Stage stage_ = Stage::fresh;
    Items info_;              ///< Name, Id, Email, Phone
    std::uint64_t since_ = 0; ///< when she last wrote to the registrar, ms
    Bytes PID_;
    std::optional<Poly> f_prime_;
    std::optional<Rq> pk_;
    std::optional<Message> certificate_;
    std::vector<Message> asked_;
    ledger::Nonces seen_;
    std::map<Bytes, Expected, ByteOrder> expected_; ///< by r
    std::vector<Bytes> answers_;
    mutable std::shared_ptr<const UserKey> key_;
    std::map<Bytes, OwnedRecord, ByteOrder> records_;
    std::vector<Bytes> issued_;
    std::set<ledger::Name, ledger::NameOrder> asking_; ///< PID_A and url of what she has asked for and not been given
    std::map<Bytes, HeldDelegation, ByteOrder> held_;
    std::vector<OpenedSection> opened_;
    std::optional<Message> download_; ///< as printed: the Upload that came last
};

} // namespace emrshare::node
