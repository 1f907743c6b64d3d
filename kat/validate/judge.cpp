#include "validate/judge.hpp"

#include "pre/encoding.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>

namespace emrshare::kat {
namespace {

// ---- the order of values ----

/// "PRE.Enc" and 3 of "PRE.Enc.3".
std::pair<std::string, int> parts_of(const std::string& step) {
    const std::size_t dot = step.rfind('.');
    return {step.substr(0, dot), std::stoi(step.substr(dot + 1))};
}

/// Whether step @p a comes before step @p b of the same algorithm.
bool is_earlier(const std::string& a, const std::string& b) {
    const auto [algorithm_a, number_a] = parts_of(a);
    const auto [algorithm_b, number_b] = parts_of(b);
    return algorithm_a == algorithm_b && number_a < number_b;
}

/// Intermediate values and outputs in the order in which the algorithm makes them, after the number of attempts: if
/// that differs, the other values are those of different attempts.
std::vector<Field> in_order(const Operation& operation) {
    std::vector<Field> fields = operation.intermediates;
    for (const Field& output : operation.outputs) {
        const auto later = std::find_if(fields.begin(), fields.end(),
                                        [&](const Field& field) { return is_earlier(output.step, field.step); });
        fields.insert(later, output);
    }
    const auto place = [&](const Field& field) {
        if (field.symbol == "attempts") return std::ptrdiff_t{-1};
        return std::find(operation.order.begin(), operation.order.end(), field.symbol) - operation.order.begin();
    };
    std::stable_sort(fields.begin(), fields.end(), [&](const Field& a, const Field& b) { return place(a) < place(b); });
    return fields;
}

bool has_symbol(const std::vector<Field>& fields, const std::string& symbol) {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return field.symbol == symbol; });
}

// ---- the form of a value ----

bool is_digest(const Json& value) {
    return value.is_string() && value.get<std::string>().starts_with(kDigestPrefix);
}

bool are_integers(const Json& list) {
    return list.is_array() &&
           std::all_of(list.begin(), list.end(), [](const Json& item) { return item.is_number_integer(); });
}

bool are_strings(const Json& list) {
    return list.is_array() && std::all_of(list.begin(), list.end(), [](const Json& item) { return item.is_string(); });
}

void require_form(bool holds, const Field& field, std::string_view reason) {
    require(holds, "KAT.Input.C2", field.symbol, reason);
}

void require_element_text(const Json& text, const Field& field, const ParameterSet& set) {
    require_form(text.is_string(), field, "not a string");
    naming(field.symbol, [&] { return decode_element(set, from_hex(text.get<std::string>(), field.symbol)); });
}

void require_real_text(const Json& text, const Field& field) {
    require_form(text.is_string(), field, "not a string");
    require_form(from_hex(text.get<std::string>(), field.symbol).size() == 8, field, "not 16 hex digits");
}

/// @throws Rejection unless @p value is written by the field's kind
void require_written_by_kind(const Json& value, const Field& field, const ParameterSet* set) {
    switch (field.kind) {
    case Kind::text:
        return require_form(value.is_string(), field, "not a string");
    case Kind::hex:
        require_form(value.is_string(), field, "not a string");
        from_hex(value.get<std::string>(), field.symbol);
        return;
    case Kind::integer:
        return require_form(value.is_number_integer(), field, "not an integer");
    case Kind::boolean:
        return require_form(value.is_boolean(), field, "not true or false");
    case Kind::element:
        return require_element_text(value, field, *set);
    case Kind::elements:
        require_form(value.is_array(), field, "not an array");
        for (const Json& row : value)
            require_element_text(row, field, *set);
        return;
    case Kind::message:
        require_form(value.is_string(), field, "not a string");
        naming(field.symbol, [&] { return decode_message(*set, from_hex(value.get<std::string>(), field.symbol)); });
        return;
    case Kind::integers:
        return require_form(are_integers(value), field, "not an array of integers");
    case Kind::matrix:
        return require_form(value.is_array() && std::all_of(value.begin(), value.end(), are_integers), field,
                            "not an array of rows of integers");
    case Kind::real:
        return require_real_text(value, field);
    case Kind::reals:
        require_form(value.is_array(), field, "not an array");
        for (const Json& real : value)
            require_real_text(real, field);
        return;
    case Kind::hex_list:
        require_form(are_strings(value), field, "not an array of strings");
        for (const Json& text : value)
            from_hex(text.get<std::string>(), field.symbol);
        return;
    }
}

// ---- the first difference ----

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The bits of a binary64 number with its value.
std::string real_text(const Json& bits) {
    char decimal[40];
    std::snprintf(decimal, sizeof decimal, " (%.17g)",
                  std::bit_cast<double>(std::stoull(bits.get<std::string>(), nullptr, 16)));
    return bits.get<std::string>() + decimal;
}

/// A value as a list of texts that can be compared one by one, and what one of them is called.
struct Parts {
    std::string name;
    std::vector<std::string> texts;
};

Parts parts_of(const Json& value, Kind kind, const ParameterSet* set) {
    Parts parts;
    const auto add_coefficients = [&](const Poly& poly) {
        for (const std::int64_t c : poly)
            parts.texts.push_back(std::to_string(c));
    };
    switch (kind) {
    case Kind::element:
        parts.name = "coefficient";
        add_coefficients(decode_short(*set, from_hex(value.get<std::string>(), "value")));
        break;
    case Kind::message:
        parts.name = "coefficient";
        add_coefficients(decode_message(*set, from_hex(value.get<std::string>(), "value")));
        break;
    case Kind::hex:
        parts.name = "byte";
        for (std::size_t i = 0; i < value.get_ref<const std::string&>().size(); i += 2)
            parts.texts.push_back(value.get_ref<const std::string&>().substr(i, 2));
        break;
    case Kind::reals:
        parts.name = "entry";
        for (const Json& real : value)
            parts.texts.push_back(real_text(real));
        break;
    case Kind::real:
        parts.texts.push_back(real_text(value));
        break;
    case Kind::elements:
    case Kind::matrix:
        parts.name = "row";
        for (const Json& row : value)
            parts.texts.push_back(text_of(row));
        break;
    case Kind::integers:
    case Kind::hex_list:
        parts.name = "entry";
        for (const Json& item : value)
            parts.texts.push_back(text_of(item));
        break;
    case Kind::text:
    case Kind::integer:
    case Kind::boolean:
        parts.texts.push_back(text_of(value));
        break;
    }
    return parts;
}

/// Where two values of one kind differ first. Rows are looked into.
Difference first_difference(const Json& expected, const Json& got, const Field& field, const ParameterSet* set) {
    const Parts e = parts_of(expected, field.kind, set);
    const Parts g = parts_of(got, field.kind, set);
    const std::size_t i = static_cast<std::size_t>(
        std::mismatch(e.texts.begin(), e.texts.end(), g.texts.begin(), g.texts.end()).first - e.texts.begin());
    const auto part = [i](const Parts& parts) { return i < parts.texts.size() ? parts.texts[i] : "(nothing)"; };
    const std::string place = e.name.empty() ? "" : e.name + " " + std::to_string(i);
    const bool both = i < e.texts.size() && i < g.texts.size();
    if (both && (field.kind == Kind::elements || field.kind == Kind::matrix)) {
        const Kind row_kind = field.kind == Kind::elements ? Kind::element : Kind::integers;
        Difference inner = first_difference(expected[i], got[i], {field.symbol, row_kind, {}, field.step}, set);
        inner.place = place + ", " + inner.place;
        return inner;
    }
    return {field.symbol, field.step, place, part(e), part(g)};
}

/// Compares one value that was sent with the vector's; nothing if they are the same.
/// @throws Rejection if it is not written by its kind
std::optional<Difference> compare(const Json& expected, const Json& got, const Field& field, const ParameterSet* set) {
    const bool by_digest = is_digest(expected);
    if (!by_digest || !is_digest(got)) require_written_by_kind(got, field, set);
    if (expected == got) return std::nullopt;
    if (!by_digest) return first_difference(expected, got, field, set);
    const std::string digest =
        is_digest(got) ? got.get<std::string>() : digest_text(canonical_bytes(field.kind, got, field.symbol));
    if (expected == digest) return std::nullopt;
    return Difference{field.symbol, field.step, "", expected.get<std::string>(), digest};
}

// ---- verdicts ----

Finding failed(std::string way, std::string reason) {
    return {Outcome::failed, std::move(way), std::move(reason)};
}

Finding judge_refusal(const Question& question, const Refused& refused, bool strict_checks) {
    const Json& expected = question.vector["rejected"];
    if (expected["check"] == refused.check) return {Outcome::passed};
    const std::string told =
        refused.check.empty() ? "refused without saying by which check" : "refused by " + refused.check;
    const std::string reason = told + " instead of " + expected["check"].get<std::string>();
    if (strict_checks) return failed("wrong check", reason);
    return {Outcome::passed, {}, {}, std::nullopt, refused.check.empty() ? "" : reason};
}

std::optional<Finding> find_symbol_errors(const Operation& operation, const Json& expected, const Accepted& accepted) {
    for (const auto& [symbol, value] : accepted.outputs.items()) {
        if (!has_symbol(operation.outputs, symbol)) return failed("unknown value", "there is no output " + symbol);
        if (!expected["outputs"].contains(symbol))
            return failed("unknown value", "the output " + symbol + " must be absent here");
    }
    for (const auto& [symbol, value] : accepted.intermediates.items()) {
        if (!has_symbol(operation.intermediates, symbol))
            return failed("unknown value", "there is no intermediate value " + symbol);
    }
    for (const auto& [symbol, value] : expected["outputs"].items()) {
        if (!accepted.outputs.contains(symbol)) return failed("missing value", "the output " + symbol + " is absent");
    }
    return std::nullopt;
}

Finding judge_values(const Question& question, const Accepted& accepted) {
    const Operation& operation = *question.key.operation;
    if (const auto finding = find_symbol_errors(operation, question.vector, accepted)) return *finding;
    std::optional<Difference> first;
    bool outputs_are_equal = true;
    for (const Field& field : in_order(operation)) {
        const bool is_output = has_symbol(operation.outputs, field.symbol);
        const Json& sent = is_output ? accepted.outputs : accepted.intermediates;
        const Json& expected = question.vector[is_output ? "outputs" : "intermediates"];
        if (!sent.contains(field.symbol) || !expected.contains(field.symbol)) continue;
        std::optional<Difference> difference;
        try {
            difference = compare(expected[field.symbol], sent[field.symbol], field, question.key.set);
        } catch (const Rejection& rejection) {
            return failed("malformed value", field.symbol + ", made by " + field.step + ": " + rejection.reason());
        }
        if (!difference) continue;
        if (is_output) outputs_are_equal = false;
        if (!first) first = difference;
    }
    if (!first) return {Outcome::passed};
    Finding finding = outputs_are_equal
                          ? failed("wrong intermediate", "all outputs are right, but " + first->symbol + " is not")
                          : failed("wrong value", "the first value that differs is " + first->symbol);
    finding.difference = first;
    return finding;
}

} // namespace

std::vector<Question> questions_of(Json json, const std::string& source) {
    const auto [key, file] = open_file(std::move(json), source);
    std::vector<Question> questions;
    for (const Json& vector : file["vectors"])
        questions.push_back({key, vector, file["flags"]});
    return questions;
}

std::string_view name_of(Outcome outcome) noexcept {
    switch (outcome) {
    case Outcome::passed:
        return "passed";
    case Outcome::failed:
        return "failed";
    case Outcome::unsupported:
        return "unsupported";
    case Outcome::broken:
        return "broken";
    case Outcome::not_run:
        return "not run";
    }
    return "";
}

Finding judge(const Question& question, const Reply& reply, bool strict_checks) {
    if (const auto* unsupported = std::get_if<Unsupported>(&reply))
        return {Outcome::unsupported, {}, unsupported->reason};
    if (const auto* refused = std::get_if<Refused>(&reply)) {
        if (question.must_be_refused()) return judge_refusal(question, *refused, strict_checks);
        return failed("wrong rejection", "good inputs were refused" +
                                             (refused->check.empty() ? "" : " by " + refused->check) +
                                             (refused->field.empty() ? "" : ", which concerns " + refused->field));
    }
    if (question.must_be_refused()) {
        const Json& rejected = question.vector["rejected"];
        return failed("wrong acceptance", "the check " + rejected["check"].get<std::string>() + " must refuse " +
                                              rejected["field"].get<std::string>());
    }
    return judge_values(question, std::get<Accepted>(reply));
}

Reply reference_reply(const FileKey& key, const Json& inputs) {
    const Answer result = answer(key, inputs);
    if (!result.rejected.is_null())
        return Refused{result.rejected["check"].get<std::string>(), result.rejected["field"].get<std::string>()};
    return Accepted{result.outputs, result.intermediates};
}

} // namespace emrshare::kat
