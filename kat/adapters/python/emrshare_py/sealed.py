"""Sealed files (chapter 7), in memory: the checks on reading and writing files cannot fail here."""

import hashlib

from . import params as parameter_sets
from . import pre, ring
from .encoding import decode_element, decode_message, encode_element, encode_message
from .errors import Rejection, require
from .xof import derive_coins

MAGIC = b"EMRSEAL\0"
VERSION = 0
HEADER = 50  # magic, version, code, fingerprint and length


def fingerprint(params, pk) -> bytes:
    """The name of a public key, 32 bytes. Spec: SEAL.Fingerprint."""
    return derive_coins("SEAL.Fingerprint", params, encode_element(params, pk))  # SEAL.Fingerprint.1


def seal(params, pk, plaintext: bytes, coins: bytes) -> bytes:
    """The sealed file of a plaintext. Rejects: SEAL.Seal.C1 (`pk`). Spec: SEAL.Seal."""
    require(ring.is_element(params, pk), "SEAL.Seal.C1", "pk")
    size = params.n // 8
    sealed = bytearray(MAGIC + bytes([VERSION, params.code]) + fingerprint(params, pk)
                       + len(plaintext).to_bytes(8, "little"))  # SEAL.Seal.1
    beta = -(-len(plaintext) // size)  # SEAL.Seal.2
    for i in range(beta):
        block = plaintext[i * size:(i + 1) * size].ljust(size, b"\0")  # SEAL.Seal.3
        M = decode_message(params, block)  # SEAL.Seal.4
        coins_i = derive_coins("SEAL.Block", coins, i)  # SEAL.Seal.5
        sealed += encode_element(params, pre.enc(params, pk, M, coins_i).C)  # SEAL.Seal.6
    sealed += hashlib.sha3_256(sealed).digest()  # SEAL.Seal.7
    return bytes(sealed)


def open_sealed(f, pk, sealed: bytes) -> bytes:
    """The plaintext of a sealed file.

    Rejects: SEAL.Open.C1 (`magic`), C2 (`version`), C3 (`set`), C4 (`length`), C5 (`digest`), C6 (`key`),
    C7 (`block i`), C8 (`padding`). Spec: SEAL.Open.
    """
    require(len(sealed) >= HEADER and sealed[:8] == MAGIC, "SEAL.Open.C1", "magic")  # SEAL.Open.1
    require(sealed[8] == VERSION, "SEAL.Open.C2", "version")
    try:
        params = parameter_sets.by_code(sealed[9])
    except Rejection:
        raise Rejection("SEAL.Open.C3", "set") from None
    length = int.from_bytes(sealed[42:HEADER], "little")
    size, width = params.n // 8, params.n * params.ell // 8
    beta = -(-length // size)
    require(len(sealed) == HEADER + beta * width + 32, "SEAL.Open.C4", "length")
    require(hashlib.sha3_256(sealed[:-32]).digest() == sealed[-32:], "SEAL.Open.C5", "digest")
    require(ring.is_element(params, pk) and fingerprint(params, pk) == sealed[10:42], "SEAL.Open.C6", "key")
    plaintext = bytearray()
    for i in range(beta):
        try:
            C = decode_element(params, sealed[HEADER + i * width:HEADER + (i + 1) * width])  # SEAL.Open.2
        except Rejection:
            raise Rejection("SEAL.Open.C7", f"block {i}") from None
        block = encode_message(params, pre.dec(params, f, C).M)  # SEAL.Open.3
        used = min(size, length - i * size)
        require(not any(block[used:]), "SEAL.Open.C8", "padding")  # SEAL.Open.4
        plaintext += block[:used]  # SEAL.Open.5
    return bytes(plaintext)
