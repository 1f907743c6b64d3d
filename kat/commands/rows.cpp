#include "commands/rows.hpp"

#include <iomanip>
#include <iostream>
#include <sstream>

namespace emrshare::kat {
namespace {

using attack::Measured;
using attack::Row;

Json describe_row(const Row& row) {
    Json json = {{"variant", row.variant}, {"quantity", row.quantity}};
    if (row.x > 0) json["x"] = row.x;
    json["measured"] = {{"value", row.measured.value}, {"low", row.measured.low}, {"high", row.measured.high}};
    if (row.predicted) json["predicted"] = *row.predicted;
    if (row.expected) {
        json["expected"] = *row.expected;
        json["succeeded"] = row.succeeded;
    }
    if (!row.named.empty()) json["answer"] = {{"named", row.named}, {"given", row.answer}};
    return json;
}

std::string text_of(const Measured& measured) {
    std::ostringstream text;
    text << std::setprecision(4) << measured.value;
    if (measured.low != measured.high) text << " [" << measured.low << ", " << measured.high << ']';
    return text.str();
}

std::string outcome_of(const Row& row) {
    if (!row.expected) return "";
    const std::string outcome = row.succeeded ? "succeeds" : "fails";
    if (attack::as_expected(row)) return outcome + ", as expected";
    return outcome + ", NOT AS EXPECTED" + (row.named.empty() ? "" : ": the specification names " + row.named);
}

} // namespace

Json describe_rows(const std::vector<Row>& rows) {
    Json all = Json::array();
    for (const Row& row : rows)
        all.push_back(describe_row(row));
    return all;
}

void print_rows(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        std::cout << "    " << std::left << std::setw(36) << row.variant << std::setw(62) << row.quantity << ' '
                  << std::setw(32) << text_of(row.measured);
        std::ostringstream predicted;
        if (row.predicted) predicted << "predicted " << std::setprecision(4) << *row.predicted;
        std::cout << std::setw(22) << predicted.str() << outcome_of(row) << '\n';
    }
}

} // namespace emrshare::kat
