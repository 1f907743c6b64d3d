#include "props/subject.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace emrshare::kat::props {
namespace {

/// A vector that asks for a refusal, for the judge.
Question refused_question(const FileKey& key, const Json& inputs, const std::string& check) {
    Json vector = {{"id", 0}, {"comment", ""}, {"flags", Json::array()}, {"inputs", inputs}};
    vector["rejected"] = {{"check", check}, {"field", "the inputs"}};
    return {key, std::move(vector), Json::object(), true};
}

} // namespace

const Json& Given::at(const std::string& name) const {
    require(values.contains(name), "KAT.Input.C1", name, "the output is absent");
    return values[name];
}

std::string Subject::hex_coins(std::string_view label, std::uint64_t number) const {
    return to_hex(setting_.coins(label, number));
}

std::string Subject::hex_bytes(std::string_view label, std::uint64_t number, std::size_t length) const {
    return to_hex(derive_bytes(setting_.input(label, number).with(std::string_view("bytes")), length));
}

std::optional<FileKey> Subject::find(const std::string& operation) const {
    const std::string profile(name_of(*setting_.profile));
    for (const Operation& one : operations()) {
        if (one.name != operation) continue;
        // Vectors leave sets out for their length alone, but those of nodes are also where the properties come from.
        if (operation.starts_with("node-") && !one.covers(set())) continue;
        for (const std::string& name : one.profiles) {
            if (name == profile || name == "both") return FileKey{&one, one.per_set ? &set() : nullptr, name};
        }
    }
    return std::nullopt;
}

bool Subject::offers(const std::string& operation) const {
    const std::optional<FileKey> key = find(operation);
    return key && hello_.covers(*key);
}

FileKey Subject::key_of(const std::string& operation) const {
    if (!offers(operation)) throw NotOffered{operation + " (" + std::string(name_of(*setting_.profile)) + ")"};
    return *find(operation);
}

Reply Subject::ask(const std::string& operation, const Json& inputs) {
    const FileKey key = key_of(operation);
    trail_.push_back({{"operation", operation}, {"set", key.set_name()}, {"profile", key.profile}, {"inputs", inputs}});
    ++questions_;
    Asked asked = adapter_.ask(key, inputs);
    if (asked.before) throw Broken{*asked.before};
    if (const auto* breakdown = std::get_if<Breakdown>(&asked.result)) throw Broken{*breakdown};
    Reply reply = std::get<Reply>(std::move(asked.result));
    if (const auto* unsupported = std::get_if<Unsupported>(&reply))
        throw NotOffered{operation + ": " + unsupported->reason};
    return reply;
}

Given Subject::compute(const std::string& operation, const Json& inputs) {
    const Reply reply = ask(operation, inputs);
    if (const auto* refused = std::get_if<Refused>(&reply))
        throw Violation{operation + " refuses good inputs" + (refused->check.empty() ? "" : " by " + refused->check)};
    return {std::get<Accepted>(reply).outputs, key_of(operation).set};
}

void Subject::must_refuse(const std::string& operation, const Json& inputs, const std::string& check,
                          const std::string& what) {
    const Reply reply = ask(operation, inputs);
    const Finding finding = judge(refused_question(key_of(operation), inputs, check), reply, strict_checks_);
    if (std::holds_alternative<Accepted>(reply))
        throw Violation{operation + " accepts " + what + (check.empty() ? "" : ", which " + check + " must refuse")};
    if (check.empty()) return;
    if (finding.outcome != Outcome::passed) throw Violation{operation + ": " + what + " is " + finding.reason};
    if (!finding.remark.empty()) remark(operation + ": " + what + " is " + finding.remark);
}

void Subject::must_notice(const std::string& operation, const Json& inputs, const std::string& symbol,
                          const Json& before, const std::string& what) {
    const Reply expected = reference_reply(key_of(operation), inputs);
    if (const auto* refused = std::get_if<Refused>(&expected)) {
        must_refuse(operation, inputs, refused->check, what);
        return;
    }
    // Such as C plus a multiple of p, or a password with a zero byte behind it, which scrypt does not tell apart.
    if (std::get<Accepted>(expected).outputs[symbol] == before) return;
    const Given given = compute(operation, inputs);
    if (given.at(symbol) == before) throw Violation{operation + " gives the same " + symbol + " for " + what};
}

} // namespace emrshare::kat::props
