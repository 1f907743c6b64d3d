#include "workspace/account.hpp"

#include "base/error.hpp"
#include "files.hpp"
#include "random/xof.hpp"
#include "workspace/message_json.hpp"

#include <algorithm>
#include <array>
#include <iomanip>
#include <iterator>
#include <ostream>
#include <regex>
#include <sstream>
#include <tuple>

namespace emrshare::kat {
namespace {

namespace fs = std::filesystem;

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// A name, taken apart so that HN-2 comes before HN-10.
struct Numbered {
    std::string kind;         ///< `HN-`, or all of a name that does not end in a dash and a number
    std::uint64_t number = 0; ///< 0: none
    bool operator<(const Numbered& other) const { return std::tie(kind, number) < std::tie(other.kind, other.number); }
    std::string name() const { return number == 0 ? kind : kind + std::to_string(number); }
    bool is_next_after(const Numbered& other) const {
        return other.number != 0 && kind == other.kind && number == other.number + 1;
    }
};

Numbered taken_apart(const std::string& name) {
    static const std::regex pattern("(.*-)([1-9][0-9]{0,8})");
    std::smatch parts;
    if (!std::regex_match(name, parts, pattern)) return {name, 0};
    return {parts[1], std::stoull(parts[2])};
}

/// `HN-1, HN-2` for two names, `HN-1..HN-4` for more that follow one another.
std::string list_of(const std::vector<std::string>& names) {
    std::vector<Numbered> sorted;
    std::transform(names.begin(), names.end(), std::back_inserter(sorted), taken_apart);
    std::sort(sorted.begin(), sorted.end());
    std::string text;
    for (std::size_t i = 0; i < sorted.size();) {
        std::size_t last = i;
        while (last + 1 < sorted.size() && sorted[last + 1].is_next_after(sorted[last]))
            ++last;
        if (!text.empty()) text += ", ";
        text += sorted[i].name();
        if (last > i) text += (last > i + 1 ? ".." : ", ") + sorted[last].name();
        i = last + 1;
    }
    return text;
}

std::string sender_of(const Handled& handled) {
    return handled.event.kind == node::EventKind::command ? "(user)" : handled.event.from;
}

std::string numbered(std::size_t number, std::string_view type) {
    std::ostringstream name;
    name << std::setw(4) << std::setfill('0') << number << '-' << type;
    return name.str();
}

} // namespace

std::string with_commas(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

std::string count_of(std::uint64_t number, const std::string& noun) {
    return with_commas(number) + " " + noun + (number == 1 ? "" : "s");
}

Account::Account(std::ostream* out) : out_(out), start_(std::chrono::steady_clock::now()) {}

double Account::elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void Account::heading(const std::string& text) {
    flush();
    step_ = text;
    if (out_ != nullptr) *out_ << '\n' << text << std::endl;
}

void Account::line(const std::string& text) {
    flush();
    if (out_ != nullptr) *out_ << "  " << text << std::endl;
}

void Account::note(const Handled& handled, const message::Message& message) {
    const std::string type(message.format().name);
    const std::string check = handled.rejection ? handled.rejection->check() : std::string();
    const std::uint64_t size = handled.event.bytes.size();
    const double time = elapsed();
    Json event = {{"step", step_},
                  {"seconds", time},
                  {"from", handled.event.from},
                  {"to", handled.to},
                  {"type", type},
                  {"bytes", size},
                  {"milliseconds", handled.seconds * 1000}};
    if (!check.empty()) event["refused"] = check;
    events_.push_back(std::move(event));
    if (held_ && (held_->type != type || held_->check != check)) flush();
    if (!held_) held_ = Group{type, check, {}, {}, 0, size, size, time};
    add_once(held_->from, sender_of(handled));
    add_once(held_->to, handled.to);
    ++held_->count;
    held_->least = std::min(held_->least, size);
    held_->most = std::max(held_->most, size);
    held_->time = time;
}

void Account::flush() {
    if (held_ && out_ != nullptr) write(*held_);
    held_.reset();
}

void Account::write(const Group& group) {
    std::ostringstream line;
    line << std::fixed << std::setprecision(2) << std::setw(8) << group.time << " s  " << std::left << std::setw(30)
         << list_of(group.from) + " -> " + list_of(group.to) << ' ' << std::setw(15) << group.type;
    if (group.count > 1) line << with_commas(group.count) << " x ";
    line << with_commas(group.least);
    if (group.least != group.most) line << " to " << with_commas(group.most);
    line << " bytes";
    if (!group.check.empty()) line << ", refused: " << group.check;
    *out_ << line.str() << std::endl;
}

TranscriptFolder::TranscriptFolder(fs::path folder) : folder_(std::move(folder)) {
    make_new_folder(folder_, "TRANSCRIPT.C1");
}

void TranscriptFolder::note(const Handled& handled, const message::Message& message) {
    const Bytes digest = sha3_256(handled.event.bytes);
    const auto found = files_.find(digest);
    if (found != files_.end()) return note(handled, found->second);
    const std::string file = numbered(files_.size() + 1, message.format().name);
    write_file(folder_ / (file + ".cbor"), Access::owner, ByteView(handled.event.bytes));
    write_file(folder_ / (file + ".json"), Access::owner, to_text(json_of(message)));
    files_.emplace(digest, file);
    note(handled, file);
}

void TranscriptFolder::note_tick(const Handled& handled) {
    note(handled, std::string());
}

void TranscriptFolder::note(const Handled& handled, const std::string& file) {
    static constexpr std::array<const char*, 3> kKinds = {"message", "command", "tick"};
    Json event = {{"time", handled.event.time},
                  {"kind", kKinds.at(static_cast<std::size_t>(handled.event.kind))},
                  {"from", handled.event.from},
                  {"to", handled.to}};
    if (!file.empty()) event["message"] = file;
    if (handled.rejection) event["refused"] = handled.rejection->check();
    events_.push_back(std::move(event));
}

void TranscriptFolder::finish(const message::PublicParameters& pp) {
    write_file(folder_ / "public-parameters.cbor", Access::owner, ByteView(pp.message().encode()));
    write_file(folder_ / "public-parameters.json", Access::owner, to_text(json_of(pp.message())));
    write_file(folder_ / "events.json", Access::owner, to_text(events_));
}

} // namespace emrshare::kat
