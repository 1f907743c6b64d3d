#include "validate/schedule.hpp"

#include <algorithm>

namespace emrshare::kat {

Group Schedule::take(const std::string& set) {
    const std::lock_guard lock(guard_);
    if (waiting_.empty()) return {};
    auto chosen = std::find_if(waiting_.begin(), waiting_.end(), [&](const Group& group) { return group.set == set; });
    if (chosen == waiting_.end())
        chosen = std::find_if(waiting_.begin(), waiting_.end(),
                              [&](const Group& group) { return !begun_.contains(group.set); });
    if (chosen == waiting_.end()) chosen = waiting_.begin();
    Group group = std::move(*chosen);
    waiting_.erase(chosen);
    begun_.insert(group.set);
    return group;
}

} // namespace emrshare::kat
