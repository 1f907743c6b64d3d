"""The labelled XOF (section 1.4) and the streams that samplers read (section 1.5)."""

import hashlib

from .errors import Rejection, require
from .params import ParameterSet


def le64(x: int) -> bytes:
    """LE64(x), 0 <= x < 2^64."""
    return x.to_bytes(8, "little")


def as_bytes(x) -> bytes:
    """What x stands for among the x_i: an integer for its LE64, a set or a text for its ASCII bytes."""
    if isinstance(x, int):
        return le64(x)
    if isinstance(x, ParameterSet):
        x = x.name
    if isinstance(x, str):
        return x.encode("ascii")
    return bytes(x)


def xof_input(label: str, *parts) -> bytes:
    """The input X of SHAKE256. Spec: XOF."""
    strings = [b"emrshare", as_bytes(label), *map(as_bytes, parts)]
    return b"".join(le64(len(y)) + y for y in strings)  # XOF.1


class Stream:
    """The endless stream SHAKE256(X), read from its beginning."""

    def __init__(self, X: bytes):
        self._shake = hashlib.shake_256(X)  # XOF.2
        self._data = b""
        self.taken = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self.taken + count
        if end > len(self._data):
            # hashlib cannot squeeze on: squeeze again, twice as far, so that the total work stays linear
            self._data = self._shake.digest(max(end, 2 * len(self._data), 136))
        piece = self._data[self.taken:end]
        self.taken = end
        return piece


class ByteString:
    """A given byte string in the place of a stream. Rejects: SMP.Bytes.C1 (`bytes`) when it ends."""

    def __init__(self, data: bytes):
        self._data = data
        self.taken = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self.taken + count
        if end > len(self._data):
            raise Rejection("SMP.Bytes.C1", "bytes")
        piece = self._data[self.taken:end]
        self.taken = end
        return piece


def xof(label: str, *parts) -> Stream:
    """Open the stream XOF(label, x_1, ..., x_m)."""
    return Stream(xof_input(label, *parts))


def derive_coins(label: str, *parts) -> bytes:
    """The coins that XOF(label, x_1, ..., x_m) gives: its first 32 bytes."""
    return xof(label, *parts).take(32)  # XOF.3


def check_coins(data: bytes, field: str) -> bytes:
    """Coins that arrive as bytes. Rejects: COINS.C1."""
    require(len(data) == 32, "COINS.C1", field)
    return data
