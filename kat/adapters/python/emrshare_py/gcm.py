"""AES-256-GCM of FIPS 197 and NIST SP 800-38D with nonces of 12 bytes and tags of 16 bytes (section 11.6).

The AES state is four words, one a column, most significant byte first.
"""

import functools
import struct

ROUNDS = 14
TAG_BYTES = 16


def _double(x: int) -> int:
    """x times 2 in AES's field."""
    return x << 1 ^ (0x11b if x & 0x80 else 0)


def _make_sbox() -> list:
    """The S-box of FIPS 197: the inverse in the field, then an affine map."""
    powers = [1]
    while len(powers) < 255:
        powers.append(powers[-1] ^ _double(powers[-1]))  # powers of 3
    sbox = [0x63] * 256
    for i, x in enumerate(powers):
        y = powers[-i % 255]
        sbox[x] = 0x63 ^ y ^ functools.reduce(lambda z, r: z ^ (y << r | y >> (8 - r)) & 255, range(1, 5), 0)
    return sbox


def _rotate(word: int, bits: int) -> int:
    """A word rotated right."""
    return (word >> bits | word << (32 - bits)) & 0xffffffff


SBOX = _make_sbox()
# SubBytes and MixColumns of the byte in each of the four rows
ROW_0 = [_double(x) << 24 | x << 16 | x << 8 | _double(x) ^ x for x in SBOX]
ROW_1, ROW_2, ROW_3 = ([_rotate(word, bits) for word in ROW_0] for bits in (8, 16, 24))


def _sub_word(word: int) -> int:
    return int.from_bytes(bytes(SBOX[x] for x in word.to_bytes(4, "big")), "big")


def expand_key(key: bytes) -> list:
    """The 60 words of the key schedule."""
    words = list(struct.unpack(">8I", key))
    constant = 1
    for i in range(8, 4 * (ROUNDS + 1)):
        word = words[-1]
        if i % 8 == 0:
            word = _sub_word(_rotate(word, 24)) ^ constant << 24
            constant = _double(constant)
        elif i % 8 == 4:
            word = _sub_word(word)
        words.append(words[-8] ^ word)
    return words


def encrypt_block(words: list, block: bytes) -> bytes:
    """AES-256 of one block of 16 bytes."""
    a, b, c, d = (x ^ k for x, k in zip(struct.unpack(">4I", block), words))
    for i in range(4, 4 * ROUNDS, 4):
        a, b, c, d = (
            ROW_0[a >> 24] ^ ROW_1[b >> 16 & 255] ^ ROW_2[c >> 8 & 255] ^ ROW_3[d & 255] ^ words[i],
            ROW_0[b >> 24] ^ ROW_1[c >> 16 & 255] ^ ROW_2[d >> 8 & 255] ^ ROW_3[a & 255] ^ words[i + 1],
            ROW_0[c >> 24] ^ ROW_1[d >> 16 & 255] ^ ROW_2[a >> 8 & 255] ^ ROW_3[b & 255] ^ words[i + 2],
            ROW_0[d >> 24] ^ ROW_1[a >> 16 & 255] ^ ROW_2[b >> 8 & 255] ^ ROW_3[c & 255] ^ words[i + 3])
    columns = ((a, b, c, d), (b, c, d, a), (c, d, a, b), (d, a, b, c))
    last = [(SBOX[w >> 24] << 24 | SBOX[x >> 16 & 255] << 16 | SBOX[y >> 8 & 255] << 8 | SBOX[z & 255]) ^ k
            for (w, x, y, z), k in zip(columns, words[-4:])]
    return struct.pack(">4I", *last)


def _ghash_table(h: int) -> list:
    """h times x^i for i = 0, ..., 127; bit 127 of a number is the coefficient of x^0."""
    table = []
    for _ in range(128):
        table.append(h)
        h = h >> 1 ^ (0xe1 << 120 if h & 1 else 0)
    return table


def ghash(h: int, data: bytes) -> int:
    """GHASH of a multiple of 16 bytes."""
    table = _ghash_table(h)
    y = 0
    for start in range(0, len(data), 16):
        y ^= int.from_bytes(data[start:start + 16], "big")
        product = 0
        while y:
            top = y.bit_length() - 1
            product ^= table[127 - top]
            y ^= 1 << top
        y = product
    return y


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


class Cipher:
    """One key and one nonce of 12 bytes."""

    def __init__(self, key: bytes, nonce: bytes):
        self._words = expand_key(key)
        self._nonce = nonce
        self._h = int.from_bytes(encrypt_block(self._words, bytes(16)), "big")

    def _key_stream(self, counter: int) -> bytes:
        return encrypt_block(self._words, self._nonce + counter.to_bytes(4, "big"))

    def apply(self, data: bytes) -> bytes:
        """GCTR from counter 2: encryption and decryption."""
        stream = b"".join(self._key_stream(2 + i) for i in range(-(-len(data) // 16)))
        return bytes(x ^ y for x, y in zip(data, stream))

    def tag(self, associated: bytes, ciphertext: bytes) -> bytes:
        """The tag of a ciphertext and its associated data."""
        lengths = struct.pack(">QQ", 8 * len(associated), 8 * len(ciphertext))
        s = ghash(self._h, _padded(associated) + _padded(ciphertext) + lengths)
        return (s ^ int.from_bytes(self._key_stream(1), "big")).to_bytes(16, "big")


def seal(key: bytes, nonce: bytes, associated: bytes, plaintext: bytes) -> bytes:
    """Ciphertext and tag."""
    cipher = Cipher(key, nonce)
    ciphertext = cipher.apply(plaintext)
    return ciphertext + cipher.tag(associated, ciphertext)


def open_sealed(key: bytes, nonce: bytes, associated: bytes, sealed: bytes):
    """The plaintext, or None if the tag is wrong; `sealed` has at least 16 bytes."""
    cipher = Cipher(key, nonce)
    ciphertext, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    return cipher.apply(ciphertext) if cipher.tag(associated, ciphertext) == tag else None
