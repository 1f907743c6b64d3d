"""The ledger as printed (section 12.7)."""

from .errors import require
from .ledger import apply_content, key_of, sorted_entries
from .messages import Message, hash_item
from .network import HOSPITAL, Network


class PrintedLedger:
    """What the blocks made so far, and who leads."""

    def __init__(self, network: Network):
        self.height = self.count = 0
        self.leader, self.chosen = 1, True
        self.log = network.G
        self.certificates = {}
        self.metadata = {}
        self.credentials = {}  # vc -> Granted

    def copy(self) -> "PrintedLedger":
        other = object.__new__(type(self))
        other.__dict__ = {name: dict(value) if isinstance(value, dict) else value
                          for name, value in self.__dict__.items()}
        return other

    def item(self) -> list:
        """Ledger, code 73."""
        return [73, self.height, self.leader, self.chosen, self.log, self.count, *sorted_entries(self)]


def leader_of(network: Network, L: PrintedLedger) -> bytes:
    """The leader of the next block."""
    return network.management[L.leader - 1]


def check_transaction(network: Network, L: PrintedLedger, tx: Message) -> None:
    """Rejects: PTX.C1 to PTX.C3."""
    key = key_of(network, L, tx.M.author)
    require(key is not None, "PTX.C1", "author")
    require(network.digest_is_right(tx), "PTX.C2", "h")
    require(network.signature_is_right(tx, key), "PTX.C3", "Sig")


def check_endorsement(network: Network, outstanding, E: Message) -> None:
    """Rejects: PEND.C1 to PEND.C4."""
    require(network.has_role(E.hid, HOSPITAL), "PEND.C1", "hid")
    require(network.digest_is_right(E), "PEND.C2", "h")
    require(network.signature_is_right(E, network.nodes[E.hid].vk), "PEND.C3", "Sig")
    require(E.Tx_req.r in outstanding, "PEND.C4", "r")


def _is_of_leader(network: Network, L: PrintedLedger, message: Message) -> bool:
    return network.signature_is_right(message, network.nodes[leader_of(network, L)].vk)


def check_block(network: Network, L: PrintedLedger, BM: Message) -> None:
    """Rejects: PBLOCK.C1 to PBLOCK.C3."""
    require(BM.num == L.height + 1, "PBLOCK.C1", "num")
    require(network.digest_is_right(BM), "PBLOCK.C2", "h")
    require(_is_of_leader(network, L, BM), "PBLOCK.C3", "Sig")


def apply_block(network: Network, L: PrintedLedger, BM: Message) -> None:
    for tx in BM.Block:
        apply_content(network, L, tx.M)  # PBLOCK.1
        L.log = hash_item([L.log, tx.M])  # PBLOCK.1
        L.count += 1  # PBLOCK.1
    L.height, L.chosen = BM.num, False  # PBLOCK.2


def check_next_leader(network: Network, L: PrintedLedger, choice: Message) -> None:
    """Rejects: PLEAD.C1 to PLEAD.C3."""
    require(choice.num == L.height and not L.chosen, "PLEAD.C1", "num")
    require(network.digest_is_right(choice), "PLEAD.C2", "h")
    require(_is_of_leader(network, L, choice), "PLEAD.C3", "Sig")


def apply_next_leader(network: Network, L: PrintedLedger, choice: Message) -> None:
    L.leader, L.chosen = choice.R % len(network.management) + 1, True  # PLEAD.1
