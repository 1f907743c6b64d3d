/// @file
/// The folder of a workspace: what was given to every node, in SQLite; ciphertexts and wallets as files. A store that
/// is opened for writing is one transaction: commit() or nothing.
#pragma once

#include "workspace/transport.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace emrshare::kat {

/// A node as the store has it.
struct StoredNode {
    std::string name;         ///< of a node of the public parameters, or of a user
    Bytes seed;               ///< 32 bytes; empty for a user, who has it in her wallet
    Bytes wallet;             ///< SHA3-256 of a user's wallet; empty for other nodes
    Bytes PID;                ///< of a user
    std::uint64_t events = 0; ///< accepted and refused
    Bytes chain;              ///< running digest of these
    Bytes state;              ///< digest of the node's state after them
};

/// Something that was given to a node.
struct StoredEvent {
    node::Event event;   ///< as it was
    std::string refused; ///< the check; empty: accepted
};

/// How a store is opened.
enum class Opening {
    read,  ///< sees what the last command left
    write, ///< and keeps others from writing until it is closed
};

/// The folder.
class Store {
public:
    /// Begins a workspace; commit() makes it one.
    /// @throws Rejection `WORKSPACE.Init.C1` (workspace) if there is one already, `WORKSPACE.Init.C2` for a folder that
    ///         cannot be made, `WORKSPACE.Init.C3` for one of wallets or ciphertexts with files in it,
    ///         `WORKSPACE.Busy.C1`
    static Store create(const std::filesystem::path& folder, std::chrono::milliseconds patience);
    /// @param patience how long to wait for another command
    /// @throws Rejection `WORKSPACE.Open.C1` (no workspace), `WORKSPACE.Open.C2` (another version),
    ///         `WORKSPACE.Busy.C1` (another command is at work), `WORKSPACE.Seal.C1` (not what the last command left)
    Store(std::filesystem::path folder, Opening opening, std::chrono::milliseconds patience);

    const std::filesystem::path& folder() const noexcept { return folder_; } ///< of the workspace

    /// @name Reading
    /// @{
    Bytes pp() const;                                                 ///< the encoded public parameters
    std::uint64_t now() const;                                        ///< time of the last event, ms
    std::vector<StoredNode> nodes() const;                            ///< in the order of names
    std::optional<StoredNode> node(const std::string& name) const;    ///< one of them
    std::vector<StoredEvent> events(const StoredNode& node) const;    ///< of a node, in order
    std::vector<InFlight> waiting(const std::string& receiver) const; ///< what came while she was away, in order
    /// The wallet of a user. @throws Rejection `WORKSPACE.Wallet.C1` if it is missing or not hers
    Bytes wallet(const StoredNode& user) const;
    /// Digests and files of everything that was given to nodes. @return how many
    /// @throws Rejection `WORKSPACE.Payload.C1` for the first that is not what it was
    std::size_t check_payloads(const std::function<void(std::size_t done, std::size_t total)>& progress) const;
    /// SQLite's own checks. @throws Rejection `WORKSPACE.Database.C1`
    void check_database() const;
    /// @}

    /// @name Writing
    /// @{
    void set_pp(const Bytes& pp);
    void add_node(const StoredNode& node);
    /// Notes an event, and where the chain of the node ends with it.
    /// @param in_file whether the bytes are kept as a file
    void append(StoredNode& node, const Handled& handled, bool in_file);
    void update(const StoredNode& node);                           ///< events, chain, state, PID
    void remove_waiting(const std::string& receiver);              ///< it is given to her now
    void add_waiting(const InFlight& message, bool in_file);       ///< for a user who is away
    void set_now(std::uint64_t now);                               ///< the clock, ms
    void put_wallet(const std::string& user, const Bytes& wallet); ///< the file of a new user
    /// Removes files of commands that were killed before their end, by the names that the program gives; others stay.
    void remove_leftovers();
    void commit(); ///< all of it
    /// @}

private:
    struct Creation {};
    Store(std::filesystem::path folder, std::chrono::milliseconds patience, Creation creation);
    void begin(const char* how);
    Bytes seal() const;
    Bytes payload(const Bytes& digest, const std::string& what) const;
    void put_payload(const Bytes& digest, const Bytes& bytes, bool in_file);
    std::filesystem::path ciphertext_path(const Bytes& digest) const;
    std::filesystem::path wallet_path(const std::string& user) const;

    std::filesystem::path folder_;
    std::unique_ptr<SQLite::Database> db_;
};

/// The digest that a chain of events has when @p stored is added to it.
Bytes chained(ByteView chain, const StoredEvent& stored);

} // namespace emrshare::kat
