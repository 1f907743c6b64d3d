/// @file
/// Which process is asked which questions.
#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace emrshare::kat {

/// The questions of one vector file, which one process is asked in their order.
struct Group {
    std::string set; ///< of the file: "toy-64", "any"
    std::vector<std::size_t> places;
};

/// Groups that wait for a process. An adapter may keep what it has made for a set, a master key above all, which
/// takes seconds at the large ones: so the groups of one set go to one process as long as the others have work.
class Schedule {
public:
    explicit Schedule(std::vector<Group> groups) : waiting_(std::move(groups)) {}

    /// The next group for a process whose last one was of @p set (empty: it had none): of the same set, else of a set
    /// that no process has begun, else any. Without places when nothing waits. May be called from several threads.
    Group take(const std::string& set);

private:
    std::mutex guard_;
    std::vector<Group> waiting_;
    std::set<std::string> begun_;
};

} // namespace emrshare::kat
