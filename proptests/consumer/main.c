/* The same in C99, through the C interface: encapsulates a key and takes it out again. */
#include <emrshare.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int report(const char* what) {
    fprintf(stderr, "%s: %s: %s\n", what, emrshare_last_field(), emrshare_last_reason());
    return 1;
}

int main(void) {
    const emrshare_set* set = NULL;
    if (emrshare_set_by_name("high-2048", &set) != EMRSHARE_OK) return report("set");
    const size_t size = emrshare_set_element_bytes(set);
    uint8_t z[EMRSHARE_COINS_BYTES], sent[EMRSHARE_COINS_BYTES], received[EMRSHARE_COINS_BYTES];
    const emrshare_buffer f = {malloc(size), size}, pk = {malloc(size), size}, C = {malloc(size), size};
    const emrshare_buffer secret = {z, sizeof z}, K = {sent, sizeof sent}, same_K = {received, sizeof received};
    const emrshare_bytes f_bytes = {f.data, size}, pk_bytes = {pk.data, size}, C_bytes = {C.data, size};
    const emrshare_bytes z_bytes = {z, sizeof z};

    if (emrshare_one_time_keygen(set, f, pk) != EMRSHARE_OK) return report("KeyGen");
    if (emrshare_random_coins(secret) != EMRSHARE_OK) return report("coins");
    if (emrshare_kem_encaps(set, pk_bytes, C, K) != EMRSHARE_OK) return report("Encaps");
    if (emrshare_kem_decaps(set, f_bytes, pk_bytes, z_bytes, C_bytes, same_K) != EMRSHARE_OK) return report("Decaps");
    free(f.data);
    free(pk.data);
    free(C.data);
    if (memcmp(sent, received, sizeof sent) != 0) {
        fputs("the two keys differ\n", stderr);
        return 1;
    }
    printf("emrshare %s agreed on a key of %u bytes with %s\n", emrshare_version(), (unsigned)sizeof sent,
           emrshare_set_name(set));
    return 0;
}
