/// @file
/// The benchmarks of the consortium chain.
#pragma once

namespace emrshare {

/// Adds `Ledger/transactions/N` and `Ledger/blocks/N`.
void register_ledger_benchmarks();

} // namespace emrshare
