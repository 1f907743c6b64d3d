/// @file
/// Work on the parts of a stream by several threads, in constant memory and in the stream's order.
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <functional>

namespace emrshare {

/// What is done to part i of a stream. Reads are made one at a time in the order of the parts, and so are writes; what
/// stands between them is done to several parts at once. The bytes that a read gets are what some earlier part left.
/// Functions that hold more than a reference (std::ref) may put what they hold into memory that is not wiped.
struct InOrder {
    std::function<void(std::uint64_t i, Bytes& part)> read;        ///< puts part i of the input into the bytes
    std::function<void(std::uint64_t i, Bytes& part)> transform;   ///< changes them; depends on nothing but i and them
    std::function<void(std::uint64_t i, const Bytes& part)> write; ///< takes what became of them
};

/// One job for each processor.
unsigned all_cores() noexcept;

/// Does it to the parts 0, ..., @p count - 1. What is written does not depend on the number of jobs: the first part, in
/// order, at which something throws ends the work, and its exception is thrown here when all before it are written.
/// @param jobs threads, this one among them, at least 1; at most three parts are held for each
void run_in_order(std::uint64_t count, unsigned jobs, const InOrder& stages);

} // namespace emrshare
