#include "validate/shrink.hpp"

#include "base/error.hpp"
#include "pre/encoding.hpp"

#include <algorithm>

namespace emrshare::kat {
namespace {

/// The list with ever smaller blocks of it set to zero: all, halves, quarters, ...; blocks that are zero are left out.
template <class List>
std::vector<List> with_zeros(const List& list) {
    std::vector<List> results;
    for (std::size_t block = list.size(); block != 0; block /= 2) {
        for (std::size_t start = 0; start < list.size(); start += block) {
            List simpler = list;
            const auto first = simpler.begin() + static_cast<std::ptrdiff_t>(start);
            std::fill_n(first, std::min(block, list.size() - start), 0);
            if (simpler != list) results.push_back(std::move(simpler));
        }
    }
    return results;
}

/// The first half of the string, and the string without its last byte.
std::vector<Json> shorter(const Bytes& bytes) {
    if (bytes.empty()) return {};
    return {to_hex(ByteView(bytes).first(bytes.size() / 2)), to_hex(ByteView(bytes).first(bytes.size() - 1))};
}

} // namespace

std::vector<Json> simpler_values(const Field& field, const Json& value, const ParameterSet* set) {
    std::vector<Json> results;
    switch (field.kind) {
    case Kind::hex: {
        const Bytes bytes = from_hex(value.get<std::string>(), field.symbol);
        results = shorter(bytes);
        for (const Bytes& simpler : with_zeros(bytes))
            results.emplace_back(to_hex(simpler));
        break;
    }
    case Kind::element: {
        const Residues residues = decode_element(*set, from_hex(value.get<std::string>(), field.symbol)).residues();
        for (Residues& simpler : with_zeros(residues))
            results.emplace_back(to_hex(encode(Rq(set->ring(), std::move(simpler)))));
        break;
    }
    case Kind::message:
        for (const Bytes& simpler : with_zeros(from_hex(value.get<std::string>(), field.symbol)))
            results.emplace_back(to_hex(simpler));
        break;
    case Kind::integer:
        for (const std::int64_t simpler : {std::int64_t{0}, value.get<std::int64_t>() / 2}) {
            if (simpler != value.get<std::int64_t>()) results.emplace_back(simpler);
        }
        break;
    case Kind::integers:
        for (const auto& simpler : with_zeros(value.get<std::vector<std::int64_t>>()))
            results.emplace_back(simpler);
        break;
    case Kind::text:
    case Kind::boolean:
    case Kind::elements:
    case Kind::real:
    case Kind::reals:
    case Kind::matrix:
    case Kind::hex_list:
        break;
    }
    return results;
}

Json shrink(const Operation& operation, const ParameterSet* set, Json inputs,
            const std::function<bool(const Json& inputs)>& still_differs, std::size_t budget) {
    bool progress = true;
    while (progress) {
        progress = false;
        for (const Field& field : operation.inputs) {
            std::vector<Json> candidates;
            try {
                candidates = simpler_values(field, inputs[field.symbol], set);
            } catch (const Rejection&) {
                // A value that is refused on purpose is as small as it gets.
            }
            for (Json& candidate : candidates) {
                if (budget == 0) return inputs;
                --budget;
                Json simpler = inputs;
                simpler[field.symbol] = std::move(candidate);
                if (!still_differs(simpler)) continue;
                inputs = std::move(simpler);
                progress = true;
                break;
            }
        }
    }
    return inputs;
}

} // namespace emrshare::kat
