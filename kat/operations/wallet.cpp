// Vectors of wallets (spec, chapter 16).

#include "record/wallet.hpp"
#include "case_values.hpp"
#include "message/aead.hpp"
#include "message/item.hpp"
#include "operation.hpp"
#include "random/xof.hpp"

#include <crypto++/scrypt.h>

namespace emrshare::kat {
namespace {

using message::Item;
using message::Items;

constexpr std::size_t kHeadBytes = 28;
/// As cheap as a wallet may be.
constexpr WalletCost kCheap = {10, 1, 1};

Json hex_list(const std::vector<Bytes>& list) {
    Json hex = Json::array();
    for (const Bytes& bytes : list)
        hex.push_back(to_hex(bytes));
    return hex;
}

/// @throws Rejection `WALLET.Seal.C3` if there are not as many values as names, each name once
WalletEntries entries_of(const Call& call) {
    const std::vector<Bytes> names = call.in.hex_list("names");
    const std::vector<Bytes> values = call.in.hex_list("values");
    WalletEntries entries;
    for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i)
        entries.emplace(std::string(names[i].begin(), names[i].end()), values[i]);
    require(entries.size() == names.size() && entries.size() == values.size(), "WALLET.Seal.C3", "entries",
            "a name is there twice, or without a value");
    return entries;
}

WalletCost cost_of(const Call& call) {
    const auto number = [&](const char* name) { return static_cast<std::uint8_t>(call.in.integer(name, 0, 255)); };
    return {number("lambda"), number("r"), number("p")};
}

void run_seal(const Call& call) {
    call.out.record("wallet", seal_wallet_from_coins(call.in.bytes("password"), entries_of(call), cost_of(call),
                                                     call.in.coins("coins")));
}

void run_open(const Call& call) {
    std::vector<Bytes> names;
    std::vector<Bytes> values;
    for (const auto& [name, value] : open_wallet(call.in.bytes("password"), call.in.bytes("wallet"))) {
        names.emplace_back(name.begin(), name.end());
        values.push_back(value);
    }
    call.out.record("names", names);
    call.out.record("values", values);
}

/// What a wallet is made of.
struct Plan {
    Bytes password = bytes_of("correct horse");
    std::vector<Bytes> names = {bytes_of("credential 1"), bytes_of("seed")};
    std::vector<Bytes> values = {bytes_of("kept secret"), Bytes(32, 7)};
    WalletCost cost = kCheap;
};

Json inputs_of(const CaseMaker& make, const Plan& plan) {
    return {{"password", to_hex(plan.password)},
            {"names", hex_list(plan.names)},
            {"values", hex_list(plan.values)},
            {"lambda", plan.cost.lambda},
            {"r", plan.cost.r},
            {"p", plan.cost.p},
            {"coins", to_hex(make.coins("wallet", "coins"))}};
}

Plan with_password(const Bytes& password) {
    Plan plan;
    plan.password = password;
    return plan;
}

Plan with_cost(std::uint8_t lambda, std::uint8_t r, std::uint8_t p) {
    Plan plan;
    plan.cost = {lambda, r, p};
    return plan;
}

Plan with_entry(const Bytes& name, const Bytes& value) {
    Plan plan;
    plan.names = {name};
    plan.values = {value};
    return plan;
}

std::vector<Case> seal_cases(const CaseMaker& make) {
    const auto accepted = [&](const std::string& comment, const Plan& plan) {
        return Case{comment, {"edge"}, inputs_of(make, plan)};
    };
    const auto refused = [&](const std::string& comment, const Plan& plan, const std::string& check) {
        return Case{comment, {"rejected"}, inputs_of(make, plan), check};
    };
    Plan empty;
    empty.names.clear();
    empty.values.clear();
    return {
        {"a seed and a credential", {}, inputs_of(make, {})},
        accepted("no entry", empty),
        accepted("the longest password", with_password(Bytes(1024, 'x'))),
        accepted("the longest name, and no value", with_entry(Bytes(1024, 'n'), {})),
        accepted("a block size and a parallelization above 1", with_cost(10, 3, 2)),
        accepted("the usual cost", with_cost(15, 8, 1)),
        refused("no password", with_password({}), "WALLET.Seal.C1"),
        refused("a password of 1025 bytes", with_password(Bytes(1025, 'x')), "WALLET.Seal.C1"),
        refused("lambda = 9", with_cost(9, 1, 1), "WALLET.Seal.C2"),
        refused("lambda = 19", with_cost(19, 1, 1), "WALLET.Seal.C2"),
        refused("r = 0", with_cost(10, 0, 1), "WALLET.Seal.C2"),
        refused("r = 17", with_cost(10, 17, 1), "WALLET.Seal.C2"),
        refused("p = 0", with_cost(10, 1, 0), "WALLET.Seal.C2"),
        refused("p = 5", with_cost(10, 1, 5), "WALLET.Seal.C2"),
        refused("an empty name", with_entry({}, {}), "WALLET.Seal.C3"),
        refused("a name of 1025 bytes", with_entry(Bytes(1025, 'n'), {}), "WALLET.Seal.C3"),
        refused("a name that is not UTF-8", with_entry({'n', 0xFF}, {}), "WALLET.Seal.C3"),
    };
}

Bytes changed(Bytes bytes, std::size_t position, std::uint8_t by) {
    bytes.at(position) = static_cast<std::uint8_t>(bytes.at(position) ^ by);
    return bytes;
}

/// A wallet with a right tag whose plaintext is any item: what only somebody with the password can make.
Bytes with_plaintext(const Bytes& password, const Bytes& wallet, const Bytes& plaintext) {
    Coins K;
    CryptoPP::Scrypt().DeriveKey(K.bytes.data(), K.bytes.size(), password.data(), password.size(), wallet.data() + 12,
                                 16, std::uint64_t{1} << kCheap.lambda, kCheap.r, kCheap.p);
    Bytes other(wallet.begin(), wallet.begin() + kHeadBytes);
    const Bytes sealed = message::gcm_encrypt(K, other, plaintext);
    other.insert(other.end(), sealed.begin(), sealed.end());
    return other;
}

Item entry(const std::string& name) {
    return Item(Items{Item(name), Item(Bytes(1))});
}

/// `[90, list]`, or with another code.
Bytes payload(Items list, std::uint64_t code = 90) {
    return message::encode(Item(Items{Item(code), Item(std::move(list))}));
}

std::vector<Case> open_cases(const CaseMaker& make) {
    const Plan plan;
    const WalletEntries entries = {{"credential 1", plan.values[0]}, {"seed", plan.values[1]}};
    const Bytes wallet = seal_wallet_from_coins(plan.password, entries, kCheap, make.coins("wallet", "coins"));
    const auto inputs = [&](const Bytes& file, const Bytes& password) {
        return Json{{"password", to_hex(password)}, {"wallet", to_hex(file)}};
    };
    const auto refused = [&](const std::string& comment, const Bytes& file, const std::string& check) {
        return Case{comment, {"rejected"}, inputs(file, plan.password), check};
    };
    const auto refused_inside = [&](const std::string& comment, const Bytes& plaintext) {
        return refused(comment, with_plaintext(plan.password, wallet, plaintext), "WALLET.Open.C5");
    };
    const Bytes short_file(wallet.begin(), wallet.begin() + 43);
    const Bytes cut(wallet.begin(), wallet.end() - 1);
    return {
        {"a seed and a credential", {}, inputs(wallet, plan.password)},
        refused("43 bytes", short_file, "WALLET.Open.C1"),
        refused("another magic", changed(wallet, 0, 1), "WALLET.Open.C1"),
        refused("version 1", changed(wallet, 8, 1), "WALLET.Open.C2"),
        refused("lambda = 26", changed(wallet, 9, 16), "WALLET.Open.C3"),
        refused("r = 65", changed(wallet, 10, 64), "WALLET.Open.C3"),
        refused("p = 0", changed(wallet, 11, 1), "WALLET.Open.C3"),
        {"another password", {"rejected"}, inputs(wallet, bytes_of("correct horsf")), "WALLET.Open.C4"},
        refused("lambda = 11", changed(wallet, 9, 1), "WALLET.Open.C4"),
        refused("another salt", changed(wallet, 12, 1), "WALLET.Open.C4"),
        refused("a bit of the ciphertext", changed(wallet, 28, 1), "WALLET.Open.C4"),
        refused("a bit of the tag", changed(wallet, wallet.size() - 1, 128), "WALLET.Open.C4"),
        refused("the last byte is missing", cut, "WALLET.Open.C4"),
        refused_inside("another code", payload({entry("a")}, 91)),
        refused_inside("a name twice", payload({entry("a"), entry("a")})),
        refused_inside("names in another order", payload({entry("b"), entry("a")})),
        refused_inside("an empty name", payload({entry("")})),
        refused_inside("a value that is text", payload({Item(Items{Item(std::string("a")), Item(std::string("b"))})})),
        refused_inside("no item", Bytes(1, 0xff)),
    };
}

} // namespace

std::vector<Operation> wallet_operations() {
    const Field password = {"password", Kind::hex, "1 to 1024 bytes"};
    const Field names = {"names", Kind::hex_list, "the names of the entries, UTF-8"};
    const Field values = {"values", Kind::hex_list, "their values"};
    const Field wallet = {"wallet", Kind::hex, "the file"};
    return {
        {.name = "wallet-seal",
         .spec = "WALLET.Seal",
         .purpose = "secrets into a file under a password",
         .per_set = false,
         .profiles = {"both"},
         .inputs = {password,
                    names,
                    values,
                    {"lambda", Kind::integer, "scrypt's cost is two to this"},
                    {"r", Kind::integer, "scrypt's block size"},
                    {"p", Kind::integer, "scrypt's parallelization"},
                    {"coins", Kind::hex, "32 bytes"}},
         .intermediates = {},
         .outputs = {made_by(wallet, "WALLET.Seal.4")},
         .run = run_seal,
         .cases = seal_cases},
        {.name = "wallet-open",
         .spec = "WALLET.Open",
         .purpose = "the file opened",
         .per_set = false,
         .profiles = {"both"},
         .inputs = {password, wallet},
         .intermediates = {},
         .outputs = {made_by(names, "WALLET.Open.3"), made_by(values, "WALLET.Open.3")},
         .run = run_open,
         .cases = open_cases},
    };
}

} // namespace emrshare::kat
