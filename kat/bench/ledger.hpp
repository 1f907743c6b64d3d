/// @file
/// The benchmarks of the consortium chain.
#pragma once

#include <cstdint>

namespace emrshare {

/// Adds `Ledger/transactions/N` and `Ledger/blocks/N`.
void register_ledger_benchmarks();

/// Milliseconds of this process for each of @p count metadata transactions that a network commits at all its nodes.
/// @param hospitals at least 4
/// @param block_transactions transactions of a block at most
double commit_milliseconds(std::uint64_t hospitals, std::uint64_t block_transactions, std::uint64_t count);

} // namespace emrshare
