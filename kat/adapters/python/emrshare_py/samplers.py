"""Uniform, ternary, centred binomial and mask samplers (sections 3.1 to 3.3 and 9.6)."""

import functools

from .encoding import split_fields
from .errors import require


def uniform(count: int, q: int, stream) -> list:
    """`count` integers, uniform on [0, q). Spec: SMP.Uniform."""
    mask = (1 << (q - 1).bit_length()) - 1  # SMP.Uniform.1
    residues = []
    while len(residues) < count:
        y = int.from_bytes(stream.take(4), "little") & mask  # SMP.Uniform.2
        if y < q:
            residues.append(y)  # SMP.Uniform.3
    return residues


@functools.lru_cache(maxsize=None)
def _ternary_digits(y: int) -> tuple:
    """The five base-3 digits of y, least significant first, each minus 1."""
    return tuple(y // 3**i % 3 - 1 for i in range(5))


def ternary(count: int, stream) -> list:
    """`count` coefficients, uniform on {-1, 0, 1}. Spec: SMP.Ternary."""
    u = []
    while len(u) < count:
        y = stream.take(1)[0]  # SMP.Ternary.1
        if y >= 243:
            continue  # SMP.Ternary.2
        u.extend(_ternary_digits(y))  # SMP.Ternary.3
    return u[:count]


@functools.lru_cache(maxsize=None)
def _cbd_table(eta: int) -> list:
    """For each value of 2 eta bits: the sum of the lower eta bits minus the sum of the upper eta bits."""
    low = (1 << eta) - 1
    return [(y & low).bit_count() - (y >> eta).bit_count() for y in range(1 << 2 * eta)]


def cbd(count: int, eta: int, stream) -> list:
    """`count` coefficients of the centred binomial law. Rejects: SMP.CBD.C1 (`eta`). Spec: SMP.CBD."""
    require(1 <= eta <= 8, "SMP.CBD.C1", "eta")
    data = stream.take((2 * eta * count + 7) // 8)  # SMP.CBD.1
    table = _cbd_table(eta)
    return [table[y] for y in split_fields(data, 2 * eta, count)]  # SMP.CBD.2


def mask(count: int, t: int, stream) -> list:
    """`count` coefficients, uniform on [-2^(t-1), 2^(t-1)). Spec: SMP.Mask."""
    data = stream.take((count * t + 7) // 8)  # SMP.Mask.1
    half = 1 << (t - 1)
    return [y - half for y in split_fields(data, t, count)]  # SMP.Mask.2
