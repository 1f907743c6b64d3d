"""Users: registration (section 13.3), requests and answers (13.5)."""

from . import channel, corrected, hashes
from .encoding import decode_element, decode_short, encode_element, encode_short
from .errors import require
from .messages import Message, hash_item
from .network import CLOUD, Network
from .nodes import Submitter, cipher_key, spent_items
from .xof import derive_coins

FRESH, ENROLLED, CONFIRMED, CERTIFIED = range(4)


class User(Submitter):
    """A user."""

    def __init__(self, network: Network, seed: bytes):
        super().__init__(network, None, seed)
        self.stage = FRESH
        self.offered = ()  # PID, f', pk, all encoded
        self.certificate = None
        self.asked = []
        self.seen = {}  # r -> time after which it is forgotten
        self.expected = {}  # r -> time of the command
        self.answers = []

    @property
    def name(self):
        return self.certificate.PID if self.certificate else None

    def message_handlers(self) -> dict:
        return super().message_handlers() | {
            "RegOffer": self.on_offer, "Certificate": self.on_certificate,
            "AccessRequest": self.on_access_request, "FetchAnswer": self.on_fetch_answer}

    def command_handlers(self) -> dict:
        return super().command_handlers() | {
            "Register": self.on_register, "Ask": self.on_ask, "Expect": self.on_expect}

    # Registration

    def one_time_key(self) -> corrected.OneTimeKey:
        """The key pair under which f' comes."""
        return corrected.one_time_keygen(self.network.params, derive_coins("NODE.OneTime", self.seed))

    def on_register(self, command: Message) -> None:
        """Register. Rejects: REG.Start.C1 (`state`)."""
        require(self.stage == FRESH, "REG.Start.C1", "state")
        network, params = self.network, self.network.params
        pk = encode_element(params, self.one_time_key().pk)  # REG.Start.1
        enrolment = self.sign("Enrolment", command.Name, command.Id, command.Email, command.Phone,
                              self.signer.pk, pk)  # REG.Start.2
        receiver = decode_element(params, network.nodes[network.registrar].pk)
        C, sealed = channel.seal(params, receiver, network.G + b"RegRequest", enrolment.encoded,
                                 self.derive("NODE.Seal"))  # REG.Start.2
        self.send(network.registrar, self.make("RegRequest", encode_element(params, C), sealed))  # REG.Start.3
        self.stage = ENROLLED

    def on_offer(self, message: Message) -> None:
        """RegOffer. Rejects: REG.Offer.C1 to C5, as CHAN.Open, MSG.Decode and KeyGen."""
        network, params = self.network, self.network.params
        require(self.stage == ENROLLED, "REG.Offer.C1", "state")
        require(message.mid == network.registrar, "REG.Offer.C2", "mid")
        self.check_signed(message, network.nodes[message.mid].vk, "REG.Offer.C3", "REG.Offer.C4")
        key, z = self.one_time_key(), derive_coins("NODE.z", self.seed)
        plaintext = channel.open_sealed(params, key.f, key.pk, z, network.G + b"RegOffer",
                                        decode_element(params, message.C), message.sealed)
        offer = network.schema.decode_part(plaintext, "Offer")
        f_prime = decode_short(params, offer["f'"])
        image = [sum(b * x for b, x in zip(row, f_prime)) % params.q for row in network.B]
        require(image == hashes.syndrome(network.profile, params, offer.PID), "REG.Offer.C5", "f'")
        pk = cipher_key(network.profile, params, f_prime, self.seed).pk  # REG.Offer.1
        self.offered = (offer.PID, encode_short(params, f_prime), encode_element(params, pk))
        self.stage = CONFIRMED
        self.send(network.registrar, self.sign("KeyConfirm", offer.PID, self.offered[2]))  # REG.Offer.2

    def on_certificate(self, certificate: Message) -> None:
        """Certificate. Rejects: REG.Certificate.C1 to C5."""
        waits = self.stage == CONFIRMED and certificate.PID == self.offered[0]
        require(waits, "REG.Certificate.C1", "PID")
        require(certificate.mid == self.network.registrar, "REG.Certificate.C2", "mid")
        vk = self.network.nodes[certificate.mid].vk
        self.check_signed(certificate, vk, "REG.Certificate.C3", "REG.Certificate.C4")
        hers = certificate.pk == self.offered[2] and certificate.vk == self.signer.pk
        require(hers, "REG.Certificate.C5", "pk")
        self.certificate = certificate  # REG.Certificate.1
        self.stage = CERTIFIED

    # Requests and answers

    def on_ask(self, command: Message) -> None:
        """Ask. Rejects: ASK.Start.C1 (`state`)."""
        require(self.certificate is not None, "ASK.Start.C1", "state")
        if self.printed:
            request = self.sign("AccessRequest", self.name)
        else:
            request = self.sign("AccessRequest", self.name, command.PID_A, command.url, self.draw_nonce(), self.now)
        self.send(command.to.encode(), request)

    def on_access_request(self, request: Message) -> None:
        """AccessRequest. Rejects: ASK.C1 to ASK.C8."""
        L, window = self.ledger, self.network.pp.window
        require(request.PID_B in L.certificates, "ASK.C1", "PID_B")
        self.check_signed(request, L.certificates[request.PID_B].vk, "ASK.C2", "ASK.C3")
        if not self.printed:
            require(request.PID_A == self.name, "ASK.C4", "PID_A")
            mine = request.url in L.metadata and L.metadata[request.url].author == self.name
            require(mine, "ASK.C5", "url")
            require(request.time <= self.now + window, "ASK.C6", "time")
            require(self.now <= request.time + window, "ASK.C7", "time")
            require(request.r not in self.seen, "ASK.C8", "r")
            self.seen = {r: time for r, time in self.seen.items() if time >= self.now}  # ASK.1
            self.seen[request.r] = request.time + window  # ASK.1
        self.asked.append(request)  # ASK.1

    def on_expect(self, command: Message) -> None:
        """Expect."""
        self.expected[command.r] = self.now

    def on_fetch_answer(self, answer: Message) -> None:
        """FetchAnswer. Rejects: FETCH.C1 to FETCH.C5."""
        if not self.printed:
            require(self.network.has_role(answer.cid, CLOUD), "FETCH.C1", "cid")
            self.check_signed(answer, self.network.nodes[answer.cid].vk, "FETCH.C2", "FETCH.C3")
            require(answer.PID_B == self.name, "FETCH.C4", "PID_B")
            require(answer.r in self.expected, "FETCH.C5", "r")
            del self.expected[answer.r]  # FETCH.1
        self.answers.append(hash_item(answer))  # FETCH.1

    def own(self) -> list:
        certificate = [self.certificate.item] if self.certificate else []
        return [81, self.stage, list(self.offered), certificate, [request.item for request in self.asked],
                spent_items(self.seen), spent_items(self.expected), self.answers,
                [content.item for content in self.waiting], spent_items(self.used)]
