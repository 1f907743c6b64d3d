"""Messages: their types, encoding, digests and signatures (sections 11.1 to 11.5, 12.1, 13.7)."""

import functools
import hashlib
from typing import NamedTuple, Optional

from . import cbor, mldsa
from .encoding import decode_element
from .errors import Rejection, require
from .xof import as_bytes

PRINTED, CORRECTED = "as-printed", "corrected"

# The tables of the specification: code, name, fields, signer, and for messages as printed the fields that h covers.

SHARED = """
2 RegRequest | C: element; sealed: bytes
3 RegOffer | mid: id; C: element; sealed: bytes | mid
5 KeyConfirm | PID: pid; pk: element | PID
6 Certificate | PID: pid; pk: element; vk: vk; mid: id; time: time | mid
7 EMR | C: element; sealed: blob
10 NonceRequest | author: id
36 SyncRequest | from: id; num: number
"""

ONLY_CORRECTED = """
11 NonceGrant | leader: id; author: id; r: nonce; expires: time | leader
20 Tx_req | M: content; grant: NonceGrant; time: time | M.author
21 E | Tx_req: Tx_req; hid: id; res: flag | hid
31 Proposal | leader: id; term: number; BM: BM; terms: list of NewTerm | leader
32 Ack | hid: id; num: number; term: number; h_B: digest | hid
33 Commit | BM: BM; quorum: Quorum
38 GiveUp | NewTerm: NewTerm; BM: optional BM
40 AccessRequest | PID_B: pid; PID_A: pid; url: text; r: nonce; time: time | PID_B
41 FetchAnswer | cid: id; PID_B: pid; r: nonce; C_B, delta_A: list of element; C_A: list of Section | cid
42 Upload | PID_A: pid; sections: list of Section; delta: list of element | PID_A
43 Link | cid: id; upload: digest; url: text | cid
46 Grant | PID_A, PID_B: pid; C: element; sealed: blob | PID_A
48 CloudGrant | PID_A: pid; cid: id; C: element; sealed: blob | PID_A
52 Share | PID_B: pid; cid: id; vc: digest; pk*: element; C: element; sealed: bytes | PID_B
53 FetchRequest | vc: digest
54 Challenge | cid: id; vc: digest; r: nonce; expires: time | cid
55 Presentation | PID_B: pid; cid: id; r: nonce; expires: time; credential: VC; claims: list of Claim | PID_B
"""

ONLY_PRINTED = """
11 NonceGrant | r: nonce
20 Tx_req | M: content; r: nonce | M.author | M
21 E | Tx_req: Tx_req; hid: id; res: flag | hid | Tx_req, res
30 BM | Block: list of Tx_req; num: number | the leader | Block
37 NextLeader | num: number; R: number | the leader
40 AccessRequest | PID_B: pid | PID_B | PID_B
41 FetchAnswer | C_B: list of element; delta_A: bytes
42 Upload | PID_A: pid; sections: list of Section; delta: list of element | PID_A | delta
43 Link | url: text
46 Grant | PID_A: pid; url: text; a_B: list of element
48 CloudGrant | PID_B: pid; url: text; r_B: list of element
52 Share | PID_B: pid; url: text; b_B: element
53 FetchRequest | PID_B: pid; url: text
"""

CONTENTS = """
61 Registration | author: id; certificate: Certificate
62 Metadata | author: id; url: text; Info_s: bytes
63 Credential | author: id; vc: digest; PID_B: pid; url: text; not_before, not_after: time
64 Revocation | author: id; vc: digest
65 Access | author: id; PID_A: pid; vc: digest; PID_B: pid; url: text; r: nonce; expires: time
"""

PARTS = """
1 Enrolment | Name, Id, Email, Phone: text; vk: vk; pk*: element; time: time | vk
4 Offer | PID: pid; f': element
8 Record | attestation: Attestation; disclosures: list of Disclosure
9 Attestation | hid: id; PID_A: pid; time: time; digests: list of digest | hid
12 Disclosure | salt: nonce; num: number; name: text; content: blob
13 Section | num: number; C: list of element; body: blob
44 VC | PID_A: pid; PID_B: pid; url: text; not_before, not_after: time; nonce: nonce; claims: list of digest | PID_A
45 Claim | salt: nonce; name: text; value: text
47 Delegation | credential: VC; claims: list of Claim; a_B: element; delta: list of element; attestation: Attestation
49 CloudShare | credential: VC; r_B: element
50 PP | version: number; profile: text; set: text; B: list of element; nodes: list of Node; \
threshold, block_transactions: number; block_time, window, grant_time, timeout: number
51 Node | id: id; role: number; pk: element; vk: vk
71 Granted | credential: Credential; revoked: flag
72 Spent | by: id; r: nonce; expires: time
"""

PARTS_OF_CORRECTED = """
22 Voucher | hid: id; Sig: sig
23 Tx | Tx_req: Tx_req; endorsers: list of Voucher
24 Quorum | term: number; acks: list of Voucher
30 BM | num: number; prev: digest; quorum: Quorum; time: time; leader: id; Block: list of Tx | leader
34 NewTerm | hid: id; num: number; term: number; vote: optional Vote | hid
35 Vote | term: number; h_B: digest
"""

COMMANDS = """
80 Register | Name, Id, Email, Phone: text
81 Verified | Id, Name: text; key: digest
82 Submit | content: content
83 Refuse | author: id
84 Recover |
85 Ask | PID_A: pid; url: text; to: text
86 Expect | r: nonce
87 Key | f': element
88 Issue | PID_A: pid; form: text; EMR, Info_s: blob; to: text
89 Store | record: digest; to: text
90 Publish | url: text; encrypted: flag
91 Allow | request: digest; url: text; sections: list of number; purpose: text; not_before, not_after: time; to: text
92 Fetch | url: text; vc: digest; sections: list of number
"""


class Type(NamedTuple):
    """A row of a table. `fields` are (name, kind); `covered` are the fields of h as printed, if it has an entry."""

    code: int
    name: str
    fields: tuple
    signer: Optional[str]
    covered: Optional[tuple]

    def index(self, name: str) -> int:
        return _indices(self)[name]


@functools.lru_cache(maxsize=None)
def _indices(type_: Type) -> dict:
    return {name: i for i, (name, _) in enumerate(type_.fields)}


def _parse_row(row: str) -> Type:
    head, fields, *rest = (column.strip() for column in row.split("|"))
    code, name = head.split()
    parsed = []
    for group in filter(None, fields.split(";")):
        names, kind = group.split(":")
        parsed += [(field.strip(), kind.strip()) for field in names.split(",")]
    signer = rest[0] if rest else None
    if signer:
        parsed += [("h", "digest"), ("Sig", "sig")]
    covered = tuple(field.strip() for field in rest[1].split(",")) if len(rest) > 1 else None
    return Type(int(code), name, tuple(parsed), signer, covered)


def _parse(*tables) -> dict:
    """Types by their codes."""
    rows = [_parse_row(row) for table in tables for row in table.strip().splitlines()]
    return {row.code: row for row in rows}


def _canonical(value):
    """The item of a field's value."""
    if isinstance(value, Message):
        return value.item
    if isinstance(value, (list, tuple)):
        return [_canonical(entry) for entry in value]
    return value


class Message:
    """A message, part or command: a type and the values of its fields.

    A value is an int, bytes, str or bool, a Message, or a tuple of values. Fields are attributes, or by [name].
    """

    __slots__ = ("type", "values", "_encoded")

    def __init__(self, type_: Type, values):
        self.type = type_
        self.values = tuple(values)
        self._encoded = None

    def __getattr__(self, name: str):
        try:
            return self.values[self.type.index(name)]
        except KeyError:
            raise AttributeError(f"{self.type.name} has no field {name}") from None

    __getitem__ = __getattr__

    @property
    def name(self) -> str:
        return self.type.name

    @property
    def item(self) -> list:
        return [self.type.code, *map(_canonical, self.values)]

    @property
    def encoded(self) -> bytes:
        """The deterministic encoding."""
        if self._encoded is None:
            self._encoded = cbor.encode(self.item)
        return self._encoded

    def __eq__(self, other):
        return isinstance(other, Message) and self.encoded == other.encoded

    def __hash__(self):
        return hash(self.encoded)


def hash_item(item) -> bytes:
    """H(x) of section 11.2; of a Message, that of its item."""
    data = item.encoded if isinstance(item, Message) else cbor.encode(_canonical(item))
    return hashlib.sha3_256(data).digest()


MAX_BYTES = 1 << 24
BYTE_LENGTHS = {"id": (1, 32), "pid": (16, 16), "nonce": (16, 16), "digest": (32, 32), "vk": (1952, 1952),
                "sig": (3309, 3309), "bytes": (0, 65536), "blob": (0, MAX_BYTES)}
TEXT_BYTES = 1024
LIST_ENTRIES = 4096


def _is_integer(item) -> bool:
    return isinstance(item, int) and not isinstance(item, bool)


class Schema:
    """The messages of a profile and a parameter set."""

    def __init__(self, profile: str, params):
        self.profile = profile
        self.params = params
        self.messages = _parse(SHARED, ONLY_PRINTED if profile == PRINTED else ONLY_CORRECTED)
        self.contents = _parse(CONTENTS)
        self.parts = _parse(PARTS, "" if profile == PRINTED else PARTS_OF_CORRECTED)
        self.commands = _parse(COMMANDS)
        self.by_code = self.messages | self.contents | self.parts | self.commands
        self.by_name = {type_.name: type_ for type_ in self.by_code.values()}

    def make(self, name: str, *values) -> Message:
        """A message without signature, or with its h and Sig among the values."""
        return Message(self.by_name[name], values)

    # Decoding

    def decode_message(self, data: bytes) -> Message:
        """A message of the profile. Spec: MSG.Decode."""
        return self._decode(data, self.messages)

    def decode_command(self, data: bytes) -> Message:
        """A command. Spec: MSG.Decode."""
        return self._decode(data, self.commands)

    def decode_part(self, data: bytes, name: str) -> Message:
        """A part of this type. Spec: MSG.Decode."""
        type_ = self.by_name[name]
        return self._decode(data, {type_.code: type_})

    def _decode(self, data: bytes, types: dict) -> Message:
        """Rejects: MSG.Decode.C1 to C4 (`message`), C5 (the name of the field)."""
        item = decode_item(data)
        type_ = types.get(item[0]) if isinstance(item, list) and item and _is_integer(item[0]) else None
        require(type_ is not None and len(item) == len(type_.fields) + 1, "MSG.Decode.C4", "message")
        return self._message(type_, item)

    def _message(self, type_: Type, item: list, path: str = "") -> Message:
        """The message that an item of the right code and length is; `path` leads to its fields."""
        return Message(type_, [self._value(kind, entry, path + name)
                               for (name, kind), entry in zip(type_.fields, item[1:])])

    def _has_kind(self, kind: str, item) -> bool:
        """Whether an item is of a kind, as far as can be told without looking into its entries' fields."""
        if kind in BYTE_LENGTHS:
            least, most = BYTE_LENGTHS[kind]
            return isinstance(item, bytes) and least <= len(item) <= most
        if kind == "element":
            return isinstance(item, bytes) and self._is_element(item)
        if kind == "text":
            return isinstance(item, str) and len(item.encode()) <= TEXT_BYTES
        if kind in ("number", "time"):
            return _is_integer(item)
        if kind == "flag":
            return isinstance(item, bool)
        if not isinstance(item, list):
            return False
        if kind.startswith("list of "):
            return len(item) <= LIST_ENTRIES
        if kind.startswith("optional "):
            return len(item) <= 1
        return self._type_of(kind, item) is not None

    def _is_element(self, data: bytes) -> bool:
        try:
            decode_element(self.params, data)
        except Rejection:
            return False
        return True

    def _type_of(self, kind: str, item: list) -> Optional[Type]:
        """The type of an array that ought to be of the kind `content` or of a type's name."""
        if not item or not _is_integer(item[0]):
            return None
        type_ = self.contents.get(item[0]) if kind == "content" else self.by_name[kind]
        return type_ if type_ and item[0] == type_.code and len(item) == len(type_.fields) + 1 else None

    def _value(self, kind: str, item, path: str):
        """The value that an item of the kind is. Rejects: MSG.Decode.C5 (the path to the first that is of another)."""
        require(self._has_kind(kind, item), "MSG.Decode.C5", path)
        for prefix in ("list of ", "optional "):
            if kind.startswith(prefix):
                return tuple(self._value(kind[len(prefix):], entry, path) for entry in item)
        if isinstance(item, list):
            return self._message(self._type_of(kind, item), item, path + ".")
        return item

    # Digests and signatures

    def digest(self, G: bytes, type_: Type, values) -> bytes:
        """The right h of a signed message with these values before h. Spec: MSG.Digest."""
        if type_.covered:
            items = [values[type_.index(name)] for name in type_.covered]
            return hash_item(items if len(items) > 1 else items[0])  # MSG.Digest.2
        return hash_item([G, type_.code, *values])  # MSG.Digest.1

    def sign(self, G: bytes, sk: bytes, name: str, *values, rnd: bytes = bytes(32)) -> Message:
        """A message with its h and Sig."""
        type_ = self.by_name[name]
        h = self.digest(G, type_, values)
        return Message(type_, [*values, h, _signature(sk, h, name, rnd)])


def decode_item(data: bytes):
    """The item that a message's bytes encode. Rejects: MSG.Decode.C1, C2, C3 (`message`)."""
    require(len(data) <= MAX_BYTES, "MSG.Decode.C1", "message")
    try:
        item = cbor.decode(data)
    except cbor.Malformed:
        raise Rejection("MSG.Decode.C2", "message") from None
    require(cbor.encode(item) == data, "MSG.Decode.C3", "message")
    return item


def context(name: str) -> bytes:
    """The context of the signature of a message."""
    return as_bytes("emrshare " + name)


@functools.lru_cache(maxsize=4096)
def _signature(sk: bytes, h: bytes, name: str, rnd: bytes) -> bytes:
    """The Sig of a message of this name; remembered, since histories of vectors begin alike."""
    return mldsa.sign(sk, h, context(name), rnd).sigma


@functools.lru_cache(maxsize=4096)
def is_signature(vk: bytes, h: bytes, name: str, sigma: bytes) -> bool:
    """Whether SIG.Verify accepts a signature on h of a message of this name."""
    try:
        mldsa.verify(vk, h, context(name), sigma)
    except Rejection:
        return False
    return True


@functools.lru_cache(maxsize=None)
def schema(profile: str, params) -> Schema:
    """The Schema, remembered."""
    return Schema(profile, params)
