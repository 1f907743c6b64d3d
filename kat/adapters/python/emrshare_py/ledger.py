"""The ledger of the corrected profile (sections 12.1 to 12.6). Nothing here reads a clock or draws a coin."""

from collections import Counter
from typing import Optional

from .errors import Rejection, require
from .messages import Message, hash_item
from .network import CLOUD, HOSPITAL, MANAGEMENT, Network


class Ledger:
    """What the blocks made so far. Certificates are by PID, metadata by url, credentials by vc, spent by r."""

    def __init__(self, network: Network):
        self.height = self.time = self.serial = self.count = 0
        self.last = self.R = network.G
        self.certificates = {}
        self.metadata = {}
        self.credentials = {}  # vc -> Granted
        self.spent = {}  # r -> expires

    def copy(self) -> "Ledger":
        other = object.__new__(type(self))
        other.__dict__ = {name: dict(value) if isinstance(value, dict) else value
                          for name, value in self.__dict__.items()}
        return other

    def item(self) -> list:
        """Ledger, code 70."""
        return [70, self.height, self.last, self.time, self.R, self.serial, self.count, *sorted_entries(self),
                [[72, r, self.spent[r]] for r in sorted(self.spent)]]


def sorted_entries(L) -> list:
    """The lists of certificates, metadata and credentials that both profiles have, in the order of bytes."""
    return [[entries[key].item for key in sorted(entries, key=_bytes_of)]
            for entries in (L.certificates, L.metadata, L.credentials)]


def _bytes_of(key) -> bytes:
    return key.encode() if isinstance(key, str) else key


def key_of(network: Network, L, identity: bytes) -> Optional[bytes]:
    """KEY(L, id)."""
    if identity in network.nodes:
        return network.nodes[identity].vk
    certificate = L.certificates.get(identity)
    return certificate.vk if certificate else None


def leader_of(network: Network, L: Ledger, term: int) -> bytes:
    """The leader of the next block in a term. Spec: LEADER."""
    N = len(network.management)
    j = (int.from_bytes(L.R, "little") % N + term) % N + 1  # LEADER.1
    return network.management[j - 1]  # LEADER.2


# Transactions

def check_transaction(network: Network, L: Ledger, now: int, tx: Message) -> None:
    """Rejects: TX.C1 to TX.C27. Spec: TX.Check."""
    M, grant, window = tx.M, tx.grant, network.pp.window
    key = key_of(network, L, M.author)
    require(key is not None, "TX.C1", "author")
    require(network.digest_is_right(tx), "TX.C2", "h")
    require(network.signature_is_right(tx, key), "TX.C3", "Sig")
    require(_may_write(network, L, M), "TX.C4", "author")
    require(network.has_role(grant.leader, MANAGEMENT), "TX.C5", "leader")
    require(network.digest_is_right(grant), "TX.C6", "grant.h")
    require(network.signature_is_right(grant, network.nodes[grant.leader].vk), "TX.C7", "grant.Sig")
    require(grant.author == M.author, "TX.C8", "grant.author")
    require(tx.time <= now + window, "TX.C9", "time")
    require(now <= tx.time + window, "TX.C10", "time")
    require(now <= grant.expires, "TX.C11", "expires")
    require(grant.r not in L.spent, "TX.C12", "r")
    CONTENT_CHECKS[M.name](network, L, now, M)


def _may_write(network: Network, L: Ledger, M: Message) -> bool:
    """Whether the author may write this content."""
    if M.name == "Registration":
        return M.author == network.registrar
    if M.name == "Access":
        return network.has_role(M.author, CLOUD)
    return M.author in L.certificates


def _check_registration(network: Network, L: Ledger, now: int, M: Message) -> None:
    certificate = M.certificate
    require(certificate.mid == network.registrar, "TX.C13", "certificate.mid")
    require(network.digest_is_right(certificate), "TX.C14", "certificate.h")
    key = network.nodes[network.registrar].vk
    require(network.signature_is_right(certificate, key), "TX.C15", "certificate.Sig")
    new = certificate.PID not in L.certificates and certificate.PID not in network.nodes
    require(new, "TX.C16", "certificate.PID")


def _check_metadata(network: Network, L: Ledger, now: int, M: Message) -> None:
    require(M.url not in L.metadata, "TX.C17", "url")


def _check_credential(network: Network, L: Ledger, now: int, M: Message) -> None:
    require(M.url in L.metadata and L.metadata[M.url].author == M.author, "TX.C18", "url")
    require(M.PID_B in L.certificates, "TX.C19", "PID_B")
    require(M.vc not in L.credentials, "TX.C20", "vc")
    require(M.not_before <= M.not_after, "TX.C21", "not_after")


def _check_revocation(network: Network, L: Ledger, now: int, M: Message) -> None:
    granted = L.credentials.get(M.vc)
    require(granted is not None and granted.credential.author == M.author, "TX.C22", "vc")
    require(not granted.revoked, "TX.C23", "vc")


def check_valid(L: Ledger, vc: bytes, PID_B: bytes, url: str, now: int) -> None:
    """Rejects: TX.C24 to TX.C26. Spec: CONTRACT.Valid."""
    granted = L.credentials.get(vc)
    require(granted is not None, "TX.C24", "vc")
    credential = granted.credential
    require(credential.PID_B == PID_B and credential.url == url, "TX.C25", "PID_B")
    require(not granted.revoked and credential.not_before <= now <= credential.not_after, "TX.C26", "vc")


def _check_access(network: Network, L: Ledger, now: int, M: Message) -> None:
    check_valid(L, M.vc, M.PID_B, M.url, now)
    require(M.serial == L.serial, "TX.C27", "serial")


CONTENT_CHECKS = {"Registration": _check_registration, "Metadata": _check_metadata, "Credential": _check_credential,
                  "Revocation": _check_revocation, "Access": _check_access}


def apply_content(network: Network, L, M: Message) -> None:
    """The entries that a content makes or changes. Spec: TX.1."""
    make = network.schema.make
    if M.name == "Registration":
        L.certificates[M.certificate.PID] = M.certificate
    elif M.name == "Metadata":
        L.metadata[M.url] = M
    elif M.name == "Credential":
        L.credentials[M.vc] = make("Granted", M, False)
    elif M.name == "Revocation" and M.vc in L.credentials:
        L.credentials[M.vc] = make("Granted", L.credentials[M.vc].credential, True)


def apply_transaction(network: Network, L: Ledger, tx: Message) -> None:
    """Spec: TX.Apply."""
    apply_content(network, L, tx.M)  # TX.1
    if tx.M.name == "Access":
        L.serial += 1  # TX.1
    L.spent[tx.grant.r] = tx.grant.expires  # TX.2
    L.count += 1  # TX.3


def passes(network: Network, L: Ledger, now: int, tx: Message) -> bool:
    """Whether a Tx_req passes TX.Check."""
    try:
        check_transaction(network, L, now, tx)
    except Rejection:
        return False
    return True


# Endorsement

def check_endorsement(network: Network, L: Ledger, now: int, E: Message, endorsed_before: bool) -> None:
    """Rejects: END.C1 to END.C4, and as check_transaction. Spec: END.Check."""
    require(network.has_role(E.hid, HOSPITAL), "END.C1", "hid")
    require(network.digest_is_right(E), "END.C2", "h")
    require(network.signature_is_right(E, network.nodes[E.hid].vk), "END.C3", "Sig")
    require(not endorsed_before, "END.C4", "hid")
    check_transaction(network, L, now, E.Tx_req)


# Blocks

def _is_quorum(network: Network, vouchers) -> bool:
    """At least Q of hospitals, in the order of PP, none twice."""
    return len(vouchers) >= network.quorum and network.are_hospitals_in_order([v.hid for v in vouchers])


def _acks_are_right(network: Network, quorum: Message, num: int, h_B: bytes) -> bool:
    """Whether every ack is the right Sig of Ack(hid, num, term, h_B)."""
    return all(network.voucher_is_right(ack, "Ack", ack.hid, num, quorum.term, h_B) for ack in quorum.acks)


def check_block(network: Network, L: Ledger, BM: Message) -> None:
    """Rejects: BLOCK.C1 to BLOCK.C12. Spec: BLOCK.Check."""
    require(BM.num == L.height + 1, "BLOCK.C1", "num")
    require(BM.prev == L.last, "BLOCK.C2", "prev")
    require(BM.time >= L.time, "BLOCK.C3", "time")
    require(network.has_role(BM.leader, MANAGEMENT), "BLOCK.C4", "leader")
    require(network.digest_is_right(BM), "BLOCK.C5", "h")
    require(network.signature_is_right(BM, network.nodes[BM.leader].vk), "BLOCK.C6", "Sig")
    quorum = BM.quorum
    if L.height == 0:
        require(not quorum.acks and quorum.term == 0, "BLOCK.C7", "quorum")
    else:
        require(_is_quorum(network, quorum.acks), "BLOCK.C7", "quorum")
    require(_acks_are_right(network, quorum, BM.num - 1, BM.prev), "BLOCK.C8", "quorum")
    require(1 <= len(BM.Block) <= network.pp.block_transactions, "BLOCK.C9", "Block")
    for tx in BM.Block:
        ids = [voucher.hid for voucher in tx.endorsers]
        enough = len(ids) > network.pp.threshold and network.are_hospitals_in_order(ids)
        require(enough, "BLOCK.C10", "Block")
    for tx in BM.Block:
        right = all(network.voucher_is_right(voucher, "E", tx.Tx_req, voucher.hid, True) for voucher in tx.endorsers)
        require(right, "BLOCK.C11", "Block")
    trial = L.copy()
    for tx in BM.Block:
        require(passes(network, trial, BM.time, tx.Tx_req), "BLOCK.C12", "Block")
        apply_transaction(network, trial, tx.Tx_req)


def apply_block(network: Network, L: Ledger, BM: Message) -> None:
    """Spec: BLOCK.Apply."""
    for tx in BM.Block:
        apply_transaction(network, L, tx.Tx_req)  # BLOCK.1
    L.height, L.last, L.time = BM.num, BM.h, BM.time  # BLOCK.2
    L.spent = {r: expires for r, expires in L.spent.items() if expires >= BM.time}  # BLOCK.3
    L.R = hash_item([BM.prev, BM.quorum])  # BLOCK.4


# Finality

def choice(terms) -> Optional[Message]:
    """The BM that NewTerms name, or None. Spec: CHOICE.

    Blocks are told apart by h, which is what an Ack names: one h may come with several right Sig.
    """
    votes = [vote for new_term in terms for vote in new_term.vote]
    if not votes:
        return None  # CHOICE.1
    greatest = max(vote.term for vote in votes)
    blocks = [vote.BM for vote in votes if vote.term == greatest]  # CHOICE.1
    counts = Counter(BM.h for BM in blocks)
    return min(blocks, key=lambda BM: (-counts[BM.h], BM.h))  # CHOICE.2


def check_proposal(network: Network, L: Ledger, now: int, term: int, vote, proposal: Message) -> None:
    """`term` and `vote` (a tuple of no or one Vote) are the hospital's.

    Rejects: PROP.C1 to PROP.C9, and as check_block. Spec: PROP.Check.
    """
    require(proposal.leader == leader_of(network, L, proposal.term), "PROP.C1", "leader")
    require(network.digest_is_right(proposal), "PROP.C2", "h")
    require(network.signature_is_right(proposal, network.nodes[proposal.leader].vk), "PROP.C3", "Sig")
    require(proposal.term >= term, "PROP.C4", "term")
    require(not vote or vote[0].term < proposal.term, "PROP.C5", "term")
    terms = proposal.terms
    if proposal.term == 0:
        require(not terms, "PROP.C6", "terms")
    else:
        fits = all(t.num == L.height + 1 and t.term == proposal.term for t in terms)
        require(_is_quorum(network, terms) and fits, "PROP.C6", "terms")
    right = all(network.digest_is_right(t) and network.signature_is_right(t, network.nodes[t.hid].vk) for t in terms)
    require(right, "PROP.C7", "terms")
    chosen = choice(terms)
    fits = proposal.BM.leader == proposal.leader if chosen is None else proposal.BM.h == chosen.h
    require(fits, "PROP.C8", "BM")
    require(proposal.BM.time <= now + network.pp.window, "PROP.C9", "BM.time")
    check_block(network, L, proposal.BM)


def check_ack(network: Network, ack: Message, proposal: Optional[Message], acks) -> None:
    """`proposal` is this node's open one and `acks` the Vouchers that it has. Rejects: ACK.C1 to C5. Spec: ACK.Check."""
    require(network.has_role(ack.hid, HOSPITAL), "ACK.C1", "hid")
    require(network.digest_is_right(ack), "ACK.C2", "h")
    require(network.signature_is_right(ack, network.nodes[ack.hid].vk), "ACK.C3", "Sig")
    fits = proposal is not None and (ack.num, ack.term, ack.h_B) == (proposal.BM.num, proposal.term, proposal.BM.h)
    require(fits, "ACK.C4", "h_B")
    require(all(ack.hid != voucher.hid for voucher in acks), "ACK.C5", "hid")


def check_commit(network: Network, L: Ledger, commit: Message) -> None:
    """Rejects: as check_block, then COMMIT.C1, COMMIT.C2 (`quorum`). Spec: COMMIT.Check."""
    check_block(network, L, commit.BM)
    require(_is_quorum(network, commit.quorum.acks), "COMMIT.C1", "quorum")
    require(_acks_are_right(network, commit.quorum, commit.BM.num, commit.BM.h), "COMMIT.C2", "quorum")


def check_new_term(network: Network, L: Ledger, identity: bytes, new_term: Message, said_before: bool) -> None:
    """`identity` is this node. Rejects: TERM.C1 to TERM.C6. Spec: TERM.Check."""
    require(network.has_role(new_term.hid, HOSPITAL), "TERM.C1", "hid")
    require(network.digest_is_right(new_term), "TERM.C2", "h")
    require(network.signature_is_right(new_term, network.nodes[new_term.hid].vk), "TERM.C3", "Sig")
    require(new_term.num == L.height + 1, "TERM.C4", "num")
    leads = new_term.term > 0 and leader_of(network, L, new_term.term) == identity
    require(leads, "TERM.C5", "term")
    require(not said_before, "TERM.C6", "hid")


# The contract

def is_valid(L: Ledger, vc: bytes, PID_B: bytes, url: str, now: int) -> bool:
    """Whether the cloud may serve. Spec: CONTRACT.Valid."""
    try:
        check_valid(L, vc, PID_B, url, now)
    except Rejection:
        return False
    return True


def audit(contents, PID: bytes) -> list:
    """The contents that concern a PID, in order. Spec: CONTRACT.Audit."""
    return [M for M in contents if PID in (M.author, getattr(M, "PID_B", None),
                                           getattr(getattr(M, "certificate", None), "PID", None))]
