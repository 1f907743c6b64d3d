"""Encodings of elements, short elements and message blocks (section 1.6), and of binary64 numbers (1.3)."""

import struct

from .errors import require


def split_fields(data: bytes, width: int, count: int) -> list:
    """The first `count` integers of `width` bits each that `data` holds, bit 0 of byte 0 first."""
    mask = (1 << width) - 1
    shifts = range(0, 8 * width, width)
    values = []
    for start in range(0, len(data), width):  # `width` bytes are eight fields
        block = int.from_bytes(data[start:start + width], "little")
        values += [(block >> shift) & mask for shift in shifts]
    return values[:count]


def join_fields(values, width: int) -> bytes:
    """The inverse of split_fields for a multiple of eight values."""
    pieces = []
    for start in range(0, len(values), 8):
        a, b, c, d, e, f, g, h = values[start:start + 8]
        block = (a | b << width | c << 2 * width | d << 3 * width
                 | e << 4 * width | f << 5 * width | g << 6 * width | h << 7 * width)
        pieces.append(block.to_bytes(width, "little"))
    return b"".join(pieces)


def encode_element(params, a) -> bytes:
    """The n ell / 8 bytes of an element of R_q. Rejects: RING.Rq.C1, RING.Rq.C2. Spec: ENC.Element."""
    require(len(a) == params.n, "RING.Rq.C1", "coefficients")
    require(0 <= min(a) and max(a) < params.q, "RING.Rq.C2", "coefficients")
    return join_fields(a, params.ell)  # ENC.Element.1


def decode_element(params, data: bytes, field: str = "bytes") -> list:
    """The element of R_q that `data` encodes. Rejects: ENC.Element.C1, ENC.Element.C2. Spec: ENC.Element."""
    require(8 * len(data) == params.n * params.ell, "ENC.Element.C1", field)
    a = split_fields(data, params.ell, params.n)  # ENC.Element.2
    require(max(a) < params.q, "ENC.Element.C2", field)
    return a


def encode_short(params, a, field: str = "coefficients") -> bytes:
    """The bytes of an element of R with short coefficients. Rejects: ENC.Short.C1. Spec: ENC.Short."""
    half = (params.q - 1) // 2
    require(len(a) == params.n and -half <= min(a) and max(a) <= half, "ENC.Short.C1", field)
    return encode_element(params, [c % params.q for c in a])  # ENC.Short.1


def decode_short(params, data: bytes, field: str = "bytes") -> list:
    """The short element of R that `data` encodes. Rejects: as decode_element. Spec: ENC.Short."""
    half = (params.q - 1) // 2
    return [c if c <= half else c - params.q for c in decode_element(params, data, field)]  # ENC.Short.2


def encode_message(params, M, field: str = "coefficients") -> bytes:
    """The n/8 bytes of a message block. Rejects: ENC.Message.C1. Spec: ENC.Message."""
    require(len(M) == params.n and all(c in (0, 1) for c in M), "ENC.Message.C1", field)
    return join_fields(M, 1)  # ENC.Message.1


def decode_message(params, data: bytes, field: str = "bytes") -> list:
    """The message block that `data` encodes. Rejects: ENC.Message.C2. Spec: ENC.Message."""
    require(8 * len(data) == params.n, "ENC.Message.C2", field)
    return split_fields(data, 1, params.n)  # ENC.Message.2


def encode_real(x: float) -> str:
    """A binary64 number as 16 hexadecimal digits, sign bit first."""
    return struct.pack(">d", x).hex()


def decode_real(text: str) -> float:
    """The binary64 number of 16 hexadecimal digits."""
    return struct.unpack(">d", bytes.fromhex(text))[0]
