#include "base/in_order.hpp"

#include <flint/flint.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace emrshare {
namespace {

/// The parts on their way. A thread takes a part in, transforms it, and waits for the part's turn to be written.
class Conveyor {
public:
    Conveyor(std::uint64_t count, const InOrder& stages) : count_(count), stages_(stages) {}

    /// Carries parts through until none is left, or one has failed.
    void carry() {
        Carried carried;
        while (take(carried)) {
            attempt(carried, [&] { stages_.transform(carried.place, carried.part); });
            deliver(carried);
        }
    }

    /// Throws what the first part that failed has thrown.
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    struct Carried {
        std::uint64_t place = 0;
        Bytes part;
        std::exception_ptr failure;
    };

    template <class Stage>
    void attempt(Carried& carried, const Stage& stage) {
        if (carried.failure) return;
        try {
            stage();
        } catch (...) {
            carried.failure = std::current_exception();
            is_over_ = true;
        }
    }

    bool take(Carried& carried) {
        const std::lock_guard lock(entrance_);
        if (is_over_ || taken_ == count_) return false;
        carried.place = taken_++;
        attempt(carried, [&] { stages_.read(carried.place, carried.part); });
        return true;
    }

    void deliver(Carried& carried) {
        std::unique_lock lock(exit_);
        turn_.wait(lock, [&] { return delivered_ == carried.place; });
        if (!failure_) {
            attempt(carried, [&] { stages_.write(carried.place, carried.part); });
            failure_ = carried.failure;
        }
        ++delivered_;
        turn_.notify_all();
    }

    const std::uint64_t count_;
    const InOrder& stages_;
    std::atomic<bool> is_over_ = false;
    std::mutex entrance_;
    std::uint64_t taken_ = 0;
    std::mutex exit_;
    std::condition_variable turn_;
    std::uint64_t delivered_ = 0;
    std::exception_ptr failure_;
};

} // namespace

unsigned all_cores() noexcept {
    return std::max(1U, std::thread::hardware_concurrency());
}

void run_in_order(std::uint64_t count, unsigned jobs, const InOrder& stages) {
    Conveyor conveyor(count, stages);
    {
        std::vector<std::jthread> others;
        for (std::uint64_t i = 1; i < std::min<std::uint64_t>(jobs, count); ++i) {
            others.emplace_back([&conveyor] {
                conveyor.carry();
                flint_cleanup(); // FLINT caches memory for each thread
            });
        }
        conveyor.carry();
    }
    conveyor.rethrow();
}

} // namespace emrshare
