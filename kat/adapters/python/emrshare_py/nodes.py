"""What all nodes have in common: events, coins, blocks, recovery and the submission of contents (chapter 13).

A node is made from PP, its id and its seed. `Node.event` is its only entry; it returns the messages to send, as
(address, Message), and leaves the node as it was if it raises Rejection.
"""

import copy
import functools
from typing import NamedTuple

from . import corrected, ledger, mldsa, pre, printed_ledger
from .encoding import encode_element
from .errors import require
from .ledger import Ledger
from .messages import PRINTED, Message, hash_item, schema
from .network import CLOUD, MANAGEMENT, VERSION, Network, check_pp
from .printed_ledger import PrintedLedger
from .xof import derive_coins, xof

FROM_NODE, FROM_USER, TICK = 0, 1, 2
TO_MANAGEMENT, TO_HOSPITALS, TO_ALL = b"management", b"hospitals", b"all"
NONCE_BYTES = 16


def signature_key(seed: bytes) -> mldsa.KeyPair:
    """A node's or user's key to sign with. Spec: NET.Init.5."""
    return mldsa.keygen(derive_coins("NODE.Sign", seed))


def cipher_key(profile: str, params, f_prime, seed: bytes):
    """A node's or user's key to decrypt with. Spec: NET.Init.4."""
    make = pre.keygen if profile == PRINTED else corrected.keygen
    return make(params, f_prime, derive_coins("NODE.KeyGen", seed))


@functools.lru_cache(maxsize=8)
def setup_of(params, seed: bytes) -> pre.MasterKey:
    """The registrar's master key. Spec: NET.Init.2."""
    return pre.setup(params, derive_coins("NODE.Setup", seed))


class Initialized(NamedTuple):
    """PP, the seeds of the nodes by their ids and their keys, and the registrar's master key."""

    pp: Message
    seeds: dict
    keys: dict
    master: pre.MasterKey


def init(params, profile: str, nodes, numbers, coins: bytes) -> Initialized:
    """Initialization. Spec: NET.Init.

    `nodes` are (id, role); `numbers` are threshold, block_transactions, block_time, window, grant_time, timeout.
    """
    seeds = {identity: derive_coins("NET.Seed", coins, identity) for identity, _ in nodes}  # NET.Init.1
    registrar = next(identity for identity, role in nodes if role == MANAGEMENT)
    master = setup_of(params, seeds[registrar])  # NET.Init.2
    make = schema(profile, params).make
    keys, parts = {}, []
    for identity, role in nodes:
        seed = seeds[identity]
        f_prime = pre.extract(profile, params, master, identity).f_prime  # NET.Init.3
        keys[identity] = cipher_key(profile, params, f_prime, seed)  # NET.Init.4
        vk = signature_key(seed).pk  # NET.Init.5
        parts.append(make("Node", identity, role, encode_element(params, keys[identity].pk), vk))
    B = tuple(encode_element(params, row) for row in master.B)
    pp = make("PP", VERSION, profile, params.name, B, tuple(parts), *numbers)  # NET.Init.6
    check_pp(pp)
    return Initialized(pp, seeds, keys, master)


class Node:
    """A node: its secrets, its clock, its ledger and the blocks that it keeps. Roles add to it."""

    ROLE = None

    def __init__(self, network: Network, identity, seed: bytes):
        self.network = network
        self.identity = identity  # of a user: None
        self.seed = seed
        self.signer = signature_key(seed)
        if identity is not None:
            require(network.has_role(identity, self.ROLE), "NODE.Init.C2", "id")
            require(network.nodes[identity].vk == self.signer.pk, "NODE.Init.C1", "seed")
        self.clock = 0
        self.events = 0
        self.ledger = PrintedLedger(network) if network.printed else Ledger(network)
        self.quorum = ()  # of the last Commit
        self.blocks = []  # Commits; as printed lists of BM and NextLeader

    # Events

    def event(self, time: int, sender: bytes, kind: int, data: bytes) -> list:
        """Take an event. Rejects: NODE.Event.C1, C2, and as the transition. Spec: NODE.Event."""
        require(time >= self.clock, "NODE.Event.C1", "time")
        require(kind in (FROM_NODE, FROM_USER, TICK), "NODE.Event.C2", "kind")
        trial = self._copy()
        trial.now, trial.sender = time, sender
        trial.coins = derive_coins("NODE.Coins", self.seed, self.events, time, kind, data)
        trial.out = []
        trial._transition(kind, data)  # NODE.Event.1
        trial.clock = time  # NODE.Event.2
        trial.events += 1  # NODE.Event.2
        self.__dict__ = trial.__dict__
        return self.out

    def _copy(self) -> "Node":
        """A copy that a rejected transition may leave unfinished. Entries of containers never change."""
        other = copy.copy(self)
        for name, value in self.__dict__.items():
            if isinstance(value, (list, dict, set, Ledger, PrintedLedger)):
                setattr(other, name, value.copy())
        return other

    def _transition(self, kind: int, data: bytes) -> None:
        if kind == TICK:
            self.tick()
            return
        messages = self.network.schema
        message = messages.decode_message(data) if kind == FROM_NODE else messages.decode_command(data)
        handlers = self.message_handlers() if kind == FROM_NODE else self.command_handlers()
        require(message.name in handlers, "NODE.Event.C2", "kind")
        handlers[message.name](message)

    def message_handlers(self) -> dict:
        """The messages that this node takes."""
        if self.printed:
            return {"BM": self.on_printed_block, "NextLeader": self.on_next_leader, "SyncRequest": self.on_sync_request}
        return {"Commit": self.on_commit, "SyncRequest": self.on_sync_request}

    def command_handlers(self) -> dict:
        """The commands that this node takes."""
        return {"Recover": self.on_recover}

    def tick(self) -> None:
        """The passing of time."""

    # Helpers of transitions

    @property
    def printed(self) -> bool:
        return self.network.printed

    @property
    def name(self):
        """The id or PID that others know this node by, or None."""
        return self.identity

    def send(self, address: bytes, message: Message) -> None:
        self.out.append((address, message))

    def make(self, name: str, *values) -> Message:
        return self.network.schema.make(name, *values)

    def sign(self, name: str, *values) -> Message:
        """A message signed by this node."""
        return self.network.schema.sign(self.network.G, self.signer.sk, name, *values)

    def derive(self, label: str) -> bytes:
        """Coins from those of the event."""
        return derive_coins(label, self.coins)

    def draw_nonce(self) -> bytes:
        """A nonce."""
        return xof("NODE.r", self.coins).take(NONCE_BYTES)

    def key_of(self, identity: bytes):
        """KEY(L, id)."""
        return ledger.key_of(self.network, self.ledger, identity)

    def check_signed(self, message: Message, vk: bytes, digest_check: str, signature_check: str) -> None:
        """Rejects: `digest_check` (`h`), `signature_check` (`Sig`)."""
        require(self.network.digest_is_right(message), digest_check, "h")
        require(self.network.signature_is_right(message, vk), signature_check, "Sig")

    # Blocks

    def on_commit(self, commit: Message) -> None:
        """Commit (every node). Rejects: as check_commit."""
        ledger.check_commit(self.network, self.ledger, commit)
        self.apply_commit(commit)

    def apply_commit(self, commit: Message) -> None:
        ledger.apply_block(self.network, self.ledger, commit.BM)  # NODE.Commit.1
        self.blocks.append(commit)  # NODE.Commit.1
        self.quorum = (commit.quorum,)  # NODE.Commit.1
        self.after_commit()

    def after_commit(self) -> None:
        """What a role forgets when a block is final. Spec: NODE.Commit.2."""

    def is_over(self, r: bytes, expires: int) -> bool:
        """Whether a request has a spent nonce or has expired."""
        return r in self.ledger.spent or expires < self.now

    def on_printed_block(self, BM: Message) -> None:
        """BM as printed (every node). Rejects: PBLOCK.C1 to C3."""
        printed_ledger.check_block(self.network, self.ledger, BM)
        printed_ledger.apply_block(self.network, self.ledger, BM)
        self.blocks.append((BM,))

    def on_next_leader(self, choice: Message) -> None:
        """NextLeader as printed (every node). Rejects: PLEAD.C1 to C3."""
        printed_ledger.check_next_leader(self.network, self.ledger, choice)
        printed_ledger.apply_next_leader(self.network, self.ledger, choice)
        self.blocks[-1] += (choice,)

    # Recovery

    def on_recover(self, command: Message) -> None:
        """Recover (every node). Rejects: NODE.Recover.C1 (`state`)."""
        require(self.name is not None, "NODE.Recover.C1", "state")
        self.send(TO_ALL, self.make("SyncRequest", self.name, self.ledger.height + 1))

    def on_sync_request(self, request: Message) -> None:
        """SyncRequest (every node). Rejects: SYNC.Request.C1 (`num`)."""
        require(1 <= request.num <= self.ledger.height + 1, "SYNC.Request.C1", "num")
        for block in self.blocks[request.num - 1:]:
            for message in block if self.printed else (block,):
                self.send(self.sender, message)

    # State

    def state(self) -> list:
        """The state as an item (section 13.6)."""
        quorum = [quorum.item for quorum in self.quorum]
        return [74, self.clock, self.events, self.ledger.item(), quorum, self.own()]

    def own(self) -> list:
        """What depends on the role."""
        raise NotImplementedError

    def state_digest(self) -> bytes:
        """H of the state."""
        return hash_item(self.state())


def spent_items(entries: dict) -> list:
    """A list of Spent in the order of bytes."""
    return [[72, r, entries[r]] for r in sorted(entries)]


class Submitter(Node):
    """A node that brings contents onto the ledger: user, cloud, management (section 13.4)."""

    def __init__(self, network: Network, identity, seed: bytes):
        super().__init__(network, identity, seed)
        self.waiting = []
        self.used = {}  # r -> expires of grants

    def message_handlers(self) -> dict:
        return super().message_handlers() | {"NonceGrant": self.on_nonce_grant}

    def command_handlers(self) -> dict:
        return super().command_handlers() | {"Submit": self.on_submit}

    def submit(self, content: Message) -> None:
        """Spec: SUBMIT."""
        self.waiting.append(content)  # SUBMIT.1
        self.send(TO_MANAGEMENT, self.make("NonceRequest", content.author))  # SUBMIT.2

    def on_submit(self, command: Message) -> None:
        """Submit. Rejects: SUBMIT.C1 (`content`)."""
        content = command.content
        mine = self.name is not None and content.author == self.name and content.name != "Registration"
        require(mine, "SUBMIT.C1", "content")
        self.submit(content)

    def on_nonce_grant(self, grant: Message) -> None:
        """NonceGrant (author). Rejects: NONCE.Grant.C1 to C7."""
        require(len(self.waiting) > 0, "NONCE.Grant.C1", "state")
        if not self.printed:
            require(self.network.has_role(grant.leader, MANAGEMENT), "NONCE.Grant.C2", "leader")
            self.check_signed(grant, self.network.nodes[grant.leader].vk, "NONCE.Grant.C3", "NONCE.Grant.C4")
            require(grant.author == self.name, "NONCE.Grant.C5", "author")
            require(self.now <= grant.expires, "NONCE.Grant.C6", "expires")
            require(grant.r not in self.used, "NONCE.Grant.C7", "r")
        content = self.waiting.pop(0)  # NONCE.Grant.1
        if self.printed:
            request = self.sign("Tx_req", content, grant.r)  # NONCE.Grant.1
        else:
            request = self.sign("Tx_req", content, grant, self.now)  # NONCE.Grant.1
            self.used = {r: expires for r, expires in self.used.items() if expires >= self.now}  # NONCE.Grant.1
            self.used[grant.r] = grant.expires  # NONCE.Grant.1
        self.send(TO_HOSPITALS, request)  # NONCE.Grant.2


class Cloud(Submitter):
    """A cloud."""

    ROLE = CLOUD

    def own(self) -> list:
        return [82, [content.item for content in self.waiting], spent_items(self.used)]
