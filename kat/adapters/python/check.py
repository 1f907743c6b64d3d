#!/usr/bin/env python3
"""Does the Python adapter pass the vectors?

    check.py --emrshare PATH [--jobs N]

All vectors of toy-64 and of no set; those of small-256 but for the two longest runs of `accumulate`, which take minutes
in Python; and the sealed channel of high-2048. With EMRSHARE_FULL=1 these runs, too. Refusals must name the vector's
check, and nothing may be left out as unsupported. The other vectors of std-1024 and high-2048, whole networks among
them, are too long for Python: the time of a Setup grows with the cube of n.

Long and whole runs (ACC.EncDec, ACC.ReEnc, NET.Run) have no other test than the vectors and this one.
"""

import argparse
import os
import pathlib
import shlex
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
VECTORS = FOLDER.parents[2] / "vectors"

# One answer may be a run of 100,000 iterations.
TIMEOUT = 3600
LONG_RUNS = "accumulate"
SHORT_RUN = "1000 iterations"
CHANNEL = ["seal-channel", "open-channel"]


def operations_of(sets: list) -> list:
    """The operations that have vectors of one of these sets."""
    names = [path.name.split(".") for path in VECTORS.glob("*.json")]
    return sorted({name[0] for name in names if name[1] in sets})


def selections() -> list:
    """(what to tell, operations, arguments) of each call of the validator."""
    small = operations_of(["small-256"])
    others = [name for name in small if name != LONG_RUNS]
    high = ("the channel of high-2048", CHANNEL, ["--set", "high-2048"])
    toy = ("toy-64 and any", operations_of(["toy-64", "any"]), ["--set", "toy-64", "--set", "any"])
    if os.environ.get("EMRSHARE_FULL") == "1":
        return [toy, ("small-256", small, ["--set", "small-256"]), high]
    return [toy, high, (f"small-256 without {LONG_RUNS}", others, ["--set", "small-256"]),
            (f"{LONG_RUNS} of small-256, {SHORT_RUN}", [LONG_RUNS], ["--set", "small-256", "--filter", SHORT_RUN])]


def passes(emrshare: str, jobs: int, operations: list, arguments: list) -> bool:
    """Whether every vector of a selection passes. The validator's report is shown."""
    adapter = shlex.join([sys.executable, str(FOLDER / "adapter.py")])
    command = [emrshare, "kat", "validate", "--vectors", str(VECTORS), "--adapter", adapter, "--strict-checks",
               "--jobs", str(jobs), "--timeout", str(TIMEOUT), *arguments]
    for name in operations:
        command += ["--op", name, "--require", name]
    return subprocess.run(command, stdin=subprocess.DEVNULL,
                          env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description="let the Python adapter answer the vectors")
    parser.add_argument("--emrshare", required=True, help="path of the command line")
    parser.add_argument("--jobs", type=int, default=2, help="adapter processes at a time (default: 2)")
    arguments = parser.parse_args()
    failed = []
    for title, operations, chosen in selections():
        print(f"==> {title}", flush=True)
        started = time.monotonic()
        if not passes(arguments.emrshare, arguments.jobs, operations, chosen):
            failed.append(title)
        print(f"{title}: {time.monotonic() - started:.0f} s\n", flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
