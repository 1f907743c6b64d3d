"""The key encapsulation of the channel (section 9.7)."""

from typing import NamedTuple

from . import pre, ring
from .encoding import decode_message, encode_element, encode_message
from .errors import require
from .xof import xof


def g(params, pk, m: bytes) -> tuple:
    """(K, c), 32 bytes each. Spec: KEM.G."""
    stream = xof("KEM.G", params, encode_element(params, pk), m)  # KEM.G.1
    K = stream.take(32)  # KEM.G.2
    c = stream.take(32)  # KEM.G.2
    return K, c


class Encapsulated(NamedTuple):
    """The ciphertext C, the key K and the encapsulated bytes m."""

    C: list
    K: bytes
    m: bytes


def encaps(params, pk, coins: bytes) -> Encapsulated:
    """A key and its encapsulation under pk. Rejects: KEM.Encaps.C1 (`pk`). Spec: KEM.Encaps."""
    require(ring.is_element(params, pk), "KEM.Encaps.C1", "pk")
    m = xof("KEM.m", coins, params).take(params.n // 8)  # KEM.Encaps.1
    K, c = g(params, pk, m)  # KEM.Encaps.2
    C = pre.enc(params, pk, decode_message(params, m), c).C  # KEM.Encaps.3
    return Encapsulated(C, K, m)


class Decapsulated(NamedTuple):
    """The key K and m', the bytes that Dec gives."""

    K: bytes
    m_prime: bytes


def decaps(params, f, pk, z: bytes, C) -> Decapsulated:
    """The key that C encapsulates, or one that says nothing. Rejects: KEM.Decaps.C1 (`f`), C2 (`pk`), C3 (`C`).

    Spec: KEM.Decaps.
    """
    require(len(f) == params.n, "KEM.Decaps.C1", "f")
    require(ring.is_element(params, pk), "KEM.Decaps.C2", "pk")
    require(ring.is_element(params, C), "KEM.Decaps.C3", "C")
    M_prime = pre.dec(params, f, C).M
    m_prime = encode_message(params, M_prime)  # KEM.Decaps.1
    K_prime, c_prime = g(params, pk, m_prime)  # KEM.Decaps.2
    C_prime = pre.enc(params, pk, M_prime, c_prime).C  # KEM.Decaps.3
    K_bar = xof("KEM.Reject", z, params, encode_element(params, C)).take(32)  # KEM.Decaps.4
    return Decapsulated(K_prime if C_prime == C else K_bar, m_prime)  # KEM.Decaps.5
