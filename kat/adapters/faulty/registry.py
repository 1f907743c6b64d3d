"""The register of faults: what each is, and what the validator must say of it.

A fault is a function that spoils the good adapter before it starts. The decorator `fault` enters it with its
description and with the runs of `emrshare kat validate` that must find it.
"""

from dataclasses import asdict, dataclass
from typing import Callable

# The comments of the random vectors of most files.
RANDOM = tuple(f"random {i}" for i in range(5))


@dataclass(frozen=True)
class Failure:
    """Vectors that must not pass, and how the report must describe them.

    `step` is the step that the report must name, one or several to choose from. Where the mistake is in a step whose
    value no vector records, the report can name a later one only; `cause` is the step of the mistake then.
    """

    where: str  # what the name of the vector file starts with
    way: str = ""
    outcome: str = "failed"
    comments: tuple = ()  # of vectors that must be among them
    symbol: str = ""
    step: str | tuple = ""
    cause: str = ""
    places: dict | None = None  # comment of a vector that must be among them to the place within its value
    bug: str = ""  # flag that must be among the result's bugs
    reason: str = ""  # part of the result's reason


@dataclass(frozen=True)
class Run:
    """One call of the validator, and all that it must find: what no failure describes must have passed."""

    operations: str  # separated by blanks
    failures: tuple = ()
    status: int = 1
    sets: str = "toy-64 any"
    profile: str = ""
    filter: str = ""
    options: tuple = ()
    passes: tuple = ()  # starts of FILE#COMMENT: there are such vectors, and all pass
    remarks: dict | None = None  # start of FILE#COMMENT to what the report remarks on a vector that passes
    endings: str = ""  # how the process must have ended, apart from its answers
    given_up: str = ""  # part of the reason why the validator gave up
    unmet: tuple = ()  # operations that were required in vain

    def arguments(self) -> list:
        """The arguments of `emrshare kat validate` that choose the vectors, and the further options."""
        chosen = [("--op", name) for name in self.operations.split()] + [("--set", name) for name in self.sets.split()]
        if self.profile:
            chosen.append(("--profile", self.profile))
        if self.filter:
            chosen.append(("--filter", self.filter))
        return [word for pair in chosen for word in pair] + list(self.options)


@dataclass(frozen=True)
class Fault:
    """One realistic mistake."""

    name: str
    description: str
    runs: tuple
    install: Callable  # makes the mistake

    def as_json(self) -> dict:
        """What `faulty.py --list` says of it, without what is left open."""
        runs = [{name: value for name, value in asdict(run).items() if value} | {"status": run.status}
                for run in self.runs]
        for run in runs:
            run["failures"] = [{name: value for name, value in failure.items() if value}
                               for failure in run.get("failures", ())]
        return {"name": self.name, "description": self.description, "runs": runs}


FAULTS = {}


def fault(description: str, *runs: Run):
    """Enter a function as the fault of its name, written with hyphens."""
    def enter(install):
        name = install.__name__.replace("_", "-")
        if name in FAULTS:
            raise ValueError(f"two faults are named {name}")
        FAULTS[name] = Fault(name, description, runs, install)
        return install
    return enter
