#include "operations.h"

#include <emrshare_testing.h>

#include <string.h>

// ---- inputs and outputs of a call ----

static emrshare_bytes bytes(const struct call* call, size_t input) {
    const emrshare_bytes view = {call->in[input].bytes, call->in[input].count};
    return view;
}

static emrshare_integers integers(const struct call* call, size_t input) {
    const emrshare_integers view = {call->in[input].integers, call->in[input].count};
    return view;
}

/// An integer that must lie in a range which no vector leaves.
static int64_t integer(const struct call* call, size_t input, int64_t least, int64_t greatest) {
    const int64_t value = call->in[input].integer;
    if (value < least || value > greatest) fail("input %zu is out of range", input);
    return value;
}

static emrshare_buffer byte_room(struct value* value, size_t count) {
    value->present = true;
    value->count = count;
    value->bytes = allocate(count, 1);
    const emrshare_buffer buffer = {value->bytes, count};
    return buffer;
}

static emrshare_buffer element(const struct call* call, size_t output) {
    return byte_room(&call->out[output], emrshare_set_element_bytes(call->set));
}

static emrshare_buffer message(const struct call* call, size_t output) {
    return byte_room(&call->out[output], emrshare_set_message_bytes(call->set));
}

static emrshare_buffer key32(const struct call* call, size_t output) {
    return byte_room(&call->out[output], EMRSHARE_COINS_BYTES);
}

static emrshare_integer_buffer integer_list(const struct call* call, size_t output, size_t count) {
    struct value* const value = &call->out[output];
    value->present = true;
    value->count = count;
    value->integers = allocate(count, sizeof *value->integers);
    const emrshare_integer_buffer buffer = {value->integers, count};
    return buffer;
}

static emrshare_real_buffer real_list(const struct call* call, size_t output, size_t count) {
    struct value* const value = &call->out[output];
    value->present = true;
    value->count = count;
    value->reals = allocate(count, sizeof *value->reals);
    const emrshare_real_buffer buffer = {value->reals, count};
    return buffer;
}

static void put_integer(struct value* value, int64_t integer) {
    value->present = true;
    value->integer = integer;
}

static emrshare_bytes written(emrshare_buffer buffer) {
    const emrshare_bytes view = {buffer.data, buffer.size};
    return view;
}

/// Memory for a value that is not sent.
static emrshare_buffer scratch(size_t count) {
    const emrshare_buffer buffer = {allocate(count, 1), count};
    return buffer;
}

/// Cuts B, the rows one after the other, into a list.
static emrshare_buffer rows(const struct call* call, size_t output) {
    struct value* const value = &call->out[output];
    const size_t row = emrshare_set_element_bytes(call->set);
    value->present = true;
    value->count = emrshare_set_k(call->set);
    value->list = allocate(value->count, sizeof *value->list);
    const emrshare_buffer buffer = scratch(value->count * row);
    for (size_t i = 0; i < value->count; ++i) {
        value->list[i].data = buffer.data + i * row;
        value->list[i].size = row;
    }
    return buffer;
}

// ---- rejections ----

/// Says that the input which the library calls @p theirs is @p ours here.
static emrshare_status concerning(struct call* call, emrshare_status status, const char* theirs, const char* ours) {
    if (status == EMRSHARE_REJECTED && strcmp(emrshare_last_field(), theirs) == 0) call->field = ours;
    return status;
}

/// A check that is made here, because the library is not given the input.
static emrshare_status rejected(struct call* call, const char* check, const char* field) {
    call->check = check;
    call->field = field;
    return EMRSHARE_REJECTED;
}

// ---- master keys: Setup takes seconds, and many requests name the same coins ----

enum { KEPT_KEYS = 8 };

static struct {
    emrshare_master_key* key;
    uint8_t coins[EMRSHARE_COINS_BYTES];
} kept[KEPT_KEYS];

static size_t next_slot = 0;

void forget_keys(void) {
    for (size_t i = 0; i < KEPT_KEYS; ++i) {
        emrshare_master_key_free(kept[i].key);
        kept[i].key = NULL;
    }
}

/// The master key of the coins in an input, which is called @p symbol. It stays the cache's.
static emrshare_status master_key(struct call* call, size_t input, const char* symbol,
                                  const emrshare_master_key** key) {
    const emrshare_bytes coins = bytes(call, input);
    for (size_t i = 0; i < KEPT_KEYS && coins.size == EMRSHARE_COINS_BYTES; ++i) {
        *key = kept[i].key;
        if (*key != NULL && emrshare_master_key_set(*key) == call->set &&
            memcmp(kept[i].coins, coins.data, coins.size) == 0)
            return EMRSHARE_OK;
    }
    emrshare_master_key* made = NULL;
    const emrshare_status status = emrshare_setup_from_coins(call->set, coins, &made);
    if (status != EMRSHARE_OK) return concerning(call, status, "coins", symbol);
    emrshare_master_key_free(kept[next_slot].key);
    kept[next_slot].key = made;
    memcpy(kept[next_slot].coins, coins.data, coins.size);
    next_slot = (next_slot + 1) % KEPT_KEYS;
    *key = made;
    return EMRSHARE_OK;
}

// ---- hashing ----

static emrshare_status run_xof(struct call* call) {
    const size_t length = (size_t)integer(call, 2, 0, 1 << 20);
    return emrshare_testing_xof(call->in[0].text, call->in[1].list, call->in[1].count,
                                byte_room(&call->out[0], length));
}

static emrshare_status run_h1(struct call* call) {
    return emrshare_h1_printed(call->set, bytes(call, 0), integer_list(call, 0, emrshare_set_n(call->set)));
}

static emrshare_status run_syndrome(struct call* call) {
    const size_t k = emrshare_set_k(call->set);
    return emrshare_syndrome(call->profile, call->set, bytes(call, 0), integer_list(call, 0, k));
}

static emrshare_status run_h2(struct call* call) {
    return emrshare_h2(call->set, bytes(call, 0), bytes(call, 1), integer_list(call, 0, emrshare_set_n(call->set)));
}

// ---- samplers ----

static emrshare_integer_buffer counted(const struct call* call, size_t input) {
    return integer_list(call, 0, (size_t)integer(call, input, 0, 65536));
}

static emrshare_status with_taken(const struct call* call, emrshare_status status, size_t taken) {
    put_integer(&call->on_the_way[0], (int64_t)taken);
    return status;
}

static emrshare_status run_uniform(struct call* call) {
    size_t taken = 0;
    const emrshare_integer_buffer residues = counted(call, 0);
    const emrshare_status status = emrshare_testing_uniform(call->set, bytes(call, 1), residues, &taken);
    return with_taken(call, status, taken);
}

static emrshare_status run_ternary(struct call* call) {
    size_t taken = 0;
    const emrshare_status status = emrshare_testing_ternary(bytes(call, 1), counted(call, 0), &taken);
    return with_taken(call, status, taken);
}

static emrshare_status run_cbd(struct call* call) {
    size_t taken = 0;
    const uint32_t eta = (uint32_t)integer(call, 0, 0, 255);
    const emrshare_status status = emrshare_testing_cbd(eta, bytes(call, 2), counted(call, 1), &taken);
    return with_taken(call, status, taken);
}

static emrshare_status run_mask(struct call* call) {
    const uint32_t t = (uint32_t)integer(call, 1, 1, 16);
    return emrshare_testing_mask(t, bytes(call, 2), counted(call, 0), NULL);
}

static emrshare_status run_sample_base(struct call* call) {
    const uint32_t base = (uint32_t)integer(call, 0, 0, 1);
    call->out[0].present = true;
    return emrshare_testing_sample_base(base, bytes(call, 1), &call->out[0].integer);
}

static emrshare_status run_exp(struct call* call) {
    uint64_t y = 0;
    const emrshare_status status = emrshare_testing_exp(call->in[0].real, &y);
    const emrshare_buffer big_endian = byte_room(&call->out[0], 8);
    for (size_t i = 0; i < 8; ++i)
        big_endian.data[i] = (uint8_t)(y >> (56 - 8 * i));
    return status;
}

static emrshare_status run_bernoulli(struct call* call) {
    int accepted = 0;
    const emrshare_status status = emrshare_testing_bernoulli(call->in[0].real, bytes(call, 1), &accepted);
    put_integer(&call->out[0], accepted);
    return status;
}

static emrshare_status run_sample_z(struct call* call) {
    size_t taken = 0;
    uint64_t trials = 0;
    call->out[0].present = true;
    const emrshare_status status = emrshare_testing_sample_z(call->in[0].real, call->in[1].real, bytes(call, 2),
                                                             &call->out[0].integer, &trials, &taken);
    put_integer(&call->on_the_way[1], (int64_t)trials);
    return with_taken(call, status, taken);
}

static emrshare_status run_gaussian_poly(struct call* call) {
    return emrshare_testing_gaussian_poly(call->in[1].real, bytes(call, 2), counted(call, 0));
}

// ---- encodings ----

static emrshare_status run_encode_element(struct call* call) {
    return emrshare_encode_element(call->set, integers(call, 0), element(call, 0));
}

static emrshare_status run_decode_element(struct call* call) {
    return emrshare_decode_element(call->set, bytes(call, 0), integer_list(call, 0, emrshare_set_n(call->set)));
}

static emrshare_status run_encode_message(struct call* call) {
    return emrshare_encode_message(call->set, integers(call, 0), message(call, 0));
}

static emrshare_status run_decode_message(struct call* call) {
    return emrshare_decode_message(call->set, bytes(call, 0), integer_list(call, 0, emrshare_set_n(call->set)));
}

// ---- lattices ----

static emrshare_status run_trapgen(struct call* call) {
    return emrshare_testing_trapgen(call->set, bytes(call, 0), rows(call, 0));
}

static emrshare_status run_gram_schmidt(struct call* call) {
    const struct value* const basis = &call->in[0];
    return emrshare_testing_gram_schmidt(basis->entries, basis->count, basis->columns, real_list(call, 0, basis->count),
                                         real_list(call, 1, basis->count * basis->columns));
}

static emrshare_status run_sample_pre(struct call* call) {
    const emrshare_master_key* key = NULL;
    const emrshare_status status = master_key(call, 0, "setup_coins", &key);
    if (status != EMRSHARE_OK) return status;
    return emrshare_testing_sample_pre(key, integers(call, 1), bytes(call, 2), element(call, 0));
}

static emrshare_status run_fft(struct call* call) {
    return emrshare_testing_fft(integers(call, 0), real_list(call, 0, call->in[0].count));
}

static emrshare_status run_ntru_solve(struct call* call) {
    const size_t n = call->in[0].count;
    const emrshare_integer_buffer F = integer_list(call, 1, n);
    const emrshare_integer_buffer W = integer_list(call, 2, n);
    int solvable = 0;
    const emrshare_status status =
        emrshare_testing_ntru_solve(call->set, integers(call, 0), integers(call, 1), &solvable, F, W);
    put_integer(&call->out[0], solvable);
    call->out[1].present = call->out[2].present = solvable != 0;
    return status;
}

/// The key whose f, w, F, W are the first four inputs.
static emrshare_status load_key(const struct call* call, emrshare_owner_key** key) {
    return emrshare_owner_key_load(call->set, bytes(call, 0), bytes(call, 1), bytes(call, 2), bytes(call, 3), key);
}

static emrshare_status run_sampling_tree(struct call* call) {
    emrshare_owner_key* key = NULL;
    emrshare_status status = load_key(call, &key);
    if (status == EMRSHARE_OK) status = emrshare_testing_sampling_tree(key, &call->out[0].real);
    call->out[0].present = true;
    emrshare_owner_key_free(key);
    return status;
}

static emrshare_status run_sample_delegation(struct call* call) {
    emrshare_owner_key* key = NULL;
    emrshare_status status = load_key(call, &key);
    if (status == EMRSHARE_OK) status = emrshare_testing_sample_delegation(key, bytes(call, 4), element(call, 0));
    emrshare_owner_key_free(key);
    return status;
}

// ---- the cipher ----

static emrshare_status run_setup(struct call* call) {
    const emrshare_master_key* key = NULL;
    emrshare_status status = master_key(call, 0, "coins", &key);
    if (status == EMRSHARE_OK) status = emrshare_master_key_B(key, rows(call, 0));
    if (status == EMRSHARE_OK) status = emrshare_master_key_K(key, key32(call, 1));
    return status;
}

static emrshare_status run_extract(struct call* call) {
    const emrshare_master_key* key = NULL;
    const emrshare_status status = master_key(call, 0, "setup_coins", &key);
    if (status != EMRSHARE_OK) return status;
    return emrshare_extract(call->profile, key, bytes(call, 1), element(call, 0));
}

static emrshare_status run_keygen_printed(struct call* call) {
    return emrshare_keygen_printed_from_coins(call->set, bytes(call, 0), bytes(call, 1), element(call, 0),
                                              element(call, 1));
}

static emrshare_status run_keygen(struct call* call) {
    emrshare_owner_key* key = NULL;
    emrshare_status status = emrshare_keygen_from_coins(call->set, bytes(call, 0), bytes(call, 1), &key);
    if (status == EMRSHARE_OK) status = emrshare_owner_key_f(key, element(call, 0));
    if (status == EMRSHARE_OK) status = emrshare_owner_key_pk(key, element(call, 1));
    if (status == EMRSHARE_OK) status = emrshare_owner_key_F(key, element(call, 2));
    if (status == EMRSHARE_OK) status = emrshare_owner_key_W(key, element(call, 3));
    if (status == EMRSHARE_OK)
        status = emrshare_owner_key_w(key, byte_room(&call->on_the_way[0], emrshare_set_element_bytes(call->set)));
    emrshare_owner_key_free(key);
    return status;
}

static emrshare_status run_one_time_keygen(struct call* call) {
    return emrshare_one_time_keygen_from_coins(call->set, bytes(call, 0), element(call, 0), element(call, 1));
}

static emrshare_status run_enc(struct call* call) {
    return emrshare_enc_from_coins(call->set, bytes(call, 0), bytes(call, 1), bytes(call, 2), element(call, 0));
}

static emrshare_status run_dec(struct call* call) {
    return emrshare_dec(call->set, bytes(call, 0), bytes(call, 1), message(call, 0));
}

static emrshare_status run_owner_printed(struct call* call) {
    return emrshare_rekeygen_owner_printed_from_coins(call->set, bytes(call, 0), bytes(call, 1), element(call, 0),
                                                      element(call, 1));
}

static emrshare_status run_owner(struct call* call) {
    emrshare_owner_key* key = NULL;
    emrshare_status status = concerning(call, load_key(call, &key), "f", "f_A");
    status = concerning(call, status, "w", "w_A");
    if (status == EMRSHARE_OK)
        status = emrshare_rekeygen_owner_from_coins(key, bytes(call, 4), element(call, 0), element(call, 1));
    emrshare_owner_key_free(key);
    return status;
}

static emrshare_status run_requester(struct call* call) {
    return emrshare_rekeygen_requester(call->set, bytes(call, 0), bytes(call, 1), element(call, 0));
}

static emrshare_status run_cloud_printed(struct call* call) {
    return emrshare_rekeygen_cloud_printed(call->set, bytes(call, 0), bytes(call, 1), element(call, 0));
}

static emrshare_status run_cloud(struct call* call) {
    return emrshare_rekeygen_cloud(call->set, bytes(call, 0), bytes(call, 1), bytes(call, 2), element(call, 0));
}

static emrshare_status run_reenc_coins(struct call* call) {
    return emrshare_reenc_coins(call->set, bytes(call, 0), bytes(call, 1), bytes(call, 2), bytes(call, 3),
                                bytes(call, 4), key32(call, 0));
}

static emrshare_status run_reenc_printed(struct call* call) {
    return emrshare_reenc_printed(call->set, bytes(call, 0), bytes(call, 1), element(call, 0));
}

static emrshare_status run_reenc(struct call* call) {
    return emrshare_reenc_from_coins(call->set, bytes(call, 0), bytes(call, 1), bytes(call, 2), bytes(call, 3),
                                     element(call, 0));
}

static int64_t different_bits(const uint8_t* a, const uint8_t* b, size_t count) {
    int64_t different = 0;
    for (size_t i = 0; i < 8 * count; ++i)
        different += (a[i / 8] ^ b[i / 8]) >> (i % 8) & 1;
    return different;
}

static emrshare_status compare_decryption(struct call* call, const char* f_symbol) {
    const emrshare_buffer M_B = message(call, 0);
    emrshare_status status = emrshare_dec(call->set, bytes(call, 0), bytes(call, 1), M_B);
    status = concerning(call, status, "f", f_symbol);
    status = concerning(call, status, "C", "C_B");
    if (status != EMRSHARE_OK) return status;
    const emrshare_bytes M = bytes(call, 2);
    if (M.size != M_B.size) return rejected(call, "ENC.Message.C2", "M");
    put_integer(&call->out[1], different_bits(M.data, M_B.data, M.size));
    return EMRSHARE_OK;
}

static emrshare_status run_dec_reencrypted_printed(struct call* call) {
    return compare_decryption(call, "f_B");
}

static emrshare_status run_dec_reencrypted(struct call* call) {
    return compare_decryption(call, "f_B*");
}

static emrshare_status run_kem_encaps(struct call* call) {
    return emrshare_kem_encaps_from_coins(call->set, bytes(call, 0), bytes(call, 1), element(call, 0), key32(call, 1));
}

static emrshare_status run_kem_decaps(struct call* call) {
    return emrshare_kem_decaps(call->set, bytes(call, 0), bytes(call, 1), bytes(call, 2), bytes(call, 3),
                               key32(call, 0));
}

// ---- sealed files ----

static emrshare_status run_seal(struct call* call) {
    const emrshare_bytes plaintext = bytes(call, 1);
    const emrshare_buffer sealed = byte_room(&call->out[0], emrshare_sealed_size(call->set, plaintext.size));
    const emrshare_buffer fingerprint = byte_room(&call->on_the_way[0], EMRSHARE_FINGERPRINT_BYTES);
    const emrshare_status status = emrshare_key_fingerprint(call->set, bytes(call, 0), fingerprint);
    if (status != EMRSHARE_OK) return status;
    return emrshare_seal_from_coins(call->set, bytes(call, 0), plaintext, bytes(call, 2), sealed);
}

static emrshare_status run_open(struct call* call) {
    const emrshare_bytes sealed = bytes(call, 2);
    // No plaintext is longer than its sealed form.
    const emrshare_buffer plaintext = byte_room(&call->out[0], sealed.size);
    return emrshare_open(call->set, bytes(call, 0), bytes(call, 1), sealed, plaintext, &call->out[0].count);
}

static emrshare_status run_seal_hybrid(struct call* call) {
    const emrshare_bytes plaintext = bytes(call, 1);
    const emrshare_buffer sealed = byte_room(&call->out[0], emrshare_sealed_hybrid_size(call->set, plaintext.size));
    return emrshare_seal_hybrid_from_coins(call->set, bytes(call, 0), plaintext, bytes(call, 2), sealed);
}

static emrshare_status run_open_hybrid(struct call* call) {
    const emrshare_bytes sealed = bytes(call, 2);
    const emrshare_buffer plaintext = byte_room(&call->out[0], sealed.size);
    return emrshare_open_hybrid(call->set, bytes(call, 0), bytes(call, 1), sealed, plaintext, &call->out[0].count);
}

static emrshare_status run_reseal(struct call* call) {
    const emrshare_bytes sealed = bytes(call, 4);
    const emrshare_buffer resealed = byte_room(&call->out[0], emrshare_resealed_size(sealed.size));
    return emrshare_reseal(call->set, bytes(call, 0), bytes(call, 1), bytes(call, 2), bytes(call, 3), sealed, resealed);
}

static emrshare_status run_open_resealed(struct call* call) {
    const emrshare_bytes resealed = bytes(call, 2);
    const emrshare_buffer plaintext = byte_room(&call->out[0], resealed.size);
    return emrshare_open_resealed(call->set, bytes(call, 0), bytes(call, 1), resealed, plaintext, &call->out[0].count);
}

// ---- the whole way ----

/// The inputs of `chain`.
enum { SETUP_COINS, ID, OWNER_COINS, REQUESTER_COINS, DELEGATION_COINS, ENC_COINS, K_CS, DELEGATION, CHAIN_M };

/// Its intermediates.
enum { CHAIN_PK_A, CHAIN_PK_B, CHAIN_RK, CHAIN_C_A };

/// From the owner's key on.
static emrshare_status delegate_and_read(struct call* call, const emrshare_owner_key* owner) {
    const size_t size = emrshare_set_element_bytes(call->set);
    const emrshare_buffer pk_A = byte_room(&call->on_the_way[CHAIN_PK_A], size);
    const emrshare_buffer pk_B = byte_room(&call->on_the_way[CHAIN_PK_B], size);
    const emrshare_buffer rk = byte_room(&call->on_the_way[CHAIN_RK], size);
    const emrshare_buffer C_A = byte_room(&call->on_the_way[CHAIN_C_A], size);
    const emrshare_buffer C_B = element(call, 0);
    const emrshare_buffer f_B = scratch(size);
    const emrshare_buffer a_B = scratch(size);
    const emrshare_buffer r_B = scratch(size);
    const emrshare_buffer b_B = scratch(size);
    const emrshare_buffer coins = scratch(EMRSHARE_COINS_BYTES);
    emrshare_status status = emrshare_owner_key_pk(owner, pk_A);
    if (status == EMRSHARE_OK) {
        status = emrshare_one_time_keygen_from_coins(call->set, bytes(call, REQUESTER_COINS), f_B, pk_B);
        status = concerning(call, status, "coins", "requester_coins");
    }
    if (status == EMRSHARE_OK) {
        status = emrshare_rekeygen_owner_from_coins(owner, bytes(call, DELEGATION_COINS), a_B, r_B);
        status = concerning(call, status, "coins", "delegation_coins");
    }
    if (status == EMRSHARE_OK) status = emrshare_rekeygen_requester(call->set, written(a_B), written(f_B), b_B);
    if (status == EMRSHARE_OK)
        status = emrshare_rekeygen_cloud(call->set, written(r_B), written(b_B), written(pk_B), rk);
    if (status == EMRSHARE_OK) {
        status = emrshare_enc_from_coins(call->set, written(pk_A), bytes(call, CHAIN_M), bytes(call, ENC_COINS), C_A);
        status = concerning(call, status, "coins", "enc_coins");
    }
    if (status == EMRSHARE_OK)
        status = emrshare_reenc_coins(call->set, bytes(call, K_CS), bytes(call, DELEGATION), written(rk), written(pk_B),
                                      written(C_A), coins);
    if (status == EMRSHARE_OK)
        status = emrshare_reenc_from_coins(call->set, written(rk), written(pk_B), written(C_A), written(coins), C_B);
    if (status == EMRSHARE_OK) status = emrshare_dec(call->set, written(f_B), written(C_B), message(call, 1));
    return status;
}

static emrshare_status run_chain(struct call* call) {
    const emrshare_buffer f_prime = scratch(emrshare_set_element_bytes(call->set));
    const emrshare_master_key* key = NULL;
    emrshare_owner_key* owner = NULL;
    emrshare_status status = master_key(call, SETUP_COINS, "setup_coins", &key);
    if (status == EMRSHARE_OK) status = emrshare_extract(EMRSHARE_CORRECTED, key, bytes(call, ID), f_prime);
    if (status == EMRSHARE_OK) {
        status = emrshare_keygen_from_coins(call->set, written(f_prime), bytes(call, OWNER_COINS), &owner);
        status = concerning(call, status, "coins", "owner_coins");
    }
    if (status == EMRSHARE_OK) status = delegate_and_read(call, owner);
    emrshare_owner_key_free(owner);
    return status;
}

// ---- long runs ----

enum { CHECKPOINTS = 10 };

/// One iteration: what it makes of a block, and what the block's reader decrypts.
typedef emrshare_status (*iteration)(struct call* call, emrshare_bytes M, emrshare_bytes coins, emrshare_buffer C,
                                     emrshare_buffer decrypted);

static emrshare_status iterate_enc_dec(struct call* call, emrshare_bytes M, emrshare_bytes coins, emrshare_buffer C,
                                       emrshare_buffer decrypted) {
    const emrshare_status status = emrshare_enc_from_coins(call->set, bytes(call, 1), M, coins, C);
    return status == EMRSHARE_OK ? emrshare_dec(call->set, bytes(call, 0), written(C), decrypted) : status;
}

static emrshare_status iterate_reenc(struct call* call, emrshare_bytes M, emrshare_bytes coins, emrshare_buffer C,
                                     emrshare_buffer decrypted) {
    emrshare_status status = emrshare_enc_from_coins(call->set, bytes(call, 0), M, coins, C);
    status = concerning(call, status, "pk", "pk_A");
    if (status == EMRSHARE_OK)
        status = emrshare_reenc_from_coins(call->set, bytes(call, 1), bytes(call, 2), written(C), coins, C);
    if (status == EMRSHARE_OK)
        status = concerning(call, emrshare_dec(call->set, bytes(call, 3), written(C), decrypted), "f", "f_B*");
    return status;
}

/// The digest chain over many iterations. `coins` and `iterations` are inputs number @p first and the next.
static emrshare_status accumulate(struct call* call, size_t first, iteration iterate) {
    const emrshare_bytes coins = bytes(call, first);
    const int64_t iterations = integer(call, first + 1, CHECKPOINTS, 10000000);
    if (iterations % CHECKPOINTS != 0) fail("iterations: not a multiple of 10");
    if (coins.size != EMRSHARE_COINS_BYTES) return rejected(call, "COINS.C1", "coins");
    const char* const name = emrshare_set_name(call->set);
    const emrshare_buffer M = scratch(emrshare_set_message_bytes(call->set));
    const emrshare_buffer block_coins = scratch(EMRSHARE_COINS_BYTES);
    const emrshare_buffer C = scratch(emrshare_set_element_bytes(call->set));
    const emrshare_buffer decrypted = scratch(M.size);
    const emrshare_buffer digest = scratch(32);
    struct value* const checkpoints = &call->out[0];
    checkpoints->list = allocate(CHECKPOINTS, sizeof *checkpoints->list);
    int64_t errors = 0;
    for (int64_t i = 0; i < iterations; ++i) {
        uint8_t number[8];
        for (size_t j = 0; j < 8; ++j)
            number[j] = (uint8_t)((uint64_t)i >> (8 * j));
        const emrshare_bytes parts[] = {coins, {(const uint8_t*)name, strlen(name)}, {number, sizeof number}};
        emrshare_status status = emrshare_testing_xof("ACC.M", parts, 3, M);
        if (status == EMRSHARE_OK) status = emrshare_testing_xof("ACC.Coins", parts, 3, block_coins);
        if (status == EMRSHARE_OK) status = iterate(call, written(M), written(block_coins), C, decrypted);
        const emrshare_bytes hashed[] = {written(digest), written(C), written(decrypted)};
        if (status == EMRSHARE_OK) status = emrshare_testing_sha3_256(hashed, 3, digest);
        if (status != EMRSHARE_OK) return status;
        errors += memcmp(M.data, decrypted.data, M.size) != 0;
        if ((i + 1) % (iterations / CHECKPOINTS) != 0) continue;
        const emrshare_buffer checkpoint = scratch(digest.size);
        memcpy(checkpoint.data, digest.data, digest.size);
        checkpoints->list[checkpoints->count++] = written(checkpoint);
    }
    checkpoints->present = true;
    put_integer(&call->out[1], errors);
    return EMRSHARE_OK;
}

static emrshare_status run_accumulate_enc_dec(struct call* call) {
    return accumulate(call, 2, iterate_enc_dec);
}

static emrshare_status run_accumulate_reenc(struct call* call) {
    return accumulate(call, 4, iterate_reenc);
}

// ---- signatures ----

static emrshare_status run_sig_keygen(struct call* call) {
    return emrshare_sig_keygen_from_coins(bytes(call, 0), byte_room(&call->out[0], EMRSHARE_SIG_PUBLIC_KEY_BYTES),
                                          byte_room(&call->out[1], EMRSHARE_SIG_SECRET_KEY_BYTES));
}

static emrshare_status run_sig_sign(struct call* call) {
    return emrshare_sig_sign_from_coins(bytes(call, 0), bytes(call, 1), bytes(call, 2), bytes(call, 3),
                                        byte_room(&call->out[0], EMRSHARE_SIG_BYTES));
}

static emrshare_status run_sig_verify(struct call* call) {
    put_integer(&call->out[0], 1);
    return emrshare_sig_verify(bytes(call, 0), bytes(call, 1), bytes(call, 2), bytes(call, 3));
}

// ---- the table ----

#define COINS                                                                                                          \
    { "coins", BYTES }
#define SETUP_COINS_FIELD                                                                                              \
    { "setup_coins", BYTES }
#define TAKEN                                                                                                          \
    { "taken", INTEGER }
#define PRINTED "as-printed"

const struct operation operations[] = {
    {"xof",
     "both",
     false,
     run_xof,
     {{"label", TEXT}, {"parts", BYTES_LIST}, {"length", INTEGER}},
     {{"stream", BYTES}},
     {{0}}},
    {"uniform", "both", true, run_uniform, {{"count", INTEGER}, {"bytes", BYTES}}, {{"residues", INTEGERS}}, {TAKEN}},
    {"ternary", "both", false, run_ternary, {{"count", INTEGER}, {"bytes", BYTES}}, {{"u", INTEGERS}}, {TAKEN}},
    {"cbd",
     "both",
     false,
     run_cbd,
     {{"eta", INTEGER}, {"count", INTEGER}, {"bytes", BYTES}},
     {{"e", INTEGERS}},
     {TAKEN}},
    {"mask", "both", false, run_mask, {{"count", INTEGER}, {"t", INTEGER}, {"bytes", BYTES}}, {{"v", INTEGERS}}, {{0}}},
    {"h1", PRINTED, true, run_h1, {{"id", BYTES}}, {{"H_1(id)", INTEGERS}}, {{0}}},
    {"syndrome", PRINTED, true, run_syndrome, {{"id", BYTES}}, {{"h", INTEGERS}}, {{0}}},
    {"syndrome", "corrected", true, run_syndrome, {{"id", BYTES}}, {{"h", INTEGERS}}, {{0}}},
    {"h2", "both", true, run_h2, {{"x", BYTES}, {"y", BYTES}}, {{"delta", INTEGERS}}, {{0}}},
    {"sample-base", "both", false, run_sample_base, {{"base", INTEGER}, {"bytes", BYTES}}, {{"z_0", INTEGER}}, {{0}}},
    {"exp", "both", false, run_exp, {{"r", REAL}}, {{"y", BYTES}}, {{0}}},
    {"bernoulli", "both", false, run_bernoulli, {{"x", REAL}, {"bytes", BYTES}}, {{"accepted", BOOLEAN}}, {{0}}},
    {"sample-z",
     "both",
     false,
     run_sample_z,
     {{"c", REAL}, {"sigma", REAL}, {"bytes", BYTES}},
     {{"z", INTEGER}},
     {TAKEN, {"trials", INTEGER}}},
    {"gaussian-poly",
     "both",
     false,
     run_gaussian_poly,
     {{"n", INTEGER}, {"sigma", REAL}, COINS},
     {{"g", INTEGERS}},
     {{0}}},
    {"encode-element", "both", true, run_encode_element, {{"coefficients", INTEGERS}}, {{"bytes", BYTES}}, {{0}}},
    {"decode-element", "both", true, run_decode_element, {{"bytes", BYTES}}, {{"coefficients", INTEGERS}}, {{0}}},
    {"encode-message", "both", true, run_encode_message, {{"coefficients", INTEGERS}}, {{"bytes", BYTES}}, {{0}}},
    {"decode-message", "both", true, run_decode_message, {{"bytes", BYTES}}, {{"coefficients", INTEGERS}}, {{0}}},
    {"trapgen", "both", true, run_trapgen, {COINS}, {{"B", BYTES_LIST}}, {{0}}},
    {"gram-schmidt", "both", true, run_gram_schmidt, {{"basis", MATRIX}}, {{"N", REALS}, {"b~", REALS}}, {{0}}},
    {"setup", "both", true, run_setup, {COINS}, {{"B", BYTES_LIST}, {"K", BYTES}}, {{0}}},
    {"sample-pre", "both", true, run_sample_pre, {SETUP_COINS_FIELD, {"u", INTEGERS}, COINS}, {{"f'", BYTES}}, {{0}}},
    {"extract", PRINTED, true, run_extract, {SETUP_COINS_FIELD, {"id", BYTES}}, {{"f'", BYTES}}, {{0}}},
    {"extract", "corrected", true, run_extract, {SETUP_COINS_FIELD, {"id", BYTES}}, {{"f'", BYTES}}, {{0}}},
    {"keygen", PRINTED, true, run_keygen_printed, {{"f'", BYTES}, COINS}, {{"f", BYTES}, {"pk", BYTES}}, {{0}}},
    {"keygen",
     "corrected",
     true,
     run_keygen,
     {{"f'", BYTES}, COINS},
     {{"f", BYTES}, {"pk", BYTES}, {"F", BYTES}, {"W", BYTES}},
     {{"w", BYTES}}},
    {"one-time-keygen", "corrected", true, run_one_time_keygen, {COINS}, {{"f*", BYTES}, {"pk*", BYTES}}, {{0}}},
    {"enc", "both", true, run_enc, {{"pk", BYTES}, {"M", BYTES}, COINS}, {{"C", BYTES}}, {{0}}},
    {"dec", "both", true, run_dec, {{"f", BYTES}, {"C", BYTES}}, {{"M", BYTES}}, {{0}}},
    {"accumulate",
     "both",
     true,
     run_accumulate_enc_dec,
     {{"f", BYTES}, {"pk", BYTES}, COINS, {"iterations", INTEGER}},
     {{"checkpoints", BYTES_LIST}, {"errors", INTEGER}},
     {{0}}},
    {"accumulate",
     "corrected",
     true,
     run_accumulate_reenc,
     {{"pk_A", BYTES}, {"rk", BYTES}, {"pk_B*", BYTES}, {"f_B*", BYTES}, COINS, {"iterations", INTEGER}},
     {{"checkpoints", BYTES_LIST}, {"errors", INTEGER}},
     {{0}}},
    {"rekeygen-owner",
     PRINTED,
     true,
     run_owner_printed,
     {{"f_A", BYTES}, COINS},
     {{"a_B", BYTES}, {"r_B", BYTES}},
     {{0}}},
    {"rekeygen-owner",
     "corrected",
     true,
     run_owner,
     {{"f_A", BYTES}, {"w_A", BYTES}, {"F", BYTES}, {"W", BYTES}, COINS},
     {{"a_B", BYTES}, {"r_B", BYTES}},
     {{0}}},
    {"rekeygen-requester", "both", true, run_requester, {{"a_B", BYTES}, {"f_B", BYTES}}, {{"b_B", BYTES}}, {{0}}},
    {"rekeygen-cloud", PRINTED, true, run_cloud_printed, {{"r_B", BYTES}, {"b_B", BYTES}}, {{"rk", BYTES}}, {{0}}},
    {"rekeygen-cloud",
     "corrected",
     true,
     run_cloud,
     {{"r_B", BYTES}, {"b_B", BYTES}, {"pk_B*", BYTES}},
     {{"rk", BYTES}},
     {{0}}},
    {"reenc-coins",
     "corrected",
     true,
     run_reenc_coins,
     {{"K_CS", BYTES}, {"delegation", BYTES}, {"rk", BYTES}, {"pk_B*", BYTES}, {"C_A", BYTES}},
     {COINS},
     {{0}}},
    {"reenc", PRINTED, true, run_reenc_printed, {{"rk", BYTES}, {"C_A", BYTES}}, {{"C_B", BYTES}}, {{0}}},
    {"reenc",
     "corrected",
     true,
     run_reenc,
     {{"rk", BYTES}, {"pk_B*", BYTES}, {"C_A", BYTES}, COINS},
     {{"C_B", BYTES}},
     {{0}}},
    {"dec-reencrypted",
     PRINTED,
     true,
     run_dec_reencrypted_printed,
     {{"f_B", BYTES}, {"C_B", BYTES}, {"M", BYTES}},
     {{"M_B", BYTES}, {"wrong_bits", INTEGER}},
     {{0}}},
    {"dec-reencrypted",
     "corrected",
     true,
     run_dec_reencrypted,
     {{"f_B*", BYTES}, {"C_B", BYTES}, {"M", BYTES}},
     {{"M_B", BYTES}, {"wrong_bits", INTEGER}},
     {{0}}},
    {"seal",
     "both",
     true,
     run_seal,
     {{"pk", BYTES}, {"plaintext", BYTES}, COINS},
     {{"sealed", BYTES}},
     {{"fingerprint", BYTES}}},
    {"open", "both", true, run_open, {{"f", BYTES}, {"pk", BYTES}, {"sealed", BYTES}}, {{"plaintext", BYTES}}, {{0}}},
    {"seal-hybrid",
     "both",
     true,
     run_seal_hybrid,
     {{"pk", BYTES}, {"plaintext", BYTES}, COINS},
     {{"sealed", BYTES}},
     {{0}}},
    {"open-hybrid",
     "both",
     true,
     run_open_hybrid,
     {{"f", BYTES}, {"pk", BYTES}, {"sealed", BYTES}},
     {{"plaintext", BYTES}},
     {{0}}},
    {"reseal",
     "corrected",
     true,
     run_reseal,
     {{"rk", BYTES}, {"pk_B*", BYTES}, {"K_CS", BYTES}, {"digest", BYTES}, {"sealed", BYTES}},
     {{"resealed", BYTES}},
     {{0}}},
    {"open-resealed",
     "corrected",
     true,
     run_open_resealed,
     {{"f_B*", BYTES}, {"pk_B*", BYTES}, {"resealed", BYTES}},
     {{"plaintext", BYTES}},
     {{0}}},
    {"fft", "both", false, run_fft, {{"a", INTEGERS}}, {{"values", REALS}}, {{0}}},
    {"ntru-solve",
     "corrected",
     true,
     run_ntru_solve,
     {{"f", INTEGERS}, {"w", INTEGERS}},
     {{"solvable", BOOLEAN}, {"F", INTEGERS}, {"W", INTEGERS}},
     {{0}}},
    {"sampling-tree",
     "corrected",
     true,
     run_sampling_tree,
     {{"f", BYTES}, {"w", BYTES}, {"F", BYTES}, {"W", BYTES}},
     {{"max_N", REAL}},
     {{0}}},
    {"sample-delegation",
     "corrected",
     true,
     run_sample_delegation,
     {{"f", BYTES}, {"w", BYTES}, {"F", BYTES}, {"W", BYTES}, COINS},
     {{"d", BYTES}},
     {{0}}},
    {"kem-encaps", "both", true, run_kem_encaps, {{"pk", BYTES}, COINS}, {{"C", BYTES}, {"K", BYTES}}, {{0}}},
    {"kem-decaps",
     "both",
     true,
     run_kem_decaps,
     {{"f", BYTES}, {"pk", BYTES}, {"z", BYTES}, {"C", BYTES}},
     {{"K", BYTES}},
     {{0}}},
    {"chain",
     "corrected",
     true,
     run_chain,
     {SETUP_COINS_FIELD,
      {"id", BYTES},
      {"owner_coins", BYTES},
      {"requester_coins", BYTES},
      {"delegation_coins", BYTES},
      {"enc_coins", BYTES},
      {"K_CS", BYTES},
      {"delegation", BYTES},
      {"M", BYTES}},
     {{"C_B", BYTES}, {"M_B", BYTES}},
     {{"pk_A", BYTES}, {"pk_B*", BYTES}, {"rk", BYTES}, {"C_A", BYTES}}},
    {"sig-keygen", "both", false, run_sig_keygen, {{"xi", BYTES}}, {{"pk", BYTES}, {"sk", BYTES}}, {{0}}},
    {"sig-sign",
     "both",
     false,
     run_sig_sign,
     {{"sk", BYTES}, {"M", BYTES}, {"ctx", BYTES}, {"rnd", BYTES}},
     {{"sigma", BYTES}},
     {{0}}},
    {"sig-verify",
     "both",
     false,
     run_sig_verify,
     {{"pk", BYTES}, {"M", BYTES}, {"ctx", BYTES}, {"sigma", BYTES}},
     {{"accepted", BOOLEAN}},
     {{0}}},
    {0},
};
