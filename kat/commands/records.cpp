// emrshare upload, publish, search.

#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/place.hpp"
#include "files.hpp"
#include "printable.hpp"
#include "random/xof.hpp"
#include "record/split.hpp"
#include "value.hpp"
#include "workspace/account.hpp"
#include "workspace/metadata.hpp"

#include <algorithm>
#include <iostream>

namespace emrshare::kat {
namespace {

struct UploadOptions : ActingUser {
    std::string record;
    std::string form = "auto";
    std::string summary;
    std::string hospital = "HN-1";
    std::string cloud = "CS-1";
};

void require_role(const message::PublicParameters& pp, const std::string& name, message::Role role,
                  const char* option) {
    require(pp.node(bytes_of(name), role) != nullptr, "WORKSPACE.Node.C1", option,
            "'" + name + "' is none of the network's nodes of this role");
}

void upload_command(const UploadOptions& options) {
    const Bytes EMR = read_record(options.record);
    const Diagnosis diagnosis = {options.form == "auto" ? form_of(EMR) : options.form, EMR, bytes_of(options.summary)};
    Session session(options, Opening::write);
    require_role(session->pp(), options.hospital, message::Role::hospital, "--hospital");
    require_role(session->pp(), options.cloud, message::Role::cloud, "--cloud");
    const Bytes record = session->sharing().issue(options.hospital, options.as, diagnosis);
    const std::string url = session->sharing().store(options.as, record, options.cloud);
    const std::size_t sections =
        session->transport().at<node::User>(options.as).records().at(record).record.parts("disclosures").size() - 1;
    session->commit();
    session.activity().hide();
    print(options, {{"url", url}, {"form", diagnosis.form}, {"bytes", EMR.size()}, {"sections", sections}},
          "stored: " + count_of(EMR.size(), "byte") + " in " + count_of(sections, "section") + " (" + diagnosis.form +
              ")\nurl " + printable(url) + "\n");
}

struct PublishOptions : ActingUser {
    std::string url;
    bool encrypted = false;
};

/// The url that is named, or the only one of hers that is not on the chain.
std::string url_to_publish(const std::string& named, const node::User& user) {
    if (!named.empty()) return named;
    std::vector<std::string> candidates;
    const std::vector<Published> all = published(user);
    for (const auto& [digest, owned] : user.records()) {
        const bool known =
            std::any_of(all.begin(), all.end(), [&url = owned.url](const Published& p) { return p.url == url; });
        if (!owned.url.empty() && !known) candidates.push_back(owned.url);
    }
    require(candidates.size() == 1, "WORKSPACE.Url.C1", "--url",
            "she has " + std::to_string(candidates.size()) + " records that are not published; name one");
    return candidates.front();
}

void publish_command(const PublishOptions& options) {
    Session session(options, Opening::write);
    const std::string url = url_to_publish(options.url, session->transport().at<node::User>(options.as));
    session->transport().wake_all();
    const std::uint64_t block = session->sharing().publish(options.as, url, options.encrypted);
    session->commit();
    session.activity().hide();
    print(options, {{"url", url}, {"block", block}, {"encrypted", options.encrypted}},
          "published in block " + std::to_string(block) + ": " + printable(url) + "\n");
}

struct SearchOptions : Place {
    std::string word;
    std::string owner;
};

void search_command(const SearchOptions& options) {
    Session session(options, Opening::read);
    const std::unique_ptr<node::Node> observer = session->observer();
    session.activity().hide();
    Json json = Json::array();
    std::string text;
    for (const Published& record : published(*observer)) {
        const Summary summary = read_summary(session->pp(), record);
        const bool wanted = to_hex(record.PID_A).rfind(options.owner, 0) == 0 &&
                            (options.word.empty() || summary.text.find(options.word) != std::string::npos);
        if (!wanted) continue;
        Json entry = {{"url", record.url}, {"owner", to_hex(record.PID_A)}, {"encrypted", summary.encrypted}};
        text += printable(record.url) + "\n  owner " + to_hex(record.PID_A) + "\n";
        if (summary.encrypted) {
            text += "  summary encrypted\n";
        } else {
            entry["summary"] = summary.text;
            entry["hospital"] = summary.hospital;
            entry["sections"] = summary.sections;
            entry["attested"] = summary.attested;
            text += "  summary: " + printable(summary.text) + "\n  " + count_of(summary.sections, "section") +
                    (summary.attested ? ", attested by " : ", NOT attested by ") + printable(summary.hospital) + "\n";
        }
        json.push_back(std::move(entry));
    }
    print(options, json, text.empty() ? "no record on the chain fits\n" : text);
}

} // namespace

void add_record_commands(CLI::App& app) {
    const auto upload_options = std::make_shared<UploadOptions>();
    CLI::App* upload =
        app.add_subcommand("upload", "A hospital writes a record, its owner stores it encrypted with the cloud");
    add_actor(*upload, *upload_options);
    upload->add_option("--record", upload_options->record, "Any file, or a FHIR R4 bundle in JSON")
        ->required()
        ->check(CLI::ExistingFile);
    upload->add_option("--form", upload_options->form, "auto: fhir if it is a bundle, otherwise file")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "file", "fhir"}));
    upload->add_option("--summary", upload_options->summary, "What the metadata will say of it");
    upload->add_option("--hospital", upload_options->hospital, "Who writes it")->capture_default_str();
    upload->add_option("--cloud", upload_options->cloud, "Where it is stored")->capture_default_str();
    upload->footer("Example: emrshare upload --as alice --record bundle.json --summary 'blood counts 2025'");
    upload->callback([upload_options] { upload_command(*upload_options); });

    const auto publish_options = std::make_shared<PublishOptions>();
    CLI::App* publish =
        app.add_subcommand("publish", "Put a record's metadata on the chain, so that others can find it");
    add_actor(*publish, *publish_options);
    publish->add_option("--url", publish_options->url, "Of the record (default: the only one that is not published)");
    publish->add_flag("--encrypted", publish_options->encrypted, "The summary stays closed");
    publish->footer("Example: emrshare publish --as alice");
    publish->callback([publish_options] { publish_command(*publish_options); });

    const auto search_options = std::make_shared<SearchOptions>();
    CLI::App* search = app.add_subcommand("search", "Look for records on the chain");
    add_place(*search, *search_options);
    search->add_option("WORD", search_options->word, "Part of a summary (default: all records)");
    search->add_option("--owner", search_options->owner, "First digits of the owner's PID");
    search->footer("Example: emrshare search 'blood counts'");
    search->callback([search_options] { search_command(*search_options); });
}

} // namespace emrshare::kat
