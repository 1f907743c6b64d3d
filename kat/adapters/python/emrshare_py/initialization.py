"""Initialization (section 13.2): the keys of nodes and the public parameters."""

import functools
from typing import NamedTuple

from . import corrected, mldsa, pre
from .encoding import encode_element
from .messages import PRINTED, Message, schema
from .network import MANAGEMENT, VERSION, check_pp
from .xof import derive_coins


def signature_key(seed: bytes) -> mldsa.KeyPair:
    """A node's or user's key to sign with. Spec: NET.Init.5."""
    return mldsa.keygen(derive_coins("NODE.Sign", seed))


def cipher_key(profile: str, params, f_prime, seed: bytes):
    """A node's or user's key to decrypt with. Spec: NET.Init.4."""
    make = pre.keygen if profile == PRINTED else corrected.keygen
    return make(params, f_prime, derive_coins("NODE.KeyGen", seed))


def rejection_seed(seed: bytes) -> bytes:
    """The KEM's z of a node or user."""
    return derive_coins("NODE.z", seed)


@functools.lru_cache(maxsize=8)
def setup_of(params, seed: bytes) -> pre.MasterKey:
    """The registrar's master key. Spec: NET.Init.2."""
    return pre.setup(params, derive_coins("NODE.Setup", seed))


def key_of_node(profile: str, params, master: pre.MasterKey, identity: bytes, seed: bytes):
    """What cipher_key makes of the f' that a node has from the registrar."""
    f_prime = pre.extract(profile, params, master, identity).f_prime  # NET.Init.3
    return cipher_key(profile, params, f_prime, seed)  # NET.Init.4


class Initialized(NamedTuple):
    """PP, and the seeds of the nodes by their ids."""

    pp: Message
    seeds: dict


def init(params, profile: str, nodes, numbers, coins: bytes) -> Initialized:
    """Initialization. Spec: NET.Init.

    `nodes` are (id, role); `numbers` are threshold, block_transactions, block_time, window, grant_time, timeout.
    """
    seeds = {identity: derive_coins("NET.Seed", coins, identity) for identity, _ in nodes}  # NET.Init.1
    registrar = next(identity for identity, role in nodes if role == MANAGEMENT)
    master = setup_of(params, seeds[registrar])  # NET.Init.2
    make = schema(profile, params).make
    parts = []
    for identity, role in nodes:
        seed = seeds[identity]
        pk = key_of_node(profile, params, master, identity, seed).pk  # NET.Init.3, NET.Init.4
        vk = signature_key(seed).pk  # NET.Init.5
        parts.append(make("Node", identity, role, encode_element(params, pk), vk))
    B = tuple(encode_element(params, row) for row in master.B)
    pp = make("PP", VERSION, profile, params.name, B, tuple(parts), *numbers)  # NET.Init.6
    check_pp(pp)
    return Initialized(pp, seeds)
