"""SamplePre (section 5.3)."""

import math
from typing import NamedTuple

from .errors import require
from .gaussian import GaussianSequence
from .gram_schmidt import axpy, dot
from .trapgen import apply, bits


class Preimage(NamedTuple):
    """x with Bx = u, and what led to it: the first solution t, centre c_i and sample z_i of each leaf."""

    x: list
    t: list
    c: list
    z: list


def sample_pre(params, master, u, coins: bytes) -> Preimage:
    """A short x with Bx = u mod q. Rejects: LAT.SamplePre.C1 (`u`). Spec: LAT.SamplePre.

    `master` has R, T_B, b_tilde and N; sigma is that of the set.
    """
    require(len(u) == params.k and all(0 <= u_i < params.q for u_i in u), "LAT.SamplePre.C1", "u")
    samples = GaussianSequence("LAT.SamplePre", coins)
    h = bits(u, params.ell)
    t = [float(v) for v in apply(master.R, h) + h]  # LAT.SamplePre.1
    x = t
    n = params.n
    c, z = [0.0] * n, [0] * n
    for i in reversed(range(n)):
        c[i] = dot(x, master.b_tilde[i]) / master.N[i]  # LAT.SamplePre.2
        sigma_i = params.sigma / math.sqrt(master.N[i])  # LAT.SamplePre.3
        z[i] = samples.next(c[i], sigma_i)  # LAT.SamplePre.4
        x = axpy(x, float(z[i]), master.T_B[i])  # LAT.SamplePre.5
    return Preimage([int(v) for v in x], t, c, z)  # LAT.SamplePre.6
