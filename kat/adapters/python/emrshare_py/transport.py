"""Nodes as vectors have them, and the transport of whole runs (section 8.7)."""

import functools
import hashlib
from collections import deque
from typing import NamedTuple

from . import cbor, initialization
from .cloud import Cloud
from .errors import Rejection
from .hospital import Hospital
from .initialization import Initialized
from .management import Management
from .network import CLOUD, HOSPITAL, MANAGEMENT, Network, decode_pp
from .node import FROM_NODE, FROM_USER, TICK, TO_ALL, TO_HOSPITALS, TO_MANAGEMENT, Node
from .registrar import Registrar
from .user import User
from .xof import derive_coins

ROLES = {MANAGEMENT: Management, HOSPITAL: Hospital, CLOUD: Cloud}
START = 1700000000000
NOTHING, COMMAND, DOWN, UP, JOIN = range(5)


class Plan(NamedTuple):
    """The numbers of a network, by the names of the inputs of vectors."""

    N: int
    H: int
    clouds: int
    threshold: int
    block_transactions: int
    block_time: int
    window: int
    grant_time: int
    timeout: int


def init(params, profile: str, plan: Plan, coins: bytes) -> Initialized:
    """NET.Init of the nodes MN-1, ..., HN-1, ..., CS-1, ..."""
    counts = (("MN", MANAGEMENT, plan.N), ("HN", HOSPITAL, plan.H), ("CS", CLOUD, plan.clouds))
    named = [(f"{prefix}-{i + 1}".encode(), role) for prefix, role, count in counts for i in range(count)]
    return initialization.init(params, profile, named, plan[3:], coins)


@functools.lru_cache(maxsize=8)
def network_of(pp: bytes) -> Network:
    """The network of public parameters. Rejects: as decode_pp."""
    return Network(decode_pp(pp))


def make_node(network: Network, name: str, seed: bytes) -> Node:
    """The node of this name, or a user. Rejects: NODE.Init.C1 (`seed`)."""
    identity = name.encode()
    if identity == network.registrar:
        return Registrar(network, identity, seed)
    if identity in network.nodes:
        return ROLES[network.nodes[identity].role](network, identity, seed)
    return User(network, seed)


def encode_sent(sent) -> bytes:
    """The encoding of what a node sent."""
    return cbor.encode([[address.decode(), message.encoded] for address, message in sent])


def give(node: Node, event) -> list:
    """Give a node an event [time, from, kind, bytes]."""
    time, sender, kind, data = event
    return node.event(time, sender.encode(), kind, data)


@functools.lru_cache(maxsize=64)
def node_after(pp: bytes, name: str, seed: bytes, history: bytes) -> Node:
    """The node that has been given the events of a history, remembered: give events to copies of it."""
    node = make_node(network_of(pp), name, seed)
    for event in cbor.decode(history):
        try:
            give(node, event)
        except Rejection:
            pass  # it may refuse some
    return node


class Run:
    """The transport: clock, nodes by their names, and what is on its way. Spec: NET.Run."""

    def __init__(self, params, profile: str, plan: Plan, coins: bytes):
        initialized = init(params, profile, plan, coins)
        self.coins = coins
        self.network = network_of(initialized.pp.encoded)
        self.nodes = {identity: make_node(self.network, identity.decode(), seed)
                      for identity, seed in initialized.seeds.items()}
        self.down = set()
        self.now = START
        self.queue = deque()
        self.messages = {}  # bytes -> place
        self.deliveries = []

    def script(self, lines) -> None:
        for ms, name, action, data in lines:
            if ms:
                self.now += ms  # NET.Run.1
                for identity in sorted(self.nodes):
                    self.give(identity, None, TICK, b"")  # NET.Run.1
                self.deliver()  # NET.Run.1
            self.act(name.encode(), action, data)  # NET.Run.2
            self.deliver()  # NET.Run.3

    def act(self, name: bytes, action: int, data: bytes) -> None:
        """Spec: NET.Run.2."""
        if action == COMMAND:
            self.give(name, None, FROM_USER, data)
        elif action == DOWN:
            self.down.add(name)
        elif action == UP:
            self.down.discard(name)
            self.give(name, None, FROM_USER, self.network.schema.make("Recover").encoded)
        elif action == JOIN:
            self.nodes[name] = make_node(self.network, name.decode(), derive_coins("NET.Seed", self.coins, name))

    def give(self, name: bytes, sender, kind: int, data: bytes) -> None:
        """Give a node that is up an event, note it and put what it sends on its way."""
        if name in self.down or name not in self.nodes:
            return
        place = self.messages.setdefault(data, len(self.messages)) if kind != TICK else -1  # NET.Run.4
        refused = False
        try:
            sent = self.nodes[name].event(self.now, sender or b"", kind, data)
        except Rejection:
            sent, refused = [], True
        self.deliveries.append((name, sender, kind, self.now - START, place, int(refused)))  # NET.Run.4
        for address, message in sent:
            for receiver in self.receivers(name, address):
                self.queue.append((receiver, name, message.encoded))

    def receivers(self, sender: bytes, address: bytes) -> list:
        """The names behind an address, in their order."""
        groups = {TO_MANAGEMENT: self.network.management, TO_HOSPITALS: self.network.hospitals}
        if address == TO_ALL:
            return sorted(name for name in self.nodes if name != sender)
        return sorted(groups.get(address, [address]))

    def deliver(self) -> None:
        """The oldest first, until none is on its way."""
        while self.queue:
            receiver, sender, data = self.queue.popleft()
            self.give(receiver, sender, FROM_NODE, data)

    def delivery_rows(self) -> list:
        """Spec: NET.Run.4."""
        numbers = {name: i for i, name in enumerate(sorted(self.nodes))}
        return [[numbers[receiver], numbers.get(sender, -1), *rest] for receiver, sender, *rest in self.deliveries]

    def states(self) -> list:
        """Spec: NET.Run.4."""
        return [self.nodes[name].state_digest() for name in sorted(self.nodes)]

    def digests(self) -> list:
        return [hashlib.sha3_256(data).digest() for data in self.messages]
