"""Hospitals: endorsements and terms (section 13.4), records (14.4)."""

from typing import NamedTuple, Optional

from . import bundles, channel, ledger, printed_ledger
from .encoding import decode_element, encode_element
from .errors import require
from .messages import MAX_BYTES, Message, hash_item
from .network import Network
from .node import TO_HOSPITALS, TO_MANAGEMENT, Node
from .xof import derive_coins, xof

SALT_BYTES = 16


class Pending(NamedTuple):
    """A request that this hospital endorsed or refused, and that no block has yet."""

    tx: Message
    since: int
    res: bool

    def item(self) -> list:
        return [76, self.tx.item, self.since, self.res]


class Voted(NamedTuple):
    """What this hospital acknowledged last."""

    vote: Message
    BM: Message


class Hospital(Node):
    """A hospital."""

    def __init__(self, network: Network, identity: bytes, seed: bytes):
        super().__init__(network, identity, seed)
        self.term = 0
        self.since = 0
        self.voted: Optional[Voted] = None
        self.pending = []
        self.refused = set()

    def handlers(self) -> dict:
        own = {"Tx_req": self.on_request, "Refuse": self.on_refuse, "Issue": self.on_issue}
        if not self.printed:
            own["Proposal"] = self.on_proposal
        return super().handlers() | own

    def on_refuse(self, command: Message) -> None:
        """Refuse."""
        self.refused.add(command.author)

    def on_request(self, tx: Message) -> None:
        """Tx_req (hospital). Rejects: as check_transaction, NODE.Request.C1 (`Tx_req`)."""
        res = tx.M.author not in self.refused
        if self.printed:
            printed_ledger.check_transaction(self.network, self.ledger, tx)
        else:
            ledger.check_transaction(self.network, self.ledger, self.now, tx)
            require(all(entry.tx != tx for entry in self.pending), "NODE.Request.C1", "Tx_req")
            self.pending.append(Pending(tx, self.now, res))  # NODE.Request.2
        self.send(TO_MANAGEMENT, self.sign("E", tx, self.identity, res))  # NODE.Request.1

    def on_proposal(self, proposal: Message) -> None:
        """Proposal (hospital). Rejects: as check_proposal."""
        vote = self.voted.vote if self.voted else None
        ledger.check_proposal(self.network, self.ledger, self.now, self.term, vote, proposal)
        BM = proposal.BM
        self.term, self.since = proposal.term, self.now  # NODE.Propose.1
        self.voted = Voted(self.make("Vote", proposal.term, BM.h), BM)  # NODE.Propose.1
        self.send(self.sender, self.sign("Ack", self.identity, BM.num, proposal.term, BM.h))  # NODE.Propose.2

    # Records

    def on_issue(self, command: Message) -> None:
        """Issue. Rejects: ISSUE.C1 (`PID_A`), ISSUE.C2 (`EMR`), as bundles.split."""
        network, params = self.network, self.network.params
        certificate = self.ledger.certificates.get(command.PID_A)
        require(certificate is not None, "ISSUE.C1", "PID_A")
        parts = [bundles.Part("summary", command.Info_s), *bundles.split(command.form, command.EMR)]  # ISSUE.1
        disclosures = [self.make("Disclosure", xof("NODE.Salt", self.coins, num).take(SALT_BYTES), num, *part)
                       for num, part in enumerate(parts)]  # ISSUE.1
        attestation = self.sign("Attestation", self.identity, command.PID_A, self.now,
                                tuple(map(hash_item, disclosures)))  # ISSUE.2
        record = self.make("Record", attestation, tuple(disclosures))
        require(len(record.encoded) <= MAX_BYTES - params.n * params.ell // 8 - 64, "ISSUE.C2", "EMR")
        C, sealed = channel.seal(params, decode_element(params, certificate.pk), network.channel_context("EMR"),
                                 record.encoded, derive_coins("NODE.Seal", self.coins))  # ISSUE.3
        self.send(command.to.encode(), self.make("EMR", encode_element(params, C), sealed))  # ISSUE.3

    # Blocks, time and state

    def after_commit(self) -> None:
        self.term, self.voted = 0, None  # NODE.Commit.2
        time = max(self.now, self.ledger.time)
        self.pending = [entry for entry in self.pending if not self.is_over(entry.tx) and ledger.passes(
            ledger.check_content, self.network, self.ledger, time, entry.tx.M)]  # NODE.Commit.2

    def after_block(self, contents: list) -> None:
        super().after_block(contents)
        self.since = self.now  # NODE.Commit.2

    def tick(self) -> None:
        super().tick()
        if not self.printed:
            self.time_out()

    def time_out(self) -> None:
        """Spec: NODE.Timeout."""
        timeout = self.network.pp.timeout
        self.pending = [entry for entry in self.pending if entry.tx.grant.expires >= self.now]  # NODE.Timeout.1
        agreed = [entry for entry in self.pending if entry.res]
        if not agreed or self.now < timeout + max(self.since, agreed[0].since):
            return  # NODE.Timeout.1
        passed = max(self.now - self.ledger.time, 0) // max(timeout, 1)
        self.term, self.since = max(self.term + 1, passed), self.now  # NODE.Timeout.2
        vote, BM = ((self.voted.vote,), (self.voted.BM,)) if self.voted else ((), ())
        new_term = self.sign("NewTerm", self.identity, self.ledger.height + 1, self.term, vote)
        leader = ledger.leader_of(self.network, self.ledger, self.term)
        self.send(leader, self.make("GiveUp", new_term, BM))  # NODE.Timeout.3
        self.send(TO_HOSPITALS, agreed[0].tx)  # NODE.Timeout.4

    def own(self) -> list:
        vote = [self.voted.vote.item, self.voted.BM.item] if self.voted else []
        return [75, self.term, self.since, vote, [entry.item() for entry in self.pending], sorted(self.refused)]
