"""Records in sections (section 14.1)."""

import json
from json.decoder import scanstring
from typing import NamedTuple

from . import cbor
from .errors import Rejection, require

MAX_RECORD = 1 << 23
MAX_RESOURCES = 4093
MAX_NAME = 1024
FILE, FHIR = "file", "fhir"
BLANKS = " \t\n\r"


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
    starts = [0] + [resource.end for resource in resources]
    ends = [resource.start for resource in resources] + [len(record)]
    frame = [record[start:end] for start, end in zip(starts, ends)]
    return [Part("frame", cbor.encode(frame)),  # RECORD.Split.2
            *(Part(resource.name, record[resource.start:resource.end]) for resource in resources)]  # RECORD.Split.3


class Resource(NamedTuple):
    """A resource: its name, and its place among the bytes of the record."""

    name: str
    start: int
    end: int


def find_resources(record: bytes) -> list:
    """The resources of a bundle, in their order. Rejects: RECORD.Split.C3 (`EMR`). Spec: RECORD.Split.1."""
    try:
        record.decode()  # JSON is UTF-8
        text = Text(record)
        bundle = text.skip_blanks(0)
        well = text.skip_blanks(text.end_of_value(bundle)) == len(record)
        members = text.members(bundle)
        require(well and text.last_text(members, "resourceType") == "Bundle", "RECORD.Split.C3", "EMR")
        return [text.resource(place) for name, entries in members if name == "entry"
                for entry in text.entries(entries)
                for name_within, place in text.members(entry)
                if name_within == "resource" and text.begins(place, "{")]
    except (ValueError, RecursionError):
        raise Rejection("RECORD.Split.C3", "EMR") from None


class Text:
    """A JSON text, and where the values in it are. What is no JSON raises ValueError."""

    def __init__(self, record: bytes):
        self.text = record.decode("latin-1")  # a character is a byte
        # No number is looked at, however long it is.
        self.decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=self.refuse)

    @staticmethod
    def refuse(name: str):
        raise ValueError(f"{name} is no JSON")

    def begins(self, place: int, character: str) -> bool:
        return self.text.startswith(character, place)

    def skip_blanks(self, place: int) -> int:
        while place < len(self.text) and self.text[place] in BLANKS:
            place += 1
        return place

    def end_of_value(self, place: int) -> int:
        """The place behind the value that begins here."""
        return self.decoder.raw_decode(self.text, place)[1]

    def members(self, place: int) -> list:
        """(name, place of the value) of an object's members; of any other value none."""
        return self._parts(place, "{")

    def entries(self, place: int) -> list:
        """The places of an array's entries; of any other value none."""
        return [entry for _, entry in self._parts(place, "[")]

    def _parts(self, place: int, opening: str) -> list:
        """What is in an object or array, which is known to be well formed."""
        if not self.begins(place, opening):
            return []
        parts = []
        place = self.skip_blanks(place + 1)
        while self.text[place] not in "]}":
            name = None
            if opening == "{":
                name, place = scanstring(self.text, place + 1, True)
                place = self.skip_blanks(self.skip_blanks(place) + 1)
            parts.append((name, place))
            place = self.skip_blanks(self.end_of_value(place))
            if self.begins(place, ","):
                place = self.skip_blanks(place + 1)
        return parts

    def last_text(self, members: list, name: str):
        """The value of the last member of a name, if it is a text; otherwise None."""
        places = [place for other, place in members if other == name]
        if not places or not self.begins(places[-1], '"'):
            return None
        value = self.text[places[-1]:self.end_of_value(places[-1])]
        return json.loads(value.encode("latin-1"))

    def resource(self, place: int) -> Resource:
        """The resource that begins here. Spec: RECORD.Split.3."""
        members = self.members(place)
        name = "/".join(self.last_text(members, part) or "" for part in ("resourceType", "id"))
        return Resource(name if len(name.encode()) <= MAX_NAME else "/", place, self.end_of_value(place))
