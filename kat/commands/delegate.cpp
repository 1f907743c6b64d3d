#include "case_values.hpp"
#include "commands.hpp"
#include "commands/selection.hpp"
#include "files.hpp"
#include "json.hpp"
#include "key_file.hpp"
#include "pre/rekeygen.hpp"
#include "random/xof.hpp"
#include "record/reseal.hpp"
#include "seal_progress.hpp"
#include "value.hpp"

#include <iostream>
#include <memory>

namespace emrshare::kat {
namespace {

constexpr const char* kOneTimePublicFormat = "emrshare-one-time-public-key";
constexpr const char* kShareFormat = "emrshare-delegation-share";
constexpr const char* kGrantFormat = "emrshare-delegation-grant";
constexpr const char* kAnswerFormat = "emrshare-delegation-answer";
constexpr const char* kReSealFormat = "emrshare-re-encryption-key";

struct DelegateOptions {
    std::string owner;
    std::string key;
    std::string to;
    std::string in;
    std::string share;
    std::string grant;
    std::string answer;
    std::string out;
    bool force = false;
};

/// An object of a delegation: all name the requester's one-time key.
Json delegation_object(const char* format, const ParameterSet& set, const Rq& pk_B) {
    Json json = key_object(format, set);
    json["pk"] = hex_of(pk_B);
    return json;
}

/// Both objects have to be of one delegation.
void require_same_delegation(const Json& a, const Json& b, const std::string& path) {
    const bool is_same =
        a.value("set", Json()) == b.value("set", Json()) && a.value("pk", Json()) == b.value("pk", Json());
    require(is_same, "KEYFILE.C4", path, "it is of a delegation to another one-time key");
}

/// The requester's first step (CPRE.OneTimeKeyGen).
void one_time_command(const DelegateOptions& options) {
    const std::string secret = options.out + ".once";
    const std::string open = options.out + ".once.pub";
    require_new(secret, options.force);
    require_new(open, options.force);
    const ParameterSet& set = *read_public(options.owner).set;
    const KeyPair pair = one_time_keygen(set);
    Json json = delegation_object(kOneTimeFormat, set, pair.pk);
    json["f"] = hex_of(set, pair.f);
    write_files({{secret, Access::owner, to_text(json)},
                 {open, Access::everyone, to_text(delegation_object(kOneTimePublicFormat, set, pair.pk))}});
    std::cout << "one-time key pair written to " << secret << " (secret) and " << open << " (for the owner)\n";
}

/// The owner's step (CPRE.ReKeyGen.Owner).
void owner_command(const DelegateOptions& options) {
    const std::string share_path = options.out + ".share";
    const std::string grant_path = options.out + ".grant";
    require_writable(share_path);
    require_writable(grant_path);
    const PrivateFile key = read_private(options.key);
    require(key.basis.has_value(), "KEYFILE.C5", options.key, "delegations need a key of the corrected profile");
    const ParameterSet& set = *key.owner.set;
    const Json to = read_key_object(options.to, kOneTimePublicFormat, 4);
    require(&set_of(to) == &set, "KEYFILE.C4", options.to, "it is of another parameter set");
    const Rq pk_B = Inputs(to, &set).element("pk");
    InputFile in(options.in);
    const Bytes digest = sealed_digest(in.stream, in.size, all_cores());
    const SealMode mode = sealed_layout::mode_at(in.stream, 0);
    require_sealed_for(sealed_layout::read_header(in.stream, 0, in.size, mode), key.owner.pk);

    const OwnerKey owner{{key.f, Poly(set.n), Poly(set.n), key.owner.pk}, key.basis->w, key.basis->solution};
    const OwnerShare share = rekeygen_owner(set, owner, sampling_tree(set, owner));
    Json for_requester = delegation_object(kShareFormat, set, pk_B);
    for_requester["a_B"] = hex_of(share.a_B);
    Json for_cloud = delegation_object(kGrantFormat, set, pk_B);
    for_cloud["r_B"] = hex_of(share.r_B);
    for_cloud["digest"] = to_hex(digest);
    write_files({{share_path, Access::owner, to_text(for_requester)}, {grant_path, Access::owner, to_text(for_cloud)}});
    std::cout << "delegation of " << options.in << " written to " << share_path << " (for the requester alone) and "
              << grant_path << " (for the cloud alone)\n";
}

/// The requester's second step (PRE.ReKeyGen.Requester).
void requester_command(const DelegateOptions& options) {
    const Json key = read_key_object(options.key, kOneTimeFormat, 5);
    const OpeningKey own = one_time_key(key);
    const Json share = read_key_object(options.share, kShareFormat, 5);
    require_same_delegation(key, share, options.share);
    const ParameterSet& set = set_of(key);
    const Rq b_B = rekeygen_requester(set, Inputs(share, &set).element("a_B"), own.f);
    Json answer = delegation_object(kAnswerFormat, set, own.pk);
    answer["b_B"] = hex_of(b_B);
    write_file(options.out, Access::owner, to_text(answer));
    std::cout << "answer for the cloud written to " << options.out << '\n';
}

/// The cloud's step (CPRE.ReKeyGen.Cloud).
void cloud_command(const DelegateOptions& options) {
    const Json grant = read_key_object(options.grant, kGrantFormat, 6);
    const Json answer = read_key_object(options.answer, kAnswerFormat, 5);
    require_same_delegation(grant, answer, options.answer);
    const ParameterSet& set = set_of(grant);
    const Inputs granted(grant, &set);
    const Rq pk_B = granted.element("pk");
    const Rq rk = rekeygen_cloud(set, granted.element("r_B"), Inputs(answer, &set).element("b_B"), pk_B);
    Json key = delegation_object(kReSealFormat, set, pk_B);
    key["rk"] = hex_of(rk);
    key["K_CS"] = to_hex(random_coins());
    key["digest"] = to_hex(granted.bytes("digest"));
    write_file(options.out, Access::owner, to_text(key));
    std::cout << "re-encryption key written to " << options.out << '\n';
}

void reseal_command(const FileOptions& options) {
    const Json json = read_key_object(options.key, kReSealFormat, 7);
    const ParameterSet& set = set_of(json);
    const Inputs in_key(json, &set);
    const ReSealKey key{&set, in_key.element("rk"), in_key.element("pk"), in_key.coins("K_CS"), in_key.bytes("digest")};
    InputFile in(options.in);
    {
        Progress progress("re-encrypting");
        write_file(options.out, Access::everyone, [&](std::ostream& out) {
            reseal(key, in.stream, in.size, out, report_to(progress, in.size), options.jobs);
        });
    }
    if (options.json) {
        std::cout << to_text({{"out", options.out}, {"size", resealed_size(in.size)}});
    } else {
        std::cout << in.size << " bytes re-encrypted into " << resealed_size(in.size) << " bytes in " << options.out
                  << '\n';
    }
}

CLI::App* add_step(CLI::App& delegate, const char* name, const char* what,
                   const std::shared_ptr<DelegateOptions>& options, void (*command)(const DelegateOptions&)) {
    CLI::App* step = delegate.add_subcommand(name, what);
    step->callback([options, command] { command(*options); });
    return step;
}

void add_input(CLI::App& step, const char* name, std::string& value, const char* what) {
    step.add_option(name, value, what)->required()->check(CLI::ExistingFile);
}

} // namespace

void add_delegate_commands(CLI::App& app) {
    const auto options = std::make_shared<DelegateOptions>();
    CLI::App* delegate = app.add_subcommand("delegate", "Let somebody else read one sealed file, step by step");
    delegate->require_subcommand(1);
    delegate->footer(
        "The steps in their order: delegate key (requester), owner, requester, cloud; then reseal (cloud), open.\n"
        "The files that a step writes for others are for them alone, and have to reach them unchanged.\n"
        "Example: emrshare delegate owner --key alice.key --to bob.once.pub --in record.sealed --out bob");

    CLI::App* key = add_step(*delegate, "key", "Requester: a key pair for one delegation", options, one_time_command);
    add_input(*key, "--owner", options->owner, "The owner's public key file");
    key->add_option("--out", options->out, "Writes OUT.once (secret) and OUT.once.pub")->required();
    add_force(*key, options->force);
    key->footer("Example: emrshare delegate key --owner alice.pub --out bob");

    CLI::App* owner = add_step(*delegate, "owner", "Owner: shares for requester and cloud", options, owner_command);
    add_input(*owner, "--key", options->key, "Private key file, of the corrected profile");
    add_input(*owner, "--to", options->to, "The requester's one-time public key");
    add_input(*owner, "--in", options->in, "The sealed file that is delegated, and no other");
    owner->add_option("--out", options->out, "Writes OUT.share (requester) and OUT.grant (cloud)")->required();
    owner->footer("Example: emrshare delegate owner --key alice.key --to bob.once.pub --in record.sealed --out bob");

    CLI::App* requester =
        add_step(*delegate, "requester", "Requester: an answer for the cloud", options, requester_command);
    add_input(*requester, "--key", options->key, "One-time key");
    add_input(*requester, "--share", options->share, "From the owner");
    requester->add_option("--out", options->out, "Answer to write")->required();
    requester->footer("Example: emrshare delegate requester --key bob.once --share bob.share --out bob.answer");

    CLI::App* cloud = add_step(*delegate, "cloud", "Cloud: a re-encryption key", options, cloud_command);
    add_input(*cloud, "--grant", options->grant, "From the owner");
    add_input(*cloud, "--answer", options->answer, "From the requester");
    cloud->add_option("--out", options->out, "Re-encryption key to write")->required();
    cloud->footer("Example: emrshare delegate cloud --grant bob.grant --answer bob.answer --out bob.rekey");

    const auto files = std::make_shared<FileOptions>();
    CLI::App* reseal = app.add_subcommand("reseal", "Cloud: re-encrypt the sealed file that was delegated");
    add_file_options(*reseal, *files, "Re-encryption key");
    reseal->footer("Example: emrshare reseal --key bob.rekey --in record.sealed --out record.bob");
    reseal->callback([files] { reseal_command(*files); });
}

} // namespace emrshare::kat
