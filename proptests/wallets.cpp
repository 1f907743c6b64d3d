// Wallets: they open to what was sealed with the password alone, and no byte of one can be changed.
// Of the specification: WALLET.Seal, WALLET.Open.
#include "generators.hpp"
#include "statistics.hpp"
#include "support.hpp"

#include "record/wallet.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace emrshare::test {
namespace {

constexpr WalletCost kCheap = {10, 1, 1};

std::string opening(ByteView password, ByteView wallet) {
    return refusal([&] { (void)open_wallet(password, wallet); });
}

WalletEntries any_entries() {
    WalletEntries entries;
    const auto count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) {
        const auto value = *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>());
        entries.insert_or_assign("name " + std::to_string(*rc::gen::inRange(0, 100)),
                                 Bytes(value.begin(), value.end()));
    }
    return entries;
}

} // namespace

TEST_CASE("a wallet opens to what was sealed, under its password alone") {
    SHOW_SEED();
    check_cases(times(30, 2000), 30, [] {
        const WalletEntries entries = any_entries();
        const Bytes password = bytes_of("password " + std::to_string(*any_number()));
        const Bytes wallet = seal_wallet_from_coins(password, entries, kCheap, coins("wallet", *any_number()));
        RC_ASSERT(open_wallet(password, wallet) == entries);
        Bytes other = password;
        other[*rc::gen::inRange<std::size_t>(0, other.size())] ^= 1;
        RC_ASSERT(opening(other, wallet) == "WALLET.Open.C4");
    });
}

TEST_CASE("whatever bit of a wallet is changed, and wherever it is cut, it does not open") {
    SHOW_SEED();
    const Bytes password = bytes_of("password");
    const Bytes wallet = seal_wallet_from_coins(password, {{"seed", Bytes(32)}}, kCheap, coins("wallet"));
    REQUIRE(opening(password, wallet) == "accepted");
    for (std::size_t bit = 0; bit < 8 * wallet.size(); ++bit) {
        if (bit / 8 >= 9 && bit / 8 < 12) continue; // a greater cost costs time: vectors have those
        Bytes changed = wallet;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        CHECK(opening(password, changed) != "accepted");
    }
    for (std::size_t length = 0; length < wallet.size(); ++length)
        CHECK(opening(password, ByteView(wallet).first(length)) == (length < 44 ? "WALLET.Open.C1" : "WALLET.Open.C4"));
}

TEST_CASE("two wallets of one content and password have nothing in common behind the head") {
    const Bytes password = bytes_of("password");
    const WalletEntries entries = {{"seed", Bytes(64)}};
    const Bytes one = seal_wallet_from_coins(password, entries, kCheap, coins("wallet", 1));
    const Bytes two = seal_wallet_from_coins(password, entries, kCheap, coins("wallet", 2));
    REQUIRE(one.size() == two.size());
    std::size_t equal = 0;
    for (std::size_t i = 12; i < one.size(); ++i)
        equal += one[i] == two[i] ? 1 : 0;
    // Model: ciphertexts are uniform bytes, each equal with probability 2^-8. The control has all of them equal.
    const std::uint64_t bytes = one.size() - 12;
    CHECK(log2_binomial_tail(bytes, 0x1p-8, 13) < kFalseAlarm);
    CHECK(equal <= 12);
    CHECK(seal_wallet_from_coins(password, entries, kCheap, coins("wallet", 1)) == one);
}

TEST_CASE("the limits of a wallet's entries") {
    const Bytes password = bytes_of("password");
    const auto sealing = [&](const WalletEntries& entries) {
        return refusal([&] { (void)seal_wallet_from_coins(password, entries, kCheap, coins("wallet")); });
    };
    CHECK(sealing({{"x", Bytes(65536)}}) == "accepted");
    CHECK(sealing({{"x", Bytes(65537)}}) == "WALLET.Seal.C3");
    WalletEntries many;
    for (int i = 0; i < 4096; ++i)
        many.emplace(std::to_string(i), Bytes());
    CHECK(sealing(many) == "accepted");
    many.emplace("one more", Bytes());
    CHECK(sealing(many) == "WALLET.Seal.C3");
    CHECK(sealing({{"\xff", {}}}) == "WALLET.Seal.C3");
    // 6 bytes stand before the entries. An entry whose name has three digits takes an array's head of 1, a text of 4,
    // and a byte string with a head of 5, or of 3 below 65536 bytes.
    WalletEntries large;
    for (int i = 0; i < 255; ++i)
        large.emplace(std::to_string(100 + i), Bytes(65536));
    const std::size_t left = (std::size_t{1} << 24) - 255 * (1 + 4 + 5 + 65536) - 6;
    REQUIRE(left < 65536);
    large["355"] = Bytes(left - (1 + 4 + 3));
    CHECK(sealing(large) == "accepted");
    large["355"].push_back(0);
    CHECK(sealing(large) == "WALLET.Seal.C3");
}

} // namespace emrshare::test
