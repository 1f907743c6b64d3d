"""The ledger as printed (section 12.7)."""

from .errors import require
from .ledger import Entries, apply_content, key_of
from .messages import Message, hash_item
from .network import HOSPITAL, Network


class PrintedLedger(Entries):
    """What the blocks made so far, and who leads."""

    def __init__(self, network: Network):
        super().__init__()
        self.height = self.count = 0
        self.leader, self.chosen = 1, True
        self.log = network.G

    def item(self) -> list:
        """Ledger, code 73."""
        return [73, self.height, self.leader, self.chosen, self.log, self.count, *self.items()]


def leader_of(network: Network, L: PrintedLedger) -> bytes:
    """The leader of the next block."""
    return network.management[L.leader - 1]


def check_transaction(network: Network, L: PrintedLedger, tx: Message) -> None:
    """Rejects: PTX.C1 to PTX.C3."""
    key = key_of(network, L, tx.M.author)
    require(key is not None, "PTX.C1", "author")
    network.check_signed(tx, key, "PTX.C2", "PTX.C3")


def check_endorsement(network: Network, outstanding, E: Message) -> None:
    """Rejects: PEND.C1 to PEND.C4."""
    require(network.has_role(E.hid, HOSPITAL), "PEND.C1", "hid")
    network.check_signed(E, network.nodes[E.hid].vk, "PEND.C2", "PEND.C3")
    require(E.Tx_req.r in outstanding, "PEND.C4", "r")


def check_block(network: Network, L: PrintedLedger, BM: Message) -> None:
    """Rejects: PBLOCK.C1 to PBLOCK.C3."""
    require(BM.num == L.height + 1, "PBLOCK.C1", "num")
    network.check_signed(BM, network.nodes[leader_of(network, L)].vk, "PBLOCK.C2", "PBLOCK.C3")


def apply_block(network: Network, L: PrintedLedger, BM: Message) -> None:
    """Spec: PBLOCK."""
    for tx in BM.Block:
        apply_content(network, L, tx.M)  # PBLOCK.1
        L.log = hash_item([L.log, tx.M])  # PBLOCK.1
        L.count += 1  # PBLOCK.1
    L.height, L.chosen = BM.num, False  # PBLOCK.2


def check_next_leader(network: Network, L: PrintedLedger, choice: Message) -> None:
    """Rejects: PLEAD.C1 to PLEAD.C3."""
    require(choice.num == L.height and not L.chosen, "PLEAD.C1", "num")
    network.check_signed(choice, network.nodes[leader_of(network, L)].vk, "PLEAD.C2", "PLEAD.C3")


def apply_next_leader(network: Network, L: PrintedLedger, choice: Message) -> None:
    """Spec: PLEAD.1."""
    L.leader, L.chosen = choice.R % len(network.management) + 1, True  # PLEAD.1
