/// @file
/// What a user keeps to herself, in one file under a password (spec, chapter 16).
#pragma once

#include "base/memory.hpp"

#include <map>
#include <string>

namespace emrshare {

/// Secrets by their names: 1 to 1024 bytes of UTF-8, and at most 65536 bytes of value; at most 4096 of them.
using WalletEntries = std::map<std::string, Bytes>;

/// What a guess of the password costs: scrypt with cost 2^lambda, block size r, parallelization p (RFC 7914).
struct WalletCost {
    std::uint8_t lambda = 15; ///< 10 to 18
    std::uint8_t r = 8;       ///< 1 to 16
    std::uint8_t p = 1;       ///< 1 to 4
};

/// WALLET.Seal.
/// @param password 1 to 1024 bytes
/// @param coins of this wallet alone
/// @throws Rejection `WALLET.Seal.C1` (password), `WALLET.Seal.C2` (cost), `WALLET.Seal.C3` (entries)
Bytes seal_wallet_from_coins(ByteView password, const WalletEntries& entries, const WalletCost& cost,
                             const Coins& coins);

/// WALLET.Open.
/// @throws Rejection `WALLET.Open.C1` (magic) to `WALLET.Open.C3` (cost), `WALLET.Open.C4` (another password, or
///         damage), `WALLET.Open.C5` (no entries)
WalletEntries open_wallet(ByteView password, ByteView wallet);

} // namespace emrshare
