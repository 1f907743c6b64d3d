"""Checks that are left out, too strict, or named wrongly."""

from emrshare_py import corrected, encoding, pre, sealed
from registry import RANDOM, Failure, Run, fault
from tampering import change_answers, rewrite

# The checks by which the adapter refuses vectors of enc and dec.
REMARKS = {
    "enc.toy-64.both.json#pk not reduced": "refused by ENC.Element.C1 instead of ENC.Element.C2",
    "enc.toy-64.both.json#M one byte": "refused by ENC.Element.C1 instead of ENC.Message.C2",
    "enc.toy-64.both.json#no coins": "refused by ENC.Element.C1 instead of COINS.C1",
    "dec.toy-64.both.json#f not reduced": "refused by ENC.Element.C1 instead of ENC.Element.C2",
    "dec.toy-64.both.json#C not reduced": "refused by ENC.Element.C1 instead of ENC.Element.C2",
}


@fault("the bound on f' is not checked",
       Run("keygen", failures=(
           Failure("keygen.toy-64.as-printed", "wrong acceptance", bug="out-of-range", reason="PRE.KeyGen.C1",
                   comments=("a coefficient of f' just beyond (q - 3)/4",)),),
           remarks={"keygen.toy-64.corrected.json#a coefficient of f' just beyond":
                    "refused by CPRE.KeyGen.C3 instead of CPRE.KeyGen.C1"},
           passes=("keygen.toy-64.as-printed.json#random", "keygen.toy-64.as-printed.json#a coefficient of f' at -",
                   "keygen.toy-64.corrected")))
def preimage_unchecked():
    rewrite(pre.check_preimage, ("all(abs(c) <= bound for c in f_prime)", "True"))


@fault("the bound on f_A is not checked",
       Run("rekeygen-owner", profile="as-printed", failures=(
           Failure("rekeygen-owner.toy-64.as-printed", "wrong acceptance", bug="out-of-range",
                   reason="PRE.ReKeyGen.Owner.C1",
                   comments=("a coefficient of f_A just beyond (q - 1)/2 - p eta",)),),
           passes=("rekeygen-owner.toy-64.as-printed.json#random",
                   "rekeygen-owner.toy-64.as-printed.json#a coefficient of f_A at")))
def owner_range_unchecked():
    rewrite(pre.rekeygen_owner, ("all(abs(c) <= bound for c in f_A)", "True"))


@fault("an a_B that is not invertible is refused, which the specification does not do",
       Run("rekeygen-requester", failures=(
           Failure("rekeygen-requester.toy-64", "wrong rejection",
                   reason="by PRE.ReKeyGen.Requester.C3, which concerns a_B",
                   comments=("a_B = 0: nothing forbids it as printed",)),),
           passes=("rekeygen-requester.toy-64.both.json#random", "rekeygen-requester.toy-64.both.json#f_B = 0")))
def requester_too_strict():
    rewrite(pre.rekeygen_requester, ('require(len(f_B) == params.n, "PRE.ReKeyGen.Requester.C2", "f_B")',
                                     'require(ring.is_unit(a_B, q), "PRE.ReKeyGen.Requester.C3", "a_B")'))


@fault("the cloud does not look whether b_B is invertible",
       Run("rekeygen-cloud", failures=(
           Failure("rekeygen-cloud.toy-64.corrected", "wrong acceptance", bug="not-invertible",
                   reason="CPRE.ReKeyGen.Cloud.C5", comments=("b_B = x - zeta is not invertible",)),),
           passes=("rekeygen-cloud.toy-64.as-printed", "rekeygen-cloud.toy-64.corrected.json#r_B = x - zeta")))
def cloud_b_unchecked():
    rewrite(corrected.rekeygen_cloud, ('require(ring.is_unit(b_B, q), "CPRE.ReKeyGen.Cloud.C5", "b_B")', "pass"))


@fault("Open does not look at the filling of the last block",
       Run("open seal", failures=(
           Failure("open.toy-64", "wrong acceptance", bug="padding", reason="SEAL.Open.C8 must refuse padding",
                   comments=("padding of ones",)),),
           passes=("seal", "open.toy-64.both.json#last byte of the digest")))
def open_padding_unchecked():
    rewrite(sealed._open_blocks, ('require(not any(block[used:]), "SEAL.Open.C8", "padding")', "pass"))


@fault("Open does not compare the digest",
       Run("open", failures=(
           Failure("open.toy-64", "wrong acceptance", bug="damaged", reason="SEAL.Open.C5 must refuse digest",
                   comments=("last byte of the digest", "a bit of the block")),),
           passes=("open.toy-64.both.json#padding of ones", "open.toy-64.both.json#one byte short")))
def open_digest_unchecked():
    rewrite(sealed._check_digest, ("digest_of(layout.params, sealed[:layout.blocks], blocks) == stated", "True"))


@fault("Open does not compare the fingerprint of the key",
       Run("open", failures=(
           Failure("open.toy-64", "wrong acceptance", bug="wrong-key", reason="SEAL.Open.C6 must refuse key",
                   comments=("fingerprint of another key",)),),
           passes=("open.toy-64.both.json#padding of ones", "open.toy-64.both.json#a block less one byte")))
def open_key_unchecked():
    rewrite(sealed._check_file, (" and fingerprint(layout.params, pk) == layout.head[10:42]", ""))


@fault("Open reads the lower four bytes of the length alone",
       Run("open", failures=(
           Failure("open.toy-64", "wrong acceptance", bug="file-format", reason="SEAL.Open.C4 must refuse length",
                   comments=("length of 2^56 more",)),),
           passes=("open.toy-64.both.json#one byte short", "open.toy-64.both.json#empty file")))
def open_short_length():
    rewrite(sealed._layout, ("head[42:]", "head[42:46]"))


@fault("Open takes files of any version",
       Run("open", failures=(
           Failure("open.toy-64", "wrong acceptance", bug="file-format", reason="SEAL.Open.C2 must refuse version",
                   comments=("version 1",)),),
           passes=("open.toy-64.both.json#first byte of the magic", "open.toy-64.both.json#set 128 more")))
def open_version_unchecked():
    # The form is the one that the caller expects, whatever the file says.
    rewrite(sealed._layout, ("version = head[8]", "version = versions[0]"))


@fault("Open takes a block with a coefficient that is not below q",
       Run("open", failures=(
           Failure("open.toy-64", "wrong acceptance", bug="not-reduced", reason="SEAL.Open.C7 must refuse block 0",
                   comments=("a coefficient q in the block",)),),
           passes=("open.toy-64.both.json#padding of ones", "open.toy-64.both.json#a block less one byte")))
def open_block_unchecked():
    rewrite(encoding.decode_element, ('require(max(a) < params.q, "ENC.Element.C2", field)',
                                      "a = [c % params.q for c in a]"))


@fault("every refusal names ENC.Element.C1",
       Run("enc dec", status=0, remarks=REMARKS, passes=("enc", "dec")),
       Run("enc dec", options=("--strict-checks",), failures=(
           Failure("enc.toy-64", "wrong check", reason="by ENC.Element.C1 instead of ENC.Element.C2",
                   comments=("pk not reduced",)),
           Failure("enc.toy-64", "wrong check", reason="by ENC.Element.C1 instead of ENC.Message.C2",
                   comments=("M one byte short", "M one byte long")),
           Failure("enc.toy-64", "wrong check", reason="by ENC.Element.C1 instead of COINS.C1",
                   comments=("no coins",)),
           Failure("dec.toy-64", "wrong check", comments=("f not reduced", "C not reduced"))),
           passes=("enc.toy-64.both.json#pk one byte short", "dec.toy-64.both.json#random")))
def check_named_wrongly():
    def change(request, line):
        if "rejected" in line:
            line["rejected"]["check"] = "ENC.Element.C1"
        return line

    change_answers(change)


@fault("no refusal says by which check",
       Run("enc dec", status=0, passes=("enc", "dec")),
       Run("enc", options=("--strict-checks",), failures=(
           Failure("enc.toy-64", "wrong check", reason="refused without saying by which check",
                   comments=("pk one byte short", "pk not reduced", "M one byte short", "M one byte long",
                             "no coins")),),
           passes=("enc.toy-64.both.json#random",)))
def check_not_named():
    def change(request, line):
        if "rejected" in line:
            line["rejected"] = {"check": ""}
        return line

    change_answers(change)


@fault("everything is refused",
       Run("enc", failures=(
           Failure("enc.toy-64", "wrong rejection", reason="by COINS.C1, which concerns coins",
                   comments=("pk = 0", *RANDOM)),),
           passes=("enc.toy-64.both.json#pk one byte short", "enc.toy-64.both.json#no coins"),
           remarks={"enc.toy-64.both.json#pk one byte short": "refused by COINS.C1 instead of ENC.Element.C1",
                    "enc.toy-64.both.json#pk not reduced": "refused by COINS.C1 instead of ENC.Element.C2",
                    "enc.toy-64.both.json#M one byte": "refused by COINS.C1 instead of ENC.Message.C2"}))
def everything_refused():
    def change(request, line):
        return {"type": "answer", "id": line["id"], "rejected": {"check": "COINS.C1", "field": "coins"}}

    change_answers(change)
