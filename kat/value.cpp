#include "value.hpp"

#include "pre/encoding.hpp"
#include "random/xof.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace emrshare::kat {

std::string_view name_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::hex:
        return "hex";
    case Kind::text:
        return "text";
    case Kind::integer:
        return "integer";
    case Kind::boolean:
        return "boolean";
    case Kind::element:
        return "element";
    case Kind::elements:
        return "elements";
    case Kind::message:
        return "message";
    case Kind::integers:
        return "integers";
    case Kind::real:
        return "real";
    case Kind::reals:
        return "reals";
    case Kind::matrix:
        return "matrix";
    case Kind::hex_list:
        return "hex_list";
    }
    return "";
}

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

Bytes le_bytes(std::uint64_t value, std::size_t size) {
    const Bytes all = le64(value);
    return Bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
}

void append(Bytes& bytes, const Bytes& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

std::uint64_t real_bits(const std::string& hex, std::string_view field) {
    const Bytes bytes = from_hex(hex, field);
    require(bytes.size() == 8, "KAT.Input.C2", field, "not 16 hex digits");
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : bytes)
        bits = bits << 8 | byte;
    return bits;
}

} // namespace

std::string to_hex(ByteView bytes) {
    std::string hex;
    hex.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        hex += kHexDigits[byte >> 4];
        hex += kHexDigits[byte & 15];
    }
    return hex;
}

Bytes from_hex(const std::string& hex, std::string_view field) {
    require(hex.size() % 2 == 0, "KAT.Input.C2", field, "an odd number of hex digits");
    Bytes bytes(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); ++i) {
        const std::size_t digit = kHexDigits.find(hex[i]);
        require(digit != std::string_view::npos, "KAT.Input.C2", field, "not lower-case hex");
        bytes[i / 2] = static_cast<std::uint8_t>((bytes[i / 2] << 4) + static_cast<int>(digit));
    }
    return bytes;
}

std::string real_to_hex(double value) {
    Bytes bytes = le64(std::bit_cast<std::uint64_t>(value));
    std::reverse(bytes.begin(), bytes.end());
    return to_hex(bytes);
}

Bytes canonical_bytes(Kind kind, const Json& value, std::string_view field) {
    Bytes bytes;
    const auto append_hex = [&](const Json& hex) { append(bytes, from_hex(hex.get<std::string>(), field)); };
    const auto append_integer = [&](const Json& integer, std::size_t size) {
        append(bytes, le_bytes(static_cast<std::uint64_t>(integer.get<std::int64_t>()), size));
    };
    switch (kind) {
    case Kind::hex:
    case Kind::element:
    case Kind::message:
        append_hex(value);
        break;
    case Kind::elements:
        for (const Json& row : value)
            append_hex(row);
        break;
    case Kind::integers:
        for (const Json& integer : value)
            append_integer(integer, 8);
        break;
    case Kind::matrix:
        for (const Json& row : value) {
            for (const Json& integer : row)
                append_integer(integer, 4);
        }
        break;
    case Kind::reals:
        for (const Json& real : value)
            append(bytes, le64(real_bits(real.get<std::string>(), field)));
        break;
    case Kind::text:
    case Kind::integer:
    case Kind::boolean:
    case Kind::real:
    case Kind::hex_list:
        break;
    }
    return bytes;
}

std::string digest_text(ByteView canonical) {
    return std::string(kDigestPrefix) + to_hex(sha3_256(canonical));
}

const Json& Inputs::at(const std::string& name) const {
    const auto found = object_.find(name);
    require(found != object_.end(), "KAT.Input.C1", name, "missing");
    return *found;
}

std::string Inputs::text(const std::string& name) const {
    const Json& json = at(name);
    require(json.is_string(), "KAT.Input.C2", name, "not a string");
    return json.get<std::string>();
}

Bytes Inputs::bytes(const std::string& name) const {
    return from_hex(text(name), name);
}

std::int64_t Inputs::integer(const std::string& name, std::int64_t least, std::int64_t greatest) const {
    const Json& json = at(name);
    require(json.is_number_integer(), "KAT.Input.C2", name, "not an integer");
    const auto value = json.get<std::int64_t>();
    if (value < least || value > greatest)
        throw Rejection("KAT.Input.C2", name, "not from " + std::to_string(least) + " to " + std::to_string(greatest));
    return value;
}

double Inputs::real(const std::string& name) const {
    return std::bit_cast<double>(real_bits(text(name), name));
}

Coins Inputs::coins(const std::string& name) const {
    const Bytes value = bytes(name);
    Coins coins;
    require(value.size() == coins.bytes.size(), "COINS.C1", name, "not 32 bytes");
    std::copy(value.begin(), value.end(), coins.bytes.begin());
    return coins;
}

Rq Inputs::element(const std::string& name) const {
    return naming(name, [&] { return decode_element(set(), bytes(name)); });
}

Poly Inputs::short_poly(const std::string& name) const {
    return naming(name, [&] { return decode_short(set(), bytes(name)); });
}

Poly Inputs::message(const std::string& name) const {
    return naming(name, [&] { return decode_message(set(), bytes(name)); });
}

WipedVector<std::int64_t> Inputs::integers(const std::string& name) const {
    const Json& json = at(name);
    require(json.is_array(), "KAT.Input.C2", name, "not an array");
    WipedVector<std::int64_t> values;
    for (const Json& item : json) {
        require(item.is_number_integer(), "KAT.Input.C2", name, "not an array of integers");
        values.push_back(item.get<std::int64_t>());
    }
    return values;
}

IntMatrix Inputs::matrix(const std::string& name) const {
    const Json& json = at(name);
    require(json.is_array() && !json.empty(), "KAT.Input.C2", name, "not an array of rows");
    const std::size_t columns = json[0].size();
    IntMatrix matrix(json.size(), columns);
    for (std::size_t i = 0; i < json.size(); ++i) {
        require(json[i].is_array() && json[i].size() == columns, "KAT.Input.C2", name, "its rows differ in length");
        for (std::size_t j = 0; j < columns; ++j) {
            require(json[i][j].is_number_integer(), "KAT.Input.C2", name, "an entry is no integer");
            matrix(i, j) = json[i][j].get<std::int32_t>();
        }
    }
    return matrix;
}

std::vector<Bytes> Inputs::hex_list(const std::string& name) const {
    const Json& json = at(name);
    require(json.is_array(), "KAT.Input.C2", name, "not an array");
    std::vector<Bytes> list;
    for (const Json& item : json) {
        require(item.is_string(), "KAT.Input.C2", name, "not an array of strings");
        list.push_back(from_hex(item.get<std::string>(), name));
    }
    return list;
}

namespace {

const Field* find_field(std::span<const Field> fields, std::string_view symbol) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.symbol == symbol; });
    return found == fields.end() ? nullptr : &*found;
}

} // namespace

bool Values::is_ignored(std::string_view symbol) const {
    return find_field(ignored_, symbol) != nullptr;
}

Kind Values::kind_of(std::string_view symbol) const {
    const Field* field = find_field(fields_, symbol);
    if (field == nullptr) throw std::logic_error("value '" + std::string(symbol) + "' is not declared");
    return field->kind;
}

void Values::store(std::string_view symbol, Json json) {
    const Kind kind = kind_of(symbol);
    const Bytes canonical = digest_above_ != 0 ? canonical_bytes(kind, json, symbol) : Bytes();
    json_[std::string(symbol)] = canonical.size() > digest_above_ ? Json(digest_text(canonical)) : std::move(json);
}

void Values::record(std::string_view symbol, const Poly& value) {
    if (is_ignored(symbol)) return;
    switch (kind_of(symbol)) {
    case Kind::message:
        return store(symbol, to_hex(encode_message(*set_, value)));
    case Kind::element:
        return store(symbol, to_hex(encode_short(*set_, value)));
    default:
        return store(symbol, Json(std::vector<std::int64_t>(value.begin(), value.end())));
    }
}

void Values::record(std::string_view symbol, const Rq& value) {
    if (is_ignored(symbol)) return;
    if (kind_of(symbol) == Kind::integers) return record(symbol, value.residues());
    store(symbol, to_hex(encode(value)));
}

void Values::record(std::string_view symbol, const Residues& value) {
    if (is_ignored(symbol)) return;
    store(symbol, Json(std::vector<std::int64_t>(value.begin(), value.end())));
}

void Values::record(std::string_view symbol, const IntMatrix& value) {
    if (is_ignored(symbol)) return;
    Json rows = Json::array();
    const bool packed = kind_of(symbol) == Kind::elements;
    for (std::size_t i = 0; i < value.rows(); ++i) {
        const auto row = value.row(i);
        if (packed) {
            rows.push_back(to_hex(encode(Rq(set_->ring(), Residues(row.begin(), row.end())))));
        } else {
            rows.push_back(Json(std::vector<std::int32_t>(row.begin(), row.end())));
        }
    }
    store(symbol, std::move(rows));
}

void Values::record(std::string_view symbol, const WipedVector<double>& value) {
    if (is_ignored(symbol)) return;
    Json list = Json::array();
    for (const double x : value)
        list.push_back(real_to_hex(x));
    store(symbol, std::move(list));
}

void Values::record(std::string_view symbol, const std::string& value) {
    if (!is_ignored(symbol)) store(symbol, value);
}

void Values::record(std::string_view symbol, const Bytes& value) {
    if (!is_ignored(symbol)) store(symbol, to_hex(value));
}

void Values::record(std::string_view symbol, const Coins& value) {
    if (!is_ignored(symbol)) store(symbol, to_hex(value));
}

void Values::record(std::string_view symbol, std::int64_t value) {
    if (!is_ignored(symbol)) store(symbol, value);
}

void Values::record(std::string_view symbol, double value) {
    if (!is_ignored(symbol)) store(symbol, real_to_hex(value));
}

void Values::record(std::string_view symbol, bool value) {
    if (!is_ignored(symbol)) store(symbol, value);
}

void Values::record(std::string_view symbol, const std::vector<Bytes>& value) {
    if (is_ignored(symbol)) return;
    Json list = Json::array();
    for (const Bytes& bytes : value)
        list.push_back(to_hex(bytes));
    store(symbol, std::move(list));
}

} // namespace emrshare::kat
