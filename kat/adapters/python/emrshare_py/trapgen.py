"""TrapGen (section 5.1)."""

from typing import NamedTuple

from . import samplers
from .errors import require
from .xof import xof


class Trapdoor(NamedTuple):
    """B (k rows of n residues), R (m rows of w entries), T_B (n vectors of n integers)."""

    B: list
    R: list
    T_B: list


def bits(u, ell: int) -> list:
    """bits(u) in {0, 1}^(k ell): bit l of u_i at position i ell + l."""
    return [(u_i >> l) & 1 for u_i in u for l in range(ell)]


def apply(R, s) -> list:
    """The integer vector R s."""
    support = [j for j, s_j in enumerate(s) if s_j]
    return [sum(row[j] * s[j] for j in support) for row in R]


def trapgen(k: int, q: int, n: int, coins: bytes) -> Trapdoor:
    """B and a short basis T_B of its kernel lattice mod q. Rejects: LAT.TrapGen.C1 (`k`). Spec: LAT.TrapGen."""
    require(k >= 1 and 2 * k * q.bit_length() <= n, "LAT.TrapGen.C1", "k")
    ell = q.bit_length()  # LAT.TrapGen.1
    w = k * ell  # LAT.TrapGen.1
    m = n - w  # LAT.TrapGen.1
    A = [samplers.uniform(m, q, xof("LAT.TrapGen.A", coins, i)) for i in range(k)]  # LAT.TrapGen.2
    R = [samplers.cbd(w, 1, xof("LAT.TrapGen.R", coins, i)) for i in range(m)]  # LAT.TrapGen.3
    B = []
    for i in range(k):
        AR = [sum(a * r for a, r in zip(A[i], column)) for column in zip(*R)]
        G = [1 << (j - i * ell) if i * ell <= j < (i + 1) * ell else 0 for j in range(w)]
        B.append(A[i] + [(g - x) % q for g, x in zip(G, AR)])  # LAT.TrapGen.4
    T_B = []
    for j in range(w):
        i, l = divmod(j, ell)
        s_j = [0] * w
        if l < ell - 1:
            s_j[j], s_j[j + 1] = 2, -1
        else:
            s_j[i * ell:(i + 1) * ell] = bits([q], ell)
        T_B.append(apply(R, s_j) + s_j)  # LAT.TrapGen.5
    for c in range(m):
        W_c = bits([-row[c] % q for row in A], ell)
        top = apply(R, W_c)
        top[c] += 1
        T_B.append(top + W_c)  # LAT.TrapGen.5
    return Trapdoor(B, R, T_B)
