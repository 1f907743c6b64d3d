#!/usr/bin/env python3
"""The Python adapter with one fault: faulty.py NAME, or faulty.py --list for all faults as JSON.

The name `none` stands for no fault.
"""

import json
import pathlib
import sys

# Nothing is left beside the sources, however this is started.
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "python"))

import adapter  # noqa: E402  (the path comes first)
import faults  # noqa: E402,F401  (enters them in the register)
from registry import FAULTS  # noqa: E402


def main() -> int:
    if sys.argv[1:] == ["--list"]:
        print(json.dumps([fault.as_json() for fault in FAULTS.values()], indent=1))
        return 0
    if len(sys.argv) != 2 or sys.argv[1] not in FAULTS | {"none": None}:
        print("usage: faulty.py NAME | --list", file=sys.stderr)
        return 2
    if sys.argv[1] != "none":
        FAULTS[sys.argv[1]].install()
    # A fault may have replaced it.
    return adapter.main()


if __name__ == "__main__":
    sys.exit(main())
