/// @file
/// What takes the steps of a model's walk on real nodes (spec/promela/README.md, Walks), and the nodes for it.
#pragma once

#include "protocol.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace emrshare::test {

// ---- steps ----

/// One line of a walk.
struct Attempt {
    std::string line; ///< as it is written
    std::string action;
    std::vector<std::uint64_t> numbers;
    std::string state; ///< of the model afterwards
};

/// What the model says, and what the code does.
struct Outcomes {
    std::string expected;
    std::string outcome;
};

/// Nodes that do what the model does.
class Replica {
public:
    Replica() = default;
    virtual ~Replica() = default;
    Replica(const Replica&) = delete;            ///< a replica is one
    Replica& operator=(const Replica&) = delete; ///< a replica is one

    /// One step. @throws std::runtime_error if the model has no such action
    virtual Outcomes attempt(const Attempt& attempt) = 0;
    /// The state of the nodes as the model prints its own; nodes that differ make it another.
    virtual std::string state() const = 0;
};

/// transactions.pml with CONTENTS.
std::unique_ptr<Replica> transactions_replica();
/// finality.pml with two numbers; the first hospital keeps to the rules.
std::unique_ptr<Replica> finality_replica();
/// The same, and the first hospital signs everything.
std::unique_ptr<Replica> lying_finality_replica();
/// access.pml.
std::unique_ptr<Replica> ask_replica();
/// access.pml with CREDENTIAL.
std::unique_ptr<Replica> access_replica();

// ---- nodes of a network, apart from it ----

/// Nodes as a network left them, and what somebody with all keys makes for them.
class Nodes {
public:
    explicit Nodes(const World& world) : world_(&world) {}
    void add(const std::string& name) { nodes_.emplace(name, world_->rebuilt(name)); }
    node::Node& at(const std::string& name) const { return *nodes_.at(name); }
    template <class Kind>
    Kind& at(const std::string& name) const {
        return dynamic_cast<Kind&>(at(name));
    }

    /// @return the check that refuses the event, or "accepted"; @p answers gets what the node sends
    std::string give(const std::string& to, const node::Event& event, std::vector<Message>* answers = nullptr);
    std::string give(const std::string& to, std::uint64_t now, const Message& message,
                     std::vector<Message>* answers = nullptr, const std::string& from = "somebody");
    std::string command(const std::string& to, std::uint64_t now, const Message& command,
                        std::vector<Message>* answers = nullptr);
    std::string tick(const std::string& to, std::uint64_t now, std::vector<Message>* answers = nullptr);
    /// The node starts again, and is given every event that it has had.
    void restart(const std::string& name);
    /// Whether some of these have different ledgers.
    bool differ(const std::vector<std::string>& names) const;

    /// World::sign(), once for equal messages: signatures are deterministic, and slow.
    Message sign(const std::string& signer, Type type, Items fields) const;
    Message grant(const std::string& signer, const std::string& leader, const Bytes& author, const Item& r,
                  std::uint64_t expires) const;
    Message voucher(const std::string& hospital, const Message& signed_message) const;
    /// A Quorum of these vouchers.
    Message quorum(std::uint64_t term, const std::vector<Message>& vouchers) const;
    /// A Quorum of all hospitals of the network.
    Message full_quorum(std::uint64_t num, std::uint64_t term, const Bytes& h_B) const;
    Message tx(const Message& Tx_req, const std::vector<std::string>& hospitals) const;
    Message block(const ledger::Ledger& L, const Message& quorum, std::uint64_t time, const Message& entry) const;
    Message proposal(const ledger::Ledger& L, std::uint64_t term, const Message& BM,
                     const std::vector<Message>& terms = {}) const;

    /// What became of a Proposal.
    struct Proposed {
        std::string outcome;
        std::optional<Message> Commit; ///< if it was accepted
    };
    /// The leader proposes a block of that entry to HN-1 and HN-2; HN-3 signs everything.
    Proposed propose(std::uint64_t now, std::uint64_t time, const Message& entry);
    /// Gives a Commit to each of these. @return the first refusal, or "accepted"
    std::string commit(std::uint64_t now, const Message& Commit, const std::vector<std::string>& names);

private:
    const World* world_;
    std::map<std::string, std::unique_ptr<node::Node>> nodes_;
    std::map<std::string, std::vector<node::Event>> events_;
};

/// A random-looking string of 16 bytes that no other tag and number have.
Item nonce(std::uint8_t tag, std::uint64_t number);

/// The end of a nonce, if it is among them.
const std::uint64_t* end_of(const ledger::Nonces& nonces, const ledger::Name& name);

/// Times of a model whose clock starts at 0.
class Clock {
public:
    /// The unit of the models' time, ms.
    static constexpr std::uint64_t kUnit = 300000;

    explicit Clock(std::uint64_t start) : start_(start) {}
    std::uint64_t at(std::uint64_t units) const { return start_ + units * kUnit; }                  ///< ms
    std::uint64_t units(std::uint64_t ms) const { return ms < start_ ? 0 : (ms - start_) / kUnit; } ///< of @p ms
    std::uint64_t now() const { return at(now_); }                                                  ///< ms
    std::uint64_t now_in_units() const { return now_; }                                             ///< 0 at first
    /// 0 without end, otherwise one more than it is.
    std::uint64_t end(const std::uint64_t* ms) const { return ms == nullptr ? 0 : 1 + units(*ms); }
    Outcomes tick() {
        ++now_;
        return {};
    }

private:
    std::uint64_t start_;
    std::uint64_t now_ = 0;
};

/// The check of a Proposal that refuses the time of its block, as the models number it: 109 is PROP.C9, 203 BLOCK.C3; 0
/// is none.
std::string proposal_check(std::uint64_t why);

} // namespace emrshare::test
