/// @file
/// What the functions of the C interface share: the way in, the way out, and errors as status codes.
#pragma once

#include "base/error.hpp"
#include "capi/emrshare.h"
#include "lattice/matrix.hpp"
#include "pre/keygen.hpp"
#include "pre/setup.hpp"

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

/// The handle of a master key.
struct emrshare_master_key {
    emrshare::MasterKey value; ///< wipes itself
};

/// The handle of an owner's key.
struct emrshare_owner_key {
    /// Makes the sampling tree.
    emrshare_owner_key(const emrshare::ParameterSet& set, emrshare::OwnerKey key);

    const emrshare::ParameterSet& set; ///< the set it belongs to
    emrshare::OwnerKey value;          ///< g, u and pk are zero: nothing needs them
    emrshare::SamplingTree tree;       ///< of value
};

namespace emrshare::capi {

/// A call that cannot be made as it stands: EMRSHARE_USAGE.
class UsageError : public std::runtime_error {
public:
    /// @p argument names what is wrong, @p reason says why.
    UsageError(std::string_view argument, const char* reason) : std::runtime_error(reason), argument_(argument) {}
    const std::string& argument() const noexcept { return argument_; } ///< name of the argument

private:
    std::string argument_;
};

/// @throws UsageError unless @p holds
void require_use(bool holds, std::string_view argument, const char* reason);

/// @throws UsageError if @p pointer is null
void require_pointer(const void* pointer, std::string_view argument);

/// Keeps what the exception that is being handled says for emrshare_last_check() and its like; the status for it.
emrshare_status report_current_exception() noexcept;

/// Runs @p body; whatever it throws becomes a status.
template <class Body>
emrshare_status guarded(const Body& body) noexcept {
    try {
        body();
        return EMRSHARE_OK;
    } catch (...) {
        return report_current_exception();
    }
}

/// @name The way in
/// Each throws UsageError for what is null, and a Rejection that names @p field for what is no encoding.
/// @{
const ParameterSet& parameters(const emrshare_set* set);                                  ///< the set of a handle
Profile profile_of(emrshare_profile profile);                                             ///< the profile
ByteView view(emrshare_bytes bytes, std::string_view field);                              ///< any bytes
Coins read_coins(emrshare_bytes bytes, std::string_view field);                           ///< 32 bytes
Rq read_element(const ParameterSet& set, emrshare_bytes bytes, std::string_view field);   ///< by ENC.Element
Poly read_short(const ParameterSet& set, emrshare_bytes bytes, std::string_view field);   ///< by ENC.Short
Poly read_message(const ParameterSet& set, emrshare_bytes bytes, std::string_view field); ///< by ENC.Message
Poly read_integers(emrshare_integers integers, std::string_view field);                   ///< any integers
/// @}

/// @throws UsageError unless @p size items fit into a buffer. To be asked before anything is computed.
/// @{
void require_room(emrshare_buffer buffer, std::size_t size, std::string_view argument);
void require_room(emrshare_integer_buffer buffer, std::size_t count, std::string_view argument);
/// @}

/// Bytes on their way out, and where they go.
struct Output {
    emrshare_buffer buffer; ///< has room for them
    Bytes bytes;            ///< what is to be written
};

/// Writes all outputs of a call. Nothing can fail any more.
void write(std::initializer_list<Output> outputs) noexcept;

/// Writes a list of integers.
/// @{
void write(emrshare_integer_buffer buffer, const Poly& integers) noexcept;
void write(emrshare_integer_buffer buffer, const Residues& integers) noexcept;
/// @}

/// The bytes of coins.
Bytes bytes_of(const Coins& coins);

/// The rows of a matrix of residues, each written like an element.
Bytes encode_rows(const ParameterSet& set, const IntMatrix& matrix);

/// The opaque form of a set.
const emrshare_set* handle_of(const ParameterSet& set) noexcept;

} // namespace emrshare::capi
