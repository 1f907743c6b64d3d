// Checks as data: what a judgement reports, and that the tables are those of the specification.
#include "support.hpp"

#include "files.hpp"
#include "ledger/contract.hpp"
#include "ledger/finality.hpp"
#include "ledger/printed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <sstream>

namespace emrshare::test {
namespace {

// ---- judgements ----

/// Three checks of a number: even, positive, and, after the first, not a multiple of four.
std::span<const Check<int>> number_checks() {
    static const std::array<Check<int>, 3> checks = {{
        {"T.C1", "parity", "it is odd", {}, [](const int& n) { return n % 2 == 0; }},
        {"T.C2", "sign", "it is not positive", {}, [](const int& n) { return n > 0; }},
        {"T.C3",
         "half",
         "its half is even",
         {"T.C1"},
         [](const int& n) {
             if (n % 2 != 0) throw std::logic_error("evaluated although T.C1 fails");
             return n % 4 != 0;
         }},
    }};
    return checks;
}

std::string first_failing(int n) {
    return refusal([&] { Judgement().table(number_checks(), n).require(); });
}

std::vector<Verdict> verdicts(int n) {
    std::vector<Verdict> verdicts;
    for (const Finding& finding : evaluate(number_checks(), n))
        verdicts.push_back(finding.verdict);
    return verdicts;
}

std::vector<std::string> ids(const std::vector<Finding>& findings) {
    std::vector<std::string> ids;
    ids.reserve(findings.size());
    for (const Finding& finding : findings)
        ids.emplace_back(finding.id);
    return ids;
}

// ---- tables ----

/// What a table says of a check, whatever it judges.
struct Row {
    std::string id;
    std::string field;
    std::vector<std::string> after;
    bool has_reason;
};

struct Table {
    std::string name;
    std::vector<Row> rows;
};

template <class Subject>
Table table(std::string name, std::span<const Check<Subject>> checks) {
    Table table = {std::move(name), {}};
    for (const Check<Subject>& check : checks) {
        table.rows.push_back({std::string(check.id),
                              std::string(check.field),
                              {check.after.begin(), check.after.end()},
                              !check.reason.empty()});
    }
    return table;
}

std::vector<Table> tables() {
    using namespace ledger;
    return {table("TX", tx_checks()),
            table("END", endorsement_checks()),
            table("BLOCK", block_checks()),
            table("COMMIT", commit_checks()),
            table("PROP", proposal_checks()),
            table("ACK", ack_checks()),
            table("TERM", term_checks()),
            table("PTX", printed_tx_checks()),
            table("PEND", printed_endorsement_checks()),
            table("PBLOCK", printed_block_checks()),
            table("PLEAD", printed_leader_checks())};
}

const std::string& chapter() {
    static const std::string text = kat::read_file(EMRSHARE_SOURCE_DIR "/spec/12-ledger.md");
    return text;
}

std::string without(std::string text, std::string_view characters) {
    std::erase_if(text, [&](char c) { return characters.find(c) != std::string_view::npos; });
    return text;
}

/// The cells of the row that states a check, without the marks of Markdown; none if there is no such row.
std::vector<std::string> cells_of(const std::string& id) {
    const std::size_t start = chapter().find("| **" + id + "** |");
    if (start == std::string::npos) return {};
    std::istringstream row(chapter().substr(start + 1, chapter().find('\n', start) - start - 1));
    std::vector<std::string> cells;
    for (std::string cell; std::getline(row, cell, '|');)
        cells.push_back(without(cell, " *`"));
    return cells;
}

/// "C1,C4" of the column `after`.
std::string as_cell(const Table& table, const std::vector<std::string>& after) {
    std::string cell;
    for (const std::string& id : after) {
        if (!cell.empty()) cell += ',';
        cell += id.substr(table.name.size() + 1);
    }
    return cell;
}

/// Numbers of rows of the chapter that state checks.
std::size_t stated_rows() {
    std::size_t count = 0;
    for (std::size_t at = chapter().find("\n| **"); at != std::string::npos; at = chapter().find("\n| **", at + 1))
        ++count;
    return count;
}

} // namespace

TEST_CASE("a judgement names the first check that fails, with its field") {
    CHECK(first_failing(2) == "accepted");
    CHECK(first_failing(4) == "T.C3");
    CHECK(first_failing(1) == "T.C1");
    CHECK(first_failing(-1) == "T.C1");
    CHECK(first_failing(-2) == "T.C2");
    CHECK(first_failing(-4) == "T.C2");
    try {
        Judgement().table(number_checks(), -4).check(false, "T.C4", "other", "never").require();
        FAIL("nothing was refused");
    } catch (const Rejection& rejection) {
        CHECK(rejection.field() == "sign");
        CHECK(rejection.reason() == "it is not positive");
    }
    CHECK(refusal([] { Judgement().table(number_checks(), 2).check(false, "T.C4", "x", "y").require(); }) == "T.C4");
    CHECK(refusal([] { Judgement().check(true, "T.C4", "x", "y").require(); }) == "accepted");
    CHECK(refusal([] { Judgement().require(); }) == "accepted");
}

TEST_CASE("all checks of a table are evaluated as far as they can be") {
    using enum Verdict;
    CHECK(verdicts(2) == std::vector{holds, holds, holds});
    CHECK(verdicts(-4) == std::vector{holds, fails, fails});
    CHECK(verdicts(-1) == std::vector{fails, fails, not_evaluable});
}

TEST_CASE("findings are those of the judgements in their lifetime, the innermost taking all") {
    const auto judge = [](int n) { return first_failing(n); };
    judge(-1);
    const Findings outer;
    CHECK(judge(-4) == "T.C2");
    CHECK(ids(outer.list()) == std::vector<std::string>{"T.C1", "T.C2", "T.C3"});
    {
        const Findings inner;
        CHECK(refusal([] { Judgement().check(false, "T.C4", "x", "y").check(true, "T.C5", "x", "y").require(); }) ==
              "T.C4");
        REQUIRE(inner.list().size() == 2);
        CHECK(inner.list()[0].verdict == Verdict::fails);
        CHECK(inner.list()[1].verdict == Verdict::holds);
        CHECK(outer.list().size() == 3);
    }
    judge(2);
    CHECK(outer.list().size() == 6);
    CHECK(outer.list()[5].verdict == Verdict::holds);
}

TEST_CASE("every check of a table stands in the specification, with its field and what it comes after") {
    std::size_t rows = 0;
    for (const Table& table : tables()) {
        for (std::size_t i = 0; i < table.rows.size(); ++i, ++rows) {
            const Row& row = table.rows[i];
            INFO(row.id);
            CHECK(row.id == table.name + ".C" + std::to_string(i + 1)); // unique, and in their order
            CHECK(row.has_reason);
            const std::vector<std::string> cells = cells_of(row.id);
            REQUIRE(cells.size() >= 4);
            CHECK(cells[1] == row.field);
            CHECK(cells.back() == as_cell(table, row.after));
        }
    }
    CHECK(rows == stated_rows());
    CHECK(cells_of("TX.C99").empty());
}

TEST_CASE("a check comes after earlier checks of its own table") {
    for (const Table& table : tables()) {
        std::set<std::string> earlier;
        for (const Row& row : table.rows) {
            INFO(row.id);
            CHECK(std::all_of(row.after.begin(), row.after.end(),
                              [&](const std::string& id) { return earlier.contains(id); }));
            CHECK(earlier.insert(row.id).second);
        }
    }
}

TEST_CASE("the contract's checks are three of those of a transaction") {
    const Table contract = table("TX", ledger::credential_checks());
    const Table transactions = table("TX", ledger::tx_checks());
    REQUIRE(contract.rows.size() == 3);
    for (const Row& row : contract.rows) {
        const auto found = std::find_if(transactions.rows.begin(), transactions.rows.end(),
                                        [&](const Row& other) { return other.id == row.id; });
        REQUIRE(found != transactions.rows.end());
        CHECK(found->field == row.field);
        CHECK(found->after == row.after);
    }
}

} // namespace emrshare::test
