/// @file
/// RapidCheck generators. Large objects are made from a generated number, which is what a failure prints.
#pragma once

#include "support.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <sstream>

namespace emrshare::test {

/// A number that serves as a seed: uniform on 64 bits at every size, and not worth shrinking.
inline rc::Gen<std::uint64_t> any_number() {
    return rc::gen::noShrink(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
}

/// How the coefficients of a generated object are chosen.
enum class Style { random, extreme, zero, all_ones, sparse };

inline rc::Gen<Style> any_style() {
    return rc::gen::element(Style::random, Style::random, Style::extreme, Style::sparse, Style::zero, Style::all_ones);
}

inline void showValue(Style style, std::ostream& out) {
    constexpr const char* names[] = {"random", "extreme", "zero", "all_ones", "sparse"};
    out << names[static_cast<int>(style)];
}

/// An element of R_q; extreme ones have all coefficients among 0, 1, q - 1, (q - 1)/2 and (q + 1)/2.
inline Rq make_element(const Ring& ring, Style style, std::uint64_t number) {
    Xof source = stream("make_element", number, std::size_t{8} * ring.n());
    const std::uint32_t q = ring.q();
    const std::uint32_t edges[] = {0, 1, q - 1, (q - 1) / 2, (q + 1) / 2};
    Residues residues(ring.n(), 0);
    for (std::uint32_t& r : residues) {
        if (style == Style::random) r = static_cast<std::uint32_t>(below(q, source));
        if (style == Style::extreme) r = edges[below(5, source)];
        if (style == Style::all_ones) r = q - 1;
        if (style == Style::sparse && below(16, source) == 0) r = edges[below(5, source)];
    }
    return Rq(ring, std::move(residues));
}

/// A message; random ones are uniform.
inline Poly make_message(const ParameterSet& set, Style style, std::uint64_t number) {
    Xof source = stream("make_message", number, set.n);
    Poly M(set.n);
    for (std::size_t i = 0; i < set.n; ++i) {
        if (style == Style::random) M[i] = static_cast<std::int64_t>(source.read_le<1>() & 1);
        if (style == Style::extreme) M[i] = static_cast<std::int64_t>(i % 2);
        if (style == Style::all_ones) M[i] = 1;
        if (style == Style::sparse) M[i] = below(16, source) == 0 ? 1 : 0;
    }
    return M;
}

/// Checks a costly property for a few cases, whose seed is that of the run.
/// @param size the greatest size of a generated value: for a list of commands about its length
template <class Property>
void check_cases(std::size_t cases, int size, Property&& property) {
    rc::detail::TestParams params;
    params.seed = seed();
    params.maxSuccess = static_cast<int>(cases);
    params.maxSize = size;
    const auto result = rc::detail::checkTestable(std::forward<Property>(property), rc::detail::TestMetadata(), params);
    std::ostringstream message;
    rc::detail::printResultMessage(result, message);
    INFO(message.str());
    CHECK(result.template is<rc::detail::SuccessResult>());
}

} // namespace emrshare::test
