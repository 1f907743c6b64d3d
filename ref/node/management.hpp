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
    /// A person at the registrar's desk.
    struct Person {
        Message Enrolment;
        Bytes PID;
        std::optional<Message> certificate;
    };

    void on_nonce_request(Step& step);
    void on_endorsement(Step& step);
    void on_printed_endorsement(Step& step);
    void on_ack(Step& step);
    void on_new_term(Step& step);
    void on_verified(Step& step);
    void on_reg_request(Step& step);
    void on_key_confirm(Step& step);
    void tick(Step& step) override;
    void committed(std::uint64_t now) override;
    Item own_state() const override;
    Item desk_state() const;

    void count(Step& step, Request& request, const Bytes& tx);
    void cut(Step& step);
    void cut_printed(Step& step);
    bool has_enough_to_cut(std::uint64_t now) const;
    void propose_new_block(Step& step, std::uint64_t term, const std::vector<Message>& terms);
    std::vector<Message> take_valid(std::uint64_t now);
    void propose(Step& step, std::uint64_t term, const Message& BM, const std::vector<Message>& terms);
    std::size_t place_of(ByteView hid) const;

    std::map<Bytes, Request, ByteOrder> requests_; ///< by H(Tx_req)
    std::vector<Pooled> pool_;
    std::optional<Open> open_;
    std::map<std::uint64_t, std::map<std::size_t, Message>> terms_; ///< NewTerm by term and hospital
    std::set<Bytes, ByteOrder> outstanding_;                        ///< as printed: nonces given
    std::shared_ptr<const Desk> desk_;
    std::map<std::string, std::string> cards_; ///< Id to Name
    std::vector<Person> people_;
};

} // namespace emrshare::node
