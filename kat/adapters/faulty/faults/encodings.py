"""Mistakes in encodings, in the XOF's input and in hash functions."""

from emrshare_py import encoding, hashes, operations, pre, ring, xof
from registry import RANDOM, Failure, Run, fault
from tampering import replace, rewrite

EVERY_COEFFICIENT = "coefficients 0, q - 1, (q - 1)/2, (q + 1)/2, 1"


@fault("the coefficients of an element are packed from the last to the first",
       Run("encode-element decode-element encode-message", failures=(
           Failure("encode-element.toy-64", "wrong value", symbol="bytes", step="ENC.Element.1",
                   places={EVERY_COEFFICIENT: "byte 0"}),
           Failure("decode-element.toy-64", "wrong value", symbol="coefficients", step="ENC.Element.2",
                   places={EVERY_COEFFICIENT: "entry 0"})),
           passes=("encode-message", "encode-element.toy-64.both.json#zero", "decode-element.toy-64.both.json#zero")))
def element_reversed():
    encode, decode = encoding.encode_element, encoding.decode_element
    replace(encode, lambda params, a: encode(params, a[::-1]))
    replace(decode, lambda params, data, field="bytes": decode(params, data, field)[::-1])


@fault("each coefficient of an element is packed with its most significant bit first",
       Run("encode-element decode-element", failures=(
           Failure("encode-element.toy-64", "wrong value", symbol="bytes", step="ENC.Element.1"),
           Failure("decode-element.toy-64", "wrong value", symbol="coefficients", step="ENC.Element.2"),
           Failure("decode-element.toy-64", "wrong rejection", reason="by ENC.Element.C2, which concerns bytes"),
           Failure("decode-element.toy-64", "wrong acceptance", comments=("first coefficient q", "last coefficient q"),
                   bug="not-reduced")),
           passes=("encode-element.toy-64.both.json#zero", "decode-element.toy-64.both.json#a coefficient of ell")))
def element_bits_reversed():
    def reversed_bits(params, a):
        return [int(f"{c:0{params.ell}b}"[::-1], 2) for c in a]

    rewrite(encoding.encode_element, ("join_fields(a, ", "join_fields(reversed_bits(params, a), "))
    rewrite(encoding.decode_element, ("split_fields(data, params.ell, params.n)",
                                      "reversed_bits(params, split_fields(data, params.ell, params.n))"))
    encoding.reversed_bits = reversed_bits


@fault("C is left in lazy reduction: a coefficient is written as c + q where that fits in ell bits",
       Run("enc dec", failures=(
           Failure("enc.toy-64", "malformed value", reason="C, made by PRE.Enc.3",
                   comments=RANDOM),),
           passes=("dec", "enc.toy-64.both.json#M one byte")))
def element_not_reduced():
    good = pre.enc

    def enc(params, pk, M, coins):
        ciphertext = good(params, pk, M, coins)
        spare = (1 << params.ell) - params.q
        return ciphertext._replace(C=[c + params.q if c < spare else c for c in ciphertext.C])

    def element(params, a):
        return operations.hex_of(encoding.join_fields([c if c >= 0 else c + params.q for c in a], params.ell))

    replace(good, enc)
    replace(operations.element, element)


@fault("values from q on are reduced silently when an element is decoded",
       Run("decode-element enc dec", failures=(
           Failure("decode-element.toy-64", "wrong acceptance", bug="not-reduced", reason="ENC.Element.C2",
                   comments=("first coefficient q", "last coefficient q", "a coefficient of ell one bits")),
           Failure("enc.toy-64", "wrong acceptance", bug="not-reduced", comments=("pk not reduced",)),
           Failure("dec.toy-64", "wrong acceptance", bug="not-reduced", comments=("f not reduced", "C not reduced"))),
           passes=("decode-element.toy-64.both.json#one byte", "enc.toy-64.both.json#random")))
def element_range_unchecked():
    rewrite(encoding.decode_element, ('require(max(a) < params.q, "ENC.Element.C2", field)',
                                      "a = [c % params.q for c in a]"))


@fault("bytes behind an element are ignored",
       Run("decode-element enc", failures=(
           Failure("decode-element.toy-64", "wrong acceptance", bug="wrong-length", reason="ENC.Element.C1",
                   comments=("one byte long",)),),
           passes=("enc", "decode-element.toy-64.both.json#one byte short", "decode-element.toy-64.both.json#random")))
def element_trailing_bytes():
    rewrite(encoding.decode_element, ("8 * len(data) == params.n", "8 * len(data) >= params.n"))


@fault("an element that is too short is filled up with zeros",
       Run("decode-element enc dec", failures=(
           Failure("decode-element.toy-64", "wrong acceptance", bug="wrong-length", reason="ENC.Element.C1",
                   comments=("one byte short", "no bytes")),
           Failure("enc.toy-64", "wrong acceptance", bug="wrong-length", comments=("pk one byte short",)),
           Failure("dec.toy-64", "wrong acceptance", bug="wrong-length",
                   comments=("f one byte short", "C one byte short"))),
           passes=("decode-element.toy-64.both.json#one byte long", "enc.toy-64.both.json#random")))
def element_short_padded():
    good = encoding.decode_element

    def decode_element(params, data, field="bytes"):
        return good(params, data.ljust(params.n * params.ell // 8, b"\0"), field)

    replace(good, decode_element)


@fault("an element's coefficients are taken mod q before they are encoded, not checked",
       Run("encode-element", failures=(
           Failure("encode-element.toy-64", "wrong acceptance", bug="not-reduced", reason="RING.Rq.C2",
                   comments=("the last coefficient is q", "the first coefficient is -1")),),
           passes=("encode-element.toy-64.both.json#n - 1", "encode-element.toy-64.both.json#random")))
def residues_unchecked():
    rewrite(encoding.encode_element, ('require(0 <= min(a) and max(a) < params.q, "RING.Rq.C2", "coefficients")',
                                      "a = [c % params.q for c in a]"))


@fault("the length of a message block is not checked: what is missing is zero, what is too much is dropped",
       Run("decode-message enc", failures=(
           Failure("decode-message.toy-64", "wrong acceptance", bug="wrong-length", reason="ENC.Message.C2",
                   comments=("one byte short", "one byte long")),
           Failure("enc.toy-64", "wrong acceptance", bug="wrong-length",
                   comments=("M one byte short", "M one byte long"))),
           passes=("decode-message.toy-64.both.json#random", "enc.toy-64.both.json#pk one byte short")))
def message_length_unchecked():
    good = encoding.decode_message

    def decode_message(params, data, field="bytes"):
        size = params.n // 8
        return good(params, data[:size].ljust(size, b"\0"), field)

    replace(good, decode_message)


@fault("the coefficients of a message block are taken mod 2 before they are encoded, not checked",
       Run("encode-message", failures=(
           Failure("encode-message.toy-64", "wrong acceptance", bug="not-binary", reason="ENC.Message.C1",
                   comments=("a coefficient 2", "a coefficient -1")),),
           passes=("encode-message.toy-64.both.json#n + 1", "encode-message.toy-64.both.json#random")))
def message_values_unchecked():
    rewrite(encoding.encode_message, ("len(M) == params.n and all(c in (0, 1) for c in M)", "len(M) == params.n"),
            ("join_fields(M, 1)", "join_fields([c % 2 for c in M], 1)"))


@fault("coefficient 0 of a message block is the most significant bit of byte 0",
       Run("encode-message decode-message", failures=(
           Failure("encode-message.toy-64", "wrong value", symbol="bytes", step="ENC.Message.1",
                   places={"x^0": "byte 0", "x^(n-1)": "byte 7"}),
           Failure("decode-message.toy-64", "wrong value", symbol="coefficients", step="ENC.Message.2",
                   comments=RANDOM)),
           passes=("decode-message.toy-64.both.json#all",)))
def message_bits_reversed():
    def swapped(M):
        return [c for start in range(0, len(M), 8) for c in reversed(M[start:start + 8])]

    encode, decode = encoding.encode_message, encoding.decode_message
    replace(encode, lambda params, M, field="coefficients": encode(params, swapped(M), field))
    replace(decode, lambda params, data, field="bytes": swapped(decode(params, data, field)))


@fault("the centred lift takes (q + 1)/2 as positive",
       Run("dec", failures=(
           Failure("dec.toy-64", "wrong value", symbol="M", step="PRE.Dec.3", cause="PRE.Dec.2",
                   places={"f = 1: the lift of 0, q - 1, (q - 1)/2, (q + 1)/2, 1": "coefficient 3"}),),
           passes=("dec.toy-64.both.json#random", "dec.toy-64.both.json#all-one")))
def lift_off_by_one():
    rewrite(ring.lift, ("half = (q - 1) // 2", "half = (q + 1) // 2"))


@fault("C' is taken mod p without the centred lift",
       Run("dec", failures=(
           Failure("dec.toy-64", "wrong value", symbol="M", step="PRE.Dec.3", cause="PRE.Dec.2",
                   comments=RANDOM),)))
def dec_without_lift():
    rewrite(pre.dec, ("N = ring.lift(C_prime, q)", "N = C_prime"))


@fault("coins of any length are accepted: filled up with zeros, or cut",
       Run("trapgen enc keygen kem-decaps", failures=(
           Failure("trapgen.toy-64", "wrong acceptance", bug="wrong-length", reason="COINS.C1",
                   comments=("coins of 31 bytes", "coins of 33 bytes")),
           Failure("enc.toy-64", "wrong acceptance", bug="wrong-length", comments=("no coins",)),
           Failure("keygen.toy-64.as-printed", "wrong acceptance", bug="wrong-length", comments=("coins of 31 bytes",)),
           Failure("kem-decaps.toy-64", "wrong acceptance", bug="wrong-length", comments=("z of 31 bytes",))),
           passes=("keygen.toy-64.corrected", "enc.toy-64.both.json#random")))
def coins_length_unchecked():
    replace(xof.check_coins, lambda data, field: data[:32].ljust(32, b"\0"))


@fault("the lengths in the XOF's input are big-endian",
       Run("xof cbd", failures=(
           Failure("xof.any", "wrong value", symbol="X", step="XOF.1",
                   places={"no parts": "byte 0", "over several SHAKE256 blocks": "byte 0"}),
           Failure("xof.any", "wrong intermediate", symbol="X", step="XOF.1", comments=("nothing asked for",))),
           passes=("cbd",)))
def xof_big_endian_lengths():
    rewrite(xof.le64, ('"little"', '"big"'))


@fault("the parts of the XOF's input are put together without their lengths",
       Run("xof h2", failures=(
           Failure("xof.any", "wrong value", symbol="X", step="XOF.1",
                   places={"two parts": "byte 0", "the same bytes cut elsewhere": "byte 0"}),
           Failure("xof.any", "wrong intermediate", symbol="X", step="XOF.1", comments=("nothing asked for",)),
           Failure("h2.toy-64", "wrong value", symbol="delta", step="HASH.H2.2", cause="XOF.1",
                   comments=("a byte in the first string", "the same byte in the second string")))))
def xof_without_lengths():
    rewrite(xof.xof_input, ("le64(len(y)) + y", "y"))


@fault("the lengths in the XOF's input are counted in one byte",
       Run("h1 xof", failures=(
           Failure("h1.toy-64", "wrong value", symbol="H_1(id)", step="HASH.H1.Printed.2", cause="XOF.1",
                   comments=("300 bytes",)),
           Failure("xof.any", "wrong value", symbol="X", step="XOF.1")),
           passes=("h1.toy-64.as-printed.json#random",)))
def xof_one_byte_lengths():
    rewrite(xof.xof_input, ("le64(len(y))", "le64(len(y) % 256)"))


@fault("integers in the XOF's input are counted in one byte",
       Run("accumulate seal", filter="1000 iterations", failures=(
           Failure("accumulate.toy-64.both", "wrong value", symbol="checkpoints", step="ACC.EncDec.5",
                   cause="ACC.EncDec.1", places={"1000 iterations": "entry 2"}),
           Failure("accumulate.toy-64.corrected", "wrong value", symbol="checkpoints", step="ACC.ReEnc.6",
                   cause="ACC.ReEnc.1", places={"1000 iterations": "entry 2"}))),
       Run("seal h1", status=0, passes=("seal", "h1")))
def xof_one_byte_integers():
    rewrite(xof.as_bytes, ("return le64(x)", "return le64(x % 256)"))


@fault("H_2 hashes the two strings as one",
       Run("h2 h1", failures=(
           Failure("h2.toy-64", "wrong value", symbol="delta", step="HASH.H2.2", cause="HASH.H2.1",
                   comments=("a byte in the first string", "two empty strings")),),
           passes=("h1",)))
def h2_one_string():
    rewrite(hashes.h2, ("params, x, y)", "params, x + y)"))


@fault("the coordinates of the printed H_1 are not reduced mod q",
       Run("syndrome", failures=(
           Failure("syndrome.toy-64.as-printed", "wrong value", symbol="h", step="HASH.Syndrome.Printed.3",
                   cause="HASH.Syndrome.Printed.2"),),
           passes=("syndrome.toy-64.corrected",)))
def syndrome_not_reduced():
    rewrite(hashes.syndrome_printed, ("h = [c % params.q for c in h]", "pass"))


@fault("the syndrome is made of the last k coordinates of the printed H_1",
       Run("syndrome h1", failures=(
           Failure("syndrome.toy-64.as-printed", "wrong value", symbol="h", step="HASH.Syndrome.Printed.3"),),
           passes=("syndrome.toy-64.corrected", "h1")))
def syndrome_of_last_coordinates():
    rewrite(hashes.syndrome_printed, ("h[:params.k]", "h[-params.k:]"))
