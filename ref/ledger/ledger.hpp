/// @file
/// The ledger of the corrected profile: a pure function of the blocks that a node was given (spec, chapter 12; paper,
/// section 4.B(4)). Nothing here reads a clock or draws a coin.
#pragma once

#include "base/check.hpp"
#include "message/public_parameters.hpp"

#include <map>
#include <memory>
#include <string>

namespace emrshare::ledger {

using message::Message;
using message::PublicParameters;

/// An entry that many copies of a ledger share.
using Entry = std::shared_ptr<const Message>;
/// Certificates by PID.
using Certificates = std::map<Bytes, Entry, ByteOrder>;

/// A credential on the chain.
struct Granted {
    Entry credential;     ///< the content Credential
    bool revoked = false; ///< whether a Revocation was committed
};

/// Who gave a name, and the name: what somebody else calls the same is something else.
using Name = std::pair<Bytes, Bytes>;
/// First who gave the name, then the name, each in the order of bytes.
struct NameOrder {
    /// Whether @p a comes before @p b.
    bool operator()(const Name& a, const Name& b) const noexcept {
        const ByteOrder before;
        return before(a.first, b.first) || (!before(b.first, a.first) && before(a.second, b.second));
    }
};

/// Contents Metadata by author and url.
using MetadataMap = std::map<Name, Entry, NameOrder>;
/// Credentials by author and vc.
using Credentials = std::map<Name, Granted, NameOrder>;
/// Nonces by the node that gave them, with the times until which they have to be remembered.
using Nonces = std::map<Name, std::uint64_t, NameOrder>;

/// A list of a state, in the order of bytes (spec, section 12.1).
/// @{
message::Item item_of(const Certificates& certificates);
message::Item item_of(const MetadataMap& metadata);
message::Item item_of(const Credentials& credentials);
/// @}
/// @cond because Doxygen 1.9 does not find this overload again
inline message::Item item_of(const Nonces& nonces) {
    constexpr std::uint64_t kSpentCode = 72;
    message::Items entries;
    for (const auto& [name, expires] : nonces)
        entries.emplace_back(message::Items{message::Item(kSpentCode), message::item_of(name.first),
                                            message::item_of(name.second), message::Item(expires)});
    return message::Item(std::move(entries));
}
/// @endcond

/// What all nodes agree on (spec, section 12.1).
struct Ledger {
    std::uint64_t height = 0;  ///< number of the last block
    Bytes last;                ///< its h; G at the start
    std::uint64_t time = 0;    ///< its time, ms
    Bytes R;                   ///< 32 bytes that choose the leader of the next block
    std::uint64_t count = 0;   ///< transactions
    Certificates certificates; ///< by PID
    MetadataMap metadata;      ///< by author and url
    Credentials credentials;   ///< by author and vc
    Nonces spent;              ///< nonces with their ends, ms

    /// The ledger before the first block.
    explicit Ledger(const PublicParameters& pp) : last(pp.G()), R(pp.G()) {}
    /// The part `Ledger`: every entry, in its order.
    message::Item item() const;
};

/// KEY(L, id): the signature key of a node or of a certified PID, or null.
const Bytes* key_of(const PublicParameters& pp, const Certificates& certificates, ByteView id);

/// The management node that leads the next block in a term (LEADER).
const message::NodeEntry& leader_of(const PublicParameters& pp, const Ledger& L, std::uint64_t term);

/// A Tx_req together with what it is judged against.
struct TxSubject {
    const PublicParameters& pp; ///< of the network
    const Ledger& L;            ///< before the transaction
    std::uint64_t now;          ///< ms
    Message Tx_req;             ///< as it came
    Message M;                  ///< its content
    Message grant;              ///< its nonce
    /// Splits @p request.
    TxSubject(const PublicParameters& parameters, const Ledger& ledger, std::uint64_t time, const Message& request)
        : pp(parameters), L(ledger), now(time), Tx_req(request), M(request.part("M")), grant(request.part("grant")) {}
};

/// TX.Check as data.
std::span<const Check<TxSubject>> tx_checks();

/// Those of TX.Check that judge the content alone: TX.C13 to TX.C28 and TX.C30.
std::span<const Check<TxSubject>> content_checks();
/// Those of them that, once they have failed, no later ledger and time pass (spec, NODE.Retry.1).
std::span<const Check<TxSubject>> lasting_checks();

/// TX.Apply. @pre the checks hold
void apply_tx(Ledger& L, const Message& Tx_req);

/// An endorsement together with what it is judged against.
struct EndorsementSubject {
    const PublicParameters& pp; ///< of the network
    const Message& E;           ///< as it came
    bool counted;               ///< whether this hospital has endorsed the same Tx_req before
};

/// The table of END.Check; TX.Check comes after it.
std::span<const Check<EndorsementSubject>> endorsement_checks();

/// A block together with what it is judged against.
struct BlockSubject {
    const PublicParameters& pp; ///< of the network
    const Ledger& L;            ///< before the block
    Message BM;                 ///< as it came
};

/// BLOCK.Check as data.
std::span<const Check<BlockSubject>> block_checks();

/// BLOCK.Apply. @pre the checks hold
void apply_block(Ledger& L, const Message& BM);

/// The fields of Ack(hid, num, term, h_B) before h.
message::Items ack_fields(ByteView hid, std::uint64_t num, std::uint64_t term, ByteView h_B);

/// Whether every voucher of a Quorum is the right signature of Ack(hid, num, quorum.term, h_B).
bool acknowledges(const PublicParameters& pp, const Message& quorum, std::uint64_t num, ByteView h_B);

/// A Commit together with what it is judged against.
struct CommitSubject {
    const PublicParameters& pp; ///< of the network
    const Message& Commit;      ///< as it came
};

/// The table of COMMIT.Check; BLOCK.Check comes before it.
std::span<const Check<CommitSubject>> commit_checks();

/// The name of a NonceGrant: who gave it, and r.
inline Name name_of_grant(const Message& grant) {
    return {grant.bytes("leader"), grant.bytes("r")};
}

/// The name of a record: whose it is, and the url.
Name name_of_record(const Bytes& author, const std::string& url);

/// The Metadata of that author and url, or null.
const Message* metadata_of(const MetadataMap& metadata, const Bytes& author, const std::string& url);

/// Most bytes of the encodings of a block's entries together (BLOCK.C13).
inline constexpr std::size_t kBlockLimit = std::size_t{1} << 23;

/// CHOICE: h of the block that the votes among NewTerm messages oblige the leader to propose, if any.
std::optional<Bytes> choice(const std::vector<Message>& terms);

} // namespace emrshare::ledger
