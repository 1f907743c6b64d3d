"""Claims (section 15.1)."""

from .messages import Message, Schema, hash_item
from .xof import xof

SALT_BYTES = 16
PURPOSE, SECTION = "purpose", "section"
NUMBERS = 1 << 64  # a claim names a section by a number below


def make_claims(schema: Schema, purpose: str, sections, coins: bytes) -> list:
    """The claims of a credential. Spec: VC.Claims."""
    named = [(PURPOSE, purpose)] + [(SECTION, str(num)) for num in sections]  # VC.Claims.2, VC.Claims.3
    return [schema.make("Claim", xof("VC.Salt", coins, i).take(SALT_BYTES), name, value)  # VC.Claims.1
            for i, (name, value) in enumerate(named)]


def digests_of(claims) -> tuple:
    """H of the claims in the order of bytes."""
    return tuple(sorted(map(hash_item, claims)))


def named_sections(claims) -> list:
    """The numbers of the sections that claims name, in the order of the claims; what names none is passed over."""
    numbers = [int(claim.value) for claim in claims if claim["name"] == SECTION and is_number(claim.value)]
    return [num for num in numbers if num < NUMBERS]


def is_number(text: str) -> bool:
    """Whether a text is a number in decimal, without a zero before others."""
    return text.isascii() and text.isdecimal() and (text == "0" or not text.startswith("0"))


def are_sections(numbers: list, count: int) -> bool:
    """Whether these are at least one, increasing, and sections of a record of `count` with the summary."""
    return (len(numbers) > 0 and all(a < b for a, b in zip(numbers, numbers[1:])) and numbers[-1] < count)


def claims_of(claims, sections) -> tuple:
    """The claims that name these sections."""
    by_number = {claim.value: claim for claim in claims if claim["name"] == SECTION}
    return tuple(by_number[str(num)] for num in sections)


def is_expired(credential: Message, now: int) -> bool:
    """Whether a credential is not valid at this time."""
    return not credential.not_before <= now <= credential.not_after
