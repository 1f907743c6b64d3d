/// @file
/// A map whose values are made once, by whichever thread asks first.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace emrshare::kat {

/// Values stay until the map is destroyed. Making one value does not block another.
template <class Value>
class OnceMap {
public:
    Value get(const std::string& key, const std::function<Value()>& make) {
        std::shared_ptr<Slot> slot;
        {
            const std::lock_guard lock(guard_);
            std::shared_ptr<Slot>& entry = slots_[key];
            if (!entry) entry = std::make_shared<Slot>();
            slot = entry;
        }
        // A throwing `make` leaves the flag unset, so that the next caller tries again.
        std::call_once(slot->made, [&] { slot->value = make(); });
        return slot->value;
    }

private:
    struct Slot {
        std::once_flag made;
        Value value{};
    };
    std::mutex guard_;
    std::map<std::string, std::shared_ptr<Slot>> slots_;
};

} // namespace emrshare::kat
