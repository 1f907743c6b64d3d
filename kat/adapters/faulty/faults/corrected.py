"""Mistakes in the corrected profile, the channel and sealed files."""

from emrshare_py import corrected, kem, pre, sealed
from registry import RANDOM, Failure, Run, fault
from tampering import rewrite

ONE_TIME_RANDOM = ("one-time-keygen.toy-64.corrected.json#random",
                   "one-time-keygen.toy-64.corrected.json#coins all zero")


@fault("the corrected KeyGen does not look whether g is invertible",
       Run("keygen", profile="corrected", failures=(
           Failure("keygen.toy-64.corrected", "wrong value", symbol="attempts", step="CPRE.KeyGen.8",
                   cause="CPRE.KeyGen.6", comments=("retry: the first g is not invertible",)),),
           passes=("keygen.toy-64.corrected.json#random",)))
def keygen_g_unchecked():
    rewrite(corrected.keygen, ("(ring.is_unit(ring.reduce(g, q), q) and short)", "short"))


@fault("the corrected KeyGen dies where NTRUSolve has no solution",
       Run("keygen", profile="corrected", status=3, failures=(
           Failure("keygen.toy-64.corrected", "crash", outcome="broken",
                   comments=("retry: the first (f, w) has no completion",)),),
           passes=("keygen.toy-64.corrected.json#random",)))
def keygen_unsolvable():
    rewrite(corrected.keygen, ("if solution is None:", "if False:"))


@fault("the corrected KeyGen does not look at the norms of the tree's leaves",
       Run("keygen", profile="corrected", failures=(
           Failure("keygen.toy-64.corrected", "wrong value", symbol="attempts", step="CPRE.KeyGen.8",
                   comments=("retry: a leaf of the first tree is too long",)),),
           passes=("keygen.toy-64.corrected.json#random",)))
def keygen_leaves_unchecked():
    rewrite(corrected.keygen, ("if max_norm(tree(f, w, F, W, q, params.s)) > params.gs2_re:", "if False:"))


@fault("the corrected KeyGen does not look at the length of f",
       Run("keygen", failures=(
           Failure("keygen.toy-64.corrected", "wrong acceptance", bug="basis-too-long", reason="CPRE.KeyGen.C3",
                   comments=("f' longer than Extract gives",)),),
           passes=("keygen.toy-64.as-printed", "keygen.toy-64.corrected.json#random")))
def keygen_f_unchecked():
    rewrite(corrected.keygen, ('require(ring.norm2(f) <= params.f2_max, "CPRE.KeyGen.C3", "f\'")', "pass"))


@fault("OneTimeKeyGen does not look at the length of f*",
       Run("one-time-keygen", failures=(
           Failure("one-time-keygen.toy-64", "wrong value", symbol="attempts", step="CPRE.OneTimeKeyGen.8",
                   cause="CPRE.OneTimeKeyGen.6", comments=("retry: the first f* is too long",)),),
           passes=ONE_TIME_RANDOM))
def one_time_f_unchecked():
    rewrite(corrected.one_time_keygen, (" or ring.norm2(f) > params.f2_max", ""))


@fault("OneTimeKeyGen does not look whether f* is invertible, and dies of the division",
       Run("one-time-keygen", status=3, failures=(
           Failure("one-time-keygen.toy-64", "crash", outcome="broken",
                   comments=("retry: the first f* is not invertible",)),),
           passes=ONE_TIME_RANDOM))
def one_time_f_unit_unchecked():
    rewrite(corrected.one_time_keygen, ("f_inverse is None or ", ""))


@fault("OneTimeKeyGen does not look whether g* is invertible",
       Run("one-time-keygen", failures=(
           Failure("one-time-keygen.toy-64", "wrong value", symbol="attempts", step="CPRE.OneTimeKeyGen.8",
                   cause="CPRE.OneTimeKeyGen.7", comments=("retry: the first g* is not invertible",)),),
           passes=ONE_TIME_RANDOM))
def one_time_g_unchecked():
    rewrite(corrected.one_time_keygen, ("(ring.is_unit(ring.reduce(g, q), q) and short)", "short"))


@fault("OneTimeKeyGen does not look at the length of (f*, w*)",
       Run("one-time-keygen", failures=(
           Failure("one-time-keygen.toy-64", "wrong value", symbol="attempts", step="CPRE.OneTimeKeyGen.8",
                   cause="CPRE.OneTimeKeyGen.7", comments=("retry: the first (f*, w*) is too long",)),),
           passes=ONE_TIME_RANDOM))
def one_time_w_unchecked():
    rewrite(corrected.one_time_keygen,
            ("(ring.is_unit(ring.reduce(g, q), q) and short)", "ring.is_unit(ring.reduce(g, q), q)"))


@fault("OneTimeKeyGen does not look whether pk* is invertible",
       Run("one-time-keygen", failures=(
           Failure("one-time-keygen.toy-64", "wrong value", symbol="attempts", step="CPRE.OneTimeKeyGen.8",
                   comments=("retry: the first pk* is not invertible",)),),
           passes=ONE_TIME_RANDOM))
def one_time_pk_unchecked():
    rewrite(corrected.one_time_keygen, ("if not ring.is_unit(pk, q):", "if False:"))


@fault("the first d is used, whether it is invertible or not",
       Run("rekeygen-owner", profile="corrected", failures=(
           Failure("rekeygen-owner.toy-64.corrected", "wrong value", symbol="attempts",
                   step="CPRE.ReKeyGen.Owner.2", comments=("retry: the first d is not invertible",)),),
           passes=("rekeygen-owner.toy-64.corrected.json#random",)))
def delegation_never_retries():
    rewrite(corrected.rekeygen_owner, ("if ring.is_unit(ring.reduce(delegation.d, q), q):", "if True:"))


@fault("the owner's part derives its coins from a seed of its own",
       Run("rekeygen-owner", profile="corrected", failures=(
           Failure("rekeygen-owner.toy-64.corrected", "wrong value", symbol="r_B", step="CPRE.ReKeyGen.Owner.1",
                   comments=RANDOM),
           # Other coins need another number of attempts.
           Failure("rekeygen-owner.toy-64.corrected", "wrong value", symbol="attempts",
                   step="CPRE.ReKeyGen.Owner.2", comments=("retry: the first d is not invertible",)))))
def owner_other_coins():
    good = corrected.rekeygen_owner
    corrected.other = lambda coins: bytes(reversed(coins[1:])) + b"\1"
    rewrite(good, ("    q = params.q\n", "    q = params.q\n    coins = other(coins)\n"))


@fault("e_B is d - f_A, not divided by p",
       Run("rekeygen-owner", profile="corrected", failures=(
           Failure("rekeygen-owner.toy-64.corrected", "wrong value", symbol="e_B", step="CPRE.ReKeyGen.Owner.3",
                   places={name: "coefficient 0" for name in RANDOM}),)))
def owner_not_divided():
    rewrite(corrected.rekeygen_owner, ("(x - y) // P", "x - y"))


@fault("the cloud does not look whether pk_B* is invertible",
       Run("rekeygen-cloud", failures=(
           Failure("rekeygen-cloud.toy-64.corrected", "wrong acceptance", bug="mask-stripping",
                   reason="CPRE.ReKeyGen.Cloud.C6",
                   comments=("pk_B* = 0, the crudest way to strip the mask", "pk_B* = x - zeta is not invertible")),),
           passes=("rekeygen-cloud.toy-64.as-printed", "rekeygen-cloud.toy-64.corrected.json#b_B = x - zeta")))
def cloud_pk_unchecked():
    rewrite(corrected.rekeygen_cloud, ('require(ring.is_unit(pk_B, q), "CPRE.ReKeyGen.Cloud.C6", "pk_B*")', "pass"))


@fault("the re-encryption adds p pk_B* b' + v': p is forgotten at v'",
       Run("reenc", failures=(
           Failure("reenc.toy-64.corrected", "wrong value", symbol="C_B", step="CPRE.ReEnc.3",
                   comments=RANDOM),),
           passes=("reenc.toy-64.as-printed",)))
def reenc_without_p_at_v():
    rewrite(corrected.reenc, ("P * (y + v)", "P * y + v"))


@fault("the re-encryption is not randomised: the printed one",
       Run("reenc", failures=(
           Failure("reenc.toy-64.corrected", "wrong value", symbol="C_B", step="CPRE.ReEnc.3",
                   comments=RANDOM),),
           passes=("reenc.toy-64.as-printed",)))
def reenc_not_randomised():
    rewrite(corrected.reenc, ("(x + P * (y + v)) % q", "x"))


@fault("the coins of a re-encryption do not depend on rk",
       Run("reenc-coins reenc", failures=(
           Failure("reenc-coins.toy-64", "wrong value", symbol="coins", step="CPRE.ReEncCoins.1",
                   places={name: "byte 0" for name in RANDOM}),),
           passes=("reenc.",)),
       Run("chain", failures=(
           Failure("chain.toy-64", "wrong value", symbol="C_B", step="CPRE.ReEnc.3", cause="CPRE.ReEncCoins.1",
                   comments=RANDOM),)))
def reenc_coins_without_rk():
    rewrite(corrected.reenc_coins, ("(rk, pk_B, C_A)", "(pk_B, C_A)"))


@fault("Decaps returns K' without looking whether C is what Enc gives for it",
       Run("kem-decaps kem-encaps", failures=(
           Failure("kem-decaps.toy-64", "wrong value", symbol="K", step="KEM.Decaps.5", bug="implicit-rejection",
                   places={"2 added: the same message, but not what Enc gives for it": "byte 0", "C = 0": "byte 0"},),),
           passes=("kem-encaps", "kem-decaps.toy-64.both.json#an honest")))
def kem_always_accepts():
    rewrite(kem.decaps, ("K_prime if C_prime == C else K_bar", "K_prime"))


@fault("Decaps refuses what is no honest encapsulation, for everyone to see",
       Run("kem-decaps", failures=(
           Failure("kem-decaps.toy-64", "wrong rejection", bug="implicit-rejection", reason="good inputs were refused",
                   comments=("2 added: the same message, but not what Enc gives for it", "C = 0")),),
           passes=("kem-decaps.toy-64.both.json#an honest", "kem-decaps.toy-64.both.json#z of 31")))
def kem_rejects_openly():
    rewrite(kem.decaps, ("    return Decapsulated", '    require(C_prime == C, "", "C")\n    return Decapsulated'))


@fault("the key of an implicit rejection does not depend on C",
       Run("kem-decaps", failures=(
           Failure("kem-decaps.toy-64", "wrong value", symbol="K", step="KEM.Decaps.5", cause="KEM.Decaps.4",
                   comments=("2 added: the same message, but not what Enc gives for it", "C = 0")),),
           passes=("kem-decaps.toy-64.both.json#an honest",)))
def kem_rejection_without_c():
    rewrite(kem.decaps, ("z, params, encode_element(params, C))", "z, params)"))


@fault("the two halves of what G gives are exchanged",
       Run("kem-encaps enc", failures=(
           Failure("kem-encaps.toy-64", "wrong value", symbol="K", step="KEM.Encaps.2",
                   places={name: "byte 0" for name in RANDOM}),),
           passes=("enc",)))
def kem_halves_swapped():
    rewrite(kem.g, ("return K, c", "return c, K"))


@fault("the last block is filled up with ones",
       Run("seal", failures=(
           Failure("seal.toy-64", "wrong value", symbol="sealed", step="SEAL.Seal.7", cause="SEAL.Seal.3",
                   comments=("1 bytes", "7 bytes", "9 bytes")),),
           passes=("seal.toy-64.both.json#0 bytes", "seal.toy-64.both.json#8 bytes")))
def seal_padding():
    rewrite(sealed.seal, ('b"\\0"', 'b"\\xff"'))


@fault("all blocks have the coins of the first",
       Run("seal", failures=(
           Failure("seal.toy-64", "wrong value", symbol="sealed", step="SEAL.Seal.7", cause="SEAL.Seal.5",
                   places={"9 bytes": "byte 234"}),),
           passes=("seal.toy-64.both.json#0 bytes", "seal.toy-64.both.json#8 bytes")))
def seal_same_coins():
    rewrite(sealed.seal, ("coins, i)", "coins, 0)"))


@fault("the length in a sealed file is big-endian",
       Run("seal", failures=(
           Failure("seal.toy-64", "wrong value", symbol="sealed", step="SEAL.Seal.7", cause="SEAL.Seal.1",
                   places={f"{i} bytes": "byte 42" for i in (1, 7, 8, 9)}),),
           passes=("seal.toy-64.both.json#0 bytes",)))
def seal_length_big_endian():
    rewrite(sealed.seal, ('to_bytes(8, "little")', 'to_bytes(8, "big")'))


@fault("every block is encrypted in full, though the plaintext ends at the block's end: one block too many",
       Run("seal", failures=(
           Failure("seal.toy-64", "wrong value", symbol="sealed", step="SEAL.Seal.7", cause="SEAL.Seal.2",
                   places={"0 bytes": "byte 50", "8 bytes": "byte 234"}),),
           passes=("seal.toy-64.both.json#1 bytes", "seal.toy-64.both.json#9 bytes")))
def seal_block_too_many():
    rewrite(sealed.seal, ("beta = -(-len(plaintext) // size)", "beta = len(plaintext) // size + 1"))
