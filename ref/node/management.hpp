/// @file
/// A management node: gives nonces, orders, leads in turn; the first of them is the registrar (spec, sections 13.3 and
/// 13.4).
#pragma once

#include "node/node.hpp"
#include "pre/key_pair.hpp"
#include "pre/setup.hpp"

#include <set>

namespace emrshare::node {

/// What the registrar alone holds, and its lattice key.
struct Desk {
    std::shared_ptr<const MasterKey> msk; ///< with T_B
    Poly f;                               ///< private key
    Coins z;                              ///< of the KEM
};

/// MN.
class Management final : public Author {
public:
    /// @param id of a management node in the public parameters
    /// @param desk what the registrar holds; null for every other node
    /// @throws Rejection `NODE.Init.C1` (seed), `NODE.Init.C2` (id), `NODE.Init.C3` (desk)
    Management(Parameters pp, Bytes id, const Coins& seed, std::shared_ptr<const Desk> desk = nullptr,
               std::unique_ptr<BlockStore> store = std::make_unique<MemoryBlocks>());

    /// Trace: the Enrolment (Name, Id, Email, Phone, ...) of a PID. Only the registrar can.
    /// @throws Rejection `REG.Trace.C1` (PID) if nobody has it, or this is not the registrar
    Message trace(ByteView PID) const;

    /// Whether this node leads the next block, in term 0.
    bool leads() const;

private:
    /// A request with the endorsements that came for it.
    struct Request {
        Message Tx_req;
        std::map<std::size_t, Message> endorsers; ///< E by the hospital's place among the nodes
        std::uint64_t agreed = 0;                 ///< as printed: messages that agree; else hospitals
    };
    /// A request that enough hospitals agree to.
    struct Pooled {
        Bytes tx; ///< H(Tx_req)
        std::uint64_t since;
    };
    /// A proposal that waits for acknowledgements.
    struct Open {
        Message Proposal;
        std::map<std::size_t, Message> acks; ///< Voucher by the hospital's place
    };
    /// What somebody showed at the registrar's desk.
    struct Card {
        std::string Name;
        Bytes key; ///< H(vk)
    };
    /// A person at the registrar's desk.
    struct Person {
        Message Enrolment; ///< the last one
        Bytes PID;
        std::optional<Message> certificate;
    };

    void on_nonce_request(Step& step);
    void on_endorsement(Step& step);
    void on_printed_endorsement(Step& step);
    void on_ack(Step& step);
    void on_give_up(Step& step);
    void on_verified(Step& step);
    void on_reg_request(Step& step);
    void on_key_confirm(Step& step);
    void tick(Moment& moment) override;
    void committed(Moment& moment, const std::vector<Message>& requests) override;
    Item own_state() const override;
    Item desk_state() const;
    Person* person_of(const Message& Enrolment); ///< who is registered with its Id, or null
    /// Whether the person's answer may have been lost.
    static bool may_enrol_again(const Person& person, const Message& Enrolment);

    void count(Step& step, Request& request, const Bytes& tx);
    void cut(Moment& moment);
    void cut_printed(Moment& moment);
    bool has_enough_to_cut(std::uint64_t now) const;
    void propose_new_block(Moment& moment, std::uint64_t term, const std::vector<Message>& terms);
    std::vector<Message> take_valid(std::uint64_t time);
    Message entry_of(const Request& request) const;
    void propose_in_term(Moment& moment, std::uint64_t term, const std::vector<Message>& given_up);
    void propose(Moment& moment, std::uint64_t term, const Message& BM, const std::vector<Message>& terms);
    std::size_t place_of(ByteView hid) const;

    std::map<Bytes, Request, ByteOrder> requests_; ///< by H(Tx_req)
    std::vector<Pooled> pool_;
    std::optional<Open> open_;
    std::map<std::uint64_t, std::map<std::size_t, Message>> terms_; ///< GiveUp by term and hospital
    std::set<Bytes, ByteOrder> outstanding_;                        ///< as printed: nonces given
    std::shared_ptr<const Desk> desk_;
    std::map<std::string, Card> cards_; ///< by Id
    std::vector<Person> people_;
};

} // namespace emrshare::node
