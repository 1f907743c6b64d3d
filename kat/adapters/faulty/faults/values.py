"""Right computations, written wrongly."""

from emrshare_py import encoding, operations
from registry import RANDOM, Failure, Run, fault
from tampering import change_answers, change_values, replace, rewrite


def change_outputs(change) -> None:
    """Alter the outputs of each answer that has some."""
    def changed(request, line):
        if "outputs" in line:
            change(line["outputs"])
        return line

    change_answers(changed)


@fault("byte strings are written in upper-case hex",
       Run("enc decode-element", failures=(
           Failure("enc.toy-64", "malformed value", reason="C, made by PRE.Enc.3", comments=RANDOM),),
           passes=("decode-element", "enc.toy-64.both.json#no coins")))
def upper_case_hex():
    def change(outputs):
        for symbol, value in outputs.items():
            if isinstance(value, str):
                outputs[symbol] = value.upper()

    change_outputs(change)


@fault("an element is written as the list of its bytes",
       Run("dec-reencrypted rekeygen-cloud", failures=(
           Failure("rekeygen-cloud.toy-64.as-printed", "malformed value", reason="rk, made by PRE.ReKeyGen.Cloud.2",
                   comments=RANDOM),
           Failure("rekeygen-cloud.toy-64.corrected", "malformed value", reason="rk, made by CPRE.ReKeyGen.Cloud.2",
                   comments=("the delegation of the other vectors",))),
           passes=("dec-reencrypted", "rekeygen-cloud.toy-64.corrected.json#b_B = x - zeta")))
def element_as_list():
    def change(outputs, intermediates):
        outputs["rk"] = operations.Value(list(bytes.fromhex(outputs["rk"].json)))

    change_values("rekeygen-cloud", change)


@fault("real numbers are written in decimal",
       Run("fft exp", failures=(
           Failure("fft.any", "malformed value", reason="values, made by FFT.Forward.2", comments=RANDOM),),
           passes=("exp",)))
def real_as_decimal():
    replace(encoding.encode_real, lambda x: x)


@fault("the bits of a real number are written with the least significant byte first",
       Run("fft exp", failures=(
           Failure("fft.any", "wrong value", symbol="values", step="FFT.Forward.2",
                   places={name: "entry 0" for name in RANDOM}),),
           passes=("exp",)))
def real_little_endian():
    rewrite(encoding.encode_real, ('">d"', '"<d"'))


@fault("integers are written as real numbers",
       Run("h2 cbd", failures=(
           Failure("h2.toy-64", "malformed value", reason="delta, made by HASH.H2.2",
                   comments=("two empty strings", "a byte in the first string")),),
           passes=("cbd",)))
def integers_as_reals():
    def change(outputs, intermediates):
        outputs["delta"] = operations.Value([float(c) for c in outputs["delta"].json])

    change_values("h2", change)


@fault("the intermediate value v is named e",
       Run("enc dec", failures=(
           Failure("enc.toy-64", "unknown value", reason="there is no intermediate value e", comments=RANDOM),),
           passes=("dec", "enc.toy-64.both.json#no coins")))
def intermediate_misnamed():
    change_values("enc", lambda _, intermediates: intermediates.update(e=intermediates.pop("v")))


@fault("the intermediate value b is a copy of v",
       Run("enc dec", failures=(
           Failure("enc.toy-64", "wrong intermediate", symbol="b", step="PRE.Enc.1",
                   reason="all outputs are right, but b is not", comments=RANDOM),),
           passes=("dec", "enc.toy-64.both.json#no coins")))
def intermediate_wrong():
    change_values("enc", lambda _, intermediates: intermediates.update(b=intermediates["v"]))


@fault("intermediate values are not sent, and C is p pk b + v + M",
       Run("enc", failures=(
           Failure("enc.toy-64", "wrong value", symbol="C", step="PRE.Enc.3", comments=RANDOM),)))
def intermediates_not_sent():
    rewrite(operations.pre.enc, ("P * (x + y) + m", "P * x + y + m"))
    change_values("enc", lambda _, intermediates: intermediates.clear())


@fault("digests are taken of matrices with big-endian entries",
       Run("trapgen", sets="toy-64 small-256", failures=(
           Failure("trapgen.small-256", "wrong intermediate", symbol="R", step="LAT.TrapGen.3",
                   comments=("all coins zero",)),),
           passes=("trapgen.toy-64", "trapgen.small-256.both.json#coins of 31")))
def digest_big_endian():
    rewrite(operations.matrix, ('x.to_bytes(4, "little", signed=True)', 'x.to_bytes(4, "big", signed=True)'))


@fault("the output r_B is left out",
       Run("rekeygen-owner rekeygen-requester", profile="as-printed", failures=(
           Failure("rekeygen-owner.toy-64.as-printed", "missing value", reason="the output r_B is absent",
                   comments=RANDOM),),
           passes=("rekeygen-owner.toy-64.as-printed.json#f_A one byte short",)))
def output_missing():
    change_values("rekeygen-owner", lambda outputs, _: outputs.pop("r_B"))


@fault("Dec has the output C' besides M",
       Run("dec enc", failures=(
           Failure("dec.toy-64", "unknown value", reason="there is no output C'", comments=RANDOM),),
           passes=("enc", "dec.toy-64.both.json#f not reduced")))
def output_unknown():
    change_values("dec", lambda outputs, intermediates: outputs.update({"C'": intermediates["C'"]}))


@fault("NTRUSolve sends an F of zeros where there is no solution",
       Run("ntru-solve", failures=(
           Failure("ntru-solve.toy-64", "unknown value", reason="must be absent here",
                   comments=("n = 8: the resultants have a common divisor, though a solution exists",
                             "f and w with the common divisor 3")),),
           passes=("ntru-solve.toy-64.corrected.json#the owner's key",)))
def output_without_solution():
    def change(outputs, intermediates):
        if not outputs["solvable"].json:
            outputs["F"] = operations.Value([0])

    change_values("ntru-solve", change)
