"""Sealed files (chapter 7), in memory: the checks on reading and writing files cannot fail here."""

import hashlib

import typing

from . import corrected, gcm
from . import params as parameter_sets
from . import pre, ring
from .encoding import decode_element, decode_message, encode_element, encode_message
from .errors import Rejection, require
from .xof import derive_coins, xof

MAGIC = b"EMRSEAL\0"
VERSION = 0
HYBRID = 1
RESEALED = 2
HEADER = 50  # magic, version, code, fingerprint and length
PREFIX = 41  # magic, version and fingerprint before a re-encrypted file
DIGEST = 32
CHUNK = 65536
BUDGET = 1 << 24


def fingerprint(params, pk) -> bytes:
    """The name of a public key, 32 bytes. Spec: SEAL.Fingerprint."""
    return derive_coins("SEAL.Fingerprint", params, encode_element(params, pk))  # SEAL.Fingerprint.1


def digest_of(params, head: bytes, blocks: bytes) -> bytes:
    """The digest of a file. Spec: SEAL.Hash."""
    width = params.n * params.ell // 8
    digests = [hashlib.sha3_256(blocks[i:i + width]).digest() for i in range(0, len(blocks), width)]  # SEAL.Hash.1
    return hashlib.sha3_256(head + b"".join(digests)).digest()  # SEAL.Hash.2


def seal(params, pk, plaintext: bytes, coins: bytes) -> bytes:
    """The sealed file of a plaintext. Rejects: SEAL.Seal.C1 (`pk`). Spec: SEAL.Seal."""
    require(ring.is_element(params, pk), "SEAL.Seal.C1", "pk")
    size = params.n // 8
    head = (MAGIC + bytes([VERSION, params.code]) + fingerprint(params, pk)
            + len(plaintext).to_bytes(8, "little"))  # SEAL.Seal.1
    blocks = b""
    beta = -(-len(plaintext) // size)  # SEAL.Seal.2
    for i in range(beta):
        block = plaintext[i * size:(i + 1) * size].ljust(size, b"\0")  # SEAL.Seal.3
        M = decode_message(params, block)  # SEAL.Seal.4
        coins_i = derive_coins("SEAL.Block", coins, i)  # SEAL.Seal.5
        blocks += encode_element(params, pre.enc(params, pk, M, coins_i).C)  # SEAL.Seal.6
    return head + blocks + digest_of(params, head, blocks)  # SEAL.Seal.7


class Layout(typing.NamedTuple):
    """What the head of a sealed file of version 0 or 1 says, and where its parts are."""

    version: int
    params: parameter_sets.ParameterSet
    length: int
    head: bytes
    beta: int
    blocks: int  # where they begin
    digest: int
    chunks: int


def _layout(sealed: bytes, begin: int, versions) -> Layout:
    """The parts of a file that begins at `begin`. Rejects: SEAL.Open.C1 (`magic`) to C4 (`length`)."""
    head = sealed[begin:begin + HEADER]
    require(len(head) == HEADER and head[:8] == MAGIC, "SEAL.Open.C1", "magic")
    version = head[8]
    require(version in versions, "SEAL.Open.C2", "version")
    try:
        params = parameter_sets.by_code(head[9])
    except Rejection:
        raise Rejection("SEAL.Open.C3", "set") from None
    length = int.from_bytes(head[42:], "little")
    beta = 1 if version == HYBRID else -(-length // (params.n // 8))
    digest = begin + HEADER + beta * params.n * params.ell // 8
    end = digest + DIGEST + (length + gcm.TAG_BYTES * _chunk_count(length) if version == HYBRID else 0)
    require(len(sealed) == end, "SEAL.Open.C4", "length")
    return Layout(version, params, length, head, beta, begin + HEADER, digest, digest + DIGEST)


def _check_digest(sealed: bytes, layout: Layout):
    stated = sealed[layout.digest:layout.chunks]
    blocks = sealed[layout.blocks:layout.digest]
    require(digest_of(layout.params, sealed[:layout.blocks], blocks) == stated, "SEAL.Open.C5", "digest")


def _check_file(pk, sealed: bytes, version: int) -> Layout:
    """Rejects: SEAL.Open.C1 (`magic`), C2 (`version`), C3 (`set`), C4 (`length`), C5 (`digest`), C6 (`key`)."""
    layout = _layout(sealed, 0, (version,))
    _check_digest(sealed, layout)
    is_right = ring.is_element(layout.params, pk) and fingerprint(layout.params, pk) == layout.head[10:42]
    require(is_right, "SEAL.Open.C6", "key")
    return layout


def _block(sealed: bytes, layout: Layout, i: int):
    """Block i. Rejects: SEAL.Open.C7 (`block i`)."""
    width = layout.params.n * layout.params.ell // 8
    begin = layout.blocks + i * width
    try:
        return decode_element(layout.params, sealed[begin:begin + width])
    except Rejection:
        raise Rejection("SEAL.Open.C7", f"block {i}") from None


def _open_blocks(f, sealed: bytes, layout: Layout) -> bytes:
    """What SEAL.Open does behind its checks. Rejects: SEAL.Open.C7 (`block i`), C8 (`padding`)."""
    plaintext = bytearray()
    size = layout.params.n // 8
    for i in range(layout.beta):
        C = _block(sealed, layout, i)  # SEAL.Open.2
        block = encode_message(layout.params, pre.dec(layout.params, f, C).M)  # SEAL.Open.3
        used = min(size, layout.length - i * size)
        require(not any(block[used:]), "SEAL.Open.C8", "padding")  # SEAL.Open.4
        plaintext += block[:used]  # SEAL.Open.5
    return bytes(plaintext)


def open_sealed(f, pk, sealed: bytes) -> bytes:
    """The plaintext of a sealed file. Rejects: SEAL.Open.C1 (`magic`) to C8 (`padding`). Spec: SEAL.Open."""
    return _open_blocks(f, sealed, _check_file(pk, sealed, VERSION))  # SEAL.Open.1


def _chunk_count(length: int) -> int:
    return max(1, -(-length // CHUNK))


def _nonce(i: int, count: int) -> bytes:
    """Spec: SEAL.SealHybrid.6."""
    return i.to_bytes(8, "little") + bytes([0, 0, 0, int(i == count - 1)])


class Hybrid(typing.NamedTuple):
    """A hybrid file, and the secrets behind it."""

    m: bytes
    K: bytes
    sealed: bytes


def seal_hybrid(params, pk, plaintext: bytes, coins: bytes) -> Hybrid:
    """Rejects: SEAL.Seal.C1 (`pk`). Spec: SEAL.SealHybrid."""
    require(ring.is_element(params, pk), "SEAL.Seal.C1", "pk")
    head = (MAGIC + bytes([HYBRID, params.code]) + fingerprint(params, pk)
            + len(plaintext).to_bytes(8, "little"))  # SEAL.SealHybrid.1
    m = xof("SEAL.m", coins, params).take(params.n // 8)  # SEAL.SealHybrid.2
    coins_0 = derive_coins("SEAL.Block", coins, 0)
    C = pre.enc(params, pk, decode_message(params, m), coins_0).C
    block = encode_element(params, C)  # SEAL.SealHybrid.3
    sealed = bytearray(head + block + digest_of(params, head, block))  # SEAL.SealHybrid.4
    K = derive_coins("SEAL.K", params, head, m)  # SEAL.SealHybrid.5
    count = _chunk_count(len(plaintext))
    for i in range(count):
        chunk = plaintext[i * CHUNK:(i + 1) * CHUNK]
        sealed += gcm.seal(K, _nonce(i, count), b"", chunk)  # SEAL.SealHybrid.7
    return Hybrid(m, K, bytes(sealed))


def _open_chunks(f, sealed: bytes, layout: Layout) -> bytes:
    """What SEAL.OpenHybrid does behind its checks. Rejects: SEAL.Open.C7 (`block 0`), SEAL.OpenHybrid.C1 (`chunk i`)."""
    C = _block(sealed, layout, 0)
    m = encode_message(layout.params, pre.dec(layout.params, f, C).M)  # SEAL.OpenHybrid.1
    K = derive_coins("SEAL.K", layout.params, layout.head, m)  # SEAL.OpenHybrid.2
    plaintext = bytearray()
    count = _chunk_count(layout.length)
    for i in range(count):
        begin = layout.chunks + i * (CHUNK + gcm.TAG_BYTES)
        chunk = sealed[begin:begin + CHUNK + gcm.TAG_BYTES]
        text = gcm.open_sealed(K, _nonce(i, count), b"", chunk)  # SEAL.OpenHybrid.3
        require(text is not None, "SEAL.OpenHybrid.C1", f"chunk {i}")
        plaintext += text  # SEAL.OpenHybrid.4
    return bytes(plaintext)


def open_hybrid(f, pk, sealed: bytes) -> bytes:
    """The plaintext of a hybrid file. Rejects: SEAL.Open.C1 (`magic`) to C7 (`block 0`), SEAL.OpenHybrid.C1 (`chunk i`).
    Spec: SEAL.OpenHybrid."""
    return _open_chunks(f, sealed, _check_file(pk, sealed, HYBRID))


class ReSealKey(typing.NamedTuple):
    """What a cloud has of one delegation for one file."""

    rk: list
    pk_B: list
    K_CS: bytes
    digest: bytes


def reseal(params, key: ReSealKey, sealed: bytes) -> bytes:
    """The file for the requester. Rejects: SEAL.Open.C1 (`magic`) to C5 (`digest`) and C7 (`block i`), SEAL.ReSeal.C1
    (`key`), C2 (`length`), C3 (`digest`). Spec: SEAL.ReSeal."""
    layout = _layout(sealed, 0, (VERSION, HYBRID))
    are_elements = ring.is_element(params, key.rk) and ring.is_element(params, key.pk_B)
    require(layout.params == params and are_elements, "SEAL.ReSeal.C1", "key")
    require(layout.beta <= BUDGET, "SEAL.ReSeal.C2", "length")
    _check_digest(sealed, layout)
    require(sealed[layout.digest:layout.chunks] == key.digest, "SEAL.ReSeal.C3", "digest")  # SEAL.Digest.1
    head = MAGIC + bytes([RESEALED]) + fingerprint(params, key.pk_B) + layout.head  # SEAL.ReSeal.1
    blocks = b""
    for i in range(layout.beta):
        C = _block(sealed, layout, i)
        coins = corrected.reenc_coins(params, key.K_CS, key.digest, key.rk, key.pk_B, C)  # SEAL.ReSeal.2
        C_B = corrected.reenc(params, key.rk, key.pk_B, C, coins).C_B
        blocks += encode_element(params, C_B)  # SEAL.ReSeal.3
    digest = digest_of(params, head, blocks)  # SEAL.ReSeal.4
    return head + blocks + digest + sealed[layout.chunks:]  # SEAL.ReSeal.5


def open_resealed(f_B, pk_B, resealed: bytes) -> bytes:
    """The plaintext of a re-encrypted file. Rejects: SEAL.OpenReSealed.C1 (`magic`), C2 (`version`), C3 (`key`), and as
    the file inside. Spec: SEAL.OpenReSealed."""
    require(len(resealed) >= PREFIX and resealed[:8] == MAGIC, "SEAL.OpenReSealed.C1", "magic")
    require(resealed[8] == RESEALED, "SEAL.OpenReSealed.C2", "version")
    layout = _layout(resealed, PREFIX, (VERSION, HYBRID))
    _check_digest(resealed, layout)
    is_right = ring.is_element(layout.params, pk_B) and fingerprint(layout.params, pk_B) == resealed[9:PREFIX]
    require(is_right, "SEAL.OpenReSealed.C3", "key")
    open_rest = _open_chunks if layout.version == HYBRID else _open_blocks
    return open_rest(f_B, resealed, layout)  # SEAL.OpenReSealed.1
