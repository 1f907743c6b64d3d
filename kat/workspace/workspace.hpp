/// @file
/// A workspace: a network whose nodes are kept between commands. A node is nothing but its seed and the events that it
/// was given (spec, section 13.1), so that is what is stored; each command makes the nodes that it needs again, and
/// sees by their digests that they are what they were.
#pragma once

#include "workspace/sharing.hpp"
#include "workspace/store.hpp"

#include <map>
#include <mutex>
#include <string>

namespace emrshare::kat {

/// What `ledger verify` found of one thing.
struct Verified {
    std::string what;    ///< what was looked at
    std::string outcome; ///< what there is to say of it; for a failure check, field and reason
    bool good = true;    ///< whether it is as it should be
};

/// One command's view of a workspace.
class Workspace {
public:
    /// Makes a network and begins its workspace.
    /// @throws Rejection `WORKSPACE.Init.*`, `PP.Check.*`
    static std::unique_ptr<Workspace> create(const std::filesystem::path& folder, const ParameterSet& set,
                                             Profile profile, const node::NetworkPlan& plan, const Coins& coins,
                                             std::chrono::milliseconds patience);
    /// Opens one. @throws Rejection as Store
    Workspace(const std::filesystem::path& folder, Opening opening, std::chrono::milliseconds patience);
    Workspace(const Workspace&) = delete;            ///< the transport's functions refer to it
    Workspace& operator=(const Workspace&) = delete; ///< the transport's functions refer to it

    Transport& transport() noexcept { return *transport_; }                           ///< with nobody present
    Sharing sharing() { return Sharing(*transport_); }                                ///< the steps
    const message::PublicParameters& pp() const noexcept { return *pp_; }             ///< of the network
    const node::Parameters& parameters() const noexcept { return pp_; }               ///< the same, to share
    bool is_printed() const { return pp_->dialect().profile == Profile::as_printed; } ///< the profile
    const Store& store() const noexcept { return *store_; }                           ///< what is kept

    /// A new user: her wallet is made and closed with the password, and written by commit(); she is present.
    /// @throws Rejection `WORKSPACE.User.C1` (name) if it is none or taken, `WALLET.Seal.*`
    node::User& add_user(const std::string& name, ByteView password, const Coins& coins);
    /// A user comes: her wallet is opened, and she gets what waits for her.
    /// @throws Rejection `WORKSPACE.User.C2` (name), `WORKSPACE.Wallet.C1`, `WALLET.Open.*`, `WORKSPACE.State.C1`
    node::User& enter(const std::string& name, ByteView password);
    /// The name of the user of that PID. @throws Rejection `WORKSPACE.User.C3` (PID)
    std::string name_of(ByteView PID) const;
    /// Keeps what has happened.
    void commit();

    /// Somebody who was given the blocks of the chain and has verified them, and nothing else.
    std::unique_ptr<node::Node> observer() const;
    /// The blocks, in order: Commits, as printed BM and NextLeader.
    std::vector<message::Message> blocks() const;
    /// Looks at everything. @param progress is told what is looked at
    std::vector<Verified> verify(const std::function<void(const std::string&)>& progress) const;

private:
    Workspace(std::unique_ptr<Store> store, const node::Initialization& init);
    void connect(std::uint64_t now);
    std::unique_ptr<node::Node> wake(const std::string& name) const;
    std::unique_ptr<node::Node> wake(const StoredNode& stored, const Coins& seed) const;
    std::vector<StoredEvent> events_of(const StoredNode& stored) const;
    Coins seed_in_wallet(const StoredNode& user, ByteView password) const;
    std::string verify_replay(const StoredNode& stored, const Bytes& ledger) const;

    std::unique_ptr<Store> store_;
    node::Parameters pp_;
    std::unique_ptr<Transport> transport_;
    std::vector<Handled> handled_; ///< in this command
    std::vector<std::string> entered_;
    std::map<std::string, Bytes> wallets_; ///< of new users
    mutable std::mutex reading_;           ///< nodes are woken in several threads
};

} // namespace emrshare::kat
