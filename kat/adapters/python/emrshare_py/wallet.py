"""Wallets: secrets in one file under a password (chapter 16)."""

import hashlib
import typing

from . import cbor, gcm, xof
from .errors import require
from .messages import MAX_BYTES

MAGIC = b"EMRWALT\0"
VERSION = 0
HEAD_BYTES = 28
SALT_AT = 12
NONCE = bytes(12)
CODE = 90
# scrypt needs 128 r (2^lambda + p) bytes and a little more; the greatest cost of C2 is 512 MiB.
MEMORY = 1 << 30


class Cost(typing.NamedTuple):
    """What a guess of the password costs."""

    lambda_: int
    r: int
    p: int

    def in_range(self) -> bool:
        return 10 <= self.lambda_ <= 18 and 1 <= self.r <= 16 and 1 <= self.p <= 4


def _key(password: bytes, salt: bytes, cost: Cost) -> bytes:
    """Spec: WALLET.Seal.2."""
    return hashlib.scrypt(password, salt=salt, n=1 << cost.lambda_, r=cost.r, p=cost.p, maxmem=MEMORY, dklen=32)


def _text(data: bytes):
    """The text that this is in UTF-8, or None."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _are_entries(entries) -> bool:
    """Whether this is a sorted list of [name, value] within the limits, no name twice."""
    if not isinstance(entries, list) or len(entries) > 4096:
        return False
    for entry in entries:
        if not (isinstance(entry, list) and len(entry) == 2):
            return False
        name, value = entry
        if not (isinstance(name, str) and isinstance(value, bytes)):
            return False
        if not (1 <= len(name.encode()) <= 1024 and len(value) <= 65536):
            return False
    names = [name.encode() for name, _ in entries]
    return all(a < b for a, b in zip(names, names[1:]))


def seal(password: bytes, entries: list, cost: Cost, coins: bytes) -> bytes:
    """The file of entries (name, value), both bytes.

    Rejects: WALLET.Seal.C1 (`password`), C2 (`cost`), C3 (`entries`). Spec: WALLET.Seal.
    """
    require(1 <= len(password) <= 1024, "WALLET.Seal.C1", "password")
    require(cost.in_range(), "WALLET.Seal.C2", "cost")
    entries = [[_text(name), value] for name, value in sorted(entries)]
    require(_are_entries(entries), "WALLET.Seal.C3", "entries")
    plaintext = cbor.encode([CODE, entries])
    require(len(plaintext) <= MAX_BYTES, "WALLET.Seal.C3", "entries")
    salt = xof.xof("WALLET.Salt", coins).take(16)  # WALLET.Seal.1
    K = _key(password, salt, cost)  # WALLET.Seal.2
    head = MAGIC + bytes([VERSION, *cost]) + salt  # WALLET.Seal.3
    return head + gcm.seal(K, NONCE, head, plaintext)  # WALLET.Seal.4


def open_wallet(password: bytes, wallet: bytes) -> list:
    """The entries [name, value], text and bytes.

    Rejects: WALLET.Open.C1 (`magic`), C2 (`version`), C3 (`cost`), C4 (`password`), C5 (`entries`). Spec: WALLET.Open.
    """
    require(len(wallet) >= HEAD_BYTES + gcm.TAG_BYTES and wallet.startswith(MAGIC), "WALLET.Open.C1", "magic")
    require(wallet[8] == VERSION, "WALLET.Open.C2", "version")
    cost = Cost(*wallet[9:SALT_AT])
    require(cost.in_range(), "WALLET.Open.C3", "cost")
    head, sealed = wallet[:HEAD_BYTES], wallet[HEAD_BYTES:]
    K = _key(password, wallet[SALT_AT:HEAD_BYTES], cost)  # WALLET.Open.1
    plaintext = gcm.open_sealed(K, NONCE, head, sealed)
    require(plaintext is not None, "WALLET.Open.C4", "password")  # WALLET.Open.2
    try:
        item = cbor.decode(plaintext)
    except cbor.Malformed:
        item = None
    is_whole = isinstance(item, list) and len(item) == 2 and item[0] == CODE and cbor.encode(item) == plaintext
    fits = len(plaintext) <= MAX_BYTES
    require(fits and is_whole and _are_entries(item[1]), "WALLET.Open.C5", "entries")
    return item[1]  # WALLET.Open.3
