"""Proxy re-encryption as printed, and what both profiles share (chapter 6).

Elements of R_q (pk, C, a_B, r_B, b_B, rk) are lists of residues, elements of R (f, f', g, u, M, ...) lists of integers.
"""

from typing import NamedTuple

from . import gaussian, hashes, ring, samplers
from .errors import Rejection, require
from .gram_schmidt import gram_schmidt
from .params import P
from .sample_pre import Preimage, sample_pre
from .trapgen import trapgen
from .xof import derive_coins, xof

MAX_ATTEMPTS = 256


def psi(params, label: str, coins: bytes) -> list:
    """A polynomial from the error law. Spec: PRE.Psi."""
    stream = xof(label, coins, params)  # PRE.Psi.1
    return samplers.cbd(params.n, params.eta, stream)  # PRE.Psi.2


class MasterKey(NamedTuple):
    """The public B and the management node's (R, T_B, b~, N, K); `attempts` trapdoors were drawn."""

    B: list
    R: list
    T_B: list
    b_tilde: list
    N: list
    K: bytes
    attempts: int


def setup(params, coins: bytes) -> MasterKey:
    """The management node's keys. Rejects: PRE.Setup.C1 (`coins`). Spec: PRE.Setup."""
    for a in range(MAX_ATTEMPTS):
        coins_a = derive_coins("PRE.Setup.TrapGen", coins, params, a)  # PRE.Setup.1
        B, R, T_B = trapgen(params.k, params.q, params.n, coins_a)  # PRE.Setup.2
        b_tilde, N = gram_schmidt(T_B)  # PRE.Setup.3
        if any(N_i > params.gs2_max or 2.0**28 * N_i < params.sigma**2 for N_i in N):
            continue  # PRE.Setup.4
        K = derive_coins("PRE.Setup.K", coins, params)  # PRE.Setup.5
        return MasterKey(B, R, T_B, b_tilde, N, K, a + 1)
    raise Rejection("PRE.Setup.C1", "coins")


class Extracted(NamedTuple):
    """f' and f = p f' + 1; `coins` and `preimage` are those of the last of `attempts` attempts."""

    f_prime: list
    f: list
    coins: bytes
    preimage: Preimage
    attempts: int


def private_from_preimage(f_prime) -> list:
    """p f' + 1 in R."""
    f = [P * c for c in f_prime]
    f[0] += 1
    return f


def extract(profile: str, params, master: MasterKey, identity: bytes) -> Extracted:
    """A short f' with Bf' = H_1(id). Rejects: PRE.Extract.C1 (`id`). Spec: PRE.Extract."""
    h = hashes.syndrome(profile, params, identity)  # PRE.Extract.1
    for a in range(MAX_ATTEMPTS):
        coins_a = derive_coins("PRE.Extract", master.K, params, profile, identity, a)  # PRE.Extract.2
        preimage = sample_pre(params, master, h, coins_a)  # PRE.Extract.3
        f_prime = preimage.x
        f = private_from_preimage(f_prime)  # PRE.Extract.4
        too_long = profile == "corrected" and ring.norm2(f) > params.f2_max
        if not ring.is_unit(ring.reduce(f, params.q), params.q) or too_long:
            continue  # PRE.Extract.5
        return Extracted(f_prime, f, coins_a, preimage, a + 1)  # PRE.Extract.6
    raise Rejection("PRE.Extract.C1", "id")


def check_preimage(params, f_prime, check: str) -> None:
    """The bound on f' of both KeyGens. Rejects: `check` (`f'`)."""
    bound = (params.q - 3) // 4
    require(len(f_prime) == params.n and all(abs(c) <= bound for c in f_prime), check, "f'")


class PrintedKey(NamedTuple):
    """A key as printed; `attempts` polynomials g were drawn."""

    f: list
    pk: list
    f_inverse: list
    u: list
    g: list
    attempts: int


def keygen(params, f_prime, coins: bytes) -> PrintedKey:
    """A node's key. Rejects: PRE.KeyGen.C1, C2 (`f'`), C3 (`coins`). Spec: PRE.KeyGen."""
    check_preimage(params, f_prime, "PRE.KeyGen.C1")
    n, q = params.n, params.q
    f = private_from_preimage(f_prime)  # PRE.KeyGen.1
    f_inverse = ring.inverse(ring.reduce(f, q), q)  # PRE.KeyGen.2
    require(f_inverse is not None, "PRE.KeyGen.C2", "f'")
    u = samplers.ternary(n, xof("PRE.KeyGen.u", coins, params))  # PRE.KeyGen.3
    for a in range(MAX_ATTEMPTS):
        g = gaussian.poly(n, params.sigma, "PRE.KeyGen.g", coins, params, a)  # PRE.KeyGen.4
        if ring.is_unit(ring.reduce(g, q), q):
            break
    else:
        raise Rejection("PRE.KeyGen.C3", "coins")
    pk = public_key(g, f_inverse, u, q)  # PRE.KeyGen.5
    return PrintedKey(f, pk, f_inverse, u, g, a + 1)


def public_key(g, f_inverse, u, q: int) -> list:
    """g f^-1 + u in R_q."""
    return [(x + y) % q for x, y in zip(ring.multiply(ring.reduce(g, q), f_inverse, q), u)]


class Ciphertext(NamedTuple):
    """C and the noises that went into it."""

    C: list
    b: list
    v: list


def enc(params, pk, M, coins: bytes) -> Ciphertext:
    """A block under pk. Rejects: PRE.Enc.C1 (`pk`), PRE.Enc.C2 (`M`). Spec: PRE.Enc."""
    q = params.q
    require(ring.is_element(params, pk), "PRE.Enc.C1", "pk")
    require(len(M) == params.n and set(M) <= {0, 1}, "PRE.Enc.C2", "M")
    b = psi(params, "PRE.Enc.b", coins)  # PRE.Enc.1
    v = psi(params, "PRE.Enc.v", coins)  # PRE.Enc.2
    pk_b = ring.multiply(pk, ring.reduce(b, q), q)
    C = [(P * (x + y) + m) % q for x, y, m in zip(pk_b, v, M)]  # PRE.Enc.3
    return Ciphertext(C, b, v)


class Decrypted(NamedTuple):
    """M and C' = fC."""

    M: list
    C_prime: list


def dec(params, f, C) -> Decrypted:
    """The block that C holds under f. Rejects: PRE.Dec.C1 (`f`), PRE.Dec.C2 (`C`). Spec: PRE.Dec."""
    q = params.q
    require(len(f) == params.n, "PRE.Dec.C1", "f")
    require(ring.is_element(params, C), "PRE.Dec.C2", "C")
    C_prime = ring.multiply(ring.reduce(f, q), C, q)  # PRE.Dec.1
    N = ring.lift(C_prime, q)  # PRE.Dec.2
    M = [c % P for c in N]  # PRE.Dec.3
    return Decrypted(M, C_prime)


class PrintedOwner(NamedTuple):
    """The owner's part of a delegation; `attempts` elements r_B were drawn."""

    a_B: list
    r_B: list
    e_B: list
    d: list
    attempts: int


def draw_unit(params, label: str, coins: bytes, check: str) -> tuple:
    """(r, attempts): uniform elements over (label, coins, set, a) until one is a unit. Rejects: `check` (`coins`)."""
    for a in range(MAX_ATTEMPTS):
        r = samplers.uniform(params.n, params.q, xof(label, coins, params, a))
        if ring.is_unit(r, params.q):
            return r, a + 1
    raise Rejection(check, "coins")


def rekeygen_owner(params, f_A, coins: bytes) -> PrintedOwner:
    """The owner's part as printed. Rejects: PRE.ReKeyGen.Owner.C1 (`f_A`), C2 (`coins`). Spec: PRE.ReKeyGen.Owner."""
    q = params.q
    bound = (q - 1) // 2 - P * params.eta
    require(len(f_A) == params.n and all(abs(c) <= bound for c in f_A), "PRE.ReKeyGen.Owner.C1", "f_A")
    label, check = "PRE.ReKeyGen.Owner.r_B", "PRE.ReKeyGen.Owner.C2"
    r_B, attempts = draw_unit(params, label, coins, check)  # PRE.ReKeyGen.Owner.1
    e_B = psi(params, "PRE.ReKeyGen.Owner.e_B", coins)  # PRE.ReKeyGen.Owner.2
    d = [x + P * y for x, y in zip(f_A, e_B)]  # PRE.ReKeyGen.Owner.3
    a_B = ring.multiply(r_B, ring.reduce(d, q), q)  # PRE.ReKeyGen.Owner.4
    return PrintedOwner(a_B, r_B, e_B, d, attempts)


class Requested(NamedTuple):
    """b_B and the inverse of f_B that made it."""

    b_B: list
    f_inverse: list


def rekeygen_requester(params, a_B, f_B) -> Requested:
    """The requester's part. Rejects: PRE.ReKeyGen.Requester.C1 (`a_B`), C2, C3 (`f_B`).

    Spec: PRE.ReKeyGen.Requester.
    """
    q = params.q
    require(ring.is_element(params, a_B), "PRE.ReKeyGen.Requester.C1", "a_B")
    require(len(f_B) == params.n, "PRE.ReKeyGen.Requester.C2", "f_B")
    f_inverse = ring.inverse(ring.reduce(f_B, q), q)  # PRE.ReKeyGen.Requester.1
    require(f_inverse is not None, "PRE.ReKeyGen.Requester.C3", "f_B")
    b_B = ring.multiply(a_B, f_inverse, q)  # PRE.ReKeyGen.Requester.2
    return Requested(b_B, f_inverse)


class ReKey(NamedTuple):
    """rk and the inverse of r_B that made it."""

    rk: list
    r_inverse: list


def rekeygen_cloud(params, r_B, b_B) -> ReKey:
    """The cloud's part as printed. Rejects: PRE.ReKeyGen.Cloud.C1 (`r_B`), C2 (`b_B`), C3 (`r_B`).

    Spec: PRE.ReKeyGen.Cloud.
    """
    q = params.q
    require(ring.is_element(params, r_B), "PRE.ReKeyGen.Cloud.C1", "r_B")
    require(ring.is_element(params, b_B), "PRE.ReKeyGen.Cloud.C2", "b_B")
    r_inverse = ring.inverse(r_B, q)  # PRE.ReKeyGen.Cloud.1
    require(r_inverse is not None, "PRE.ReKeyGen.Cloud.C3", "r_B")
    rk = ring.multiply(b_B, r_inverse, q)  # PRE.ReKeyGen.Cloud.2
    return ReKey(rk, r_inverse)


def reenc(params, rk, C_A) -> list:
    """C_B as printed. Rejects: PRE.ReEnc.C1 (`rk`), PRE.ReEnc.C2 (`C_A`). Spec: PRE.ReEnc."""
    require(ring.is_element(params, rk), "PRE.ReEnc.C1", "rk")
    require(ring.is_element(params, C_A), "PRE.ReEnc.C2", "C_A")
    return ring.multiply(rk, C_A, params.q)  # PRE.ReEnc.1
