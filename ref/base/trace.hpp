/// @file
/// A window on the values that an algorithm computes on its way.
#pragma once

#include "base/memory.hpp"

#include <cstdint>
#include <string_view>

namespace emrshare {

class Poly;
class Rq;
class IntMatrix;

/// Receives every named value of the specification as the algorithm computes it. The library
/// itself does nothing with them; known-answer tests record them.
///
/// An algorithm writes `const Poly b = trace("b", cbd(...));`: the call hands its value on.
class Trace {
public:
    virtual ~Trace() = default;

    /// Records @p value and returns it.
    template <class T>
    T operator()(std::string_view symbol, T value) {
        record(symbol, value);
        return value;
    }

    /// Receives the value of @p symbol, which is spelt as in the specification.
    /// @{
    virtual void record(std::string_view symbol, const Poly& value) = 0;
    virtual void record(std::string_view symbol, const Rq& value) = 0;
    virtual void record(std::string_view symbol, const IntMatrix& value) = 0;
    virtual void record(std::string_view symbol, const WipedVector<double>& value) = 0;
    virtual void record(std::string_view symbol, const Bytes& value) = 0;
    virtual void record(std::string_view symbol, const Coins& value) = 0;
    virtual void record(std::string_view symbol, std::int64_t value) = 0;
    /// @}
};

/// A trace that ignores everything.
Trace& no_trace() noexcept;

} // namespace emrshare
