"""The ledger of the corrected profile (sections 12.1 to 12.6). Nothing here reads a clock or draws a coin."""

from collections import Counter
from typing import Optional

from .errors import Rejection, require
from .messages import Message, hash_item
from .network import CLOUD, HOSPITAL, MANAGEMENT, Network

BLOCK_BYTES = 1 << 23
ACCESS_TIME = 16  # in units of grant_time


class Entries:
    """The contents that the ledgers of both profiles hold.

    Keys have the order of bytes: a url is encoded in them.
    """

    def __init__(self):
        self.certificates = {}  # PID -> Certificate
        self.metadata = {}  # (author, url) -> Metadata
        self.credentials = {}  # (author, vc) -> Granted

    def copy(self):
        """A copy that shares the entries, which never change."""
        other = object.__new__(type(self))
        other.__dict__ = {name: dict(value) if isinstance(value, dict) else value
                          for name, value in self.__dict__.items()}
        return other

    def items(self) -> list:
        """The lists of certificates, metadata and credentials."""
        return [[entries[key].item for key in sorted(entries)]
                for entries in (self.certificates, self.metadata, self.credentials)]


class Ledger(Entries):
    """What the blocks made so far."""

    def __init__(self, network: Network):
        super().__init__()
        self.height = self.time = self.count = 0
        self.last = self.R = network.G
        self.spent = {}  # (by, r) -> expires

    def item(self) -> list:
        """Ledger, code 70."""
        return [70, self.height, self.last, self.time, self.R, self.count, *self.items(), spent_items(self.spent)]


def spent_items(spent: dict) -> list:
    """The list of Spent of a map from (by, r) to expires."""
    return [[72, *key, spent[key]] for key in sorted(spent)]


def metadata_key(author: bytes, url: str) -> tuple:
    """The key of a Metadata."""
    return author, url.encode()


def key_of(network: Network, L: Entries, identity: bytes) -> Optional[bytes]:
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
    """Rejects: TX.C1 to TX.C30. Spec: TX.Check."""
    M, grant, pp = tx.M, tx.grant, network.pp
    key = key_of(network, L, M.author)
    require(key is not None, "TX.C1", "author")
    network.check_signed(tx, key, "TX.C2", "TX.C3")
    require(_may_write(network, L, M), "TX.C4", "author")
    require(network.has_role(grant.leader, MANAGEMENT), "TX.C5", "leader")
    network.check_signed(grant, network.nodes[grant.leader].vk, "TX.C6", "TX.C7", "grant.")
    require(grant.author == M.author, "TX.C8", "grant.author")
    require(tx.time <= now + pp.window, "TX.C9", "time")
    require(now <= tx.time + pp.window, "TX.C10", "time")
    require(now <= grant.expires, "TX.C11", "expires")
    require((grant.leader, grant.r) not in L.spent, "TX.C12", "r")
    check_content(network, L, now, M)
    require(grant.expires <= tx.time + pp.window + pp.grant_time, "TX.C29", "expires")


def _may_write(network: Network, L: Ledger, M: Message) -> bool:
    """Whether the author may write this content."""
    if M.name == "Registration":
        return M.author == network.registrar
    if M.name == "Access":
        return network.has_role(M.author, CLOUD)
    return M.author in L.certificates


# The checks of the content that are lasting (section 12.2).
LASTING = {"TX.C13", "TX.C14", "TX.C15", "TX.C16", "TX.C17", "TX.C20", "TX.C21", "TX.C23", "TX.C27", "TX.C28"}


def check_content(network: Network, L: Ledger, now: int, M: Message) -> None:
    """Rejects: TX.C13 to TX.C28, TX.C30."""
    for holds, check, field in CONTENT_CHECKS[M.name](network, L, now, M):
        require(holds, check, field)


def may_pass_later(network: Network, L: Ledger, now: int, M: Message) -> bool:
    """Whether a content passes the lasting checks."""
    return all(holds for holds, check, _ in CONTENT_CHECKS[M.name](network, L, now, M) if check in LASTING)


# The checks of each content, in their order: (whether it holds, or cannot be evaluated; check; field).

def _registration_checks(network: Network, L: Ledger, now: int, M: Message):
    certificate = M.certificate
    yield certificate.mid == network.registrar, "TX.C13", "certificate.mid"
    yield network.digest_is_right(certificate), "TX.C14", "certificate.h"
    vk = network.nodes[network.registrar].vk
    yield network.signature_is_right(certificate, vk), "TX.C15", "certificate.Sig"
    yield certificate.PID not in L.certificates, "TX.C16", "certificate.PID"


def _metadata_checks(network: Network, L: Ledger, now: int, M: Message):
    yield metadata_key(M.author, M.url) not in L.metadata, "TX.C17", "url"


def _credential_checks(network: Network, L: Ledger, now: int, M: Message):
    yield metadata_key(M.author, M.url) in L.metadata, "TX.C18", "url"
    yield M.PID_B in L.certificates, "TX.C19", "PID_B"
    yield (M.author, M.vc) not in L.credentials, "TX.C20", "vc"
    yield M.not_before <= M.not_after, "TX.C21", "not_after"


def _revocation_checks(network: Network, L: Ledger, now: int, M: Message):
    granted = L.credentials.get((M.author, M.vc))
    yield granted is not None, "TX.C22", "vc"
    yield granted is None or not granted.revoked, "TX.C23", "vc"


def _access_checks(network: Network, L: Ledger, now: int, M: Message):
    yield from access_checks(L, M.PID_A, M.vc, M.PID_B, M.url, now)
    yield (M.author, M.r) not in L.spent, "TX.C27", "M.r"
    yield now <= M.expires, "TX.C28", "M.expires"
    yield M.expires <= now + ACCESS_TIME * network.pp.grant_time, "TX.C30", "M.expires"


def access_checks(L: Ledger, PID_A: bytes, vc: bytes, PID_B: bytes, url: str, now: int):
    """Spec: TX.C24 to TX.C26."""
    granted = L.credentials.get((PID_A, vc))
    yield granted is not None, "TX.C24", "vc"
    if granted is not None:
        credential = granted.credential
        yield (credential.PID_B, credential.url) == (PID_B, url), "TX.C25", "PID_B"
        yield not granted.revoked and credential.not_before <= now <= credential.not_after, "TX.C26", "vc"


def check_access(L: Ledger, PID_A: bytes, vc: bytes, PID_B: bytes, url: str, now: int) -> None:
    """Rejects: TX.C24 to TX.C26. Spec: CONTRACT.Valid."""
    for holds, check, field in access_checks(L, PID_A, vc, PID_B, url, now):
        require(holds, check, field)


CONTENT_CHECKS = {"Registration": _registration_checks, "Metadata": _metadata_checks,
                  "Credential": _credential_checks, "Revocation": _revocation_checks, "Access": _access_checks}


def apply_content(network: Network, L: Entries, M: Message) -> None:
    """What a content that is no Access does, in both profiles. Spec: TX.1, PBLOCK.1."""
    make = network.schema.make
    if M.name == "Registration":
        L.certificates[M.certificate.PID] = M.certificate
    elif M.name == "Metadata":
        L.metadata[metadata_key(M.author, M.url)] = M
    elif M.name == "Credential":
        L.credentials[M.author, M.vc] = make("Granted", M, False)
    elif M.name == "Revocation" and (M.author, M.vc) in L.credentials:
        L.credentials[M.author, M.vc] = make("Granted", L.credentials[M.author, M.vc].credential, True)


def apply_transaction(network: Network, L: Ledger, tx: Message) -> None:
    """Spec: TX.Apply."""
    M, grant = tx.M, tx.grant
    apply_content(network, L, M)  # TX.1
    if M.name == "Access":
        L.spent[M.author, M.r] = M.expires  # TX.1
    L.spent[grant.leader, grant.r] = grant.expires  # TX.2
    L.count += 1  # TX.3


def passes(check, *arguments) -> bool:
    """Whether a check rejects nothing."""
    try:
        check(*arguments)
    except Rejection:
        return False
    return True


# Endorsement

def check_endorsement(network: Network, L: Ledger, now: int, E: Message, endorsed_before: bool) -> None:
    """Rejects: END.C1 to END.C4, and as check_transaction. Spec: END.Check."""
    require(network.has_role(E.hid, HOSPITAL), "END.C1", "hid")
    network.check_signed(E, network.nodes[E.hid].vk, "END.C2", "END.C3")
    require(not endorsed_before, "END.C4", "hid")
    check_transaction(network, L, now, E.Tx_req)


# Blocks

def _is_quorum(network: Network, entries) -> bool:
    """At least Q of hospitals, in the order of PP, none twice."""
    return len(entries) >= network.quorum and network.are_hospitals_in_order([entry.hid for entry in entries])


def _acks_are_right(network: Network, quorum: Message, num: int, h_B: bytes) -> bool:
    """Whether every ack is the right Sig of Ack(hid, num, term, h_B)."""
    return network.vouchers_are_right(quorum.acks, "Ack", lambda hid: (hid, num, quorum.term, h_B))


def check_block(network: Network, L: Ledger, BM: Message) -> None:
    """Rejects: BLOCK.C1 to BLOCK.C13. Spec: BLOCK.Check."""
    require(BM.num == L.height + 1, "BLOCK.C1", "num")
    require(BM.prev == L.last, "BLOCK.C2", "prev")
    require(BM.time >= L.time, "BLOCK.C3", "time")
    require(network.has_role(BM.leader, MANAGEMENT), "BLOCK.C4", "leader")
    network.check_signed(BM, network.nodes[BM.leader].vk, "BLOCK.C5", "BLOCK.C6")
    quorum = BM.quorum
    none = not quorum.acks and quorum.term == 0
    require(none if L.height == 0 else _is_quorum(network, quorum.acks), "BLOCK.C7", "quorum")
    require(_acks_are_right(network, quorum, BM.num - 1, BM.prev), "BLOCK.C8", "quorum")
    _check_entries(network, L, BM)


def _check_entries(network: Network, L: Ledger, BM: Message) -> None:
    """Rejects: BLOCK.C9 to BLOCK.C13 (`Block`)."""
    require(1 <= len(BM.Block) <= network.pp.block_transactions, "BLOCK.C9", "Block")
    for tx in BM.Block:
        ids = [voucher.hid for voucher in tx.endorsers]
        enough = len(ids) > network.pp.threshold and network.are_hospitals_in_order(ids)
        require(enough, "BLOCK.C10", "Block")
    for tx in BM.Block:
        right = network.vouchers_are_right(tx.endorsers, "E", lambda hid: (tx.Tx_req, hid, True))
        require(right, "BLOCK.C11", "Block")
    trial = L.copy()
    for tx in BM.Block:
        require(passes(check_transaction, network, trial, BM.time, tx.Tx_req), "BLOCK.C12", "Block")
        apply_transaction(network, trial, tx.Tx_req)
    require(sum(len(tx.encoded) for tx in BM.Block) <= BLOCK_BYTES, "BLOCK.C13", "Block")


def apply_block(network: Network, L: Ledger, BM: Message) -> None:
    """Spec: BLOCK.Apply."""
    for tx in BM.Block:
        apply_transaction(network, L, tx.Tx_req)  # BLOCK.1
    L.height, L.last, L.time = BM.num, BM.h, BM.time  # BLOCK.2
    L.spent = {key: expires for key, expires in L.spent.items() if expires >= BM.time}  # BLOCK.3
    L.R = hash_item([BM.prev, BM.quorum])  # BLOCK.4


# Finality

def choice(terms) -> Optional[bytes]:
    """The h_B that NewTerms name, or None. Spec: CHOICE."""
    votes = [vote for new_term in terms for vote in new_term.vote]
    if not votes:
        return None  # CHOICE.1
    greatest = max(vote.term for vote in votes)
    counts = Counter(vote.h_B for vote in votes if vote.term == greatest)  # CHOICE.1
    return min(counts, key=lambda h_B: (-counts[h_B], h_B))  # CHOICE.2


def check_proposal(network: Network, L: Ledger, now: int, term: int, vote: Optional[Message],
                   proposal: Message) -> None:
    """`term` and `vote` are the hospital's. Rejects: PROP.C1 to PROP.C10, and as check_block. Spec: PROP.Check."""
    BM, terms, window = proposal.BM, proposal.terms, network.pp.window
    require(proposal.leader == leader_of(network, L, proposal.term), "PROP.C1", "leader")
    network.check_signed(proposal, network.nodes[proposal.leader].vk, "PROP.C2", "PROP.C3")
    require(proposal.term >= term, "PROP.C4", "term")
    require(vote is None or vote.term < proposal.term, "PROP.C5", "term")
    _check_terms(network, L, proposal)
    chosen = choice(terms)
    fits = BM.leader == proposal.leader if chosen is None else BM.h == chosen
    require(fits, "PROP.C8", "BM")
    require(BM.time <= now + window, "PROP.C9", "BM.time")
    require(chosen is not None or now <= BM.time + window, "PROP.C10", "BM.time")
    check_block(network, L, BM)


def _check_terms(network: Network, L: Ledger, proposal: Message) -> None:
    """Rejects: PROP.C6, PROP.C7 (`terms`)."""
    terms = proposal.terms
    if proposal.term == 0:
        require(not terms, "PROP.C6", "terms")
    else:
        fit = all((t.num, t.term) == (L.height + 1, proposal.term) and all(vote.term < t.term for vote in t.vote)
                  for t in terms)
        require(_is_quorum(network, terms) and fit, "PROP.C6", "terms")
    right = all(network.digest_is_right(t) and network.signature_is_right(t, network.nodes[t.hid].vk) for t in terms)
    require(right, "PROP.C7", "terms")


def check_ack(network: Network, ack: Message, proposal: Optional[Message], acks) -> None:
    """`proposal` is this node's open one, `acks` are the Vouchers that it has. Rejects: ACK.C1 to C5. Spec: ACK.Check.
    """
    require(network.has_role(ack.hid, HOSPITAL), "ACK.C1", "hid")
    network.check_signed(ack, network.nodes[ack.hid].vk, "ACK.C2", "ACK.C3")
    fits = proposal is not None and (ack.num, ack.term, ack.h_B) == (proposal.BM.num, proposal.term, proposal.BM.h)
    require(fits, "ACK.C4", "h_B")
    require(all(ack.hid != voucher.hid for voucher in acks), "ACK.C5", "hid")


def check_commit(network: Network, L: Ledger, commit: Message) -> None:
    """Rejects: as check_block, then COMMIT.C1, COMMIT.C2 (`quorum`). Spec: COMMIT.Check."""
    check_block(network, L, commit.BM)
    require(_is_quorum(network, commit.quorum.acks), "COMMIT.C1", "quorum")
    require(_acks_are_right(network, commit.quorum, commit.BM.num, commit.BM.h), "COMMIT.C2", "quorum")


def check_give_up(network: Network, L: Ledger, identity: bytes, give_up: Message, said_before: bool) -> None:
    """`identity` is this node. Rejects: TERM.C1 to TERM.C7. Spec: TERM.Check."""
    new_term = give_up.NewTerm
    require(network.has_role(new_term.hid, HOSPITAL), "TERM.C1", "hid")
    network.check_signed(new_term, network.nodes[new_term.hid].vk, "TERM.C2", "TERM.C3")
    require(new_term.num == L.height + 1, "TERM.C4", "num")
    leads = new_term.term > 0 and leader_of(network, L, new_term.term) == identity
    require(leads, "TERM.C5", "term")
    require(not said_before, "TERM.C6", "hid")
    require(_brings_its_block(network, give_up), "TERM.C7", "vote")


def _brings_its_block(network: Network, give_up: Message) -> bool:
    """Whether a GiveUp has the BM of its vote, or neither."""
    new_term = give_up.NewTerm
    if not new_term.vote or not give_up.BM:
        return not new_term.vote and not give_up.BM
    [vote], [BM] = new_term.vote, give_up.BM
    return (vote.term < new_term.term and network.digest_is_right(BM) and BM.h == vote.h_B
            and BM.num == new_term.num)
