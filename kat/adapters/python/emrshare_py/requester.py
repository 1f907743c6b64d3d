"""What a user does as the one who asks for a record: sections 15.2, 15.3, 15.5 and 15.7."""

from typing import NamedTuple

from . import blocks, pre, records
from .corrected import OneTimeKey, one_time_keygen
from .credentials import are_sections, claims_of, digests_of, named_sections
from .encoding import decode_element, encode_element
from .errors import Rejection, require
from .messages import Message, hash_item
from .network import HOSPITAL
from .owner import cloud_of
from .xof import derive_coins

MAX_FAILURES = 3
PRINTED_WANTED = (1,)  # as printed a whole record is wanted


class Held(NamedTuple):
    """A delegation that she holds: a Delegation, as printed a Grant."""

    delegation: Message
    wanted: tuple = ()
    r: bytes = b""  # of the open question
    asked: tuple = ()
    failures: int = 0

    def item(self, name: bytes) -> list:
        return [95, name, hash_item(self.delegation), list(self.wanted), self.r, list(self.asked), self.failures]


class Requester:
    """A part of User."""

    def begin_requester(self) -> None:
        self.held = {}  # vc, as printed the bytes of the url -> Held
        self.opened = []  # items
        self.downloads = ()  # as printed: no or one Upload

    def requester_handlers(self) -> dict:
        if self.printed:
            return {"Grant": self.on_printed_grant, "Fetch": self.on_printed_fetch, "Upload": self.on_download}
        return {"Grant": self.on_grant, "Fetch": self.on_fetch, "Challenge": self.on_challenge}

    # Delegations

    def delegation_key(self, vc: bytes) -> OneTimeKey:
        """Her key pair for one delegation. Spec: GRANT.1."""
        return one_time_keygen(self.network.params, derive_coins("NODE.DelegationKey", self.seed, vc))

    def on_grant(self, grant: Message) -> None:
        """Grant. Rejects: GRANT.C1 to GRANT.C13, as CHAN.Open and MSG.Decode."""
        network, params = self.network, self.network.params
        require(self.certificate is not None, "GRANT.C1", "state")
        owner = self.ledger.certificates.get(grant.PID_A)
        require(owner is not None, "GRANT.C2", "PID_A")
        network.check_signed(grant, owner.vk, "GRANT.C3", "GRANT.C4")
        require(grant.PID_B == self.name, "GRANT.C5", "PID_B")
        delegation = network.schema.decode_part(self.open_sealed(grant), "Delegation")
        cid = self.check_delegation(grant, owner.vk, delegation)
        vc = hash_item(delegation.credential)
        key = self.delegation_key(vc)  # GRANT.1
        b_B = pre.rekeygen_requester(params, decode_element(params, delegation.a_B), key.f).b_B  # GRANT.2
        C, sealed = self.seal_for(network.nodes[cid].pk, "Share", encode_element(params, b_B), "NODE.Seal")  # GRANT.3
        self.send(cid, self.sign("Share", self.name, cid, vc, encode_element(params, key.pk), C, sealed))  # GRANT.4
        self.held[vc] = Held(delegation)  # GRANT.4
        self.asking.remove((grant.PID_A, delegation.credential.url.encode()))  # GRANT.5

    def check_delegation(self, grant: Message, vk: bytes, delegation: Message) -> bytes:
        """The cloud of a delegation. Rejects: GRANT.C6 to GRANT.C13."""
        network, credential, claims = self.network, delegation.credential, delegation.claims
        network.check_signed(credential, vk, "GRANT.C6", "GRANT.C7", "credential.")
        same = (credential.PID_A, credential.PID_B) == (grant.PID_A, grant.PID_B)
        require(same, "GRANT.C8", "credential")
        scope = are_sections(named_sections(claims), len(delegation.delta))
        require(digests_of(claims) == credential.claims and scope, "GRANT.C9", "claims")
        require(self.is_attested(grant.PID_A, delegation), "GRANT.C10", "attestation")
        cid = cloud_of(network, credential.url)
        require(cid is not None, "GRANT.C11", "credential.url")
        require(hash_item(credential) not in self.held, "GRANT.C12", "credential")
        asked = (grant.PID_A, credential.url.encode()) in self.asking
        require(asked, "GRANT.C13", "credential.url")
        return cid

    def is_attested(self, PID_A: bytes, delegation: Message) -> bool:
        """Spec: GRANT.C10."""
        network, attestation = self.network, delegation.attestation
        return (network.has_role(attestation.hid, HOSPITAL) and attestation.PID_A == PID_A
                and len(attestation.digests) == len(delegation.delta) and network.digest_is_right(attestation)
                and network.signature_is_right(attestation, network.nodes[attestation.hid].vk))

    # Questions

    def on_fetch(self, command: Message) -> None:
        """Fetch. Rejects: FETCH.Start.C1 (`vc`), C2 (`sections`), C3 (`vc`)."""
        held = self.held.get(command.vc)
        require(held is not None, "FETCH.Start.C1", "vc")
        numbers = list(command.sections)
        granted = set(numbers) <= set(named_sections(held.delegation.claims))
        require(granted and are_sections(numbers, len(held.delegation.delta)), "FETCH.Start.C2", "sections")
        require(held.failures < MAX_FAILURES, "FETCH.Start.C3", "vc")
        self.held[command.vc] = held._replace(wanted=command.sections)  # FETCH.Start.1
        cid = cloud_of(self.network, held.delegation.credential.url)
        self.send(cid, self.make("FetchRequest", command.vc))  # FETCH.Start.2

    def on_challenge(self, challenge: Message) -> None:
        """Challenge. Rejects: CHALLENGE.C1 to CHALLENGE.C7."""
        network = self.network
        held = self.held.get(challenge.vc)
        require(held is not None and len(held.wanted) > 0, "CHALLENGE.C1", "vc")
        credential = held.delegation.credential
        require(challenge.cid == cloud_of(network, credential.url), "CHALLENGE.C2", "cid")
        network.check_signed(challenge, network.nodes[challenge.cid].vk, "CHALLENGE.C3", "CHALLENGE.C4")
        require(self.now <= challenge.expires, "CHALLENGE.C5", "expires")
        require(challenge.r not in self.expected, "CHALLENGE.C6", "r")
        require(held.failures < MAX_FAILURES, "CHALLENGE.C7", "vc")
        claims = claims_of(held.delegation.claims, held.wanted)  # CHALLENGE.1
        self.held[challenge.vc] = held._replace(wanted=(), r=challenge.r, asked=held.wanted)  # CHALLENGE.2
        if held.r:
            self.expected[held.r] = (self.expected[held.r][0], True)  # CHALLENGE.2: no answer to it is waited for
        self.expected[challenge.r] = (self.now, False)  # CHALLENGE.2
        self.send(self.sender, self.sign("Presentation", self.name, challenge.cid, challenge.r, challenge.expires,
                                         credential, claims))  # CHALLENGE.3

    # Answers

    def open_question(self, r: bytes):
        """The vc of the delegation whose open question this is, or None."""
        return next((vc for vc, held in self.held.items() if held.r == r), None)

    def check_sections(self, held: Held, answer: Message) -> None:
        """Rejects: FETCH.C6 (`C_A`), FETCH.C7, FETCH.C8 (`delta_A`), FETCH.C9 (`cid`)."""
        params, PID_A = self.network.params, held.delegation.credential.PID_A
        same = tuple(section.num for section in answer.C_A) == held.asked
        counted = len(answer.C_B) == len(answer.delta_A) == len(held.asked)
        require(same and counted, "FETCH.C6", "C_A")
        delta = tuple(records.delta_of_section(params, section, PID_A) for section in answer.C_A)
        require(answer.delta_A == delta, "FETCH.C7", "delta_A")
        granted = tuple(held.delegation.delta[num] for num in held.asked)
        require(answer.delta_A == granted, "FETCH.C8", "delta_A")
        require(answer.cid == cloud_of(self.network, held.delegation.credential.url), "FETCH.C9", "cid")

    def open_answer(self, vc: bytes, answer: Message) -> None:
        """Spec: OPEN."""
        held = self.held[vc]
        try:
            disclosures = [self.disclosure_of(vc, held, *pair) for pair in zip(answer.C_A, answer.C_B)]
            failures = held.failures
        except Rejection:
            disclosures, failures = [], held.failures + 1  # OPEN.3
        self.opened += [[96, vc, hash_item(disclosure)] for disclosure in disclosures]  # OPEN.4
        self.held[vc] = held._replace(r=b"", asked=(), failures=failures)  # OPEN.4

    def disclosure_of(self, vc: bytes, held: Held, section: Message, C_B: bytes) -> Message:
        """What a section discloses. Rejects: as records.open_section and MSG.Decode, OPEN.2 (`C_B`)."""
        network, delegation = self.network, held.delegation
        f = self.delegation_key(vc).f
        plaintext = records.open_section(network.profile, network.params, f, delegation.credential.PID_A, section,
                                         (C_B,))  # OPEN.1
        disclosure = network.schema.decode_part(plaintext, "Disclosure")  # OPEN.2
        attested = hash_item(disclosure) == delegation.attestation.digests[section.num]
        require(attested, "OPEN.2", "C_B")
        return disclosure

    # As printed (section 15.7)

    def on_printed_grant(self, grant: Message) -> None:
        """Grant as printed. Rejects: GRANT.C1 (`state`), GRANT.C11 (`url`), as BLOCKS.Element and ReKeyGen."""
        params = self.network.params
        require(self.certificate is not None, "GRANT.C1", "state")
        cid = cloud_of(self.network, grant.url)
        require(cid is not None, "GRANT.C11", "url")
        f_B = self.own_key().f
        a_B = blocks.decrypt_element(params, f_B, [decode_element(params, C) for C in grant.a_B])
        b_B = pre.rekeygen_requester(params, a_B, f_B).b_B
        self.send(cid, self.make("Share", self.name, grant.url, encode_element(params, b_B)))
        self.held[grant.url.encode()] = Held(grant)

    def on_printed_fetch(self, command: Message) -> None:
        """Fetch as printed. Rejects: FETCH.Start.C1 (`url`)."""
        url = command.url.encode()
        require(url in self.held, "FETCH.Start.C1", "url")
        self.held = {other: held._replace(wanted=PRINTED_WANTED if other == url else ())
                     for other, held in self.held.items()}
        cid = cloud_of(self.network, command.url)
        self.send(cid, self.make("FetchRequest", self.name, command.url))

    def on_download(self, upload: Message) -> None:
        """Upload (user, as printed)."""
        self.downloads = (upload,)

    def open_printed_answer(self, answer: Message) -> None:
        """Spec: OPEN.Printed."""
        wanted = next((url for url, held in self.held.items() if held.wanted), None)
        if wanted is None or not self.downloads:
            return
        held, [upload] = self.held[wanted], self.downloads
        PID_A = held.delegation.PID_A  # whom the Upload names, nobody has looked at
        [delta] = records.delta(self.network.profile, self.network.params, upload.sections, PID_A)
        disclosures = self.printed_disclosures(upload, PID_A, answer)
        whole = answer.delta_A == delta and len(disclosures) == len(upload.sections)  # OPEN.Printed.1, OPEN.Printed.2
        self.opened += [[96, wanted, hash_item(disclosure)] for disclosure in disclosures]  # OPEN.Printed.2
        self.held[wanted] = held._replace(wanted=(), failures=held.failures + (not whole))  # OPEN.Printed.2

    def printed_disclosures(self, upload: Message, PID_A: bytes, answer: Message) -> list:
        """What the Sections of an Upload disclose, as far as they do. Spec: OPEN.Printed.2."""
        network = self.network
        f, disclosures, start = self.own_key().f, [], 0
        for section in upload.sections:
            C_B = answer.C_B[start:start + len(section.C)]
            start += len(section.C)
            try:
                plaintext = records.open_section(network.profile, network.params, f, PID_A, section, C_B)
                disclosures.append(network.schema.decode_part(plaintext, "Disclosure"))
            except Rejection:
                pass  # those behind it are opened all the same
        return disclosures

    def asking_item(self) -> list:
        return [[100, PID_A, url.decode()] for PID_A, url in sorted(self.asking)]

    def held_item(self) -> list:
        return [self.held[name].item(name) for name in sorted(self.held)]
