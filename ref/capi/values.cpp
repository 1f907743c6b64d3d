// The C interface: parameter sets, encodings, hash functions.
#include "capi/boundary.hpp"

#include "pre/encoding.hpp"
#include "pre/hash.hpp"
#include "random/xof.hpp"

#include <flint/flint.h>

#include <algorithm>

using namespace emrshare;
using namespace emrshare::capi;

namespace {

/// The residues of a list, refused as section 8.3 says.
Residues read_residues(const ParameterSet& set, emrshare_integers coefficients) {
    const Poly list = read_integers(coefficients, "coefficients");
    require(std::all_of(list.begin(), list.end(), [&set](auto c) { return c >= 0 && c < set.q; }), "RING.Rq.C2",
            "coefficients", "a coefficient is not in [0, q)");
    return Residues(list.begin(), list.end());
}

} // namespace

extern "C" {

const char* emrshare_version(void) {
    return EMRSHARE_VERSION;
}

void emrshare_end_thread(void) {
    flint_cleanup();
}

emrshare_status emrshare_random_coins(emrshare_buffer coins) {
    return guarded([&] {
        require_room(coins, EMRSHARE_COINS_BYTES, "coins");
        write({{coins, bytes_of(random_coins())}});
    });
}

size_t emrshare_set_count(void) {
    return parameter_sets().size();
}

const emrshare_set* emrshare_set_at(size_t index) {
    return index < parameter_sets().size() ? handle_of(parameter_sets()[index]) : nullptr;
}

emrshare_status emrshare_set_by_name(const char* name, const emrshare_set** set) {
    return guarded([&] {
        require_pointer(name, "name");
        require_pointer(set, "set");
        *set = handle_of(parameter_set(name));
    });
}

const char* emrshare_set_name(const emrshare_set* set) {
    // The name is a literal, which ends in a zero byte.
    return set != nullptr ? parameters(set).name.data() : nullptr;
}

uint32_t emrshare_set_n(const emrshare_set* set) {
    return set != nullptr ? parameters(set).n : 0;
}

uint32_t emrshare_set_q(const emrshare_set* set) {
    return set != nullptr ? parameters(set).q : 0;
}

uint32_t emrshare_set_k(const emrshare_set* set) {
    return set != nullptr ? parameters(set).k : 0;
}

size_t emrshare_set_element_bytes(const emrshare_set* set) {
    return set != nullptr ? parameters(set).element_bytes() : 0;
}

size_t emrshare_set_message_bytes(const emrshare_set* set) {
    return set != nullptr ? parameters(set).message_bytes() : 0;
}

emrshare_status emrshare_encode_element(const emrshare_set* set, emrshare_integers coefficients,
                                        emrshare_buffer bytes) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(bytes, s.element_bytes(), "bytes");
        const Residues residues = read_residues(s, coefficients);
        const Rq element = naming("coefficients", [&] { return Rq(s.ring(), residues); });
        write({{bytes, encode(element)}});
    });
}

emrshare_status emrshare_decode_element(const emrshare_set* set, emrshare_bytes bytes,
                                        emrshare_integer_buffer coefficients) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(coefficients, s.n, "coefficients");
        write(coefficients, read_element(s, bytes, "bytes").residues());
    });
}

emrshare_status emrshare_encode_short(const emrshare_set* set, emrshare_integers coefficients, emrshare_buffer bytes) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(bytes, s.element_bytes(), "bytes");
        const Poly poly = read_integers(coefficients, "coefficients");
        const auto in_range = [&s](auto c) { return c >= -std::int64_t{s.q} && c <= std::int64_t{s.q}; };
        require(std::all_of(poly.begin(), poly.end(), in_range), "ENC.Short.C1", "coefficients",
                "a coefficient exceeds (q - 1)/2");
        write({{bytes, naming("coefficients", [&] { return encode_short(s, poly); })}});
    });
}

emrshare_status emrshare_decode_short(const emrshare_set* set, emrshare_bytes bytes,
                                      emrshare_integer_buffer coefficients) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(coefficients, s.n, "coefficients");
        write(coefficients, read_short(s, bytes, "bytes"));
    });
}

emrshare_status emrshare_encode_message(const emrshare_set* set, emrshare_integers coefficients,
                                        emrshare_buffer bytes) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(bytes, s.message_bytes(), "bytes");
        const Poly M = read_integers(coefficients, "coefficients");
        write({{bytes, naming("coefficients", [&] { return encode_message(s, M); })}});
    });
}

emrshare_status emrshare_decode_message(const emrshare_set* set, emrshare_bytes bytes,
                                        emrshare_integer_buffer coefficients) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(coefficients, s.n, "coefficients");
        write(coefficients, read_message(s, bytes, "bytes"));
    });
}

emrshare_status emrshare_h1_printed(const emrshare_set* set, emrshare_bytes id, emrshare_integer_buffer h) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(h, s.n, "h");
        write(h, h1_printed(s, view(id, "id")));
    });
}

emrshare_status emrshare_syndrome(emrshare_profile profile, const emrshare_set* set, emrshare_bytes id,
                                  emrshare_integer_buffer h) {
    return guarded([&] {
        const Profile which = profile_of(profile);
        const ParameterSet& s = parameters(set);
        require_room(h, s.k, "h");
        write(h, identity_syndrome(which, s, view(id, "id")));
    });
}

emrshare_status emrshare_h2(const emrshare_set* set, emrshare_bytes x, emrshare_bytes y,
                            emrshare_integer_buffer delta) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(delta, s.n, "delta");
        write(delta, h2(s, view(x, "x"), view(y, "y")));
    });
}
}
