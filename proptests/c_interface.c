// The C interface from plain C: the whole way of a block, and what is refused how.
#include <emrshare.h>
#include <emrshare_testing.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            ++failures;                                                                                                \
            fprintf(stderr, "%s:%d: not so: %s [%s, %s: %s]\n", __FILE__, __LINE__, #condition, emrshare_last_check(), \
                    emrshare_last_field(), emrshare_last_reason());                                                    \
        }                                                                                                              \
    } while (0)

// ---- toy-64, and values of its sizes ----

enum { N = 64, ELEMENT = 184, MESSAGE = 8, COINS = EMRSHARE_COINS_BYTES, GUARD = 0xa5 };

typedef struct element {
    uint8_t bytes[ELEMENT];
} element;

static emrshare_bytes in(const element* value) {
    const emrshare_bytes view = {value->bytes, ELEMENT};
    return view;
}

static emrshare_buffer out(element* value) {
    const emrshare_buffer buffer = {value->bytes, ELEMENT};
    return buffer;
}

static emrshare_bytes view_of(const void* data, size_t size) {
    const emrshare_bytes view = {data, size};
    return view;
}

static emrshare_buffer room_of(void* data, size_t size) {
    const emrshare_buffer buffer = {data, size};
    return buffer;
}

/// Coins that a number determines.
static emrshare_bytes coins(uint8_t number) {
    static uint8_t all[256][COINS];
    all[number][0] = number;
    return view_of(all[number], COINS);
}

/// Whether the last rejection was by this check and concerns this field.
static bool refused(emrshare_status status, const char* check, const char* field) {
    return status == EMRSHARE_REJECTED && strcmp(emrshare_last_check(), check) == 0 &&
           strcmp(emrshare_last_field(), field) == 0 && emrshare_last_reason()[0] != '\0';
}

/// Whether the last call was a usage error that concerns this argument.
static bool misused(emrshare_status status, const char* argument) {
    return status == EMRSHARE_USAGE && emrshare_last_check()[0] == '\0' &&
           strcmp(emrshare_last_field(), argument) == 0 && emrshare_last_reason()[0] != '\0';
}

static bool is_untouched(const void* data, size_t size) {
    const uint8_t* const bytes = data;
    for (size_t i = 0; i < size; ++i) {
        if (bytes[i] != GUARD) return false;
    }
    return true;
}

static const uint8_t block[MESSAGE] = {1, 2, 3, 4, 0x80, 0xff, 0, 7};

/// What the tests share.
static struct {
    const emrshare_set* set;
    emrshare_master_key* master;
    emrshare_owner_key* owner;
    element f_prime;
    element f;
    element pk;
} world;

static void make_world(void) {
    CHECK(emrshare_set_by_name("toy-64", &world.set) == EMRSHARE_OK);
    CHECK(emrshare_set_n(world.set) == N);
    CHECK(emrshare_set_element_bytes(world.set) == ELEMENT);
    CHECK(emrshare_set_message_bytes(world.set) == MESSAGE);
    CHECK(emrshare_setup_from_coins(world.set, coins(0), &world.master) == EMRSHARE_OK);
    CHECK(emrshare_extract(EMRSHARE_CORRECTED, world.master, view_of("alice", 5), out(&world.f_prime)) == EMRSHARE_OK);
    CHECK(emrshare_keygen_from_coins(world.set, in(&world.f_prime), coins(1), &world.owner) == EMRSHARE_OK);
    CHECK(emrshare_owner_key_f(world.owner, out(&world.f)) == EMRSHARE_OK);
    CHECK(emrshare_owner_key_pk(world.owner, out(&world.pk)) == EMRSHARE_OK);
    CHECK(emrshare_master_key_set(world.master) == world.set);
    CHECK(emrshare_owner_key_set(world.owner) == world.set);
}

static void free_world(void) {
    emrshare_owner_key_free(world.owner);
    emrshare_master_key_free(world.master);
    emrshare_owner_key_free(NULL);
    emrshare_master_key_free(NULL);
}

// ---- what works ----

/// From Setup to the message that the requester reads, twice with the same coins.
static void test_delegation(void) {
    element results[2];
    for (size_t i = 0; i < 2; ++i) {
        element f_B, pk_B, a_B, r_B, b_B, rk, C_A;
        uint8_t used[COINS], read[MESSAGE];
        CHECK(emrshare_one_time_keygen_from_coins(world.set, coins(2), out(&f_B), out(&pk_B)) == EMRSHARE_OK);
        CHECK(emrshare_rekeygen_owner_from_coins(world.owner, coins(3), out(&a_B), out(&r_B)) == EMRSHARE_OK);
        CHECK(emrshare_rekeygen_requester(world.set, in(&a_B), in(&f_B), out(&b_B)) == EMRSHARE_OK);
        CHECK(emrshare_rekeygen_cloud(world.set, in(&r_B), in(&b_B), in(&pk_B), out(&rk)) == EMRSHARE_OK);
        CHECK(emrshare_enc_from_coins(world.set, in(&world.pk), view_of(block, MESSAGE), coins(4), out(&C_A)) ==
              EMRSHARE_OK);
        CHECK(emrshare_reenc_coins(world.set, coins(5), view_of("d", 1), in(&rk), in(&pk_B), in(&C_A),
                                   room_of(used, COINS)) == EMRSHARE_OK);
        // The result may take the place of an input.
        CHECK(emrshare_reenc_from_coins(world.set, in(&rk), in(&pk_B), in(&C_A), view_of(used, COINS), out(&C_A)) ==
              EMRSHARE_OK);
        CHECK(emrshare_dec(world.set, in(&f_B), in(&C_A), room_of(read, MESSAGE)) == EMRSHARE_OK);
        CHECK(memcmp(read, block, MESSAGE) == 0);
        results[i] = C_A;
    }
    CHECK(memcmp(&results[0], &results[1], ELEMENT) == 0);
}

static void test_plain_forms(void) {
    emrshare_master_key* master = NULL;
    emrshare_owner_key* owner = NULL;
    element f_prime, f, pk, a_B, r_B, C[2];
    uint8_t read[MESSAGE], sent[COINS], received[COINS], drawn[2][COINS];
    CHECK(emrshare_setup(world.set, &master) == EMRSHARE_OK);
    CHECK(emrshare_extract(EMRSHARE_CORRECTED, master, view_of(NULL, 0), out(&f_prime)) == EMRSHARE_OK);
    CHECK(emrshare_keygen(world.set, in(&f_prime), &owner) == EMRSHARE_OK);
    CHECK(emrshare_rekeygen_owner(owner, out(&a_B), out(&r_B)) == EMRSHARE_OK);
    CHECK(emrshare_one_time_keygen(world.set, out(&f), out(&pk)) == EMRSHARE_OK);
    for (size_t i = 0; i < 2; ++i) {
        CHECK(emrshare_enc(world.set, in(&pk), view_of(block, MESSAGE), out(&C[i])) == EMRSHARE_OK);
        CHECK(emrshare_dec(world.set, in(&f), in(&C[i]), room_of(read, MESSAGE)) == EMRSHARE_OK);
        CHECK(memcmp(read, block, MESSAGE) == 0);
        CHECK(emrshare_random_coins(room_of(drawn[i], COINS)) == EMRSHARE_OK);
    }
    CHECK(memcmp(&C[0], &C[1], ELEMENT) != 0);
    CHECK(memcmp(drawn[0], drawn[1], COINS) != 0);
    CHECK(emrshare_kem_encaps(world.set, in(&pk), out(&C[0]), room_of(sent, COINS)) == EMRSHARE_OK);
    CHECK(emrshare_kem_decaps(world.set, in(&f), in(&pk), coins(0), in(&C[0]), room_of(received, COINS)) ==
          EMRSHARE_OK);
    CHECK(memcmp(sent, received, COINS) == 0);
    // Implicit rejection: another key, and no error.
    CHECK(emrshare_kem_decaps(world.set, in(&f), in(&pk), coins(0), in(&C[1]), room_of(received, COINS)) ==
          EMRSHARE_OK);
    CHECK(memcmp(sent, received, COINS) != 0);
    emrshare_owner_key_free(owner);
    emrshare_master_key_free(master);
}

static void test_printed(void) {
    element f_prime, f, pk, C;
    uint8_t read[MESSAGE];
    CHECK(emrshare_extract(EMRSHARE_AS_PRINTED, world.master, view_of("alice", 5), out(&f_prime)) == EMRSHARE_OK);
    CHECK(memcmp(&f_prime, &world.f_prime, ELEMENT) != 0);
    CHECK(emrshare_keygen_printed_from_coins(world.set, in(&f_prime), coins(1), out(&f), out(&pk)) == EMRSHARE_OK);
    CHECK(emrshare_enc_from_coins(world.set, in(&pk), view_of(block, MESSAGE), coins(2), out(&C)) == EMRSHARE_OK);
    CHECK(emrshare_dec(world.set, in(&f), in(&C), room_of(read, MESSAGE)) == EMRSHARE_OK);
    CHECK(memcmp(read, block, MESSAGE) == 0);
}

static void test_saved_key(void) {
    element w, F, W, pk, shares[4];
    emrshare_owner_key* loaded = NULL;
    CHECK(emrshare_owner_key_w(world.owner, out(&w)) == EMRSHARE_OK);
    CHECK(emrshare_owner_key_F(world.owner, out(&F)) == EMRSHARE_OK);
    CHECK(emrshare_owner_key_W(world.owner, out(&W)) == EMRSHARE_OK);
    CHECK(emrshare_owner_key_load(world.set, in(&world.f), in(&w), in(&F), in(&W), &loaded) == EMRSHARE_OK);
    CHECK(emrshare_owner_key_pk(loaded, out(&pk)) == EMRSHARE_OK);
    CHECK(memcmp(&pk, &world.pk, ELEMENT) == 0);
    CHECK(emrshare_rekeygen_owner_from_coins(loaded, coins(9), out(&shares[0]), out(&shares[1])) == EMRSHARE_OK);
    CHECK(emrshare_rekeygen_owner_from_coins(world.owner, coins(9), out(&shares[2]), out(&shares[3])) == EMRSHARE_OK);
    CHECK(memcmp(&shares[0], &shares[2], 2 * ELEMENT) == 0);
    emrshare_owner_key_free(loaded);

    const element zero = {{0}};
    CHECK(emrshare_owner_key_load(world.set, in(&zero), in(&w), in(&F), in(&W), &loaded) == EMRSHARE_OK);
    memset(&pk, GUARD, ELEMENT);
    CHECK(refused(emrshare_owner_key_pk(loaded, out(&pk)), "CPRE.KeyGen.C2", "f"));
    CHECK(is_untouched(&pk, ELEMENT));
    emrshare_owner_key_free(loaded);
}

static void test_sealing(void) {
    static const char text[] = "Blood group AB, Rh negative.";
    const size_t length = sizeof text - 1;
    const size_t size = (size_t)emrshare_sealed_size(world.set, length);
    uint8_t* const sealed = malloc(size);
    uint8_t opened[sizeof text + 16];
    uint64_t said = 0;
    size_t written = 0;
    memset(sealed, GUARD, size);
    CHECK(misused(
        emrshare_seal_from_coins(world.set, in(&world.pk), view_of(text, length), coins(6), room_of(sealed, size - 1)),
        "sealed"));
    CHECK(refused(emrshare_seal_from_coins(world.set, in(&world.pk), view_of(text, length), view_of(text, 3),
                                           room_of(sealed, size)),
                  "COINS.C1", "coins"));
    CHECK(is_untouched(sealed, size));
    CHECK(emrshare_seal_from_coins(world.set, in(&world.pk), view_of(text, length), coins(6), room_of(sealed, size)) ==
          EMRSHARE_OK);
    CHECK(emrshare_opened_size(view_of(sealed, size), &said) == EMRSHARE_OK);
    CHECK(said == length);

    memset(opened, GUARD, sizeof opened);
    CHECK(misused(emrshare_open(world.set, in(&world.f), in(&world.pk), view_of(sealed, size),
                                room_of(opened, length - 1), &written),
                  "plaintext"));
    sealed[100] ^= 1;
    CHECK(refused(emrshare_open(world.set, in(&world.f), in(&world.pk), view_of(sealed, size),
                                room_of(opened, sizeof opened), &written),
                  "SEAL.Open.C5", "digest"));
    CHECK(refused(emrshare_opened_size(view_of(sealed, size - 1), &said), "SEAL.Open.C4", "length"));
    CHECK(refused(emrshare_opened_size(view_of(NULL, 0), &said), "SEAL.Open.C1", "magic"));
    CHECK(is_untouched(opened, sizeof opened));
    CHECK(written == 0);
    CHECK(said == length);
    sealed[100] ^= 1;
    CHECK(emrshare_open(world.set, in(&world.f), in(&world.pk), view_of(sealed, size), room_of(opened, sizeof opened),
                        &written) == EMRSHARE_OK);
    CHECK(written == length);
    CHECK(memcmp(opened, text, length) == 0);
    CHECK(is_untouched(opened + length, sizeof opened - length));
    free(sealed);
}

/// A hybrid file and a re-encrypted one. The delegation is no real one: what opens is tested by the adapter.
static void test_hybrid_files(void) {
    static const char text[] = "Blood group AB, Rh negative.";
    const size_t length = sizeof text - 1;
    const size_t size = (size_t)emrshare_sealed_hybrid_size(world.set, length);
    const size_t resealed_size = (size_t)emrshare_resealed_size(size);
    uint8_t* const sealed = malloc(size);
    uint8_t* const resealed = malloc(resealed_size);
    uint8_t opened[sizeof text + 16];
    uint8_t digest[32];
    uint64_t said = 0;
    size_t written = 0;
    memset(sealed, GUARD, size);
    memset(resealed, GUARD, resealed_size);
    memset(opened, GUARD, sizeof opened);
    const emrshare_bytes file = view_of(sealed, size);
    const emrshare_bytes digest_bytes = view_of(digest, sizeof digest);
    CHECK(misused(emrshare_seal_hybrid_from_coins(world.set, in(&world.pk), view_of(text, length), coins(6),
                                                  room_of(sealed, size - 1)),
                  "sealed"));
    CHECK(is_untouched(sealed, size));
    CHECK(emrshare_seal_hybrid_from_coins(world.set, in(&world.pk), view_of(text, length), coins(6),
                                          room_of(sealed, size)) == EMRSHARE_OK);
    CHECK(emrshare_opened_size(file, &said) == EMRSHARE_OK);
    CHECK(said == length);
    CHECK(refused(emrshare_open(world.set, in(&world.f), in(&world.pk), file, room_of(opened, length), &written),
                  "SEAL.Open.C2", "version"));
    CHECK(misused(
        emrshare_open_hybrid(world.set, in(&world.f), in(&world.pk), file, room_of(opened, length - 1), &written),
        "plaintext"));
    CHECK(is_untouched(opened, sizeof opened));
    CHECK(written == 0);
    CHECK(emrshare_open_hybrid(world.set, in(&world.f), in(&world.pk), file, room_of(opened, length), &written) ==
          EMRSHARE_OK);
    CHECK(written == length);
    CHECK(memcmp(opened, text, length) == 0);

    CHECK(misused(emrshare_sealed_digest(file, room_of(digest, sizeof digest - 1)), "digest"));
    CHECK(emrshare_sealed_digest(file, room_of(digest, sizeof digest)) == EMRSHARE_OK);
    const emrshare_buffer room = room_of(resealed, resealed_size);
    CHECK(misused(emrshare_reseal(world.set, in(&world.pk), in(&world.pk), coins(7), digest_bytes, file,
                                  room_of(resealed, resealed_size - 1)),
                  "resealed"));
    digest[31] ^= 1;
    CHECK(refused(emrshare_reseal(world.set, in(&world.pk), in(&world.pk), coins(7), digest_bytes, file, room),
                  "SEAL.ReSeal.C3", "digest"));
    CHECK(is_untouched(resealed, resealed_size));
    digest[31] ^= 1;
    CHECK(emrshare_reseal(world.set, in(&world.pk), in(&world.pk), coins(7), digest_bytes, file, room) == EMRSHARE_OK);
    said = 0;
    CHECK(emrshare_opened_size(view_of(resealed, resealed_size), &said) == EMRSHARE_OK);
    CHECK(said == length);
    written = 0;
    CHECK(refused(emrshare_open_resealed(world.set, in(&world.f), in(&world.pk), view_of(resealed, resealed_size),
                                         room_of(opened, length), &written),
                  "SEAL.OpenHybrid.C1", "chunk 0"));
    CHECK(
        refused(emrshare_open_resealed(world.set, in(&world.f), in(&world.pk), file, room_of(opened, length), &written),
                "SEAL.OpenReSealed.C2", "version"));
    CHECK(written == 0);
    CHECK(emrshare_sealed_hybrid_size(NULL, 1) == 0);
    free(sealed);
    free(resealed);
}

static void test_encodings(void) {
    element bytes;
    uint8_t packed[MESSAGE];
    int64_t coefficients[N], again[N];
    const emrshare_integers list = {coefficients, N};
    const emrshare_integers shorter = {coefficients, N - 1};
    const emrshare_integer_buffer room = {again, N};
    const int64_t q = emrshare_set_q(world.set);
    for (size_t i = 0; i < N; ++i)
        coefficients[i] = (int64_t)i % 2;
    coefficients[0] = q - 1;
    CHECK(emrshare_encode_element(world.set, list, out(&bytes)) == EMRSHARE_OK);
    CHECK(emrshare_decode_element(world.set, in(&bytes), room) == EMRSHARE_OK);
    CHECK(memcmp(coefficients, again, sizeof again) == 0);
    CHECK(emrshare_decode_short(world.set, in(&bytes), room) == EMRSHARE_OK);
    CHECK(again[0] == -1 && again[1] == 1);
    CHECK(refused(emrshare_encode_short(world.set, list, out(&bytes)), "ENC.Short.C1", "coefficients"));
    coefficients[0] = INT64_MIN;
    CHECK(refused(emrshare_encode_short(world.set, list, out(&bytes)), "ENC.Short.C1", "coefficients"));
    CHECK(refused(emrshare_encode_element(world.set, list, out(&bytes)), "RING.Rq.C2", "coefficients"));
    CHECK(
        refused(emrshare_encode_message(world.set, list, room_of(packed, MESSAGE)), "ENC.Message.C1", "coefficients"));
    coefficients[0] = 0;
    CHECK(refused(emrshare_encode_element(world.set, shorter, out(&bytes)), "RING.Rq.C1", "coefficients"));
    CHECK(emrshare_encode_message(world.set, list, room_of(packed, MESSAGE)) == EMRSHARE_OK);
    CHECK(packed[0] == 0xaa);
    CHECK(emrshare_decode_message(world.set, view_of(packed, MESSAGE), room) == EMRSHARE_OK);
    CHECK(memcmp(coefficients, again, sizeof again) == 0);
    memset(&bytes, 0xff, ELEMENT);
    CHECK(refused(emrshare_decode_element(world.set, in(&bytes), room), "ENC.Element.C2", "bytes"));
}

static void test_hashes(void) {
    int64_t h[N] = {0};
    const emrshare_integer_buffer room = {h, N};
    const emrshare_bytes id = view_of("alice", 5);
    CHECK(emrshare_h1_printed(world.set, id, room) == EMRSHARE_OK);
    CHECK(emrshare_h2(world.set, id, view_of(NULL, 0), room) == EMRSHARE_OK);
    for (size_t i = 0; i < N; ++i)
        CHECK(h[i] >= -1 && h[i] <= 1);
    CHECK(emrshare_syndrome(EMRSHARE_CORRECTED, world.set, id, room) == EMRSHARE_OK);
    CHECK(h[0] >= 0 && h[0] < (int64_t)emrshare_set_q(world.set));
    const emrshare_integer_buffer little = {h, emrshare_set_k(world.set) - 1};
    CHECK(misused(emrshare_syndrome(EMRSHARE_CORRECTED, world.set, id, little), "h"));
    CHECK(misused(emrshare_syndrome(7, world.set, id, room), "profile"));
}

/// SHA3-256 of nothing, from FIPS 202's examples, and a sampler that runs out of bytes.
static void test_testing_header(void) {
    static const uint8_t of_nothing[] = {0xa7, 0xff, 0xc6, 0xf8, 0xbf, 0x1e, 0xd7, 0x66, 0x51, 0xc1, 0x47,
                                         0x56, 0xa0, 0x61, 0xd6, 0x62, 0xf5, 0x80, 0xff, 0x4d, 0xe4, 0x3b,
                                         0x49, 0xfa, 0x82, 0xd8, 0x0a, 0x4b, 0x80, 0xf8, 0x43, 0x4a};
    uint8_t digest[sizeof of_nothing];
    int64_t drawn[2] = {7, 7};
    const emrshare_integer_buffer room = {drawn, 2};
    size_t taken = 77;
    uint64_t y = 0;
    CHECK(emrshare_testing_sha3_256(NULL, 0, room_of(digest, sizeof digest)) == EMRSHARE_OK);
    CHECK(memcmp(digest, of_nothing, sizeof digest) == 0);
    CHECK(refused(emrshare_testing_uniform(world.set, view_of(block, 7), room, &taken), "SMP.Bytes.C1", "bytes"));
    CHECK(drawn[0] == 7 && drawn[1] == 7 && taken == 77);
    CHECK(emrshare_testing_ternary(view_of("\x00", 1), room, &taken) == EMRSHARE_OK);
    CHECK(drawn[0] == -1 && drawn[1] == -1 && taken == 1);
    CHECK(refused(emrshare_testing_cbd(9, view_of(block, MESSAGE), room, NULL), "SMP.CBD.C1", "eta"));
    CHECK(misused(emrshare_testing_mask(17, view_of(block, MESSAGE), room, NULL), "t"));
    CHECK(misused(emrshare_testing_exp(1.0, &y), "r"));
    CHECK(misused(emrshare_testing_xof(NULL, NULL, 0, room_of(digest, 8)), "label"));
    CHECK(misused(emrshare_testing_xof("x", NULL, 1, room_of(digest, 8)), "parts"));
    const int64_t great[] = {INT64_MIN, 0, 0, 0};
    const emrshare_integers list = {great, 4};
    int solvable = 7;
    CHECK(misused(emrshare_testing_ntru_solve(world.set, list, list, &solvable, room, room), "F"));
    int64_t wide[4];
    const emrshare_integer_buffer wide_room = {wide, 4};
    CHECK(misused(emrshare_testing_ntru_solve(world.set, list, list, &solvable, wide_room, wide_room), "f"));
    CHECK(solvable == 7);
}

// ---- what does not ----

static void test_sets(void) {
    const emrshare_set* set = world.set;
    CHECK(refused(emrshare_set_by_name("toy-65", &set), "PARAM.Set.C1", "set"));
    CHECK(set == world.set);
    CHECK(misused(emrshare_set_by_name(NULL, &set), "name"));
    CHECK(misused(emrshare_set_by_name("toy-64", NULL), "set"));
    CHECK(emrshare_set_count() == 4);
    CHECK(emrshare_set_at(0) == world.set);
    CHECK(emrshare_set_at(4) == NULL);
    CHECK(strcmp(emrshare_set_name(emrshare_set_at(3)), "high-2048") == 0);
    CHECK(emrshare_set_name(NULL) == NULL);
    CHECK(emrshare_set_n(NULL) == 0 && emrshare_set_q(NULL) == 0 && emrshare_set_k(NULL) == 0);
    CHECK(emrshare_set_element_bytes(NULL) == 0 && emrshare_set_message_bytes(NULL) == 0);
    CHECK(emrshare_sealed_size(NULL, 1) == 0);
    CHECK(emrshare_version()[0] != '\0');
}

static void test_null_arguments(void) {
    element e;
    const emrshare_bytes null = view_of(NULL, ELEMENT);
    const emrshare_buffer no_room = room_of(NULL, ELEMENT);
    emrshare_master_key* master = NULL;
    emrshare_owner_key* owner = NULL;
    memset(&e, GUARD, ELEMENT);
    CHECK(misused(emrshare_setup_from_coins(NULL, coins(0), &master), "set"));
    CHECK(misused(emrshare_setup_from_coins(world.set, coins(0), NULL), "key"));
    CHECK(misused(emrshare_setup_from_coins(world.set, view_of(NULL, COINS), &master), "coins"));
    CHECK(misused(emrshare_extract(EMRSHARE_CORRECTED, NULL, view_of("a", 1), out(&e)), "key"));
    CHECK(misused(emrshare_extract(EMRSHARE_CORRECTED, world.master, view_of(NULL, 1), out(&e)), "id"));
    CHECK(misused(emrshare_extract(EMRSHARE_CORRECTED, world.master, view_of("a", 1), no_room), "f'"));
    CHECK(misused(emrshare_master_key_B(NULL, out(&e)), "key"));
    CHECK(misused(emrshare_master_key_K(NULL, out(&e)), "key"));
    CHECK(misused(emrshare_keygen(world.set, null, &owner), "f'"));
    CHECK(misused(emrshare_keygen(world.set, in(&world.f_prime), NULL), "key"));
    CHECK(misused(emrshare_owner_key_f(NULL, out(&e)), "key"));
    CHECK(misused(emrshare_owner_key_pk(NULL, out(&e)), "key"));
    CHECK(misused(emrshare_rekeygen_owner(NULL, out(&e), out(&e)), "key"));
    CHECK(misused(emrshare_enc(NULL, in(&world.pk), view_of(block, MESSAGE), out(&e)), "set"));
    CHECK(misused(emrshare_enc(world.set, null, view_of(block, MESSAGE), out(&e)), "pk"));
    CHECK(misused(emrshare_enc(world.set, in(&world.pk), view_of(NULL, MESSAGE), out(&e)), "M"));
    CHECK(misused(emrshare_enc(world.set, in(&world.pk), view_of(block, MESSAGE), no_room), "C"));
    CHECK(misused(emrshare_opened_size(view_of(block, MESSAGE), NULL), "length"));
    CHECK(emrshare_master_key_set(NULL) == NULL && emrshare_owner_key_set(NULL) == NULL);
    CHECK(master == NULL && owner == NULL);
    CHECK(is_untouched(&e, ELEMENT));
}

static void test_small_buffers(void) {
    element e, other;
    uint8_t key[COINS];
    memset(&e, GUARD, ELEMENT);
    memset(&other, GUARD, ELEMENT);
    memset(key, GUARD, COINS);
    const emrshare_buffer small = room_of(e.bytes, ELEMENT - 1);
    CHECK(misused(emrshare_enc(world.set, in(&world.pk), view_of(block, MESSAGE), small), "C"));
    CHECK(misused(emrshare_dec(world.set, in(&world.f), in(&world.pk), room_of(e.bytes, MESSAGE - 1)), "M"));
    CHECK(misused(emrshare_one_time_keygen(world.set, out(&other), small), "pk"));
    CHECK(misused(emrshare_one_time_keygen(world.set, small, out(&other)), "f"));
    CHECK(misused(emrshare_kem_encaps(world.set, in(&world.pk), out(&e), room_of(key, COINS - 1)), "K"));
    CHECK(misused(emrshare_rekeygen_owner(world.owner, out(&other), small), "r_B"));
    CHECK(misused(emrshare_random_coins(room_of(key, COINS - 1)), "coins"));
    CHECK(misused(emrshare_master_key_K(world.master, room_of(key, COINS - 1)), "K"));
    CHECK(misused(emrshare_master_key_B(world.master, room_of(e.bytes, ELEMENT * emrshare_set_k(world.set) - 1)), "B"));
    CHECK(is_untouched(&e, ELEMENT) && is_untouched(&other, ELEMENT) && is_untouched(key, COINS));
}

static void test_rejections(void) {
    element e, non_unit = {{0}};
    emrshare_master_key* master = NULL;
    emrshare_owner_key* owner = NULL;
    memset(&e, GUARD, ELEMENT);
    const emrshare_bytes short_pk = view_of(world.pk.bytes, ELEMENT - 1);
    CHECK(refused(emrshare_enc(world.set, short_pk, view_of(block, MESSAGE), out(&e)), "ENC.Element.C1", "pk"));
    CHECK(refused(emrshare_enc(world.set, in(&world.pk), view_of(block, 7), out(&e)), "ENC.Message.C2", "M"));
    CHECK(refused(
        emrshare_enc_from_coins(world.set, in(&world.pk), view_of(block, MESSAGE), view_of(block, MESSAGE), out(&e)),
        "COINS.C1", "coins"));
    CHECK(refused(emrshare_kem_decaps(world.set, in(&world.f), in(&world.pk), view_of(block, 1), in(&world.pk),
                                      room_of(e.bytes, COINS)),
                  "COINS.C1", "z"));
    CHECK(refused(emrshare_setup_from_coins(world.set, view_of(block, MESSAGE), &master), "COINS.C1", "coins"));
    // f_prime and pk are elements alike, but pk is far too long for a preimage.
    CHECK(refused(emrshare_keygen(world.set, in(&world.pk), &owner), "CPRE.KeyGen.C1", "f'"));
    CHECK(refused(emrshare_rekeygen_cloud(world.set, in(&world.pk), in(&world.pk), in(&non_unit), out(&e)),
                  "CPRE.ReKeyGen.Cloud.C6", "pk_B*"));
    CHECK(refused(emrshare_rekeygen_requester(world.set, in(&world.pk), in(&non_unit), out(&e)),
                  "PRE.ReKeyGen.Requester.C3", "f_B"));
    CHECK(master == NULL && owner == NULL);
    CHECK(is_untouched(&e, ELEMENT));
}

/// What a thread finds that has made no call yet, and what it leaves behind.
static void* look_around(void* unused) {
    const emrshare_set* set = NULL;
    CHECK(emrshare_last_check()[0] == '\0');
    CHECK(refused(emrshare_set_by_name("another thread's", &set), "PARAM.Set.C1", "set"));
    emrshare_end_thread();
    return unused;
}

static void test_threads(void) {
    pthread_t thread;
    element e;
    CHECK(
        refused(emrshare_enc(world.set, view_of(block, 1), view_of(block, MESSAGE), out(&e)), "ENC.Element.C1", "pk"));
    CHECK(pthread_create(&thread, NULL, look_around, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(strcmp(emrshare_last_check(), "ENC.Element.C1") == 0);
    CHECK(emrshare_enc(world.set, in(&world.pk), view_of(block, MESSAGE), out(&e)) == EMRSHARE_OK);
    CHECK(strcmp(emrshare_last_check(), "ENC.Element.C1") == 0);
}

/// Reasons are cut, not overrun.
static void test_long_reason(void) {
    char name[4096];
    const emrshare_set* set = NULL;
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    CHECK(refused(emrshare_set_by_name(name, &set), "PARAM.Set.C1", "set"));
    CHECK(strlen(emrshare_last_reason()) < sizeof name);
}

static void test_signatures(void) {
    static uint8_t pk[EMRSHARE_SIG_PUBLIC_KEY_BYTES];
    static uint8_t sk[EMRSHARE_SIG_SECRET_KEY_BYTES];
    static uint8_t sigma[EMRSHARE_SIG_BYTES];
    static uint8_t again[EMRSHARE_SIG_BYTES];
    static const uint8_t long_context[256];
    const emrshare_bytes M = view_of("message", 7);
    const emrshare_bytes ctx = view_of("context", 7);
    const emrshare_bytes public_key = view_of(pk, sizeof pk);
    const emrshare_bytes secret_key = view_of(sk, sizeof sk);
    const emrshare_bytes signature = view_of(sigma, sizeof sigma);
    CHECK(misused(emrshare_sig_keygen_from_coins(coins(9), room_of(pk, sizeof pk - 1), room_of(sk, sizeof sk)), "pk"));
    CHECK(refused(emrshare_sig_keygen_from_coins(M, room_of(pk, sizeof pk), room_of(sk, sizeof sk)), "COINS.C1", "xi"));
    CHECK(emrshare_sig_keygen_from_coins(coins(9), room_of(pk, sizeof pk), room_of(sk, sizeof sk)) == EMRSHARE_OK);
    memset(sigma, GUARD, sizeof sigma);
    CHECK(refused(
        emrshare_sig_sign_from_coins(secret_key, M, view_of(long_context, 256), coins(0), room_of(sigma, sizeof sigma)),
        "SIG.Sign.C1", "ctx"));
    CHECK(refused(emrshare_sig_sign_from_coins(M, M, ctx, coins(0), room_of(sigma, sizeof sigma)), "SIG.SkDecode.C1",
                  "sk"));
    CHECK(is_untouched(sigma, sizeof sigma));
    CHECK(emrshare_sig_sign_from_coins(secret_key, M, ctx, coins(0), room_of(sigma, sizeof sigma)) == EMRSHARE_OK);
    CHECK(emrshare_sig_verify(public_key, M, ctx, signature) == EMRSHARE_OK);
    CHECK(refused(emrshare_sig_verify(public_key, ctx, M, signature), "SIG.Verify.C9", "sigma"));
    CHECK(refused(emrshare_sig_verify(public_key, M, ctx, view_of(sigma, sizeof sigma - 1)), "SIG.Verify.C3", "sigma"));
    CHECK(emrshare_sig_sign(secret_key, M, ctx, room_of(again, sizeof again)) == EMRSHARE_OK);
    CHECK(memcmp(again, sigma, sizeof sigma) != 0);
    CHECK(emrshare_sig_verify(public_key, M, ctx, view_of(again, sizeof again)) == EMRSHARE_OK);
    CHECK(emrshare_sig_keygen(room_of(pk, sizeof pk), room_of(sk, sizeof sk)) == EMRSHARE_OK);
    CHECK(refused(emrshare_sig_verify(public_key, M, ctx, signature), "SIG.Verify.C9", "sigma"));
}

static void test_bernoulli(void) {
    static const uint8_t zeros[8];
    int accepted = 7;
    CHECK(misused(emrshare_testing_bernoulli(-1.0, view_of(zeros, 8), &accepted), "x"));
    CHECK(refused(emrshare_testing_bernoulli(0.5, view_of(zeros, 7), &accepted), "SMP.Bytes.C1", "bytes"));
    CHECK(accepted == 7);
    CHECK(emrshare_testing_bernoulli(0.5, view_of(zeros, 8), &accepted) == EMRSHARE_OK && accepted == 1);
    CHECK(emrshare_testing_bernoulli(900.0, view_of("\xff\xff\xff\xff\xff\xff\xff\xff", 8), &accepted) == EMRSHARE_OK);
    CHECK(accepted == 0);
}

int main(void) {
    make_world();
    if (failures == 0) {
        test_delegation();
        test_plain_forms();
        test_printed();
        test_saved_key();
        test_sealing();
        test_hybrid_files();
        test_encodings();
        test_hashes();
        test_testing_header();
        test_sets();
        test_null_arguments();
        test_small_buffers();
        test_rejections();
        test_threads();
        test_long_reason();
        test_signatures();
        test_bernoulli();
    }
    free_world();
    if (failures != 0) fprintf(stderr, "%d checks failed\n", failures);
    return failures == 0 ? 0 : 1;
}
