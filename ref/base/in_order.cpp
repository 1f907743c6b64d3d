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

/// Finished parts that may wait for an earlier one, for each thread: with one alone, every thread would wait at every
/// part for the slowest.
constexpr std::uint64_t kWaitingParts = 2;

/// The parts on their way. A thread takes a part in, transforms it, and leaves it; if nobody is writing, it writes what
/// is next until that is missing.
class Conveyor {
public:
    Conveyor(std::uint64_t count, unsigned jobs, const InOrder& stages)
        : count_(count), window_(kWaitingParts * jobs), stages_(stages) {}

    /// Carries parts through until none is left, or one has failed.
    void carry() {
        Carried carried;
        while (take(carried)) {
            attempt(carried, [&] { stages_.transform(carried.place, carried.part); });
            leave(carried);
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

    /// Gives other bytes in exchange.
    void leave(Carried& carried) {
        std::unique_lock lock(exit_);
        room_.wait(lock, [&] { return carried.place < written_ + window_; });
        left_.push_back(std::move(carried));
        if (!is_writing_) write_what_is_next(lock);
        carried = {};
        if (spare_.empty()) return;
        carried.part = std::move(spare_.back());
        spare_.pop_back();
    }

    /// Others may leave parts meanwhile.
    void write_what_is_next(std::unique_lock<std::mutex>& lock) {
        is_writing_ = true;
        const auto next = [this] {
            return std::find_if(left_.begin(), left_.end(), [this](const Carried& c) { return c.place == written_; });
        };
        for (auto found = next(); found != left_.end(); found = next()) {
            Carried carried = std::move(*found);
            left_.erase(found);
            lock.unlock();
            if (!failure_) {
                attempt(carried, [&] { stages_.write(carried.place, carried.part); });
                failure_ = carried.failure;
            }
            lock.lock();
            ++written_;
            spare_.push_back(std::move(carried.part));
            room_.notify_all();
        }
        is_writing_ = false;
    }

    const std::uint64_t count_;
    const std::uint64_t window_;
    const InOrder& stages_;
    std::atomic<bool> is_over_ = false;
    std::mutex entrance_;
    std::uint64_t taken_ = 0;
    std::mutex exit_; ///< of all that follows, but failure_ is the writer's
    std::condition_variable room_;
    WipedVector<Carried> left_;
    WipedVector<Bytes> spare_;
    std::uint64_t written_ = 0;
    bool is_writing_ = false;
    std::exception_ptr failure_;
};

} // namespace

unsigned all_cores() noexcept {
    return std::max(1U, std::thread::hardware_concurrency());
}

void run_in_order(std::uint64_t count, unsigned jobs, const InOrder& stages) {
    Conveyor conveyor(count, jobs, stages);
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
