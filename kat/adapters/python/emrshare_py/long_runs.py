"""Digest chains over many encryptions or re-encryptions (section 8.4)."""

import hashlib
from typing import NamedTuple

from . import corrected, pre
from .encoding import decode_message, encode_element, encode_message
from .xof import derive_coins, xof


class Chain(NamedTuple):
    """The digests after each tenth of the iterations, and the number of wrong decryptions."""

    checkpoints: list
    errors: int


def _chain(params, coins: bytes, iterations: int, step) -> Chain:
    """What both runs share; `step(M_i, coins_i)` returns the ciphertext to hash and its decryption M'_i."""
    D, checkpoints, errors = bytes(32), [], 0
    for i in range(iterations):
        m = xof("ACC.M", coins, params, i).take(params.n // 8)
        M = decode_message(params, m)  # ACC.EncDec.1, ACC.ReEnc.1
        coins_i = derive_coins("ACC.Coins", coins, params, i)  # ACC.EncDec.2, ACC.ReEnc.2
        C, M_prime = step(M, coins_i)
        D = hashlib.sha3_256(
            D + encode_element(params, C) + encode_message(params, M_prime)).digest()  # ACC.EncDec.5, ACC.ReEnc.6
        errors += M_prime != M
        if (i + 1) % (iterations // 10) == 0:
            checkpoints.append(D)
    return Chain(checkpoints, errors)


def enc_dec(params, f, pk, iterations: int, coins: bytes) -> Chain:
    """Encrypt and decrypt `iterations` random blocks. Spec: ACC.EncDec."""
    def step(M, coins_i):
        C = pre.enc(params, pk, M, coins_i).C  # ACC.EncDec.3
        return C, pre.dec(params, f, C).M  # ACC.EncDec.4

    return _chain(params, coins, iterations, step)


def re_enc(params, pk_A, rk, pk_B, f_B, iterations: int, coins: bytes) -> Chain:
    """Encrypt, re-encrypt and decrypt `iterations` random blocks. Spec: ACC.ReEnc."""
    def step(M, coins_i):
        C_A = pre.enc(params, pk_A, M, coins_i).C  # ACC.ReEnc.3
        C_B = corrected.reenc(params, rk, pk_B, C_A, coins_i).C_B  # ACC.ReEnc.4
        return C_B, pre.dec(params, f_B, C_B).M  # ACC.ReEnc.5

    return _chain(params, coins, iterations, step)
