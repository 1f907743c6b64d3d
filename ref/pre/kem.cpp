#include "pre/kem.hpp"

#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"

#include <algorithm>

namespace emrshare {
namespace {

/// The key and the coins of Enc that a message determines.
struct Derived {
    Coins K;
    Coins coins;
};

Derived derive(const ParameterSet& set, const Rq& pk, const Bytes& m) {
    Xof source(XofInput("KEM.G").with(set.name).with(encode(pk)).with(m), 64); // KEM.G.1
    Derived derived;
    source.read(derived.K.bytes);     // KEM.G.2
    source.read(derived.coins.bytes); // KEM.G.2
    return derived;
}

} // namespace

Encapsulation kem_encaps_from_coins(const ParameterSet& set, const Rq& pk, const Coins& coins, Trace& trace) {
    require_element(set, pk, "KEM.Encaps.C1", "pk");
    Bytes m(set.message_bytes());
    Xof(XofInput("KEM.m").with(coins).with(set.name), m.size()).read(m); // KEM.Encaps.1
    trace.record("m", m);
    const Derived derived = derive(set, pk, m);                                  // KEM.Encaps.2
    const Rq C = enc_from_coins(set, pk, decode_message(set, m), derived.coins); // KEM.Encaps.3
    return {C, derived.K};
}

Encapsulation kem_encaps(const ParameterSet& set, const Rq& pk) {
    return kem_encaps_from_coins(set, pk, random_coins());
}

Coins kem_decaps(const ParameterSet& set, const Poly& f, const Rq& pk, const Coins& z, const Rq& C, Trace& trace) {
    require_size(set, f, "KEM.Decaps.C1", "f");
    require_element(set, pk, "KEM.Decaps.C2", "pk");
    require_element(set, C, "KEM.Decaps.C3", "C");
    const Bytes m = encode_message(set, dec(set, f, C)); // KEM.Decaps.1
    trace.record("m'", m);
    const Derived derived = derive(set, pk, m);                                                         // KEM.Decaps.2
    const Rq again = enc_from_coins(set, pk, decode_message(set, m), derived.coins);                    // KEM.Decaps.3
    const Coins rejected = derive_coins(XofInput("KEM.Reject").with(z).with(set.name).with(encode(C))); // KEM.Decaps.4
    return again == C ? derived.K : rejected;                                                           // KEM.Decaps.5
}

} // namespace emrshare
