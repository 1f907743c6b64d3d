"""Gram-Schmidt in a fixed order of binary64 operations (section 5.2).

`sum` is avoided: from Python 3.12 on it compensates rounding errors of floats.
"""

from operator import mul

from .errors import require


def dot(a, b) -> float:
    """The inner product of two vectors of binary64 numbers. Spec: LAT.Dot."""
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
    product = map(mul, a, b)
    for p0, p1, p2, p3, p4, p5, p6, p7 in zip(*[product] * 8):  # eight consecutive products a time
        s0 += p0  # LAT.Dot.1
        s1 += p1
        s2 += p2
        s3 += p3
        s4 += p4
        s5 += p5
        s6 += p6
        s7 += p7
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))  # LAT.Dot.2


def axpy(a, mu: float, b) -> list:
    """a - mu b. Spec: LAT.Axpy."""
    return [x - mu * y for x, y in zip(a, b)]  # LAT.Axpy.1


def gram_schmidt(basis) -> tuple:
    """(b~, N) of n integer vectors of n entries. Rejects: LAT.GramSchmidt.C1 (`basis`). Spec: LAT.GramSchmidt."""
    n = len(basis)
    require(n != 0 and n % 8 == 0 and all(len(row) == n for row in basis), "LAT.GramSchmidt.C1", "basis")
    b_tilde, N = [], []
    for b_i in basis:
        v = [float(x) for x in b_i]  # LAT.GramSchmidt.1
        for _ in range(2):
            for b_j, N_j in zip(b_tilde, N):
                mu = dot(v, b_j) / N_j  # LAT.GramSchmidt.2
                v = axpy(v, mu, b_j)  # LAT.GramSchmidt.3
        b_tilde.append(v)  # LAT.GramSchmidt.4
        N.append(dot(v, v))  # LAT.GramSchmidt.4
    return b_tilde, N
