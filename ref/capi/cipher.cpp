// The C interface: Enc, Dec, the key encapsulation, delegation and re-encryption.
#include "capi/boundary.hpp"

#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/kem.hpp"
#include "pre/reenc.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"
#include "random/xof.hpp"

using namespace emrshare;
using namespace emrshare::capi;

namespace {

emrshare_status encrypt(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes M, const emrshare_bytes* coins,
                        emrshare_buffer C) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(C, s.element_bytes(), "C");
        const Rq key = read_element(s, pk, "pk");
        const Poly message = read_message(s, M, "M");
        const Coins c = coins != nullptr ? read_coins(*coins, "coins") : random_coins();
        write({{C, encode(enc_from_coins(s, key, message, c))}});
    });
}

emrshare_status encapsulate(const emrshare_set* set, emrshare_bytes pk, const emrshare_bytes* coins, emrshare_buffer C,
                            emrshare_buffer K) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(C, s.element_bytes(), "C");
        require_room(K, EMRSHARE_COINS_BYTES, "K");
        const Rq key = read_element(s, pk, "pk");
        const Coins c = coins != nullptr ? read_coins(*coins, "coins") : random_coins();
        const Encapsulation encapsulation = kem_encaps_from_coins(s, key, c);
        write({{C, encode(encapsulation.C)}, {K, bytes_of(encapsulation.K)}});
    });
}

emrshare_status delegate(const emrshare_owner_key* key, const emrshare_bytes* coins, emrshare_buffer a_B,
                         emrshare_buffer r_B) {
    return guarded([&] {
        require_pointer(key, "key");
        require_room(a_B, key->set.element_bytes(), "a_B");
        require_room(r_B, key->set.element_bytes(), "r_B");
        const Coins c = coins != nullptr ? read_coins(*coins, "coins") : random_coins();
        const OwnerShare share = rekeygen_owner_from_coins(key->set, key->value, key->tree, c);
        write({{a_B, encode(share.a_B)}, {r_B, encode(share.r_B)}});
    });
}

} // namespace

extern "C" {

emrshare_status emrshare_enc_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes M,
                                        emrshare_bytes coins, emrshare_buffer C) {
    return encrypt(set, pk, M, &coins, C);
}

emrshare_status emrshare_enc(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes M, emrshare_buffer C) {
    return encrypt(set, pk, M, nullptr, C);
}

emrshare_status emrshare_dec(const emrshare_set* set, emrshare_bytes f, emrshare_bytes C, emrshare_buffer M) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(M, s.message_bytes(), "M");
        const Poly key = read_short(s, f, "f");
        write({{M, encode_message(s, dec(s, key, read_element(s, C, "C")))}});
    });
}

emrshare_status emrshare_kem_encaps_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes coins,
                                               emrshare_buffer C, emrshare_buffer K) {
    return encapsulate(set, pk, &coins, C, K);
}

emrshare_status emrshare_kem_encaps(const emrshare_set* set, emrshare_bytes pk, emrshare_buffer C, emrshare_buffer K) {
    return encapsulate(set, pk, nullptr, C, K);
}

emrshare_status emrshare_kem_decaps(const emrshare_set* set, emrshare_bytes f, emrshare_bytes pk, emrshare_bytes z,
                                    emrshare_bytes C, emrshare_buffer K) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(K, EMRSHARE_COINS_BYTES, "K");
        const Poly private_key = read_short(s, f, "f");
        const Rq public_key = read_element(s, pk, "pk");
        const Coins secret = read_coins(z, "z");
        write({{K, bytes_of(kem_decaps(s, private_key, public_key, secret, read_element(s, C, "C")))}});
    });
}

emrshare_status emrshare_rekeygen_owner_from_coins(const emrshare_owner_key* key, emrshare_bytes coins,
                                                   emrshare_buffer a_B, emrshare_buffer r_B) {
    return delegate(key, &coins, a_B, r_B);
}

emrshare_status emrshare_rekeygen_owner(const emrshare_owner_key* key, emrshare_buffer a_B, emrshare_buffer r_B) {
    return delegate(key, nullptr, a_B, r_B);
}

emrshare_status emrshare_rekeygen_owner_printed_from_coins(const emrshare_set* set, emrshare_bytes f_A,
                                                           emrshare_bytes coins, emrshare_buffer a_B,
                                                           emrshare_buffer r_B) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(a_B, s.element_bytes(), "a_B");
        require_room(r_B, s.element_bytes(), "r_B");
        const Poly key = read_short(s, f_A, "f_A");
        const OwnerShare share = rekeygen_owner_printed_from_coins(s, key, read_coins(coins, "coins"));
        write({{a_B, encode(share.a_B)}, {r_B, encode(share.r_B)}});
    });
}

emrshare_status emrshare_rekeygen_requester(const emrshare_set* set, emrshare_bytes a_B, emrshare_bytes f_B,
                                            emrshare_buffer b_B) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(b_B, s.element_bytes(), "b_B");
        const Rq a = read_element(s, a_B, "a_B");
        write({{b_B, encode(rekeygen_requester(s, a, read_short(s, f_B, "f_B")))}});
    });
}

emrshare_status emrshare_rekeygen_cloud(const emrshare_set* set, emrshare_bytes r_B, emrshare_bytes b_B,
                                        emrshare_bytes pk_B, emrshare_buffer rk) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(rk, s.element_bytes(), "rk");
        const Rq r = read_element(s, r_B, "r_B");
        const Rq b = read_element(s, b_B, "b_B");
        write({{rk, encode(rekeygen_cloud(s, r, b, read_element(s, pk_B, "pk_B*")))}});
    });
}

emrshare_status emrshare_rekeygen_cloud_printed(const emrshare_set* set, emrshare_bytes r_B, emrshare_bytes b_B,
                                                emrshare_buffer rk) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(rk, s.element_bytes(), "rk");
        const Rq r = read_element(s, r_B, "r_B");
        write({{rk, encode(rekeygen_cloud_printed(s, r, read_element(s, b_B, "b_B")))}});
    });
}

emrshare_status emrshare_reenc_coins(const emrshare_set* set, emrshare_bytes K_CS, emrshare_bytes delegation,
                                     emrshare_bytes rk, emrshare_bytes pk_B, emrshare_bytes C_A,
                                     emrshare_buffer coins) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(coins, EMRSHARE_COINS_BYTES, "coins");
        const Coins secret = read_coins(K_CS, "K_CS");
        const ByteView name = view(delegation, "delegation");
        const Rq key = read_element(s, rk, "rk");
        const Rq public_key = read_element(s, pk_B, "pk_B*");
        write({{coins, bytes_of(reenc_coins(s, secret, name, key, public_key, read_element(s, C_A, "C_A")))}});
    });
}

emrshare_status emrshare_reenc_from_coins(const emrshare_set* set, emrshare_bytes rk, emrshare_bytes pk_B,
                                          emrshare_bytes C_A, emrshare_bytes coins, emrshare_buffer C_B) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(C_B, s.element_bytes(), "C_B");
        const Rq key = read_element(s, rk, "rk");
        const Rq public_key = read_element(s, pk_B, "pk_B*");
        const Rq block = read_element(s, C_A, "C_A");
        write({{C_B, encode(reenc_from_coins(s, key, public_key, block, read_coins(coins, "coins")))}});
    });
}

emrshare_status emrshare_reenc_printed(const emrshare_set* set, emrshare_bytes rk, emrshare_bytes C_A,
                                       emrshare_buffer C_B) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(C_B, s.element_bytes(), "C_B");
        const Rq key = read_element(s, rk, "rk");
        write({{C_B, encode(reenc_printed(s, key, read_element(s, C_A, "C_A")))}});
    });
}
}
