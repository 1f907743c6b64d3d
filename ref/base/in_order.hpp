/// @file
/// Work on the parts of a stream by several threads, in constant memory and in the stream's order.
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <functional>

namespace emrshare {

/// What is done to part i of a stream. Reads are made one at a time in the order of the parts, and so are writes; what
/// stands between them is done to several parts at once.
struct InOrder {
    std::function<Bytes(std::uint64_t i)> read;                    ///< part i of the input
    std::function<Bytes(std::uint64_t i, Bytes part)> transform;   ///< what becomes of it; a function of i and the part
    std::function<void(std::uint64_t i, const Bytes& part)> write; ///< takes what became of it
};

/// One job for each processor.
unsigned all_cores() noexcept;

/// Does it to the parts 0, ..., @p count - 1. What is written does not depend on the number of jobs: the first part, in
/// order, at which something throws ends the work, and its exception is thrown here when all before it are written.
/// @param jobs threads, this one among them, at least 1; each holds one part at a time
void run_in_order(std::uint64_t count, unsigned jobs, const InOrder& stages);

} // namespace emrshare
