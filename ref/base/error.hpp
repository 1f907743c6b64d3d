/// @file
/// The one exception by which the library refuses an input.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace emrshare {

/// An input was refused before anything was computed or changed.
///
/// @c check is the id of the check that failed as the specification states it (`PRE.Enc.C1`),
/// @c field the name of the input that it concerns, @c reason what is wrong with it.
class Rejection : public std::runtime_error {
public:
    /// @p check, @p field and @p reason as said above; what() joins them with colons.
    Rejection(std::string_view check, std::string_view field, std::string_view reason)
        : std::runtime_error(std::string(check) + ": " + std::string(field) + ": " + std::string(reason)),
          check_(check), field_(field), reason_(reason) {}

    const std::string& check() const noexcept { return check_; }   ///< id of the check that failed
    const std::string& field() const noexcept { return field_; }   ///< name of the input
    const std::string& reason() const noexcept { return reason_; } ///< what is wrong with it

private:
    std::string check_;
    std::string field_;
    std::string reason_;
};

/// Throws a Rejection unless @p holds. Callers with costly messages build them only on failure.
inline void require(bool holds, std::string_view check, std::string_view field, std::string_view reason) {
    if (!holds) throw Rejection(check, field, reason);
}

/// Runs @p decode; a Rejection from it is passed on with @p field as its field.
template <class Decode>
auto naming(std::string_view field, const Decode& decode) {
    try {
        return decode();
    } catch (const Rejection& rejection) {
        throw Rejection(rejection.check(), field, rejection.reason());
    }
}

} // namespace emrshare
