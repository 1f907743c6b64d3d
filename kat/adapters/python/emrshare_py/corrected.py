"""The corrected profile: keys, delegations and re-encryption (sections 9.5 and 9.6)."""

from typing import NamedTuple

from . import gaussian, ring, samplers
from .encoding import encode_element
from .errors import Rejection, require
from .ntru import ntru_solve
from .params import P
from .pre import MAX_ATTEMPTS, ReKey, check_preimage, draw_unit, private_from_preimage, psi, public_key
from .sampling_tree import Delegation, max_norm, sample_delegation, tree
from .xof import derive_coins, xof


class CorrectedKey(NamedTuple):
    """An owner's key with its basis; u, g, w are those of the last of `attempts` attempts."""

    f: list
    pk: list
    F: list
    W: list
    f_inverse: list
    u: list
    g: list
    w: list
    attempts: int


def short_w(params, f, g, u) -> list:
    """w = lift(g + fu)."""
    q = params.q
    fu = ring.multiply(ring.reduce(f, q), ring.reduce(u, q), q)
    return ring.lift([(x + y) % q for x, y in zip(g, fu)], q)


def keygen(params, f_prime, coins: bytes) -> CorrectedKey:
    """An owner's key. Rejects: CPRE.KeyGen.C1, C2, C3 (`f'`), C4 (`coins`). Spec: CPRE.KeyGen."""
    check_preimage(params, f_prime, "CPRE.KeyGen.C1")
    n, q = params.n, params.q
    f = private_from_preimage(f_prime)  # CPRE.KeyGen.1
    f_inverse = ring.inverse(ring.reduce(f, q), q)  # CPRE.KeyGen.2
    require(f_inverse is not None, "CPRE.KeyGen.C2", "f'")
    require(ring.norm2(f) <= params.f2_max, "CPRE.KeyGen.C3", "f'")
    for a in range(MAX_ATTEMPTS):
        u = samplers.ternary(n, xof("CPRE.KeyGen.u", coins, params, a))  # CPRE.KeyGen.3
        g = gaussian.poly(n, params.sigma, "CPRE.KeyGen.g", coins, params, a)  # CPRE.KeyGen.4
        w = short_w(params, f, g, u)  # CPRE.KeyGen.5
        short = P * P * (ring.norm2(f) + ring.norm2(w)) <= params.gs2_re
        if not (ring.is_unit(ring.reduce(g, q), q) and short):
            continue  # CPRE.KeyGen.6
        solution = ntru_solve(f, w, q)  # CPRE.KeyGen.7
        if solution is None:
            continue  # CPRE.KeyGen.7
        F, W = solution
        if max_norm(tree(f, w, F, W, q, params.s)) > params.gs2_re:
            continue  # CPRE.KeyGen.8
        pk = public_key(g, f_inverse, u, q)  # CPRE.KeyGen.9
        return CorrectedKey(f, pk, F, W, f_inverse, u, g, w, a + 1)
    raise Rejection("CPRE.KeyGen.C4", "coins")


class OneTimeKey(NamedTuple):
    """A requester's key pair for one delegation; the values are those of the last of `attempts` attempts."""

    f: list
    pk: list
    f_prime: list
    u: list
    g: list
    w: list
    attempts: int


def one_time_keygen(params, coins: bytes) -> OneTimeKey:
    """The requester's key pair. Rejects: CPRE.OneTimeKeyGen.C1 (`coins`). Spec: CPRE.OneTimeKeyGen."""
    n, q = params.n, params.q
    for a in range(MAX_ATTEMPTS):
        f_prime = gaussian.poly(n, params.sigma, "CPRE.OneTimeKeyGen.f", coins, params, a)  # CPRE.OneTimeKeyGen.1
        f = private_from_preimage(f_prime)  # CPRE.OneTimeKeyGen.2
        u = samplers.ternary(n, xof("CPRE.OneTimeKeyGen.u", coins, params, a))  # CPRE.OneTimeKeyGen.3
        g = gaussian.poly(n, params.sigma, "CPRE.OneTimeKeyGen.g", coins, params, a)  # CPRE.OneTimeKeyGen.4
        w = short_w(params, f, g, u)  # CPRE.OneTimeKeyGen.5
        f_inverse = ring.inverse(ring.reduce(f, q), q)
        if f_inverse is None or ring.norm2(f) > params.f2_max:
            continue  # CPRE.OneTimeKeyGen.6
        short = P * P * (ring.norm2(f) + ring.norm2(w)) <= params.gs2_re
        if not (ring.is_unit(ring.reduce(g, q), q) and short):
            continue  # CPRE.OneTimeKeyGen.7
        pk = public_key(g, f_inverse, u, q)  # CPRE.OneTimeKeyGen.8
        if not ring.is_unit(pk, q):
            continue  # CPRE.OneTimeKeyGen.8
        return OneTimeKey(f, pk, f_prime, u, g, w, a + 1)
    raise Rejection("CPRE.OneTimeKeyGen.C1", "coins")


class CorrectedOwner(NamedTuple):
    """The owner's part of a delegation; `attempts` delegations were drawn, `delegation` is the last."""

    a_B: list
    r_B: list
    e_B: list
    delegation: Delegation
    attempts: int


def rekeygen_owner(params, f_A, w_A, F, W, coins: bytes) -> CorrectedOwner:
    """The owner's part. Rejects: CPRE.ReKeyGen.Owner.C1 (`coins`). Spec: CPRE.ReKeyGen.Owner."""
    q = params.q
    r_B, _ = draw_unit(params, "CPRE.ReKeyGen.Owner.r_B", coins, "CPRE.ReKeyGen.Owner.C1")  # CPRE.ReKeyGen.Owner.1
    owner_tree = tree(f_A, w_A, F, W, q, params.s)
    for a in range(MAX_ATTEMPTS):
        coins_a = derive_coins("CPRE.ReKeyGen.Owner.d", coins, params, a)
        delegation = sample_delegation(params, f_A, F, owner_tree, coins_a)  # CPRE.ReKeyGen.Owner.2
        if ring.is_unit(ring.reduce(delegation.d, q), q):
            break
    else:
        raise Rejection("CPRE.ReKeyGen.Owner.C1", "coins")
    e_B = [(x - y) // P for x, y in zip(delegation.d, f_A)]  # CPRE.ReKeyGen.Owner.3
    d = [x + P * y for x, y in zip(f_A, e_B)]
    a_B = ring.multiply(r_B, ring.reduce(d, q), q)  # CPRE.ReKeyGen.Owner.4
    return CorrectedOwner(a_B, r_B, e_B, delegation, a + 1)


def rekeygen_cloud(params, r_B, b_B, pk_B) -> ReKey:
    """The cloud's part. Rejects: CPRE.ReKeyGen.Cloud.C1, C4 (`r_B`), C2, C5 (`b_B`), C3, C6 (`pk_B*`).

    Spec: CPRE.ReKeyGen.Cloud.
    """
    q = params.q
    require(ring.is_element(params, r_B), "CPRE.ReKeyGen.Cloud.C1", "r_B")
    require(ring.is_element(params, b_B), "CPRE.ReKeyGen.Cloud.C2", "b_B")
    require(ring.is_element(params, pk_B), "CPRE.ReKeyGen.Cloud.C3", "pk_B*")
    r_inverse = ring.inverse(r_B, q)  # CPRE.ReKeyGen.Cloud.1
    require(r_inverse is not None, "CPRE.ReKeyGen.Cloud.C4", "r_B")
    require(ring.is_unit(b_B, q), "CPRE.ReKeyGen.Cloud.C5", "b_B")
    require(ring.is_unit(pk_B, q), "CPRE.ReKeyGen.Cloud.C6", "pk_B*")
    rk = ring.multiply(b_B, r_inverse, q)  # CPRE.ReKeyGen.Cloud.2
    return ReKey(rk, r_inverse)


def reenc_coins(params, K_CS: bytes, delegation: bytes, rk, pk_B, C_A) -> bytes:
    """The coins of a re-encryption, a function of all that the answer depends on. Spec: CPRE.ReEncCoins."""
    encodings = [encode_element(params, a) for a in (rk, pk_B, C_A)]
    return derive_coins("CPRE.ReEncCoins", K_CS, params, delegation, *encodings)  # CPRE.ReEncCoins.1


class ReEncrypted(NamedTuple):
    """C_B and the noises that went into it."""

    C_B: list
    b_prime: list
    v_prime: list


def reenc(params, rk, pk_B, C_A, coins: bytes) -> ReEncrypted:
    """C_B, randomised. Rejects: CPRE.ReEnc.C1 (`rk`), C2 (`pk_B*`), C3 (`C_A`). Spec: CPRE.ReEnc."""
    q = params.q
    require(ring.is_element(params, rk), "CPRE.ReEnc.C1", "rk")
    require(ring.is_element(params, pk_B), "CPRE.ReEnc.C2", "pk_B*")
    require(ring.is_element(params, C_A), "CPRE.ReEnc.C3", "C_A")
    b_prime = psi(params, "CPRE.ReEnc.b", coins)  # CPRE.ReEnc.1
    v_prime = samplers.mask(params.n, params.t_re, xof("CPRE.ReEnc.v", coins, params))  # CPRE.ReEnc.2
    rk_C = ring.multiply(rk, C_A, q)
    pk_b = ring.multiply(pk_B, ring.reduce(b_prime, q), q)
    C_B = [(x + P * (y + v)) % q for x, y, v in zip(rk_C, pk_b, v_prime)]  # CPRE.ReEnc.3
    return ReEncrypted(C_B, b_prime, v_prime)
