#include "validate/adapter.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <sstream>

namespace emrshare::kat {
namespace {

constexpr int kProtocol = 1;
constexpr std::size_t kLongestLine = std::size_t{16} << 20; // ADAPTER.Line.3

/// A member of the adapter's line is not as the specification says.
struct BadForm {
    std::string reason;
};

void expect(bool holds, const std::string& reason) {
    if (!holds) throw BadForm{reason};
}

void expect_members(const Json& object, const std::string& what, const std::set<std::string>& allowed) {
    std::optional<std::string> unknown;
    for (const auto& [name, value] : object.items()) {
        if (!allowed.contains(name)) unknown = name;
    }
    if (unknown) throw BadForm{what + " has a member that the protocol does not know: " + *unknown};
}

std::string string_of(const Json& object, const std::string& name, const std::string& what) {
    expect(object.contains(name) && object[name].is_string(), what + " has no string '" + name + "'");
    return object[name].get<std::string>();
}

void expect_type(const Json& object, const std::string& type) {
    expect(string_of(object, "type", "the line") == type, "the line's type is not '" + type + "'");
}

std::set<std::string> names_of(const Json& object, const std::string& name) {
    expect(object.contains(name) && object[name].is_array(), "the handshake has no array " + name);
    std::set<std::string> names;
    for (const Json& item : object[name]) {
        expect(item.is_string(), "an entry of '" + name + "' is not a string");
        names.insert(item.get<std::string>());
    }
    return names;
}

/// Refuses names that this specification does not know: a misspelt one would pass as unsupported.
void expect_known(const Hello& hello) {
    try {
        for (const std::string& operation : hello.operations)
            require_operation(operation);
        for (const std::string& set : hello.sets) {
            if (set != "any") parameter_set(set);
        }
        for (const std::string& profile : hello.profiles) {
            expect(profile != "both", "'both' is no profile that an adapter can name");
            profile_of(profile);
        }
    } catch (const Rejection& rejection) {
        throw BadForm{"the handshake: " + rejection.reason()};
    }
}

Hello hello_of(const Json& line) {
    expect_type(line, "hello");
    expect_members(line, "the handshake", {"type", "protocol", "name", "version", "operations", "sets", "profiles"});
    expect(line.contains("protocol") && line["protocol"] == kProtocol, "the handshake's protocol is not 1");
    Hello hello{string_of(line, "name", "the handshake"), string_of(line, "version", "the handshake"),
                names_of(line, "operations"), names_of(line, "sets"), names_of(line, "profiles")};
    expect(!hello.name.empty() && !hello.version.empty(), "the handshake's name or version is empty");
    expect_known(hello);
    return hello;
}

Refused refused_of(const Json& rejected) {
    expect(rejected.is_object(), "'rejected' is not an object");
    expect_members(rejected, "'rejected'", {"check", "field"});
    return {string_of(rejected, "check", "'rejected'"),
            rejected.contains("field") ? string_of(rejected, "field", "'rejected'") : ""};
}

Reply reply_of(const Json& line) {
    expect_members(line, "the answer",
                   {"type", "id", "outputs", "intermediates", "rejected", "unsupported"}); // ADAPTER.Line.2
    const int answers = static_cast<int>(line.contains("outputs")) + static_cast<int>(line.contains("rejected")) +
                        static_cast<int>(line.contains("unsupported"));
    expect(answers == 1, "the answer has not exactly one of 'outputs', 'rejected' and 'unsupported'");
    expect(!line.contains("intermediates") || (line.contains("outputs") && line["intermediates"].is_object()),
           "'intermediates' is no object beside 'outputs'");
    if (line.contains("rejected")) return refused_of(line["rejected"]);
    if (line.contains("unsupported")) return Unsupported{string_of(line, "unsupported", "the answer")};
    expect(line["outputs"].is_object(), "'outputs' is not an object");
    return Accepted{line["outputs"], line.contains("intermediates") ? line["intermediates"] : Json::object()};
}

/// The text with everything but printable ASCII replaced: an adapter's bytes go to a terminal and into reports.
std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

std::string excerpt(const std::string& line) {
    constexpr std::size_t kMost = 60;
    return "'" + printable(line.size() <= kMost ? line : line.substr(0, kMost) + "...") + "'";
}

} // namespace

bool Hello::covers(const FileKey& key) const {
    const bool profile = key.profile == "both" ? !profiles.empty() : profiles.find(key.profile) != profiles.end();
    return operations.contains(key.operation->name) && sets.contains(key.set_name()) && profile;
}

Breakdown Adapter::stop(Breakdown breakdown) {
    process_.reset();
    return breakdown;
}

std::variant<Json, Breakdown> Adapter::exchange(const Json& message) {
    std::string line;
    const auto deadline = ChildProcess::Clock::now() + std::chrono::ceil<ChildProcess::Clock::duration>(limit_);
    std::ostringstream seconds;
    seconds << limit_.count();
    switch (process_->exchange(message.dump(), line, kLongestLine, deadline)) {
    case ChildProcess::Event::line:
        break;
    case ChildProcess::Event::end:
        return stop({"crash", "it closed its output before a byte of the answer"});
    case ChildProcess::Event::half:
        return stop({"half a line", "its output ended within a line"});
    case ChildProcess::Event::timeout:
        return stop({"hang", "no whole line within " + seconds.str() + " s"});
    case ChildProcess::Event::too_long:
        return stop({"huge line", "a line of more than 16 MiB"});
    }
    try {
        Json json = parse_json(line, "the line");
        expect(json.is_object(), "the line is no JSON object: " + excerpt(line));
        return json;
    } catch (const Rejection& rejection) {
        return stop({"garbage", "the line is not JSON, " + printable(rejection.reason()) + ": " + excerpt(line)});
    } catch (const BadForm& form) {
        return stop({"garbage", form.reason});
    }
}

std::variant<Hello, Breakdown> Adapter::start() {
    if (process_) return *hello_;
    failed_to_start_ = true;
    process_ = std::make_unique<ChildProcess>(command_);
    first_id_ = last_id_ + 1;
    const auto answered = exchange({{"type", "hello"}, {"protocol", kProtocol}}); // ADAPTER.Hello.1
    if (const auto* breakdown = std::get_if<Breakdown>(&answered))
        return Breakdown{breakdown->way, "in the handshake: " + breakdown->reason};
    try {
        hello_ = hello_of(std::get<Json>(answered)); // ADAPTER.Hello.2
    } catch (const BadForm& form) {
        return stop({"garbage", form.reason});
    }
    failed_to_start_ = false;
    return *hello_;
}

std::variant<Reply, Breakdown> Adapter::ask_once(const FileKey& key, const Json& inputs) {
    const auto started = start();
    if (const auto* breakdown = std::get_if<Breakdown>(&started)) return *breakdown;
    ++last_id_;
    const auto answered = exchange({{"type", "request"},
                                    {"id", last_id_},
                                    {"operation", key.operation->name},
                                    {"set", key.set_name()},
                                    {"profile", key.profile},
                                    {"inputs", inputs}}); // ADAPTER.Request.1
    if (const auto* breakdown = std::get_if<Breakdown>(&answered)) return *breakdown;
    const Json& line = std::get<Json>(answered);
    try {
        expect_type(line, "answer");
        expect(line.contains("id") && line["id"].is_number_integer(), "the answer has no integer 'id'");
        const auto id = line["id"].get<std::int64_t>();
        if (id >= first_id_ && id < last_id_)
            return stop({"answer too many", "a second answer to a request before this one"});
        if (id != last_id_) return stop({"wrong id", "an answer to a request that was never made"});
        return reply_of(line);
    } catch (const BadForm& form) {
        return stop({"garbage", form.reason});
    }
}

Asked Adapter::ask(const FileKey& key, const Json& inputs) {
    std::optional<Breakdown> before;
    if (process_ && process_->has_unread_output())
        before = stop({"answer too many", "output that nobody asked for, after the answer"});
    std::variant<Reply, Breakdown> result = ask_once(key, inputs);
    const auto* breakdown = std::get_if<Breakdown>(&result);
    if (breakdown != nullptr && breakdown->way == "answer too many") {
        // It was the question before that was answered twice; this one deserves an answer of its own.
        before = *breakdown;
        result = ask_once(key, inputs);
    }
    return {std::move(result), before};
}

std::optional<Breakdown> Adapter::finish() {
    if (!process_) return std::nullopt;
    bool unread = process_->has_unread_output();
    const auto deadline = ChildProcess::Clock::now() + std::chrono::ceil<ChildProcess::Clock::duration>(limit_);
    const std::optional<int> status = process_->finish(unread, deadline);
    process_.reset();
    if (unread) return Breakdown{"answer too many", "output that nobody asked for, after the last answer"};
    if (!status) return Breakdown{"hang", "it goes on after the end of its input"};
    if (*status != 0) return Breakdown{"exit status", "its exit status is " + std::to_string(*status)};
    return std::nullopt;
}

} // namespace emrshare::kat
