"""The rings R and R_q (section 1.1). Elements are lists of n coefficients.

Products are made by Kronecker substitution: both polynomials are evaluated at a power of 2^8 so large that the
coefficients of the product do not overlap, and Python multiplies two integers.
"""

import functools
import struct

from .errors import require


def check_ring(n: int, q: int) -> None:
    """Rejects: RING.Ring.C1 (`n`), RING.Ring.C2 (`q`)."""
    require(8 <= n <= 65536 and n & (n - 1) == 0, "RING.Ring.C1", "n")
    prime = q > 2 and all(q % i for i in range(2, int(q**0.5) + 1))
    require(prime and q % (2 * n) == 1 and q < 2**31, "RING.Ring.C2", "q")


def is_element(params, a) -> bool:
    """Whether the list a is a (reduced) element of the set's R_q."""
    return len(a) == params.n and 0 <= min(a) and max(a) < params.q


def reduce(a, q: int) -> list:
    """The image in R_q of an element of R."""
    return [c % q for c in a]


def lift(a, q: int) -> list:
    """lift: R_q -> R, representatives in (-q/2, q/2)."""
    half = (q - 1) // 2
    return [c if c <= half else c - q for c in a]


def norm2(a) -> int:
    """The squared norm of an element of R."""
    return sum(c * c for c in a)


@functools.lru_cache(maxsize=None)
def _words(count: int) -> struct.Struct:
    return struct.Struct(f"<{count}Q")


def multiply(a, b, q: int) -> list:
    """The product ab in R_q; a and b are reduced."""
    n = len(a)
    if n * q * q < 1 << 64:  # a coefficient of the plain product fits one 64-bit word
        word = _words(n)
        A, B = (int.from_bytes(word.pack(*x), "little") for x in (a, b))
        c = _words(2 * n).unpack((A * B).to_bytes(16 * n, "little"))
    else:  # it takes two words: every coefficient is followed by a zero word
        word = _words(2 * n)
        padded = [[0] * (2 * n), [0] * (2 * n)]
        padded[0][::2], padded[1][::2] = a, b
        A, B = (int.from_bytes(word.pack(*x), "little") for x in padded)
        words = _words(4 * n).unpack((A * B).to_bytes(32 * n, "little"))
        c = [low + (high << 64) for low, high in zip(words[::2], words[1::2])]
    return [(x - y) % q for x, y in zip(c, c[n:])]  # x^n = -1


def multiply_integers(a, b) -> list:
    """The product ab in R = Z[x]/(x^n + 1), coefficients of any size and sign."""
    n = len(a)
    bits = max(abs(c) for c in a).bit_length() + max(abs(c) for c in b).bit_length() + n.bit_length() + 1
    size = bits // 8 + 1
    half = 1 << (8 * size - 1)
    C = _evaluate(a, size) * _evaluate(b, size)
    # an offset of half in each of 2n places makes all digits nonnegative
    C += int.from_bytes((b"\0" * (size - 1) + b"\x80") * (2 * n), "little")
    data = C.to_bytes(2 * n * size + 1, "little")
    c = [int.from_bytes(data[i * size:(i + 1) * size], "little") - half for i in range(2 * n)]
    return [x - y for x, y in zip(c, c[n:])]


def _evaluate(a, size: int) -> int:
    """a(2^(8 size)) for signed coefficients."""
    positive = b"".join((c if c > 0 else 0).to_bytes(size, "little") for c in a)
    negative = b"".join((-c if c < 0 else 0).to_bytes(size, "little") for c in a)
    return int.from_bytes(positive, "little") - int.from_bytes(negative, "little")


def norm(a) -> list:
    """N(a) in Z[y]/(y^(n/2) + 1) with N(a)(x^2) = a(x) a(-x)."""
    e, o = a[::2], a[1::2]
    ee, oo = multiply_integers(e, e), multiply_integers(o, o)
    return [x - y for x, y in zip(ee, [-oo[-1]] + oo[:-1])]  # e^2 - y o^2


def times_conjugate(a, c) -> list:
    """a(-x) c(x^2) in R, c having n/2 coefficients."""
    b = [0] * len(a)
    b[::2] = multiply_integers(a[::2], c)
    b[1::2] = [-x for x in multiply_integers(a[1::2], c)]
    return b


def adjugate(a) -> tuple:
    """(b, r) with ab = r in R, r the resultant of a and x^n + 1.

    Through the tower of norms: if N(a) times c is r, then a times a(-x) c(x^2) is r.
    """
    if len(a) == 1:
        return [1], a[0]
    c, r = adjugate(norm(a))
    return times_conjugate(a, c), r


def _adjugate_mod(a, q: int) -> tuple:
    """As `adjugate`, in R_q."""
    if len(a) == 1:
        return [1], a[0] % q
    e, o = a[::2], a[1::2]
    ee, oo = multiply(e, e, q), multiply(o, o, q)
    norm = [(x - y) % q for x, y in zip(ee, [-oo[-1]] + oo[:-1])]
    c, r = _adjugate_mod(norm, q)
    b = [0] * len(a)
    b[::2] = multiply(e, c, q)
    b[1::2] = [-x % q for x in multiply(o, c, q)]
    return b, r


def inverse(a, q: int):
    """a^-1 in R_q, or None if a is no unit; a is reduced."""
    b, r = _adjugate_mod(a, q)
    if r == 0:  # the resultant is the product of the values of a at the roots of x^n + 1
        return None
    r_inverse = pow(r, -1, q)
    return [c * r_inverse % q for c in b]


def is_unit(a, q: int) -> bool:
    """Whether a, reduced, is in R_q^x."""
    return inverse(a, q) is not None
