/// @file
/// The C interface of the library: every algorithm of the specification, with explicit coins.
///
/// - **Values** cross as the canonical bytes of the specification (section 1.6): an element of R_q, and an element of
///   R with coefficients below q/2, as its ENC.Element encoding (emrshare_set_element_bytes() bytes), a message block
///   as its ENC.Message encoding (emrshare_set_message_bytes() bytes). Coins and keys of a hash are 32 bytes.
/// - **Inputs** are views with explicit lengths. Their data may be null only if their length is 0. They are copied, and
///   may be freed when the call returns.
/// - **Outputs** are buffers of the caller. A buffer may be larger than needed: its first bytes are written. It is
///   written if the call returns EMRSHARE_OK, and not touched otherwise. It may overlap inputs.
/// - **Handles** belong to the caller once a call has returned them, until their `_free`. They do not change, so that
///   threads may share one. What is secret in them is overwritten when they are freed.
/// - **Errors**: every call that can fail returns an emrshare_status; no C++ exception leaves the library. FLINT and
///   GMP end the process if they get no memory.
/// - Names of arguments are the symbols of the specification, with `f_prime` for f' and `pk_B`, `f_B` for pk_B*, f_B*.
///
/// A program in C links the static library with a C++ compiler, or with CMake's target emrshare::emrshare.
#ifndef EMRSHARE_H
#define EMRSHARE_H

// NOLINTBEGIN(modernize-*): this is C.
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// @name Results
/// @{

/// How a call ended.
typedef enum emrshare_status {
    EMRSHARE_OK = 0,        ///< done, and all outputs are written
    EMRSHARE_REJECTED = 1,  ///< a check of the specification refuses an input: emrshare_last_check() names it
    EMRSHARE_USAGE = 2,     ///< a null argument, a buffer that is too small, a number that this interface does not take
    EMRSHARE_NO_MEMORY = 3, ///< no memory for the call
    EMRSHARE_INTERNAL = 4   ///< anything else: the operating system gave no random bytes, or an error of the library
} emrshare_status;

/// What the last call of this thread that did not return EMRSHARE_OK says about it. The strings are never null and stay
/// until the next such call; very long ones are cut.
/// @{
const char* emrshare_last_check(void);  ///< id of the check, as in `PRE.KeyGen.C2`; empty unless EMRSHARE_REJECTED
const char* emrshare_last_field(void);  ///< symbol of the input or name of the argument that it concerns; may be empty
const char* emrshare_last_reason(void); ///< what is wrong, one line
/// @}

/// The version of the library, as in `0.1.0`.
const char* emrshare_version(void);

/// Gives back the memory that FLINT caches for the calling thread. For threads that end before the process does.
void emrshare_end_thread(void);

/// @}
/// @name Values
/// @{

/// A byte string to be read.
typedef struct emrshare_bytes {
    const uint8_t* data; ///< may be null if size is 0
    size_t size;         ///< number of bytes
} emrshare_bytes;

/// Room for bytes.
typedef struct emrshare_buffer {
    uint8_t* data; ///< where to write
    size_t size;   ///< bytes that fit
} emrshare_buffer;

/// A list of integers to be read.
typedef struct emrshare_integers {
    const int64_t* data; ///< may be null if count is 0
    size_t count;        ///< number of integers
} emrshare_integers;

/// Room for integers.
typedef struct emrshare_integer_buffer {
    int64_t* data; ///< where to write
    size_t count;  ///< integers that fit
} emrshare_integer_buffer;

enum {
    EMRSHARE_COINS_BYTES = 32,      ///< bytes of coins, of K, K_CS and z
    EMRSHARE_FINGERPRINT_BYTES = 32 ///< bytes of a fingerprint
};

/// Which reading of the paper an operation follows. No enumeration: C++ must not even look at other values of one.
typedef int emrshare_profile;

enum {
    EMRSHARE_AS_PRINTED = 0, ///< each equation exactly as the paper prints it
    EMRSHARE_CORRECTED = 1   ///< with the smallest changes that make its claims hold
};

/// Coins from the operating system.
/// @param coins 32 bytes
emrshare_status emrshare_random_coins(emrshare_buffer coins);

/// @}
/// @name Parameter sets (chapter 2)
/// @{

/// A parameter set. Lives as long as the process and is never freed.
typedef struct emrshare_set emrshare_set;

/// How many sets there are.
size_t emrshare_set_count(void);

/// The set number @p index, smallest first; null from emrshare_set_count() on.
const emrshare_set* emrshare_set_at(size_t index);

/// The set of that name, as in `high-2048`. Rejected by PARAM.Set.C1 if there is none.
emrshare_status emrshare_set_by_name(const char* name, const emrshare_set** set);

const char* emrshare_set_name(const emrshare_set* set); ///< its name; null for a null set
uint32_t emrshare_set_n(const emrshare_set* set);       ///< coefficients of an element; 0 for a null set
uint32_t emrshare_set_q(const emrshare_set* set);       ///< modulus; 0 for a null set
uint32_t emrshare_set_k(const emrshare_set* set);       ///< rows of B, entries of a syndrome; 0 for a null set

size_t emrshare_set_element_bytes(const emrshare_set* set); ///< bytes of an encoded element; 0 for a null set
size_t emrshare_set_message_bytes(const emrshare_set* set); ///< bytes of an encoded message block; 0 for a null set

/// @}
/// @name Encodings (section 1.6)
/// @{

/// ENC.Element: bytes of an element of R_q. Rejected by RING.Rq.C2 (a coefficient not in [0, q)) and RING.Rq.C1 (not n
/// coefficients).
emrshare_status emrshare_encode_element(const emrshare_set* set, emrshare_integers coefficients, emrshare_buffer bytes);

/// ENC.Element: the n coefficients, in [0, q). Rejected by ENC.Element.C1 (length), ENC.Element.C2 (not below q).
emrshare_status emrshare_decode_element(const emrshare_set* set, emrshare_bytes bytes,
                                        emrshare_integer_buffer coefficients);

/// ENC.Short: bytes of an element of R. Rejected by ENC.Short.C1 (not n coefficients, or one beyond (q - 1)/2).
emrshare_status emrshare_encode_short(const emrshare_set* set, emrshare_integers coefficients, emrshare_buffer bytes);

/// ENC.Short: the n coefficients, in (-q/2, q/2). Rejected as by emrshare_decode_element().
emrshare_status emrshare_decode_short(const emrshare_set* set, emrshare_bytes bytes,
                                      emrshare_integer_buffer coefficients);

/// ENC.Message: bytes of a message block. Rejected by ENC.Message.C1 (not n coefficients 0 or 1).
emrshare_status emrshare_encode_message(const emrshare_set* set, emrshare_integers coefficients, emrshare_buffer bytes);

/// ENC.Message: the n coefficients, each 0 or 1. Rejected by ENC.Message.C2 (length).
emrshare_status emrshare_decode_message(const emrshare_set* set, emrshare_bytes bytes,
                                        emrshare_integer_buffer coefficients);

/// @}
/// @name Hash functions (chapter 4)
/// @{

/// HASH.H1.Printed: the n coordinates of H_1(id) as printed, each -1, 0 or 1.
/// @param id any bytes
/// @param h n integers
emrshare_status emrshare_h1_printed(const emrshare_set* set, emrshare_bytes id, emrshare_integer_buffer h);

/// HASH.Syndrome: the syndrome of an identity.
/// @param id any bytes
/// @param h k integers in [0, q)
emrshare_status emrshare_syndrome(emrshare_profile profile, const emrshare_set* set, emrshare_bytes id,
                                  emrshare_integer_buffer h);

/// HASH.H2: the n coordinates of H_2(x, y), each -1, 0 or 1.
/// @param x,y any bytes
/// @param delta n integers
emrshare_status emrshare_h2(const emrshare_set* set, emrshare_bytes x, emrshare_bytes y, emrshare_integer_buffer delta);

/// @}
/// @name The management node: Setup and Extract (section 6)
/// @{

/// What the management node keeps: B with its trapdoor, and K.
typedef struct emrshare_master_key emrshare_master_key;

/// PRE.Setup. Takes seconds at the large sets. Rejected by COINS.C1, PRE.Setup.C1.
/// @param key receives a handle for emrshare_master_key_free()
/// @{
emrshare_status emrshare_setup_from_coins(const emrshare_set* set, emrshare_bytes coins, emrshare_master_key** key);
emrshare_status emrshare_setup(const emrshare_set* set, emrshare_master_key** key);
/// @}

/// Overwrites what is secret in @p key and frees it; null does nothing.
void emrshare_master_key_free(emrshare_master_key* key);

/// The set that @p key was made for; null for a null key.
const emrshare_set* emrshare_master_key_set(const emrshare_master_key* key);

/// The public matrix B.
/// @param B k rows of n residues, each written like an element: k times emrshare_set_element_bytes() bytes
emrshare_status emrshare_master_key_B(const emrshare_master_key* key, emrshare_buffer B);

/// The secret key K from which the coins of Extract are derived.
/// @param K 32 bytes
emrshare_status emrshare_master_key_K(const emrshare_master_key* key, emrshare_buffer K);

/// PRE.Extract: the preimage f' of an identity. Rejected by PRE.Extract.C1.
/// @param id any bytes
/// @param f_prime an element
emrshare_status emrshare_extract(emrshare_profile profile, const emrshare_master_key* key, emrshare_bytes id,
                                 emrshare_buffer f_prime);

/// @}
/// @name Key pairs (sections 6 and 9.5)
/// @{

/// A corrected key pair that can delegate: f, w, F, W and the sampling tree made of them.
typedef struct emrshare_owner_key emrshare_owner_key;

/// CPRE.KeyGen: an owner's key pair. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1, CPRE.KeyGen.C1 to C4.
/// @param f_prime the preimage from emrshare_extract(), corrected
/// @param key receives a handle for emrshare_owner_key_free()
/// @{
emrshare_status emrshare_keygen_from_coins(const emrshare_set* set, emrshare_bytes f_prime, emrshare_bytes coins,
                                           emrshare_owner_key** key);
emrshare_status emrshare_keygen(const emrshare_set* set, emrshare_bytes f_prime, emrshare_owner_key** key);
/// @}

/// An owner's key pair from what emrshare_owner_key_f(), `_w`, `_F` and `_W` have given; it is not checked that they
/// belong together. Rejected by ENC.Element.C1, ENC.Element.C2.
/// @param f,w,F,W elements
/// @param key receives a handle for emrshare_owner_key_free()
emrshare_status emrshare_owner_key_load(const emrshare_set* set, emrshare_bytes f, emrshare_bytes w, emrshare_bytes F,
                                        emrshare_bytes W, emrshare_owner_key** key);

/// Overwrites what is secret in @p key and frees it; null does nothing.
void emrshare_owner_key_free(emrshare_owner_key* key);

/// The set that @p key was made for; null for a null key.
const emrshare_set* emrshare_owner_key_set(const emrshare_owner_key* key);

emrshare_status emrshare_owner_key_f(const emrshare_owner_key* key, emrshare_buffer f); ///< private key, an element
emrshare_status emrshare_owner_key_w(const emrshare_owner_key* key, emrshare_buffer w); ///< g + f u, an element, secret
emrshare_status emrshare_owner_key_F(const emrshare_owner_key* key, emrshare_buffer F); ///< F, an element, secret
emrshare_status emrshare_owner_key_W(const emrshare_owner_key* key, emrshare_buffer W); ///< W, an element, secret

/// The public key, w f^{-1}. Rejected by CPRE.KeyGen.C2 if the f of emrshare_owner_key_load() is not invertible.
/// @param pk an element
emrshare_status emrshare_owner_key_pk(const emrshare_owner_key* key, emrshare_buffer pk);

/// CPRE.OneTimeKeyGen: the requester's key pair for one delegation. Rejected by COINS.C1, CPRE.OneTimeKeyGen.C1.
/// @param f,pk elements
/// @{
emrshare_status emrshare_one_time_keygen_from_coins(const emrshare_set* set, emrshare_bytes coins, emrshare_buffer f,
                                                    emrshare_buffer pk);
emrshare_status emrshare_one_time_keygen(const emrshare_set* set, emrshare_buffer f, emrshare_buffer pk);
/// @}

/// PRE.KeyGen, as printed. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1, PRE.KeyGen.C1 to C3.
/// @param f_prime the preimage from emrshare_extract(), as printed
/// @param f,pk elements
emrshare_status emrshare_keygen_printed_from_coins(const emrshare_set* set, emrshare_bytes f_prime,
                                                   emrshare_bytes coins, emrshare_buffer f, emrshare_buffer pk);

/// @}
/// @name Encryption (section 6) and key encapsulation (section 9.7)
/// @{

/// PRE.Enc: one block. Rejected by ENC.Element.C1, ENC.Element.C2, ENC.Message.C2, COINS.C1.
/// @param pk an element
/// @param M a message block
/// @param C an element
/// @{
emrshare_status emrshare_enc_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes M,
                                        emrshare_bytes coins, emrshare_buffer C);
emrshare_status emrshare_enc(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes M, emrshare_buffer C);
/// @}

/// PRE.Dec: one block, under whichever key it was encrypted or re-encrypted for. Rejected by ENC.Element.C1,
/// ENC.Element.C2.
/// @param f,C elements
/// @param M a message block
emrshare_status emrshare_dec(const emrshare_set* set, emrshare_bytes f, emrshare_bytes C, emrshare_buffer M);

/// KEM.Encaps. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1.
/// @param pk an element
/// @param C an element
/// @param K the shared key, 32 bytes
/// @{
emrshare_status emrshare_kem_encaps_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes coins,
                                               emrshare_buffer C, emrshare_buffer K);
emrshare_status emrshare_kem_encaps(const emrshare_set* set, emrshare_bytes pk, emrshare_buffer C, emrshare_buffer K);
/// @}

/// KEM.Decaps. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1.
/// @param f,pk,C elements
/// @param z 32 secret bytes kept beside f
/// @param K 32 bytes: the shared key, or a key that depends on z and C alone if C is no honest encapsulation
emrshare_status emrshare_kem_decaps(const emrshare_set* set, emrshare_bytes f, emrshare_bytes pk, emrshare_bytes z,
                                    emrshare_bytes C, emrshare_buffer K);

/// @}
/// @name Delegation and re-encryption (sections 6 and 9.6)
/// @{

/// CPRE.ReKeyGen.Owner. Rejected by COINS.C1, CPRE.ReKeyGen.Owner.C1.
/// @param a_B for the requester, an element
/// @param r_B for the cloud, an element
/// @{
emrshare_status emrshare_rekeygen_owner_from_coins(const emrshare_owner_key* key, emrshare_bytes coins,
                                                   emrshare_buffer a_B, emrshare_buffer r_B);
emrshare_status emrshare_rekeygen_owner(const emrshare_owner_key* key, emrshare_buffer a_B, emrshare_buffer r_B);
/// @}

/// PRE.ReKeyGen.Owner, as printed. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1, PRE.ReKeyGen.Owner.C1, C2.
/// @param f_A,a_B,r_B elements
emrshare_status emrshare_rekeygen_owner_printed_from_coins(const emrshare_set* set, emrshare_bytes f_A,
                                                           emrshare_bytes coins, emrshare_buffer a_B,
                                                           emrshare_buffer r_B);

/// PRE.ReKeyGen.Requester, in both profiles. Rejected by ENC.Element.C1, ENC.Element.C2, PRE.ReKeyGen.Requester.C3.
/// @param a_B,f_B,b_B elements
emrshare_status emrshare_rekeygen_requester(const emrshare_set* set, emrshare_bytes a_B, emrshare_bytes f_B,
                                            emrshare_buffer b_B);

/// CPRE.ReKeyGen.Cloud. Rejected by ENC.Element.C1, ENC.Element.C2, CPRE.ReKeyGen.Cloud.C4 to C6.
/// @param r_B,b_B,pk_B,rk elements
emrshare_status emrshare_rekeygen_cloud(const emrshare_set* set, emrshare_bytes r_B, emrshare_bytes b_B,
                                        emrshare_bytes pk_B, emrshare_buffer rk);

/// PRE.ReKeyGen.Cloud, as printed. Rejected by ENC.Element.C1, ENC.Element.C2, PRE.ReKeyGen.Cloud.C3.
/// @param r_B,b_B,rk elements
emrshare_status emrshare_rekeygen_cloud_printed(const emrshare_set* set, emrshare_bytes r_B, emrshare_bytes b_B,
                                                emrshare_buffer rk);

/// CPRE.ReEncCoins: the coins of one re-encryption. Rejected by COINS.C1, ENC.Element.C1, ENC.Element.C2.
/// @param K_CS the cloud's secret key for this purpose, 32 bytes
/// @param delegation the delegation's name, any bytes
/// @param rk,pk_B,C_A elements
/// @param coins 32 bytes
emrshare_status emrshare_reenc_coins(const emrshare_set* set, emrshare_bytes K_CS, emrshare_bytes delegation,
                                     emrshare_bytes rk, emrshare_bytes pk_B, emrshare_bytes C_A, emrshare_buffer coins);

/// CPRE.ReEnc. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1.
/// @param rk,pk_B,C_A,C_B elements
/// @param coins from emrshare_reenc_coins()
emrshare_status emrshare_reenc_from_coins(const emrshare_set* set, emrshare_bytes rk, emrshare_bytes pk_B,
                                          emrshare_bytes C_A, emrshare_bytes coins, emrshare_buffer C_B);

/// PRE.ReEnc, as printed: its result decrypts to noise (erratum E-LEMMA2). Rejected by ENC.Element.C1, ENC.Element.C2.
/// @param rk,C_A,C_B elements
emrshare_status emrshare_reenc_printed(const emrshare_set* set, emrshare_bytes rk, emrshare_bytes C_A,
                                       emrshare_buffer C_B);

/// @}
/// @name Sealed files (chapter 7)
/// @{

/// SEAL.Fingerprint: what names a public key. Rejected by ENC.Element.C1, ENC.Element.C2.
/// @param pk an element
/// @param fingerprint 32 bytes
emrshare_status emrshare_key_fingerprint(const emrshare_set* set, emrshare_bytes pk, emrshare_buffer fingerprint);

/// Bytes of the sealed form of @p length bytes; 0 for a null set.
uint64_t emrshare_sealed_size(const emrshare_set* set, uint64_t length);

/// SEAL.Seal. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1.
/// @param pk an element
/// @param plaintext any bytes
/// @param coins 32 bytes, never used for anything else: emrshare_random_coins()
/// @param sealed emrshare_sealed_size() bytes
emrshare_status emrshare_seal_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes plaintext,
                                         emrshare_bytes coins, emrshare_buffer sealed);

/// Bytes of the plaintext of a sealed file of any version, which is checked but not decrypted. Rejected by SEAL.Open.C1
/// to C5.
emrshare_status emrshare_opened_size(emrshare_bytes sealed, uint64_t* length);

/// SEAL.Open. Rejected by ENC.Element.C1, ENC.Element.C2, SEAL.Open.C1 to C8.
/// @param f,pk elements: the private key and its public key
/// @param sealed a whole sealed file
/// @param plaintext emrshare_opened_size() bytes
/// @param written receives their number; may be null
emrshare_status emrshare_open(const emrshare_set* set, emrshare_bytes f, emrshare_bytes pk, emrshare_bytes sealed,
                              emrshare_buffer plaintext, size_t* written);

/// Bytes of the sealed form of @p length bytes, one block and chunks of AES-256-GCM; 0 for a null set.
uint64_t emrshare_sealed_hybrid_size(const emrshare_set* set, uint64_t length);

/// SEAL.SealHybrid. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1.
/// @param pk,plaintext,coins as of emrshare_seal_from_coins()
/// @param sealed emrshare_sealed_hybrid_size() bytes
emrshare_status emrshare_seal_hybrid_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes plaintext,
                                                emrshare_bytes coins, emrshare_buffer sealed);

/// SEAL.OpenHybrid. Rejected by ENC.Element.C1, ENC.Element.C2, SEAL.Open.C1 to C7, SEAL.OpenHybrid.C1.
/// @param f,pk elements: the private key and its public key
/// @param sealed a whole sealed file
/// @param plaintext emrshare_opened_size() bytes
/// @param written receives their number; may be null
emrshare_status emrshare_open_hybrid(const emrshare_set* set, emrshare_bytes f, emrshare_bytes pk,
                                     emrshare_bytes sealed, emrshare_buffer plaintext, size_t* written);

/// SEAL.Digest: by what an owner says which sealed file a delegation is for. Rejected by SEAL.Open.C1 to C5.
/// @param digest 32 bytes
emrshare_status emrshare_sealed_digest(emrshare_bytes sealed, emrshare_buffer digest);

/// Bytes of the re-encrypted form of a sealed file of @p size bytes.
uint64_t emrshare_resealed_size(uint64_t size);

/// SEAL.ReSeal, of files of both versions. Rejected by ENC.Element.C1, ENC.Element.C2, COINS.C1, SEAL.Open.C1 to C5 and
/// C7, SEAL.ReSeal.C1 to C3.
/// @param rk,pk_B elements: from emrshare_rekeygen_cloud(), and the requester's one-time public key
/// @param K_CS the cloud's secret for emrshare_reenc_coins(), 32 bytes
/// @param digest from emrshare_sealed_digest(), by the owner
/// @param resealed emrshare_resealed_size() bytes
emrshare_status emrshare_reseal(const emrshare_set* set, emrshare_bytes rk, emrshare_bytes pk_B, emrshare_bytes K_CS,
                                emrshare_bytes digest, emrshare_bytes sealed, emrshare_buffer resealed);

/// SEAL.OpenReSealed. Rejected by ENC.Element.C1, ENC.Element.C2, SEAL.OpenReSealed.C1 to C3, then as emrshare_open()
/// or emrshare_open_hybrid().
/// @param f_B,pk_B elements: the one-time key pair
/// @param plaintext emrshare_opened_size() bytes
/// @param written receives their number; may be null
emrshare_status emrshare_open_resealed(const emrshare_set* set, emrshare_bytes f_B, emrshare_bytes pk_B,
                                       emrshare_bytes resealed, emrshare_buffer plaintext, size_t* written);

/// @}
/// @name Signatures (chapter 10): ML-DSA-65 of FIPS 204
/// @{

enum {
    EMRSHARE_SIG_PUBLIC_KEY_BYTES = 1952, ///< bytes of a public key
    EMRSHARE_SIG_SECRET_KEY_BYTES = 4032, ///< bytes of a secret key
    EMRSHARE_SIG_BYTES = 3309             ///< bytes of a signature
};

/// SIG.KeyGen. `xi` is the seed, 32 bytes. Rejected by COINS.C1.
/// @param pk,sk EMRSHARE_SIG_PUBLIC_KEY_BYTES and EMRSHARE_SIG_SECRET_KEY_BYTES bytes
/// @{
emrshare_status emrshare_sig_keygen_from_coins(emrshare_bytes xi, emrshare_buffer pk, emrshare_buffer sk);
emrshare_status emrshare_sig_keygen(emrshare_buffer pk, emrshare_buffer sk);
/// @}

/// SIG.Sign. `rnd` are 32 bytes, all zero for the deterministic variant. Rejected by COINS.C1, SIG.Sign.C1 (ctx),
/// SIG.SkDecode.C1 and C2 (sk).
/// @param sk secret key
/// @param M message, any bytes
/// @param ctx context, at most 255 bytes
/// @param sigma EMRSHARE_SIG_BYTES bytes
/// @{
emrshare_status emrshare_sig_sign_from_coins(emrshare_bytes sk, emrshare_bytes M, emrshare_bytes ctx,
                                             emrshare_bytes rnd, emrshare_buffer sigma);
emrshare_status emrshare_sig_sign(emrshare_bytes sk, emrshare_bytes M, emrshare_bytes ctx, emrshare_buffer sigma);
/// @}

/// SIG.Verify: EMRSHARE_OK for a valid signature. Rejected by SIG.Verify.C1 to C9.
/// @param pk,M,ctx,sigma any bytes
emrshare_status emrshare_sig_verify(emrshare_bytes pk, emrshare_bytes M, emrshare_bytes ctx, emrshare_bytes sigma);

/// @}

#ifdef __cplusplus
}
#endif
// NOLINTEND(modernize-*)

#endif
