#!/usr/bin/env python3
"""Adapter of emrshare_py: the protocol of spec/adapter.md on standard input and output.

    emrshare kat validate --adapter 'python3 kat/adapters/python/adapter.py' --set toy-64
"""

import json
import sys

from emrshare_py import params
from emrshare_py.errors import Rejection, Unsupported
from emrshare_py.operations import OPERATIONS, evaluate

PROTOCOL = 1


class ProtocolError(Exception):
    """The validator's line is not what the protocol says."""


def object_of(pairs: list) -> dict:
    """A JSON object that holds no member twice (ADAPTER.Line.2)."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ProtocolError("a member stands twice in one object")
    return members


def read_line(text: str, expected_type: str, members: set) -> dict:
    """The object of one line, which has exactly these members."""
    line = json.loads(text, object_pairs_hook=object_of)
    if not isinstance(line, dict) or line.get("type") != expected_type or set(line) != members:
        raise ProtocolError(f"not a line of the type {expected_type}")
    return line


def write_line(line: dict) -> None:
    """One JSON object, one line feed, at once (ADAPTER.Line.4)."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def hello() -> dict:
    """The handshake's answer (ADAPTER.Hello.2)."""
    return {"type": "hello", "protocol": PROTOCOL, "name": "emrshare_py", "version": "0.1",
            "operations": sorted({name for name, _ in OPERATIONS}),
            "sets": ["any", *(parameter_set.name for parameter_set in params.load())],
            "profiles": ["as-printed", "corrected"]}


def answer(request: dict) -> dict:
    """The answer to one request (ADAPTER.Request.2)."""
    line = {"type": "answer", "id": request["id"]}
    try:
        outputs, intermediates = evaluate(request["operation"], request["set"], request["profile"], request["inputs"])
        return line | {"outputs": outputs, "intermediates": intermediates}
    except Rejection as rejection:
        return line | {"rejected": {"check": rejection.check, "field": rejection.field}}
    except Unsupported as unsupported:
        return line | {"unsupported": str(unsupported)}


def main() -> int:
    try:
        shaken = False
        for text in sys.stdin:
            if not shaken:
                if read_line(text, "hello", {"type", "protocol"})["protocol"] != PROTOCOL:
                    raise ProtocolError(f"the validator's protocol is not {PROTOCOL}")
                write_line(hello())
                shaken = True
            else:
                members = {"type", "id", "operation", "set", "profile", "inputs"}
                write_line(answer(read_line(text, "request", members)))
    except (ProtocolError, ValueError) as error:
        print(f"adapter: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
