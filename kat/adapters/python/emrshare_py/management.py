"""Management nodes: nonces, endorsements, blocks and terms (section 13.4), and the registrar's desk (13.3)."""

import functools
from typing import NamedTuple, Optional

from . import channel, ledger, pre, printed_ledger
from .encoding import decode_element, encode_element, encode_short
from .errors import require
from .messages import Message, hash_item
from .network import MANAGEMENT, Network
from .nodes import TO_ALL, TO_HOSPITALS, Submitter, cipher_key, setup_of, spent_items
from .xof import derive_coins, xof

PID_BYTES = 16
R_BYTES = 6


class Request(NamedTuple):
    """A Tx_req, the E of it in the order of PP (as printed none), and how many agreed."""

    tx: Message
    endorsers: tuple
    agreed: int


class Person(NamedTuple):
    """Somebody whom the registrar has given a PID."""

    enrolment: Message
    PID: bytes
    certificate: Optional[Message]

    def item(self) -> list:
        certificate = [self.certificate.item] if self.certificate else []
        return [80, self.enrolment.item, self.PID, certificate]


class Management(Submitter):
    """A management node; `registrar` says whether it is given T_B."""

    ROLE = MANAGEMENT

    def __init__(self, network: Network, identity: bytes, seed: bytes, registrar: Optional[bool] = None):
        super().__init__(network, identity, seed)
        is_registrar = identity == network.registrar
        require(registrar is None or registrar == is_registrar, "NODE.Init.C3", "desk")
        self.requests = {}  # H(Tx_req) -> Request
        self.pool = []  # (H(Tx_req), since)
        self.proposal = None  # the open one
        self.acks = ()
        self.terms = {}  # (term, hid) -> NewTerm
        self.outstanding = set()
        self.cards = {}  # Id -> Name
        self.people = []
        self.desk = desk_of(self.network, identity, seed) if is_registrar else None

    def message_handlers(self) -> dict:
        own = {"NonceRequest": self.on_nonce_request, "E": self.on_endorsement}
        if not self.printed:
            own |= {"Ack": self.on_ack, "NewTerm": self.on_new_term}
        if self.desk:
            own |= {"RegRequest": self.on_registration_request, "KeyConfirm": self.on_key_confirm}
        return super().message_handlers() | own

    def command_handlers(self) -> dict:
        own = {"Verified": self.on_verified} if self.desk else {}
        return super().command_handlers() | own

    # Nonces and endorsements

    def leads(self) -> bool:
        """Whether this node is the leader of the next block, in term 0."""
        if self.printed:
            return printed_ledger.leader_of(self.network, self.ledger) == self.identity
        return ledger.leader_of(self.network, self.ledger, 0) == self.identity

    def on_nonce_request(self, request: Message) -> None:
        """NonceRequest (management). Rejects: NONCE.Request.C1 (`author`), NONCE.Request.C2 (`leader`)."""
        require(self.key_of(request.author) is not None, "NONCE.Request.C1", "author")
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
            endorsers = tuple(sorted(request.endorsers + (E,), key=lambda other: self.network.order(other.hid)))
        agreed = request.agreed + E.res
        self.requests[digest] = Request(E.Tx_req, endorsers, agreed)  # NODE.Endorse.1
        if E.res and agreed == self.network.pp.threshold + 1:
            self.pool.append((digest, self.now))  # NODE.Endorse.2
            if self.printed:
                self.outstanding.remove(E.Tx_req.r)  # NODE.Endorse.2
        self.cut()  # NODE.Endorse.3

    # Blocks

    def tick(self) -> None:
        self.cut()

    def cut(self) -> None:
        """Spec: CUT."""
        if not self.leads() or self.proposal is not None:
            return
        full = len(self.pool) >= self.network.pp.block_transactions
        if not full and not (self.pool and self.now - self.pool[0][1] >= self.network.pp.block_time):
            return  # CUT.1
        if self.printed:
            self.cut_printed()
        else:
            self.propose_new(0, ())

    def propose_new(self, term: int, terms: tuple) -> None:
        """A proposal of what is in the pool. Spec: CUT.2 to CUT.5."""
        L = self.ledger.copy()  # CUT.2
        taken, left = [], []
        for digest, since in self.pool:
            request = self.requests[digest]
            if len(taken) == self.network.pp.block_transactions:
                left.append((digest, since))
            elif ledger.passes(self.network, L, self.now, request.tx):
                left.append((digest, since))  # it leaves the pool with the Commit
                taken.append(self.transaction(request))  # CUT.2
                ledger.apply_transaction(self.network, L, request.tx)  # CUT.2
        self.pool = left
        if not taken:
            return  # CUT.3
        quorum = self.quorum[0] if self.quorum else self.make("Quorum", 0, ())
        time = max(self.now, self.ledger.time)
        BM = self.sign("BM", self.ledger.height + 1, self.ledger.last, quorum, time, self.identity,
                       tuple(taken))  # CUT.4
        self.propose(term, BM, terms)  # CUT.5

    def transaction(self, request: Request) -> Message:
        """The Tx of a request."""
        endorsers = tuple(self.make("Voucher", E.hid, E.Sig) for E in request.endorsers if E.res)
        return self.make("Tx", request.tx, endorsers)

    def propose(self, term: int, BM: Message, terms: tuple) -> None:
        """Send a proposal; it is open, without acks."""
        self.proposal, self.acks = self.sign("Proposal", self.identity, term, BM, terms), ()
        self.send(TO_HOSPITALS, self.proposal)

    def cut_printed(self) -> None:
        """CUT.2 to CUT.4 as printed."""
        taken = self.pool[:self.network.pp.block_transactions]  # CUT.2
        self.pool = self.pool[len(taken):]
        block = tuple(self.requests.pop(digest).tx for digest, _ in taken)
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
        acks = self.acks + (self.make("Voucher", ack.hid, ack.Sig),)
        self.acks = tuple(sorted(acks, key=lambda voucher: self.network.order(voucher.hid)))  # NODE.Ack.1
        if len(self.acks) == self.network.quorum:
            quorum = self.make("Quorum", self.proposal.term, self.acks)
            commit = self.make("Commit", self.proposal.BM, quorum)  # NODE.Ack.2
            self.send(TO_ALL, commit)
            self.on_commit(commit)

    def after_commit(self) -> None:
        self.proposal, self.acks, self.terms = None, (), {}  # NODE.Commit.2
        over = {digest for digest, request in self.requests.items()
                if self.is_over(request.tx.grant.r, request.tx.grant.expires)}
        self.requests = {digest: request for digest, request in self.requests.items() if digest not in over}
        self.pool = [entry for entry in self.pool if entry[0] not in over]  # NODE.Commit.2

    def on_new_term(self, new_term: Message) -> None:
        """NewTerm (management). Rejects: as check_new_term."""
        key = new_term.term, new_term.hid
        ledger.check_new_term(self.network, self.ledger, self.identity, new_term, key in self.terms)
        self.terms[key] = new_term  # NODE.Term.1
        terms = tuple(t for t in self.sorted_terms() if t.term == new_term.term)
        if len(terms) == self.network.quorum:  # NODE.Term.2
            BM = ledger.choice(terms)
            if BM is None:
                self.propose_new(new_term.term, terms)
            else:
                self.propose(new_term.term, BM, terms)

    def sorted_terms(self) -> list:
        """The NewTerms by term and by the order of PP."""
        return sorted(self.terms.values(), key=lambda t: (t.term, self.network.order(t.hid)))

    # The registrar

    def on_verified(self, command: Message) -> None:
        """Verified (registrar). Rejects: REG.Card.C1 (`Id`)."""
        known = command.Id in self.cards or any(person.enrolment.Id == command.Id for person in self.people)
        require(not known, "REG.Card.C1", "Id")
        self.cards[command.Id] = command.Name  # REG.Card.1

    def on_registration_request(self, request: Message) -> None:
        """RegRequest (registrar). Rejects: as CHAN.Open and MSG.Decode, REG.Request.C1 to C5."""
        params = self.network.params
        enrolment = self.network.schema.decode_part(self.desk.open(request.C, request.sealed), "Enrolment")
        self.check_signed(enrolment, enrolment.vk, "REG.Request.C1", "REG.Request.C2")
        require(self.cards.get(enrolment.Id) == enrolment.Name, "REG.Request.C3", "Id")
        require(all(person.enrolment.Id != enrolment.Id for person in self.people), "REG.Request.C4", "Id")
        require(all(person.enrolment.vk != enrolment.vk for person in self.people), "REG.Request.C5", "vk")
        PID = xof("NODE.PID", self.coins).take(PID_BYTES)  # REG.Request.1
        f_prime = pre.extract(self.network.profile, params, self.desk.master, PID).f_prime  # REG.Request.2
        self.people.append(Person(enrolment, PID, None))  # REG.Request.3
        offer = self.make("Offer", PID, encode_short(params, f_prime))
        pk = decode_element(params, enrolment["pk*"])
        context = self.network.G + b"RegOffer"
        C, sealed = channel.seal(params, pk, context, offer.encoded, self.derive("NODE.Seal"))  # REG.Request.4
        self.send(self.sender, self.sign("RegOffer", self.identity, encode_element(params, C), sealed))

    def on_key_confirm(self, confirm: Message) -> None:
        """KeyConfirm (registrar). Rejects: REG.Confirm.C1 to C4."""
        places = [i for i, person in enumerate(self.people) if person.PID == confirm.PID]
        require(len(places) > 0, "REG.Confirm.C1", "PID")
        person = self.people[places[0]]
        require(person.certificate is None, "REG.Confirm.C2", "PID")
        vk = person.enrolment.vk
        self.check_signed(confirm, vk, "REG.Confirm.C3", "REG.Confirm.C4")
        certificate = self.sign("Certificate", confirm.PID, confirm.pk, vk, self.identity, self.now)  # REG.Confirm.1
        self.people[places[0]] = person._replace(certificate=certificate)  # REG.Confirm.1
        self.send(self.sender, certificate)  # REG.Confirm.1
        self.submit(self.make("Registration", self.identity, certificate))  # REG.Confirm.2

    def trace(self, PID: bytes) -> Message:
        """The Enrolment of a PID. Rejects: REG.Trace.C1 (`PID`)."""
        for person in self.people:
            if person.PID == PID:
                return person.enrolment
        require(False, "REG.Trace.C1", "PID")

    def own(self) -> list:
        requests = [[78, request.tx.item, [E.item for E in request.endorsers], request.agreed]
                    for _, request in sorted(self.requests.items())]
        pool = [[79, digest, since] for digest, since in self.pool]
        opened = [self.proposal.item, [voucher.item for voucher in self.acks]] if self.proposal else []
        terms = [t.item for t in self.sorted_terms()]
        waiting = [content.item for content in self.waiting]
        cards = [[Id, self.cards[Id]] for Id in sorted(self.cards, key=str.encode)]
        desk = [cards, [person.item() for person in self.people]]
        return [77, requests, pool, opened, terms, sorted(self.outstanding), waiting, spent_items(self.used), desk]


class Desk:
    """The registrar's secrets: the master key and the key under which people enrol."""

    def __init__(self, network: Network, identity: bytes, seed: bytes):
        params = network.params
        self.network = network
        self.master = setup_of(params, seed)
        f_prime = pre.extract(network.profile, params, self.master, identity).f_prime
        self._key = cipher_key(network.profile, params, f_prime, seed)
        self._z = derive_coins("NODE.z", seed)

    def open(self, C: bytes, sealed: bytes) -> bytes:
        """What a RegRequest holds. Rejects: as CHAN.Open."""
        params = self.network.params
        context = self.network.G + b"RegRequest"
        return channel.open_sealed(params, self._key.f, self._key.pk, self._z, context,
                                   decode_element(params, C), sealed)


@functools.lru_cache(maxsize=8)
def desk_of(network: Network, identity: bytes, seed: bytes) -> Desk:
    """The Desk, remembered."""
    return Desk(network, identity, seed)
