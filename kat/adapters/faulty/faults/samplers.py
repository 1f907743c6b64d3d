"""Mistakes in samplers, up to the discrete Gaussian."""

import math
import types

from emrshare_py import gaussian, samplers, xof
from registry import RANDOM, Failure, Run, fault
from tampering import replace, rewrite, rewritten

UNIFORM_EDGE = "0, q - 1, q, 2^ell - 1, 2^ell, 2^ell + 1, (q - 1)/2, (q + 1)/2: two are refused"


@fault("a candidate from q on is taken mod q, not dropped",
       Run("uniform", failures=(
           Failure("uniform.toy-64", "wrong value", step="SMP.Uniform.3",
                   comments=(UNIFORM_EDGE, *RANDOM)),
           Failure("uniform.toy-64", "wrong acceptance", bug="short-stream",
                   comments=("bytes used up by refused candidates",))),
           passes=("uniform.toy-64.both.json#nothing",)))
def uniform_modulo():
    rewrite(samplers.uniform, ("if y < q:", "if True:"), ("append(y)", "append(y % q)"))


@fault("candidates are not masked to the bits of q",
       Run("uniform", failures=(
           Failure("uniform.toy-64", "wrong rejection", reason="by SMP.Bytes.C1, which concerns bytes",
                   comments=(UNIFORM_EDGE, *RANDOM)),),
           passes=("uniform.toy-64.both.json#nothing",)),
       Run("syndrome", profile="corrected", failures=(
           Failure("syndrome.toy-64.corrected", "wrong value", symbol="h", step="HASH.H1.2", cause="SMP.Uniform.2"),)))
def uniform_unmasked():
    rewrite(samplers.uniform, (' & mask  # ', "  # "))


@fault("candidates are big-endian integers",
       Run("uniform cbd", failures=(
           Failure("uniform.toy-64", "wrong value", step=("SMP.Uniform.2", "SMP.Uniform.3"),
                   comments=RANDOM),
           Failure("uniform.toy-64", "wrong acceptance", comments=("bytes used up by refused candidates",))),
           passes=("cbd", "uniform.toy-64.both.json#nothing")))
def uniform_big_endian():
    rewrite(samplers.uniform, ('"little"', '"big"'))


@fault("the base-3 digits of a byte are taken from the most significant on",
       Run("ternary", failures=(
           Failure("ternary.any", "wrong value", symbol="u", step="SMP.Ternary.3",
                   comments=RANDOM,
                   places={"the last byte's further digits are dropped": "entry 0"}),),
           passes=("ternary.any.both.json#bytes used up",)))
def ternary_most_significant_first():
    rewrite(samplers._ternary_digits, ("for i in range(5)", "for i in reversed(range(5))"))


@fault("the byte 243 is not dropped",
       Run("ternary", failures=(
           Failure("ternary.any", "wrong value", step=("SMP.Ternary.2", "SMP.Ternary.3"),
                   comments=("refused bytes between used ones",)),),
           passes=("ternary.any.both.json#random 0", "ternary.any.both.json#least and greatest")))
def ternary_243_accepted():
    rewrite(samplers.ternary, ("y >= 243", "y > 243"))


@fault("further digits of the last byte are not dropped",
       Run("ternary", failures=(
           Failure("ternary.any", "wrong value", symbol="u", step="SMP.Ternary.3",
                   places={"the last byte's further digits are dropped": "entry 7", "random 0": "entry 64"}),),
           passes=("ternary.any.both.json#least and greatest", "ternary.any.both.json#bytes used up")))
def ternary_keeps_further_digits():
    rewrite(samplers.ternary, ("u[:count]", "u"))


@fault("the halves of the bits of a CBD coefficient are exchanged, and so its sign",
       Run("cbd mask", failures=(
           Failure("cbd.any", "wrong value", symbol="e", step="SMP.CBD.2",
                   comments=tuple(f"random {i}, eta = {eta}" for i in range(5) for eta in (1, 2)),
                   places={"eta = 2 extremes": "entry 0",
                           "a count that leaves bits of the last byte unused": "entry 1"}),),
           passes=("mask", "cbd.any.both.json#bytes used up")))
def cbd_halves_swapped():
    rewrite(samplers.cbd, ("table[y]", "-table[y]"))


@fault("the bits of a CBD coefficient are taken in turn as x_0, y_0, x_1, y_1, ...",
       Run("cbd", failures=(
           Failure("cbd.any", "wrong value", symbol="e", step="SMP.CBD.2",
                   comments=tuple(f"random {i}, eta = 2" for i in range(5)),
                   places={"eta = 3: coefficients cross bytes": "entry 0"}),
           Failure("cbd.any", "wrong value", symbol="e", step="SMP.CBD.2", comments=("eta = 2 extremes",))),
           passes=tuple(f"cbd.any.both.json#random {i}, eta = 1" for i in range(5))))
def cbd_bits_in_turn():
    rewrite(samplers._cbd_table,
            ("low = (1 << eta) - 1", "low = sum(1 << 2 * j for j in range(eta))"),
            ("(y >> eta).bit_count()", "(y >> 1 & low).bit_count()"))


@fault("eta is not checked",
       Run("cbd", failures=(
           Failure("cbd.any", "wrong acceptance", bug="out-of-range", reason="SMP.CBD.C1",
                   comments=("eta = 0", "eta = 9")),),
           passes=("cbd.any.both.json#random",)))
def cbd_eta_unchecked():
    rewrite(samplers.cbd, ('require(1 <= eta <= 8, "SMP.CBD.C1", "eta")', "pass"),
            ("[table[y] for y in split_fields(data, 2 * eta, count)]",
             "[table[y] for y in split_fields(data, 2 * eta, count)] if eta else [0] * count"))


@fault("the mask lies in (-2^(t-1), 2^(t-1)]",
       Run("mask reenc", failures=(
           Failure("mask.any", "wrong value", symbol="v", step="SMP.Mask.2",
                   places={"t = 12: least and greatest value": "entry 0", "random 0": "entry 0"}),
           Failure("reenc.toy-64.corrected", "wrong value", symbol="v'", step="CPRE.ReEnc.2",
                   places={"random 0": "coefficient 0"})),
           passes=("reenc.toy-64.as-printed", "mask.any.both.json#bytes used up")))
def mask_off_by_one():
    rewrite(samplers.mask, ("y - half for", "y - half + 1 for"))


@fault("bytes that a byte string does not have are zero",
       Run("uniform ternary cbd mask sample-z", failures=(
           Failure("uniform.toy-64", "wrong acceptance", bug="short-stream", reason="SMP.Bytes.C1",
                   comments=("bytes used up by refused candidates",)),
           Failure("ternary.any", "wrong acceptance", bug="short-stream", comments=("bytes used up",)),
           Failure("cbd.any", "wrong acceptance", bug="short-stream", comments=("bytes used up",)),
           Failure("mask.any", "wrong acceptance", bug="short-stream", comments=("bytes used up",)),
           Failure("sample-z.any", "wrong acceptance", bug="short-stream",
                   comments=("bytes used up in the first trial",))),
           passes=("ternary.any.both.json#random", "sample-z.any.both.json#random")))
def stream_underrun():
    good = xof.ByteString.take

    def take(stream, count):
        stream._data = stream._data.ljust(stream.taken + count, b"\0")
        return good(stream, count)

    xof.ByteString.take = take


@fault("the table of a base law is compared with <=",
       Run("sample-base", failures=(
           Failure("sample-base.any", "wrong value", symbol="z_0", step="GAUSS.Base.2",
                   comments=tuple(f"equal to entry {i}" for i in range(24))),),
           passes=("sample-base.any.both.json#just below", "sample-base.any.both.json#random",
                   "sample-base.any.both.json#all bits")))
def base_compares_equal():
    rewrite(gaussian.base, ("y < threshold", "y <= threshold"))


@fault("both base laws use the table of sigma_0 = 7/4",
       Run("sample-base", failures=(
           Failure("sample-base.any", "wrong value", symbol="z_0", step="GAUSS.Base.2",
                   comments=("all bits zero: the greatest value", "equal to entry 23")),)))
def base_one_table():
    rewrite(gaussian.base, ("T[j]", "T[0]"))


@fault("exp is the library's",
       Run("exp", failures=(
           Failure("exp.any", "wrong value", symbol="y", step="GAUSS.Exp.3",
                   comments=RANDOM),)))
def exp_of_the_library():
    replace(gaussian.exp, lambda r: int(2.0**63 * math.exp(-r)))


@fault("the remainder mod ln 2 is taken of k after k was bounded by 63",
       Run("bernoulli sample-z", failures=(
           Failure("bernoulli.any", "wrong value", symbol="accepted", step="GAUSS.Bernoulli.6",
                   cause="GAUSS.Bernoulli.4"),),
           passes=("sample-z", "bernoulli.any.both.json#7 bytes")))
def bernoulli_remainder_of_bounded_k():
    rewrite(gaussian.bernoulli, ("    r = x - k * LN2", "    k = min(k, 63)\n    r = x - k * LN2"))


@fault("a Bernoulli trial accepts y = t",
       Run("bernoulli", failures=(
           Failure("bernoulli.any", "wrong value", symbol="accepted", step="GAUSS.Bernoulli.6",
                   comments=("the least number that is not",)),),
           passes=("bernoulli.any.both.json#the greatest number",)))
def bernoulli_accepts_equal():
    rewrite(gaussian.bernoulli, ("return y < t", "return y <= t"))


@fault("t is 2 exp(r) mod 2^64, which is 0 where x is",
       Run("bernoulli sample-z", failures=(
           Failure("bernoulli.any", "wrong value", symbol="accepted", step="GAUSS.Bernoulli.6",
                   cause="GAUSS.Bernoulli.5", comments=("the greatest number that is accepted",)),
           Failure("bernoulli.any", "wrong value", symbol="accepted", step="GAUSS.Bernoulli.6",
                   cause="GAUSS.Bernoulli.5", comments=("the least number that is not",)),
           Failure("sample-z.any", "wrong rejection", reason="by SMP.Bytes.C1, which concerns bytes"),
           Failure("sample-z.any", "wrong value", step=("GAUSS.SampleZ.12", "GAUSS.SampleZ.13"),
                   cause="GAUSS.Bernoulli.5"))))
def bernoulli_never_at_zero():
    rewrite(gaussian.bernoulli, ("2 * exp(r) - 1", "2 * exp(r)"))


@fault("a negative centre is rounded towards zero, not down",
       Run("sample-z", failures=(
           Failure("sample-z.any", "wrong value", step=("GAUSS.SampleZ.12", "GAUSS.SampleZ.13"),
                   cause="GAUSS.SampleZ.1", comments=("random 2", "random 5")),
           Failure("sample-z.any", "wrong intermediate", step="GAUSS.SampleZ.12", cause="GAUSS.SampleZ.1")),
           passes=("sample-z.any.both.json#negative zero", "sample-z.any.both.json#zero bytes",
                   "sample-z.any.both.json#centre not a number")))
def sample_z_truncates():
    # Elsewhere GAUSS.Bernoulli rounds nonnegative numbers alone.
    gaussian.math = types.SimpleNamespace(floor=math.trunc)


@fault("the sign of a proposal is that of the other value of bit 0 of w",
       Run("sample-z", failures=(
           Failure("sample-z.any", "wrong value", step=("GAUSS.SampleZ.12", "GAUSS.SampleZ.13"),
                   cause="GAUSS.SampleZ.9", comments=("random 0", "random 1")),
           Failure("sample-z.any", "wrong intermediate", step="GAUSS.SampleZ.12", cause="GAUSS.SampleZ.9")),
           passes=("sample-z.any.both.json#centre infinite",)))
def sample_z_sign():
    rewrite(gaussian.sample_z_trials, ("if w & 1", "if not w & 1"))


@fault("the proposal must exceed sigma, not just reach it",
       Run("sample-z gaussian-poly", failures=(
           Failure("sample-z.any", "wrong value", step=("GAUSS.SampleZ.12", "GAUSS.SampleZ.13"),
                   cause="GAUSS.SampleZ.4", comments=("breakpoints of the proposal",)),
           Failure("gaussian-poly.any", "wrong value", symbol="g", step="GAUSS.Poly.1", cause="GAUSS.SampleZ.4")),
           passes=("sample-z.any.both.json#random 0", "gaussian-poly.any.both.json#random 0")))
def sample_z_proposal_above():
    rewrite(gaussian.sample_z_trials, ("if scaled >= sigma", "if scaled > sigma"))


@fault("the greatest deviation and the greatest centre are refused",
       Run("sample-z", failures=(
           Failure("sample-z.any", "wrong rejection", reason="by GAUSS.SampleZ.C1, which concerns c"),
           Failure("sample-z.any", "wrong rejection", reason="by GAUSS.SampleZ.C2, which concerns sigma")),
           passes=("sample-z.any.both.json#random", "sample-z.any.both.json#deviation just above")))
def sample_z_bounds_refused():
    rewrite(gaussian.sample_z_trials, ("abs(c) <= 2.0**51", "abs(c) < 2.0**51"),
            ("1.2 <= sigma <= 16384.0", "1.2 <= sigma < 16384.0"))


@fault("the range of the deviation is checked by comparisons that are false for a NaN",
       Run("sample-z", status=3, failures=(
           Failure("sample-z.any", "crash", outcome="broken", comments=("deviation not a number",)),),
           passes=("sample-z.any.both.json#deviation just", "sample-z.any.both.json#centre")))
def sample_z_nan_deviation():
    rewrite(gaussian.sample_z_trials, ("require(1.2 <= sigma <= 16384.0,",
                                       "require(not (sigma < 1.2 or sigma > 16384.0),"))


@fault("a run of Gaussians has 63 samples",
       Run("gaussian-poly", failures=(
           Failure("gaussian-poly.any", "wrong value", symbol="g", step="GAUSS.Poly.1", cause="GAUSS.Run.1",
                   comments=RANDOM,
                   places={"a full run is 64 samples": "entry 63"}),)))
def run_of_63():
    gaussian.GaussianSequence.next = rewritten(gaussian.GaussianSequence.next, ("% 64", "% 63"), ("// 64", "// 63"))


@fault("the stream of a Gaussian sequence is never opened anew",
       Run("gaussian-poly", failures=(
           Failure("gaussian-poly.any", "wrong value", symbol="g", step="GAUSS.Poly.1", cause="GAUSS.Run.1",
                   places={"a full run is 64 samples": "entry 64", "random 0": "entry 64"}),
           Failure("gaussian-poly.any", "wrong value", symbol="g", step="GAUSS.Poly.1", cause="GAUSS.Run.1",
                   comments=RANDOM))))
def run_without_end():
    gaussian.GaussianSequence.next = rewritten(gaussian.GaussianSequence.next,
                                               ("if self._t % 64 == 0:", "if self._stream is None:"))


@fault("the runs of a Gaussian sequence are counted from 1",
       Run("gaussian-poly", failures=(
           Failure("gaussian-poly.any", "wrong value", symbol="g", step="GAUSS.Poly.1", cause="GAUSS.Run.1",
                   places={"random 0": "entry 0"}),)))
def run_from_one():
    gaussian.GaussianSequence.next = rewritten(gaussian.GaussianSequence.next,
                                               ("self._t // 64)", "self._t // 64 + 1)"))
