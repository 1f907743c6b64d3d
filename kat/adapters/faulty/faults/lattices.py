"""Mistakes in lattices: TrapGen, Gram-Schmidt, SamplePre, the transform, NTRUSolve and the sampling tree."""

import math
from operator import mul

from emrshare_py import fourier, gram_schmidt, ntru, sample_pre, sampling_tree, trapgen
from registry import RANDOM, Failure, Run, fault
from tampering import replace, rewrite

THE_BASIS = "the T_B of the other vectors of toy-64"


@fault("B is [A | G + AR]",
       Run("trapgen", failures=(
           Failure("trapgen.toy-64", "wrong value", symbol="B", step="LAT.TrapGen.4",
                   comments=("all coins zero", *RANDOM)),),
           passes=("trapgen.toy-64.both.json#coins of",)))
def trapgen_sign():
    rewrite(trapgen.trapgen, ("(g - x) % q", "(g + x) % q"))


@fault("the short vectors of the gadget have their 2 and -1 exchanged",
       Run("trapgen", failures=(
           Failure("trapgen.toy-64", "wrong intermediate", symbol="T_B", step="LAT.TrapGen.5",
                   comments=("all coins zero", *RANDOM)),),
           passes=("trapgen.toy-64.both.json#coins of",)))
def trapgen_gadget():
    rewrite(trapgen.trapgen, ("= 2, -1", "= -1, 2"))


@fault("Gram-Schmidt makes one pass",
       Run("gram-schmidt setup trapgen", failures=(
           Failure("gram-schmidt.toy-64", "wrong value", step="LAT.GramSchmidt.4", cause="LAT.GramSchmidt.3",
                   comments=(THE_BASIS,)),
           Failure("setup.toy-64", "wrong intermediate", symbol="N", step="PRE.Setup.3",
                   comments=("the setup of the other vectors", "all coins zero"))),
           passes=("trapgen", "gram-schmidt.toy-64.both.json#a triangular basis")))
def gram_schmidt_one_pass():
    rewrite(gram_schmidt.gram_schmidt, ("range(2)", "range(1)"))


@fault("the products of a dot product are summed one after the other",
       Run("gram-schmidt sample-pre", failures=(
           Failure("gram-schmidt.toy-64", "wrong value", step="LAT.GramSchmidt.4", cause="LAT.Dot.1",
                   comments=(THE_BASIS,)),
           Failure("sample-pre.toy-64", "wrong intermediate", symbol="c", step="LAT.SamplePre.2", cause="LAT.Dot.1"),
           # Where a centre's last bit moved a sample.
           Failure("sample-pre.toy-64", "wrong value", symbol="c", step="LAT.SamplePre.2", cause="LAT.Dot.1")),
           passes=("sample-pre.toy-64.both.json#an entry q",)))
def dot_in_sequence():
    def dot(a, b):
        total = 0.0
        for product in map(mul, a, b):
            total += product
        return total

    replace(gram_schmidt.dot, dot)


@fault("the products of a dot product are summed with one rounding",
       Run("gram-schmidt", failures=(
           Failure("gram-schmidt.toy-64", "wrong value", step="LAT.GramSchmidt.4", cause="LAT.Dot.1",
                   comments=(THE_BASIS,)),),
           passes=("gram-schmidt.toy-64.both.json#7 rows",)))
def dot_exact():
    replace(gram_schmidt.dot, lambda a, b: math.fsum(map(mul, a, b)))


@fault("SamplePre goes through the leaves from the first to the last",
       Run("sample-pre", failures=(
           Failure("sample-pre.toy-64", "wrong value", symbol="c", step="LAT.SamplePre.2",
                   comments=("every entry q - 1", *RANDOM)),
           Failure("sample-pre.toy-64", "wrong value", step=("LAT.SamplePre.2", "LAT.SamplePre.4"),
                   comments=("the zero syndrome: a vector of the kernel",))),
           passes=("sample-pre.toy-64.both.json#an entry q", "sample-pre.toy-64.both.json#k + 1")))
def sample_pre_forwards():
    rewrite(sample_pre.sample_pre, ("in reversed(range(n))", "in range(n)"))


@fault("SamplePre takes the norms for its deviations in reversed order",
       # z is wrong first, but c and z alternate in the loop and are compared as whole lists.
       Run("sample-pre", failures=(
           Failure("sample-pre.toy-64", "wrong value", symbol="c", step="LAT.SamplePre.2", cause="LAT.SamplePre.3",
                   comments=RANDOM),)))
def sample_pre_deviations_reversed():
    rewrite(sample_pre.sample_pre, ("math.sqrt(master.N[i])", "math.sqrt(master.N[n - 1 - i])"))


@fault("SamplePre does not subtract the last vector",
       Run("sample-pre extract", sets="toy-64", failures=(
           Failure("sample-pre.toy-64", "wrong value", symbol="f'", step="LAT.SamplePre.6", cause="LAT.SamplePre.5",
                   comments=("random 0",)),
           Failure("extract.toy-64", "wrong value", symbol="f'", step="LAT.SamplePre.6", cause="LAT.SamplePre.5",
                   comments=("PID-Alice",)),
           # Where another f' led to another number of attempts.
           Failure("extract.toy-64", "wrong value", symbol="attempts", step="PRE.Extract.5",
                   cause="LAT.SamplePre.5"))))
def sample_pre_stops_early():
    rewrite(sample_pre.sample_pre, ("x = axpy(x, float(z[i]), master.T_B[i])",
                                    "x = axpy(x, float(z[i]), master.T_B[i]) if i else x"))


@fault("the roots are the library's cosine and sine of rounded angles",
       Run("fft sampling-tree", failures=(
           Failure("fft.any", "wrong value", symbol="values", step="FFT.Forward.2", cause="FFT.Roots",
                   comments=tuple(f"random {i}" for i in range(2, 5))),
           Failure("sampling-tree.toy-64", "wrong intermediate", symbol="L_10", step="LAT.Tree.3", cause="FFT.Roots")),
           passes=("fft.any.both.json#two coefficients", "fft.any.both.json#a constant")))
def roots_of_the_library():
    def unit_circle(turns):
        angle = 2 * math.pi * float(turns)
        return complex(math.cos(angle), math.sin(angle))

    replace(fourier._unit_circle, unit_circle)


@fault("the transform leaves all sums before all differences",
       Run("fft", failures=(
           Failure("fft.any", "wrong value", symbol="values", step="FFT.Forward.2", cause="FFT.Merge.3",
                   comments=RANDOM),),
           passes=("fft.any.both.json#two coefficients", "fft.any.both.json#a constant")))
def merge_in_natural_order():
    rewrite(fourier.merge, ("return values", "return values[::2] + values[1::2]"))


@fault("the split forgets to conjugate the root",
       Run("sample-delegation fft sampling-tree", failures=(
           Failure("sample-delegation.toy-64", "wrong value", symbol="c", step="LAT.FFSampling.3",
                   cause="FFT.Split.2"),),
           passes=("fft", "sampling-tree")))
def split_without_conjugation():
    rewrite(fourier.split, ("zeta.conjugate()", "zeta"))


@fault("NTRUSolve leaves F odd",
       Run("ntru-solve keygen", profile="corrected", failures=(
           Failure("ntru-solve.toy-64", "wrong value", symbol="F", step="LAT.NTRUSolve.3", cause="LAT.NTRUSolve.2",
                   comments=("the owner's key of the other vectors",)),
           Failure("keygen.toy-64.corrected", "wrong value", symbol="F", step="CPRE.KeyGen.7", comments=RANDOM)),
           passes=("ntru-solve.toy-64.corrected.json#f and w with", "ntru-solve.toy-64.corrected.json#f even")))
def ntru_not_reduced_mod_p():
    rewrite(ntru.ntru_solve, ("solution = subtract_multiple(solution, parity, f, w)", "pass"))


@fault("NTRUSolve returns a solution that is not reduced by the last quotient",
       Run("ntru-solve", failures=(
           Failure("ntru-solve.toy-64", "wrong value", symbol="F", step="LAT.NTRUSolve.3"),),
           passes=("ntru-solve.toy-64.corrected.json#f and w with", "ntru-solve.toy-64.corrected.json#w of 2 n")))
def ntru_not_reduced():
    rewrite(ntru.ntru_solve, ("return subtract_multiple(solution, [P * c for c in k], f, w)", "return solution"))


@fault("NTRUSolve does not test that the resultants are coprime, and dies where they are not",
       Run("ntru-solve", status=3, failures=(
           Failure("ntru-solve.toy-64", "crash", outcome="broken",
                   comments=("n = 8: the resultants have a common divisor, though a solution exists",
                             "f and w with the common divisor 3")),),
           passes=("ntru-solve.toy-64.corrected.json#the owner's key",
                   "ntru-solve.toy-64.corrected.json#f = 1, w = 2")))
def ntru_gcd_untested():
    # bezout divides by an inverse that does not exist.
    rewrite(ntru.any_solution, ("if math.gcd(f[0], w[0]) != 1:", "if False:"))


@fault("NTRUSolve takes an even f",
       Run("ntru-solve", failures=(
           Failure("ntru-solve.toy-64", "wrong acceptance", bug="not-odd", reason="LAT.NTRUSolve.C2",
                   comments=("f even",)),),
           passes=("ntru-solve.toy-64.corrected.json#the owner's key", "ntru-solve.toy-64.corrected.json#w of 2 n")))
def ntru_parity_unchecked():
    rewrite(ntru.ntru_solve, ("all(c % P == 0 for c in f[1:])", "True"), ("f[0] % P == 1", "True"))


@fault("the tree has the nodes of the even and the odd half exchanged",
       Run("sampling-tree fft", failures=(
           Failure("sampling-tree.toy-64", "wrong intermediate", symbol="leaves", step="LAT.Tree.4"),),
           passes=("fft",)))
def tree_halves_swapped():
    rewrite(sampling_tree._node, ("_node(E, s), _node(O, s)", "_node(O, s), _node(E, s)"))


@fault("the deviation of a leaf is s / N",
       Run("sampling-tree", failures=(
           Failure("sampling-tree.toy-64", "wrong intermediate", symbol="leaves", step="LAT.Tree.4",
                   places={"the owner's key of the other vectors": "entry 0"}),)))
def tree_deviation():
    rewrite(sampling_tree._node, ("s / math.sqrt(D[0])", "s / D[0]"))


@fault("L_10 is divided by S, not by p S",
       Run("sampling-tree sample-delegation", failures=(
           Failure("sampling-tree.toy-64", "wrong intermediate", symbol="L_10", step="LAT.Tree.3",
                   places={"the owner's key of the other vectors": "entry 0"}),
           Failure("sample-delegation.toy-64", "wrong value", symbol="c", step="LAT.FFSampling.3", cause="LAT.Tree.3",
                   places={name: "entry 64" for name in RANDOM}))))
def tree_without_p():
    rewrite(sampling_tree.tree, ("divisor = P * S_j", "divisor = S_j"))


@fault("the target of ffSampling is (1/p, 0)",
       Run("sample-delegation sampling-tree", failures=(
           Failure("sample-delegation.toy-64", "wrong value", symbol="c", step="LAT.FFSampling.3",
                   cause="LAT.FFSampling.1"),),
           passes=("sampling-tree",)))
def target_sign():
    rewrite(sampling_tree.ff_sampling, ("complex(-1.0 / P, 0.0)", "complex(1.0 / P, 0.0)"))


@fault("of a pair of leaves coefficient 0 is drawn first",
       Run("sample-delegation", failures=(
           Failure("sample-delegation.toy-64", "wrong value", symbol="c", step="LAT.FFSampling.3",
                   cause="LAT.FFSampling.4"),)))
def leaves_swapped():
    rewrite(sampling_tree.sample_node,
            ("z_1 = samples.next(t[0].imag, node.sigma)  # LAT.FFSampling.4",
             "z_0 = samples.next(t[0].real, node.sigma)"),
            ("z_0 = samples.next(t[0].real, node.sigma)  # LAT.FFSampling.5",
             "z_1 = samples.next(t[0].imag, node.sigma)"))


@fault("d is made of p z_0, without the 1",
       Run("sample-delegation sampling-tree", failures=(
           Failure("sample-delegation.toy-64", "wrong value", symbol="d", step="LAT.SampleDelegation.3",
                   cause="LAT.SampleDelegation.2", places={"random 0": "coefficient 0"}),),
           passes=("sampling-tree",)))
def delegation_without_one():
    rewrite(sampling_tree.sample_delegation, ("along_f[0] += 1", "pass"))
