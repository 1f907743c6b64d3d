#include "pre/hash.hpp"

#include "random/samplers.hpp"
#include "random/xof.hpp"

namespace emrshare {

Poly h1_printed(const ParameterSet& set, ByteView id) {
    Xof source(XofInput("HASH.H1.Printed").with(set.name).with(id)); // HASH.H1.Printed.1
    return ternary(set.n, source);                                   // HASH.H1.Printed.2
}

namespace {

Residues syndrome_printed(const ParameterSet& set, ByteView id) {
    const Poly h = h1_printed(set, id);                          // HASH.Syndrome.Printed.1
    const Poly residues = mod(h, set.q);                         // HASH.Syndrome.Printed.2
    return Residues(residues.begin(), residues.begin() + set.k); // HASH.Syndrome.Printed.3
}

Residues syndrome_corrected(const ParameterSet& set, ByteView id) {
    Xof source(XofInput("HASH.H1").with(set.name).with(id)); // HASH.H1.1
    return uniform_residues(set.k, set.q, source);           // HASH.H1.2
}

} // namespace

Residues identity_syndrome(Profile profile, const ParameterSet& set, ByteView id) {
    return profile == Profile::as_printed ? syndrome_printed(set, id) : syndrome_corrected(set, id);
}

Poly h2(const ParameterSet& set, ByteView first, ByteView second) {
    Xof source(XofInput("HASH.H2").with(set.name).with(first).with(second)); // HASH.H2.1
    return ternary(set.n, source);                                           // HASH.H2.2
}

} // namespace emrshare
