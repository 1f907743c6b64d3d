// emrshare request, grant, fetch, revoke.

#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/place.hpp"
#include "commands/sections.hpp"
#include "credential/claims.hpp"
#include "files.hpp"
#include "printable.hpp"
#include "random/xof.hpp"
#include "record/split.hpp"
#include "value.hpp"
#include "workspace/account.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>

namespace emrshare::kat {
namespace {

using node::Message;
namespace fs = std::filesystem;

constexpr std::uint64_t kDay = 24ULL * 3600 * 1000;

// ---- request ----

struct RequestOptions : ActingUser {
    std::string url;
};

void request_command(const RequestOptions& options) {
    Session session(options, Opening::write);
    const Bytes PID_A = owner_of(session->transport().node(options.as), options.url);
    const std::string owner = session->name_of(PID_A);
    session->sharing().ask(options.as, owner, options.url);
    session->commit();
    session.activity().hide();
    print(options, {{"url", options.url}, {"owner", to_hex(PID_A)}},
          "asked the owner " + to_hex(PID_A) + " for " + printable(options.url) + "\n");
}

// ---- grant ----

struct GrantOptions : ActingUser {
    std::string request;
    std::string url;
    std::string share = "all";
    std::string purpose = "research";
    std::uint64_t days = 30;
    bool list = false;
};

void list_requests(const GrantOptions& options, const node::User& owner) {
    Json json = Json::array();
    std::string text;
    for (const Message& request : owner.requests_for_access()) {
        Json entry = {{"request", to_hex(request.digest())}, {"requester", to_hex(request.bytes("PID_B"))}};
        text += "request " + to_hex(request.digest()) + "\n  of " + to_hex(request.bytes("PID_B")) + "\n";
        if (!owner.is_printed()) {
            entry["url"] = request.text("url");
            entry["time"] = utc(request.number("time"));
            text += "  for " + printable(request.text("url")) + "\n  at " + utc(request.number("time")) + " UTC\n";
        }
        json.push_back(std::move(entry));
    }
    print(options, json, text.empty() ? "nobody has asked\n" : text);
}

/// The request that is named, or the only one that is open.
Message request_to_grant(const std::string& named, const node::User& owner) {
    const std::vector<Message>& all = owner.requests_for_access();
    if (!named.empty()) {
        std::vector<Bytes> digests;
        digests.reserve(all.size());
        for (const Message& request : all)
            digests.push_back(request.digest());
        const Bytes digest = named_by(named, digests, "--request");
        return *std::find_if(all.begin(), all.end(), [&](const Message& r) { return r.digest() == digest; });
    }
    require(!all.empty(), "WORKSPACE.Grant.C1", "--request", "nobody has asked for what is not granted yet");
    require(all.size() == 1, "WORKSPACE.Grant.C1", "--request",
            std::to_string(all.size()) + " requests are open; name one (grant --list)");
    return all.back();
}

const node::OwnedRecord& record_at(const node::User& owner, const std::string& url) {
    const auto found = std::find_if(owner.records().begin(), owner.records().end(),
                                    [&](const auto& entry) { return entry.second.url == url; });
    require(found != owner.records().end(), "ALLOW.C2", "url", "she has stored no record there");
    return found->second;
}

/// As printed a request does not say for what.
std::string url_of_grant(const GrantOptions& options, const node::User& owner, const Message& request) {
    if (!owner.is_printed()) return request.text("url");
    require(!options.url.empty(), "WORKSPACE.Grant.C2", "--url", "as printed a request does not say for which record");
    return options.url;
}

void grant_command(const GrantOptions& options) {
    Session session(options, options.list ? Opening::read : Opening::write);
    const node::User& owner = session->transport().at<node::User>(options.as);
    if (options.list) {
        session.activity().hide();
        return list_requests(options, owner);
    }
    const Message request = request_to_grant(options.request, owner);
    const std::string url = url_of_grant(options, owner, request);
    const std::uint64_t last = record_at(owner, url).record.parts("disclosures").size() - 1;
    require(!session->is_printed() || options.share == "all", "WORKSPACE.Grant.C3", "--share",
            "as printed there is no credential that could name sections");
    const std::uint64_t now = session->transport().now();
    const Consent consent = {request.digest(), url, parse_sections(options.share, last),
                             options.purpose,  now, now + options.days * kDay};
    const std::string requester = session->name_of(request.bytes("PID_B"));
    session->transport().wake_all();
    const Bytes vc = session->sharing().allow(options.as, consent, requester);
    session->commit();
    session.activity().hide();
    Json json = {{"url", url},
                 {"requester", to_hex(request.bytes("PID_B"))},
                 {"sections", consent.sections},
                 {"not_after", utc(consent.not_after)}};
    std::string text = "granted: " + printable(url) + "\n  to " + to_hex(request.bytes("PID_B")) + "\n";
    if (!vc.empty()) {
        json["vc"] = to_hex(vc);
        text += "  sections " + sections_text(consent.sections) + " until " + utc(consent.not_after) +
                " UTC\n  credential " + to_hex(vc) + "\n";
    }
    print(options, json, text);
}

// ---- fetch ----

struct FetchOptions : ActingUser {
    std::string credential;
    std::string url;
    std::string share = "all";
    std::string out;
};

/// The delegation that is named: by the credential, or as printed by the url.
Bytes delegation_to_use(const FetchOptions& options, const node::User& user) {
    if (user.is_printed()) {
        require(!options.url.empty(), "WORKSPACE.Fetch.C1", "--url",
                "as printed a delegation is named by the record's");
        return bytes_of(options.url);
    }
    std::vector<Bytes> keys;
    for (const auto& [vc, held] : user.delegations()) {
        if (options.url.empty() || held.grant.part("credential").text("url") == options.url) keys.push_back(vc);
    }
    require(!keys.empty(), "FETCH.Start.C1", "vc", "she holds no such delegation");
    return named_by(options.credential, keys, "--vc");
}

std::vector<std::uint64_t> sections_to_fetch(const FetchOptions& options, const node::User& user, const Bytes& key) {
    if (user.is_printed()) return {};
    const Message& delegation = user.delegations().at(key).grant;
    if (options.share == "all") return credential::sections_of(delegation.parts("claims"));
    return parse_sections(options.share, delegation.elements("delta").size() - 1);
}

/// The whole record if all its sections are there.
std::optional<Bytes> joined(const std::vector<Message>& opened) {
    std::vector<Bytes> contents;
    for (const Message& disclosure : opened) {
        const std::uint64_t num = disclosure.number("num");
        if (num == 0) continue;
        if (num != contents.size() + 1) return std::nullopt;
        contents.push_back(disclosure.bytes("content"));
    }
    try {
        return join_record(contents);
    } catch (const Rejection&) {
        return std::nullopt; // the frame is for more sections than there are
    }
}

/// Finds out whether files can be written in a folder.
void try_writing(const fs::path& folder) {
    std::string name = (folder / "try.XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    // Its name goes at once, so that a command that is killed leaves an empty folder.
    const bool done = descriptor >= 0 && unlink(name.c_str()) == 0 && write(descriptor, "", 1) == 1;
    const std::string reason = std::strerror(errno);
    if (descriptor >= 0) close(descriptor);
    require(done, "FILE.C2", folder.string(), reason);
}

/// The new or empty folder for what is read. What of it was made here goes when nothing has come into it.
class ResultFolder {
public:
    /// @throws Rejection `WORKSPACE.Fetch.C2` unless it is new or empty, `FILE.C2` if nothing can be written in it
    explicit ResultFolder(const fs::path& folder) {
        std::error_code ignored;
        for (fs::path part = fs::absolute(folder, ignored); !part.empty() && !fs::exists(part, ignored);
             part = part.parent_path())
            made_.push_back(part);
        try {
            make_new_folder(folder, "WORKSPACE.Fetch.C2");
            try_writing(folder);
        } catch (const Rejection&) {
            remove_empty();
            throw;
        }
    }
    ~ResultFolder() { remove_empty(); }
    ResultFolder(const ResultFolder&) = delete;
    ResultFolder& operator=(const ResultFolder&) = delete;

private:
    void remove_empty() const {
        std::error_code ignored; // a folder with something in it is no error: it stays
        for (const fs::path& part : made_)
            fs::remove(part, ignored);
    }
    std::vector<fs::path> made_; ///< from the inside to the outside
};

/// Writes what was opened. @return the names of the files
Json write_opened(const fs::path& folder, const std::vector<Message>& opened) {
    Json files = Json::array();
    for (const Message& disclosure : opened) {
        const std::string name = "section-" + std::to_string(disclosure.number("num"));
        write_file(folder / name, Access::owner, ByteView(disclosure.bytes("content")));
        files.push_back(name);
    }
    const std::optional<Bytes> record = joined(opened);
    if (record) {
        write_file(folder / "record", Access::owner, ByteView(*record));
        files.push_back("record");
    }
    return files;
}

void fetch_command(const FetchOptions& options) {
    Session session(options, Opening::write);
    const node::User& user = session->transport().at<node::User>(options.as);
    const Bytes key = delegation_to_use(options, user);
    const std::vector<std::uint64_t> sections = sections_to_fetch(options, user, key);
    const ResultFolder folder(options.out); // first, since the access will be on the chain
    session->transport().wake_all();
    const Fetched fetched = session->sharing().fetch(options.as, key, sections);
    session->commit(); // whatever came of it: the requester counts failures, and the access may be on the chain
    session.activity().hide();
    if (fetched.refusal) throw Rejection(*fetched.refusal);
    const Json files = write_opened(options.out, fetched.opened);
    Json json = {{"out", options.out}, {"files", files}, {"sections", Json::array()}};
    std::string text;
    for (const Message& disclosure : fetched.opened) {
        const std::size_t size = disclosure.bytes("content").size();
        json["sections"].push_back(
            {{"section", disclosure.number("num")}, {"name", disclosure.text("name")}, {"bytes", size}});
        text += "section " + std::to_string(disclosure.number("num")) + ": " + printable(disclosure.text("name")) +
                ", " + count_of(size, "byte") + "\n";
    }
    text += "written to " + options.out;
    if (files.back() == "record") text += "; all sections are there: " + (fs::path(options.out) / "record").string();
    print(options, json, text + "\n");
}

// ---- revoke ----

struct RevokeOptions : ActingUser {
    std::string credential;
};

void revoke_command(const RevokeOptions& options) {
    Session session(options, Opening::write);
    require(!session->is_printed(), "WORKSPACE.Revoke.C1", "--vc", "as printed there is no credential to take back");
    const Bytes vc = named_by(options.credential, session->transport().at<node::User>(options.as).issued(), "--vc");
    session->transport().wake_all();
    const std::uint64_t block = session->sharing().revoke(options.as, vc);
    session->commit();
    session.activity().hide();
    print(options, {{"vc", to_hex(vc)}, {"block", block}},
          "revoked in block " + std::to_string(block) + ": credential " + to_hex(vc) + "\n");
}

} // namespace

void add_access_commands(CLI::App& app) {
    const auto request_options = std::make_shared<RequestOptions>();
    CLI::App* request = app.add_subcommand("request", "Ask a record's owner for access");
    add_actor(*request, *request_options);
    request->add_option("--url", request_options->url, "Of the record, as search prints it")->required();
    request->footer("Example: emrshare request --as bob --url CS-1/4f0c...");
    request->callback([request_options] { request_command(*request_options); });

    const auto grant_options = std::make_shared<GrantOptions>();
    CLI::App* grant =
        app.add_subcommand("grant", "As owner: allow a request, with a credential and a re-encryption key");
    add_actor(*grant, *grant_options);
    grant->add_option("--request", grant_options->request, "First digits of the request (default: the only open one)");
    grant->add_option("--url", grant_options->url, "As printed: of the record");
    grant->add_option("--share", grant_options->share, "Sections: all, or numbers as in 1,3-5 (0: the summary)")
        ->capture_default_str();
    grant->add_option("--purpose", grant_options->purpose, "A claim of the credential")->capture_default_str();
    grant->add_option("--days", grant_options->days, "How long the credential is good")
        ->capture_default_str()
        ->check(CLI::Range(1, 3650));
    grant->add_flag("--list", grant_options->list, "Only say who has asked for what");
    grant->footer(
        "Examples: emrshare grant --as alice --list\n          emrshare grant --as alice --share 1,3 --days 7");
    grant->callback([grant_options] { grant_command(*grant_options); });

    const auto fetch_options = std::make_shared<FetchOptions>();
    CLI::App* fetch = app.add_subcommand("fetch", "As requester: present the credential, fetch, decrypt, check");
    add_actor(*fetch, *fetch_options);
    fetch->add_option("--vc", fetch_options->credential, "First digits of the credential (default: the only one)");
    fetch->add_option("--url", fetch_options->url, "Of the record");
    fetch->add_option("--share", fetch_options->share, "Sections: all that were granted, or numbers")
        ->capture_default_str();
    fetch->add_option("--out", fetch_options->out, "Folder for what is read, new or empty")->required();
    fetch->footer("Example: emrshare fetch --as bob --out received");
    fetch->callback([fetch_options] { fetch_command(*fetch_options); });

    const auto revoke_options = std::make_shared<RevokeOptions>();
    CLI::App* revoke = app.add_subcommand("revoke", "As owner: take a credential back");
    add_actor(*revoke, *revoke_options);
    revoke->add_option("--vc", revoke_options->credential, "The credential, or its first digits")->required();
    revoke->footer("Example: emrshare revoke --as alice --vc 81c5");
    revoke->callback([revoke_options] { revoke_command(*revoke_options); });
}

} // namespace emrshare::kat
