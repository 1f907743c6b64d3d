"""Management nodes: nonces, endorsements, blocks and terms (section 13.4)."""

from typing import NamedTuple

from . import ledger, printed_ledger
from .author import Author
from .errors import require
from .messages import Message, hash_item
from .network import Network
from .node import TO_ALL, TO_HOSPITALS, items_of
from .xof import xof

R_BYTES = 6


class Request(NamedTuple):
    """A Tx_req, the E of it in the order of PP (as printed none), and how many agreed."""

    tx: Message
    endorsers: tuple
    agreed: int

    def item(self) -> list:
        return [78, self.tx.item, items_of(self.endorsers), self.agreed]


class Management(Author):
    """A management node."""

    def __init__(self, network: Network, identity: bytes, seed: bytes):
        super().__init__(network, identity, seed)
        self.requests = {}  # H(Tx_req) -> Request
        self.pool = []  # (H(Tx_req), since)
        self.proposal = None  # the open one
        self.acks = []
        self.terms = {}  # (term, hid) -> GiveUp
        self.outstanding = set()

    def handlers(self) -> dict:
        own = {"NonceRequest": self.on_nonce_request, "E": self.on_endorsement}
        if not self.printed:
            own |= {"Ack": self.on_ack, "GiveUp": self.on_give_up}
        return super().handlers() | own

    def leads(self) -> bool:
        """Whether this node is the leader of the next block, in term 0."""
        if self.printed:
            return printed_ledger.leader_of(self.network, self.ledger) == self.identity
        return ledger.leader_of(self.network, self.ledger, 0) == self.identity

    def by_hospital(self, entries) -> list:
        """Entries with a hid in the order of PP."""
        return sorted(entries, key=lambda entry: self.network.order(entry.hid))

    # Nonces and endorsements

    def on_nonce_request(self, request: Message) -> None:
        """NonceRequest (management). Rejects: NONCE.Request.C1 (`author`), NONCE.Request.C2 (`leader`)."""
        vk = ledger.key_of(self.network, self.ledger, request.author)
        require(vk is not None, "NONCE.Request.C1", "author")
        require(not self.printed or self.leads(), "NONCE.Request.C2", "leader")
        r = self.draw_nonce()  # NONCE.Request.1
        if self.printed:
            self.outstanding.add(r)  # NONCE.Request.2
            grant = self.make("NonceGrant", r)  # NONCE.Request.2
        else:
            expires = self.now + self.network.pp.grant_time
            grant = self.sign("NonceGrant", self.identity, request.author, r, expires)  # NONCE.Request.2
        self.send(self.sender, grant)  # NONCE.Request.2

    def on_endorsement(self, E: Message) -> None:
        """E (management). Rejects: as check_endorsement."""
        digest = hash_item(E.Tx_req)
        request = self.requests.get(digest, Request(E.Tx_req, (), 0))
        if self.printed:
            printed_ledger.check_endorsement(self.network, self.outstanding, E)
            endorsers = ()
        else:
            before = any(other.hid == E.hid for other in request.endorsers)
            ledger.check_endorsement(self.network, self.ledger, self.now, E, before)
            endorsers = tuple(self.by_hospital([*request.endorsers, E]))
        agreed = request.agreed + E.res
        self.requests[digest] = Request(E.Tx_req, endorsers, agreed)  # NODE.Endorse.1
        if E.res and agreed == self.network.pp.threshold + 1:
            self.pool.append((digest, self.now))  # NODE.Endorse.2
            if self.printed:
                self.outstanding.remove(E.Tx_req.r)  # NODE.Endorse.2
        self.cut()  # NODE.Endorse.3

    # Blocks

    def tick(self) -> None:
        super().tick()
        self.cut()

    def cut(self) -> None:
        """Spec: CUT."""
        pp = self.network.pp
        if not self.leads() or self.proposal is not None:
            return
        if len(self.pool) < pp.block_transactions and not (self.pool and self.now - self.pool[0][1] >= pp.block_time):
            return  # CUT.1
        if self.printed:
            self.cut_printed()
        else:
            self.propose_new(0, ())

    def propose_new(self, term: int, terms: tuple) -> None:
        """A proposal of what is in the pool. Spec: CUT.2 to CUT.5."""
        time = max(self.now, self.ledger.time)  # CUT.2
        taken = self.take(time)  # CUT.2
        if not taken:
            return  # CUT.3
        quorum = self.quorum[0] if self.quorum else self.make("Quorum", 0, ())
        BM = self.sign("BM", self.ledger.height + 1, self.ledger.last, quorum, time, self.identity, taken)  # CUT.4
        self.propose(term, BM, terms)  # CUT.5

    def take(self, time: int) -> tuple:
        """The Tx of the next block. Spec: CUT.2."""
        L = self.ledger.copy()
        taken, size = [], 0
        for entry in list(self.pool):
            tx = self.transaction(self.requests[entry[0]])
            size += len(tx.encoded)
            if len(taken) == self.network.pp.block_transactions or size > ledger.BLOCK_BYTES:
                break
            if ledger.passes(ledger.check_transaction, self.network, L, time, tx.Tx_req):
                taken.append(tx)
                ledger.apply_transaction(self.network, L, tx.Tx_req)
            else:
                self.pool.remove(entry)
                size -= len(tx.encoded)
        return tuple(taken)

    def transaction(self, request: Request) -> Message:
        """The Tx of a request. Spec: CUT.4."""
        endorsers = tuple(self.make("Voucher", E.hid, E.Sig) for E in request.endorsers if E.res)
        return self.make("Tx", request.tx, endorsers)

    def propose(self, term: int, BM: Message, terms: tuple) -> None:
        """Send a proposal; it is open, without acks. Spec: CUT.5."""
        self.proposal, self.acks = self.sign("Proposal", self.identity, term, BM, terms), []
        self.send(TO_HOSPITALS, self.proposal)

    def cut_printed(self) -> None:
        """CUT.2 to CUT.4 as printed."""
        taken = self.pool[:self.network.pp.block_transactions]  # CUT.2
        self.pool = self.pool[len(taken):]  # CUT.2
        block = tuple(self.requests.pop(digest).tx for digest, _ in taken)  # CUT.2
        BM = self.sign("BM", block, self.ledger.height + 1)  # CUT.4
        self.send(TO_ALL, BM)
        self.on_printed_block(BM)
        R = int.from_bytes(xof("NODE.R", self.coins).take(R_BYTES), "little")
        choice = self.sign("NextLeader", BM.num, R)
        self.send(TO_ALL, choice)
        self.on_next_leader(choice)

    def on_ack(self, ack: Message) -> None:
        """Ack (management). Rejects: as check_ack, and as check_commit."""
        ledger.check_ack(self.network, ack, self.proposal, self.acks)
        self.acks = self.by_hospital([*self.acks, self.make("Voucher", ack.hid, ack.Sig)])  # NODE.Ack.1
        if len(self.acks) == self.network.quorum:
            quorum = self.make("Quorum", self.proposal.term, tuple(self.acks))
            commit = self.make("Commit", self.proposal.BM, quorum)
            self.send(TO_ALL, commit)  # NODE.Ack.2
            self.on_commit(commit)  # NODE.Ack.2

    def after_commit(self) -> None:
        self.proposal, self.acks, self.terms = None, [], {}  # NODE.Commit.2
        self.requests = {digest: request for digest, request in self.requests.items()
                         if not self.is_over(request.tx)}  # NODE.Commit.2
        self.pool = [entry for entry in self.pool if entry[0] in self.requests]  # NODE.Commit.2

    # Terms

    def on_give_up(self, give_up: Message) -> None:
        """GiveUp (management). Rejects: as check_give_up."""
        term, key = give_up.NewTerm.term, (give_up.NewTerm.term, give_up.NewTerm.hid)
        ledger.check_give_up(self.network, self.ledger, self.identity, give_up, key in self.terms)
        self.terms[key] = give_up  # NODE.Term.1
        collected = [other for other in self.sorted_terms() if other.NewTerm.term == term]
        is_open = self.proposal is not None and self.proposal.term >= term
        if len(collected) == self.network.quorum and not is_open:
            self.take_lead(term, collected)  # NODE.Term.2

    def take_lead(self, term: int, collected: list) -> None:
        """Spec: NODE.Term.2."""
        terms = tuple(give_up.NewTerm for give_up in collected)
        h_B = ledger.choice(terms)
        if h_B is None:
            self.propose_new(term, terms)
        else:
            self.propose(term, next(BM for give_up in collected for BM in give_up.BM if BM.h == h_B), terms)

    def sorted_terms(self) -> list:
        """The GiveUps by term and by the order of PP."""
        return [self.terms[key] for key in sorted(self.terms, key=lambda key: (key[0], self.network.order(key[1])))]

    # State

    def desk_item(self) -> list:
        """Cards and people: the registrar's alone."""
        return [[], []]

    def own(self) -> list:
        requests = [self.requests[digest].item() for digest in sorted(self.requests)]
        pool = [[79, digest, since] for digest, since in self.pool]
        opened = [self.proposal.item, items_of(self.acks)] if self.proposal else []
        return [77, requests, pool, opened, items_of(self.sorted_terms()), sorted(self.outstanding),
                *self.submissions(), self.desk_item()]
