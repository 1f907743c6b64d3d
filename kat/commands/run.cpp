// emrshare run: the nine steps of the paper's Fig. 2 in one process.

#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/network_options.hpp"
#include "commands/sections.hpp"
#include "commands/selection.hpp"
#include "operation.hpp"
#include "parallel.hpp"
#include "printable.hpp"
#include "random/xof.hpp"
#include "record/split.hpp"
#include "value.hpp"
#include "workspace/account.hpp"
#include "workspace/activity.hpp"
#include "workspace/metadata.hpp"
#include "workspace/sharing.hpp"

#include <algorithm>
#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

using node::Message;
using node::Type;

constexpr const char* kOwner = "alice";
constexpr const char* kRequester = "bob";
constexpr const char* kHospital = "HN-1";
constexpr const char* kCloud = "CS-1";
constexpr std::uint64_t kStart = 1700000000000; ///< the simulated clock begins here, so that runs can be repeated
constexpr std::uint64_t kOneHour = 3600000;

struct RunOptions : NetworkOptions {
    std::string record;
    std::string form = "auto";
    std::string summary = "a record";
    std::string share = "all";
    std::string out;
    bool json = false;
};

/// What is compared at the end.
struct RunOutcome {
    bool read_all = false;                 ///< every shared section came, and is the original
    std::vector<Message> opened;           ///< by the requester, in order
    std::vector<std::uint64_t> hidden;     ///< sections outside the credential
    std::vector<std::string> refused_asks; ///< checks that refused the requester what is outside
};

Diagnosis diagnosis_of(const RunOptions& options) {
    const Bytes EMR = read_record(options.record);
    return {options.form == "auto" ? form_of(EMR) : options.form, EMR, bytes_of(options.summary)};
}

/// A run: who takes part, what is said about it, what came of it.
class Run {
public:
    Run(const RunOptions& options, Diagnosis diagnosis)
        : options_(options), set_(parameter_set(options.set)), profile_(profile_of(options.profile)),
          diagnosis_(std::move(diagnosis)), pieces_(split_record(diagnosis_.form, diagnosis_.EMR)),
          shared_(parse_sections(options.share, pieces_.size())), coins_(drawn_or_parsed(options.seed)),
          account_(options.json ? nullptr : &std::cout) {
        require(profile_ == Profile::corrected || options.share == "all", "RUN.Share.C1", "--share",
                "as printed there is no credential that could name sections");
        if (!options.out.empty()) transcript_.emplace(options.out);
    }

    RunOutcome go();
    Json report(const RunOutcome& outcome);
    void print(const RunOutcome& outcome);

private:
    RunOutcome take_steps();
    void finish_transcript();
    void initialize();
    void watch(const Handled& handled);
    void register_people();
    void ask_for_what_is_hidden(RunOutcome& outcome);
    bool is_original(const Message& disclosure) const;
    std::size_t bytes_of_sections(const std::vector<std::uint64_t>& sections) const;

    const RunOptions& options_;
    const ParameterSet& set_;
    Profile profile_;
    Diagnosis diagnosis_;
    std::vector<Piece> pieces_;
    std::vector<std::uint64_t> shared_;
    Coins coins_;
    Account account_;
    Activity activity_;
    std::optional<TranscriptFolder> transcript_;
    std::optional<Transport> transport_;
    Bytes cloud_preimage_;
    std::string url_;
    Bytes key_; ///< vc, as printed the bytes of the url
    std::size_t blocks_ = 0;
};

void Run::watch(const Handled& handled) {
    activity_.now("");
    if (handled.event.kind == node::EventKind::tick) {
        if (transcript_) transcript_->note_tick(handled);
        return;
    }
    const message::Dialect& dialect = transport_->pp().dialect();
    const bool is_command = handled.event.kind == node::EventKind::command;
    const Message message = (is_command ? message::decode_command : message::decode)(dialect, handled.event.bytes);
    if (message.type() == Type::share)
        account_.heading("Step 8: the cloud makes the re-encryption key of r_B (owner) and b_B (requester)");
    account_.note(handled, message);
    if (transcript_) transcript_->note(handled, message);
}

void Run::initialize() {
    account_.heading("Initialization (4.B(1)): " + std::to_string(options_.managers) + " management nodes, " +
                     std::to_string(options_.hospitals) + " hospitals, a cloud; " + std::string(set_.name) + ", " +
                     options_.profile);
    activity_.now("Setup and the nodes' keys at " + std::string(set_.name));
    const node::Initialization init = node::initialize_from_coins(set_, profile_, plan_of(options_), coins_);
    cloud_preimage_ = node::preimage_of_node(*init.pp, *init.desk, bytes_of(kCloud));
    const auto wake = [init](const std::string& name) {
        return node::make_node(init.pp, name, init.seeds.at(name), init.desk, std::make_unique<node::MemoryBlocks>());
    };
    transport_.emplace(init.pp, kStart, wake);
    transport_->wake_all();
    transport_->announce = [this](const std::string& to, const node::Event&) { activity_.now(to + " at work"); };
    transport_->observe = [this](const Handled& handled) { watch(handled); };
    account_.line("public parameters: " + count_of(init.pp->message().encode().size(), "byte"));
}

void Run::register_people() {
    Sharing sharing(*transport_);
    sharing.give_key(kCloud, cloud_preimage_);
    for (const char* user : {kOwner, kRequester}) {
        account_.heading(std::string("Steps 1 to 3: ") + user +
                         " shows her card, gets a pseudonym, makes her key, and has it on the chain");
        transport_->add(user, node::make_node(transport_->parameters(), user, node::seed_of(coins_, user), nullptr,
                                              std::make_unique<node::MemoryBlocks>()));
        const Registered registered = sharing.register_user(user, {user, std::string("card of ") + user, "", ""});
        account_.line(std::string("PID of ") + user + ": " + to_hex(registered.PID));
    }
}

void Run::finish_transcript() {
    account_.flush();
    if (transcript_ && transport_) transcript_->finish(transport_->pp());
}

RunOutcome Run::go() {
    try {
        RunOutcome outcome = take_steps();
        finish_transcript();
        return outcome;
    } catch (const Rejection&) {
        finish_transcript(); // it shows what was refused
        if (transcript_ && transport_) account_.line("transcript: " + transcript_->path().string());
        throw;
    }
}

RunOutcome Run::take_steps() {
    initialize();
    register_people();
    Sharing sharing(*transport_);
    account_.heading("Step 4: a diagnosis; " + std::string(kHospital) + " writes the record of " +
                     count_of(diagnosis_.EMR.size(), "byte") + " in " + count_of(pieces_.size(), "section") + " (" +
                     diagnosis_.form + ")");
    const Bytes record = sharing.issue(kHospital, kOwner, diagnosis_);
    account_.heading("Step 5: " + std::string(kOwner) + " encrypts it, stores it with " + kCloud +
                     ", and has the metadata on the chain");
    url_ = sharing.store(kOwner, record, kCloud);
    sharing.publish(kOwner, url_, false);
    account_.line("url: " + printable(url_));
    account_.heading("Step 6: " + std::string(kRequester) + " finds the record on the chain and asks for it");
    sharing.ask(kRequester, kOwner, url_);
    auto& owner = transport_->at<node::User>(kOwner);
    require(!owner.requests_for_access().empty(), "RUN.Ask.C1", "request", "it did not reach the owner");
    account_.heading("Step 7: " + std::string(kOwner) +
                     " agrees: a credential, and her shares of the re-encryption key");
    const Consent consent = {owner.requests_for_access().back().digest(),
                             url_,
                             shared_,
                             "research",
                             transport_->now(),
                             transport_->now() + kOneHour};
    key_ = sharing.allow(kOwner, consent, kRequester);
    if (profile_ == Profile::as_printed) key_ = bytes_of(url_);
    account_.heading("Step 9: " + std::string(kRequester) +
                     " presents the credential; the contract decides, the access " +
                     "comes onto the chain, the cloud re-encrypts");
    RunOutcome outcome;
    outcome.opened = sharing.fetch(kRequester, key_, shared_).opened;
    ask_for_what_is_hidden(outcome);
    blocks_ = transport_->node(kHospital).height();
    outcome.read_all = outcome.opened.size() == shared_.size() &&
                       std::all_of(outcome.opened.begin(), outcome.opened.end(),
                                   [&](const Message& disclosure) { return is_original(disclosure); });
    return outcome;
}

bool Run::is_original(const Message& disclosure) const {
    const std::uint64_t num = disclosure.number("num");
    if (num == 0) return disclosure.bytes("content") == diagnosis_.Info_s;
    return num <= pieces_.size() && disclosure.bytes("content") == pieces_[num - 1].content;
}

void Run::ask_for_what_is_hidden(RunOutcome& outcome) {
    for (std::uint64_t num = 1; num <= pieces_.size(); ++num) {
        if (!std::binary_search(shared_.begin(), shared_.end(), num)) outcome.hidden.push_back(num);
    }
    if (outcome.hidden.empty()) return;
    account_.heading("And what is outside the credential? " + std::string(kRequester) + " asks for section " +
                     std::to_string(outcome.hidden.front()));
    try {
        const Fetched fetched = Sharing(*transport_).fetch(kRequester, key_, {outcome.hidden.front()});
        outcome.refused_asks.push_back(fetched.refusal ? fetched.refusal->check() : "");
    } catch (const Rejection& rejection) {
        outcome.refused_asks.push_back(rejection.check());
    }
}

std::size_t Run::bytes_of_sections(const std::vector<std::uint64_t>& sections) const {
    std::size_t size = 0;
    for (const std::uint64_t num : sections)
        size += num == 0 ? diagnosis_.Info_s.size() : pieces_[num - 1].content.size();
    return size;
}

Json Run::report(const RunOutcome& outcome) {
    Json hidden = Json::array();
    for (const std::uint64_t num : outcome.hidden)
        hidden.push_back(
            {{"section", num}, {"name", pieces_[num - 1].name}, {"bytes", pieces_[num - 1].content.size()}});
    Json json = {{"set", set_.name},
                 {"profile", options_.profile},
                 {"form", diagnosis_.form},
                 {"record_bytes", diagnosis_.EMR.size()},
                 {"sections", pieces_.size()},
                 {"shared", shared_},
                 {"url", url_},
                 {"blocks", blocks_},
                 {"opened", outcome.opened.size()},
                 {"equal", outcome.read_all},
                 {"hidden", std::move(hidden)},
                 {"refused", outcome.refused_asks},
                 {"events", account_.events()}};
    return json;
}

void Run::print(const RunOutcome& outcome) {
    account_.heading("What came of it");
    account_.line(count_of(blocks_, "block") + " on the chain");
    if (outcome.read_all)
        account_.line(std::string(kRequester) + " read " + count_of(outcome.opened.size(), "section") + " (" +
                      sections_text(shared_) + "), " + count_of(bytes_of_sections(shared_), "byte") +
                      ": equal to the original, byte by byte");
    else
        account_.line(
            std::string("DIFFERENT: ") + kRequester + " opened " + std::to_string(outcome.opened.size()) + " of " +
            count_of(shared_.size(), "section") +
            (profile_ == Profile::as_printed ? "; as printed re-encryption does not decrypt (E-LEMMA2)" : ""));
    for (const std::uint64_t num : outcome.hidden)
        account_.line(std::string(kRequester) + " could not see section " + std::to_string(num) + ": " +
                      printable(pieces_[num - 1].name) + ", " + count_of(pieces_[num - 1].content.size(), "byte"));
    if (outcome.hidden.empty()) account_.line("nothing of the record was outside the credential");
    for (const std::string& check : outcome.refused_asks)
        account_.line("asking for what is outside was refused: " + (check.empty() ? "NO" : check));
    if (transcript_) account_.line("transcript: " + transcript_->path().string());
}

bool is_as_it_should_be(const RunOutcome& outcome) {
    return outcome.read_all && std::none_of(outcome.refused_asks.begin(), outcome.refused_asks.end(),
                                            [](const std::string& check) { return check.empty(); });
}

void run_command(const RunOptions& options) {
    Run run(options, diagnosis_of(options));
    const RunOutcome outcome = run.go();
    if (options.json)
        std::cout << to_text(run.report(outcome));
    else
        run.print(outcome);
    if (!is_as_it_should_be(outcome)) throw ExitStatus{1};
}

} // namespace

void add_run_command(CLI::App& app) {
    const auto options = std::make_shared<RunOptions>();
    CLI::App* run =
        app.add_subcommand("run", "Share a record from hospital to requester: all steps of the paper's Fig. 2");
    run->add_option("--record", options->record, "The record: any file, or a FHIR R4 bundle in JSON")
        ->required()
        ->check(CLI::ExistingFile);
    add_network(*run, *options, "64 hex digits instead of the system's randomness: runs can be repeated");
    run->add_option("--form", options->form, "auto: fhir if it is a bundle, otherwise file")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "file", "fhir"}));
    run->add_option("--share", options->share,
                    "Sections for the requester: all, or numbers as in 1,3-5 (0: the summary)")
        ->capture_default_str();
    run->add_option("--summary", options->summary, "What the metadata say of the record")->capture_default_str();
    run->add_option("--out", options->out, "Folder for the transcript, new or empty: every message in CBOR and JSON");
    run->add_flag("--json", options->json, "Print JSON");
    run->footer("Examples: emrshare run --record report.pdf\n"
                "          emrshare run --record bundle.json --share 1,3 --params high-2048 --out transcript\n\n"
                "Exit code 1 says that the requester did not read what was shared, or more.");
    run->callback([options] { run_command(*options); });
}

} // namespace emrshare::kat
