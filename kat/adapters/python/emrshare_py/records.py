"""Sections of a record under encryption (section 14.3)."""

from . import blocks, cbor, gcm, hashes
from .encoding import decode_element, encode_element, encode_short
from .errors import require
from .messages import MAX_BYTES, PRINTED, Message, schema
from .xof import as_bytes, derive_coins, le64, xof

NONCE = bytes(12)
BLOCK_LABEL = "RECORD.Block"
LENGTH_BYTES = 8
MAX_BLOCKS = 4096


def seal(profile: str, params, pk_A, PID_A: bytes, num: int, plaintext: bytes, coins: bytes) -> Message:
    """A Section. Spec: RECORD.Seal."""
    if profile == PRINTED:
        message = le64(len(plaintext)) + plaintext  # RECORD.Seal.Printed.1
        C, body = blocks.encrypt(params, pk_A, message, BLOCK_LABEL, coins), b""  # RECORD.Seal.Printed.2
    else:
        m = xof("RECORD.m", coins, params).take(params.n // 8)  # RECORD.Seal.1
        C = blocks.encrypt(params, pk_A, m, BLOCK_LABEL, coins)  # RECORD.Seal.2
        K = section_key(params, m)  # RECORD.Seal.3
        body = gcm.seal(K, NONCE, associated(PID_A, num), plaintext)  # RECORD.Seal.4
    return schema(profile, params).make("Section", num, tuple(encode_element(params, block) for block in C), body)


def section_key(params, m: bytes) -> bytes:
    """The key of a section's body. Spec: RECORD.Seal.3."""
    return derive_coins("RECORD.K", params, m)


def associated(PID_A: bytes, num: int) -> bytes:
    """What a section's body is bound to. Spec: RECORD.Seal.4."""
    return PID_A + le64(num)


def open_section(profile: str, params, f, PID_A: bytes, section: Message, C) -> bytes:
    """The plaintext of a Section, of which C are the blocks for f, encoded.

    Rejects: RECORD.Open.C1, C3 (`C`), C2 (`body`). Spec: RECORD.Open.
    """
    decoded = [decode_element(params, block) for block in C]
    if profile == PRINTED:
        return unpad(params, blocks.decrypt(params, f, decoded))  # RECORD.Open.Printed.1
    require(len(C) == 1 and len(section.body) >= gcm.TAG_BYTES, "RECORD.Open.C1", "C")
    m = blocks.decrypt(params, f, decoded)  # RECORD.Open.1
    K = section_key(params, m)  # RECORD.Open.2
    plaintext = gcm.open_sealed(K, NONCE, associated(PID_A, section.num), section.body)  # RECORD.Open.3
    require(plaintext is not None, "RECORD.Open.C2", "body")
    return plaintext


def printed_blocks(params, length: int) -> int:
    """In how many blocks a plaintext of this length is encrypted as printed."""
    return -(-8 * (LENGTH_BYTES + length) // params.n)


def unpad(params, data: bytes) -> bytes:
    """The bytes behind a length as printed. Rejects: RECORD.Open.C3 (`C`)."""
    require(len(data) >= LENGTH_BYTES, "RECORD.Open.C3", "C")
    length, rest = int.from_bytes(data[:LENGTH_BYTES], "little"), data[LENGTH_BYTES:]
    padding = rest[length:]
    right = len(rest) >= length and len(padding) < params.n // 8 and not any(padding)
    require(right, "RECORD.Open.C3", "C")
    return rest[:length]  # RECORD.Open.Printed.2


def fits(profile: str, params, upload: Message) -> bool:
    """Whether an Upload and an answer with all its sections can be sent. Spec: FITS."""
    count = len(upload.sections)
    spare = 0 if profile == PRINTED else 64 + count * (params.n * params.ell // 8 + 4)
    return (sum(len(section.C) for section in upload.sections) <= MAX_BLOCKS
            and len(upload.encoded) <= MAX_BYTES - spare)


def delta_of_section(params, section: Message, PID_A: bytes) -> bytes:
    """The delta of a Section in the corrected profile. Spec: RECORD.Delta.2."""
    return encode_short(params, hashes.h2(params, section.encoded, PID_A))  # RECORD.Delta.2


def delta(profile: str, params, sections, PID_A: bytes) -> tuple:
    """The deltas of sections: as printed one. Spec: RECORD.Delta."""
    if profile == PRINTED:
        items = cbor.encode([section.item for section in sections])
        return (encode_short(params, hashes.h2(params, items, PID_A)),)  # RECORD.Delta.1
    return tuple(delta_of_section(params, section, PID_A) for section in sections)
