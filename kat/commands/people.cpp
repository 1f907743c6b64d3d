// emrshare init, register, trace.

#include "base/error.hpp"
#include "commands/commands.hpp"
#include "commands/network_options.hpp"
#include "commands/place.hpp"
#include "commands/selection.hpp"
#include "operation.hpp"
#include "printable.hpp"
#include "random/xof.hpp"
#include "value.hpp"
#include "workspace/account.hpp"

#include <algorithm>
#include <iostream>

namespace emrshare::kat {
namespace {

using node::Message;

constexpr std::uint64_t kThirtyDays = 30ULL * 24 * 3600 * 1000;

struct InitOptions : Place {
    NetworkOptions network;
};

void init_command(const InitOptions& options) {
    Activity activity;
    const NetworkOptions& chosen = options.network;
    activity.now("Setup and the nodes' keys at " + chosen.set);
    node::NetworkPlan plan = plan_of(chosen);
    plan.rules.window = kThirtyDays; // people come when they come
    const std::filesystem::path folder = folder_of(options);
    const std::unique_ptr<Workspace> workspace =
        Workspace::create(folder, parameter_set(chosen.set), profile_of(chosen.profile), plan,
                          drawn_or_parsed(chosen.seed), patience_of(options));
    workspace->commit();
    activity.hide();
    const std::string network = to_hex(workspace->pp().G());
    Json nodes = Json::array();
    for (const message::NodeEntry& entry : workspace->pp().nodes())
        nodes.push_back(entry.name());
    print(options,
          {{"workspace", folder.string()},
           {"network", network},
           {"set", chosen.set},
           {"profile", chosen.profile},
           {"nodes", std::move(nodes)}},
          "workspace " + folder.string() + ": " + chosen.set + ", " + chosen.profile + ", " +
              count_of(chosen.managers, "management node") + ", " + count_of(chosen.hospitals, "hospital") +
              ", 1 cloud\nnetwork " + network + "\n");
}

struct RegisterOptions : Place {
    std::string user;
    Person person;
    std::string password_file;
    std::string seed;
};

void register_command(const RegisterOptions& options) {
    Session session(options, Opening::write);
    const Bytes password = read_password(options.password_file, true);
    session->add_user(options.user, password, drawn_or_parsed(options.seed));
    session->transport().wake_all();
    const Registered registered = session->sharing().register_user(options.user, options.person);
    session->commit();
    session.activity().hide();
    const std::string PID = to_hex(registered.PID);
    print(options, {{"user", options.user}, {"PID", PID}, {"block", registered.block}},
          options.user + " is registered; PID " + PID + "\n");
}

struct TraceOptions : Place {
    std::string PID;
};

void trace_command(const TraceOptions& options) {
    Session session(options, Opening::read);
    std::vector<Bytes> PIDs;
    const std::unique_ptr<node::Node> observer = session->observer();
    for (const auto& [PID, certificate] : observer->certificates())
        PIDs.push_back(PID);
    const Bytes PID = named_by(options.PID, PIDs, "PID");
    const std::string registrar = session->pp().registrar().name();
    const Message Enrolment = session->transport().at<node::Management>(registrar).trace(PID);
    session.activity().hide();
    Json json = {{"PID", to_hex(PID)}, {"registrar", registrar}};
    std::string text = "PID " + to_hex(PID) + ", by the record of " + registrar + "\n";
    for (const char* field : {"Name", "Id", "Email", "Phone"}) {
        json[field] = Enrolment.text(field);
        text += std::string("  ") + field + ": " + printable(Enrolment.text(field)) + "\n";
    }
    print(options, json, text);
}

} // namespace

void add_people_commands(CLI::App& app) {
    const auto init_options = std::make_shared<InitOptions>();
    CLI::App* init =
        app.add_subcommand("init", "Make a workspace: a network of management nodes, hospitals and a cloud");
    add_place(*init, *init_options);
    add_network(*init, init_options->network, "64 hex digits instead of the system's randomness, for tests");
    init->footer("Example: emrshare init --workspace demo --params toy-64");
    init->callback([init_options] { init_command(*init_options); });

    const auto register_options = std::make_shared<RegisterOptions>();
    CLI::App* enrol =
        app.add_subcommand("register", "Register a person: card, pseudonym, key, certificate on the chain");
    add_place(*enrol, *register_options);
    enrol->add_option("USER", register_options->user, "Name of the user in the workspace")->required();
    enrol->add_option("--card", register_options->person.Id, "Id of the card that is shown")->required();
    enrol->add_option("--name", register_options->person.Name, "Name on the card")->required();
    enrol->add_option("--email", register_options->person.Email, "Address");
    enrol->add_option("--phone", register_options->person.Phone, "Number");
    add_password(*enrol, register_options->password_file);
    add_seed(*enrol, register_options->seed, "64 hex digits instead of the system's randomness, for tests");
    enrol->footer("Example: emrshare register alice --card A123 --name 'Alice Liddell' --password-file alice.pw");
    enrol->callback([register_options] { register_command(*register_options); });

    const auto trace_options = std::make_shared<TraceOptions>();
    CLI::App* trace = app.add_subcommand("trace", "As registrar: the person behind a pseudonym");
    add_place(*trace, *trace_options);
    trace->add_option("PID", trace_options->PID, "The PID, or its first digits")->required();
    trace->footer("Example: emrshare trace 3f9a");
    trace->callback([trace_options] { trace_command(*trace_options); });
}

} // namespace emrshare::kat
