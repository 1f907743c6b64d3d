"""Records in sections (section 14.1)."""

import math
import re
from json.decoder import scanstring
from typing import NamedTuple, Optional

from . import cbor
from .errors import Rejection, require

MAX_RECORD = 1 << 23
MAX_RESOURCES = 4093
MAX_NAME = 1024
FILE, FHIR = "file", "fhir"
MARK = "\ufeff"  # the byte order mark
BLANKS = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LITERALS = ("true", "false", "null")
CLOSING = {"{": "}", "[": "]"}


class Part(NamedTuple):
    """A section before it is encrypted."""

    name: str
    content: bytes


def split(form: str, record: bytes) -> list:
    """The sections of a record, from section 1 on. Rejects: RECORD.Split.C1 (`form`), C2 to C4 (`EMR`).

    Spec: RECORD.Split.
    """
    require(form in (FILE, FHIR), "RECORD.Split.C1", "form")
    require(len(record) <= MAX_RECORD, "RECORD.Split.C2", "EMR")
    resources = find_resources(record) if form == FHIR else []  # RECORD.Split.1
    require(len(resources) <= MAX_RESOURCES, "RECORD.Split.C4", "EMR")
    frame, behind = [], 0
    for resource in resources:
        frame.append(record[behind:resource.start])
        behind = resource.start + len(resource.content)
    return [Part("frame", cbor.encode([*frame, record[behind:]])),  # RECORD.Split.2
            *(Part(resource.name, resource.content) for resource in resources)]  # RECORD.Split.3


class Resource(NamedTuple):
    """A resource: its name, its place among the bytes of the record, and what is there."""

    name: str
    start: int
    content: bytes


def find_resources(record: bytes) -> list:
    """The resources of a bundle, in their order. Rejects: RECORD.Split.C3 (`EMR`). Spec: RECORD.Split.1."""
    try:
        text = record.decode()
        bundle, found = read_bundle(text)
    except ValueError:
        raise Rejection("RECORD.Split.C3", "EMR") from None
    require(bundle.texts.get("resourceType") == "Bundle", "RECORD.Split.C3", "EMR")
    resources, place, size = [], 0, 0
    for resource in found:
        size += len(text[place:resource.start].encode())
        content = text[resource.start:resource.end].encode()
        resources.append(Resource(name_of(resource.texts), size, content))
        place, size = resource.end, size + len(content)
    return resources


def name_of(texts: dict) -> str:
    """The name of the section of a resource. Spec: RECORD.Split.3."""
    name = "/".join(texts.get(member, "") for member in ("resourceType", "id"))
    return name if len(name.encode()) <= MAX_NAME else "/"


class Within:
    """An array or object that a place is in.

    Its role is BUNDLE for the outermost object, and says on which way from there to the resources the others are.
    """

    __slots__ = ("opening", "role", "start", "end", "texts")

    def __init__(self, opening: str, role: str, start: int = 0):
        self.opening = opening
        self.role = role
        self.start = start
        self.end = start
        self.texts = {}  # the last text of each name, of a bundle or a resource


BUNDLE, ENTRIES, ENTRY, RESOURCE, ELSEWHERE = "bundle", "entries", "entry", "resource", "elsewhere"
ROLES = {(None, None, "{"): BUNDLE, (BUNDLE, "entry", "["): ENTRIES, (ENTRIES, None, "{"): ENTRY,
         (ENTRY, "resource", "{"): RESOURCE}
# One for all that are elsewhere: there may be millions in one another.
OTHERS = {opening: Within(opening, ELSEWHERE) for opening in CLOSING}


def read_bundle(text: str) -> tuple:
    """The outermost object and the resources of one JSON text; what is no such text raises ValueError.

    The arrays and objects around a place are a list here, not calls within calls, for which there would be a limit.
    """
    place = skip_blanks(text, len(MARK) if text.startswith(MARK) else 0)
    around, resources = [], []
    name: Optional[str] = None  # of the member whose value comes; in an array none
    while True:
        opening = text[place:place + 1]
        if opening in CLOSING:
            parent = around[-1].role if around else None
            role = ROLES.get((parent, name, opening), ELSEWHERE)
            within = OTHERS[opening] if role == ELSEWHERE else Within(opening, role, place)
            around.append(within)
            if role == RESOURCE:
                resources.append(within)
            place = skip_blanks(text, place + 1)
            if not text.startswith(CLOSING[opening], place):
                name, place = read_name(text, place, within)
                continue
        elif around:
            place = read_simple(text, place, name, around[-1])
        else:
            raise ValueError("the outermost value is no object")
        while text.startswith(CLOSING[around[-1].opening], place):
            within = around.pop()
            within.end = place + 1
            place = skip_blanks(text, place + 1)
            if not around:
                if place < len(text) or within.role != BUNDLE:
                    raise ValueError("no object, or something behind it")
                return within, resources
        if not text.startswith(",", place):
            raise ValueError("neither a comma nor an end")
        name, place = read_name(text, skip_blanks(text, place + 1), around[-1])


def skip_blanks(text: str, place: int) -> int:
    return BLANKS.match(text, place).end()


def read_text(text: str, place: int) -> tuple:
    """The text that begins here, and the place behind it."""
    if not text.startswith('"', place):
        raise ValueError("no text")
    value, end = scanstring(text, place + 1, True)
    value.encode()  # half a pair of surrogates, which scanstring takes, raises UnicodeEncodeError
    return value, end


def read_name(text: str, place: int, within: Within) -> tuple:
    """The name of the member that begins here, in an array None, and the place of the value."""
    if within.opening == "[":
        return None, place
    name, end = read_text(text, place)
    colon = skip_blanks(text, end)
    if not text.startswith(":", colon):
        raise ValueError("no colon")
    return name, skip_blanks(text, colon + 1)


def read_simple(text: str, place: int, name: Optional[str], within: Within) -> int:
    """Read a value that is no array and no object; the place behind it and the blanks there."""
    number = NUMBER.match(text, place)
    if number:
        if not math.isfinite(float(number[0])):
            raise ValueError("a number beyond binary64")
        return skip_blanks(text, number.end())
    for literal in LITERALS:
        if text.startswith(literal, place):
            return skip_blanks(text, place + len(literal))
    value, end = read_text(text, place)
    if within.role in (BUNDLE, RESOURCE):
        within.texts[name] = value  # a later member that is no text changes nothing
    return skip_blanks(text, end)
