"""The discrete Gaussian over the integers (section 3.4)."""

import math

from .errors import require
from .xof import xof

MASK64 = (1 << 64) - 1

# T_j[i] = round(2^72 Pr[z_0 > i]) for sigma_0 = 7/4 and 5/2.
T = (
    (
        0xa0f305f2c6c6314e17, 0x50376cafc11ca8ff35, 0x1ebf52e829eaba0c5e, 0x08e1203e165f147987,
        0x01e7d2ecc6e1e0eef1, 0x004d160a6e223736ee, 0x0008e9f5938ef79906, 0x0000c0480825d25ed7,
        0x00000bc57f4383c45f, 0x00000085c39bab3c4a, 0x000000044c84deb133, 0x000000001994cb97bd,
        0x00000000006e055f8b, 0x00000000000155d14d, 0x00000000000002fedc, 0x0000000000000004da,
        0x000000000000000006,
    ),
    (
        0xb98a549fa4672538dd, 0x787f768a8347d1623f, 0x45556d3fef46afbc3a, 0x23098ceb47d1d9582d,
        0x0f7267d1faf3613039, 0x05e945befa2f2772db, 0x01f4bb6e22c9a07078, 0x008ed8549b173a7a2e,
        0x00230d301db2f65107, 0x00076298e4024de6ba, 0x0001558cea1e8fd2d3, 0x000034d9335643e196,
        0x000006ff5e1cf107c6, 0x000000cad31ec41e91, 0x00000013a0333383d3, 0x000000019f4663a951,
        0x000000001d4f0781ca, 0x0000000001c402bb93, 0x0000000000173cdfbd, 0x00000000000104ed11,
        0x00000000000009c32a, 0x000000000000004fbf, 0x00000000000000022c, 0x00000000000000000d,
    ),
)
KAPPA = (float.fromhex("0x1.4e5e0a72f0539p-3"), float.fromhex("0x1.47ae147ae147bp-4"))
C = (
    0x00000004741183a3, 0x00000036548cfc06, 0x0000024fdcbf140a, 0x0000171d939de045,
    0x0000d00cf58f6f84, 0x000680681cf796e3, 0x002d82d8305b0fea, 0x011111110e066fd0,
    0x0555555555070f00, 0x155555555581ff00, 0x400000000002b400, 0x7fffffffffff4800,
    0x8000000000000000,
)
INVERSE_LN2 = float.fromhex("0x1.71547652b82fep+0")
LN2 = float.fromhex("0x1.62e42fefa39efp-1")
# (sigma_0 2^t, j, t) in the order of GAUSS.SampleZ.4; the last is above the greatest deviation that C2 allows.
PROPOSALS = tuple((sigma_0 * 2.0**t, j, t) for t in range(14) for j, sigma_0 in enumerate((1.75, 2.5)))


def base(j: int, stream) -> int:
    """z_0 from the half-Gaussian of deviation 7/4 (j = 0) or 5/2 (j = 1). Spec: GAUSS.Base."""
    y = int.from_bytes(stream.take(9), "little")  # GAUSS.Base.1
    return sum(1 for threshold in T[j] if y < threshold)  # GAUSS.Base.2


def exp(r: float) -> int:
    """About 2^63 e^-r as a 64-bit integer, 0 <= r <= ln 2. Spec: GAUSS.Exp."""
    z = (2 * int(r * 2.0**63)) & MASK64  # GAUSS.Exp.1
    y = C[0]  # GAUSS.Exp.2
    for i in range(1, 13):
        y = (C[i] - ((z * y) >> 64)) & MASK64  # GAUSS.Exp.3
    return y


def bernoulli(x: float, stream) -> bool:
    """True with probability about e^-x, x >= 0. Spec: GAUSS.Bernoulli."""
    k = math.floor(x * INVERSE_LN2)  # GAUSS.Bernoulli.1
    r = x - k * LN2  # GAUSS.Bernoulli.2
    if r < 0:
        r = 0.0  # GAUSS.Bernoulli.3
    if k > 63:
        k = 63  # GAUSS.Bernoulli.4
    t = ((2 * exp(r) - 1) & MASK64) >> k  # GAUSS.Bernoulli.5
    y = int.from_bytes(stream.take(8), "little")  # GAUSS.Bernoulli.6
    return y < t  # GAUSS.Bernoulli.6


def sample_z_trials(c: float, sigma: float, stream) -> tuple:
    """(z, number of trials) of GAUSS.SampleZ; see sample_z."""
    require(abs(c) <= 2.0**51, "GAUSS.SampleZ.C1", "c")  # false for a NaN as well
    require(1.2 <= sigma <= 16384.0, "GAUSS.SampleZ.C2", "sigma")
    s = math.floor(c)  # GAUSS.SampleZ.1
    r = c - s  # GAUSS.SampleZ.2
    d = 1.0 / (2.0 * (sigma * sigma))  # GAUSS.SampleZ.3
    j, t = next((j, t) for scaled, j, t in PROPOSALS if scaled >= sigma)  # GAUSS.SampleZ.4
    kappa = KAPPA[j]  # GAUSS.SampleZ.4
    trials = 0
    while True:
        trials += 1
        z_0 = base(j, stream)  # GAUSS.SampleZ.5
        w = int.from_bytes(stream.take(2), "little")  # GAUSS.SampleZ.6
        y = (w >> 1) & ((1 << t) - 1)  # GAUSS.SampleZ.7
        m = (z_0 << t) + y  # GAUSS.SampleZ.8
        z = m + 1 if w & 1 else -m  # GAUSS.SampleZ.9
        a = z - r  # GAUSS.SampleZ.10
        x = ((a * a) * d) - (float(z_0 * z_0) * kappa)  # GAUSS.SampleZ.11
        if x < 0:
            x = 0.0  # GAUSS.SampleZ.12
        if bernoulli(x, stream):  # GAUSS.SampleZ.12
            return s + z, trials  # GAUSS.SampleZ.13


def sample_z(c: float, sigma: float, stream) -> int:
    """An integer from D_{Z, sigma, c}. Rejects: GAUSS.SampleZ.C1 (`c`), C2 (`sigma`). Spec: GAUSS.SampleZ."""
    return sample_z_trials(c, sigma, stream)[0]


class GaussianSequence:
    """The Gaussian sequence over an XOF input (label, x_1, ..., x_m). Spec: GAUSS.Run."""

    def __init__(self, label: str, *parts):
        self._xof_input = (label, *parts)
        self._stream = None
        self._t = 0

    def next(self, c: float, sigma: float) -> int:
        """The next sample, with its centre and deviation. Rejects: as sample_z."""
        if self._t % 64 == 0:
            self._stream = xof(*self._xof_input, self._t // 64)  # GAUSS.Run.1
        self._t += 1
        return sample_z(c, sigma, self._stream)  # GAUSS.Run.2


def poly(n: int, sigma: float, label: str, *parts) -> list:
    """A polynomial from D_{Z^n, sigma}. Rejects: as sample_z. Spec: GAUSS.Poly."""
    samples = GaussianSequence(label, *parts)
    return [samples.next(0.0, float(sigma)) for _ in range(n)]  # GAUSS.Poly.1
