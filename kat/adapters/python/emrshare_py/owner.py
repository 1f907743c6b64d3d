"""What a user does as the owner of records: sections 14.4, 14.5 and Allow of 15.2."""

from typing import NamedTuple, Optional

from . import blocks, channel, corrected, pre, records
from .credentials import are_sections, digests_of, make_claims
from .encoding import decode_element, decode_short, encode_element
from .errors import require
from .initialization import cipher_key, rejection_seed
from .messages import Message, hash_item
from .network import CLOUD, HOSPITAL
from .xof import derive_coins

MAX_SUMMARY = 65536
MAX_SECTIONS = 4095  # with the summary


class OwnRecord(NamedTuple):
    """A record: what the hospital wrote, and where it is stored as far as that is known."""

    record: Message
    upload: Optional[Message] = None
    cid: bytes = b""  # to which it was sent
    url: str = ""

    def item(self) -> list:
        digest = hash_item(self.upload) if self.upload else b""
        return [94, hash_item(self.record), digest, self.cid, self.url]


def cloud_of(network, url: str):
    """The cloud of a url (section 15.2), or None."""
    cid = url.encode().partition(b"/")[0]  # without a slash all of it
    return cid if network.has_role(cid, CLOUD) else None


def url_of(cid: bytes, upload: Message) -> str:
    """The url under which a cloud stores an Upload. Spec: UPLOAD.1."""
    return f"{cid.decode()}/{hash_item(upload).hex()}"


class Owner:
    """A part of User."""

    def begin_owner(self) -> None:
        self.records = {}  # H(Record) -> OwnRecord
        self.issued = []  # vc

    def owner_handlers(self) -> dict:
        return {"EMR": self.on_record, "Store": self.on_store, "Link": self.on_link, "Publish": self.on_publish,
                "Allow": self.on_printed_allow if self.printed else self.on_allow}

    def own_key(self):
        """Her key to decrypt with."""
        params = self.network.params
        return cipher_key(self.network.profile, params, decode_short(params, self.offered[1]), self.seed)

    def open_sealed(self, message: Message) -> bytes:
        """What a message holds for this user. Rejects: as CHAN.Open."""
        params, key = self.network.params, self.own_key()
        return channel.open_sealed(params, key.f, key.pk, rejection_seed(self.seed),
                                   self.network.channel_context(message.name), decode_element(params, message.C),
                                   message.sealed)

    def seal_for(self, pk: bytes, name: str, plaintext: bytes, label: str) -> tuple:
        """(C, sealed) of a message of this name."""
        params = self.network.params
        C, sealed = channel.seal(params, decode_element(params, pk), self.network.channel_context(name), plaintext,
                                 derive_coins(label, self.coins))
        return encode_element(params, C), sealed

    # From the hospital to the cloud

    def on_record(self, message: Message) -> None:
        """EMR. Rejects: EMR.C1 to EMR.C7, as CHAN.Open and MSG.Decode."""
        require(self.certificate is not None, "EMR.C1", "state")
        record = self.network.schema.decode_part(self.open_sealed(message), "Record")
        attestation = record.attestation
        self.check_attestation(attestation)
        numbered = [disclosure.num for disclosure in record.disclosures] == list(range(len(record.disclosures)))
        attested = tuple(map(hash_item, record.disclosures)) == attestation.digests
        counted = 1 <= len(record.disclosures) <= MAX_SECTIONS
        require(numbered and counted and attested, "EMR.C6", "disclosures")
        digest = hash_item(record)
        require(digest not in self.records, "EMR.C7", "record")
        self.records[digest] = OwnRecord(record)  # EMR.1

    def check_attestation(self, attestation: Message) -> None:
        """Rejects: EMR.C2 to EMR.C5."""
        network = self.network
        require(network.has_role(attestation.hid, HOSPITAL), "EMR.C2", "hid")
        network.check_signed(attestation, network.nodes[attestation.hid].vk, "EMR.C3", "EMR.C4")
        require(attestation.PID_A == self.name, "EMR.C5", "PID_A")

    def on_store(self, command: Message) -> None:
        """Store. Rejects: STORE.C1, C2, C4, C5 (`record`), STORE.C3 (`to`)."""
        network, params = self.network, self.network.params
        own = self.records.get(command.record)
        require(own is not None, "STORE.C1", "record")
        require(not own.url, "STORE.C2", "record")
        cid = command.to.encode()
        require(network.has_role(cid, CLOUD), "STORE.C3", "to")
        disclosures = own.record.disclosures[1 if self.printed else 0:]
        if self.printed:
            count = sum(records.printed_blocks(params, len(disclosure.encoded)) for disclosure in disclosures)
            require(count <= records.MAX_BLOCKS, "STORE.C4", "record")
        pk = decode_element(params, self.certificate.pk)
        sections = tuple(records.seal(network.profile, params, pk, self.name, disclosure.num, disclosure.encoded,
                                      derive_coins("NODE.Section", self.coins, disclosure.num))
                         for disclosure in disclosures)  # STORE.1
        delta = records.delta(network.profile, params, sections, self.name)  # STORE.2
        upload = self.sign("Upload", self.name, sections, delta)  # STORE.3
        require(records.fits(network.profile, params, upload), "STORE.C5", "record")
        self.records[command.record] = own._replace(upload=upload, cid=cid)  # STORE.3
        self.send(cid, upload)  # STORE.3

    def on_link(self, link: Message) -> None:
        """Link. Rejects: LINK.C1 to LINK.C5."""
        network = self.network
        waiting = [(digest, own) for digest, own in sorted(self.records.items()) if own.upload and not own.url]
        if not self.printed:
            waiting = [(digest, own) for digest, own in waiting if hash_item(own.upload) == link.upload]
        require(len(waiting) > 0, "LINK.C1", "upload")
        digest, own = waiting[0]
        if not self.printed:
            require(link.cid == own.cid, "LINK.C2", "cid")
            network.check_signed(link, network.nodes[link.cid].vk, "LINK.C3", "LINK.C4")
            require(link.url == url_of(own.cid, own.upload), "LINK.C5", "url")
        self.records[digest] = own._replace(url=link.url)  # LINK.1

    # Metadata

    def record_at(self, url: str) -> Optional[OwnRecord]:
        """Her record at a url, or None. As printed several can have one url: the first by H(Record) is meant."""
        return next((own for _, own in sorted(self.records.items()) if url and own.url == url), None)

    def on_publish(self, command: Message) -> None:
        """Publish. Rejects: PUBLISH.C1 (`url`), PUBLISH.C2 (`encrypted`), PUBLISH.C3 (`Info_s`)."""
        own = self.record_at(command.url)
        require(own is not None, "PUBLISH.C1", "url")
        require(not (self.printed and command.encrypted), "PUBLISH.C2", "encrypted")
        if command.encrypted:
            Info_s = own.upload.sections[0].encoded  # PUBLISH.1
        else:
            summary = own.record.disclosures[0]
            Info_s = self.make("Record", own.record.attestation, (summary,)).encoded  # PUBLISH.1
        require(len(Info_s) <= MAX_SUMMARY, "PUBLISH.C3", "Info_s")
        self.submit(self.make("Metadata", self.name, command.url, Info_s))  # PUBLISH.2

    # Delegations

    def request_of(self, command: Message) -> Message:
        """The request that an Allow is about. Rejects: ALLOW.C1 (`request`)."""
        request = next((request for request in self.requested if hash_item(request) == command.request), None)
        require(request is not None, "ALLOW.C1", "request")
        return request

    def check_times(self, command: Message) -> bytes:
        """The cloud of an Allow. Rejects: ALLOW.C4 (`not_after`), ALLOW.C5 (`url`)."""
        require(command.not_before <= command.not_after, "ALLOW.C4", "not_after")
        cid = cloud_of(self.network, command.url)
        require(cid is not None, "ALLOW.C5", "url")
        return cid

    def on_allow(self, command: Message) -> None:
        """Allow. Rejects: ALLOW.C1 to ALLOW.C5."""
        network, params, url = self.network, self.network.params, command.url
        request = self.request_of(command)
        own = self.record_at(url)
        require(own is not None and url == request.url, "ALLOW.C2", "url")
        require(are_sections(list(command.sections), len(own.record.disclosures)), "ALLOW.C3", "sections")
        cid = self.check_times(command)
        PID_B = request.PID_B
        claims = make_claims(network.schema, command.purpose, command.sections, self.coins)  # ALLOW.1
        credential = self.sign("VC", self.name, PID_B, url, command.not_before, command.not_after, self.draw_nonce(),
                               digests_of(claims))  # ALLOW.2
        vc = hash_item(credential)
        key = self.own_key()
        part = corrected.rekeygen_owner(params, key.f, key.w, key.F, key.W,
                                        derive_coins("NODE.Delegation", self.coins))  # ALLOW.3
        share = self.make("CloudShare", credential, encode_element(params, part.r_B))
        C, sealed = self.seal_for(network.nodes[cid].pk, "CloudGrant", share.encoded, "NODE.CloudSeal")  # ALLOW.4
        self.send(cid, self.sign("CloudGrant", self.name, cid, C, sealed))  # ALLOW.4
        delegation = self.make("Delegation", credential, tuple(claims), encode_element(params, part.a_B),
                               own.upload.delta, own.record.attestation)
        C, sealed = self.seal_for(self.ledger.certificates[PID_B].pk, "Grant", delegation.encoded,
                                  "NODE.Seal")  # ALLOW.5
        self.send(command.to.encode(), self.sign("Grant", self.name, PID_B, C, sealed))  # ALLOW.5
        self.submit(self.make("Credential", self.name, vc, PID_B, url, command.not_before,
                              command.not_after))  # ALLOW.6
        self.issued.append(vc)  # ALLOW.7
        self.requested = [other for other in self.requested if other != request]  # ALLOW.7

    def on_printed_allow(self, command: Message) -> None:
        """Allow as printed. Rejects: ALLOW.C1, C2, C4, C5. Spec: section 15.7."""
        params, url = self.network.params, command.url
        request = self.request_of(command)
        PID_B = request.PID_B
        require(self.record_at(url) is not None, "ALLOW.C2", "url")
        cid = self.check_times(command)
        part = pre.rekeygen_owner(params, self.own_key().f, derive_coins("NODE.Delegation", self.coins))  # ALLOW.3
        r_B = self.encrypt_element(self.network.nodes[cid].pk, part.r_B, "NODE.CloudSeal")
        self.send(cid, self.make("CloudGrant", PID_B, url, r_B))  # ALLOW.4
        a_B = self.encrypt_element(self.ledger.certificates[PID_B].pk, part.a_B, "NODE.Seal")
        self.send(command.to.encode(), self.make("Grant", self.name, url, a_B))  # ALLOW.5
        self.requested.remove(request)  # ALLOW.7: of equal ones the first

    def encrypt_element(self, pk: bytes, x, label: str) -> tuple:
        """An element under somebody's key as printed."""
        params = self.network.params
        encrypted = blocks.encrypt_element(params, decode_element(params, pk), x, derive_coins(label, self.coins))
        return tuple(encode_element(params, C) for C in encrypted)
