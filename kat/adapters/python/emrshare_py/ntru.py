"""NTRUSolve (section 9.2).

The result is unique, so binary64 may guide the reductions: what they subtract is exact, and the last one, which decides
the result, is repeated with exact fractions if a rounding is in any doubt.
"""

import math
from typing import NamedTuple

from . import fourier
from .errors import require
from .params import P
from .ring import adjugate, multiply_integers, norm, times_conjugate


class Solution(NamedTuple):
    """The second basis vector (F, W)."""

    F: list
    W: list


def ntru_solve(f, w, q: int):
    """The (F, W) of f and w, or None if their resultants are not coprime.

    Rejects: LAT.NTRUSolve.C1 (`f, w`), LAT.NTRUSolve.C2 (`f`). Spec: LAT.NTRUSolve.
    """
    n = len(f)
    require(len(w) == n and n >= 4 and n & (n - 1) == 0, "LAT.NTRUSolve.C1", "f, w")
    require(f[0] % P == 1 and all(c % P == 0 for c in f[1:]), "LAT.NTRUSolve.C2", "f")
    solution = any_solution(f, w, q)  # LAT.NTRUSolve.1
    if solution is None:
        return None
    parity = [c % P for c in solution.F]
    solution = subtract_multiple(solution, parity, f, w)  # LAT.NTRUSolve.2
    k = rounded_quotient(f, w, solution)  # LAT.NTRUSolve.3
    return subtract_multiple(solution, [P * c for c in k], f, w)  # LAT.NTRUSolve.3


def subtract_multiple(solution: Solution, k, f, w) -> Solution:
    """(F, W) - k (f, w)."""
    F, W = ([x - y for x, y in zip(a, multiply_integers(k, b))] for a, b in zip(solution, (f, w)))
    return Solution(F, W)


def any_solution(f, w, q: int):
    """Some (F, W) with f W - w F = q, or None if the resultants are not coprime. Spec: LAT.NTRUSolve.1."""
    if len(f) == 1:  # f and w are the resultants
        if math.gcd(f[0], w[0]) != 1:
            return None
        u, v = bezout(f[0], w[0])
        return Solution([-q * v], [q * u])
    below = any_solution(norm(f), norm(w), q)
    if below is None:
        return None
    lifted = Solution(times_conjugate(w, below.F), times_conjugate(f, below.W))
    return shortened(f, w, lifted)


def bezout(a: int, b: int) -> tuple:
    """(u, v) with ua + vb = 1 for coprime integers."""
    if abs(b) <= 1:
        return (0, b) if b else (a, 0)
    u = pow(a, -1, abs(b))
    return u, (1 - u * a) // b


def bit_length(*polynomials) -> int:
    """The bit length of the largest coefficient."""
    return max(abs(c) for a in polynomials for c in a).bit_length()


def quotient(f, w, F, W) -> list:
    """(F f* + W w*) / (f f* + w w*) in binary64; all coefficients are below 2^53."""
    f_v, w_v, F_v, W_v = (fourier.forward(a) for a in (f, w, F, W))
    values = []
    for f_j, w_j, F_j, W_j in zip(f_v, w_v, F_v, W_v):
        S_j = (f_j.real * f_j.real + f_j.imag * f_j.imag) + (w_j.real * w_j.real + w_j.imag * w_j.imag)
        numerator = fourier.times(F_j, f_j.conjugate()) + fourier.times(W_j, w_j.conjugate())
        values.append(fourier.scale(1.0 / S_j, numerator))
    return fourier.inverse(values)


def shortened(f, w, solution: Solution) -> Solution:
    """(F, W) - k (f, w) with k near the quotient: about as short as (f, w), any further reduction being no gain."""
    shift = max(0, bit_length(f, w) - 53)
    f_top, w_top = ([c >> shift for c in a] for a in (f, w))
    while True:
        size = bit_length(*solution)
        top_shift = max(0, size - 53)
        F_top, W_top = ([c >> top_shift for c in a] for a in solution)
        scale = max(0, top_shift - shift - 25)  # the quotient is taken in units of 2^scale: 25 bits a time
        k = [round(math.ldexp(x, top_shift - shift - scale)) << scale for x in quotient(f_top, w_top, F_top, W_top)]
        shorter = subtract_multiple(solution, k, f, w)
        if bit_length(*shorter) >= size:
            return solution
        solution = shorter


def rounded_quotient(f, w, solution: Solution) -> list:
    """k = floor((F f* + W w*) / (p (f f* + w w*)) + 1/2) by coefficients. Spec: LAT.NTRUSolve.3."""
    if bit_length(f, w, *solution) <= 40:
        x = [c / P + 0.5 for c in quotient(f, w, *solution)]
        # for such sizes the errors of binary64 are many orders of magnitude below the margin
        if all(abs(c) < 16 and abs(c - round(c)) > 2.0**-20 for c in x):
            return [math.floor(c) for c in x]
    return rounded_quotient_exactly(f, w, solution)


def rounded_quotient_exactly(f, w, solution: Solution) -> list:
    """As rounded_quotient, with integers alone: slow."""
    def inner(a, b, c, d):
        return [x + y for x, y in zip(multiply_integers(a, b), multiply_integers(c, d))]

    f_star, w_star = star(f), star(w)
    a_S, r_S = adjugate(inner(f, f_star, w, w_star))  # S a_S = r_S > 0: all values of S are positive
    numerator = multiply_integers(inner(solution.F, f_star, solution.W, w_star), a_S)
    return [(2 * c + P * r_S) // (2 * P * r_S) for c in numerator]


def star(a) -> list:
    """a* = a(x^-1)."""
    return [a[0]] + [-c for c in reversed(a[1:])]
