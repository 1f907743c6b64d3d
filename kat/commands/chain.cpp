// emrshare ledger show, verify and export; emrshare audit.

#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/place.hpp"
#include "files.hpp"
#include "printable.hpp"
#include "value.hpp"
#include "workspace/account.hpp"
#include "workspace/message_json.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace emrshare::kat {
namespace {

using node::Message;
using node::Type;
namespace fs = std::filesystem;

std::string as_text(const Bytes& id) {
    return as_utf8(std::string(id.begin(), id.end()));
}

/// A transaction in a few words.
std::string line_of(const Message& M) {
    switch (M.type()) {
    case Type::registration:
        return "Registration of " + to_hex(M.part("certificate").bytes("PID")) + " by " +
               printable(as_text(M.bytes("author")));
    case Type::metadata:
        return "Metadata by " + to_hex(M.bytes("author")) + " of " + printable(M.text("url"));
    case Type::credential:
        return "Credential " + to_hex(M.bytes("vc")) + " by " + to_hex(M.bytes("author")) + " for " +
               to_hex(M.bytes("PID_B")) + " until " + utc(M.number("not_after")) + " UTC";
    case Type::revocation:
        return "Revocation of " + to_hex(M.bytes("vc")) + " by " + to_hex(M.bytes("author"));
    default:
        return "Access by " + to_hex(M.bytes("PID_B")) + " under " + to_hex(M.bytes("vc")) + ", logged by " +
               printable(as_text(M.bytes("author")));
    }
}

/// A block of either profile.
struct Block {
    std::uint64_t num;
    std::string leader; ///< as printed none is in the block
    std::string time;   ///< as printed none is in the block
    std::vector<Message> contents;
};

std::vector<Block> read_blocks(const Workspace& workspace) {
    std::vector<Block> blocks;
    for (const Message& message : workspace.blocks()) {
        if (message.type() == Type::next_leader) continue;
        const Message BM = workspace.is_printed() ? message : message.part("BM");
        Block block = {BM.number("num"), "", "", {}};
        if (!workspace.is_printed()) {
            block.leader = as_text(BM.bytes("leader"));
            block.time = utc(BM.number("time"));
        }
        for (const Message& Tx_req : node::requests_of(message))
            block.contents.push_back(Tx_req.part("M"));
        blocks.push_back(std::move(block));
    }
    return blocks;
}

void show_command(const Place& options) {
    Session session(options, Opening::read);
    const std::vector<Block> blocks = read_blocks(*session);
    session.activity().hide();
    Json json = Json::array();
    std::string text = count_of(blocks.size(), "block") + "\n";
    for (const Block& block : blocks) {
        Json contents = Json::array();
        text += "block " + std::to_string(block.num);
        if (!block.leader.empty()) text += ", " + block.time + " UTC, by " + printable(block.leader);
        text += "\n";
        for (const Message& M : block.contents) {
            contents.push_back(json_of(M));
            text += "  " + line_of(M) + "\n";
        }
        Json entry = {{"num", block.num}};
        if (!block.leader.empty()) {
            entry["time"] = block.time;
            entry["leader"] = block.leader;
        }
        entry["transactions"] = std::move(contents);
        json.push_back(std::move(entry));
    }
    print(options, json, text);
}

void verify_command(const Place& options) {
    Session session(options, Opening::read);
    const std::vector<Verified> all =
        session->verify([&](const std::string& what) { session.activity().now("verifying: " + what); });
    session.activity().hide();
    const bool good = std::all_of(all.begin(), all.end(), [](const Verified& v) { return v.good; });
    Json json = {{"good", good}, {"checks", Json::array()}};
    std::ostringstream text;
    for (const Verified& one : all) {
        json["checks"].push_back({{"what", one.what}, {"good", one.good}, {"outcome", one.outcome}});
        text << (one.good ? "good  " : "BAD   ") << std::left << std::setw(26) << printable(one.what)
             << printable(one.outcome) << '\n';
    }
    print(options, json, text.str());
    if (!good) throw ExitStatus{1};
}

struct LedgerExportOptions : Place {
    std::string out;
};

void write_message(const fs::path& folder, const std::string& name, const Message& message) {
    write_file(folder / (name + ".cbor"), Access::everyone, ByteView(message.encode()));
    write_file(folder / (name + ".json"), Access::everyone, to_text(json_of(message)));
}

void export_ledger(const LedgerExportOptions& options) {
    Session session(options, Opening::read);
    const fs::path folder = options.out;
    make_new_folder(folder, "TRANSCRIPT.C1");
    write_message(folder, "public-parameters", session->pp().message());
    std::size_t count = 0;
    for (const Message& message : session->blocks()) {
        std::ostringstream name;
        name << std::setw(6) << std::setfill('0') << ++count << '-' << message.format().name;
        write_message(folder, name.str(), message);
    }
    session.activity().hide();
    print(options, {{"out", options.out}, {"messages", count}},
          "public parameters and " + count_of(count, "message") + " of blocks written to " + options.out + "\n");
}

struct AuditOptions : Place {
    std::string owner;
    std::string url;
};

/// What happened to a credential, as the chain has it.
void audit_command(const AuditOptions& options) {
    Session session(options, Opening::read);
    const std::vector<Block> blocks = read_blocks(*session);
    session.activity().hide();
    Json json = Json::array();
    std::string text;
    std::map<Bytes, std::string, ByteOrder> urls; // of credentials: a revocation names the credential alone
    for (const Block& block : blocks) {
        for (const Message& M : block.contents) {
            if (M.type() == Type::registration || M.type() == Type::metadata) continue;
            const Bytes& owner = M.type() == Type::access ? M.bytes("PID_A") : M.bytes("author");
            if (M.type() == Type::credential) urls.insert_or_assign(M.bytes("vc"), M.text("url"));
            const std::string url = M.type() == Type::revocation ? urls[M.bytes("vc")] : M.text("url");
            const bool wanted =
                to_hex(owner).rfind(options.owner, 0) == 0 && (options.url.empty() || options.url == url);
            if (!wanted) continue;
            Json entry = {{"block", block.num}, {"time", block.time}, {"url", url}};
            entry["transaction"] = json_of(M);
            json.push_back(std::move(entry));
            text += block.time + " UTC, block " + std::to_string(block.num) + ": " + line_of(M) + "\n    " +
                    printable(url) + "\n";
        }
    }
    if (text.empty()) text = "the chain has no credential and no access that fits\n";
    if (session->is_printed()) text += "as printed no access is logged (E-NO-LOG)\n";
    print(options, json, text);
}

} // namespace

void add_chain_commands(CLI::App& app) {
    CLI::App* ledger = app.add_subcommand("ledger", "The chain of a workspace");
    ledger->require_subcommand(1);
    ledger->footer("Example: emrshare ledger verify");

    const auto show_options = std::make_shared<Place>();
    CLI::App* show = ledger->add_subcommand("show", "Blocks and their transactions");
    add_place(*show, *show_options);
    show->footer("Example: emrshare ledger show --workspace demo");
    show->callback([show_options] { show_command(*show_options); });

    const auto verify_options = std::make_shared<Place>();
    CLI::App* verify =
        ledger->add_subcommand("verify", "Look at everything: digests, files, signatures, every node's state");
    add_place(*verify, *verify_options);
    verify->footer("Example: emrshare ledger verify\n\nExit code 1 says that something is not what it was.");
    verify->callback([verify_options] { verify_command(*verify_options); });

    const auto export_options = std::make_shared<LedgerExportOptions>();
    CLI::App* to_files = ledger->add_subcommand("export", "Public parameters and blocks as files, in CBOR and JSON");
    add_place(*to_files, *export_options);
    to_files->add_option("--out", export_options->out, "Folder, new or empty")->required();
    to_files->footer("Example: emrshare ledger export --out blocks");
    to_files->callback([export_options] { export_ledger(*export_options); });

    const auto audit_options = std::make_shared<AuditOptions>();
    CLI::App* audit = app.add_subcommand("audit", "Credentials, accesses and revocations on the chain");
    add_place(*audit, *audit_options);
    audit->add_option("--owner", audit_options->owner, "First digits of the owner's PID");
    audit->add_option("--url", audit_options->url, "Of a record");
    audit->footer("Example: emrshare audit --owner 3f9a");
    audit->callback([audit_options] { audit_command(*audit_options); });
}

} // namespace emrshare::kat
