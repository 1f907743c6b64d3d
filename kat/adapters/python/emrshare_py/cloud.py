"""Clouds: what they store (section 14.4), delegations, questions and answers (15.2 to 15.4)."""

from typing import NamedTuple, Optional

from . import blocks, channel, corrected, gcm, pre, records
from .author import Author
from .credentials import are_sections, digests_of, is_expired, named_sections
from .encoding import decode_element, decode_short, encode_element
from .errors import require
from .initialization import cipher_key, rejection_seed
from .ledger import check_access, spent_items
from .messages import Message, hash_item
from .network import Network
from .node import NONCE_BYTES
from .owner import url_of
from .xof import derive_coins, xof


MAX_ACCESSES = 8  # of one requester, that wait for the chain


class Delegation(NamedTuple):
    """A delegation at the cloud; elements are encoded, those that are not there yet None."""

    PID_A: bytes
    PID_B: bytes
    url: str
    r_B: bytes
    rk: Optional[bytes] = None
    pk_B: Optional[bytes] = None

    def item(self, name: bytes) -> list:
        keys = [key for key in (self.rk, self.pk_B) if key is not None]
        return [98, name, self.PID_A, self.PID_B, self.url, self.r_B, keys]


class PendingAccess(NamedTuple):
    """A Presentation whose access is not on the chain yet."""

    presentation: Message
    sender: bytes
    end: int


class Cloud(Author):
    """A cloud."""

    def __init__(self, network: Network, identity: bytes, seed: bytes):
        super().__init__(network, identity, seed)
        self.key = None
        self.files = {}  # url -> Upload
        self.delegations = {}  # vc, as printed PID_B and url -> Delegation
        self.pending = {}  # r -> PendingAccess
        self.answered = {}  # (this cloud, r) -> expires

    def handlers(self) -> dict:
        own = {"Key": self.on_key, "Upload": self.on_upload}
        if self.printed:
            own |= {"CloudGrant": self.on_printed_grant, "Share": self.on_printed_share,
                    "FetchRequest": self.on_printed_request}
        else:
            own |= {"CloudGrant": self.on_grant, "Share": self.on_share, "FetchRequest": self.on_request,
                    "Presentation": self.on_presentation}
        return super().handlers() | own

    def certificate_key(self, PID: bytes, check: str, field: str) -> bytes:
        """The vk of a certified user. Rejects: `check` (`field`)."""
        certificate = self.ledger.certificates.get(PID)
        require(certificate is not None, check, field)
        return certificate.vk

    # The key

    def on_key(self, command: Message) -> None:
        """Key. Rejects: KEY.C1 (`f'`), as KeyGen."""
        params = self.network.params
        key = cipher_key(self.network.profile, params, decode_short(params, command["f'"]), self.seed)
        right = encode_element(params, key.pk) == self.network.nodes[self.identity].pk
        require(right, "KEY.C1", "f'")
        self.key = key  # KEY.1

    def open_sealed(self, message: Message) -> bytes:
        """What a message holds for this cloud. Rejects: KEY.C2 (`state`), as CHAN.Open."""
        params = self.network.params
        require(self.key is not None, "KEY.C2", "state")
        return channel.open_sealed(params, self.key.f, self.key.pk, rejection_seed(self.seed),
                                   self.network.channel_context(message.name), decode_element(params, message.C),
                                   message.sealed)

    # Records

    def on_upload(self, upload: Message) -> None:
        """Upload (cloud). Rejects: UPLOAD.C1 to UPLOAD.C7."""
        network = self.network
        vk = self.certificate_key(upload.PID_A, "UPLOAD.C1", "PID_A")
        require(self.are_stored_sections(upload.sections), "UPLOAD.C2", "sections")
        delta = records.delta(network.profile, network.params, upload.sections, upload.PID_A)
        require(upload.delta == delta, "UPLOAD.C3", "delta")
        network.check_signed(upload, vk, "UPLOAD.C4", "UPLOAD.C5")
        require(records.fits(network.profile, network.params, upload), "UPLOAD.C6", "sections")
        url = url_of(self.identity, upload)  # UPLOAD.1
        require(self.printed or url not in self.files, "UPLOAD.C7", "sections")
        self.files[url] = upload  # UPLOAD.1
        self.send(self.sender, self.make("Link", url) if self.printed
                  else self.sign("Link", self.identity, hash_item(upload), url))  # UPLOAD.2

    def are_stored_sections(self, sections) -> bool:
        """Whether an Upload may have these sections. Spec: UPLOAD.C2."""
        first = 1 if self.printed else 0
        numbered = [section.num for section in sections] == list(range(first, first + len(sections)))
        if self.printed:
            shaped = all(section.C and not section.body for section in sections)
        else:
            shaped = all(len(section.C) == 1 and len(section.body) >= gcm.TAG_BYTES for section in sections)
        return len(sections) > 0 and numbered and shaped

    # Delegations

    def on_grant(self, grant: Message) -> None:
        """CloudGrant. Rejects: CGRANT.C1 to C10, KEY.C2, as CHAN.Open and MSG.Decode."""
        network = self.network
        vk = self.certificate_key(grant.PID_A, "CGRANT.C1", "PID_A")
        network.check_signed(grant, vk, "CGRANT.C2", "CGRANT.C3")
        require(grant.cid == self.identity, "CGRANT.C4", "cid")
        share = network.schema.decode_part(self.open_sealed(grant), "CloudShare")
        credential = share.credential
        network.check_signed(credential, vk, "CGRANT.C5", "CGRANT.C6", "credential.")
        require(credential.PID_A == grant.PID_A, "CGRANT.C7", "credential")
        stored = self.files.get(credential.url)
        require(stored is not None, "CGRANT.C8", "credential.url")
        require(stored.PID_A == grant.PID_A, "CGRANT.C9", "credential.url")
        vc = hash_item(credential)
        require(vc not in self.delegations, "CGRANT.C10", "credential")
        self.delegations[vc] = Delegation(credential.PID_A, credential.PID_B, credential.url, share.r_B)  # CGRANT.1

    def on_share(self, share: Message) -> None:
        """Share. Rejects: SHARE.C1 to C7, KEY.C2, as CHAN.Open, ENC.Element and CPRE.ReKeyGen.Cloud."""
        params = self.network.params
        delegation = self.delegations.get(share.vc)
        require(delegation is not None, "SHARE.C1", "vc")
        require(delegation.PID_B == share.PID_B, "SHARE.C2", "PID_B")
        vk = self.certificate_key(share.PID_B, "SHARE.C3", "PID_B")
        self.network.check_signed(share, vk, "SHARE.C4", "SHARE.C5")
        require(share.cid == self.identity, "SHARE.C6", "cid")
        require(delegation.rk is None, "SHARE.C7", "vc")
        b_B = decode_element(params, self.open_sealed(share))
        r_B, pk_B = decode_element(params, delegation.r_B), decode_element(params, share["pk*"])
        rk = corrected.rekeygen_cloud(params, r_B, b_B, pk_B).rk  # SHARE.1
        self.delegations[share.vc] = delegation._replace(rk=encode_element(params, rk), pk_B=share["pk*"])  # SHARE.1

    # Questions

    def challenge_nonce(self, vc: bytes, expires: int) -> bytes:
        """Spec: CHALLENGE.Request.1."""
        return xof("NODE.Challenge", self.seed, vc, expires).take(NONCE_BYTES)

    def on_request(self, request: Message) -> None:
        """FetchRequest. Rejects: CHALLENGE.Request.C1 (`vc`)."""
        delegation = self.delegations.get(request.vc)
        require(delegation is not None and delegation.rk is not None, "CHALLENGE.Request.C1", "vc")
        expires = self.now + self.network.pp.grant_time  # CHALLENGE.Request.1
        r = self.challenge_nonce(request.vc, expires)  # CHALLENGE.Request.1
        self.send(self.sender, self.sign("Challenge", self.identity, request.vc, r, expires))  # CHALLENGE.Request.2

    def on_presentation(self, presentation: Message) -> None:
        """Presentation. Rejects: PRESENT.C1 to C13, TX.C24 to TX.C26."""
        self.check_question(presentation)
        self.check_credential(presentation)
        credential, r, now = presentation.credential, presentation.r, self.now
        vc, end = hash_item(credential), now + self.network.pp.grant_time
        check_access(self.ledger, credential.PID_A, vc, credential.PID_B, credential.url, now)
        self.answered = {key: expires for key, expires in self.answered.items() if expires >= now}  # PRESENT.1
        self.answered[self.identity, r] = presentation.expires  # PRESENT.1
        self.pending[r] = PendingAccess(presentation, self.sender, end)  # PRESENT.1
        self.submit(self.make("Access", self.identity, credential.PID_A, vc, presentation.PID_B, credential.url, r,
                              end))  # PRESENT.2

    def check_question(self, presentation: Message) -> None:
        """Rejects: PRESENT.C1 to C7."""
        vk = self.certificate_key(presentation.PID_B, "PRESENT.C1", "PID_B")
        self.network.check_signed(presentation, vk, "PRESENT.C2", "PRESENT.C3")
        require(presentation.cid == self.identity, "PRESENT.C4", "cid")
        r = self.challenge_nonce(hash_item(presentation.credential), presentation.expires)
        require(presentation.r == r, "PRESENT.C5", "r")
        require(self.now <= presentation.expires, "PRESENT.C6", "expires")
        require((self.identity, r) not in self.answered, "PRESENT.C7", "r")

    def check_credential(self, presentation: Message) -> None:
        """Rejects: PRESENT.C8 to C13."""
        credential, claims = presentation.credential, presentation.claims
        delegation = self.delegations.get(hash_item(credential))
        require(delegation is not None and delegation.rk is not None, "PRESENT.C8", "credential")
        require(credential.PID_B == presentation.PID_B, "PRESENT.C9", "PID_B")
        require(not is_expired(credential, self.now), "PRESENT.C10", "credential")
        digests = digests_of(claims)
        fresh = len(set(digests)) == len(digests) and set(digests) <= set(credential.claims)
        require(fresh, "PRESENT.C11", "claims")
        count = len(self.files[delegation.url].sections)
        require(are_sections(named_sections(claims), count), "PRESENT.C12", "claims")
        waiting = [access for access in self.pending.values() if access.presentation.PID_B == presentation.PID_B]
        require(len(waiting) < MAX_ACCESSES, "PRESENT.C13", "PID_B")

    # Answers

    def after_block(self, contents: list) -> None:
        """Spec: NODE.Retry.3, LOG."""
        super().after_block(contents)
        if self.printed:
            return
        for content in contents:
            if content.name == "Access" and content.author == self.identity and content.r in self.pending:
                self.serve(self.pending.pop(content.r))  # LOG.1
        self.pending = {r: access for r, access in self.pending.items() if access.end >= self.ledger.time}  # LOG.2

    def serve(self, access: PendingAccess) -> None:
        """Spec: SERVE."""
        params, presentation = self.network.params, access.presentation
        vc = hash_item(presentation.credential)
        delegation = self.delegations[vc]
        upload = self.files[delegation.url]
        chosen = [upload.sections[num] for num in named_sections(presentation.claims)]
        C_B = tuple(self.reencrypted(params, vc, delegation, section) for section in chosen)  # SERVE.1
        delta = tuple(upload.delta[section.num] for section in chosen)
        self.send(access.sender, self.sign("FetchAnswer", self.identity, presentation.PID_B, presentation.r, C_B,
                                           delta, tuple(chosen)))  # SERVE.2

    def reencrypted(self, params, vc: bytes, delegation: Delegation, section: Message) -> bytes:
        """Spec: SERVE.1."""
        rk, pk_B = decode_element(params, delegation.rk), decode_element(params, delegation.pk_B)
        C_A = decode_element(params, section.C[0])
        K_CS = derive_coins("NODE.K_CS", self.seed)
        coins = corrected.reenc_coins(params, K_CS, vc, rk, pk_B, C_A)
        return encode_element(params, corrected.reenc(params, rk, pk_B, C_A, coins).C_B)

    # As printed (section 15.7)

    def on_printed_grant(self, grant: Message) -> None:
        """CloudGrant as printed. Rejects: CGRANT.C8 (`url`), KEY.C2 (`state`), as BLOCKS.Element."""
        params = self.network.params
        stored = self.files.get(grant.url)
        require(stored is not None, "CGRANT.C8", "url")
        require(self.key is not None, "KEY.C2", "state")
        r_B = blocks.decrypt_element(params, self.key.f, self.decoded(grant.r_B))
        name = printed_name(grant.PID_B, grant.url)
        self.delegations[name] = Delegation(stored.PID_A, grant.PID_B, grant.url, encode_element(params, r_B))

    def decoded(self, elements) -> list:
        return [decode_element(self.network.params, x) for x in elements]

    def on_printed_share(self, share: Message) -> None:
        """Share as printed. Rejects: SHARE.C1 (`url`), as PRE.ReKeyGen.Cloud."""
        params = self.network.params
        name = printed_name(share.PID_B, share.url)
        delegation = self.delegations.get(name)
        require(delegation is not None, "SHARE.C1", "url")
        r_B, b_B = decode_element(params, delegation.r_B), decode_element(params, share.b_B)
        rk = encode_element(params, pre.rekeygen_cloud(params, r_B, b_B).rk)
        self.delegations[name] = delegation._replace(rk=rk)

    def on_printed_request(self, request: Message) -> None:
        """FetchRequest as printed. Rejects: CHALLENGE.Request.C1 (`url`)."""
        params = self.network.params
        delegation = self.delegations.get(printed_name(request.PID_B, request.url))
        require(delegation is not None and delegation.rk is not None, "CHALLENGE.Request.C1", "url")
        upload, rk = self.files[request.url], decode_element(params, delegation.rk)
        C_B = tuple(encode_element(params, pre.reenc(params, rk, C_A))
                    for section in upload.sections for C_A in self.decoded(section.C))
        self.send(self.sender, upload)
        self.send(self.sender, self.make("FetchAnswer", C_B, upload.delta[0]))

    # State

    def own(self) -> list:
        parts = [sorted_files(self.files), [self.delegations[name].item(name) for name in sorted(self.delegations)],
                 [[99, hash_item(access.presentation), access.sender.decode(), access.end]
                  for _, access in sorted(self.pending.items())],
                 spent_items(self.answered)]
        sharing = [[93, self.key is not None, *parts]] if self.key is not None or any(parts) else []
        return [82, *self.submissions(), *sharing]


def printed_name(PID_B: bytes, url: str) -> bytes:
    """What stands for the name of a delegation as printed (section 15.6)."""
    return PID_B + url.encode()


def sorted_files(files: dict) -> list:
    """The list of what is stored."""
    return [[97, url, hash_item(files[url])] for url in sorted(files, key=str.encode)]
