"""Mistakes in the scheme as printed, and in what both profiles share."""

from emrshare_py import hashes, operations, params, pre, ring, xof
from registry import RANDOM, Failure, Run, fault
from tampering import change_values, replace, rewrite, swap


@fault("the first f' is returned, whether its f is invertible or not",
       Run("extract", failures=(
           Failure("extract.toy-64", "wrong value", symbol="attempts", step="PRE.Extract.5",
                   comments=("two attempts: the first f is not invertible",)),
           Failure("extract.toy-64.corrected", "wrong value", symbol="attempts", step="PRE.Extract.5",
                   comments=("random 3",))),
           passes=("extract.toy-64.as-printed.json#PID", "extract.toy-64.as-printed.json#random")))
def extract_never_retries():
    rewrite(pre.extract, ("if not ring.is_unit(ring.reduce(f, params.q), params.q) or too_long:", "if False:"))


@fault("the length of f is not looked at in the corrected profile",
       Run("extract", failures=(
           Failure("extract.toy-64.corrected", "wrong value", symbol="attempts", step="PRE.Extract.5",
                   comments=("random 3",)),),
           passes=("extract.toy-64.as-printed", "extract.toy-64.corrected.json#two attempts")))
def extract_length_unchecked():
    rewrite(pre.extract, (" or too_long:", ":"))


@fault("the coins of Extract do not depend on the attempt",
       Run("extract", profile="as-printed", failures=(
           Failure("extract.toy-64", "wrong rejection", reason="by PRE.Extract.C1, which concerns id",
                   comments=("two attempts: the first f is not invertible",)),),
           passes=("extract.toy-64.as-printed.json#PID", "extract.toy-64.as-printed.json#random")))
def extract_same_coins():
    rewrite(pre.extract, ("profile, identity, a)", "profile, identity, 0)"))


@fault("the first g is used, whether it is invertible or not",
       Run("keygen", profile="as-printed", failures=(
           Failure("keygen.toy-64.as-printed", "wrong value", step="PRE.KeyGen.4",
                   comments=("two attempts: the first g is not invertible",)),),
           passes=("keygen.toy-64.as-printed.json#random", "keygen.toy-64.as-printed.json#coins all")))
def keygen_never_retries():
    rewrite(pre.keygen, ("if ring.is_unit(ring.reduce(g, q), q):", "if True:"))


@fault("each attempt at g draws the same g",
       Run("keygen", profile="as-printed", failures=(
           Failure("keygen.toy-64.as-printed", "wrong rejection", reason="by PRE.KeyGen.C3, which concerns coins",
                   comments=("two attempts: the first g is not invertible",)),),
           passes=("keygen.toy-64.as-printed.json#random",)))
def keygen_same_g():
    rewrite(pre.keygen, ('"PRE.KeyGen.g", coins, params, a)', '"PRE.KeyGen.g", coins, params, 0)'))


@fault("pk is g / f, without u",
       Run("keygen", failures=(
           Failure("keygen.toy-64.as-printed", "wrong value", symbol="pk", step="PRE.KeyGen.5", comments=RANDOM),
           Failure("keygen.toy-64.corrected", "wrong value", symbol="pk", step="CPRE.KeyGen.9", comments=RANDOM)),
           passes=("keygen.toy-64.as-printed.json#p f' + 1 = c",)))
def public_key_without_u():
    rewrite(pre.public_key, ("[(x + y) % q for", "[x for"))


@fault("f is p f', without the 1",
       Run("keygen", profile="as-printed", failures=(
           Failure("keygen.toy-64.as-printed", "wrong value", symbol="f", step="PRE.KeyGen.1",
                   places={name: "coefficient 0" for name in RANDOM}),
           Failure("keygen.toy-64.as-printed", "wrong value", symbol="f", step="PRE.KeyGen.1",
                   comments=("coins all zero", "coins all one", "two attempts: the first g is not invertible")),
           Failure("keygen.toy-64.as-printed", "wrong rejection", reason="by PRE.KeyGen.C2, which concerns f'",
                   comments=("f' = 0, so that f = 1",)),
           Failure("keygen.toy-64.as-printed", "wrong acceptance", bug="not-invertible",
                   comments=("p f' + 1 = c (x - zeta): no unit",)))))
def private_key_without_one():
    rewrite(pre.private_from_preimage, ("f[0] += 1", "pass"))


@fault("the outputs f and pk are exchanged",
       Run("keygen", profile="as-printed", failures=(
           Failure("keygen.toy-64.as-printed", "wrong value", symbol="f", step="PRE.KeyGen.1",
                   places={name: "coefficient 0" for name in RANDOM}),),
           passes=("keygen.toy-64.as-printed.json#f' one byte short",)))
def keygen_outputs_swapped():
    change_values("keygen", lambda outputs, _: swap(outputs, "f", "pk"))


@fault("b and v of Enc are drawn with each other's label",
       Run("enc dec", failures=(
           Failure("enc.toy-64", "wrong value", symbol="b", step="PRE.Enc.1", comments=RANDOM),),
           passes=("dec", "enc.toy-64.both.json#no coins")))
def enc_noises_swapped():
    rewrite(pre.enc, ('b = psi(params, "PRE.Enc.b"', 'v = psi(params, "PRE.Enc.b"'),
            ('v = psi(params, "PRE.Enc.v"', 'b = psi(params, "PRE.Enc.v"'))


@fault("C is p pk b + v + M: p is forgotten at v",
       Run("enc dec", failures=(
           Failure("enc.toy-64", "wrong value", symbol="C", step="PRE.Enc.3", comments=RANDOM),),
           passes=("dec", "enc.toy-64.both.json#pk one byte short")))
def enc_without_p_at_v():
    rewrite(pre.enc, ("P * (x + y) + m", "P * x + y + m"))


@fault("the error law is uniform on {-1, 0, 1}",
       Run("enc cbd", failures=(
           Failure("enc.toy-64", "wrong value", symbol="b", step="PRE.Enc.1", comments=RANDOM),),
           passes=("cbd",)))
def psi_ternary():
    rewrite(pre.psi, ("samplers.cbd(params.n, params.eta, stream)", "samplers.ternary(params.n, stream)"))


@fault("the outputs a_B and r_B are exchanged",
       Run("rekeygen-owner", profile="as-printed", failures=(
           Failure("rekeygen-owner.toy-64.as-printed", "wrong value", symbol="r_B", step="PRE.ReKeyGen.Owner.1",
                   places={name: "coefficient 0" for name in RANDOM}),),
           passes=("rekeygen-owner.toy-64.as-printed.json#f_A one byte short",)))
def owner_outputs_swapped():
    change_values("rekeygen-owner", lambda outputs, _: swap(outputs, "a_B", "r_B"))


@fault("the first r_B is used, whether it is invertible or not",
       Run("rekeygen-owner", profile="as-printed", failures=(
           Failure("rekeygen-owner.toy-64.as-printed", "wrong value", step="PRE.ReKeyGen.Owner.1",
                   comments=("two attempts: the first r_B is not invertible",)),),
           passes=("rekeygen-owner.toy-64.as-printed.json#random",)))
def owner_never_retries():
    rewrite(pre.draw_unit, ("if ring.is_unit(r, params.q):", "if True:"))


@fault("d is f_A + e_B: p is forgotten",
       Run("rekeygen-owner", profile="as-printed", failures=(
           Failure("rekeygen-owner.toy-64.as-printed", "wrong value", symbol="d", step="PRE.ReKeyGen.Owner.3",
                   comments=RANDOM),),
           passes=("rekeygen-owner.toy-64.as-printed.json#f_A one byte short",)))
def owner_without_p():
    rewrite(pre.rekeygen_owner, ("x + P * y", "x + y"))


@fault("the inverse of what has none is 0",
       Run("rekeygen-cloud rekeygen-requester", failures=(
           Failure("rekeygen-cloud.toy-64.as-printed", "wrong acceptance", bug="not-invertible",
                   reason="PRE.ReKeyGen.Cloud.C3",
                   comments=("r_B = 0 is not invertible", "r_B = x - zeta is not invertible")),
           Failure("rekeygen-cloud.toy-64.corrected", "wrong acceptance", bug="not-invertible",
                   comments=("r_B = x - zeta is not invertible", "b_B = x - zeta is not invertible")),
           Failure("rekeygen-cloud.toy-64.corrected", "wrong acceptance", bug="mask-stripping",
                   reason="CPRE.ReKeyGen.Cloud.C6",
                   comments=("pk_B* = 0, the crudest way to strip the mask", "pk_B* = x - zeta is not invertible")),
           Failure("rekeygen-requester.toy-64", "wrong acceptance", bug="not-invertible",
                   reason="PRE.ReKeyGen.Requester.C3",
                   comments=("f_B = 0 is not invertible", "f_B = x - zeta is not invertible"))),
           passes=("rekeygen-cloud.toy-64.as-printed.json#random", "rekeygen-requester.toy-64.both.json#random")))
def inverse_of_zero():
    good = ring.inverse

    def inverse(a, q):
        found = good(a, q)
        return [0] * len(a) if found is None else found

    replace(good, inverse)


@fault("H_1 and Extract are those of the corrected profile, whatever the request says",
       Run("syndrome extract h2", failures=(
           Failure("syndrome.toy-64.as-printed", "wrong value", symbol="h", step="HASH.Syndrome.Printed.3",
                   cause="HASH.Syndrome.Printed.1", places={"PID-Alice": "entry 0"}),
           Failure("extract.toy-64.as-printed", "wrong value", symbol="coins", step="PRE.Extract.2",
                   cause="PRE.Extract.1"),
           Failure("extract.toy-64.as-printed", "wrong value", symbol="attempts", step="PRE.Extract.5",
                   cause="PRE.Extract.1", comments=("two attempts: the first f is not invertible",))),
           passes=("syndrome.toy-64.corrected", "extract.toy-64.corrected", "h2")))
def profile_ignored():
    syndrome, extract = hashes.syndrome, pre.extract
    replace(syndrome, lambda profile, params, identity: syndrome("corrected", params, identity))
    replace(extract, lambda profile, params, master, identity: extract("corrected", params, master, identity))


@fault("every request is answered with the parameters of toy-64",
       Run("h1 enc", sets="toy-64 small-256", failures=(
           Failure("h1.small-256.as-printed", "wrong value", symbol="H_1(id)", step="HASH.H1.Printed.2",
                   cause="HASH.H1.Printed.1", places={"PID-Alice": "entry 0"}),
           Failure("enc.small-256", "wrong rejection", reason="by ENC.Element.C1, which concerns pk")),
           passes=("h1.toy-64", "enc.toy-64", "enc.small-256.both.json#pk one byte short"),
           remarks={"enc.small-256.both.json#pk not reduced": "refused by ENC.Element.C1 instead of ENC.Element.C2",
                    "enc.small-256.both.json#M one byte": "refused by ENC.Element.C1 instead of ENC.Message.C2",
                    "enc.small-256.both.json#no coins": "refused by ENC.Element.C1 instead of COINS.C1"}))
def set_ignored():
    by_name = params.by_name
    replace(by_name, lambda name: by_name("toy-64"))


@fault("the coins of the first request are kept for all further ones",
       Run("enc dec", failures=(
           Failure("enc.toy-64", "wrong value", symbol="b", step="PRE.Enc.1", comments=RANDOM),),
           passes=("dec", "enc.toy-64.both.json#all-zero message", "enc.toy-64.both.json#no coins")))
def coins_of_the_first_request():
    good = xof.check_coins
    kept = []

    def check_coins(data, field):
        kept.append(good(data, field))
        return kept[0]

    replace(good, check_coins)


@fault("what the printed ReEnc gives is claimed to decrypt",
       Run("dec-reencrypted", failures=(
           Failure("dec-reencrypted.toy-64.as-printed", "wrong value", symbol="M_B", step="PRE.Dec.3",
                   bug="lemma2-false", comments=("all-zero message", "all-one message", *RANDOM)),),
           passes=("dec-reencrypted.toy-64.corrected",)))
def lemma_2_believed():
    rewrite(operations._dec_reencrypted, ("M_B = pre.dec(params, f_B, C_B).M", "M_B = M"))
