/// @file
/// Independent tasks on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace emrshare::kat {

/// Runs task(0), ..., task(count - 1) on @p threads threads (0: one per core), in this order of starting.
/// The first exception stops further tasks from starting and is thrown again here.
void run_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& task);

} // namespace emrshare::kat
