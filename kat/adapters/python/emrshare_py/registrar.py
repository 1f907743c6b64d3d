"""The registrar: the management node at whose desk people register (section 13.3)."""

import functools
from typing import NamedTuple, Optional

from . import channel, pre
from .encoding import decode_element, encode_element, encode_short
from .errors import require
from .initialization import key_of_node, rejection_seed, setup_of
from .management import Management
from .messages import Message, hash_item
from .network import PID_BYTES, Network
from .xof import derive_coins, xof


class Person(NamedTuple):
    """Somebody whom the registrar has given a PID."""

    enrolment: Message
    PID: bytes
    certificate: Optional[Message]

    def item(self) -> list:
        certificate = [self.certificate.item] if self.certificate else []
        return [80, self.enrolment.item, self.PID, certificate]


class Registrar(Management):
    """The registrar."""

    def __init__(self, network: Network, identity: bytes, seed: bytes):
        super().__init__(network, identity, seed)
        self.cards = {}  # Id -> (Name, key)
        self.people = {}  # Id -> Person, in the order of their coming
        self.secrets = secrets_of(network, identity, seed)

    def handlers(self) -> dict:
        return super().handlers() | {"Verified": self.on_verified, "RegRequest": self.on_registration_request,
                                     "KeyConfirm": self.on_key_confirm}

    def on_verified(self, command: Message) -> None:
        """Verified (registrar). Rejects: REG.Card.C1 (`Id`)."""
        require(command.Id not in self.cards, "REG.Card.C1", "Id")  # who is registered has a card
        self.cards[command.Id] = (command.Name, command.key)  # REG.Card.1

    def on_registration_request(self, request: Message) -> None:
        """RegRequest (registrar). Rejects: as CHAN.Open and MSG.Decode, REG.Request.C1 to C5."""
        network, params, secrets = self.network, self.network.params, self.secrets
        plaintext = channel.open_sealed(params, secrets.key.f, secrets.key.pk, secrets.z,
                                        network.channel_context("RegRequest"), decode_element(params, request.C),
                                        request.sealed)
        enrolment = network.schema.decode_part(plaintext, "Enrolment")
        self.check_enrolment(enrolment)
        earlier = self.people.get(enrolment.Id)
        PID = earlier.PID if earlier else xof("NODE.PID", self.coins).take(PID_BYTES)  # REG.Request.1
        f_prime = pre.extract(network.profile, params, secrets.master, PID).f_prime  # REG.Request.2
        self.people[enrolment.Id] = Person(enrolment, PID, None)  # REG.Request.3
        offer = self.make("Offer", PID, encode_short(params, f_prime))
        C, sealed = channel.seal(params, decode_element(params, enrolment["pk*"]), network.channel_context("RegOffer"),
                                 offer.encoded, derive_coins("NODE.Seal", self.coins))  # REG.Request.4
        self.send(self.sender, self.sign("RegOffer", self.identity, encode_element(params, C), sealed))  # REG.Request.4

    def check_enrolment(self, enrolment: Message) -> None:
        """Rejects: REG.Request.C1 to C5."""
        self.network.check_signed(enrolment, enrolment.vk, "REG.Request.C1", "REG.Request.C2")
        card = (enrolment.Name, hash_item(enrolment.vk))
        require(self.cards.get(enrolment.Id) == card, "REG.Request.C3", "Id")
        earlier = self.people.get(enrolment.Id)
        require(earlier is None or self.may_come_again(earlier, enrolment), "REG.Request.C4", "Id")
        others = (person.enrolment for Id, person in self.people.items() if Id != enrolment.Id)
        require(all(other.vk != enrolment.vk for other in others), "REG.Request.C5", "vk")

    def may_come_again(self, earlier: Person, enrolment: Message) -> bool:
        """Whether an Enrolment may take the place of an earlier one. Spec: REG.Request.C4."""
        before = earlier.enrolment
        return ((before.vk, before["pk*"]) == (enrolment.vk, enrolment["pk*"]) and before.time < enrolment.time
                and earlier.certificate is None)

    def on_key_confirm(self, confirm: Message) -> None:
        """KeyConfirm (registrar). Rejects: REG.Confirm.C1 to C4."""
        person = next((person for person in self.people.values() if person.PID == confirm.PID), None)
        require(person is not None, "REG.Confirm.C1", "PID")
        require(person.certificate is None, "REG.Confirm.C2", "PID")
        vk = person.enrolment.vk
        self.network.check_signed(confirm, vk, "REG.Confirm.C3", "REG.Confirm.C4")
        certificate = self.sign("Certificate", confirm.PID, confirm.pk, vk, self.identity, self.now)  # REG.Confirm.1
        self.people[person.enrolment.Id] = person._replace(certificate=certificate)  # REG.Confirm.1
        self.send(self.sender, certificate)  # REG.Confirm.1
        self.submit(self.make("Registration", self.identity, certificate))  # REG.Confirm.2

    def desk_item(self) -> list:
        cards = [[Id, *self.cards[Id]] for Id in sorted(self.cards, key=str.encode)]
        return [cards, [person.item() for person in self.people.values()]]


class Secrets(NamedTuple):
    """The master key, and the key under which people enrol."""

    master: pre.MasterKey
    key: object
    z: bytes


@functools.lru_cache(maxsize=8)
def secrets_of(network: Network, identity: bytes, seed: bytes) -> Secrets:
    """What the registrar keeps to itself, remembered."""
    master = setup_of(network.params, seed)
    key = key_of_node(network.profile, network.params, master, identity, seed)
    return Secrets(master, key, rejection_seed(seed))
