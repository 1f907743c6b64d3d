"""The transform of section 9.1, in binary64.

Values are Python complex numbers, but products are written out: Python's own product of a float and a complex number
multiplies by a zero imaginary part, and a C compiler may fuse its product of two complex numbers.
"""

import functools
from decimal import Decimal, localcontext
from fractions import Fraction


@functools.lru_cache(maxsize=None)
def angles(m: int) -> tuple:
    """The angles, in turns, of the m/2 roots that values belong to. Spec: FFT.Roots."""
    if m == 2:
        return (Fraction(1, 4),)
    return tuple(half + turn for theta in angles(m // 2) for half in (theta / 2,) for turn in (0, Fraction(1, 2)))


@functools.lru_cache(maxsize=None)
def zetas(m: int) -> tuple:
    """zeta_{m,j} for 0 <= j < m/4, each part correctly rounded; m >= 4. Spec: FFT.Roots."""
    return tuple(_unit_circle(theta / 2) for theta in angles(m // 2))


def _unit_circle(turns: Fraction) -> complex:
    """e^(2 pi i turns), each part correctly rounded (60 digits leave no doubt about the rounding)."""
    with localcontext() as context:
        context.prec = 70
        x = 2 * _pi() * turns.numerator / turns.denominator
        cosine = sine = Decimal(0)
        term, i = Decimal(1), 0
        while abs(term) > Decimal("1e-68"):  # term = x^i / i!, signs of the two series alternate
            if i % 2 == 0:
                cosine += term if i % 4 == 0 else -term
            else:
                sine += term if i % 4 == 1 else -term
            i += 1
            term = term * x / i
        return complex(float(cosine), float(sine))


@functools.lru_cache(maxsize=None)
def _pi() -> Decimal:
    """pi by Machin's formula, about 78 digits."""
    digits = 10**80

    def arctan_inverse(x):
        total = term = digits // x
        divisor, sign = 1, 1
        while term:
            term //= x * x
            divisor, sign = divisor + 2, -sign
            total += sign * (term // divisor)
        return total

    with localcontext() as context:
        context.prec = 80
        return Decimal(4 * (4 * arctan_inverse(5) - arctan_inverse(239))) / Decimal(digits)


def times(a: complex, b: complex) -> complex:
    """The product, each product rounded, then the sum. Spec: FFT.Complex."""
    return complex(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real)


def scale(x: float, a: complex) -> complex:
    """A real factor multiplies both parts. Spec: FFT.Complex."""
    return complex(x * a.real, x * a.imag)


def merge(e, o) -> list:
    """Two lists of m/4 values to m/2 values. Spec: FFT.Merge."""
    values = []
    for zeta, e_j, o_j in zip(zetas(4 * len(e)), e, o):
        tau = times(zeta, o_j)  # FFT.Merge.1
        values.append(e_j + tau)  # FFT.Merge.2
        values.append(e_j - tau)  # FFT.Merge.3
    return values


def split(v) -> tuple:
    """The inverse of merge: (e, o). Spec: FFT.Split."""
    e, o = [], []
    for zeta, a, b in zip(zetas(2 * len(v)), v[::2], v[1::2]):
        e.append(scale(0.5, a + b))  # FFT.Split.1
        o.append(scale(0.5, times(a - b, zeta.conjugate())))  # FFT.Split.2
    return e, o


def forward(a) -> list:
    """The m/2 values of a polynomial of m = 2, 4, 8, ... coefficients. Spec: FFT.Forward."""
    if len(a) == 2:
        return [complex(float(a[0]), float(a[1]))]  # FFT.Forward.1
    return merge(forward(a[::2]), forward(a[1::2]))  # FFT.Forward.2


def inverse(v) -> list:
    """The polynomial, as binary64 numbers, that has the m/2 values v: the inverse of forward."""
    if len(v) == 1:
        return [v[0].real, v[0].imag]
    e, o = split(v)
    a = [0.0] * (2 * len(v))
    a[::2], a[1::2] = inverse(e), inverse(o)
    return a
