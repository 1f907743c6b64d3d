"""H_1 and H_2 (chapter 4)."""

from . import samplers
from .xof import xof


def h1_printed(params, identity: bytes) -> list:
    """H_1 as printed: identity -> {-1, 0, 1}^n. Spec: HASH.H1.Printed."""
    stream = xof("HASH.H1.Printed", params, identity)  # HASH.H1.Printed.1
    return samplers.ternary(params.n, stream)  # HASH.H1.Printed.2


def h1(params, identity: bytes) -> list:
    """H_1 corrected: identity -> Z_q^k. Spec: HASH.H1."""
    stream = xof("HASH.H1", params, identity)  # HASH.H1.1
    return samplers.uniform(params.k, params.q, stream)  # HASH.H1.2


def syndrome_printed(params, identity: bytes) -> list:
    """The first k coordinates of H_1 as printed, mod q. Spec: HASH.Syndrome, as-printed."""
    h = h1_printed(params, identity)  # HASH.Syndrome.Printed.1
    h = [c % params.q for c in h]  # HASH.Syndrome.Printed.2
    return h[:params.k]  # HASH.Syndrome.Printed.3


def syndrome(profile: str, params, identity: bytes) -> list:
    """The syndrome of an identity in a profile: k residues. Spec: HASH.Syndrome."""
    return syndrome_printed(params, identity) if profile == "as-printed" else h1(params, identity)


def h2(params, x: bytes, y: bytes) -> list:
    """H_2(x, y) in {-1, 0, 1}^n. Spec: HASH.H2."""
    stream = xof("HASH.H2", params, x, y)  # HASH.H2.1
    return samplers.ternary(params.n, stream)  # HASH.H2.2
