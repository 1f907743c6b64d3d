// The C interface: Setup, Extract and key pairs.
#include "capi/boundary.hpp"

#include "pre/encoding.hpp"
#include "pre/extract.hpp"
#include "pre/keygen_printed.hpp"
#include "random/xof.hpp"

#include <utility>

using namespace emrshare;
using namespace emrshare::capi;

namespace {

emrshare_status make_master_key(const emrshare_set* set, const emrshare_bytes* coins, emrshare_master_key** key) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_pointer(key, "key");
        const Coins c = coins != nullptr ? read_coins(*coins, "coins") : random_coins();
        *key = new emrshare_master_key{setup_from_coins(s, c)};
    });
}

emrshare_status make_owner_key(const emrshare_set* set, emrshare_bytes f_prime, const emrshare_bytes* coins,
                               emrshare_owner_key** key) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_pointer(key, "key");
        const Poly preimage = read_short(s, f_prime, "f'");
        const Coins c = coins != nullptr ? read_coins(*coins, "coins") : random_coins();
        *key = new emrshare_owner_key(s, keygen_from_coins(s, preimage, c));
    });
}

emrshare_status make_one_time_key(const emrshare_set* set, const emrshare_bytes* coins, emrshare_buffer f,
                                  emrshare_buffer pk) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(f, s.element_bytes(), "f");
        require_room(pk, s.element_bytes(), "pk");
        const Coins c = coins != nullptr ? read_coins(*coins, "coins") : random_coins();
        const KeyPair pair = one_time_keygen_from_coins(s, c);
        write({{f, encode_short(s, pair.f)}, {pk, encode(pair.pk)}});
    });
}

/// Writes a polynomial of an owner's key.
emrshare_status write_part(const emrshare_owner_key* key, const Poly& (*part)(const OwnerKey&), emrshare_buffer buffer,
                           std::string_view argument) {
    return guarded([&] {
        require_pointer(key, "key");
        require_room(buffer, key->set.element_bytes(), argument);
        write({{buffer, encode_short(key->set, part(key->value))}});
    });
}

} // namespace

extern "C" {

emrshare_status emrshare_setup_from_coins(const emrshare_set* set, emrshare_bytes coins, emrshare_master_key** key) {
    return make_master_key(set, &coins, key);
}

emrshare_status emrshare_setup(const emrshare_set* set, emrshare_master_key** key) {
    return make_master_key(set, nullptr, key);
}

void emrshare_master_key_free(emrshare_master_key* key) {
    delete key;
}

const emrshare_set* emrshare_master_key_set(const emrshare_master_key* key) {
    return key != nullptr ? handle_of(*key->value.set) : nullptr;
}

emrshare_status emrshare_master_key_B(const emrshare_master_key* key, emrshare_buffer B) {
    return guarded([&] {
        require_pointer(key, "key");
        const ParameterSet& set = *key->value.set;
        require_room(B, set.k * set.element_bytes(), "B");
        write({{B, encode_rows(set, key->value.B())}});
    });
}

emrshare_status emrshare_master_key_K(const emrshare_master_key* key, emrshare_buffer K) {
    return guarded([&] {
        require_pointer(key, "key");
        require_room(K, EMRSHARE_COINS_BYTES, "K");
        write({{K, bytes_of(key->value.K)}});
    });
}

emrshare_status emrshare_extract(emrshare_profile profile, const emrshare_master_key* key, emrshare_bytes id,
                                 emrshare_buffer f_prime) {
    return guarded([&] {
        const Profile which = profile_of(profile);
        require_pointer(key, "key");
        const ParameterSet& set = *key->value.set;
        require_room(f_prime, set.element_bytes(), "f'");
        write({{f_prime, encode_short(set, extract(which, key->value, view(id, "id")))}});
    });
}

emrshare_status emrshare_keygen_from_coins(const emrshare_set* set, emrshare_bytes f_prime, emrshare_bytes coins,
                                           emrshare_owner_key** key) {
    return make_owner_key(set, f_prime, &coins, key);
}

emrshare_status emrshare_keygen(const emrshare_set* set, emrshare_bytes f_prime, emrshare_owner_key** key) {
    return make_owner_key(set, f_prime, nullptr, key);
}

emrshare_status emrshare_owner_key_load(const emrshare_set* set, emrshare_bytes f, emrshare_bytes w, emrshare_bytes F,
                                        emrshare_bytes W, emrshare_owner_key** key) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_pointer(key, "key");
        OwnerKey value{{read_short(s, f, "f"), Poly(s.n), Poly(s.n), Rq(s.ring())}, read_short(s, w, "w"), {}};
        value.solution.F = read_short(s, F, "F");
        value.solution.W = read_short(s, W, "W");
        *key = new emrshare_owner_key(s, std::move(value));
    });
}

void emrshare_owner_key_free(emrshare_owner_key* key) {
    delete key;
}

const emrshare_set* emrshare_owner_key_set(const emrshare_owner_key* key) {
    return key != nullptr ? handle_of(key->set) : nullptr;
}

emrshare_status emrshare_owner_key_f(const emrshare_owner_key* key, emrshare_buffer f) {
    return write_part(
        key, [](const OwnerKey& k) -> const Poly& { return k.pair.f; }, f, "f");
}

emrshare_status emrshare_owner_key_w(const emrshare_owner_key* key, emrshare_buffer w) {
    return write_part(
        key, [](const OwnerKey& k) -> const Poly& { return k.w; }, w, "w");
}

emrshare_status emrshare_owner_key_F(const emrshare_owner_key* key, emrshare_buffer F) {
    return write_part(
        key, [](const OwnerKey& k) -> const Poly& { return k.solution.F; }, F, "F");
}

emrshare_status emrshare_owner_key_W(const emrshare_owner_key* key, emrshare_buffer W) {
    return write_part(
        key, [](const OwnerKey& k) -> const Poly& { return k.solution.W; }, W, "W");
}

emrshare_status emrshare_owner_key_pk(const emrshare_owner_key* key, emrshare_buffer pk) {
    return guarded([&] {
        require_pointer(key, "key");
        require_room(pk, key->set.element_bytes(), "pk");
        const Rq f(key->set.ring(), key->value.pair.f);
        // g f^{-1} + u = w f^{-1}
        write({{pk, encode(key->value.w * require_inverse(f, "CPRE.KeyGen.C2", "f"))}});
    });
}

emrshare_status emrshare_one_time_keygen_from_coins(const emrshare_set* set, emrshare_bytes coins, emrshare_buffer f,
                                                    emrshare_buffer pk) {
    return make_one_time_key(set, &coins, f, pk);
}

emrshare_status emrshare_one_time_keygen(const emrshare_set* set, emrshare_buffer f, emrshare_buffer pk) {
    return make_one_time_key(set, nullptr, f, pk);
}

emrshare_status emrshare_keygen_printed_from_coins(const emrshare_set* set, emrshare_bytes f_prime,
                                                   emrshare_bytes coins, emrshare_buffer f, emrshare_buffer pk) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(f, s.element_bytes(), "f");
        require_room(pk, s.element_bytes(), "pk");
        const Poly preimage = read_short(s, f_prime, "f'");
        const KeyPair pair = keygen_printed_from_coins(s, preimage, read_coins(coins, "coins"));
        write({{f, encode_short(s, pair.f)}, {pk, encode(pair.pk)}});
    });
}
}
