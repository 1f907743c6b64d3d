#include "workspace/store.hpp"

#include "base/error.hpp"
#include "files.hpp"
#include "random/xof.hpp"
#include "value.hpp"

#include <sqlite3.h>

#include <regex>
#include <utility>

namespace emrshare::kat {
namespace {

namespace fs = std::filesystem;
using message::Item;
using message::item_of;
using message::Items;
using node::EventKind;
using SQLite::Statement;

constexpr int kVersion = 1;
constexpr const char* kDatabase = "workspace.db";
constexpr const char* kCiphertexts = "ciphertexts";
constexpr const char* kWallets = "wallets";

constexpr const char* kSchema = R"(
CREATE TABLE network (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pp BLOB NOT NULL,
  now INTEGER NOT NULL,
  seal BLOB NOT NULL
) STRICT;
CREATE TABLE nodes (
  name TEXT PRIMARY KEY,
  seed BLOB NOT NULL,
  wallet BLOB NOT NULL,
  pid BLOB NOT NULL,
  events INTEGER NOT NULL,
  chain BLOB NOT NULL,
  state BLOB NOT NULL
) STRICT;
CREATE TABLE payloads (
  digest BLOB PRIMARY KEY,
  bytes BLOB -- NULL: in the folder of ciphertexts
) STRICT;
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  node TEXT NOT NULL REFERENCES nodes (name),
  time INTEGER NOT NULL,
  sender TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
  payload BLOB REFERENCES payloads (digest), -- NULL: a tick
  refused TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_node ON events (node, id);
CREATE TABLE waiting (
  id INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  receiver TEXT NOT NULL REFERENCES nodes (name),
  payload BLOB NOT NULL REFERENCES payloads (digest)
) STRICT;
CREATE INDEX waiting_of_user ON waiting (receiver, id);
)";

/// What SQLite says, as a rejection.
Rejection refusal_of(const SQLite::Exception& error) {
    const int code = error.getErrorCode();
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return {"WORKSPACE.Busy.C1", kDatabase, "another command is at work in this workspace; try again later"};
    return {"WORKSPACE.Database.C1", kDatabase, error.what()};
}

/// Runs @p work; what SQLite complains of becomes a Rejection.
template <class Work>
auto guarded(const Work& work) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        throw refusal_of(error);
    }
}

void put(Statement& statement, int place, ByteView bytes) {
    // SQLite takes a null pointer for NULL.
    statement.bind(place, bytes.empty() ? "" : static_cast<const void*>(bytes.data()), static_cast<int>(bytes.size()));
}

void put(Statement& statement, int place, std::uint64_t number) {
    statement.bind(place, static_cast<std::int64_t>(number));
}

void put(Statement& statement, int place, const std::string& text) {
    statement.bind(place, text);
}

Bytes bytes_at(Statement& statement, int column) {
    const SQLite::Column value = statement.getColumn(column);
    const auto* data = static_cast<const std::uint8_t*>(value.getBlob());
    return data == nullptr ? Bytes() : Bytes(data, data + value.getBytes());
}

std::string text_at(Statement& statement, int column) {
    return statement.getColumn(column).getString();
}

std::uint64_t number_at(Statement& statement, int column) {
    return static_cast<std::uint64_t>(statement.getColumn(column).getInt64());
}

StoredNode node_at(Statement& row) {
    return {text_at(row, 0),   bytes_at(row, 1), bytes_at(row, 2), bytes_at(row, 3),
            number_at(row, 4), bytes_at(row, 5), bytes_at(row, 6)};
}

/// A workspace takes away files of killed commands from these folders: they must not have somebody's files in them.
void require_unused(const fs::path& folder) {
    for (const fs::path& part : {folder / kCiphertexts, folder / kWallets}) {
        std::error_code error;
        if (fs::status(part, error).type() != fs::file_type::directory) continue;
        const bool is_empty = fs::is_empty(part, error);
        require(is_empty && !error, "WORKSPACE.Init.C3", part.string(),
                "the folder is there and not empty; a workspace would take the files in it for its own");
    }
}

void make_private(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error) fs::permissions(folder, fs::perms::owner_all, error);
    require(!error, "WORKSPACE.Init.C2", folder.string(), "the folder cannot be made");
}

/// What a file in a folder of the workspace is for, by its name.
struct OwnName {
    std::string subject; ///< digest in hexadecimal, or name of a user
    bool is_temporary;   ///< the ending is that of write_file while it writes
};

/// @p pattern has the subject as its first group, the ending of a temporary file as its second.
/// @return nothing for what the program has not made
std::optional<OwnName> own_name(const fs::directory_entry& entry, const std::regex& pattern) {
    std::smatch parts;
    const std::string name = entry.path().filename().string();
    std::error_code error;
    const bool is_file = fs::is_regular_file(entry.symlink_status(error));
    if (error || !is_file || !std::regex_match(name, parts, pattern)) return std::nullopt;
    return OwnName{parts[1], parts[2].matched};
}

constexpr const char* kNodeColumns = "SELECT name, seed, wallet, pid, events, chain, state FROM nodes ";

} // namespace

Bytes chained(ByteView chain, const StoredEvent& stored) {
    const node::Event& event = stored.event;
    return message::digest(
        Item(Items{item_of(chain), Item(event.time), Item(event.from), Item(static_cast<std::uint64_t>(event.kind)),
                   item_of(sha3_256(event.bytes)), Item(stored.refused)}));
}

Store::Store(fs::path folder, std::chrono::milliseconds patience, Creation /*creation*/) : folder_(std::move(folder)) {
    const fs::path path = folder_ / kDatabase;
    if (!fs::exists(path)) require_unused(folder_); // before anything is made
    make_private(folder_ / kCiphertexts);
    make_private(folder_ / kWallets);
    guarded([&] {
        db_ = std::make_unique<SQLite::Database>(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        // SQLite gives the files beside it the same permissions.
        std::error_code ignored;
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ignored);
        db_->setBusyTimeout(static_cast<int>(patience.count()));
        db_->exec("PRAGMA journal_mode = WAL");
        begin("BEGIN IMMEDIATE");
        const int version = db_->execAndGet("PRAGMA user_version").getInt();
        require(version == 0, "WORKSPACE.Init.C1", folder_.string(), "there is a workspace already");
        require_unused(folder_); // the database may be that of an init that was killed
        db_->exec(kSchema);
        db_->exec("PRAGMA user_version = " + std::to_string(kVersion));
        db_->exec("INSERT INTO network VALUES (1, x'', 0, x'')");
    });
}

Store Store::create(const fs::path& folder, std::chrono::milliseconds patience) {
    return {folder, patience, Creation{}};
}

Store::Store(fs::path folder, Opening opening, std::chrono::milliseconds patience) : folder_(std::move(folder)) {
    require(fs::exists(folder_ / kDatabase), "WORKSPACE.Open.C1", folder_.string(),
            "there is no workspace; emrshare init makes one");
    guarded([&] {
        // Readers, too, make files beside the database while others write.
        db_ = std::make_unique<SQLite::Database>((folder_ / kDatabase).string(), SQLite::OPEN_READWRITE);
        db_->setBusyTimeout(static_cast<int>(patience.count()));
        begin(opening == Opening::write ? "BEGIN IMMEDIATE" : "BEGIN");
        const int version = db_->execAndGet("PRAGMA user_version").getInt();
        require(version != 0, "WORKSPACE.Open.C1", folder_.string(), "there is no workspace; emrshare init makes one");
        require(version == kVersion, "WORKSPACE.Open.C2", folder_.string(),
                "it has version " + std::to_string(version) + " of the format; this program knows " +
                    std::to_string(kVersion));
        const Bytes stored = [&] {
            Statement row(*db_, "SELECT seal FROM network");
            return row.executeStep() ? bytes_at(row, 0) : Bytes();
        }();
        require(stored == seal(), "WORKSPACE.Seal.C1", kDatabase,
                "it is not what the last command left: nodes, waiting messages or clock were changed");
    });
}

void Store::begin(const char* how) {
    db_->exec("PRAGMA foreign_keys = ON");
    db_->exec("PRAGMA synchronous = FULL");
    db_->exec(how);
    // From here on the transaction ends with the connection, unless it is committed.
}

/// Everything but payloads and events: those are in the chains.
Bytes Store::seal() const {
    Items items = {item_of(sha3_256(pp())), Item(now())};
    for (const StoredNode& node : nodes())
        items.emplace_back(Items{Item(node.name), item_of(node.seed), item_of(node.wallet), item_of(node.PID),
                                 Item(node.events), item_of(node.chain), item_of(node.state)});
    Statement rows(*db_, "SELECT sender, receiver, payload FROM waiting ORDER BY id");
    while (rows.executeStep())
        items.emplace_back(Items{Item(text_at(rows, 0)), Item(text_at(rows, 1)), Item(bytes_at(rows, 2))});
    return message::digest(Item(std::move(items)));
}

fs::path Store::ciphertext_path(const Bytes& digest) const {
    return folder_ / kCiphertexts / to_hex(digest);
}

fs::path Store::wallet_path(const std::string& user) const {
    return folder_ / kWallets / (user + ".wallet");
}

Bytes Store::pp() const {
    return guarded([&] {
        Statement row(*db_, "SELECT pp FROM network");
        return row.executeStep() ? bytes_at(row, 0) : Bytes();
    });
}

std::uint64_t Store::now() const {
    return guarded([&] {
        Statement row(*db_, "SELECT now FROM network");
        return row.executeStep() ? number_at(row, 0) : 0;
    });
}

std::vector<StoredNode> Store::nodes() const {
    return guarded([&] {
        std::vector<StoredNode> nodes;
        Statement rows(*db_, std::string(kNodeColumns) + "ORDER BY name");
        while (rows.executeStep())
            nodes.push_back(node_at(rows));
        return nodes;
    });
}

std::optional<StoredNode> Store::node(const std::string& name) const {
    return guarded([&]() -> std::optional<StoredNode> {
        Statement row(*db_, std::string(kNodeColumns) + "WHERE name = ?");
        put(row, 1, name);
        if (!row.executeStep()) return std::nullopt;
        return node_at(row);
    });
}

Bytes Store::payload(const Bytes& digest, const std::string& what) const {
    Statement row(*db_, "SELECT bytes FROM payloads WHERE digest = ?");
    put(row, 1, ByteView(digest));
    require(row.executeStep(), "WORKSPACE.Payload.C1", what, "its bytes are missing");
    if (!row.getColumn(0).isNull()) {
        const Bytes bytes = bytes_at(row, 0);
        require(sha3_256(bytes) == digest, "WORKSPACE.Payload.C1", what, "its bytes were changed");
        return bytes;
    }
    const fs::path path = ciphertext_path(digest);
    require(fs::exists(path), "WORKSPACE.Payload.C1", path.string(), "the ciphertext is missing");
    const Bytes bytes = bytes_of(read_file(path));
    require(sha3_256(bytes) == digest, "WORKSPACE.Payload.C1", path.string(), "the ciphertext was changed");
    return bytes;
}

std::vector<StoredEvent> Store::events(const StoredNode& node) const {
    return guarded([&] {
        std::vector<StoredEvent> events;
        Bytes chain;
        Statement rows(*db_, "SELECT time, sender, kind, payload, refused, id FROM events WHERE node = ? ORDER BY id");
        put(rows, 1, node.name);
        while (rows.executeStep()) {
            StoredEvent stored;
            stored.event = {number_at(rows, 0), text_at(rows, 1), static_cast<EventKind>(number_at(rows, 2)), {}};
            if (!rows.getColumn(3).isNull())
                stored.event.bytes = payload(bytes_at(rows, 3), "event " + std::to_string(number_at(rows, 5)));
            stored.refused = text_at(rows, 4);
            chain = chained(chain, stored);
            events.push_back(std::move(stored));
        }
        require(events.size() == node.events && chain == node.chain, "WORKSPACE.Events.C1", node.name,
                "the events of this node were changed");
        return events;
    });
}

std::vector<InFlight> Store::waiting(const std::string& receiver) const {
    return guarded([&] {
        std::vector<InFlight> messages;
        Statement rows(*db_, "SELECT sender, payload FROM waiting WHERE receiver = ? ORDER BY id");
        put(rows, 1, receiver);
        while (rows.executeStep())
            messages.push_back({text_at(rows, 0), receiver, payload(bytes_at(rows, 1), "a message for " + receiver)});
        return messages;
    });
}

Bytes Store::wallet(const StoredNode& user) const {
    const fs::path path = wallet_path(user.name);
    require(fs::exists(path), "WORKSPACE.Wallet.C1", path.string(), "the wallet is missing");
    const Bytes wallet = bytes_of(read_file(path));
    require(sha3_256(wallet) == user.wallet, "WORKSPACE.Wallet.C1", path.string(), "the wallet was changed");
    return wallet;
}

std::size_t Store::check_payloads(const std::function<void(std::size_t, std::size_t)>& progress) const {
    return guarded([&] {
        const auto total = static_cast<std::size_t>(db_->execAndGet("SELECT count(*) FROM payloads").getInt64());
        Statement rows(*db_, "SELECT digest FROM payloads");
        std::size_t done = 0;
        for (; rows.executeStep(); progress(++done, total)) {
            const Bytes digest = bytes_at(rows, 0);
            payload(digest, "the message " + to_hex(digest));
        }
        return done;
    });
}

void Store::check_database() const {
    guarded([&] {
        const std::string found = db_->execAndGet("PRAGMA integrity_check").getString();
        require(found == "ok", "WORKSPACE.Database.C1", kDatabase, found);
        Statement broken(*db_, "PRAGMA foreign_key_check");
        require(!broken.executeStep(), "WORKSPACE.Database.C1", kDatabase, "a row refers to one that is missing");
    });
}

void Store::set_pp(const Bytes& pp) {
    guarded([&] {
        Statement update(*db_, "UPDATE network SET pp = ?");
        put(update, 1, ByteView(pp));
        update.exec();
    });
}

void Store::add_node(const StoredNode& node) {
    guarded([&] {
        Statement insert(*db_, "INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?)");
        put(insert, 1, node.name);
        put(insert, 2, ByteView(node.seed));
        put(insert, 3, ByteView(node.wallet));
        put(insert, 4, ByteView(node.PID));
        put(insert, 5, node.events);
        put(insert, 6, ByteView(node.chain));
        put(insert, 7, ByteView(node.state));
        insert.exec();
    });
}

void Store::put_payload(const Bytes& digest, const Bytes& bytes, bool in_file) {
    if (in_file && !fs::exists(ciphertext_path(digest))) {
        write_file(ciphertext_path(digest), Access::owner, ByteView(bytes));
    }
    Statement insert(*db_, "INSERT OR IGNORE INTO payloads VALUES (?, ?)");
    put(insert, 1, ByteView(digest));
    if (!in_file) put(insert, 2, ByteView(bytes));
    insert.exec();
}

void Store::append(StoredNode& node, const Handled& handled, bool in_file) {
    guarded([&] {
        const StoredEvent stored = {handled.event, handled.rejection ? handled.rejection->check() : std::string()};
        const Bytes digest = sha3_256(stored.event.bytes);
        const bool is_tick = stored.event.kind == EventKind::tick;
        if (!is_tick) put_payload(digest, stored.event.bytes, in_file);
        Statement insert(*db_, "INSERT INTO events (node, time, sender, kind, payload, refused) "
                               "VALUES (?, ?, ?, ?, ?, ?)");
        put(insert, 1, node.name);
        put(insert, 2, stored.event.time);
        put(insert, 3, stored.event.from);
        put(insert, 4, static_cast<std::uint64_t>(stored.event.kind));
        if (!is_tick) put(insert, 5, ByteView(digest));
        put(insert, 6, stored.refused);
        insert.exec();
        node.chain = chained(node.chain, stored);
        ++node.events;
    });
}

void Store::update(const StoredNode& node) {
    guarded([&] {
        Statement update(*db_, "UPDATE nodes SET pid = ?, events = ?, chain = ?, state = ? WHERE name = ?");
        put(update, 1, ByteView(node.PID));
        put(update, 2, node.events);
        put(update, 3, ByteView(node.chain));
        put(update, 4, ByteView(node.state));
        put(update, 5, node.name);
        update.exec();
    });
}

void Store::remove_waiting(const std::string& receiver) {
    guarded([&] {
        Statement remove(*db_, "DELETE FROM waiting WHERE receiver = ?");
        put(remove, 1, receiver);
        remove.exec();
    });
}

void Store::add_waiting(const InFlight& message, bool in_file) {
    guarded([&] {
        const Bytes digest = sha3_256(message.bytes);
        put_payload(digest, message.bytes, in_file);
        Statement insert(*db_, "INSERT INTO waiting (sender, receiver, payload) VALUES (?, ?, ?)");
        put(insert, 1, message.from);
        put(insert, 2, message.to);
        put(insert, 3, ByteView(digest));
        insert.exec();
    });
}

void Store::set_now(std::uint64_t now) {
    guarded([&] {
        Statement update(*db_, "UPDATE network SET now = ?");
        put(update, 1, now);
        update.exec();
    });
}

void Store::put_wallet(const std::string& user, const Bytes& wallet) {
    write_file(wallet_path(user), Access::owner, ByteView(wallet));
}

void Store::remove_leftovers() {
    static const std::regex ciphertext("([0-9a-f]{64})(\\.[A-Za-z0-9]{6})?");
    static const std::regex wallet("([a-z][a-z0-9_-]{0,31})\\.wallet(\\.[A-Za-z0-9]{6})?");
    guarded([&] {
        const auto is_known = [&](const char* query, const std::string& subject) {
            Statement known(*db_, query);
            put(known, 1, subject);
            return known.executeStep();
        };
        for (const fs::directory_entry& entry : fs::directory_iterator(folder_ / kCiphertexts)) {
            const std::optional<OwnName> name = own_name(entry, ciphertext);
            const char* query = "SELECT 1 FROM payloads WHERE bytes IS NULL AND lower(hex(digest)) = ?";
            if (name && (name->is_temporary || !is_known(query, name->subject))) fs::remove(entry.path());
        }
        for (const fs::directory_entry& entry : fs::directory_iterator(folder_ / kWallets)) {
            const std::optional<OwnName> name = own_name(entry, wallet);
            // A wallet is written before its user is known, and never again: alice.wallet.backup is of her own making.
            if (name && !is_known("SELECT 1 FROM nodes WHERE name = ?", name->subject)) fs::remove(entry.path());
        }
    });
}

void Store::commit() {
    guarded([&] {
        Statement update(*db_, "UPDATE network SET seal = ?");
        put(update, 1, ByteView(seal()));
        update.exec();
        db_->exec("COMMIT");
    });
}

} // namespace emrshare::kat
