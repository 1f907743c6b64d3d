#include "record/wallet.hpp"

#include "base/error.hpp"
#include "message/aead.hpp"
#include "message/item.hpp"
#include "random/xof.hpp"

#include <crypto++/scrypt.h>

#include <algorithm>
#include <array>
#include <optional>

namespace emrshare {
namespace {

using message::Item;
using message::Items;

constexpr std::array<std::uint8_t, 8> kWalletMagic = {'E', 'M', 'R', 'W', 'A', 'L', 'T', 0};
constexpr std::uint8_t kWalletVersion = 0;
constexpr std::size_t kWalletVersionAt = 8;
constexpr std::size_t kCostAt = 9;
constexpr std::size_t kSaltAt = 12;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kWalletHeadBytes = kSaltAt + kSaltBytes;
constexpr std::uint64_t kEntriesCode = 90;
constexpr std::size_t kNameLimit = 1024;
constexpr std::size_t kValueLimit = 65536;
constexpr std::size_t kEntryLimit = 4096;
constexpr std::size_t kPasswordLimit = 1024;

bool is_in_range(const WalletCost& cost) noexcept {
    return cost.lambda >= 10 && cost.lambda <= 18 && cost.r >= 1 && cost.r <= 16 && cost.p >= 1 && cost.p <= 4;
}

bool is_entry(const std::string& name, const Bytes& value) noexcept {
    return !name.empty() && name.size() <= kNameLimit && value.size() <= kValueLimit;
}

bool are_entries(const WalletEntries& entries) {
    return entries.size() <= kEntryLimit && std::all_of(entries.begin(), entries.end(), [](const auto& entry) {
               return is_entry(entry.first, entry.second);
           });
}

/// WALLET.Seal.2.
Coins key_of(ByteView password, ByteView salt, const WalletCost& cost) {
    Coins K;
    CryptoPP::Scrypt().DeriveKey(K.bytes.data(), K.bytes.size(), password.data(), password.size(), salt.data(),
                                 salt.size(), std::uint64_t{1} << cost.lambda, cost.r, cost.p);
    return K;
}

Item item_of(const WalletEntries& entries) {
    Items list;
    for (const auto& [name, value] : entries)
        list.emplace_back(Items{Item(name), Item(value)});
    return Item(Items{Item(kEntriesCode), Item(std::move(list))});
}

/// The list of entries in `[90, entries]`, or null.
const Items* list_in(const Item& item) {
    const Items* whole = item.entries();
    if (whole == nullptr || whole->size() != 2 || whole->front() != Item(kEntriesCode)) return nullptr;
    return whole->back().entries();
}

/// The entries of an item that has them, sorted and each name once.
std::optional<WalletEntries> entries_of(const Item& item) {
    const Items* list = list_in(item);
    if (list == nullptr) return std::nullopt;
    WalletEntries entries;
    for (const Item& entry : *list) {
        const Items* pair = entry.entries();
        if (pair == nullptr || pair->size() != 2 || pair->front().text() == nullptr || pair->back().bytes() == nullptr)
            return std::nullopt;
        const bool is_next = entries.empty() || entries.rbegin()->first < *pair->front().text();
        if (!is_next) return std::nullopt;
        entries.emplace(*pair->front().text(), *pair->back().bytes());
    }
    if (!are_entries(entries)) return std::nullopt;
    return entries;
}

std::optional<WalletEntries> decode_entries(ByteView encoded) {
    try {
        return entries_of(message::decode_item(encoded));
    } catch (const Rejection&) {
        return std::nullopt;
    }
}

} // namespace

Bytes seal_wallet_from_coins(ByteView password, const WalletEntries& entries, const WalletCost& cost,
                             const Coins& coins) {
    require(!password.empty() && password.size() <= kPasswordLimit, "WALLET.Seal.C1", "password",
            "it does not have 1 to 1024 bytes");
    require(is_in_range(cost), "WALLET.Seal.C2", "cost", "a number of scrypt is out of range");
    require(are_entries(entries), "WALLET.Seal.C3", "entries", "there are too many, or one is too long");
    const Bytes plaintext = message::encode(item_of(entries));
    require(decode_entries(plaintext).has_value(), "WALLET.Seal.C3", "entries",
            "together they are too long, or a name is not UTF-8");
    const Bytes salt = derive_bytes(XofInput("WALLET.Salt").with(coins), kSaltBytes); // WALLET.Seal.1
    const Coins K = key_of(password, salt, cost);                                     // WALLET.Seal.2
    Bytes wallet(kWalletMagic.begin(), kWalletMagic.end());                           // WALLET.Seal.3
    wallet.insert(wallet.end(), {kWalletVersion, cost.lambda, cost.r, cost.p});
    wallet.insert(wallet.end(), salt.begin(), salt.end());
    const Bytes sealed = message::gcm_encrypt(K, wallet, plaintext); // WALLET.Seal.4
    wallet.insert(wallet.end(), sealed.begin(), sealed.end());
    return wallet;
}

WalletEntries open_wallet(ByteView password, ByteView wallet) {
    require(wallet.size() >= kWalletHeadBytes + message::kTagBytes &&
                std::equal(kWalletMagic.begin(), kWalletMagic.end(), wallet.begin()),
            "WALLET.Open.C1", "magic", "it is no wallet");
    require(wallet[kWalletVersionAt] == kWalletVersion, "WALLET.Open.C2", "version", "it is not 0");
    const WalletCost cost = {wallet[kCostAt], wallet[kCostAt + 1], wallet[kCostAt + 2]};
    require(is_in_range(cost), "WALLET.Open.C3", "cost", "a number of scrypt is out of range");
    const Coins K = key_of(password, wallet.subspan(kSaltAt, kSaltBytes), cost); // WALLET.Open.1
    const std::optional<Bytes> plaintext =
        message::gcm_decrypt(K, wallet.first(kWalletHeadBytes), wallet.subspan(kWalletHeadBytes)); // WALLET.Open.2
    require(plaintext.has_value(), "WALLET.Open.C4", "password", "it is another one, or the wallet is damaged");
    std::optional<WalletEntries> entries = decode_entries(*plaintext);
    require(entries.has_value(), "WALLET.Open.C5", "entries", "what is inside are none");
    return std::move(*entries); // WALLET.Open.3
}

} // namespace emrshare
