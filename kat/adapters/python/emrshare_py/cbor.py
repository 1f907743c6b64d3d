"""The part of CBOR that messages use, in the deterministic encoding of RFC 8949, section 4.2.1 (section 11.1).

An item is an int, bytes, str, bool, or a list or tuple of items.
"""

LIMIT = 1 << 53  # of integers
DEPTH = 12  # arrays within one another
ENTRIES = 1 << 18  # of all arrays together

UNSIGNED, BYTES, TEXT, ARRAY, SIMPLE = 0, 2, 3, 4, 7
FALSE, TRUE = 20, 21


class Malformed(Exception):
    """No well-formed item of the kinds that messages use."""


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for information, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | information]) + argument.to_bytes(size, "big")
    raise ValueError("an argument of more than 64 bits")


def _write(item, out: list) -> None:
    if isinstance(item, bool):
        out.append(_head(SIMPLE, TRUE if item else FALSE))
    elif isinstance(item, int):
        out.append(_head(UNSIGNED, item))
    elif isinstance(item, bytes):
        out += [_head(BYTES, len(item)), item]
    elif isinstance(item, str):
        data = item.encode()
        out += [_head(TEXT, len(data)), data]
    else:
        out.append(_head(ARRAY, len(item)))
        for entry in item:
            _write(entry, out)


def encode(item) -> bytes:
    """The deterministic encoding of an item."""
    out = []
    _write(item, out)
    return b"".join(out)


class _Reader:
    """Reads items in any well-formed encoding of definite length."""

    def __init__(self, data: bytes):
        self.data = data
        self.position = 0
        self.entries = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        if count > len(self.data) - self.position:
            raise Malformed
        piece = self.data[self.position:self.position + count]
        self.position += count
        return piece

    def head(self) -> tuple:
        """(major type, argument) of the next item."""
        first = self.take(1)[0]
        major, information = first >> 5, first & 31
        if information < 24:
            return major, information
        if information >= 28 or major == SIMPLE:
            raise Malformed
        return major, int.from_bytes(self.take(1 << information - 24), "big")

    def item(self, depth: int):
        """The next item, which stands within `depth` arrays."""
        major, argument = self.head()
        if major == UNSIGNED and argument < LIMIT:
            return argument
        if major == BYTES:
            return self.take(argument)
        if major == TEXT:
            return self.text(argument)
        if major == ARRAY:
            return self.array(argument, depth + 1)
        if major == SIMPLE and argument in (FALSE, TRUE):
            return argument == TRUE
        raise Malformed

    def text(self, count: int) -> str:
        """A text of `count` bytes."""
        try:
            return self.take(count).decode()
        except UnicodeDecodeError:
            raise Malformed from None

    def array(self, count: int, depth: int) -> list:
        """An array of `count` entries, the depth-th within one another."""
        self.entries += count
        if depth > DEPTH or self.entries > ENTRIES:
            raise Malformed
        return [self.item(depth) for _ in range(count)]


def decode(data: bytes):
    """The one item that `data` is. Raises Malformed."""
    reader = _Reader(data)
    item = reader.item(0)
    if reader.position != len(data):
        raise Malformed
    return item
