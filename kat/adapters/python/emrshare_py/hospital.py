"""Hospitals (section 13.4)."""

from typing import NamedTuple

from . import ledger, printed_ledger
from .errors import require
from .messages import Message, hash_item
from .network import HOSPITAL, Network
from .nodes import TO_MANAGEMENT, Node


class Pending(NamedTuple):
    """A request that this hospital endorsed or refused, and that no block has yet."""

    digest: bytes
    r: bytes
    since: int
    expires: int
    res: bool


class Hospital(Node):
    """A hospital."""

    ROLE = HOSPITAL

    def __init__(self, network: Network, identity: bytes, seed: bytes):
        super().__init__(network, identity, seed)
        self.term = 0
        self.since = 0
        self.vote = ()
        self.pending = []
        self.refused = set()

    def message_handlers(self) -> dict:
        own = {"Tx_req": self.on_request}
        if not self.printed:
            own["Proposal"] = self.on_proposal
        return super().message_handlers() | own

    def command_handlers(self) -> dict:
        return super().command_handlers() | {"Refuse": self.on_refuse}

    def on_refuse(self, command: Message) -> None:
        """Refuse."""
        self.refused.add(command.author)

    def on_request(self, tx: Message) -> None:
        """Tx_req (hospital). Rejects: as check_transaction, NODE.Request.C1 (`Tx_req`)."""
        digest = hash_item(tx)
        if self.printed:
            printed_ledger.check_transaction(self.network, self.ledger, tx)
        else:
            ledger.check_transaction(self.network, self.ledger, self.now, tx)
            require(all(entry.digest != digest for entry in self.pending), "NODE.Request.C1", "Tx_req")
        res = tx.M.author not in self.refused
        self.send(TO_MANAGEMENT, self.sign("E", tx, self.identity, res))  # NODE.Request.1
        if not self.printed:
            self.pending.append(Pending(digest, tx.grant.r, self.now, tx.grant.expires, res))  # NODE.Request.2

    def on_proposal(self, proposal: Message) -> None:
        """Proposal (hospital). Rejects: as check_proposal."""
        ledger.check_proposal(self.network, self.ledger, self.now, self.term, self.vote, proposal)
        BM = proposal.BM
        self.term, self.since = proposal.term, self.now  # NODE.Propose.1
        self.vote = (self.make("Vote", proposal.term, BM),)  # NODE.Propose.1
        self.send(self.sender, self.sign("Ack", self.identity, BM.num, proposal.term, BM.h))  # NODE.Propose.2

    def after_commit(self) -> None:
        self.term, self.vote, self.since = 0, (), self.now  # NODE.Commit.2
        self.pending = [entry for entry in self.pending if not self.is_over(entry.r, entry.expires)]  # NODE.Commit.2

    def on_printed_block(self, BM: Message) -> None:
        """BM as printed: as every node, and `since` is its time as after a Commit (the vectors have it so)."""
        super().on_printed_block(BM)
        self.since = self.now  # NODE.Commit.2

    def tick(self) -> None:
        if self.printed:
            return
        self.pending = [entry for entry in self.pending if entry.expires >= self.now]  # NODE.Timeout.1
        agreed = [entry for entry in self.pending if entry.res]
        if not agreed or self.now < self.network.pp.timeout + max(self.since, agreed[0].since):
            return  # NODE.Timeout.1
        waited = max(self.now - self.ledger.time, 0) // max(self.network.pp.timeout, 1)
        self.term = max(self.term + 1, waited)  # NODE.Timeout.2
        self.since = self.now  # NODE.Timeout.2
        new_term = self.sign("NewTerm", self.identity, self.ledger.height + 1, self.term, self.vote)
        self.send(ledger.leader_of(self.network, self.ledger, self.term), new_term)  # NODE.Timeout.3

    def own(self) -> list:
        pending = [[76, *entry] for entry in self.pending]
        vote = [vote.item for vote in self.vote]
        return [75, self.term, self.since, vote, pending, sorted(self.refused)]
