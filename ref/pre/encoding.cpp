#include "pre/encoding.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace emrshare {

Bytes encode(const Rq& element) {
    const std::size_t ell = element.ring().ell();
    Bytes bytes(element.size() * ell / 8);
    std::uint64_t pending = 0; // bits that fill no byte yet
    std::size_t width = 0;
    std::size_t next = 0;
    for (std::size_t j = 0; j < element.size(); ++j) {
        pending |= std::uint64_t{element[j]} << width; // ENC.Element.1
        width += ell;
        for (; width >= 8; width -= 8, pending >>= 8)
            bytes[next++] = static_cast<std::uint8_t>(pending & 0xff);
    }
    return bytes;
}

Rq decode_element(const ParameterSet& set, ByteView bytes) {
    if (bytes.size() != set.element_bytes())
        throw Rejection("ENC.Element.C1", "bytes",
                        std::to_string(bytes.size()) + " bytes instead of " + std::to_string(set.element_bytes()));
    Residues residues(set.n);
    const std::uint64_t mask = (std::uint64_t{1} << set.ell) - 1;
    std::uint64_t pending = 0; // bits that belong to no residue yet
    std::size_t width = 0;
    std::size_t next = 0;
    for (std::uint32_t& residue : residues) {
        for (; width < set.ell; width += 8)
            pending |= std::uint64_t{bytes[next++]} << width;
        residue = static_cast<std::uint32_t>(pending & mask); // ENC.Element.2
        pending >>= set.ell;
        width -= set.ell;
    }
    const auto outside = std::find_if(residues.begin(), residues.end(), [&set](auto r) { return r >= set.q; });
    if (outside != residues.end())
        throw Rejection("ENC.Element.C2", "bytes",
                        "coefficient " + std::to_string(outside - residues.begin()) + " is not below q");
    return Rq(set.ring(), std::move(residues));
}

Bytes encode_short(const ParameterSet& set, const Poly& poly) {
    require_size(set, poly, "ENC.Short.C1", "poly");
    require(infinity_norm(poly) <= (set.q - 1) / 2, "ENC.Short.C1", "poly", "a coefficient exceeds (q - 1)/2");
    return encode(Rq(set.ring(), poly)); // ENC.Short.1
}

Poly decode_short(const ParameterSet& set, ByteView bytes) {
    return decode_element(set, bytes).lift(); // ENC.Short.2
}

Bytes encode_message(const ParameterSet& set, const Poly& M) {
    require_size(set, M, "ENC.Message.C1", "M");
    require(std::all_of(M.begin(), M.end(), [](auto c) { return c == 0 || c == 1; }), "ENC.Message.C1", "M",
            "a coefficient is neither 0 nor 1");
    Bytes bytes(set.message_bytes(), 0);
    for (std::size_t j = 0; j < set.n; ++j)
        bytes[j / 8] |= static_cast<std::uint8_t>(M[j] << (j % 8)); // ENC.Message.1
    return bytes;
}

Poly decode_message(const ParameterSet& set, ByteView bytes) {
    if (bytes.size() != set.message_bytes())
        throw Rejection("ENC.Message.C2", "bytes",
                        std::to_string(bytes.size()) + " bytes instead of " + std::to_string(set.message_bytes()));
    Poly M(set.n);
    for (std::size_t j = 0; j < set.n; ++j)
        M[j] = (bytes[j / 8] >> (j % 8)) & 1; // ENC.Message.2
    return M;
}

} // namespace emrshare
