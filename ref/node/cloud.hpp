/// @file
/// The cloud node: stores records, re-encrypts them for whom their owners allow it, and writes the access logs (spec,
/// chapters 14 and 15; paper, sections 4.A and 4.B(3), (5)).
#pragma once

#include "node/node.hpp"
#include "pre/key_pair.hpp"

#include <optional>

namespace emrshare::node {

/// What the cloud holds of a record besides its Upload.
struct StoredRecord {
    Bytes digest;         ///< H of the Upload
    Bytes PID_A;          ///< owner
    std::size_t sections; ///< how many
};

/// What the cloud holds of a delegation.
struct CloudDelegation {
    Bytes PID_A;                 ///< owner
    Bytes PID_B;                 ///< requester
    std::string url;             ///< of the record
    Rq r_B;                      ///< from the owner
    std::optional<Rq> pk_B = {}; ///< the requester's key for this delegation, corrected
    std::optional<Rq> rk = {};   ///< once the requester's share has come
};

/// An access that the cloud has granted and not answered: it waits for its log on the chain.
struct PendingAccess {
    Message Presentation;  ///< as it came
    std::string from;      ///< who gets the answer
    std::uint64_t expires; ///< of the Access, ms
};

/// Where the cloud keeps what it stores: outside its state, which has the digests.
class CiphertextStore {
public:
    virtual ~CiphertextStore() = default;
    /// Keeps the encoding of an Upload under its digest H.
    virtual void put(const Bytes& digest, const Bytes& upload) = 0;
    /// What was kept under @p digest. @pre something was
    virtual Bytes get(const Bytes& digest) const = 0;
};

/// In memory.
class MemoryCiphertexts final : public CiphertextStore {
public:
    void put(const Bytes& digest, const Bytes& upload) override { uploads_.insert_or_assign(digest, upload); }
    Bytes get(const Bytes& digest) const override { return uploads_.at(digest); }

private:
    std::map<Bytes, Bytes, ByteOrder> uploads_;
};

/// CS.
class Cloud final : public Author {
public:
    /// @param id of a cloud in the public parameters
    /// @param ciphertexts where records go
    /// @throws Rejection `NODE.Init.C1` (seed), `NODE.Init.C2` (id)
    Cloud(Parameters pp, Bytes id, const Coins& seed,
          std::unique_ptr<BlockStore> store = std::make_unique<MemoryBlocks>(),
          std::unique_ptr<CiphertextStore> ciphertexts = std::make_unique<MemoryCiphertexts>());

    /// What is stored at each url.
    const std::map<std::string, StoredRecord>& files() const noexcept { return files_; }
    /// The stored Upload. @pre there is one at @p url
    Message upload_at(const std::string& url) const;
    /// Delegations by vc, as printed by PID_B and url.
    const std::map<Bytes, CloudDelegation, ByteOrder>& delegations() const noexcept { return delegations_; }
    /// Accesses that wait for the chain, by r.
    const std::map<Bytes, PendingAccess, ByteOrder>& pending() const noexcept { return pending_; }

private:
    void on_key(Step& step);
    void on_upload(Step& step);
    void on_cloud_grant(Step& step);
    void on_share(Step& step);
    void on_fetch_request(Step& step);
    void on_presentation(Step& step);
    void on_printed_cloud_grant(Step& step);
    void on_printed_share(Step& step);
    void on_printed_fetch_request(Step& step);
    void committed(Moment& moment, const std::vector<Message>& requests) override;
    void answer(Moment& moment, const PendingAccess& access);
    Bytes challenge(ByteView vc, std::uint64_t expires) const;
    const KeyPair& key_pair() const;
    const StoredRecord* record_at(const std::string& url) const;
    Item own_state() const override;
    Item vault_state() const;

    std::unique_ptr<CiphertextStore> ciphertexts_;
    std::optional<KeyPair> pair_;
    std::map<std::string, StoredRecord> files_; ///< by url
    std::map<Bytes, CloudDelegation, ByteOrder> delegations_;
    std::map<Bytes, PendingAccess, ByteOrder> pending_; ///< by r
    ledger::Nonces answered_;                           ///< challenges that were presented, with their ends
};

} // namespace emrshare::node
