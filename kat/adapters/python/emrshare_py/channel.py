"""The sealed channel (section 11.6)."""

from . import gcm, kem
from .errors import require

NONCE = bytes(12)


def seal(params, pk, context: bytes, plaintext: bytes, coins: bytes) -> tuple:
    """(C, sealed). Rejects: as kem.encaps. Spec: CHAN.Seal."""
    encapsulated = kem.encaps(params, pk, coins)  # CHAN.Seal.1
    return encapsulated.C, gcm.seal(encapsulated.K, NONCE, context, plaintext)  # CHAN.Seal.2


def open_sealed(params, f, pk, z: bytes, context: bytes, C, sealed: bytes) -> bytes:
    """The plaintext. Rejects: CHAN.Open.C1, CHAN.Open.C2 (`sealed`), and as kem.decaps. Spec: CHAN.Open."""
    require(len(sealed) >= gcm.TAG_BYTES, "CHAN.Open.C1", "sealed")
    K = kem.decaps(params, f, pk, z, C).K  # CHAN.Open.1
    plaintext = gcm.open_sealed(K, NONCE, context, sealed)  # CHAN.Open.2
    require(plaintext is not None, "CHAN.Open.C2", "sealed")
    return plaintext
