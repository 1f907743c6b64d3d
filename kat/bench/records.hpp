/// @file
/// The benchmarks of sealed files.
#pragma once

namespace emrshare {

/// Adds `SealHybrid/JOBS/SET` and `OpenHybrid/JOBS/SET` (64 MiB from memory to memory), `Gcm/JOBS` (Crypto++'s
/// AES-256-GCM of as much, in pieces of 64 KiB, for comparison in the same run), `HybridOfFiles/JOBS/SET` and
/// `GcmOfFiles` (512 MiB from a file to a file in the folder for temporary files, TMPDIR), and `SealDirect/JOBS/SET`,
/// `OpenDirect/JOBS/SET`, `ReSealDirect/JOBS/SET` (2048 blocks). JOBS are 1 and 2.
void register_record_benchmarks();

} // namespace emrshare
