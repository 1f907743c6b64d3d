"""The public parameters (section 11.5) and what every node reads off them."""

import functools

from . import params as parameter_sets
from .encoding import decode_element
from .errors import require
from .messages import CORRECTED, PRINTED, Message, decode_item, hash_item, is_signature, schema
from .xof import as_bytes

MANAGEMENT, HOSPITAL, CLOUD = 1, 2, 3
VERSION = 1
MAX_TRANSACTIONS = 1024
MAX_HOSPITALS = 1024
PID_BYTES = 16


def decode_pp(data: bytes) -> Message:
    """PP from its bytes. Rejects: MSG.Decode.C1 to C5, PP.Check.C1 to C9. Spec: PP.Check."""
    item = decode_item(data)
    shape = schema(CORRECTED, parameter_sets.load()[0]).by_name["PP"]
    well = isinstance(item, list) and len(item) == len(shape.fields) + 1 and item[0] == shape.code
    require(well and not isinstance(item[0], bool), "MSG.Decode.C4", "message")
    profile, set_name = item[2:4]  # what is no text is no name, either
    require(profile in (PRINTED, CORRECTED), "PP.Check.C2", "profile")
    require(set_name in [params.name for params in parameter_sets.load()], "PP.Check.C2", "set")
    params = parameter_sets.by_name(set_name)
    pp = schema(profile, params).decode_part(data, "PP")
    check_pp(pp)
    return pp


def check_pp(pp: Message) -> None:
    """Rejects: PP.Check.C1 and C3 to C9. C2 was asked before the fields that depend on the set were read."""
    require(pp.version == VERSION, "PP.Check.C1", "version")
    ids, keys = set(), set()
    for node in pp.nodes:
        require(node.id not in ids and node.vk not in keys, "PP.Check.C3", "nodes")
        require(len(node.id) != PID_BYTES, "PP.Check.C9", "nodes")
        require(node.role in (MANAGEMENT, HOSPITAL, CLOUD), "PP.Check.C4", "nodes")
        ids.add(node.id)
        keys.add(node.vk)
    roles = [node.role for node in pp.nodes]
    require(set(roles) == {MANAGEMENT, HOSPITAL, CLOUD}, "PP.Check.C4", "nodes")
    H = roles.count(HOSPITAL)
    require(pp.threshold < H, "PP.Check.C5", "threshold")
    require(1 <= pp.block_transactions <= MAX_TRANSACTIONS, "PP.Check.C6", "block_transactions")
    require(H <= MAX_HOSPITALS, "PP.Check.C7", "nodes")
    require(len(pp.B) == parameter_sets.by_name(pp.set).k, "PP.Check.C8", "B")


class Network:
    """PP, its digest and its nodes, and the messages of its profile."""

    def __init__(self, pp: Message):
        self.pp = pp
        self.profile = pp.profile
        self.params = parameter_sets.by_name(pp.set)
        self.schema = schema(pp.profile, self.params)
        self.G = hash_item(pp)
        self.nodes = {node.id: node for node in pp.nodes}
        self.management = self._ids(MANAGEMENT)
        self.hospitals = self._ids(HOSPITAL)
        self.registrar = self.management[0]
        self.quorum = 2 * len(self.hospitals) // 3 + 1  # the least Q with 3Q > 2H

    @functools.cached_property
    def B(self) -> list:
        """The rows of B."""
        return [decode_element(self.params, row) for row in self.pp.B]

    @property
    def printed(self) -> bool:
        return self.profile == PRINTED

    def channel_context(self, name: str) -> bytes:
        """The context of what a message of this name seals."""
        return self.G + as_bytes(name)

    def _ids(self, role: int) -> list:
        return [node.id for node in self.pp.nodes if node.role == role]

    def has_role(self, identity: bytes, role: int) -> bool:
        """Whether PP has this id with this role."""
        return identity in self.nodes and self.nodes[identity].role == role

    def order(self, hid: bytes) -> int:
        """The place of a hospital in the order of PP."""
        return self.hospitals.index(hid)

    def are_hospitals_in_order(self, ids) -> bool:
        """Whether these are hospitals, in the order of PP, none twice."""
        if not all(self.has_role(identity, HOSPITAL) for identity in ids):
            return False
        places = [self.order(identity) for identity in ids]
        return all(a < b for a, b in zip(places, places[1:]))

    def digest_is_right(self, message: Message) -> bool:
        """Whether h is MSG.Digest of the message."""
        return message.h == self.schema.digest(self.G, message.type, message.values[:-2])

    def signature_is_right(self, message: Message, vk: bytes) -> bool:
        """Whether Sig is right on the field h as it is."""
        return is_signature(vk, message.h, message.name, message.Sig)

    def check_signed(self, message: Message, vk: bytes, digest_check: str, signature_check: str,
                     path: str = "") -> None:
        """Rejects: `digest_check` (`h`), `signature_check` (`Sig`), behind the path to the message."""
        require(self.digest_is_right(message), digest_check, path + "h")
        require(self.signature_is_right(message, vk), signature_check, path + "Sig")

    def vouchers_are_right(self, vouchers, name: str, values_of) -> bool:
        """Whether each Voucher has the right Sig of its hospital on the message that has values_of(hid)."""
        type_ = self.schema.by_name[name]
        return all(is_signature(self.nodes[voucher.hid].vk, self.schema.digest(self.G, type_, values_of(voucher.hid)),
                                name, voucher.Sig) for voucher in vouchers)
