/// @file
/// A user node: registers, writes transactions, asks and is asked (spec, sections 13.3 to 13.5).
#pragma once

#include "node/node.hpp"
#include "pre/key_pair.hpp"

namespace emrshare::node {

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

private:
    /// How far the registration is.
    enum class Stage : std::uint8_t { fresh = 0, enrolled = 1, confirmed = 2, certified = 3 };

    void on_register(Step& step);
    void enrol(Moment& moment);
    void confirm(Moment& moment);
    void tick(Moment& moment) override;
    void committed(std::uint64_t now, const std::vector<Message>& requests) override;
    bool awaits(const Message& certificate) const;
    bool has_her_keys(const Message& certificate) const;
    void keep(const Message& certificate);
    void on_offer(Step& step);
    void on_certificate(Step& step);
    void on_ask(Step& step);
    void on_access_request(Step& step);
    void on_expect(Step& step);
    void on_fetch_answer(Step& step);
    Bytes self() const override { return certificate_ ? PID_ : Bytes(); }
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
};

} // namespace emrshare::node
