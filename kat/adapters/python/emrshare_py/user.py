"""Users: registration (section 13.3), requests and answers (13.5); what an owner and a requester do is beside it."""

from . import channel, hashes
from .author import Author
from .corrected import OneTimeKey, one_time_keygen
from .encoding import decode_element, decode_short, encode_element, encode_short
from .errors import require
from .initialization import cipher_key, rejection_seed
from .ledger import metadata_key, passes, spent_items
from .messages import Message, hash_item
from .network import CLOUD, Network
from .node import items_of
from .owner import Owner
from .requester import Requester
from .xof import derive_coins

MAX_REQUESTS = 8  # of one requester, that wait for a decision
FRESH, ENROLLED, CONFIRMED, CERTIFIED = range(4)


class User(Owner, Requester, Author):
    """A user."""

    def __init__(self, network: Network, seed: bytes):
        super().__init__(network, None, seed)
        self.stage = FRESH
        self.info = ()  # Name, Id, Email, Phone
        self.since = 0
        self.offered = ()  # PID, f', pk, all encoded
        self.certificate = None
        self.requested = []
        self.asking = set()  # (PID_A, url) of what she has asked for
        self.seen = {}  # (PID_B, r) -> time after which it is forgotten
        self.expected = {}  # r -> (time of the command, answered)
        self.answers = []
        self.begin_owner()
        self.begin_requester()

    @property
    def name(self):
        return self.certificate.PID if self.certificate else None

    @property
    def sync_name(self):
        return self.offered[0] if self.offered else None

    def handlers(self) -> dict:
        return super().handlers() | {
            "Register": self.on_register, "RegOffer": self.on_offer, "Certificate": self.on_certificate,
            "Ask": self.on_ask, "AccessRequest": self.on_access_request,
            "Expect": self.on_expect, "FetchAnswer": self.on_fetch_answer,
            **self.owner_handlers(), **self.requester_handlers()}

    # Registration

    def one_time_key(self) -> OneTimeKey:
        """The key pair under which f' comes. Spec: REG.Start.1."""
        return one_time_keygen(self.network.params, derive_coins("NODE.OneTime", self.seed))

    def on_register(self, command: Message) -> None:
        """Register. Rejects: REG.Start.C1 (`state`)."""
        require(self.stage == FRESH, "REG.Start.C1", "state")
        self.info = command.values
        self.enrol()

    def enrol(self) -> None:
        """Spec: REG.Start.1 to REG.Start.3."""
        network, params = self.network, self.network.params
        pk = encode_element(params, self.one_time_key().pk)  # REG.Start.1
        enrolment = self.sign("Enrolment", *self.info, self.signer.pk, pk, self.now)  # REG.Start.2
        receiver = decode_element(params, network.nodes[network.registrar].pk)
        C, sealed = channel.seal(params, receiver, network.channel_context("RegRequest"), enrolment.encoded,
                                 derive_coins("NODE.Seal", self.coins))  # REG.Start.2
        self.send(network.registrar, self.make("RegRequest", encode_element(params, C), sealed))  # REG.Start.3
        self.stage, self.since = ENROLLED, self.now  # REG.Start.3

    def on_offer(self, message: Message) -> None:
        """RegOffer. Rejects: REG.Offer.C1 to C5, as CHAN.Open, MSG.Decode and KeyGen."""
        network, params = self.network, self.network.params
        require(self.stage == ENROLLED, "REG.Offer.C1", "state")
        require(message.mid == network.registrar, "REG.Offer.C2", "mid")
        network.check_signed(message, network.nodes[message.mid].vk, "REG.Offer.C3", "REG.Offer.C4")
        key = self.one_time_key()
        plaintext = channel.open_sealed(params, key.f, key.pk, rejection_seed(self.seed),
                                        network.channel_context("RegOffer"), decode_element(params, message.C),
                                        message.sealed)
        offer = network.schema.decode_part(plaintext, "Offer")
        f_prime = decode_short(params, offer["f'"])
        image = [sum(b * x for b, x in zip(row, f_prime)) % params.q for row in network.B]
        require(image == hashes.syndrome(network.profile, params, offer.PID), "REG.Offer.C5", "f'")
        pk = cipher_key(network.profile, params, f_prime, self.seed).pk  # REG.Offer.1
        self.offered = (offer.PID, encode_short(params, f_prime), encode_element(params, pk))
        self.confirm()  # REG.Offer.2

    def confirm(self) -> None:
        """Spec: REG.Offer.2."""
        PID, _, pk = self.offered
        self.send(self.network.registrar, self.sign("KeyConfirm", PID, pk))
        self.stage, self.since = CONFIRMED, self.now

    def on_certificate(self, certificate: Message) -> None:
        """Certificate. Rejects: as check_certificate."""
        self.check_certificate(certificate)
        self.certificate, self.stage = certificate, CERTIFIED  # REG.Certificate.1

    def check_certificate(self, certificate: Message) -> None:
        """Rejects: REG.Certificate.C1 to C5."""
        network = self.network
        waits = self.stage == CONFIRMED and certificate.PID == self.offered[0]
        require(waits, "REG.Certificate.C1", "PID")
        require(certificate.mid == network.registrar, "REG.Certificate.C2", "mid")
        network.check_signed(certificate, network.nodes[certificate.mid].vk, "REG.Certificate.C3", "REG.Certificate.C4")
        hers = certificate.pk == self.offered[2] and certificate.vk == self.signer.pk
        require(hers, "REG.Certificate.C5", "pk")

    def tick(self) -> None:
        super().tick()
        if self.now < self.since + self.network.pp.timeout:
            return
        if self.stage == ENROLLED:
            self.enrol()  # REG.Retry.1
        elif self.stage == CONFIRMED:
            self.confirm()  # REG.Retry.2

    def after_block(self, contents: list) -> None:
        """Spec: REG.Retry.3."""
        super().after_block(contents)
        for content in contents:
            if content.name == "Registration" and passes(self.check_certificate, content.certificate):
                self.on_certificate(content.certificate)  # REG.Retry.3

    # Requests and answers

    def on_ask(self, command: Message) -> None:
        """Ask. Rejects: ASK.Start.C1 (`state`)."""
        require(self.certificate is not None, "ASK.Start.C1", "state")
        if self.printed:
            request = self.sign("AccessRequest", self.name)
        else:
            request = self.sign("AccessRequest", self.name, command.PID_A, command.url, self.draw_nonce(), self.now)
            self.asking.add((command.PID_A, command.url.encode()))
        self.send(command.to.encode(), request)

    def on_access_request(self, request: Message) -> None:
        """AccessRequest. Rejects: ASK.C1 to ASK.C9."""
        certificate = self.ledger.certificates.get(request.PID_B)
        require(certificate is not None, "ASK.C1", "PID_B")
        self.network.check_signed(request, certificate.vk, "ASK.C2", "ASK.C3")
        if not self.printed:
            self.check_request(request)
            self.seen = {key: expires for key, expires in self.seen.items() if expires >= self.now}  # ASK.1
            self.seen[request.PID_B, request.r] = request.time + self.network.pp.window  # ASK.1
        self.requested.append(request)  # ASK.1

    def check_request(self, request: Message) -> None:
        """Rejects: ASK.C4 to ASK.C9."""
        window = self.network.pp.window
        require(request.PID_A == self.name, "ASK.C4", "PID_A")
        require(metadata_key(self.name, request.url) in self.ledger.metadata, "ASK.C5", "url")
        require(request.time <= self.now + window, "ASK.C6", "time")
        require(self.now <= request.time + window, "ASK.C7", "time")
        require((request.PID_B, request.r) not in self.seen, "ASK.C8", "r")
        noted = [other for other in self.requested if other.PID_B == request.PID_B]
        require(len(noted) < MAX_REQUESTS, "ASK.C9", "PID_B")

    def on_expect(self, command: Message) -> None:
        """Expect. Rejects: EXPECT.C1 (`r`)."""
        require(command.r not in self.expected, "EXPECT.C1", "r")
        self.expected[command.r] = (self.now, False)

    def on_fetch_answer(self, answer: Message) -> None:
        """FetchAnswer. Rejects: FETCH.C1 to FETCH.C9."""
        if self.printed:
            self.answers.append(hash_item(answer))  # FETCH.1
            self.open_printed_answer(answer)
            return
        self.check_answer(answer)
        vc = self.open_question(answer.r)
        if vc is not None:
            self.check_sections(self.held[vc], answer)
        self.answers.append(hash_item(answer))  # FETCH.1
        self.expected[answer.r] = (self.expected[answer.r][0], True)  # FETCH.1
        if vc is not None:
            self.open_answer(vc, answer)

    def check_answer(self, answer: Message) -> None:
        """Rejects: FETCH.C1 to FETCH.C5."""
        network = self.network
        require(network.has_role(answer.cid, CLOUD), "FETCH.C1", "cid")
        network.check_signed(answer, network.nodes[answer.cid].vk, "FETCH.C2", "FETCH.C3")
        require(answer.PID_B == self.name, "FETCH.C4", "PID_B")
        waits = answer.r in self.expected and not self.expected[answer.r][1]
        require(waits, "FETCH.C5", "r")

    def own(self) -> list:
        certificate = [self.certificate.item] if self.certificate else []
        expected = [[83, r, *self.expected[r]] for r in sorted(self.expected)]
        return [81, self.stage, list(self.info), self.since, list(self.offered), certificate,
                items_of(self.requested), spent_items(self.seen), expected, self.answers, *self.submissions(),
                *self.sharing()]

    def sharing(self) -> list:
        """The entry of who takes part in chapters 14 and 15."""
        parts = [[self.records[digest].item() for digest in sorted(self.records)], self.issued, self.asking_item(),
                 self.held_item(), self.opened, [hash_item(upload) for upload in self.downloads]]
        return [[92, *parts]] if any(parts) else []
