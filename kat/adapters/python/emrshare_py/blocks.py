"""Byte strings as blocks of Enc (sections 14.3 and 15.7)."""

from . import pre
from .encoding import decode_element, decode_message, encode_element, encode_message
from .errors import require
from .xof import derive_coins

ELEMENT_LABEL = "BLOCKS.Element"


def encrypt(params, pk, data: bytes, label: str, coins: bytes) -> list:
    """The blocks of `data` under pk, each an element. Spec: BLOCKS.Encrypt."""
    size = params.n // 8
    blocks = []
    for i, start in enumerate(range(0, len(data), size)):
        M = decode_message(params, data[start:start + size].ljust(size, b"\0"))  # BLOCKS.Encrypt.1
        coins_i = derive_coins(label, coins, i)  # BLOCKS.Encrypt.2
        blocks.append(pre.enc(params, pk, M, coins_i).C)  # BLOCKS.Encrypt.3
    return blocks


def decrypt(params, f, blocks) -> bytes:
    """The bytes in blocks, padding included. Spec: BLOCKS.Decrypt."""
    return b"".join(encode_message(params, pre.dec(params, f, C).M) for C in blocks)  # BLOCKS.Decrypt.1


def encrypt_element(params, pk, x, coins: bytes) -> list:
    """The ell blocks that an element is sent in as printed. Spec: BLOCKS.Element."""
    return encrypt(params, pk, encode_element(params, x), ELEMENT_LABEL, coins)  # BLOCKS.Element.1


def decrypt_element(params, f, blocks) -> list:
    """The element in blocks. Rejects: BLOCKS.Element.C1 (`blocks`), as decode_element (`bytes`).

    Spec: BLOCKS.Element.
    """
    require(len(blocks) == params.ell, "BLOCKS.Element.C1", "blocks")
    return decode_element(params, decrypt(params, f, blocks))  # BLOCKS.Element.2
