"""The part of CBOR that messages use, in the deterministic encoding of RFC 8949, section 4.2.1 (section 11.1).

An item is an int, bytes, str, bool, or a list or tuple of items.
"""

LIMIT = 1 << 53  # of integers
DEPTH = 12  # of arrays within arrays

UNSIGNED, BYTES, TEXT, ARRAY, SIMPLE = 0, 2, 3, 4, 7
FALSE, TRUE = 20, 21
INDEFINITE, BREAK = 31, 0xff


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
    """Reads items in any well-formed encoding, but arrays of definite length alone."""

    def __init__(self, data: bytes):
        self.data = data
        self.position = 0

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.position:
            raise Malformed
        piece = self.data[self.position:self.position + count]
        self.position += count
        return piece

    def item(self, depth: int):
        """The next item, which stands within `depth` arrays."""
        first = self.take(1)[0]
        major, information = first >> 5, first & 31
        if major == SIMPLE:
            if information not in (FALSE, TRUE):
                raise Malformed
            return information == TRUE
        if information < 24:
            argument = information
        elif information < 28:
            argument = int.from_bytes(self.take(1 << information - 24), "big")
        elif information == INDEFINITE and major in (BYTES, TEXT):
            return self.chunks(major)
        else:
            raise Malformed
        if major == UNSIGNED:
            if argument >= LIMIT:
                raise Malformed
            return argument
        if major == BYTES:
            return self.take(argument)
        if major == TEXT:
            try:
                return self.take(argument).decode()
            except UnicodeDecodeError:
                raise Malformed from None
        if major != ARRAY or depth > DEPTH or argument > len(self.data) - self.position:
            raise Malformed
        return [self.item(depth + 1) for _ in range(argument)]


    def chunks(self, major: int):
        """A string of indefinite length: strings of definite length, then a break."""
        pieces = []
        while self.data[self.position:self.position + 1] != bytes([BREAK]):
            first = self.take(1)[0]
            if first >> 5 != major or first & 31 == INDEFINITE:
                raise Malformed
            self.position -= 1
            pieces.append(self.item(0))
        self.take(1)
        return b"".join(pieces) if major == BYTES else "".join(pieces)


def decode(data: bytes):
    """The one item that `data` is. Raises Malformed."""
    reader = _Reader(data)
    item = reader.item(0)
    if reader.position != len(data):
        raise Malformed
    return item
