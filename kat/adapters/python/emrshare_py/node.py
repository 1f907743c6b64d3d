"""What all nodes have in common: events, coins, blocks and recovery (chapter 13).

A node is made from PP, its id and its seed. `Node.event` is its only entry; it returns the messages to send, as
(address, Message), and leaves the node as it was if it raises Rejection.
"""

import copy

from . import ledger, printed_ledger
from .errors import require
from .initialization import signature_key
from .ledger import Entries, Ledger
from .messages import Message, hash_item
from .network import Network
from .printed_ledger import PrintedLedger
from .xof import derive_coins, xof

FROM_NODE, FROM_USER, TICK = 0, 1, 2
TO_MANAGEMENT, TO_HOSPITALS, TO_ALL = b"management", b"hospitals", b"all"
NONCE_BYTES = 16


class Node:
    """A node: its seed, its clock, its ledger and the blocks that it keeps. Roles add to it."""

    def __init__(self, network: Network, identity, seed: bytes):
        self.network = network
        self.identity = identity  # of a user: None
        self.seed = seed
        self.signer = signature_key(seed)
        if identity is not None:
            known = identity in network.nodes and network.nodes[identity].vk == self.signer.pk
            require(known, "NODE.Init.C1", "seed")
        self.clock = 0
        self.events = 0
        self.ledger = PrintedLedger(network) if network.printed else Ledger(network)
        self.quorum = ()  # of the last Commit
        self.synced = 0  # when a Commit came last, or was asked for
        self.blocks = []  # of each number the messages that say it

    # Events

    def event(self, time: int, sender: bytes, kind: int, data: bytes) -> list:
        """Take an event. Rejects: NODE.Event.C1 to C3, MSG.Decode, and as the transition. Spec: NODE.Event."""
        require(time >= self.clock, "NODE.Event.C1", "time")
        require(kind in (FROM_NODE, FROM_USER, TICK), "NODE.Event.C2", "kind")
        trial = self.copy()
        trial.now, trial.sender = time, sender
        trial.coins = derive_coins("NODE.Coins", self.seed, self.events, time, kind, data)
        trial.out = []
        trial._transition(kind, data)
        trial.clock = time  # NODE.Event.3
        trial.events += 1  # NODE.Event.3
        self.__dict__ = trial.__dict__
        return self.out

    def copy(self) -> "Node":
        """A copy that goes its own way. Entries of containers never change."""
        other = copy.copy(self)
        for name, value in self.__dict__.items():
            if isinstance(value, (list, dict, set, Entries)):
                setattr(other, name, value.copy())
        return other

    def _transition(self, kind: int, data: bytes) -> None:
        if kind == TICK:
            self.tick()  # NODE.Event.2
            return
        messages = self.network.schema
        message = messages.decode_message(data) if kind == FROM_NODE else messages.decode_command(data)  # NODE.Event.1
        handlers = self.handlers()
        require(message.name in handlers, "NODE.Event.C3", "kind")
        handlers[message.name](message)  # NODE.Event.2

    def handlers(self) -> dict:
        """The messages and commands that this node takes."""
        if self.printed:
            blocks = {"BM": self.on_printed_block, "NextLeader": self.on_next_leader}
        else:
            blocks = {"Commit": self.on_commit}
        return blocks | {"SyncRequest": self.on_sync_request, "Recover": self.on_recover}

    def tick(self) -> None:
        """The passing of time. Spec: NODE.Sync."""
        timeout = max(self.network.pp.timeout, 1)
        if self.printed or self.sync_name is None or self.now < self.synced + timeout:
            return
        hospitals = self.network.hospitals
        hid = hospitals[self.now // timeout % len(hospitals)]  # NODE.Sync.1
        self.send(hid, self.sync_request())  # NODE.Sync.2
        self.synced = self.now  # NODE.Sync.2

    # Helpers of transitions

    @property
    def printed(self) -> bool:
        return self.network.printed

    @property
    def name(self):
        """The id or PID that others know this node by, or None."""
        return self.identity

    @property
    def sync_name(self):
        """The name under which this node asks for blocks, or None."""
        return self.identity

    def send(self, address: bytes, message: Message) -> None:
        self.out.append((address, message))

    def make(self, name: str, *values) -> Message:
        return self.network.schema.make(name, *values)

    def sign(self, name: str, *values) -> Message:
        """A message signed by this node."""
        return self.network.schema.sign(self.network.G, self.signer.sk, name, *values)

    def draw_nonce(self) -> bytes:
        """The nonce of the event."""
        return xof("NODE.r", self.coins).take(NONCE_BYTES)

    # Blocks

    def on_commit(self, commit: Message) -> None:
        """Commit (every node). Rejects: as check_commit."""
        ledger.check_commit(self.network, self.ledger, commit)
        ledger.apply_block(self.network, self.ledger, commit.BM)  # NODE.Commit.1
        self.blocks.append((commit,))  # NODE.Commit.1
        self.quorum = (commit.quorum,)  # NODE.Commit.1
        self.synced = self.now  # NODE.Commit.2
        self.after_commit()  # NODE.Commit.2
        self.after_block([tx.Tx_req.M for tx in commit.BM.Block])

    def on_printed_block(self, BM: Message) -> None:
        """BM as printed (every node). Rejects: PBLOCK.C1 to C3."""
        printed_ledger.check_block(self.network, self.ledger, BM)
        printed_ledger.apply_block(self.network, self.ledger, BM)
        self.blocks.append((BM,))
        self.after_block([tx.M for tx in BM.Block])

    def after_commit(self) -> None:
        """What a role forgets when a block is final. Spec: NODE.Commit.2."""

    def after_block(self, contents: list) -> None:
        """What a role does with the contents of a block, in both profiles."""

    def is_over(self, tx: Message) -> bool:
        """Whether a Tx_req has a spent nonce or has expired at the ledger. Spec: NODE.Commit.2."""
        grant = tx.grant
        return (grant.leader, grant.r) in self.ledger.spent or grant.expires < self.ledger.time

    def on_next_leader(self, choice: Message) -> None:
        """NextLeader as printed (every node). Rejects: PLEAD.C1 to C3."""
        printed_ledger.check_next_leader(self.network, self.ledger, choice)
        printed_ledger.apply_next_leader(self.network, self.ledger, choice)
        self.blocks[-1] += (choice,)

    # Recovery

    def on_recover(self, command: Message) -> None:
        """Recover (every node). Rejects: NODE.Recover.C1 (`state`)."""
        require(self.sync_name is not None, "NODE.Recover.C1", "state")
        self.send(TO_ALL, self.sync_request())

    def sync_request(self) -> Message:
        return self.make("SyncRequest", self.sync_name, self.ledger.height + 1)

    def on_sync_request(self, request: Message) -> None:
        """SyncRequest (every node). Rejects: SYNC.Request.C1 (`num`)."""
        require(1 <= request.num <= self.ledger.height + 1, "SYNC.Request.C1", "num")
        for block in self.blocks[request.num - 1:]:
            for message in block:
                self.send(self.sender, message)

    # State

    def state(self) -> list:
        """The state as an item (section 13.6)."""
        return [74, self.clock, self.events, self.ledger.item(), items_of(self.quorum), self.synced, self.own()]

    def own(self) -> list:
        """What depends on the role."""
        raise NotImplementedError

    def state_digest(self) -> bytes:
        """H of the state."""
        return hash_item(self.state())


def items_of(messages) -> list:
    """The items of messages, in their order."""
    return [message.item for message in messages]
