/// @file
/// How the specification's values are written in JSON (spec, section "Vectors").
#pragma once

#include "base/error.hpp"
#include "base/trace.hpp"
#include "json.hpp"
#include "lattice/matrix.hpp"
#include "pre/params.hpp"

#include <span>
#include <string>
#include <vector>

namespace emrshare::kat {

/// The written forms of a value.
enum class Kind {
    hex,      ///< byte string: lower-case hex
    text,     ///< ASCII text
    integer,  ///< JSON integer
    boolean,  ///< true or false
    element,  ///< element of R_q, or of R with coefficients below q/2: hex of its ENC.Element bytes
    elements, ///< array of such: the rows of B
    message,  ///< {0,1} polynomial: hex of its ENC.Message bytes
    integers, ///< array of integers
    real,     ///< binary64: 16 hex digits, sign bit first
    reals,    ///< array of such
    matrix,   ///< array of rows of integers
    hex_list, ///< array of byte strings
};

/// The name of a kind as the schema and `kat show` write it.
std::string_view name_of(Kind kind) noexcept;

/// A named value of an operation.
struct Field {
    std::string symbol;
    Kind kind;
    std::string meaning;
    std::string step = {}; ///< the step of the specification that makes it; empty for an input
};

/// @p field, which is an input elsewhere, as the value that @p step makes.
inline Field made_by(Field field, std::string step) {
    field.step = std::move(step);
    return field;
}

std::string to_hex(ByteView bytes);
/// @throws Rejection `KAT.Input.C2` for anything but pairs of lower-case hex digits
Bytes from_hex(const std::string& hex, std::string_view field);
std::string real_to_hex(double value);

/// The canonical bytes of a value that is written by its kind (spec, section 8.2); empty for the kinds that are
/// never replaced by a digest.
/// @throws Rejection `KAT.Input.C2` for hex digits that are none
Bytes canonical_bytes(Kind kind, const Json& value, std::string_view field);

/// How the digest of a value that is too long to print begins.
inline constexpr std::string_view kDigestPrefix = "sha3-256:";

/// "sha3-256:..." of the canonical bytes of a value that is too long to print.
std::string digest_text(ByteView canonical);

/// The named inputs of one call, decoded on demand.
/// Every accessor throws a Rejection that names the field: `KAT.Input.C1` (missing), `KAT.Input.C2`
/// (wrong JSON form), or the check of the decoding that failed.
class Inputs {
public:
    Inputs(const Json& object, const ParameterSet* set) : object_(object), set_(set) {}

    const ParameterSet& set() const { return *set_; }
    Bytes bytes(const std::string& name) const;
    std::string text(const std::string& name) const;
    std::int64_t integer(const std::string& name, std::int64_t least, std::int64_t greatest) const;
    double real(const std::string& name) const;
    Coins coins(const std::string& name) const;
    Rq element(const std::string& name) const;
    Poly short_poly(const std::string& name) const;
    Poly message(const std::string& name) const;
    WipedVector<std::int64_t> integers(const std::string& name) const;
    IntMatrix matrix(const std::string& name) const;
    std::vector<Bytes> hex_list(const std::string& name) const;

private:
    const Json& at(const std::string& name) const;
    const Json& object_;
    const ParameterSet* set_;
};

/// Writes named values in the kinds that an operation declares for them. As a Trace it records an
/// algorithm's intermediate values; a value recorded twice (an attempt made again) keeps the last.
class Values final : public Trace {
public:
    /// @param fields the declared values; recording any other is a programming error
    /// @param digest_above canonical bytes above which a value is replaced by its digest; 0 for never
    /// @param ignored values that an algorithm reports but that are written elsewhere
    Values(std::span<const Field> fields, const ParameterSet* set, std::size_t digest_above,
           std::span<const Field> ignored = {})
        : fields_(fields), ignored_(ignored), set_(set), digest_above_(digest_above) {}

    void record(std::string_view symbol, const Poly& value) override;
    void record(std::string_view symbol, const Rq& value) override;
    void record(std::string_view symbol, const IntMatrix& value) override;
    void record(std::string_view symbol, const WipedVector<double>& value) override;
    void record(std::string_view symbol, const Bytes& value) override;
    void record(std::string_view symbol, const Coins& value) override;
    void record(std::string_view symbol, std::int64_t value) override;
    void record(std::string_view symbol, double value);
    void record(std::string_view symbol, bool value);
    void record(std::string_view symbol, const std::string& value);
    void record(std::string_view symbol, const std::vector<Bytes>& value);
    void record(std::string_view symbol, const Residues& value);

    const Json& json() const noexcept { return json_; }

private:
    bool is_ignored(std::string_view symbol) const;
    Kind kind_of(std::string_view symbol) const;
    /// Stores @p json, or its digest where the canonical bytes are more than the limit.
    void store(std::string_view symbol, Json json);
    std::span<const Field> fields_;
    std::span<const Field> ignored_;
    const ParameterSet* set_;
    std::size_t digest_above_;
    Json json_ = Json::object();
};

} // namespace emrshare::kat
