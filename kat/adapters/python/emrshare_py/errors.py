"""The two ways in which an evaluation ends without outputs."""


class Rejection(Exception):
    """An input was refused: `check` is the id of the check that failed, `field` the input that it speaks of."""

    def __init__(self, check: str, field: str):
        super().__init__(check, field)  # as they are, so that a process can pass it on to another
        self.check = check
        self.field = field

    def __str__(self) -> str:
        return f"{self.check} ({self.field})"


class Unsupported(Exception):
    """An operation that chapter 8 does not have (or not for this set or profile)."""


def require(condition: bool, check: str, field: str) -> None:
    """Raise Rejection(check, field) unless `condition` holds."""
    if not condition:
        raise Rejection(check, field)
