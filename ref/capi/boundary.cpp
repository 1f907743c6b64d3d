#include "capi/boundary.hpp"

#include "pre/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

emrshare_owner_key::emrshare_owner_key(const emrshare::ParameterSet& set_of_key, emrshare::OwnerKey key)
    : set(set_of_key), value(std::move(key)), tree(emrshare::sampling_tree(set, value)) {}

namespace emrshare::capi {
namespace {

/// Fixed memory: to report an error must not fail.
struct LastError {
    std::array<char, 64> check{};
    std::array<char, 128> field{};
    std::array<char, 512> reason{};
};

thread_local LastError last_error;

template <std::size_t Size>
void keep(std::array<char, Size>& text, std::string_view value) noexcept {
    const std::size_t length = std::min(value.size(), Size - 1);
    std::memcpy(text.data(), value.data(), length);
    text[length] = '\0';
}

emrshare_status report(emrshare_status status, std::string_view check, std::string_view field,
                       std::string_view reason) noexcept {
    keep(last_error.check, check);
    keep(last_error.field, field);
    keep(last_error.reason, reason);
    return status;
}

template <class Buffer, class List>
void write_list(Buffer buffer, const List& values) noexcept {
    std::copy(values.begin(), values.end(), buffer.data);
}

} // namespace

void require_use(bool holds, std::string_view argument, const char* reason) {
    if (!holds) throw UsageError(argument, reason);
}

void require_pointer(const void* pointer, std::string_view argument) {
    require_use(pointer != nullptr, argument, "null");
}

emrshare_status report_current_exception() noexcept {
    try {
        throw;
    } catch (const Rejection& rejection) {
        return report(EMRSHARE_REJECTED, rejection.check(), rejection.field(), rejection.reason());
    } catch (const UsageError& error) {
        return report(EMRSHARE_USAGE, "", error.argument(), error.what());
    } catch (const std::bad_alloc&) {
        return report(EMRSHARE_NO_MEMORY, "", "", "no memory");
    } catch (const std::length_error&) {
        return report(EMRSHARE_NO_MEMORY, "", "", "more memory wanted than there can be");
    } catch (const std::exception& error) {
        return report(EMRSHARE_INTERNAL, "", "", error.what());
    } catch (...) {
        return report(EMRSHARE_INTERNAL, "", "", "an unknown exception");
    }
}

const ParameterSet& parameters(const emrshare_set* set) {
    require_pointer(set, "set");
    return *reinterpret_cast<const ParameterSet*>(set);
}

Profile profile_of(emrshare_profile profile) {
    require_use(profile == EMRSHARE_AS_PRINTED || profile == EMRSHARE_CORRECTED, "profile", "no such profile");
    return profile == EMRSHARE_AS_PRINTED ? Profile::as_printed : Profile::corrected;
}

ByteView view(emrshare_bytes bytes, std::string_view field) {
    require_use(bytes.data != nullptr || bytes.size == 0, field, "null");
    return {bytes.data, bytes.size};
}

Coins read_coins(emrshare_bytes bytes, std::string_view field) {
    const ByteView value = view(bytes, field);
    Coins coins;
    require(value.size() == coins.bytes.size(), "COINS.C1", field, "not 32 bytes");
    std::copy(value.begin(), value.end(), coins.bytes.begin());
    return coins;
}

Rq read_element(const ParameterSet& set, emrshare_bytes bytes, std::string_view field) {
    return naming(field, [&] { return decode_element(set, view(bytes, field)); });
}

Poly read_short(const ParameterSet& set, emrshare_bytes bytes, std::string_view field) {
    return naming(field, [&] { return decode_short(set, view(bytes, field)); });
}

Poly read_message(const ParameterSet& set, emrshare_bytes bytes, std::string_view field) {
    return naming(field, [&] { return decode_message(set, view(bytes, field)); });
}

Poly read_integers(emrshare_integers integers, std::string_view field) {
    require_use(integers.data != nullptr || integers.count == 0, field, "null");
    return Poly(WipedVector<std::int64_t>(integers.data, integers.data + integers.count));
}

void require_room(emrshare_buffer buffer, std::size_t size, std::string_view argument) {
    require_use(buffer.data != nullptr || size == 0, argument, "null");
    require_use(buffer.size >= size, argument, "too small a buffer");
}

void require_room(emrshare_integer_buffer buffer, std::size_t count, std::string_view argument) {
    require_use(buffer.data != nullptr || count == 0, argument, "null");
    require_use(buffer.count >= count, argument, "too small a buffer");
}

void write(std::initializer_list<Output> outputs) noexcept {
    for (const Output& output : outputs)
        write_list(output.buffer, output.bytes);
}

void write(emrshare_integer_buffer buffer, const Poly& integers) noexcept {
    write_list(buffer, integers);
}

void write(emrshare_integer_buffer buffer, const Residues& integers) noexcept {
    write_list(buffer, integers);
}

Bytes bytes_of(const Coins& coins) {
    return Bytes(coins.bytes.begin(), coins.bytes.end());
}

Bytes encode_rows(const ParameterSet& set, const IntMatrix& matrix) {
    Bytes rows;
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
        const Bytes row = encode(Rq(set.ring(), Residues(matrix.row(i).begin(), matrix.row(i).end())));
        rows.insert(rows.end(), row.begin(), row.end());
    }
    return rows;
}

const emrshare_set* handle_of(const ParameterSet& set) noexcept {
    return reinterpret_cast<const emrshare_set*>(&set);
}

} // namespace emrshare::capi

extern "C" {

const char* emrshare_last_check(void) {
    return emrshare::capi::last_error.check.data();
}

const char* emrshare_last_field(void) {
    return emrshare::capi::last_error.field.data();
}

const char* emrshare_last_reason(void) {
    return emrshare::capi::last_error.reason.data();
}
}
