/// @file
/// The benchmarks of sealed files.
#pragma once

namespace emrshare {

/// Adds `SealHybrid/JOBS/SET` and `OpenHybrid/JOBS/SET` (64 MiB), `Gcm` (Crypto++'s AES-256-GCM of as much, in pieces
/// of 64 KiB, for comparison in the same run), and `SealDirect/JOBS/SET`, `OpenDirect/JOBS/SET`,
/// `ReSealDirect/JOBS/SET` (2048 blocks). JOBS are 1 and 2.
void register_record_benchmarks();

} // namespace emrshare
